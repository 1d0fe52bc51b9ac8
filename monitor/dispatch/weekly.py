"""What stands beside the entries: the week in a sentence and its tables; daily, what is known to come up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from monitor.dispatch.desk import Desk, Subscription
from monitor.parliament.activities import Activity
from monitor.parliament.dates import today
from monitor.reports.week import coming, facts
from watchlists.digest import Digest
from watchlists.week import Facts, ahead, blocks, headline

#: days ahead of which a daily digest reminds
DAYS = 7


def with_week(desk: Desk, one: Subscription, made: Digest, new: Sequence[Activity]) -> Digest:
    """*made* with what the store tells of the week that ends with its slot.

    What is counted is what is *new*: so everything is in one week, however late it is found and whenever the last
    digest was.
    """
    last = today(made.slot)
    known = desk.addresses.known().get((one.address, one.cadence))
    week = facts(
        desk.store,
        [watchlist.id for watchlist in one.watchlists],
        first=last - timedelta(days=6),
        last=last,
        new=new,
        seen=(known.last_slot, made.slot) if known and known.last_slot else None,
        sits=desk.sits,
        sittings=desk.calendar(),
        primed=False,
    )
    return made.model_copy(update={"headline": headline(week, made.title), "blocks": blocks(week)})


def with_reminders(desk: Desk, one: Subscription, made: Digest, new: Sequence[Activity]) -> Digest:
    """*made* with what was told before and comes up today and in the days after; what is *new* is told by itself."""
    last = today(made.slot) - timedelta(days=1)
    ids = [watchlist.id for watchlist in one.watchlists]
    told = {activity.id for activity in new}
    before = [activity for activity in coming(desk.store, ids, after=last, primed=False) if activity.id not in told]
    block = ahead(Facts(first=last, last=last, coming=before), heading="Coming up, told before", days=DAYS + 1)
    return made.model_copy(update={"blocks": (block,)}) if block.lines else made
