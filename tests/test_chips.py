"""The state of a written question in a few words."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.parliament.sittings import Calendar, SittingDays
from tests.test_composing import answered, corrected, held, overdue, speech, tabled, withdrawn
from watchlists.chips import by, chip, working_days
from watchlists.lives import Event

TODAY = date(2026, 3, 11)


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (tabled(due=date(2026, 3, 13)), "Tabled, due 13 Mar"),
        (tabled(due=date(2026, 3, 12)), "Due 12 Mar"),
        (tabled(due=date(2026, 3, 11)), "Due 11 Mar"),
        (tabled(due=date(2026, 3, 10)), "Tabled, was due 10 Mar"),
        (held(), "Holding answer"),
        (answered(day=6), "Answered on time"),
        (answered(day=7), "Answered, 1 day late"),
        (answered(day=10), "Answered, 4 days late"),
        (overdue(day=9), "Overdue, was due 6 Mar"),
        (corrected("nine", "ten"), "Corrected"),
        (withdrawn(), "Withdrawn"),
        (answered("The information is not held centrally."), "Answered on time · non-answer: “not held centrally”"),
    ],
)
def test_a_chip_says_the_state(event: Event, said: str) -> None:
    """Each state has its words; lateness is counted in calendar days after the date for answer."""
    assert chip(event, today=TODAY) == said


def test_sitting_days_are_counted_by_the_calendar_and_where_it_is_silent_working_days() -> None:
    """The first day does not count, the last does; a recess has none."""
    week = SittingDays(
        house="commons", first=date(2026, 3, 2), last=date(2026, 3, 31), days=(date(2026, 3, 3), date(2026, 3, 24))
    )
    count = by(Calendar(sittings=(week,)))
    assert count(date(2026, 3, 3), date(2026, 3, 24)) == 1
    assert by(Calendar())(date(2026, 3, 6), date(2026, 3, 10)) == working_days(date(2026, 3, 6), date(2026, 3, 10)) == 2


def test_a_day_of_another_year_is_told_with_its_year() -> None:
    """Where it could be mistaken."""
    assert chip(overdue(), today=date(2027, 1, 4)) == "Overdue, was due 6 Mar 2026"


def test_what_is_spoken_has_no_state() -> None:
    """A contribution has no chip."""
    assert chip(speech(1, "Probation."), today=TODAY) == ""
