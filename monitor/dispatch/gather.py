"""Gather: what matched, may be announced and is not yet in a digest of this address and cadence, as deliveries.

One digest per address, slot and cadence, over all watchlists that name the address; said by its notifier in parts.
At once, a subject that was told before goes to its thread, in a delivery of its own; while its first notice is still on
its way, it waits. What matched a heading alone under a subject already told is silence, and so is a written statement's
twin in the other House.

Failures begin and end at the usual hour of each address, that of its daily digest; the operator is told at any hour.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from pydantic import TypeAdapter

from monitor.dispatch import coverage
from monitor.dispatch.departures import departures
from monitor.dispatch.desk import Desk, Subscription, is_sent_to, subscriptions
from monitor.dispatch.due import Slot, due, failures_due
from monitor.dispatch.lapses import lapses
from monitor.dispatch.notices import failures, for_operator, heartbeat, last_digest
from monitor.dispatch.saying import digest, parcel
from monitor.parliament.activities import Activity, Overdue, WrittenStatement
from monitor.parliament.dates import at, today
from monitor.parliament.sittings import Calendar
from monitor.store import StoreError
from monitor.store.parcels import Gathered, Met, Standing, Waiting
from notifiers.notifier import DeliveryError, Notifier, Thread
from watchlists.debates import Speech
from watchlists.digest import Cadence, Digest
from watchlists.hit import Hit
from watchlists.matching import Evidence

#: sources that are read within this time are read together
TOGETHER = timedelta(hours=1)
_EVIDENCE: TypeAdapter[tuple[Evidence, ...]] = TypeAdapter(tuple[Evidence, ...])


def gather(
    desk: Desk, problems: list[str], *, now: datetime, dry: bool = False
) -> Iterator[tuple[Gathered, list[Digest]]]:
    """What each address is due at *now*; what is read for one is read when those before it were queued."""
    standings = desk.addresses.standings()
    if desk.operator and is_sent_to(standings.get(desk.operator), now):
        with _problems(problems, desk.operator):
            yield from for_operator(desk, desk.operator, problems, now=now, dry=dry)
    wanted = subscriptions(desk.watchlists)
    keys = {(s.address, s.cadence) for s in wanted}
    met = desk.addresses.known() if dry else desk.addresses.meet(keys, now=now)
    silent: set[str] = set()
    for one in wanted:
        if not is_sent_to(standings.get(one.address), now):
            continue
        if (notifier := desk.notifier(one.address)) is None:
            silent.add(one.address)
            continue
        known = met.get((one.address, one.cadence), Met(now, None))
        last = known.last_slot or known.first_met
        slot = due(one.recipient, one.cadence, last, now, sits=desk.sits)
        slot = slot or (failures_due(one.recipient, last, now) if one.usual else None)
        resumed = _resumed(standings.get(one.address), known)
        with _problems(problems, one.address):
            if slot and (found := _gather(desk, one, slot, known, notifier, resumed, now=now)):
                yield found
    problems += [f"{address}: nothing is sent there; its scheme is not set up" for address in sorted(silent)]


@contextmanager
def _problems(problems: list[str], address: str) -> Iterator[None]:
    """An address that cannot be written to, or a digest that cannot be made, keeps nobody else waiting."""
    try:
        yield
    except StoreError:
        raise
    except DeliveryError as err:
        problems.append(f"{address}: {err}")
    except Exception as err:
        problems.append(f"{address}: no digest could be made: {type(err).__name__}: {err}")


def _resumed(standing: Standing | None, met: Met) -> datetime | None:
    """When the last pause ended; what was stopped begins anew, and has none behind it."""
    if standing is None:
        return None
    ended = at(standing.until, time()) if standing.until else standing.since
    return ended if met.first_met < ended else None


def _labels(slot: Slot, resumed: datetime | None, hits: Sequence[Hit]) -> tuple[str, ...]:
    """The lines at the head that say why this is told now and not earlier."""
    late = [f"Sent late: due {coverage.spoken(slot.at)}"] if slot.late else []
    if resumed and any(hit.found_at < resumed for hit in hits):
        late.append(f"Sending was paused until {coverage.spoken(resumed)}: what matched meanwhile stands here too")
    return tuple(late)


def _gather(
    desk: Desk,
    one: Subscription,
    slot: Slot,
    met: Met,
    notifier: Notifier,
    resumed: datetime | None,
    *,
    now: datetime,
) -> tuple[Gathered, list[Digest]] | None:
    """One address, cadence and slot; None where nothing is to be written."""
    since = at(today(met.first_met), time())
    waiting = [] if one.cadence == "notice" or slot.failures else _hits(desk, one, since, now=now)
    hits = [hit for hit in waiting if _belongs(hit, slot)]
    matched = Counter(source for source, _ in {(hit.activity.source, hit.activity.id) for hit in hits})
    found, (hits, folded) = hits, _folded(desk, one, hits)
    labels = _labels(slot, resumed, hits)
    blank = Gathered(address=one.address, cadence=one.cadence, slot=slot.at, folded=folded)
    if one.cadence == "at-once":
        return _at_once(desk, one, blank, hits, notifier, labels, now=now)
    began, ended, lines = failures(desk, one.address, now=now) if one.usual else ({}, frozenset(), ())
    lapsed, lapsing = lapses(desk, one.address, met, now=now) if one.usual else ({}, ())
    left, leaving = departures(desk, one.address, now=now) if one.usual else ({}, ())
    began, lines = {**began, **lapsed, **left}, (*lines, *lapsing, *leaving)
    beats = not hits and not lines and not slot.failures and heartbeat(desk, one, met, now=now)
    if not hits and not lines and not beats:
        return blank, []
    last = max(since, last_digest(desk, one) or since)
    polls = desk.addresses.polls(last)
    receipts = coverage.receipts(polls, matched, since=last)
    caught_up = coverage.catching_up(desk.addresses.last_poll_before(last), [poll.began for poll in polls])
    if beats and one.cadence == "notice":  # which tells no matches: they are told at once, or in a roundup
        waiting = [hit for hit in _hits(desk, one, last, now=now) if hit.found_at > last]
    if beats:
        lines = (coverage.was_read(receipts) if waiting else coverage.nothing_matched(receipts),)
    why_now = (*labels, *([caught_up] if caught_up else []))
    heads = (*why_now, *lines) if hits else (*lines, *why_now)  # without hits the first is the headline
    cadence: Cadence = one.cadence if hits or one.cadence == "weekly" else "notice"
    made = digest(desk, one, cadence, slot.at, hits, receipts, heads, now=now, found=found)
    told = parcel(made, hits, notifier, None, now=now)
    return replace(blank, parcels=(told,), began=began, ended=ended), [made]


def _belongs(hit: Hit, slot: Slot) -> bool:
    """Whether it would have been told at the slot; what is of that day, and was found after it, is for the next."""
    published = hit.activity.published or hit.activity.date
    return not slot.late or hit.found_at <= slot.at or published < today(slot.at)


def _at_once(
    desk: Desk,
    one: Subscription,
    blank: Gathered,
    hits: Sequence[Hit],
    notifier: Notifier,
    labels: tuple[str, ...],
    *,
    now: datetime,
) -> tuple[Gathered, list[Digest]] | None:
    """One delivery for all subjects that are new to the address, and one for each thread of an earlier notice."""
    posts = desk.deliveries.posts(one.address, one.cadence, {h.activity.subject for h in hits})
    threads: dict[int | None, list[Hit]] = {}
    for hit in hits:
        post = posts.get(hit.activity.subject)
        if post is None or post.state == "sent":
            threads.setdefault(post.delivery if post else None, []).append(hit)
    remote = {post.delivery: post.remote_ids for post in posts.values()}
    labels = (*labels, *_caught_up(desk, hits))
    parcels, digests = [], []
    for first, of in sorted(threads.items(), key=lambda t: t[0] or 0):
        made = digest(desk, one, "at-once", blank.slot, of, (), labels, now=now)
        thread = None if first is None else Thread(remote[first])
        parcels.append(parcel(made, of, notifier, thread, now=now))
        digests.append(made)
    return (replace(blank, parcels=tuple(parcels)), digests) if parcels or blank.folded else None


def _caught_up(desk: Desk, hits: Sequence[Hit]) -> tuple[str, ...]:
    """The line where the reading that found them came after more than a day without one."""
    if not hits:
        return ()
    found = min(hit.found_at for hit in hits)
    line = coverage.catching_up(desk.addresses.last_poll_before(found - TOGETHER), [found])
    return (line,) if line else ()


def _hits(desk: Desk, one: Subscription, since: datetime, *, now: datetime) -> list[Hit]:
    """What waits for this address and cadence; of a watch that is no more in its file, nothing."""
    lists = {watchlist.id: watchlist for watchlist in one.watchlists}
    watches = {(wl.id, watch.id): watch for wl in one.watchlists for watch in wl.watches}
    waiting = desk.deliveries.waiting(lists, one.address, one.cadence, since)
    calendar = desk.calendar() if any(isinstance(w.activity, Overdue) for w in waiting) else Calendar()
    return [
        Hit(
            match=w.match,
            watchlist=lists[w.watchlist],
            watch=watches[w.watchlist, w.watch],
            activity=w.activity,
            evidence=_evidence(w),
            found_at=w.found_at,
            first_seen=w.first_seen,
        )
        for w in waiting
        if (w.watchlist, w.watch) in watches and not _has_lapsed(w.activity, calendar, today(now))
    ]


def _has_lapsed(activity: Activity, calendar: Calendar, day: date) -> bool:
    """Whether it tells as overdue what has lapsed since."""
    lapse = calendar.lapse(activity.house, activity.date) if isinstance(activity, Overdue) else None
    return lapse is not None and lapse.first < day


def _evidence(waiting: Waiting) -> tuple[Evidence, ...]:
    return _EVIDENCE.validate_json(waiting.evidence)


def _folded(desk: Desk, one: Subscription, hits: Sequence[Hit]) -> tuple[list[Hit], dict[int, tuple[str, int]]]:
    """The hits that need words, and those that do not, of a subject already told: speech under a heading that matched,
    and a written statement, which is made in both Houses.
    """
    own = {hit.activity.id for hit in hits if hit.own}
    speech = [h for h in hits if isinstance(h.activity, Speech) and h.activity.id not in own]
    under = [*speech, *(h for h in hits if isinstance(h.activity, WrittenStatement))]
    posts = desk.deliveries.posts(one.address, one.cadence, {h.activity.subject for h in under})
    folded = {
        h.match: (h.activity.subject, posts[h.activity.subject].delivery) for h in under if h.activity.subject in posts
    }
    return [hit for hit in hits if hit.match not in folded], folded
