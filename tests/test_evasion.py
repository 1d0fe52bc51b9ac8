"""The non-answer flag: the words by which a written answer says that it does not answer."""

from __future__ import annotations

import pytest

from watchlists.evasion import SHORT, evasion

FULL = "There were nine officers in Umberleigh and ten in Fiddlebury. " * 8
BESIDES = "Tackling lateness in Umberleigh remains a priority for the Government. " * 8


@pytest.mark.parametrize(
    ("answer", "phrase"),
    [
        ("The information requested is not held centrally.", "not held centrally"),
        ("This information is not centrally held.", "not centrally held"),
        ("The Department does not hold the information.", "does not hold"),
        ("The Department does not hold data on the length of queues in Umberleigh.", "does not hold"),
        ("Data on queues in Umberleigh is not routinely collected.", "not routinely collected"),
        ("It could be obtained only at disproportionate cost.", "at disproportionate cost"),
        ("To provide it would incur disproportionate cost.", "disproportionate cost"),
        ("We are unable to share this, for reasons of security.", "unable to share"),
        ("We will publish our response in due course.", "in due course"),
        ("The review is ongoing. Its findings will be published in due course.", "in due course"),
        ("It would be inappropriate to comment while the case is heard.", "inappropriate to comment"),
        ("It is taking time to collate what is needed. I will write to the hon. Member.", "taking time to collate"),
        ("This is a matter for the Umberleigh Board.", "This is a matter for"),
        ("I refer the hon. Member to the answer I gave on 3 March.", "I refer the hon. Member to the answer"),
        ("I refer the Rt Hon. Member for Long Umberleigh to the reply.", "I refer the Rt Hon. Member for Long Umberleigh to the reply"),
        ("I refer the right hon. Gentleman to my answer of 3 March.", "I refer the right hon. Gentleman to my answer"),
        ("I refer the noble Lord to the Statement.", "I refer the noble Lord to the Statement"),
        ("I refer the hon. Member to the answer of 3 March. It can be found at: https://example.org/", "I refer the hon. Member to the answer"),
        (f"The data is not held centrally.\n\n{BESIDES}", "not held centrally"),
        (f"The Department does not hold the data requested. {BESIDES}", "does not hold"),
    ],
)  # fmt: skip
def test_an_answer_that_does_not_answer_is_told_by_its_words(answer: str, phrase: str) -> None:
    """The phrase is given as printed."""
    assert evasion(answer) == phrase
    assert phrase in answer


@pytest.mark.parametrize(
    "answer",
    [
        "There are nine.",
        "",
        "The information is held centrally and is in the table.",
        "Nine people were not held in custody.",
        "Ministers are not held to that.",
        "I referred the matter to the police.",
        "No such estimate has been made, as the information is not held.",
    ],
)
def test_an_answer_is_not_suspected_for_words_that_mean_something_else(answer: str) -> None:
    """Only words about what was asked count."""
    assert evasion(answer) == ""


@pytest.mark.parametrize(
    "answer",
    [
        "While data for 2010 is not held centrally, there were nine in 2011.",
        "This information is not held centrally, but there were 1,204 in Umberleigh.",
        "This information is not held centrally. However, nine were counted in Umberleigh.",
        "This information is not held centrally. In Umberleigh 7% were late.",
        "The Department does not hold the requested information for 2010. It began in 2011. The officers of 2011 total 35.",
        "The Department has not made such an assessment and does not hold the requested information.",
        "The information requested is not held for 2010. For the later years it is:\n\n2011\n\n9\n\n2012\n\n11",
        f"{FULL} Further details will follow in due course.",
        "The Government is committed to repealing the Act. We will provide further information in due course.",
        f"{FULL} I refer the hon. Member also to the answer of 3 March.",
        "I refer the hon. Member to the answer of 3 March. The limit is £25 an hour.",
        "I refer the hon. Member to the answer of 3 March, which says that there were nine.",
        "Nine cases went to court. The others could be counted only at disproportionate cost.",
        f"There were nine in Umberleigh. {BESIDES} Those in Fiddlebury are not held centrally.",
    ],
)
def test_an_answer_is_not_suspected_for_what_it_adds(answer: str) -> None:
    """Where something to the point stands beside such words, the reply is left to its reader."""
    assert evasion(answer) == ""


def test_a_long_reply_must_open_with_all_that_was_asked() -> None:
    """Of one thing that is not held only a short reply can say nothing else."""
    opening = "The Department does not hold data on queues in Umberleigh."
    assert len(BESIDES.split()) > SHORT
    assert evasion(f"{opening} Staffing is decided there.") == "does not hold"
    assert evasion(f"{opening} {BESIDES}") == ""


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("whether her Department collects data on queues.", "The Department does not collect data on queues."),
        ("if she will publish the report.", "The report will be published in due course."),
        ("what progress she has made on the protocol.", "The protocol is being updated and will be published in due course."),
    ],
)  # fmt: skip
def test_words_that_answer_the_question_are_no_evasion(question: str, answer: str) -> None:
    """Asked whether it is held, the Department answers that it is not; asked how many, it does not answer."""
    assert evasion(answer)
    assert evasion(answer, question) == ""
    assert evasion(answer, "how many were late in Umberleigh.") == evasion(answer)
