"""Chips: the state of a written question in a few words; `acts` has those of what is neither asked nor spoken.

Lateness is counted in calendar days from the date for answer, so that a reader can count it from the two dates printed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from monitor.parliament.activities import Activity, Answer, Correction, HoldingAnswer, Overdue, Question, Withdrawal
from monitor.parliament.dates import days, is_working_day
from monitor.parliament.sittings import HOUSES, Calendar
from watchlists.evasion import evasion

UNSEEN = "wording not seen"
#: a holding answer that stands for more sitting days is told with their number
HOLDING = 10
#: how many of the days after the first, up to the second, are sitting days
SittingDays = Callable[[date, date], int]


def working_days(first: date, last: date) -> int:
    """How many of the days after *first*, up to *last*, are working days: where the calendar is not known."""
    return sum(map(is_working_day, days(first, last)[1:]))


def by(calendar: Calendar) -> SittingDays:
    """The sitting days of either House; where *calendar* does not say, working days count."""

    def is_one(day: date) -> bool:
        said = [calendar.sits(house, day) for house in HOUSES]
        return is_working_day(day) if all(one is None for one in said) else any(said)

    return lambda first, last: sum(map(is_one, days(first, last)[1:]))


def chip(activity: Activity, *, today: date, sitting_days: SittingDays = working_days) -> str:
    """What has become of a written question: "Tabled, due 12 Mar", "Answered, 4 days late"; "" of what is spoken.

    Where it is so, it goes on: "wording not seen", or the words by which an answer does not answer.
    """
    return " · ".join(filter(None, (_state(activity, today, sitting_days), remark(activity))))


def remark(activity: Activity) -> str:
    """What is to be known of the wording."""
    if activity.partial:
        return f"{UNSEEN} in full"
    if not isinstance(activity, HoldingAnswer | Answer | Correction):
        return ""
    if not activity.answer:
        return UNSEEN
    phrase = "" if isinstance(activity, HoldingAnswer) else evasion(activity.answer, activity.question)
    return f"non-answer: “{phrase}”" if phrase else ""


def _state(activity: Activity, today: date, sitting_days: SittingDays) -> str:
    match activity:
        case Question():
            due = short(activity.due, today)
            if is_due(activity, today=today):
                return f"Due {due}"
            return f"Tabled, due {due}" if activity.due > today else f"Tabled, was due {due}"
        case Overdue():
            return f"Overdue, was due {short(activity.due, today)}"
        case HoldingAnswer():
            held = sitting_days(activity.date, today)
            return f"Holding for {held} sitting days" if held > HOLDING else "Holding answer"
        case Answer():
            return f"Answered, {lateness(activity)}" if activity.date > activity.due else "Answered on time"
        case Correction():
            return "Corrected"
        case Withdrawal():
            return "Withdrawn"
        case _:
            return "Corrected" if activity.kind == "ministerial-correction" else ""


def is_due(question: Question, *, today: date) -> bool:
    """Whether its date for answer is today or tomorrow."""
    return 0 <= (question.due - today).days <= 1


def lateness(answer: Answer) -> str:
    """ "1 day late", "4 days late": calendar days after the date for answer."""
    days = (answer.date - answer.due).days
    return f"{days} day{'' if days == 1 else 's'} late"


def spoken(day: date, today: date) -> str:
    """ "Fri 6 Mar"; of another year "Fri 6 Mar 2026"."""
    return f"{day:%a} {short(day, today)}"


def short(day: date, today: date) -> str:
    """ "6 Mar"; of another year "6 Mar 2025"."""
    return f"{day.day} {day:%b}" + ("" if day.year == today.year else f" {day.year}")
