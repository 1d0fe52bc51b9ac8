"""Oral questions and question times of the Commons, from oralquestionsandmotions-api (API_NOTES 4).

Both lists can be asked for by the day of answering only, so they are read from the window's first day to some weeks
ahead. There is no answer in them: what was said is in Hansard, where it is found by UIN and day, which are the subject
of a question. Numbers of `Status` are not documented, and nothing is decided by them. A topical question has no words
of its own and is told all the same: who watches a Member wants it. One that was taken from the list was tabled
nevertheless; that it was removed stands on its record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from monitor.parliament.activities import Activity, Body, OralQuestion, QuestionTime
from monitor.parliament.dates import today
from monitor.parliament.people import Participant, Value
from monitor.parliament.text import plain
from monitor.sources.lists import Listing, ListSource, Stretch, stretches
from monitor.sources.paging import Row, Rows
from monitor.sources.source import Event, Known, Record, Unavailable, Window
from monitor.sources.wire import Day, MaybeDay, Pascal, Text, expect, fingerprint, understood

HOST = "https://oralquestionsandmotions-api.parliament.uk"
QUESTIONS, TIMES = f"{HOST}/oralquestions/list", f"{HOST}/oralquestiontimes/list"
#: no page of a question's own is known before it is asked: the day's business (API_NOTES 12)
PAGE = "https://whatson.parliament.uk/commons"
#: the most rows that one request brings (spec: "maximum is 100")
TAKE = 100
#: questions are tabled three to five sitting days before their day, times of questions are known some weeks ahead
AHEAD = timedelta(weeks=6)
#: a list of more than one page whose length has not changed is read again after this time
AFRESH = timedelta(hours=6)
#: `check` asks for this time back and as much ahead: there are no questions in recess
CHECKED = timedelta(weeks=12)
#: which of the two a row of `QuestionType` is; documented as a word, sent as a number
_TOPICAL = ("2", "topical")
#: what stands before the name of a department as its questions are called: "Justice Questions"
_OF = re.compile(r"^(?:Ministry of|Department (?:for|of)(?: the)?|Office of(?: the)?|HM)\s+", re.IGNORECASE)


class _QuestionWire(Pascal):
    """A row of the questions."""

    id: int
    question_type: str | None = None
    question_text: Text = ""
    number: int | None = None
    tabled_when: Day
    removed_from_to_be_asked_when: MaybeDay = None
    uin: str = Field(alias="UIN")
    answering_when: Day
    answering_body_id: int | None = None
    answering_body: Text = ""
    asking_member_id: int | None = None


#: a time that may be printed alone or behind a date: "11:30:00", "2026-03-10T11:30:00"
_Wall = Annotated[str, BeforeValidator(lambda value: value if isinstance(value, str) else "")]


class _TimeWire(Pascal):
    """A row of the question times; none was ever recorded (API_NOTES 4)."""

    id: int
    answering_when: Day
    deadline: MaybeDay = Field(None, alias="DeadlineWhen")
    deadline_when: _Wall = ""
    substantive_time: _Wall = ""
    answering_body_names: Text = ""
    answering_minister_titles: Text = ""


class Tabled(Value):
    """A question; `removed`: the day on which it was taken from those to be asked."""

    kind: Literal["oral-question"] = "oral-question"
    uin: str
    tabled: date
    member: int | None = None
    question: str = ""
    number: int | None = None
    topical: bool = False
    body: Body | None = None
    removed: date | None = None


class Slot(Value):
    """A question time; `starts` and `deadline` are London wall times."""

    kind: Literal["question-time"] = "question-time"
    bodies: str = ""
    ministers: str = ""
    starts: str | None = None
    deadline: str | None = None


class Oral(Record):
    """A question or a question time as last read; their ids are counted apart."""

    answering: date
    what: Annotated[Tabled | Slot, Field(discriminator="kind")]


class OralQuestions(ListSource[Oral]):
    """The source; see `Source`."""

    name = "oral-questions"
    kinds: tuple[str, ...] = ("oral-question", "question-time")
    record: type[Record] = Oral

    def lists(self, window: Window, known: Known, again: Sequence[Oral], *, now: datetime) -> Iterable[Listing[Oral]]:
        """The question times and the questions of the days of the window, and of those ahead."""
        del again
        window = window.model_copy(update={"last": window.last + AHEAD})
        for stretch in _stretches("question-times", window, known, now=now):
            yield Listing(stretch.span, partial(self._rows, TIMES, stretch), _read_time)
        for stretch in _stretches("answering", window, known, now=now):
            if window.history or not self._quiet(stretch, known, now=now):
                yield Listing(stretch.span, partial(self._rows, QUESTIONS, stretch), _read_question)

    def told(self, after: Oral, before: Oral | None, *, now: datetime) -> Iterable[Event]:
        """The question, or the question time."""
        del before, now
        yield Event(
            activity=_question(after, after.what) if isinstance(after.what, Tabled) else _time(after, after.what)
        )

    def check(self, *, now: datetime) -> str:
        """A question and a question time of these months, in the shape expected. Raises SourceError."""
        stretch = Stretch("", today(now) - CHECKED, today(now) + CHECKED)
        questions = self._one(QUESTIONS, stretch)
        times = self._one(TIMES, stretch)
        for row in _results(questions):
            expect(_QuestionWire, row, url=QUESTIONS)
            _read_question(row)
        for row in _results(times):
            expect(_TimeWire, row, url=TIMES)
            _read_time(row)
        return f"{_total(questions)} questions and {_total(times)} question times around today"

    def _quiet(self, stretch: Stretch, known: Known, *, now: datetime) -> bool:
        """Whether a list of several pages was read lately and is as long as it was then; one page is simply read."""
        last = known.readings([stretch.span]).get(stretch.span)
        if last is None or last.count <= TAKE or now - last.at > AFRESH:
            return False
        return _total(self._one(QUESTIONS, stretch)) == last.count

    def _one(self, url: str, stretch: Stretch) -> Any:
        """A reply with a single row. Raises Unavailable."""
        reply = self._client.get(url, [*_asked(stretch), ("parameters.skip", "0"), ("parameters.take", "1")])
        try:
            _results(reply), _total(reply)
        except (KeyError, TypeError) as err:
            raise Unavailable(f"{url}: the list has another shape ({type(err).__name__}: {err})") from None
        return reply

    def _rows(self, url: str, stretch: Stretch) -> Rows:
        return self._client.rows(
            url,
            _asked(stretch),
            skip_name="parameters.skip",
            take_name="parameters.take",
            take=TAKE,
            results=_results,
            total=_total,
            key=lambda row: str(row.get("Id") or row),
            check=partial(_check, stretch),
        )


def _stretches(what: str, window: Window, known: Known, *, now: datetime) -> list[Stretch]:
    """As `stretches`; in a poll the span is named by its days, so that each day's first reading is a whole one."""
    if window.history:
        return stretches(what, window, known, now=now)
    return [Stretch(f"{what}/{window.first}/{window.last}", window.first, window.last)]


def _asked(stretch: Stretch) -> list[tuple[str, str]]:
    return [("parameters.answeringDateStart", str(stretch.first)), ("parameters.answeringDateEnd", str(stretch.last))]


def _check(stretch: Stretch, row: Row) -> str | None:
    """What shows that a parameter was ignored; a row that cannot be understood shows nothing."""
    day = str(row.get("AnsweringWhen"))[:10]
    if day[:1].isdigit() and not str(stretch.first) <= day <= str(stretch.last):
        return f"asked for {stretch.first} to {stretch.last}, answered with one for {day}"
    return None


def _results(reply: Any) -> list[Row]:
    """The rows of the envelope. An error may come as a good reply that says `Success: false`."""
    if isinstance(reply, dict) and reply.get("Success") is False:
        raise Unavailable(f"{HOST}: refused: {'; '.join(map(str, reply.get('Errors') or [])) or 'no reason given'}")
    return reply["Response"]  # type: ignore[no-any-return]


def _total(reply: Any) -> int:
    return reply["PagingInfo"]["Total"]  # type: ignore[no-any-return]


def _read_question(row: Row) -> Oral:
    """The question of a row. Raises Unreadable."""
    ident = str(row.get("Id") or "")
    wire = understood(_QuestionWire, row, url=f"{QUESTIONS}?parameters.uINs={row.get('UIN')}", ident=ident)
    name = " ".join(wire.answering_body.split())
    return Oral(
        id=f"{OralQuestions.name}/{wire.id}",
        upstream_id=str(wire.id),
        span=f"answering/{wire.answering_when}",
        listing=fingerprint(wire.model_dump(mode="json")),
        answering=wire.answering_when,
        what=Tabled(
            uin=wire.uin,
            tabled=wire.tabled_when,
            member=wire.asking_member_id or None,
            question=wire.question_text,
            number=wire.number or None,
            topical=(wire.question_type or "").casefold() in _TOPICAL,
            body=Body(id=wire.answering_body_id or None, name=name) if name else None,
            removed=wire.removed_from_to_be_asked_when,
        ),
    )


def _read_time(row: Row) -> Oral:
    """The question time of a row. Raises Unreadable."""
    ident = str(row.get("Id") or "")
    url = f"{TIMES}?parameters.oralQuestionTimeId={ident}"
    wire = understood(_TimeWire, row, url=url, ident=ident and f"question-time/{ident}")
    return Oral(
        id=f"{OralQuestions.name}/question-time/{wire.id}",
        upstream_id=str(wire.id),
        span=f"question-times/{wire.answering_when}",
        listing=fingerprint(wire.model_dump(mode="json")),
        answering=wire.answering_when,
        what=Slot(
            bodies=" ".join(wire.answering_body_names.split()),
            ministers=" ".join(wire.answering_minister_titles.split()),
            starts=_wall(wire.answering_when, wire.substantive_time),
            deadline=_wall(wire.deadline, wire.deadline_when),
        ),
    )


def _wall(day: date | None, printed: str) -> str | None:
    """The wall time of *day* at the clock time in *printed*: "11:30:00" → "2026-03-10T11:30:00"."""
    found = re.search(r"(?<!\d)(\d{1,2}):(\d{2})(?!\d)", printed)
    return f"{day}T{int(found[1]):02}:{found[2]}:00" if day and found else None


def _question(record: Oral, tabled: Tabled) -> Activity:
    return OralQuestion(
        id=f"{record.id}/oral-question",
        record=record.id,
        source=OralQuestions.name,
        upstream_id=record.upstream_id,
        subject=f"{OralQuestions.name}/{record.answering}/{tabled.uin}",
        house="commons",
        date=tabled.tabled,
        participants=(Participant(member=tabled.member, role="asked"),) if tabled.member else (),
        body=tabled.body,
        url=f"{PAGE}/{record.answering}/",
        question=plain(tabled.question),
        uin=tabled.uin,
        answering=record.answering,
        number=tabled.number,
        topical=tabled.topical,
    )


def _time(record: Oral, slot: Slot) -> Activity:
    return QuestionTime(
        id=f"{record.id}/question-time",
        record=record.id,
        source=OralQuestions.name,
        upstream_id=record.upstream_id,
        subject=record.id,
        house="commons",
        date=record.answering,
        title=_title(slot.bodies),
        body=Body(name=slot.bodies) if slot.bodies else None,
        url=f"{PAGE}/{record.answering}/",
        said=slot.ministers,
        starts=slot.starts,
        deadline=slot.deadline,
    )


def _title(bodies: str) -> str:
    """What the questions to these bodies are called: "Ministry of Justice" → "Justice Questions"."""
    if bodies.casefold() == "prime minister":
        return "Prime Minister’s Questions"
    return f"{_OF.sub('', bodies)} Questions".strip()
