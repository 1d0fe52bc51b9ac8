"""What is told beside matches: failures that begin and end, to readers in plain words and to the operator in full; and,
where there is nothing else, that all is well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.dispatch import coverage, expected
from monitor.dispatch.departures import departures
from monitor.dispatch.desk import Desk, Subscription
from monitor.dispatch.saying import digest, parcel
from monitor.store.parcels import Gathered, Met, Parcel
from notifiers.notifier import Notifier
from watchlists.digest import Digest
from watchlists.watchlist import Recipient

#: an address that had nothing for this time is told that all is well; an hour less, as the clocks change
SILENCE = timedelta(days=7) - timedelta(hours=1)
#: the cadence under which the store keeps what the operator is told, and when
OPERATOR = "operator"


def failures(desk: Desk, address: str, *, now: datetime) -> tuple[dict[str, datetime], frozenset[str], tuple[str, ...]]:
    """What *address* is told of failures now: those that begin (since when), those that end, and the lines."""
    sources = desk.addresses.sources(desk.sources)
    known, calendar = desk.addresses.noticed(address), desk.calendar()
    sittings = expected.sittings(calendar, known, now=now)
    read = desk.store.readings(expected.HANSARD, [sitting.span for sitting in sittings])
    failing = expected.failures(sittings, calendar, read, sources)
    operates, titles = address == desk.operator, _titles(desk, address)
    failing |= coverage.failures(sources, desk.broken, desk.deliveries.failing(), titles=titles, now=now)
    if f"source:{expected.HANSARD}" in failing:  # which says that nothing of those days can be had
        failing = {what: f for what, f in failing.items() if not what.startswith("day:hansard:") or what in known}
    files = {f"{watchlist.id}.toml" for watchlist in desk.watchlists}
    mine = {what: failure for what, failure in failing.items() if operates or _concerns(what, titles, desk)}
    began = {what: failure for what, failure in mine.items() if what not in known}
    over = {
        what: two
        for what, since in known.items()
        if what not in mine
        and (two := expected.over(what, calendar, read) or coverage.over(what, since, sources, titles, files))
    }
    lines = [*(f.in_full if operates else f.lines for f in began.values()), *over.values()]
    return {what: f.began for what, f in began.items()}, frozenset(over), tuple(line for two in lines for line in two)


def _titles(desk: Desk, address: str) -> dict[str, str]:
    """File → title of the watchlists that name *address*; the operator knows them by their files."""
    if address == desk.operator:
        return {}
    named = (wl for wl in desk.watchlists if any(to.address == address for to in wl.to))
    return {f"{watchlist.id}.toml": f"“{watchlist.title}”" for watchlist in named}


def _concerns(what: str, titles: Mapping[str, str], desk: Desk) -> bool:
    """Whether a reader is told of it: of a watchlist that is not theirs only where there is no operator to mend it."""
    kind, _, name = what.partition(":")
    return kind not in ("address", "watchlist") or (kind == "watchlist" and (name in titles or desk.operator is None))


def for_operator(
    desk: Desk, operator: str, problems: list[str], *, now: datetime, dry: bool
) -> Iterator[tuple[Gathered, list[Digest]]]:
    """The operator is told of failures as they are seen, at any hour."""
    began, ended, lines = failures(desk, operator, now=now)
    left, leaving = departures(desk, operator, now=now)
    began, lines = {**began, **left}, (*lines, *leaving)
    notifier = desk.notifier(operator)
    if lines and notifier is None:
        problems += [f"{operator}, the operator, cannot be told: {line}" for line in lines]
    if not lines or notifier is None:
        return
    if not dry:
        desk.addresses.meet([(operator, OPERATOR)], now=now)
    told, made = notice(desk, operator, notifier, lines, slot=now, now=now)
    yield Gathered(address=operator, cadence=OPERATOR, slot=now, parcels=(told,), began=began, ended=ended), [made]


def notice(
    desk: Desk, operator: str, notifier: Notifier, lines: Sequence[str], *, slot: datetime, now: datetime
) -> tuple[Parcel, Digest]:
    """A message for the operator that says *lines*."""
    one = Subscription(operator, "notice", Recipient(address=operator), ())
    made = digest(desk, one, "notice", slot, (), (), lines, now=now)
    return replace(parcel(made, (), notifier, None, now=now), cadence=OPERATOR), made  # no receipts stand in it


def heartbeat(desk: Desk, one: Subscription, met: Met, *, now: datetime) -> bool:
    """Whether the address is to be told now that all is well."""
    if one.cadence == "weekly" or one.recipient.heartbeat == "daily":
        return True
    return now - (desk.deliveries.last_queued(one.address) or met.first_met) >= SILENCE


def last_digest(desk: Desk, one: Subscription) -> datetime | None:
    """When the last digest of *one* was queued: what was read before it stands in its receipts, or in earlier ones.

    What is told at once has none; of an address that is not told every day all is well, it is a sign of life as well.
    """
    if one.cadence == "notice" and one.recipient.heartbeat == "weekly":
        return desk.deliveries.last_queued(one.address)
    return desk.deliveries.last_queued(one.address, one.cadence, *(("notice",) if one.usual else ()))
