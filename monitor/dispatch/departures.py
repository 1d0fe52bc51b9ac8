"""Members who left: the owner of a watchlist that names one is told once, so that the file can be mended.

The owner is the operator, who is told which file it is. Where there is none it is whoever the watchlist is sent to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta

from monitor.dispatch.desk import Desk
from monitor.parliament.activities import Membership
from monitor.parliament.dates import at, today
from monitor.sources.membership_changes import NAME
from watchlists.watchlist import Watchlist

#: who left longer ago is not told of
TOLD = timedelta(days=365)
#: Members named in a line; the others are counted
NAMED = 20


def departures(desk: Desk, address: str, *, now: datetime) -> tuple[dict[str, datetime], tuple[str, ...]]:
    """What begins for *address* now, by what it is called, and its lines: one for each watchlist and day."""
    owned = list(_owned(desk, address))
    left = _left(desk, {id for one in owned for id in _members(one)}, now=now)
    known = desk.addresses.noticed(address) if left else {}
    began, lines = dict[str, datetime](), dict[tuple[str, str], list[Membership]]()
    for watchlist in owned:
        for one in left:
            what = f"left:{watchlist.id}.toml:{one.upstream_id}:{one.date}"
            if int(one.upstream_id) in _members(watchlist) and what not in known:
                began[what] = at(one.date, time())
                lines.setdefault((_called(desk, address, watchlist), _when(one)), []).append(one)
    return began, tuple(f"{file} names {_names(of)}, who {when}" for (file, when), of in lines.items())


def _owned(desk: Desk, address: str) -> Iterator[Watchlist]:
    for watchlist in desk.watchlists:
        named = any(to.address == address for to in watchlist.to)
        if address == desk.operator or (desk.operator is None and named):
            yield watchlist


def _members(watchlist: Watchlist) -> frozenset[int]:
    return frozenset(member.id for watch in watchlist.watches for member in watch.members)


def _left(desk: Desk, members: set[int], *, now: datetime) -> list[Membership]:
    """The latest departure of each of *members* who did not come back, the first first."""
    last = dict[str, Membership]()
    told = desk.store.activities_of({f"{NAME}/{id}" for id in members})
    changes = [one for one in told if isinstance(one, Membership) and one.change in ("joined", "left")]
    for one in sorted(changes, key=lambda one: (one.date, one.change == "joined")):
        last[one.record] = one
    found = [one for one in last.values() if one.change == "left" and one.date >= today(now) - TOLD]
    return sorted(found, key=lambda one: (one.date, one.record))


def _called(desk: Desk, address: str, watchlist: Watchlist) -> str:
    return f"{watchlist.id}.toml" if address == desk.operator else f"The watchlist “{watchlist.title}”"


def _when(one: Membership) -> str:
    """ "left the House of Commons on Thu 12 Mar"."""
    return f"{one.title[:1].lower()}{one.title[1:]} on {one.date:%a} {one.date.day} {one.date:%b}"


def _names(left: Sequence[Membership]) -> str:
    names = [next((p.name for p in one.participants), "") or f"Member {one.upstream_id}" for one in left]
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more
