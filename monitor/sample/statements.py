"""questions-statements-api.parliament.uk: written statements; lists cut them and strip their tags."""

from __future__ import annotations

import re
from datetime import date, datetime

from monitor.parliament.departments import resolve
from monitor.sample.asking import JSON, NotThere, Query, Route, paragraphs_html, stamp, within
from monitor.sample.doings import Statement
from monitor.sample.fortnight import Fortnight
from monitor.sample.questions import CLIP, PAGE


def listed(fortnight: Fortnight, now: datetime, query: Query) -> JSON:
    """The statements of some days, the Lords' first, then the latest UIN."""
    first, last = query.day("madeWhenFrom", date.min), query.day("madeWhenTo", date.max)
    query.one_of("sessionStatus", ("Any", "Current"), "Any")
    found = [s for s in fortnight.statement if s.seen <= now and within(s.seen.date(), first, last)]
    found.sort(key=lambda s: (s.seen.date(), s.house == "Lords", s.uin), reverse=True)
    rows = [_shortened(value(s, fortnight, now)) for s in found]
    skip, take = query.number("skip", 0), query.number("take", PAGE)
    return {"totalResults": len(rows), "results": [_item(row) for row in rows[skip : skip + take]]}


def single(fortnight: Fortnight, now: datetime, query: Query) -> JSON:
    """One statement, whole."""
    wanted = query.number("id")
    for statement in fortnight.statement:
        if statement.id == wanted and statement.seen <= now:
            return _item(value(statement, fortnight, now))
    raise NotThere(f"statement {wanted}")


def value(statement: Statement, fortnight: Fortnight, now: datetime) -> dict[str, JSON]:
    """A statement as it stands at *now*; it names its twin once that is made."""
    member = fortnight.by_name[statement.by]
    twins = [s for s in fortnight.statement if statement.id == s.twin or s.id == statement.twin]
    linked = [
        {"linkedStatementId": s.id, "linkType": "JointStatement", "linkDate": stamp(s.seen.date())}
        for s in twins
        if s.seen <= now
    ]
    return {
        "id": statement.id,
        "memberId": member.id,
        "member": None,
        "memberRole": member.post.removeprefix("The "),
        "uin": statement.uin,
        "dateMade": stamp(statement.seen.date()),
        "answeringBodyId": resolve(statement.body)[0],
        "answeringBodyName": statement.body,
        "title": statement.title,
        "text": paragraphs_html(statement.text),
        "house": statement.house,
        "noticeNumber": 1,
        "hasAttachments": False,
        "hasLinkedStatements": bool(linked),
        "linkedStatements": linked,
        "attachments": [],
    }


def _shortened(row: dict[str, JSON]) -> dict[str, JSON]:
    text = re.sub(r"<[^>]*>", "", row["text"])
    return {**row, "text": f"{text[:CLIP]}..." if len(text) > CLIP else text}


def _item(row: dict[str, JSON]) -> JSON:
    return {"value": row, "links": [{"rel": "self", "href": f"/Statements/{row['id']}", "method": "GET"}]}


ROUTES = (
    Route(
        "/api/writtenstatements/statements",
        frozenset({"madeWhenFrom", "madeWhenTo", "sessionStatus", "skip", "take"}),
        listed,
    ),
    Route("/api/writtenstatements/statements/{id}", frozenset(), single),
)
