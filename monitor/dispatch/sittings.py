"""Which days are sitting days, as far as Hansard's readings tell: Parliament's own calendar is not read yet. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import get_args

from monitor.parliament.dates import days, is_working_day
from monitor.parliament.people import House

#: after so many days without a sitting it is recess
WEEK = timedelta(days=7)


def spans(day: date) -> list[str]:
    """The spans of Hansard that tell whether *day* is a sitting day: those of the week before, and its own."""
    return [f"{house}/{one}" for house in get_args(House) for one in days(day - WEEK, day)]


def is_sitting(read: Mapping[str, int], day: date) -> bool:
    """Whether *day* is a sitting day; *read*: how many contributions each of `spans` was read with.

    It is one where words of it were read; without them every working day is, but in recess: after a week without a
    sitting.
    """
    sat = {date.fromisoformat(span.partition("/")[2]) for span, count in read.items() if count}
    return day in sat or (bool(sat) and is_working_day(day))
