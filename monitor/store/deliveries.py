"""What must go out, as the walk uses it: each writing method is one transaction, named after a step of the walk.

gather → queue: deliveries, their parts and what they tell are written together, or not at all
deliver: claim (one conditional UPDATE, exactly one row) → attempt a part → accept its remote id → … → sent,
         postponed or failed for good
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, exists, func, insert, or_, select, update

from monitor.store.parcels import Claimed, Gathered, Parcel, PartRow, Post, Version, Waiting
from monitor.store.rows import add, chunks, of, recorded_of
from monitor.store.schema import activities, deliveries, matches, notices, parts, quoted, recipients, told
from monitor.store.store import Store

#: what may still be told: neither primed nor dismissed
TELLABLE = ("pending", "announced")


class Deliveries:
    """The deliveries of a store. Safe beside other processes."""

    def __init__(self, store: Store) -> None:
        self._store = store

    # -- gather ---------------------------------------------------------------------------------------------------

    def waiting(self, watchlists: Collection[str], address: str, cadence: str, since: datetime) -> list[Waiting]:
        """What matched these watchlists at or after *since*, and is in no digest of this address and cadence yet."""
        had = exists().where(told.c.match == matches.c.id, told.c.address == address, told.c.cadence == cadence)
        statement = select(matches).where(
            matches.c.state.in_(TELLABLE), matches.c.lapsed_at.is_(None), matches.c.found_at >= since, ~had
        )
        with self._store.reading() as connection:
            rows = sorted(of(connection, statement, matches.c.watchlist, watchlists), key=lambda m: m.id)
            known = {one.seq: one for one in recorded_of(connection, activities.c.seq, (m.activity for m in rows))}
        return [
            Waiting(m.id, m.watchlist, m.watch, m.evidence, m.found_at, one.first_seen, one.activity)
            for m in rows
            if not (one := known[m.activity]).withdrawn_at
        ]

    def companions(self, subjects: Collection[str]) -> dict[str, list[Any]]:
        """Subject → all activities that are recorded of it, those withdrawn left out, in the order of recording."""
        found: dict[str, list[Any]] = {subject: [] for subject in subjects}
        with self._store.reading() as connection:
            seqs = of(connection, select(activities.c.seq), activities.c.subject, subjects)
            for one in recorded_of(connection, activities.c.seq, [row.seq for row in seqs]):
                if not one.withdrawn_at:
                    found[one.activity.subject].append(one.activity)
        return found

    def posts(self, address: str, cadence: str, subjects: Collection[str]) -> dict[str, Post]:
        """Subject → the delivery that told it first: one that was sent, else one that is due, else none.

        What was told may belong to another subject since; as it was told counts only of a match that is gone.
        """
        subject = func.coalesce(activities.c.subject, told.c.subject).label("subject")
        joined = told.join(deliveries).outerjoin(matches, matches.c.id == told.c.match).outerjoin(activities)
        chosen = select(subject, told.c.delivery, deliveries.c.state).select_from(joined).distinct()
        chosen = chosen.where(
            told.c.address == address, told.c.cadence == cadence, deliveries.c.state.in_(("sent", "due"))
        )
        with self._store.reading() as connection:
            rows = list(of(connection, chosen, subject, subjects))
            rows.sort(key=lambda r: (r.state == "sent", -r.delivery))
            first = {row.subject: row for row in rows}  # of several the last stands: the first that was sent
            remote = self._remote_ids(connection, {row.delivery for row in first.values()})
        return {s: Post(row.delivery, row.state, remote.get(row.delivery, ())) for s, row in first.items()}

    @staticmethod
    def _remote_ids(connection: Connection, ids: Collection[int]) -> dict[int, tuple[str, ...]]:
        found: dict[int, tuple[str, ...]] = {}
        statement = select(parts).where(parts.c.remote_id.is_not(None)).order_by(parts.c.number)
        for row in of(connection, statement, parts.c.delivery, ids):
            found[row.delivery] = (*found.get(row.delivery, ()), row.remote_id)
        return found

    def versions(self, address: str, prefix: str) -> list[Version]:
        """The deliveries for *address* whose keys begin with *prefix*, the first first."""
        begun = deliveries.c.key.startswith(prefix, autoescape=True)
        chosen = select(deliveries).where(deliveries.c.address == address, begun).order_by(deliveries.c.id)
        with self._store.reading() as connection:
            rows = connection.execute(chosen).all()
            ids = {row.id for row in rows}
            remote, words = self._remote_ids(connection, ids), dict[int, dict[str, str]]()
            for one in of(connection, select(quoted), quoted.c.delivery, ids):
                words.setdefault(one.delivery, {})[one.activity] = one.words
        return [Version(r.key, r.queued_at, words.get(r.id, {}), remote.get(r.id, ())) for r in rows]

    # -- queue ----------------------------------------------------------------------------------------------------

    def queue(self, gathered: Gathered, *, now: datetime) -> bool:
        """Write everything a slot leads to; False, and nothing is written, if another process was faster."""
        of_it = (recipients.c.address == gathered.address) & (recipients.c.cadence == gathered.cadence)
        unserved = or_(recipients.c.last_slot.is_(None), recipients.c.last_slot < gathered.slot)
        if gathered.cadence == "at-once":
            unserved = or_(unserved, recipients.c.last_slot >= gathered.slot)
        with self._store._writing() as connection:
            if self._told_already(connection, gathered):
                return False
            served = update(recipients).where(of_it, unserved).values(last_slot=gathered.slot)
            if not connection.execute(served).rowcount:
                return False
            for parcel in gathered.parcels:
                self._add(connection, gathered, parcel, now)
            self._tell(connection, gathered, gathered.folded)
            self._notice(connection, gathered, now)
        return True

    @staticmethod
    def _told_already(connection: Connection, gathered: Gathered) -> bool:
        ids = [match for parcel in gathered.parcels for match in parcel.told] + list(gathered.folded)
        had = select(told.c.match).where(told.c.address == gathered.address)
        by_match = any(of(connection, had.where(told.c.cadence == gathered.cadence), told.c.match, ids))
        keys = [parcel.key for parcel in gathered.parcels]
        return by_match or any(of(connection, select(deliveries.c.id), deliveries.c.key, keys))

    def _add(self, connection: Connection, gathered: Gathered, parcel: Parcel, now: datetime) -> None:
        row = {
            "key": parcel.key,
            "address": gathered.address,
            "cadence": parcel.cadence,
            "slot": gathered.slot,
            "state": "due",
            "due": now,
            "attempts": 0,
            "queued_at": now,
        }
        made = connection.execute(insert(deliveries).values(row).returning(deliveries.c.id)).scalar_one()
        letters = [{"delivery": made, "number": p.number, "key": p.key, "content": p.content} for p in parcel.parts]
        add(connection, parts, letters)
        add(connection, quoted, [{"delivery": made, "activity": a, "words": w} for a, w in parcel.quoted.items()])
        self._tell(connection, gathered, {match: (subject, made) for match, subject in parcel.told.items()})

    @staticmethod
    def _tell(connection: Connection, gathered: Gathered, matched: Mapping[int, tuple[str, int]]) -> None:
        to = {"address": gathered.address, "cadence": gathered.cadence}
        add(connection, told, [{**to, "match": m, "subject": s, "delivery": d} for m, (s, d) in matched.items()])

    @staticmethod
    def _notice(connection: Connection, gathered: Gathered, now: datetime) -> None:
        of_it = notices.c.address == gathered.address
        for what, began in gathered.began.items():
            again = update(notices).where(of_it, notices.c.what == what).values(began=began, ended=None)
            if not connection.execute(again).rowcount:
                add(connection, notices, [{"address": gathered.address, "what": what, "began": began}])
        for chunk in chunks(sorted(gathered.ended)):
            connection.execute(update(notices).where(of_it, notices.c.what.in_(chunk)).values(ended=now))

    # -- deliver --------------------------------------------------------------------------------------------------

    def owners(self) -> set[str]:
        """Who holds a delivery that was not finished."""
        held = select(deliveries.c.owner).where(deliveries.c.state == "due", deliveries.c.owner.is_not(None))
        with self._store.reading() as connection:
            return set(connection.scalars(held.distinct()))

    def claim(
        self,
        owner: str,
        *,
        dead: Collection[str],
        stale: datetime,
        but: Collection[str],
        quiet: Collection[str],
        at: datetime,
        now: datetime,
    ) -> Claimed | None:
        """Take one delivery that is due at *now*, oldest first; None if there is none.

        One that is held may be taken from a *dead* owner, and where it was claimed before *stale*. *but*: addresses
        that are not sent to; *quiet*: those to which nothing is sent at once. *at*: the instant of the claim.
        """
        free = or_(deliveries.c.owner.is_(None), deliveries.c.owner.in_(dead), deliveries.c.claimed_at < stale)
        ready = and_(deliveries.c.state == "due", deliveries.c.due <= now, free)
        waits = and_(deliveries.c.cadence == "at-once", deliveries.c.address.in_(quiet))
        order = (deliveries.c.due, deliveries.c.id)
        oldest = (
            select(deliveries.c.id).where(ready, deliveries.c.address.not_in(but), ~waits).order_by(*order).limit(1)
        )
        mine = update(deliveries).where(deliveries.c.id == oldest.scalar_subquery(), ready)
        with self._store._writing() as connection:
            row = connection.execute(mine.values(owner=owner, claimed_at=at).returning(deliveries)).first()
            return _claimed(connection, row) if row else None

    def attempt(self, delivery: int, number: int, owner: str, *, at: datetime) -> bool:
        """Mark a part as tried, before it is sent; False if the delivery was taken over."""
        of_it = (parts.c.delivery == delivery) & (parts.c.number == number)
        with self._store._writing() as connection:
            if not _settle(connection, delivery, owner, {"claimed_at": at}):
                return False
            connection.execute(update(parts).where(of_it, parts.c.tried_at.is_(None)).values(tried_at=at))
        return True

    def accept(self, delivery: int, number: int, remote_id: str, *, at: datetime) -> None:
        """The medium has a part. This is written whoever owns the delivery now: it is a fact."""
        of_it = (parts.c.delivery == delivery) & (parts.c.number == number)
        with self._store._writing() as connection:
            connection.execute(update(parts).where(of_it).values(remote_id=remote_id, accepted_at=at))

    def sent(self, delivery: int, owner: str, *, now: datetime) -> None:
        """All parts were accepted: what it tells is announced."""
        its = select(told.c.match).where(told.c.delivery == delivery)
        with self._store._writing() as connection:
            if not _settle(
                connection, delivery, owner, {"state": "sent", "ended_at": now, "owner": None, "error": None}
            ):
                return
            news = and_(matches.c.id.in_(its), matches.c.state == "pending")
            connection.execute(update(matches).where(news).values(state="announced", announced_at=now))

    def postpone(self, delivery: int, owner: str, number: int, *, error: str, due: datetime, uncertain: bool) -> None:
        """A part could not be sent: the delivery comes due again. If it surely did not arrive, it was not tried."""
        of_it = (parts.c.delivery == delivery) & (parts.c.number == number)
        with self._store._writing() as connection:
            values = {"owner": None, "due": due, "error": error, "attempts": deliveries.c.attempts + 1}
            if _settle(connection, delivery, owner, values) and not uncertain:
                connection.execute(update(parts).where(of_it, parts.c.remote_id.is_(None)).values(tried_at=None))

    def fail(self, delivery: int, owner: str, *, error: str, now: datetime) -> None:
        """It failed for good, and is kept."""
        values = {"state": "failed", "ended_at": now, "owner": None, "error": error}
        self._settle(delivery, owner, values | {"attempts": deliveries.c.attempts + 1})

    def _settle(self, delivery: int, owner: str, values: dict[str, Any]) -> bool:
        with self._store._writing() as connection:
            return _settle(connection, delivery, owner, values)

    # -- looking --------------------------------------------------------------------------------------------------

    def states(self) -> dict[str, int]:
        """State → number of deliveries in it."""
        counted = select(deliveries.c.state, func.count()).group_by(deliveries.c.state).order_by(deliveries.c.state)
        with self._store.reading() as connection:
            return dict(connection.execute(counted).tuples().all())

    def last_queued(self, address: str, *cadences: str) -> datetime | None:
        """When anything was last queued for *address*; where *cadences* are named, with one of them."""
        chosen = select(func.max(deliveries.c.queued_at)).where(deliveries.c.address == address)
        chosen = chosen.where(deliveries.c.cadence.in_(cadences)) if cadences else chosen
        with self._store.reading() as connection:
            return connection.execute(chosen).scalar()

    def failing(self) -> dict[str, tuple[datetime, str]]:
        """Address → since when and why, where the last delivery that ended failed for good."""
        ended = deliveries.c.state.in_(("sent", "failed"))
        order = (deliveries.c.ended_at, deliveries.c.id)
        columns = (deliveries.c.address, deliveries.c.state, deliveries.c.ended_at, deliveries.c.error)
        with self._store.reading() as connection:
            last = {r.address: r for r in connection.execute(select(*columns).where(ended).order_by(*order))}
        return {a: (r.ended_at, r.error or "") for a, r in last.items() if r.state == "failed"}


def _settle(connection: Connection, delivery: int, owner: str, values: dict[str, Any]) -> bool:
    """Change a delivery that *owner* still holds."""
    its = (deliveries.c.id == delivery) & (deliveries.c.owner == owner) & (deliveries.c.state == "due")
    return bool(connection.execute(update(deliveries).where(its).values(values)).rowcount)


def _claimed(connection: Connection, row: Row[Any]) -> Claimed:
    letters: Iterable[Row[Any]] = connection.execute(
        select(parts).where(parts.c.delivery == row.id).order_by(parts.c.number)
    )
    made = tuple(PartRow(p.number, p.key, p.content, p.tried_at, p.remote_id) for p in letters)
    return Claimed(row.id, row.key, row.address, row.cadence, row.attempts, row.queued_at, made)
