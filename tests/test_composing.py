"""A digest composed of matches: one entry per subject, its words, its state, its place, and the line above it all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timezone
from typing import Any

import pytest

from monitor.parliament.activities import (
    Activity,
    Answer,
    Body,
    Contribution,
    Correction,
    HoldingAnswer,
    MinisterialCorrection,
    Overdue,
    Question,
    Withdrawal,
)
from monitor.parliament.people import Member, NameSpell, Participant, Post, Role
from tests.test_vocabulary import EVERY_KIND
from watchlists.composing import compose
from watchlists.digest import SECTIONS, Digest, Entry, Said
from watchlists.headlines import brief, full, line, subject_line, top_lines
from watchlists.hit import Hit
from watchlists.matching import Matcher
from watchlists.watchlist import Watch, WatchedMember, Watchlist

NOW = datetime(2026, 3, 11, 7, 30, tzinfo=timezone.utc)
PROBATION = Watchlist(
    id="probation",
    title="Probation",
    watches=(
        Watch(id="probation", title="Probation", phrases=("probation",)),
        Watch(id="tr", title="Transforming Rehabilitation", phrases=("transforming rehabilitation",)),
    ),
)
FRIENDS = Watchlist(
    id="friends",
    title="Our friends",
    watches=(Watch(id="friends", title="Friends", members=(WatchedMember(id=91005, note="spoke at our lobby"),)),),
)
PEOPLE = {
    91001: ("Rosalind Quillfeather", "Labour", "Upper Wobblesham"),
    91002: ("Barnaby Dunderdale", "Conservative", "Nether Crumpleton"),
    91004: ("Thaddeus Hobblethorpe", "Labour", "Great Gigglesworth"),
    91005: ("Araminta Sandpiper", "Green Party", "Long Umberleigh"),
}
PAGE = "https://example.org"
FILLER = " ".join(f"word{n}" for n in range(100))


def person(member: int, role: Role) -> Participant:
    """One of the invented Members."""
    name, party, seat = PEOPLE[member]
    return Participant(member=member, name=name, role=role, party=party, seat=seat)


def life(uin: str = "41001", *, group: str = "", asker: int = 91001, **lines: Any) -> dict[str, Any]:
    """What the events of one written question share."""
    return {
        "record": f"written-questions/{uin}", "source": "written-questions", "upstream_id": uin, "house": "commons",
        "subject": f"written-questions/{group or uin}", "title": "Probation Officers: Pay", "uin": uin,
        "due": date(2026, 3, 6), "body": Body(id=54, name="Ministry of Justice"), "url": f"{PAGE}/{uin}",
        "question": "To ask how many probation officers there are.", "participants": (person(asker, "asked"),), **lines,
    }  # fmt: skip


def tabled(uin: str = "41001", day: int = 3, **lines: Any) -> Question:
    """A question tabled in March."""
    return Question(id=f"{uin}/question", date=date(2026, 3, day), **life(uin, **lines))


def answered(words: str = "There are nine.", uin: str = "41001", day: int = 6, **lines: Any) -> Answer:
    """Its answer."""
    fixed = life(uin, **lines)
    people = (*fixed.pop("participants"), person(91004, "answered"))
    return Answer(id=f"{uin}/answer", date=date(2026, 3, day), answer=words, participants=people, **fixed)


def held(uin: str = "41001", day: int = 5, **lines: Any) -> HoldingAnswer:
    """Its holding answer."""
    return HoldingAnswer(id=f"{uin}/holding-answer", date=date(2026, 3, day), answer="Later.", **life(uin, **lines))


def corrected(was: str, now: str, uin: str = "41001", day: int = 10) -> Correction:
    """Its correction."""
    people = (person(91001, "asked"), person(91004, "answered"))
    fixed = life(uin, participants=people)
    return Correction(id=f"{uin}/correction/{day}", date=date(2026, 3, day), answer=now, original=was, **fixed)


def overdue(uin: str = "41001", day: int = 9) -> Overdue:
    """It is overdue."""
    return Overdue(id=f"{uin}/overdue", date=date(2026, 3, day), **life(uin))


def withdrawn(uin: str = "41001", day: int = 10, **lines: Any) -> Withdrawal:
    """It was withdrawn."""
    return Withdrawal(id=f"{uin}/withdrawal", date=date(2026, 3, day), **life(uin, **lines))


def speech(n: int, words: str, who: int = 91001, **lines: Any) -> Contribution:
    """The nth contribution of a debate."""
    debate = lines.pop("debate", "D1")
    fixed = {
        "record": f"hansard/{debate}{n}", "source": "hansard", "upstream_id": f"{debate}{n}", "debate": debate,
        "subject": f"hansard/{debate}", "house": "commons", "chamber": "commons-chamber", "date": date(2026, 3, 10),
        "title": "Officers: Retention", "url": f"{PAGE}/{debate}#{n}", "order": (1, n),
        "parents": ("Oral Answers to Questions", "Justice"), "participants": (person(who, "spoke"),), **lines,
    }  # fmt: skip
    return Contribution(id=f"hansard/{debate}{n}/contribution", said=words, **fixed)


def hits(activities: Sequence[Activity], *watchlists: Watchlist) -> list[Hit]:
    """What the watchlists find in the activities."""
    known = {watchlist.id: watchlist for watchlist in watchlists or (PROBATION,)}
    matcher = Matcher(tuple(known.values()))
    found = [(activity, one) for activity in activities for one in matcher.match(activity)]
    return [
        Hit(
            match=n,
            watchlist=known[one.watchlist],
            watch=next(w for w in known[one.watchlist].watches if w.id == one.watch),
            activity=activity,
            evidence=one.evidence,
            found_at=NOW,
            first_seen=NOW,
        )
        for n, (activity, one) in enumerate(found, 1)
    ]


def digest(*new: Activity, watchlists: Sequence[Watchlist] = (), told: Sequence[Activity] = (), **lines: Any) -> Digest:
    """What is composed of what is new, beside what was told before."""
    companions: dict[str, list[Activity]] = {}
    for activity in (*told, *new):
        companions.setdefault(activity.subject, []).append(activity)
    fixed = {"address": "email:policy@example.org", "cadence": "daily", "slot": NOW, "now": NOW}
    return compose(hits(new, *watchlists), companions=companions, **(fixed | lines))


def entry(*new: Activity, **lines: Any) -> Entry:
    """The only entry."""
    (one,) = digest(*new, **lines).entries
    return one


def bold(said: Said) -> list[str]:
    """The words that are marked."""
    return [said.text[a:b] for a, b in said.marks]


# -- a written question ---------------------------------------------------------------------------------------------


def test_a_question_is_told_with_its_asker_its_words_and_its_reason() -> None:
    """Who (party, seat), the words with those that matched marked, and which watch found them."""
    one = entry(tabled(day=10, due=date(2026, 3, 17)))
    assert (one.section, one.kind, one.chip, one.label) == (
        "tabled",
        "question",
        "Tabled, due 17 Mar",
        "Written question 41001",
    )
    (said,) = one.said
    assert (said.who, said.of, said.verb) == ("Rosalind Quillfeather", "Labour, Upper Wobblesham", "asked")
    assert said.text == "To ask how many probation officers there are."
    assert bold(said) == ["probation"]
    assert one.why == ("Probation: “Probation”",)
    assert one.body == "Ministry of Justice"
    assert one.url == f"{PAGE}/41001"


def test_of_several_events_the_last_is_shown_and_the_others_are_history() -> None:
    """Tabled, overdue, held and answered in one reading is one entry: the answer, behind it the way to it."""
    one = entry(tabled(), answered(day=10), overdue(), held())
    assert (one.section, one.chip) == ("answers", "Answered, 4 days late")
    assert [(past.what, past.date.day) for past in one.history] == [
        ("tabled", 3),
        ("holding answer", 5),
        ("overdue", 9),
    ]
    assert [said.verb for said in one.said] == ["asked", "answered"]
    assert one.matches == (1, 2, 3, 4)


def test_history_includes_what_was_told_before() -> None:
    """An answer stands with the question that was tabled and told days ago."""
    assert [past.what for past in entry(answered(), told=[tabled(), held()]).history] == ["tabled", "holding answer"]


def test_what_comes_after_is_no_history() -> None:
    """A holding answer that is found after the answer was told has no answer behind it, and needs no action."""
    one = entry(held(), told=[tabled(), answered()])
    assert [past.what for past in one.history] == ["tabled"]
    assert one.section == "answers"


def test_what_came_after_is_pointed_to() -> None:
    """An answer that was corrected meanwhile says so, where the correction is not told with it."""
    one = entry(answered("Probation has nine."), told=[tabled(), corrected("Probation has nine.", "Ten.")])
    assert one.chip == "Answered on time · Corrected 10 Mar"
    assert [(past.what, past.date.day) for past in one.since] == [("corrected", 10)]


@pytest.mark.parametrize(("sitting", "chip"), [(10, "Holding answer"), (11, "Holding for 11 sitting days")])
def test_a_question_held_for_long_says_for_how_many_sitting_days(sitting: int, chip: str) -> None:
    """More than ten; the days are those on which Parliament sat."""
    assert entry(held(), sitting_days=lambda first, last: sitting).chip == chip


def test_an_answer_after_a_long_hold_says_so() -> None:
    """Counted from the holding answer to the answer; without the calendar working days count."""
    late = answered(day=31, due=date(2026, 3, 31))
    assert entry(late, told=[held()]).chip == "Answered on time · held for 18 sitting days"
    assert entry(late, told=[held(day=20)]).chip == "Answered on time"


def test_grouped_questions_with_one_answer_are_one_entry() -> None:
    """The first stands for the group; the others are named with UIN and asker, matched or not."""
    group = {"group": "41020"}
    one = entry(
        answered(uin="41021", asker=91005, **group),
        answered(uin="41020", **group),
        told=[tabled("41022", asker=91002, **group), answered(uin="41022", asker=91002, **group)],
    )
    assert one.url.endswith("41020")
    assert one.grouped == (
        "41021 (Araminta Sandpiper, Green Party, Long Umberleigh)",
        "41022 (Barnaby Dunderdale, Conservative, Nether Crumpleton)",
    )
    assert [said.verb for said in one.said] == ["asked", "answered"]


def test_of_a_group_another_fate_or_another_answer_is_told() -> None:
    """A question of the group that was withdrawn says so; one that was answered otherwise has its own words and link."""
    group = {"group": "41020"}
    one = entry(
        answered(uin="41020", **group),
        answered("Not nine but ten.", uin="41021", **group),
        withdrawn("41022", asker=91002, **group),
    )
    assert one.grouped == ("41022 (Barnaby Dunderdale, Conservative, Nether Crumpleton) – withdrawn",)
    assert [(said.text, said.url) for said in one.said if said.verb == "answered"] == [
        ("There are nine.", ""),
        ("Not nine but ten.", f"{PAGE}/41021"),
    ]


def test_a_group_stands_where_its_most_urgent_question_stands() -> None:
    """The question that needs action is the one that is shown."""
    late = Overdue(id="o", date=date(2026, 3, 9), **life("41021", group="41020"))
    one = entry(answered(uin="41020", group="41020"), late)
    assert (one.section, one.url) == ("action", f"{PAGE}/41021")


def test_an_answer_is_quoted_around_the_match_else_from_its_start() -> None:
    """The reply has 25 to 40 words from its start, unless the words that matched stand in it."""
    plain = entry(answered(f"Nine of them. {FILLER}")).said[1]
    assert plain.text.startswith("Nine of them.")
    assert plain.text.endswith(" …")
    assert 25 <= len(plain.text.split()) <= 40
    centred = entry(answered(f"{FILLER} probation {FILLER}")).said[1]
    assert bold(centred) == ["probation"]
    assert 25 <= len(centred.text.split()) <= 60
    place = centred.text.split().index("probation")
    assert abs(place - len(centred.text.split()) / 2) <= 3


def test_an_excerpt_begins_with_a_sentence_where_one_is_near() -> None:
    """Rather than in the middle of one; its length and the match stay."""
    words = f"{FILLER} ends. The work of Six Buses a Week is done by {' '.join(['staff'] * 9)} of probation {FILLER}"
    said = entry(answered(words)).said[1]
    assert said.text.startswith("… The work of Six Buses a Week")
    assert bold(said) == ["probation"]
    assert 25 <= len(said.text.split()) <= 60


def test_an_excerpt_ends_with_a_sentence_where_one_ends_near() -> None:
    """Rather than in the middle of one; the match stays in it."""
    words = f"{' '.join(['Staff'] * 15)} of probation {' '.join(['staff'] * 25)} go home. They sleep. {FILLER}"
    said = entry(answered(words)).said[1]
    assert said.text.endswith("go home. …")
    assert bold(said) == ["probation"]
    assert 25 <= len(said.text.split()) <= 60


def test_a_reply_ends_with_a_sentence_where_one_ends_in_time() -> None:
    """Between 25 and 40 words the last end of a sentence is the end; "hon." ends none."""
    first = " ".join(["word"] * 27) + " ends. My hon. Friend knows it. "
    assert entry(answered(first + FILLER)).said[1].text == first.strip() + " …"


def test_every_match_in_an_excerpt_is_marked_and_none_outside() -> None:
    """Offsets hold in the shortened text too, behind its ellipsis."""
    words = f"{FILLER} probation staff and Transforming Rehabilitation {FILLER} probation"
    said = entry(answered(words)).said[1]
    assert said.text.startswith("… ")
    assert bold(said) == ["probation", "Transforming Rehabilitation"]


def test_what_was_not_seen_or_only_in_part_is_not_quoted() -> None:
    """An answer missed between two readings says so; of a shortened text nothing is quoted."""
    unseen = entry(answered(""))
    assert (unseen.chip, unseen.said[1].text) == ("Answered on time · wording not seen", "")
    part = entry(answered("There are probation", partial=True))
    assert [said.text for said in part.said] == ["", ""]
    assert part.chip == "Answered on time · wording not seen in full"


def test_a_correction_shows_the_words_that_were_changed() -> None:
    """What was and what is now: which words were removed and which added, with some of those around them."""
    was = f"{FILLER} there were nine officers in Umberleigh {FILLER}"
    one = entry(corrected(was, was.replace("nine", "ninety good")), told=[answered(was)])
    assert (one.section, one.chip) == ("action", "Corrected")
    before, after = one.said[1:]
    assert (before.verb, [before.text[a:b] for a, b in before.removed]) == ("answered at first", ["nine"])
    assert (after.verb, [after.text[a:b] for a, b in after.added]) == ("corrected this to", ["ninety good"])
    assert after.text.startswith("… ")
    assert after.text.endswith(" …")
    assert "there were ninety good officers in Umberleigh" in after.text


def test_a_correction_of_an_unseen_answer_shows_what_it_says_now() -> None:
    """Without the words before there is no difference to show."""
    assert [said.verb for said in entry(corrected("", "There are ten.")).said] == ["asked", "corrected"]


def test_posts_are_those_of_the_day() -> None:
    """A Minister is named with the office held when the answer was given; a former post is not told."""
    posts = (
        Post(title="Secretary of State for Justice", first=date(2026, 1, 1)),
        Post(title="Minister for Oats", first=date(2020, 1, 1), last=date(2025, 1, 1)),
        Post(title="Shadow Minister", first=date(2020, 1, 1), kind="opposition"),
    )
    minister = Member(id=91004, names=(NameSpell(name="Thaddeus Hobblethorpe"),), posts=posts)
    assert entry(answered(), members={91004: minister}).said[1].post == "Secretary of State for Justice"


def test_a_lord_has_a_party_and_no_seat() -> None:
    """The kind of a peerage is no constituency."""
    peer = Participant(member=1, name="Lord Knapwell", role="asked", party="Crossbench", seat="Life peer")
    assert entry(tabled("HL5601", house="lords", participants=(peer,))).said[0].of == "Crossbench"


# -- a debate -------------------------------------------------------------------------------------------------------


def test_everybody_who_says_it_stands_in_the_order_of_the_sitting_with_the_reply() -> None:
    """Each with an address of its own; a reply that did not match stands behind what it replies to, without one."""
    one = entry(
        speech(5, "Probation is short of staff.", 91002),
        speech(1, "What of probation officers?", participants=(person(91001, "asked"),)),
        told=[speech(2, "We pay them more.", 91004, replies_to="D11"), speech(3, "Hear, hear!", noise="interjection")],
    )
    assert [(said.who.split()[0], said.verb, said.url) for said in one.said] == [
        ("Rosalind", "asked", f"{PAGE}/D1#1"),
        ("Thaddeus", "replied", ""),
        ("Barnaby", "said", f"{PAGE}/D1#5"),
    ]
    assert (one.url, one.label, one.section) == (f"{PAGE}/D1#1", "Justice Questions", "commons")
    assert one.others == 0


def test_a_minister_has_the_post_that_is_printed_at_the_first_mention() -> None:
    """Also where the debate prints no more than the name; one named by the office alone has it once."""
    first = speech(1, "I beg to move.", 91004, post="Secretary of State for Justice")
    one = entry(speech(2, "On probation?"), told=[first, speech(3, "Yes.", 91004, replies_to="D12")])
    assert [(said.verb, said.post) for said in one.said] == [
        ("asked", ""),
        ("replied", "Secretary of State for Justice"),
    ]
    head = Participant(member=1, name="The Prime Minister", role="spoke")
    assert entry(speech(1, "Probation.", participants=(head,), post="Prime Minister")).said[0].post == ""


def test_a_reply_that_says_it_too_stands_once_with_its_address() -> None:
    """A Minister who uses the phrase is shown as one who said it, in their place."""
    one = entry(speech(1, "On probation?"), speech(2, "Probation is well.", 91004, replies_to="D11"))
    assert [(said.verb, said.url[-1:]) for said in one.said] == [("asked", "1"), ("replied", "2")]


@pytest.mark.parametrize(
    ("opening", "words", "parents", "verb"),
    [
        ("To ask His Majesty’s Government what they do.", "My Lords, is probation well?", (), "asked"),
        ("My Lords, I beg leave to ask the Question.", "My Lords, is probation well?", (), "asked"),
        ("My Lords, I beg to move.", "My Lords, is probation well?", (), "said"),
        ("To ask His Majesty’s Government what they do.", "My Lords, probation is well.", (), "said"),
        ("I have nothing to add.", "Is probation well?", ("Oral Answers to Questions", "Justice"), "asked"),
    ],
)
def test_a_question_was_asked_not_said(opening: str, words: str, parents: tuple[str, ...], verb: str) -> None:
    """What is asked of a Minister in a debate about a question, also where Hansard does not mark it as one."""
    told = [speech(1, opening, 91002, parents=parents), speech(3, "Yes.", 91004, replies_to="D12", parents=parents)]
    assert entry(speech(2, words, parents=parents), told=told).said[0].verb == verb


def test_a_question_of_the_lords_as_tabled_was_asked() -> None:
    """By its first words."""
    assert entry(speech(1, "To ask His Majesty’s Government about probation.", parents=())).said[0].verb == "asked"


def test_questions_answered_together_share_the_reply() -> None:
    """The Minister's reply names the first that was called; it stands once, behind the last of them that is shown."""
    asked = [
        speech(n, f"What of probation in place {n}?", who, participants=(person(who, "asked"),))
        for n, who in ((1, 91001), (2, 91002), (3, 91005))
    ]
    reply = speech(4, "I shall answer these together.", 91004, replies_to="D11")
    verbs = [said.verb for said in entry(*asked, told=[reply]).said]
    assert verbs == ["asked", "asked", "asked", "replied"]
    assert [said.verb for said in entry(asked[1], told=[asked[0], asked[2], reply]).said] == ["asked", "replied"]


def test_a_debate_found_by_its_heading_is_one_entry_that_counts_the_others() -> None:
    """The first contribution stands for it; each of the others counts once, and procedural noise not at all."""
    said = [
        speech(1, "I beg to move.", title="Probation"),
        speech(2, "I agree.", 91002, title="Probation"),
        speech(3, "And I.", 91005, title="Probation"),
        speech(4, "I thank him.", 91005, title="Probation"),
        speech(5, "Order.", 91004, title="Probation", noise="call"),
    ]
    one = entry(*said)
    assert ([s.text for s in one.said], one.others) == (["I beg to move."], 2)
    assert one.url.endswith("#1")
    assert len(one.matches) == 5


def test_under_a_heading_that_matched_those_who_say_it_are_shown() -> None:
    """The others are counted still."""
    one = entry(
        speech(1, "I beg to move.", title="Probation"), speech(2, "Probation matters.", 91002, title="Probation")
    )
    assert ([said.who for said in one.said], one.others) == (["Barnaby Dunderdale"], 1)


def test_a_watched_member_is_shown_with_a_star_and_the_note() -> None:
    """Whatever a watched Member says is shown, but for "will he give way" beside a speech."""
    one = entry(
        speech(1, "Will he give way?", 91005, noise="give-way"),
        speech(2, "A point of order.", 91005),
        watchlists=[FRIENDS],
    )
    (said,) = one.said
    assert (one.section, said.watched, said.note, said.url[-1]) == ("members", True, "spoke at our lobby", "2")
    assert one.why == ("Friends: Araminta Sandpiper",)


def test_post_and_note_stand_at_the_first_mention_alone() -> None:
    """Who speaks three times in a debate is introduced once; the star stays."""
    said = [speech(n, "Probation.", 91005, post="Minister for Oats") for n in (1, 2, 3)]
    told = entry(*said, watchlists=[FRIENDS, PROBATION]).said
    assert [one.note for one in told] == ["spoke at our lobby", "", ""]
    assert [one.post for one in told] == ["Minister for Oats", "", ""]
    assert all(one.watched for one in told)


@pytest.mark.parametrize(
    ("lines", "label", "section"),
    [
        ({"parents": ()}, "Commons Chamber", "commons"),
        ({"parents": ("Oral Answers to Questions", "Prime Minister")}, "Prime Minister’s Questions", "commons"),
        ({"parents": (), "chamber": "westminster-hall"}, "Westminster Hall", "committees"),
        ({"parents": (), "house": "lords", "chamber": "lords-chamber"}, "Lords Chamber", "lords"),
        ({"parents": (), "house": "lords", "chamber": "grand-committee"}, "Grand Committee", "committees"),
        ({"parents": (), "house": "lords", "chamber": None}, "Lords", "lords"),
    ],
)
def test_what_is_spoken_stands_under_its_place(lines: dict[str, Any], label: str, section: str) -> None:
    """Each chamber has its name and its section."""
    one = entry(speech(1, "On probation.", **lines))
    assert (one.label, one.section) == (label, section)


def test_a_ministerial_correction_needs_action() -> None:
    """It stands among the corrections."""
    said = MinisterialCorrection(**speech(1, "On probation I misspoke.").model_dump(exclude={"kind"}))
    one = entry(said)
    assert (one.section, one.chip, one.label) == ("action", "Corrected", "Ministerial correction")


@pytest.mark.parametrize(
    ("said", "title", "chip"),
    [
        ("In the debate on 10 March I said of probation nine.", "Officers: Retention", "Corrected 11 Mar"),
        ("In the debate on 9 March I said of probation nine.", "Officers: Retention", ""),
        ("In the debate on 10 March I said of probation nine.", "Officers: Pay", ""),
    ],
)
def test_a_debate_points_to_the_ministerial_correction_of_it(said: str, title: str, chip: str) -> None:
    """Where it has the heading of the debate and names its day, nobody quotes what was corrected."""
    lines = {"debate": "C", "title": title, "date": date(2026, 3, 11)}
    wrong = MinisterialCorrection(**speech(1, said, 91004, **lines).model_dump(exclude={"kind"}))
    debate = next(one for one in digest(speech(1, "On probation."), wrong).entries if one.kind == "contribution")
    assert (debate.chip, [(past.what, past.url) for past in debate.since]) == (
        chip,
        [("corrected", wrong.url)] if chip else [],
    )


# -- order, reasons, lateness ---------------------------------------------------------------------------------------


def test_entries_stand_in_a_readers_order() -> None:
    """Section by section, in them by date, then in the order of the sitting."""
    told = digest(
        withdrawn("41009"),
        tabled("41008", day=10, due=date(2026, 3, 17)),
        tabled("41007", day=9, due=date(2026, 3, 16)),
        answered(uin="41006"),
        speech(1, "Probation.", debate="HALL", chamber="westminster-hall", parents=()),
        speech(1, "Probation.", debate="LORDS", chamber="lords-chamber", house="lords", parents=()),
        speech(1, "Probation.", debate="LATER", order=(7, 1)),
        speech(1, "Probation.", debate="FIRST", order=(2, 9)),
        speech(1, "A point of order.", 91005, debate="FRIEND", order=(9, 1)),
        overdue("41005"),
        tabled("41004", day=10, due=date(2026, 3, 12)),
        watchlists=[PROBATION, FRIENDS],
    )
    assert [one.subject.split("/")[1] for one in told.entries] == [
        "41005", "41004", "FRIEND", "FIRST", "LATER", "LORDS", "HALL", "41006", "41007", "41008", "41009",
    ]  # fmt: skip
    ranks = [list(SECTIONS).index(one.section) for one in told.entries]
    assert ranks == sorted(ranks)
    assert told.title == "Probation, Our friends"


def test_a_watched_members_question_that_needs_action_stands_there() -> None:
    """The stronger place is kept; an answer to a watched Member stands with the Members."""
    held_back = entry(held(asker=91005), watchlists=[FRIENDS])
    told = entry(answered(asker=91005), watchlists=[PROBATION, FRIENDS])
    assert (held_back.section, told.section) == ("action", "members")


def test_every_watch_that_found_it_is_named_once_with_its_words() -> None:
    """Two watches are two reasons; the same words in other capitals are named once."""
    one = entry(answered("Probation, probation, after Transforming Rehabilitation.", title="Pay"))
    assert one.why == (
        "Probation: “probation”",
        "Transforming Rehabilitation: “Transforming Rehabilitation”",
    )


def test_words_of_the_heading_alone_are_told_to_stand_there() -> None:
    """Nobody looks for them in the excerpt."""
    one = entry(tabled("41001", question="To ask how many there are.", title="Probation: Pay"))
    assert one.why == ("Probation: “Probation” in the heading",)


@pytest.mark.parametrize(("day", "late"), [(8, None), (7, date(2026, 3, 7))])
def test_what_is_announced_more_than_three_days_after_its_date_is_late(day: int, late: date | None) -> None:
    """Three days after is in time; what is late says of which day it is."""
    assert entry(answered(day=day, due=date(2026, 3, 10))).late == late


def test_a_weekly_digest_is_not_late_for_looking_back() -> None:
    """What was found in time and stands in the digest of the week is not marked."""
    weekly = {"cadence": "weekly", "now": NOW.replace(day=14)}
    assert not entry(answered(day=9), **weekly).late
    assert entry(answered(day=6), **weekly).late


def test_the_same_hits_in_any_order_make_the_same_digest() -> None:
    """Nothing depends on the order in which matches are read."""
    new = [
        answered(uin="41020", group="g", asker=91005),
        answered(uin="41021", group="g"),
        speech(1, "Probation."),
        overdue("1"),
    ]
    fixed = {"companions": {}, "address": "a", "cadence": "daily", "slot": NOW, "now": NOW}
    found = hits(new, FRIENDS, PROBATION)
    assert compose(found, **fixed) == compose([*found[::-1], *found], **fixed)  # type: ignore[arg-type]


def test_reasons_stand_in_the_order_of_the_file() -> None:
    """Whichever of the watches of a list was found first."""
    one = entry(speech(1, "After Transforming Rehabilitation."), speech(2, "Probation.", debate="D1"))
    assert [reason.partition(":")[0] for reason in one.why] == ["Probation", "Transforming Rehabilitation"]


def test_evidence_of_an_older_wording_marks_nothing() -> None:
    """Where the words have changed since they matched, no other words are marked in their place."""
    now = speech(1, "I beg to say that probation officers left.")
    before = hits([speech(1, "On probation officers.")])[0]
    stale = replace(before, activity=now)
    (one,) = compose([stale], companions={}, address="a", cadence="daily", slot=NOW, now=NOW).entries
    assert (one.said[0].text, one.said[0].marks) == (now.said, ())


@pytest.mark.parametrize("activity", EVERY_KIND, ids=lambda a: a.kind)
def test_every_kind_has_a_place(activity: Activity) -> None:
    """Whatever can match can be told, in a section that there is."""
    watch = Watch(id="w", title="Ada Quill", members=(WatchedMember(id=91001),))
    one = entry(activity, watchlists=[Watchlist(id="l", title="L", watches=(watch,))])
    assert (one.section in SECTIONS, one.kind, len(one.matches)) == (True, activity.kind, 1)


# -- one line -------------------------------------------------------------------------------------------------------


def test_the_subject_line_counts_names_and_dates() -> None:
    """Count, campaign, what was said where, then answers and corrections, the latest date."""
    told = digest(
        *(speech(1, "Probation.", debate=f"D{n}") for n in range(3)), answered(), corrected("nine", "ten", "41002")
    )
    assert subject_line(told) == "Probation: 5 new – Justice Questions (3), 1 answer, 1 correction · Tue 10 Mar"


def test_at_once_the_subject_line_is_the_entry() -> None:
    """Its state and its title; of what is spoken its place."""
    one = digest(answered(day=10), cadence="at-once")
    assert subject_line(one) == "Probation: Answered, 4 days late – Probation Officers: Pay · Tue 10 Mar"
    said = digest(speech(1, "Probation."), cadence="at-once")
    assert subject_line(said) == "Probation: Justice Questions – Officers: Retention · Tue 10 Mar"


def test_where_the_places_have_no_room_the_debates_are_counted() -> None:
    """So that answers and corrections are named still; what has no room even so is counted."""
    places = ("Energy Security and Net Zero", "Culture, Media and Sport", "Environment, Food and Rural Affairs")
    said = [speech(1, "Probation.", debate=p, parents=("Oral Answers to Questions", p)) for p in places]
    told = digest(*said, answered(), corrected("nine", "ten", "41002"))
    assert subject_line(told) == "Probation: 5 new – 3 debates, 1 answer, 1 correction · Tue 10 Mar"
    long = digest(*said, answered(), corrected("nine", "ten", "41002"), title="Probation " * 8)
    assert subject_line(long).endswith(" 5 new – 3 debates, 2 more · Tue 10 Mar")


@pytest.mark.parametrize("title", ["Probation", "A very long title of a watchlist " * 8])
def test_a_subject_line_has_one_line_of_120_characters(title: str) -> None:
    """However much there is to be counted or named, and whatever line breaks stand in a title."""
    places = ("Justice", "Health and Social Care", "Energy Security and Net Zero", "Culture, Media and Sport")
    many = [
        speech(1, "Probation.", debate=f"D{n}", parents=("Oral Answers to Questions", place), title="A\nlong " * 60)
        for n, place in enumerate(places)
    ]
    for told in (digest(*many, answered(), title=title), digest(many[0], cadence="at-once", title=title)):
        shown = subject_line(told)
        assert len(shown) <= 120
        assert "\n" not in shown
        assert shown.endswith(" · Tue 10 Mar")


def test_without_entries_the_subject_line_says_what_there_is() -> None:
    """The notice, or that nothing matched."""
    assert subject_line(digest(title="Probation")) == "Probation: nothing matched · Wed 11 Mar"
    notice = digest(title="Probation", notices=("Hansard could not be read",))
    assert subject_line(notice) == "Probation: Hansard could not be read · Wed 11 Mar"


def test_twelve_entries_are_told_in_full_and_the_rest_in_a_line() -> None:
    """Nothing is hidden: full and brief together are all."""
    told = digest(*(tabled(str(n), day=10, due=date(2026, 3, 20)) for n in range(15)))
    assert (len(full(told)), len(brief(told))) == (12, 3)
    assert full(told) + brief(told) == told.entries
    assert (
        top_lines(told)[0] == "Written question 0: Probation Officers: Pay – Rosalind Quillfeather, Tabled, due 20 Mar"
    )
    assert len(top_lines(told)) == 3


def test_a_line_names_the_first_who_spoke() -> None:
    """And counts the others."""
    one = entry(speech(1, "I beg to move.", title="Probation"), speech(2, "Yes.", 91002, title="Probation"))
    assert line(one) == "Justice Questions: Probation – Rosalind Quillfeather and 1 more"
