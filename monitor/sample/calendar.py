"""whatson-api.parliament.uk: business coming up, the days on which a House sits, and recess."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from monitor.parliament.dates import days
from monitor.sample.asking import JSON, Query, Refused, Route, stamp, within
from monitor.sample.doings import Event, Recess
from monitor.sample.fortnight import Fortnight

HOST = "whatson-api.parliament.uk"
PREFIX = "queryParameters."
#: the longest time that may be asked for
LONGEST = timedelta(days=28)


def events(fortnight: Fortnight, now: datetime, query: Query) -> JSON:
    """The business of some days, a bare array; more than four weeks are refused."""
    first, last = _days(query, now)
    if last - first > LONGEST:
        raise Refused("the request is invalid")
    found = [
        e for e in fortnight.event if e.seen <= now and within(e.starts.date(), first, last) and _of(e.house, query)
    ]
    return [_event(e, fortnight, now, n) for n, e in enumerate(sorted(found, key=lambda e: e.starts), 1)]


def recesses(fortnight: Fortnight, now: datetime, query: Query) -> JSON:
    """When the Houses do not sit."""
    first, last = _days(query, now)
    found = [
        r for r in fortnight.recess if r.seen <= now and r.first <= last and r.last >= first and _of(r.house, query)
    ]
    return [_recess(r, n) for n, r in enumerate(found, 1)]


def sitting_days(fortnight: Fortnight, now: datetime, query: Query) -> JSON:
    """The days of its debates; after the last of all, Monday to Thursday, but in recess."""
    house = query.one_of("house", ("Commons", "Lords"))
    first, last = query.day("startDate", now.date()), query.day("endDate", now.date() + LONGEST)
    away = [r for r in fortnight.recess if r.house == house]
    sat = {d.day for d in fortnight.debate if d.house == house}
    told = max(d.day for d in fortnight.debate)

    def sits(day: date) -> bool:
        return day in sat or (day > told and day.weekday() < 4 and not any(within(day, r.first, r.last) for r in away))

    return {"SittingDates": [{"Date": stamp(day)} for day in days(first, last) if sits(day)]}


def _days(query: Query, now: datetime) -> tuple[date, date]:
    first = query.day(f"{PREFIX}startDate", now.date())
    return first, query.day(f"{PREFIX}endDate", first)


def _of(house: str, query: Query) -> bool:
    wanted = query.text(f"{PREFIX}house", "")
    return wanted.casefold() in ("", house.casefold())


def _event(one: Event, fortnight: Fortnight, now: datetime, place: int) -> JSON:
    who = fortnight.by_name[one.by] if one.by else None
    member = {"Id": who.id, "Name": who.name, "Party": who.party, "MemberFrom": who.seat} if who else None
    return {
        "Id": one.id,
        "StartDate": stamp(one.starts.date()),
        "EndDate": stamp(one.starts.date()),
        "CancelledDate": stamp(one.cancelled) if one.cancelled and one.cancelled <= now else None,
        "StartTime": f"{one.starts:%H:%M}",
        "EndTime": f"{one.ends:%H:%M}" if one.ends else "",
        "Description": one.title,
        "Notes": None,
        "SortOrder": place,
        "EventActivities": [],
        "Type": one.type,
        "House": one.house,
        "LeadHouse": None,
        "Category": one.category,
        "Location": one.place,
        "LocationMetadata": None,
        "HasSpeakers": False,
        "Committee": None,
        "Tags": [],
        "Members": [member] if member else [],
        "Metadata": [],
        "SummarisedDetails": None,
        "BillId": None,
        "BillName": None,
        "BillPageLink": None,
    }


def _recess(one: Recess, place: int) -> JSON:
    return {
        "Id": one.id,
        "StartDate": stamp(one.first),
        "EndDate": stamp(one.last),
        "SummarisedDetails": None,
        "StartTime": None,
        "EndTime": None,
        "Description": one.title,
        "SortOrder": place,
        "Category": "Recess",
        "Location": None,
        "Type": "NonSitting",
        "House": one.house,
        "CategoryCode": None,
    }


_TAKES = frozenset(f"{PREFIX}{name}" for name in ("startDate", "endDate", "house"))
ROUTES = (
    Route("/calendar/events/list.json", _TAKES, events),
    Route("/calendar/events/nonsitting.json", _TAKES, recesses),
    Route("/calendar/proceduraldates/{house}/sittingdates.json", frozenset({"startDate", "endDate"}), sitting_days),
)
