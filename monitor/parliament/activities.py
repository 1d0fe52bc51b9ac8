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
from typing import Annotated, Any, Literal, NamedTuple

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
    """An event that brings words of the Government; "" is *wording not seen* (missed between two readings)."""

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

    def words(self) -> Iterator[Words]:
        yield Words("text", self.said, ("spoke", "asked", "answered", "moved", "witness"))


class Contribution(_SpokenActivity):
    """One contribution to a debate, in any chamber of either House; dated by the sitting."""

    kind: Literal["contribution"] = "contribution"


class MinisterialCorrection(_SpokenActivity):
    """A ministerial correction printed in Hansard."""

    kind: Literal["ministerial-correction"] = "ministerial-correction"


Activity = Annotated[
    Question | HoldingAnswer | Answer | Correction | Withdrawal | Overdue | Contribution | MinisterialCorrection,
    Field(discriminator="kind"),
]
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
