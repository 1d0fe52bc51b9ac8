"""The life of a written question: what is kept of it, and the activities that its states prove. Pure.

    tabled → (overdue) → holding answer → answered → corrected, again perhaps; or withdrawn

States only go forward, in this order. A state missed between two readings is still told, dated as upstream dates it and
without words where they were never seen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from html import unescape
from typing import Any

from monitor.parliament.activities import (
    Activity,
    Answer,
    Body,
    Correction,
    HoldingAnswer,
    Overdue,
    Question,
    Withdrawal,
)
from monitor.parliament.dates import at, next_working_day, today
from monitor.parliament.people import House, Participant, Role
from monitor.parliament.text import paragraphs, plain
from monitor.sources.source import Event, Record

SOURCE = "written-questions"
KINDS = ("question", "overdue", "holding-answer", "answer", "correction", "withdrawal")
#: where people read a question (API_NOTES 12)
PAGE = "https://questions-statements.parliament.uk/written-questions/detail"
#: from when on a working day it is known what was answered the day before
MORNING = time(6)
#: an open question that matched is looked at again after this; less than a day, so that a daily poll does
LOOK = timedelta(hours=22)
#: one that is held leaves the lists that tell withdrawals of open questions: it is looked at more often
HELD_LOOK = timedelta(hours=4)
#: and the longer it has been so the less often: after this part of that time
LOOK_PART = 4

TABLED, HOLDING, ANSWERED, CORRECTED, WITHDRAWN = range(5)
#: the day on which a question of a House, tabled on a day, lapses if it is not answered: prorogation or dissolution
Lapses = Callable[[House, date], date | None]


def lasting(_house: House, _tabled: date) -> date | None:
    """While the end of the session is not known nothing lapses."""
    return None


class WrittenQuestion(Record):
    """One written question as last read. Texts are verbatim: the question plain, `answer` and `original` HTML."""

    house: House
    uin: str
    tabled: date
    due: date
    asker: int
    heading: str = ""
    question: str
    body: Body | None = None
    named_day: bool = False
    withdrawn: bool = False
    #: whether `answer` is a holding answer; None while there is none
    holding: bool | None = None
    #: the date of `answer` (also of a holding one); a correction leaves it as it is
    answered: date | None = None
    #: the date of the holding answer, kept when the answer has come
    held: date | None = None
    corrected: date | None = None
    answerer: int | None = None
    corrector: int | None = None
    answer: str = ""
    #: the answer before the last correction, "" where it was never seen
    original: str = ""
    #: (uin, tabled) of the questions answered together with this one
    group: tuple[tuple[str, date], ...] = ()
    attachments: int = 0
    interest: bool = False
    #: whether only a shortened text was seen
    question_partial: bool = False
    answer_partial: bool = False
    #: whether it was not there at the last look: what it was does not show what it is
    lost: bool = False

    @property
    def state(self) -> int:
        """TABLED, HOLDING, ANSWERED, CORRECTED or WITHDRAWN."""
        if self.withdrawn:
            return WITHDRAWN
        if self.corrected:
            return CORRECTED
        if self.answered:
            return HOLDING if self.holding else ANSWERED
        return HOLDING if self.held else TABLED

    @property
    def partial(self) -> bool:
        """Whether any of its words are shortened."""
        return self.question_partial or self.answer_partial

    @property
    def subject(self) -> str:
        """The question; of a group, the first of it."""
        tabled, uin = min([(self.tabled, self.uin), *((day, uin) for uin, day in self.group)])
        return f"{SOURCE}/{tabled}/{uin}"

    @property
    def overdue_from(self) -> date:
        """The first working day after the date for answer."""
        return next_working_day(self.due)


def ranked(record: WrittenQuestion) -> WrittenQuestion:
    """*record* with the rank of its state; among corrections the later one is ahead."""
    correction = record.corrected.toordinal() if record.corrected else 0
    return record.model_copy(update={"rank": (record.state, correction)})


def merged(new: WrittenQuestion, old: WrittenQuestion) -> WrittenQuestion:
    """*new* with what only *old* knows: the group, the answer before a correction, texts that were whole."""
    update: dict[str, Any] = {"group": new.group or old.group, "original": _original(new, old)}
    if new.question_partial and not old.question_partial and old.question.startswith(new.question):
        update |= {"question": old.question, "question_partial": False}
    if new.answer_partial and not old.answer_partial and _same_answer(new, old):
        update |= {"answer": old.answer, "answer_partial": False}
    return new.model_copy(update=update)


def _same_answer(a: WrittenQuestion, b: WrittenQuestion) -> bool:
    return (a.answered, a.holding, a.corrected) == (b.answered, b.holding, b.corrected)


def _original(new: WrittenQuestion, old: WrittenQuestion) -> str:
    if new.corrected and new.corrected == old.corrected:
        return old.original or new.original
    if new.corrected and old.answered and not old.holding and not old.answer_partial:
        return old.answer
    return new.original


def events(
    after: WrittenQuestion, before: WrittenQuestion | None, *, again: bool, now: datetime, lapses: Lapses = lasting
) -> Iterator[Event]:
    """The activities that reading *after* proves, in the order of its life; those of states behind it are `passed`."""
    state = after.state
    yield Event(activity=Question(**_common(after, "question", after.tabled)), passed=state > TABLED)
    if held := _held(after, before):
        yield Event(activity=held, passed=state > HOLDING)
    if answer := _answered(after):
        yield Event(activity=answer, passed=state > ANSWERED)
    if correction := _corrected(after):
        yield Event(activity=correction, passed=state > CORRECTED)
    if after.withdrawn:
        found = Withdrawal(**_common(after, "withdrawal", _found(after, before, now)))
        yield Event(activity=found, passed=before is not None and before.withdrawn)
    late = state == TABLED and not after.lost and now >= at(after.overdue_from, MORNING)
    if late and (again or before is None) and not _has_lapsed(after, lapses, after.overdue_from):
        # of one that was never seen before it is not known yet whether anybody watches for it
        yield Event(activity=Overdue(**_common(after, "overdue", after.overdue_from)), if_matched=not again)


def _has_lapsed(record: WrittenQuestion, lapses: Lapses, day: date) -> bool:
    """Whether it had lapsed before *day*; on the day itself it may still be answered."""
    lapse = lapses(record.house, record.tabled)
    return lapse is not None and lapse < day


def next_look(record: WrittenQuestion, *, now: datetime, lapses: Lapses = lasting) -> datetime | None:
    """About a day on while it is open (some hours while it is held), then ever later; and when it would be overdue.

    None once it is closed, or has lapsed.
    """
    if record.state > HOLDING or _has_lapsed(record, lapses, today(now)):
        return None
    if record.state == HOLDING:
        return now + _wait(HELD_LOOK, record.held or record.answered, now)
    overdue = at(record.overdue_from, MORNING)
    look = now + _wait(LOOK, record.tabled, now)
    return min(look, overdue) if now < overdue else look


def _wait(least: timedelta, since: date | None, now: datetime) -> timedelta:
    """How long a question that is as it is *since* a day is left alone."""
    return max(least, (today(now) - since) / LOOK_PART) if since else least


def _found(after: WrittenQuestion, before: WrittenQuestion | None, now: datetime) -> date:
    """The day on which a withdrawal was found; of an old question never seen before, the date for answer."""
    return after.due if before is None and after.due < today(now) else today(now)


def _held(after: WrittenQuestion, before: WrittenQuestion | None) -> Activity | None:
    """The holding answer, if there was one; its words and who gave it are known where it was read as such."""
    day = after.held or (after.answered if after.holding else None)
    if day is None:
        return None
    read = next((r for r in (after, before) if r is not None and r.holding), None)
    people = (("answered", read.answerer),) if read else ()
    return HoldingAnswer(
        **_common(after, "holding-answer", day, *people),
        answer=_words(read) if read else "",
    )


def _answered(after: WrittenQuestion) -> Activity | None:
    """The answer; once it was corrected, in the words before that, where upstream gives them."""
    if after.answered is None or after.holding:
        return None
    words = plain(after.original) if after.corrected else _words(after)
    who: tuple[Role, int | None] = ("answered", after.answerer)
    return Answer(**_common(after, "answer", after.answered, who), answer=words)


def _corrected(after: WrittenQuestion) -> Activity | None:
    if after.corrected is None:
        return None
    people: tuple[tuple[Role, int | None], ...] = (("answered", after.answerer), ("corrected", after.corrector))
    event = f"correction/{after.corrected}"
    return Correction(
        **_common(after, event, after.corrected, *people),
        answer=_words(after),
        original=plain(after.original),
    )


def _words(record: WrittenQuestion) -> str:
    """The answer; of a shortened one none, so that it is not quoted and the question's words count for it."""
    return "" if record.answer_partial else plain(record.answer)


def _common(r: WrittenQuestion, event: str, day: date, *people: tuple[Role, int | None]) -> dict[str, Any]:
    """What every activity of a question says."""
    asked: tuple[Role, int | None] = ("asked", r.asker)
    return {
        "id": f"{r.id}/{event}",
        "record": r.id,
        "source": SOURCE,
        "upstream_id": r.upstream_id,
        "subject": r.subject,
        "house": r.house,
        "date": day,
        "title": " ".join(r.heading.split()),
        "participants": tuple(Participant(member=m, role=role) for role, m in (asked, *people) if m is not None),
        "body": r.body,
        "url": f"{PAGE}/{r.tabled}/{r.uin}",
        "partial": r.question_partial,
        # no markup in 15,586 questions; an entity would be an accident
        "question": paragraphs(unescape(r.question)),
        "uin": r.uin,
        "due": r.due,
        "named_day": r.named_day,
    }
