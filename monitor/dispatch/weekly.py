"""What a weekly digest has beside its entries: the week in a sentence, and its tables."""

from __future__ import annotations

from datetime import timedelta

from monitor.dispatch.desk import Desk, Subscription
from monitor.parliament.dates import today
from monitor.reports.week import facts
from watchlists.digest import Digest
from watchlists.week import blocks, headline


def with_week(desk: Desk, one: Subscription, made: Digest) -> Digest:
    """*made* with what the store tells of the seven days that end with its day."""
    last = today(made.slot)
    ids = [watchlist.id for watchlist in one.watchlists]
    week = facts(desk.store, ids, first=last - timedelta(days=6), last=last, sits=desk.sits, sittings=desk.calendar())
    return made.model_copy(update={"headline": headline(week, made.title), "blocks": blocks(week)})
