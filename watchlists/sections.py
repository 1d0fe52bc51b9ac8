"""Sections: where in a digest an activity stands, and what stands before what."""

from __future__ import annotations

from datetime import date

from monitor.parliament.activities import (
    Activity,
    Answer,
    BillStage,
    Business,
    Contribution,
    Correction,
    EvidenceSession,
    HoldingAnswer,
    MinisterialCorrection,
    Overdue,
    Question,
    QuestionTime,
    Withdrawal,
)
from monitor.parliament.dates import day_of
from watchlists import wording
from watchlists.chips import is_due
from watchlists.digest import SECTIONS

Spoken = (Contribution, MinisterialCorrection)
Coming = (QuestionTime, EvidenceSession, BillStage, Business)
Written = (Question, Overdue, HoldingAnswer, Answer, Correction, Withdrawal)
#: in the id of what becomes of a bill: that it sits; else it is published, reached, withdrawn or defeated
SITTING = "/sitting/"
#: what is printed above a day of questions to a department
ORAL_ANSWERS = "oral answers to questions"

_OF_KIND = {
    "overdue": "action",
    "holding-answer": "action",
    "correction": "action",
    "ministerial-correction": "action",
    "question": "tabled",
    "answer": "answers",
    "withdrawal": "withdrawn",
    **dict.fromkeys(("written-statement", "publication", "petition", "membership"), "publications"),
    **dict.fromkeys(("motion", "amendment", "signature", "signature-withdrawal", "motion-withdrawal"), "motions"),
    **dict.fromkeys(("division", "bill-stage"), "motions"),
    **dict.fromkeys(("inquiry", "call-for-evidence", "evidence", "report", "response"), "committees"),
    **dict.fromkeys(("question-time", "evidence-session"), "committees"),
    "business": "motions",
    "oral-question": "tabled",
}
_OF_CHAMBER = {"commons-chamber": "commons", "lords-chamber": "lords"}
_PLACES = {
    "commons-chamber": "Commons Chamber",
    "lords-chamber": "Lords Chamber",
    "westminster-hall": "Westminster Hall",
    "grand-committee": "Grand Committee",
    "public-bill-committee": "Public Bill Committee",
    "general-committee": "General Committee",
}
_RANK = {section: place for place, section in enumerate(SECTIONS)}


def section(activity: Activity, *, watched: bool, passed: bool = False, today: date) -> str:
    """The section of *activity*; *watched*: it is found for a watched Member; *passed*: more has happened since.

    What needs action stands there also when it is a watched Member's.
    """
    place = _OF_KIND.get(activity.kind) or _spoken(activity)
    if is_coming(activity, today=today):
        place = "action" if isinstance(activity, QuestionTime) and _closes(activity, today) else "coming"
    if isinstance(activity, Question) and is_due(activity, today=today):
        place = "action"
    if passed and activity.kind in ("overdue", "holding-answer", "question"):
        place = "answers" if activity.kind == "holding-answer" else "tabled"
    return "members" if watched and place != "action" else place


def is_coming(activity: Activity, *, today: date) -> bool:
    """Whether it is something that happens at a time, today or later; what is published of a bill is not."""
    sits = not isinstance(activity, BillStage) or SITTING in activity.id
    return isinstance(activity, Coming) and sits and activity.date >= today


def rank(section: str) -> int:
    """The place of *section* in a reader's order."""
    return _RANK[section]


def label(activity: Activity) -> str:
    """What is asked or spoken: "Written question 41001", "Justice Questions"; `wording` has what is neither."""
    if isinstance(activity, Written):
        return f"Written question {activity.uin}"
    if not isinstance(activity, Spoken):
        return wording.label(activity)
    above = [heading for heading in activity.parents if heading.strip()]
    if activity.kind == "ministerial-correction":
        return "Ministerial correction"
    if len(above) > 1 and any(heading.casefold() == ORAL_ANSWERS for heading in above[:-1]):
        return f"{above[-1]}’s Questions" if above[-1] == "Prime Minister" else f"{above[-1]} Questions"
    return _PLACES.get(activity.chamber or "", "Lords" if activity.house == "lords" else "Commons")


def _closes(questions: QuestionTime, today: date) -> bool:
    """Whether questions can be tabled until today or tomorrow."""
    return 0 <= (day_of(questions.deadline) - today).days <= 1 if questions.deadline else False


def _spoken(activity: Activity) -> str:
    if activity.chamber is None:
        return "lords" if activity.house == "lords" else "commons"
    return _OF_CHAMBER.get(activity.chamber, "committees")
