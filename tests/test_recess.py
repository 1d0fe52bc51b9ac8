"""What follows from Parliament's calendar, from What's On to the digest: sitting days, the day of return, a report missed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from monitor.app import App
from monitor.dispatch.delivery import dispatch
from monitor.parliament.dates import UTC, days, instant
from monitor.poll import poll, window
from monitor.settings import Settings
from monitor.sources.calendar import Calendar
from monitor.sources.hansard import Hansard
from monitor.sources.http import PoliteClient
from monitor.store import queries
from tests.test_dispatch import Medium
from tests.upstream import Replica

LIST = """title = "Canals"
[[to]]
address = "email:officer@example.org"
heartbeat = "daily"
[[watch]]
title = "Canals"
phrases = ["no such words in the replica"]
"""
EASTER = "Easter recess. The House of Commons returns on Mon 13 Apr; the House of Lords returns on Mon 13 Apr"


@pytest.fixture
def upstream(replica: Callable[..., Replica]) -> Replica:
    """The days around a fictional Easter."""
    return replica("recess-and-clocks")


@pytest.fixture
def email() -> Medium:
    """Where digests arrive."""
    return Medium()


@pytest.fixture
def app(upstream: Replica, email: Medium, tmp_path: Path) -> Iterator[App]:
    """A monitor that reads Hansard and the calendar there."""
    (tmp_path / "canals.toml").write_text(LIST, encoding="utf-8")
    settings = Settings(database_url=f"sqlite:///{tmp_path}/monitor.db", watchlists=tmp_path, _env_file=None)
    client = PoliteClient(mirror=upstream.url, pace=10_000, attempts=1)
    made = App(settings, client)
    made.__dict__["sources"] = {"hansard": Hansard(client), "calendar": Calendar(client)}
    made.__dict__["notifiers"] = {"email": email}
    yield made
    made.store.close()
    client.close()


def read(app: App, upstream: Replica, now: str, *names: str) -> datetime:
    """These sources read once."""
    upstream.clock(now)
    at = instant(now)
    for name in names or app.sources:
        polled = poll(app.sources[name], app.walk(now=at), window=window(None, now=at), now=at)
        assert not polled.unreadable
    return at


def notices(app: App, email: Medium, now: str) -> tuple[str, ...]:
    """What is told at *now* beside matches."""
    before = len(email.digests)
    dispatch(app.desk(clock=lambda: datetime.now(UTC)), now=instant(now))
    return email.last.notices if len(email.digests) > before else ()


def test_sitting_days_are_those_of_the_calendar(app: App, upstream: Replica) -> None:
    """Those to come too; a working day of the recess is none, and the first one after it is."""
    read(app, upstream, "2026-03-25T12:00")
    sitting = [day for day in days(date(2026, 3, 23), date(2026, 4, 14)) if app.sits(day)]
    assert [str(day) for day in sitting] == ["2026-03-24", "2026-03-25", "2026-03-26", "2026-04-13", "2026-04-14"]
    assert app.calendar().next_sittings(date(2026, 3, 25), 2) == (date(2026, 3, 26), date(2026, 4, 13))


def test_a_calendar_that_was_never_read_leaves_it_to_hansard(app: App, upstream: Replica) -> None:
    """Then a working day after a week with sittings counts as one, also in the recess."""
    read(app, upstream, "2026-03-26T19:00", "hansard")
    assert app.sits(date(2026, 3, 27))
    assert not app.sits(date(2026, 4, 8))
    read(app, upstream, "2026-03-26T19:00", "calendar")
    assert not app.sits(date(2026, 3, 27))


def test_in_recess_the_foot_says_when_the_houses_return(app: App, upstream: Replica, email: Medium) -> None:
    """Under the sign of life too; not on a sitting day."""
    read(app, upstream, "2026-03-26T06:30")
    notices(app, email, "2026-03-26T06:31")
    assert notices(app, email, "2026-03-26T07:30")
    assert EASTER not in email.last.foot
    read(app, upstream, "2026-03-30T06:30")
    assert notices(app, email, "2026-03-30T07:30")[0].startswith("Nothing matched")
    assert EASTER in email.last.foot


def test_a_sitting_of_which_nothing_came_is_told_next_morning(app: App, upstream: Replica, email: Medium) -> None:
    """Once, and once more when its report is there."""
    read(app, upstream, "2026-03-26T08:00")
    notices(app, email, "2026-03-26T08:01")
    upstream.faults({"fault": "status", "host": "hansard-api*", "status": 503, "rate": 1.0})
    read(app, upstream, "2026-03-27T06:30")
    told = notices(app, email, "2026-03-27T07:30")
    assert any("no report of the Commons of Thu 26 Mar" in line for line in told)
    assert not any("the Lords of Thu 26 Mar" in line for line in told), "the Lords did not sit"
    upstream.faults()
    read(app, upstream, "2026-03-30T06:30")
    told = notices(app, email, "2026-03-30T07:30")
    assert any("is there now" in line for line in told)
    assert not any("no report" in line for line in told)


def test_a_quiet_poll_of_the_calendar_writes_nothing(app: App, upstream: Replica) -> None:
    """And asks twice at most."""
    at = read(app, upstream, "2026-03-25T12:00")
    before = upstream.requests()
    source = app.sources["calendar"]
    soon = at + timedelta(minutes=10)
    polled = poll(source, app.walk(now=soon), window=window(at, now=soon), now=soon)
    assert (polled.outcome, polled.counts.new, polled.counts.revised) == ("complete", 0, 0)
    assert polled.requests == upstream.requests() - before <= 2


def test_business_taken_off_the_calendar_is_withdrawn_after_two_readings(app: App, upstream: Replica) -> None:
    """One that shows other business and not this proves little; the second does."""
    told = {"StartDate": "2026-04-14T00:00:00", "EndDate": "2026-04-14T00:00:00", "House": "Commons", "StartTime": ""}
    for n in (1, 2):
        record = told | {"Id": n, "Description": f"Debate {n} on canals", "Type": "Main Chamber", "Category": "Debate"}
        upstream.admin("events", {"at": "", "host": "whatson-api.parliament.uk", "kind": "event", "record": record})
    read(app, upstream, "2026-03-25T12:00", "calendar")
    upstream.admin("events", {"at": "2026-03-25T13:00:00", "kind": "event_removed", "id": 1})
    seen = []
    for hours in (2, 4, 6):
        read(app, upstream, f"2026-03-25T{12 + hours}:00", "calendar")
        rows = queries.activities(app.store, kind="business")
        seen.append({row["upstream_id"]: "withdrawn_at" in row for row in rows})
    assert seen == [{"1": False, "2": False}, {"1": True, "2": False}, {"1": True, "2": False}]
