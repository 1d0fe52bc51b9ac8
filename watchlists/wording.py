"""Wording: what each kind of act is called, its state, and what happened, in Parliament's own words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from monitor.parliament.activities import (
    Activity,
    Amendment,
    BillStage,
    Business,
    CallForEvidence,
    Division,
    Evidence,
    EvidenceSession,
    Inquiry,
    Membership,
    Motion,
    MotionWithdrawal,
    OralQuestion,
    Petition,
    Publication,
    QuestionTime,
    Report,
    Response,
    Signature,
    SignatureWithdrawal,
    WrittenStatement,
)
from watchlists.chips import spoken

Moved = Motion | Amendment | MotionWithdrawal

_LABELS = {
    "question-time": "Oral questions",
    "inquiry": "Inquiry",
    "call-for-evidence": "Call for evidence",
    "evidence-session": "Committee meeting",
    "report": "Committee report",
    "response": "Response to a committee report",
}
_CHANGES = {
    "post-gained": "New post",
    "post-left": "Post left",
    "party-changed": "Change of party",
    "joined": "Joined the House",
    "left": "Left the House",
}
#: of what is nobody's in particular, what its words are
_VERBS = {
    "written-statement": "stated",
    "division": "Question put",
    "inquiry": "Scope",
    "call-for-evidence": "Scope",
    "petition": "The petition says",
}
#: the signatures at which the Government responds, and a debate is considered (https://petition.parliament.uk/help)
_THRESHOLDS = {"response-threshold": 10_000, "debate-threshold": 100_000}
#: steps of a petition that bring no words but its own
_ITS_WORDS = ("opened", *_THRESHOLDS)


def label(activity: Activity) -> str:
    """What it is: "Early day motion 1501", "Commons division 201", "Call for evidence"."""
    match activity:
        case WrittenStatement():
            said = f"Written statement {activity.uin}"
        case OralQuestion():
            said = f"{'Topical' if activity.topical else 'Oral'} question {activity.uin}"
        case Amendment():
            said = f"Amendment {activity.uin} to an early day motion"
        case Motion() | MotionWithdrawal() | Signature() | SignatureWithdrawal():
            said = f"Early day motion {activity.uin}"
        case Division():
            number = "" if activity.number is None else activity.number
            said = f"{(activity.house or 'commons').capitalize()} division {number}"
        case Evidence():
            said = "Oral evidence" if activity.heard else "Written evidence"
        case BillStage():
            said = f"Bill: {activity.stage}" if activity.stage else "Bill"
        case Business():
            said = activity.category or "Business"
        case Petition():
            said = "E-petition"
        case Publication():
            said = activity.genre.replace("_", " ").strip() or "Publication"
        case Membership():
            said = _CHANGES[activity.change]
        case _:
            said = _LABELS.get(activity.kind, activity.kind.replace("-", " "))
    return " ".join(f"{said[:1].upper()}{said[1:]}".split())


def heading(activity: Activity, today: date) -> str:
    """Its title; a question for oral answer has none: "Ministry of Justice: question for Tue 10 Mar"."""
    if activity.title or not (isinstance(activity, OralQuestion) and activity.body and activity.body.name):
        return activity.title or label(activity)
    return f"{activity.body.name}: question for {spoken(activity.answering, today)}"


def chips(activity: Activity, today: date) -> Iterator[str]:
    """Its state: "For answer Tue 10 Mar", "6 signatures", "Ayes 312, Noes 240", "Tue 28 Apr 14:30, Room 6"."""
    match activity:
        case OralQuestion():
            yield f"For answer {'today' if activity.answering == today else spoken(activity.answering, today)}"
            if activity.number is not None:
                yield f"number {activity.number} in the ballot"
            if activity.topical and not activity.question:
                yield "topical: no words are published"
        case QuestionTime() | EvidenceSession() | BillStage() | Business():
            yield from _coming(activity, today)
        case Motion() | Amendment() | MotionWithdrawal() | Signature() | SignatureWithdrawal():
            if isinstance(activity, Moved):
                yield "Withdrawn" if isinstance(activity, MotionWithdrawal) else "Tabled"
            yield from [_signatures(activity.signatures)] if activity.signatures else []
        case Division():
            aye, no = ("Contents", "Not contents") if activity.house == "lords" else ("Ayes", "Noes")
            yield f"{aye} {activity.ayes:,}, {no} {activity.noes:,}"
            yield from ["deferred division"] if activity.deferred else []
        case Evidence():
            yield from [f"heard {spoken(activity.heard, today)}"] if activity.heard else []
        case Petition():
            yield _step(activity)
            yield from [_signatures(activity.signatures)] if activity.signatures else []
        case Publication():
            yield from ["Updated"] if activity.again else []
        case _:
            pass


def is_said(activity: Activity) -> bool:
    """Whether its words are those of the Member who takes part in it first."""
    return isinstance(activity, WrittenStatement | OralQuestion | Motion | Amendment | MotionWithdrawal)


def is_quoted(activity: Activity) -> bool:
    """Whether its text is quoted: neither a change of post, which is told by us, nor the names of witnesses."""
    return not isinstance(activity, Membership | EvidenceSession)


def verb(activity: Activity) -> str:
    """What was done with the words: "stated", "tabled"; where nobody said them, what they are."""
    if isinstance(activity, Petition) and activity.step not in _ITS_WORDS:
        return ""  # beside its own words it has those of the step
    return "tabled" if isinstance(activity, Moved | OralQuestion) else _VERBS.get(activity.kind, "")


def happened(activity: Activity, shown: Activity) -> str:
    """What happened, beside *shown* of the same subject: "tabled", "signed by Araminta Sandpiper", "report"."""
    who = activity.participants[0].name if activity.participants else "a Member"
    match activity:
        case Motion():
            return "tabled" if shown.record == activity.record else "motion tabled"
        case Amendment():
            return "tabled" if shown.record == activity.record else f"amendment {activity.uin} tabled"
        case Signature():
            return f"signed by {who}"
        case SignatureWithdrawal():
            return f"signature withdrawn by {who}"
        case MotionWithdrawal():
            return "withdrawn"
        case WrittenStatement():
            return f"made in the {(activity.house or '').capitalize()}".strip()
        case Publication():
            return "updated" if activity.again else "published"
        case Petition():
            step = _step(activity)
            return step[:1].lower() + step[1:]
        case Inquiry():
            return "inquiry opened"
        case BillStage():
            return activity.stage or "bill"
        case CallForEvidence() | EvidenceSession() | Report() | Response():
            return label(activity).lower()
        case _:
            return label(activity)


def _coming(activity: QuestionTime | EvidenceSession | BillStage | Business, today: date) -> Iterator[str]:
    """ "Cancelled", "Tue 28 Apr 14:30, Room 6", "table by Thu 5 Mar 12:30"."""
    if activity.cancelled:
        yield "Cancelled"
    when = _clock(activity.starts, today) if activity.starts else spoken(activity.date, today)
    yield ", ".join(filter(None, (when, activity.place)))
    if isinstance(activity, QuestionTime) and activity.deadline:
        yield f"table by {_clock(activity.deadline, today)}"


def _clock(wall: str, today: date) -> str:
    """ "Tue 28 Apr 14:30" from London wall time."""
    moment = datetime.fromisoformat(wall)
    return f"{spoken(moment.date(), today)} {moment:%H:%M}"


def _step(petition: Petition) -> str:
    """ "Opened", "10,000 signatures reached", "Government response", "Debate scheduled"."""
    words = petition.step.replace("-", " ").replace("_", " ").strip()
    if reached := _THRESHOLDS.get(petition.step):
        return f"{reached:,} signatures reached"
    return "Government response" if words == "response" else words[:1].upper() + words[1:]


def _signatures(count: int) -> str:
    return f"{count:,} signature{'' if count == 1 else 's'}"
