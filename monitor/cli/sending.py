"""Gathers and delivers for the console, and lists addresses: a line for each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from monitor.app import App
from monitor.dispatch.delivery import dispatch
from monitor.dispatch.desk import is_paused
from monitor.parliament.dates import UTC, today
from monitor.store.addresses import Addresses
from monitor.store.parcels import Standing
from monitor.streams import say, tell
from watchlists.digest import Digest


def send(monitor: App, *, now: datetime, dry: bool) -> bool:
    """Gather and deliver what is due, with *dry* only say what; False if something could not be sent."""
    desk = monitor.desk(clock=lambda: datetime.now(UTC))
    done = dispatch(desk, now=now, dry=dry)
    for digest in done.queued:
        tell(_line(digest))
    if not dry:
        tell(f"{done.sent} sent, {done.postponed} to be tried again, {done.failed} failed for good")
    elif not done.queued:
        tell("nothing is due")
    for problem in done.problems:
        say(problem)
    return not (done.problems or done.postponed or done.failed)


def _line(digest: Digest) -> str:
    told = f"{len(digest.entries)} {'entry' if len(digest.entries) == 1 else 'entries'}"
    return (
        f"{digest.address}: {digest.cadence}: {digest.title}: {told if digest.entries else '; '.join(digest.notices)}"
    )


def known_addresses(monitor: App) -> set[str]:
    """Those that the watchlists name, and all that were ever sent to, paused or stopped."""
    addresses = Addresses(monitor.store)
    named = {to.address for watchlist in monitor.watchlists for to in watchlist.to}
    return named | {address for address, _ in addresses.known()} | set(addresses.standings())


def list_addresses(monitor: App, *, now: datetime) -> Iterator[str]:
    """A line for each address: what it is sent, by which watchlists, and whether it is paused or stopped."""
    addresses = Addresses(monitor.store)
    standings, met = addresses.standings(), addresses.known()
    for address in sorted(known_addresses(monitor)):
        lists = [(wl, to) for wl in monitor.watchlists for to in wl.to if to.address == address]
        cadences = ", ".join(dict.fromkeys(c for _, to in lists for c in to.digests))
        titles = ", ".join(dict.fromkeys(wl.title for wl, _ in lists))
        told = f"{cadences} of {titles}" if lists else "in no watchlist"
        served = max((m.last_slot for (a, _), m in met.items() if a == address and m.last_slot), default=None)
        last = f"; last looked at for it on {today(served)}" if served else ""
        yield f"{address}: {_standing(standings.get(address), now)}: {told}{last}"


def _standing(standing: Standing | None, now: datetime) -> str:
    if standing and standing.state == "stopped":
        return f"stopped on {today(standing.since)}"
    if standing and is_paused(standing, now):
        return f"paused on {today(standing.since)}" + (f" until {standing.until}" if standing.until else "")
    return "sent to"


def change(monitor: App, action: str, address: str, until: date | None, *, now: datetime) -> None:
    """Pause, resume or stop an address."""
    addresses = Addresses(monitor.store)
    if action == "pause":
        addresses.pause(address, until, now=now)
    elif action == "resume":
        addresses.resume(address, now=now)
    else:
        addresses.stop(address, now=now)
    tell(f"{address}: {_standing(addresses.standings()[address], now)}")
