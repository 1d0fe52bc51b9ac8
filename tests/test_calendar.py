"""The calendar: business coming up, told once and by one source; sitting days and recess kept; little asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from monitor.parliament.activities import Business
from monitor.parliament.dates import day_of, instant
from monitor.parliament.sittings import Recess
from monitor.sources.calendar import Calendar, Entry
from monitor.sources.http import PoliteClient
from monitor.sources.source import Kept, Page, Window
from tests.listed import Memory, Upstream
from tests.upstream import Replica

NOW = instant("2026-03-10T12:00:00")
WEEK = Window(first=date(2026, 3, 3), last=date(2026, 3, 10))
EVENTS = "/calendar/events/list.json"
OFF = "/calendar/events/nonsitting.json"
COMMONS = "/calendar/proceduraldates/Commons/sittingdates.json"
LORDS = "/calendar/proceduraldates/Lords/sittingdates.json"


def event(id: int, day: str = "2026-03-17", **fields: Any) -> dict[str, Any]:
    """A fictional piece of business, as upstream sends it."""
    return {
        "Id": id,
        "StartDate": f"{day}T00:00:00",
        "EndDate": f"{day}T00:00:00",
        "CancelledDate": None,
        "StartTime": "",
        "EndTime": "",
        "Description": "Probation  in Upper Wobblesham",
        "Notes": None,
        "SortOrder": 1,
        "EventActivities": None,
        "Type": "Main Chamber",
        "House": "Commons",
        "Category": "Adjournment",
        "Location": None,
        "HasSpeakers": True,
        "Committee": None,
        "Members": [{"Id": 91001, "Name": "Rosalind Quillfeather", "SortOrder": 1}],
        "SummarisedDetails": "",
        "BillId": None,
        "BillName": None,
    } | fields


def off(id: int, first: str, last: str, **fields: Any) -> dict[str, Any]:
    """A time in which the Commons do not sit."""
    dates = {"StartDate": f"{first}T00:00:00", "EndDate": f"{last}T00:00:00"}
    return {"Id": id, **dates, "Description": None, "Category": "Easter recess", "House": "Commons"} | fields


def between(request: httpx.Request, name: str) -> tuple[date, date]:
    """The dates asked for."""
    return day_of(request.url.params[f"{name}startDate"]), day_of(request.url.params[f"{name}endDate"])


def upstream(*events: dict[str, Any], offs: tuple[dict[str, Any], ...] = (), sits: tuple[str, ...] = ()) -> Upstream:
    """A calendar with these; as the real one it refuses to tell more than four weeks of business."""

    def rows(request: httpx.Request) -> httpx.Response:
        first, last = between(request, "queryParameters.")
        if last - first >= timedelta(days=28):
            return httpx.Response(400)
        return httpx.Response(200, json=[e for e in events if first <= day_of(e["StartDate"] or "2026-03-17") <= last])

    def days(request: httpx.Request) -> httpx.Response:
        first, last = between(request, "")
        dates = [{"Date": f"{day}T00:00:00"} for day in sits if first <= date.fromisoformat(day) <= last]
        return httpx.Response(200, json={"SittingDates": dates})

    return Upstream({EVENTS: rows, OFF: list(offs), COMMONS: days, LORDS: days})


def sitting_days(memory: Memory, month: str) -> tuple[date, ...] | None:
    """Those of the Commons that are kept of *month*."""
    kept = memory.records[f"calendar/sittings/commons/{month}"]
    return kept.sittings.days if isinstance(kept, Entry) and kept.sittings else None


def test_business_coming_up_is_told_once() -> None:
    """Its title, who opens it, its chamber and its page; a second reading brings no news."""
    memory = Memory(Calendar(upstream(event(7)).client()))
    (told,) = memory.read(WEEK, now=NOW)
    assert isinstance(told, Business)
    assert (told.id, told.subject, told.upstream_id) == ("calendar/7/business", "calendar/7", "7")
    assert (told.title, told.category, told.date) == (
        "Probation in Upper Wobblesham",
        "Adjournment",
        date(2026, 3, 17),
    )
    assert [(p.member, p.role) for p in told.participants] == [(91001, "moved")]
    assert (told.house, told.chamber, told.starts, told.cancelled) == ("commons", "commons-chamber", None, False)
    assert told.url == "https://whatson.parliament.uk/event/cal7"
    assert memory.read(WEEK, now=NOW) == []


def test_times_are_london_wall_time_and_none_is_none() -> None:
    """Hours come as 24 or as 12; business taken in sequence has none."""
    printed = {"14:30": "T14:30:00", "2:05 pm": "T14:05:00", "12:15 am": "T00:15:00", "": None, "25:00": None}
    for given, hour in printed.items():
        (told,) = Memory(Calendar(upstream(event(7, StartTime=given)).client())).read(WEEK, now=NOW)
        assert isinstance(told, Business)
        assert told.starts == (f"2026-03-17{hour}" if hour else None)


def test_every_word_of_an_event_is_searched_once() -> None:
    """Details, notes, the bill and who attends; line ends come as a stroke and an n; a title is not said twice."""
    details = r"Legislation\nProbation Bill\nSecond reading"
    parts = [{"StartTime": "10:00 am", "Attendees": [{"Name": "Dr Odo Flint"}, "The Wobblesham Trust"]}]
    given = event(
        7, Description=None, BillName="Probation Bill", Notes="<p>If  reached</p>", SummarisedDetails=details
    ) | {"EventActivities": parts}
    (told,) = Memory(Calendar(upstream(given).client())).read(WEEK, now=NOW)
    assert told.title == "Probation Bill"
    assert told.text.split("\n\n") == [
        "Legislation",
        "Second reading",
        "If reached",
        "10:00 am: Dr Odo Flint, The Wobblesham Trust",
    ]


def test_select_committees_are_left_to_their_own_source() -> None:
    """A meeting of a select or joint committee is not told here; one of a general committee is."""
    committee = {"Id": 9, "Description": "Wobblesham Committee", "Category": 1}
    there = upstream(
        event(1, Type="Select & Joint Committees"),
        event(2, Committee=committee),
        event(3, Committee=committee | {"Category": "Joint"}),
        event(4, Type="General Committee", Committee=committee | {"Category": "General"}),
    )
    (told,) = Memory(Calendar(there.client())).read(WEEK, now=NOW)
    assert (told.upstream_id, told.chamber, told.body and told.body.name) == (
        "4",
        "general-committee",
        "Wobblesham Committee",
    )


def test_what_is_cancelled_stays_and_says_so() -> None:
    """The same activity, its words unchanged."""
    memory = Memory(Calendar(upstream(event(7)).client()))
    memory.read(WEEK, now=NOW)
    memory.source = Calendar(upstream(event(7, CancelledDate="2026-03-11T00:00:00")).client())
    assert memory.read(WEEK, now=NOW) == []
    kept = memory.told["calendar/7/business"]
    assert isinstance(kept, Business)
    assert kept.cancelled


def test_what_is_taken_off_the_calendar_is_gone() -> None:
    """Only a whole reading of its four weeks proves it, and never one that shows nothing at all."""
    source = Calendar(Upstream().client())
    entry = Entry(id="calendar/7", upstream_id="7", span="business/2026-03-01")
    kept = {"calendar/7": Kept(record=entry)}
    other = frozenset({"calendar/8"})
    assert source.settle(Page(span=entry.span, complete=True, seen=other), kept).gone == {"calendar/7"}
    assert not source.settle(Page(span=entry.span, seen=other), kept).gone
    assert not source.settle(Page(span=entry.span, complete=True), kept).gone
    assert not source.settle(Page(span="business/2026-03-29", complete=True, seen=other), kept).gone


def test_business_is_asked_for_by_four_weeks_to_eight_weeks_ahead() -> None:
    """No range is refused; what is seven weeks ahead is found, and a year back by `history`."""
    there = upstream(event(7, "2026-04-30"))
    memory = Memory(Calendar(there.client()))
    assert [a.upstream_id for a in memory.read(WEEK, now=NOW)] == ["7"]
    assert memory.errors == []
    memory.read(Window(first=date(2025, 3, 1), last=date(2026, 2, 28), history=True), now=NOW)
    assert memory.errors == []
    before = len(there.requests)
    memory.read(Window(first=date(2025, 3, 1), last=date(2026, 2, 28), history=True), now=NOW)
    assert len(there.requests) == before


def test_a_quiet_poll_asks_for_what_is_near_alone() -> None:
    """Ten minutes later two requests at most; an hour later all business; the days after a morning."""
    there = upstream(event(7), sits=("2026-03-10",))
    memory = Memory(Calendar(there.client()))
    counts = []
    for minutes in (0, 10, 70, 70 + 6 * 60):
        before = len(there.requests)
        memory.read(WEEK, now=NOW + timedelta(minutes=minutes))
        counts.append(len(there.requests) - before)
    assert counts[1] <= 2
    assert counts[1] < counts[2] < counts[3] == counts[0] <= 7
    assert there.asked[OFF] == there.asked[COMMONS] == there.asked[LORDS] == 2


def test_sitting_days_and_recess_are_kept_and_tell_nothing() -> None:
    """Month by month, so that a day taken back is no sitting day any more."""
    there = upstream(offs=(off(3001, "2026-03-27", "2026-04-12"),), sits=("2026-03-26", "2026-04-13"))
    memory = Memory(Calendar(there.client()))
    assert memory.read(WEEK, now=NOW) == []
    assert sitting_days(memory, "2026-03") == (date(2026, 3, 26),)
    assert sitting_days(memory, "2026-04") == (date(2026, 4, 13),)
    for month in ("03", "04"):
        away = memory.records[f"calendar/off/2026-{month}"]
        assert isinstance(away, Entry)
        assert away.recesses == (
            Recess(house="commons", name="Easter recess", first=date(2026, 3, 27), last=date(2026, 4, 12)),
        )
    memory.source = Calendar(upstream(sits=("2026-04-13",)).client())
    memory.read(WEEK, now=NOW + timedelta(hours=7))
    assert sitting_days(memory, "2026-03") == ()


def test_a_recess_is_not_taken_back_by_a_list_that_shows_none() -> None:
    """One that moves does move."""
    memory = Memory(Calendar(upstream(offs=(off(3001, "2026-03-27", "2026-04-12"),)).client()))
    memory.read(WEEK, now=NOW)
    firsts = []
    for hours, offs in ((7, ()), (14, (off(3001, "2026-03-28", "2026-04-12"),))):
        memory.source = Calendar(upstream(offs=offs).client())
        memory.read(WEEK, now=NOW + timedelta(hours=hours))
        kept = memory.records["calendar/off/2026-03"]
        assert isinstance(kept, Entry)
        firsts.append([recess.first for recess in kept.recesses])
    assert firsts == [[date(2026, 3, 27)], [date(2026, 3, 28)]]


def test_what_cannot_be_understood_is_named_and_the_others_are_read() -> None:
    """An event without its day and a recess without its own are a line each."""
    there = upstream(event(7, StartDate=None), event(8), offs=(off(3001, "2026-03-27", "2026-04-12", StartDate=None),))
    memory = Memory(Calendar(there.client()))
    assert [a.upstream_id for a in memory.read(WEEK, now=NOW)] == ["8"]
    assert "unreadable 7: StartDate" in memory.unreadable[0]
    assert "https://whatson.parliament.uk/event/cal7" in memory.unreadable[0]
    assert any("unreadable 3001" in line for line in memory.unreadable)
    assert memory.errors == []


def test_a_calendar_that_ignores_the_dates_is_not_believed() -> None:
    """Business of another year than was asked for makes the reading fail; so do sitting days."""
    there = upstream()
    there.replies[EVENTS] = [event(7, "2019-03-17")]
    there.replies[COMMONS] = {"SittingDates": [{"Date": "2019-03-17T00:00:00"}]}
    memory = Memory(Calendar(there.client()))
    assert memory.read(WEEK, now=NOW) == []
    assert "answered with what is on 2019-03-17" in memory.errors[0]
    assert not memory.records


@pytest.mark.parametrize("days", [[{"Date": None}], [{}], "soon", [None]])
def test_sitting_days_of_another_shape_are_an_error_and_business_is_read(days: Any) -> None:
    """The days of that House alone are told as not read."""
    there = upstream(event(7))
    there.replies[COMMONS] = {"SittingDates": days}
    memory = Memory(Calendar(there.client()))
    assert [a.upstream_id for a in memory.read(WEEK, now=NOW)] == ["7"]
    (error,) = memory.errors
    assert error.startswith("days/commons: https://whatson-api.parliament.uk/calendar/proceduraldates/Commons/")


def test_a_calendar_that_is_down_is_an_error_and_not_a_recess() -> None:
    """Nothing is kept, and nothing counts as read."""
    memory = Memory(Calendar(Upstream({EVENTS: httpx.Response(503)}).client()))
    assert memory.read(WEEK, now=NOW) == []
    assert memory.errors
    assert not memory.spans


def test_the_replica_is_read_without_a_wrong_parameter(replica: Callable[..., Replica]) -> None:
    """The Easter recess of both Houses is kept, and `check` says when the Commons sit next."""
    there = replica("recess-and-clocks", now="2026-03-25T12:00:00")
    now = instant("2026-03-25T12:00:00")
    with PoliteClient(mirror=there.url, pace=1000) as client:
        memory = Memory(Calendar(client))
        memory.read(Window(first=date(2026, 3, 18), last=date(2026, 3, 25)), now=now)
        assert "the Commons sit next on 2026-03-25" in memory.source.check(now=now)
    march = memory.records["calendar/off/2026-03"]
    assert isinstance(march, Entry)
    assert {(r.house, r.name, r.last) for r in march.recesses} == {
        ("commons", "Easter recess", date(2026, 4, 12)),
        ("lords", "Easter recess", date(2026, 4, 12)),
    }
    assert (memory.errors, there.violations()) == ([], [])
