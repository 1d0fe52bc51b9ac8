"""What Parliament did: one frozen class per kind of activity.

An activity is an *event*. Its `id` is the record's id, the event and, where that can recur, its date:
`written-questions/1733914/answer`, `written-questions/1733914/correction/2024-10-07`, `hansard/DA0372BB…/contribution`.
All activities answer the same questions, so that matching, storing and listing need no `isinstance`; `fields()` says
which text stands in which field of a watch (`title`, `question`, `answer`, `text`) and whose words it is.

Texts are readable text (see `text.py`): markup gone, wording untouched, paragraphs separated by a blank line.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date as Date
from typing import Annotated, Any, ClassVar, Literal, NamedTuple

from pydantic import Field, TypeAdapter

from monitor.parliament.people import Chamber, House, Participant, Role, Value

FieldName = Literal["title", "question", "answer", "text"]
#: those to whom a heading counts: everyone who asked, answered, moved or spoke under it
UNDER_A_HEADING: tuple[Role, ...] = ("asked", "answered", "corrected", "moved", "spoke", "witness")


class Body(Value):
    """An answering department or a committee: Parliament's id and the name as printed that day."""

    id: int | None = None
    name: str


class Words(NamedTuple):
    """One searchable field of an activity: its readable text, and the roles whose words they are."""

    field: FieldName
    text: str
    roles: tuple[Role, ...]


class _Activity(Value):
    """What every activity can be asked."""

    id: str
    record: str
    source: str
    upstream_id: str
    subject: str
    house: House | None = None
    chamber: Chamber | None = None
    date: Date
    title: str = ""
    participants: tuple[Participant, ...] = ()
    body: Body | None = None
    url: str
    #: the day of publication where it is later than `date` by nature (evidence, reports); decides what is announced
    published: Date | None = None
    #: only a shortened text of it was ever seen: its heading is matched, its text neither matched nor quoted
    partial: bool = False

    @property
    def text(self) -> str:
        """All words but the title, paragraph by paragraph."""
        return "\n\n".join(w.text for w in self.words() if w.text)

    def words(self) -> Iterator[Words]:
        """The fields of this kind other than the title."""
        return iter(())

    def fields(self) -> Iterator[Words]:
        """What a watch may look for, and whose words it is. Of a partial activity only the title."""
        if self.title:
            yield Words("title", self.title, UNDER_A_HEADING)
        if not self.partial:
            yield from (w for w in self.words() if w.text)

    @property
    def fingerprint(self) -> str:
        """Of words, speaker and title; neither of order, links, subject, nor of what was looked up in the register."""
        who = [(p.member, p.role, "" if p.member else p.name) for p in self.participants]
        said = [(w.field, " ".join(w.text.split())) for w in self.words()]
        return hashlib.sha256(repr((" ".join(self.title.split()), who, said, self.partial)).encode()).hexdigest()[:32]


class _QuestionActivity(_Activity):
    """An event in the life of a written question; all hold the `question`, so whoever matched it gets them."""

    question: str
    uin: str
    #: the date for answer
    due: Date
    named_day: bool = False

    def words(self) -> Iterator[Words]:
        yield Words("question", self.question, ("asked",))


class _AnswerActivity(_QuestionActivity):
    """An event that brings words of the Government; "" is *wording not seen* (missed, or shortened)."""

    answer: str

    def words(self) -> Iterator[Words]:
        yield Words("question", self.question, ("asked",))
        yield Words("answer", self.answer, ("answered", "corrected"))


class Question(_QuestionActivity):
    """A written question was tabled; dated when tabled."""

    kind: Literal["question"] = "question"


class HoldingAnswer(_AnswerActivity):
    """A holding answer was given; it is not the answer."""

    kind: Literal["holding-answer"] = "holding-answer"


class Answer(_AnswerActivity):
    """A written question was answered; dated when answered, also after a later correction."""

    kind: Literal["answer"] = "answer"


class Correction(_AnswerActivity):
    """An answer was corrected; `original` is the answer before it, "" where it was never seen."""

    kind: Literal["correction"] = "correction"
    original: str = ""


class Withdrawal(_QuestionActivity):
    """A written question was withdrawn; dated when found."""

    kind: Literal["withdrawal"] = "withdrawal"


class Overdue(_QuestionActivity):
    """A written question was unanswered after its date for answer; dated the first working day after it."""

    kind: Literal["overdue"] = "overdue"


Noise = Literal["call", "rose", "give-way", "interjection"]


class _SpokenActivity(_Activity):
    """Words in the Official Report."""

    said: str
    #: ExternalId of the debate, and the headings above it, outermost first
    debate: str
    parents: tuple[str, ...] = ()
    #: place of the debate in its chamber's day, and of the contribution in its debate
    order: tuple[int, int] = (0, 0)
    #: procedural noise told apart from speech; None is speech
    noise: Noise | None = None
    #: upstream id of the contribution that this one, by a Member who answers for the Government, replies to
    replies_to: str | None = None
    #: London wall time, "2026-03-10T11:34:10"; mostly None, and not monotonic
    timecode: str | None = None
    #: the office by which the speaker is printed, "Secretary of State for Justice"; in a debate mostly only at first
    post: str = ""
    #: of an oral question, where Hansard tells it: with the date it is the subject of the question as tabled
    uin: str = ""

    def words(self) -> Iterator[Words]:
        yield Words("text", self.said, ("spoke", "asked", "answered", "moved", "witness"))


class Contribution(_SpokenActivity):
    """One contribution to a debate, in any chamber of either House; dated by the sitting."""

    kind: Literal["contribution"] = "contribution"


class MinisterialCorrection(_SpokenActivity):
    """A ministerial correction printed in Hansard."""

    kind: Literal["ministerial-correction"] = "ministerial-correction"


class _WrittenActivity(_Activity):
    """Words that were published: `said` is their readable text, "" where there is none or it was not fetched."""

    said: str = ""
    #: whose words they are
    _roles: ClassVar[tuple[Role, ...]] = ("spoke", "moved", "signed", "witness")

    def words(self) -> Iterator[Words]:
        yield Words("text", self.said, self._roles)


class WrittenStatement(_WrittenActivity):
    """A Minister's written statement; its twin in the other House is another activity of the same subject."""

    kind: Literal["written-statement"] = "written-statement"
    uin: str = ""
    #: the office by which the Minister is printed
    post: str = ""


class OralQuestion(_Activity):
    """A question was tabled for oral answer; dated when tabled. `answering`: the day on which it is to be asked."""

    kind: Literal["oral-question"] = "oral-question"
    question: str
    uin: str
    answering: Date
    #: place in the ballot; None where it was not drawn, or is not known
    number: int | None = None
    topical: bool = False

    def words(self) -> Iterator[Words]:
        """The question; a topical one carries none of its own."""
        yield Words("question", self.question, ("asked",))


class _ComingActivity(_WrittenActivity):
    """Something that happens at a time; `date` is its day.

    `starts` and `ends`: London wall time, "2026-04-28T14:30:00"; None where none is set. `cancelled`: it is off.
    """

    starts: str | None = None
    ends: str | None = None
    place: str = ""
    cancelled: bool = False


class QuestionTime(_ComingActivity):
    """Questions to a department come up; dated by the answering day. `deadline` for tabling: London wall time."""

    kind: Literal["question-time"] = "question-time"
    deadline: str | None = None


class _MotionActivity(_WrittenActivity):
    """An event in the life of an early day motion; all hold its words. `signatures`: of all who stand on it now."""

    _roles: ClassVar[tuple[Role, ...]] = ("moved", "signed")
    uin: str = ""
    signatures: int = 0


class Motion(_MotionActivity):
    """An early day motion was tabled. Who stood on it then takes part in it: `moved`, and `signed`."""

    kind: Literal["motion"] = "motion"


class Amendment(_MotionActivity):
    """An amendment to an early day motion was tabled; its subject is that motion's."""

    kind: Literal["amendment"] = "amendment"


class Signature(_MotionActivity):
    """A Member signed an early day motion; dated when signed."""

    kind: Literal["signature"] = "signature"


class SignatureWithdrawal(_MotionActivity):
    """A Member took a signature back."""

    kind: Literal["signature-withdrawal"] = "signature-withdrawal"


class MotionWithdrawal(_MotionActivity):
    """An early day motion was withdrawn."""

    kind: Literal["motion-withdrawal"] = "motion-withdrawal"


class Division(_WrittenActivity):
    """A vote in either House; `said` is the question that was put, where upstream tells it.

    `ayes` and `noes` (in the Lords: contents and not-contents) are the counts as published; they need not equal the
    lengths of the lists of Members. Tellers are in neither list. `proxies`: who voted by proxy.
    """

    kind: Literal["division"] = "division"
    number: int | None = None
    deferred: bool = False
    ayes: int
    noes: int
    aye_members: tuple[int, ...] = ()
    no_members: tuple[int, ...] = ()
    aye_tellers: tuple[int, ...] = ()
    no_tellers: tuple[int, ...] = ()
    proxies: tuple[int, ...] = ()

    def side(self, member: int) -> str:
        """How *member* voted: "Aye", "No", in the Lords "Content", "Not content"; tellers so; "" not at all."""
        aye, no = ("Content", "Not content") if self.house == "lords" else ("Aye", "No")
        if member in self.aye_members:
            return aye
        if member in self.no_members:
            return no
        if member in self.aye_tellers:
            return f"Teller, {aye}"
        return f"Teller, {no}" if member in self.no_tellers else ""


class Inquiry(_WrittenActivity):
    """A committee opened an inquiry; `said` is its scope."""

    kind: Literal["inquiry"] = "inquiry"


class CallForEvidence(_WrittenActivity):
    """A committee asks for written evidence until `deadline`; dated when it opened."""

    kind: Literal["call-for-evidence"] = "call-for-evidence"
    deadline: Date | None = None


class EvidenceSession(_ComingActivity):
    """A committee hears witnesses; dated by its day."""

    kind: Literal["evidence-session"] = "evidence-session"


class Evidence(_WrittenActivity):
    """Oral or written evidence was published. `heard`: the day of the meeting of oral evidence."""

    kind: Literal["evidence"] = "evidence"
    heard: Date | None = None


class Report(_WrittenActivity):
    """A committee published a report."""

    kind: Literal["report"] = "report"


class Response(_WrittenActivity):
    """A response of the Government, or another body, to a committee's report was published."""

    kind: Literal["response"] = "response"


class BillStage(_ComingActivity):
    """A bill has a sitting of a stage, or a publication of it came out; `stage`: "2nd reading"."""

    kind: Literal["bill-stage"] = "bill-stage"
    stage: str = ""


class Business(_ComingActivity):
    """Business comes up in the calendar of either House. `category`: as printed, "Debate", "Oral questions"."""

    kind: Literal["business"] = "business"
    category: str = ""


class Petition(_WrittenActivity):
    """A step of a petition: opened, a threshold passed, a response, a debate. `signatures`: at that reading."""

    kind: Literal["petition"] = "petition"
    step: str
    signatures: int = 0


class Publication(_WrittenActivity):
    """A page or an entry of a feed was published, or updated; `updated` is upstream's instant, as printed."""

    kind: Literal["publication"] = "publication"
    updated: str = ""
    #: whether it is an update of a page that was there before
    again: bool = False
    #: as printed: "press_release", "Feed of the National Audit Office"
    genre: str = ""


class Membership(_WrittenActivity):
    """A Member got or left a post, changed party, or joined or left a House; `said` tells it in a sentence.

    The Member takes part as `moved`: of the fixed roles the nearest.
    """

    kind: Literal["membership"] = "membership"
    change: Literal["post-gained", "post-left", "party-changed", "joined", "left"]
    _roles: ClassVar[tuple[Role, ...]] = ("moved",)


Activity = Annotated[
    Question
    | HoldingAnswer
    | Answer
    | Correction
    | Withdrawal
    | Overdue
    | Contribution
    | MinisterialCorrection
    | WrittenStatement
    | OralQuestion
    | QuestionTime
    | Motion
    | Amendment
    | Signature
    | SignatureWithdrawal
    | MotionWithdrawal
    | Division
    | Inquiry
    | CallForEvidence
    | EvidenceSession
    | Evidence
    | Report
    | Response
    | BillStage
    | Business
    | Petition
    | Publication
    | Membership,
    Field(discriminator="kind"),
]
#: what happens at a time
Coming = QuestionTime | EvidenceSession | BillStage | Business
_ACTIVITY: TypeAdapter[Activity] = TypeAdapter(Activity)

#: every kind there is, in the order in which a record's events happen
KINDS: tuple[str, ...] = (
    "question",
    "overdue",
    "holding-answer",
    "answer",
    "correction",
    "withdrawal",
    "contribution",
    "ministerial-correction",
    "written-statement",
    "oral-question",
    "question-time",
    "motion",
    "amendment",
    "signature",
    "signature-withdrawal",
    "motion-withdrawal",
    "division",
    "inquiry",
    "call-for-evidence",
    "evidence-session",
    "evidence",
    "report",
    "response",
    "bill-stage",
    "business",
    "petition",
    "publication",
    "membership",
)


def load(text: str | bytes) -> Activity:
    """An activity from the JSON that `model_dump_json` wrote. Raises pydantic.ValidationError."""
    return _ACTIVITY.validate_json(text)


def row(activity: Activity) -> dict[str, Any]:
    """The activity as users see it in JSON Lines: the fields fixed in `docs`, plain JSON values."""
    return {
        "id": activity.id,
        "kind": activity.kind,
        "source": activity.source,
        "upstream_id": activity.upstream_id,
        "subject": activity.subject,
        "house": activity.house,
        "chamber": activity.chamber,
        "date": activity.date.isoformat(),
        "title": activity.title,
        "text": activity.text,
        "url": activity.url,
        "body": activity.body.name if activity.body else None,
        "participants": [p.model_dump() for p in activity.participants],
    }
