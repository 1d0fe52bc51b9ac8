"""How often each source is read: pure. The table stands in docs/operations.md, and what it costs in the benchmarks.

On a sitting day the text of debates and the answers come in all day, most answers in the afternoon; at night, and while
nobody sits, little happens.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from monitor.parliament.dates import london

#: London wall time at which the night ends; it begins at midnight
MORNING = time(6)
SITTING, RECESS, NIGHT = timedelta(minutes=30), timedelta(hours=1), timedelta(hours=2)
#: how often, and from when to when, sources are read whose news comes on the afternoon of a sitting
BUSY, AFTERNOON = timedelta(minutes=15), (time(12), time(19))
_BUSY_IN_THE_AFTERNOON = frozenset({"written-questions"})
#: sources that bring next to nothing while nobody sits
_QUIET_IN_RECESS = frozenset({"hansard"})
#: what is due within this time is due: one tick is never missed for a second
SLACK = timedelta(seconds=30)


def interval(source: str, now: datetime, sitting: bool) -> timedelta:
    """The time between two readings of *source* at *now*; *sitting*: today is a sitting day."""
    if london(now).time() < MORNING:
        return NIGHT
    if sitting:
        afternoon = AFTERNOON[0] <= london(now).time() < AFTERNOON[1]
        return BUSY if afternoon and source in _BUSY_IN_THE_AFTERNOON else SITTING
    return NIGHT if source in _QUIET_IN_RECESS else RECESS


def is_due(last: datetime | None, now: datetime, every: timedelta) -> bool:
    """Whether a source that was last read at *last*, if ever, is to be read at *now*."""
    return last is None or now - last >= every - SLACK
