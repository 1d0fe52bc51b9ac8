"""The non-answer flag over real written answers: its precision and recall by labels made by reading.

How they were drawn and labelled, and what counts as a non-answer, stands at the head of the labels. The rule is measured
on draw 6, made and labelled after it was frozen; it was revised on what the draws before had shown.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal, NamedTuple

from monitor.parliament.text import plain
from tests.proofs.corpus import questions
from watchlists.evasion import evasion

LABELS = Path(__file__).parent.parent / "labels" / "non_answers.tsv"
#: of the flagged, as many must be non-answers: in draws 2 and 6, and among the flagged of draw 5
PRECISION = 0.95
MEASURED = (2, 5, 6)
#: the draws of flagged replies alone, which say nothing of recall
FLAGGED = (3, 5)

Label = Literal["non-answer", "answer", "disputed"]


class Measured(NamedTuple):
    """How many labelled replies of a draw are flagged, and how many are not."""

    flagged: dict[Label, int]
    passed: dict[Label, int]

    def precision(self, *, disputed: int = 0) -> float:
        """The share of flagged replies that are non-answers; with *disputed*=1 the disputed count as wrong."""
        right = self.flagged["non-answer"]
        return right / (right + self.flagged["answer"] + disputed * self.flagged["disputed"])

    def recall(self, *, disputed: int = 0) -> float:
        """The share of non-answers that are flagged; with *disputed*=1 the disputed are to be flagged too."""
        right, missed = (one["non-answer"] + disputed * one["disputed"] for one in self)
        return right / (right + missed)


def prove(*, size: int, seed: int) -> str:
    """Every labelled reply, whatever *size* and *seed*: there are few. Raises NoSharedData."""
    texts = {number: (plain(row["answerText"] or ""), plain(row["questionText"])) for number, row in questions()}
    results = {draw: measure(labels, texts) for draw, labels in read_labels().items()}
    for draw in MEASURED:
        found = results[draw].precision()
        assert found >= PRECISION, f"precision {found:.3f} on draw {draw}: {results[draw].flagged}"
    return "; ".join(f"draw {draw}: {_told(one, recall=draw not in FLAGGED)}" for draw, one in results.items())


def measure(labels: dict[int, Label], texts: dict[int, tuple[str, str]]) -> Measured:
    """The rule over these replies; every one of them must be there."""
    result = Measured(*({"non-answer": 0, "answer": 0, "disputed": 0} for _ in range(2)))
    for number, label in labels.items():
        counted = result.flagged if evasion(*texts[number]) else result.passed
        counted[label] += 1
    return result


def read_labels() -> dict[int, dict[int, Label]]:
    """Of each draw, the label of each question by its id."""
    draws: dict[int, dict[int, Label]] = {}
    for line in LABELS.read_text(encoding="utf-8").splitlines():
        if line[0].isdigit():
            number, draw, label = line.split("\t")
            draws.setdefault(int(draw), {})[int(number)] = label  # type: ignore[assignment]  # one of the three
    return draws


def _told(one: Measured, *, recall: bool) -> str:
    flagged, non_answers = one.flagged["non-answer"], one.flagged["non-answer"] + one.passed["non-answer"]
    told = f"precision {one.precision():.1%} ({flagged} of {flagged + one.flagged['answer']}"
    told += f", {one.precision(disputed=1):.1%} if the disputed are answers)"
    if recall:
        told += f", recall {one.recall():.1%} ({flagged} of {non_answers}"
        told += f", {one.recall(disputed=1):.1%} if the disputed are non-answers)"
    return told
