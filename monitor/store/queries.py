"""The reading side of the store, for people: activities and matches as rows of JSON Lines, polls, the status.

Rows are read page by page as they are asked for: a listing of years needs no more memory than one of a day, and no
transaction is open while it is printed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, exists, func, select, tuple_

from monitor.parliament.activities import row
from monitor.parliament.dates import at, today
from monitor.store.deliveries import Deliveries
from monitor.store.rows import CHUNK, Recorded, recorded, recorded_of
from monitor.store.schema import activities as acts
from monitor.store.schema import matches as found
from monitor.store.schema import participants, polls
from monitor.store.store import Store, dated

Values = dict[str, Any]


def activities(
    store: Store,
    *,
    since: date | None = None,
    until: date | None = None,
    watchlist: str | None = None,
    kind: str | None = None,
    source: str | None = None,
    member: int | None = None,
) -> Iterator[Values]:
    """What was recorded, by date and then in the order of recording: the fields fixed in `docs`, plain JSON values."""
    chosen = [*dated(since, until, kind, source), *_of_member(member)]
    if watchlist is not None:
        holds = (found.c.activity == acts.c.seq) & (found.c.watchlist == watchlist) & found.c.lapsed_at.is_(None)
        chosen.append(exists().where(holds))
    statement = select(acts).where(*chosen).order_by(acts.c.date, acts.c.seq)

    def page(connection: Connection, after: Any) -> tuple[list[Values], Any]:
        at = recorded(connection, _after(statement, (acts.c.date, acts.c.seq), after))
        return [_activity(one) for one in at], (at[-1].activity.date, at[-1].seq) if at else None

    return _pages(store, page)


def matches(
    store: Store,
    *,
    since: date | None = None,
    until: date | None = None,
    watchlist: str | None = None,
    kind: str | None = None,
    source: str | None = None,
    member: int | None = None,
    state: str | None = None,
) -> Iterator[Values]:
    """What matched, by the activity's date: one row per watchlist, watch and activity, the activity nested.

    A match that lapsed after it was announced is told, with `lapsed_at`; one that was dismissed and lapsed is not.
    """
    chosen = [*dated(since, until, kind, source), *_of_member(member)]
    chosen.append(found.c.lapsed_at.is_(None) | (found.c.state != "dismissed"))
    chosen += [column == value for column, value in ((found.c.watchlist, watchlist), (found.c.state, state)) if value]
    order = (acts.c.date, acts.c.seq, found.c.id)
    statement = select(found, acts.c.date).join(acts).where(*chosen).order_by(*order)

    def page(connection: Connection, after: Any) -> tuple[list[Values], Any]:
        rows = connection.execute(_after(statement, order, after)).all()
        nested = {one.seq: _activity(one) for one in recorded_of(connection, acts.c.seq, (r.activity for r in rows))}
        last = (rows[-1].date, rows[-1].activity, rows[-1].id) if rows else None
        return [_match(r, nested[r.activity]) for r in rows], last

    return _pages(store, page)


def watchlists(store: Store) -> set[str]:
    """The ids of the watchlists that matches are kept of."""
    with store.reading() as connection:
        return set(connection.scalars(select(found.c.watchlist).distinct()))


def windows(store: Store, since: date) -> set[tuple[str, date, date]]:
    """(source, first date, last date) of each poll and backfill that was complete and reaches to *since* or later."""
    columns = (polls.c.source, polls.c.window_first, polls.c.window_last)
    chosen = (polls.c.outcome == "complete") & (polls.c.window_last >= since)
    with store.reading() as connection:
        return {(row[0], row[1], row[2]) for row in connection.execute(select(*columns).where(chosen).distinct())}


def latest_polls(store: Store, source: str | None = None, *, limit: int = 20) -> list[Values]:
    """The last polls and backfills, of one source or of all, latest first."""
    statement = select(polls).order_by(polls.c.began.desc(), polls.c.id.desc()).limit(limit)
    if source is not None:
        statement = statement.where(polls.c.source == source)
    with store.reading() as connection:
        return [_poll(r) for r in connection.execute(statement)]


def requests(store: Store, source: str, *, since: date) -> dict[str, int]:
    """London date → requests of all readings of *source* that began on it, polls and backfills, from *since* on."""
    chosen = select(polls.c.began, polls.c.requests).where(polls.c.source == source, polls.c.began >= at(since, time()))
    counted: dict[str, int] = {}
    with store.reading() as connection:
        for began, made in connection.execute(chosen.order_by(polls.c.began)):
            day = today(began).isoformat()
            counted[day] = counted.get(day, 0) + made
    return counted


def status(store: Store, sources: Sequence[str], *, now: datetime) -> Values:
    """Per source its last success (`lag` is the time since) and its last poll, and the number of matches per state.

    Of what goes out: the number of deliveries per state, and the addresses whose last one failed for good.
    """
    with store.reading() as connection:
        counted = select(found.c.state, func.count()).where(found.c.lapsed_at.is_(None)).group_by(found.c.state)
        states = dict(connection.execute(counted.order_by(found.c.state)).tuples().all())
    return {"sources": [_source(store, name, now) for name in sources], "matches": states, **_outgoing(store)}


def _outgoing(store: Store) -> Values:
    """The number of deliveries per state, and the addresses whose last delivery failed for good."""
    deliveries = Deliveries(store)
    failing = [{"address": a, "since": _iso(at), "error": why} for a, (at, why) in deliveries.failing().items()]
    return {"deliveries": deliveries.states(), "failing": failing}


def _source(store: Store, name: str, now: datetime) -> Values:
    success = store.last_complete(name)
    last = next(iter(latest_polls(store, name, limit=1)), dict.fromkeys(_POLL))
    lag = now - success if success else None
    told = {"source": name, "last_success": _iso(success), "lag": _spoken(lag)}
    made = requests(store, name, since=today(now) - DAYS)
    return {**told, "lag_seconds": int(lag.total_seconds()) if lag else None, **last, "requests_by_day": made}


#: the days before today of which requests are counted
DAYS = timedelta(days=6)
#: what is told of a poll
_POLL = (
    "began", "ended", "purpose", "window_first", "window_last", "outcome", "error", "requests",
    "rows", "new", "revised", "matched", "unreadable",
)  # fmt: skip


def _poll(of: Row[Any]) -> Values:
    told = {name: value.isoformat() if isinstance(value, date) else value for name, value in of._mapping.items()}
    return {"source": told["source"], **{name: told[name] for name in _POLL}, "outcome": of.outcome or "unfinished"}


def _spoken(lag: timedelta | None) -> str | None:
    """ "2 d 03 h", "3 h 05 min", "12 min"."""
    if lag is None:
        return None
    hours, minutes = divmod(max(int(lag.total_seconds()), 0) // 60, 60)
    if hours >= 48:
        return f"{hours // 24} d {hours % 24:02} h"
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min"


def _iso(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None


def _activity(one: Recorded) -> Values:
    told = {**row(one.activity), "revision": one.revision, "first_seen": _iso(one.first_seen)}
    return told | ({"withdrawn_at": _iso(one.withdrawn_at)} if one.withdrawn_at else {})


def _match(of: Row[Any], activity: Values) -> Values:
    told = {
        "id": of.id,
        "watchlist": of.watchlist,
        "watch": of.watch,
        "evidence": json.loads(of.evidence),
        "excerpt": of.excerpt,
        "found_at": _iso(of.found_at),
        "state": of.state,
    }
    marks = {"reason": of.reason, "lapsed_at": _iso(of.lapsed_at)}
    return {**told, **{name: mark for name, mark in marks.items() if mark}, "activity": activity}


def _of_member(member: int | None) -> Iterator[ColumnElement[bool]]:
    if member is not None:
        yield exists().where((participants.c.activity == acts.c.seq) & (participants.c.member == member))


def _after(statement: Select[Any], order: Sequence[ColumnElement[Any]], after: Any) -> Select[Any]:
    """One page of *statement*, from behind the row at *after*."""
    return (statement if after is None else statement.where(tuple_(*order) > after)).limit(CHUNK)


def _pages(store: Store, page: Callable[[Connection, Any], tuple[list[Values], Any]]) -> Iterator[Values]:
    after = None
    while True:
        with store.reading() as connection:
            rows, after = page(connection, after)
        yield from rows
        if len(rows) < CHUNK:
            return
