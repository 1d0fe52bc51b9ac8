"""What `monitor check` looks at: settings, watchlists, database, and every upstream's answer and its shape."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from monitor.app import App
from monitor.sources.source import SourceError
from monitor.store import StoreError
from watchlists.loading import WatchlistError


@dataclass(frozen=True)
class Check:
    """One thing looked at, and what was found."""

    what: str
    ok: bool
    says: str


def checks(monitor: App, *, now: datetime) -> Iterator[Check]:
    """Each check in turn; the settings were read to get here."""
    yield Check("settings", True, "read")
    yield _tried("database", lambda: f"{monitor.store.dialect}, up to date")
    yield _tried("watchlists", lambda: _watchlists(monitor))
    for source in monitor.sources.values():
        yield _tried(source.name, partial(source.check, now=now))
    yield _tried("members", monitor.register.check)


def _tried(what: str, look: Callable[[], str]) -> Check:
    try:
        return Check(what, True, look())
    except (SourceError, StoreError, WatchlistError) as err:
        return Check(what, False, " ".join(str(err).split()))


def _watchlists(monitor: App) -> str:
    lists = monitor.watchlists
    if not lists:
        return f"none in {monitor.folder}; write one (docs/watchlists.md), or leave the folder out to use the examples"
    return f"{len(lists)} in {monitor.folder}: {', '.join(f'{wl.id} ({len(wl.watches)} watches)' for wl in lists)}"
