"""Opening a database: transactions alike on SQLite and PostgreSQL, migrations, errors in one line."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError, SQLAlchemyError

from monitor.store.schema import REVISION

MIGRATIONS = Path(__file__).parent / "migrations"
#: how long a writer waits for another, in seconds
PATIENCE = 30
#: PostgreSQL's key of the lock that lets one transaction write at a time, as SQLite does by itself
ONE_WRITER = 0x7061726C
EXAMPLES = "sqlite:///monitor.db or postgresql://user@host/database"


class StoreError(Exception):
    """The store cannot be used; one line for the operator: which, why, and what to do. It never holds a password."""


def parse(address: str) -> URL:
    """The database's address, with the driver we use. Raises StoreError without repeating what may hold a password."""
    try:
        url = make_url(address)
    except (SQLAlchemyError, ValueError):
        raise StoreError(f"the database address cannot be read; it is to look like {EXAMPLES}") from None
    if url.drivername == "sqlite":
        if not url.database or url.database == ":memory:":
            raise StoreError("an SQLite store needs a file: sqlite:///monitor.db")
        return url
    if url.drivername in ("postgresql", "postgres", "postgresql+psycopg"):
        if "@" in (url.host or ""):
            raise StoreError("the database address has an @ in its password; write it as %40")
        return url.set(drivername="postgresql+psycopg")
    raise StoreError(f"the store cannot be a {url.get_backend_name()} database; it is to look like {EXAMPLES}")


def place(url: URL) -> str:
    """Where the store is, for people: neither user nor password."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    host = url.host or url.query.get("host") or "localhost"
    return f"{host if isinstance(host, str) else ', '.join(host)}/{url.database or ''}"


@contextmanager
def explained(url: URL, *, opening: bool = False) -> Iterator[None]:
    """Turns failures of the database into StoreError; faults of the program fly, unless it is being opened."""
    try:
        yield
    except SQLAlchemyError as err:
        fault = isinstance(err, (IntegrityError, ProgrammingError, DataError)) or not isinstance(err, DBAPIError)
        if fault and not opening:
            raise
        raise StoreError(f"the store at {place(url)} cannot be used: {_first_line(err, url)}") from None


def _first_line(err: SQLAlchemyError, url: URL) -> str:
    said = str(getattr(err, "orig", None) or err).strip().splitlines() or [type(err).__name__]
    secrets = [str(url.password or ""), *(str(v) for k, v in url.query.items() if "password" in k)]
    line = said[0]
    for secret in filter(None, secrets):
        line = line.replace(secret, "***")
    return line


def engine(url: URL) -> Engine:
    """An engine on which `begun(…)` starts transactions."""
    if url.get_backend_name() == "sqlite":
        made = create_engine(url, connect_args={"timeout": PATIENCE})
        event.listen(made, "connect", _sqlite_connected)
        event.listen(made, "begin", _sqlite_began)
    else:
        patience = {} if "connect_timeout" in url.query else {"connect_timeout": PATIENCE}
        made = create_engine(url, pool_pre_ping=True, connect_args=patience)
        event.listen(made, "connect", _postgresql_connected)
    return made


def _sqlite_connected(connection: sqlite3.Connection, _: Any) -> None:
    connection.isolation_level = (
        None  # we begin transactions ourselves: https://docs.sqlalchemy.org/20/dialects/sqlite.html
    )
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA foreign_keys = ON")


def _sqlite_began(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _postgresql_connected(connection: Any, _: Any) -> None:
    connection.autocommit = True
    connection.execute(f"SET lock_timeout = '{PATIENCE}s'")
    connection.autocommit = False


@contextmanager
def begun(engine: Engine, *, writing: bool = False) -> Iterator[Connection]:
    """One transaction: committed at the end, rolled back if anything is raised. One transaction writes at a time."""
    with engine.execution_options(writing=writing).begin() as connection:
        if writing and engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ONE_WRITER})
        yield connection


def revision(connection: Connection) -> str | None:
    """The migration that the database is at; None where there is no store yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def migrate(engine: Engine) -> None:
    """Bring the database to `REVISION`, all or nothing. Raises StoreError when it was written by a newer version."""
    with begun(engine) as connection:
        if revision(connection) == REVISION:
            return
    with begun(engine, writing=True) as connection:
        upgrade(connection, REVISION)


def upgrade(connection: Connection, to: str) -> None:
    """Run the migrations up to *to* in the transaction of *connection*."""
    from alembic import command, config, script  # imported here: needed once in the life of most stores, and slow

    settings = config.Config()
    settings.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    settings.attributes["connection"] = connection
    known = {s.revision for s in script.ScriptDirectory.from_config(settings).walk_revisions()}
    for asked in (revision(connection), to):
        if asked is not None and asked not in known:
            raise StoreError(f"written by a newer version of this program (revision {asked}): update the program first")
    command.upgrade(settings, to)
