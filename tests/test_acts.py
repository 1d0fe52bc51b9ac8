"""The entries of what is neither a written question nor spoken: statements, motions, divisions, committees, what comes up."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from monitor.parliament.activities import (
    Activity,
    Amendment,
    BillStage,
    Body,
    Business,
    CallForEvidence,
    Division,
    Evidence,
    EvidenceSession,
    Inquiry,
    Membership,
    Motion,
    MotionWithdrawal,
    OralQuestion,
    Petition,
    Publication,
    QuestionTime,
    Report,
    Response,
    Signature,
    SignatureWithdrawal,
    WrittenStatement,
)
from monitor.parliament.people import Participant
from monitor.store import Batch, MatchRow, RecordRow, Store
from tests.test_composing import FRIENDS, PEOPLE, PROBATION, bold, digest, entry, person
from tests.test_dispatch import HOUR, MET, MORNING, House, at_once, daily, house, watchlist
from watchlists.digest import Entry
from watchlists.headlines import brief, full, line, subject_line
from watchlists.watchlist import Watch, WatchedMember, Watchlist

__all__ = ["house"]

SITE = "https://example.org"
JUSTICE = Body(id=390, name="Justice Committee")
DAY = date(2026, 3, 10)
EVERYBODY = Watchlist(
    id="friends",
    title="Our friends",
    watches=(
        Watch(
            id="friends",
            title="Friends",
            members=tuple(WatchedMember(id=member, note="came to our lobby") for member in (91001, 91002, 91005)),
        ),
    ),
)


def act(source: str, subject: str, ident: str = "1", **lines: Any) -> dict[str, Any]:
    """What all acts share."""
    return {
        "id": f"{source}/{ident}", "record": f"{source}/{ident}", "source": source, "upstream_id": ident,
        "subject": f"{source}/{subject}", "house": "commons", "date": DAY, "title": "Probation staff pay",
        "url": f"{SITE}/{source}/{ident}",
    } | lines  # fmt: skip


def statement(house: str = "commons", **lines: Any) -> WrittenStatement:
    """A written statement about probation."""
    uin, ident = ("HCWS901", "1") if house == "commons" else ("HLWS877", "2")
    own = act("written-statements", "1", ident, house=house, uin=uin, said="I am today publishing a probation plan.")
    return WrittenStatement(**own | {"participants": (person(91004, "spoke"),), "post": "Minister for Oats"} | lines)


def motion(*signed: int, **lines: Any) -> Motion:
    """An early day motion of Rosalind Quillfeather, signed by others."""
    people = (person(91001, "moved"), *(person(member, "signed") for member in signed))
    own = act("early-day-motions", "71001", "71001", said="That this House thanks probation staff.", uin="1501")
    return Motion(**own | {"participants": people, "signatures": 1 + len(signed)} | lines)


def amendment(**lines: Any) -> Amendment:
    """An amendment to it."""
    own = act("early-day-motions", "71001", "71003", said="Leave out “probation staff”.", uin="1501A1")
    return Amendment(**own | {"participants": (person(91002, "moved"),), "signatures": 1} | lines)


def signature(member: int, kind: type[Signature | SignatureWithdrawal] = Signature, **lines: Any) -> Activity:
    """A Member signed it, or took that back."""
    own = act(
        "early-day-motions",
        "71001",
        f"71001/{member}",
        record="early-day-motions/71001",
        said="That this House thanks probation staff.",
        uin="1501",
    )
    ident = f"71001/{kind.model_fields['kind'].default}/{member}"
    return kind(**own | {"id": ident, "participants": (person(member, "signed"),), "signatures": 3} | lines)


def division(**lines: Any) -> Division:
    """A vote on probation."""
    people = tuple(person(member, "voted") for member in PEOPLE)
    own = act("divisions", "commons/5901", "commons/5901", title="Offenders Bill: New Clause 3 (Probation caseloads)")
    votes = {"ayes": 312, "noes": 240, "aye_members": (91001, 91005), "no_members": (91002, 91004), "number": 201}
    return Division(**own | votes | {"participants": people} | lines)


def committee(kind: type[Any], ident: str = "1", **lines: Any) -> Any:
    """Something of the inquiry into probation."""
    own = act("committees", "12001", ident, title="The future of probation", body=JUSTICE, house="commons")
    return kind(**own | {"id": f"committees/{ident}/{kind.__name__}", "url": f"{SITE}/inquiry/12001/"} | lines)


def call(deadline: date | None, **lines: Any) -> Any:
    """Its call for evidence."""
    return committee(CallForEvidence, deadline=deadline, **lines)


def session(**lines: Any) -> Any:
    """A hearing of witnesses, in this week."""
    when = {
        "date": date(2026, 3, 12),
        "starts": "2026-03-12T14:30:00",
        "place": "Room 6",
        "url": f"{SITE}/event/33001/",
    }
    return committee(EvidenceSession, "33001", **when | lines)


def told(*new: Activity, **lines: Any) -> Entry:
    """The entry for somebody who watches probation."""
    return entry(*new, **lines)


# -- statements and questions ---------------------------------------------------------------------------------------


def test_a_statement_made_in_both_houses_is_one_entry_with_both_addresses() -> None:
    """Who made it, with the post as printed, the words around the match, and where each House has it."""
    one = told(statement(), statement("lords"))
    first, second = one.said
    assert (one.label, one.section) == ("Written statement HCWS901", "publications")
    assert (first.who, first.post, first.verb, bold(first)) == (
        "Thaddeus Hobblethorpe",
        "Minister for Oats",
        "stated",
        ["probation"],
    )
    assert (second.verb, second.text) == ("also made it in the Lords", "")
    assert [said.url for said in one.said] == [statement().url, statement("lords").url]


@pytest.mark.parametrize("apart", [timedelta(0), HOUR])
def test_a_statements_twin_is_not_told_again(house: House, apart: timedelta) -> None:
    """An address that had the first hears nothing of the second, in whatever House and however much later."""
    house.lists = [watchlist("canals", at_once(), daily())]
    house.dispatch(MET)
    for n, made in enumerate((statement(), statement("lords"))):
        _recorded(house.store, made, now=MET + HOUR + n * apart)
        house.dispatch(MET + HOUR + n * apart)
    house.dispatch(MORNING)
    assert [len(d.entries) for d in house.slack.digests.values()] == [1]
    assert [len(d.entries) for d in house.email.digests.values()] == [1]


def _recorded(store: Store, made: Activity, *, now: datetime) -> None:
    """It is read, and matches."""
    evidence = json.dumps([{"field": "text", "term": "probation", "words": "probation", "start": 24, "end": 33}])
    kept = RecordRow(made.record, made.upstream_id, f"made/{made.date}", "listing", "{}")
    found = MatchRow("canals", "towpaths", made.id, evidence, "", "pending")
    store.record(Batch(source=made.source, poll=0, records=(kept,), new=(made,), matches=(found,)), now=now)


def test_a_question_for_oral_answer_says_when_and_in_which_place() -> None:
    """The day on which it is to be asked, its place in the ballot, and who is to answer."""
    one = told(oral("What is he doing for probation?", number=3, title=""))
    assert (one.section, one.label, one.body) == ("tabled", "Oral question 901", "Ministry of Justice")
    assert one.title == "Ministry of Justice: question for Tue 17 Mar"
    assert one.chip == "For answer Tue 17 Mar · number 3 in the ballot"
    assert (one.said[0].verb, bold(one.said[0])) == ("tabled", ["probation"])


def test_a_topical_question_has_no_words() -> None:
    """That is said, and nothing is quoted."""
    one = told(oral("", topical=True, title="Justice: probation"))
    assert (one.label, one.chip) == ("Topical question 901", "For answer Tue 17 Mar · topical: no words are published")
    assert [said.text for said in one.said] == [""]


def oral(question: str, **lines: Any) -> OralQuestion:
    """A question for oral answer."""
    own = act("oral-questions", "901", "901", question=question, uin="901", answering=date(2026, 3, 17))
    people = {"participants": (person(91001, "asked"),), "body": Body(id=54, name="Ministry of Justice")}
    return OralQuestion(**own | people | lines)


@pytest.mark.parametrize(
    ("deadline", "section"), [("2026-03-12T12:30:00", "action"), ("2026-03-13T12:30:00", "coming")]
)
def test_questions_can_be_tabled_until_a_deadline(deadline: str, section: str) -> None:
    """What closes today or tomorrow needs action."""
    own = act("oral-questions", "8801", "8801", title="Justice: probation", date=date(2026, 3, 17), deadline=deadline)
    one = told(QuestionTime(**own, starts="2026-03-17T11:30:00"))
    day = "Thu 12 Mar" if section == "action" else "Fri 13 Mar"
    assert (one.section, one.chip) == (section, f"Tue 17 Mar 11:30 · table by {day} 12:30")


# -- motions --------------------------------------------------------------------------------------------------------


def test_a_motion_is_told_with_its_mover_and_those_who_signed() -> None:
    """Some by name, the others counted; the words around the match."""
    crowd = tuple(Participant(member=n, name=f"Member {n}", role="signed") for n in range(6))
    one = told(motion(participants=(person(91001, "moved"), *crowd), signatures=7))
    assert (one.section, one.label, one.chip) == ("motions", "Early day motion 1501", "Tabled · 7 signatures")
    assert one.facts == ("Signed also by Member 0, Member 1, Member 2 and 3 others",)
    (said,) = one.said
    assert (said.who, said.verb, bold(said)) == ("Rosalind Quillfeather", "tabled", ["probation"])


def test_watched_members_who_signed_are_named_first() -> None:
    """With a star."""
    one = told(motion(91002, 91004, 91005), watchlists=[PROBATION, FRIENDS])
    assert one.facts[0] == "Signed also by ★ Araminta Sandpiper, Barnaby Dunderdale, Thaddeus Hobblethorpe"


def test_signatures_are_one_line_for_a_motion() -> None:
    """Who signed and who took a signature back, in one line that has a link; it takes no place among the twelve."""
    all_three = digest(
        signature(91001), signature(91005), signature(91002, SignatureWithdrawal), watchlists=[EVERYBODY]
    )
    (one,) = all_three.entries
    assert (full(all_three), brief(all_three)) == ((), (one,))
    assert one.facts == (
        "Signed by Rosalind Quillfeather, Araminta Sandpiper",
        "Signature withdrawn by Barnaby Dunderdale",
    )
    assert line(one) == (
        "Early day motion 1501: Probation staff pay – signed by Rosalind Quillfeather, Araminta Sandpiper"
        " · signature withdrawn by Barnaby Dunderdale · 3 signatures"
    )
    assert one.url == f"{SITE}/early-day-motions/71001/91001"


def test_an_amendment_has_its_own_address_and_the_motion_behind_it() -> None:
    """What was told before is its history: of signatures those of watched Members."""
    before = (motion(date=date(2026, 3, 2)), signature(91005, date=date(2026, 3, 3)), signature(91004))
    one = told(amendment(), told=before, watchlists=[EVERYBODY])
    assert (one.label, one.url) == ("Amendment 1501A1 to an early day motion", amendment().url)
    assert [(past.what, past.date.day) for past in one.history] == [
        ("motion tabled", 2),
        ("signed by Araminta Sandpiper", 3),
    ]


def test_a_motion_and_its_amendment_in_one_digest_have_an_address_each() -> None:
    """The motion in full, the amendment with its words beside it; the signature of a watched Member is a line."""
    one = told(motion(), amendment(), signature(91005), watchlists=[PROBATION, FRIENDS])
    assert [said.url for said in one.said] == [motion().url, amendment().url]
    assert one.said[1].verb == "tabled amendment 1501A1 to an early day motion"
    assert "Signed by Araminta Sandpiper" in one.facts
    assert "Your note on Araminta Sandpiper: spoke at our lobby" in one.facts


def test_who_signed_the_motion_did_not_sign_its_amendment() -> None:
    """Beside an amendment it is said which of the two was signed."""
    one = told(amendment(), signature(91002), watchlists=[EVERYBODY])
    assert one.facts[0] == "Early day motion 1501: signed by Barnaby Dunderdale"


def test_a_withdrawn_motion_says_so() -> None:
    """Also where it was tabled on the same day."""
    gone = MotionWithdrawal(
        **motion().model_dump(exclude={"kind"}) | {"id": "gone", "participants": (person(91001, "moved"),)}
    )
    one = told(motion(), gone)
    assert (one.kind, one.chip.split(" · ")[0]) == ("motion-withdrawal", "Withdrawn")


# -- divisions ------------------------------------------------------------------------------------------------------


def test_a_division_is_told_with_its_result() -> None:
    """Once, by its title, to who watches a phrase; the question that was put is quoted."""
    one = told(division(said="The question was about probation."))
    assert (one.section, one.label, one.chip) == ("motions", "Commons division 201", "Ayes 312, Noes 240")
    assert [(said.who, said.verb) for said in one.said] == [("", "Question put")]
    assert (one.facts, one.short) == ((), False)


def test_votes_of_watched_members_are_one_line() -> None:
    """Who voted how; tellers are in neither list, a proxy says so, and who did not vote is not named."""
    votes = {"aye_members": (91005,), "no_members": (91002,), "no_tellers": (91001,), "proxies": (91002,)}
    one = told(division(**votes), watchlists=[EVERYBODY])
    said = "Voted Aye: Araminta Sandpiper; No: Barnaby Dunderdale (by proxy); Teller, No: Rosalind Quillfeather"
    assert (one.facts, one.short) == ((said,), True)
    assert line(one).endswith(f"– v{said[1:]} · Ayes 312, Noes 240")
    assert one.url == division().url


def test_a_division_that_a_phrase_found_too_is_told_in_full() -> None:
    """With the votes as a line of it."""
    one = told(division(), watchlists=[PROBATION, FRIENDS])
    assert (one.short, one.facts) == (
        False,
        ("Voted Aye: Araminta Sandpiper", "Your note on Araminta Sandpiper: spoke at our lobby"),
    )


def test_of_a_party_as_many_are_named_as_a_line_holds() -> None:
    """The others are counted."""
    crowd = tuple(Participant(member=n, name=f"Member {n}", role="voted", party="Labour") for n in range(1, 41))
    party = Watchlist(id="p", title="P", watches=(Watch(id="p", title="P", parties=("Labour",)),))
    one = told(division(participants=crowd, aye_members=tuple(range(1, 41)), no_members=()), watchlists=[party])
    assert one.facts[0].endswith("Member 10 and 30 others")


def test_in_the_lords_there_are_contents() -> None:
    """And a deferred division says so."""
    one = told(division(house="lords", deferred=True))
    assert (one.label, one.chip) == ("Lords division 201", "Contents 312, Not contents 240 · deferred division")


# -- committees -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("deadline", "section", "chip"),
    [
        (date(2026, 3, 11), "action", "Evidence by 11 Mar"),
        (date(2026, 3, 18), "action", "Evidence by 18 Mar"),
        (date(2026, 3, 19), "committees", "Evidence by 19 Mar"),
        (date(2026, 3, 10), "committees", "Evidence was due 10 Mar"),
    ],
)
def test_an_inquiry_and_its_call_for_evidence_are_one_entry(deadline: date, section: str, chip: str) -> None:
    """With the deadline, which needs action when it is within a week, and one address."""
    one = told(committee(Inquiry, said="The Committee looks at probation."), call(deadline))
    assert (one.section, one.label, one.body, one.chip) == (section, "Inquiry", "Justice Committee", chip)
    assert [(said.verb, said.url) for said in one.said] == [("Scope", f"{SITE}/inquiry/12001/")]


def test_of_several_calls_for_evidence_every_open_deadline_is_told() -> None:
    """The nearest first, which needs action; one that has passed is told where no other is open."""
    first, second = call(date(2026, 3, 13)), call(date(2026, 4, 30), id="committees/1/second")
    past = call(date(2026, 3, 4), id="committees/1/past")
    one = told(second, told=[past, first])
    assert (one.section, one.chip) == ("action", "Evidence by 13 Mar · Evidence by 30 Apr")


def test_a_call_for_evidence_has_the_inquiry_behind_it() -> None:
    """Where that was told before."""
    one = told(call(date(2026, 5, 29)), told=[committee(Inquiry, date=date(2026, 3, 2))])
    assert (one.label, one.chip) == ("Call for evidence", "Evidence by 29 May")
    assert [past.what for past in one.history] == ["inquiry opened"]


def test_a_hearing_comes_up_with_its_witnesses() -> None:
    """When and where, who is heard; it has its own address, and stands last."""
    witness = Participant(name="Ada Quern, Napo", role="witness")
    one = told(session(participants=(witness,)), told=[committee(Inquiry)])
    assert (one.section, one.label, one.chip) == ("coming", "Committee meeting", "Thu 12 Mar 14:30, Room 6")
    assert (one.facts, one.url, one.short) == (("Witnesses: Ada Quern, Napo",), f"{SITE}/event/33001/", False)


def test_a_hearing_that_is_off_says_so() -> None:
    """First of all."""
    assert told(session(cancelled=True)).chip == "Cancelled · Thu 12 Mar 14:30, Room 6"


def test_what_is_new_of_one_inquiry_is_one_entry_in_which_nothing_is_hidden() -> None:
    """The strongest in full, some of the others quoted, all of them named with an address."""
    many = [
        committee(Evidence, str(n), title=f"Napo (PRO{n})", said=f"Probation is short of {n} staff.") for n in range(9)
    ]
    pieces = [one.model_copy(update={"url": f"{SITE}/writtenevidence/{n}"}) for n, one in enumerate(many)]
    one = told(committee(Inquiry, said="Probation."), session(), *pieces)
    assert len({said.url for said in one.said}) == 11
    assert sum(said.text.startswith("Probation is short") for said in one.said) == 5
    assert {said.verb for said in one.said} >= {
        "Written evidence, Napo (PRO8), Tue 10 Mar",
        "Committee meeting, Thu 12 Mar 14:30, Room 6",
    }


@pytest.mark.parametrize(
    ("kind", "lines", "label", "chip"),
    [
        (Report, {}, "Committee report", ""),
        (Response, {}, "Response to a committee report", ""),
        (Evidence, {}, "Written evidence", ""),
        (Evidence, {"heard": date(2026, 2, 24)}, "Oral evidence", "heard Tue 24 Feb"),
    ],
)
def test_what_a_committee_publishes_has_its_name(kind: type[Any], lines: Any, label: str, chip: str) -> None:
    """It stands with the committees."""
    one = told(committee(kind, said="Probation.", **lines))
    assert (one.section, one.label, one.chip) == ("committees", label, chip)


# -- what comes up, and what was published ---------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "short"), [(11, False), (18, False), (19, True)])
def test_what_is_more_than_five_sitting_days_ahead_has_a_line(day: int, short: bool) -> None:
    """Nearer it is told in full; today it still comes up."""
    own = act("calendar", "5", "5", title="Probation", date=date(2026, 3, day), category="Westminster Hall debate")
    one = told(Business(**own, starts=f"2026-03-{day}T09:30:00"))
    assert (one.section, one.label, one.short) == ("coming", "Westminster Hall debate", short)


def test_sitting_days_are_those_of_the_calendar() -> None:
    """Where it is known; in recess little is ahead."""
    own = act("calendar", "5", "5", title="Probation", date=date(2026, 3, 31))
    assert not told(Business(**own), sitting_days=lambda first, last: 2).short


def sitting(ident: str, day: date, what: str) -> BillStage:
    """A sitting of a stage of one bill."""
    own = act("bills", "9", "9", title="Probation Bill", stage=what, date=day)
    return BillStage(**own | {"id": f"bills/9/sitting/{ident}"})


def test_of_what_comes_up_the_nearest_is_told_first() -> None:
    """In full where it is near, with the day of what is far ahead beside it."""
    one = told(sitting("2", date(2026, 4, 21), "Committee stage"), sitting("1", date(2026, 3, 12), "2nd reading"))
    assert (one.section, one.label, one.chip, one.short) == ("coming", "Bill: 2nd reading", "Thu 12 Mar", False)
    assert [said.verb for said in one.said] == ["", "Bill: Committee stage, Tue 21 Apr"]


def test_a_line_names_every_day_that_is_far_ahead() -> None:
    """Where all that is new of the subject is."""
    one = told(sitting("1", date(2026, 4, 21), "Committee stage"), sitting("2", date(2026, 4, 14), "2nd reading"))
    assert one.short
    assert line(one) == "Bill: 2nd reading: Probation Bill – Tue 14 Apr · Bill: Committee stage, Tue 21 Apr"


def test_what_has_happened_stands_before_what_comes_up() -> None:
    """Also among what is found for a watched Member, where both have one section."""
    people = {"participants": (person(91001, "moved"),)}
    past, ahead = sitting("1", DAY, "2nd reading"), sitting("2", date(2026, 4, 21), "Committee stage")
    one = told(past.model_copy(update=people), ahead.model_copy(update=people), watchlists=[EVERYBODY])
    assert (one.section, one.label, one.short) == ("members", "Bill: 2nd reading", False)
    assert one.said[1].verb == "Bill: Committee stage, Tue 21 Apr"


def test_hearings_of_one_day_stand_by_their_hour() -> None:
    """Whatever is told beside them of another day."""
    early, late = session(starts="2026-03-12T09:30:00"), session(id="c/2", subject="b", starts="2026-03-12T14:30:00")
    next_week = session(id="c/3", date=date(2026, 3, 17), starts="2026-03-17T14:30:00")
    many = digest(next_week, late, early)
    assert [one.chip for one in many.entries] == ["Thu 12 Mar 09:30, Room 6", "Thu 12 Mar 14:30, Room 6"]


def test_a_stage_that_was_reached_stands_with_motions_and_divisions() -> None:
    """A sitting of today or later stands with what comes up."""
    was = told(sitting("1", DAY, "2nd reading"))
    assert (was.section, was.label) == ("motions", "Bill: 2nd reading")
    assert [told(sitting("1", date(2026, 3, day), "2nd reading")).section for day in (11, 12)] == ["coming"] * 2


@pytest.mark.parametrize("step", ["publication/5", "reached/2", "withdrawn", "defeated"])
def test_what_has_become_of_a_bill_today_does_not_come_up(step: str) -> None:
    """Its papers, the stage that it has reached, and its end stand with motions and divisions."""
    today = sitting("1", date(2026, 3, 11), "Amendment Paper")
    assert told(today.model_copy(update={"id": f"bills/9/{step}"})).section == "motions"


@pytest.mark.parametrize(
    ("step", "chip"),
    [
        ("opened", "Opened"),
        ("response-threshold", "10,000 signatures reached"),
        ("debate-threshold", "100,000 signatures reached"),
        ("response", "Government response"),
        ("debate-scheduled", "Debate scheduled"),
        ("not-debated", "Not debated"),
    ],
)
def test_a_petition_says_its_step(step: str, chip: str) -> None:
    """With the signatures counted then; the words of a response are not the petition's."""
    one = told(Petition(**act("petitions", "8", "8", step=step, signatures=10021, said="Pay probation officers.")))
    assert (one.section, one.label, one.chip) == ("publications", "E-petition", f"{chip} · 10,021 signatures")
    assert (one.said[0].verb == "The petition says") is (step == "opened" or step.endswith("-threshold"))


def test_an_update_says_so_and_has_its_first_publication_behind_it() -> None:
    """The publisher is named."""
    own = act("gov-uk", "n", "n@2", genre="press_release", said="More probation officers.", body=Body(name="HMPPS"))
    first = Publication(**own | {"id": "n@1", "date": date(2026, 3, 2)})
    one = told(Publication(**own, again=True), told=[first])
    assert (one.section, one.label, one.body, one.chip) == ("publications", "Press release", "HMPPS", "Updated")
    assert [past.what for past in one.history] == ["published"]


def test_a_feed_names_its_publisher_once() -> None:
    """Where the label has the name, the body is not told again."""
    one = told(Publication(**act("feeds", "n", title="Probation"), genre="Feed of the NAO", body=Body(name="NAO")))
    assert (one.label, one.body) == ("Feed of the NAO", "")


def test_a_change_of_post_is_a_sentence_not_a_quotation() -> None:
    """It is in nobody's words."""
    said = "Rosalind Quillfeather became Minister for Probation."
    own = act("members", "91001", "91001", title="Rosalind Quillfeather", said=said, change="post-gained")
    one = told(Membership(**own, participants=(person(91001, "moved"),)), watchlists=[EVERYBODY])
    assert (one.section, one.label, one.facts, one.said) == ("members", "New post", (said,), ())


# -- in one digest --------------------------------------------------------------------------------------------------


def test_acts_stand_in_a_readers_order_and_are_counted() -> None:
    """Committees, statements and government, motions and divisions, what comes up; each kind is counted by its name."""
    many = digest(
        session(subject="other"),
        division(),
        division(subject="another", id="another"),
        motion(),
        Publication(**act("gov-uk", "n", title="Probation")),
        statement(),
        committee(Report),
    )
    assert [one.section for one in many.entries] == [
        "committees", "publications", "publications", "motions", "motions", "motions", "coming",
    ]  # fmt: skip
    assert [one.kind for one in many.entries][1:3] == ["written-statement", "publication"]
    assert subject_line(many) == (
        "Probation: 7 new – 1 report, 1 written statement, 1 publication, 1 motion, 2 divisions, 1 evidence session · Tue 10 Mar"
    )


def test_a_subject_line_is_never_dated_ahead() -> None:
    """What comes up is told today; of a week its last day is named."""
    assert subject_line(digest(session())).endswith(" · Wed 11 Mar")
    assert subject_line(digest(motion(), session(), cadence="weekly")).endswith(" · week to Wed 11 Mar")


def test_of_what_was_seen_only_in_part_nothing_is_quoted() -> None:
    """Nor is it said to be whole."""
    one = told(statement(title="Probation", partial=True))
    assert (one.chip, one.said[0].text) == ("wording not seen in full", "")
