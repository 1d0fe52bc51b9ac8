"""Rolls: Members by name in a line: who voted how, who signed, who gives evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from monitor.parliament.activities import (
    Activity,
    Amendment,
    Division,
    Evidence,
    EvidenceSession,
    Membership,
    Motion,
    Signature,
    SignatureWithdrawal,
)
from monitor.parliament.people import Participant
from watchlists import wording
from watchlists.hit import Hit
from watchlists.speakers import Speakers, name

#: named on one side of a vote, or of those who signed; the others are counted
NAMED = 10
#: named of those who signed a motion when it was tabled, watched Members first
SIGNED = 3


def rolls(
    shown: Activity, new: Sequence[Activity], hits: Sequence[Hit], speakers: Speakers, *, notes: bool
) -> Iterator[str]:
    """The lines of *shown*; then who signed the motion, and who took that back. *notes*: with those of a file."""
    told: list[Participant] = []
    match shown:
        case Division():
            told = _found(shown, hits, speakers)
            yield from _votes(shown, told)
        case Motion() | Amendment():
            yield from _signed_too(shown, speakers)
        case EvidenceSession() | Evidence():
            yield from _line("Witnesses: ", [name(one) for one in shown.participants if one.role == "witness"])
        case Membership():
            yield from [" ".join(shown.said.split())] if shown.said else []
        case _:
            pass
    signed = [one for one in new if isinstance(one, Signature | SignatureWithdrawal)]
    told += [p for one in signed for p in one.participants[:1]]
    yield from _signed_since(shown, signed)
    if notes:
        noted = {name(one): note for one in told if (note := speakers.note(one))}
        yield from (f"Your note on {who}: {note}" for who, note in noted.items())


def _found(division: Division, hits: Sequence[Hit], speakers: Speakers) -> list[Participant]:
    """The watched Members who took part: by their ids, or, of a party or tag, by what they were found for."""
    named = {e.words for hit in hits for e in hit.evidence if e.field == "member" and e.words}
    return [one for one in division.participants if speakers.watches(one) or name(one) in named]


def _votes(division: Division, told: Iterable[Participant]) -> Iterator[str]:
    """ "Voted Aye: Araminta Sandpiper; No: Barnaby Dunderdale"."""
    sides: dict[str, list[str]] = {}
    for one in told:
        if side := division.side(one.member or 0):
            sides.setdefault(side, []).append(name(one) + (" (by proxy)" if one.member in division.proxies else ""))
    order = sorted(sides, key=lambda side: (side.startswith("Teller"), "o" in side.casefold(), side))
    if order:
        yield "Voted " + "; ".join(f"{side}: {_names(sides[side])}" for side in order)


def _signed_too(motion: Motion | Amendment, speakers: Speakers) -> Iterator[str]:
    """Who signed it beside its mover: "Signed also by ★ Ottoline Pennyfeather and 5 others"."""
    others = [one for one in motion.participants if one.role == "signed"]
    first = sorted(others, key=lambda one: not speakers.watches(one))
    names = [("★ " if speakers.watches(one) else "") + name(one) for one in first]
    yield from _line("Signed also by ", names, SIGNED)


def _signed_since(shown: Activity, signed: Sequence[Signature | SignatureWithdrawal]) -> Iterator[str]:
    """Who signed and who took that back; of another motion than the one shown it is said of which."""
    lines: dict[str, list[str]] = {}
    for one in sorted(signed, key=lambda one: (one.record != shown.record, one.kind, one.date, one.id)):
        of = "" if one.record == shown.record else f"{wording.label(one)}: "
        did = "signed by " if isinstance(one, Signature) else "signature withdrawn by "
        start = of + did if of else did.capitalize()
        lines.setdefault(start, []).extend(name(p) for p in one.participants[:1])
    for start, names in lines.items():
        yield from _line(start, names)


def _line(start: str, names: Sequence[str], most: int = NAMED) -> Iterator[str]:
    if names:
        yield start + _names(names, most)


def _names(names: Sequence[str], most: int = NAMED) -> str:
    """ "A", "A, B", "A, B and 12 others"; one is named where one would be counted."""
    most = most if len(names) > most + 1 else len(names)
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} others" if more else "")
