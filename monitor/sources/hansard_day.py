"""Reading one sitting day of one House.

In order: the shape of the day, then the spoken words and the corrections by search, then those debates of which search
knows nothing. Why in this way, and what it costs: `docs/decisions/0001-hansard-search-pages.md`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from functools import cached_property
from typing import Literal

from pydantic import ValidationError

from monitor.parliament.people import Chamber
from monitor.sources.hansard_exchange import told
from monitor.sources.hansard_record import SpokenRecord, chamber_of
from monitor.sources.hansard_shape import API, Shape, Sitting, asked, codes_of, read_shape, search
from monitor.sources.hansard_wire import Row, contribution, read_debate, said
from monitor.sources.http import Missing, PoliteClient
from monitor.sources.source import JSON, Page, Reading, Unavailable, Unreadable

#: whether a day is read in any case, or only if its shape is another than at the last reading; in a day past, new
#: sections are left to the next timed reading: their indexed words show in the totals
Look = Literal["read", "if-changed", "if-known-sections-changed"]
#: rows asked for at once; the most that was ever seen to work (API_NOTES 0.13)
TAKE = 100
#: from this many records on, a reading with fewer than half of them is a failure
SHRINKS_FROM = 4


def read_day(
    client: PoliteClient, sitting: Sitting, *, last: Reading | None, listed: bool, look: Look = "read"
) -> Page | None:
    """One reading of *sitting*, as a page; None where nothing has changed, or the House is not known to have sat.

    *last*: the last complete reading. *listed*: whether Hansard's calendar has the day. A page without a probe was cut
    short by upstream. Raises Unavailable if not even the shape can be had.
    """
    codes = codes_of(last.probe) if last and look == "if-known-sections-changed" else None
    shape = read_shape(client, sitting, codes or None)
    if last and look != "read" and shape.probe == last.probe:
        return None
    shape = read_shape(client, sitting) if codes else shape
    if not shape.sections and not listed and not (last and last.count):
        return None
    said, broken = Said(sitting, shape), False
    try:
        wrong = [w for kind in ("Spoken", "Corrections") if (w := said.search(client, kind))]
        said.ask_for_debates(client, only_silent=last is not None and look != "read")
    except Unavailable as err:
        wrong, broken = [f"{sitting}: {err}"], True
    # which contribution of a Member one without ExternalId is, is known only when all have come
    records = tuple(r for r in said.records if r.anchor or not wrong)
    error = wrong[0] if wrong else missing(said, last)
    return Page(
        span=sitting.span,
        records=records,
        complete=error is None,
        seen=said.seen,
        probe="" if broken else shape.probe,
        rows=said.rows,
        unreadable=tuple(said.unreadable),
        error=error,
    )


def missing(said: Said, last: Reading | None) -> str | None:
    """What a reading to its end lacks: a day without its text is never a quiet day. None if nothing."""
    sitting, shape, found, before = said.sitting, said.shape, len(said.seen), last.count if last else 0
    if not found and (before or not shape.sections or (shape.trees and len(shape.bare) == len(shape.trees))):
        return f"{sitting}: in Hansard's calendar, but no text" + (f"; it had {before} contributions" if before else "")
    if before >= SHRINKS_FROM and found * 2 < before:
        return f"{sitting}: {found} of {before} contributions came; the others are not taken for withdrawn"
    heard = {record.chamber for record in said.records}
    silent = [code for code in shape.bare if chamber_of("", house=sitting.house, code=code) not in heard - {None}]
    if silent or not shape.sections:
        return f"{sitting}: nothing of {', '.join(silent) or 'any section'}; what search has is recorded"
    return None


class Said:
    """What was said on one day, as far as it came."""

    def __init__(self, sitting: Sitting, shape: Shape) -> None:
        self.sitting, self.shape, self.rows = sitting, shape, 0
        self.unreadable: list[str] = []
        #: ids that are printed, and could not be read
        self._illegible: set[str] = set()
        self._rows: dict[Hashable, tuple[Row, bool]] = {}

    def search(self, client: PoliteClient, kind: str) -> str | None:
        """All rows of one kind; says what is wrong if the list did not come whole. Raises Unavailable."""
        rows = client.rows(
            search(kind),
            asked(self.sitting),
            skip_name="queryParameters.skip",
            take_name="queryParameters.take",
            take=TAKE,
            results=lambda reply: reply["Results"] or [],
            total=lambda reply: reply["TotalResultCount"],
            key=_key,
            check=self._check,
        )
        for batch in rows:
            self._take(batch, correction=kind == "Corrections")
        came = rows.outcome
        return None if came.whole else f"{self.sitting}: {came.distinct} of {came.total} rows came ({kind})"

    def ask_for_debates(self, client: PoliteClient, *, only_silent: bool = False) -> None:
        """The debates of which search knows nothing, or only a clipped beginning. Raises Unavailable.

        *only_silent*: only in chambers of which search has not a word. Elsewhere text is on its way to search while
        it comes in; the reading of the next morning asks for what never came.
        """
        house, day = self.sitting.house, str(self.sitting.day)
        clipped = {row.debate.upper() for row, _ in self._rows.values() if row.full is None}
        known = {row.debate.upper() for row, _ in self._rows.values()} - clipped
        there = set(known)
        heard = self._heard() if only_silent else frozenset()
        for heading in self.shape.unsaid(known):
            ext = heading.ext.upper()
            if ext in there or (ext not in clipped and chamber_of("", house=house, code=self._code(ext)) in heard):
                continue
            try:
                reply = client.get(f"{API}/debates/debate/{heading.ext}.json")
            except Missing:
                if heading.parent is None:  # the root of a chamber need not be a debate
                    continue
                raise
            for debate in read_debate(reply, house=house, day=day):
                self._take(debate.rows, correction="correction" in self._code(debate.ext))
                there.add(debate.ext.upper())

    @cached_property
    def records(self) -> list[SpokenRecord]:
        """The contributions, each once, with noise and replies; to be asked when everything has come."""
        places = self.shape.places()
        house, day = self.sitting.house, str(self.sitting.day)
        found: dict[Hashable, SpokenRecord] = {}
        for key, (row, correction) in self._rows.items():
            place = places.get(row.debate.upper())
            correction = correction or (place is not None and "correction" in place.code.casefold())
            record = contribution(row, house=house, day=day, place=place, correction=correction)
            same = found.get(record.id or key) if record else None
            if record and (same is None or same.partial or (correction and not same.correction)):
                found[record.id or key] = record
        return told(_numbered(found.values()))

    @property
    def seen(self) -> frozenset[str]:
        """Every id of the day."""
        return frozenset({r.id for r in self.records} | self._illegible)

    def _take(self, rows: Iterable[JSON], *, correction: bool) -> None:
        for raw in rows:
            self.rows += 1
            try:
                self._rows[_key(raw)] = (Row.model_validate(raw), correction)
            except ValidationError as err:
                self._unread(raw, said(err))

    def _unread(self, raw: JSON, why: str) -> None:
        ext = raw.get("ContributionExtId")
        id = f"hansard/{ext.upper()}" if isinstance(ext, str) and ext else f"hansard/{self.sitting.span}"
        if isinstance(ext, str) and ext:
            self._illegible.add(id)
        url = f"{API}/debates/debate/{raw.get('DebateSectionExtId')}.json"
        self.unreadable.append(str(Unreadable(id, url, why)))

    def _check(self, row: JSON) -> str | None:
        """Whether a row is of this day and House, so far as it says."""
        day, house = row.get("SittingDate"), row.get("House")
        if isinstance(day, str) and day[:10] != str(self.sitting.day):
            return f"a row of {day[:10]} came for {self.sitting}"
        if isinstance(house, str) and house.casefold() != self.sitting.house:
            return f"a row of the {house} came for {self.sitting}"
        return None

    def _heard(self) -> frozenset[Chamber]:
        """The chambers of which search has something."""
        house = self.sitting.house
        chambers = {chamber_of(row.place, house=house) for row, _ in self._rows.values()}
        return frozenset(chamber for chamber in chambers if chamber)

    def _code(self, ext: str) -> str:
        place = self.shape.places().get(ext.upper())
        return place.code.casefold() if place else ""


def _key(row: JSON) -> Hashable:
    """What makes a row of a list another row."""
    names = ("ContributionExtId", "ItemId", "DebateSectionExtId", "OrderInDebateSection")
    return tuple(str(row.get(name)) for name in names)


def _numbered(records: Iterable[SpokenRecord]) -> list[SpokenRecord]:
    """Those without ExternalId get the id (debate, Member, nth contribution of that Member in it)."""
    nth: Counter[tuple[str, int | None]] = Counter()
    numbered = []
    for record in sorted(records, key=lambda r: r.order):
        spoken = (record.debate.upper(), record.member)
        nth[spoken] += 1
        if not record.anchor:
            own = f"{spoken[0]}/{record.member}/{nth[spoken]}"
            record = record.model_copy(update={"id": f"hansard/{own}", "upstream_id": own})
        numbered.append(record)
    return numbered
