"""What matching costs a document: with many watches against few, and with few against only cutting it into words."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from statistics import median

from monitor.parliament.activities import Question
from monitor.parliament.text import plain
from tests.proofs.corpus import questions
from watchlists.matching import Matcher
from watchlists.watchlist import Watch, Watchlist

#: to reach: said beside the figures, as both are missed still
GROWTH, CUTTING = 4, 6
FEW, MANY = 10, 100_000
#: documents of a round, and words of a phrase
BATCH, WORDS = 200, 3
#: in how many documents one of its words stands at most: a phrase is as specific as a name or a programme
RARE = 1
_MARKS = {ord(mark): " " for mark in ".,;:!?()[]“”\"'’–—-/"}


def prove(*, size: int, seed: int) -> str:
    """*size* rounds over other documents, each matched with few watches, with many, and cut into words.

    The phrases are of other documents than those that are read.
    """
    draw = random.Random(seed)
    texts = _texts(draw)
    rounds = (size + 1) * BATCH
    few, many = (Matcher([_watchlist(texts[rounds:], count, draw)]) for count in (FEW, MANY))
    growths, cuttings = [], []
    for number in range(size + 1):
        read = [_question(text) for text in texts[number * BATCH : (number + 1) * BATCH]]
        cut = _seconds(lambda read=read: [one.question.translate(_MARKS).split() for one in read])  # type: ignore[misc]
        least, most = (_seconds(lambda m=m, read=read: [m.match(one) for one in read]) for m in (few, many))  # type: ignore[misc]
        if number:  # the first round meets every word for the first time
            growths.append(most / least)
            cuttings.append(least / cut)
    return (
        f"{MANY:,} watches cost {median(growths):.1f} times what {FEW} cost ({min(growths):.1f} to {max(growths):.1f},"
        f" to reach {GROWTH}); {FEW} cost {median(cuttings):.1f} times the cutting into words ({min(cuttings):.1f} to"
        f" {max(cuttings):.1f}, to reach {CUTTING})"
    )


def _texts(draw: random.Random) -> Sequence[str]:
    """Documents as long as what is said in a debate: three real questions each, in a drawn order."""
    asked = [plain(row["questionText"]) for _, row in questions()]
    draw.shuffle(asked)
    return ["\n\n".join(asked[n : n + 3]) for n in range(0, len(asked) - 2, 3)]


def _watchlist(texts: Sequence[str], count: int, draw: random.Random) -> Watchlist:
    """*count* watches, each for a phrase that somebody used."""
    used = [text.translate(_MARKS).split() for text in texts]
    common = Counter(word for words in used for word in set(words))
    watches = list[Watch]()
    while len(watches) < count:
        words = draw.choice(used)
        first = draw.randrange(max(1, len(words) - WORDS))
        phrase = words[first : first + WORDS]
        if min((common[word] for word in phrase if word.isalpha()), default=RARE + 1) <= RARE:
            number = f"w{len(watches)}"
            watches.append(Watch(id=number, title=number, phrases=(" ".join(phrase),)))
    return Watchlist(id="many", title="Many", watches=tuple(watches))


def _question(text: str) -> Question:
    return Question(
        id="1", record="1", source="written-questions", upstream_id="1", subject="1", house="commons",
        date=date(2026, 3, 10), title="", url="https://example.org/", question=text, uin="1", due=date(2026, 3, 12),
    )  # fmt: skip


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
