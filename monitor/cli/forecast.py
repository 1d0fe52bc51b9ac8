"""When a running worker reads each source next, and when each address is due its next digest, for `monitor status`.

The worker's own rules, `timetable` and `due`, are asked of the minutes to come; nothing is kept of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from monitor.app import App
from monitor.dispatch.desk import Subscription, is_sent_to, subscriptions
from monitor.dispatch.due import WEEKLY, due
from monitor.parliament.dates import at, days, today
from monitor.store.addresses import Addresses
from monitor.store.parcels import Standing
from monitor.worker.timetable import interval, is_due
from watchlists.loading import WatchlistError
from watchlists.watchlist import Recipient

#: nothing is further ahead: the longest time between two readings, and between two digests in the longest recess
READING, DIGEST = timedelta(hours=12), timedelta(days=60)
MINUTE = timedelta(minutes=1)
Sits = Callable[[date], bool]


def add_next(told: dict[str, Any], monitor: App, *, now: datetime) -> None:
    """Add to what `queries.status` *told* when each source is read next, and what each address is due next."""
    sits = cache(monitor.sits)
    for source in told["sources"]:
        last = datetime.fromisoformat(source["began"]) if source["began"] else None
        source["next_reading"] = next_reading(source["source"], last, now, sits).isoformat(timespec="seconds")
    try:
        lists = monitor.watchlists if monitor.settings.watchlists.exists() else ()
    except WatchlistError:  # `monitor check` tells of it; the status is told all the same
        lists = ()
    standings = Addresses(monitor.store).standings()
    every = (*_addresses(subscriptions(lists), standings, now, sits), *_roundups(lists, standings, now))
    told["addresses"] = sorted(every, key=lambda one: str(one["address"]))


def next_reading(source: str, last: datetime | None, now: datetime, sits: Sits) -> datetime:
    """When a worker reads *source* next that last began to read it at *last*; *now* where that is due already."""
    minutes = (now + n * MINUTE for n in range(READING // MINUTE))
    return next(m for m in minutes if is_due(last, m, interval(source, m, sits(today(m)))))


def next_digest(one: Subscription, now: datetime, sits: Sits) -> datetime | None:
    """The next slot of *one* after *now*; None where it has no clock, or none within two months."""
    if one.cadence == "at-once":
        return None
    wall = WEEKLY if one.cadence == "weekly" else one.recipient.at
    slots = (at(day, wall) for day in days(today(now), today(now) + DIGEST))
    return next((s for s in slots if s > now and due(one.recipient, one.cadence, now, s, sits=sits)), None)


def _addresses(
    wanted: Sequence[Subscription], standings: Mapping[str, Standing], now: datetime, sits: Sits
) -> Iterator[dict[str, Any]]:
    for one in (one for one in wanted if one.cadence != "notice"):
        slot = next_digest(one, now, sits) if is_sent_to(standings.get(one.address), now) else None
        yield _told(one.address, one.cadence, slot, standings, now)


def _roundups(lists: Sequence[Any], standings: Mapping[str, Standing], now: datetime) -> Iterator[dict[str, Any]]:
    asked: list[Recipient] = [to for watchlist in lists for to in watchlist.to if "roundup" in to.digests]
    for address in sorted({to.address for to in asked}):
        yield _told(address, "roundup", None, standings, now)


def _told(
    address: str, cadence: str, slot: datetime | None, standings: Mapping[str, Standing], now: datetime
) -> dict[str, Any]:
    standing = standings.get(address)
    state = "sending" if standing is None or is_sent_to(standing, now) else standing.state
    next_at = slot.isoformat(timespec="seconds") if slot else None
    return {"address": address, "cadence": cadence, "state": state, "next": next_at}
