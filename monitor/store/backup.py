"""Backup and restore: one gzipped file of JSON Lines, alike for SQLite and PostgreSQL, so that it also moves a store.

{"parliament-monitor": 1, "revision": "0001", "made": "2026-03-10T07:30:00+00:00"}
{"table": "records", "columns": {"id": "plain", …}}        kinds of column: plain | date | instant
["hansard/…", …]                                           its rows
{"table": "activities", …}                                 … every table, those referred to first
{"rows": 12345}                                            the end: without it the file is not whole
"""

from __future__ import annotations

import gzip
import json
import os
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy import (
    Column,
    Connection,
    Date,
    DateTime,
    MetaData,
    TableClause,
    column,
    func,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy import table as table_of
from sqlalchemy.types import NullType, TypeEngine

from monitor.store.opening import StoreError, begun, engine, explained, parse, place, revision, upgrade
from monitor.store.rows import chunks
from monitor.store.schema import REVISION, Instant, metadata

FORMAT = "parliament-monitor"
VERSION = 1
#: rows read and written at a time
STRIDE = 1000

Rows = list[list[Any]]
#: a line that begins a part of the file
Head = dict[str, Any]


def backup(url: str, file: Path, *, now: datetime) -> int:
    """Write all of the store at *url*, as it is at one moment, to *file*; returns the number of rows.

    The file takes its name once it is whole and has been read back. The store may be in use, and may be of an older
    version; it is not changed. Raises StoreError.
    """
    parsed = parse(url)
    if parsed.get_backend_name() == "sqlite" and not Path(str(parsed.database)).is_file():
        raise StoreError(f"there is no store at {place(parsed)}")
    made = engine(parsed)
    try:
        with explained(parsed, opening=True), begun(made) as connection, _written(file) as out:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
            return _write(connection, out, now)
    finally:
        made.dispose()


def restore(file: Path, url: str) -> int:
    """Fill the empty store at *url* from *file*, all or nothing; returns the number of rows.

    A backup of an older version is brought up to this one. Raises StoreError when the file is not whole, or the store
    is not empty.
    """
    parsed = parse(url)
    parts = _read(file)
    head, _ = next(parts)
    made = engine(parsed)
    try:
        with explained(parsed, opening=True), begun(made, writing=True) as connection:
            _make_empty(connection, head["revision"], place(parsed))
            rows = sum(_fill(connection, part, chunk) for part, chunk in parts)
            upgrade(connection, REVISION)
            _count_on(connection)
            return rows
    finally:
        made.dispose()


def _write(connection: Connection, out: TextIO, now: datetime) -> int:
    """Every table, row by row."""
    if (at := revision(connection)) is None:
        raise StoreError("there is no store in this database")
    _line(out, {FORMAT: VERSION, "revision": at, "made": now.isoformat()})
    standing = MetaData()
    names = set(metadata.tables) & set(inspect(connection).get_table_names())
    standing.reflect(connection, only=sorted(names), resolve_fks=False)
    rows = 0
    for table in standing.sorted_tables:
        columns = {c.name: _kind(c) for c in table.columns}
        _line(out, {"table": table.name, "columns": columns})
        chosen = select(_table(table.name, columns)).order_by(*(column(c.name) for c in table.primary_key))
        for row in connection.execute(chosen, execution_options={"yield_per": STRIDE}):
            _line(out, [v.isoformat() if isinstance(v, date) else v for v in row])
            rows += 1
    _line(out, {"rows": rows})
    return rows


def _line(out: TextIO, said: Any) -> None:
    out.write(json.dumps(said, ensure_ascii=False, separators=(",", ":")) + "\n")


def _kind(of: Column[Any]) -> str:
    return "instant" if isinstance(of.type, DateTime) else "date" if isinstance(of.type, Date) else "plain"


_TYPES: dict[str, TypeEngine[Any]] = {"instant": Instant(), "date": Date(), "plain": NullType()}
_PARSERS: dict[str, Callable[[Any], Any]] = {
    "instant": datetime.fromisoformat,
    "date": date.fromisoformat,
    "plain": lambda value: value,
}


def _table(name: str, columns: dict[str, str]) -> TableClause:
    """A table as the file describes it, whatever version of the program wrote it."""
    return table_of(name, *(column(c, _TYPES[kind]) for c, kind in columns.items()))


@contextmanager
def _written(file: Path) -> Iterator[TextIO]:
    """A new file that takes the place of *file* once it is whole; readable by its owner alone."""
    partial = None
    try:
        handle, partial = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.", suffix=".partial")
        with os.fdopen(handle, "wb") as raw:
            with gzip.open(raw, "wt", encoding="utf-8", newline="\n") as out:
                yield out
            raw.flush()
            os.fsync(raw.fileno())
        for _ in _read(Path(partial)):
            pass
        os.replace(partial, file)
    except OSError as err:
        raise StoreError(f"the backup {file} cannot be written: {err.strerror or err}") from None
    finally:
        if partial:
            Path(partial).unlink(missing_ok=True)


def _read(file: Path) -> Iterator[tuple[Head, Rows]]:
    """First the file's head; then the head and rows of each table, STRIDE at a time. Raises StoreError if not whole."""
    lines = _lines(file)
    part = next(lines, None)
    if not isinstance(part, dict) or part.get(FORMAT) != VERSION:
        raise StoreError(f"{file} is no backup that this version can read")
    yield part, []
    rows = 0
    for within, group in groupby(lines, lambda line: isinstance(line, list)):
        if not within:
            *_, part = group  # a table without rows is passed by
            continue
        for chunk in chunks(group, STRIDE):
            rows += len(chunk)
            yield part, chunk
    if part != {"rows": rows}:
        raise StoreError(f"the backup {file} is not whole: its end is missing")


def _lines(file: Path) -> Iterator[Any]:
    try:
        with gzip.open(file, "rt", encoding="utf-8", newline="\n") as lines:
            yield from map(json.loads, lines)
    except OSError as err:
        raise StoreError(f"the backup {file} cannot be read: {err.strerror or err}") from None
    except (EOFError, ValueError, zlib.error) as err:
        raise StoreError(f"the backup {file} is not whole: {err}") from None


def _make_empty(connection: Connection, to: str, where: str) -> None:
    """Tables of the revision *to*, without a row. Raises StoreError where there are rows."""
    if revision(connection) is not None:
        upgrade(connection, REVISION)
        for table in metadata.sorted_tables:
            if connection.execute(select(table).limit(1)).first():
                raise StoreError(f"the store at {where} is not empty ({table.name}): restore into a new one")
        if to != REVISION:
            metadata.drop_all(connection)
            connection.execute(text("DROP TABLE alembic_version"))
    upgrade(connection, to)


def _fill(connection: Connection, part: Head, rows: Rows) -> int:
    try:
        table = _table(part["table"], part["columns"])
        reads = [(name, _PARSERS[kind]) for name, kind in part["columns"].items()]
        values = [
            {name: None if v is None else read(v) for (name, read), v in zip(reads, row, strict=True)} for row in rows
        ]
    except (AttributeError, KeyError, TypeError, ValueError):
        raise StoreError("the backup holds rows that are not those of a store") from None
    connection.execute(insert(table), values)
    return len(rows)


def _count_on(connection: Connection) -> None:
    """PostgreSQL's sequences go on behind the rows restored; SQLite's do so by themselves."""
    if connection.dialect.name != "postgresql":
        return
    for table in metadata.sorted_tables:
        if (serial := table.autoincrement_column) is not None:
            last = connection.scalar(select(func.max(serial)))
            name = {"table": table.name, "serial": serial.name, "last": last}
            connection.execute(text("SELECT setval(pg_get_serial_sequence(:table, :serial), :last)"), name)
