"""Committees: what they open, ask for, hear and publish is told once each, and soon after it comes out."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from monitor.parliament.activities import Activity, CallForEvidence, Evidence, EvidenceSession
from monitor.parliament.dates import instant
from monitor.sources.committees import DAILY_LOOKS, LOOKS, Committees
from monitor.sources.http import PoliteClient
from monitor.sources.source import Unavailable, Window
from tests.listed import Memory, Upstream, paged
from tests.upstream import Replica

NOW = instant("2026-03-13T07:30:00")
LATER = instant("2026-03-13T12:00:00")
WEEK = Window(first=date(2026, 3, 6), last=date(2026, 3, 13))
WORKS, EVENTS, PAPERS = "/api/CommitteeBusiness", "/api/Events", "/api/Publications"
ORAL, WRITTEN, WHOSE = "/api/OralEvidence", "/api/WrittenEvidence", "/api/Committees"
COMMITTEE = {"id": 9, "name": "Wobblesham Committee", "house": "Lords"}
PERIOD = {
    "id": 5,
    "startDate": "2026-03-12T10:00:00",
    "endDate": "2026-04-30T23:59:00",
    "submissionType": "WrittenEvidence",
}


def work(id: int = 71, **fields: Any) -> dict[str, Any]:
    """A fictional inquiry as it stands in a list."""
    return {
        "id": id,
        "title": " The future of  ferries ",
        "type": {"id": 1, "name": "Inquiry", "isInquiry": True},
        "openDate": "2026-03-12T00:00:00",
        "closeDate": None,
        "openSubmissionPeriods": [PERIOD],
        "closedSubmissionPeriods": [],
    } | fields


def event(id: int = 71, **fields: Any) -> dict[str, Any]:
    """A fictional meeting that hears evidence; its number is also that of the inquiry and of everything else."""
    return {
        "id": id,
        "name": None,
        "startDate": "2026-03-24T14:30:00",
        "endDate": "2026-03-24T16:00:00",
        "cancelledDate": None,
        "location": "Room 6",
        "eventType": {"id": 1, "name": "Oral evidence"},
        "committees": [COMMITTEE],
        "committeeBusinesses": [work()],
        "activities": [
            {
                "name": "Panel 1",
                "activityType": "Oral evidence",
                "isPrivate": False,
                "attendees": [
                    {"name": "Ada Quill", "organisations": [{"name": "Ferry Board", "role": "Chief Purser"}]},
                    {"name": "Lord Ebb", "memberInfo": {"mnisId": 91077}, "organisations": []},
                    {"name": None, "organisations": [{"name": "Union of Oars", "role": None}]},
                ],
                "committeeBusinesses": None,
            }
        ],
    } | fields


def paper(id: int = 71, **fields: Any) -> dict[str, Any]:
    """A fictional report."""
    return {
        "id": id,
        "description": "Third Report: Ferries at low tide",
        "publicationStartDate": "2026-03-12T00:01:00",
        "type": {"id": 1, "name": "Report"},
        "responseToPublicationId": None,
        "respondingDepartment": None,
        "businesses": [work()],
        "committee": COMMITTEE,
    } | fields


def evidence(id: int = 71, **fields: Any) -> dict[str, Any]:
    """Fictional evidence, oral and written in one."""
    return {
        "id": id,
        "publicationDate": "2026-03-12T09:00:40",
        "meetingDate": "2026-03-05T00:00:00",
        "activityStartDate": "2026-03-05T10:10:00",
        "committeeBusinesses": [work()],
        "committeeBusiness": work(),
        "committees": [COMMITTEE],
        "witnesses": [{"name": "Ada Quill", "organisations": [{"name": "Ferry Board", "role": None}]}],
        "document": {"documentId": 3, "files": [{"fileName": "x", "fileSize": 9, "fileDataFormat": "Html"}]},
    } | fields


def wrapped(html: str) -> dict[str, Any]:
    """A document as the service sends it."""
    return {"fileDataFormat": "Html", "data": base64.b64encode(html.encode()).decode()}


def upstream(**lists: list[dict[str, Any]]) -> Upstream:
    """An upstream with these `works`, `events`, `papers`, `oral` and `written`, all else empty."""
    paths = {"works": WORKS, "events": EVENTS, "papers": PAPERS, "oral": ORAL, "written": WRITTEN}
    replies: dict[str, Any] = {
        path: paged(lambda name=name: lists.get(name, []), _envelope) for name, path in paths.items()
    }
    takes = paged(lambda: [one for one in lists.get("works", []) if one["openSubmissionPeriods"]], _envelope)
    every = replies[WORKS]
    replies[WORKS] = lambda r: takes(r) if "CurrentlyAcceptingEvidence" in r.url.params else every(r)
    replies[WHOSE] = _envelope([COMMITTEE], 1)
    replies |= {f"{WORKS}/{one['id']}": one | {"scope": "<p>Do they run?</p>"} for one in lists.get("works", [])}
    for name, path in (("oral", ORAL), ("written", WRITTEN)):
        words = wrapped("<html><body><p>Q1 <b>Chair:</b> Do they?</p><p>They do.</p></body></html>")
        replies |= {f"{path}/{one['id']}/Document/Html": words for one in lists.get(name, [])}
    return Upstream(replies)


def _envelope(some: list[Any], total: int) -> dict[str, Any]:
    return {"items": some, "totalResults": total, "itemsPerPage": 30, "links": []}


def memory(there: Upstream) -> Memory:
    """A memory of a source that asks there."""
    return Memory(Committees(there.client()))


def once(**lists: list[dict[str, Any]]) -> list[Activity]:
    """What one reading of these lists tells."""
    kept = memory(upstream(**lists))
    told = kept.read(WEEK, now=NOW)
    assert (kept.errors, kept.unreadable) == ([], [])
    return told


def test_an_inquiry_and_its_call_for_evidence_are_told_as_one_subject() -> None:
    """Both have the inquiry's title, scope, committee, address and id; the call has its deadline."""
    inquiry, call = once(works=[work()])
    assert (inquiry.kind, inquiry.date, inquiry.house) == ("inquiry", date(2026, 3, 12), "lords")
    assert (inquiry.title, inquiry.text, inquiry.partial) == ("The future of ferries", "Do they run?", False)
    assert inquiry.body is not None
    assert (inquiry.body.id, inquiry.body.name) == (9, "Wobblesham Committee")
    assert inquiry.url == "https://committees.parliament.uk/work/71/"
    assert isinstance(call, CallForEvidence)
    assert call.deadline == date(2026, 4, 30)
    assert (call.upstream_id, call.text, call.url) == ("71", inquiry.text, inquiry.url)
    assert call.subject == inquiry.subject == "committees/work/71"


def test_a_call_that_opens_later_is_told_when_it_opens() -> None:
    """It is dated by its period; the inquiry, long known, is not told again; a longer deadline is no new call."""
    old = work(openDate="2023-05-04T00:00:00", openSubmissionPeriods=[PERIOD | {"startDate": "2023-05-04T00:00:00"}])
    kept = memory(upstream(works=[old]))
    assert [a.kind for a in kept.read(WEEK, now=NOW)] == ["inquiry", "call-for-evidence"]
    again = old | {"openSubmissionPeriods": [PERIOD], "closedSubmissionPeriods": old["openSubmissionPeriods"]}
    kept.source = Committees(upstream(works=[again]).client())
    (call,) = kept.read(WEEK, now=LATER)
    assert (call.kind, call.date) == ("call-for-evidence", date(2026, 3, 12))
    longer = again | {"openSubmissionPeriods": [PERIOD | {"endDate": "2026-05-29T23:59:00"}]}
    kept.source = Committees(upstream(works=[longer]).client())
    assert kept.read(WEEK, now=LATER) == []
    refreshed = kept.told[call.id]
    assert isinstance(refreshed, CallForEvidence)
    assert refreshed.deadline == date(2026, 5, 29)


def test_work_that_is_no_inquiry_is_told_by_its_call_alone() -> None:
    """A committee's other work is no news by itself; petitions against a bill are no evidence."""
    other = {"type": {"id": 2, "name": "Legislative scrutiny", "isInquiry": False}}
    assert [a.kind for a in once(works=[work(**other)])] == ["call-for-evidence"]
    assert once(works=[work(**other, openSubmissionPeriods=[PERIOD | {"submissionType": "Petition"}])]) == []


def test_a_session_is_told_with_its_hours_and_witnesses() -> None:
    """Times are as printed in London; an organisation is a witness by its own name; a Member has an id."""
    (session,) = once(events=[event()])
    assert isinstance(session, EvidenceSession)
    assert (session.date, session.starts, session.ends) == (
        date(2026, 3, 24),
        "2026-03-24T14:30:00",
        "2026-03-24T16:00:00",
    )
    assert (session.place, session.cancelled, session.house) == ("Room 6", False, "lords")
    assert session.title == "Oral evidence: The future of ferries"
    assert "Ada Quill, Chief Purser, Ferry Board" in session.text
    assert [(p.name, p.member, p.role) for p in session.participants] == [
        ("Ada Quill", None, "witness"),
        ("Lord Ebb", 91077, "witness"),
        ("Union of Oars", None, "witness"),
    ]
    assert session.url == "https://committees.parliament.uk/event/71/"
    assert session.subject == "committees/work/71"


def test_a_session_with_a_name_holds_what_the_inquiry_is_called() -> None:
    """Whoever looks for the inquiry's title finds the session."""
    (session,) = once(events=[event(name="Tides and timetables")])
    assert session.title == "Tides and timetables"
    assert "The future of ferries" in session.text


def test_a_moved_hour_is_silence_and_a_cancellation_is_kept() -> None:
    """Neither has other words; the activity shows both."""
    kept = memory(upstream(events=[event()]))
    (session,) = kept.read(WEEK, now=NOW)
    moved = event(startDate="2026-03-24T15:00:00", cancelledDate="2026-03-13T10:00:00")
    kept.source = Committees(upstream(events=[moved]).client())
    assert kept.read(WEEK, now=LATER) == []
    now = kept.told[session.id]
    assert isinstance(now, EvidenceSession)
    assert (now.starts, now.cancelled) == ("2026-03-24T15:00:00", True)


@pytest.mark.parametrize(
    "fields",
    [
        {"eventType": {"id": 2, "name": "Private meeting"}, "activities": []},
        {"activities": [{"activityType": "Private discussion"}]},
        {"activities": [{"activityType": "Oral evidence", "isPrivate": True}]},
        {"eventType": None, "activities": None},
    ],
)
def test_a_meeting_that_hears_no_evidence_in_public_is_not_told(fields: dict[str, Any]) -> None:
    """What is done at a meeting counts before its type."""
    assert once(events=[event(**fields)]) == []


def test_a_session_is_known_by_its_type_where_its_parts_are_not_there() -> None:
    """An upstream that leaves out what is done at a meeting still tells the meeting."""
    (session,) = once(events=[event(activities=None)])
    assert (session.kind, session.participants) == ("evidence-session", ())


def test_reports_and_responses_are_told_and_other_papers_are_not() -> None:
    """A special report that answers one is a response; both name the work; letters are no news."""
    special = {"id": 12, "name": "Special Report"}
    papers = [
        paper(1),
        paper(2, type={"id": 2, "name": "Government Response"}, respondingDepartment={"name": "Ministry of Piers"}),
        paper(3, type=special),
        paper(4, type=special, responseToPublicationId=1, businesses=[]),
        paper(5, type={"id": 3, "name": "Correspondence"}),
        paper(6, type=None),
    ]
    told = {a.upstream_id: a for a in once(papers=papers)}
    kinds = {id: a.kind for id, a in told.items()}
    assert kinds == {"1": "report", "2": "response", "3": "report", "4": "response"}
    assert "The future of ferries" in told["1"].text
    assert "Ministry of Piers" in told["2"].text
    assert told["1"].subject == told["2"].subject == "committees/work/71"
    assert told["4"].subject == "committees/publication/1"
    assert told["1"].url == "https://committees.parliament.uk/publications/1/"


def test_evidence_is_told_in_its_own_words() -> None:
    """Dated when it came out; the transcript is fetched once; its title names the inquiry."""
    there = upstream(oral=[evidence()])
    kept = memory(there)
    (told,) = kept.read(WEEK, now=NOW)
    assert isinstance(told, Evidence)
    assert (told.date, told.heard) == (date(2026, 3, 12), date(2026, 3, 5))
    assert told.title == "Oral evidence: The future of ferries"
    assert told.text == "Ada Quill, Ferry Board\n\nQ1 Chair: Do they?\n\nThey do."
    assert (told.partial, told.url) == (False, "https://committees.parliament.uk/oralevidence/71/html/")
    assert kept.read(WEEK, now=LATER) == []
    assert there.asked[f"{ORAL}/71/Document/Html"] == 1


def test_one_number_in_five_id_spaces_is_five_records() -> None:
    """An inquiry, a meeting, a paper and evidence may have the same number."""
    told = once(works=[work()], events=[event()], papers=[paper()], oral=[evidence()], written=[evidence()])
    assert {a.upstream_id for a in told} == {"71"}
    assert len({a.record for a in told}) == 5
    assert len({a.id for a in told}) == 6
    assert {a.subject for a in told} == {"committees/work/71"}


def test_who_wrote_without_a_name_is_told_as_printed() -> None:
    """The name of an anonymous witness is not known."""
    given = evidence(anonymousWitnessText="Name withheld", witnesses=[{"name": None, "organisations": []}])
    (told,) = once(written=[given])
    assert [p.name for p in told.participants] == ["Name withheld"]


@pytest.mark.parametrize("words", [httpx.Response(404), httpx.Response(500), {"data": "%%%"}, ["?"]])
def test_evidence_whose_words_cannot_be_had_is_told_by_its_heading(words: Any) -> None:
    """They are asked for again on the next day, not at each poll; when they come the evidence has them."""
    there = upstream(oral=[evidence()])
    there.replies[f"{ORAL}/71/Document/Html"] = words
    kept = memory(there)
    (told,) = kept.read(WEEK, now=NOW)
    assert told.partial
    before = there.asked[f"{ORAL}/71/Document/Html"]
    assert kept.read(WEEK, now=LATER) == []
    assert there.asked[f"{ORAL}/71/Document/Html"] == before
    there.replies[f"{ORAL}/71/Document/Html"] = wrapped("<p>They do.</p>")
    (whole,) = kept.read(WEEK, now=NOW + timedelta(days=1))
    assert (whole.id, whole.partial) == (told.id, False)


def test_words_are_asked_for_for_a_week_and_then_no_more() -> None:
    """From the day on which the evidence was found, however old it was then."""
    old = evidence(publicationDate="2026-02-20T09:00:00")
    there = upstream(oral=[old])
    there.replies[f"{ORAL}/71/Document/Html"] = httpx.Response(404)
    kept = memory(there)
    asked = []
    for day in range(12):
        kept.read(WEEK, now=NOW + timedelta(days=day))
        asked.append(there.asked[f"{ORAL}/71/Document/Html"])
    assert asked == [1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 9]


def test_evidence_that_is_no_html_is_found_by_who_gave_it() -> None:
    """A submission as PDF alone has no words but its witnesses'."""
    files = [{"fileName": "x", "fileSize": 9, "fileDataFormat": "Pdf"}]
    there = upstream(written=[evidence(document={"documentId": 3, "files": files}), evidence(72, document=None)])
    told = memory(there).read(WEEK, now=NOW)
    assert [(a.partial, a.text) for a in told] == [(False, "Ada Quill, Ferry Board")] * 2
    assert not there.asked[f"{WRITTEN}/71/Document/Html"]


def test_evidence_whose_words_did_not_come_within_a_week_is_found_by_who_gave_it() -> None:
    """Until then it is known in part, and told by its heading alone."""
    there = upstream(oral=[evidence()])
    there.replies[f"{ORAL}/71/Document/Html"] = httpx.Response(404)
    kept = memory(there)
    told = {day: [a.partial for a in kept.read(WEEK, now=NOW + timedelta(days=day))] for day in range(12)}
    assert {day: partial for day, partial in told.items() if partial} == {0: [True], 8: [False]}


def test_words_once_seen_stay_where_the_html_is_taken_back() -> None:
    """What is left of a newer row is who gave it; no revision is told."""
    kept = memory(upstream(oral=[evidence()]))
    kept.read(WEEK, now=NOW)
    kept.source = Committees(upstream(oral=[evidence(document=None)]).client())
    assert kept.read(WEEK, now=LATER) == []
    assert "They do." in kept.told["committees/oral-evidence/71/evidence"].text


def test_words_once_seen_stay_where_a_newer_document_cannot_be_had() -> None:
    """So do the scope and the committee of an inquiry whose row has changed."""
    there = upstream(works=[work()], oral=[evidence()])
    kept = memory(there)
    kept.read(WEEK, now=NOW)
    files = [{"fileName": "y", "fileSize": 10, "fileDataFormat": "Html"}]
    newer = upstream(works=[work(title="Ferries")], oral=[evidence(document={"documentId": 4, "files": files})])
    newer.replies[f"{ORAL}/71/Document/Html"] = newer.replies[WHOSE] = httpx.Response(404)
    kept.source = Committees(newer.client())
    told = kept.read(WEEK, now=LATER)
    assert [(a.kind, a.title) for a in told] == [("inquiry", "Ferries"), ("call-for-evidence", "Ferries")]
    assert all(a.body and a.house == "lords" for a in told)
    assert "They do." in kept.told["committees/oral-evidence/71/evidence"].text


def test_words_that_could_not_be_had_are_an_error() -> None:
    """A document that is refused is named with its address, and the other evidence is read."""
    there = upstream(oral=[evidence(1), evidence(2)])
    there.replies[f"{ORAL}/1/Document/Html"] = httpx.Response(500)
    kept = memory(there)
    assert {a.upstream_id: a.partial for a in kept.read(WEEK, now=NOW)} == {"1": True, "2": False}
    (error,) = kept.errors
    assert "OralEvidence/1/Document/Html: status 500" in error


def test_words_wait_for_the_next_reading_where_there_are_many() -> None:
    """A reading fetches so many transcripts; all evidence is told at once, and has its words in the end."""
    kept = memory(there := upstream())
    kept.read(WEEK, now=NOW)  # the day's long lists
    there.replies |= upstream(oral=[evidence(n) for n in range(LOOKS + 5)]).replies
    told = kept.read(WEEK, now=LATER)
    assert [a.partial for a in told].count(True) == 5
    later = kept.read(WEEK, now=LATER)
    assert [(a.kind, a.partial) for a in later] == [("evidence", False)] * 5
    assert kept.read(WEEK, now=LATER) == []


def test_a_transcript_that_comes_months_after_the_meeting_is_found() -> None:
    """The first reading of a day lists the meetings of half a year; the others those of two weeks, and count the rest."""
    there = upstream()
    kept = memory(there)
    kept.read(WEEK, now=NOW)
    kept.read(WEEK, now=LATER)
    asked = [(r.url.params["StartDate"], r.url.params["Take"]) for r in there.requests if r.url.path == ORAL]
    assert asked == [("2025-09-12", "500"), ("2026-02-27", "500"), ("2025-09-12", "1")]
    late = evidence(meetingDate="2025-12-02T00:00:00", activityStartDate="2025-12-02T10:00:00")
    there.replies |= upstream(oral=[late]).replies
    (told,) = kept.read(WEEK, now=LATER)
    assert isinstance(told, Evidence)
    assert told.heard == date(2025, 12, 2)


def test_a_submission_is_found_on_the_day_on_which_it_is_shown() -> None:
    """Written evidence is listed once a day, and counted in between; what has been listed is not listed again."""
    there = upstream()
    kept = memory(there)
    kept.read(WEEK, now=NOW)
    there.replies |= upstream(written=[evidence()]).replies
    assert [a.kind for a in kept.read(WEEK, now=LATER)] == ["evidence"]
    first = len(there.requests)
    assert kept.read(WEEK, now=LATER + timedelta(minutes=20)) == []  # too soon to count again
    assert kept.read(WEEK, now=LATER + timedelta(hours=1)) == []
    assert [r.url.params["Take"] for r in there.requests[first:] if r.url.path == WRITTEN] == ["1"]


def test_a_quiet_poll_asks_seven_times_and_the_first_of_a_day_six_times() -> None:
    """Evidence is listed once a day, and counted in between; nothing that is known is fetched again."""
    there = upstream(works=[work()], events=[event()], papers=[paper()], oral=[evidence()], written=[evidence()])
    kept = memory(there)
    kept.read(WEEK, now=NOW)
    first = len(there.requests)
    assert kept.read(WEEK, now=LATER) == []
    assert len(there.requests) - first == 7
    assert kept.read(WEEK, now=NOW + timedelta(days=1)) == []
    assert len(there.requests) - first == 7 + 6


def test_a_matched_inquiry_is_looked_at_again() -> None:
    """Its scope stands in no list; a closed inquiry is left alone, an old one too."""
    there = upstream(works=[work()])
    kept = memory(there)
    kept.read(WEEK, now=NOW)
    record = kept.records["committees/work/71"]
    looks = [kept.source.next_look(record, now=NOW + timedelta(days=n)) for n in (0, 40, 400, 900)]
    waits = [(look - NOW - timedelta(days=n)).days for n, look in zip((0, 40, 400), looks, strict=False) if look]
    assert waits == [1, 10, 28]
    assert looks[3] is None
    there.replies[f"{WORKS}/71"] = work(scope="<p>Do they float?</p>")
    told = kept.read(WEEK, now=LATER, again=[record])
    assert [a.text for a in told] == ["Do they float?"] * 2
    assert kept.read(WEEK, now=LATER) == []
    there.replies[f"{WORKS}/71"] = work(closeDate="2026-03-13T00:00:00")
    kept.read(WEEK, now=LATER, again=[record])
    assert kept.source.next_look(kept.records["committees/work/71"], now=LATER) is None


@pytest.mark.parametrize(
    ("lists", "line"),
    [
        (
            {
                "works": [
                    work(openDate="2020-03-12T00:00:00", closeDate="2021-03-12T00:00:00", openSubmissionPeriods=[])
                ]
            },
            "works opened from",
        ),
        ({"events": [event(startDate="2020-03-12T00:00:00")]}, "answered with 71 of 2020-03-12"),
        ({"papers": [paper(publicationStartDate="2020-03-12T00:00:00")]}, "answered with 71 of 2020-03-12"),
        (
            {"oral": [evidence(publicationDate="2020-03-12T00:00:00", meetingDate=None, activityStartDate=None)]},
            "answered with 71 of 2020-03-12",
        ),
    ],
)
def test_an_upstream_that_ignores_what_it_is_asked_is_not_believed(lists: dict[str, Any], line: str) -> None:
    """Rows of another time than was asked for make that list fail, and the others are read."""
    kept = memory(upstream(**lists))
    assert kept.read(WEEK, now=NOW) == []
    assert line in " ".join(kept.errors)
    assert kept.spans


def test_closed_works_are_no_answer_to_who_takes_evidence() -> None:
    """An upstream that leaves that question out is not believed."""
    old = work(openDate="2020-03-12T00:00:00", closeDate="2021-03-12T00:00:00", openSubmissionPeriods=[])
    there = upstream()
    there.replies[WORKS] = paged(lambda: [old], _envelope)
    kept = memory(there)
    assert kept.read(WEEK, now=NOW) == []
    assert "asked for works that take evidence, answered with one closed on 2021-03-12" in kept.errors[0]


def test_an_upstream_that_answers_with_all_committees_is_not_believed() -> None:
    """An inquiry is nobody's rather than that of the first committee in the alphabet."""
    there = upstream(works=[work()])
    there.replies[WHOSE] = _envelope([COMMITTEE], 300)
    kept = memory(there)
    assert kept.read(WEEK, now=NOW) == []
    assert "asked for the committee of work 71, answered with 300" in kept.errors[0]


def test_whose_an_inquiry_is_is_asked_until_it_is_told() -> None:
    """It is told without a committee where none is named, and has it as soon as one is."""
    there = upstream(works=[work()])
    there.replies[WHOSE] = _envelope([], 0)
    kept = memory(there)
    inquiry, _ = kept.read(WEEK, now=NOW)
    assert inquiry.body is None
    there.replies[WHOSE] = _envelope([COMMITTEE], 1)
    kept.read(WEEK, now=LATER)
    body = kept.told[inquiry.id].body
    assert body
    assert body.name == "Wobblesham Committee"


def test_what_cannot_be_understood_is_named_and_the_others_are_read() -> None:
    """One line a row, with its id and address."""
    kept = memory(
        upstream(
            events=[event(startDate="soon"), event(8)],
            papers=[paper(publicationStartDate=None), paper(8)],
            oral=[evidence(publicationDate="?"), evidence(8)],
        )
    )
    assert {(a.kind, a.upstream_id) for a in kept.read(WEEK, now=NOW)} == {
        ("evidence-session", "8"),
        ("report", "8"),
        ("evidence", "8"),
    }
    assert [line.split(" (")[0].split(":")[0] for line in kept.unreadable] == ["unreadable 71"] * 3
    assert [path in line for path, line in zip((EVENTS, PAPERS, ORAL), kept.unreadable, strict=True)] == [True] * 3


def test_rows_may_come_wrapped() -> None:
    """Some clients of this service found `value` around a row."""
    (told,) = once(papers=[{"value": paper(), "links": []}])
    assert told.kind == "report"


def test_a_host_that_is_down_is_an_error_and_not_a_quiet_day() -> None:
    """Nothing is told, no span is complete, and it is not asked for everything else."""
    there = Upstream(dict.fromkeys((WORKS, EVENTS, PAPERS, ORAL, WRITTEN), httpx.Response(503)))
    kept = memory(there)
    assert kept.read(WEEK, now=NOW) == []
    assert "status 503" in kept.errors[0]
    assert not kept.spans
    assert set(there.asked) == {WORKS}


def test_history_is_read_by_the_month_with_the_meetings_before_it() -> None:
    """Every list, month by month, with all its words; a transcript of an older meeting came out within the window."""
    met = {"meetingDate": "2025-12-02T00:00:00", "publicationDate": "2026-01-10T00:00:00"}
    there = upstream(oral=[evidence(n, **met) for n in range(DAILY_LOOKS + 5)])
    every = there.replies[ORAL]

    def of_the_month(request: httpx.Request) -> httpx.Response:
        first, last = request.url.params["StartDate"], request.url.params["EndDate"]
        return every(request) if first <= "2025-12-02" <= last else httpx.Response(200, json=_envelope([], 0))

    there.replies[ORAL] = of_the_month
    kept = memory(there)
    told = kept.read(Window(first=date(2026, 1, 1), last=date(2026, 1, 31), history=True), now=NOW)
    assert [a.partial for a in told] == [False] * (DAILY_LOOKS + 5)
    asked = [r.url.params["StartDate"] for r in there.requests if r.url.path == ORAL]
    assert (asked[0], asked[-1]) == ("2025-07-03", "2026-01-01")
    before = len(there.requests)
    assert kept.read(Window(first=date(2026, 1, 1), last=date(2026, 1, 31), history=True), now=LATER) == []
    assert len(there.requests) == before


def test_the_check_names_what_differs_in_every_list() -> None:
    """What was never recorded is compared with the shape expected, list by list."""
    there = upstream(works=[work()], oral=[evidence()], written=[evidence()])
    there.replies[EVENTS] = _envelope([{"id": 1, "startDate": "2026-03-24T14:30:00"}], 1)
    there.replies[PAPERS] = {"results": []}
    with pytest.raises(Unavailable) as raised:
        memory(there).source.check(now=NOW)
    assert "api/Events: replies have changed their shape: no activities" in str(raised.value)
    assert "api/Publications: the list has another shape" in str(raised.value)
    assert "CommitteeBusiness" not in str(raised.value)


@pytest.mark.parametrize("scenario", ["edm-signatures", "recess-and-clocks"])
def test_a_scenario_is_told_step_by_step(scenario: str, replica: Callable[..., Replica], shared: Path) -> None:
    """Exactly what is expected of committees comes at each step, nothing at its repetition; no parameter is wrong."""
    steps = json.loads((shared / f"replica/scenarios/{scenario}.expected.json").read_text())["steps"]
    there = replica(scenario, now=steps[0]["now"])
    with PoliteClient(mirror=there.url, pace=1000) as client:
        kept = Memory(Committees(client))
        for step in steps:
            there.clock(step["now"])
            now = instant(step["now"])
            window = Window(first=now.date() - timedelta(days=7), last=now.date())
            told = kept.read(window, now=now)
            wanted = [a for a in step.get("activities", []) if a[0] in kept.source.kinds]
            assert len(told) == len(wanted), step["now"]
            for activity, (kind, ids, days) in zip(told, wanted, strict=True):
                assert activity.kind == kind
                assert activity.upstream_id in ids.split("|")
                assert str(activity.date) in days.split("|")
            assert kept.read(window, now=now) == []
            assert (kept.errors, kept.unreadable) == ([], [])
        assert "of CommitteeBusiness" in kept.source.check(now=now)
    assert there.violations() == []


def test_what_a_fault_hides_is_an_error_and_is_told_when_it_has_passed(replica: Callable[..., Replica]) -> None:
    """Whatever goes wrong with one list, the next reading brings what it holds."""
    at = "2026-04-23T20:00:00"
    now = instant(at)
    window = Window(first=date(2026, 4, 16), last=date(2026, 4, 23))
    for fault in ("status", "truncate", "html_200", "empty_200", "missing_field", "total_lies"):
        there = replica("edm-signatures", now=at)
        there.faults(
            {
                "host": "committees-*",
                "path": "/api/Events*",
                "fault": fault,
                "field": "startDate",
                "status": 503,
            }
        )
        with PoliteClient(mirror=there.url, pace=1000, attempts=2, wait_initial=0.001, wait_max=0.001) as client:
            kept = Memory(Committees(client))
            told = {a.kind for a in kept.read(window, now=now)}
            assert {"inquiry", "call-for-evidence"} <= told
            assert kept.errors or kept.unreadable or "evidence-session" in told, fault
            there.faults()
            told |= {a.kind for a in kept.read(window, now=now)}
        assert told == {"inquiry", "call-for-evidence", "evidence-session"}, fault


def test_recorded_evidence_is_read(shared: Path) -> None:
    """Every recorded row is understood, and names its committee and its inquiry."""
    from monitor.sources.committee_evidence import read_oral, read_written
    from monitor.sources.committee_wire import WireCommittee, held_by, items

    samples = shared / "parliament-apis/samples/committees"
    for name, read in (("oralevidence", read_oral), ("writtenevidence", read_written)):
        for row in items(json.loads((samples / f"{name}-committee-2.json").read_text())):
            record = read(row)
            assert record.worded
            assert record.works
            assert record.committee
    rows = items(json.loads((samples / "committees-current-2020-12.json").read_text()))
    assert all(held_by([WireCommittee.model_validate(row)]) for row in rows)
