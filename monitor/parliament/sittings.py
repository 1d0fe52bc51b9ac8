"""When the Houses sit, as Parliament's calendar has it: sitting days, recess, prorogation, and the day of return. Pure.

The calendar answers None where it does not say: what was never read, and days after the last sitting that it lists.
"""

from __future__ import annotations

from datetime import date
from typing import get_args

from monitor.parliament.dates import days, is_working_day, next_working_day
from monitor.parliament.people import House, Value

HOUSES: tuple[House, ...] = get_args(House)
#: what ends a session, and all questions with it, by how the calendar names it
ENDINGS = {"prorog": "prorogation", "dissol": "dissolution"}
#: a House that does not sit on a single Friday, or on a bank holiday, is not in recess
SHORTEST = 2


class SittingDays(Value):
    """On which of the days from *first* to *last* a House sits."""

    house: House
    first: date
    last: date
    days: tuple[date, ...] = ()


class Recess(Value):
    """A period in which a House does not sit, both days included; `name` as printed: "Easter recess", "Prorogation"."""

    house: House
    name: str
    first: date
    last: date

    @property
    def ending(self) -> str:
        """ "prorogation" or "dissolution"; "" of a recess, after which the session goes on."""
        return next((name for begins, name in ENDINGS.items() if begins in self.name.casefold()), "")

    @property
    def is_long(self) -> bool:
        """Whether it is more than a day off."""
        return sum(map(is_working_day, days(self.first, self.last))) >= SHORTEST


class Calendar(Value):
    """What is known of it."""

    sittings: tuple[SittingDays, ...] = ()
    recesses: tuple[Recess, ...] = ()

    def sits(self, house: House, day: date) -> bool | None:
        """Whether *house* sits on *day*."""
        read = [s for s in self.sittings if s.house == house]
        if any(day in s.days for s in read):
            return True
        if not any(s.first <= day <= s.last for s in read):
            return None
        listed = max((d for s in read for d in s.days), default=date.min)
        return False if day < listed or self._away(house, day) else None

    def sitting_days(self, first: date, last: date, house: House | None = None) -> tuple[date, ...]:
        """The days from *first* to *last* on which *house* sits, or either House."""
        found = {d for s in self.sittings if house in (None, s.house) for d in s.days if first <= d <= last}
        return tuple(sorted(found))

    def next_sittings(self, day: date, count: int = 5, house: House | None = None) -> tuple[date, ...]:
        """The first *count* sitting days after *day*, as far as they are listed."""
        return self._after(day, house)[:count]

    def recess(self, house: House, day: date) -> Recess | None:
        """The recess, prorogation or dissolution in which *house* is on *day*."""
        return None if self.sits(house, day) else next((r for r in self._away(house, day) if r.is_long), None)

    def endings(self) -> list[Recess]:
        """The prorogations and dissolutions, the first first."""
        return sorted((r for r in self.recesses if r.ending), key=lambda r: r.first)

    def lapse(self, house: House | None, tabled: date) -> Recess | None:
        """With which prorogation or dissolution a question lapses that was tabled in *house* and is not answered."""
        return next((r for r in self.endings() if r.house == house and r.first >= tabled), None)

    def returns(self, house: House, day: date) -> date | None:
        """When *house* sits again after *day*: the next sitting listed, else the first working day after its recess."""
        if listed := self._after(day, house):
            return listed[0]
        away = self.recess(house, day)
        return next_working_day(away.last) if away else None

    def _after(self, day: date, house: House | None) -> tuple[date, ...]:
        return tuple(d for d in self.sitting_days(day, date.max, house) if d > day)

    def _away(self, house: House, day: date) -> list[Recess]:
        """The periods that *day* is in, the longest first."""
        found = [r for r in self.recesses if r.house == house and r.first <= day <= r.last]
        return sorted(found, key=lambda r: r.first - r.last)


def recess_line(calendar: Calendar, day: date) -> str:
    """Of each House that is in recess on *day*, when it returns; "" where both sit or the calendar does not say.

    "Easter recess. The House of Commons returns on Mon 13 Apr; the House of Lords returns on Tue 14 Apr"
    """
    away = [(house, r) for house in HOUSES if (r := calendar.recess(house, day))]
    said = [
        f"the House of {house.title()} returns on {back:%a} {back.day} {back:%b}"
        for house, _ in away
        if (back := calendar.returns(house, day))
    ]
    if not away:
        return ""
    names = ", ".join(dict.fromkeys(r.name for _, r in away))
    told = "; ".join(said)
    return f"{names}. {told[:1].upper()}{told[1:]}" if told else names
