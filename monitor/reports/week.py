"""A week as the store tells it, for the weekly digest and the week ahead; and what comes up as a calendar file.

The calendar file is iCalendar (RFC 5545) by the library icalendar: an event keeps its UID, and a later file has a
higher SEQUENCE, so that a changed time replaces its entry.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

from monitor import __version__
from monitor.parliament.activities import (
    Activity,
    Answer,
    CallForEvidence,
    Coming,
    HoldingAnswer,
    Motion,
    Question,
    QuestionTime,
    Withdrawal,
)
from monitor.parliament.dates import UTC, instant, is_working_day
from monitor.parliament.sittings import Calendar as Sittings
from monitor.store import Store
from monitor.store.matched import first_record, lives, matched, members_before
from notifiers.layout import clean, link
from watchlists.chips import by
from watchlists.sections import is_coming, label
from watchlists.week import RAISED, Facts

WEEK = timedelta(days=7)
#: how far back what is outstanding, and calls for evidence, are looked for
LONG = timedelta(days=365)
#: how far ahead question times are published
AHEAD = timedelta(days=60)
#: who raised something for the first time is told once so much is recorded
KNOWN = timedelta(days=28)
#: bars of the weekly digest
BARS = 12
#: where the calendar is not known
NO_SITTINGS = Sittings()
#: what moves a motion
MOVING = ("motion", "signature", "signature-withdrawal")
#: kinds that lie ahead
COMING = ("question-time", "evidence-session", "bill-stage", "business")


def facts(
    store: Store,
    watchlists: Collection[str],
    *,
    first: date,
    last: date,
    new: Sequence[Activity] = (),
    seen: tuple[datetime, datetime] | None = None,
    sits: Callable[[date], bool] = is_working_day,
    sittings: Sittings = NO_SITTINGS,
    primed: bool = True,
) -> Facts:
    """What is to be told of the days from *first* to *last*; *sits*: whether Parliament sits on a day.

    *new*: what matched and was not told before, however it is dated. *seen*: after when and until when the names on
    motions were first seen that matched nothing themselves; None: those dated in these days.
    *sittings*: Parliament's calendar, by which questions lapse and holding answers are counted. *primed*: also what is
    never announced.
    """
    questions = matched(store, watchlists, since=last - LONG, until=last, kinds=["question"], primed=primed)
    steps = store.activities_of({one.record for one in questions})
    done = {one.record for one in steps if isinstance(one, Answer | Withdrawal) or one.kind == "correction"}
    waiting = [
        one
        for one in questions
        if isinstance(one, Question) and one.record not in done and not _has_lapsed(one, sittings, last)
    ]
    held = [one for one in steps if isinstance(one, HoldingAnswer) and one.record not in done]
    earliest = first_record(store)
    moving = matched(store, watchlists, since=last - LONG, until=last, kinds=MOVING, primed=primed)
    motions = [one for one in moving if isinstance(one, Motion)]
    others = _others(store, motions, moving, seen, first=first, last=last)
    return Facts(
        first=first,
        last=last,
        told=sorted(new, key=lambda one: one.date),
        before=_before(store, watchlists, last, new) if earliest and earliest <= first - KNOWN else None,
        outstanding=[one for one in waiting if one.due < last],
        held=held,
        moved=[*(one for one in new if one.kind in MOVING and one.record in {m.record for m in motions}), *others],
        sitting_days=by(sittings),
        coming=[*coming(store, watchlists, after=last, primed=primed), *(one for one in waiting if one.due > last)],
        weeks=_weeks(store, watchlists, last, sits, primed=primed),
        standing={one.subject: one.signatures for one in motions},
    )


def _has_lapsed(question: Question, sittings: Sittings, day: date) -> bool:
    lapse = sittings.lapse(question.house, question.date)
    return lapse is not None and lapse.first <= day


def _others(
    store: Store,
    motions: Collection[Motion],
    matching: Collection[Activity],
    seen: tuple[datetime, datetime] | None,
    *,
    first: date,
    last: date,
) -> list[Activity]:
    """The signatures on *motions* and their withdrawals that matched nothing themselves, of these days or so *seen*."""
    themselves = {one.id for one in matching}
    return [
        one.activity
        for one in lives(store, {motion.record for motion in motions})
        if one.activity.kind in MOVING and one.activity.id not in themselves
        if (seen[0] < one.first_seen <= seen[1] if seen else first <= one.activity.date <= last)
    ]


def coming(store: Store, watchlists: Collection[str], *, after: date, primed: bool = True) -> list[Activity]:
    """What matched and lies after a day: business, evidence sessions, question times, deadlines.

    *primed*: also what is never announced.
    """
    ahead = matched(store, watchlists, since=after, until=after + AHEAD, kinds=COMING, primed=primed)
    calls = matched(store, watchlists, since=after - LONG, until=after, kinds=["call-for-evidence"], primed=primed)
    sits = [one for one in ahead if is_coming(one, today=after)]
    return [*sits, *(one for one in calls if isinstance(one, CallForEvidence) and one.deadline)]


def calendar(activities: Sequence[Activity], *, title: str, now: datetime) -> bytes:
    """*activities* that lie ahead as an iCalendar file: meetings by their hours, deadlines by their days."""
    made = Calendar()
    made.add("prodid", f"-//Parliament Monitor//{__version__}//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", clean(title))
    for activity in activities:
        for event in _events(activity, now):
            made.add_component(event)
    return bytes(made.to_ical())


def _events(activity: Activity, now: datetime) -> list[Event]:
    if isinstance(activity, CallForEvidence):
        deadline = activity.deadline
        return [_event(activity, "deadline", f"Evidence by today: {activity.title}", deadline, now)] if deadline else []
    if not isinstance(activity, Coming):
        return []
    event = _event(activity, "", f"{label(activity)}: {activity.title}", _at(activity.starts) or activity.date, now)
    if (ends := _at(activity.ends)) and _at(activity.starts):  # RFC 5545: both are hours, or both are days
        event.add("dtend", ends)
    if activity.place:
        event.add("location", clean(activity.place))
    if activity.cancelled:
        event.add("status", "CANCELLED")
    if isinstance(activity, QuestionTime) and (deadline := _at(activity.deadline)):
        return [event, _event(activity, "deadline", f"Last time to table: {activity.title}", deadline, now)]
    return [event]


def _event(activity: Activity, part: str, summary: str, start: date | datetime, now: datetime) -> Event:
    event = Event()
    event.add("uid", "/".join(filter(None, (activity.id, part))) + "@parliament-monitor")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("sequence", int(now.timestamp()) // 60)
    event.add("summary", clean(summary))
    event.add("dtstart", start)
    event.add("url", link(activity.url))
    return event


def _at(wall: str | None) -> datetime | None:
    """The instant of a London wall time, in UTC; None of one that is not set."""
    return instant(wall) if wall and len(wall) > 10 else None


def _before(store: Store, watchlists: Collection[str], day: date, new: Sequence[Activity]) -> frozenset[int]:
    return frozenset(members_before(store, watchlists, RAISED, day, new={one.id for one in new}))


def _weeks(
    store: Store, watchlists: Collection[str], last: date, sits: Callable[[date], bool], *, primed: bool
) -> list[int]:
    """How much matched in each of the last sitting weeks, the latest last; weeks of recess are left out."""
    monday = last - timedelta(days=last.weekday())
    counts: list[int] = []
    for back in range(2 * BARS):
        first = monday - back * WEEK
        if any(sits(first + timedelta(days=n)) for n in range(5)):
            until = first + WEEK - timedelta(days=1)
            counts.append(len(matched(store, watchlists, since=first, until=until, primed=primed)))
        if len(counts) == BARS:
            break
    while counts and not counts[-1]:  # before the first record
        counts.pop()
    return counts[::-1]
