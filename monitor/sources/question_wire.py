"""What questions-statements-api says about a written question, made into a WrittenQuestion. Pure.

The list shortens (API_NOTES 1): questions to 255 characters, answers to 255 and "...", its tags stripped, and its
question text has been through Windows-1252. The single reply is whole, but never names the group.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any, Literal

from monitor.parliament.activities import Body
from monitor.sources.question_life import SOURCE, WrittenQuestion, ranked
from monitor.sources.wire import Camel, Day, MaybeDay, understood

BASE = "https://questions-statements-api.parliament.uk/api/writtenquestions/questions"
#: where lists cut a text
CLIP = 255


class _Grouped(Camel):
    question_uin: str
    date_tabled: Day


class Wire(Camel):
    """One question as upstream sends it, in a list or alone."""

    id: int
    house: Literal["Commons", "Lords"]
    uin: str
    date_tabled: Day
    date_for_answer: Day
    asking_member_id: int
    question_text: str
    is_withdrawn: bool
    heading: str | None = None
    answering_body_id: int | None = None
    answering_body_name: str | None = None
    is_named_day: bool | None = None
    member_has_interest: bool | None = None
    answer_is_holding: bool | None = None
    date_answered: MaybeDay = None
    date_holding_answer: MaybeDay = None
    date_answer_corrected: MaybeDay = None
    answering_member_id: int | None = None
    correcting_member_id: int | None = None
    answer_text: str | None = None
    original_answer_text: str | None = None
    attachment_count: int | None = None
    grouped_questions_dates: tuple[_Grouped, ...] | None = None

    @property
    def record_id(self) -> str:
        """The id under which it is kept."""
        return f"{SOURCE}/{self.id}"

    @property
    def group(self) -> tuple[tuple[str, date], ...]:
        """The questions it is answered with, sorted."""
        return tuple(sorted((g.question_uin, g.date_tabled) for g in self.grouped_questions_dates or ()))

    @property
    def listing(self) -> str:
        """A fingerprint of what the list says, fields that are not used left out."""
        said = self.model_dump(mode="json", exclude={"grouped_questions_dates"})
        told = json.dumps([said, [[uin, day.isoformat()] for uin, day in self.group]], sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()[:24]

    @property
    def whole(self) -> bool:
        """Whether a list row holds all there is: no answer, and a question neither cut nor with a character lost."""
        return self.answer_text is None and self.date_answered is None and not self._maimed

    @property
    def _maimed(self) -> bool:
        # a character outside Windows-1252 arrives as "?"; real questions end with a full stop
        return len(self.question_text) >= CLIP or "?" in self.question_text


def read(value: Any, *, url: str = "", ident: str = "") -> Wire:
    """The wire value of a JSON object. Raises Unreadable with *url*, or the address of the question it names."""
    named = value.get("id") if isinstance(value, dict) else None
    if isinstance(named, int | str) and str(named).isdecimal():
        ident, url = str(named), f"{BASE}/{named}"
    return understood(Wire, value, url=url, ident=ident)


def record(wire: Wire, *, listing: str, group: tuple[tuple[str, date], ...]) -> WrittenQuestion:
    """The record that *wire* makes; nothing is marked as shortened yet."""
    name = wire.answering_body_name
    return ranked(
        WrittenQuestion(
            id=wire.record_id,
            upstream_id=str(wire.id),
            span=f"tabled/{wire.date_tabled}",
            listing=listing,
            house="commons" if wire.house == "Commons" else "lords",
            uin=wire.uin,
            tabled=wire.date_tabled,
            due=wire.date_for_answer,
            asker=wire.asking_member_id,
            heading=wire.heading or "",
            question=wire.question_text,
            body=Body(id=wire.answering_body_id, name=name) if name else None,
            named_day=bool(wire.is_named_day),
            withdrawn=wire.is_withdrawn,
            holding=wire.answer_is_holding if wire.date_answered else None,
            answered=wire.date_answered,
            held=wire.date_holding_answer,
            corrected=wire.date_answer_corrected,
            answerer=wire.answering_member_id,
            corrector=wire.correcting_member_id,
            answer=wire.answer_text or "",
            original=wire.original_answer_text or "",
            group=group,
            attachments=wire.attachment_count or 0,
            interest=bool(wire.member_has_interest),
        )
    )


def from_row(row: Wire) -> WrittenQuestion:
    """The record of a list row alone; what the list shortens is marked so, and fetched again next time."""
    made = record(row, listing=row.listing if row.whole else "", group=row.group)
    return made.model_copy(update={"question_partial": row._maimed, "answer_partial": row.date_answered is not None})


def from_single(single: Wire, row: Wire) -> WrittenQuestion:
    """The record of a question fetched whole, after the list showed *row*.

    A single reply that is staler than its row gives no words of the newer state: these are the row's, shortened, and
    the listing stays unknown so that it is fetched again. A reply that merely repeats the shortened texts is marked.
    """
    made, listed = record(single, listing=row.listing, group=row.group or single.group), from_row(row)
    if made.rank < listed.rank:
        return listed.model_copy(update={"question": made.question, "question_partial": _cut(single, row)})
    answer = made.answer
    shortened = len(answer) > CLIP and answer.endswith("...") and answer == row.answer_text
    return made.model_copy(update={"question_partial": _cut(single, row), "answer_partial": shortened})


def from_look(single: Wire, known: WrittenQuestion) -> WrittenQuestion:
    """The record of a question fetched alone, for another look at one that is *known*."""
    made = record(single, listing=known.listing, group=known.group)
    return made.model_copy(
        update={
            "question_partial": known.question_partial and made.question == known.question,
            "answer_partial": known.answer_partial and made.answer == known.answer,
        }
    )


def _cut(single: Wire, row: Wire) -> bool:
    """Whether the single reply only repeats a question that the list has cut.

    A question can be just as long by chance: it ends as sentences do, and its answer comes with markup.
    """
    text, answer = single.question_text, single.answer_text
    if len(text) != CLIP or text != row.question_text:
        return False
    repeated = bool(answer) and answer == row.answer_text and "<" not in str(answer)
    return repeated or not text.rstrip().endswith((".", "?"))
