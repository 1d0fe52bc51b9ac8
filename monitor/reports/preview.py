"""What a watchlist file would have found in the last days, and how much it is to be expected to bring.

Everything recorded in those days is matched; what matched is folded by subject. A written question is shown at its
latest step, with the steps that led to it; of a debate the contributions whose own words matched, each with the reply
where one is recorded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from monitor.parliament.activities import (
    Activity,
    Answer,
    Contribution,
    Correction,
    FieldName,
    HoldingAnswer,
    MinisterialCorrection,
)
from monitor.parliament.dates import days as dates
from monitor.parliament.dates import is_working_day
from monitor.store import Store, queries
from watchlists import excerpts
from watchlists.matching import Found, Matcher
from watchlists.watchlist import Watchlist

Spoken = (Contribution, MinisterialCorrection)
Answering = (HoldingAnswer, Answer, Correction)
WORKING_WEEK = 5
#: words that are named for each watch
WORDS = 4


@dataclass(frozen=True)
class Reply:
    """What was replied: by whom, and its words around the match, or its first ones; "" where they were not seen."""

    name: str
    words: str


@dataclass(frozen=True)
class Hit:
    """One activity that matched, the watches that it satisfies, and the reply to it."""

    activity: Activity
    found: tuple[Found, ...]
    reply: Reply | None = None

    @property
    def excerpt(self) -> str:
        """The words around the match; of what was answered those of the question, as the answer is the reply."""
        if isinstance(self.activity, Answering):
            return _around(self, "question", self.activity.question)
        return next((f.excerpt for f in self.found if f.excerpt), "")

    @property
    def words(self) -> tuple[str, ...]:
        """The words that matched, as printed, each once."""
        return tuple(dict.fromkeys(e.words for f in self.found for e in f.evidence if e.field != "member"))

    @property
    def by_heading(self) -> bool:
        """Whether none of its own words matched: it stands under a heading that did."""
        return all(e.field == "title" for f in self.found for e in f.evidence)


@dataclass(frozen=True)
class Entry:
    """One subject: what is shown of it, what else matched, and the steps that led to it."""

    shown: tuple[Hit, ...]
    others: tuple[Hit, ...]
    history: tuple[Activity, ...] = ()

    @property
    def activity(self) -> Activity:
        """The activity that stands for the subject."""
        return self.shown[0].activity

    @property
    def why(self) -> str:
        """Which watch, which words: "probation: “probation officers”"."""
        said: dict[str, dict[str, str]] = {}
        for found in (f for hit in (*self.shown, *self.others) for f in hit.found):
            words = said.setdefault(found.watch, {})
            for evidence in found.evidence:
                words.setdefault(evidence.words.casefold(), evidence.words)
        return " · ".join(
            f"{w}: {', '.join(f'“{one}”' for one in list(ws.values())[:WORDS])}" for w, ws in said.items()
        )


@dataclass(frozen=True)
class Preview:
    """The entries, latest first, and the numbers from which the volume is estimated."""

    first: date
    last: date
    #: working days that were not read to their end from every source
    unread: tuple[date, ...]
    #: activities that were looked at, those that matched, and of these the ones dated on days that were read
    read: int
    matched: int
    counted: int
    #: activities that matched each watch, in the order of the file
    by_watch: Mapping[str, int]
    entries: tuple[Entry, ...]

    @property
    def working_days(self) -> int:
        """Working days that were read."""
        return sum(map(is_working_day, dates(self.first, self.last))) - len(self.unread)

    @property
    def per_day(self) -> float:
        """Matching activities per working day."""
        return self.counted / self.working_days if self.working_days else 0.0

    @property
    def per_week(self) -> float:
        """Matching activities in a week of five working days."""
        return self.per_day * WORKING_WEEK


def preview(store: Store, watchlist: Watchlist, *, sources: Collection[str], first: date, last: date) -> Preview:
    """Match everything recorded from *first* to *last* against *watchlist*; nothing is written.

    *sources*: the names of those whose reading is expected. Raises StoreError.
    """
    matcher, read = Matcher([watchlist]), 0
    subjects: dict[str, list[Hit]] = {}
    replies: dict[str, Reply] = {}
    for activity in store.activities(since=first, until=last):
        read += 1
        found = matcher.match(activity)
        if isinstance(activity, Contribution) and activity.replies_to:
            said = next((f.excerpt for f in found if f.excerpt), "") or excerpts.opening(activity.said)
            replies[activity.replies_to] = Reply(_speaker(activity), said)
        if found:
            subjects.setdefault(activity.subject, []).append(Hit(activity, found))
    hits = [hit for some in subjects.values() for hit in some]
    entries = sorted((_entry(some, replies) for some in subjects.values()), key=lambda e: e.activity.date, reverse=True)
    unread = _unread(store, sources, first, last)
    return Preview(
        first=first,
        last=last,
        unread=unread,
        read=read,
        matched=len(hits),
        counted=sum(hit.activity.date not in unread for hit in hits),
        by_watch=_by_watch(watchlist, hits),
        entries=tuple(_told(store, entries)),
    )


def _unread(store: Store, sources: Collection[str], first: date, last: date) -> tuple[date, ...]:
    """The working days that no complete reading of one of the sources covers."""
    read = {source: set[date]() for source in sources}
    for source, begin, end in queries.windows(store, first):
        if source in read:
            read[source].update(dates(max(begin, first), min(end, last)))
    covered = set(dates(first, last)).intersection(*read.values())
    return tuple(day for day in dates(first, last) if is_working_day(day) and day not in covered)


def _entry(hits: Sequence[Hit], replies: Mapping[str, Reply]) -> Entry:
    return _debate(hits, replies) if isinstance(hits[0].activity, Spoken) else _question(hits)


def _debate(hits: Sequence[Hit], replies: Mapping[str, Reply]) -> Entry:
    """In the order of the sitting: who used the words, with the reply; a reply that is shown so is not shown again."""
    ordered = sorted(hits, key=lambda h: (h.activity.date, _order(h.activity)))
    speaking = [h for h in ordered if not h.by_heading] or ordered[:1]
    there = {h.activity.upstream_id for h in speaking}
    shown = [h for h in speaking if _replies_to(h.activity) not in there]
    told = {h.activity.upstream_id for h in shown}
    others = [h for h in ordered if h not in shown and _replies_to(h.activity) not in told]
    return Entry(tuple(Hit(h.activity, h.found, replies.get(h.activity.upstream_id)) for h in shown), tuple(others))


def _question(hits: Sequence[Hit]) -> Entry:
    """The latest step, with what was answered; the latest of others in its group stands beside it."""
    ordered = sorted(hits, key=lambda h: h.activity.date)
    latest = ordered[-1]
    beside = {h.activity.record: h for h in ordered if h.activity.record != latest.activity.record}
    return Entry((Hit(latest.activity, latest.found, _answer(latest)),), tuple(beside.values()))


def _answer(hit: Hit) -> Reply | None:
    """What the Government answered, with the name."""
    if not isinstance(hit.activity, Answering):
        return None
    name = next((p.name for p in reversed(hit.activity.participants) if p.role in ("answered", "corrected")), "")
    return Reply(name, _around(hit, "answer", hit.activity.answer))


def _around(hit: Hit, field: FieldName, text: str) -> str:
    """The words of *text* around the match where it stands there, else the first ones; "" of a partial activity."""
    if hit.activity.partial:
        return ""
    at = next(((e.start, e.end) for f in hit.found for e in f.evidence if e.field == field), None)
    return excerpts.around(text, *at) if at else excerpts.opening(text)


def _told(store: Store, entries: Sequence[Entry]) -> Iterator[Entry]:
    """The entries with their history: all steps of the question that is shown, up to the one that is."""
    records = {e.activity.record for e in entries if not isinstance(e.activity, Spoken)}
    steps: dict[str, list[Activity]] = {}
    for activity in store.activities_of(records) if records else ():
        steps.setdefault(activity.record, []).append(activity)
    for entry in entries:
        shown = entry.activity
        before = [a for a in steps.get(shown.record, ()) if a.date <= shown.date and a.id != shown.id]
        yield replace(entry, history=tuple(sorted(before, key=lambda a: a.date)))


def _by_watch(watchlist: Watchlist, hits: Iterable[Hit]) -> dict[str, int]:
    counted = Counter(watch for hit in hits for watch in {f.watch for f in hit.found})
    return {watch.id: counted[watch.id] for watch in watchlist.watches}


def _speaker(activity: Activity) -> str:
    return next((p.name for p in activity.participants), "")


def _order(activity: Activity) -> tuple[int, int]:
    return activity.order if isinstance(activity, Spoken) else (0, 0)


def _replies_to(activity: Activity) -> str | None:
    return activity.replies_to if isinstance(activity, Spoken) else None
