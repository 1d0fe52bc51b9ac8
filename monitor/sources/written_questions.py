"""Written questions of both Houses, from questions-statements-api.

In order: days by date tabled, days by date answered, corrections, what was due, withdrawals, and another look at what
the store asks for. A total is compared with the last reading before a list is read again; a row is fetched alone only
where it is new or differs and does not hold all.

    question_plan    what to read      question_wire    what lists leave out      question_life    what states prove
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeVar

from monitor.parliament.dates import today
from monitor.parliament.people import House
from monitor.parliament.sittings import Calendar
from monitor.sources import question_life as life
from monitor.sources.http import Missing, PoliteClient
from monitor.sources.paging import Row
from monitor.sources.question_life import WrittenQuestion, merged
from monitor.sources.question_plan import Group, Plan, Span, results, total_of, value_of
from monitor.sources.question_wire import BASE, Wire, from_look, from_row, from_single, read
from monitor.sources.source import (
    Event,
    Kept,
    Known,
    Page,
    Record,
    Settled,
    Unavailable,
    Unreadable,
    Window,
)
from monitor.sources.wire import expect

_T = TypeVar("_T")
#: rows asked for at once; any number that comes is accepted (API_NOTES 13.1)
TAKE = 100
#: failed steps, and failed questions in a span, after which to give up
FAILED_STEPS, FAILED_SINGLES = 2, 3
#: `check` asks for a question tabled within this time
CHECKED = timedelta(days=14)
#: known questions looked at one by one in a poll, the oldest first
LOOKS = 50
#: questions fetched at the same time
TOGETHER = 2
#: another look at known questions is recorded after so many
LOOKS_PAGE = 24


class WrittenQuestions:
    """The source; see `Source`."""

    name = life.SOURCE
    kinds: tuple[str, ...] = life.KINDS
    record: type[Record] = WrittenQuestion
    ids_move = False

    def __init__(self, client: PoliteClient, calendar: Callable[[], Calendar] = Calendar) -> None:
        self._client, self._calendar = client, calendar
        self._sittings: Calendar | None = None

    def read(self, window: Window, known: Known, again: Sequence[Record], *, now: datetime) -> Iterator[Page]:
        """The pages of *window*, then another look at *again*; a span that fails closes with an error."""
        self._sittings = self._calendar()
        with ThreadPoolExecutor(TOGETHER) as pool:
            plan = Plan(self._client, known, now=now)
            yield from _Reading(self._client, known, pool, again).pages(plan.groups(window))

    def check(self, *, now: datetime) -> str:
        """One of the latest questions, in the shape expected. Raises SourceError."""
        asked = [("tabledWhenFrom", str(today(now) - CHECKED)), ("skip", "0"), ("take", "1")]
        reply = self._client.get(BASE, asked)
        for row in results(reply):
            value = value_of(row)
            expect(Wire, value, url=BASE)
            read(value, url=BASE)
        return f"{total_of(reply)} questions tabled in the last {CHECKED.days} days"

    def settle(self, page: Page, kept: Mapping[str, Kept]) -> Settled:
        """Ids never move and nothing goes; what only the kept record knows is carried over."""
        return Settled(
            records=tuple(merged(_own(r), _own(kept[r.id].record)) if r.id in kept else r for r in page.records)
        )

    def events(self, after: Record, before: Record | None, *, again: bool, now: datetime) -> Sequence[Event]:
        """See `question_life.events`."""
        kept = _own(before) if before else None
        return tuple(life.events(_own(after), kept, again=again, now=now, lapses=self._lapses))

    def next_look(self, record: Record, *, now: datetime) -> datetime | None:
        """See `question_life.next_look`."""
        return life.next_look(_own(record), now=now, lapses=self._lapses)

    def _lapses(self, house: House, tabled: date) -> date | None:
        """When a question lapses that is not answered, by the calendar as it was when this reading began."""
        if self._sittings is None:
            self._sittings = self._calendar()
        lapse = self._sittings.lapse(house, tabled)
        return lapse.first if lapse else None


def _own(record: Record) -> WrittenQuestion:
    if not isinstance(record, WrittenQuestion):
        raise TypeError(f"{record.id} is no written question")
    return record


@dataclass
class _Progress:
    """What the pages of one span have brought so far."""

    wires: dict[int, Wire] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    #: rows that were wanted and not had
    unsettled: int = 0
    failed: list[int] = field(default_factory=list)
    why: Unavailable | None = None
    rows: int = 0
    #: questions in a row that could not be fetched
    run: int = 0


class _Reading:
    """One reading."""

    def __init__(self, client: PoliteClient, known: Known, pool: ThreadPoolExecutor, again: Sequence[Record]) -> None:
        self._client, self._known, self._pool = client, known, pool
        self._again = {r.id: _own(r) for r in again}
        self._told: set[str] = set()

    def pages(self, groups: Sequence[Group]) -> Iterator[Page]:
        """Span by span, until two steps in a row have failed; then another look at what was asked for."""
        steps: deque[Group | Span] = deque(groups)
        failures = 0
        while steps and failures < FAILED_STEPS:
            step = steps.popleft()
            try:
                if isinstance(step, Group):
                    steps.extendleft(reversed(step.spans()))
                else:
                    yield from self._span(step)
                    failures = 0
            except Unavailable as err:
                failures += 1
                yield Page(span=step.name, error=f"{step.name}: {err}")
        left = [step.name for step in steps] + (["another look at what matched"] if self._again else [])
        if failures < FAILED_STEPS:
            yield from self._look([r for r in self._again.values() if r.id not in self._told][:LOOKS])
        elif left:
            yield Page(span="rest", error=f"gave up after {failures} failures in a row; not read: {_short(left)}")

    def _span(self, span: Span) -> Iterator[Page]:
        """Its pages, the last one complete or with an error; raises Unavailable where upstream fails."""
        if span.query is None:
            yield Page(span=span.name, complete=True, probe=span.probe((), 0))
            return
        progress = _Progress()
        rows = self._client.rows(
            BASE, span.query.params, take=TAKE, results=results, total=total_of, key=_key, check=span.query.check
        )
        for batch in rows:
            yield self._page(span, batch, progress)
            if progress.run >= FAILED_SINGLES and progress.why:
                raise progress.why
        error = None
        if progress.failed:
            error = f"{len(progress.failed)} not fetched ({_short(progress.failed)}): {progress.why}"
        elif not rows.outcome.whole:
            error = f"its rows moved while it was read: {rows.outcome.distinct} came of {rows.outcome.total}"
        elif _shrunk(rows.outcome.distinct, span.firm):
            error = f"shrank from {span.firm} to {rows.outcome.distinct}"
        if error:
            yield Page(span=span.name, error=f"{span.name}: {error}")
        else:
            probe = span.probe(progress.wires.values(), progress.unsettled)
            yield Page(span=span.name, complete=True, seen=frozenset(progress.seen), probe=probe)

    def _page(self, span: Span, batch: Sequence[Row], progress: _Progress) -> Page:
        """The records of *batch* that are new or differ."""
        wires, unreadable = _parsed(span.url, batch, progress.rows)
        progress.rows += len(batch)
        progress.wires |= {w.id: w for w in wires}
        listings = self._known.listings([w.record_id for w in wires])
        wanted = [
            w
            for w in wires
            if listings.get(w.record_id) != w.listing and (w.record_id in listings or not span.known_only)
        ]
        progress.seen |= {w.record_id for w in wires if listings.get(w.record_id) == w.listing}
        records = [from_row(w) for w in wanted if w.whole]
        for number, got in self._singles([w.id for w in wanted if not w.whole], progress):
            row = progress.wires[number]
            if isinstance(got, Unreadable):
                unreadable.append(str(got))
            else:
                records.append(from_single(got, row) if isinstance(got, Wire) else from_row(row))
        settled = {r.id for r in records if r.listing}
        progress.seen |= settled
        progress.unsettled += len(batch) - len(wires) + len(wanted) - len(settled)
        # what stands in a list as it was need not be looked at alone
        same = {w.record_id for w in wires} - {w.record_id for w in wanted}
        again = [r for r in self._again.values() if r.id in same and r.id not in self._told]
        records += [r.model_copy(update={"lost": False}) for r in again]
        self._told |= {r.id for r in records}
        return Page(span=span.name, records=tuple(records), rows=len(batch), unreadable=tuple(unreadable))

    def _singles(
        self, numbers: Sequence[int], progress: _Progress
    ) -> Iterator[tuple[int, Wire | Missing | Unreadable]]:
        """Each question whole, or that there is none to be understood; stops when too many in a row fail."""
        for pair in _parts(numbers, TOGETHER):
            for number, got in zip(pair, self._pool.map(self._single, pair), strict=True):
                if isinstance(got, Unavailable) and not isinstance(got, Missing):
                    progress.failed.append(number)
                    progress.why, progress.run = got, progress.run + 1
                    continue
                progress.run = 0
                yield number, got
            if progress.run >= FAILED_SINGLES:
                return

    def _single(self, number: int) -> Wire | Unavailable | Unreadable:
        """One question whole, or why not."""
        url = f"{BASE}/{number}"
        try:
            got = read(value_of(self._client.get(url)), url=url, ident=str(number))
        except (Unavailable, Unreadable) as err:
            return err
        if got.id != number:
            return Unavailable(f"{url}: answered with question {got.id}")
        if got.date_answered and got.answer_text is None:
            return Unreadable(str(number), url, "answered, but without an answer")
        return got

    def _look(self, records: Sequence[WrittenQuestion]) -> Iterator[Page]:
        """Known questions one by one."""
        progress = _Progress()
        for part in _parts(records, LOOKS_PAGE):
            known, unreadable, told = {int(r.upstream_id): r for r in part}, list[str](), list[WrittenQuestion]()
            for number, got in self._singles(list(known), progress):
                if isinstance(got, Wire):
                    told.append(from_look(got, known[number]))
                    continue
                if isinstance(got, Unreadable):
                    unreadable.append(str(got))
                    continue
                unreadable.append(str(Unreadable(str(number), f"{BASE}/{number}", "is no longer there")))
                told.append(known[number].model_copy(update={"lost": True}))  # so that its next look is put off
            yield Page(span="again", records=tuple(told), rows=len(told), unreadable=tuple(unreadable))
            if progress.run >= FAILED_SINGLES:
                break
        if progress.failed:
            error = f"not looked at again: {_short(progress.failed)}, perhaps others: {progress.why}"
            yield Page(span="again", error=error)


def _parsed(url: str, batch: Sequence[Row], before: int) -> tuple[list[Wire], list[str]]:
    """The questions of *batch*, and the rows that cannot be read, named by id or else by their place in the list."""
    wires, unreadable = [], []
    for n, row in enumerate(batch, before + 1):
        try:
            wires.append(read(row.get("value"), url=url, ident=f"row {n}"))
        except Unreadable as err:
            unreadable.append(str(err))
    return wires, unreadable


def _key(row: Row) -> str:
    """The question's id; a row without one is itself."""
    ident = value_of(row).get("id")
    return str(ident) if isinstance(ident, int | str) else json.dumps(row, sort_keys=True)


def _shrunk(count: int, firm: int) -> bool:
    """Whether a list that was read to its end holds too little to be believed."""
    return count == 0 < firm or (firm >= 4 and count * 2 < firm)


def _parts(given: Sequence[_T], size: int) -> Iterator[Sequence[_T]]:
    return (given[n : n + size] for n in range(0, len(given), size))


def _short(given: Sequence[object]) -> str:
    """The first ten by name, the others by number."""
    named = ", ".join(map(str, given[:10]))
    return named if len(given) <= 10 else f"{named} and {len(given) - 10} more"
