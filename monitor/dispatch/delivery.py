"""The second half of the walk: gather → queue → deliver.

gather:  what each address is due, as digests said in parts, see `gather`; as roundups, see `roundups`
queue:   the delivery, its parts and what they tell, in ONE transaction: a crash before it repeats the gathering
deliver: claim what is due → look for a part that may have arrived → mark the part as tried → send it → keep its remote
         id at once, part by part → sent, due again later, or failed for good
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain
from typing import Literal, Protocol, runtime_checkable

from monitor.dispatch import owner
from monitor.dispatch.desk import Desk, is_sent_to, subscriptions
from monitor.dispatch.due import due
from monitor.dispatch.gather import gather
from monitor.dispatch.roundups import roundups
from monitor.store.parcels import Claimed, PartRow
from notifiers.notifier import DeliveryError, Notifier, Part
from watchlists.digest import Digest

__all__ = ["Desk", "Dispatched", "deliver", "dispatch"]

#: the waits after the first, second … attempt that failed for now
WAITS = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 720, 1440))
#: what could not be sent for this time, in spite of all these attempts, has failed for good
PATIENCE = timedelta(days=7)
#: a claim older than this may be taken over, whoever holds it
STALE = timedelta(minutes=10)
Outcome = Literal["sent", "postponed", "failed"]


@runtime_checkable
class _Marking(Protocol):
    """A notifier that can say of a part that it may be a repeat."""

    def repeat(self, part: Part) -> Part: ...


@dataclass
class Dispatched:
    """What came of one dispatch: queued, sent, to be tried again, failed for good; and lines for the operator."""

    queued: list[Digest] = field(default_factory=list)
    sent: int = 0
    postponed: int = 0
    failed: int = 0
    problems: list[str] = field(default_factory=list)


def dispatch(desk: Desk, *, now: datetime, dry: bool = False) -> Dispatched:
    """Gather what is due into digests and roundups, queue it, deliver; with *dry*, gather alone and write nothing."""
    done = Dispatched()
    desk = desk.dry() if dry else desk
    due = (gather(desk, done.problems, now=now, dry=dry), roundups(desk, done.problems, now=now, dry=dry))
    for gathered, digests in chain(*due):
        if dry or desk.deliveries.queue(gathered, now=now):
            done.queued += digests
    if not dry:
        deliver(desk, done, now=now)
    return done


def deliver(desk: Desk, done: Dispatched, *, now: datetime) -> None:
    """Send what is due, one after another, in quiet hours nothing at once; what failed for now comes due again."""
    me = owner.token()
    unsent = [a for a, standing in desk.addresses.standings().items() if not is_sent_to(standing, now)]
    at_once = [one for one in subscriptions(desk.watchlists) if one.cadence == "at-once"]
    quiet = [one.address for one in at_once if due(one.recipient, one.cadence, None, now) is None]
    while not desk.stop():
        at = desk.clock()
        dead = [o for o in desk.deliveries.owners() if o != me and owner.is_dead(o)]
        claimed = desk.deliveries.claim(me, dead=dead, stale=at - STALE, but=unsent, quiet=quiet, at=at, now=now)
        if claimed is None:
            return
        outcome = _deliver(desk, claimed, me, done.problems, now=now)
        setattr(done, outcome, getattr(done, outcome) + 1)


def _deliver(desk: Desk, claimed: Claimed, me: str, problems: list[str], *, now: datetime) -> Outcome:
    """Send the parts that are not there yet, in their order."""
    scheme, _, address = claimed.address.partition(":")
    earlier: list[str] = []
    for row in claimed.parts:
        try:
            notifier = desk.notifiers.get(scheme)
            if notifier is None:
                raise DeliveryError(f"nothing can be sent to {scheme} addresses; its settings are gone")
            earlier.append(row.remote_id or _send(desk, claimed, row, notifier, address, earlier, me))
        except DeliveryError as err:
            problems.append(f"{claimed.address}: {err}")
            return _fail(desk, claimed, row, err, me, now=now)
    desk.deliveries.sent(claimed.id, me, now=now)
    return "sent"


def _send(
    desk: Desk, claimed: Claimed, row: PartRow, notifier: Notifier, address: str, earlier: list[str], me: str
) -> str:
    """One part, its remote id kept as soon as it is known. Raises DeliveryError."""
    part = Part(row.number, row.key, row.content)
    found, part = _looked_up(notifier, address, part, row, earlier)
    if found is None:
        if not desk.deliveries.attempt(claimed.id, row.number, me, at=desk.clock()):
            raise DeliveryError("another process has taken this delivery over", uncertain=True)
        with _explained():
            found = notifier.send(address, part, tuple(earlier))
    desk.deliveries.accept(claimed.id, row.number, found, at=desk.clock())
    return found


def _looked_up(
    notifier: Notifier, address: str, part: Part, row: PartRow, earlier: list[str]
) -> tuple[str | None, Part]:
    """The remote id of a part that was tried and has arrived; where it may not be looked up, it says so of itself."""
    if row.tried_at is None:
        return None, part
    try:
        with _explained():
            return notifier.find(address, part, tuple(earlier), since=row.tried_at), part
    except DeliveryError as err:
        if not err.permanent:
            raise DeliveryError(str(err), retry_after=err.retry_after, uncertain=True) from None
        return None, notifier.repeat(part) if isinstance(notifier, _Marking) else part


def _fail(
    desk: Desk, claimed: Claimed, row: PartRow, err: DeliveryError, me: str, *, now: datetime
) -> Literal["postponed", "failed"]:
    """Due again after a growing wait; failed for good where that is permanent, or has lasted too long."""
    tried_long = claimed.attempts >= len(WAITS) and now - claimed.queued_at > PATIENCE
    if err.permanent or tried_long:
        desk.deliveries.fail(claimed.id, me, error=str(err), now=now)
        return "failed"
    wait = WAITS[min(claimed.attempts, len(WAITS) - 1)]
    due = now + max(wait, timedelta(seconds=err.retry_after or 0))
    uncertain = err.uncertain or row.tried_at is not None  # this attempt surely failed; one before it may have arrived
    desk.deliveries.postpone(claimed.id, me, row.number, error=str(err), due=due, uncertain=uncertain)
    return "postponed"


@contextmanager
def _explained() -> Iterator[None]:
    """A fault of a notifier is a failure of this one delivery: it is not to keep the others waiting."""
    try:
        yield
    except DeliveryError:
        raise
    except Exception as err:
        raise DeliveryError(f"{type(err).__name__}: {err}", uncertain=True) from err
