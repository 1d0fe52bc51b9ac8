"""A generated week of sittings, and a monitor that reads it without being polite to the replica."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from monitor.app import App
from monitor.parliament.dates import instant
from monitor.poll import Polled, poll, window
from monitor.settings import Settings
from monitor.sources.http import PoliteClient
from tests.upstream import Replica, find_shared, replica

#: the first sitting day of the week, and its last (Monday to Thursday)
FIRST, LAST = "2025-09-01", "2025-09-04"


@contextmanager
def generated(*options: str, seed: int) -> Iterator[tuple[Path, Replica]]:
    """A folder to work in, and a replica of a fictional Parliament generated with *options*."""
    with tempfile.TemporaryDirectory() as folder:
        generate = str(find_shared() / "replica" / "generate.py")
        command = [sys.executable, "-B", generate, "--out", folder, "--start", FIRST, "--seed", str(seed), *options]
        subprocess.run(command, check=True, capture_output=True)
        with replica(Path(folder, "data.jsonl.gz")) as upstream:
            yield Path(folder), upstream


@contextmanager
def week(*, seed: int) -> Iterator[tuple[Path, Replica]]:
    """The same with four sitting days of 500 questions and some 1,500 contributions each."""
    with generated("--days", "4", "--questions-per-day", "500", seed=seed) as made:
        yield made


def sittings(folder: Path) -> list[str]:
    """The sitting days that were generated."""
    return list(json.loads((folder / "truth.json").read_text(encoding="utf-8"))["sitting_days"])


class Counting(httpx.HTTPTransport):
    """Asks upstream, and counts requests by kind: the last word of the path, and whether it is a list, or one alone."""

    def __init__(self) -> None:
        super().__init__()
        self.kinds: Counter[str] = Counter()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """One request."""
        parts = [part.removesuffix(".json") for part in request.url.path.split("/") if part]
        words = [part for part in parts if part.isalpha()]
        first = any(name.lower().endswith("take") and value == "1" for name, value in request.url.params.multi_items())
        how = " alone" if words[-1:] != parts[-1:] else " total" if first else ""
        self.kinds[f"{(words or parts)[-1]}{how}"] += 1
        return super().handle_request(request)


@contextmanager
def monitor(
    folder: Path,
    upstream: Replica,
    *,
    name: str = "monitor",
    pace: float = 10_000,
    transport: httpx.BaseTransport | None = None,
) -> Iterator[App]:
    """A monitor with the packaged watchlists and a store *name* in *folder*."""
    settings = Settings(
        database_url=f"sqlite:///{folder}/{name}.db",
        watchlists=folder / "watchlists",
        _env_file=None,
    )
    app = App(settings, PoliteClient(mirror=upstream.url, pace=pace, transport=transport))
    try:
        yield app
    finally:
        app.store.close()
        app.client.close()


def poll_all(app: App, now: str, *only: str) -> list[Polled]:
    """Every source, or only these, read once as at *now*, which must succeed."""
    at = instant(now)
    walk = app.walk(now=at)
    last = {s.name: app.store.last_complete(s.name) for s in app.sources.values()}
    chosen = [s for s in app.sources.values() if not only or s.name in only]
    polled = [poll(s, walk, window=window(last[s.name], now=at), now=at) for s in chosen]
    for one in polled:
        assert one.outcome == "complete", f"{now} {one.source}: {one.errors}"
    return polled
