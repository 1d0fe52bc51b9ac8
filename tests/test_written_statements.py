"""Written statements: read whole and told once, twins as one subject; what cannot be had or understood is said."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx

from monitor.parliament.activities import WrittenStatement
from monitor.parliament.dates import instant
from monitor.sources.http import PoliteClient
from monitor.sources.source import Window
from monitor.sources.written_statements import WrittenStatements
from tests.listed import Memory, Upstream, paged
from tests.upstream import Replica

NOW = instant("2026-03-13T07:30:00")
WEEK = Window(first=date(2026, 3, 6), last=date(2026, 3, 13))
LIST = "/api/writtenstatements/statements"


def value(id: int, **fields: Any) -> dict[str, Any]:
    """A fictional statement as upstream sends it alone."""
    return {
        "id": id,
        "memberId": 91001,
        "memberRole": "Minister of State",
        "uin": f"HCWS{id}",
        "dateMade": "2026-03-12T00:00:00",
        "answeringBodyId": 54,
        "answeringBodyName": "Ministry of Justice",
        "title": " Probation in  Upper Wobblesham ",
        "text": "<p>First the buses.</p><p>Then probation.</p>",
        "house": "Commons",
        "linkedStatements": None,
    } | fields


def upstream(*values: dict[str, Any]) -> Upstream:
    """An upstream with these statements, its list clipped as the real one is."""
    rows = [{"value": v | {"text": v["text"][:9] + "..."}, "links": []} for v in values]
    replies: dict[str, Any] = {f"{LIST}/{v['id']}": {"value": v} for v in values}
    replies[LIST] = paged(lambda: rows, lambda some, total: {"totalResults": total, "results": some})
    return Upstream(replies)


def test_a_title_that_the_single_statement_lacks_is_that_of_its_row() -> None:
    """Its words are those of the statement alone all the same."""
    there = upstream(value(7))
    there.replies[f"{LIST}/7"] = {"value": value(7) | {"title": None}}
    (told,) = Memory(WrittenStatements(there.client())).read(WEEK, now=NOW)
    assert (told.title, told.partial) == (" ".join(value(7)["title"].split()), False)


def test_a_statement_is_read_whole_and_told_once() -> None:
    """Its words are those of the statement alone, paragraph by paragraph; a second reading asks for the list alone."""
    there = upstream(value(7))
    memory = Memory(WrittenStatements(there.client()))
    (told,) = memory.read(WEEK, now=NOW)
    assert isinstance(told, WrittenStatement)
    assert told.text == "First the buses.\n\nThen probation."
    assert told.title == "Probation in Upper Wobblesham"
    assert (told.post, told.date, told.house) == ("Minister of State", date(2026, 3, 12), "commons")
    assert told.url == "https://questions-statements.parliament.uk/written-statements/detail/2026-03-12/HCWS7"
    assert memory.read(WEEK, now=NOW) == []
    assert there.asked == {LIST: 2, f"{LIST}/7": 1}


def test_twins_are_one_subject_whichever_comes_first() -> None:
    """The statement and its copy in the other House name one another; both have the subject of the first."""
    first = value(7)
    memory = Memory(WrittenStatements(upstream(first).client()))
    (alone,) = memory.read(WEEK, now=NOW)
    twins = (
        value(7, linkedStatements=[{"linkedStatementId": 9, "linkType": "JointStatement"}]),
        value(9, house="Lords", uin="HLWS9", linkedStatements=[{"linkedStatementId": 7}]),
    )
    memory.source = WrittenStatements(upstream(*twins).client())
    (twin,) = memory.read(WEEK, now=NOW)
    assert twin.house == "lords"
    assert twin.subject == alone.subject


def test_a_statement_that_corrects_another_is_a_subject_of_its_own() -> None:
    """It names the one it corrects, which was told before, and so is told and not taken for its twin."""
    for link in ("CorrectedStatement", "CorrectedAnswer"):
        corrects = value(9, linkedStatements=[{"linkedStatementId": 7, "linkType": link}])
        first, second = Memory(WrittenStatements(upstream(value(7), corrects).client())).read(WEEK, now=NOW)
        assert (first.subject, second.subject) == ("written-statements/7", "written-statements/9")


def test_a_statement_that_is_not_there_alone_is_told_by_its_heading() -> None:
    """Of a text that was only seen clipped nothing is matched or quoted, and the statement is asked for again."""
    there = upstream(value(7))
    alone = there.replies.pop(f"{LIST}/7")
    memory = Memory(WrittenStatements(there.client()))
    (told,) = memory.read(WEEK, now=NOW)
    assert told.partial
    there.replies[f"{LIST}/7"] = alone
    (whole,) = memory.read(WEEK, now=NOW)
    assert (whole.id, whole.partial) == (told.id, False)


def test_a_statement_corrected_further_down_is_read_again() -> None:
    """Its row stays as it was: a day later the first poll asks for it whole, and a second one for the list alone."""
    said, more = "<p>I am publishing the framework for courts.</p>", "<p>The probation service is included.</p>"
    memory = Memory(WrittenStatements(upstream(value(7, text=said)).client()))
    memory.read(WEEK, now=NOW)
    there = upstream(value(7, text=said + more))
    memory.source = WrittenStatements(there.client())
    assert memory.read(WEEK, now=NOW) == []
    (revised,) = memory.read(WEEK, now=NOW + timedelta(days=1))
    assert revised.text.endswith("The probation service is included.")
    assert memory.read(WEEK, now=NOW + timedelta(days=1, hours=1)) == []
    assert there.asked == {LIST: 3, f"{LIST}/7": 1}


def test_what_cannot_be_understood_is_named_and_the_others_are_read() -> None:
    """A row without its date is one line with its id and address."""
    memory = Memory(WrittenStatements(upstream(value(7, dateMade=None), value(8)).client()))
    assert [a.upstream_id for a in memory.read(WEEK, now=NOW)] == ["8"]
    (line,) = memory.unreadable
    assert "unreadable 7: dateMade" in line
    assert f"{LIST}/7" in line


def test_an_upstream_that_ignores_the_dates_is_not_believed() -> None:
    """Rows of another time than was asked for make the reading fail."""
    memory = Memory(WrittenStatements(upstream(value(7, dateMade="2019-03-12T00:00:00")).client()))
    assert memory.read(WEEK, now=NOW) == []
    assert "asked for 2026-03-06 to 2026-03-13, answered with a statement made on 2019-03-12" in memory.errors[0]


def test_a_host_that_is_down_is_an_error_and_not_a_quiet_day() -> None:
    """Nothing is told, and the span is not complete."""
    memory = Memory(WrittenStatements(Upstream({LIST: httpx.Response(503)}).client()))
    assert memory.read(WEEK, now=NOW) == []
    assert "status 503" in memory.errors[0]
    assert not memory.spans


def test_a_list_that_suddenly_shows_nothing_is_an_error_and_not_a_quiet_week() -> None:
    """While a day that it showed is asked for; a week later, or of the week before, it may be empty."""
    week_later, week_before = (date(2026, 3, 13), date(2026, 3, 20)), (date(2026, 3, 4), date(2026, 3, 11))
    shown = "made/recent: shows nothing, though it showed what is of 2026-03-12"
    for (first, last), errors in ((WEEK.first, WEEK.last), [shown]), (week_later, []), (week_before, []):
        memory = Memory(WrittenStatements(upstream(value(7)).client()))
        memory.read(WEEK, now=NOW)
        memory.source = WrittenStatements(upstream().client())
        memory.read(Window(first=first, last=last), now=NOW)
        assert memory.errors == errors


def test_history_is_read_by_the_month_and_goes_on_where_it_was() -> None:
    """A backfill begun again asks only for the months that were not read to their end."""
    there = upstream()
    memory = Memory(WrittenStatements(there.client()))
    memory.read(Window(first=date(2025, 11, 20), last=date(2026, 1, 10), history=True), now=NOW)
    assert len(there.requests) == 3
    assert there.requests[0].url.params["madeWhenTo"] == "2025-11-30"
    memory.read(Window(first=date(2025, 11, 20), last=date(2026, 2, 10), history=True), now=NOW)
    assert [r.url.params["madeWhenFrom"] for r in there.requests[3:]] == ["2026-01-01", "2026-02-01"]


def test_the_replica_is_read_without_a_wrong_parameter(replica: Callable[..., Replica]) -> None:
    """The statement made in both Houses is two activities of one subject."""
    there = replica("question-life", now="2026-03-13T12:00:00")
    with PoliteClient(mirror=there.url, pace=1000) as client:
        memory = Memory(WrittenStatements(client))
        told = memory.read(WEEK, now=instant("2026-03-13T12:00:00"))
        assert "statements made in the last 28 days" in memory.source.check(now=NOW)
    assert {(a.kind, a.upstream_id) for a in told} == {
        ("written-statement", "2200001"),
        ("written-statement", "2200002"),
    }
    assert len({a.subject for a in told}) == 1
    assert there.violations() == []


def test_recorded_statements_are_read(shared: Path) -> None:
    """Every recorded row and every statement recorded alone is understood."""
    from monitor.sources.written_statements import _made, _read, _value, _Wire

    samples = shared / "parliament-apis/samples/questions-statements"
    for file in samples.glob("writtenstatements-list-*.json"):
        for row in json.loads(file.read_text())["results"]:
            assert _read(date(2026, 9, 15), row).clipped
    for file in samples.glob("writtenstatement-*.json"):
        record = _made(_Wire.model_validate(_value(json.loads(file.read_text()))), listing="", clipped=False)
        assert record.uin
        assert record.text.startswith("<p>")
