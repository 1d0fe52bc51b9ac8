"""Chips: the state of a written question in a few words, and whether its answer answers.

Lateness is counted in calendar days from the date for answer, so that a reader can count it from the two dates printed.
"""

from __future__ import annotations

import re
from datetime import date

from monitor.parliament.activities import Activity, Answer, Correction, HoldingAnswer, Overdue, Question, Withdrawal

UNSEEN = "wording not seen"
#: an answer of no more words is taken whole when it is asked whether it answers, else its first sentences
SHORT = 60
SENTENCES = 2

_MEMBER = (
    r"(?:him|her|them|(?:the|my) (?:(?:rt|right|rh|hon|honou?rable|noble|learned|gallant)\b\.?,? ?)+[\w ,.’'-]{0,60}?)"
)
_EVASIONS = (
    r"(?:(?<=is )|(?<=are )|(?<=was )|(?<=were )|(?<=been ))not (?:currently |routinely )?"
    r"(?:centrally (?:held|collected|collated|recorded)|(?:held|collected|collated|recorded)(?: centrally)?)\b"
    r"(?! (?:in|to|at|on|under|accountable|responsible|liable)\b)",
    r"\bnot (?:centrally held|held centrally)\b",
    r"\bdo(?:es)? not (?:currently |routinely |centrally )?(?:hold|collect|collate|record)(?: or (?:hold|collect))?\b",
    r"\b(?:at (?:a )?)?disproportionate costs?\b",
    r"\bin due course\b",
    rf"\bI (?:would |must |wish to )?refer {_MEMBER} to(?: (?:the|my|his|her) (?:\w+ )?"
    r"(?:answers?|repl(?:y|ies)|responses?|statements?)\b)?",
)
_EVASION = re.compile("|".join(_EVASIONS), re.IGNORECASE)
#: "While data for 2010 is not held, …" goes on to answer
_BUT = re.compile(r"(?:while|whilst|although|though)\b", re.IGNORECASE)
#: between two sentences: not behind "hon." or "Rt."
_BETWEEN = re.compile(r"(?<=[.?!])(?<![Hh]on\.)(?<![Rr]t\.)(?<!Mr\.)(?<!Mrs\.)(?<!Ms\.)(?<!Dr\.)\s+(?=[A-Z])|\n+")


def chip(activity: Activity, *, today: date) -> str:
    """What has become of a written question: "Tabled, due 12 Mar", "Answered, 4 days late"; "" of what is spoken.

    Where it is so, it goes on: "wording not seen", or the words by which an answer does not answer.
    """
    return " · ".join(filter(None, (_state(activity, today), _remark(activity))))


def _remark(activity: Activity) -> str:
    """What is to be known of the wording."""
    if activity.partial:
        return f"{UNSEEN} in full"
    if not isinstance(activity, HoldingAnswer | Answer | Correction):
        return ""
    if not activity.answer:
        return UNSEEN
    phrase = "" if isinstance(activity, HoldingAnswer) else evasion(activity.answer)
    return f"may not answer: “{phrase}”" if phrase else ""


def _state(activity: Activity, today: date) -> str:
    match activity:
        case Question():
            due = short(activity.due, today)
            if is_due(activity, today=today):
                return f"Due {due}"
            return f"Tabled, due {due}" if activity.due > today else f"Tabled, was due {due}"
        case Overdue():
            return f"Overdue, was due {short(activity.due, today)}"
        case HoldingAnswer():
            return "Holding answer"
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


def short(day: date, today: date) -> str:
    """ "6 Mar"; of another year "6 Mar 2025"."""
    return f"{day.day} {day:%b}" + ("" if day.year == today.year else f" {day.year}")


def evasion(answer: str) -> str:
    """The words of *answer* that say that it does not answer, as printed: "not held centrally"; "" where it may answer.

    A short answer is looked at whole, of a long one the first two sentences: what a full answer adds at its end
    ("further details in due course") does not count.
    """
    sentences = [s.strip() for s in _BETWEEN.split(answer) if s.strip()]
    looked = sentences if len(answer.split()) <= SHORT else sentences[:SENTENCES]
    found = (_EVASION.search(s) for s in looked if not _BUT.match(s))
    return next((one[0] for one in found if one), "")
