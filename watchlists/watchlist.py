"""Watchlist and Watch: exactly what a file may say, and what it means.

- Every line added to a watch narrows it; every watch added to a watchlist widens it. Within a list any one suffices;
  across lines all must hold. A watch has `phrases`, or `members` (or `tags`, `parties`); the rest only narrows.
- `context`: at least one must stand in the same activity. `unless`: an occurrence inside, or sharing a word with, one
  of these does not count; others in the same text still do. `never` forbids the whole activity.
- `in` says where the phrases must stand: title, question or answer; `text` is all else that is said.
- The question's words count for its holding answer, answer, correction, withdrawal and overdue, also where the wording
  was never seen. A heading counts for everyone who asked, answered, moved or spoke under it.
- With Members *and* phrases, a watched Member must be the one who said, asked, answered, moved or signed it: a match in
  the minister's reply is no evidence about the asker.
- `tags`: Members who carry one of them in this watchlist's CSV files, among this watch's own `members` where it has
  any. `parties`: whoever was of one of them (full name or abbreviation) on the day.
- Word forms are read by `words.parse_term`: `company`, `compan*`, `=CRC`, `"like this"`, `~rehabilitate`. A phrase
  crosses no paragraph, nor the border between question and answer.
- `signature` and `division` are acts of Members: a watch without members, tags or parties sees no signatures, and a
  division once, by its title (in the Lords, where that is the bill only, by its motion too); a watch with Members and
  no phrases sees them as one line per subject.
- `since` is the first day from which a watch is announced; without it, the day on which its id was first loaded. The id
  of a watch is its title in lower case with hyphens, unless it is given; a new id is a new watch.

A watchlist is right, or `loading` refuses it and says where (file, line, key, remedy).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from types import MappingProxyType
from typing import Literal

from monitor.parliament.activities import FieldName
from monitor.parliament.people import House, Value

Cadence = Literal["at-once", "daily", "weekly", "roundup"]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Stance = Literal["supporter", "open", "opponent", "unknown"]

_ASKED: frozenset[FieldName] = frozenset({"title", "question"})
_ANSWERED: frozenset[FieldName] = frozenset({"title", "question", "answer"})
_SAID: frozenset[FieldName] = frozenset({"title", "text"})
_ORAL: frozenset[FieldName] = frozenset({"title", "question", "answer", "text"})
#: every kind that `kinds` may name, also of sources still to come, with the fields of `in` that it can have
KINDS: Mapping[str, frozenset[FieldName]] = MappingProxyType(
    {
        **dict.fromkeys(("question", "overdue", "withdrawal"), _ASKED),
        **dict.fromkeys(("holding-answer", "answer", "correction"), _ANSWERED),
        **dict.fromkeys(("contribution", "ministerial-correction", "written-statement"), _SAID),
        **dict.fromkeys(("oral-question", "question-time"), _ORAL),
        **dict.fromkeys(("motion", "amendment", "signature", "signature-withdrawal", "motion-withdrawal"), _SAID),
        **dict.fromkeys(("division", "bill-stage", "business", "petition", "publication", "membership"), _SAID),
        **dict.fromkeys(("inquiry", "call-for-evidence", "evidence-session", "evidence", "report", "response"), _SAID),
    }
)


class Recipient(Value):
    """One `[[to]]`: an address, and what it is sent when."""

    address: str
    digests: tuple[Cadence, ...] = ("daily",)
    #: London wall time of the daily digest
    at: time = time(7, 30)
    days: Literal["working", "sitting"] | tuple[Weekday, ...] = "working"
    #: at-once waits until the end of these hours (first, last), which may span midnight
    quiet: tuple[time, time] | None = None
    heartbeat: Literal["daily", "weekly"] = "weekly"


class WatchedMember(Value):
    """A Member of a watch, with what the watchlist says of them."""

    id: int
    name: str = ""
    tags: tuple[str, ...] = ()
    stance: Stance = "unknown"
    note: str = ""


class Watch(Value):
    """One `[[watch]]`. Every line narrows; within a list any one suffices."""

    id: str
    title: str
    phrases: tuple[str, ...] = ()
    #: at least one must stand in the same activity
    context: tuple[str, ...] = ()
    #: an occurrence inside, or sharing a word with, one of these does not count
    unless: tuple[str, ...] = ()
    #: forbids the whole activity
    never: tuple[str, ...] = ()
    members: tuple[WatchedMember, ...] = ()
    tags: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    #: `in` in the file; empty: everywhere
    fields: tuple[FieldName, ...] = ()
    houses: tuple[House, ...] = ()
    kinds: tuple[str, ...] = ()
    #: answering body ids, resolved from the names in the file, former names too
    departments: tuple[int, ...] = ()
    since: date | None = None
    note: str = ""

    @property
    def terms(self) -> tuple[str, ...]:
        """What widens this watch, each with a first day of its own: phrases, members, tags, parties as written."""
        members = tuple(f"member:{m.id}" for m in self.members)
        tags = tuple(f"tag:{t}" for t in self.tags)
        return (*self.phrases, *members, *tags, *(f"party:{p}" for p in self.parties))


class Watchlist(Value):
    """One file: whom to tell, and what to watch for. Its id is the file's name without `.toml`."""

    id: str
    title: str
    to: tuple[Recipient, ...] = ()
    watches: tuple[Watch, ...]
