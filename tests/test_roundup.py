"""The roundup: who is quoted with which words, what stands beside it, and that no quotation is ever but the record's."""

from __future__ import annotations

import functools
import html
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser

import monitor.app
from monitor import cli
from monitor.cli import drafting
from monitor.parliament.activities import Activity, Answer
from monitor.parliament.dates import UTC
from monitor.parliament.people import Member, NameSpell, Participant, PartySpell, SeatSpell
from monitor.parliament.register import complete
from monitor.poll import Walk
from monitor.reports.quotation import Quotation, count, opening, quote
from monitor.reports.roundup import STORED, Misquoted, Roundup, roundup, verify
from monitor.reports.roundup_text import COLUMNS, Form, render
from monitor.sources.hansard import activity
from monitor.sources.hansard_exchange import told
from monitor.sources.hansard_record import SpokenRecord
from monitor.sources.http import PoliteClient
from monitor.store import Batch, RecordRow, Store, queries
from monitor.watching import Watching
from tests.hansard_double import Day, Debate, Double, said
from watchlists.watchlist import Watch, Watchlist

NOW = datetime(2026, 3, 10, 15, tzinfo=UTC)
TUESDAY = date(2026, 3, 10)
GOLDEN = Path(__file__).parent / "golden"
FORMS: tuple[Form, ...] = ("md", "html", "txt")
ROSALIND, BARNABY, ARAMINTA, OTTOLINE, THADDEUS, ADA, CHAIR = range(91001, 91008)
SECRETARY = "The Lord Chancellor and Secretary of State for Justice (Thaddeus Hobblethorpe)"
MINISTER = "The Parliamentary Under-Secretary of State for Justice (Ada Quern)"
OURS = Watchlist(
    id="ours",
    title="Probation",
    watches=(Watch(id="probation", title="Probation", phrases=("probation", "community rehabilitation company")),),
)
_PEOPLE = {
    ROSALIND: ("Rosalind Quillfeather", "Labour", "Upper Wobblesham"),
    BARNABY: ("Sir Barnaby Dunderdale", "Conservative", "Nether Crumpleton"),
    ARAMINTA: ("Araminta Sandpiper", "Green Party", "Long Umberleigh"),
    OTTOLINE: ("Ottoline Pennyfeather", "Liberal Democrat", "Market Fiddlebury"),
    THADDEUS: ("Thaddeus Hobblethorpe", "Labour", "Great Gigglesworth"),
    ADA: ("Ada Quern", "Labour", "Oatsby"),
    CHAIR: ("Mr Speaker", "Speaker", "Quietly"),
}
MEMBERS = {
    id: Member(
        id=id,
        names=(NameSpell(name=name),),
        parties=(
            PartySpell(party=party, last=TUESDAY),
            PartySpell(party="Independent", first=TUESDAY + timedelta(days=1)),
        ),
        seats=(SeatSpell(house="commons", seat=seat),),
    )
    for id, (name, party, seat) in _PEOPLE.items()
}
JUSTICE = ("Oral Answers to Questions", "Justice")
LONG = (
    "I thank the Secretary of State for that answer. In Long Umberleigh the probation service now has one officer for "
    "every seventy people it supervises, and the hon. Member for Nether Crumpleton knows what that means on a Friday "
    "night. Nobody who designed that caseload has ever had to carry it.\n\nWill he publish, before the recess, the "
    "number of officers who have left in each of the past three years, the number of trainees who did not finish their "
    "training, and the number of community orders that ended without a single meeting? Will he also say whether the "
    "money that was promised in the spring has reached a single office in my constituency?"
)
SAID: tuple[tuple[int, str, str, dict[str, object]], ...] = (
    (ROSALIND, "Probation Officers: Retention", "What steps he is taking to retain probation officers.", {"tag": "Question"}),
    (THADDEUS, "Probation Officers: Retention", "We have raised the starting salary and will publish a workforce strategy.", {"by": SECRETARY}),
    (ROSALIND, "Probation Officers: Retention", "After the failure of the split, probation staff in Upper Wobblesham carry twice the recommended caseload, and half of them tell me that they will have left by Christmas. Will the Secretary of State meet them?", {"timecode": "2026-03-10T11:34:10"}),
    (THADDEUS, "Probation Officers: Retention", "I will gladly do so. The hon. Lady has raised this with me before, and she is right to do so, because experienced staff are what keeps people safe. We shall recruit 1,300 more trainees this year. That is more than in any year since the service was created.", {}),
    (CHAIR, "Probation Officers: Retention", "Order. We have to get on; probation deserves short questions and shorter answers.", {"by": "Mr Speaker"}),
    (BARNABY, "Probation Officers: Retention", "The Minister’s own figures show that sickness is rising in every region but one, and that it is rising fastest of all among those who have just been trained. Why did he say otherwise last week?", {}),
    (ADA, "Probation Officers: Retention", "My right hon. Friend said that it had fallen in the past quarter, as it has.", {"by": MINISTER}),
    (ARAMINTA, "Topical Questions", LONG, {}),
    (ADA, "Topical Questions", "I shall write to the hon. Lady about probation.", {}),
    (BARNABY, "Topical Questions", "The community rehabilitation company in my county has gone?", {}),
    (ADA, "Topical Questions", "It no longer exists.", {}),
    (OTTOLINE, "Crown Court: Backlog", "What recent estimate he has made of the backlog in the Crown court.", {"tag": "Question"}),
    (THADDEUS, "Crown Court: Backlog", "New recruits in the probation service will help there too.", {"by": SECRETARY}),
    (OTTOLINE, "Approved Premises", "It is a pleasure to speak about approved premises and about the probation staff who run them, in all weathers and for very little thanks.", {"parents": (), "timecode": "2026-03-10T19:02:00"}),
)  # fmt: skip


def record(number: int, member: int, heading: str, words: str, **other: object) -> SpokenRecord:
    """Contribution *number* of the day; `by`: the attribution where that is more than the name."""
    upstream = f"C0FFEE00-0000-4000-8000-{number:012}"
    name = _PEOPLE.get(member, (f"Member {member}",))[0]
    by = other.pop("by", name)
    debates = list(dict.fromkeys(said[1] for said in SAID))
    place = debates.index(heading) if heading in debates else 99
    value = "".join(f"<p>{html.escape(part, quote=False)}</p>" for part in words.split("\n\n"))
    fields = {
        "id": f"hansard/{upstream}", "upstream_id": upstream, "anchor": upstream, "span": f"commons/{TUESDAY}", "listing": words,
        "value": value, "member": member, "name": name, "attribution": by, "house": "commons",
        "chamber": "commons-chamber", "day": TUESDAY, "debate": f"DEBA7E00-0000-4000-8000-{place:012}",
        "heading": heading, "parents": JUSTICE, "order": (place, number),
    }  # fmt: skip
    return SpokenRecord.model_validate({**fields, **other})


def sitting(*more: SpokenRecord) -> list[SpokenRecord]:
    """The sample Justice Questions, and more."""
    said = [record(n, member, heading, words, **other) for n, (member, heading, words, other) in enumerate(SAID, 1)]
    return told([*said, *more])


def answer() -> Answer:
    """A written question that was answered that day."""
    return Answer(
        id="written-questions/2100003/answer", record="written-questions/2100003", source="written-questions",
        upstream_id="2100003", subject="written-questions/2100003", house="commons", date=TUESDAY, title="Probation: Pay",
        participants=(Participant(member=BARNABY, role="asked"), Participant(member=ADA, role="answered")),
        url="https://questions-statements.parliament.uk/written-questions/detail/2026-03-02/41003",
        question="To ask what probation officers are paid.", uin="41003", due=TUESDAY, answer="Too little.",
    )  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store on disk."""
    with Store.open(f"sqlite:///{tmp_path}/roundup.db") as opened:
        yield opened


def keep(store: Store, *records: SpokenRecord, others: tuple[Activity, ...] = (), revised: bool = False) -> None:
    """Record these as a reading does: names, parties and seats looked up, matched against our watchlist."""
    watching = Watching([OURS], store.meet(Watching.keys([OURS]), TUESDAY))
    made = [complete(one, MEMBERS) for one in (*map(activity, records), *others)]
    rows = [RecordRow(r.id, r.upstream_id, r.span, r.listing, r.model_dump_json()) for r in records]
    rows += [RecordRow(o.record, o.upstream_id, "written", "", "{}") for o in others]
    batch = Batch(
        source="hansard", poll=0, records=tuple(rows), matched=frozenset(one.id for one in made),
        matches=tuple(m for one in made for m in watching.match(one)), **{"revised" if revised else "new": tuple(made)},
    )  # fmt: skip
    store.record(batch, now=NOW)


def drafted(store: Store) -> Roundup:
    """The roundup of the day."""
    return roundup(store, "ours", TUESDAY, title=OURS.title)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Roundup:
    """The roundup of the sample Justice Questions."""
    with Store.open(f"sqlite:///{tmp_path_factory.mktemp('made')}/roundup.db") as store:
        keep(store, *sitting(), others=(answer(),))
        return drafted(store)


# -- what stands in it ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_the_roundup_of_justice_questions_is_as_it_was(made: Roundup, form: Form) -> None:
    """The whole draft, in each form, is the one in tests/golden; GOLDEN=write writes it anew."""
    golden = GOLDEN / f"roundup.{form}"
    if os.environ.get("GOLDEN") == "write":
        golden.write_text(render(made, form), encoding="utf-8")
    assert render(made, form) == golden.read_text(encoding="utf-8")


def test_entries_come_best_first(made: Roundup) -> None:
    """Oral questions before debates, own words before those under a heading, more words that matched before fewer."""
    assert [(e.quoted.name, e.heading) for e in made.entries] == [
        ("Rosalind Quillfeather", "Probation Officers: Retention"),
        ("Araminta Sandpiper", "Topical Questions"),
        ("Sir Barnaby Dunderdale", "Probation Officers: Retention"),
        ("Ottoline Pennyfeather", "Approved Premises"),
    ]


@pytest.mark.parametrize(
    ("words", "alone"),
    [
        ("Following on from Question 3, probation staff in my constituency ask the same, and they have asked it for two years without being told. Why?", False),
        ("I am grateful for that answer, but probation staff in my constituency ask the same, and have asked it for two years without being told. Why?", False),
        ("Two of the three offices in my county have closed since the spring, and the third one is to close this summer. What does he say to their staff?", False),
        ("Probation staff in my constituency have asked for two years for a second office in the north of the county. When will he open it at last?", True),
    ],
)  # fmt: skip
def test_a_supplementary_that_does_not_stand_alone_has_the_question_before_it(
    store: Store, words: str, alone: bool
) -> None:
    """Where it speaks of what was asked before, or says nothing of the subject itself; character for character."""
    keep(store, *sitting(record(700, OTTOLINE, "Probation Officers: Retention", words)))
    (entry,) = (e for e in drafted(store).entries if e.quoted.words.text == words)
    question = "What steps he is taking to retain probation officers."
    assert (entry.question.words.text if entry.question else "") == ("" if alone else question)
    line = f"asked, on Probation Officers: Retention, after Rosalind Quillfeather had asked “{question}”: “{words}”"
    assert (line in " ".join(render(drafted(store), "txt").split())) is not alone


def test_topical_questions_come_after_the_others_when_equally_strong(store: Store) -> None:
    """Whatever their place in the sitting, and whether or not there was a reply."""
    words = "Nobody in my county knows where the nearest office of the probation service will be next year. Will he tell the House where it will be?"
    topical = record(701, ARAMINTA, "Topical Questions", words, order=(0, 1))
    keep(
        store,
        *told([topical, record(702, ADA, "Topical Questions", "I will."), record(703, BARNABY, "Offices", words)]),
    )
    assert [e.heading for e in drafted(store).entries] == ["Offices", "Topical Questions"]


def test_of_each_member_the_fuller_words_are_quoted(made: Roundup) -> None:
    """A Member's supplementary stands for the short question as tabled, with the reply to it."""
    first = made.entries[0]
    assert first.quoted.words.text.startswith("After the failure of the split")
    assert first.reply
    assert first.reply.words.text.startswith("I will gladly do so.")
    assert (first.verb, first.watch_from) == ("asked", "11:34:10")


def test_quotations_and_replies_have_the_length_they_should(made: Roundup) -> None:
    """A quotation has 20 to 90 words, a reply 25 to 40 or all there is."""
    assert all(20 <= e.quoted.words.length <= 90 for e in made.entries)
    replies = [e.reply.words for e in made.entries if e.reply]
    assert len(replies) == 3
    assert all(r.length <= 40 and (r.length >= 25 or not r.after) for r in replies)


def test_party_and_seat_are_those_of_the_day(made: Roundup) -> None:
    """A Member who left the party the next day is quoted with the party of the day."""
    assert {e.quoted.of.split(",")[0] for e in made.entries} == {
        "Labour",
        "Green Party",
        "Conservative",
        "Liberal Democrat",
    }


def test_a_minister_is_named_with_the_office_at_first_mention(made: Roundup) -> None:
    """Also one who was named by office only at another question; not again at the next reply."""
    posts = [(e.reply.name, e.post) for e in made.entries if e.reply]
    assert posts == [
        ("Thaddeus Hobblethorpe", "Lord Chancellor and Secretary of State for Justice"),
        ("Ada Quern", "Parliamentary Under-Secretary of State for Justice"),
        ("Ada Quern", ""),
    ]


def test_neither_the_chair_nor_a_minister_is_quoted_as_raising_it(made: Roundup) -> None:
    """The Speaker's and a Minister's words are no intervention of a Member, though they matched."""
    assert {"Mr Speaker", "Ada Quern", "Thaddeus Hobblethorpe"}.isdisjoint(e.quoted.name for e in made.entries)


def test_what_else_was_raised_is_a_line_each(made: Roundup) -> None:
    """A short supplementary, a reply to what did not match, and the written answers of the day."""
    lines = [(line.who.partition(" (")[0], line.did, line.heading) for line in made.also]
    assert lines == [
        ("Sir Barnaby Dunderdale", "asked", "Topical Questions"),
        ("Thaddeus Hobblethorpe", "replied", "Crown Court: Backlog"),
        ("Sir Barnaby Dunderdale", "asked in writing (41003, answered)", "Probation: Pay"),
    ]


def test_a_debate_that_matched_by_its_heading_is_one_line(store: Store) -> None:
    """Twenty who spoke under a heading, and said nothing of it, do not fill the page."""
    crowd = [record(100 + n, 92000 + n, "Probation", "I agree with every word of that.", parents=()) for n in range(20)]
    keep(store, *sitting(), *crowd)
    assert [(line.who, line.did) for line in drafted(store).also if line.heading == "Probation"] == [("", "20 spoke")]


def test_what_was_dismissed_is_left_out(store: Store) -> None:
    """A match that the officer dismissed is neither quoted nor listed."""
    keep(store, *sitting())
    for row in list(queries.matches(store, watchlist="ours")):
        store.dismiss(row["id"], "", now=NOW)
    assert (drafted(store).entries, drafted(store).also) == ((), ())


def test_questions_answered_together_share_the_reply(store: Store) -> None:
    """The reply to the first of questions called together stands behind the second too."""
    words = "If he will make a statement on the adequacy of probation, and if not, when he will next be able to make one to the House."
    asked = [record(200 + n, who, "Together", words, tag="Question") for n, who in enumerate((ROSALIND, BARNABY))]
    keep(store, *told([*asked, record(202, THADDEUS, "Together", "I will.", by=SECRETARY)]))
    assert [e.reply and e.reply.words.text for e in drafted(store).entries] == ["I will.", "I will."]


def test_no_more_is_quoted_than_a_roundup_holds(store: Store) -> None:
    """However much was said, three to six entries and at most 700 words; the rest are lines."""
    crowd = [record(300 + n, ARAMINTA, f"Debate {n}", LONG, parents=(), debate=f"D{n}") for n in range(12)]
    keep(store, *crowd)
    made = drafted(store)
    assert 3 <= len(made.entries) <= 6
    assert len(made.entries) + len(made.also) == 12
    assert count(re.sub(r"https?://\S+", "", render(made, "txt"))) <= 700


@pytest.mark.parametrize(
    ("words", "reply", "verb"),
    [
        (f"To ask His Majesty's Government what they have learnt. {LONG.replace('?', '.')}", True, "asked"),
        (LONG, True, "asked"),
        (LONG, False, "said"),
        (LONG.replace("?", "."), True, "said"),
    ],
)
def test_outside_oral_questions_a_question_is_one_that_was_replied_to(
    store: Store, words: str, reply: bool, verb: str
) -> None:
    """In a debate one asks with a question, or with "To ask", that a Minister replied to; all else is said."""
    other = {"parents": (), "chamber": "westminster-hall"}
    said = [record(600, ARAMINTA, "Prison Leavers", words, **other)]
    said += [record(601, ADA, "Prison Leavers", "We have learnt a great deal.", by=MINISTER, **other)] if reply else []
    keep(store, *told(said))
    (entry,) = drafted(store).entries
    assert (entry.verb, entry.place) == (verb, "in Westminster Hall")


def test_a_missing_party_is_told(store: Store) -> None:
    """No Member is published without party and constituency unnoticed."""
    keep(
        store,
        *sitting(record(500, 92001, "Points of Order", f"On a point of order about probation. {LONG}", parents=())),
    )
    (notice,) = drafted(store).notices
    assert notice.startswith("The party and constituency of Member 92001 are not known yet")


def test_a_revised_text_is_marked(store: Store) -> None:
    """Who reads the draft sees which quotation is of a text that has changed since it was first seen."""
    keep(store, *sitting())
    changed = [r for r in sitting() if r.heading == "Approved Premises"]
    keep(store, *(r.model_copy(update={"value": r.value.replace("little", "small")}) for r in changed), revised=True)
    made = drafted(store)
    assert [e.quoted.name for e in made.entries if e.quoted.revised] == ["Ottoline Pennyfeather"]
    assert all(render(made, form).count("text revised since") == 1 for form in FORMS)


# -- quotations -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_every_quotation_stands_in_the_draft_character_for_character(made: Roundup, form: Form) -> None:
    """What is written is what is recorded: only the wrapping of lines and the escaping lie between them."""
    shown = render(made, form)
    if form == "html":
        shown = LexborHTMLParser(shown.replace("</p>\n<p>", "\n\n")).body.text()
    if form == "md":
        shown = re.sub(r"\\([^\w\s])", r"\1", shown).replace("*", "")
    flat = " ".join(shown.split(" ")) if form != "txt" else re.sub(r"(?<!\n)\n(?!\n)", " ", shown)
    for quoted in made.quoted:
        assert quoted.words.shown in flat


def test_one_changed_character_makes_the_export_refuse(store: Store) -> None:
    """A quotation that no longer stands in the stored text is not published, and is told by whose it is."""
    keep(store, *sitting())
    made = drafted(store)
    verify(made, store)
    changed = next(r for r in sitting() if "sickness" in r.value)
    keep(store, changed.model_copy(update={"value": changed.value.replace("sickness", "Sickness")}), revised=True)
    with pytest.raises(Misquoted, match=r"^the quotation of Sir Barnaby Dunderdale does not stand .*https://hansard"):
        verify(made, store)
    verify(drafted(store), store)


def test_words_added_to_what_was_quoted_whole_make_the_export_refuse(store: Store) -> None:
    """Where the text now goes on, an ellipsis is missing."""
    keep(store, *sitting())
    made = drafted(store)
    changed = next(r for r in sitting() if "sickness" in r.value)
    keep(store, changed.model_copy(update={"value": f"{changed.value}<p>I withdraw that.</p>"}), revised=True)
    with pytest.raises(Misquoted):
        verify(made, store)


def test_another_speaker_makes_the_export_refuse(store: Store) -> None:
    """Words that turn out to be another Member's are not published as before."""
    keep(store, *sitting())
    made = drafted(store)
    changed = next(r for r in sitting() if "sickness" in r.value)
    keep(store, changed.model_copy(update={"member": OTTOLINE, "name": "Ottoline Pennyfeather"}), revised=True)
    with pytest.raises(Misquoted):
        verify(made, store)


def test_a_withdrawn_contribution_makes_the_export_refuse(store: Store) -> None:
    """What Hansard has taken back is quoted no more: not exported, and not in the next draft."""
    keep(store, *sitting())
    made = drafted(store)
    gone = next(r for r in sitting() if "sickness" in r.value)
    for _ in range(2):
        store.record(Batch(source="hansard", poll=0, gone=frozenset({gone.id})), now=NOW)
    with pytest.raises(Misquoted, match="is not in the store"):
        verify(made, store)
    assert "Sir Barnaby Dunderdale" not in {e.quoted.name for e in drafted(store).entries}


def test_a_quotation_is_whole_sentences_around_what_matched() -> None:
    """Of a long text those sentences are quoted that stand around the match, and the cuts are shown."""
    text = "\n\n".join(" ".join(f"Sentence {p}.{n} has seven words in all." for n in range(9)) for p in range(3))
    at = text.index("Sentence 1.4")
    found = quote(text, [(at, at + 8)])
    assert 20 <= found.length <= 90
    assert found.text in text
    assert found.text.startswith("Sentence 1.0")
    assert found.text.endswith(".")
    assert found.shown == f"… {found.text} …"


def test_a_short_paragraph_is_quoted_with_its_neighbour() -> None:
    """Twenty words are quoted where there are so many."""
    text = f"Probation!\n\n{'Here are words that go on for a while. ' * 4}\n\n{'word ' * 80}"
    found = quote(text, [(0, 9)])
    assert found.text.startswith("Probation!\n\nHere")
    assert found.length >= 20


def test_a_sentence_without_end_is_cut_between_words() -> None:
    """Whoever speaks without a full stop is quoted around the match, in whole words."""
    text = " ".join(f"word{n}" for n in range(300))
    found = quote(text, [(text.index("word150"), text.index("word151"))])
    assert found.length == 90
    assert "word150" in found.text.split()
    assert (found.before, found.after) == (True, True)


def test_no_sentence_ends_at_a_shortened_word() -> None:
    """ "hon." ends no sentence, so a reply is not cut behind it."""
    text = f"{'word ' * 30}the hon. Member asked. {'word ' * 30}"
    assert opening(text).text.endswith("the hon. Member asked.")


@pytest.mark.parametrize("text", ["One.", "", "a " * 90, "“Quoted …”", " x\n\ny "])
def test_what_is_short_is_quoted_whole(text: str) -> None:
    """Without an ellipsis, which stands only where we cut."""
    assert quote(text) == Quotation(text.strip())
    assert quote(text).stands_in(text) == bool(text.strip())


# -- escaping ---------------------------------------------------------------------------------------------------------

HOSTILE = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\"><b onmouseover='x'>", "&lt;i&gt; &amp; &", "</p></div><h1>",
    "**bold** _it_ `code` ~~no~~", "[READ IN FULL](https://evil.example)", "![x](https://evil.example/p.png)", "https://evil.example www.evil.example",
    "# heading\n\n- a list\n\n1. one\n\n1) two\n\n> quote\n\n---\n\n+ plus\n\n=====", "| a | b |\n|---|---|", "\\*escaped\\* \\", "<!--", "-->", "<!-- wp:html -->",
    "[gallery ids=1] [/caption]", "[ref]: https://evil.example", "javascript:alert(1)", "\x1b[31mred\x07", "\u202eevil\u2066", "]]>", "{{ x }} {% y %}", "$x$ @everyone #1", "a*b*c_d_e",
)  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_nothing_from_outside_becomes_markup(store: Store, form: Form) -> None:
    """Names, headings, quotations, replies and offices are drawn as they are said, whatever they hold."""
    for n, bad in enumerate(HOSTILE):
        calm = render(_hostile(store, re.sub(r"\S+", "plain", bad), 2 * n), form)
        wild = render(_hostile(store, bad, 2 * n + 1), form)
        assert _skeleton(wild, form) == _skeleton(calm, form), bad
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", wild), bad


def _hostile(store: Store, bad: str, n: int) -> Roundup:
    """A roundup with these words in every field."""
    line = " ".join(re.sub("[\x1b\x07\u202e\u2066]", "", bad).split())  # an address with controls is no link
    words = f"{bad}\n\nHere is what I say about probation in this House tonight, and I shall say it once again tomorrow, and the day after that."
    debate = {"debate": f"D{n}", "day": TUESDAY + timedelta(days=n), "span": f"commons/{n}"}
    said = [
        record(400 + 10 * n, ROSALIND, f"About {line}", words, name=f"Ann {line}", **debate),
        record(
            401 + 10 * n,
            THADDEUS,
            f"About {line}",
            f"{bad} indeed.",
            by=f"The Minister for {line.replace('(', '')} (X)",
            **debate,
        ),
    ]
    keep(store, *told(said))
    return roundup(store, "ours", TUESDAY + timedelta(days=n), title="Probation")


def _skeleton(shown: str, form: Form) -> list[object]:
    """What a program takes for markup: each tag with its attributes, in order; of plain text our links."""
    if form == "txt":
        lines = shown.splitlines()
        return [lines[n + 1].partition("debates")[0][:40] for n, line in enumerate(lines) if line == "READ IN FULL"]
    if form == "md":
        shown = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(shown)
    tags = [(node.tag, sorted(node.attributes)) for node in LexborHTMLParser(shown).body.traverse()]
    return [*tags, *re.findall(r'href="https?://(?!hansard|parliamentlive)', shown), form == "html" and "[" in shown]


def test_plain_text_keeps_to_its_columns(made: Roundup) -> None:
    """No line but an address is longer than 76 columns, also under Links; READ IN FULL stands above its address."""
    long = "Hansard: Ombudsman of Prisons and Towpaths: Investigations into Locks and Weirs after Floods"
    lines = render(replace(made, links=((long, "https://hansard.example/1"), *made.links)), "txt").splitlines()
    assert long in " ".join(" ".join(lines).split())
    assert [line for line in lines if len(line) > COLUMNS and "https://" not in line] == []
    reads = [n for n, line in enumerate(lines) if "READ IN FULL" in line]
    assert len(reads) == len(made.entries) + len(made.also)
    assert all(lines[n + 1].strip().startswith("https://") for n in reads)


def test_html_is_a_fragment_of_plain_tags(made: Roundup) -> None:
    """What WordPress would strip or restyle is not there: no page, no style, no class; every tag is closed."""
    shown = render(made, "html")
    assert set(re.findall(r"</?(\w+)", shown)) == {"h1", "h2", "p", "strong", "em", "a", "ul", "li"}
    assert set(re.findall(r"\s(\w+)=", shown)) == {"href"}
    assert all(
        shown.count(f"<{t}>") + shown.count(f"<{t} ") == shown.count(f"</{t}>")
        for t in ("p", "strong", "em", "a", "ul", "li")
    )


def test_an_address_that_is_none_is_no_link(made: Roundup) -> None:
    """Only http and https are linked."""
    first = made.entries[0]
    bad = replace(
        made, entries=(replace(first, quoted=replace(first.quoted, url="javascript:alert(1)")),), also=(), links=()
    )
    assert all("javascript" not in render(bad, form) for form in FORMS)


# -- the export -------------------------------------------------------------------------------------------------------


class Directory:
    """The register of the sample's Members."""

    def history(self, ids: set[int]) -> tuple[list[Member], list[str]]:
        """Those of *ids* that are known."""
        return [MEMBERS[id] for id in ids if id in MEMBERS], []


WORDS = "The probation service in my constituency has had four heads in as many years, and no two of them could be told the same thing."


def hansard(words: str = WORDS) -> Double:
    """A Hansard of one debate with these words."""
    items = [said(1, ROSALIND, f"<p>{words}</p>", by="Rosalind Quillfeather")]
    debates = [Debate("c0c0", "Commons Chamber"), Debate("D0D0", "Approved Premises", items, parent="c0c0")]
    return Double({("commons", str(TUESDAY)): Day({"Debate": debates})})


def exported(store: Store, upstream: Double, form: Form = "txt") -> str:
    """The draft as the command makes it."""
    watching = Watching([OURS], store.meet(Watching.keys([OURS]), TUESDAY))
    app = SimpleNamespace(
        client=upstream.client, store=store, watchlists=[OURS], walk=lambda now: Walk(store, watching, Directory())
    )
    return " ".join(drafting.draft(app, "ours", TUESDAY, form, now=NOW).split())


def test_hansard_is_read_again_before_the_export(store: Store) -> None:
    """However lately the day was read, what has changed since is quoted as it is now, and marked."""
    first = exported(store, hansard())
    assert WORDS in first
    assert "text revised" not in first
    again = exported(store, hansard(WORDS.replace("four", "five")))
    assert WORDS.replace("four", "five") in again
    assert WORDS not in again
    assert "[text revised since it was first seen]" in again


def test_reading_one_day_again_is_no_poll(store: Store) -> None:
    """The next poll reads back to the last one, not to an export."""
    exported(store, hansard())
    assert store.last_complete("hansard") is None


def test_without_hansard_the_stored_text_is_quoted_and_marked(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    """The draft says what it quotes, and a line on standard error why."""
    exported(store, hansard())
    down = hansard("Something else about probation, which nobody will see.")
    down.broken = {"/"}
    capsys.readouterr()
    text = exported(store, down)
    assert WORDS in text
    assert f"[{STORED}]" in text
    assert capsys.readouterr().err.count("hansard could not be read again, the text as recorded is quoted: ") == 1


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Calls `monitor roundup` on a store with the sample, with an upstream that refuses connections."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MONITOR_MIRROR_URL", "http://127.0.0.1:1")
    monkeypatch.setattr(
        monitor.app, "PoliteClient", functools.partial(PoliteClient, pace=1e6, wait_initial=0.001, wait_max=0.002)
    )
    (tmp_path / "my-watchlists").mkdir()
    watch = '[[watch]]\ntitle = "Probation"\nphrases = ["probation"]\n'
    (tmp_path / "my-watchlists" / "ours.toml").write_text(f'title = "Probation"\n{watch}')
    with Store.open("sqlite:///monitor.db") as store:
        keep(store, *sitting())

    def call(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["monitor", "roundup", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return int(ended.value.code or 0), *capsys.readouterr()

    return call


@pytest.mark.parametrize("form", FORMS)
def test_the_command_prints_the_draft(command, form: Form) -> None:
    """The draft alone goes to standard output."""
    status, out, _ = command("ours", "--date", "2026-03-10", "--format", form)
    assert status == 0
    assert {"md": "# Justice", "html": "<h1>Justice", "txt": "Justice"}[form] in out.splitlines()[0]
    assert out.count("READ IN FULL") == 6


def test_the_command_refuses_a_quotation_that_does_not_stand(command, monkeypatch: pytest.MonkeyPatch) -> None:
    """One changed character: exit 1, one line that names whose it is, and no draft."""

    def tampered(*given: object, **more: object) -> Roundup:
        made = roundup(*given, **more)  # type: ignore[arg-type]
        first = made.entries[0]
        words = replace(first.quoted.words, text=first.quoted.words.text.replace("twice", "twict"))
        return replace(made, entries=(replace(first, quoted=replace(first.quoted, words=words)), *made.entries[1:]))

    monkeypatch.setattr(drafting, "roundup", tampered)
    status, out, err = command("ours", "--date", "2026-03-10")
    assert (status, out) == (1, "")
    assert err.splitlines()[-1].startswith("the quotation of Rosalind Quillfeather does not stand in the stored text")


def test_a_day_without_matches_is_told(command) -> None:
    """An empty draft is none."""
    status, out, err = command("ours", "--date", "2026-03-11")
    assert (status, out) == (0, "")
    assert err.splitlines()[-1] == "nothing on 2026-03-11 matched 'ours'"


def test_a_watchlist_or_form_that_there_is_not_is_a_wrong_command_line(command) -> None:
    """With what would be right."""
    assert command("our", "--date", "2026-03-10")[0] == 2
    assert command("ours", "--date", "2026-03-10", "--format", "docx")[0] == 2
