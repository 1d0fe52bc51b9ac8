"""The calendar of both Houses, What's On, from whatson-api (API_NOTES 8): business coming up, sitting days, recess.

Business is read in blocks of four weeks, the most that may be asked for, to eight weeks ahead: what is near with every
poll, the rest about hourly. The days on which a House sits, and the times at which it does not, are records too: they
tell no activity, and the monitor takes them for its own timetable.

Meetings of select and joint committees stand in the calendar as well; they are told by `committees`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from monitor.parliament.activities import Body, Business
from monitor.parliament.dates import day_of, today
from monitor.parliament.people import House, Participant
from monitor.parliament.sittings import HOUSES, Recess, SittingDays
from monitor.sources.calendar_wire import (
    EventWire,
    OffWire,
    chamber_of,
    is_told_elsewhere,
    paragraphs_of,
    wall,
)
from monitor.sources.lists import RESUME, Listing, ListSource, in_one_reply
from monitor.sources.paging import Check, Row, Rows
from monitor.sources.source import Event, Kept, Known, Page, Record, Settled, Unavailable, Window
from monitor.sources.wire import expect, fingerprint, house_of, understood

BASE = "https://whatson-api.parliament.uk/calendar"
EVENTS, OFF = f"{BASE}/events/list.json", f"{BASE}/events/nonsitting.json"
PAGE = "https://whatson.parliament.uk/event/cal"
#: the span of the records that say when a House sits
DAYS = "days"
#: days that may be asked for at once: four weeks (API_NOTES 8)
BLOCK = 28
#: how far ahead business, and sitting days and recesses, are read: the long recess is of six weeks
AHEAD, DAYS_AHEAD = timedelta(weeks=8), timedelta(weeks=13)
#: what begins within this time is near
NEAR = timedelta(days=7)
#: how long a reading of what is not near, and of the days, holds
HOLDS, DAYS_HOLD = timedelta(minutes=50), timedelta(hours=6)


class Entry(Record):
    """What the calendar has: a piece of business; or of a month when a House sits, or when the Houses do not."""

    business: Business | None = None
    sittings: SittingDays | None = None
    recesses: tuple[Recess, ...] = ()


class Calendar(ListSource[Entry]):
    """The source; see `Source`."""

    name = "calendar"
    kinds: tuple[str, ...] = ("business",)
    record: type[Record] = Entry
    #: business is taken off the calendar without a word
    ids_move = True

    def lists(self, window: Window, known: Known, again: Sequence[Entry], *, now: datetime) -> Iterable[Listing[Entry]]:
        """The business of the window and of the weeks ahead, and the days of both Houses."""
        del again
        last = window.last if window.history else max(window.last, today(now) + AHEAD)
        blocks = _blocks(window.first, last)
        read = known.readings([_span(first) for first in blocks])
        held = RESUME if window.history else HOLDS
        for first in blocks:
            near = not window.history and window.first - timedelta(days=BLOCK) < first <= today(now) + NEAR
            if near or _span(first) not in read or now - read[_span(first)].at > held:
                yield Listing(_span(first), partial(self._business, first), _event)
        yield from self._days(window, known, now=now)

    def _days(self, window: Window, known: Known, *, now: datetime) -> Iterator[Listing[Entry]]:
        """The sitting days of each House, and when it does not sit."""
        last = window.last if window.history else max(window.last, today(now) + DAYS_AHEAD)
        first, last = window.first.replace(day=1), _month_ends(last)
        spans = {house: f"{DAYS}/{house}" for house in (*HOUSES, "off")}
        if window.history:
            spans = {house: f"{span}/{first}/{last}" for house, span in spans.items()}
        read = known.readings(list(spans.values()))
        held = RESUME if window.history else DAYS_HOLD
        wanted = {house: span for house, span in spans.items() if span not in read or now - read[span].at > held}
        for house in HOUSES:
            if house in wanted:
                yield Listing(wanted[house], partial(self._sittings, house, first, last), _sitting_days)
        if "off" in wanted:
            yield Listing(wanted["off"], partial(self._off, first, last), _recesses)

    def settle(self, page: Page, kept: Mapping[str, Kept]) -> Settled:
        """What a block no longer shows is gone; a block that shows nothing at all is not believed to be empty."""
        gone = {i for i in kept if i not in page.seen} if page.complete and page.seen else set[str]()
        records = super().settle(page, kept).records
        return Settled(records=records, gone=frozenset(i for i in gone if kept[i].record.span == page.span))

    def merged(self, after: Entry, before: Entry) -> Entry:
        """A list that shows no recess at all takes none back that was known."""
        return before if before.recesses and not after.recesses else after

    def told(self, after: Entry, before: Entry | None, *, now: datetime) -> Iterable[Event]:
        """The business; of days nothing is told."""
        del before, now
        if after.business:
            yield Event(activity=after.business)

    def check(self, *, now: datetime) -> str:
        """The business of four weeks and the sitting days, in the shape expected. Raises SourceError."""
        first = today(now)
        rows = [row for batch in self._business(first) for row in batch]
        for row in rows[:1]:
            expect(EventWire, row, url=EVENTS)
            _event(row)
        sits = [
            day for batch in self._sittings("commons", first, first + AHEAD) for row in batch for day in row["days"]
        ]
        next_one = f"the Commons sit next on {sits[0]}" if sits else "no sitting of the Commons is listed"
        return f"{len(rows)} events in the next four weeks; {next_one}"

    def _business(self, first: date) -> Rows:
        last = first + timedelta(days=BLOCK - 1)
        return in_one_reply(self._client, EVENTS, _asked(first, last), key=_key, check=_within(first, last))

    def _sittings(self, house: House, first: date, last: date) -> Rows:
        """The sitting days of *house*, a row for each month."""
        url = f"{BASE}/proceduraldates/{house.title()}/sittingdates.json"

        def months(reply: Any) -> list[Row]:
            found = sorted({_day(row["Date"], url) for row in reply["SittingDates"] or ()})
            if strange := [day for day in found if not first <= day <= last]:
                raise Unavailable(f"{url}: asked for {first} to {last}, answered with {strange[0]}")
            return [
                {"house": house, "first": a, "last": z, "days": tuple(day for day in found if a <= day <= z)}
                for a, z in _months(first, last)
            ]

        params = [("startDate", str(first)), ("endDate", str(last))]
        return in_one_reply(self._client, url, params, results=months, key=_month)

    def _off(self, first: date, last: date) -> Rows:
        """When the Houses do not sit, a row for each month; what says no dates has a row of its own."""
        check = _within(first, last)

        def months(reply: Any) -> list[Row]:
            if wrong := next((said for row in reply if (said := check(row))), None):
                raise Unavailable(f"{OFF}: {wrong}")
            dated = [row for row in reply if all(_dates(row))]
            return [
                *({"first": a, "off": [row for row in dated if _touches(row, a, z)]} for a, z in _months(first, last)),
                *({"first": row.get("Id"), "off": [row]} for row in reply if row not in dated),
            ]

        return in_one_reply(self._client, OFF, _asked(first, last), results=months, key=_month)


def _asked(first: date, last: date) -> list[tuple[str, str]]:
    return [("queryParameters.startDate", str(first)), ("queryParameters.endDate", str(last))]


def _within(first: date, last: date) -> Check:
    """What shows that the dates were ignored; a row that cannot be understood shows nothing."""

    def check(row: Row) -> str | None:
        if all(_dates(row)) and not _touches(row, first, last):
            return f"asked for {first} to {last}, answered with what is on {_dates(row)[0]}"
        return None

    return check


def _dates(row: Row) -> tuple[str, str]:
    """The first and the last day of a row as printed; "" where it says none."""
    begins = str(row.get("StartDate") or "")[:10]
    return begins, str(row.get("EndDate") or begins)[:10]


def _touches(row: Row, first: date, last: date) -> bool:
    begins, ends = _dates(row)
    return begins <= str(last) and str(first) <= max(begins, ends)


def _day(printed: Any, url: str) -> date:
    try:
        return day_of(printed)
    except (TypeError, ValueError):
        raise Unavailable(f"{url}: {printed!r} is not a date") from None


def _blocks(first: date, last: date) -> list[date]:
    """The first days of the blocks of four weeks that hold *first* to *last*; the same ones whenever it is asked."""
    start = first.toordinal() - first.toordinal() % BLOCK
    return [date.fromordinal(n) for n in range(start, last.toordinal() + 1, BLOCK)]


def _span(first: date) -> str:
    return f"business/{first}"


def _month_ends(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def _months(first: date, last: date) -> list[tuple[date, date]]:
    """The months from *first*, which begins one, to *last*, which ends one."""
    found, begins = list[tuple[date, date]](), first
    while begins <= last:
        found.append((begins, _month_ends(begins)))
        begins = _month_ends(begins) + timedelta(days=1)
    return found


def _month(row: Row) -> str:
    return str(row["first"])


def _key(row: Row) -> str:
    return str(row.get("Id") or row)


def _event(row: Row) -> Entry | None:
    """The business of a row, if it is none of `committees`. Raises Unreadable."""
    ident = str(row.get("Id") or "")
    wire = understood(EventWire, row, url=f"{PAGE}{ident}" if ident else EVENTS, ident=ident)
    if is_told_elsewhere(wire):
        return None
    return Entry(
        id=f"{Calendar.name}/{wire.id}",
        upstream_id=str(wire.id),
        span=_span(_blocks(wire.start_date, wire.start_date)[0]),
        listing=fingerprint(wire.model_dump(mode="json")),
        business=_business(wire),
    )


def _sitting_days(row: Row) -> Entry:
    """The sitting days of a House in one month."""
    days = SittingDays.model_validate(row)
    return _of_a_month(f"sittings/{days.house}/{days.first:%Y-%m}", fingerprint(row), sittings=days)


def _recesses(row: Row) -> Entry:
    """The times without sittings that touch one month. Raises Unreadable."""
    recesses = tuple(recess for off in row["off"] if (recess := _recess(off)))
    said = [recess.model_dump(mode="json") for recess in recesses]
    return _of_a_month(f"off/{row['first']:%Y-%m}", fingerprint(said), recesses=recesses)


def _of_a_month(ident: str, listing: str, **held: Any) -> Entry:
    return Entry(id=f"{Calendar.name}/{ident}", upstream_id=ident, span=DAYS, listing=listing, **held)


def _recess(row: Row) -> Recess | None:
    """A time in which one House does not sit. Raises Unreadable."""
    wire = understood(OffWire, row, url=OFF, ident=str(row.get("Id") or ""))
    house = house_of(wire.house)
    name = " ".join((wire.description or wire.category or "Recess").split())
    last = max(wire.start_date, wire.end_date or wire.start_date)
    return Recess(house=house, name=name, first=wire.start_date, last=last) if house else None


def _business(wire: EventWire) -> Business:
    """The activity; its title is what it is about, else what it is."""
    title = next((text for text in (wire.description, wire.bill_name, wire.category, wire.type) if text.strip()), "")
    record = f"{Calendar.name}/{wire.id}"
    return Business(
        id=f"{record}/business",
        record=record,
        source=Calendar.name,
        upstream_id=str(wire.id),
        subject=record,
        house=house_of(wire.house),
        chamber=chamber_of(wire),
        date=wire.start_date,
        title=" ".join(title.split()),
        participants=_people(wire),
        body=Body(id=wire.committee.id, name=wire.committee.description) if wire.committee else None,
        url=f"{PAGE}{wire.id}",
        said="\n\n".join(paragraphs_of(wire, title)),
        starts=wall(wire.start_date, wire.start_time),
        ends=wall(wire.end_date or wire.start_date, wire.end_time),
        place=wire.location,
        cancelled=wire.cancelled_date is not None,
        category=wire.category,
    )


def _people(wire: EventWire) -> tuple[Participant, ...]:
    """Who opens it; of a list of speakers the others are to speak."""
    ordered = sorted(wire.members or (), key=lambda m: m.sort_order)
    return tuple(
        Participant(member=m.id, name=m.name, role="spoke" if n and wire.has_speakers else "moved")
        for n, m in enumerate(ordered)
    )
