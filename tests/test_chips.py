"""The state of a written question in a few words, and what an answer says when it does not answer."""

from __future__ import annotations

import gzip
import json
import os
from datetime import date
from pathlib import Path

import pytest

from monitor.parliament.sittings import Calendar, SittingDays
from monitor.parliament.text import plain
from tests.test_composing import answered, corrected, held, overdue, speech, tabled, withdrawn
from watchlists.chips import by, chip, working_days
from watchlists.evasion import evasion
from watchlists.lives import Event

TODAY = date(2026, 3, 11)
SHARED = Path(os.environ.get("PARLIAMENT_SHARED", Path(__file__).parents[2] / "shared"))
FULL = "There were nine officers in Umberleigh and ten in Fiddlebury. " * 8


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (tabled(due=date(2026, 3, 13)), "Tabled, due 13 Mar"),
        (tabled(due=date(2026, 3, 12)), "Due 12 Mar"),
        (tabled(due=date(2026, 3, 11)), "Due 11 Mar"),
        (tabled(due=date(2026, 3, 10)), "Tabled, was due 10 Mar"),
        (held(), "Holding answer"),
        (answered(day=6), "Answered on time"),
        (answered(day=7), "Answered, 1 day late"),
        (answered(day=10), "Answered, 4 days late"),
        (overdue(day=9), "Overdue, was due 6 Mar"),
        (corrected("nine", "ten"), "Corrected"),
        (withdrawn(), "Withdrawn"),
        (answered("The information is not held centrally."), "Answered on time · non-answer: “not held centrally”"),
    ],
)
def test_a_chip_says_the_state(event: Event, said: str) -> None:
    """Each state has its words; lateness is counted in calendar days after the date for answer."""
    assert chip(event, today=TODAY) == said


def test_sitting_days_are_counted_by_the_calendar_and_where_it_is_silent_working_days() -> None:
    """The first day does not count, the last does; a recess has none."""
    week = SittingDays(
        house="commons", first=date(2026, 3, 2), last=date(2026, 3, 31), days=(date(2026, 3, 3), date(2026, 3, 24))
    )
    count = by(Calendar(sittings=(week,)))
    assert count(date(2026, 3, 3), date(2026, 3, 24)) == 1
    assert by(Calendar())(date(2026, 3, 6), date(2026, 3, 10)) == working_days(date(2026, 3, 6), date(2026, 3, 10)) == 2


def test_a_day_of_another_year_is_told_with_its_year() -> None:
    """Where it could be mistaken."""
    assert chip(overdue(), today=date(2027, 1, 4)) == "Overdue, was due 6 Mar 2026"


def test_what_is_spoken_has_no_state() -> None:
    """A contribution has no chip."""
    assert chip(speech(1, "Probation."), today=TODAY) == ""


@pytest.mark.parametrize(
    ("answer", "phrase"),
    [
        ("The information requested is not held centrally.", "not held centrally"),
        ("This information is not centrally held.", "not centrally held"),
        ("The Department does not hold the information.", "does not hold"),
        ("It could be obtained only at disproportionate cost.", "at disproportionate cost"),
        ("To provide it would incur disproportionate cost.", "disproportionate cost"),
        ("We will publish our response in due course.", "in due course"),
        ("I refer the hon. Member to the answer I gave on 3 March.", "I refer the hon. Member to the answer"),
        ("I refer the Rt Hon. Member for Long Umberleigh to the reply.", "I refer the Rt Hon. Member for Long Umberleigh to the reply"),
        ("I refer the right hon. Gentleman to my answer of 3 March.", "I refer the right hon. Gentleman to my answer"),
        ("I refer the noble Lord to the Statement.", "I refer the noble Lord to the Statement"),
        (f"The data is not held centrally.\n\n{FULL}", "not held centrally"),
    ],
)  # fmt: skip
def test_an_answer_that_does_not_answer_is_told_by_its_words(answer: str, phrase: str) -> None:
    """The phrase is given as printed."""
    assert evasion(answer) == phrase


@pytest.mark.parametrize(
    "answer",
    [
        "There are nine.",
        "",
        "The information is held centrally and is in the table.",
        "Nine people were not held in custody.",
        "Ministers are not held to that.",
        "I referred the matter to the police.",
        "While data for 2010 is not held centrally, there were nine in 2011.",
        f"{FULL} Further details will follow in due course.",
        f"{FULL} I refer the hon. Member also to the answer of 3 March.",
    ],
)
def test_an_answer_is_not_suspected_for_what_it_adds(answer: str) -> None:
    """What stands at the end of a full answer, or means something else, is no evasion."""
    assert evasion(answer) == ""


def test_real_answers_are_rarely_and_rightly_suspected() -> None:
    """Of real answers about a tenth is flagged, each with a phrase that stands in it; the plainest of them all are."""
    folder = SHARED / "parliament-apis" / "corpus"
    if not folder.is_dir():
        pytest.skip("no recordings: PARLIAMENT_SHARED leads to no corpus")
    answers = [plain(a) for a in _answers(folder / "written-questions-2024-10.jsonl.gz") if a]
    phrases = [(evasion(answer), answer) for answer in answers]
    assert all(phrase in answer for phrase, answer in phrases)
    assert 0.04 < sum(1 for phrase, _ in phrases if phrase) / len(answers) < 0.2
    plainest = [
        a for a in answers if len(a.split()) < 20 and ("not held centrally" in a or a.startswith("I refer the"))
    ]
    assert len(plainest) > 3
    assert all(map(evasion, plainest))


def _answers(file: Path) -> list[str]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        return [json.loads(line).get("answerText") or "" for line in lines]
