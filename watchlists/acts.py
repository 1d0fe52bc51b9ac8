"""The entry of what is neither a written question nor spoken: statements, motions, divisions, what comes up.

One entry tells all that is new of its subject: the strongest in full, the others beside it, each with its own address;
signatures and votes of watched Members are a line each. What is recorded and was told before is its history.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from monitor.parliament.activities import KINDS, Activity, CallForEvidence, Inquiry, WrittenStatement
from watchlists import excerpts, wording
from watchlists.chips import SittingDays, remark, short, spoken, working_days
from watchlists.digest import Entry, Past, Said
from watchlists.hit import Hit, spans, why
from watchlists.matching import DIVISION, SIGNATURES
from watchlists.rolls import rolls
from watchlists.sections import is_coming, rank, section
from watchlists.speakers import Speakers, somebody

#: a deadline so near needs action
SOON = timedelta(days=7)
#: what comes up within so many sitting days is told in full
AHEAD = 5
#: of what is new beside the strongest, so many are quoted; the others are named, each with its address
QUOTED = 5
#: too many to be a history, or no event of their own
_NO_HISTORY = ("evidence", "business", "question-time", "oral-question")
#: what asks for evidence, of one inquiry
Asking = Inquiry | CallForEvidence
_HOUSES = {"commons": "Commons", "lords": "Lords"}


def act_entry(
    hits: Sequence[Hit],
    recorded: Sequence[Activity] = (),
    *,
    speakers: Speakers,
    today: date,
    sitting_days: SittingDays = working_days,
) -> Entry:
    """One subject; *hits*: what is new and matched, at least one; *recorded*: all that is recorded of it."""
    new = list({hit.activity.id: hit.activity for hit in hits}.values())
    known = list({one.id: one for one in [*recorded, *new]}.values())
    watched = any(hit.of_members for hit in hits)
    deadlines = _deadlines(known, today)

    def place(one: Activity) -> str:
        asks = isinstance(one, Asking) and any(today <= deadline <= today + SOON for deadline in deadlines)
        return "action" if asks else section(one, watched=watched, today=today)

    shown, *beside = sorted(new, key=lambda one: _prominence(one, place(one), today))
    line = _is_a_line(hits, shown, today, sitting_days)
    further = [_named(one, shown, today) for one in beside if line and is_coming(one, today=today)]
    return Entry(
        subject=shown.subject,
        section=place(shown),
        kind=shown.kind,
        chip=" · ".join(filter(None, (*_chips(shown, deadlines, today), remark(shown), *further))),
        label=wording.label(shown),
        body=_body(shown),
        title=wording.heading(shown, today),
        date=shown.date,
        facts=tuple(rolls(shown, new, hits, speakers, notes=not line)),
        said=() if line else tuple(_said(hits, shown, beside, speakers, today)),
        history=_history(known, new, shown, speakers, today),
        why=why(hits),
        short=line,
        url=shown.url,
        matches=tuple(sorted({hit.match for hit in hits})),
    )


def _body(shown: Activity) -> str:
    """Whose it is, where the label does not say so: "Feed of the National Audit Office"."""
    named = shown.body.name if shown.body else ""
    return "" if named and named in wording.label(shown) else named


def _prominence(one: Activity, place: str, today: date) -> tuple[bool, int, bool, int, int, str]:
    """What stands for the subject: no signature; by section; that a motion is withdrawn; the latest.

    Of what is still to come the nearest, after what has happened.
    """
    signature, gone = one.kind in SIGNATURES, one.kind == "motion-withdrawal"
    day = one.date.toordinal() if is_coming(one, today=today) else -one.date.toordinal()
    return signature, rank(place), not gone, day, KINDS.index(one.kind), one.id


def _is_a_line(hits: Sequence[Hit], shown: Activity, today: date, sitting_days: SittingDays) -> bool:
    """Whether the subject is told in one line: acts of watched Members alone, and where the nearest is far ahead."""
    if is_coming(shown, today=today):
        return sitting_days(today, shown.date) > AHEAD
    members_alone = all(e.field == "member" for hit in hits for e in hit.evidence)
    return shown.kind in SIGNATURES or (shown.kind == DIVISION and members_alone)


def _deadlines(known: Sequence[Activity], today: date) -> list[date]:
    """Until when evidence can be sent, of each call that is open, the nearest first; else until when it could be."""
    every = sorted({one.deadline for one in known if isinstance(one, CallForEvidence) and one.deadline})
    return [deadline for deadline in every if deadline >= today] or every[-1:]


def _chips(shown: Activity, deadlines: Sequence[date], today: date) -> Iterator[str]:
    yield from wording.chips(shown, today)
    for deadline in deadlines if isinstance(shown, Asking) else ():
        was = "was due" if deadline < today else "by"
        yield f"Evidence {was} {short(deadline, today)}"


def _said(
    hits: Sequence[Hit], shown: Activity, beside: Sequence[Activity], speakers: Speakers, today: date
) -> Iterator[Said]:
    """What is shown; then what else is new, each with its own address."""
    acts = [one for one in beside if one.kind not in SIGNATURES and not _is_told_by(shown, one)]
    first = _words(hits, shown, speakers, wording.verb(shown))
    if first.text or first.who or acts:
        yield first.model_copy(update={"url": shown.url, **({} if first.text or first.who else {"verb": ""})})
    for n, one in enumerate(acts):
        told = _words(hits, one, speakers, _named(one, shown, today))
        again = n >= QUOTED or told.text == first.text
        yield told.model_copy(update={"url": one.url, **({"text": "", "marks": ()} if again else {})})


def _words(hits: Sequence[Hit], one: Activity, speakers: Speakers, verb: str) -> Said:
    """The words of *one* around the match, said by who takes part in it, if they are somebody's words."""
    field = next((words for words in one.words() if words.text), None) if wording.is_quoted(one) else None
    words = excerpts.marked(field.text, spans(hits, one, field.field)) if field else excerpts.Excerpt("")
    speaker = somebody(one) if wording.is_said(one) else None
    return speakers.said(one, speaker, verb, words, post=getattr(one, "post", ""))


def _is_told_by(shown: Activity, one: Activity) -> bool:
    """Whether *shown* says it all: an inquiry is told with the deadline of its call for evidence."""
    return isinstance(shown, Asking) and isinstance(one, Asking) and shown.url == one.url


def _named(one: Activity, shown: Activity, today: date) -> str:
    """What stands beside the strongest: "also made in the Lords", "Oral evidence session, Tue 28 Apr 14:30, Room 6"."""
    if isinstance(one, WrittenStatement):
        return f"also made it in the {_HOUSES[one.house or 'lords']}"
    if wording.is_said(one):
        return f"{wording.verb(one)} {wording.label(one)[:1].lower()}{wording.label(one)[1:]}"
    title = one.title if one.title != shown.title else ""
    when = [*wording.chips(one, today)] or [spoken(one.date, today)]
    return ", ".join(filter(None, (wording.label(one), title, *when)))


def _history(
    known: Sequence[Activity], new: Sequence[Activity], shown: Activity, speakers: Speakers, today: date
) -> tuple[Past, ...]:
    """What was told before, or might have been; of signatures those of watched Members."""
    ids = {one.id for one in new}
    before = [one for one in known if one.id not in ids and one.date <= today and one.kind not in _NO_HISTORY]
    ordered = sorted(before, key=lambda one: (one.date, KINDS.index(one.kind), one.id))
    return tuple(
        Past(what=wording.happened(one, shown), date=one.date, url=one.url)
        for one in ordered
        if one.kind not in SIGNATURES or any(map(speakers.watches, one.participants))
    )
