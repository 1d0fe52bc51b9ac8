"""How often each source is read: pure. The table stands in docs/operations.md, and what it costs in the benchmarks.

On a sitting day the text of debates and the answers come in all day, most answers and votes in the afternoon; offices
publish in working hours; at night, and while nobody sits, little happens.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Literal, NamedTuple

from monitor.parliament.dates import is_working_day, london

#: London wall time at which the night ends; it begins at midnight
MORNING = time(6)
AFTERNOON, OFFICE = (time(12), time(19)), (time(7), time(19))
_HOUR = timedelta(hours=1)
THIRD, HALF = _HOUR / 3, _HOUR / 2


class Pace(NamedTuple):
    """The time between two readings: by day while Parliament sits, by day otherwise, at night, and where it is busy."""

    sitting: timedelta
    otherwise: timedelta
    night: timedelta
    #: on the afternoon of a sitting, or in the office hours of a working day
    busy: timedelta | None = None
    when: Literal["afternoon", "office"] = "afternoon"

    def at(self, now: datetime, sitting: bool) -> timedelta:
        """That of *now*; *sitting*: today is a sitting day."""
        wall = london(now)
        if wall.time() < MORNING:
            return self.night
        first, last = AFTERNOON if self.when == "afternoon" else OFFICE
        working = sitting if self.when == "afternoon" else is_working_day(wall.date())
        if self.busy and working and first <= wall.time() < last:
            return self.busy
        return self.sitting if sitting else self.otherwise


_SOON = Pace(_HOUR, 4 * _HOUR, 4 * _HOUR)
_VOTES = _SOON._replace(busy=HALF)
_OFFICES = Pace(2 * _HOUR, 2 * _HOUR, 4 * _HOUR, busy=_HOUR, when="office")
_SLOW = Pace(4 * _HOUR, 6 * _HOUR, 6 * _HOUR)
#: the pace of a source that is not named
USUAL = Pace(HALF, _HOUR, 2 * _HOUR)
PACES = {
    "written-questions": Pace(_HOUR, _HOUR, 2 * _HOUR, busy=THIRD),
    "hansard": Pace(_HOUR, 2 * _HOUR, 2 * _HOUR, busy=HALF),
    "divisions": _VOTES,
    "early-day-motions": _VOTES,
    "oral-questions": _SOON,
    "written-statements": _SOON,
    "committees": _OFFICES._replace(busy=1.5 * _HOUR),
    "calendar": _OFFICES._replace(busy=None),
    "gov-uk": _OFFICES,
    "feeds": _OFFICES,
    "bills": _SLOW,
    "petitions": _SLOW,
    "members": _SLOW,
}
#: what is due within this time is due: one tick is never missed for a second
SLACK = timedelta(seconds=30)


def interval(source: str, now: datetime, sitting: bool) -> timedelta:
    """The time between two readings of *source* at *now*; *sitting*: today is a sitting day."""
    return PACES.get(source, USUAL).at(now, sitting)


def is_due(last: datetime | None, now: datetime, every: timedelta) -> bool:
    """Whether a source that was last read at *last*, if ever, is to be read at *now*."""
    return last is None or now - last >= every - SLACK
