"""What a watchlist file would have found in the last days, and how much it is to be expected to bring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from monitor.parliament.activities import Activity
from monitor.parliament.dates import days as dates
from monitor.parliament.dates import is_working_day
from monitor.store import Store
from watchlists.matching import Found, Matcher
from watchlists.watchlist import Watchlist


@dataclass(frozen=True)
class Entry:
    """One subject: its latest matching activity, what led to it, and why it is here."""

    activity: Activity
    history: tuple[Activity, ...]
    found: tuple[Found, ...]

    @property
    def why(self) -> str:
        """Which watch, which words: "probation: “probation officers”"."""
        seen: dict[str, list[str]] = {}
        for found in self.found:
            words = seen.setdefault(found.watch, [])
            words += [e.words for e in found.evidence if e.words not in words]
        return " · ".join(f"{watch}: {', '.join(f'“{w}”' for w in words[:3])}" for watch, words in seen.items())


@dataclass(frozen=True)
class Preview:
    """The entries, newest first, with the number of activities that were looked at."""

    first: date
    last: date
    read: int
    entries: tuple[Entry, ...]
    matched: int

    @property
    def per_day(self) -> float:
        """Matching activities per working day."""
        working = sum(is_working_day(day) for day in dates(self.first, self.last))
        return self.matched / working if working else 0.0


def preview(store: Store, watchlist: Watchlist, *, first: date, last: date) -> Preview:
    """Match everything recorded from *first* to *last* against *watchlist*; nothing is written."""
    matcher, read = Matcher([watchlist]), 0
    subjects: dict[str, list[tuple[Activity, tuple[Found, ...]]]] = {}
    for activity in store.activities(since=first, until=last):
        read += 1
        if found := matcher.match(activity):
            subjects.setdefault(activity.subject, []).append((activity, found))
    entries = []
    for hits in subjects.values():
        hits.sort(key=lambda hit: hit[0].date)
        latest, _ = hits[-1]
        entries.append(Entry(latest, tuple(a for a, _ in hits[:-1]), tuple(f for _, fs in hits for f in fs)))
    entries.sort(key=lambda e: e.activity.date, reverse=True)
    return Preview(first, last, read, tuple(entries), sum(map(len, subjects.values())))
