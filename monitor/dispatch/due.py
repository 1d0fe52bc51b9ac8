"""When an address is due a digest: pure, from its `[[to]]`, the last slot that was served, and now.

A slot is the London wall time at which a digest belongs. One missed by up to `PATIENCE` is served late and says so; an
older one folds into the next. At-once has no slots: it is due at any time but in quiet hours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from monitor.parliament.dates import at, is_working_day, london, today
from watchlists.digest import Cadence
from watchlists.watchlist import Recipient

_DAY = timedelta(days=1)
#: a slot missed by more than this is not served any more
PATIENCE = timedelta(hours=12)
#: what is served within this time is not late
PUNCTUAL = timedelta(minutes=15)
#: London wall time of the weekly digest
WEEKLY = time(16)
#: London wall times of a roundup: on the day of the sitting, and of its revision next morning
AFTERNOON, NEXT_MORNING = time(16), time(7, 30)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class Slot:
    """One occasion to send (UTC); `late`: it is served after its time; `failures`: they alone are told."""

    at: datetime
    late: bool = False
    failures: bool = False


def due(
    recipient: Recipient,
    cadence: Cadence,
    last_slot: datetime | None,
    now: datetime,
    *,
    sits: Callable[[date], bool] = is_working_day,
) -> Slot | None:
    """The slot that is due at *now*, None if there is none.

    *last_slot*: the last one served, or when the address was first met. *sits*: whether Parliament sits on a day; as
    long as its calendar is not read, every working day counts. A notice has the hour and the days of the daily digest.
    """
    if cadence == "at-once":
        return None if recipient.quiet and _within(recipient.quiet, london(now).time()) else Slot(now)
    if cadence == "roundup":
        return None  # made by the sitting: see `roundups`
    latest = max((slot for slot in _slots(recipient, cadence, now, sits) if slot <= now), default=None)
    if latest is None or (last_slot and latest <= last_slot) or now - latest > PATIENCE:
        return None
    return Slot(latest, late=now - latest > PUNCTUAL)


def failures_due(recipient: Recipient, last_slot: datetime | None, now: datetime) -> Slot | None:
    """The slot at which failures alone are told to who has a digest on sitting days: they wait for no recess to end.

    Asked where no digest is due: it has the hour of the digest, on all working days.
    """
    if recipient.days != "sitting":
        return None
    slot = due(recipient.model_copy(update={"days": "working"}), "notice", last_slot, now)
    return replace(slot, failures=True) if slot else None


def roundups(recipient: Recipient, last_slot: datetime | None, now: datetime) -> Iterator[tuple[date, datetime]]:
    """The roundups that an address may be sent at *now*, as sitting day and slot (UTC), the older first.

    A slot is open for `PATIENCE` until it is served: oral questions may be printed after it. In quiet hours none is.
    """
    if recipient.quiet and _within(recipient.quiet, london(now).time()):
        return
    for day in (today(now) - _DAY, today(now)):
        for slot in (at(day, AFTERNOON), at(day + _DAY, NEXT_MORNING)):
            if slot <= now <= slot + PATIENCE and (last_slot is None or last_slot < slot):
                yield day, slot


def _within(hours: tuple[time, time], wall: time) -> bool:
    first, last = hours
    return first <= wall < last if first <= last else wall >= first or wall < last


def _slots(recipient: Recipient, cadence: Cadence, now: datetime, sits: Callable[[date], bool]) -> Iterator[datetime]:
    """The slots of yesterday and today: an older one is past `PATIENCE`."""
    for day in (today(now) - _DAY, today(now)):
        if cadence == "weekly":
            if is_last_working_day(day):
                yield at(day, WEEKLY)
        elif _is_day(recipient, day, sits):
            yield at(day, recipient.at)


def _is_day(recipient: Recipient, day: date, sits: Callable[[date], bool]) -> bool:
    if recipient.days == "working":
        return is_working_day(day)
    return sits(day) if recipient.days == "sitting" else _WEEKDAYS[day.weekday()] in recipient.days


def is_last_working_day(day: date) -> bool:
    """Whether *day* is the last working day of its week: Friday, or the one before a Friday that is none."""
    rest = (day + n * _DAY for n in range(1, 7 - day.weekday()))
    return is_working_day(day) and not any(is_working_day(d) for d in rest)
