"""What is recorded of one day and what of it matched a watchlist: who raised it, and what was replied."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import Any

from sqlalchemy import select

from monitor.parliament.activities import Activity, Contribution
from monitor.parliament.people import Participant
from monitor.reports.quotation import LEAST, Quotation, count, quote
from monitor.sources.hansard_exchange import in_the_chair
from monitor.store import Store, queries
from monitor.store.rows import recorded
from monitor.store.schema import activities as acts
from watchlists.speakers import name, somebody

#: the heading above all oral questions of a day in the Commons, and that of those without notice
ORAL, TOPICAL = "Oral Answers to Questions", "Topical Questions"
#: how a supplementary speaks of what was said before it
_BACK = re.compile(
    r"^(following|further to|on that|in (the )?light of|given)\b|\bQuestion \d+\b"
    r"|\b(that|his|her|their|the|previous|earlier|last|first) (answer|reply|response|question|point)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Raised:
    """What of one Member's words in one debate matched, in the order of the sitting.

    `spans`: where the words that matched stand, by activity id. `own`: some of it matched by more than its heading.
    `tabled`: the questions as tabled of this debate, in order.
    """

    said: tuple[Contribution, ...]
    spans: Mapping[str, Sequence[tuple[int, int]]]
    replies: Mapping[str, Contribution]
    oral: bool
    own: bool
    tabled: tuple[Contribution, ...] = ()

    @cached_property
    def best(self) -> Contribution:
        """The contribution that is quoted."""
        return min(self.said, key=self._rank)

    @cached_property
    def quotation(self) -> Quotation:
        """The words of it that are quoted; "" where only a part of it was ever seen."""
        return Quotation("") if self.best.partial else quote(self.best.said, self.spans[self.best.id])

    @property
    def reply(self) -> Contribution | None:
        """What the Minister replied to it."""
        return self.replies.get(self.best.upstream_id)

    @property
    def question(self) -> Contribution | None:
        """The question before it, of a supplementary that does not stand alone: it speaks of that, or names nothing."""
        before = [one for one in self.tabled if one.order < self.best.order]
        alone = self.best in self.tabled or (self.spans[self.best.id] and not _BACK.search(self.quotation.text))
        return None if alone or not before else before[-1]

    @property
    def rank(self) -> tuple[Any, ...]:
        """Its place among all that was raised, best first; of equals, Topical Questions come after the others."""
        evidence = sum(_evidence(one.said, self.spans[one.id]) for one in self.said)
        topical = self.best.title == TOPICAL
        return not self.oral, not self.own, -evidence, topical, self.reply is None, place(self.best)

    @property
    def is_short(self) -> bool:
        """Whether there is less to quote than a quotation has."""
        return self.quotation.length < LEAST

    def _rank(self, one: Contribution) -> tuple[Any, ...]:
        short = one.partial or count(one.said) < LEAST
        return short, -_evidence(one.said, self.spans[one.id]), one.upstream_id not in self.replies, place(one)


class Sitting:
    """One day as the store has it. What was withdrawn is left out, and matches that were dismissed.

    *primed*: with the matches that are never announced.
    """

    def __init__(self, store: Store, watchlist: str, day: date, *, primed: bool = True) -> None:
        but = {"dismissed"} if primed else {"dismissed", "primed"}
        self._evidence = _matches(store, watchlist, day, but)
        standing = (acts.c.date == day) & acts.c.withdrawn_at.is_(None)
        with store.reading() as connection:
            found = recorded(connection, select(acts).where(standing).order_by(acts.c.seq))
        self._recorded = {one.activity.id: one for one in found}
        self._said = sorted((a for a in self._all if isinstance(a, Contribution)), key=place)
        self.replies = _replies(self._said)
        self._oral = {s.subject for s in self._said if ORAL in s.parents or somebody(s, "asked")}
        self._tabled = [s for s in self._said if somebody(s, "asked") and s.title != TOPICAL and not s.partial]
        self._printed = _printed(store, [one for one in self._said if one.id in self._evidence])
        self._answering = {(s.subject, key(somebody(s))) for s in self._said if s.replies_to or s.post}

    @property
    def _all(self) -> Iterator[Activity]:
        return (one.activity for one in self._recorded.values())

    @property
    def matched(self) -> list[Activity]:
        """All that matched, in the order of recording."""
        return [one for one in self._all if one.id in self._evidence]

    @cached_property
    def raised(self) -> list[Raised]:
        """What Members who do not answer for the Government said, by Member and debate, in the order of the sitting."""
        by: dict[tuple[str, object], list[Contribution]] = defaultdict(list)
        for one in self._said:
            if one.id in self._evidence and self.raises(one):
                by[one.subject, key(somebody(one))].append(one)
        return [self._raised(tuple(some)) for some in by.values()]

    def _raised(self, said: tuple[Contribution, ...]) -> Raised:
        spans = {one.id: self._spans(one) for one in said}
        oral = said[0].subject in self._oral
        tabled = tuple(one for one in self._tabled if one.subject == said[0].subject)
        return Raised(said, spans, self.replies, oral=oral, own=any(map(self.is_own, said)), tabled=tabled)

    def raises(self, one: Contribution) -> bool:
        """Whether it raises something: no noise, not the Chair's, and not of a Member who answers in this debate."""
        if not one.participants or one.noise or self.answers(one):
            return False
        return not in_the_chair(self._printed.get(one.record, ""))

    def answers(self, one: Contribution) -> bool:
        """Whether it is said by a Member who answers for the Government in this debate."""
        return (one.subject, key(somebody(one))) in self._answering

    def is_own(self, one: Activity) -> bool:
        """Whether it matched by more than its heading."""
        return any(e["field"] != "title" for e in self._evidence.get(one.id, ()))

    def _spans(self, one: Contribution) -> list[tuple[int, int]]:
        """Where in its text the words stand that matched; evidence of an older wording is left out."""
        found = [e for e in self._evidence[one.id] if e["field"] == "text"]
        return sorted({(e["start"], e["end"]) for e in found if e["words"] == one.said[e["start"] : e["end"]]})

    def is_revised(self, one: Activity) -> bool:
        """Whether its text has changed since it was first seen."""
        return self._recorded[one.id].revision > 0

    def post(self, speaker: Participant | None) -> str:
        """The office by which *speaker* is printed that day, "" if by none: "Minister for Oats"."""
        return next((one.post for one in self._said if one.post and key(somebody(one)) == key(speaker)), "")


def place(one: Contribution) -> tuple[Any, ...]:
    """Where it stands in the sittings of its day: the Commons first, chamber by chamber."""
    return one.house or "", one.chamber or "", one.order, one.id


def key(speaker: Participant | None) -> object:
    """What tells one speaker from another."""
    return (speaker.member or name(speaker)) if speaker else ""


def _replies(said: Sequence[Contribution]) -> dict[str, Contribution]:
    """The reply to each contribution, by upstream id; questions called one after another are answered together."""
    replies = {one.replies_to: one for one in reversed(said) if one.replies_to and one.noise is None}
    speaking = (one for one in said if one.noise is None)
    for (_, asked), some in groupby(speaking, key=lambda one: (one.subject, somebody(one, "asked") is not None)):
        together = [one.upstream_id for one in some] if asked else []
        reply = next((replies[id] for id in together if id in replies), None)
        replies.update({id: reply for id in together if reply and id not in replies})
    return replies


def _evidence(text: str, spans: Iterable[tuple[int, int]]) -> int:
    """How many words matched."""
    return sum(count(text[start:end]) for start, end in spans)


def _matches(store: Store, watchlist: str, day: date, but: set[str]) -> dict[str, list[dict[str, Any]]]:
    """Activity id → the evidence of its matches that stand; *but*: the states of those that are left out."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in queries.matches(store, since=day, until=day, watchlist=watchlist):
        if row["state"] not in but and "lapsed_at" not in row:
            found.setdefault(row["activity"]["id"], []).extend(row["evidence"])
    return found


def _printed(store: Store, said: Sequence[Contribution]) -> dict[str, str]:
    """Record id → all that is printed before the words: "The Minister for Oats (Ada Quern)"."""
    rows: dict[str, str] = {}
    for source in {one.source for one in said}:
        kept = store.kept(source, ids={one.record for one in said if one.source == source})
        rows.update((id, str(json.loads(row.content).get("attribution", ""))) for id, row in kept.items())
    return rows
