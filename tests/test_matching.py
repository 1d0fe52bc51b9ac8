"""Which activities satisfy a watch, on what evidence, with which excerpt."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from monitor.parliament.activities import Activity, Answer, Body, Contribution, Question
from monitor.parliament.people import Participant, Role
from tests.proofs import matching as proof
from watchlists.matching import Found, Matcher
from watchlists.watchlist import Watch, WatchedMember, Watchlist

SANDPIPER, THORNAPPLE, MINISTER = 91001, 91002, 91009
LONG = " ".join(f"word{n}" for n in range(200))


def someone(member: int, role: Role, party: str | None = None) -> Participant:
    """A participant named after the id."""
    return Participant(member=member, name=f"Member {member}", role=role, party=party)


def common(**lines: Any) -> dict[str, Any]:
    """What every activity must have."""
    return {
        "id": "x/1", "record": "x/1", "upstream_id": "1", "subject": "1", "url": "https://example.org/1",
        "house": "commons", "date": date(2026, 3, 2), "body": Body(id=54, name="Ministry of Justice"), **lines,
    }  # fmt: skip


def question(text: str, **lines: Any) -> Question:
    """A question asked by Sandpiper."""
    people = (someone(SANDPIPER, "asked"),)
    fixed = {"source": "written-questions", "uin": "1", "due": date(2026, 3, 5), "participants": people}
    return Question(question=text, **common(**(fixed | lines)))


def answer(asked: str, answered: str, **lines: Any) -> Answer:
    """A question by Sandpiper with the Minister's answer."""
    people = (someone(SANDPIPER, "asked", "Green Party"), someone(MINISTER, "answered", "Labour (Co-op)"))
    fixed = {"source": "written-questions", "uin": "1", "due": date(2026, 3, 5), "participants": people}
    return Answer(question=asked, answer=answered, **common(**(fixed | lines)))


def speech(text: str, **lines: Any) -> Contribution:
    """A speech by Thornapple."""
    people = (someone(THORNAPPLE, "spoke"),)
    return Contribution(said=text, **common(**({"source": "hansard", "debate": "d", "participants": people} | lines)))


def match(activity: Activity, **lines: Any) -> Found | None:
    """What one watch with these lines finds."""
    watch = Watch(id="w", title="W", **lines)
    found = Matcher([Watchlist(id="list", title="List", watches=(watch,))]).match(activity)
    return found[0] if found else None


def words(found: Found | None) -> list[tuple[str, str, str]]:
    """(field, term, words) of each piece of evidence."""
    return [(e.field, e.term, e.words) for e in found.evidence] if found else []


# -- phrases --------------------------------------------------------------------------------------------------------


def test_evidence_names_every_occurrence_and_its_place() -> None:
    """Each occurrence is told with its field, the term as written, the words as printed, and where they stand."""
    said = answer("On Probation’s pay.", "Probation staff; the probation service.", title="Probation: Pay")
    found = match(said, phrases=("probation", "Probation  Service"))
    assert found is not None
    assert (found.watchlist, found.watch) == ("list", "w")
    assert words(found) == [
        ("title", "probation", "Probation"),
        ("question", "probation", "Probation’s"),
        ("answer", "probation", "Probation"),
        ("answer", "probation", "probation"),
        ("answer", "Probation  Service", "probation service"),
    ]
    text = {"title": said.title, "question": said.question, "answer": said.answer}
    assert all(text[e.field][e.start : e.end] == e.words for e in found.evidence)


def test_a_phrase_does_not_cross_from_the_question_into_the_answer() -> None:
    """Fields are read each by itself."""
    assert not match(answer("about transforming", "Rehabilitation is"), phrases=("transforming rehabilitation",))


def test_any_phrase_suffices_and_every_watch_is_asked() -> None:
    """Phrases widen; matches come in the order of the files, also where watches share a phrase."""
    watches = [Watch(id=str(n), title=str(n), phrases=("probation", f"other{n}")) for n in range(3)]
    lists = [Watchlist(id=name, title=name, watches=tuple(watches)) for name in ("b", "a")]
    found = Matcher(lists).match(speech("On probation."))
    assert [(f.watchlist, f.watch) for f in found] == [(name, str(n)) for name in ("b", "a") for n in range(3)]


def test_in_says_where_phrases_must_stand() -> None:
    """A watch for ministers' answers does not see the question."""
    said = answer("probation in question", "nothing of the kind", title="Probation")
    assert not match(said, phrases=("probation",), fields=("answer",))
    assert words(match(said, phrases=("probation",), fields=("question",))) == [("question", "probation", "probation")]


@pytest.mark.parametrize("line", [{"context": ("offender*",)}, {"context": ("nothing", "checksum*", "offenders")}])
def test_one_word_of_context_must_stand_anywhere_in_the_activity(line: dict[str, Any]) -> None:
    """An ambiguous name counts only beside what it is about; the heading is context too."""
    assert match(speech("The CRC failed.", title="Offenders: Supervision"), phrases=("=CRC",), **line)
    assert not match(speech("The file failed its CRC."), phrases=("=CRC",), **line)


def test_unless_masks_an_occurrence_and_leaves_the_others() -> None:
    """An occurrence inside, or sharing a word with, a masked one does not count; others in the same text do."""
    lines: dict[str, Any] = {"phrases": ("probation",), "unless": ("probation period*",)}
    assert not match(speech("A probation period, or probation-periods."), **lines)
    found = match(speech("A probation period. On probation."), **lines)
    assert found is not None
    assert [e.start for e in found.evidence] == [23]
    assert not match(speech("national probation period"), phrases=("national probation",), unless=lines["unless"])


def test_never_forbids_the_whole_activity() -> None:
    """One forbidden phrase in any field is enough."""
    lines: dict[str, Any] = {"phrases": ("probation",), "never": ("the musical",)}
    assert match(speech("On probation."), **lines)
    assert not match(speech("On probation.", title="Probation, The Musical"), **lines)


@pytest.mark.parametrize(
    "line",
    [{"houses": ("lords",)}, {"kinds": ("answer",)}, {"departments": (1,)}, {"fields": ("title",)}],
)
def test_every_line_narrows(line: dict[str, Any]) -> None:
    """House, kind, department and field must each hold beside the phrase."""
    assert match(question("On probation."), phrases=("probation",))
    assert not match(question("On probation."), phrases=("probation",), **line)


def test_houses_kinds_and_departments_hold_where_they_are_so() -> None:
    """Within a line any one suffices; an activity without a department has none that is asked for."""
    lines: dict[str, Any] = {"houses": ("lords", "commons"), "kinds": ("answer", "question"), "departments": (1, 54)}
    assert match(question("On probation."), phrases=("probation",), **lines)
    assert not match(question("On probation.", body=None), phrases=("probation",), **lines)


@pytest.mark.parametrize("source", ["committees", "calendar"])
def test_a_committee_is_no_department_whatever_its_id(source: str) -> None:
    """Committees are numbered by themselves: 17 is one of them, and the department of health."""
    committee = {"body": Body(id=17, name="Housing Committee")}
    assert match(speech("On probation.", **committee), phrases=("probation",), departments=(17,))
    assert match(speech("On probation.", source=source, **committee), phrases=("probation",))
    assert not match(speech("On probation.", source=source, **committee), phrases=("probation",), departments=(17,))


def test_of_a_partial_activity_only_the_heading_is_matched() -> None:
    """A clipped text is neither matched nor quoted."""
    clipped = question("About probation and", title="Probation", partial=True)
    found = match(clipped, phrases=("probation",))
    assert words(found) == [("title", "probation", "Probation")]
    assert found is not None
    assert found.excerpt == ""


# -- Members --------------------------------------------------------------------------------------------------------


def watched(*ids: int, tags: tuple[str, ...] = ()) -> tuple[WatchedMember, ...]:
    """Members of a watch."""
    return tuple(WatchedMember(id=i, name=f"Member {i}", tags=tags) for i in ids)


def test_members_alone_bring_all_they_take_part_in() -> None:
    """A watch of Members sees the answer to her question too; the evidence is the Member."""
    found = match(answer("On roads.", "On roads."), members=watched(SANDPIPER, THORNAPPLE))
    assert words(found) == [("member", "member:91001", "Member 91001")]
    assert not match(speech("On roads."), members=watched(SANDPIPER))


def test_with_members_and_phrases_the_member_must_have_said_it() -> None:
    """A match in the minister's reply is no evidence about the asker, nor the question about the minister."""
    said = answer("On caseloads.", "On probation.")
    assert not match(said, members=watched(SANDPIPER), phrases=("probation",))
    assert not match(said, members=watched(MINISTER), phrases=("caseload",))
    assert words(match(said, members=watched(SANDPIPER, MINISTER), phrases=("probation",))) == [
        ("answer", "probation", "probation"),
        ("member", "member:91009", "Member 91009"),
    ]
    assert words(match(said, members=watched(SANDPIPER), phrases=("caseload",))) == [
        ("question", "caseload", "caseloads"),
        ("member", "member:91001", "Member 91001"),
    ]


def test_a_heading_counts_for_everyone_under_it() -> None:
    """Whoever asked, answered, moved or spoke under a heading is matched by it; who signed or voted is not."""
    said = answer("On roads.", "On roads.", title="Probation")
    assert match(said, members=watched(SANDPIPER), phrases=("probation",))
    assert match(said, members=watched(MINISTER), phrases=("probation",))
    signed = speech("On roads.", title="Probation", participants=(someone(SANDPIPER, "signed"),))
    assert not match(signed, members=watched(SANDPIPER), phrases=("probation",))


def test_tags_are_those_of_the_same_watchlist() -> None:
    """A tag stands for the Members who carry it in any list of the same watchlist, and narrows the watch's own."""
    carrying = Watch(id="friends", title="F", members=watched(SANDPIPER, tags=("lobby",)))
    tagged = Watch(id="tagged", title="T", tags=("lobby", "other"))
    narrowed = Watch(id="narrowed", title="N", members=watched(THORNAPPLE), tags=("lobby",))
    lists = [
        Watchlist(id="one", title="One", watches=(carrying, tagged, narrowed)),
        Watchlist(id="two", title="Two", watches=(tagged,)),
    ]
    found = Matcher(lists).match(question("On roads."))
    assert [(f.watchlist, f.watch) for f in found] == [("one", "friends"), ("one", "tagged")]
    assert words(found[1]) == [("member", "tag:lobby", "Member 91001")]


@pytest.mark.parametrize("party", ["Labour", "labour", "Lab", "Labour (Co-op)"])
def test_a_party_is_named_in_full_or_short_as_on_the_day(party: str) -> None:
    """A party is that of the activity's date; Labour takes its Co-operative Members too."""
    said = answer("On roads.", "On roads.")
    assert words(match(said, parties=(party,))) == [("member", f"party:{party}", "Member 91009")]
    assert not match(said, parties=(party,), phrases=("roads",), fields=("question",))
    assert not match(question("On roads."), parties=(party,))


@pytest.mark.parametrize(
    ("short", "name"),
    [
        ("Reform", "Reform UK"),
        ("RUK", "Reform UK"),
        ("Lab/Co-op", "Labour (Co-op)"),
        ("Green", "Green Party"),
        ("LD", "Liberal Democrat"),
    ],
)
def test_a_party_is_known_by_what_parliament_prints_behind_a_name(short: str, name: str) -> None:
    """Hansard has abbreviations of its own; those of Co-operative Members leave out other Labour Members."""
    assert match(speech("On roads.", participants=(someone(THORNAPPLE, "spoke", name),)), parties=(short,))
    assert not match(speech("On roads.", participants=(someone(THORNAPPLE, "spoke", "Labour"),)), parties=(short,))


def test_members_tags_and_parties_together_must_all_hold() -> None:
    """Each of the three lines narrows the others."""
    lines: dict[str, Any] = {"members": watched(SANDPIPER, tags=("lobby",)), "tags": ("lobby",)}
    assert match(answer("On roads.", "On roads."), parties=("Green",), **lines)
    assert not match(answer("On roads.", "On roads."), parties=("Labour",), **lines)


def act(kind: str) -> Activity:
    """An act of a kind that no source tells yet, by Thornapple."""
    said = speech("A motion on probation.", title="Probation", participants=(someone(THORNAPPLE, "signed"),))
    return said.model_copy(update={"kind": kind})


@pytest.mark.parametrize("kind", ["signature", "signature-withdrawal"])
def test_only_a_watch_of_members_sees_signatures(kind: str) -> None:
    """A signature is an act of a Member: a phrase alone brings none."""
    assert not match(act(kind), phrases=("probation",))
    assert match(act(kind), members=watched(THORNAPPLE))


def test_phrases_see_a_division_by_its_title_alone() -> None:
    """A division stands once, under its title; those who voted in it are for watches of Members."""
    assert words(match(act("division"), phrases=("probation",))) == [("title", "probation", "Probation")]
    assert not match(act("division"), phrases=("motion",))
    assert match(act("division"), members=watched(THORNAPPLE))


def test_phrases_see_a_division_of_the_lords_by_its_motion_too() -> None:
    """There the title is that of the bill, and only the motion says what was divided on."""
    division = act("division").model_copy(update={"house": "lords"})
    assert words(match(division, phrases=("motion",))) == [("text", "motion", "motion")]


# -- excerpts -------------------------------------------------------------------------------------------------------


def test_an_excerpt_is_verbatim_around_the_first_match() -> None:
    """Forty whole words with the match in their middle, character for character, marked where cut."""
    text = f"{LONG} the “Probation’s”\u00a0lost decade {LONG}"
    found = match(speech(text, title="Probation"), phrases=("probation",))
    assert found is not None
    assert found.excerpt.startswith("… word")
    assert found.excerpt.endswith(" …")
    inner = found.excerpt.removeprefix("… ").removesuffix(" …")
    assert inner in text
    assert 25 <= len(inner.split()) <= 60
    assert abs(inner.index("Probation") - (len(inner) - inner.index("Probation"))) < 40


@pytest.mark.parametrize("text", [f"Probation {LONG}", f"{LONG} probation", "On probation."])
def test_an_excerpt_at_an_end_is_marked_on_one_side(text: str) -> None:
    """Nothing is marked as cut where the text begins or ends; there the excerpt reaches further on the other side."""
    found = match(speech(text), phrases=("probation",))
    assert found is not None
    assert found.excerpt.startswith("…") == (not text.startswith(found.excerpt[:5]))
    assert found.excerpt.endswith("…") == (not text.endswith(found.excerpt[-5:]))
    assert len(found.excerpt.split()) == (2 if text == "On probation." else 41)


def test_an_excerpt_stays_in_its_paragraph_where_that_is_long_enough() -> None:
    """A long paragraph is enough; a short one takes what stands around it."""
    long, short = f"{LONG}\n\nOn probation {LONG}", f"{LONG}\n\nOn probation.\n\n{LONG}"
    found = match(speech(long), phrases=("probation",)), match(speech(short), phrases=("probation",))
    assert [("\n\n" in f.excerpt) if f else None for f in found] == [False, True]


def test_a_match_by_the_heading_or_by_a_member_is_quoted_from_the_beginning() -> None:
    """Without a phrase in the text the excerpt is its first forty words: of what the watched Member said."""
    by_title = match(speech(LONG, title="Probation"), phrases=("probation",))
    by_member = match(answer("What she asked.", "What he answered."), members=watched(MINISTER))
    assert by_title is not None
    assert by_title.excerpt == " ".join(LONG.split()[:40]) + " …"
    assert by_member is not None
    assert by_member.excerpt == "What he answered."


# -- the whole ------------------------------------------------------------------------------------------------------


def test_the_fast_matcher_agrees_with_the_slow_one(seed: int) -> None:
    """Over drawn watches and activities there is no difference in any piece of evidence."""
    assert "0 differences" in proof.prove(size=20_000, seed=seed)
