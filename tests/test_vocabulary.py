"""The activities: what all of them answer, what counts as a revision, what users see, and what is kept."""

from __future__ import annotations

import json
from datetime import date
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from monitor.parliament.activities import (
    KINDS,
    Activity,
    Amendment,
    Answer,
    BillStage,
    Body,
    Business,
    CallForEvidence,
    Contribution,
    Correction,
    Division,
    Evidence,
    EvidenceSession,
    HoldingAnswer,
    Inquiry,
    Membership,
    MinisterialCorrection,
    Motion,
    MotionWithdrawal,
    OralQuestion,
    Overdue,
    Petition,
    Publication,
    Question,
    QuestionTime,
    Report,
    Response,
    Signature,
    SignatureWithdrawal,
    Withdrawal,
    WrittenStatement,
    load,
    row,
)
from monitor.parliament.people import Chamber, House, Participant, Role
from watchlists.watchlist import KINDS as WATCHED

ASKER = Participant(member=91001, name="Ada Quill", role="asked")
MINISTER = Participant(member=91002, role="answered")
COMMON: dict[str, Any] = {
    "record": "records/1",
    "source": "records",
    "upstream_id": "1",
    "subject": "records/1",
    "house": "commons",
    "date": date(2026, 3, 2),
    "title": "Probation: Fen",
    "participants": (ASKER, MINISTER),
    "body": Body(id=54, name="Ministry of Justice"),
    "url": "https://example.org/1",
}
ASKED: dict[str, Any] = COMMON | {"question": "To ask how many.", "uin": "41001", "due": date(2026, 3, 5)}
ANSWERED: dict[str, Any] = ASKED | {"answer": "Nine.\n\nOr ten."}
WRITTEN: dict[str, Any] = COMMON | {"said": "I wrote late."}
SPOKEN: dict[str, Any] = COMMON | {"said": "I rose early.", "debate": "DEB-1", "chamber": "commons-chamber"}
EVERY_KIND: tuple[Activity, ...] = (
    Question(id="records/1/question", **ASKED),
    Overdue(id="records/1/overdue", **ASKED),
    HoldingAnswer(id="records/1/holding-answer", **ANSWERED),
    Answer(id="records/1/answer", **ANSWERED),
    Correction(id="records/1/correction/2026-03-02", **ANSWERED, original="Eight."),
    Withdrawal(id="records/1/withdrawal", **ASKED),
    Contribution(id="records/1/contribution", **SPOKEN, order=(1, 2), timecode="2026-03-02T11:34:10"),
    MinisterialCorrection(id="records/1/ministerial-correction", **SPOKEN),
    WrittenStatement(id="records/1/written-statement", **WRITTEN, uin="HCWS1", post="Minister of State"),
    OralQuestion(id="records/1/oral-question", **COMMON, question="How many?", uin="901", answering=date(2026, 3, 10)),
    QuestionTime(id="records/1/question-time", **COMMON, starts="2026-03-02T11:30:00", deadline="2026-02-26T12:30:00"),
    Motion(id="records/1/motion", **WRITTEN, uin="1501", signatures=6),
    Amendment(id="records/1/amendment", **WRITTEN, uin="1501A1"),
    Signature(id="records/1/signature/91001", **WRITTEN),
    SignatureWithdrawal(id="records/1/signature-withdrawal/91001", **WRITTEN),
    MotionWithdrawal(id="records/1/motion-withdrawal", **WRITTEN),
    Division(id="records/1/division", **WRITTEN, number=7, ayes=3, noes=2, aye_members=(91001,), no_tellers=(91002,)),
    Inquiry(id="records/1/inquiry", **WRITTEN),
    CallForEvidence(id="records/1/call-for-evidence", **WRITTEN, deadline=date(2026, 5, 29)),
    EvidenceSession(id="records/1/evidence-session", **WRITTEN, starts="2026-03-02T14:30:00", place="Room 6"),
    Evidence(id="records/1/evidence", **WRITTEN, heard=date(2026, 2, 2)),
    Report(id="records/1/report", **WRITTEN),
    Response(id="records/1/response", **WRITTEN),
    BillStage(id="records/1/bill-stage", **WRITTEN, stage="2nd reading"),
    Business(id="records/1/business", **WRITTEN, category="Debate", cancelled=True),
    Petition(id="records/1/petition", **WRITTEN, step="opened", signatures=12),
    Publication(id="records/1/publication", **WRITTEN, updated="2026-03-02T09:00:00Z", again=True),
    Membership(id="records/1/membership", **WRITTEN, change="post-gained"),
)
ANSWER, SPEECH = EVERY_KIND[3], EVERY_KIND[6]
every_kind = pytest.mark.parametrize("activity", EVERY_KIND, ids=lambda a: a.kind)


def changed(activity: Activity, **fields: Any) -> Activity:
    """*activity* with other fields."""
    return activity.model_copy(update=fields)


def test_every_kind_is_told_here() -> None:
    """The list of kinds, the union and these tests name the same kinds, in the same order."""
    union = get_args(get_args(Activity)[0])
    assert {c.model_fields["kind"].default for c in union} == set(KINDS)
    assert tuple(a.kind for a in EVERY_KIND) == KINDS


def test_houses_chambers_and_roles_have_their_fixed_names() -> None:
    """The names that users write into files and read in exports do not change."""
    assert get_args(House) == ("commons", "lords")
    assert set(get_args(Chamber)) == {
        "commons-chamber",
        "westminster-hall",
        "lords-chamber",
        "grand-committee",
        "public-bill-committee",
        "general-committee",
    }
    assert set(get_args(Role)) == {"asked", "answered", "corrected", "spoke", "moved", "signed", "voted", "witness"}


# -- kept and shown -------------------------------------------------------------------------------------------------


@every_kind
def test_what_was_kept_is_read_back_equal(activity: Activity) -> None:
    """An activity survives JSON: the same class, the same fields, the same fingerprint."""
    again = load(activity.model_dump_json())
    assert type(again) is type(activity)
    assert again == activity
    assert again.fingerprint == activity.fingerprint


@given(st.text(), st.text(), st.dates(), st.tuples(st.integers(), st.integers()))
def test_any_words_survive_being_kept(said: str, title: str, day: date, order: tuple[int, int]) -> None:
    """Quotes, emoji, control characters and any date come back as they were."""
    activity = changed(SPEECH, said=said, title=title, date=day, order=order)
    assert load(activity.model_dump_json()) == activity


@pytest.mark.parametrize("fields", [{"kind": "rumour"}, {"role": "asked"}, {"date": "soon"}, {"question": None}])
def test_what_is_no_activity_is_refused(fields: dict[str, Any]) -> None:
    """An unknown kind, an unknown field or a wrong type is an error, never a guess."""
    with pytest.raises(ValidationError):
        load(json.dumps(json.loads(ANSWER.model_dump_json()) | fields))


@every_kind
def test_users_see_the_same_fields_of_every_kind(activity: Activity) -> None:
    """A row has exactly the fixed fields that an activity itself can tell, as plain JSON values."""
    shown = row(activity)
    # `revision` and `first_seen` are facts of the store
    fixed = "id kind source upstream_id subject house chamber date title text url body participants"
    assert list(shown) == fixed.split()
    assert json.loads(json.dumps(shown)) == shown
    assert shown["date"] == "2026-03-02"
    assert shown["body"] == "Ministry of Justice"
    assert [set(p) for p in shown["participants"]] == [{"member", "name", "party", "seat", "role"}] * 2


def test_a_row_of_what_has_no_body_and_nobody_says_so() -> None:
    """No answering body is null; no participants are an empty list."""
    shown = row(changed(SPEECH, body=None, participants=()))
    assert (shown["body"], shown["participants"]) == (None, [])


# -- fields and words -----------------------------------------------------------------------------------------------


#: the fields that a kind has beside its title
HELD = {
    **dict.fromkeys(("question", "overdue", "withdrawal", "oral-question"), frozenset({"question"})),
    **dict.fromkeys(("holding-answer", "answer", "correction"), frozenset({"question", "answer"})),
    "question-time": frozenset(),
}


@every_kind
def test_an_answers_text_holds_question_and_answer(activity: Activity) -> None:
    """The text is all words but the title, so whoever matched the question gets its answer and its later events too."""
    words = {f.field: f.text for f in activity.fields()}
    assert words.pop("title") == activity.title
    assert activity.text == "\n\n".join(words.values())
    assert set(words) == HELD.get(activity.kind, {"text"})


@every_kind
def test_a_kind_has_the_fields_that_a_watch_may_ask_it_for(activity: Activity) -> None:
    """`in` of a watch is refused only where the kinds it asks for never have that field."""
    assert {f.field for f in activity.fields()} <= WATCHED[activity.kind]


@every_kind
def test_a_title_counts_for_those_under_it_and_words_for_those_who_said_them(activity: Activity) -> None:
    """Question words are the asker's, answer words the minister's, a motion's those of its signatories."""
    roles = {f.field: set(f.roles) for f in activity.fields()}
    assert "asked" in roles["title"]
    assert not roles["title"] & {"signed", "voted"}
    assert roles.get("question", {"asked"}) == {"asked"}
    assert roles.get("answer", {"answered", "corrected"}) == {"answered", "corrected"}
    assert "voted" not in roles.get("text", set())
    if "motion" in activity.kind or "signature" in activity.kind or activity.kind == "amendment":
        assert roles["text"] == {"moved", "signed"}


@every_kind
def test_of_a_partial_activity_only_the_title_is_looked_at(activity: Activity) -> None:
    """Of what was only ever seen clipped, the words are kept, but neither matched nor quoted."""
    clipped = changed(activity, partial=True)
    assert [f.field for f in clipped.fields()] == ["title"]
    assert clipped.text == activity.text


def test_what_is_empty_is_no_field() -> None:
    """Wording not seen and a missing title are nothing to look at, and leave no gap in the text."""
    unseen = changed(ANSWER, answer="", title="")
    assert [f.field for f in unseen.fields()] == ["question"]
    assert unseen.text == "To ask how many."


# -- what counts as a revision --------------------------------------------------------------------------------------


@every_kind
def test_links_subject_and_place_are_no_part_of_the_fingerprint(activity: Activity) -> None:
    """An activity under another address, id, subject, body or day of publication says the same."""
    moved = changed(activity, url="https://example.org/2", subject="records/2", upstream_id="2", id="x", body=None)
    assert moved.fingerprint == activity.fingerprint
    assert changed(activity, published=date(2026, 4, 1)).fingerprint == activity.fingerprint


def test_order_and_timecode_are_no_part_of_the_fingerprint() -> None:
    """A contribution that moved within its sitting is not revised."""
    moved = changed(SPEECH, order=(9, 9), timecode=None, parents=("Oral Answers",), replies_to="A", noise="call")
    assert moved.fingerprint == SPEECH.fingerprint


@every_kind
def test_what_was_looked_up_is_no_part_of_the_fingerprint(activity: Activity) -> None:
    """A Member's name, party and seat come from the register, whenever it can be asked."""
    told = ASKER.model_copy(update={"name": "The Lady from Fen", "party": "Meadow Party", "seat": "Fen"})
    assert changed(activity, participants=(told, MINISTER)).fingerprint == activity.fingerprint


@every_kind
def test_other_white_space_is_no_revision(activity: Activity) -> None:
    """Spaces and line breaks differ between rolling and final text without a change of words."""
    respaced: dict[str, Any] = {"title": " Probation:  Fen"}
    for name in ("said", "question", "answer"):
        if hasattr(activity, name):
            respaced[name] = getattr(activity, name).replace(" ", "  ").replace("\n\n", "\n") + "\n"
    assert changed(activity, **respaced).fingerprint == activity.fingerprint


@every_kind
def test_other_words_title_or_speaker_are_a_revision(activity: Activity) -> None:
    """Whatever a reader would call a change gives another fingerprint, each its own."""
    witness = Participant(name="Professor Plum", role="witness")
    changes: list[dict[str, Any]] = [
        {},
        {"title": "Probation: Wold"},
        {"participants": (MINISTER, ASKER)[:1]},
        {"participants": (ASKER.model_copy(update={"member": 91003}), MINISTER)},
        {"participants": (ASKER.model_copy(update={"role": "moved"}), MINISTER)},
        {"participants": (ASKER, MINISTER, witness)},
        {"participants": (ASKER, MINISTER, witness.model_copy(update={"name": "Miss Scarlet"}))},
        {"partial": True},
        *({name: "Quite other words."} for name in ("said", "question", "answer") if hasattr(activity, name)),
    ]
    prints = [changed(activity, **fields).fingerprint for fields in changes]
    assert len(set(prints)) == len(prints)


def test_words_that_change_sides_are_a_revision() -> None:
    """What stood in the question and now stands in the answer is not the same."""
    swapped = changed(ANSWER, question=ANSWER.answer, answer=ANSWER.question)  # type: ignore[union-attr]
    assert swapped.fingerprint != ANSWER.fingerprint
