"""The timetable: busy on sitting days, quiet at night and in recess, and never more polls than were measured."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from monitor.dispatch.sittings import is_sitting, spans
from monitor.parliament.dates import instant, today
from monitor.sources import SOURCES
from monitor.worker.timetable import PACES, interval, is_due

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("source", "now", "sitting", "minutes"),
    [
        ("hansard", "2026-03-10T15:00", True, 30),
        ("written-questions", "2026-03-10T12:00", True, 20),
        ("written-questions", "2026-03-10T18:59", True, 20),
        ("written-questions", "2026-03-10T19:00", True, 60),
        ("written-questions", "2026-03-10T06:00", True, 60),
        ("written-questions", "2026-03-10T23:59", True, 60),
        ("hansard", "2026-03-10T19:00", True, 60),
        ("hansard", "2026-03-10T05:59", True, 120),
        ("written-questions", "2026-03-10T00:00", True, 120),
        ("written-questions", "2026-08-11T15:00", False, 60),
        ("hansard", "2026-08-11T15:00", False, 120),
        ("hansard", "2026-07-14T05:30+01:00", True, 120),
        ("hansard", "2026-07-14T05:30Z", True, 60),
        ("divisions", "2026-03-10T16:00", True, 30),
        ("early-day-motions", "2026-03-10T21:00", True, 60),
        ("divisions", "2026-08-11T16:00", False, 240),
        ("oral-questions", "2026-03-10T16:00", True, 60),
        ("committees", "2026-03-10T09:00", True, 90),
        ("gov-uk", "2026-08-11T09:00", False, 60),  # offices work in recess
        ("feeds", "2026-03-14T09:00", False, 120),  # a Saturday
        ("calendar", "2026-03-10T09:00", True, 120),
        ("petitions", "2026-03-10T16:00", True, 240),
        ("members", "2026-08-11T16:00", False, 360),
        ("bills", "2026-03-10T03:00", True, 360),
    ],
)
def test_how_often_a_source_is_read(source: str, now: str, sitting: bool, minutes: int) -> None:
    """By what it brings and when: on the afternoon of a sitting, in office hours, at night, in recess; in London."""
    assert interval(source, instant(now), sitting) == minutes * MINUTE


def polls(source: str, day: str, *, sitting: bool) -> list[datetime]:
    """When a worker that ticks every minute, a little late each time, reads on *day*, having read just before it."""
    now, last, found = instant(f"{day}T00:00"), instant(f"{day}T00:00") - MINUTE, []
    for n in range(24 * 60):
        at = now + n * MINUTE + timedelta(milliseconds=n % 7)
        if is_due(last, at, interval(source, at, sitting)):
            last = at
            found.append(at)
    return found


def test_a_day_has_no_more_polls_than_were_measured() -> None:
    """The benchmark B5 counts the requests of 35 readings of questions, and 28 of debates; no tick is lost."""
    assert 33 <= len(polls("written-questions", "2026-03-10", sitting=True)) <= 35
    assert 26 <= len(polls("hansard", "2026-03-10", sitting=True)) <= 28
    assert len(polls("written-questions", "2026-08-11", sitting=False)) <= 21
    assert len(polls("hansard", "2026-08-11", sitting=False)) <= 12


@pytest.mark.parametrize(
    ("source", "most"),
    [
        ("divisions", 28),
        ("oral-questions", 20),
        ("committees", 14),
        ("gov-uk", 18),
        ("calendar", 11),
        ("bills", 6),
        ("members", 6),
    ],
)
def test_the_other_sources_leave_the_day_to_questions_and_debates(source: str, most: int) -> None:
    """Of what may be asked on a sitting day those two take the most; in recess none is read oftener."""
    sitting = len(polls(source, "2026-03-10", sitting=True))
    assert 4 <= sitting <= most
    assert len(polls(source, "2026-08-11", sitting=False)) <= sitting


def test_every_source_has_a_pace() -> None:
    """Also one that is not in the register yet; what is not named is read as often as any."""
    assert {make.name for make in SOURCES} <= set(PACES)
    assert interval("gazette", instant("2026-03-10T15:00"), True) == 30 * MINUTE


def test_a_source_never_read_is_due() -> None:
    """At once, whatever the hour."""
    assert is_due(None, instant("2026-03-10T03:00"), interval("hansard", instant("2026-03-10T03:00"), True))


@pytest.mark.parametrize(
    ("now", "read", "sitting"),
    [
        ("2026-03-10T08:00", {"commons/2026-03-09": 800}, True),  # a Tuesday in term, before anybody has spoken
        ("2026-03-14T15:00", {"lords/2026-03-12": 500}, False),  # a Saturday
        ("2026-03-14T15:00", {"lords/2026-03-14": 5}, True),  # a Saturday on which they sit
        ("2026-08-11T15:00", {}, False),  # recess: nothing in a week
        ("2026-08-11T15:00", {"commons/2026-08-11": 3}, True),  # recalled
        ("2026-08-11T15:00", {"commons/2026-08-10": 0}, False),  # a day read with nothing on it is no sitting
        ("2026-12-28T15:00", {"commons/2026-12-22": 9}, False),  # a bank holiday
    ],
)
def test_a_sitting_day_is_known_from_what_was_read(now: str, read: dict[str, int], sitting: bool) -> None:
    """Words of today make it one; else every working day is, but after a week without a sitting."""
    assert is_sitting(read, today(instant(now))) is sitting
    assert set(read) <= set(spans(today(instant(now))))
