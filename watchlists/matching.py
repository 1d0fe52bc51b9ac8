"""match(activity, watchlists) → Found, with evidence and excerpts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from monitor.parliament.activities import Activity
from monitor.parliament.people import Value
from watchlists.watchlist import Watchlist


class Evidence(Value):
    """One occurrence that counts: where, by which term of the watch, and the words as printed."""

    field: Literal["title", "text", "question", "answer", "member"]
    #: the phrase as written in the file, or `member:4514`, `tag:…`, `party:…`
    term: str
    words: str
    #: offsets of the words in the field's readable text
    start: int = 0
    end: int = 0


class Found(Value):
    """An activity satisfies a watch."""

    watchlist: str
    watch: str
    evidence: tuple[Evidence, ...]
    excerpt: str


class Matcher:
    """All watches of all watchlists, compiled once."""

    def __init__(self, watchlists: Sequence[Watchlist]) -> None:
        self._watchlists = watchlists

    def match(self, activity: Activity) -> tuple[Found, ...]:
        """The watches that *activity* satisfies, in the order of the files."""
        raise NotImplementedError
