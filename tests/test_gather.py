"""The year as an address meets it: clocks that change, holidays, recess. What is missed or late stands in test_dispatch."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from monitor.parliament.dates import UTC, at, days, instant
from tests.test_dispatch import House, daily, house, watchlist
from watchlists.digest import Digest

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
