"""How often Parliament is asked: on a sitting day polled every half hour, and by a poll that finds nothing new."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from monitor.app import App
from tests.benchmarks.week import LAST, monitor, poll_all, week

#: to reach, for all sources together
QUIET_REQUESTS, DAY_REQUESTS, FEWER_BYTES = 40, 2_500, 20
#: between polls, as docker-compose.yml has it; and between a poll and the quiet one after it
APART, SOON = timedelta(minutes=30), timedelta(minutes=10)
#: the poll, counted from midnight, after which nothing changes for ten minutes: 16:00
QUIET = 32


class Spent(NamedTuple):
    """What one poll asked for, over all hosts."""

    requests: int
    bytes: int


def prove(*, size: int, seed: int) -> str:
    """*size* polls, half an hour apart, from the midnight before a sitting day; one more in its quiet afternoon."""
    midnight = datetime.fromisoformat(LAST)
    spent: list[Spent] = []
    quiet = Spent(0, 0)
    with week(seed=seed) as (folder, upstream), monitor(folder, upstream) as app:
        for number in range(size):
            now = midnight + number * APART
            upstream.clock(now.isoformat())
            spent.append(_poll(app, now))
            if number == min(QUIET, size - 1):
                quiet = _poll(app, now + SOON)
        assert not upstream.violations(), upstream.violations()
    first, day, fewer = spent[0], sum(s.requests for s in spent[1:]), spent[0].bytes / quiet.bytes
    told = (
        f"first reading of three days {first.requests} requests, {size - 1} polls of a sitting day {day}, "
        f"quiet poll {quiet.requests} with {fewer:.0f} times fewer bytes than the first reading"
    )
    assert quiet.requests <= QUIET_REQUESTS, told
    assert day <= DAY_REQUESTS, told
    assert fewer >= FEWER_BYTES, told
    return told


def _poll(app: App, now: datetime) -> Spent:
    requests, heavy = app.client.requests, app.client.bytes
    poll_all(app, now.isoformat())
    return Spent(app.client.requests - requests, app.client.bytes - heavy)
