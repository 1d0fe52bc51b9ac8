"""What the states of a written question prove, and what is kept of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from monitor.parliament.activities import Activity, Answer, Body, Correction, HoldingAnswer
from monitor.parliament.dates import instant
from monitor.sources.question_life import WrittenQuestion, events, merged, next_look, ranked
from monitor.sources.question_wire import BASE, Wire, from_look, from_row, from_single, read
from monitor.sources.source import Unreadable

NOW = instant("2026-03-10T12:00:00")
D = date


def asked(**more: Any) -> WrittenQuestion:
    """A question tabled on Tuesday 3 March, due on Tuesday 10 March."""
    plain: dict[str, Any] = {
        "id": "written-questions/7", "upstream_id": "7", "span": "tabled/2026-03-03", "listing": "x", "house": "commons",
        "uin": "41001", "tabled": D(2026, 3, 3), "due": D(2026, 3, 10), "asker": 91001, "heading": " Probation:  Pay ",
        "question": "To ask the Secretary of State for Justice, what probation officers earn.",
        "body": Body(id=54, name="Ministry of Justice"),
    }  # fmt: skip
    return ranked(WrittenQuestion(**plain | more))


HELD = {
    "answered": D(2026, 3, 10),
    "held": D(2026, 3, 10),
    "holding": True,
    "answer": "<p>In due course.</p>",
    "answerer": 5,
}
GIVEN = {"answered": D(2026, 3, 12), "holding": False, "answer": "<p>A hundred.</p>", "answerer": 6}
MENDED = GIVEN | {"corrected": D(2026, 3, 18), "answer": "<p>Two hundred.</p>", "corrector": 8}


def told(
    after: WrittenQuestion, before: WrittenQuestion | None = None, *, again: bool = False, now: datetime = NOW
) -> dict[str, tuple[Activity, bool]]:
    """Event → (activity, passed); as the walk does, what only *before* knows is carried over first."""
    settled = merged(after, before) if before else after
    all_ = list(events(settled, before, again=again, now=now))
    return {e.activity.id.removeprefix("written-questions/7/"): (e.activity, e.passed) for e in all_}


def test_a_tabled_question_is_told_with_all_that_is_known() -> None:
    """Who asked whom, what, by when, and where to read it in full."""
    ((activity, passed),) = told(asked(named_day=True)).values()
    assert not passed
    assert activity.model_dump(mode="json", exclude_defaults=True) == {
        "id": "written-questions/7/question", "record": "written-questions/7", "source": "written-questions",
        "upstream_id": "7", "subject": "written-questions/2026-03-03/41001", "house": "commons", "date": "2026-03-03",
        "title": "Probation: Pay", "participants": [{"member": 91001, "role": "asked"}],
        "body": {"id": 54, "name": "Ministry of Justice"}, "uin": "41001", "due": "2026-03-10", "named_day": True,
        "url": "https://questions-statements.parliament.uk/written-questions/detail/2026-03-03/41001",
        "question": "To ask the Secretary of State for Justice, what probation officers earn.",
    }  # fmt: skip


def test_a_holding_answer_is_not_the_answer() -> None:
    """It has a kind of its own, dated when it was given."""
    events = told(asked(**HELD), asked())
    assert list(events) == ["question", "holding-answer"]
    holding, passed = events["holding-answer"]
    assert isinstance(holding, HoldingAnswer)
    assert (holding.date, holding.answer, passed) == (D(2026, 3, 10), "In due course.", False)
    assert [(p.role, p.member) for p in holding.participants] == [("asked", 91001), ("answered", 5)]


def test_the_answer_after_a_holding_answer_leaves_that_as_it_was() -> None:
    """The words of the holding answer are those read then; it is passed."""
    events = told(asked(**HELD | GIVEN), asked(**HELD))
    holding, passed = events["holding-answer"]
    assert isinstance(holding, HoldingAnswer)
    assert (holding.answer, holding.participants[1].member, passed) == ("In due course.", 5, True)
    answer, passed = events["answer"]
    assert isinstance(answer, Answer)
    assert (answer.answer, answer.date, answer.participants[1].member, passed) == (
        "A hundred.",
        D(2026, 3, 12),
        6,
        False,
    )


def test_a_holding_answer_that_was_missed_is_told_without_words() -> None:
    """Between two readings it came and went; upstream keeps its date."""
    holding, passed = told(asked(**HELD | GIVEN), asked())["holding-answer"]
    assert isinstance(holding, HoldingAnswer)
    assert (holding.date, holding.answer, passed) == (D(2026, 3, 10), "", True)
    assert [p.role for p in holding.participants] == ["asked"]


def test_a_correction_holds_the_answer_before_it() -> None:
    """Taken from what was kept; a second correction from the first; read again it stays the same."""
    first = merged(asked(**MENDED), asked(**GIVEN))
    second = asked(**MENDED | {"corrected": D(2026, 3, 20), "answer": "<p>Three hundred.</p>"})
    correction, _ = told(first, asked(**GIVEN))["correction/2026-03-18"]
    assert isinstance(correction, Correction)
    assert (correction.original, correction.answer) == ("A hundred.", "Two hundred.")
    assert [p.role for p in correction.participants] == ["asked", "answered", "corrected"]
    again, _ = told(asked(**MENDED), first)["correction/2026-03-18"]
    assert again == correction
    later, _ = told(second, first)["correction/2026-03-20"]
    assert isinstance(later, Correction)
    assert (later.original, later.answer) == ("Two hundred.", "Three hundred.")


def test_an_answer_first_seen_corrected_has_the_original_words_where_upstream_gives_them() -> None:
    """Else none: the corrected words are never put into the answer's mouth."""
    for original, words in (("<p>A hundred.</p>", "A hundred."), ("", "")):
        events = told(asked(**MENDED, original=original))
        answer, passed = events["answer"]
        assert isinstance(answer, Answer)
        assert (answer.answer, answer.date, passed) == (words, D(2026, 3, 12), True)
        correction, _ = events["correction/2026-03-18"]
        assert isinstance(correction, Correction)
        assert correction.original == words


def test_a_withdrawal_is_dated_when_found_and_keeps_its_date() -> None:
    """Of an old question never seen before, the date for answer is the better guess."""
    gone = asked(withdrawn=True)
    withdrawal, passed = told(gone, asked())["withdrawal"]
    assert (withdrawal.date, passed) == (D(2026, 3, 10), False)
    assert told(gone, gone, now=instant("2026-03-14T12:00:00"))["withdrawal"][1]
    assert told(gone, now=instant("2026-06-01T12:00:00"))["withdrawal"][0].date == D(2026, 3, 10)


def test_overdue_is_told_from_six_in_the_morning_of_the_first_working_day_after() -> None:
    """Only of what is unanswered then, where another look was asked for, or if it is matched when first seen."""
    due = {"due": D(2026, 5, 1)}  # a Friday; Monday 4 May is a bank holiday
    early, late = instant("2026-05-05T05:59:00"), instant("2026-05-05T06:00:00")
    assert "overdue" not in told(asked(**due), asked(**due), again=True, now=early)
    assert told(asked(**due), asked(**due), again=True, now=late)["overdue"][0].date == D(2026, 5, 5)
    assert "overdue" not in told(asked(**due), asked(**due), now=late)
    for before, again, if_matched in ((asked(**due), True, False), (None, False, True)):
        *_, overdue = events(asked(**due), before, again=again, now=late)
        assert (overdue.activity.kind, overdue.if_matched) == ("overdue", if_matched)
    for other in (asked(**due | HELD), asked(**due | GIVEN), asked(**due, withdrawn=True)):
        assert "overdue" not in told(other, asked(**due), again=True, now=late)


def test_grouped_questions_have_one_subject() -> None:
    """The first of the group, whichever of them is told; a single reply that names no group changes nothing."""
    one = asked(group=(("41002", D(2026, 3, 3)),))
    two = asked(uin="41002", group=(("41001", D(2026, 3, 3)),))
    assert one.subject == two.subject == "written-questions/2026-03-03/41001"
    assert merged(asked(uin="41002"), two).subject == one.subject


def test_a_clipped_text_is_marked_and_gives_way_to_the_whole_one() -> None:
    """A partial reading neither replaces whole words nor is told as whole."""
    whole, cut = asked(), asked(question="To ask the Secretary of State", question_partial=True)
    assert told(cut)["question"][0].partial
    assert merged(cut, whole).question == whole.question
    assert not merged(cut, whole).partial
    assert (
        merged(asked(**GIVEN | {"answer": "A…", "answer_partial": True}), asked(**GIVEN)).answer == "<p>A hundred.</p>"
    )


def test_the_question_counts_for_an_answer_that_was_only_seen_shortened() -> None:
    """As for one whose wording was never seen; the shortened words are neither matched nor quoted."""
    cut = {"answer": "A hundr...", "answer_partial": True}
    lives = {
        "holding-answer": told(asked(**HELD | cut)),
        "answer": told(asked(**GIVEN | cut)),
        "correction/2026-03-18": told(asked(**MENDED | cut)),
    }
    for event, life in lives.items():
        assert [(w.field, w.text) for w in life[event][0].fields() if w.field != "title"] == [
            ("question", asked().question)
        ]
    unseen = told(asked(**GIVEN | cut, question_partial=True))["answer"][0]
    assert [w.field for w in unseen.fields()] == ["title"]


def test_states_only_go_forward() -> None:
    """tabled < holding < answered < corrected, by date < withdrawn."""
    later = asked(**MENDED | {"corrected": D(2026, 3, 20)})
    life = [asked(), asked(**HELD), asked(**HELD | GIVEN), asked(**MENDED), later, asked(**MENDED, withdrawn=True)]
    ranks = [r.rank for r in life]
    assert ranks == sorted(set(ranks))


def test_an_open_question_is_looked_at_daily_then_less_often_and_when_it_would_be_overdue() -> None:
    """A held one more often, until that lasts; no more once it is answered or withdrawn."""
    question = asked(due=D(2026, 5, 1))
    assert next_look(question, now=instant("2026-03-06T07:30:00")) == instant("2026-03-07T05:30:00")
    assert next_look(question, now=instant("2026-04-28T07:30:00")) == instant("2026-05-05T06:00:00")
    assert next_look(question, now=instant("2026-05-04T20:00:00")) == instant("2026-05-05T06:00:00")
    assert next_look(question, now=instant("2026-05-06T07:30:00")) == instant("2026-05-22T07:30:00")
    assert next_look(asked(**HELD), now=NOW) == NOW + timedelta(hours=4)
    assert next_look(asked(**HELD), now=NOW + timedelta(days=20)) == NOW + timedelta(days=25)
    assert next_look(asked(**GIVEN), now=NOW) is None
    assert next_look(asked(withdrawn=True), now=NOW) is None


def test_a_question_is_kept_as_json() -> None:
    """What is written is what is read back."""
    question = asked(**MENDED, original="<p>A hundred.</p>", group=(("41002", D(2026, 3, 3)),))
    assert WrittenQuestion.model_validate_json(question.model_dump_json()) == question


# -- the wire ---------------------------------------------------------------------------------------------------------


def row(**more: Any) -> dict[str, Any]:
    """A row of the list."""
    return {
        "id": 7, "house": "Lords", "uin": "HL1", "dateTabled": "2026-03-03T00:00:00", "askingMemberId": 96001,
        "dateForAnswer": "2026-03-17T00:00:00", "questionText": "To ask HM Government what they plan.",
        "isWithdrawn": False, "answerText": None, "dateAnswered": None, "groupedQuestionsDates": [],
    } | more  # fmt: skip


ANSWERED = {"dateAnswered": "2026-03-12T00:00:00", "answerIsHolding": False, "answerText": "Forty-one."}


@pytest.mark.parametrize(
    ("more", "whole"),
    [
        ({}, True),
        ({"questionText": "x" * 254}, True),
        ({"questionText": "x" * 255}, False),
        ({"questionText": "To ask about Transforming?Rehabilitation."}, False),
        (ANSWERED, False),
        ({"isWithdrawn": True}, True),
    ],
)
def test_a_row_is_enough_only_where_it_holds_everything(more: dict[str, Any], whole: bool) -> None:
    """What is cut, maimed or stripped of its tags is fetched alone."""
    wire = read(row(**more))
    assert wire.whole is whole
    assert from_row(wire).partial is not whole
    assert bool(from_row(wire).listing) is whole


def test_new_upstream_fields_neither_break_nor_change_a_listing() -> None:
    """What is not used is not looked at; what is used makes a difference, in whatever order groups come."""
    a, b = {"questionUin": "1", "dateTabled": "2026-03-03T00:00:00"}, {"questionUin": "2", "dateTabled": "2026-03-03"}
    assert read(row(novel={"deep": [1]}, askingMember={"name": "X"})).listing == read(row()).listing
    assert read(row(**ANSWERED)).listing != read(row()).listing
    one, two = read(row(groupedQuestionsDates=[a, b])), read(row(groupedQuestionsDates=[b, a]))
    assert one.listing == two.listing != read(row()).listing


@pytest.mark.parametrize(
    ("field", "value"),
    [("uin", None), ("dateTabled", "soon"), ("dateTabled", None), ("dateAnswered", {"x": 1}), ("isWithdrawn", "?")],
)
def test_what_cannot_be_understood_is_unreadable_with_its_address(field: str, value: Any) -> None:
    """The line names the question, where it is, and what is wrong."""
    with pytest.raises(Unreadable, match=rf"unreadable 7: {field}: .+ \({BASE}/7\)"):
        read(row(**{field: value}))
    with pytest.raises(Unreadable, match=r"unreadable row 3: .+ \(https://list\)"):
        read({"uin": "1"}, url="https://list", ident="row 3")


def test_the_year_one_is_no_date() -> None:
    """.NET writes it for none."""
    assert read(row(dateHoldingAnswer="0001-01-01T00:00:00")).date_holding_answer is None


def single(**more: Any) -> Wire:
    """The single reply, which never names the group."""
    return read(row(**ANSWERED | {"answerText": "<p>Forty-one.</p>"} | more))


def test_the_single_reply_gives_the_words_and_the_row_the_group() -> None:
    """And the fingerprint is the row's, by which it is known next time."""
    listed = read(row(**ANSWERED, groupedQuestionsDates=[{"questionUin": "HL2", "dateTabled": "2026-03-03T00:00:00"}]))
    made = from_single(single(), listed)
    assert (made.answer, made.group, made.listing) == ("<p>Forty-one.</p>", (("HL2", D(2026, 3, 3)),), listed.listing)
    assert not made.partial


def test_a_single_reply_staler_than_its_row_is_not_the_last_word() -> None:
    """The state is the row's, its words are marked as shortened, and it will be fetched again."""
    made = from_single(read(row()), read(row(**ANSWERED)))
    assert (made.answered, made.answer_partial, made.listing) == (D(2026, 3, 12), True, "")


def test_a_single_reply_that_repeats_the_clipped_texts_is_partial() -> None:
    """A question of just that length which ends as sentences do, under an answer with markup, is not."""
    cut, clip = "x" * 255, "y" * 255 + "..."
    both = {"questionText": cut, **ANSWERED, "answerText": clip}
    made = from_single(read(row(**both)), read(row(**both)))
    assert (made.question_partial, made.answer_partial) == (True, True)
    exact = "x" * 254 + "."
    listed = read(row(questionText=exact, **ANSWERED))
    assert not from_single(single(questionText=exact), listed).partial


def test_another_look_keeps_group_and_listing() -> None:
    """The single reply knows neither."""
    known = asked(group=(("41002", D(2026, 3, 3)),), listing="fingerprint")
    made = from_look(single(), known)
    assert (made.group, made.listing, made.answer) == (known.group, "fingerprint", "<p>Forty-one.</p>")
