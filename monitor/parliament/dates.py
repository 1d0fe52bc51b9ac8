"""London time and working days: the one place that knows the time zone.

Parliament's dates are dates. A naive time from upstream is London wall time (of October's repeated hour, the first).
Our own instants are UTC, always aware.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from functools import cache
from zoneinfo import ZoneInfo

import holidays

LONDON = ZoneInfo("Europe/London")
UTC = timezone.utc
_DAY = timedelta(days=1)


def instant(text: str) -> datetime:
    """A UTC instant from ISO text; without an offset it is London wall time. Raises ValueError.

    .NET writes up to seven digits of a second; what is finer than a microsecond is dropped.
    """
    head, dot, tail = text.strip().partition(".")
    if dot:
        digits = len(tail) - len(tail.lstrip("0123456789"))
        text = f"{head}.{tail[: min(digits, 6)]}{tail[digits:]}"
    read = datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
    return (read if read.tzinfo else read.replace(tzinfo=LONDON)).astimezone(UTC)


def day_of(text: str) -> date:
    """The date that upstream printed ("2026-09-15T00:00:00"), taken as it stands. Raises ValueError."""
    return date.fromisoformat(text[:10])


def london(now: datetime) -> datetime:
    """*now* as London wall time, aware."""
    return now.astimezone(LONDON)


def today(now: datetime) -> date:
    """London's date at *now*."""
    return london(now).date()


def at(day: date, wall: time) -> datetime:
    """The UTC instant of a London wall time on *day*."""
    return datetime.combine(day, wall, tzinfo=LONDON).astimezone(UTC)


def is_working_day(day: date) -> bool:
    """Monday to Friday, without the bank holidays of England and Wales."""
    return day.weekday() < 5 and day not in _bank_holidays(day.year)


@cache
def _bank_holidays(year: int) -> frozenset[date]:
    """Those of *year*, substitute days included; remembered, as making the calendar costs a millisecond."""
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def next_working_day(day: date) -> date:
    """The first working day after *day*."""
    day += _DAY
    while not is_working_day(day):
        day += _DAY
    return day


def days(first: date, last: date) -> list[date]:
    """Every date from *first* to *last*, both included."""
    return [first + i * _DAY for i in range((last - first).days + 1)]
