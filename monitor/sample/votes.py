"""commonsvotes-api and lordsvotes-api.parliament.uk: divisions with the vote of every Member.

The list of the Commons is a bare array of at most 25, without voters; that of the Lords has them all.
"""

from __future__ import annotations

from datetime import date, datetime

from monitor.sample.asking import JSON, NotThere, Query, Route, stamp, within
from monitor.sample.doings import House, Vote
from monitor.sample.fortnight import Fortnight
from monitor.sample.members import PARTIES

COMMONS, LORDS = "commonsvotes-api.parliament.uk", "lordsvotes-api.parliament.uk"
PREFIX = "queryParameters."
#: rows of a page, whatever is asked for
PAGE = 25


def commons_list(fortnight: Fortnight, now: datetime, query: Query) -> JSON:
    """The Commons divisions of some days, the newest first, at most 25."""
    skip, take = query.number(f"{PREFIX}skip", 0), min(query.number(f"{PREFIX}take", PAGE), PAGE)
    return [_commons(v, fortnight, full=False) for v in _found(fortnight, now, query, "Commons")[skip : skip + take]]


def commons_total(fortnight: Fortnight, now: datetime, query: Query) -> JSON:
    """How many there are."""
    return len(_found(fortnight, now, query, "Commons"))


def commons_one(fortnight: Fortnight, now: datetime, query: Query) -> JSON:
    """One Commons division, with its voters."""
    return _commons(_one(fortnight, now, query, "Commons"), fortnight, full=True)


def lords_list(fortnight: Fortnight, now: datetime, query: Query) -> JSON:
    """The Lords divisions of some days, with their voters."""
    skip, take = query.number("skip", 0), query.number("take", PAGE)
    return [_lords(v, fortnight) for v in _found(fortnight, now, query, "Lords")[skip : skip + take]]


def lords_total(fortnight: Fortnight, now: datetime, query: Query) -> JSON:
    """How many there are."""
    return len(_found(fortnight, now, query, "Lords"))


def lords_one(fortnight: Fortnight, now: datetime, query: Query) -> JSON:
    """One Lords division."""
    return _lords(_one(fortnight, now, query, "Lords"), fortnight)


def _found(fortnight: Fortnight, now: datetime, query: Query, house: House) -> list[Vote]:
    first, last = (f"{PREFIX}startDate", f"{PREFIX}endDate") if house == "Commons" else ("StartDate", "EndDate")
    days = query.day(first, date.min), query.day(last, date.max)
    found = [v for v in fortnight.vote if v.house == house and v.seen <= now and within(v.when.date(), *days)]
    return sorted(found, key=lambda v: v.when, reverse=True)


def _one(fortnight: Fortnight, now: datetime, query: Query, house: House) -> Vote:
    wanted = query.number("divisionId")
    for vote in fortnight.vote:
        if vote.id == wanted and vote.house == house and vote.seen <= now:
            return vote
    raise NotThere(f"division {wanted}")


def _commons(vote: Vote, fortnight: Fortnight, *, full: bool) -> JSON:
    def voters(names: tuple[str, ...]) -> list[JSON]:
        return [_voter(name, fortnight) for name in names]

    return {
        "DivisionId": vote.id,
        "Date": stamp(vote.when),
        "PublicationUpdated": stamp(vote.seen),
        "Number": vote.number,
        "IsDeferred": False,
        "EVELType": "",
        "EVELCountry": "",
        "Title": vote.title,
        "AyeCount": vote.ayes,
        "NoCount": vote.noes,
        "DoubleMajorityAyeCount": None,
        "DoubleMajorityNoCount": None,
        "AyeTellers": voters(vote.aye_tellers),
        "NoTellers": voters(vote.no_tellers),
        "Ayes": voters(vote.aye) if full else [],
        "Noes": voters(vote.no) if full else [],
        "FriendlyDescription": None,
        "FriendlyTitle": None,
        "NoVoteRecorded": [],
        "RemoteVotingStart": None,
        "RemoteVotingEnd": None,
    }


def _voter(name: str, fortnight: Fortnight) -> JSON:
    member = fortnight.by_name[name]
    _, short, colour = PARTIES[member.party]
    return {
        "MemberId": member.id,
        "Name": member.name,
        "Party": member.party,
        "SubParty": None,
        "PartyColour": colour,
        "PartyAbbreviation": short,
        "MemberFrom": member.seat,
        "ListAs": member.indexed,
        "ProxyName": None,
    }


def _lords(vote: Vote, fortnight: Fortnight) -> JSON:
    def voters(names: tuple[str, ...]) -> list[JSON]:
        return [_peer(name, fortnight) for name in names]

    return {
        "divisionId": vote.id,
        "date": stamp(vote.when.date()),
        "number": vote.number,
        "notes": None,
        "title": vote.title,
        "isWhipped": False,
        "isGovernmentContent": False,
        "authoritativeContentCount": vote.ayes,
        "authoritativeNotContentCount": vote.noes,
        "divisionHadTellers": bool(vote.aye_tellers),
        "tellerContentCount": vote.ayes,
        "tellerNotContentCount": vote.noes,
        "memberContentCount": len(vote.aye),
        "memberNotContentCount": len(vote.no),
        "sponsoringMemberId": None,
        "isHouse": True,
        "isInquorate": False,
        "amendmentMotionNotes": f"<p>{vote.question}</p>",
        "isGovernmentWin": None,
        "remoteVotingStart": None,
        "remoteVotingEnd": None,
        "divisionWasExclusivelyRemote": False,
        "contentTellers": voters(vote.aye_tellers),
        "notContentTellers": voters(vote.no_tellers),
        "contents": voters(vote.aye),
        "notContents": voters(vote.no),
    }


def _peer(name: str, fortnight: Fortnight) -> JSON:
    member = fortnight.by_name[name]
    _, short, colour = PARTIES[member.party]
    return {
        "memberId": member.id,
        "name": member.name,
        "listAs": member.indexed,
        "memberFrom": member.seat,
        "party": member.party,
        "partyColour": colour,
        "partyAbbreviation": short,
        "partyIsMainParty": True,
    }


_DATES = frozenset(f"{PREFIX}{name}" for name in ("startDate", "endDate"))
COMMONS_ROUTES = (
    Route("/data/divisions.json/search", _DATES | {f"{PREFIX}skip", f"{PREFIX}take"}, commons_list),
    Route("/data/divisions.json/searchTotalResults", _DATES, commons_total),
    Route("/data/division/{divisionId}.json", frozenset(), commons_one),
)
LORDS_ROUTES = (
    Route("/data/Divisions/search", frozenset({"StartDate", "EndDate", "skip", "take"}), lords_list),
    Route("/data/Divisions/searchTotalResults", frozenset({"StartDate", "EndDate"}), lords_total),
    Route("/data/Divisions/{divisionId}", frozenset(), lords_one),
)
