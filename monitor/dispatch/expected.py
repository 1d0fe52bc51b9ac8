"""A sitting that was expected and of which nothing came: pure, from Parliament's calendar and Hansard's readings.

Hansard's own readings tell of a day that Hansard lists and has no text of; this tells of one that was never read to
its end, which Hansard may not even list. A day is called as `coverage` calls it, so that it is told once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from monitor.dispatch.coverage import MORNING, Failure
from monitor.parliament.dates import at, today
from monitor.parliament.people import House
from monitor.parliament.sittings import HOUSES, Calendar
from monitor.store.parcels import SourceRow

HANSARD = "hansard"
_DAY = timedelta(days=1)
#: a poll reads so many days again
WEEK = 7 * _DAY
_CALLED = f"day:{HANSARD}:"


class Sitting(NamedTuple):
    """A day of a House."""

    house: House
    day: date

    def __str__(self) -> str:
        """As readers are told of it: "the Commons of Tue 10 Mar"."""
        return f"the {self.house.title()} of {self.day:%a} {self.day.day} {self.day:%b}"

    @property
    def span(self) -> str:
        """The span of Hansard that it is read under."""
        return f"{self.house}/{self.day}"

    @property
    def what(self) -> str:
        """What its failure is called by."""
        return f"{_CALLED}{self.house.title()} {self.day}"


def sittings(calendar: Calendar, noticed: Collection[str], *, now: datetime) -> list[Sitting]:
    """The sitting days of the last week whose report is to be there at *now*, and the days that were told missing."""
    last = today(now) - _DAY if now >= at(today(now), MORNING) else today(now) - 2 * _DAY
    recent = {Sitting(house, day) for house in HOUSES for day in calendar.sitting_days(last - WEEK, last, house)}
    return sorted(recent | set(_told(noticed)))


def failures(
    due: Iterable[Sitting], calendar: Calendar, read: Collection[str], sources: Iterable[SourceRow]
) -> dict[str, Failure]:
    """Those of the sittings *due* that are not among the spans *read* to their end.

    A day is missing only where the calendar has it, and when Hansard was asked after it was due.
    """
    asked = next((source.last for source in sources if source.source == HANSARD), None)
    missing = [s for s in due if s.span not in read and calendar.sits(s.house, s.day)]
    return {s.what: _failure(s) for s in missing if asked and asked >= at(s.day + _DAY, MORNING)}


def _failure(sitting: Sitting) -> Failure:
    told = f"Hansard: there is no report of {sitting} yet, a sitting day by Parliament's calendar"
    missed = "What was said there may be missing; the day is asked for again with every reading"
    return Failure(sitting.what, at(sitting.day + _DAY, MORNING), (told, missed))


def over(what: str, calendar: Calendar, read: Collection[str]) -> tuple[str, str] | None:
    """The two lines where a day told missing is no sitting day any more; None where it still is, or was read."""
    found = next(iter(_told([what])), None)
    if found is None or found.span in read or calendar.sits(found.house, found.day) is not False:
        return None
    return f"Hansard: {found} was no sitting, by Parliament's calendar as it is now", "There was nothing to miss"


def _told(noticed: Collection[str]) -> Iterator[Sitting]:
    """The sittings among what was told to fail."""
    for what in noticed:
        house, _, day = what.removeprefix(_CALLED).lower().partition(" ")
        if what.startswith(_CALLED) and house in HOUSES:
            yield Sitting(house, date.fromisoformat(day))
