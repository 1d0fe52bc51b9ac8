"""What `monitor status` says of the time to come: the worker's own rules, asked ahead."""

from __future__ import annotations

import json
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.cli.forecast import next_digest, next_reading
from monitor.dispatch.desk import Subscription
from monitor.parliament.dates import UTC, instant, is_working_day, today
from monitor.store import Store, queries
from monitor.worker.timetable import interval, is_due
from tests.test_cli import Run, run
from watchlists.watchlist import Recipient

__all__ = ["run"]

LIST = """title = "Canals"
[[to]]
address = "email:officer@example.org"
digests = ["daily", "weekly"]
[[to]]
address = "slack:#canals"
digests = ["at-once", "roundup"]
[[watch]]
title   = "Towpaths"
phrases = ["towpath"]
"""


def digest(cadence: Any = "daily", **said: Any) -> Subscription:
    """What one address is sent."""
    return Subscription(
        "email:officer@example.org", cadence, Recipient(address="email:officer@example.org", **said), ()
    )


@pytest.mark.parametrize("source", ["written-questions", "hansard", "bills"])
@pytest.mark.parametrize("now", ["2026-03-10T05:31", "2026-03-10T12:07", "2026-03-10T23:45", "2026-03-14T15:00"])
def test_the_next_reading_is_when_a_worker_would_read(source: str, now: str) -> None:
    """Not a minute earlier or later than the timetable says, also over the borders of night and afternoon."""
    last = instant(now) - timedelta(minutes=3)
    found = next_reading(source, last, instant(now), is_working_day)
    every = interval(source, found, is_working_day(today(found)))
    assert is_due(last, found, every)
    before = found - timedelta(minutes=1)
    assert not is_due(last, before, interval(source, before, is_working_day(today(before))))


def test_a_source_never_read_is_read_now() -> None:
    """The first tick of a worker reads it."""
    now = instant("2026-03-10T12:00")
    assert next_reading("hansard", None, now, is_working_day) == now


@pytest.mark.parametrize(
    ("one", "now", "slot"),
    [
        (digest(), "2026-03-10T07:29", "2026-03-10T07:30"),
        (digest(), "2026-03-10T07:30", "2026-03-11T07:30"),
        (digest(at=time(9)), "2026-03-13T12:00", "2026-03-16T09:00"),
        (digest(), "2026-04-02T08:00", "2026-04-07T07:30"),
        (digest(), "2026-03-27T08:00", "2026-03-30T07:30"),
        (digest("weekly"), "2026-03-10T07:30", "2026-03-13T16:00"),
        (digest(days=("thu",)), "2026-03-10T07:30", "2026-03-12T07:30"),
    ],
)
def test_the_next_digest_is_the_next_slot(one: Subscription, now: str, slot: str) -> None:
    """By the hour and days of the address, over weekends, Easter and the change of the clocks."""
    assert next_digest(one, instant(now), is_working_day) == instant(slot)


def test_what_has_no_clock_has_no_next_time() -> None:
    """At once is whenever it is found; who asks for sitting days alone waits in recess."""
    assert next_digest(digest("at-once"), instant("2026-03-10T07:00"), is_working_day) is None
    assert next_digest(digest(days="sitting"), instant("2026-08-10T07:00"), lambda _: False) is None


def test_the_status_shows_what_comes_next_and_the_requests_of_each_day(run: Run, tmp_path: Path) -> None:
    """In the table and in JSON; a paused address has no next digest."""
    (tmp_path / "my-watchlists" / "ours.toml").unlink()
    (tmp_path / "my-watchlists" / "canals.toml").write_text(LIST)
    now = datetime.now(UTC)
    with Store.open(f"sqlite:///{tmp_path / 'monitor.db'}") as store:
        for purpose, made in (("poll", 40), ("backfill", 2)):
            poll = store.begin_poll("hansard", today(now), today(now), purpose=purpose, now=now)  # type: ignore[arg-type]
            store.end_poll(poll, outcome="complete", error=None, requests=made, now=now)
        assert queries.requests(store, "hansard", since=today(now)) == {today(now).isoformat(): 42}
    run("addresses", "pause", "slack:#canals")
    told = json.loads(run("status", "--format", "json").out)
    hansard = next(source for source in told["sources"] if source["source"] == "hansard")
    assert hansard["requests_by_day"] == {today(now).isoformat(): 42}
    assert timedelta() < instant(hansard["next_reading"]) - now <= timedelta(hours=2, minutes=1)
    assert [(one["address"], one["cadence"], one["state"], bool(one["next"])) for one in told["addresses"]] == [
        ("email:officer@example.org", "daily", "sending", True),
        ("email:officer@example.org", "weekly", "sending", True),
        ("slack:#canals", "at-once", "paused", False),
        ("slack:#canals", "roundup", "paused", False),
    ]
    table = run("status").out
    assert today(now).isoformat() in table
    assert "42" in table
    assert "email:officer@example.org: daily: next 20" in table
    assert "slack:#canals: at-once: paused" in table


def test_a_broken_watchlist_keeps_nobody_from_the_status(run: Run, tmp_path: Path) -> None:
    """How the sources stand is told all the same."""
    (tmp_path / "my-watchlists" / "ours.toml").write_text("title = ")
    assert json.loads(run("status", "--format", "json").out)["addresses"] == []
