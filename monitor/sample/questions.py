"""questions-statements-api.parliament.uk: the list of written questions, which shortens, and single ones, whole."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime

from monitor.parliament.departments import resolve
from monitor.sample.asking import JSON, NotThere, Query, Route, paragraphs_html, stamp
from monitor.sample.fortnight import Fortnight, Question, Step

HOST = "questions-statements-api.parliament.uk"
#: where lists cut a text; an answer gets three dots
CLIP = 255
#: rows of a page where none are asked for
PAGE = 20
#: parameter before From and To → the field it is about
WINDOWS = {
    "tabledWhen": "dateTabled",
    "answeredWhen": "dateAnswered",
    "correctedWhen": "dateAnswerCorrected",
    "dateForAnswerWhen": "dateForAnswer",
}


def listed(fortnight: Fortnight, now: datetime, query: Query) -> JSON:
    """The questions of some days: newest answer or correction first, unanswered ones last."""
    query.one_of("sessionStatus", ("Any", "Current"), "Any")
    rows = [row for q in fortnight.question if q.seen(now) and _wanted(row := value(q, fortnight, now), query)]
    rows.sort(key=lambda row: row["id"])
    rows.sort(key=lambda row: max(row["dateAnswered"] or "", row["dateAnswerCorrected"] or ""), reverse=True)
    skip, take = query.number("skip", 0), query.number("take", PAGE)
    return {"totalResults": len(rows), "results": [_item(_shortened(row)) for row in rows[skip : skip + take]]}


def single(fortnight: Fortnight, now: datetime, query: Query) -> JSON:
    """One question, whole; it never names those that were answered with it."""
    wanted = query.number("id")
    for question in fortnight.question:
        if question.id == wanted and question.seen(now):
            return _item({**value(question, fortnight, now), "groupedQuestions": [], "groupedQuestionsDates": []})
    raise NotThere(f"question {wanted}")


def value(question: Question, fortnight: Fortnight, now: datetime) -> dict[str, JSON]:
    """A question as it stands at *now*, every text whole."""
    told: dict[str, JSON] = {
        "id": question.id,
        "askingMemberId": fortnight.by_name[question.by].id,
        "askingMember": None,
        "house": question.house,
        "memberHasInterest": False,
        "dateTabled": stamp(question.tabled),
        "dateForAnswer": stamp(question.due),
        "uin": question.uin,
        "questionText": question.text,
        "answeringBodyId": resolve(question.body)[0],
        "answeringBodyName": question.body,
        "isWithdrawn": False,
        "isNamedDay": question.named_day,
        "groupedQuestions": [],
        "answerIsHolding": None,
        "answerIsCorrection": None,
        "answeringMemberId": None,
        "answeringMember": None,
        "correctingMemberId": None,
        "correctingMember": None,
        "dateAnswered": None,
        "answerText": None,
        "originalAnswerText": "",
        "comparableAnswerText": "",
        "dateAnswerCorrected": None,
        "dateHoldingAnswer": None,
        "attachmentCount": 0,
        "heading": question.heading,
        "attachments": [],
        "groupedQuestionsDates": [],
    }
    for step in question.then:
        if step.seen <= now:
            told |= _became(step, told, fortnight)
    return told


def _became(step: Step, told: Mapping[str, JSON], fortnight: Fortnight) -> dict[str, JSON]:
    """The fields that *step* changes; a correction leaves the date of the answer as it was."""
    day, by = stamp(step.seen.date()), fortnight.by_name[step.by].id if step.by else None
    if step.withdrawn:
        return {"isWithdrawn": True}
    if step.correction:
        told = {"originalAnswerText": told["answerText"], "answerText": paragraphs_html(step.correction)}
        return {**told, "answerIsCorrection": True, "dateAnswerCorrected": day, "correctingMemberId": by}
    answered = {"dateAnswered": day, "answeringMemberId": by, "answerIsCorrection": False}
    if step.holding:
        text = paragraphs_html(step.holding)
        return {**answered, "answerIsHolding": True, "dateHoldingAnswer": day, "answerText": text}
    others = [q for q in fortnight.question if q.uin in step.together]
    return {
        **answered,
        "answerIsHolding": False,
        "answerText": paragraphs_html(step.answer),
        "groupedQuestions": [q.uin for q in others],
        "groupedQuestionsDates": [{"questionUin": q.uin, "dateTabled": stamp(q.tabled)} for q in others],
    }


def _wanted(row: Mapping[str, JSON], query: Query) -> bool:
    """Whether *row* is within everything that is asked for."""
    if row["isWithdrawn"] and query.one_of("includeWithdrawn", ("true", "false"), "false") == "false":
        return False
    answered = query.one_of("answered", ("Any", "Answered", "Unanswered"), "Any")
    if answered != "Any" and (row["dateAnswered"] is not None) != (answered == "Answered"):
        return False
    return all(_within(row[field], query, name) for name, field in WINDOWS.items())


def _within(printed: str | None, query: Query, name: str) -> bool:
    """Whether a date lies in the window of that name; one that is not there lies in none."""
    first, last = query.day(f"{name}From", date.min), query.day(f"{name}To", date.max)
    if (first, last) == (date.min, date.max):
        return True
    return printed is not None and first <= date.fromisoformat(printed[:10]) <= last


def _shortened(row: Mapping[str, JSON]) -> dict[str, JSON]:
    """A row as lists print it: without tags, cut, the question with nothing that Windows-1252 lacks."""
    answer = row["answerText"] and re.sub(r"<[^>]*>", "", row["answerText"])
    question = row["questionText"].encode("cp1252", "replace").decode("cp1252")
    return {
        **row,
        "questionText": question[:CLIP],
        "answerText": f"{answer[:CLIP]}..." if answer and len(answer) > CLIP else answer,
        "originalAnswerText": "",
    }


def _item(row: Mapping[str, JSON]) -> JSON:
    return {"value": row, "links": [{"rel": "self", "href": f"/Questions/{row['id']}", "method": "GET"}]}


_TAKES = {f"{name}{end}" for name in WINDOWS for end in ("From", "To")}
ROUTES = (
    Route(
        "/api/writtenquestions/questions",
        frozenset({*_TAKES, "answered", "includeWithdrawn", "sessionStatus", "skip", "take"}),
        listed,
    ),
    Route("/api/writtenquestions/questions/{id}", frozenset(), single),
)
