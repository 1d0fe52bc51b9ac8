"""The fast matcher against the slow one: no difference over drawn pairs of a watch and an activity."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date
from typing import Any

from monitor.parliament.activities import Activity, Answer, Body, Contribution, Question
from monitor.parliament.people import Participant
from tests import slow_matcher
from watchlists.matching import Evidence, Found, Matcher
from watchlists.watchlist import Watch, WatchedMember, Watchlist

#: words that are easily taken for one another
_WORDS = (
    "probation probations probation's Probation’s PROBATION probate probationary approbation pro-bation re offending"
    " reoffending re-offending RE‑OFFENDING reoff ending offend offender offenders’ the rapist therapist not able"
    " notable CRC CRCs CRC's CRCs’ crc CRCS C.R.C. company companies company’s companion com pany long term longterm"
    " long-term terms Long–term café cafe cafés cafe\u0301 O'Brien O’Brien’s OBrien news new person people persons life"
    " lives live box boxes photo photos bases basis base analysis analyses & and state of the art state-of-the-art"
    " NPS nps NP Napo napo’s rehabilitate rehabilitation re-habilitated transforming Transforming service services"
    " reof\u00adfending prob\u200bation ﬁne fine 28 28A 1,200 to-day today women woman women’s MPs mps quiz quizzes"
    " PA role parole over time overtime co operate co-operate cooperate N P S"
)
WORDS = _WORDS.split()
GAPS = [" "] * 12 + [
    "-",
    "\u00a0",
    "  ",
    ", ",
    ". ",
    "—",
    " – ",
    "\n\n",
    "’ ",
    " ‘",
    "/",
    " (",
    "\u2011",
    "\n",
    "\u00ad ",
]
SIGNS = ("{}",) * 9 + ("={}", '"{}"', "={}", "“{}”", '="{}"')
MEMBERS = (1, 2, 3, 4)
PARTIES = ("Labour", "Green Party", "Crossbench")
BATCH = 200


def prove(*, size: int, seed: int) -> str:
    """*size* pairs, drawn by *seed*; the evidence of each must be the same to the letter."""
    draw, pairs, matches = random.Random(seed), 0, 0
    while pairs < size:
        watchlist = draw_watchlist(draw, min(BATCH, size - pairs))
        matcher = Matcher([watchlist])
        slow_matcher.occurrences.cache_clear()
        slow_matcher.read.cache_clear()
        for _ in range(max(1, min(10, (size - pairs) // len(watchlist.watches)))):
            activity = draw_activity(draw)
            matches += compare(watchlist, matcher.match(activity), activity)
            pairs += len(watchlist.watches)
    return f"{pairs} pairs, {matches} matches, 0 differences"


def compare(watchlist: Watchlist, found: Sequence[Found], activity: Activity) -> int:
    """How many watches match; raises AssertionError with the first on which both matchers differ."""
    fast = {one.watch: {_counted(e) for e in one.evidence if e.field != "member"} for one in found}
    for watch in watchlist.watches:
        slow = slow_matcher.match(watchlist, watch, activity)
        assert fast.get(watch.id) == slow, f"{watch!r} on {activity!r}: fast {fast.get(watch.id)}, slow {slow}"
    return len(fast)


def _counted(evidence: Evidence) -> slow_matcher.Counted:
    return evidence.field, evidence.term, evidence.start, evidence.end


# -- what is drawn --------------------------------------------------------------------------------------------------


def draw_text(draw: random.Random, most: int) -> str:
    """Up to *most* words with whatever may stand between words."""
    words = (draw.choice(WORDS) + draw.choice(GAPS) for _ in range(draw.randint(0, most)))
    return "".join(words).strip()


def draw_term(draw: random.Random) -> str:
    """A phrase of one to three words, with or without a sign."""
    if draw.random() < 0.05:
        return "~" + draw.choice(("rehabilitate", "offending", "company", "probation", "re-offend".replace("-", "")))
    words = [draw.choice(WORDS) for _ in range(draw.choice((1, 1, 1, 2, 2, 3)))]
    gap = draw.choice((" ", " ", "-", "\u2011", ", "))
    if draw.random() < 0.15:
        return gap.join([*words[:-1], draw.choice(("compan*", "offend*", "reoff*", "prob*", "proba*", "long-ter*"))])
    return draw.choice(SIGNS).format(gap.join(words))


def draw_watchlist(draw: random.Random, watches: int) -> Watchlist:
    """A watchlist whose watches share a small stock of phrases."""
    stock = [draw_term(draw) for _ in range(60)]
    return Watchlist(id="drawn", title="Drawn", watches=tuple(draw_watch(draw, n, stock) for n in range(watches)))


def draw_watch(draw: random.Random, number: int, stock: Sequence[str]) -> Watch:
    """A watch that has each line now and then."""
    people = draw.random() < 0.3
    lines: dict[str, Any] = {
        "phrases": some(draw, stock, 1, 3) if not people or draw.random() < 0.7 else (),
        "context": some(draw, stock, 1, 3) if draw.random() < 0.2 else (),
        "unless": some(draw, stock, 1, 3) if draw.random() < 0.4 else (),
        "never": some(draw, stock, 1, 1) if draw.random() < 0.1 else (),
        "fields": some(draw, ("title", "question", "answer", "text"), 1, 2) if draw.random() < 0.3 else (),
        "houses": some(draw, ("commons", "lords"), 1, 1) if draw.random() < 0.1 else (),
        "kinds": some(draw, ("question", "answer", "contribution"), 1, 2) if draw.random() < 0.1 else (),
        "departments": some(draw, (1, 54), 1, 1) if draw.random() < 0.1 else (),
    }
    if people:
        lines |= draw.choice(
            (
                {"members": draw_members(draw)},
                {"members": draw_members(draw)},
                {"tags": some(draw, ("friend", "lobby"), 1, 2)},
                {"parties": some(draw, PARTIES, 1, 2)},
                {"members": draw_members(draw), "tags": ("friend",), "parties": PARTIES[:2]},
            )
        )
    return Watch(id=f"w{number}", title=f"W{number}", **lines)


def draw_members(draw: random.Random) -> tuple[WatchedMember, ...]:
    """One or two Members, some with a tag."""
    ids = some(draw, MEMBERS, 1, 2)
    return tuple(WatchedMember(id=i, tags=some(draw, ("friend", "lobby", "other"), 1, 2)) for i in ids)


def some(draw: random.Random, stock: Sequence[Any], least: int, most: int) -> tuple[Any, ...]:
    """A few of the stock, each once."""
    return tuple(dict.fromkeys(draw.choices(stock, k=draw.randint(least, most))))


def draw_activity(draw: random.Random) -> Activity:
    """A question, an answer or a contribution, of either House, by anyone."""
    common: dict[str, Any] = {
        "id": "drawn", "record": "drawn", "upstream_id": "drawn", "subject": "drawn", "url": "https://example.org/",
        "house": draw.choice(("commons", "lords", None)), "date": date(2026, 3, 2), "title": draw_text(draw, 4),
        "body": Body(id=draw.choice((1, 54, None)), name="Ministry") if draw.random() < 0.8 else None,
        "partial": draw.random() < 0.05,
    }  # fmt: skip
    if draw.random() < 0.4:
        said = draw.choice(("spoke", "asked", "answered", "moved", "signed"))
        speaker = draw_participant(draw, said)
        return Contribution(source="hansard", said=draw_text(draw, 25), debate="d", participants=(speaker,), **common)
    question: dict[str, Any] = {
        "question": draw_text(draw, 15),
        "uin": "1",
        "due": date(2026, 3, 5),
        "source": "written-questions",
    }
    asked = draw_participant(draw, "asked")
    if draw.random() < 0.3:
        return Question(participants=(asked,), **question, **common)
    people = (asked, draw_participant(draw, draw.choice(("answered", "corrected"))))
    return Answer(participants=people, answer=draw_text(draw, 20), **question, **common)


def draw_participant(draw: random.Random, role: Any) -> Participant:
    """Someone in this role."""
    party = draw.choice((*PARTIES, "GREEN PARTY", None))
    return Participant(member=draw.choice((*MEMBERS, None)), name="Someone", role=role, party=party)
