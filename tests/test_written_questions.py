"""Written questions are read completely and cheaply, and every turn of their lives is told once."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from monitor.parliament.activities import Activity
from monitor.parliament.dates import instant, today
from monitor.sources.http import PoliteClient
from monitor.sources.question_life import WrittenQuestion
from monitor.sources.source import Kept, Page, Reading, Window
from monitor.sources.written_questions import LOOKS, WrittenQuestions

DAY = timedelta(days=1)
LISTS = "/api/writtenquestions/questions"
Match = Callable[[WrittenQuestion], bool]


class Walked:
    """What one poll brought."""

    def __init__(self) -> None:
        self.new: list[Activity] = []
        self.revised: list[Activity] = []
        self.pages: list[Page] = []
        self.requests = 0

    @property
    def errors(self) -> list[str]:
        """Of all pages."""
        return [p.error for p in self.pages if p.error]

    @property
    def unreadable(self) -> list[str]:
        """Of all pages."""
        return [line for p in self.pages for line in p.unreadable]

    @property
    def told(self) -> list[tuple[str, str, str]]:
        """Kind, upstream id and date of what is new, sorted."""
        return sorted((a.kind, a.upstream_id, str(a.date)) for a in self.new)


class Walk:
    """The first half of the walk with dictionaries for a store."""

    def __init__(self, url: str, matches: Match = lambda q: False) -> None:
        self.client = PoliteClient(mirror=url, pace=1e6, wait_initial=0, wait_max=0)
        self.source, self.matches = WrittenQuestions(self.client), matches
        self.records: dict[str, WrittenQuestion] = {}
        self.spans: dict[str, Reading] = {}
        self.activities: dict[str, Activity] = {}
        self.looks: dict[str, datetime] = {}

    def listings(self, ids: Collection[str]) -> Mapping[str, str]:
        """As the store would."""
        return {i: self.records[i].listing for i in ids if i in self.records}

    def readings(self, spans: Collection[str]) -> Mapping[str, Reading]:
        """As the store would."""
        return {s: self.spans[s] for s in spans if s in self.spans}

    def poll(self, at: str, window: Window | None = None) -> Walked:
        """One poll at *at*, London time."""
        now, before, walked = instant(at), self.client.requests, Walked()
        again = [self.records[i] for i, due in self.looks.items() if due <= now]
        window = window or Window(first=today(now) - 7 * DAY, last=today(now))
        for page in self.source.read(window, self, again, now=now):
            walked.pages.append(page)
            self._take(page, {r.id for r in again}, walked, now)
        walked.requests = self.client.requests - before
        return walked

    def _take(self, page: Page, again: set[str], walked: Walked, now: datetime) -> None:
        kept = {r.id: Kept(record=self.records[r.id]) for r in page.records if r.id in self.records}
        for record in self.source.settle(page, kept).records:
            before = self.records.get(record.id)
            if before is not None and record.rank < before.rank:
                continue
            for event in self.source.events(record, before, again=record.id in again, now=now):
                if event.if_matched and not self.matches(WrittenQuestion.model_validate(record)):
                    continue
                old = self.activities.setdefault(event.activity.id, event.activity)
                if old is event.activity:
                    walked.new.append(old)
                elif not event.passed and old.fingerprint != event.activity.fingerprint:
                    self.activities[old.id] = event.activity
                    walked.revised.append(event.activity)
            own = WrittenQuestion.model_validate_json(record.model_dump_json())
            self.records[own.id] = own
            look = self.source.next_look(own, now=now)
            self.looks.pop(own.id, None)
            if look and self.matches(own):
                self.looks[own.id] = look
        if page.complete:
            self.spans[page.span] = Reading(span=page.span, at=now, count=len(page.seen), probe=page.probe)


Walks = Callable[..., Walk]


@pytest.fixture
def walks() -> Iterator[Walks]:
    """Makes walks, `walks(upstream)`, and closes them at the end."""
    made: list[Walk] = []

    def make(upstream: Any, matches: Match = lambda q: False) -> Walk:
        made.append(Walk(upstream.url, matches))
        return made[-1]

    yield make
    for walk in made:
        walk.client.close()


def on_probation(q: WrittenQuestion) -> bool:
    """The watch of the scenarios."""
    words = f"{q.question} {q.heading} {q.answer}".lower()
    return bool(re.search(r"probation(?!ary| period)|transforming rehabilitation", words))


# -- against the replica ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scenario", ["question-life", "missed-and-healed", "recess-and-clocks"])
def test_the_lives_of_questions_are_told_step_by_step(replica: Any, walks: Walks, shared: Path, scenario: str) -> None:
    """At every instant exactly the expected activities are new, a second poll brings nothing, and no request is wrong."""
    expected = json.loads((shared / f"replica/scenarios/{scenario}.expected.json").read_text())
    parliament = replica(scenario)
    walk = walks(parliament, on_probation)
    for step in expected["steps"]:
        parliament.clock(step["now"])
        down = "written-questions" in step.get("down", [])
        rules = [{"path": "/api/writtenquestions*", "fault": "status", "status": 503}] if down else []
        parliament.faults(*rules, *step.get("faults", []))
        walked = walk.poll(step["now"])
        assert walked.told == sorted(tuple(a) for a in step["activities"] if a[0] in walk.source.kinds), step["now"]
        assert bool(walked.errors) == down, walked.errors
        assert walked.requests <= 40
        second = walk.poll(step["now"])
        assert (second.new, second.revised) == ([], [])
        assert second.requests <= 12
    assert parliament.violations() == []


def question(number: int, tabled: str, **more: Any) -> dict[str, Any]:
    """A question as upstream holds it."""
    text = f"To ask the Secretary of State for Justice, how many probation officers work in ward {number}."
    return {
        "id": number, "uin": str(number), "house": "Commons", "askingMemberId": 91001, "memberHasInterest": False,
        "dateTabled": f"{tabled}T00:00:00", "dateForAnswer": "2026-03-12T00:00:00", "questionText": text,
        "answeringBodyId": 54, "answeringBodyName": "Ministry of Justice", "isWithdrawn": False, "isNamedDay": False,
        "groupedQuestions": [], "groupedQuestionsDates": [], "attachmentCount": 0, "heading": "Probation",
        "answerIsHolding": None, "answerIsCorrection": None, "answeringMemberId": None, "correctingMemberId": None,
        "dateAnswered": None, "answerText": None, "dateAnswerCorrected": None, "dateHoldingAnswer": None,
    } | more  # fmt: skip


Parliament = Callable[..., Any]


@pytest.fixture
def parliament(replica: Any, tmp_path: Path) -> Parliament:
    """Starts a replica that holds these events."""

    def start(events: list[dict[str, Any]], now: str) -> Any:
        file = tmp_path / "fictional.jsonl"
        file.write_text("\n".join(json.dumps(e) for e in events))
        return replica(file, now=now)

    return start


def tabled(*numbers: int, day: str = "2026-03-10", **more: Any) -> list[dict[str, Any]]:
    """Events: these questions were tabled on *day*."""
    return [{"at": f"{day}T10:00:00", "kind": "question", "record": question(n, day, **more)} for n in numbers]


def answered(*numbers: int, at: str, text: str = "<p>Forty-one.</p>") -> list[dict[str, Any]]:
    """Events: these questions were answered."""
    return [
        {"at": at, "kind": "answer", "id": n, "set": {"answerText": text, "answeringMemberId": 91004}} for n in numbers
    ]


def test_a_quiet_poll_on_a_busy_afternoon_costs_a_dozen_requests(parliament: Parliament, walks: Walks) -> None:
    """With 520 questions tabled and 470 answered today, nothing new: five pages of answers, and totals."""
    events = tabled(*range(1000, 1520), day="2026-03-09") + answered(*range(1000, 1470), at="2026-03-10T11:00:00")
    upstream = parliament(events, "2026-03-10T15:00:00")
    walk = walks(upstream)
    first = walk.poll("2026-03-10T15:00:00")
    assert len(first.told) == 520 + 470
    quiet = walk.poll("2026-03-10T15:10:00")
    assert (quiet.new, quiet.errors) == ([], [])
    assert quiet.requests <= 12
    assert upstream.violations() == []


def test_what_stands_in_a_list_as_it_was_is_not_asked_for_alone(parliament: Parliament, walks: Walks) -> None:
    """The look that twenty matched questions are due for is had from the list of their day, which is read that morning."""
    upstream = parliament(tabled(*range(1000, 1020), day="2026-03-09"), "2026-03-09T12:00:00")
    walk = walks(upstream, lambda q: True)
    walk.poll("2026-03-09T12:00:00")
    before = dict(walk.looks)
    upstream.clock("2026-03-10T11:00:00")
    assert walk.poll("2026-03-10T11:00:00").requests < 20
    assert len(before) == 20
    assert all(walk.looks[id] > due for id, due in before.items())


def test_a_few_new_rows_are_found_without_reading_the_week_again(parliament: Parliament, walks: Walks) -> None:
    """Totals of halves of the week lead to the day that changed."""
    upstream = parliament(tabled(*range(1000, 1007), day="2026-03-05"), "2026-03-10T15:00:00")
    walk = walks(upstream)
    walk.poll("2026-03-10T15:00:00")
    for event in tabled(1500, day="2026-03-05"):
        upstream.admin("events", event | {"at": "2026-03-10T15:05:00"})
    upstream.clock("2026-03-10T15:10:00")
    walked = walk.poll("2026-03-10T15:10:00")
    assert walked.told == [("question", "1500", "2026-03-05")]
    assert walked.requests <= 12


def test_a_withdrawal_is_found_by_the_next_poll_and_dated_as_found(parliament: Parliament, walks: Walks) -> None:
    """Also of a question tabled weeks before, which no window lists; reading weeks of strangers is not needed."""
    old = tabled(1, 2, 3, day="2026-02-02", dateForAnswer="2026-04-01T00:00:00")
    upstream = parliament([*old, *tabled(4, day="2026-02-03")], "2026-03-10T10:00:00")
    walk = walks(upstream)
    walk.poll("2026-03-10T10:00:00", Window(first=date(2026, 2, 2), last=date(2026, 2, 2), history=True))
    assert walk.poll("2026-03-10T10:00:00").new == []
    for number in (2, 4):
        upstream.admin("events", {"at": "2026-03-10T11:00:00", "kind": "withdrawal", "id": number, "set": {}})
    upstream.clock("2026-03-10T12:00:00")
    assert walk.poll("2026-03-10T12:00:00").told == [("withdrawal", "2", "2026-03-10")]
    assert walk.poll("2026-03-10T12:10:00").new == []
    assert set(walk.records) == {f"written-questions/{n}" for n in (1, 2, 3)}


def test_what_is_overdue_is_told_by_one_list_however_much_it_is(parliament: Parliament, walks: Walks) -> None:
    """Sixty matched questions of one day are overdue at once, in the first poll of the morning."""
    due = {"dateForAnswer": "2026-03-12T00:00:00"}
    upstream = parliament(tabled(*range(1000, 1060), **due), "2026-03-10T15:00:00")
    walk = walks(upstream, lambda q: True)
    walk.poll("2026-03-10T15:00:00")
    upstream.clock("2026-03-13T07:30:00")
    walked = walk.poll("2026-03-13T07:30:00")
    assert [kind for kind, _, _ in walked.told] == ["overdue"] * 60
    assert walked.requests <= 30
    again = walk.poll("2026-03-13T07:30:00")
    assert (again.new, again.revised, walked.errors) == ([], [], [])


def test_matched_questions_that_are_gone_are_named_once_a_look(parliament: Parliament, walks: Walks) -> None:
    """More of them than one poll looks at: the next comes to the others; none is taken for overdue."""
    every = range(LOOKS + 5)
    gone = [{"at": "2026-03-11T09:00:00", "kind": "question_removed", "id": n} for n in every]
    upstream = parliament([*tabled(*every, day="2026-03-03"), *gone], "2026-03-03T15:00:00")
    walk = walks(upstream, lambda q: True)
    walk.poll("2026-03-03T15:00:00")
    upstream.clock("2026-03-13T12:00:00")
    polls = [walk.poll(f"2026-03-13T{hour}:00:00") for hour in (12, 13, 14)]
    assert [(p.new, len(p.unreadable)) for p in polls] == [([], LOOKS), ([], 5), ([], 0)]
    assert "unreadable 0: is no longer there" in polls[0].unreadable[0]


def test_a_text_beyond_the_list_is_read_whole(parliament: Parliament, walks: Walks) -> None:
    """Long questions, answers, and a question whose no-break space became a question mark are fetched alone."""
    long = "To ask the Minister, " + "whether, " * 40 + "and if so when."
    broken = "To ask the Minister, what followed Transforming\u202fRehabilitation."
    events = [*tabled(1, questionText=long), *tabled(2, questionText=broken), *tabled(3)]
    upstream = parliament([*events, *answered(3, at="2026-03-10T12:00:00")], "2026-03-10T15:00:00")
    walk = walks(upstream)
    walk.poll("2026-03-10T15:00:00")
    kept = {r.upstream_id: r for r in walk.records.values()}
    assert kept["1"].question == long
    assert kept["2"].question == broken
    assert kept["3"].answer == "<p>Forty-one.</p>"
    assert not any(r.partial for r in kept.values())


def test_a_backfill_that_was_killed_goes_on_and_agrees_with_polling(parliament: Parliament, walks: Walks) -> None:
    """Days read within a day are not read again; what is recorded is what polls would have recorded."""
    events = tabled(*range(1, 9), day="2026-03-02") + tabled(20, 21, day="2026-03-04", groupedQuestions=["1"])
    upstream = parliament([*events, *answered(1, 20, at="2026-03-05T12:00:00")], "2026-03-06T09:00:00")
    polled, filled = walks(upstream), walks(upstream)
    polled.poll("2026-03-06T09:00:00")
    window = Window(first=date(2026, 3, 1), last=date(2026, 3, 6), history=True)
    pages = filled.source.read(window, filled, [], now=instant("2026-03-06T09:00:00"))
    for _ in range(6):
        filled._take(next(pages), set(), Walked(), instant("2026-03-06T09:00:00"))
    pages.close()  # type: ignore[attr-defined]
    done = set(filled.spans)
    assert done
    rest = filled.poll("2026-03-06T10:00:00", window)
    assert done.isdisjoint(p.span for p in rest.pages)
    assert filled.records == polled.records
    assert filled.activities == polled.activities
    assert filled.poll("2026-03-06T11:00:00", window).requests == 0


# -- faults -----------------------------------------------------------------------------------------------------------


def healed(walk: Walk, upstream: Any, at: str = "2026-03-10T15:30:00") -> Walked:
    """The poll after the faults have gone."""
    upstream.faults()
    walked = walk.poll(at)
    assert (walked.errors, walked.unreadable) == ([], [])
    return walked


@pytest.mark.parametrize("fault", ["shift", "lost", "total_lies"])
def test_lists_that_do_not_hold_still_are_named_and_healed(parliament: Parliament, walks: Walks, fault: str) -> None:
    """Nothing is lost and nothing told twice once it is over."""
    upstream = parliament(tabled(*range(1, 251)), "2026-03-10T15:00:00")
    walk = walks(upstream)
    upstream.faults({"fault": fault})
    faulty = walk.poll("2026-03-10T15:00:00")
    assert any("tabled/2026-03-10" in e and "rows moved" in e for e in faulty.errors)
    assert "tabled/2026-03-10" not in walk.spans
    assert len(faulty.new) + len(healed(walk, upstream).new) == 250
    assert len(walk.activities) == 250


def test_a_day_that_suddenly_holds_nothing_is_a_failure(parliament: Parliament, walks: Walks) -> None:
    """An empty reply is not believed where rows were read before; the reading kept is the old one."""
    upstream = parliament(tabled(1, 2, 3, 4, 5), "2026-03-10T15:00:00")
    walk = walks(upstream)
    walk.poll("2026-03-10T15:00:00")
    upstream.faults({"fault": "empty_results"})
    assert "tabled/2026-03-10: shrank from 5 to 0" in walk.poll("2026-03-10T15:10:00").errors
    assert walk.spans["tabled/2026-03-10"].count == 5
    assert healed(walk, upstream).new == []


def test_a_holding_answer_that_was_replaced_makes_no_day_shrink(parliament: Parliament, walks: Walks) -> None:
    """It leaves the day of the holding answer for that of the answer; that is no failure."""
    held = [{"at": "2026-03-09T12:00:00", "kind": "holding", "id": n, "set": {}} for n in range(1, 7)]
    events = [*tabled(*range(1, 7), day="2026-03-05"), *held, *answered(*range(1, 7), at="2026-03-10T12:00:00")]
    upstream = parliament(events, "2026-03-09T15:00:00")
    walk = walks(upstream)
    assert len(walk.poll("2026-03-09T15:00:00").new) == 12
    upstream.clock("2026-03-10T15:00:00")
    walked = walk.poll("2026-03-10T15:00:00")
    assert walked.errors == []
    assert walked.told == [("answer", str(n), "2026-03-10") for n in range(1, 7)]


@pytest.mark.parametrize(
    ("fault", "field"),
    [("null_field", "questionText"), ("missing_field", "dateTabled"), ("wrong_type", "dateForAnswer")],
)
def test_an_unreadable_row_is_named_and_the_rest_goes_on(
    parliament: Parliament, walks: Walks, fault: str, field: str
) -> None:
    """One line with its id and address, and it is tried again next time although nothing else has changed."""
    upstream = parliament(tabled(1, 2, 3), "2026-03-10T15:00:00")
    walk = walks(upstream)
    upstream.faults({"fault": fault, "field": field})
    faulty = walk.poll("2026-03-10T15:00:00")
    assert len(faulty.new) == 2
    assert faulty.errors == []
    (line,) = set(faulty.unreadable)
    found = re.fullmatch(r"unreadable (\d): .* \(https://questions-statements-api\S+/questions/(\d)\)", line)
    assert found
    assert found[1] == found[2]
    assert [a.upstream_id for a in healed(walk, upstream).new] == [found[1]]


def test_a_row_without_an_id_is_named_by_its_place(parliament: Parliament, walks: Walks) -> None:
    """There is nothing else to call it by."""
    upstream = parliament(tabled(1, 2, 3), "2026-03-10T15:00:00")
    walk = walks(upstream)
    upstream.faults({"fault": "null_field", "field": "id", "row": 1})
    (line,) = set(walk.poll("2026-03-10T15:00:00").unreadable)
    assert line.startswith("unreadable row 2: id: ")
    assert "questions?tabledWhenFrom=2026-03-10" in line
    assert len(healed(walk, upstream).new) == 1


def test_a_question_that_cannot_be_fetched_is_named_and_fetched_next_time(parliament: Parliament, walks: Walks) -> None:
    """The rest of its page is recorded; the span is not complete."""
    upstream = parliament([*tabled(1, 2, 3), *answered(1, 2, at="2026-03-10T12:00:00")], "2026-03-10T15:00:00")
    walk = walks(upstream)
    upstream.faults({"path": f"{LISTS}/2", "fault": "status", "status": 500})
    faulty = walk.poll("2026-03-10T15:00:00")
    assert faulty.told == [
        ("answer", "1", "2026-03-10"),
        ("question", "1", "2026-03-10"),
        ("question", "3", "2026-03-10"),
    ]
    assert all("1 not fetched (2)" in e and "status 500" in e for e in faulty.errors)
    assert "tabled/2026-03-10" not in walk.spans
    assert healed(walk, upstream).told == [("answer", "2", "2026-03-10"), ("question", "2", "2026-03-10")]


def test_a_row_is_tried_again_although_the_total_agrees_by_chance(parliament: Parliament, walks: Walks) -> None:
    """One answer could not be read, one holding answer left the day: the total is what was read."""
    held = [{"at": "2026-03-09T12:00:00", "kind": "holding", "id": 2, "set": {}}]
    life = [*tabled(1, 2, day="2026-02-20"), *held, *answered(1, at="2026-03-09T13:00:00")]
    upstream = parliament([*life, *answered(2, at="2026-03-10T00:30:00")], "2026-03-09T15:00:00")
    walk = walks(upstream)
    upstream.faults({"path": f"{LISTS}/1", "fault": "missing_field", "field": "answerText"})
    assert "answered, but without an answer" in walk.poll("2026-03-09T15:00:00").unreadable[0]
    upstream.clock("2026-03-10T01:00:00")
    walked = healed(walk, upstream, "2026-03-10T01:00:00")
    assert ("answer", "1", "2026-03-09") in walked.told


def test_a_source_that_is_down_is_given_up_and_what_was_not_read_is_named(parliament: Parliament, walks: Walks) -> None:
    """Two failures in a row are enough; nothing is taken as quiet."""
    upstream = parliament(tabled(1, 2), "2026-03-10T15:00:00")
    walk = walks(upstream, on_probation)
    walk.poll("2026-03-10T15:00:00")
    upstream.clock("2026-03-11T15:00:00")
    upstream.faults({"fault": "status", "status": 503})
    down = walk.poll("2026-03-11T15:00:00")
    assert down.requests == 8
    assert [e.split(":")[0] for e in down.errors[:2]] == ["tabled", "answered"]
    assert down.errors[2].endswith("not read: corrected, due, withdrawn, another look at what matched")
    assert not any(p.complete for p in down.pages)


def test_an_upstream_that_ignores_the_dates_is_not_believed() -> None:
    """A misspelt parameter would bring everything with status 200."""
    reply = {"totalResults": 1, "results": [{"value": question(9, "2024-10-07")}]}
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=reply))
    with PoliteClient(pace=1e6, transport=transport) as client:
        window, walk = Window(first=date(2026, 3, 9), last=date(2026, 3, 10)), Walk("http://127.0.0.1:1")
        pages = WrittenQuestions(client).read(window, walk, [], now=instant("2026-03-10T05:00:00"))
        errors = [p.error or "" for p in pages]
    assert "ignored tabledWhenFrom/To: question 9 has dateTabled 2024-10-07" in errors[0]
