"""The year as an address meets it: clocks that change, holidays, recess. What is missed or late stands in test_dispatch."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from monitor.parliament.dates import UTC, at, days, instant
from tests.test_dispatch import HOUR, MET, MORNING, NOON, OFFICER, House, at_once, daily, house, watchlist
from watchlists.digest import Cadence, Digest
from watchlists.watchlist import Recipient

__all__ = ["house"]

DAY = timedelta(days=1)


def work(house: House, first: str, last: str, *hours: str) -> list[tuple[datetime, Digest]]:
    """A worker from day to day: reads early, dispatches at *hours*; what it queued, and when."""
    queued = []
    for day in days(date.fromisoformat(first), date.fromisoformat(last)):
        house.poll(at(day, time(6)))
        for hour in hours:
            now = at(day, time.fromisoformat(hour))
            done = house.dispatch(now)
            assert not done.problems
            queued += [(now, digest) for digest in done.queued]
    return queued


@pytest.mark.parametrize(
    ("saturday", "sunday", "utc"), [("2026-03-28", "2026-03-29", "06:30"), ("2026-10-24", "2026-10-25", "07:30")]
)
def test_the_sundays_on_which_the_clocks_change_have_one_digest_at_half_past_seven(
    house: House, saturday: str, sunday: str, utc: str
) -> None:
    """Whether the day has 23 hours or 25: one, at 07:30 of London's clocks, and not called late."""
    house.lists = [watchlist("canals", daily(days=("sun",)))]
    house.dispatch(instant(f"{saturday}T09:00"))
    house.poll(instant(f"{saturday}T17:00"))
    house.match(1, now=instant(f"{saturday}T17:00"), date=date.fromisoformat(saturday))
    now, end, queued = instant(f"{saturday}T23:00"), instant(f"{sunday}T23:00"), []
    while now <= end:
        queued += [(now, digest) for digest in house.dispatch(now).queued]
        now += timedelta(minutes=10)
    ((sent, digest),) = queued
    assert sent == digest.slot == datetime.fromisoformat(f"{sunday}T{utc}").replace(tzinfo=UTC)
    assert [e.subject for e in digest.entries] == ["hansard/D1"]
    assert digest.notices == ()


@pytest.mark.parametrize(
    ("eve", "back"),
    [
        pytest.param("2025-12-24", "2025-12-29", id="26 December, a Friday"),
        pytest.param("2026-12-24", "2026-12-29", id="26 December, a Saturday, its substitute on Monday"),
        pytest.param("2026-04-02", "2026-04-07", id="Good Friday to Easter Monday"),
    ],
)
def test_a_holiday_has_no_digest_and_the_first_working_day_has_it_all(house: House, eve: str, back: str) -> None:
    """What is found on the eve and on the holiday itself is told on the morning after, on time and in one digest."""
    house.lists = [watchlist("canals", daily())]
    house.dispatch(instant(f"{eve}T08:00"))
    holiday = date.fromisoformat(eve) + DAY
    house.match(1, now=instant(f"{eve}T12:00"), date=date.fromisoformat(eve))
    house.match(2, now=at(holiday, time(5)), date=holiday, subject="hansard/D2")
    ((sent, digest),) = work(house, holiday.isoformat(), back, "07:30", "12:00", "19:29")
    assert sent == digest.slot == instant(f"{back}T07:30")
    assert [e.subject for e in digest.entries] == ["hansard/D1", "hansard/D2"]
    assert digest.notices == ()


def test_recess_is_quiet_but_for_a_sign_of_life_and_what_is_answered(house: House) -> None:
    """Three weeks in August: "Nothing matched" once a week, nothing fails, and what does come is told next morning."""
    house.lists = [watchlist("canals", daily())]
    house.dispatch(instant("2026-07-31T08:00"))
    weeks = work(house, "2026-08-03", "2026-08-12", "07:30", "16:00")
    house.match(1, now=instant("2026-08-12T16:30"), date=date(2026, 8, 12))
    weeks += work(house, "2026-08-13", "2026-08-21", "07:30", "16:00")
    told = [(f"{slot:%d %b}", [e.subject for e in d.entries], d.notices) for slot, d in weeks]
    assert told == [
        ("07 Aug", [], ("Nothing matched; 0 read, 0 failed",)),
        ("13 Aug", ["hansard/D1"], ()),
        ("20 Aug", [], ("Nothing matched; 0 read, 0 failed",)),
    ]


def test_a_late_sign_of_life_has_what_it_says_as_its_headline(house: House) -> None:
    """That it is late stands below."""
    house.lists = [watchlist("canals", daily(heartbeat="daily"))]
    house.dispatch(instant("2026-03-09T12:00"))
    ((_, digest),) = work(house, "2026-03-10", "2026-03-10", "09:10")
    assert digest.notices == ("Nothing matched; 0 read, 0 failed", "Sent late: due Tue 10 Mar 07:30")


def test_what_a_late_digest_has_caught_up_with_is_not_told_again(house: House) -> None:
    """Down for two days, back at noon: the next morning's receipt begins at noon, and nothing is caught up with."""
    house.lists = [watchlist("canals", daily(heartbeat="daily"))]
    house.poll(MET)
    house.dispatch(MET)
    house.poll(NOON + DAY)
    house.dispatch(NOON + DAY)
    assert any(line.startswith("Catching up since Mon 9 Mar 12:00") for line in house.email.last.notices)
    house.poll(NOON + DAY + HOUR)
    house.dispatch(MORNING + 2 * DAY)
    assert house.email.last.notices == ("Nothing matched; 0 read, 0 failed",)
    assert [receipt.window for receipt in house.email.last.receipts] == ["since Wed 11 Mar 12:00"]


def test_the_readings_of_quiet_days_stand_in_the_next_receipt(house: House) -> None:
    """A failure on a day without a digest is told in the next one; the one after it begins there."""
    house.lists = [watchlist("canals", daily())]
    house.dispatch(MET)
    house.match(1, now=MET)
    house.dispatch(MORNING)
    house.poll(MORNING + HOUR, "failed", error="x: status 503")
    house.poll(MORNING + 2 * HOUR)
    assert house.dispatch(MORNING + DAY).queued == []
    for n in (2, 3):
        house.poll(MORNING + (n - 1) * DAY + HOUR)
        house.match(n, now=MORNING + (n - 1) * DAY + HOUR, subject=f"hansard/D{n}")
        house.dispatch(MORNING + n * DAY)
    told = [(r.window, r.failed) for digest in list(house.email.digests.values())[1:] for r in digest.receipts]
    assert told == [("since Tue 10 Mar 07:30", 1), ("since Thu 12 Mar 07:30", 0)]


def test_what_the_operator_is_told_at_any_hour_begins_no_receipt(house: House) -> None:
    """Nothing of what was read stands in it: the next digest at the same address counts from the one before."""
    house.lists, house.operator = [watchlist("canals", daily(heartbeat="daily"))], OFFICER
    house.dispatch(MET)
    house.dispatch(MORNING)
    house.poll(MORNING + HOUR)
    house.broken = {"locks.toml": "line 3"}
    assert house.dispatch(NOON).sent == 1
    house.dispatch(MORNING + DAY)
    assert [receipt.window for receipt in house.email.last.receipts] == ["since Tue 10 Mar 07:30"]


def test_who_is_told_at_once_is_not_told_that_nothing_matched(house: House) -> None:
    """A match told at once yesterday: the morning's sign of life says what was read; on a quiet day, that it was one."""
    house.lists = [watchlist("canals", at_once(OFFICER, heartbeat="daily"))]
    house.dispatch(MET)
    house.dispatch(MORNING)
    house.match(1, now=NOON)
    house.dispatch(NOON)
    house.dispatch(MORNING + DAY)
    house.dispatch(MORNING + 2 * DAY)
    told = [digest.notices for digest in house.email.digests.values() if digest.cadence == "notice"]
    quiet = ("Nothing matched; 0 read, 0 failed",)
    assert told == [quiet, ("0 read, 0 failed",), quiet]


def test_a_quiet_week_after_what_was_told_at_once_is_a_quiet_week(house: House) -> None:
    """Its sign of life counts from the last thing that the address was told."""
    house.lists = [watchlist("canals", at_once(OFFICER))]
    house.dispatch(MET)
    house.match(1, now=NOON)
    house.dispatch(NOON)
    ((_, digest),) = work(house, "2026-03-11", "2026-03-18", "07:30")
    assert digest.notices == ("Nothing matched; 0 read, 0 failed",)
    assert [receipt.window for receipt in digest.receipts] == ["since Tue 10 Mar 12:00"]


def test_who_has_the_roundup_alone_is_not_told_that_nothing_matched(house: House) -> None:
    """What is no oral question matches and stands in no roundup."""
    house.lists = [watchlist("canals", Recipient(address=OFFICER, digests=("roundup",)))]
    house.dispatch(MET)
    house.match(1, now=NOON, parents=("Backbench",))
    ((_, digest),) = work(house, "2026-03-11", "2026-03-17", "07:30")
    assert digest.notices == ("0 read, 0 failed",)


def test_a_late_sign_of_life_knows_what_waits_for_the_next_digest(house: House) -> None:
    """What is of the day itself and was found after the hour is told next morning: something matched."""
    house.lists = [watchlist("canals", daily(heartbeat="daily"))]
    house.dispatch(MET)
    house.match(1, now=NOON, date=NOON.date())
    house.dispatch(NOON)
    assert house.email.last.notices == ("0 read, 0 failed", "Sent late: due Tue 10 Mar 07:30")


@pytest.mark.parametrize("digests", [("daily",), ("at-once",)])
def test_in_recess_who_is_told_on_sitting_days_is_told_of_failures_alone(
    house: House, digests: tuple[Cadence, ...]
) -> None:
    """That a source is down does not wait for Parliament to return; matches for a daily digest do, and signs of life."""
    said = Recipient(address=OFFICER, digests=digests, days="sitting", heartbeat="daily")
    house.lists, house.sits = [watchlist("canals", said)], lambda _: False
    house.poll(MET)
    house.dispatch(MET)
    house.poll(MORNING)
    assert house.dispatch(MORNING).queued == []
    house.match(1, now=MORNING)
    house.dispatch(MORNING + HOUR)
    assert house.dispatch(MORNING + 2 * DAY).sent == 1
    assert house.email.last.cadence == "notice"
    assert house.email.last.notices[0].startswith("Hansard has not been read to its end since Tue 10 Mar 07:30")
    assert house.dispatch(MORNING + 3 * DAY).queued == []
    house.sits = lambda _: True
    house.dispatch(MORNING + 6 * DAY)
    assert ("daily" in digests) == bool(house.email.last.entries)
