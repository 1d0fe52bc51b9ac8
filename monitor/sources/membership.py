"""What members-api writes about a Member, read into our values: pure, and lenient about what is missing or unknown.

Shapes: the OpenAPI document of members-api. A Member comes in an envelope `{"value": …, "links": […]}`, and nearly
every field may be null. `Members/History` has never been seen recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ValidationError

from monitor.parliament.dates import day_of
from monitor.parliament.people import House, Member, NameSpell, PartySpell, Post, SeatSpell, Value
from monitor.sources.source import Unreadable

API = "https://members-api.parliament.uk/api"
HOUSES: Mapping[int | None, House] = {1: "commons", 2: "lords"}
_NO_DAY = "0001-01-01"  # .NET's empty date


class ListedMember(Value):
    """A Member as the register lists them today; `seat` as last held, from `since` until `until` (None: still)."""

    id: int
    name: str
    listed: str = ""
    party: str | None = None
    abbreviation: str | None = None
    house: House | None = None
    seat: str | None = None
    since: date | None = None
    until: date | None = None

    @property
    def current(self) -> bool:
        """Whether they belong to their House today, on leave of absence or not."""
        return self.house is not None and self.until is None


def read_listed(row: Any) -> ListedMember:
    """A Member from a row of `Members/Search`, or from `Members/{id}`. Raises Unreadable."""
    wire = _read(_Member, row)
    seat, party = wire.latestHouseMembership or _Seat(), wire.latestParty or _Party()
    return ListedMember(
        id=wire.id,
        name=wire.nameDisplayAs or wire.nameFullTitle or wire.nameListAs,
        listed=wire.nameListAs,
        party=party.name or None,
        abbreviation=party.abbreviation or None,
        house=HOUSES.get(seat.house),
        seat=seat.membershipFrom or None,
        since=seat.membershipStartDate,
        until=seat.membershipEndDate,
    )


def read_history(row: Any) -> Member:
    """A Member from a row of `Members/History`; a spell without name, party or House is left out. Raises Unreadable."""
    wire = _read(_History, row)
    return Member(
        id=wire.id,
        names=tuple(
            NameSpell(first=n.startDate, last=n.endDate, name=name, listed=n.nameListAs)
            for n in wire.nameHistory
            if (name := n.nameDisplayAs or n.nameFullTitle or n.nameListAs)
        ),
        parties=tuple(
            PartySpell(first=p.startDate, last=p.endDate, party=p.party.name, abbreviation=p.party.abbreviation)
            for p in wire.partyHistory
            if p.party and p.party.name
        ),
        seats=tuple(
            SeatSpell(
                first=s.membershipStartDate,
                last=s.membershipEndDate,
                house=house,
                seat=s.membershipFrom,
                reason=s.membershipEndReason,
            )
            for s in wire.houseMembershipHistory
            if (house := HOUSES.get(s.house))
        ),
    )


def read_posts(row: Any, id: int) -> tuple[Post, ...]:
    """The posts of Member *id* from `Members/{id}/Biography`, which does not name the Member. Raises Unreadable."""
    wire = _read(_Biography, row, id)
    kinds: tuple[tuple[Literal["government", "opposition", "other"], tuple[_Post, ...]], ...] = (
        ("government", wire.governmentPosts),
        ("opposition", wire.oppositionPosts),
        ("other", wire.otherPosts),
    )
    return tuple(
        Post(first=p.startDate, last=p.endDate, title=p.name, kind=kind)
        for kind, posts in kinds
        for p in posts
        if p.name
    )


def read_committees(row: Any, id: int) -> tuple[Post, ...]:
    """The committees that Member *id* belongs and belonged to, from `Members/{id}/Biography`. Raises Unreadable."""
    found = _read(_Biography, row, id).committeeMemberships
    return tuple(Post(first=c.startDate, last=c.endDate, title=c.name, kind="committee") for c in found if c.name)


def member_id(row: Any) -> Any:
    """The id in a row, as it stands; None where there is none."""
    value = row.get("value") if isinstance(row, dict) else None
    return value.get("id") if isinstance(value, dict) else None


# -- the wire ---------------------------------------------------------------------------------------------------------


def _text(value: Any) -> Any:
    return "" if value is None else " ".join(value.split()) if isinstance(value, str) else value


def _day(value: Any) -> Any:
    return None if not value or str(value).startswith(_NO_DAY) else day_of(str(value))


def _held(value: Any) -> Any:
    return [one for one in value if one is not None] if isinstance(value, list) else () if value is None else value


_Text = Annotated[str, BeforeValidator(_text)]
_Day = Annotated[date | None, BeforeValidator(_day)]


class _Party(BaseModel):
    name: _Text = ""
    abbreviation: _Text = ""


class _Seat(BaseModel):
    membershipFrom: _Text = ""
    house: int | None = None
    membershipStartDate: _Day = None
    membershipEndDate: _Day = None
    membershipEndReason: _Text = ""


class _Named(BaseModel):
    nameListAs: _Text = ""
    nameDisplayAs: _Text = ""
    nameFullTitle: _Text = ""


class _Member(_Named):
    id: int
    latestParty: _Party | None = None
    latestHouseMembership: _Seat | None = None


class _NameSpell(_Named):
    startDate: _Day = None
    endDate: _Day = None


class _PartySpell(BaseModel):
    party: _Party | None = None
    startDate: _Day = None
    endDate: _Day = None


class _History(BaseModel):
    id: int
    nameHistory: Annotated[tuple[_NameSpell, ...], BeforeValidator(_held)] = ()
    partyHistory: Annotated[tuple[_PartySpell, ...], BeforeValidator(_held)] = ()
    houseMembershipHistory: Annotated[tuple[_Seat, ...], BeforeValidator(_held)] = ()


class _Post(BaseModel):
    name: _Text = ""
    startDate: _Day = None
    endDate: _Day = None


class _Biography(BaseModel):
    governmentPosts: Annotated[tuple[_Post, ...], BeforeValidator(_held)] = ()
    oppositionPosts: Annotated[tuple[_Post, ...], BeforeValidator(_held)] = ()
    otherPosts: Annotated[tuple[_Post, ...], BeforeValidator(_held)] = ()
    committeeMemberships: Annotated[tuple[_Post, ...], BeforeValidator(_held)] = ()


_W = TypeVar("_W", bound=BaseModel)


def _read(shape: type[_W], row: Any, id: int | None = None) -> _W:
    """The value in the envelope, in this shape. Raises Unreadable naming the Member and the first wrong field."""
    try:
        return shape.model_validate(row.get("value") if isinstance(row, dict) else row)
    except ValidationError as err:
        first = err.errors(include_input=False, include_url=False)[0]
        where, known = ".".join(str(part) for part in first["loc"]), id or member_id(row)
        why = f"{where or 'value'}: {first['msg']}"
        raise Unreadable(f"members/{known or '?'}", f"{API}/Members/{known or ''}", why) from None
