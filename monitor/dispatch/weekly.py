"""What stands beside the entries: the week in a sentence and its tables; daily, what is known to come up."""

from __future__ import annotations

from datetime import timedelta

from monitor.dispatch.desk import Desk, Subscription
from monitor.parliament.dates import today
from monitor.reports.week import coming, facts
from watchlists.digest import Block, Digest
from watchlists.week import Facts, ahead, blocks, headline

#: days ahead of which a daily digest reminds
DAYS = 7


def with_week(desk: Desk, one: Subscription, made: Digest) -> Digest:
    """*made* with what the store tells of the seven days that end with its day."""
    last = today(made.slot)
    ids = [watchlist.id for watchlist in one.watchlists]
    week = facts(
        desk.store,
        ids,
        first=last - timedelta(days=6),
        last=last,
        sits=desk.sits,
        sittings=desk.calendar(),
        primed=False,
    )
    return made.model_copy(update={"headline": headline(week, made.title), "blocks": blocks(week)})


def with_reminders(desk: Desk, one: Subscription, made: Digest) -> Digest:
    """*made* with what was told before and comes up today and in the days after; what it tells itself is left out."""
    last = today(made.slot) - timedelta(days=1)
    ids = [watchlist.id for watchlist in one.watchlists]
    known = Facts(first=last, last=last, coming=coming(desk.store, ids, after=last, primed=False))
    block = ahead(known, heading="Coming up, told before", days=DAYS + 1)
    told = {entry.url for entry in made.entries}
    left = tuple(line for line in block.lines if line.url not in told)
    return made.model_copy(update={"blocks": (Block(heading=block.heading, lines=left),)}) if left else made
