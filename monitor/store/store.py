"""The store as the walk uses it: each writing method is one transaction, named after a step of the walk."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from types import TracebackType
from typing import Any, Literal, Self

from sqlalchemy import URL, ColumnElement, Connection, Engine, and_, func, insert, literal, select, update

from monitor.parliament.activities import Activity
from monitor.parliament.people import Member
from monitor.store import recording
from monitor.store.batch import ActivityState, Batch, KeptRow, ReadingRow
from monitor.store.opening import begun, engine, explained, migrate, parse
from monitor.store.rows import CHUNK, add, chunks, of, put, recorded, recorded_of
from monitor.store.schema import (
    UNKNOWN,
    Instant,
    activities,
    aliases,
    first_days,
    follow_ups,
    matches,
    members,
    participants,
    polls,
    readings,
    records,
)

Key = tuple[str, str, str]
State = Literal["primed", "pending", "announced", "dismissed"]
_KEPT = (records.c.id, records.c.upstream_id, records.c.span, records.c.listing, records.c.content, records.c.absent)


class Store:
    """What was seen and what matched. Use `Store.open`; safe in several threads, and beside other processes."""

    def __init__(self, engine: Engine, url: URL) -> None:
        self._engine, self._url = engine, url

    @classmethod
    def open(cls, url: str) -> Self:
        """The store at *url* (`sqlite:///file` or `postgresql://…`), its migrations run. Raises StoreError."""
        parsed = parse(url)
        made = engine(parsed)
        try:
            with explained(parsed, opening=True):
                migrate(made)
        except BaseException:
            made.dispose()
            raise
        return cls(made, parsed)

    def close(self) -> None:
        """Close its connections."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, err: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._engine.dialect.name

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One transaction that only reads. Raises StoreError when the database fails."""
        with explained(self._url), begun(self._engine) as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with explained(self._url), begun(self._engine, writing=True) as connection:
            yield connection

    # -- writing: one method, one transaction ---------------------------------------------------------------------

    def begin_poll(
        self, source: str, first: date, last: date, *, purpose: Literal["poll", "backfill"], now: datetime
    ) -> int:
        """A reading of *source* begins; returns the id of its row."""
        row = {"source": source, "purpose": purpose, "window_first": first, "window_last": last, "began": now}
        nothing = dict.fromkeys(("requests", "rows", "new", "revised", "matched", "unreadable"), 0)
        with self._writing() as connection:
            return int(connection.execute(insert(polls).values(row | nothing).returning(polls.c.id)).scalar_one())

    def record(self, batch: Batch, *, now: datetime) -> None:
        """Write everything a page leads to, or nothing of it."""
        with self._writing() as connection:
            recording.write(connection, batch, now=now)

    def end_poll(
        self,
        poll: int,
        *,
        outcome: Literal["complete", "partial", "failed"],
        error: str | None,
        requests: int,
        now: datetime,
    ) -> None:
        """A reading has ended; *error* is for the operator."""
        values = {"outcome": outcome, "error": error, "requests": requests, "ended": now}
        with self._writing() as connection:
            connection.execute(update(polls).where(polls.c.id == poll).values(values))

    def meet(self, keys: Collection[Key], day: date) -> dict[Key, date]:
        """The first days of *keys* (watchlist, watch, term); for those never met before it is *day*."""
        with self.reading() as connection:
            known = _first_days(connection, keys)
        if len(known) == len(set(keys)):
            return known
        with self._writing() as connection:
            known = _first_days(connection, keys)
            fresh = sorted(set(keys) - known.keys())
            add(connection, first_days, [dict(zip(first_days.c.keys(), (*key, day), strict=True)) for key in fresh])
        return known | dict.fromkeys(fresh, day)

    def put_members(self, found: Iterable[Member], *, now: datetime) -> None:
        """Keep these Members as read at *now*."""
        rows = [{"id": m.id, "words": _words_of(m), "data": m.model_dump_json(), "read_at": now} for m in found]
        with self._writing() as connection:
            put(connection, members.c.id, rows)

    def set_states(self, ids: Collection[int], state: State, *, now: datetime) -> None:
        """Set the state of these matches; when one was first announced or dismissed is kept with it."""
        values: dict[str, Any] = {"state": state}
        if state in ("announced", "dismissed"):
            values[f"{state}_at"] = func.coalesce(matches.c[f"{state}_at"], literal(now, Instant()))
        with self._writing() as connection:
            for chunk in chunks(ids):
                connection.execute(update(matches).where(matches.c.id.in_(chunk)).values(values))

    def dismiss(self, match: int, reason: str, *, now: datetime) -> bool:
        """Keep a match out of digests; False if there is none with this id."""
        values = {"state": "dismissed", "reason": reason, "dismissed_at": now}
        with self._writing() as connection:
            return bool(connection.execute(update(matches).where(matches.c.id == match).values(values)).rowcount)

    # -- reading for the walk -------------------------------------------------------------------------------------

    def listings(self, ids: Collection[str]) -> dict[str, str]:
        """Record id → listing fingerprint, for those of *ids* that are kept."""
        with self.reading() as connection:
            found = of(connection, select(records.c.id, records.c.listing), records.c.id, ids)
            return {row.id: row.listing for row in found}

    def readings(self, source: str, spans: Collection[str]) -> dict[str, ReadingRow]:
        """Span → its last complete reading, for those of *spans* that were ever read to their end."""
        statement = select(readings.c.span, readings.c.at, readings.c.count, readings.c.probe)
        with self.reading() as connection:
            found = of(connection, statement.where(readings.c.source == source), readings.c.span, spans)
            return {row[0]: ReadingRow(*row) for row in found}

    def resolve(self, ids: Collection[str]) -> dict[str, str]:
        """Alias → the id under which we keep the record, for those of *ids* that are aliases."""
        with self.reading() as connection:
            found = of(connection, select(aliases.c.alias, aliases.c.record), aliases.c.alias, ids)
            return {row.alias: row.record for row in found}

    def kept(self, source: str, *, ids: Collection[str] = (), span: str | None = None) -> dict[str, KeptRow]:
        """Records of *source* by id: those of *ids* that are kept and, where a *span* is named, all of it."""
        statement = select(*_KEPT).where(records.c.source == source)
        with self.reading() as connection:
            rows = list(of(connection, statement, records.c.id, ids))
            if span is not None:
                rows += connection.execute(statement.where(records.c.span == span))
            return {row.id: KeptRow(*row) for row in rows}

    def states(self, ids: Collection[str]) -> dict[str, ActivityState]:
        """Activity id → fingerprint and revision, for those of *ids* that are recorded."""
        statement = select(activities.c.id, activities.c.fingerprint, activities.c.revision)
        with self.reading() as connection:
            found = of(connection, statement, activities.c.id, ids)
            return {row.id: ActivityState(row.fingerprint, row.revision) for row in found}

    def activities_of(self, ids: Collection[str]) -> list[Activity]:
        """The activities of the records with these ids, in the order in which they were recorded."""
        with self.reading() as connection:
            return [one.activity for one in recorded_of(connection, activities.c.record, ids)]

    def activities(
        self,
        since: date | None = None,
        until: date | None = None,
        kind: str | None = None,
        source: str | None = None,
    ) -> Iterator[Activity]:
        """What was recorded, by the activity's date, in the order of recording; read as it is asked for."""
        last = 0
        chosen = select(activities).where(*dated(since, until, kind, source)).order_by(activities.c.seq).limit(CHUNK)
        while True:
            with self.reading() as connection:
                found = recorded(connection, chosen.where(activities.c.seq > last))
            yield from (one.activity for one in found)
            if len(found) < CHUNK:
                return
            last = found[-1].seq

    def due(self, source: str, now: datetime, limit: int = 50) -> list[KeptRow]:
        """The records of *source* whose next look has come, oldest first."""
        waiting = (records.c.source == source) & (follow_ups.c.next_look <= now)
        order = (follow_ups.c.next_look, records.c.id)
        with self.reading() as connection:
            rows = connection.execute(select(*_KEPT).join(follow_ups).where(waiting).order_by(*order).limit(limit))
            return [KeptRow(*row) for row in rows]

    def looked_for(self, ids: Collection[str]) -> set[str]:
        """Those of the records *ids* that are to be looked at again."""
        with self.reading() as connection:
            return {row.record for row in of(connection, select(follow_ups.c.record), follow_ups.c.record, ids)}

    def last_complete(self, source: str) -> datetime | None:
        """When the last complete poll of *source* began."""
        chosen = (polls.c.source == source) & (polls.c.outcome == "complete") & (polls.c.purpose == "poll")
        with self.reading() as connection:
            return connection.execute(select(func.max(polls.c.began)).where(chosen)).scalar()

    def members(self, ids: Collection[int], *, since: datetime | None = None) -> dict[int, Member]:
        """Members by id, for those of *ids* that are kept; with *since*, only those read at or after it."""
        statement = select(members.c.id, members.c.data)
        if since is not None:
            statement = statement.where(members.c.read_at >= since)
        with self.reading() as connection:
            return {
                row.id: Member.model_validate_json(row.data) for row in of(connection, statement, members.c.id, ids)
            }

    def search_members(self, text: str) -> list[Member]:
        """Members with this id, or with every word of *text* beginning a word of their names and seats; by name."""
        words = _folded(text).split()
        if not words:
            return []
        named = and_(*(members.c.words.like(f"% {word}%") for word in words))
        chosen = members.c.id == int(words[0]) if len(words) == 1 and words[0].isdecimal() else named
        with self.reading() as connection:
            found = [
                Member.model_validate_json(data) for data in connection.scalars(select(members.c.data).where(chosen))
            ]
        return sorted(found, key=lambda m: (m.on(date.max).name, m.id))

    def incomplete(self, limit: int) -> list[Activity]:
        """The newest activities with a Member whose name or party is still to be looked up."""
        waiting = select(participants.c.activity).where(UNKNOWN)
        chosen = select(activities).where(activities.c.seq.in_(waiting)).order_by(activities.c.seq.desc()).limit(limit)
        with self.reading() as connection:
            return [one.activity for one in recorded(connection, chosen)]


def dated(
    since: date | None, until: date | None, kind: str | None, source: str | None
) -> Iterator[ColumnElement[bool]]:
    """The conditions on activities that these narrowings make."""
    if since is not None:
        yield activities.c.date >= since
    if until is not None:
        yield activities.c.date <= until
    if kind is not None:
        yield activities.c.kind == kind
    if source is not None:
        yield activities.c.source == source


def _first_days(connection: Connection, keys: Collection[Key]) -> dict[Key, date]:
    found = of(connection, select(first_days), first_days.c.watchlist, {key[0] for key in keys})
    wanted = set(keys)
    return {key: row.day for row in found if (key := (row.watchlist, row.watch, row.term)) in wanted}


def _folded(text: str) -> str:
    """Plain lower-case words: no accents, no apostrophes, single spaces."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w\s]|_", " ", re.sub("['’]", "", plain)).casefold().split())


def _words_of(member: Member) -> str:
    said = [*(f"{n.name} {n.listed}" for n in member.names), *(s.seat for s in member.seats)]
    return f" {_folded(' '.join(said))} "
