"""Watching: what matched, and whether it is news, by the watchlists as they are and the first days of their terms."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

from monitor.parliament.activities import Activity
from monitor.store import MatchRow
from watchlists.matching import Evidence, Found, Matcher
from watchlists.watchlist import Watch, Watchlist


class Watching:
    """The watchlists with the first day of each watch and term: says what matched, and whether it is news."""

    def __init__(self, watchlists: Sequence[Watchlist], first_days: Mapping[tuple[str, str, str], date]) -> None:
        self.watchlists = watchlists
        self._matcher = Matcher(watchlists)
        self._late = {key for wl in watchlists for key in _late(wl)}
        self._whatever_kind = Matcher([_of_any_kind(wl) for wl in watchlists if _late(wl)])
        self._watches = {(wl.id, w.id): w for wl in watchlists for w in wl.watches}
        self._days = first_days
        #: the first day of each term of a watchlist, in whichever of its watches
        self._met: dict[tuple[str, str], date] = {}
        for (watchlist, _, term), day in first_days.items():
            self._met[watchlist, term] = min(day, self._met.get((watchlist, term), day))
        #: the Members that watchlists name, by id
        self.members = frozenset(m.id for wl in watchlists for w in wl.watches for m in w.members)

    @staticmethod
    def keys(watchlists: Sequence[Watchlist]) -> set[tuple[str, str, str]]:
        """(watchlist, watch, term) of everything that has a first day; the watch itself has the term ""."""
        return {(wl.id, w.id, term) for wl in watchlists for w in wl.watches for term in ("", *w.terms)}

    def match(self, activity: Activity) -> list[MatchRow]:
        """The matches of *activity*: `pending`, or `primed` where it lies before the watch's first day."""
        return [
            MatchRow(
                watchlist=found.watchlist,
                watch=found.watch,
                activity=activity.id,
                evidence=json.dumps([e.model_dump() for e in found.evidence], ensure_ascii=False),
                excerpt=found.excerpt,
                state="pending"
                if self.first_day(found, activity) <= (activity.published or activity.date)
                else "primed",
            )
            for found in self._matcher.match(activity)
        ]

    def awaits(self, activity: Activity) -> bool:
        """Whether a watch that does not see a question asks to be told when it is overdue."""
        if activity.kind != "question" or not self._late:
            return False
        return any((found.watchlist, found.watch) in self._late for found in self._whatever_kind.match(activity))

    def first_day(self, found: Found, activity: Activity) -> date:
        """The day from which *found* is announced: that of its phrases and, where Members are asked for, of theirs.

        That of a tag is not before that of the Member who carries it.
        """
        start = partial(self._start, found.watchlist, self._watches[found.watchlist, found.watch])
        phrases = [start(e.term) for e in found.evidence if e.field != "member"]
        people = [
            max(start(e.term), min(map(start, self._carriers(found.watchlist, e, activity)), default=date.min))
            for e in found.evidence
            if e.field == "member"
        ]
        return max((min(group) for group in (people, phrases) if group), default=start(""))

    def _carriers(self, watchlist: str, evidence: Evidence, activity: Activity) -> list[str]:
        """The Members by whom a tag was found, as terms of the watchlist, which may list them for another watch."""
        if not evidence.term.startswith("tag:"):
            return []
        people = [f"member:{one.member}" for one in activity.participants if one.name == evidence.words]
        return [term for term in people if (watchlist, term) in self._met]

    def _start(self, watchlist: str, watch: Watch, term: str) -> date:
        loaded = self._days[watchlist, watch.id, ""]
        added = self._days.get((watchlist, watch.id, term), self._met.get((watchlist, term), loaded))
        start = watch.since or loaded
        return start if added <= loaded else max(start, added)


def _late(watchlist: Watchlist) -> set[tuple[str, str]]:
    """Its watches for what is overdue that do not see the question itself."""
    return {(watchlist.id, w.id) for w in watchlist.watches if "overdue" in w.kinds and "question" not in w.kinds}


def _of_any_kind(watchlist: Watchlist) -> Watchlist:
    """*watchlist* as if it said nothing of kinds."""
    return watchlist.model_copy(
        update={"watches": tuple(w.model_copy(update={"kinds": ()}) for w in watchlist.watches)}
    )
