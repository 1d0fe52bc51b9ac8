"""What the history of a Member proves: posts got and left, parties changed, Houses joined and left. Pure.

Each change is dated by upstream and told in a sentence. Spells that go on without a day between them are one: another
kind of peerage, or a post entered anew, is no change.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal, NamedTuple, TypeVar

from monitor.parliament.activities import Membership
from monitor.parliament.people import House, Member, NameSpell, Participant, PartySpell, Post, SeatSpell, Spell
from monitor.sources.source import Record, Window

NAME = "members"
PAGE = "https://members.parliament.uk/member"
Kind = Literal["post-gained", "post-left", "party-changed", "joined", "left"]
_HOUSES: dict[House, str] = {"commons": "House of Commons", "lords": "House of Lords"}
_OFFICES = {"government": ", a Government post", "opposition": ", an Opposition post"}
_S = TypeVar("_S", bound=Spell)


class MemberRecord(Record):
    """A watched Member as last read; a part that was not read yet is None. `asked`: the days of a backfill."""

    asked: Window | None = None
    names: tuple[NameSpell, ...] | None = None
    parties: tuple[PartySpell, ...] | None = None
    seats: tuple[SeatSpell, ...] | None = None
    posts: tuple[Post, ...] | None = None


class Change(NamedTuple):
    """One change, its day, and in words; `says` follows the Member's name."""

    kind: Kind
    day: date | None
    what: str
    title: str
    says: str
    house: House | None = None


def changes(record: MemberRecord) -> Iterator[Membership]:
    """All changes that have a day; none while the Member's name was not read."""
    if record.names is None:
        return
    member = Member(
        id=int(record.upstream_id),
        names=record.names,
        parties=record.parties or (),
        seats=record.seats or (),
        posts=record.posts or (),
    )
    for change in (*_houses(member), *_parties(member), *_posts(member)):
        if change.day:
            yield _activity(record, member, change, change.day)


def turned(record: MemberRecord, before: MemberRecord | None, *, day: date) -> Iterator[Membership]:
    """A change of party between two readings that the newer one's history does not hold, dated by when it was found."""
    if not before or not before.parties or not record.parties:
        return
    old, new = max(before.parties, key=_first), max(record.parties, key=_first)
    if _party(old) not in {_party(spell) for spell in record.parties}:
        member = Member(
            id=int(record.upstream_id), names=record.names or (), parties=(old, new), seats=record.seats or ()
        )
        for change in _parties(member):
            yield _activity(record, member, change, day)


def _houses(member: Member) -> Iterator[Change]:
    for begun, ended in _runs(member.seats, lambda seat: seat.house):
        house, name = begun.house, _HOUSES[begun.house]
        kind = f" for {begun.seat}" if house == "commons" else f" ({begun.seat})"
        joined = f"became a Member of the {name}{kind if begun.seat else ''}."
        yield Change("joined", begun.first, house, f"Joined the {name}", joined, house)
        seat, reason = (
            f" ({ended.seat})" if ended.seat else "",
            f"; reason given: {ended.reason}" if ended.reason else "",
        )
        yield Change("left", ended.last, house, f"Left the {name}", f"left the {name}{seat}{reason}.", house)


def _parties(member: Member) -> Iterator[Change]:
    for old, new in pairwise(sorted(member.parties, key=_first)):
        if _party(old) != _party(new):
            words = f"{old.party} and sits as {new.party}"
            yield Change("party-changed", new.first, new.party, f"Left {words}", f"left {words}.")


def _posts(member: Member) -> Iterator[Change]:
    for begun, ended in _runs(member.posts, lambda post: (post.kind, post.title)):
        title, office = begun.title, _OFFICES.get(begun.kind, "")
        if begun.kind == "committee":
            role, gone = f"ember of the {title}", f"eft the {title}"
            yield Change("post-gained", begun.first, title, f"M{role}", f"became a m{role}.")
            yield Change("post-left", ended.last, title, f"L{gone}", f"l{gone}.")
        else:
            yield Change("post-gained", begun.first, title, title, f"became {title}{office}.")
            yield Change("post-left", ended.last, title, f"No longer {title}", f"ceased to be {title}{office}.")


def _runs(spells: Iterable[_S], key: Callable[[_S], Hashable]) -> Iterator[tuple[_S, _S]]:
    """The first and the last of spells of the same *key* that follow one another without a day between them."""
    runs: dict[Hashable, list[list[_S]]] = {}
    for spell in sorted(spells, key=_first):
        held = runs.setdefault(key(spell), [])
        if held and _first(spell) <= _last(held[-1]) + timedelta(days=1):
            held[-1].append(spell)
        else:
            held.append([spell])
    for run in (run for held in runs.values() for run in held):
        yield run[0], max(run, key=lambda spell: spell.last or date.max)


def _first(spell: Spell) -> date:
    return spell.first or date.min


def _last(run: Iterable[Spell]) -> date:
    return max(spell.last or date.max - timedelta(days=1) for spell in run)


def _party(spell: PartySpell) -> str:
    """Without what stands in brackets: "Labour (Co-op)" is Labour."""
    return spell.party.partition(" (")[0].casefold()


def _activity(record: MemberRecord, member: Member, change: Change, day: date) -> Membership:
    then = member.on(day)
    return Membership(
        id=f"{record.id}/{change.kind}/{day}/{_slug(change.what)}",
        record=record.id,
        source=NAME,
        upstream_id=record.upstream_id,
        subject=record.id,
        house=change.house or then.house,
        date=day,
        title=change.title,
        participants=(Participant(member=member.id, name=then.name, role="moved", party=then.party, seat=then.seat),),
        url=f"{PAGE}/{record.upstream_id}/contact",
        said=f"{then.name or 'The Member'} {change.says}",
        change=change.kind,
    )


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")
