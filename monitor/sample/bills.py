"""bills-api.parliament.uk: bills, their stages with sittings, and their publications."""

from __future__ import annotations

from datetime import datetime, time

from monitor.sample.asking import JSON, NotThere, Query, Route, stamp
from monitor.sample.doings import Bill, Stage
from monitor.sample.fortnight import Fortnight

HOST = "bills-api.parliament.uk"
PAGE = 20
SESSION = 59


def listed(fortnight: Fortnight, now: datetime, query: Query) -> JSON:
    """The bills, the last touched first."""
    query.one_of("SortOrder", ("DateUpdatedDescending", "DateUpdatedAscending"), "DateUpdatedDescending")
    found = sorted((b for b in fortnight.bill if b.seen <= now), key=lambda b: _touched(b, now), reverse=True)
    return _page([_row(b, now) for b in found], query)


def single(fortnight: Fortnight, now: datetime, query: Query) -> JSON:
    """One bill, with its long title and sponsors."""
    bill = _one(fortnight, now, query)
    who = fortnight.by_name[bill.by]
    member = {
        "memberId": who.id,
        "name": who.name,
        "party": who.party,
        "partyColour": None,
        "house": who.house,
        "memberPhoto": None,
        "memberPage": f"https://members.parliament.uk/member/{who.id}/contact",
        "memberFrom": who.seat,
    }
    return {
        **_row(bill, now),
        "longTitle": bill.long,
        "summary": None,
        "sponsors": [{"member": member, "organisation": None, "sortOrder": 1}],
        "promoters": [],
        "petitioningPeriod": None,
        "petitionInformation": None,
        "agent": None,
    }


def stages(fortnight: Fortnight, now: datetime, query: Query) -> JSON:
    """The stages of a bill."""
    bill = _one(fortnight, now, query)
    return _page([_stage(s, bill) for s in bill.stages if s.seen <= now], query)


def publications(fortnight: Fortnight, now: datetime, query: Query) -> JSON:
    """None in this fortnight."""
    return {"billId": _one(fortnight, now, query).id, "publications": []}


def _one(fortnight: Fortnight, now: datetime, query: Query) -> Bill:
    wanted = query.number("billId")
    for bill in fortnight.bill:
        if bill.id == wanted and bill.seen <= now:
            return bill
    raise NotThere(f"bill {wanted}")


def _touched(bill: Bill, now: datetime) -> datetime:
    sat = [datetime.combine(day, time(20)) for s in bill.stages if s.seen <= now for day in s.sits]
    return max([bill.seen, *(s.seen for s in bill.stages if s.seen <= now), *(t for t in sat if t <= now)])


def _row(bill: Bill, now: datetime) -> dict[str, JSON]:
    stages = [s for s in bill.stages if s.seen <= now]
    return {
        "billId": bill.id,
        "shortTitle": bill.title,
        "formerShortTitle": None,
        "currentHouse": stages[-1].house,
        "originatingHouse": bill.stages[0].house,
        "lastUpdate": f"{_touched(bill, now).isoformat()}.1234567",
        "billWithdrawn": None,
        "isDefeated": False,
        "billTypeId": 1,
        "introducedSessionId": SESSION,
        "includedSessionIds": [SESSION],
        "isAct": False,
        "currentStage": _stage(stages[-1], bill),
    }


def _stage(stage: Stage, bill: Bill) -> JSON:
    return {
        "id": stage.id,
        "stageId": stage.number,
        "sessionId": SESSION,
        "description": stage.name,
        "abbreviation": stage.short,
        "house": stage.house,
        "stageSittings": [
            {
                "id": stage.id * 10 + n,
                "stageId": stage.number,
                "billStageId": stage.id,
                "billId": bill.id,
                "date": stamp(day),
            }
            for n, day in enumerate(stage.sits)
        ],
        "sortOrder": stage.number,
    }


def _page(rows: list[JSON], query: Query) -> JSON:
    skip, take = query.number("Skip", 0), query.number("Take", PAGE)
    return {"items": rows[skip : skip + take], "totalResults": len(rows), "itemsPerPage": take}


_PAGED = frozenset({"Skip", "Take"})
ROUTES = (
    Route("/api/v1/Bills", _PAGED | {"SortOrder"}, listed),
    Route("/api/v1/Bills/{billId}", frozenset(), single),
    Route("/api/v1/Bills/{billId}/Stages", _PAGED, stages),
    Route("/api/v1/Bills/{billId}/Publications", frozenset(), publications),
)
