"""The entry of a written question, or of a group: its latest event in full, the earlier ones as its history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from monitor.parliament.activities import (
    KINDS,
    Activity,
    Answer,
    Correction,
    HoldingAnswer,
    Overdue,
    Question,
    Withdrawal,
)
from monitor.parliament.people import Role
from watchlists import excerpts
from watchlists.chips import HOLDING, SittingDays, chip, short, working_days
from watchlists.differences import differences
from watchlists.digest import Entry, Past, Said
from watchlists.excerpts import Excerpt
from watchlists.hit import Hit, spans, why
from watchlists.pursuant import pursuant, told
from watchlists.sections import label, rank, section
from watchlists.speakers import Speakers, name, of, somebody

Event = Question | Overdue | HoldingAnswer | Answer | Correction | Withdrawal
Answering = HoldingAnswer | Answer | Correction

#: what a Member did whose answer was corrected, and what with the correction
FIRST, SECOND = "answered at first", "corrected this to"

_HAPPENED = {
    "question": "tabled",
    "overdue": "overdue",
    "holding-answer": "holding answer",
    "answer": "answered",
    "correction": "corrected",
    "withdrawal": "withdrawn",
}


def question_entry(
    hits: Sequence[Hit],
    life: Iterable[Event],
    *,
    speakers: Speakers,
    today: date,
    sitting_days: SittingDays = working_days,
    earlier: Mapping[tuple[date, str], Activity] = MappingProxyType({}),
) -> Entry:
    """One written question or group; *hits*: what is new and matched, at least one; *life*: all recorded of the group;
    *earlier*: answers by day and UIN, of those that questions are pursuant to.

    Of a group the question that most needs action is shown, with those answered alike named beside it.
    """
    new = _latest(hit.activity for hit in hits if isinstance(hit.activity, Event))
    known = {one.id: one for one in [*life, *(hit.activity for hit in hits)] if isinstance(one, Event)}
    now = _latest(known.values())
    watched = any(hit.of_members for hit in hits)

    def place(one: Event) -> str:
        return section(one, watched=watched, passed=_step(now[one.record]) > _step(one), today=today)

    shown = min(new.values(), key=lambda one: (rank(place(one)), *_number(one)))
    apart = [one for one in new.values() if _differs(one, shown)]
    alike = [
        one for record, one in now.items() if record != shown.record and one.record not in {a.record for a in apart}
    ]
    history, since = _history(shown, known.values()), _since(shown, known.values())
    return Entry(
        subject=shown.subject,
        section=place(shown),
        kind=shown.kind,
        chip=" · ".join(
            [chip(shown, today=today, sitting_days=sitting_days), *_beside(shown, history, since, sitting_days)]
        ),
        label=label(shown),
        body=shown.body.name if shown.body else "",
        title=shown.title or label(shown),
        date=shown.date,
        said=tuple(
            said for one in (shown, *sorted(apart, key=_number)) for said in _linked(hits, one, shown, speakers)
        ),
        grouped=tuple(_named(one, shown) for one in sorted(alike, key=_number)),
        history=history,
        since=since,
        pursuant=_pursuant(shown, earlier, today),
        why=why(hits),
        url=shown.url,
        matches=tuple(sorted({hit.match for hit in hits})),
    )


def _latest(events: Iterable[Event]) -> dict[str, Event]:
    """Of each question its latest event."""
    return {one.record: one for one in sorted(events, key=_step)}


def _step(event: Activity) -> tuple[int, date]:
    """How far in the life of a question an event stands."""
    return KINDS.index(event.kind), event.date


def _number(event: Event) -> tuple[int, str]:
    return len(event.uin), event.uin


def _differs(one: Event, shown: Event) -> bool:
    """Whether *one* brings words of the Government that are not those of *shown*."""
    if one.record == shown.record or not isinstance(one, Answering) or not one.answer:
        return False
    return not (isinstance(shown, Answering) and " ".join(one.answer.split()) == " ".join(shown.answer.split()))


def _linked(hits: Sequence[Hit], one: Event, shown: Event, speakers: Speakers) -> list[Said]:
    """What is said of a question; of another than the one shown, with its own address at the end."""
    said = _said(hits, one, speakers)
    return said if one is shown else [*said[:-1], said[-1].model_copy(update={"url": one.url})]


def _said(hits: Sequence[Hit], one: Event, speakers: Speakers) -> list[Said]:
    """The question, and what was answered."""
    asked = excerpts.marked(one.question, spans(hits, one, "question"))
    said = [speakers.said(one, somebody(one, "asked"), "asked", asked)]
    if isinstance(one, Correction) and one.original and not one.partial:
        was, now = differences(one.original, one.answer)
        if was.marks or now.marks:
            first = speakers.said(one, somebody(one, "answered"), FIRST, Excerpt(was.text))
            second = speakers.said(one, somebody(one, "corrected", "answered"), SECOND, Excerpt(now.text))
            return [
                *said,
                first.model_copy(update={"removed": was.marks}),
                second.model_copy(update={"added": now.marks}),
            ]
    if isinstance(one, Answering):
        verb: Role = "corrected" if isinstance(one, Correction) else "answered"
        said.append(speakers.said(one, somebody(one, verb, "answered"), verb, _answer(hits, one)))
    return said


def _answer(hits: Sequence[Hit], one: Answering) -> Excerpt:
    """The words of an answer around the match, else its first."""
    found = spans(hits, one, "answer")
    return excerpts.marked(one.answer, found) if found else Excerpt(excerpts.reply(one.answer))


def _beside(shown: Event, history: Sequence[Past], since: Sequence[Past], sitting_days: SittingDays) -> Iterator[str]:
    """What else is to be known of its state: how long it was held, and what has become of it since."""
    held = [sitting_days(past.date, shown.date) for past in history if past.what == _HAPPENED["holding-answer"]]
    if isinstance(shown, Answer) and held and max(held) > HOLDING:
        yield f"held for {max(held)} sitting days"
    if since:
        yield f"{since[-1].what.capitalize()} {short(since[-1].date, shown.date)}"


def _history(shown: Event, known: Iterable[Event]) -> tuple[Past, ...]:
    """What happened to the same question before."""
    return _past(one for one in known if one.record == shown.record and _step(one) < _step(shown))


def _since(shown: Event, known: Iterable[Event]) -> tuple[Past, ...]:
    """What happened to it after what is shown: found, but told elsewhere, or not looked for."""
    return _past(one for one in known if one.record == shown.record and _step(one) > _step(shown))


def _past(events: Iterable[Event]) -> tuple[Past, ...]:
    ordered = sorted(events, key=lambda one: (one.date, _step(one)))
    return tuple(Past(what=_HAPPENED[one.kind], date=one.date, url=one.url) for one in ordered)


def _pursuant(shown: Event, earlier: Mapping[tuple[date, str], Activity], today: date) -> tuple[Past, ...]:
    """The earlier answers that its question refers to, as far as they are recorded."""
    return tuple(told(earlier[named], today) for named in pursuant(shown.question, shown.date) if named in earlier)


def _named(one: Event, shown: Event) -> str:
    """ "41021 (Araminta Sandpiper, Green, Long Umberleigh)", and what became of it where that is something else."""
    asker = somebody(one, "asked")
    who = ", ".join(part for part in (name(asker), of(one, asker)) if part)
    state = "" if one.kind == shown.kind else f" – {_HAPPENED[one.kind]}"
    return (f"{one.uin} ({who})" if who else one.uin) + state
