"""oralquestionsandmotions-api.parliament.uk: early day motions with their signatures, oral questions, question times.

Every parameter has the prefix `parameters.`; numbers stand where the document says text.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from monitor.parliament.departments import resolve
from monitor.sample.asking import JSON, NotThere, Query, Route, stamp, within
from monitor.sample.doings import Motion, OralQuestion, QuestionTime
from monitor.sample.fortnight import Fortnight
from monitor.sample.members import PARTIES

HOST = "oralquestionsandmotions-api.parliament.uk"
PREFIX = "parameters."
#: "default is 25, maximum is 100"
PAGE, MOST = 25, 100


def motions(fortnight: Fortnight, now: datetime, query: Query) -> JSON:
    """Motions by the day on which they were tabled or by id, the newest first; no signatures, but their number."""
    first, last = (query.day(f"{PREFIX}tabled{end}Date", d) for end, d in (("Start", date.min), ("End", date.max)))
    changed = (query.day(f"{PREFIX}currentStatusDate{end}", d) for end, d in (("Start", date.min), ("End", date.max)))
    touched_first, touched_last = changed
    withdrawn = query.one_of(f"{PREFIX}statuses", ("Any", "Published", "Withdrawn"), "Any")
    wanted = query.numbers(f"{PREFIX}edmIds")
    signed = query.number(f"{PREFIX}memberId", 0)
    found = [
        m
        for m in fortnight.motion
        if m.seen <= now
        and within(m.seen.date(), first, last)
        and within(
            (m.withdrawn if _is_withdrawn(m, now) and m.withdrawn else m.seen).date(), touched_first, touched_last
        )
        and (withdrawn == "Any" or _is_withdrawn(m, now) == (withdrawn == "Withdrawn"))
        and (not wanted or m.id in wanted)
        and (not signed or signed in {fortnight.by_name[s.by].id for s in m.signed if s.seen <= now})
    ]
    found.sort(key=lambda m: (m.seen.date(), m.uin, m.suffix), reverse=True)
    return _page([_row(m, fortnight, now) for m in found], query)


def motion(fortnight: Fortnight, now: datetime, query: Query) -> JSON:
    """One motion with everyone who ever signed it; it says that it has no sponsors."""
    wanted = query.number("id")
    for one in fortnight.motion:
        if one.id == wanted and one.seen <= now:
            amendments = [_row(m, fortnight, now) for m in fortnight.motion if m.amends == one.id and m.seen <= now]
            row = {**_row(one, fortnight, now), "SponsorsCount": 0}
            return _envelope({"Sponsors": _sponsors(one, fortnight, now), "Amendments": amendments, **row}, None)
    raise NotThere(f"motion {wanted}")


def oral_questions(fortnight: Fortnight, now: datetime, query: Query) -> JSON:
    """Questions for oral answer on some days."""
    found = [q for q in fortnight.oral_question if q.seen <= now and _answered(q.answering, query)]
    return _page([_oral(q, fortnight) for q in sorted(found, key=lambda q: (q.answering, q.id))], query)


def question_times(fortnight: Fortnight, now: datetime, query: Query) -> JSON:
    """When departments answer."""
    found = [t for t in fortnight.question_time if t.seen <= now and _answered(t.answering, query)]
    return _page([_time(t) for t in sorted(found, key=lambda t: t.answering)], query)


def _answered(day: date, query: Query) -> bool:
    first = query.day(f"{PREFIX}answeringDateStart", date.min)
    return within(day, first, query.day(f"{PREFIX}answeringDateEnd", date.max))


def _is_withdrawn(one: Motion, now: datetime) -> bool:
    return one.withdrawn is not None and one.withdrawn <= now


def _row(one: Motion, fortnight: Fortnight, now: datetime) -> dict[str, JSON]:
    standing = [s for s in one.signed if s.seen <= now and not (s.withdrawn and s.withdrawn <= now)]
    withdrawn = _is_withdrawn(one, now)
    mover = one.signed[0].by
    return {
        "Id": one.id,
        "Status": int(withdrawn),
        "StatusDate": stamp(one.withdrawn if withdrawn else one.seen),
        "MemberId": fortnight.by_name[mover].id,
        "PrimarySponsor": _member(mover, fortnight),
        "Title": one.title,
        "MotionText": one.text,
        "AmendmentToMotionId": one.amends,
        "UIN": one.uin,
        "AmendmentSuffix": one.suffix or None,
        "DateTabled": stamp(one.seen.date()),
        "PrayingAgainstNegativeStatutoryInstrumentId": None,
        "StatutoryInstrumentNumber": None,
        "StatutoryInstrumentYear": None,
        "StatutoryInstrumentTitle": None,
        "UINWithAmendmentSuffix": f"{one.uin}{one.suffix}",
        "SponsorsCount": len(standing),
    }


def _sponsors(one: Motion, fortnight: Fortnight, now: datetime) -> list[JSON]:
    return [
        {
            "Id": one.id * 100 + n,
            "MemberId": fortnight.by_name[s.by].id,
            "Member": _member(s.by, fortnight),
            "SponsoringOrder": n,
            "CreatedWhen": stamp(s.seen),
            "IsWithdrawn": s.withdrawn is not None and s.withdrawn <= now,
            "WithdrawnDate": stamp(s.withdrawn) if s.withdrawn and s.withdrawn <= now else None,
        }
        for n, s in enumerate(one.signed, 1)
        if s.seen <= now
    ]


def _oral(question: OralQuestion, fortnight: Fortnight) -> JSON:
    return {
        "Id": question.id,
        "QuestionType": 2 if question.topical else 1,
        "QuestionText": question.text,
        "Status": 5,
        "Number": question.number,
        "TabledWhen": stamp(question.seen.date()),
        "RemovedFromToBeAskedWhen": None,
        "DeclarableInterestDetail": None,
        "HansardLink": "",
        "UIN": question.uin,
        "AnsweringWhen": stamp(question.answering),
        "AnsweringBodyId": resolve(question.body)[0],
        "AnsweringBody": question.body,
        "AnsweringMinisterTitle": "the Secretary of State for Justice",
        "AskingMember": _member(question.by, fortnight),
        "AnsweringMinister": None,
        "AskingMemberId": fortnight.by_name[question.by].id,
        "AnsweringMinisterId": 0,
    }


def _time(one: QuestionTime) -> JSON:
    return {
        "Id": one.id,
        "AnsweringWhen": stamp(one.answering),
        "DeadlineWhen": stamp(one.deadline),
        "SubstantiveTime": stamp(datetime.combine(one.answering, time(11, 30))),
        "TopicalTime": stamp(datetime.combine(one.answering, time(12, 15))),
        "AnsweringBodyNames": one.body,
        "AnsweringMinisterTitles": one.title,
    }


def _member(name: str, fortnight: Fortnight) -> JSON:
    member = fortnight.by_name[name]
    party, _, colour = PARTIES[member.party]
    return {
        "MnisId": member.id,
        "PimsId": member.id + 1000,
        "Name": member.name,
        "ListAs": member.indexed,
        "Constituency": member.seat,
        "Status": "Active",
        "Party": member.party,
        "PartyId": party,
        "PartyColour": colour,
        "PhotoUrl": f"https://members-api.parliament.uk/api/Members/{member.id}/Portrait?cropType=OneOne",
    }


def _page(rows: Sequence[JSON], query: Query) -> JSON:
    skip, take = query.number(f"{PREFIX}skip", 0), min(query.number(f"{PREFIX}take", PAGE), MOST)
    paging = {"Skip": skip, "Take": take, "Total": len(rows), "GlobalTotal": len(rows)}
    return _envelope(list(rows[skip : skip + take]), {**paging, "StatusCounts": [], "GlobalStatusCounts": []})


def _envelope(response: JSON, paging: JSON) -> JSON:
    return {"PagingInfo": paging, "StatusCode": 200, "Success": True, "Errors": [], "Response": response}


def _takes(*names: str) -> frozenset[str]:
    return frozenset(f"{PREFIX}{name}" for name in (*names, "skip", "take"))


ROUTES = (
    Route(
        "/EarlyDayMotions/list",
        _takes(
            "tabledStartDate",
            "tabledEndDate",
            "currentStatusDateStart",
            "currentStatusDateEnd",
            "statuses",
            "edmIds",
            "memberId",
            "includeSponsoredByMember",
        ),
        motions,
    ),
    Route("/EarlyDayMotion/{id}", frozenset(), motion),
    Route("/oralquestions/list", _takes("answeringDateStart", "answeringDateEnd"), oral_questions),
    Route("/oralquestiontimes/list", _takes("answeringDateStart", "answeringDateEnd"), question_times),
)
