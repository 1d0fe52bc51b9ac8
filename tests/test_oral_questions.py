"""Oral questions: told when tabled, with the times at which departments are questioned; read cheaply and to the end."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from monitor.parliament.activities import OralQuestion, QuestionTime
from monitor.parliament.dates import instant
from monitor.sources.http import PoliteClient
from monitor.sources.oral_questions import OralQuestions
from monitor.sources.source import SourceError, Window
from tests.listed import Memory, Upstream, paged
from tests.upstream import Replica

NOW = instant("2026-03-05T18:00:00")
WEEK = Window(first=date(2026, 2, 26), last=date(2026, 3, 5))
QUESTIONS, TIMES = "/oralquestions/list", "/oralquestiontimes/list"


def question(id: int, **fields: Any) -> dict[str, Any]:
    """A fictional question as upstream sends it."""
    return {
        "Id": id,
        "QuestionType": 1,
        "QuestionText": "What steps he is taking to keep probation officers in Upper Wobblesham.",
        "Status": 5,
        "Number": 3,
        "TabledWhen": "2026-03-05T00:00:00",
        "RemovedFromToBeAskedWhen": None,
        "UIN": 900000 + id,
        "AnsweringWhen": "2026-03-10T00:00:00",
        "AnsweringBodyId": 54,
        "AnsweringBody": "Ministry of Justice",
        "AskingMemberId": 91001,
    } | fields


def slot(id: int, **fields: Any) -> dict[str, Any]:
    """A fictional question time as upstream documents it."""
    return {
        "Id": id,
        "AnsweringWhen": "2026-03-10T11:30:00",
        "DeadlineWhen": "2026-03-05T12:30:00",
        "SubstantiveTime": "11:30:00",
        "AnsweringBodyNames": "Ministry of Justice",
        "AnsweringMinisterTitles": "the Secretary of State for Justice",
    } | fields


def upstream(questions: Sequence[dict[str, Any]] = (), times: Sequence[dict[str, Any]] = ()) -> Upstream:
    """An upstream with these questions and question times, whatever days are asked for."""

    def reply(rows: list[Any], total: int) -> dict[str, Any]:
        return {"PagingInfo": {"Total": total}, "StatusCode": 200, "Success": True, "Errors": [], "Response": rows}

    return Upstream({QUESTIONS: paged(lambda: questions, reply), TIMES: paged(lambda: times, reply)})


def read(*questions: dict[str, Any], times: Sequence[dict[str, Any]] = ()) -> list[Any]:
    """What a first reading of these tells."""
    return Memory(OralQuestions(upstream(questions, times).client())).read(WEEK, now=NOW)


def test_a_question_is_told_once_dated_when_it_was_tabled() -> None:
    """With its words, its asker, its place in the ballot, its day, and the day's business to read."""
    there = upstream([question(12)])
    memory = Memory(OralQuestions(there.client()))
    (told,) = memory.read(WEEK, now=NOW)
    assert isinstance(told, OralQuestion)
    assert (told.upstream_id, told.date, told.answering) == ("12", date(2026, 3, 5), date(2026, 3, 10))
    assert (told.uin, told.number, told.topical) == ("900012", 3, False)
    assert told.text == "What steps he is taking to keep probation officers in Upper Wobblesham."
    assert [(p.member, p.role) for p in told.participants] == [(91001, "asked")]
    assert told.body
    assert (told.body.id, told.body.name) == (54, "Ministry of Justice")
    assert told.url == "https://whatson.parliament.uk/commons/2026-03-10/"
    assert memory.read(WEEK, now=NOW) == []


def test_the_subject_of_a_question_is_its_day_and_number() -> None:
    """UINs begin anew with each session; with the day of answering they name what was said in Hansard."""
    (told,) = read(question(12, UIN=901359))
    assert told.subject == "oral-questions/2026-03-10/901359"


def test_a_question_time_is_told_with_its_deadline_in_london_time() -> None:
    """By the name that the House gives it, at the time of the substantive questions."""
    (told,) = read(times=[slot(12)])
    assert isinstance(told, QuestionTime)
    assert (told.upstream_id, told.date, told.title) == ("12", date(2026, 3, 10), "Justice Questions")
    assert (told.starts, told.deadline) == ("2026-03-10T11:30:00", "2026-03-05T12:30:00")


def test_a_question_and_a_question_time_of_one_number_are_two() -> None:
    """Upstream counts them apart."""
    told = read(question(12), times=[slot(12)])
    assert len({a.id for a in told}) == len({a.record for a in told}) == len({a.subject for a in told}) == 2
    assert {a.upstream_id for a in told} == {"12"}


@pytest.mark.parametrize(
    ("fields", "starts", "deadline"),
    [
        ({"SubstantiveTime": "2026-03-10T09:30:00"}, "2026-03-10T09:30:00", "2026-03-05T12:30:00"),
        ({"SubstantiveTime": None, "DeadlineWhen": "0001-01-01T00:00:00"}, None, None),
        ({"SubstantiveTime": "", "DeadlineWhen": None}, None, None),
        ({"SubstantiveTime": "after prayers", "DeadlineWhen": "2026-07-06T12:30:00.123"}, None, "2026-07-06T12:30:00"),
    ],
)
def test_times_that_are_not_there_are_none(fields: dict[str, Any], starts: str | None, deadline: str | None) -> None:
    """How a time is printed was never recorded: what cannot be read as one is no reason to lose the day."""
    (told,) = read(times=[slot(12, **fields)])
    assert (told.starts, told.deadline) == (starts, deadline)


@pytest.mark.parametrize(
    ("bodies", "title"),
    [
        ("Home Office", "Home Office Questions"),
        ("Department for Environment, Food and Rural Affairs", "Environment, Food and Rural Affairs Questions"),
        ("Department of Health and Social Care", "Health and Social Care Questions"),
        ("Prime Minister", "Prime Minister’s Questions"),
        (None, "Questions"),
    ],
)
def test_question_times_are_called_as_the_house_calls_them(bodies: str | None, title: str) -> None:
    """By the department without its form."""
    (told,) = read(times=[slot(12, AnsweringBodyNames=bodies)])
    assert told.title == title


@pytest.mark.parametrize("kind", [2, "Topical"])
def test_a_topical_question_is_told_though_it_carries_no_words(kind: object) -> None:
    """Who watches a Member wants it; the specification writes the type as a word, the service as a number."""
    text = "If he will make a statement on his departmental responsibilities."
    (told,) = read(question(12, QuestionType=kind, QuestionText=text, Number=None))
    assert (told.topical, told.number) == (True, None)
    assert told.participants[0].member == 91001


def test_a_removed_question_was_tabled_and_its_removal_is_on_record() -> None:
    """The number of its status says nothing; that it was taken off is no event of its own."""
    there = upstream([question(12)])
    memory = Memory(OralQuestions(there.client()))
    assert len(memory.read(WEEK, now=NOW)) == 1
    memory.source = OralQuestions(
        upstream([question(12, Status=11, RemovedFromToBeAskedWhen="2026-03-09T15:55:52.03")]).client()
    )
    assert memory.read(WEEK, now=NOW) == []
    assert memory.records["oral-questions/12"].model_dump()["what"]["removed"] == date(2026, 3, 9)


def test_what_is_ahead_is_read_with_the_window() -> None:
    """Lists know only the day of answering, which lies ahead of the tabling."""
    there = upstream()
    Memory(OralQuestions(there.client())).read(WEEK, now=NOW)
    for request in there.requests:
        assert request.url.params["parameters.answeringDateStart"] == "2026-02-26"
        assert request.url.params["parameters.answeringDateEnd"] == "2026-04-16"
        assert request.url.params["parameters.take"] == "100"


def test_a_quiet_poll_costs_two_requests_however_long_the_list() -> None:
    """A list of several pages that is as long as it was is not read again for some hours; then it is, whole."""
    there = upstream([question(n) for n in range(1, 251)], [slot(1)])
    memory = Memory(OralQuestions(there.client()))
    assert len(memory.read(WEEK, now=NOW)) == 251
    before = len(there.requests)
    assert memory.read(WEEK, now=NOW + timedelta(hours=1)) == []
    assert len(there.requests) - before == 2
    memory.read(WEEK, now=NOW + timedelta(hours=7))
    assert len(there.requests) - before == 2 + 1 + 3


def test_a_question_more_in_a_long_list_is_found_at_once() -> None:
    """Its length is looked at in every poll."""
    questions = [question(n) for n in range(1, 251)]
    memory = Memory(OralQuestions(upstream(questions).client()))
    memory.read(WEEK, now=NOW)
    questions.append(question(251))
    assert [a.upstream_id for a in memory.read(WEEK, now=NOW + timedelta(minutes=30))] == ["251"]


def test_a_short_list_is_read_in_every_poll() -> None:
    """Of one page the look is the reading, so changed words are found at once."""
    questions = [question(1)]
    memory = Memory(OralQuestions(upstream(questions).client()))
    memory.read(WEEK, now=NOW)
    questions[0] = question(1, QuestionText="Whether he has plans for probation in Lower Wobblesham.")
    (told,) = memory.read(WEEK, now=NOW + timedelta(minutes=30))
    assert told.text == "Whether he has plans for probation in Lower Wobblesham."


def test_an_error_that_comes_as_a_good_reply_is_an_error() -> None:
    """`Success: false` is no quiet day."""
    refused = {"PagingInfo": None, "StatusCode": 400, "Success": False, "Errors": ["no such day"], "Response": None}
    memory = Memory(OralQuestions(Upstream({QUESTIONS: refused, TIMES: refused}).client()))
    assert memory.read(WEEK, now=NOW) == []
    assert all("refused: no such day" in error for error in memory.errors)
    assert len(memory.errors) == 2
    assert not memory.spans


def test_question_times_that_cannot_be_had_keep_no_question_back() -> None:
    """Each list fails for itself."""
    there = upstream([question(12)])
    there.replies[TIMES] = httpx.Response(503)
    memory = Memory(OralQuestions(there.client()))
    assert [a.kind for a in memory.read(WEEK, now=NOW)] == ["oral-question"]
    assert "status 503" in memory.errors[0]


def test_what_cannot_be_understood_is_named_and_the_others_are_read() -> None:
    """A row without its day is one line with its id and address."""
    there = upstream([question(7, TabledWhen=None), question(8)], [slot(9, AnsweringWhen="soon")])
    memory = Memory(OralQuestions(there.client()))
    assert [a.upstream_id for a in memory.read(WEEK, now=NOW)] == ["8"]
    time, one = memory.unreadable
    assert "unreadable 7: TabledWhen" in one
    assert "parameters.uINs=900007" in one
    assert "unreadable question-time/9: AnsweringWhen" in time


def test_an_upstream_that_ignores_the_days_is_not_believed() -> None:
    """Rows of another day than was asked for make the reading fail."""
    memory = Memory(OralQuestions(upstream([question(7, AnsweringWhen="2019-03-12T00:00:00")]).client()))
    assert memory.read(WEEK, now=NOW) == []
    assert "asked for 2026-02-26 to 2026-04-16, answered with one for 2019-03-12" in memory.errors[0]


def test_history_is_read_by_the_month_and_some_weeks_on() -> None:
    """What was tabled on the last days is answered after them; a backfill begun again goes on where it was."""
    there = upstream()
    memory = Memory(OralQuestions(there.client()))
    window = Window(first=date(2025, 11, 20), last=date(2025, 12, 10), history=True)
    memory.read(window, now=NOW)
    starts = [r.url.params["parameters.answeringDateStart"] for r in there.requests]
    assert starts == ["2025-11-20", "2025-12-01", "2026-01-01"] * 2
    memory.read(window, now=NOW)
    assert len(there.requests) == 6


def test_a_changed_shape_is_named_by_the_check() -> None:
    """The operator is told which field is gone."""
    whole = OralQuestions(upstream([question(1)], [slot(1)]).client())
    assert whole.check(now=NOW) == "1 questions and 1 question times around today"
    row = question(1)
    del row["AnsweringWhen"]
    with pytest.raises(SourceError, match="AnsweringWhen"):
        OralQuestions(upstream([row], [slot(1)]).client()).check(now=NOW)
    with pytest.raises(SourceError, match="another shape"):
        OralQuestions(Upstream({QUESTIONS: {"rows": []}}).client()).check(now=NOW)


def test_justice_questions_of_the_replica_are_told(shared: Path, replica: Callable[..., Replica]) -> None:
    """Step by step what the scenario expects of this source, no more, with two requests for a poll."""
    expected = json.loads((shared / "replica/scenarios/justice-questions.expected.json").read_text())
    there = replica("justice-questions", now=expected["steps"][0]["now"])
    with PoliteClient(mirror=there.url, pace=1000) as client:
        memory = Memory(OralQuestions(client))
        for step in expected["steps"]:
            there.clock(step["now"])
            now = instant(step["now"])
            day = date.fromisoformat(step["now"][:10])
            told = memory.read(Window(first=day - timedelta(days=7), last=day), now=now)
            wanted = {tuple(a) for a in step["activities"] if a[0] in OralQuestions.kinds}
            assert {(a.kind, a.upstream_id, str(a.date)) for a in told} == wanted
            assert memory.errors == []
        assert (
            memory.source.check(now=instant("2026-03-09T12:00:00")) == "2 questions and 1 question times around today"
        )
    assert there.requests() == 2 * len(expected["steps"]) + 2
    assert there.violations() == []


def test_recorded_questions_are_read(shared: Path) -> None:
    """Every recorded row is understood; those taken off the list are known by their date."""
    from monitor.sources.oral_questions import Tabled, _read_question

    rows = json.loads((shared / "parliament-apis/samples/oralquestions/oralquestions-list-member-185.json").read_text())
    read = [record.what for record in map(_read_question, rows["Response"])]
    assert len(read) == rows["PagingInfo"]["Total"]
    assert all(isinstance(what, Tabled) and what.member == 185 and what.question for what in read)
    assert {"2020-04-29"} <= {str(what.removed) for what in read if isinstance(what, Tabled)}
