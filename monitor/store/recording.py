"""Writing one batch, step by step, in the transaction it is given.

records → aliases → who returned → who is gone → activities → matches → follow-ups → reading → counts
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from monitor.parliament.activities import Activity
from monitor.store.batch import Batch, MatchRow
from monitor.store.rows import (
    Values,
    activity_values,
    add,
    change,
    chunks,
    of,
    participant_values,
    put,
    recorded_of,
)
from monitor.store.schema import (
    GONE,
    activities,
    aliases,
    follow_ups,
    matches,
    participants,
    polls,
    readings,
    records,
)

#: matches in these states are kept when they lapse: an address has had them, or a person has judged them
KEPT_STATES = ("announced", "dismissed")


def write(connection: Connection, batch: Batch, *, now: datetime) -> None:
    """Write everything *batch* says, and nothing that is there already."""
    _see_again(connection, batch)
    _keep_records(connection, batch)
    _mark_gone(connection, batch, now)
    _record_new(connection, batch, now)
    _record_changed(connection, batch, now)
    lost = _keep_matches(connection, batch, now)
    _follow_up(connection, batch, lost)
    _note_reading(connection, batch)
    _count(connection, batch)


def _see_again(connection: Connection, batch: Batch) -> None:
    """Records that were absent and are there again: so are their activities."""
    seen = batch.present | {r.id for r in batch.records}
    absent = [r.id for r in of(connection, select(records.c.id).where(records.c.absent > 0), records.c.id, seen)]
    for chunk in chunks(absent):
        connection.execute(update(records).where(records.c.id.in_(chunk)).values(absent=0))
        returned = activities.c.record.in_(chunk) & activities.c.withdrawn_at.is_not(None)
        connection.execute(update(activities).where(returned).values(withdrawn_at=None))


def _keep_records(connection: Connection, batch: Batch) -> None:
    rows: list[Values] = [
        {
            "id": r.id,
            "source": batch.source,
            "upstream_id": r.upstream_id,
            "span": r.span,
            "listing": r.listing,
            "content": r.content,
            "absent": 0,
        }
        for r in batch.records
    ]
    put(connection, records.c.id, rows)
    known = {row.alias for row in of(connection, select(aliases.c.alias), aliases.c.alias, batch.aliases)}
    add(connection, aliases, [{"alias": a, "record": r} for a, r in batch.aliases.items() if a not in known])


def _mark_gone(connection: Connection, batch: Batch, now: datetime) -> None:
    for chunk in chunks(sorted(batch.gone)):
        missing = records.c.id.in_(chunk)
        connection.execute(update(records).where(missing, records.c.absent < GONE).values(absent=records.c.absent + 1))
        gone = activities.c.record.in_(select(records.c.id).where(missing, records.c.absent >= GONE))
        standing = activities.c.withdrawn_at.is_(None)
        connection.execute(update(activities).where(gone, standing).values(withdrawn_at=now))


def _seqs(connection: Connection, ids: Iterable[str]) -> dict[str, int]:
    """Activity id → seq, of those that are recorded."""
    return {r.id: r.seq for r in of(connection, select(activities.c.id, activities.c.seq), activities.c.id, ids)}


def _record_new(connection: Connection, batch: Batch, now: datetime) -> None:
    told = {a.id: a for a in batch.new}
    known = _seqs(connection, told)
    fresh = [a for a in told.values() if a.id not in known]
    add(connection, activities, [{**activity_values(a), "revision": 0, "first_seen": now} for a in fresh])
    seqs = _seqs(connection, (a.id for a in fresh))
    add(connection, participants, [p for a in fresh for p in participant_values(seqs[a.id], a)])


def _record_changed(connection: Connection, batch: Batch, now: datetime) -> None:
    """Revised and refreshed ones. A revision that is there already is not counted again."""
    told: dict[str, Activity] = {a.id: a for a in (*batch.refreshed, *batch.revised)}
    revised = {a.id for a in batch.revised}
    rows, people, seqs = [], [], []
    for old in recorded_of(connection, activities.c.id, told):
        activity = told[old.activity.id]
        if activity == old.activity:
            continue
        anew = activity.id in revised and activity.fingerprint != old.activity.fingerprint
        marks = {"revision": old.revision + anew, "revised_at": now if anew else old.revised_at}
        rows.append({**activity_values(activity), **marks})
        seqs.append(old.seq)
        people += participant_values(old.seq, activity)
    change(connection, activities.c.id, rows)
    for chunk in chunks(seqs):
        connection.execute(delete(participants).where(participants.c.activity.in_(chunk)))
    add(connection, participants, people)


def _keep_matches(connection: Connection, batch: Batch, now: datetime) -> set[str]:
    """Matches are made, refreshed, marked as lapsed or dropped; returns the records of those lapsed or dropped."""
    seqs = _seqs(connection, batch.matched | {m.activity for m in batch.matches})
    wanted = {(m.watchlist, m.watch, seqs[m.activity]): m for m in batch.matches}
    standing = {
        (m.watchlist, m.watch, m.activity): m
        for m in of(connection, select(matches), matches.c.activity, seqs.values())
    }
    add(connection, matches, [_match(m, key[2], now) for key, m in wanted.items() if key not in standing])
    changed = [
        {"id": old.id, "evidence": m.evidence, "excerpt": m.excerpt, "state": state, "lapsed_at": None}
        for key, m in wanted.items()
        if (old := standing.get(key))
        # whether it may be announced is decided by dates, until it has been
        and (state := old.state if old.state in KEPT_STATES else m.state)
        and (old.evidence, old.excerpt, old.state, old.lapsed_at) != (m.evidence, m.excerpt, state, None)
    ]
    change(connection, matches.c.id, changed)
    anew = {seqs[i] for i in batch.matched if i in seqs}
    others = [m for key, m in standing.items() if key not in wanted and m.activity in anew and m.lapsed_at is None]
    lapsed = [{"id": m.id, "lapsed_at": now} for m in others if m.state in KEPT_STATES]
    change(connection, matches.c.id, lapsed)
    for chunk in chunks(m.id for m in others if m.state not in KEPT_STATES):
        connection.execute(delete(matches).where(matches.c.id.in_(chunk)))
    lost = of(connection, select(activities.c.record), activities.c.seq, {m.activity for m in others})
    return {row.record for row in lost}


def _match(match: MatchRow, seq: int, now: datetime) -> Values:
    return {
        "watchlist": match.watchlist,
        "watch": match.watch,
        "activity": seq,
        "evidence": match.evidence,
        "excerpt": match.excerpt,
        "state": match.state,
        "found_at": now,
    }


def _follow_up(connection: Connection, batch: Batch, lost: set[str]) -> None:
    """The next look at each record that has a match, or will have one; none at the others."""
    holds = select(activities.c.record).distinct().join(matches).where(matches.c.lapsed_at.is_(None))
    matched = {r.record for r in of(connection, holds, activities.c.record, lost | batch.looks.keys())}
    matched |= batch.awaited
    looks = [{"record": r, "next_look": at} for r, at in batch.looks.items() if at is not None and r in matched]
    put(connection, follow_ups.c.record, looks)
    never = {r for r, at in batch.looks.items() if at is None} | (lost | batch.looks.keys()) - matched
    for chunk in chunks(sorted(never)):
        connection.execute(delete(follow_ups).where(follow_ups.c.record.in_(chunk)))


def _note_reading(connection: Connection, batch: Batch) -> None:
    """The last complete reading of the span takes the place of the one before."""
    if (reading := batch.reading) is None:
        return
    values = {"at": reading.at, "count": reading.count, "probe": reading.probe}
    this = (readings.c.source == batch.source) & (readings.c.span == reading.span)
    if not connection.execute(update(readings).where(this).values(values)).rowcount:
        add(connection, readings, [{"source": batch.source, "span": reading.span, **values}])


def _count(connection: Connection, batch: Batch) -> None:
    names = ("rows", "new", "revised", "matched", "unreadable")
    more = {name: polls.c[name] + n for name in names if (n := getattr(batch.counts, name))}
    if more:
        connection.execute(update(polls).where(polls.c.id == batch.poll).values(more))
