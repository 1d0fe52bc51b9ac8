"""A generated week of sittings, and a monitor that reads it without being polite to the replica."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from monitor.app import App
from monitor.parliament.dates import instant
from monitor.poll import Polled, poll, window
from monitor.settings import Settings
from monitor.sources.http import PoliteClient
from tests.upstream import Replica, find_shared, replica

#: the first sitting day of the week, and its last (Monday to Thursday)
FIRST, LAST = "2025-09-01", "2025-09-04"


@contextmanager
def week(*, seed: int) -> Iterator[tuple[Path, Replica]]:
    """A folder to work in, and a replica of four sitting days with 500 questions and some 1,500 contributions each."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            "-B",
            str(find_shared() / "replica" / "generate.py"),
            "--out",
            folder,
            "--start",
            FIRST,
        ]
        options = ["--days", "4", "--questions-per-day", "500", "--seed", str(seed)]
        subprocess.run([*command, *options], check=True, capture_output=True)
        with replica(Path(folder, "data.jsonl.gz")) as upstream:
            yield Path(folder), upstream


@contextmanager
def monitor(folder: Path, upstream: Replica, *, name: str = "monitor") -> Iterator[App]:
    """A monitor with the packaged watchlists and a store *name* in *folder*."""
    settings = Settings(
        database_url=f"sqlite:///{folder}/{name}.db",
        watchlists=folder / "none",
        _env_file=None,
    )
    app = App(settings, PoliteClient(mirror=upstream.url, pace=10_000))
    try:
        yield app
    finally:
        app.store.close()
        app.client.close()


def poll_all(app: App, now: str) -> list[Polled]:
    """Every source read once as at *now*, which must succeed."""
    at = instant(now)
    walk = app.walk(now=at)
    last = {s.name: app.store.last_complete(s.name) for s in app.sources.values()}
    polled = [poll(s, walk, window=window(last[s.name], now=at), now=at) for s in app.sources.values()]
    for one in polled:
        assert one.outcome == "complete", f"{now} {one.source}: {one.errors}"
    return polled
