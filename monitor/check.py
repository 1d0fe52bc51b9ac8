"""What `monitor check` looks at: settings, database, watchlists, and every upstream's answer and its shape."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from monitor.app import App
from monitor.settings import unknown
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
    yield _settings(monitor)
    yield _tried("database", lambda: _database(monitor, now))
    yield _tried("watchlists", lambda: _watchlists(monitor))
    for source in monitor.sources.values():
        yield _tried(source.name, partial(source.check, now=now))
    yield _tried("members", monitor.register.check)


def _tried(what: str, look: Callable[[], str]) -> Check:
    try:
        return Check(what, True, look())
    except (SourceError, StoreError, WatchlistError) as err:
        return Check(what, False, str(err))


def _settings(monitor: App) -> Check:
    """Which are set, by name alone; what nothing reads is most likely a misspelt one."""
    if strange := unknown():
        said = (f"{name} is no setting{f' — did you mean {near}?' if near else ''}" for name, near in strange.items())
        return Check("settings", False, "; ".join(said))
    given = sorted(f"MONITOR_{name.upper()}" for name in monitor.settings.model_fields_set)
    contact = "" if monitor.settings.contact else "; please set MONITOR_CONTACT, so that Parliament can reach you"
    return Check("settings", True, f"{', '.join(given) or 'all at their defaults'}{contact}")


def _database(monitor: App, now: datetime) -> str:
    monitor.store.dismiss(0, "", now=now)  # no match has this id: a writing statement that changes nothing
    return f"{monitor.store.dialect}, up to date, can be written to"


def _watchlists(monitor: App) -> str:
    lists, folder = monitor.watchlists, monitor.settings.watchlists
    where = str(folder) if folder.exists() else f"the examples, as there is no folder {folder}"
    if not lists:
        return f"none in {where}; write one (docs/watchlists.md), or take the folder away to use the examples"
    return f"{len(lists)} in {where}: {', '.join(f'{wl.id} ({len(wl.watches)} watches)' for wl in lists)}"
