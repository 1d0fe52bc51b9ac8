"""Hit: a match with all that a digest tells of it; and what several hits say together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from monitor.parliament.activities import Activity, FieldName
from monitor.parliament.dates import today
from watchlists.matching import Evidence
from watchlists.watchlist import Watch, Watchlist

#: words that are named for each watch
WORDS = 4


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One match: the activity, the watch that it satisfies and on what evidence. Instants are UTC."""

    #: id of the match
    match: int
    watchlist: Watchlist
    watch: Watch
    activity: Activity
    evidence: tuple[Evidence, ...]
    found_at: datetime
    first_seen: datetime

    @property
    def own(self) -> bool:
        """Whether the activity says it itself, or is a watched Member's: not by its heading alone."""
        return any(e.field != "title" for e in self.evidence)

    @property
    def of_members(self) -> bool:
        """Whether it was found for a watched Member."""
        return bool(self.watch.members or self.watch.tags)

    @property
    def place(self) -> int:
        """The place of the watch in its file."""
        return next((n for n, watch in enumerate(self.watchlist.watches) if watch.id == self.watch.id), 0)

    @property
    def found_on(self) -> date:
        """London's date on which the match was found."""
        return today(self.found_at)


def spans(hits: Iterable[Hit], activity: Activity, field: FieldName) -> list[tuple[int, int]]:
    """Where in *field* of *activity* the words stand that matched. Evidence of an older wording is left out."""
    text = next((words.text for words in activity.fields() if words.field == field), "")
    found = {
        (e.start, e.end)
        for hit in hits
        if hit.activity.id == activity.id
        for e in hit.evidence
        if e.field == field and e.start < e.end and text[e.start : e.end] == e.words
    }
    return sorted(found)


def why(hits: Sequence[Hit]) -> tuple[str, ...]:
    """Which watch, which words: "Probation: “probation officers”", one line a watch, no line twice.

    Words that stand in the heading alone are told so. Of a watch without phrases the Members are named.
    """
    told: dict[tuple[str, str], tuple[str, dict[str, list[Evidence]]]] = {}
    lists = list(dict.fromkeys(hit.watchlist.id for hit in hits))
    for hit in sorted(hits, key=lambda h: (lists.index(h.watchlist.id), h.place)):
        _, words = told.setdefault((hit.watchlist.id, hit.watch.id), (hit.watch.title, {}))
        said = [e for e in hit.evidence if e.field != "member"]
        for e in said or hit.evidence:
            words.setdefault(" ".join(e.words.split()).casefold(), []).append(e)
    return tuple(dict.fromkeys(_line(title, [_told(e) for e in words.values()]) for title, words in told.values()))


def _told(evidence: Sequence[Evidence]) -> str:
    """The words, as the first of *evidence* has them, and whether they stand in the heading alone; a Member's name."""
    shown = " ".join(evidence[0].words.split())
    if evidence[0].field == "member" or not shown:
        return shown
    return f"“{shown}”" + (" in the heading" if all(e.field == "title" for e in evidence) else "")


def _line(title: str, words: Sequence[str]) -> str:
    named = ", ".join(word for word in words[:WORDS] if word)
    return f"{title}: {named}" if named else title
