"""Desk: everything that gathering and delivering need; and who is subscribed to what."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property

from monitor.dispatch.offices import Offices
from monitor.parliament.dates import is_working_day, today
from monitor.parliament.people import Post
from monitor.parliament.sittings import Calendar
from monitor.store import Store
from monitor.store.addresses import Addresses
from monitor.store.deliveries import Deliveries
from monitor.store.parcels import Standing
from notifiers.notifier import Notifier
from watchlists.digest import Cadence
from watchlists.watchlist import Recipient, Watchlist


@dataclass(frozen=True)
class Subscription:
    """One address and cadence, over all watchlists that name it; where these differ, the first one's hours count.

    The cadence `notice` stands for the usual hour of an address without a daily digest.
    """

    address: str
    cadence: Cadence
    recipient: Recipient
    watchlists: tuple[Watchlist, ...]

    @property
    def usual(self) -> bool:
        """Whether failures and heartbeats are told with it."""
        return self.cadence in ("daily", "notice")


@dataclass
class Desk:
    """Everything that gathering and delivering need.

    *notifiers*: by the scheme of their addresses. *sources*: the names of those that are registered. *clock*: for
    claims and attempts alone; what is due is decided by `now`. *broken*: watchlist files not valid now, and why.
    *sits*: whether Parliament sits on a day. *calendar*: when the Houses sit, as far as that was read. *stop*: asked
    between deliveries. *contact*: whom readers may ask. *stop_url*: the link that stops an address, "" where there is
    none. *posts*: those of a Member, as the register tells them, None where it does not. *read_again*: reads the
    debates of a day as they are now; False if that failed.
    """

    store: Store
    watchlists: Sequence[Watchlist]
    notifiers: Mapping[str, Notifier]
    sources: Sequence[str]
    clock: Callable[[], datetime]
    operator: str | None = None
    broken: Mapping[str, str] = field(default_factory=dict)
    sits: Callable[[date], bool] = is_working_day
    calendar: Callable[[], Calendar] = Calendar
    stop: Callable[[], bool] = lambda: False
    contact: str = ""
    stop_url: Callable[[str], str] = lambda _: ""
    posts: Callable[[int], Sequence[Post] | None] = lambda _: None
    read_again: Callable[[date, datetime], bool] = lambda _day, _now: True

    @cached_property
    def deliveries(self) -> Deliveries:
        """What must go out."""
        return Deliveries(self.store)

    @cached_property
    def addresses(self) -> Addresses:
        """Whom the monitor speaks to."""
        return Addresses(self.store)

    @cached_property
    def offices(self) -> Offices:
        """Who held which post."""
        return Offices(self.store, self.posts)

    def dry(self) -> Desk:
        """A desk that asks nobody and writes nothing by itself."""
        return replace(self, stop_url=lambda _: "", posts=lambda _: None, read_again=lambda _day, _now: True)

    def notifier(self, address: str) -> Notifier | None:
        """What says something to *address*; None where its scheme is not set up."""
        return self.notifiers.get(address.partition(":")[0])


def subscriptions(watchlists: Sequence[Watchlist]) -> list[Subscription]:
    """Who is to be told what, at-once first; every address has a usual hour."""
    named: dict[tuple[str, Cadence], list[tuple[Recipient, Watchlist]]] = {}
    for watchlist in watchlists:
        for recipient in watchlist.to:
            for cadence in (*recipient.digests, *(() if "daily" in recipient.digests else ("notice",))):
                named.setdefault((recipient.address, cadence), []).append((recipient, watchlist))
    daily = {address for address, cadence in named if cadence == "daily"}
    order: tuple[Cadence, ...] = ("at-once", "daily", "weekly", "notice")
    return [
        Subscription(address, cadence, of[0][0], tuple(dict.fromkeys(watchlist for _, watchlist in of)))
        for (address, cadence), of in sorted(named.items(), key=lambda n: (n[0][0], n[0][1]))
        if cadence in order and not (cadence == "notice" and address in daily)
    ]


def is_paused(standing: Standing | None, now: datetime) -> bool:
    """Whether a pause holds at *now*; one with a day ends with the beginning of that day."""
    if standing is None or standing.state != "paused":
        return False
    return standing.until is None or today(now) < standing.until


def is_sent_to(standing: Standing | None, now: datetime) -> bool:
    """Whether an address is sent to at *now*: neither paused nor stopped."""
    return standing is None or not (standing.state == "stopped" or is_paused(standing, now))
