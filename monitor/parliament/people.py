"""Who: Houses, chambers, Members of both Houses, and the part they take in an activity.

Members are keyed by Parliament's member id (members-api `id`, Hansard `MemberId`). A Member's names, parties, seats
and posts are kept as spells with a first and a last day, so that every fact can be told *as on a date*.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict

House = Literal["commons", "lords"]
Chamber = Literal[
    "commons-chamber",
    "westminster-hall",
    "lords-chamber",
    "grand-committee",
    "public-bill-committee",
    "general-committee",
]
Role = Literal["asked", "answered", "corrected", "spoke", "moved", "signed", "voted", "witness"]


class Value(BaseModel):
    """A frozen, strict value: equal when its fields are equal, refused when a field has the wrong type."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class Participant(Value):
    """One Member's (or witness's) part in an activity.

    A source tells `member`, `role` and `name` as printed ("" where the publication prints none). `party` and `seat` are
    those of the activity's date; they and a missing name are looked up in the register, and are None until then.
    """

    member: int | None = None
    name: str = ""
    role: Role
    party: str | None = None
    seat: str | None = None


class Spell(Value):
    """Something that was so from a first to a last day, both included; None is open."""

    first: date | None = None
    last: date | None = None

    def covers(self, day: date) -> bool:
        """Whether it was so on *day*."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


class NameSpell(Spell):
    """A name: as displayed ("Sir Keir Starmer") and as listed ("Starmer, Sir Keir")."""

    name: str
    listed: str = ""


class PartySpell(Spell):
    """Membership of a party: its full name and its abbreviation ("Labour", "Lab")."""

    party: str
    abbreviation: str = ""


class SeatSpell(Spell):
    """Membership of a House: `seat` is the constituency, or in the Lords the kind of peerage."""

    house: House
    seat: str
    #: why it ended, as printed ("Retired"); "" where that is not told
    reason: str = ""


class Post(Spell):
    """A post held, as its title is printed ("Minister of State (Ministry of Justice)"); of a committee its name."""

    title: str
    kind: Literal["government", "opposition", "other", "committee"] = "government"


class Standing(Value):
    """What a Member was on one day."""

    name: str
    party: str | None = None
    abbreviation: str | None = None
    house: House | None = None
    seat: str | None = None
    posts: tuple[str, ...] = ()


_S = TypeVar("_S", bound=Spell)


class Member(Value):
    """A Member of either House with their history (members-api `History`, `Biography`)."""

    id: int
    names: tuple[NameSpell, ...]
    parties: tuple[PartySpell, ...] = ()
    seats: tuple[SeatSpell, ...] = ()
    posts: tuple[Post, ...] = ()

    def on(self, day: date) -> Standing:
        """Name, party, seat and posts as on *day*; where no spell covers it, the last before, else the first."""
        name, party, seat = _on(self.names, day), _on(self.parties, day), _on(self.seats, day)
        return Standing(
            name=name.name if name else "",
            party=party.party if party else None,
            abbreviation=party.abbreviation if party else None,
            house=seat.house if seat else None,
            seat=seat.seat if seat else None,
            posts=tuple(p.title for p in self.posts if p.covers(day)),
        )


def _on(spells: Iterable[_S], day: date) -> _S | None:
    """Of the spells that cover *day* the last to begin; else, of those before it, the last to end; else the first."""
    ordered = sorted(spells, key=lambda s: s.first or date.min)
    covering = [s for s in ordered if s.covers(day)]
    begun = sorted((s for s in ordered if (s.first or date.min) <= day), key=lambda s: s.last or date.max)
    return next(iter([*reversed(covering), *reversed(begun), *ordered]), None)
