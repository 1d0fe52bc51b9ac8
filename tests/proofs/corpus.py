"""The packaged list of probation over real written questions: its precision and recall by labels made by reading.

Read and labelled were every match, and every other question that contains probation, HMPPS, NPS, CRC, Napo, recall,
parole or unpaid work. The criterion: would an officer of a union of probation staff want this in the digest? *relevant*:
question or answer is about probation, its staff, or those it supervises (sentences in the community, reports to courts,
licence, recall, parole, early release, tagging, reoffending). *not*: prisons alone, the agency's name, a mention in
passing, another sense. *disputed*: an officer might say either. Only ids and labels are kept here, never the text.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Literal, NamedTuple

from monitor.parliament.activities import Answer
from monitor.parliament.text import plain
from tests.upstream import NoSharedData, find_shared
from watchlists import loading
from watchlists.matching import Matcher

LABELS = Path(__file__).parent.parent / "labels" / "probation.tsv"
#: as measured when the labels were made; the disputed are left out of both
PRECISION, RECALL = 51 / 54, 1.0

Label = Literal["relevant", "not", "disputed"]


class Measured(NamedTuple):
    """What the list found, by label, and which labelled questions it should have found."""

    found: dict[Label, frozenset[int]]
    missed: frozenset[int]
    #: matches that nobody has read
    unread: frozenset[int]

    @property
    def precision(self) -> float:
        """The share of matches that are right, the disputed left out."""
        right, wrong = len(self.found["relevant"]), len(self.found["not"])
        return right / (right + wrong)

    @property
    def recall(self) -> float:
        """The share of relevant questions that are found."""
        right = len(self.found["relevant"])
        return right / (right + len(self.missed))


def prove(*, size: int, seed: int) -> str:
    """All labelled questions, and others drawn by *seed* until there are *size*. Raises NoSharedData."""
    labels, everything = read_labels(), dict(questions())
    others = sorted(everything.keys() - labels.keys())
    drawn = random.Random(seed).sample(others, k=min(len(others), max(0, size - len(labels))))
    result = measure({number: everything[number] for number in (*labels, *drawn)}, labels)
    assert not result.unread, f"matches without a label: {sorted(result.unread)}"
    assert result.precision >= PRECISION, f"precision {result.precision:.3f}: wrong {sorted(result.found['not'])}"
    assert result.recall >= RECALL, f"recall {result.recall:.3f}: missed {sorted(result.missed)}"
    disputed = ", ".join(map(str, sorted(result.found["disputed"])))
    return (
        f"{len(labels) + len(drawn)} questions, precision {result.precision:.1%}, recall {result.recall:.1%},"
        f" disputed matches: {disputed}"
    )


def measure(texts: dict[int, dict[str, Any]], labels: dict[int, Label]) -> Measured:
    """The packaged list over these questions."""
    matcher = Matcher([loading.load_file(loading.examples() / "probation.toml")])
    found = {number for number, row in texts.items() if matcher.match(activity(row))}
    by_label: dict[Label, frozenset[int]] = {
        label: frozenset(n for n in found if labels.get(n) == label) for label in ("relevant", "not", "disputed")
    }
    relevant = {number for number in texts if labels.get(number) == "relevant"}
    return Measured(by_label, frozenset(relevant - found), frozenset(found - labels.keys()))


def read_labels() -> dict[int, Label]:
    """The label of each question that was read."""
    rows = (line.split("\t") for line in LABELS.read_text(encoding="utf-8").splitlines()[1:])
    return {int(number): label for number, label in rows}  # type: ignore[misc]  # the file holds these three words


def questions() -> Iterator[tuple[int, dict[str, Any]]]:
    """Every question of the corpus, with its heading where a record has it, and every record besides."""
    folder = find_shared() / "parliament-apis"
    if not (folder / "corpus").is_dir():
        raise NoSharedData(f"no corpus of written questions at {folder / 'corpus'}")
    records = {row["id"]: row for path in sorted((folder / "records").glob("*.jsonl")) for row in _rows(path)}
    yield from records.items()
    for path in sorted((folder / "corpus").glob("*.jsonl.gz")):
        for row in _rows(path):
            yield row["id"], {"heading": records.get(row["id"], {}).get("heading"), **row}


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def activity(row: dict[str, Any]) -> Answer:
    """The answer with its question, as the source would tell it."""
    number, day = str(row["id"]), date(2025, 1, 6)
    return Answer(
        id=number, record=number, source="written-questions", upstream_id=number, subject=number, date=day, due=day,
        url="https://example.org/", uin=number, title=row["heading"] or "",
        question=plain(row["questionText"]), answer=plain(row["answerText"]),
    )  # fmt: skip
