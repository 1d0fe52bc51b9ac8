"""committees-api.parliament.uk: committees, inquiries, meetings, publications and oral evidence."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from datetime import date, datetime
from typing import TypeVar

from monitor.sample.asking import JSON, NotThere, Query, Route, paragraphs_html, stamp, within
from monitor.sample.doings import Hearing, Inquiry, Paper, Published, Transcript
from monitor.sample.fortnight import Fortnight

HOST = "committees-api.parliament.uk"
#: rows of a page where none are asked for
PAGE = 30
#: committee → id
COMMITTEES = {"Justice Committee": 9102, "Public Accounts Committee": 9127}
KINDS = {"Report": 1, "Government Response": 2}


def committees(fortnight: Fortnight, _: datetime, query: Query) -> JSON:
    """The committees; of a business those that it belongs to."""
    business = query.number("CommitteeBusinessId", 0)
    names = {i.committee for i in fortnight.inquiry if i.id == business} if business else COMMITTEES
    return _page([_committee(name) for name in COMMITTEES if name in names], query)


def businesses(fortnight: Fortnight, now: datetime, query: Query) -> JSON:
    """Inquiries, the latest first; of some that are open, or that take evidence now."""
    accepting = query.one_of("CurrentlyAcceptingEvidence", ("true", "false"), "false") == "true"
    first, last = query.day("DateFrom", date.min), query.day("DateTo", date.max)
    wanted = query.numbers("CommitteeBusinessIds")
    found = [
        i
        for i in fortnight.inquiry
        if i.seen <= now
        and i.seen.date() <= last
        and first <= date.max
        and (not wanted or i.id in wanted)
        and (not accepting or (i.deadline is not None and now < i.deadline))
    ]
    return _page([_business(i, now) for i in sorted(found, key=lambda i: i.seen, reverse=True)], query)


def business(fortnight: Fortnight, now: datetime, query: Query) -> JSON:
    """One inquiry."""
    return {
        **_business(_one(fortnight.inquiry, now, query), now),
        "scope": None,
        "relatedInformation": [],
        "banner": None,
        "hcNumbers": [],
    }


def events(fortnight: Fortnight, now: datetime, query: Query) -> JSON:
    """Meetings of some days."""
    first, last = query.day("StartDateFrom", date.min), query.day("StartDateTo", date.max)
    found = [h for h in fortnight.hearing if h.seen <= now and within(h.starts.date(), first, last)]
    return _page([_event(h, fortnight, now) for h in sorted(found, key=lambda h: h.starts, reverse=True)], query)


def event(fortnight: Fortnight, now: datetime, query: Query) -> JSON:
    """One meeting."""
    return _event(_one(fortnight.hearing, now, query), fortnight, now)


def event_activities(fortnight: Fortnight, now: datetime, query: Query) -> JSON:
    """What is done at a meeting."""
    return _event(_one(fortnight.hearing, now, query), fortnight, now)["activities"]


def publications(fortnight: Fortnight, now: datetime, query: Query) -> JSON:
    """Reports and responses of some days, the latest first."""
    first, last = query.day("StartDate", date.min), query.day("EndDate", date.max)
    types = query.numbers("PublicationTypeIds")
    found = [
        p
        for p in fortnight.paper
        if p.seen <= now and within(p.seen.date(), first, last) and (not types or KINDS[p.kind] in types)
    ]
    return _page([_paper(p, fortnight, now) for p in sorted(found, key=lambda p: p.seen, reverse=True)], query)


def oral_evidence(fortnight: Fortnight, now: datetime, query: Query) -> JSON:
    """Transcripts of the meetings of some days, once they are published."""
    first, last = query.day("StartDate", date.min), query.day("EndDate", date.max)
    found = [t for t in fortnight.transcript if t.seen <= now and within(t.heard.date(), first, last)]
    return _page([_transcript(t, fortnight, now) for t in sorted(found, key=lambda t: t.heard, reverse=True)], query)


def document(fortnight: Fortnight, now: datetime, query: Query) -> JSON:
    """The words of a transcript, a page of HTML within JSON."""
    one = _one(fortnight.transcript, now, query)
    page = f"<html><body>{paragraphs_html(one.text)}</body></html>".encode()
    file = {"fileName": f"{one.id}.html", "fileSize": len(page), "fileDataFormat": "Html", "url": None}
    return {"data": base64.b64encode(page).decode(), **file}


def written_evidence(_: Fortnight, __: datetime, query: Query) -> JSON:
    """None is published in this fortnight."""
    return _page([], query)


_P = TypeVar("_P", bound=Published)


def _one(rows: Iterable[_P], now: datetime, query: Query) -> _P:
    wanted = query.number("id")
    for row in rows:
        if row.id == wanted and row.seen <= now:
            return row
    raise NotThere(str(wanted))


def _committee(name: str) -> JSON:
    return {
        "contact": None,
        "id": COMMITTEES[name],
        "name": name,
        "parentCommittee": None,
        "subCommittees": [],
        "house": "Commons",
        "leadHouse": None,
        "category": {"id": 1, "name": "Select"},
        "committeeTypes": [],
        "showOnWebsite": True,
        "websiteLegacyUrl": None,
        "websiteLegacyRedirectEnabled": False,
        "startDate": "2010-06-12T00:00:00",
        "endDate": None,
        "dateCommonsAppointed": None,
        "dateLordsAppointed": None,
        "scrutinisingDepartments": None,
        "isLeadCommittee": None,
        "nameHistory": None,
    }


def _business(one: Inquiry, now: datetime) -> dict[str, JSON]:
    period = {
        "id": one.id * 10,
        "startDate": stamp(one.seen),
        "endDate": stamp(one.deadline),
        "submissionType": "WrittenEvidence",
        "isPromoted": False,
        "statusMessage": None,
        "allowSubmissionsPastEndDate": False,
    }
    taken = one.deadline is not None and now < one.deadline
    return {
        "id": one.id,
        "title": one.title,
        "type": {"id": 1, "name": "Inquiry", "isInquiry": True, "description": None},
        "openDate": stamp(one.seen.date()),
        "closeDate": None,
        "latestReport": None,
        "openSubmissionPeriods": [period] if taken else [],
        "closedSubmissionPeriods": [period] if one.deadline and not taken else [],
        "nextOralEvidenceSession": None,
        "contact": None,
    }


def _of(inquiry: int | None, fortnight: Fortnight, now: datetime) -> list[JSON]:
    return [_business(i, now) for i in fortnight.inquiry if i.id == inquiry]


def _event(one: Hearing, fortnight: Fortnight, now: datetime) -> JSON:
    attendees = [{**_witness(n, name), "displayOrder": n} for n, name in enumerate(one.witnesses, 1)]
    activity = {
        "id": one.id + 1,
        "name": "Oral evidence",
        "startDate": stamp(one.starts),
        "endDate": stamp(one.ends),
        "eventId": one.id,
        "isPrivate": False,
        "activityType": "Oral evidence",
        "attendees": attendees,
        "committeeBusinesses": _of(one.inquiry, fortnight, now),
        "oralEvidences": [],
    }
    return {
        "id": one.id,
        "name": None,
        "startDate": stamp(one.starts),
        "endDate": stamp(one.ends),
        "cancelledDate": stamp(one.cancelled) if one.cancelled and one.cancelled <= now else None,
        "locationId": 1,
        "location": one.place,
        "eventType": {"id": 1, "name": "Oral evidence", "isVisit": False, "description": None},
        "eventSource": None,
        "committees": [_committee(one.committee)],
        "committeeBusinesses": _of(one.inquiry, fortnight, now),
        "childEvents": [],
        "nextActivity": None,
        "activities": [activity],
    }


def _witness(number: int, name: str) -> dict[str, JSON]:
    person, _, organisation = name.partition(", ")
    organisations = [{"name": organisation, "role": None, "idmsId": None, "cisId": 0}] if organisation else []
    return {
        "id": number,
        "personId": None,
        "name": person,
        "photoUrl": None,
        "memberInfo": None,
        "organisations": organisations,
        "submitterType": "Individual",
        "additionalContext": None,
    }


def _paper(one: Paper, fortnight: Fortnight, now: datetime) -> JSON:
    kind = {"id": KINDS[one.kind], "name": one.kind, "description": None, "iconKey": None, "pluralVersion": None}
    return {
        "description": one.title,
        "id": one.id,
        "publicationStartDate": stamp(one.seen),
        "governmentResponses": None,
        "publicationEndDate": None,
        "documents": [],
        "hcNumber": None,
        "hlPaper": None,
        "type": {**kind, "governmentCanRespond": one.kind == "Report", "canBeResponse": one.kind != "Report"},
        "responseToPublicationId": one.answers,
        "additionalContentUrl": None,
        "additionalContentUrl2": None,
        "respondingDepartment": None,
        "businesses": _of(one.inquiry, fortnight, now),
        "committee": _committee(one.committee),
    }


def _transcript(one: Transcript, fortnight: Fortnight, now: datetime) -> JSON:
    return {
        "activityId": one.id + 1,
        "meetingDate": stamp(one.heard.date()),
        "activityStartDate": stamp(one.heard),
        "legacyHtmlUrl": None,
        "legacyPdfUrl": None,
        "committeeBusinesses": _of(one.inquiry, fortnight, now),
        "hcNumbers": [],
        "id": one.id,
        "publicationDate": stamp(one.seen),
        "witnesses": [_witness(n, name) for n, name in enumerate(one.witnesses, 1)],
        "document": {"documentId": one.id, "files": []},
        "committees": [_committee(one.committee)],
    }


def _page(rows: list[JSON], query: Query) -> JSON:
    skip, take = query.number("Skip", 0), query.number("Take", PAGE)
    return {"items": rows[skip : skip + take], "totalResults": len(rows), "itemsPerPage": take, "links": []}


_PAGED = frozenset({"Skip", "Take", "CommitteeId"})
ROUTES = (
    Route("/api/Committees", _PAGED - {"CommitteeId"} | {"CommitteeBusinessId", "CommitteeStatus"}, committees),
    Route(
        "/api/CommitteeBusiness",
        _PAGED | {"CurrentlyAcceptingEvidence", "DateFrom", "DateTo", "CommitteeBusinessIds", "SortOrder"},
        businesses,
    ),
    Route("/api/CommitteeBusiness/{id}", frozenset(), business),
    Route("/api/Events", _PAGED | {"StartDateFrom", "StartDateTo", "IncludeEventAttendees"}, events),
    Route("/api/Events/{id}", frozenset(), event),
    Route("/api/Events/{id}/Activities", frozenset(), event_activities),
    Route("/api/Publications", _PAGED | {"StartDate", "EndDate", "PublicationTypeIds", "SortOrder"}, publications),
    Route("/api/OralEvidence", _PAGED | {"StartDate", "EndDate"}, oral_evidence),
    Route("/api/OralEvidence/{id}/Document/Html", frozenset(), document),
    Route("/api/WrittenEvidence", _PAGED | {"StartDate", "EndDate"}, written_evidence),
)
