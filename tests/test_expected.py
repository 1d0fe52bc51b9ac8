"""A sitting of which nothing came: told once it is due, by the name Hansard's own failures have, until it is there."""

from __future__ import annotations

from datetime import date, datetime

from monitor.dispatch import expected
from monitor.dispatch.coverage import Failure
from monitor.parliament.dates import instant
from monitor.parliament.sittings import Calendar, SittingDays
from monitor.sources import hansard_shape
from monitor.store.parcels import SourceRow

TUESDAY, WEDNESDAY = date(2026, 3, 10), date(2026, 3, 11)
CALENDAR = Calendar(
    sittings=(
        SittingDays(house="commons", first=date(2026, 3, 1), last=date(2026, 3, 31), days=(TUESDAY, date(2026, 3, 16))),
    )
)
WHAT = "day:hansard:Commons 2026-03-10"
MORNING = instant("2026-03-11T06:10")


def hansard(last: datetime) -> SourceRow:
    """How Hansard's readings stand: read since the beginning of March, the last time at *last*."""
    return SourceRow("hansard", instant("2026-03-01T12:00"), last, last, None)


def missing(
    now: datetime, *read: str, calendar: Calendar = CALENDAR, noticed: tuple[str, ...] = ()
) -> dict[str, Failure]:
    """What fails at *now* where these spans were read."""
    return expected.failures(expected.sittings(calendar, noticed, now=now), calendar, read, [hansard(now)])


def test_a_sitting_without_a_report_is_told_at_six_next_morning() -> None:
    """In two lines that name the House and the day; not before, and not where it was read."""
    assert missing(instant("2026-03-11T05:50")) == {}
    assert missing(MORNING, "commons/2026-03-10") == {}
    (failure,) = missing(MORNING, "lords/2026-03-10").values()
    assert failure.what == WHAT
    assert failure.lines[0].startswith("Hansard: there is no report of the Commons of Tue 10 Mar yet")


def test_it_is_called_as_hansards_own_failures_are() -> None:
    """By the day as the readings of Hansard print it, so that a day that both tell of is one notice."""
    assert f"day:hansard:{hansard_shape.Sitting('commons', TUESDAY)}" == WHAT


def test_without_a_calendar_or_without_hansard_nothing_is_expected() -> None:
    """Neither is a failure of Hansard's."""
    assert missing(MORNING, calendar=Calendar()) == {}
    assert expected.failures(expected.sittings(CALENDAR, (), now=MORNING), CALENDAR, (), []) == {}


def test_a_day_that_was_not_asked_for_since_it_was_due_is_not_missing_yet() -> None:
    """After a night without a worker the first reading has its chance."""
    asked = hansard(instant("2026-03-10T22:00"))
    assert expected.failures(expected.sittings(CALENDAR, (), now=MORNING), CALENDAR, (), [asked]) == {}


def test_a_day_told_missing_stays_so_until_it_is_there() -> None:
    """Also after the week in which it is looked for by itself."""
    later = instant("2026-03-25T09:00")
    assert WHAT not in missing(later)
    assert WHAT in missing(later, noticed=(WHAT, "source:hansard"))
    assert WHAT not in missing(later, "commons/2026-03-10", noticed=(WHAT,))


def test_a_day_that_is_no_sitting_day_any_more_ends_so() -> None:
    """It is not said that its text has come."""
    changed = Calendar(sittings=(CALENDAR.sittings[0].model_copy(update={"days": (date(2026, 3, 16),)}),))
    assert WHAT not in missing(MORNING, calendar=changed, noticed=(WHAT,))
    lines = expected.over(WHAT, changed, ())
    assert lines is not None
    assert lines[0].startswith("Hansard: the Commons of Tue 10 Mar was no sitting")
    assert expected.over(WHAT, CALENDAR, ()) is None
    assert expected.over(WHAT, changed, ("commons/2026-03-10",)) is None
    assert expected.over("source:hansard", changed, ()) is None
