"""A session ends: questions without an answer lapse, which is told once, in a line for all; after that they are left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from monitor.app import App
from monitor.dispatch.delivery import dispatch
from monitor.dispatch.desk import Desk
from monitor.parliament.dates import instant, today
from monitor.parliament.sittings import Calendar, Recess
from monitor.reports.week import facts
from monitor.store import Store, queries
from tests.lives import asks, away, keep, monitor, reads, scenario
from tests.test_composing import overdue
from tests.test_dispatch import Medium, daily, watchlist
from tests.test_question_life import NOW, asked, events, next_look
from tests.upstream import Replica

LIST = """title = "Probation"
[[to]]
address = "email:officer@example.org"
[[to]]
address = "slack:#probation"
digests = ["at-once"]
[[watch]]
title = "Probation"
phrases = ["probation"]
"""
LINE = "At prorogation on Thu 19 Mar, 4 questions you watch lapsed without an answer: 41011, 41101, 41102, HL5601"
THURSDAY = date(2026, 3, 19)


def ending(name: str = "Prorogation", first: date = THURSDAY, house: str = "commons") -> Recess:
    """The end of a session."""
    return Recess(house=house, name=name, first=first, last=date(2026, 4, 20))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "what"), [("Prorogation", "prorogation"), ("Dissolution of Parliament", "dissolution")]
)
def test_a_question_lapses_with_the_session_in_which_it_was_tabled(name: str, what: str) -> None:
    """Of its own House, and the first after it; a recess ends nothing."""
    later = ending("Dissolution", date(2026, 4, 30))
    calendar = Calendar(recesses=(ending("Easter recess", date(2026, 3, 12)), later, ending(name)))
    lapse = calendar.lapse("commons", date(2026, 3, 10))
    assert lapse is not None
    assert (lapse.first, lapse.ending) == (THURSDAY, what)
    assert calendar.lapse("commons", THURSDAY) == lapse
    assert calendar.lapse("commons", date(2026, 3, 20)) == later
    assert calendar.lapse("lords", date(2026, 3, 10)) is None


def test_what_has_lapsed_is_not_overdue_and_not_looked_at_again() -> None:
    """From the day after; where the session ends later, it is overdue as ever."""
    question, late = asked(), instant("2026-03-11T06:00:00")
    told = [one.activity.kind for one in events(question, question, again=True, now=late)]
    assert told == ["question", "overdue"]
    lapsed = [
        e.activity.kind for e in events(question, question, again=True, now=late, lapses=lambda *_: date(2026, 3, 10))
    ]
    assert lapsed == ["question"]
    assert next_look(question, now=NOW, lapses=lambda *_: date(2026, 3, 9)) is None
    assert next_look(question, now=NOW, lapses=lambda *_: today(NOW)) is not None, "it may be answered that day"


@pytest.fixture
def upstream(replica: Callable[..., Replica], tmp_path: Path) -> Replica:
    """Questions of March, the last of them open when both Houses are prorogued."""
    held = {"at": "2026-03-16T15:00:00", "kind": "holding", "id": 2100102, "set": {"answeringMemberId": 91004}}
    given = {"at": "2026-03-19T18:00:00", "kind": "answer", "id": 2100103}
    given["set"] = {"answeringMemberId": 91004, "answerText": "<p>Nine.</p>"}  # type: ignore[assignment]
    more = scenario(
        tmp_path / "ends.jsonl",
        asks(2100101, "41101", "2026-03-12", "2026-03-19", "To ask how many probation officers there are."),
        asks(2100102, "41102", "2026-03-12", "2026-03-16", "To ask how many probation officers are sick."),
        asks(2100103, "41103", "2026-03-12", "2026-03-19", "To ask how many probation officers are paid."),
        held,
        given,
        away(3001, "Commons", "Prorogation", "2026-03-19", "2026-04-12"),
        away(3002, "Lords", "Prorogation", "2026-03-19", "2026-04-12"),
    )
    return replica("question-life", more)


@pytest.fixture
def media() -> tuple[Medium, Medium]:
    """Email, and Slack."""
    return Medium(), Medium()


@pytest.fixture
def app(upstream: Replica, media: tuple[Medium, Medium], tmp_path: Path) -> Iterator[App]:
    """A monitor that reads questions and the calendar there."""
    email, slack = media
    names = ("calendar", "written-questions")
    with monitor(upstream, tmp_path, LIST, *names, email=email, slack=slack) as made:
        yield made


def told(app: App, medium: Medium, now: str) -> tuple[str, ...]:
    """The lines at the head of what is told at *now*."""
    before = len(medium.digests)
    done = dispatch(app.desk(clock=lambda: datetime.now(UTC)), now=instant(now))
    assert not done.problems
    return tuple(line for digest in list(medium.digests.values())[before:] for line in digest.notices)


def test_what_lapses_is_one_line_for_all_told_once(app: App, upstream: Replica, media: tuple[Medium, Medium]) -> None:
    """On the morning after, with the digest or at the usual hour; what was answered on the day is not among it."""
    email, slack = media
    for day in (11, 12, 13, 16, 17, 18, 19):
        reads(app, upstream, f"2026-03-{day}T07:00")
        assert LINE not in told(app, email, f"2026-03-{day}T07:30")
    assert len(app.store.due("written-questions", instant("2026-04-10T07:00"))) == 5
    reads(app, upstream, "2026-03-20T07:00")
    before = len(slack.digests)
    assert told(app, email, "2026-03-20T07:30") == (LINE,)
    assert [line for d in list(slack.digests.values())[before:] for line in d.notices].count(LINE) == 1
    for day in (23, 24, 25, 26, 27):
        reads(app, upstream, f"2026-03-{day}T07:00")
        assert LINE not in told(app, email, f"2026-03-{day}T07:30")
    assert all(line != LINE for d in list(slack.digests.values())[before + 2 :] for line in d.notices)


def test_what_has_lapsed_is_left(app: App, upstream: Replica, media: tuple[Medium, Medium]) -> None:
    """It is neither told as overdue nor listed as outstanding, nor read once more."""
    for day in (11, 13, 16, 18, 19, 20, 23, 25, 27):
        reads(app, upstream, f"2026-03-{day}T07:00")
        told(app, media[0], f"2026-03-{day}T07:30")
    overdue = {row["upstream_id"] for row in queries.activities(app.store, kind="overdue")}
    assert not overdue & {"2100101", "2100102", "2100008"}
    assert app.store.due("written-questions", instant("2026-06-01T07:00")) == []
    open_then = facts(app.store, ["probation"], first=date(2026, 3, 9), last=date(2026, 3, 18), sittings=app.calendar())
    assert [one.uin for one in open_then.outstanding] == ["41011", "41102"]
    assert open_then.held
    week = facts(app.store, ["probation"], first=date(2026, 3, 23), last=date(2026, 3, 27), sittings=app.calendar())
    assert week.outstanding == []
    assert not [one for one in week.coming if one.kind == "question"]


def test_who_comes_later_is_not_told_of_what_has_lapsed_before(
    app: App, upstream: Replica, media: tuple[Medium, Medium]
) -> None:
    """An address that is met after the end of the session has had no question open then."""
    reads(app, upstream, "2026-03-18T07:00")
    reads(app, upstream, "2026-03-20T07:00")
    for day in (20, 23, 24):
        assert LINE not in told(app, media[0], f"2026-03-{day}T07:30")


def test_what_was_overdue_before_it_lapsed_is_not_told_after(tmp_path: Path) -> None:
    """An address whose digest comes after the end of the session hears of the lapse, and of no delay that is past."""
    late, email = overdue(), Medium()
    one = watchlist("probation", daily(), watches=("probation",))
    for ends, told in [((), 1), ((ending(first=date(2026, 3, 9)),), 0)]:
        with Store.open(f"sqlite:///{tmp_path}/{told}.db") as store:
            desk = Desk(
                store=store,
                watchlists=[one],
                notifiers={"email": email},
                sources=[],
                clock=lambda: NOW,
                calendar=lambda ends=ends: Calendar(recesses=ends),  # type: ignore[misc]
            )
            assert not dispatch(desk, now=instant("2026-03-09T12:00")).queued
            keep(store, late, now=instant("2026-03-09T13:00"), watch=("probation", "probation"))
            queued = dispatch(desk, now=instant("2026-03-10T07:30")).queued
            assert sum(len(digest.entries) for digest in queued) == told
