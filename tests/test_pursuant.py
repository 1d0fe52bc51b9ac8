"""Which earlier answers a question refers to: read from its words, found in the store, told with its address."""

from __future__ import annotations

import gzip
import json
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifiers.slack_blocks import parts
from tests import mail
from tests.lives import keep
from tests.test_composing import answered, corrected, digest, entry, held, tabled
from tests.test_dispatch import MET, MORNING, House, daily, house, watchlist
from tests.test_slack import links, words
from watchlists.pursuant import pursuant

__all__ = ["house"]

ASKED = date(2026, 3, 10)
THIRD = "pursuant to the Answer of 3 March 2026 to Question 41001 on Probation: Staff, how many remain"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (THIRD, ["2026-03-03 41001"]),
        ("pursuant to the Answer of 3 March to Question 41001, how many", ["2026-03-03 41001"]),
        ("pursuant to the Answer of 3 December to Question 41001, how many", ["2025-12-03 41001"]),
        ("Pursuant to the answer on 3rd March 2026, on Staff, to UIN 41001 how many", ["2026-03-03 41001"]),
        ("with reference to the Answer of 3 March 2026 to Question HL123 on Staff, when", ["2026-03-03 HL123"]),
        (
            "pursuant to the Answers of 3 March 2026 to Questions 41001, 41002 and 41003 on Staff, when",
            ["2026-03-03 41001", "2026-03-03 41002", "2026-03-03 41003"],
        ),
        (
            "pursuant to the Answers of 3 and 5 March 2026 to Questions 41001 and 41002, when",
            ["2026-03-05 41001", "2026-03-05 41002"],
        ),
        (
            "pursuant to the Answers of 3 March 2026 and 5 March 2026 to Questions 41001 and 41002, when",
            ["2026-03-03 41001", "2026-03-05 41002"],
        ),
        (
            "pursuant to the Answers of (a) 3 March 2026 to Question 41001 on Staff and (b) 5 March 2026 to Question "
            "41002 on Pay, when",
            ["2026-03-03 41001", "2026-03-05 41002"],
        ),
        (
            "pursuant to the Answers of 3 March 2026 to Questions (a) 41001 and (b) 41002, when",
            ["2026-03-03 41001", "2026-03-03 41002"],
        ),
        ("pursuant to the answer to question 41001 of 3 March 2026, how many", ["2026-03-03 41001"]),
        ("further to the Written Answer by Lord Teasel on 3 March (HL123), whether", ["2026-03-03 HL123"]),
        (
            "further to the Written Answers by Lord Teasel on 3 March (HL123 and HL124), whether",
            ["2026-03-03 HL123", "2026-03-03 HL124"],
        ),
        ("pursuant to the Answer of\n3 March 2026  to Question 41001", ["2026-03-03 41001"]),
    ],
)
def test_an_earlier_answer_is_read_from_the_words_of_a_question(said: str, meant: list[str]) -> None:
    """In the forms that are printed in either House; a date without a year is the last such day."""
    asked = f"To ask the Secretary of State for Justice, {said}"
    assert [f"{day} {uin}" for day, uin in pursuant(asked, ASKED)] == meant


@pytest.mark.parametrize(
    "said",
    [
        "how many probation officers there were on 3 March 2026.",
        "with reference to the Answer by the Minister to Question 12 at the Committee on 3 March 2026, when",
        "pursuant to the Written Statement of 3 March 2026, HCWS901, on Probation, when",
        "pursuant to the Answer of 31 February 2026 to Question 41001, when",
        "with reference to paragraph 3 of the report of 3 March 2026, how many questions 41001 people asked",
    ],
)
def test_what_names_no_answer_by_date_and_number_refers_to_none(said: str) -> None:
    """Statements, hearings, reports, and days that are in no calendar."""
    assert pursuant(f"To ask the Secretary of State for Justice, {said}", ASKED) == ()


@given(st.dates(date(2000, 1, 1), ASKED), st.integers(1, 999_999), st.sampled_from(["", "HL"]))
def test_any_date_and_number_is_read_as_printed(day: date, number: int, house: str) -> None:
    """Whatever the day, and however many figures the UIN has."""
    said = f"pursuant to the Answer of {day.day} {day:%B} {day.year} to Question {house}{number} on 3 Prisons, when"
    assert pursuant(said, ASKED) == ((day, f"{house}{number}"),)


def test_the_real_questions_that_name_an_answer_are_understood(shared: Path) -> None:
    """Of those in the corpus that say "pursuant to the Answer of" and "to Question", ninety-nine in a hundred."""
    named = r"pursuant to the answers? of .{0,40}questions? \w*\d"
    said = [
        text
        for file in sorted((shared / "parliament-apis/corpus").glob("*.gz"))
        for line in gzip.decompress(file.read_bytes()).decode().splitlines()
        if re.search(named, text := json.loads(line)["questionText"], re.IGNORECASE)
    ]
    assert len(said) > 1000
    assert sum(bool(pursuant(text, date(2025, 7, 1))) for text in said) / len(said) > 0.99


def test_an_entry_names_the_question_it_is_pursuant_to_in_every_medium() -> None:
    """With its address: in HTML, in plain text and in Slack; what is not recorded is not named."""
    before = answered(day=3)
    asked = tabled("41010", day=9, question=f"To ask about probation, {THIRD}", due=date(2026, 3, 20))
    made = digest(asked, earlier={(before.date, before.uin): before})
    (one,) = made.entries
    assert [(past.what, past.url) for past in one.pursuant] == [("question 41001 (answered 3 Mar)", before.url)]
    plain, rich = mail.bodies(mail.part(made))
    assert f"Pursuant to question 41001 (answered 3 Mar)\n{before.url}" in plain
    assert f'<a href="{before.url}"' in rich
    assert "Pursuant to" in rich
    (slack,) = parts(made, key="digest-1")
    assert "Pursuant to question 41001 (answered 3 Mar)" in words(slack)
    assert before.url in {part for link in links(slack) for part in link}
    assert entry(asked).pursuant == ()


def test_a_correction_and_a_holding_answer_are_named_as_such() -> None:
    """What was given on that day is what is meant."""
    asked = tabled("41010", day=11, question=f"To ask about probation, {THIRD.replace('3 March', '10 March')}")
    for one, gave in [(corrected("Nine.", "Ten.", day=10), "corrected"), (held(day=10), "holding answer")]:
        (past,) = entry(asked, earlier={(one.date, one.uin): one}).pursuant
        assert past.what == f"question 41001 ({gave} 10 Mar)"


def test_the_earlier_answer_is_found_in_what_was_recorded(house: House) -> None:
    """Whether it matched or not; one of the same number on another day, or of another number that day, is not meant."""
    house.lists = [watchlist("canals", daily())]
    house.dispatch(MET)
    other = [answered(uin="41001", day=2), answered(uin="141001", day=3), answered(uin="41001", day=3)]
    for n, one in enumerate(other):
        again = one.model_copy(
            update={"id": f"{n}/{one.id}", "record": f"{n}/{one.record}", "url": f"https://x.org/{n}"}
        )
        keep(house.store, again, now=MET)
    keep(house.store, tabled("41010", day=9, question=f"To ask, {THIRD}"), now=MET, watch=("canals", "towpaths"))
    house.dispatch(MORNING)
    (one,) = house.email.last.entries
    assert [(past.what, past.url) for past in one.pursuant] == [("question 41001 (answered 3 Mar)", "https://x.org/2")]
