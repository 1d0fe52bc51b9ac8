"""members-api.parliament.uk: histories by id, a search, one Member and the posts they hold."""

from __future__ import annotations

from datetime import datetime

from monitor.sample.asking import JSON, NotThere, Query, Route, stamp
from monitor.sample.fortnight import Fortnight, Member

HOST = "members-api.parliament.uk"
#: "default is 20. Maximum is 20"
PAGE = 20
#: party → id, abbreviation, colour
PARTIES = {
    "Labour": (15, "Lab", "d50000"),
    "Conservative": (4, "Con", "0063ba"),
    "Liberal Democrat": (17, "LD", "faa01a"),
    "Green Party": (44, "Green", "78b82a"),
    "Plaid Cymru": (22, "PC", "348837"),
    "Crossbench": (6, "XB", "666666"),
    "Speaker": (47, "Spk", "666666"),
}


def history(fortnight: Fortnight, _: datetime, query: Query) -> JSON:
    """Members by id, each with one name, party and seat."""
    wanted = set(query.numbers("ids"))
    return [{"value": _history(m), "links": []} for m in fortnight.member if m.id in wanted]


def search(fortnight: Fortnight, _: datetime, query: Query) -> JSON:
    """Members by a part of the name, the beginning of a seat, the House; everybody here is a Member now."""
    name, seat = query.text("Name", "").casefold(), query.text("Location", "").casefold()
    house, skip, take = query.text("House", ""), query.number("skip", 0), min(query.number("take", PAGE), PAGE)
    former = query.one_of("IsCurrentMember", ("true", "false"), "true") == "false"
    found = [
        m
        for m in fortnight.member
        if name in m.name.casefold()
        and m.seat.casefold().startswith(seat)
        and house in ("", str(_house(m)))
        and not former
    ]
    items = [_item(m) for m in found[skip : skip + take]]
    links = [_link(rel, f"/Members/Search?skip={skip}&take={take}") for rel in ("self", "page.next", "page.previous")]
    page = {"totalResults": len(found), "resultContext": "", "skip": skip, "take": take, "resultType": 1}
    return {"items": items, **page, "links": links}


def one(fortnight: Fortnight, _: datetime, query: Query) -> JSON:
    """One Member."""
    return _item(_member(fortnight, query))


def biography(fortnight: Fortnight, _: datetime, query: Query) -> JSON:
    """The post of a Member, if they hold one."""
    member = _member(fortnight, query)
    spell: dict[str, JSON] = {"house": _house(member), "endDate": None, "additionalInfo": None}
    spell["startDate"] = stamp(member.appointed or member.since)
    extra = {"additionalInfoLink": None}
    posts = [{"id": member.id, "name": member.post.removeprefix("The "), **spell, **extra}] if member.post else []
    names = ("representations", "electionsContested", "houseMemberships", "governmentPosts", "oppositionPosts")
    more = ("otherPosts", "partyAffiliations", "committeeMemberships")
    return {"value": {**{n: [] for n in (*names, *more)}, "governmentPosts": posts}, "links": []}


def abbreviation(member: Member) -> str:
    """ "Lab"."""
    return PARTIES[member.party][1]


def _member(fortnight: Fortnight, query: Query) -> Member:
    wanted = query.number("id")
    for member in fortnight.member:
        if member.id == wanted:
            return member
    raise NotThere(f"Members/{wanted}")


def _house(member: Member) -> int:
    return 1 if member.house == "Commons" else 2


def _names(member: Member) -> JSON:
    full = f"{member.name} MP" if member.house == "Commons" else f"The {member.name}"
    return {
        "nameListAs": member.indexed,
        "nameDisplayAs": member.name,
        "nameFullTitle": full,
        "nameAddressAs": None,
    }


def _party(member: Member) -> JSON:
    id, short, colour = PARTIES[member.party]
    return {
        "id": id,
        "name": member.party,
        "abbreviation": short,
        "backgroundColour": colour,
        "foregroundColour": "ffffff",
        "isLordsMainParty": False,
        "isLordsSpiritualParty": False,
        "governmentType": 0 if member.party == "Labour" else None,
        "isIndependentParty": False,
    }


def _seat(member: Member) -> JSON:
    status = {
        "statusIsActive": True,
        "statusDescription": "Current Member",
        "statusNotes": None,
        "statusId": 0,
        "status": 0,
        "statusStartDate": stamp(member.since),
    }
    return {
        "membershipFrom": member.seat,
        "membershipFromId": member.id,
        "house": _house(member),
        "membershipStartDate": stamp(member.since),
        "membershipEndDate": None,
        "membershipEndReason": None,
        "membershipEndReasonNotes": None,
        "membershipEndReasonId": None,
        "membershipStatus": status,
    }


def _item(member: Member) -> JSON:
    value = {
        "id": member.id,
        **_names(member),
        "latestParty": _party(member),
        "gender": None,
        "latestHouseMembership": _seat(member),
        "thumbnailUrl": _thumbnail(member),
    }
    return {"value": value, "links": [_link("self", f"/Members/{member.id}")]}


def _history(member: Member) -> JSON:
    spell = {"startDate": stamp(member.since), "endDate": None}
    return {
        "id": member.id,
        "thumbnailUrl": _thumbnail(member),
        "nameHistory": [{**_names(member), **spell}],
        "partyHistory": [{"party": _party(member), **spell}],
        "houseMembershipHistory": [_seat(member)],
    }


def _link(rel: str, address: str) -> JSON:
    return {"rel": rel, "href": address, "method": "GET"}


def _thumbnail(member: Member) -> str:
    return f"https://{HOST}/api/Members/{member.id}/Thumbnail"


ROUTES = (
    Route("/api/Members/History", frozenset({"ids"}), history),
    Route("/api/Members/Search", frozenset({"Name", "Location", "House", "IsCurrentMember", "skip", "take"}), search),
    Route("/api/Members/{id}", frozenset(), one),
    Route("/api/Members/{id}/Biography", frozenset(), biography),
)
