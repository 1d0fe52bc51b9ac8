"""Activities as rows and back, reading by ids, and writing only what differs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Column, ColumnElement, Connection, Row, Select, Table, bindparam, insert, select, update

from monitor.parliament.activities import Activity, load
from monitor.parliament.people import Participant
from monitor.store.schema import activities, participants

Values = dict[str, Any]
_T = TypeVar("_T")
#: ids in one statement; older SQLites take 999 variables: https://www.sqlite.org/limits.html
CHUNK = 500


@dataclass(frozen=True)
class Recorded:
    """An activity in the store; `seq` counts up in the order in which activities were recorded."""

    seq: int
    activity: Activity
    revision: int
    first_seen: datetime
    revised_at: datetime | None
    withdrawn_at: datetime | None


def chunks(things: Iterable[_T], size: int = CHUNK) -> Iterator[list[_T]]:
    """*things* in lists of at most *size*."""
    rest = iter(things)
    while chunk := list(islice(rest, size)):
        yield chunk


def of(
    connection: Connection, statement: Select[Any], column: ColumnElement[Any], ids: Iterable[Any]
) -> Iterator[Row[Any]]:
    """The rows of *statement* whose *column* is one of *ids*, however many these are."""
    for chunk in chunks(sorted(set(ids))):
        yield from connection.execute(statement.where(column.in_(chunk)))


def add(connection: Connection, table: Table, rows: Sequence[Values]) -> None:
    """Insert *rows*."""
    if rows:
        connection.execute(insert(table), rows)


def change(connection: Connection, key: Column[Any], rows: Sequence[Values]) -> None:
    """Update the rows that *key* names with the other values."""
    if rows:
        statement = update(key.table).where(key == bindparam("_key"))
        connection.execute(statement, [{"_key": r[key.name], **{c: r[c] for c in r if c != key.name}} for r in rows])


def put(connection: Connection, key: Column[Any], rows: Iterable[Values]) -> None:
    """Insert those of *rows* that are absent by their *key*, and update those that differ."""
    wanted = {row[key.name]: row for row in rows}
    table: Table = key.table
    kept: dict[Any, Mapping[Any, Any]] = {
        row[0]: row._mapping for row in of(connection, select(key, *table.c), key, wanted)
    }
    add(connection, table, [row for k, row in wanted.items() if k not in kept])
    standing = [row for k, row in wanted.items() if k in kept]
    change(connection, key, [r for r in standing if any(kept[r[key.name]][table.c[c]] != v for c, v in r.items())])


def activity_values(activity: Activity) -> Values:
    """What the table of activities holds of *activity* itself."""
    return {
        "id": activity.id,
        "record": activity.record,
        "kind": activity.kind,
        "source": activity.source,
        "upstream_id": activity.upstream_id,
        "subject": activity.subject,
        "house": activity.house,
        "chamber": activity.chamber,
        "date": activity.date,
        "title": activity.title,
        "body_id": activity.body.id if activity.body else None,
        "body": activity.body.name if activity.body else None,
        "url": activity.url,
        "data": activity.model_dump_json(exclude={"participants"}),
        "fingerprint": activity.fingerprint,
    }


def participant_values(seq: int, activity: Activity) -> list[Values]:
    """Who took part in *activity*, in order."""
    return [{"activity": seq, "n": n, **p.model_dump()} for n, p in enumerate(activity.participants)]


def recorded(connection: Connection, statement: Select[Any]) -> list[Recorded]:
    """The activities that *statement*, a selection of whole rows of their table, finds; in its order."""
    rows = connection.execute(statement).all()
    people: dict[int, list[Participant]] = {row.seq: [] for row in rows}
    found = of(connection, select(participants).order_by(participants.c.n), participants.c.activity, people)
    for p in found:
        people[p.activity].append(Participant(member=p.member, role=p.role, name=p.name, party=p.party, seat=p.seat))
    return [
        Recorded(
            seq=row.seq,
            activity=load(row.data).model_copy(update={"participants": tuple(people[row.seq])}),
            revision=row.revision,
            first_seen=row.first_seen,
            revised_at=row.revised_at,
            withdrawn_at=row.withdrawn_at,
        )
        for row in rows
    ]


def recorded_of(connection: Connection, column: Column[Any], ids: Iterable[Any]) -> list[Recorded]:
    """The activities whose *column* is one of *ids*, in the order in which they were recorded."""
    found = [
        one
        for chunk in chunks(sorted(set(ids)))
        for one in recorded(connection, select(activities).where(column.in_(chunk)))
    ]
    return sorted(found, key=lambda one: one.seq)
