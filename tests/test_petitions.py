"""Petitions: each step told once under its own date; everything open read once a night, what is newest in each poll."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from monitor.parliament.dates import instant, london
from monitor.sources.http import PoliteClient
from monitor.sources.petition_wire import petition
from monitor.sources.petitions import LOOKS, Petitions
from monitor.sources.source import SourceError, Window
from tests.listed import Memory, Upstream
from tests.upstream import Replica

NOW = instant("2026-03-13T07:30:00")
WEEK = Window(first=date(2026, 3, 6), last=date(2026, 3, 13))
LIST = "/petitions.json"
PAGE = 50


def row(id: int, **fields: Any) -> dict[str, Any]:
    """A fictional petition as upstream lists it."""
    attributes = {
        "action": " Keep the  buses of Upper Wobblesham ",
        "background": "They are late.\r\n\r\nThey are loved.",
        "additional_details": "",
        "state": "open",
        "signature_count": 100,
        "created_at": "2026-03-02T09:00:00.000Z",
        "updated_at": "2026-03-12T09:00:00.000Z",
        "rejected_at": None,
        "opened_at": "2026-03-10T09:00:00.000Z",
        "closed_at": None,
        "response_threshold_reached_at": None,
        "government_response_at": None,
        "debate_threshold_reached_at": None,
        "scheduled_debate_date": None,
        "debate_outcome_at": None,
        "creator_name": "Ada Quern",
        "government_response": None,
        "debate": None,
        "departments": [],
    }
    return {"type": "petition", "id": id, "attributes": attributes | fields}


class Site:
    """petition.parliament.uk with these petitions: the lists in the orders of the real one, and each petition alone."""

    def __init__(self, *rows: dict[str, Any]) -> None:
        self.rows = list(rows)
        #: whether it knows the states that are not in its documentation
        self.knows_recent = True
        self.there = Upstream({LIST: self._list})

    def memory(self) -> Memory:
        """A memory that reads here."""
        return Memory(Petitions(self.there.client()))

    def alone(self) -> None:
        """Answer for each petition by itself, as it is now."""
        self.there.replies |= {f"/petitions/{r['id']}.json": {"data": r} for r in self.rows}

    def states(self) -> list[str]:
        """The states that were asked for, page by page."""
        return [r.url.params["state"] for r in self.there.requests if r.url.path == LIST]

    def _of(self, state: str) -> list[dict[str, Any]]:
        def by(name: str) -> Callable[[dict[str, Any]], Any]:
            return lambda r: r["attributes"][name] or ""

        popular = sorted(self.rows, key=by("signature_count"), reverse=True)
        order = {"recent": "opened_at", "with_response": "government_response_at", "debated": "debate_outcome_at"}
        if state in order and self.knows_recent:
            return sorted(filter(by(order[state]), self.rows), key=by(order[state]), reverse=True)
        return [r for r in popular if state not in ("open", "closed") or r["attributes"]["state"] == state]

    def _list(self, request: httpx.Request) -> httpx.Response:
        rows, page = self._of(request.url.params["state"]), int(request.url.params["page"])
        more = f"https://petition.parliament.uk/petitions.json?page={page + 1}" if len(rows) > page * PAGE else None
        return httpx.Response(200, json={"links": {"next": more}, "data": rows[(page - 1) * PAGE : page * PAGE]})


def told(*rows: dict[str, Any]) -> list[Any]:
    """What a first reading of these tells."""
    return Site(*rows).memory().read(WEEK, now=NOW)


def many(count: int, **fields: Any) -> list[dict[str, Any]]:
    """So many petitions, one opened every twenty minutes, the last on 12 March."""
    last = instant("2026-03-12T09:00:00")
    return [
        row(n, opened_at=f"{last - timedelta(minutes=20 * n):%Y-%m-%dT%H:%M:%S}.000Z", signature_count=n, **fields)
        for n in range(1, count + 1)
    ]


# -- what is told -----------------------------------------------------------------------------------------------------


def test_an_opened_petition_is_told_once_under_its_plain_id() -> None:
    """Its title is what it asks for, its text what it says; it is dated by its creation, and news when it opens."""
    site = Site(row(7))
    memory = site.memory()
    (one,) = memory.read(WEEK, now=NOW)
    assert (one.id, one.upstream_id, one.subject) == ("petitions/7/opened", "7", "petitions/7")
    assert (one.kind, one.model_dump()["step"], one.date) == ("petition", "opened", date(2026, 3, 2))
    assert one.published == date(2026, 3, 10)
    assert one.title == "Keep the buses of Upper Wobblesham"
    assert one.text == "They are late.\n\nThey are loved."
    assert one.url == "https://petition.parliament.uk/petitions/7"
    assert one.participants == ()
    assert memory.read(WEEK, now=NOW) == []


LIFE = {
    "response_threshold_reached_at": "2026-03-10T19:46:09.000Z",
    "government_response_at": "2026-03-11T17:38:16.021Z",
    "government_response": {"summary": "<p>The buses will be kept.</p>", "details": "At <b>all</b> stops.\r\n"},
    "debate_threshold_reached_at": "2026-03-11T20:00:00.000Z",
    "scheduled_debate_date": "2026-03-30",
    "debate_outcome_at": "2026-03-12T06:47:17.155Z",
    "debate": {
        "debated_on": "2026-03-30",
        "transcript_url": "https://hansard.parliament.uk/commons/2026-03-30/debates/B05E/Buses",
        "overview": "Of buses.",
    },
}


def test_each_step_is_told_under_its_own_date_and_id() -> None:
    """All are one subject; a date that lies ahead is that of the debate."""
    steps = {a.upstream_id: str(a.date) for a in told(row(7, **LIFE))}
    assert steps == {
        "7": "2026-03-02",
        "7/response-threshold": "2026-03-10",
        "7/response": "2026-03-11",
        "7/debate-threshold": "2026-03-11",
        "7/debate-scheduled": "2026-03-30",
        "7/debated": "2026-03-12",
    }
    assert {a.subject for a in told(row(7, **LIFE))} == {"petitions/7"}


def test_a_step_has_its_own_words_before_those_of_the_petition() -> None:
    """Whoever matched the petition gets what comes of it."""
    texts = {a.upstream_id: a.text for a in told(row(7, **LIFE))}
    asks = "They are late.\n\nThey are loved."
    assert texts["7/response-threshold"] == asks
    assert texts["7/response"] == f"The buses will be kept.\n\nAt all stops.\n\n{asks}"
    assert texts["7/debate-scheduled"] == f"Debate on 30 March 2026\n\n{asks}"
    assert texts["7/debated"].startswith("Debate on 30 March 2026\n\nOf buses.\n\nhttps://hansard.parliament.uk/")


def test_a_petition_that_will_not_be_debated_says_so() -> None:
    """Upstream prints an outcome without a day; one without any word is waited for."""
    outcome = {"debate_outcome_at": LIFE["debate_outcome_at"]}
    no = row(7, **outcome, debate={"debated_on": None, "overview": "It was debated last year."})
    assert [a.upstream_id for a in told(no)] == ["7", "7/not-debated"]
    assert [a.upstream_id for a in told(row(8, **outcome))] == ["8"]


def test_a_debate_that_is_put_off_is_told_anew() -> None:
    """Its first day stays as it was told."""
    site = Site(row(7, scheduled_debate_date="2026-03-16"))
    memory = site.memory()
    memory.read(WEEK, now=NOW)
    site.rows = [row(7, scheduled_debate_date="2026-04-20")]
    (news,) = memory.read(WEEK, now=NOW)
    assert (news.upstream_id, news.date) == ("7/debate-scheduled", date(2026, 4, 20))
    assert "petitions/7/debate-scheduled/2026-03-16" in memory.told


@pytest.mark.parametrize(
    ("opened", "day"),
    [("2026-03-09T23:30:00.000Z", "2026-03-09"), ("2026-04-09T23:30:00.000Z", "2026-04-10"), (None, "2026-03-09")],
)
def test_instants_are_dated_as_in_london(opened: str | None, day: str) -> None:
    """Half past eleven in UTC is the next day in summer; without an opening the creation counts."""
    (one,) = told(row(7, opened_at=opened, created_at="2026-03-09T10:00:00.000Z"))
    assert str(one.published) == day


def test_a_rejected_petition_is_on_record_and_not_told() -> None:
    """It was never open."""
    site = Site(row(7, state="rejected", opened_at=None, rejected_at="2026-03-11T10:00:00.000Z"))
    site.knows_recent = False
    memory = site.memory()
    assert memory.read(WEEK, now=NOW) == []
    assert memory.records["petitions/7"].model_dump()["rejected"] == date(2026, 3, 11)


def test_signatures_are_no_news() -> None:
    """Neither their number nor the time of the last one makes a row another one."""
    site = Site(row(7))
    memory = site.memory()
    memory.read(WEEK, now=NOW)
    before = memory.records["petitions/7"]
    site.rows = [row(7, signature_count=101, updated_at="2026-03-13T07:00:00.000Z")]
    assert memory.read(WEEK, now=NOW) == []
    assert memory.records["petitions/7"] == before


def test_of_petitions_to_which_nothing_happened_nothing_is_told() -> None:
    """They are as they were before the window."""
    assert told(row(7, created_at="2025-11-02T09:00:00.000Z", opened_at="2025-11-10T09:00:00.000Z")) == []


def test_the_department_that_answers_is_told() -> None:
    """The first one, where there are several."""
    names = [{"acronym": "DfT", "name": "Department for  Transport"}, {"name": "Cabinet Office"}]
    (one,) = told(row(7, departments=names))
    assert one.body
    assert one.body.name == "Department for Transport"


# -- how it is read ---------------------------------------------------------------------------------------------------


def test_a_quiet_poll_costs_two_requests() -> None:
    """However many petitions are open: the newest ones and the newest answers are known."""
    site = Site(*many(260))
    memory = site.memory()
    assert len(memory.read(WEEK, now=NOW)) == 260
    before = len(site.there.requests)
    assert memory.read(WEEK, now=NOW + timedelta(minutes=30)) == []
    assert site.states()[before:] == ["recent", "with_response"]


def test_what_is_newest_is_read_until_it_is_known_or_old() -> None:
    """Sixty new ones are on two pages; the five pages behind them are left alone."""
    site = Site(*many(260))
    memory = site.memory()
    memory.read(WEEK, now=NOW)
    before = len(site.there.requests)
    site.rows += [row(1000 + n, opened_at=f"2026-03-13T06:{n:02}:00.000Z") for n in range(60)]
    assert len(memory.read(WEEK, now=NOW + timedelta(minutes=30))) == 60
    assert site.states()[before:] == ["recent"] * 3 + ["with_response"]


def test_what_is_older_than_the_window_is_not_looked_for_among_the_newest() -> None:
    """One petition a day: the first page reaches back for seven weeks."""
    days = (instant("2026-03-12T09:00:00") - timedelta(days=n) for n in range(120))
    site = Site(*(row(n, opened_at=f"{day:%Y-%m-%d}T09:00:00.000Z") for n, day in enumerate(days, 1)))
    site.memory().read(WEEK, now=NOW)
    assert site.states().count("recent") == 1


def test_an_answer_is_found_by_the_next_poll() -> None:
    """Also where the petition is closed."""
    site = Site(*many(60), row(99, state="closed", opened_at="2025-10-01T09:00:00.000Z", signature_count=10_500))
    memory = site.memory()
    memory.read(WEEK, now=NOW)
    site.rows[-1]["attributes"] |= {
        "government_response_at": "2026-03-13T07:50:00.000Z",
        "government_response": {"summary": "No.", "details": ""},
    }
    news = memory.read(WEEK, now=NOW + timedelta(minutes=30))
    assert [a.upstream_id for a in news] == ["99", "99/response"]


def test_thresholds_of_any_open_petition_are_found_once_a_night() -> None:
    """After two in the morning everything open is read through, and not again that day."""
    site = Site(*many(120))
    memory = site.memory()
    memory.read(WEEK, now=NOW)
    site.rows[110]["attributes"]["response_threshold_reached_at"] = "2026-03-13T10:00:00.000Z"
    evening, before_two, after = (instant(t) for t in ("2026-03-13T22:00", "2026-03-14T01:59", "2026-03-14T02:00"))
    assert memory.read(WEEK, now=evening) == []
    assert memory.read(WEEK, now=before_two) == []
    before = len(site.there.requests)
    (news,) = memory.read(WEEK, now=after)
    assert news.upstream_id == "111/response-threshold"
    assert site.states()[before:].count("open") == 3
    assert {"awaiting_response", "awaiting_debate", "debated"} <= set(site.states()[before:])
    before = len(site.there.requests)
    memory.read(WEEK, now=after + timedelta(hours=1))
    assert "open" not in site.states()[before:]


def test_where_the_newest_cannot_be_asked_for_the_list_is_read_to_its_end() -> None:
    """A list in another order shows nothing by its first page."""
    site = Site(*many(120))
    site.knows_recent = False
    memory = site.memory()
    memory.read(WEEK, now=NOW)
    site.rows[0]["attributes"] |= {"response_threshold_reached_at": "2026-03-13T07:45:00.000Z"}
    assert [a.upstream_id for a in memory.read(WEEK, now=NOW + timedelta(minutes=30))] == ["1/response-threshold"]


def test_a_list_without_an_end_is_an_error() -> None:
    """An upstream that ignores the page, or a state so that everything comes, is said and not gone along with."""
    rows = many(PAGE)
    site = Site(*rows)
    site.there.replies[LIST] = {"links": {"next": "https://petition.parliament.uk/petitions.json?page=2"}, "data": rows}
    memory = site.memory()
    memory.read(WEEK, now=NOW)
    assert any("page 2 is as the pages before it" in error for error in memory.errors)
    many_pages = Site(*many(11 * PAGE))
    many_pages.knows_recent = False
    memory = many_pages.memory()
    memory.read(WEEK, now=NOW)
    assert any("(recent): no end after 10 pages" in error for error in memory.errors)


def test_a_petition_that_changes_its_place_while_the_list_is_read_is_not_lost() -> None:
    """Signed at the wrong moment it comes to a page already read; one that comes twice instead gives that away."""
    site = Site(*many(120, response_threshold_reached_at="2026-03-12T10:00:00.000Z"))
    listed, moved = site.there.replies[LIST], site.rows[0]

    def moving(request: httpx.Request) -> httpx.Response:
        reply: httpx.Response = listed(request)
        if request.url.params["state"] == "open" and request.url.params["page"] == "2":
            moved["attributes"]["signature_count"] = 500
        return reply

    site.there.replies[LIST] = moving
    memory = site.memory()
    memory.read(WEEK, now=NOW)
    assert len(memory.records) == 120
    assert site.states().count("open") == 6
    assert memory.errors == []


def test_a_matched_petition_is_looked_at_by_itself_while_it_is_news() -> None:
    """Three hours after a step, a day after a week, then only with the others; a few of them in one poll."""
    site = Site(row(7))
    memory = site.memory()
    memory.read(WEEK, now=NOW)
    record, source = memory.records["petitions/7"], memory.source
    assert source.next_look(record, now=NOW) == NOW + timedelta(hours=9)
    assert source.next_look(record, now=instant("2026-03-10T12:00")) == instant("2026-03-10T15:00")
    assert source.next_look(record, now=instant("2026-03-18T12:00")) is None
    site.rows[0]["attributes"]["response_threshold_reached_at"] = "2026-03-13T10:00:00.000Z"
    site.alone()
    site.there.replies[LIST] = httpx.Response(503)
    others = [record.model_copy(update={"id": f"petitions/{n}", "upstream_id": str(n)}) for n in range(8, 30)]
    news = memory.read(WEEK, now=NOW + timedelta(hours=9), again=[record, *others])
    assert "7/response-threshold" in {a.upstream_id for a in news}
    assert sum(path.startswith("/petitions/") for path in site.there.asked) == LOOKS


def test_a_look_that_finds_another_petition_is_not_believed() -> None:
    """Nor is one that finds none a reason to forget it."""
    site = Site(row(7))
    memory = site.memory()
    memory.read(WEEK, now=NOW)
    site.there.replies["/petitions/7.json"] = {"data": row(8)}
    memory.read(WEEK, now=NOW, again=[memory.records["petitions/7"]])
    assert "answered with petition 8" in memory.errors[0]
    del site.there.replies["/petitions/7.json"]
    assert memory.read(WEEK, now=NOW, again=[memory.records["petitions/7"]]) == []
    assert memory.errors == []


def test_history_is_all_that_happened_in_its_days() -> None:
    """Open and closed petitions, each with all its steps; a backfill begun again within a day reads nothing twice."""
    site = Site(
        row(1, created_at="2025-03-01T09:00:00.000Z", opened_at="2025-03-20T09:00:00.000Z", state="closed"),
        row(2, created_at="2025-01-01T09:00:00.000Z", opened_at="2025-01-20T09:00:00.000Z"),
        row(3),
        row(4, created_at="2025-03-30T09:00:00.000Z", opened_at="2025-04-20T09:00:00.000Z"),
    )
    memory = site.memory()
    window = Window(first=date(2025, 3, 1), last=date(2025, 3, 31), history=True)
    assert {a.upstream_id for a in memory.read(window, now=NOW)} == {"1", "4"}
    assert site.states() == ["open", "closed"]
    memory.read(window, now=NOW + timedelta(hours=1))
    assert site.states() == ["open", "closed"]


def test_what_cannot_be_understood_is_named_and_the_others_are_read() -> None:
    """A petition without what it asks for is one line with its id and address."""
    site = Site(row(7, action=None), row(8, created_at=5), row(9))
    memory = site.memory()
    assert [a.upstream_id for a in memory.read(WEEK, now=NOW)] == ["9"]
    lines = set(memory.unreadable)
    assert any("unreadable 7: action" in line and "/petitions/7.json" in line for line in lines)
    assert any("unreadable 8: created_at" in line for line in lines)


def test_a_site_that_is_down_is_an_error_and_not_a_quiet_day() -> None:
    """No list counts as read."""
    memory = Memory(Petitions(Upstream({LIST: httpx.Response(503)}).client()))
    assert memory.read(WEEK, now=NOW) == []
    assert "status 503" in memory.errors[0]
    assert not memory.spans
    strange = Memory(Petitions(Upstream({LIST: {"petitions": []}}).client()))
    strange.read(WEEK, now=NOW)
    assert "another shape" in strange.errors[0]


def test_a_changed_shape_is_named_by_the_check() -> None:
    """So is an order in which polls must read on."""
    site = Site(*many(60))
    assert site.memory().source.check(now=NOW) == "50 petitions on the first page, the latest first"
    site.knows_recent = False
    assert "not the latest first" in site.memory().source.check(now=NOW)
    del site.rows[-1]["attributes"]["government_response_at"]
    with pytest.raises(SourceError, match="no government_response_at"):
        site.memory().source.check(now=NOW)


# -- the replica and the recordings -----------------------------------------------------------------------------------


def test_the_petition_of_the_replica_is_told(shared: Path, replica: Callable[..., Replica]) -> None:
    """Step by step what the scenario expects of this source, and no more; a poll in a day already read asks for two."""
    expected = json.loads((shared / "replica/scenarios/edm-signatures.expected.json").read_text())
    there = replica("edm-signatures", now=expected["steps"][0]["now"])
    with PoliteClient(mirror=there.url, pace=1000) as client:
        memory = Memory(Petitions(client))
        for step in expected["steps"]:
            there.clock(step["now"])
            now = instant(step["now"])
            day = london(now).date()
            window = Window(first=day - timedelta(days=7), last=day)
            found = [(a.kind, a.upstream_id, str(a.date)) for a in memory.read(window, now=now)]
            wanted = [a for a in step["activities"] if a[0] == "petition"]
            assert [(kind, id) for kind, id, _ in found] == [(kind, id) for kind, id, _ in wanted]
            assert all(day in dates.split("|") for (_, _, day), (_, _, dates) in zip(found, wanted, strict=True))
            assert memory.errors == []
            before = there.requests()
            assert memory.read(window, now=now) == []
            assert there.requests() - before == 2
    assert there.violations() == []


def test_recorded_petitions_are_read(shared: Path, replica: Callable[..., Replica]) -> None:
    """Every recorded petition is understood, and a history of their years tells each of them."""
    rows: list[Any] = []
    for file in (shared / "parliament-apis/samples/petitions").glob("*.json"):
        data = json.loads(file.read_text())["data"]
        rows += data if isinstance(data, list) else [data]
    assert all(petition(one).steps for one in rows)
    there = replica(now="2026-11-22T12:00:00")
    with PoliteClient(mirror=there.url, pace=1000) as client:
        memory = Memory(Petitions(client))
        memory.read(Window(first=date(2019, 1, 1), last=date(2024, 1, 1), history=True), now=NOW)
        assert "petitions on the first page" in memory.source.check(now=NOW)
    assert (memory.errors, memory.unreadable, there.violations()) == ([], [], [])
    assert {str(one["id"]) for one in rows} <= {a.upstream_id for a in memory.told.values()}
