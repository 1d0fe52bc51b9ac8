"""Which days are sitting days: by Parliament's calendar; where that does not say, as far as Hansard's readings tell."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from monitor.parliament.dates import days, is_working_day
from monitor.parliament.sittings import HOUSES, Calendar
from monitor.sources import calendar
from monitor.store import Store

#: after so many days without a sitting it is recess
WEEK = timedelta(days=7)


def kept(store: Store) -> Calendar:
    """The calendar as it was last read; empty where it never was."""
    rows = store.kept(calendar.Calendar.name, span=calendar.DAYS).values()
    entries = [calendar.Entry.model_validate_json(row.content) for row in rows]
    return Calendar(
        sittings=tuple(entry.sittings for entry in entries if entry.sittings),
        recesses=tuple(dict.fromkeys(recess for entry in entries for recess in entry.recesses)),
    )


def spans(day: date) -> list[str]:
    """The spans of Hansard that tell whether *day* is a sitting day: those of the week before, and its own."""
    return [f"{house}/{one}" for house in HOUSES for one in days(day - WEEK, day)]


def is_sitting(read: Mapping[str, int], day: date, known: Calendar | None = None) -> bool:
    """Whether *day* is a sitting day; *read*: how many contributions each of `spans` was read with.

    It is one where words of it were read. Else the calendar says, of both Houses; where it does not, every working
    day is one, but in recess: after a week without a sitting.
    """
    sat = {date.fromisoformat(span.partition("/")[2]) for span, count in read.items() if count}
    said = {known.sits(house, day) for house in HOUSES} if known else {None}
    if day in sat or True in said:
        return True
    return None in said and bool(sat) and is_working_day(day)
