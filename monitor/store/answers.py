"""What was answered on a day to a question of a UIN: so is an earlier question found that a later one refers to."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import and_, or_, select

from monitor.parliament.activities import Activity, Answer, Correction, HoldingAnswer
from monitor.store.rows import chunks, recorded
from monitor.store.schema import activities
from monitor.store.store import Store

KINDS = ("answer", "holding-answer", "correction")
#: answers looked for in one statement
SOME = 50


def answered(store: Store, wanted: Collection[tuple[date, str]]) -> dict[tuple[date, str], Activity]:
    """(day, UIN) → the answer, holding answer or correction of that day, for those of *wanted* that are recorded."""
    found: dict[tuple[date, str], Activity] = {}
    with store.reading() as connection:
        for some in chunks(sorted(set(wanted)), SOME):
            given = [and_(activities.c.date == day, activities.c.data.contains(_uin(uin))) for day, uin in some]
            of_it = activities.c.kind.in_(KINDS) & activities.c.withdrawn_at.is_(None) & or_(*given)
            for one in recorded(connection, select(activities).where(of_it).order_by(activities.c.seq)):
                if isinstance(one.activity, Answer | HoldingAnswer | Correction):
                    found[one.activity.date, one.activity.uin] = one.activity
    return {key: one for key, one in found.items() if key in set(wanted)}


def _uin(uin: str) -> str:
    """How the JSON of an activity has its UIN."""
    return f'"uin":"{uin}"'
