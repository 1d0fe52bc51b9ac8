"""When a digest is due: London's wall clock, working days, quiet hours, and what was missed."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest

from monitor.dispatch.due import Slot, due, failures_due
from monitor.parliament.dates import UTC, instant
from watchlists.digest import Cadence
from watchlists.watchlist import Recipient


def recipient(**said: Any) -> Recipient:
    """An address as a file may say it."""
    return Recipient(address="email:officer@example.org", **said)


def slot(now: str, cadence: Cadence = "daily", last: str | None = None, **said: Any) -> Slot | None:
    """The slot due at a London time."""
    return due(recipient(**said), cadence, instant(last) if last else None, instant(now))


@pytest.mark.parametrize(
    ("now", "utc"),
    [
        ("2026-03-27T07:30", "2026-03-27T07:30"),
        ("2026-03-30T07:30", "2026-03-30T06:30"),
        ("2026-10-23T07:30", "2026-10-23T06:30"),
        ("2026-10-26T07:30", "2026-10-26T07:30"),
    ],
)
def test_the_daily_digest_is_at_half_past_seven_in_london_in_winter_and_in_summer(now: str, utc: str) -> None:
    """The hour is that of London's clocks, whatever UTC says."""
    assert slot(now) == Slot(datetime.fromisoformat(utc).replace(tzinfo=UTC))
    early = instant(now) - timedelta(minutes=1)
    assert due(recipient(), "daily", instant(now) - timedelta(days=1), early) is None


@pytest.mark.parametrize(("day", "utc"), [("2026-03-29", "06:30"), ("2026-10-25", "07:30")])
def test_both_sundays_of_the_clock_change_have_one_slot_each(day: str, utc: str) -> None:
    """Who asks for every day gets exactly one digest on the day of 23 and of 25 hours, at 07:30."""
    served: list[datetime] = []
    now, end = instant(f"{day}T00:00"), instant(f"{day}T23:59")
    while now <= end:
        found = due(recipient(days=("sat", "sun")), "daily", served[-1] if served else instant(f"{day}T00:00"), now)
        served += [found.at] if found else []
        now += timedelta(minutes=10)
    assert served == [datetime.fromisoformat(f"{day}T{utc}").replace(tzinfo=UTC)]


@pytest.mark.parametrize("day", ["2026-12-26", "2026-12-25", "2026-12-28", "2026-04-03", "2026-04-06", "2026-03-07"])
def test_no_daily_digest_on_a_holiday_or_weekend(day: str) -> None:
    """Working days are those of England and Wales; what came meanwhile waits for the next."""
    assert slot(f"{day}T07:30", last=f"{day}T00:00") is None
    assert slot(f"{day}T12:00", last=f"{day}T00:00") is None


def test_weekdays_and_sitting_days_can_be_asked_for() -> None:
    """`days` says when; what is a sitting day the caller knows."""
    assert slot("2026-03-05T07:30", days=("mon", "thu"))
    assert slot("2026-03-04T07:30", days=("mon", "thu"), last="2026-03-03T12:00") is None
    sunday = instant("2026-03-08T07:30")
    assert due(recipient(days="sitting"), "daily", None, sunday, sits=lambda _: True)
    friday = instant("2026-03-06T07:30")
    assert due(recipient(days="sitting"), "daily", instant("2026-03-06T00:00"), friday, sits=lambda _: False) is None


def test_failures_do_not_wait_for_the_next_sitting_day() -> None:
    """On a working day of the recess, at the hour of the digest, they alone; who is told on other days has theirs."""
    monday, sunday = instant("2026-08-10T07:30"), instant("2026-08-09T07:30")
    assert failures_due(recipient(days="sitting"), sunday, monday) == Slot(monday, failures=True)
    assert failures_due(recipient(days="sitting"), monday, monday) is None
    assert failures_due(recipient(days="sitting"), None, sunday) is None
    assert failures_due(recipient(days=("tue",)), sunday, monday) is None


def test_a_slot_is_served_once() -> None:
    """After it was served there is nothing due until the next."""
    assert slot("2026-03-10T09:00", last="2026-03-10T07:30") is None
    assert slot("2026-03-11T07:30", last="2026-03-10T07:30")


def test_who_is_met_after_the_hour_waits_for_the_next() -> None:
    """A new address is not served a slot of before it was there."""
    assert slot("2026-03-10T12:00", last="2026-03-10T12:00") is None


def test_a_worker_that_was_down_for_an_hour_serves_late_and_says_so() -> None:
    """Down from 07:29 to 09:10: the digest of 07:30 goes out at 09:10, late."""
    assert slot("2026-03-10T09:10", last="2026-03-09T07:30") == Slot(instant("2026-03-10T07:30"), late=True)
    assert slot("2026-03-10T07:40", last="2026-03-09T07:30") == Slot(instant("2026-03-10T07:30"))


def test_a_slot_missed_by_more_than_twelve_hours_folds_into_the_next() -> None:
    """Nobody is woken at night by the digest of the morning; nor is one sent for each day of a week offline."""
    assert slot("2026-03-10T19:30", last="2026-03-09T07:30") == Slot(instant("2026-03-10T07:30"), late=True)
    assert slot("2026-03-10T19:31", last="2026-03-09T07:30") is None
    assert slot("2026-03-11T07:30", last="2026-03-03T07:30") == Slot(instant("2026-03-11T07:30"))


def test_an_evening_slot_may_be_served_after_midnight() -> None:
    """The twelve hours may span midnight."""
    assert slot("2026-03-11T01:00", at=time(20), last="2026-03-09T20:00") == Slot(
        instant("2026-03-10T20:00"), late=True
    )


def test_the_weekly_digest_is_on_friday_afternoon_or_the_last_working_day() -> None:
    """Friday 16:00; before Good Friday on Thursday; in the week of Christmas 2026 on Thursday."""
    assert slot("2026-03-06T16:00", "weekly") == Slot(instant("2026-03-06T16:00"))
    assert slot("2026-03-05T16:00", "weekly", last="2026-02-27T16:00") is None
    assert slot("2026-04-02T16:00", "weekly") == Slot(instant("2026-04-02T16:00"))
    assert slot("2026-04-03T16:00", "weekly", last="2026-04-02T16:00") is None
    assert slot("2026-12-24T16:00", "weekly") == Slot(instant("2026-12-24T16:00"))


def test_at_once_waits_for_the_end_of_the_quiet_hours() -> None:
    """From 21:00 to 07:00 nothing; at all other times, also on Sundays, now."""
    quiet = (time(21), time(7))
    for now, sends in (("20:59", True), ("21:00", False), ("00:10", False), ("06:59", False), ("07:00", True)):
        found = slot(f"2026-03-29T{now}", "at-once", quiet=quiet)
        assert found == (Slot(instant(f"2026-03-29T{now}")) if sends else None)
    assert slot("2026-03-29T12:30", "at-once", quiet=(time(12), time(13))) is None
    assert slot("2026-03-29T13:30", "at-once", quiet=(time(12), time(13)))


def test_the_roundup_is_not_due_by_the_clock() -> None:
    """It is made by a sitting with oral questions."""
    assert slot("2026-03-10T16:00", "roundup") is None
