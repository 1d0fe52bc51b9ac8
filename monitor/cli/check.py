"""What `monitor check` looks at: settings, database, watchlists, every upstream and its shape, and every notifier."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from monitor.app import App
from monitor.poll import fault
from monitor.settings import unknown
from monitor.sources.source import Source, SourceError, Unavailable
from monitor.store import StoreError
from notifiers.notifier import DeliveryError, Notifier, Part
from watchlists.digest import Digest
from watchlists.loading import WatchlistError

#: what a test digest says
TEST = "This is a test: digests can be sent to this address. Nothing has happened in Parliament because of it."
#: scheme of addresses → the settings that set it up
NEEDED = {"slack": "MONITOR_SLACK_TOKEN", "email": "MONITOR_SMTP_HOST and MONITOR_EMAIL_FROM"}


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
        yield _tried(source.name, partial(_asked, source, now))
    for scheme, notifier in monitor.notifiers.items():
        wrong = notifier.check()
        yield Check(scheme, not wrong, "; ".join(wrong) or "can be sent to")
    yield from _unsent(monitor)


def sent_tests(monitor: App, *, now: datetime) -> Iterator[Check]:
    """A test digest to every address of the watchlists that a notifier is set up for."""
    for address in sorted(_addresses(monitor)):
        scheme, _, place = address.partition(":")
        if notifier := monitor.notifiers.get(scheme):
            digest = Digest(address=address, cadence="notice", slot=now, title="Parliament Monitor", notices=(TEST,))
            parts = notifier.parts(digest, key=f"check-{now.timestamp():.0f}", thread=None, now=now)
            yield _tried(address, partial(_sent, notifier, place, parts))


def _addresses(monitor: App) -> set[str]:
    return {to.address for watchlist in monitor.watchlists for to in watchlist.to}


def _unsent(monitor: App) -> Iterator[Check]:
    """The addresses that nothing is set up to send to; those of the examples are nobody's."""
    if not monitor.settings.watchlists.exists():
        return
    for address in sorted(_addresses(monitor)):
        scheme = address.partition(":")[0]
        if scheme not in monitor.notifiers:
            needed = NEEDED.get(scheme, "a notifier that does not exist yet")
            yield Check(address, False, f"nothing is sent to it: {scheme} needs {needed}")


def _sent(notifier: Notifier, place: str, parts: Sequence[Part]) -> str:
    earlier: list[str] = []
    for part in parts:
        earlier.append(notifier.send(place, part, earlier))
    return "a test digest was sent"


def _tried(what: str, look: Callable[[], str]) -> Check:
    try:
        return Check(what, True, look())
    except (SourceError, StoreError, WatchlistError, DeliveryError) as err:
        return Check(what, False, str(err))


def _asked(source: Source, now: datetime) -> str:
    """What the source says of itself. Raises SourceError, also where it stumbles over a reply."""
    try:
        return source.check(now=now)
    except SourceError:
        raise
    except Exception as err:
        raise Unavailable(f"its replies have another shape than the one expected: {fault(err)}") from err


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
