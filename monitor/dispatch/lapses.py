"""What lapses when Parliament is prorogued or dissolved: one line for all, told once to who watched it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from monitor.dispatch.desk import Desk
from monitor.parliament.activities import Answer, Correction, Question, Withdrawal
from monitor.parliament.dates import at, today
from monitor.parliament.sittings import Calendar
from monitor.store.matched import matched
from monitor.store.parcels import Met

#: how long after it a lapse is still told, to who was already told of things then
TOLD = timedelta(days=28)
#: how long before it the questions may have been tabled: a session is seldom longer
SESSION = timedelta(days=730)
#: questions named in the line; the others are counted
NAMED = 40


def lapses(desk: Desk, address: str, met: Met, *, now: datetime) -> tuple[dict[str, datetime], tuple[str, ...]]:
    """What begins for *address* now, by what it is called, and its lines.

    Told from the day after: what is answered on the day itself is answered.
    """
    calendar = desk.calendar()
    since = max(today(met.first_met), today(now) - TOLD)
    ends = {(ending.ending, ending.first) for ending in calendar.endings() if since <= ending.first < today(now)}
    known = desk.addresses.noticed(address) if ends else {}
    lines = dict[str, tuple[date, str]]()
    for name, day in sorted(ends, key=lambda end: end[1]):
        what = f"lapse:{name}:{day}"
        if what not in known and (open_then := list(_open(desk, address, calendar, day))):
            lines[what] = (day, _line(name, day, open_then))
    return {what: at(day, time()) for what, (day, _) in lines.items()}, tuple(line for _, line in lines.values())


def _open(desk: Desk, address: str, calendar: Calendar, day: date) -> Iterator[Question]:
    """The matched questions that had no answer when they lapsed on *day*, in the order of their numbers."""
    lists = [wl.id for wl in desk.watchlists if any(to.address == address for to in wl.to)]
    asked = [
        one
        for one in matched(desk.store, lists, since=day - SESSION, until=day, kinds=["question"])
        if isinstance(one, Question) and (end := calendar.lapse(one.house, one.date)) and end.first == day
    ]
    lives = desk.store.activities_of({one.record for one in asked})
    done = {one.record for one in lives if isinstance(one, Answer | Correction | Withdrawal)}
    yield from sorted((one for one in asked if one.record not in done), key=lambda one: (len(one.uin), one.uin))


def _line(name: str, day: date, questions: list[Question]) -> str:
    """ "At prorogation on Thu 30 Apr, 3 questions you watch lapsed without an answer: 41001, 41020, HL55"."""
    count = "1 question" if len(questions) == 1 else f"{len(questions)} questions"
    named = ", ".join(one.uin for one in questions[:NAMED])
    more = f" and {len(questions) - NAMED} more" if len(questions) > NAMED else ""
    return f"At {name} on {day:%a} {day.day} {day:%b}, {count} you watch lapsed without an answer: {named}{more}"
