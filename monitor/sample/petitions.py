"""petition.parliament.uk: petitions, fifty a page, those with most signatures first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from math import ceil

from monitor.sample.asking import JSON, NotThere, Query, Route, paragraphs_html
from monitor.sample.doings import Petition, Reached
from monitor.sample.fortnight import Fortnight

HOST = "petition.parliament.uk"
SITE = f"https://{HOST}"
PAGE = 50
#: state that may be asked for → the step that a petition must have reached
STATES = {"all": "", "open": "", "awaiting_response": "response", "with_response": "given", "awaiting_debate": "debate"}
STATES |= {"debated": "debated", "not_debated": "none", "closed": "none", "rejected": "none", "recent": ""}


def listed(fortnight: Fortnight, now: datetime, query: Query) -> JSON:
    """The petitions of a state."""
    state, page = query.one_of("state", tuple(STATES), "all"), query.number("page", 1)
    found = [_row(p, now) for p in fortnight.petition if p.seen <= now]
    rows = [row for row in found if _is(row["attributes"], STATES[state])]
    rows.sort(key=lambda row: -int(row["attributes"]["signature_count"]))
    last = max(1, ceil(len(rows) / PAGE))

    def link(number: int) -> str:
        return f"{SITE}/petitions.json?page={number}&state={state}"

    links = {"self": link(page), "first": f"{SITE}/petitions.json?state={state}", "last": link(last)}
    turns = {"next": link(page + 1) if page < last else None, "prev": link(page - 1) if page > 1 else None}
    return {"links": {**links, **turns}, "data": rows[PAGE * (page - 1) : PAGE * page]}


def single(fortnight: Fortnight, now: datetime, query: Query) -> JSON:
    """One petition."""
    wanted = query.number("id")
    for petition in fortnight.petition:
        if petition.id == wanted and petition.seen <= now:
            row = _row(petition, now)
            more: dict[str, JSON] = {"signatures_by_country": [], "signatures_by_constituency": []}
            data = {"type": "petition", "id": wanted, "attributes": {**row["attributes"], **more}}
            return {"links": row["links"], "data": data}
    raise NotThere(f"petition {wanted}")


def _is(attributes: dict[str, JSON], wanted: str) -> bool:
    """Whether a petition has come as far as is asked for."""
    reached, given = attributes["response_threshold_reached_at"], attributes["government_response_at"]
    to_debate, debated = attributes["debate_threshold_reached_at"], attributes["debate_outcome_at"]
    return {
        "": True,
        "response": bool(reached) and not given,
        "given": bool(given),
        "debate": bool(to_debate) and not debated,
        "debated": bool(debated),
    }.get(wanted, False)


def _row(one: Petition, now: datetime) -> dict[str, JSON]:
    steps = [step for step in one.then if step.seen <= now]
    return {
        "type": "petition",
        "id": one.id,
        "links": {"self": f"{SITE}/petitions/{one.id}.json"},
        "attributes": {
            "action": one.title,
            "background": one.text,
            "additional_details": "",
            "committee_note": "",
            "state": "open",
            "signature_count": max([one.signatures, *(s.signatures for s in steps)]),
            "created_at": _at(one.seen),
            "updated_at": _at(max([one.seen, *(s.seen for s in steps)])),
            "rejected_at": None,
            "opened_at": _at(one.seen),
            "closed_at": None,
            "moderation_threshold_reached_at": _at(one.seen),
            "response_threshold_reached_at": _first(s.seen for s in steps if s.threshold == "response"),
            "government_response_at": _first(s.seen for s in steps if s.response),
            "debate_threshold_reached_at": _first(s.seen for s in steps if s.threshold == "debate"),
            "scheduled_debate_date": next((str(s.debate) for s in steps if s.debate), None),
            "debate_outcome_at": None,
            "creator_name": None,
            "rejection": None,
            "government_response": next((_response(s) for s in steps if s.response), None),
            "debate": None,
            "departments": [],
            "topics": [],
        },
    }


def _response(step: Reached) -> JSON:
    summary, _, details = step.response.partition("\n\n")
    made = _at(step.seen)
    day = str(step.seen.date())
    html = paragraphs_html(details or summary)
    return {"responded_on": day, "summary": summary, "details": html, "created_at": made, "updated_at": made}


def _first(times: Iterable[datetime]) -> str | None:
    return next((_at(one) for one in times), None)


def _at(when: datetime) -> str:
    """Of March: London is as UTC until the clocks change."""
    return f"{when.isoformat()}.000Z"


ROUTES = (
    Route("/petitions.json", frozenset({"state", "page"}), listed),
    Route("/petitions/{id}.json", frozenset(), single),
)
