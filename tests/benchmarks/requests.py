"""B5: how often Parliament is asked on a sitting day, all sources by the timetable, and by a poll that finds nothing new."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import httpx

from monitor.app import App
from monitor.parliament.dates import instant, london, today
from monitor.store import queries
from monitor.worker.timetable import interval, is_due
from tests.benchmarks.week import Counting, generated, monitor, poll_all, sittings
from tests.upstream import Replica

#: to reach, for all sources together; PACE: requests a second, of one host
QUIET_REQUESTS, DAY_REQUESTS, FEWER_BYTES, PACE = 40, 2_500, 20, 5
#: the hour at which nothing changes for SOON
QUIET, SOON = timedelta(hours=16), timedelta(minutes=10)
#: how often a worker looks at what is due
TICK = timedelta(minutes=1)
#: sitting days before the one that is measured: about 3,000 questions are open then
BEFORE = 15
#: polls in which what is due for another look is looked at, so many at a time
BACKLOG = 4
#: every so many-th Member is watched, so that about 150 of the open questions have matched, and 60 motions; and phrases
EVERY, PHRASES = 20, 99
QUESTIONS = "https://questions-statements-api.parliament.uk/api/writtenquestions/questions"
SPOKEN = "https://hansard-api.parliament.uk/search/contributions/Spoken.json"


class Quiet(NamedTuple):
    """A poll of all sources ten minutes after a complete one: its requests, and its bytes."""

    requests: Counter[str]
    bytes: int
    #: bytes of a naive poller
    naive: int
    #: requests in the fullest second, of the host that had most of them
    fastest: int
    #: what the store knew
    known: str


def prove(*, size: int, seed: int) -> str:
    """*size* hours of a sitting day (24 are all), from the midnight before it; one more poll in its afternoon."""
    days = ["--days", str(BEFORE + 2), "--questions-per-day", "500", "--scale", "1.37"]
    with generated(*days, seed=seed) as (folder, upstream):
        watched(folder / "watchlists", upstream)
        sitting, asked = sittings(folder), Counting()
        with monitor(folder, upstream, transport=asked) as app:
            for day in sitting[:BEFORE]:
                upstream.clock(f"{day}T23:30:00")
                poll_all(app, f"{day}T23:30:00")
            # a worker that polls all day has looked at everything by then
            for minute in range(40, 40 + BACKLOG):
                poll_all(app, f"{sitting[BEFORE - 1]}T23:{minute}:00")
            midnight, quiet = instant(f"{sitting[BEFORE]}T00:00:00"), None
            polls, kinds = Counter[str](), defaultdict[str, Counter[str]](Counter)
            for now, source in by_the_timetable(app, midnight, hours=size):
                if quiet is None and now >= midnight + QUIET:
                    quiet = quiet_poll(app, folder, upstream, midnight + QUIET)
                upstream.clock(wall(now))
                asked.kinds.clear()
                poll_all(app, now.isoformat(), source)
                polls[source] += 1
                kinds[source] += asked.kinds
        assert not upstream.violations(), upstream.violations()
    assert quiet, f"{size} hours do not reach the afternoon"
    for source, spent in kinds.items():
        told = ", ".join(f"{count} {kind}" for kind, count in spent.most_common())
        print(f"  {source}: {polls[source]} polls, {spent.total()} requests ({told}); quiet {quiet.requests[source]}")
    day_requests = sum(spent.total() for spent in kinds.values())
    quiet_requests, fewer = quiet.requests.total(), quiet.naive / quiet.bytes
    told = (
        f"{quiet.known}, {1 + PHRASES} watches: {polls.total()} polls of a sitting day {day_requests} requests; quiet poll "
        f"{quiet_requests} requests, {fewer:.0f} times fewer bytes than a naive poller; at most {quiet.fastest} a second and host"
    )
    assert quiet_requests <= QUIET_REQUESTS, told
    assert day_requests <= DAY_REQUESTS, told
    assert fewer >= FEWER_BYTES, told
    assert quiet.fastest <= PACE, told
    return told


def by_the_timetable(app: App, midnight: datetime, *, hours: int) -> Iterator[tuple[datetime, str]]:
    """What a worker reads, and when; each is read before the next is asked for."""
    for now in (midnight + n * TICK for n in range(hours * 60)):
        sitting = app.sits(today(now))
        for source in app.sources:
            if is_due(app.store.last_complete(source), now, interval(source, now, sitting)):
                yield now, source


def quiet_poll(app: App, folder: Path, upstream: Replica, now: datetime) -> Quiet:
    """All sources read with a copy of the store, and after SOON once more, at the pace of a monitor in use."""
    with sqlite3.connect(folder / "monitor.db") as store, sqlite3.connect(folder / "quiet.db") as copy:
        store.backup(copy)
    assert not upstream.violations(), upstream.violations()
    upstream.admin("reset", {})
    upstream.clock(wall(now))
    with monitor(folder, upstream, name="quiet", pace=PACE) as later:
        poll_all(later, now.isoformat())
        before = later.client.bytes
        requests = {polled.source: polled.requests for polled in poll_all(later, (now + SOON).isoformat())}
        heavy, fastest = later.client.bytes - before, upstream.admin("stats")["max_requests_per_second"]
    return Quiet(Counter(requests), heavy, naive_bytes(upstream, today(now)), max(fastest.values()), known(app))


def wall(now: datetime) -> str:
    """London wall time without an offset, as the replica's clock has it."""
    return london(now).replace(tzinfo=None).isoformat()


def watched(folder: Path, upstream: Replica) -> None:
    """A watchlist of some Members and many phrases."""
    reply = httpx.get(
        f"{upstream.url}/members-api.parliament.uk/api/Members/Search?IsCurrentMember=true&skip=0&take=20"
    )
    first = min(int(item["value"]["id"]) for item in reply.json()["items"])
    members = ", ".join(str(first + n) for n in range(0, 650, EVERY))
    phrases = "".join(f'[[watch]]\ntitle = "Word {n}"\nphrases = ["gruffalo{n:02}"]\n' for n in range(PHRASES))
    folder.mkdir()
    text = f'title = "Many"\n[[watch]]\ntitle = "Some Members"\nmembers = [{members}]\n{phrases}'
    (folder / "many.toml").write_text(text, encoding="utf-8")


def naive_bytes(upstream: Replica, day: date) -> int:
    """Bytes of a poller that reads the last seven days again, not compressed: of questions and debates alone."""
    first, size = day - timedelta(days=6), 0
    lists = [
        (QUESTIONS, {"tabledWhenFrom": first, "tabledWhenTo": day}, "", "totalResults"),
        (QUESTIONS, {"answeredWhenFrom": first, "answeredWhenTo": day}, "", "totalResults"),
        (
            SPOKEN,
            {"queryParameters.startDate": first, "queryParameters.endDate": day},
            "queryParameters.",
            "TotalResultCount",
        ),
    ]
    with httpx.Client(headers={"Accept-Encoding": "identity"}) as client:
        for url, asked, prefix, total in lists:
            skip, of = 0, 1
            while skip < of:
                paged = {**asked, f"{prefix}skip": skip, f"{prefix}take": 100}
                reply = client.get(url.replace("https://", f"{upstream.url}/"), params=paged)
                size, skip, of = size + len(reply.content), skip + 100, reply.json()[total]
    return size


def known(app: App) -> str:
    """What is open in the store, and has matched."""
    kinds: dict[str, set[str]] = {kind: set() for kind in ("question", "answer", "withdrawal")}
    for kind, ids in kinds.items():
        ids |= {a.record for a in app.store.activities(kind=kind)}
    left = kinds["question"] - kinds["answer"] - kinds["withdrawal"]
    found = {f"written-questions/{m['activity']['upstream_id']}" for m in queries.matches(app.store, kind="question")}
    motions = {m["activity"]["subject"] for m in queries.matches(app.store, source="early-day-motions")}
    return f"{len(left)} open questions ({len(left & found)} matched), {len(motions)} followed motions"
