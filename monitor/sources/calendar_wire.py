"""What the calendar sends (API_NOTES 8): one event, one time without sittings, and how their fields are to be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from monitor.parliament.people import Chamber
from monitor.parliament.text import plain
from monitor.sources.wire import Day, MaybeDay, Pascal, Text, house_of

#: the committees whose meetings `committees` tells: of the specification's enumeration, as a word or a number
ELSEWHERE = frozenset({"select", "joint", "1", "2"})
#: "14:30", "14:30:00", "2:30 pm"
_TIME = re.compile(r"(\d{1,2})[:.](\d\d)(?::\d\d)?\s*([ap])?\.?m?\.?", re.IGNORECASE)
_CHAMBERS: dict[str, Chamber] = {
    "westminster hall": "westminster-hall",
    "grand committee": "grand-committee",
    "public bill committee": "public-bill-committee",
    "general committee": "general-committee",
}


class _Committee(Pascal):
    id: int | None = None
    description: Text = ""
    category: Text = ""


class _Member(Pascal):
    id: int
    name: Text = ""
    sort_order: int = 0


class _Part(Pascal):
    """A part of an event, with a time of its own."""

    start_time: Text = ""
    attendees: tuple[Any, ...] | None = None


class EventWire(Pascal):
    """One event."""

    id: int
    start_date: Day
    end_date: MaybeDay = None
    cancelled_date: MaybeDay = None
    start_time: Text = ""
    end_time: Text = ""
    description: Text = ""
    notes: Text = ""
    summarised_details: Text = ""
    type: Text = ""
    category: Text = ""
    house: Text = ""
    location: Text = ""
    committee: _Committee | None = None
    event_activities: tuple[_Part, ...] | None = None
    has_speakers: bool | None = None
    members: tuple[_Member, ...] | None = None
    bill_name: Text = ""


class OffWire(Pascal):
    """A time in which a House does not sit; its name stands in either field."""

    id: int
    start_date: Day
    end_date: MaybeDay = None
    description: Text = ""
    category: Text = ""
    house: Text = ""


def is_told_elsewhere(wire: EventWire) -> bool:
    """Whether it is a meeting of a select or joint committee."""
    category = wire.committee.category.casefold() if wire.committee else ""
    return category in ELSEWHERE or "select" in wire.type.casefold()


def chamber_of(wire: EventWire) -> Chamber | None:
    """Where it takes place, by the type of the event."""
    kind, house = wire.type.casefold(), house_of(wire.house)
    if "main chamber" in kind and house:
        return "commons-chamber" if house == "commons" else "lords-chamber"
    return next((chamber for name, chamber in _CHAMBERS.items() if name in kind), None)


def wall(day: date, printed: str) -> str | None:
    """London wall time of *printed* ("14:30", "2:30 pm") on *day*; None of business that is taken in sequence."""
    found = _TIME.fullmatch(printed.strip())
    if not found:
        return None
    hour, minute, half = int(found[1]), int(found[2]), (found[3] or "").casefold()
    hour = hour % 12 + 12 * (half == "p") if half else hour
    return f"{day}T{hour:02}:{minute:02}:00" if hour < 24 and minute < 60 else None


def paragraphs_of(wire: EventWire, title: str) -> list[str]:
    """What is said of an event beyond its title, each once."""
    told = dict.fromkeys(" ".join(text.split()) for text in _texts(wire))
    return [text for text in told if text and text != " ".join(title.split())]


def _texts(wire: EventWire) -> Iterator[str]:
    yield wire.bill_name
    for field in (wire.summarised_details, wire.notes):
        yield from plain(field.replace("\\n", "\n\n")).split("\n\n")  # line ends come as a stroke and an n
    for part in wire.event_activities or ():
        names = ", ".join(name for one in part.attendees or () if (name := _name(one)))
        yield ": ".join(text for text in (part.start_time, names) if text) if names else ""


def _name(attendee: Any) -> str:
    """An attendee is a text, or has a name."""
    if isinstance(attendee, dict):
        return str(attendee.get("Name") or attendee.get("Description") or "")
    return attendee if isinstance(attendee, str) else ""
