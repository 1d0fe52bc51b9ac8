"""The week: what one address is told of seven days beside the entries themselves. Pure.

A headline by template; who did what; what is outstanding and what did not answer; how motions moved; what comes up next
week, by day and House; and a row of bars for the weeks before. Nothing here is an opinion: every line counts, or names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from monitor.parliament.activities import (
    Activity,
    Amendment,
    Answer,
    CallForEvidence,
    Coming,
    Correction,
    HoldingAnswer,
    MinisterialCorrection,
    Motion,
    Question,
    QuestionTime,
)
from monitor.parliament.people import Participant, Role
from watchlists.chips import HOLDING, SittingDays, short, working_days
from watchlists.digest import Block, Line
from watchlists.evasion import evasion
from watchlists.sections import label
from watchlists.speakers import name, of

#: who is counted as raising something: ministers who answer are not
RAISED: tuple[Role, ...] = ("asked", "spoke", "moved", "signed")
#: rows of the table; the others are counted
ROWS = 12
#: names in a line; weeks from which on bars say something
NAMED, WEEKS = 6, 4
#: bars, lowest first
BARS = "▁▂▃▄▅▆▇█"
_DID: Mapping[str, tuple[str, str]] = {
    "question": ("written question", "written questions"),
    "oral-question": ("oral question tabled", "oral questions tabled"),
    "contribution": ("contribution", "contributions"),
    "motion": ("motion tabled", "motions tabled"),
    "amendment": ("amendment tabled", "amendments tabled"),
    "signature": ("signature", "signatures"),
}


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the store tells of a week for some watchlists; dates are both included.

    *told*: everything that matched and is new this week, by date. *before*: Members who had raised it earlier; None
    where nothing earlier is recorded. *outstanding*: matched questions without an answer, past their date. *coming*:
    what matched and lies ahead. *weeks*: how much matched in each of the last sitting weeks, the latest last.
    """

    first: date
    last: date
    told: Sequence[Activity] = ()
    before: frozenset[int] | None = frozenset()
    outstanding: Sequence[Question] = ()
    #: their holding answers, and how many sitting days lie between two days
    held: Sequence[HoldingAnswer] = ()
    sitting_days: SittingDays = working_days
    coming: Sequence[Activity] = ()
    weeks: Sequence[int] = ()
    #: what was done to matched motions, signatures that matched nothing themselves included
    moved: Sequence[Activity] = ()
    #: subject of motions → the signatures that stand on each
    standing: Mapping[str, int] = field(default_factory=dict)


def headline(facts: Facts, title: str) -> str:
    """ "9 MPs and 1 peer raised probation this week, 4 for the first time; 2 answers late; 1 corrected"."""
    people = {p.member: p for p in _raising(facts.told)}
    houses = Counter(house for member, house in {(p.member, h) for p, h in _raising_in(facts.told)} if member)
    who = [_counted(houses["commons"], "MP", "MPs"), _counted(houses["lords"], "peer", "peers")]
    raised = " and ".join(filter(None, who)) or "Nobody"
    new = [m for m in people if m and facts.before is not None and m not in facts.before]
    parts = [
        f"{raised} raised {_within_a_sentence(title)} this week" + (f", {len(new)} for the first time" if new else "")
    ]
    answers = [a for a in facts.told if isinstance(a, Answer)]
    late = sum(a.date > a.due for a in answers)
    corrected = sum(isinstance(a, Correction | MinisterialCorrection) for a in facts.told)
    parts += [_counted(late, "answer late", "answers late")] if late else []
    parts += [f"{corrected} corrected"] if corrected else []
    return "; ".join(parts)


def blocks(facts: Facts) -> tuple[Block, ...]:
    """Everything but the headline, in a reader's order; what is empty is left out."""
    made = (who_did_what(facts), outstanding(facts), non_answers(facts), motions(facts), ahead(facts), bars(facts))
    return tuple(block for block in made if block.lines)


def who_did_what(facts: Facts) -> Block:
    """Each Member with what they did, those who did most first."""
    did: dict[tuple[int | None, str], Counter[str]] = {}
    shown: dict[tuple[int | None, str], str] = {}
    for activity in facts.told:
        for one in _acting(activity):
            key = (one.member, "" if one.member else one.name)
            did.setdefault(key, Counter())[activity.kind] += 1
            shown.setdefault(key, _who(activity, one))
    ordered = sorted(did, key=lambda key: (-did[key].total(), shown[key]))
    lines = [
        Line(lead=shown[key], text=_doings(did[key]) + _first_time(key[0], facts.before)) for key in ordered[:ROWS]
    ]
    more = len(ordered) - ROWS
    return Block(heading="Who did what", lines=(*lines, *([Line(text=f"and {more} more")] if more > 0 else [])))


def outstanding(facts: Facts) -> Block:
    """Questions past their date without an answer, the longest waiting first."""
    held = {one.record: _held(one, facts) for one in facts.held}
    waiting = sorted(facts.outstanding, key=lambda q: (q.due, len(q.uin), q.uin))
    lines = [
        Line(
            lead=f"{label(q)}, {q.title}" if q.title else label(q),
            text=f"{_asker(q)}, was due {short(q.due, facts.last)}" + held.get(q.record, ""),
            url=q.url,
        )
        for q in waiting
    ]
    return Block(heading="Still without an answer", lines=tuple(lines))


def _held(one: HoldingAnswer, facts: Facts) -> str:
    """ ", holding answer 5 Mar"; where it stands for long, ", holding answer 5 Mar, holding for 12 sitting days"."""
    count = facts.sitting_days(one.date, facts.last)
    return f", holding answer {short(one.date, facts.last)}" + (
        f", holding for {count} sitting days" if count > HOLDING else ""
    )


def non_answers(facts: Facts) -> Block:
    """The week's answers that say that they do not answer, with the words that say so."""
    answers = [a for a in facts.told if isinstance(a, Answer) and not a.partial and a.answer]
    found = [(a, evasion(a.answer, a.question)) for a in answers]
    lines = [Line(lead=f"{label(a)}, {a.title}", text=f"“{words}”", url=a.url) for a, words in found if words]
    return Block(heading="Replies that do not answer", lines=tuple(lines))


def motions(facts: Facts) -> Block:
    """How early day motions moved: names added and withdrawn this week, and how many stand."""
    moved: dict[str, dict[str, list[str]]] = {}
    shown: dict[str, Activity] = {}
    for one in facts.moved:
        moved.setdefault(one.subject, {}).setdefault(one.kind, []).extend(
            name(p) for p in one.participants[:1] if name(p)
        )
        shown.setdefault(one.subject, one)
    lines = [
        Line(lead=shown[s].title, text=_movement(names, facts.standing.get(s)), url=shown[s].url)
        for s, names in moved.items()
    ]
    return Block(heading="Early day motions", lines=tuple(sorted(lines, key=lambda line: line.lead)))


def ahead(facts: Facts, *, heading: str = "Next week", days: int = 7) -> Block:
    """What comes up in so many days after the week, by day, then House, then time."""
    lines = [
        Line(lead=f"{day:%a} {short(day, facts.last)}" + (f" · {house}" if house else ""), text=text, url=url)
        for day, house, _, text, url in sorted(_coming(facts, facts.last + timedelta(days=days)))
    ]
    return Block(heading=heading, lines=tuple(lines))


def bars(facts: Facts) -> Block:
    """How much matched in each of the last sitting weeks, as a row of bars."""
    most = max(facts.weeks, default=0)
    if most == 0 or len(facts.weeks) < WEEKS:
        return Block(heading="")
    row = "".join(BARS[round(n / most * (len(BARS) - 1))] for n in facts.weeks)
    counts = ", ".join(map(str, facts.weeks))
    return Block(
        heading=f"What matched in the last {len(facts.weeks)} sitting weeks", lines=(Line(lead=row, text=counts),)
    )


def _raising(told: Iterable[Activity]) -> list[Participant]:
    return [p for p, _ in _raising_in(told)]


def _raising_in(told: Iterable[Activity]) -> list[tuple[Participant, str]]:
    return [(p, a.house or "commons") for a in told for p in _acting(a) if p.member]


def _acting(activity: Activity) -> list[Participant]:
    """Who raised it: not the Minister who replies, nor who merely calls somebody."""
    if activity.kind not in _DID or getattr(activity, "replies_to", None) or getattr(activity, "noise", None):
        return []
    if isinstance(activity, Motion | Amendment):
        return [p for p in activity.participants if p.role == "moved"]
    return [p for p in activity.participants if p.role in RAISED]


def _who(activity: Activity, one: Participant) -> str:
    of_what = of(activity, one)
    return f"{name(one)} ({of_what})" if of_what else name(one)


def _asker(question: Question) -> str:
    asker = next((p for p in question.participants if p.role == "asked"), None)
    return _who(question, asker) if asker else "asked"


def _doings(counts: Counter[str]) -> str:
    return ", ".join(_counted(counts[kind], *words) for kind, words in _DID.items() if counts[kind])


def _first_time(member: int | None, before: frozenset[int] | None) -> str:
    return " · for the first time" if member and before is not None and member not in before else ""


def _movement(names: Mapping[str, Sequence[str]], standing: int | None) -> str:
    """ "tabled by A; signed by B, C and 4 more; withdrawn by D; 5 names stand"."""
    did = {"motion": "tabled by", "signature": "signed by", "signature-withdrawal": "withdrawn by"}
    parts = [f"{words} {_few(names[kind])}" for kind, words in did.items() if names.get(kind)]
    return "; ".join([*parts, *([_counted(standing, "name stands", "names stand")] if standing else [])])


def _few(names: Sequence[str]) -> str:
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")


def _within_a_sentence(title: str) -> str:
    """ "Probation" as "probation"; a title of several words, or in capitals, as it stands."""
    return title.lower() if title.istitle() and " " not in title else title


def _coming(facts: Facts, until: date) -> Iterable[tuple[date, str, str, str, str]]:
    """(day, House, time, what, where to read it) of everything that lies after the week, up to *until*."""
    for one in facts.coming:
        house = {"commons": "Commons", "lords": "Lords"}.get(one.house or "", "")
        if isinstance(one, Coming) and facts.last < one.date <= until:
            clock = (one.starts or "")[11:16]
            off = " – cancelled" if one.cancelled else ""
            where = f", {one.place}" if one.place else ""
            yield one.date, house, clock, f"{clock} {label(one)}: {one.title}{where}{off}".strip(), one.url
        if isinstance(one, QuestionTime) and one.deadline and facts.last < _day(one.deadline) <= until:
            clock = one.deadline[11:16]
            yield _day(one.deadline), house, clock, f"{clock} Last time to table: {one.title}".strip(), one.url
        if isinstance(one, CallForEvidence) and one.deadline and facts.last < one.deadline <= until:
            body = f"{one.body.name}: " if one.body else ""
            yield one.deadline, house, "", f"Evidence closes: {body}{one.title}", one.url
        if isinstance(one, Question) and facts.last < one.due <= until:
            yield one.due, house, "", f"Answer due: {label(one)}, {one.title}", one.url


def _day(wall: str) -> date:
    return datetime.fromisoformat(wall).date()


def _counted(number: int | None, one: str, many: str) -> str:
    return "" if not number else f"{number} {one if number == 1 else many}"
