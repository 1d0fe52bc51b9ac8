"""The calendar of the Houses: who sits when, what recess it is, and when they return; what it does not say is None."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.parliament.people import House
from monitor.parliament.sittings import Calendar, Recess, SittingDays, recess_line


def march(day: int) -> date:
    """A day of March 2026; 32 is the first of April."""
    return date.fromordinal(date(2026, 3, 1).toordinal() + day - 1)


def sittings(house: House, *days: int) -> SittingDays:
    """The sitting days of one House from 1 March to 30 April."""
    return SittingDays(house=house, first=march(1), last=march(61), days=tuple(march(d) for d in days))


COMMONS = Recess(house="commons", name="Easter recess", first=march(27), last=march(43))
LORDS = Recess(house="lords", name="Easter recess", first=march(27), last=march(43))
FRIDAY = Recess(house="commons", name="Non-sitting Friday", first=march(20), last=march(20))
CALENDAR = Calendar(
    sittings=(
        sittings("commons", 9, 10, 11, 12, 16, 17, 18, 19, 23, 24, 25, 26, 44, 45),
        sittings("lords", 24, 25, 45),
    ),
    recesses=(COMMONS, LORDS, FRIDAY),
)


@pytest.mark.parametrize(
    ("house", "day", "sits"),
    [
        ("commons", march(26), True),
        ("commons", march(20), False),  # a Friday between two weeks of sittings
        ("commons", march(30), False),  # recess
        ("lords", march(26), False),
        ("commons", march(46), None),  # after the last sitting that is listed
        ("commons", date(2026, 5, 12), None),  # never read
        ("commons", date(2026, 2, 12), None),
    ],
)
def test_a_house_sits_on_the_days_that_are_listed(house: House, day: date, sits: bool | None) -> None:
    """Before the last one listed any other day is none; of what was not read nothing is said."""
    assert CALENDAR.sits(house, day) is sits


def test_an_empty_calendar_says_nothing() -> None:
    """Neither that a House sits, nor that it is in recess."""
    assert Calendar().sits("commons", march(10)) is None
    assert recess_line(Calendar(), march(30)) == ""
    assert Calendar().next_sittings(march(10)) == ()


def test_a_day_off_is_no_recess() -> None:
    """A Friday without a sitting is not told; a weekend within a recess is part of it."""
    assert CALENDAR.recess("commons", march(20)) is None
    assert CALENDAR.recess("commons", march(28)) == COMMONS
    assert CALENDAR.recess("commons", march(26)) is None


def test_a_house_that_is_recalled_is_not_in_recess_that_day() -> None:
    """A sitting day that is listed stands over the recess around it."""
    recalled = Calendar(sittings=(sittings("commons", 26, 31, 44),), recesses=(COMMONS,))
    assert recalled.sits("commons", march(31)) is True
    assert recalled.recess("commons", march(31)) is None
    assert recalled.returns("commons", march(30)) == march(31)


def test_the_day_of_return_is_that_of_each_house() -> None:
    """The line of the foot, in recess and not before it or after."""
    assert recess_line(CALENDAR, march(30)) == (
        "Easter recess. The House of Commons returns on Mon 13 Apr; the House of Lords returns on Tue 14 Apr"
    )
    assert recess_line(CALENDAR, march(26)) == recess_line(CALENDAR, march(44)) == ""


def test_one_house_may_be_in_recess_alone() -> None:
    """The other is not named."""
    alone = Calendar(sittings=CALENDAR.sittings, recesses=(LORDS,))
    assert recess_line(alone, march(30)) == "Easter recess. The House of Lords returns on Tue 14 Apr"


def test_without_a_sitting_listed_it_returns_on_the_working_day_after_its_recess() -> None:
    """Which is as much as is known."""
    assert Calendar(recesses=(COMMONS,)).returns("commons", march(30)) == march(44)
    assert recess_line(Calendar(recesses=(COMMONS,)), march(30)).endswith("returns on Mon 13 Apr")


def test_the_next_five_sitting_days_are_those_of_either_house() -> None:
    """After today, or of one House alone."""
    assert CALENDAR.next_sittings(march(24)) == (march(25), march(26), march(44), march(45))
    assert CALENDAR.next_sittings(march(9), 3) == (march(10), march(11), march(12))
    assert CALENDAR.next_sittings(march(24), house="lords") == (march(25), march(45))
    assert CALENDAR.sitting_days(march(23), march(24)) == (march(23), march(24))
