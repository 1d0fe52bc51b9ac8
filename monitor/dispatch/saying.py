"""A digest made of what one address is told, and said in the parts in which its notifier sends it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime

from monitor.dispatch.desk import Desk, Subscription
from monitor.dispatch.foot import foot, operators
from monitor.dispatch.weekly import with_reminders, with_week
from monitor.parliament.activities import Activity
from monitor.parliament.dates import today
from monitor.parliament.people import Member
from monitor.parliament.sittings import recess_line
from monitor.store.answers import answered
from monitor.store.parcels import Parcel, PartRow
from notifiers.notifier import Notifier, Thread
from watchlists.chips import by
from watchlists.composing import compose
from watchlists.digest import Cadence, Digest, Receipt
from watchlists.hit import Hit
from watchlists.lives import Event
from watchlists.pursuant import pursuant


def digest(
    desk: Desk,
    one: Subscription,
    cadence: Cadence,
    slot: datetime,
    hits: Sequence[Hit],
    receipts: Sequence[Receipt],
    notices: Sequence[str],
    *,
    now: datetime,
    found: Sequence[Hit] = (),
) -> Digest:
    """*hits* as one digest of *one*, with everything that stands around them.

    *found*: all that is new to *one*, also what needs no words.
    """
    titles = [watchlist.title for watchlist in one.watchlists]
    made = compose(
        hits,
        companions=desk.deliveries.companions({hit.activity.subject for hit in hits}),
        address=one.address,
        cadence=cadence,
        slot=slot,
        now=now,
        title=", ".join(dict.fromkeys(titles)) or "Parliament Monitor",
        members=_members(desk, hits, now=now),
        receipts=receipts,
        notices=notices,
        foot=(*_in_recess(desk, slot), *foot(desk, one.address, titles)) if titles else operators(one.address),
        stop_url=desk.stop_url(one.address) if titles else "",
        sitting_days=by(desk.calendar()),
        earlier=_earlier(desk, hits),
    )
    new = list({hit.activity.id: hit.activity for hit in found}.values())
    if cadence == "weekly":
        return with_week(desk, one, made, new)
    return with_reminders(desk, one, made, new) if cadence == "daily" else made


def _earlier(desk: Desk, hits: Sequence[Hit]) -> dict[tuple[date, str], Activity]:
    """The answers that the questions told of are pursuant to, as far as they are recorded."""
    told = [hit.activity for hit in hits if isinstance(hit.activity, Event)]
    return answered(desk.store, {named for one in told for named in pursuant(one.question, one.date)})


def _in_recess(desk: Desk, slot: datetime) -> tuple[str, ...]:
    """In recess, when the Houses return."""
    line = recess_line(desk.calendar(), today(slot))
    return (line,) if line else ()


def _members(desk: Desk, hits: Sequence[Hit], *, now: datetime) -> dict[int, Member]:
    """Everybody who takes part, those who answered in writing with their posts."""
    people = [p for hit in hits for p in hit.activity.participants if p.member is not None]
    members = desk.store.members({p.member for p in people if p.member})
    answered = {p.member for p in people if p.member in members and p.role in ("answered", "corrected")}
    posts = desk.offices.of({m for m in answered if m is not None}, now=now)
    return {id: m.model_copy(update={"posts": posts[id]}) if id in posts else m for id, m in members.items()}


def parcel(told: Digest, hits: Sequence[Hit], notifier: Notifier, thread: Thread | None, *, now: datetime) -> Parcel:
    """The digest as it will be sent. Its key is that of what it tells, so that it is queued once."""
    matched = {hit.match: hit.activity.subject for hit in hits}
    named = (told.address, told.cadence, told.slot.isoformat(), sorted(matched), told.notices)
    key = f"digest-{hashlib.sha256(repr(named).encode()).hexdigest()[:20]}"
    parts = tuple(PartRow(p.number, p.key, p.content) for p in notifier.parts(told, key=key, thread=thread, now=now))
    return Parcel(key, told.cadence, parts, matched)
