"""Bills: every sitting, publication and end of one told once, and only looked at where the list says it was touched."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from monitor.parliament.activities import BillStage
from monitor.parliament.dates import instant
from monitor.sources.bills import Bills
from monitor.sources.http import PoliteClient
from monitor.sources.source import Window
from tests.listed import Memory, Upstream
from tests.upstream import Replica

NOW = instant("2026-03-13T07:30:00")
WEEK = Window(first=date(2026, 3, 6), last=date(2026, 3, 13))
LIST = "/api/v1/Bills"
SUMMARY = (
    "billId",
    "shortTitle",
    "currentHouse",
    "lastUpdate",
    "billWithdrawn",
    "isDefeated",
    "isAct",
    "currentStage",
)


def stage(id: int, name: str, *days: str, house: str = "Commons") -> dict[str, Any]:
    """A stage of a fictional bill; its sittings are numbered after it."""
    sittings = [{"id": id * 10 + n, "billStageId": id, "date": f"{day}T00:00:00"} for n, day in enumerate(days, 1)]
    return {"id": id, "stageId": 7, "description": name, "house": house, "stageSittings": sittings, "sortOrder": id}


def paper(id: int, title: str, day: str | None = "2026-03-12") -> dict[str, Any]:
    """A publication of a fictional bill."""
    kind = {"id": 7, "name": "Amendment Paper"}
    shown = f"{day}T00:00:00" if day else None
    return {"id": id, "title": title, "publicationType": kind, "displayDate": shown, "house": "Commons"}


def bill(id: int, *stages: dict[str, Any], papers: tuple[dict[str, Any], ...] = (), **fields: Any) -> dict[str, Any]:
    """A fictional bill as upstream sends it alone, with its stages and publications beside it."""
    member = {"memberId": 91001, "name": "Rosalind Quillfeather"}
    return {
        "billId": id,
        "shortTitle": "Probation  (Caseloads) Bill",
        "currentHouse": "Commons",
        "lastUpdate": "2026-03-12T10:42:08.0579851",
        "billWithdrawn": None,
        "isDefeated": False,
        "isAct": False,
        "currentStage": stages[-1] if stages else None,
        "longTitle": "A Bill to make provision about caseloads.",
        "summary": "<p>It limits them.</p>",
        "sponsors": [{"member": None, "sortOrder": 1}, {"member": member, "sortOrder": 2}],
        "_stages": stages,
        "_papers": papers,
    } | fields


def upstream(*bills: dict[str, Any]) -> Upstream:
    """An upstream with these bills, in the order that is asked for."""

    def page(request: httpx.Request) -> httpx.Response:
        asked = request.url.params
        latest = "Descending" in asked["SortOrder"]
        rows = sorted(bills, key=lambda b: str(b["lastUpdate"]), reverse=latest)
        skip, take = int(asked["Skip"]), int(asked["Take"])
        items = [{name: b[name] for name in SUMMARY} for b in rows[skip : skip + take]]
        return httpx.Response(200, json={"items": items, "totalResults": len(rows), "itemsPerPage": take})

    there = Upstream({LIST: page})
    for one in bills:
        at = f"{LIST}/{one['billId']}"
        there.replies[at] = {name: value for name, value in one.items() if not name.startswith("_")}
        there.replies[f"{at}/Stages"] = {"items": list(one["_stages"]), "totalResults": len(one["_stages"])}
        there.replies[f"{at}/Publications"] = {"billId": one["billId"], "publications": list(one["_papers"])}
    return there


def read(*bills: dict[str, Any]) -> dict[str, BillStage]:
    """What a first reading of these tells, by the last part of its id."""
    told = Memory(Bills(upstream(*bills).client())).read(WEEK, now=NOW)
    return {a.id.split("/", 2)[2]: a for a in told if isinstance(a, BillStage)}


def test_every_sitting_of_every_stage_is_told() -> None:
    """Dated by its day, of the House of its stage, with the Members who sponsor the bill and what it is for."""
    told = read(bill(9, stage(1, "1st reading", "2026-03-11"), stage(2, "Committee stage", "2026-03-24", "2026-03-25")))
    assert {ident: (a.stage, a.date) for ident, a in told.items()} == {
        "sitting/11": ("1st reading", date(2026, 3, 11)),
        "sitting/21": ("Committee stage", date(2026, 3, 24)),
        "sitting/22": ("Committee stage", date(2026, 3, 25)),
    }
    first = told["sitting/11"]
    assert (first.title, first.house) == ("Probation (Caseloads) Bill", "commons")
    assert first.text == "A Bill to make provision about caseloads.\n\nIt limits them."
    assert [(p.member, p.role) for p in first.participants] == [(91001, "moved")]
    assert {a.upstream_id for a in told.values()} == {"9"}
    assert {a.subject for a in told.values()} == {"bills/9"}
    assert first.url == "https://bills.parliament.uk/bills/9"


def test_a_publication_is_told_under_its_bill() -> None:
    """By its own title, after that of the bill; one without a date is not told."""
    told = read(bill(9, papers=(paper(5, "Notices of  Amendments"), paper(6, "Undated", None))))
    assert list(told) == ["publication/5"]
    one = told["publication/5"]
    assert one.title == "Probation (Caseloads) Bill: Notices of Amendments"
    assert (one.stage, one.date) == ("Amendment Paper", date(2026, 3, 12))


def test_a_stage_without_a_day_is_told_when_it_is_reached() -> None:
    """Dated by when that was seen, and not dated anew when the bill is touched again; its sitting is news of its own."""
    memory = Memory(Bills(upstream(bill(9, stage(2, "2nd reading"))).client()))
    (reached,) = memory.read(WEEK, now=NOW)
    assert (reached.id, reached.date) == ("bills/9/reached/2", date(2026, 3, 12))
    later = bill(9, stage(2, "2nd reading"), lastUpdate="2026-03-13T06:00:00")
    memory.source = Bills(upstream(later).client())
    assert memory.read(WEEK, now=NOW) == []
    assert memory.told["bills/9/reached/2"].date == date(2026, 3, 12)
    fixed = bill(9, stage(2, "2nd reading", "2026-03-27"), lastUpdate="2026-03-13T07:00:00")
    memory.source = Bills(upstream(fixed).client())
    (sitting,) = memory.read(WEEK, now=NOW)
    assert (sitting.id, sitting.date) == ("bills/9/sitting/21", date(2026, 3, 27))


def test_a_bill_that_ends_otherwise_than_as_an_act_says_so() -> None:
    """Withdrawn, by its day; or defeated."""
    told = read(bill(9, billWithdrawn="2026-03-10T00:00:00"), bill(10, isDefeated=True))
    assert {ident: (a.stage, a.date) for ident, a in told.items()} == {
        "withdrawn": ("Withdrawn", date(2026, 3, 10)),
        "defeated": ("Defeated", date(2026, 3, 12)),
    }


def test_bills_of_one_title_are_kept_apart() -> None:
    """They are known by their number."""
    memory = Memory(Bills(upstream(bill(9, stage(1, "1st reading", "2026-03-11")), bill(10)).client()))
    memory.read(WEEK, now=NOW)
    assert set(memory.records) == {"bills/9", "bills/10"}


def test_a_quiet_poll_is_one_request() -> None:
    """A bill whose row is as it was is not looked at; one that was touched is."""
    there = upstream(bill(9, stage(1, "1st reading", "2026-03-11")), bill(8, lastUpdate="2026-02-01T00:00:00"))
    memory = Memory(Bills(there.client()))
    memory.read(WEEK, now=NOW)
    assert there.asked == {LIST: 1, f"{LIST}/9": 1, f"{LIST}/9/Stages": 1, f"{LIST}/9/Publications": 1}
    assert memory.read(WEEK, now=NOW) == []
    assert (there.asked[LIST], there.asked[f"{LIST}/9"]) == (2, 1)


def test_a_matched_bill_is_looked_at_daily_while_it_is_live() -> None:
    """Also where its row stays as it was; not an Act, nor a bill that nobody has touched for long."""
    there = upstream(bill(9, stage(1, "1st reading", "2026-03-11")))
    memory = Memory(Bills(there.client()))
    memory.read(WEEK, now=NOW)
    kept = memory.records["bills/9"]
    assert memory.source.next_look(kept, now=NOW) == NOW + timedelta(hours=24)
    assert memory.source.next_look(kept, now=NOW + timedelta(days=120)) is None
    assert memory.source.next_look(kept.model_copy(update={"closed": True}), now=NOW) is None
    there.replies[f"{LIST}/9/Publications"]["publications"] = [paper(5, "Notices of Amendments")]
    (told,) = memory.read(WEEK, now=NOW, again=[kept])
    assert told.id == "bills/9/publication/5"
    assert memory.read(WEEK, now=NOW) == []
    assert there.asked[f"{LIST}/9"] == 2


def test_a_list_in_another_order_is_not_believed() -> None:
    """Where the order asked for is ignored, what was touched last may not have come."""
    there = upstream(bill(9), bill(8, lastUpdate="2026-03-10T00:00:00"))
    rows = [{name: bill(i, lastUpdate=f"2026-03-{i:02}T00:00:00")[name] for name in SUMMARY} for i in (8, 9)]
    there.replies[LIST] = {"items": rows, "totalResults": 2}
    memory = Memory(Bills(there.client()))
    assert memory.read(WEEK, now=NOW) == []
    assert "answered in another order" in memory.errors[0]


def test_the_list_is_read_on_while_it_is_within_the_window(monkeypatch: pytest.MonkeyPatch) -> None:
    """More bills than one page holds are all read."""
    monkeypatch.setattr("monitor.sources.bills.TAKE", 2)
    there = upstream(*(bill(n, lastUpdate=f"2026-03-1{n % 3}T00:00:00") for n in range(1, 6)))
    memory = Memory(Bills(there.client()))
    memory.read(WEEK, now=NOW)
    assert len(memory.records) == 5
    assert memory.errors == []


def test_a_bill_that_is_touched_while_the_list_is_read_disturbs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """It moves to the front, so that a row comes twice; each bill is read, and the list counts as whole."""
    monkeypatch.setattr("monitor.sources.bills.TAKE", 2)
    there = upstream(*(bill(n, lastUpdate=f"2026-03-1{n}T00:00:00") for n in range(3)))
    page = there.replies[LIST]

    def shifted(request: httpx.Request) -> Any:
        skip = max(0, int(request.url.params["Skip"]) - 1)
        return page(httpx.Request("GET", request.url.copy_set_param("Skip", str(skip))))

    there.replies[LIST] = shifted
    memory = Memory(Bills(there.client()))
    memory.read(WEEK, now=NOW)
    assert (len(memory.records), memory.errors) == (3, [])


def test_what_cannot_be_understood_is_named_and_the_others_are_read() -> None:
    """A row without its number, and a bill whose reply has another shape, are a line each."""
    there = upstream(bill(8), bill(9, stage(1, "1st reading", "2026-03-11")))
    there.replies[f"{LIST}/8"] = {"billId": "eight"}
    memory = Memory(Bills(there.client()))
    assert [a.upstream_id for a in memory.read(WEEK, now=NOW)] == ["9"]
    (line,) = memory.unreadable
    assert "unreadable 8" in line
    assert f"{LIST}/8" in line


def test_a_host_that_is_down_is_an_error_and_not_a_quiet_day() -> None:
    """Nothing is told, and nothing counts as read."""
    memory = Memory(Bills(Upstream({LIST: httpx.Response(500)}).client()))
    assert memory.read(WEEK, now=NOW) == []
    assert "status 500" in memory.errors[0]
    assert not memory.spans


def test_history_reads_every_bill_that_was_live_and_none_twice() -> None:
    """Also one whose sitting was fixed before the first day; a backfill begun again looks at no bill anew."""
    there = upstream(
        bill(7, stage(1, "1st reading", "2025-02-01"), lastUpdate="2025-02-01T00:00:00"),
        bill(8, stage(2, "2nd reading", "2025-11-05"), lastUpdate="2025-09-20T00:00:00"),
        bill(9, stage(3, "3rd reading", "2026-03-11")),
    )
    memory = Memory(Bills(there.client()))
    span = Window(first=date(2025, 11, 1), last=date(2026, 3, 13), history=True)
    assert {a.upstream_id for a in memory.read(span, now=NOW)} == {"8", "9"}
    assert memory.read(span, now=NOW) == []
    assert there.asked[f"{LIST}/8"] == there.asked[f"{LIST}/9"] == 1


def test_recorded_bills_are_read(replica: Callable[..., Replica], shared: Path) -> None:
    """The recorded bill with its stages, and all its recorded publications, without a wrong parameter."""
    there = replica()
    with PoliteClient(mirror=there.url, pace=1000) as client:
        memory = Memory(Bills(client))
        told = memory.read(Window(first=date(2021, 5, 1), last=date(2021, 5, 5)), now=instant("2021-05-05T12:00:00"))
        assert "last updated: Abolition of Business Rates Bill, 2021-05-04" in memory.source.check(now=NOW)
    papers = json.loads((shared / "parliament-apis/samples/bills/bill-2818-publications.json").read_text())
    parts = [a.id.split("/")[2] for a in told]
    assert (parts.count("sitting"), parts.count("reached")) == (1, 1)
    assert parts.count("publication") == len(papers["publications"])
    assert (memory.unreadable, memory.errors, there.violations()) == ([], [], [])
