"""Early day motions: each act of a Member told once, on its date; asked for cheaply; what is seen is never lost."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from monitor.parliament.activities import Activity, Motion, Signature
from monitor.parliament.dates import instant
from monitor.poll import window
from monitor.sources import motion_life as life
from monitor.sources import motion_wire as wire
from monitor.sources.early_day_motions import EarlyDayMotions
from monitor.sources.http import PoliteClient
from monitor.sources.source import Record, Unavailable, Window
from tests.listed import Memory, Upstream
from tests.upstream import Replica

NOW = instant("2026-04-22T12:00:00")
WEEK = Window(first=date(2026, 4, 15), last=date(2026, 4, 22))
LIST = "/EarlyDayMotions/list"
ENVELOPE = {"StatusCode": 200, "Success": True, "Errors": []}


def name(member: int, created: str = "2026-04-20T18:05:00", *, withdrawn: str | None = None) -> dict[str, Any]:
    """A signature as upstream sends it."""
    return {"MemberId": member, "CreatedWhen": created, "IsWithdrawn": bool(withdrawn), "WithdrawnDate": withdrawn}


def motion(id: int, *sponsors: dict[str, Any], on: str = "2026-04-20", **fields: Any) -> dict[str, Any]:
    """A fictional motion as upstream keeps it, tabled on a day by 91001 and published that evening."""
    return {
        "Id": id,
        "Status": 0,
        "StatusDate": f"{on}T18:30:00",
        "MemberId": 91001,
        "PrimarySponsor": None,
        "Title": " Libraries of  Upper Wobblesham ",
        "MotionText": "That this House celebrates the libraries of Upper Wobblesham.",
        "AmendmentToMotionId": None,
        "UIN": 1501,
        "DateTabled": f"{on}T00:00:00",
        "UINWithAmendmentSuffix": "1501",
        "Sponsors": [name(91001, f"{on}T18:05:00"), *sponsors],
        "Amendments": [],
    } | fields


class Service(Upstream):
    """Upstream with motions that tests change; lists by the date tabled, by status and by id, and counts names."""

    def __init__(self, *motions: dict[str, Any]) -> None:
        super().__init__()
        self.replies[LIST] = self._list
        self.motions: dict[int, dict[str, Any]] = {}
        for one in motions:
            self.put(one)

    def put(self, one: dict[str, Any]) -> None:
        """Have this motion, in place of its earlier state."""
        self.motions[one["Id"]] = one
        self.replies[f"/EarlyDayMotion/{one['Id']}"] = lambda _: ENVELOPE | {"Response": one | {"SponsorsCount": 0}}

    @property
    def singly(self) -> list[str]:
        """The motions asked for alone."""
        return [r.url.path.rpartition("/")[2] for r in self.requests if r.url.path != LIST]

    def _list(self, request: httpx.Request) -> dict[str, Any]:
        asked = request.url.params
        rows = [row for one in self.motions.values() if asks_for(asked, row := listed(one))]
        skip, take = int(asked["parameters.skip"]), int(asked["parameters.take"])
        return ENVELOPE | {"PagingInfo": {"Total": len(rows)}, "Response": rows[skip : skip + take]}


def listed(one: dict[str, Any]) -> dict[str, Any]:
    """The row of a motion."""
    count = sum(not s["IsWithdrawn"] for s in one["Sponsors"])
    return {k: v for k, v in one.items() if k not in ("Sponsors", "Amendments")} | {"SponsorsCount": count}


def asks_for(asked: httpx.QueryParams, row: dict[str, Any]) -> bool:
    """Whether the parameters ask for *row*."""
    ids = asked.get_list("parameters.edmIds")
    first, last = asked.get("parameters.tabledStartDate", ""), asked.get("parameters.tabledEndDate", "9")
    return (
        (not ids or str(row["Id"]) in ids)
        and first <= row["DateTabled"][:10] <= last
        and (row["Status"] == 1 or "parameters.statuses" not in asked)
        and row["StatusDate"] >= asked.get("parameters.currentStatusDateStart", "")
    )


def memory(there: Service, *watched: int) -> Memory:
    """What keeps the readings of a source that asks *there*."""
    return Memory(EarlyDayMotions(there.client()), members=frozenset(watched))


def acts(told: Sequence[Activity]) -> list[tuple[str, str, str]]:
    """Kind, upstream id and date of each activity but motions, in order of dates."""
    kinds = sorted((str(a.date), a.kind, a.upstream_id) for a in told if a.kind != "motion")
    return [(kind, ident, day) for day, kind, ident in kinds]


def due(kept: Memory, now: datetime) -> list[Record]:
    """The motions that are to be looked at again by *now*, given that all matched when last read."""
    return [r for r in kept.records.values() if (at := kept.source.next_look(r, now=NOW)) and at <= now]


def test_a_motion_holds_who_stood_on_it_when_it_was_tabled() -> None:
    """Later names are signatures, each with its own date and the motion's words."""
    there = Service(motion(7, name(91002), name(91003, "2026-04-21T10:30:00")))
    tabled, signed = memory(there).read(WEEK, now=NOW)
    assert isinstance(tabled, Motion)
    assert (tabled.title, tabled.date, tabled.house) == ("Libraries of Upper Wobblesham", date(2026, 4, 20), "commons")
    assert tabled.url == "https://edm.parliament.uk/early-day-motion/7"
    assert tabled.signatures == 3
    assert [(p.member, p.role) for p in tabled.participants] == [(91001, "moved"), (91002, "signed")]
    assert isinstance(signed, Signature)
    assert (signed.upstream_id, signed.date, signed.text) == ("7/91003", date(2026, 4, 21), tabled.text)
    assert (signed.subject, signed.title) == (tabled.subject, tabled.title)
    assert [(p.member, p.role) for p in signed.participants] == [(91003, "signed")]


def test_who_signs_on_the_day_of_tabling_after_it_was_published_is_a_signature() -> None:
    """What stood before its publication that evening is the motion's."""
    there = Service(motion(7, name(91002, "2026-04-20T18:29:00"), name(91003, "2026-04-20T18:40:00")))
    tabled, signed = memory(there).read(WEEK, now=NOW)
    assert [p.member for p in tabled.participants] == [91001, 91002]
    assert (signed.kind, signed.upstream_id) == ("signature", "7/91003")


def test_an_unchanged_list_is_one_request_and_a_signature_one_more() -> None:
    """A motion is fetched alone where its row differs, and only the new name is told."""
    there = Service(motion(7), motion(8))
    kept = memory(there)
    kept.read(WEEK, now=NOW)
    there.requests.clear()
    assert kept.read(WEEK, now=NOW + timedelta(minutes=10)) == []
    assert len(there.requests) == 1
    there.put(motion(8, name(91004, "2026-04-22T10:30:00")))
    assert acts(kept.read(WEEK, now=NOW + timedelta(minutes=20))) == [("signature", "8/91004", "2026-04-22")]
    assert there.singly == ["8"]
    assert kept.told["early-day-motions/8/motion"].model_dump()["signatures"] == 2


def test_an_amendment_is_of_its_motions_subject() -> None:
    """It is an activity of its own, under the motion that it amends."""
    there = Service(motion(7), motion(9, AmendmentToMotionId=7, UINWithAmendmentSuffix="1501A1"))
    one, other = memory(there).read(WEEK, now=NOW)
    assert (other.kind, other.upstream_id, other.subject) == ("amendment", "9", one.subject)
    assert other.model_dump()["uin"] == "1501A1"


def test_a_signature_taken_back_is_told_on_its_date() -> None:
    """The Member still signed; fewer stand."""
    there = Service(motion(7, name(91003, "2026-04-21T10:30:00")))
    kept = memory(there)
    kept.read(WEEK, now=NOW)
    there.put(motion(7, name(91003, "2026-04-21T10:30:00", withdrawn="2026-04-22T09:00:00")))
    assert acts(kept.read(WEEK, now=NOW)) == [("signature-withdrawal", "7/91003", "2026-04-22")]
    assert "early-day-motions/7/signature/91003" in kept.told


@pytest.mark.parametrize("same_name", [False, True])
def test_a_member_who_signs_again_is_told_again(same_name: bool) -> None:
    """Whether upstream adds a name or clears the mark on the one that stood there; so is a second withdrawal."""
    first = ("2026-04-20T19:00:00", "2026-04-21T09:00:00")
    states = [
        [name(91003, first[0], withdrawn=first[1])],
        [name(91003, first[0])]
        if same_name
        else [name(91003, *first[:1], withdrawn=first[1]), name(91003, "2026-04-22T10:00:00")],
    ]
    there = Service(motion(7, *states[0]))
    kept = memory(there)
    kept.read(WEEK, now=NOW)
    there.put(motion(7, *states[1]))
    (again,) = [a for a in kept.read(WEEK, now=NOW) if a.kind == "signature"]
    assert (again.id, again.upstream_id) == ("early-day-motions/7/signature/91003/2026-04-22", "7/91003")
    there.put(motion(7, *states[1], MotionText="That this House thinks again."))
    assert acts(kept.read(WEEK, now=NOW + timedelta(days=1))) == []
    there.put(motion(7, *(n | {"IsWithdrawn": True, "WithdrawnDate": "2026-04-23T09:00:00"} for n in states[1])))
    (back,) = [a for a in kept.read(WEEK, now=NOW + timedelta(days=1)) if a.kind != "motion"]
    assert back.id == "early-day-motions/7/signature-withdrawal/91003/2026-04-23"


def test_an_older_reading_takes_nothing_back() -> None:
    """Names and withdrawals that were seen stay; it is asked again, as its names are fewer than its row counts."""
    now = motion(
        7, name(91003, "2026-04-21T10:30:00", withdrawn="2026-04-22T09:00:00"), name(91004, "2026-04-22T10:00:00")
    )
    there = Service(now)
    kept = memory(there)
    kept.read(WEEK, now=NOW)
    before = dict(kept.told)
    there.motions[7] = motion(7, name(91004), name(91005))
    older = motion(7, name(91003, "2026-04-21T10:30:00"))
    there.replies["/EarlyDayMotion/7"] = ENVELOPE | {"Response": older}
    kept.read(WEEK, now=NOW)
    assert kept.told.keys() == before.keys()
    there.put(motion(7, *now["Sponsors"][1:], name(91005, "2026-04-22T11:00:00")))
    assert acts(kept.read(WEEK, now=NOW)) == [("signature", "7/91005", "2026-04-22")]


def test_a_motion_whose_names_never_agree_with_its_count_is_asked_for_twice() -> None:
    """The second time the difference is upstream's way of counting."""
    there = Service(motion(7, name(91002)))
    there.motions[7] = motion(7)
    kept = memory(there)
    for _ in range(4):
        kept.read(WEEK, now=NOW)
    assert there.singly == ["7", "7"]


def test_a_signature_that_is_dated_otherwise_is_the_same() -> None:
    """Upstream mends an instant: nobody signed twice."""
    there = Service(motion(7, name(91003, "2026-04-21T10:30:00")))
    kept = memory(there)
    kept.read(WEEK, now=NOW)
    there.put(motion(7, name(91003, "2026-04-21T11:30:00"), name(91004, "2026-04-22T11:30:00")))
    assert acts(kept.read(WEEK, now=NOW)) == [("signature", "7/91004", "2026-04-22")]


def test_a_motion_withdrawn_long_after_is_found_in_any_case() -> None:
    """It is told on the day of its status; its mover takes part."""
    old = motion(7, on="2025-11-03")
    there = Service(old)
    kept = memory(there)
    assert kept.read(WEEK, now=NOW) == []
    there.put(old | {"Status": 1, "StatusDate": "2026-04-22T14:00:00"})
    later = NOW + timedelta(hours=3)
    tabled, gone = kept.read(WEEK, now=later)
    assert (tabled.date, gone.kind, gone.date) == (date(2025, 11, 3), "motion-withdrawal", date(2026, 4, 22))
    assert [(p.member, p.role) for p in gone.participants] == [(91001, "moved")]
    assert kept.read(WEEK, now=later + timedelta(minutes=30)) == []


def test_motions_of_interest_are_followed_by_one_list() -> None:
    """Sixty-one that are unchanged cost two requests; the one that was signed one more, and all looks move on."""
    old = [motion(n, on="2026-04-02") for n in range(100, 161)]
    there = Service(*old)
    kept = memory(there)
    kept.read(Window(first=date(2026, 4, 1), last=date(2026, 4, 22)), now=NOW)
    later = NOW + timedelta(hours=3)
    assert due(kept, NOW + timedelta(minutes=10)) == []
    assert len(due(kept, later)) == 61
    there.requests.clear()
    there.put(motion(130, name(91004, "2026-04-22T13:00:00"), on="2026-04-02"))
    pages = list(kept.source.read(WEEK, kept, due(kept, later), now=later))
    assert there.singly == ["130"]
    assert len(there.requests) == 1 + 1 + 2 + 1
    assert len({r.id for page in pages for r in page.records}) == 61
    assert all(len(str(r.url.query)) < 2048 for r in there.requests)


def test_a_motion_of_interest_that_another_list_brought_is_not_asked_for_again() -> None:
    """What is known of it now is later than what was to be looked at."""
    there = Service(motion(7))
    kept = memory(there)
    kept.read(WEEK, now=NOW)
    again = list(kept.records.values())
    there.requests.clear()
    there.put(motion(7, name(91004, "2026-04-22T10:30:00")))
    kept.read(WEEK, now=NOW, again=again)
    assert there.asked == {LIST: 1, "/EarlyDayMotion/7": 1}


def test_a_motion_of_interest_that_is_no_longer_listed_stays_as_it_was() -> None:
    """No error: its look is put off."""
    there = Service(motion(7))
    kept = memory(there)
    kept.read(WEEK, now=NOW)
    again = list(kept.records.values())
    there.motions.clear()
    pages = list(kept.source.read(WEEK, kept, again, now=NOW))
    assert [r for page in pages for r in page.records] == again
    assert not any(page.error or page.unreadable for page in pages)


def test_a_motion_that_is_not_there_alone_keeps_its_names() -> None:
    """And is asked for until it is."""
    there = Service(motion(7, name(91002)))
    kept = memory(there)
    kept.read(WEEK, now=NOW)
    gone = {"Status": 1, "StatusDate": "2026-04-22T11:00:00"}
    there.put(motion(7, name(91002), name(91004, "2026-04-22T10:30:00"), **gone))
    alone = there.replies.pop("/EarlyDayMotion/7")
    assert [a.kind for a in kept.read(WEEK, now=NOW)] == ["motion-withdrawal"]
    there.replies["/EarlyDayMotion/7"] = alone
    assert acts(kept.read(WEEK, now=NOW)) == [("signature", "7/91004", "2026-04-22")]


def test_one_who_signs_while_another_withdraws_is_found() -> None:
    """A motion of interest is read whole at growing distances, although its row is as it was."""
    there = Service(motion(7, name(91003, "2026-04-20T19:00:00")))
    kept = memory(there)
    kept.read(WEEK, now=NOW)
    swapped = [name(91003, "2026-04-20T19:00:00", withdrawn="2026-04-22T13:00:00"), name(91004, "2026-04-22T13:00:00")]
    there.put(motion(7, *swapped))
    later = NOW + timedelta(days=1)
    assert acts(kept.read(WEEK, now=later, again=list(kept.records.values()))) == [
        ("signature", "7/91004", "2026-04-22"),
        ("signature-withdrawal", "7/91003", "2026-04-22"),
    ]


def test_names_are_asked_for_daily_in_the_first_week_and_then_more_seldom() -> None:
    """Never twice on a day; a motion that was four weeks old is let be for four days."""
    kept = memory(Service(motion(7)))
    kept.read(WEEK, now=NOW)
    (record,) = kept.records.values()

    def waits(age: int) -> int:
        read = record.tabled + timedelta(days=age)
        asked = record.model_copy(update={"read": read})
        return next(n for n in range(400) if life.wants_names(asked, day=read + timedelta(days=n)))

    assert [waits(age) for age in (0, 1, 7, 28, 70)] == [1, 1, 1, 4, 10]


def test_looks_at_a_motion_grow_rare_and_end() -> None:
    """Every three hours for four weeks, daily for a year, weekly for another; a withdrawn one never."""
    kept = memory(Service(motion(7)))
    kept.read(WEEK, now=NOW)
    (record,) = kept.records.values()

    def rhythm(days: int) -> timedelta | None:
        at = kept.source.next_look(record, now=NOW + timedelta(days=days))
        later = kept.source.next_look(record, now=at) if at else None
        return later - at if later and at else None

    hour = timedelta(hours=1)
    assert [rhythm(n) for n in (0, 40, 400, 800)] == [3 * hour, 24 * hour, 7 * 24 * hour, None]
    assert kept.source.next_look(record.model_copy(update={"withdrawn": date(2026, 4, 22)}), now=NOW) is None


def test_a_watched_member_who_signs_any_motion_of_the_session_is_found_that_day() -> None:
    """The walk fetches a motion only where its count has moved since it was first met."""
    old = motion(7, on="2025-11-03")
    there = Service(old, old | {"Id": 8})
    kept = memory(there, 91004)
    assert {a.kind for a in kept.read(WEEK, now=NOW)} == {"motion"}
    assert there.singly == []
    there.put(old | {"Sponsors": [*old["Sponsors"], name(91004, "2026-04-22T15:00:00")]})
    there.requests.clear()
    assert kept.read(WEEK, now=NOW + timedelta(minutes=10)) == []
    assert len(there.requests) == 1
    assert acts(kept.read(WEEK, now=NOW + timedelta(days=1))) == [("signature", "7/91004", "2026-04-22")]
    assert there.singly == ["7"]


def test_the_walk_asks_for_no_day_of_the_window() -> None:
    """After four weeks without a poll the window holds what the walk would begin with; it goes on before it."""
    there = Service()
    memory(there, 91004).read(Window(first=date(2026, 3, 25), last=date(2026, 4, 22)), now=NOW)
    asked = [r.url.params for r in there.requests if "parameters.tabledEndDate" in r.url.params]
    spans = [(q["parameters.tabledStartDate"], q["parameters.tabledEndDate"]) for q in asked]
    assert all(first <= last for first, last in spans)
    assert [last for _, last in spans[:2]] == ["2026-04-22", "2026-03-24"]


def test_without_watched_members_the_session_is_not_walked() -> None:
    """Only a Member's own acts are of interest on a motion that matches nothing."""
    there = Service()
    memory(there).read(WEEK, now=NOW)
    assert len(there.requests) == 2


def test_a_backfill_reads_names_that_the_walk_did_not() -> None:
    """By months; what the walk met by its row alone is then read whole, and all its names told with their dates."""
    old = motion(7, name(91004, "2025-12-01T10:00:00"), on="2025-11-03")
    there = Service(old)
    kept = memory(there, 91004)
    kept.read(WEEK, now=NOW)
    there.requests.clear()
    history = Window(first=date(2025, 11, 1), last=date(2025, 12, 31), history=True)
    assert acts(kept.read(history, now=NOW + timedelta(hours=4))) == [("signature", "7/91004", "2025-12-01")]
    assert there.asked == {LIST: 2, "/EarlyDayMotion/7": 1}


def test_what_cannot_be_understood_is_named_and_the_others_are_read() -> None:
    """A motion without its names is one line, and asked for again."""
    there = Service(motion(7), motion(8))
    there.replies["/EarlyDayMotion/7"] = ENVELOPE | {"Response": motion(7, Sponsors=None)}
    kept = memory(there)
    assert [a.upstream_id for a in kept.read(WEEK, now=NOW)] == ["8"]
    (line,) = kept.unreadable
    assert "unreadable 7: Sponsors" in line
    assert "/EarlyDayMotion/7" in line
    there.put(motion(7))
    assert [a.upstream_id for a in kept.read(WEEK, now=NOW)] == ["7"]


@pytest.mark.parametrize(
    "reply",
    [
        httpx.Response(503),
        ENVELOPE | {"Success": False, "PagingInfo": {"Total": 0}, "Response": []},
        ENVELOPE | {"Errors": ["the index is being built"], "PagingInfo": {"Total": 0}, "Response": []},
        ENVELOPE | {"StatusCode": 500, "PagingInfo": {"Total": 0}, "Response": []},
        ENVELOPE | {"PagingInfo": None, "Response": None},
        {"Message": "An error has occurred."},
    ],
)
def test_a_failure_is_an_error_and_not_a_quiet_day(reply: Any) -> None:
    """Also where it comes with status 200."""
    there = Service(motion(7))
    there.replies[LIST] = reply
    kept = memory(there)
    assert kept.read(WEEK, now=NOW) == []
    assert kept.errors
    assert not kept.spans


@pytest.mark.parametrize("ignored", ["tabledEndDate", "statuses", "edmIds"])
def test_an_upstream_that_ignores_a_parameter_is_not_believed(ignored: str) -> None:
    """Rows that were not asked for make the reading fail."""
    there = Service(motion(7), motion(8, on="2026-05-02"))
    answer = there.replies[LIST]

    def deaf(request: httpx.Request) -> Any:
        kept = [(k, v) for k, v in request.url.params.multi_items() if ignored not in k]
        return answer(httpx.Request("GET", request.url.copy_with(params=kept)))

    there.replies[LIST] = deaf
    kept = memory(there)
    row = wire.from_row(listed(motion(7)), day=WEEK.last)
    kept.records[row.id] = row
    kept.read(WEEK, now=NOW, again=[row])
    assert any("asked for" in error for error in kept.errors)


def test_check_names_what_a_reply_lacks() -> None:
    """Of the row, of the motion alone and of a name on it."""
    there = Service(motion(7))
    source = EarlyDayMotions(there.client())
    assert source.check(now=NOW) == "1 early day motions"
    there.put(motion(7) | {"Sponsors": [{k: v for k, v in name(91001).items() if k != "CreatedWhen"} | {}]})
    with pytest.raises(Unavailable, match="no CreatedWhen"):
        source.check(now=NOW)
    there.motions[7] = {k: v for k, v in motion(7).items() if k != "MotionText"}
    with pytest.raises(Unavailable, match="no MotionText"):
        source.check(now=NOW)


def test_the_scenario_of_signatures_is_told_step_by_step(shared: Path, replica: Callable[..., Replica]) -> None:
    """Exactly the acts of each step, each reading cheap, and no parameter that upstream would not know."""
    told_of = json.loads((shared / "replica/scenarios/edm-signatures.expected.json").read_text())
    there = replica("edm-signatures", now=told_of["steps"][0]["now"])
    last = None
    with PoliteClient(mirror=there.url, pace=1000) as client:
        kept = Memory(EarlyDayMotions(client), members=frozenset({91002, 91003}))
        for step in told_of["steps"]:
            there.clock(step["now"])
            now = instant(step["now"])
            expected = sorted(tuple(a) for a in step["activities"] if a[0] in life.KINDS)
            again = [r for r in kept.records.values() if last and due_at(kept, r, last) <= now]
            found = kept.read(window(last, now=now), now=now, again=again)
            assert sorted((a.kind, a.upstream_id, str(a.date)) for a in found) == expected, step["now"]
            assert (kept.errors, kept.unreadable) == ([], [])
            last = now
        assert kept.source.check(now=last or NOW) == "3 early day motions"
    assert there.requests() <= 12 * len(told_of["steps"])
    assert there.violations() == []


def due_at(kept: Memory, record: Record, last: datetime) -> datetime:
    """When a motion that was looked at in the last reading is to be looked at again."""
    return kept.source.next_look(record, now=last) or datetime.max.replace(tzinfo=last.tzinfo)


@pytest.mark.parametrize("only", ["list", "single"])
@pytest.mark.parametrize(
    "fault",
    [
        {"fault": "status", "status": 503},
        {"fault": "truncate"},
        {"fault": "null_field", "field": "Sponsors"},
        {"fault": "null_field", "field": "Title"},
        {"fault": "null_field", "field": "Id"},
        {"fault": "null_field", "field": "MemberId"},
        {"fault": "null_field", "field": "CreatedWhen"},
        {"fault": "null_field", "field": "DateTabled"},
        {"fault": "null_field", "field": "SponsorsCount"},
        {"fault": "null_field", "field": "Response"},
        {"fault": "missing_field", "field": "IsWithdrawn"},
    ],
    ids=lambda fault: "-".join(map(str, fault.values())) if isinstance(fault, dict) else fault,
)
def test_after_any_fault_nothing_is_lost(replica: Callable[..., Replica], fault: dict[str, Any], only: str) -> None:
    """A poll through a fault is an error, or tells no less; the next one has told everything."""
    when = "2026-04-24T12:00:00"
    now, there = instant(when), replica("edm-signatures", now=when)
    with PoliteClient(mirror=there.url, pace=1000, attempts=1) as client:
        whole = Memory(EarlyDayMotions(client))
        whole.read(window(None, now=now), now=now)
        there.faults({"path": "/EarlyDayMotions/*" if only == "list" else "/EarlyDayMotion/*", **fault})
        kept = Memory(EarlyDayMotions(client))
        kept.read(window(None, now=now), now=now)
        assert kept.errors or kept.unreadable or kept.told == whole.told
        there.faults()
        kept.read(window(now, now=now), now=now)
    assert kept.told == whole.told
    assert len(whole.told) == 7


def test_recorded_motions_are_read(shared: Path) -> None:
    """Every recorded row, and the motion recorded alone: of its 17 names those of one instant stood on it at first."""
    samples = shared / "parliament-apis/samples/oralquestions"
    rows = wire.results(json.loads((samples / "edm-list-2020-03-01-to-08.json").read_text()))
    records = [wire.from_row(row, day=WEEK.last) for row in rows]
    assert all(r.text.startswith(("That this House", "leave out", "At end")) for r in records if not r.amends)
    assert [r.upstream_id for r in records if r.amends]
    reply = json.loads((samples / "edm-detail-56795.json").read_text())
    row = reply["Response"] | {"SponsorsCount": len(reply["Response"]["Sponsors"])}
    alone = wire.from_single(reply, wire.from_row(row, day=WEEK.last), day=WEEK.last)
    told = [event.activity for event in life.told(alone, None)]
    first = reply["Response"]["Sponsors"][0]["CreatedWhen"]
    together = [s for s in reply["Response"]["Sponsors"] if s["CreatedWhen"] == first]
    assert len(told[0].participants) == len(together)
    assert len(told) == 1 + len(reply["Response"]["Sponsors"]) - len(together)
    assert alone.listing


def test_the_recordings_are_read_through_the_replica(replica: Callable[..., Replica]) -> None:
    """Months of history without an error, an unreadable record or a parameter that upstream would not know."""
    there = replica()
    with PoliteClient(mirror=there.url, pace=1000) as client:
        kept = Memory(EarlyDayMotions(client))
        kept.read(Window(first=date(2020, 3, 1), last=date(2020, 4, 30), history=True), now=NOW)
        assert (kept.errors, kept.unreadable) == ([], [])
        assert len({a.record for a in kept.told.values()}) == 33
    assert there.violations() == []
