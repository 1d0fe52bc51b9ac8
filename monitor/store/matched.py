"""What matched some watchlists, as the week's readings need it: activities by their date, and who took part before."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, exists, func, select

from monitor.parliament.activities import Activity
from monitor.store.deliveries import TELLABLE
from monitor.store.rows import Recorded, recorded, recorded_of
from monitor.store.schema import activities, matches, participants
from monitor.store.store import Store


def matched(
    store: Store,
    watchlists: Collection[str],
    *,
    since: date,
    until: date,
    kinds: Collection[str] = (),
    primed: bool = True,
) -> list[Activity]:
    """What matches one of *watchlists*, dated from *since* to *until*, by date; what was withdrawn is left out.

    *primed*: also what is never announced.
    """
    chosen = [
        *_of(watchlists, primed=primed),
        activities.c.date.between(since, until),
        activities.c.withdrawn_at.is_(None),
    ]
    chosen += [activities.c.kind.in_(kinds)] if kinds else []
    statement = select(activities).where(*chosen).order_by(activities.c.date, activities.c.seq)
    with store.reading() as connection:
        return [one.activity for one in recorded(connection, statement)]


def members_before(
    store: Store, watchlists: Collection[str], roles: Collection[str], day: date, *, new: Collection[str]
) -> set[int]:
    """The Members who took part in one of *roles* in what matched, primed or not, dated before *day*.

    *new*: ids of the activities that are left out, whenever they are dated.
    """
    chosen = [*_of(watchlists, primed=True), activities.c.date < day, participants.c.role.in_(roles)]
    took_part = participants.join(activities, participants.c.activity == activities.c.seq)
    statement = select(participants.c.member, activities.c.id).select_from(took_part).where(*chosen)
    with store.reading() as connection:
        return {one.member for one in connection.execute(statement) if one.member is not None and one.id not in new}


def lives(store: Store, records: Collection[str]) -> list[Recorded]:
    """The activities of *records*, with when each was first seen, in the order in which they were recorded."""
    with store.reading() as connection:
        return recorded_of(connection, activities.c.record, records)


def first_record(store: Store) -> date | None:
    """The date of the earliest activity that is recorded."""
    with store.reading() as connection:
        return connection.execute(select(func.min(activities.c.date))).scalar()


def _of(watchlists: Collection[str], *, primed: bool) -> list[ColumnElement[bool]]:
    """What makes an activity one that matches *watchlists*, and may be announced; *primed*: or never is."""
    states = (*TELLABLE, "primed") if primed else TELLABLE
    holds = (matches.c.activity == activities.c.seq) & matches.c.watchlist.in_(watchlists)
    return [exists().where(holds, matches.c.lapsed_at.is_(None), matches.c.state.in_(states))]
