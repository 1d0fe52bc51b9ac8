"""What a division is, whichever House divided: the record as last read, and the activity it proves.

Everyone who voted is kept with name, party and seat as printed in the reply: those are the facts of that day. The
counts are kept as published; they need not equal the lengths of the lists (API_NOTES 5).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from monitor.parliament.activities import Division
from monitor.parliament.people import House, Participant
from monitor.sources.paging import Row
from monitor.sources.source import Record

NAME = "divisions"
PAGE = "https://votes.parliament.uk/Votes"


class Voter(NamedTuple):
    """Who voted, as printed; `member` is None where an old reply names no Member. Kept as an array, to be short."""

    member: int | None
    name: str
    party: str
    seat: str


class DivisionRecord(Record):
    """A division as last read. Tellers stand in neither list; `proxies` are ids of Members who voted by proxy."""

    house: House
    date: date
    number: int | None = None
    deferred: bool = False
    title: str = ""
    question: str = ""
    ayes: int
    noes: int
    aye_voters: tuple[Voter, ...] = ()
    no_voters: tuple[Voter, ...] = ()
    aye_tellers: tuple[Voter, ...] = ()
    no_tellers: tuple[Voter, ...] = ()
    proxies: tuple[int, ...] = ()

    @property
    def lacks(self) -> tuple[str, ...]:
        """Which lists of voters are not there, although somebody was counted."""
        ayes = self.ayes > len(self.aye_tellers) and not self.aye_voters
        noes = self.noes > len(self.no_tellers) and not self.no_voters
        return (*(["aye_voters"] if ayes else []), *(["no_voters"] if noes else []))


@dataclass(frozen=True)
class Votes:
    """Where one House publishes its divisions: addresses, names of parameters and fields, and how a row is read.

    `read` makes the record of a row, or of a reply about one division. It raises Unreadable.
    """

    house: House
    search: str
    total: str
    one: str
    start: str
    end: str
    skip: str
    take: str
    id: str
    date: str
    read: Callable[[Row], DivisionRecord]


def named(voters: Any) -> Any:
    """The voters of a list; null stands for nobody, and for none."""
    return () if voters is None else [v for v in voters if v is not None] if isinstance(voters, list) else voters


def activity(record: DivisionRecord) -> Division:
    """The division with every Member's vote."""
    return Division(
        id=f"{record.id}/division",
        record=record.id,
        source=NAME,
        upstream_id=record.upstream_id,
        subject=record.id,
        house=record.house,
        date=record.date,
        title=record.title,
        participants=_participants(record),
        url=f"{PAGE}/{record.house.capitalize()}/Division/{record.upstream_id.partition('/')[2]}",
        said=record.question,
        number=record.number,
        deferred=record.deferred,
        ayes=record.ayes,
        noes=record.noes,
        aye_members=_ids(record.aye_voters),
        no_members=_ids(record.no_voters),
        aye_tellers=_ids(record.aye_tellers),
        no_tellers=_ids(record.no_tellers),
        proxies=record.proxies,
    )


def _participants(record: DivisionRecord) -> tuple[Participant, ...]:
    """Everyone who voted or told, once, also who voted in both lobbies; in an order that is no news."""
    lists = (record.aye_voters, record.no_voters, record.aye_tellers, record.no_tellers)
    voters = {v.member or v.name: v for voters in lists for v in voters}.values()
    return tuple(
        Participant(member=v.member, name=v.name, role="voted", party=v.party or None, seat=v.seat or None)
        for v in sorted(voters, key=lambda v: (v.member is None, v.member or 0, v.name))
    )


def _ids(voters: Iterable[Voter]) -> tuple[int, ...]:
    return tuple(v.member for v in voters if v.member)
