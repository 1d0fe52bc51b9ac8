"""The first half of the walk: window → pages → records → activities → matches.

    for page in source.read(window, known, again, now=now):      fetch and parse, lazily
        store.record(decide(page, …), now=now)                   one transaction per page

`decide` is pure: it takes a page and what is kept, and answers with everything the page leads to. So a crash repeats a
reading, and never loses or doubles an event.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Literal, Protocol

from monitor.parliament.activities import Activity
from monitor.parliament.dates import today
from monitor.parliament.people import Member, Participant
from monitor.parliament.register import complete, missing, unknown
from monitor.sources.source import Event, Kept, Page, Reading, Record, Settled, Source, Unavailable, Unreadable, Window
from monitor.store import Batch, Counts, KeptRow, ReadingRow, RecordRow, Store, StoreError
from monitor.watching import Watching

Outcome = Literal["complete", "partial", "failed"]
Day = timedelta(days=1)
#: how many days each poll reads again, whatever it read before
OVERLAP = 7 * Day
#: how far back a poll reaches by itself after a time without one; what is older is for `backfill`
REACH = 28 * Day
#: matched records, oldest look first, that a source is told are due for another in one poll
LOOKS = 1000
#: activities in one transaction of a rematch
STRIDE = 500
#: a Member's history is asked for again after this time, so that a change of party counts from its day
MEMBER_AGE = timedelta(hours=1)
#: how much is told of an exception that nobody foresaw; the log has it whole
SAID = 200

_log = logging.getLogger(__name__)


class Register(Protocol):
    """Where Members are looked up."""

    def history(self, ids: Collection[int]) -> tuple[Sequence[Member], Sequence[str]]:
        """Members with their history, and what was wrong with others; raises Unavailable."""
        ...


@dataclass(frozen=True)
class Polled:
    """What came of reading one source."""

    source: str
    window: Window
    outcome: Outcome
    counts: Counts
    unreadable: tuple[str, ...]
    errors: tuple[str, ...]
    requests: int


@dataclass
class Walk:
    """Everything a reading needs; `on_page` is told of each page recorded, `stop` asked between pages."""

    store: Store
    watching: Watching
    register: Register
    requests: Callable[[], int] = lambda: 0
    on_page: Callable[[Source, Page], None] = lambda _source, _page: None
    stop: Callable[[], bool] = lambda: False
    problems: list[str] = field(default_factory=list)
    _register_down: bool = False

    def members(self, ids: Collection[int], *, now: datetime) -> dict[int, Member]:
        """Members by id; those unknown or not lately asked for come by one call, and are left out while it is down."""
        known = self.store.members(ids)
        fresh = self.store.members(ids, since=now - MEMBER_AGE)
        wanted = sorted(set(ids) - set(fresh))
        if wanted and not self._register_down:
            try:
                found, problems = self.register.history(wanted)
            except Unavailable as err:
                self._register_down = True
                self.problems.append(f"names and parties will be completed later: {err}")
            else:
                self.problems += problems
                self.store.put_members(found, now=now)
                known |= {m.id: m for m in found}
        return known


class _Known:
    """What is kept of one source, as its `read` may ask for it."""

    def __init__(self, store: Store, source: str, watched: frozenset[int]) -> None:
        self._store, self._source, self._watched = store, source, watched

    def listings(self, ids: Collection[str]) -> Mapping[str, str]:
        return self._store.listings(ids)

    def readings(self, spans: Collection[str]) -> Mapping[str, Reading]:
        rows = self._store.readings(self._source, spans)
        return {s: Reading(span=r.span, at=r.at, count=r.count, probe=r.probe) for s, r in rows.items()}

    def watched(self) -> frozenset[int]:
        return self._watched


def window(last_complete: datetime | None, *, now: datetime) -> Window:
    """The dates a poll at *now* reads: an overlap of a week, and back to the last complete poll, at most four weeks."""
    last = today(now)
    since = last if last_complete is None else today(last_complete)
    return Window(first=max(min(last - OVERLAP, since - Day), last - REACH), last=last)


def poll(source: Source, walk: Walk, *, window: Window, now: datetime) -> Polled:
    """Read *window* of *source*, record what it shows and match it. Failures are told in the result, never raised.

    But those of the store: without it nothing can be told.
    """
    store, before = walk.store, walk.requests()
    purpose: Literal["poll", "backfill"] = "backfill" if window.history else "poll"
    row = store.begin_poll(source.name, window.first, window.last, purpose=purpose, now=now)
    counts, spans = Counts(), 0
    unreadable: list[str] = []
    errors: list[str] = []
    try:
        again = [] if window.history else [_record(source, kept) for kept in store.due(source.name, now, LOOKS)]
        for page in source.read(window, _Known(store, source.name, walk.watching.members), again, now=now):
            batch = _take(source, page, walk, poll=row, again={r.id for r in again}, now=now)
            counts += batch.counts
            unreadable += page.unreadable
            errors += [page.error] if page.error else []
            spans += page.complete
            walk.on_page(source, page)
            if walk.stop():
                errors.append("stopped before everything was read; the next reading goes on")
                break
        _complete_members(source, walk, poll=row, now=now)
    except (Unavailable, Unreadable) as err:
        errors.append(str(err))
    except (StoreError, OSError):
        raise
    except Exception as err:  # what upstream sends is without end: one source stops no other
        _log.exception("%s: a fault of the program", source.name)
        errors.append(f"a fault of the program, or a reply of a shape that nobody foresaw: {fault(err)}")
    outcome: Outcome = "complete" if not errors else "partial" if spans else "failed"
    requests = walk.requests() - before
    store.end_poll(row, outcome=outcome, error="; ".join(errors) or None, requests=requests, now=now)
    return Polled(source.name, window, outcome, counts, tuple(unreadable), tuple(errors), requests)


def fault(err: Exception) -> str:
    """What an exception that nobody foresaw says, and where it was raised."""
    raised = traceback.extract_tb(err.__traceback__)[-1]
    said = " ".join(str(err).split())[:SAID]
    return f"{type(err).__name__}: {said} ({Path(raised.filename).name}, line {raised.lineno})"


def _record(source: Source, kept: KeptRow) -> Record:
    return source.record.model_validate_json(kept.content)


def _take(source: Source, page: Page, walk: Walk, *, poll: int, again: Collection[str], now: datetime) -> Batch:
    """Record one page: read what is kept, decide, write in one transaction."""
    store = walk.store
    page = _ours(source, page, store.resolve({r.id for r in page.records} | page.seen))
    span = page.span if source.ids_move else None
    rows = store.kept(source.name, ids={r.id for r in page.records}, span=span)
    kept = {i: Kept(record=_record(source, row), absent=row.absent) for i, row in rows.items()}
    settled = source.settle(page, kept)
    events = [
        event
        for record in settled.records
        if not _stale(record, kept)
        for event in source.events(record, _before(record, kept), again=record.id in again, now=now)
    ]
    told = [event.activity for event in events]
    recorded = {a.id: a for a in store.activities_of({a.record for a in told})}
    ids = {i for a in told if a.id not in recorded for i in unknown(a)}
    members = walk.members(ids, now=now) if ids else {}
    batch = decide(source, page, settled, kept, events, recorded, members, walk.watching, poll=poll, now=now)
    store.record(batch, now=now)
    return batch


def _ours(source: Source, page: Page, aliases: Mapping[str, str]) -> Page:
    """The page under the ids we know its records by."""
    if not aliases:
        return page

    def ours(record: Record) -> Record:
        known = aliases.get(record.id)
        return (
            record.model_copy(update={"id": known, "upstream_id": known.removeprefix(f"{source.name}/")})
            if known
            else record
        )

    records = tuple(ours(r) for r in page.records)
    return page.model_copy(update={"records": records, "seen": frozenset(aliases.get(i, i) for i in page.seen)})


def _before(record: Record, kept: Mapping[str, Kept]) -> Record | None:
    return kept[record.id].record if record.id in kept else None


def _stale(record: Record, kept: Mapping[str, Kept]) -> bool:
    """Whether we keep a later state of this record: states only go forward."""
    before = _before(record, kept)
    return before is not None and record.rank < before.rank


def decide(
    source: Source,
    page: Page,
    settled: Settled,
    kept: Mapping[str, Kept],
    events: Collection[Event],
    recorded: Mapping[str, Activity],
    members: Mapping[int, Member],
    watching: Watching,
    *,
    poll: int,
    now: datetime,
) -> Batch:
    """Everything a page leads to. Pure: *kept* and *recorded* are what is held of its records and activities."""
    new, revised, refreshed = _compared(events, recorded, members)
    moved = [a for a in refreshed.values() if a.body != recorded[a.id].body]
    found = {a.id: watching.match(a) for a in (*new.values(), *revised.values(), *moved)}
    told = {**recorded, **new, **revised}
    awaited = {told[event.activity.id].record for event in events if watching.awaits(told[event.activity.id])}
    watched = {told[id].record for id in found if found[id]} | awaited
    perhaps = {event.activity.id for event in events if event.if_matched}
    new = {a.id: a for a in new.values() if a.id not in perhaps or a.record in watched}
    changed = [*new.values(), *revised.values(), *moved]
    matches = [m for a in changed for m in found[a.id]]
    records = [r for r in settled.records if not _stale(r, kept)]
    return Batch(
        source=source.name,
        poll=poll,
        records=tuple(_row(r) for r in records if r != _before(r, kept) or kept[r.id].absent),
        present=frozenset(i for i in page.seen if i in kept and kept[i].absent),
        gone=settled.gone,
        aliases=settled.aliases,
        new=tuple(new.values()),
        revised=tuple(revised.values()),
        refreshed=tuple(refreshed.values()),
        matched=frozenset(a.id for a in changed),
        matches=tuple(matches),
        looks={r.id: source.next_look(r, now=now) for r in records},
        awaited=frozenset(awaited),
        reading=ReadingRow(page.span, now, len(page.seen), page.probe) if page.complete else None,
        counts=Counts(
            rows=page.rows,
            new=len(new),
            revised=len(revised),
            matched=len({m.activity for m in matches}),
            unreadable=len(page.unreadable),
        ),
    )


def _compared(
    events: Iterable[Event], recorded: Mapping[str, Activity], members: Mapping[int, Member]
) -> tuple[dict[str, Activity], dict[str, Activity], dict[str, Activity]]:
    """The activities by id: those that are new, those whose words have changed, those of which something else has."""
    new, revised, refreshed = dict[str, Activity](), dict[str, Activity](), dict[str, Activity]()
    for event in events:
        activity, old = event.activity, recorded.get(event.activity.id)
        if old is None:
            new[activity.id] = complete(activity, members)
            continue
        now = old.model_copy(update={"subject": activity.subject}) if event.passed else _with_lookups(activity, old)
        if now.fingerprint != old.fingerprint:
            revised[now.id] = complete(now, members)
        elif now != old:
            refreshed[now.id] = now
    return new, revised, refreshed


def _row(record: Record) -> RecordRow:
    return RecordRow(record.id, record.upstream_id, record.span, record.listing, record.model_dump_json())


def _with_lookups(activity: Activity, old: Activity) -> Activity:
    """*activity* with the names, parties and seats already looked up for the same people."""
    known: dict[tuple[int | None, str], Participant] = {(p.member, p.role): p for p in old.participants if p.member}
    return activity.model_copy(
        update={
            "participants": tuple(
                p.model_copy(update={"name": p.name or o.name, "party": o.party, "seat": o.seat})
                if (o := known.get((p.member, p.role)))
                else p
                for p in activity.participants
            )
        }
    )


def _complete_members(source: Source, walk: Walk, *, poll: int, now: datetime) -> None:
    """Fill in names, parties and seats that could not be looked up when their activities were recorded."""
    waiting = walk.store.incomplete(STRIDE)
    if not waiting:
        return
    members = walk.members({i for a in waiting for i in missing(a, {})}, now=now)
    filled = [done for a in waiting if (done := complete(a, members)) != a]
    if filled:
        matches = [m for a in filled for m in walk.watching.match(a)]
        batch = Batch(
            source=source.name,
            poll=poll,
            refreshed=tuple(filled),
            matched=frozenset(a.id for a in filled),
            matches=tuple(matches),
        )
        walk.store.record(batch, now=now)


def rematch(
    sources: Mapping[str, Source], store: Store, watching: Watching, *, since: date | None, now: datetime
) -> Iterator[int]:
    """Match what is recorded against the watchlists as they are now; yields the number of activities done so far."""
    done = 0
    for activities in _strides(store.activities(since=since)):
        matches = [m for a in activities for m in watching.match(a)]
        hit = {m.activity for m in matches}
        awaited = {a.record for a in activities if watching.awaits(a)}
        looks = {}
        for name, source in sources.items():
            ids = {a.record for a in activities if a.source == name and (a.id in hit or a.record in awaited)}
            ids -= store.looked_for(ids)  # a look that has come due is not put off
            for kept in store.kept(name, ids=ids).values() if ids else ():
                looks[kept.id] = source.next_look(_record(source, kept), now=now)
        store.record(
            Batch(
                source="",
                poll=0,
                matched=frozenset(a.id for a in activities),
                matches=tuple(matches),
                looks=looks,
                awaited=frozenset(awaited),
            ),
            now=now,
        )
        done += len(activities)
        yield done


def _strides(activities: Iterable[Activity]) -> Iterator[list[Activity]]:
    held: list[Activity] = []
    for activity in activities:
        held.append(activity)
        if len(held) == STRIDE:
            yield held
            held = []
    if held:
        yield held
