"""London time and working days."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.parliament import dates


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0, micro: int = 0) -> datetime:
    """An instant, as it should be read."""
    return datetime(year, month, day, hour, minute, second, micro, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021-05-04T10:42:08.0579851", utc(2021, 5, 4, 9, 42, 8, 57985)),
        ("2025-02-18T10:16:28.713", utc(2025, 2, 18, 10, 16, 28, 713000)),
        ("2025-02-18T10:16:28.7", utc(2025, 2, 18, 10, 16, 28, 700000)),
        ("2025-02-18T10:16:28", utc(2025, 2, 18, 10, 16, 28)),
        (" 2026-07-01 ", utc(2026, 6, 30, 23, 0)),
    ],
)
def test_a_naive_time_is_london_wall_time_with_any_number_of_fractional_digits(text: str, expected: datetime) -> None:
    """Upstream's times carry no offset and none to seven digits of a second; all are read, as London's."""
    assert dates.instant(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-07-01T10:00:00Z", utc(2026, 7, 1, 10)),
        ("2026-07-01T10:00:00.1234567Z", utc(2026, 7, 1, 10, 0, 0, 123456)),
        ("2026-07-01T10:00:00.1234567+02:00", utc(2026, 7, 1, 8, 0, 0, 123456)),
    ],
)
def test_a_printed_offset_is_believed(text: str, expected: datetime) -> None:
    """GOV.UK and petitions print real offsets, which stand, also behind seven digits."""
    assert dates.instant(text) == expected


def test_instants_are_utc() -> None:
    """Whatever was read, an instant of ours says UTC."""
    assert dates.instant("2026-07-01T10:00:00").tzinfo is timezone.utc


def test_of_octobers_repeated_hour_the_first_is_meant() -> None:
    """01:30 on the Sunday the clocks go back is read as summer time."""
    assert dates.instant("2026-10-25T01:30:00") == utc(2026, 10, 25, 0, 30)
    assert dates.at(date(2026, 10, 25), time(1, 30)) == utc(2026, 10, 25, 0, 30)


def test_an_hour_that_march_leaves_out_is_still_an_instant() -> None:
    """01:30 on the Sunday the clocks go forward never showed on a clock; it is read as half an hour past the change."""
    assert dates.instant("2026-03-29T01:30:00") == utc(2026, 3, 29, 1, 30)
    assert dates.london(utc(2026, 3, 29, 1, 30)).time() == time(2, 30)


def test_half_past_seven_holds_across_both_changes_of_the_clock() -> None:
    """A wall time stays that wall time the day before and after a change."""
    for sunday in (date(2026, 3, 29), date(2026, 10, 25)):
        for day in dates.days(sunday - timedelta(days=1), sunday + timedelta(days=1)):
            assert dates.london(dates.at(day, time(7, 30))).replace(tzinfo=None) == datetime.combine(day, time(7, 30))


def test_late_on_a_summer_evening_it_is_still_today_in_london() -> None:
    """At 23:30 in London in June it is 22:30 UTC; half an hour into UTC's last hour London has the next day."""
    evening = dates.at(date(2026, 6, 30), time(23, 30))
    assert evening == utc(2026, 6, 30, 22, 30)
    assert dates.today(evening) == date(2026, 6, 30)
    assert dates.today(utc(2026, 6, 30, 23, 30)) == date(2026, 7, 1)
    assert dates.today(utc(2026, 1, 31, 23, 30)) == date(2026, 1, 31)


def test_a_printed_date_is_taken_as_it_stands() -> None:
    """Parliament's dates are never computed from an instant, whatever time stands beside them."""
    assert dates.day_of("2026-07-01T00:00:00") == date(2026, 7, 1)
    assert dates.day_of("2026-07-01T23:59:59.9999999Z") == date(2026, 7, 1)
    assert dates.day_of("2026-07-01") == date(2026, 7, 1)


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-01T00:00:00", "2026-02-30"])
def test_what_is_no_date_is_refused(text: str) -> None:
    """Nonsense raises ValueError; no date is made up for it."""
    with pytest.raises(ValueError, match=r"."):
        dates.day_of(text)


@pytest.mark.parametrize("text", ["", "soon", "2026-07-01T25:00:00", "2026-07-01T10:00:00.x"])
def test_what_is_no_instant_is_refused(text: str) -> None:
    """Nonsense raises ValueError; no instant is made up for it."""
    with pytest.raises(ValueError, match=r"."):
        dates.instant(text)


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 4, 3),  # Good Friday
        date(2026, 4, 6),  # Easter Monday
        date(2026, 8, 31),  # summer, the last Monday: England's day, not Scotland's
        date(2026, 12, 28),  # for Boxing Day on a Saturday
        date(2021, 12, 27),  # for Christmas Day on a Saturday
        date(2021, 12, 28),  # for Boxing Day on a Sunday
        date(2022, 1, 3),  # for New Year's Day on a Saturday
        date(2020, 5, 8),  # VE Day, moved from 4 May
        date(2022, 6, 3),  # Platinum Jubilee
        date(2022, 9, 19),  # the late Queen's funeral
        date(2023, 5, 8),  # the Coronation
        date(2026, 3, 7),  # a Saturday
        date(2026, 3, 8),  # a Sunday
    ],
)
def test_bank_holidays_of_england_and_their_substitutes_are_no_working_days(day: date) -> None:
    """Weekends, bank holidays, substitute days and single extra ones are not worked."""
    assert not dates.is_working_day(day)


@pytest.mark.parametrize(
    "day",
    [
        date(2024, 1, 2),  # a holiday in Scotland
        date(2026, 3, 17),  # a holiday in Northern Ireland
        date(2026, 8, 3),  # a holiday in Scotland
        date(2020, 5, 4),  # moved to 8 May
        date(2026, 4, 2),  # Maundy Thursday
        date(2026, 12, 24),
        date(2026, 12, 29),
    ],
)
def test_holidays_of_other_countries_are_worked(day: date) -> None:
    """Only England and Wales count: a holiday in Scotland or Northern Ireland is a working day."""
    assert dates.is_working_day(day)


@pytest.mark.parametrize(
    ("day", "following"),
    [
        (date(2026, 3, 10), date(2026, 3, 11)),
        (date(2026, 3, 13), date(2026, 3, 16)),
        (date(2026, 4, 2), date(2026, 4, 7)),  # over Easter
        (date(2026, 12, 24), date(2026, 12, 29)),  # over Christmas with a substitute day
        (date(2021, 12, 24), date(2021, 12, 29)),  # both days substituted
        (date(2026, 12, 31), date(2027, 1, 4)),  # over the turn of the year
    ],
)
def test_the_next_working_day_leaves_out_weekends_and_holidays(day: date, following: date) -> None:
    """After Maundy Thursday comes Tuesday; after Christmas Eve what is left of the week."""
    assert dates.next_working_day(day) == following


@given(st.dates(min_value=date(2015, 1, 1), max_value=date(2035, 12, 31)))
def test_the_next_working_day_is_the_first_one_after(day: date) -> None:
    """It lies after the day, is worked, and nothing between them is."""
    following = dates.next_working_day(day)
    assert following > day
    assert [d for d in dates.days(day, following)[1:] if dates.is_working_day(d)] == [following]


def test_days_hold_both_ends() -> None:
    """A stretch of dates holds its first and its last; a reversed one is empty."""
    assert dates.days(date(2026, 2, 27), date(2026, 3, 1)) == [date(2026, 2, 27), date(2026, 2, 28), date(2026, 3, 1)]
    assert dates.days(date(2026, 3, 1), date(2026, 3, 1)) == [date(2026, 3, 1)]
    assert dates.days(date(2026, 3, 2), date(2026, 3, 1)) == []
