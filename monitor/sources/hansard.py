"""Hansard: every spoken contribution and ministerial correction of both Houses, day by day.

A polling window reads: days in Hansard's calendar that were never read to their end; days due again 1, 2, 3, 7 and 28
days after, since text is late and revised for weeks; today and yesterday where their shape has changed, the other days
where search has more or less of them than when they were read. A history window reads every day of the calendar. One
page per House and day: what moved or went can be told only of a whole day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import NamedTuple, cast, get_args

from monitor.parliament.activities import Activity, Contribution, MinisterialCorrection
from monitor.parliament.dates import at, day_of, days, london, today
from monitor.parliament.people import House, Participant, Role
from monitor.parliament.text import plain
from monitor.sources.hansard_day import SHRINKS_FROM, Look, read_day
from monitor.sources.hansard_exchange import office
from monitor.sources.hansard_identity import settle
from monitor.sources.hansard_record import SpokenRecord, link
from monitor.sources.hansard_shape import API, Sitting, asked, search, search_totals, totals_of
from monitor.sources.hansard_wire import Row
from monitor.sources.http import PoliteClient
from monitor.sources.source import Event, Kept, Known, Page, Reading, Record, Settled, Unavailable, Window, differing

HOUSES: tuple[House, ...] = get_args(House)
#: a sitting day is read again at 06:00 on these days after it
AGAIN = (1, 2, 3, 7, 28)
MORNING = time(6)
#: until then yesterday's text is taken to be still coming in, and looked at when the last reading is so long ago
NOON, PATIENTLY = time(12), timedelta(minutes=50)
#: readings that are looked up for this: the last of AGAIN, and a week without a poll
REACH = timedelta(days=AGAIN[-1] + 7)
#: a day that was read to its end within this time is skipped when history is read
FRESH = timedelta(hours=24)
#: after this many failed days in a row the rest is left for the next poll
PATIENCE = 2


class Due(NamedTuple):
    """A day to be read."""

    sitting: Sitting
    #: whether Hansard's calendar has it
    listed: bool
    look: Look = "read"


class Hansard:
    """The source `hansard`. What its methods do not use is part of the protocol (ARG002)."""

    name = "hansard"
    kinds: tuple[str, ...] = ("contribution", "ministerial-correction")
    record: type[Record] = SpokenRecord
    ids_move = True

    def __init__(self, client: PoliteClient) -> None:
        self._client = client

    def read(self, window: Window, known: Known, again: Sequence[Record], *, now: datetime) -> Iterator[Page]:  # noqa: ARG002
        """One page per House and day that is due; `again` is not needed, days are read again by the timetable."""
        listed, failures = set[Sitting](), 0
        for house, month in [(h, m) for h in HOUSES for m in _months(window, now)]:
            try:
                listed |= self._calendar(house, month)
            except Unavailable as err:
                failures += 1
                yield Page(
                    span=f"{house}/{month:%Y-%m}", error=f"Hansard's calendar of the {house.capitalize()}: {err}"
                )
        if failures >= PATIENCE:
            return
        plan = due(window, listed, known, now=now)
        if not window.history:
            try:
                plan += self._changed(window, {d.sitting for d in plan}, listed, known, now=now)
            except Unavailable as err:
                yield Page(span="late", error=f"what came late was not looked for: {err}")
        yield from self._days(plan, known)

    def check(self, *, now: datetime) -> str:  # noqa: ARG002
        """The latest sitting day and one contribution of it, in the shape expected. Raises SourceError."""
        try:
            day = day_of(self._client.get(f"{API}/overview/lastsittingdate.json", [("house", "Commons")]))
            one = [*asked(Sitting("commons", day)), ("queryParameters.skip", "0"), ("queryParameters.take", "1")]
            rows = self._client.get(search("Spoken"), one)["Results"] or []
        except (TypeError, ValueError, KeyError) as err:
            raise Unavailable(f"{API}: replies have changed their shape ({type(err).__name__}: {err})") from None
        for row in rows:
            wanted = {str(field.alias) for name, field in Row.model_fields.items() if name != "uin"}
            if differs := differing(row, wanted):
                raise Unavailable(f"{API}: {differs}")
        return f"the Commons last sat on {day}"

    def settle(self, page: Page, kept: Mapping[str, Kept]) -> Settled:
        """Moves followed, absences named; see `hansard_identity`."""
        return settle(page, kept)

    def events(self, after: Record, before: Record | None, *, again: bool, now: datetime) -> Sequence[Event]:  # noqa: ARG002
        """One event: the contribution, or the correction, as it reads now."""
        return [Event(activity=activity(cast(SpokenRecord, after)))]

    def next_look(self, record: Record, *, now: datetime) -> datetime | None:  # noqa: ARG002
        """None: whole days are read again, single contributions are not."""
        return None

    def _changed(
        self, window: Window, planned: Set[Sitting], listed: Set[Sitting], known: Known, *, now: datetime
    ) -> list[Due]:
        """The days read before, and not *planned*, of which search has more or less than then, found by halving."""
        found: list[Sitting] = []

        def look(part: Sequence[Sitting]) -> None:
            held = [totals_of(readings[s.span].probe) for s in part if s.span in readings]
            before = sum(spoken for spoken, _ in held), sum(corrections for _, corrections in held)
            there = search_totals(self._client, part[0], part[-1].day)
            if there == before:
                return
            if before[0] >= SHRINKS_FROM and there[0] * 2 < before[0]:
                raise Unavailable(f"search has {there[0]} of {before[0]} contributions since {part[0]}")
            if len(part) == 1:
                found.append(part[0])
                return
            look(part[: len(part) // 2])
            look(part[len(part) // 2 :])

        for house in HOUSES:
            past = [Sitting(house, day) for day in days(window.first, _settled(now))]
            readings = known.readings([s.span for s in past])
            for whole, run in groupby(past, key=lambda s: s not in planned):
                rest = list(run)
                if whole and any(s.span in readings for s in rest):
                    look(rest)
        return [Due(s, s in listed) for s in found]

    def _days(self, plan: Sequence[Due], known: Known) -> Iterator[Page]:
        """The pages of the days in *plan*; gives up when two in a row cannot be had."""
        readings = known.readings([d.sitting.span for d in plan])
        failures = 0
        for n, one in enumerate(plan, start=1):
            last = readings.get(one.sitting.span)
            try:
                page = read_day(self._client, one.sitting, last=last, listed=one.listed, look=one.look)
            except Unavailable as err:
                page = Page(span=one.sitting.span, error=f"{one.sitting}: {err}")
            failures = failures + 1 if page and not page.probe else 0
            if page and failures >= PATIENCE and n < len(plan):
                yield page.model_copy(update={"error": f"{page.error}; {len(plan) - n} more days were not asked for"})
                return
            if page:
                yield page

    def _calendar(self, house: House, month: date) -> set[Sitting]:
        """The days of *month* that Hansard's calendar has."""
        asked = [("year", str(month.year)), ("month", str(month.month)), ("house", house.capitalize())]
        reply = self._client.get(f"{API}/overview/calendar.json", asked)
        try:
            found = {day_of(row["ItemDate"]) for row in reply if row["House"].casefold() == house}
        except (KeyError, TypeError, AttributeError, ValueError) as err:
            raise Unavailable(f"the calendar has another shape ({type(err).__name__})") from None
        return {Sitting(house, day) for day in found if (day.year, day.month) == (month.year, month.month)}


def due(window: Window, listed: Set[Sitting], known: Known, *, now: datetime) -> list[Due]:
    """The days to be read: of history the oldest first, in a poll the latest first."""
    this = today(now)
    inside = {s for s in listed if window.first <= s.day <= min(window.last, this)}
    if window.history:
        readings = known.readings([s.span for s in inside])
        stale = [s for s in inside if s.span not in readings or readings[s.span].at <= now - FRESH]
        return [Due(s, listed=True) for s in sorted(stale, key=lambda s: (s.day, s.house))]
    near = {Sitting(house, day) for house in HOUSES for day in days(this - REACH, this)}
    readings = known.readings([s.span for s in near | inside])
    plan = [_due(s, s in listed, s in inside, readings.get(s.span), now=now) for s in near | inside]
    return sorted((d for d in plan if d), key=lambda d: (-d.sitting.day.toordinal(), d.sitting.house))


def _due(sitting: Sitting, listed: bool, inside: bool, last: Reading | None, *, now: datetime) -> Due | None:
    """Whether a poll reads *sitting*, and how."""
    this = today(now)
    if last is None:
        return Due(sitting, listed) if inside or sitting.day == this else None
    if any(last.at < at(sitting.day + timedelta(days=k), MORNING) <= now for k in AGAIN):
        return Due(sitting, listed)
    if sitting.day >= this:
        return Due(sitting, listed, "if-changed")
    again = sitting.day > _settled(now) and last.at <= now - PATIENTLY
    return Due(sitting, listed, "if-known-sections-changed") if again else None


def _settled(now: datetime) -> date:
    """The last day whose text is not taken to be still coming in."""
    return today(now) - timedelta(days=1 if london(now).time() >= NOON else 2)


def activity(record: SpokenRecord) -> Activity:
    """What a record proves: that these words are in the Official Report."""
    kind = MinisterialCorrection if record.correction else Contribution
    role: Role = "asked" if record.tag == "Question" else "spoke"
    speaker = Participant(member=record.member, name=record.name, role=role)
    return kind(
        id=f"{record.id}/{'ministerial-correction' if record.correction else 'contribution'}",
        record=record.id,
        source=Hansard.name,
        upstream_id=record.upstream_id,
        subject=f"hansard/{(record.debate or record.upstream_id).upper()}",
        house=record.house,
        chamber=record.chamber,
        date=record.day,
        title=record.heading,
        participants=(speaker,) if record.member or record.name else (),
        url=link(record),
        partial=record.partial,
        said=plain(record.value),
        debate=record.debate,
        parents=record.parents,
        order=record.order,
        noise=record.noise,
        replies_to=record.replies_to,
        timecode=record.timecode,
        post=office(record.attribution),
        uin=record.uin,
    )


def _months(window: Window, now: datetime) -> list[date]:
    """The first days of the months that a window and today touch."""
    touched = [*days(window.first, window.last), *([] if window.history else [today(now)])]
    return sorted({day.replace(day=1) for day in touched})
