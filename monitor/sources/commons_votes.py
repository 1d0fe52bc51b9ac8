"""What commonsvotes-api writes about a division (API_NOTES 5). A row of its list has no voters, but the tellers."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator

from monitor.parliament.text import plain
from monitor.sources.division_record import NAME, DivisionRecord, Voter, Votes, named
from monitor.sources.paging import Row
from monitor.sources.wire import Day, Pascal, Text, fingerprint, understood

HOST = "https://commonsvotes-api.parliament.uk/data"


class _Voter(Pascal):
    member_id: int | None = None
    name: Text = ""
    party: Text = ""
    sub_party: Text = ""
    member_from: Text = ""
    proxy_name: Text = ""


#: a deferred division has null for tellers
_Voters = Annotated[tuple[_Voter, ...], BeforeValidator(named)]


class Wire(Pascal):
    """A division as upstream sends it, in a list or alone."""

    division_id: int
    date: Day
    #: the one instant of upstream that counts: voters are corrected without a sign in any other field of the row
    publication_updated: Text = ""
    number: int | None = None
    is_deferred: bool = False
    title: Text = ""
    aye_count: int
    no_count: int
    aye_tellers: _Voters = ()
    no_tellers: _Voters = ()
    ayes: _Voters = ()
    noes: _Voters = ()
    friendly_title: Text = ""
    friendly_description: Text = ""


def read(row: Row) -> DivisionRecord:
    """The division of a row, or of a reply about it alone. Raises Unreadable."""
    ident = str(row.get("DivisionId") or "")
    wire = understood(Wire, row, url=f"{HOST}/division/{ident}.json", ident=f"commons/{ident}")
    tellers = {v.member_id for v in (*wire.aye_tellers, *wire.no_tellers) if v.member_id}
    return DivisionRecord(
        id=f"{NAME}/commons/{wire.division_id}",
        upstream_id=f"commons/{wire.division_id}",
        span=f"commons/{wire.date}",
        listing=fingerprint(wire.model_dump(mode="json", exclude={"ayes", "noes"})),
        house="commons",
        date=wire.date,
        number=wire.number,
        deferred=wire.is_deferred,
        title=" ".join(wire.title.split()),
        question="\n\n".join(text for text in map(plain, (wire.friendly_title, wire.friendly_description)) if text),
        ayes=wire.aye_count,
        noes=wire.no_count,
        aye_voters=tuple(_voter(v) for v in wire.ayes if v.member_id not in tellers),
        no_voters=tuple(_voter(v) for v in wire.noes if v.member_id not in tellers),
        aye_tellers=tuple(map(_voter, wire.aye_tellers)),
        no_tellers=tuple(map(_voter, wire.no_tellers)),
        proxies=tuple(v.member_id for v in (*wire.ayes, *wire.noes) if v.member_id and v.proxy_name),
    )


def _voter(wire: _Voter) -> Voter:
    """The party as the register names it: "Labour (Co-op)"."""
    party = f"{wire.party} ({wire.sub_party})" if wire.party and wire.sub_party else wire.party
    return Voter(wire.member_id or None, wire.name, party, wire.member_from)


COMMONS = Votes(
    house="commons",
    search=f"{HOST}/divisions.json/search",
    total=f"{HOST}/divisions.json/searchTotalResults",
    one=f"{HOST}/division/{{id}}.json",
    start="queryParameters.startDate",
    end="queryParameters.endDate",
    skip="queryParameters.skip",
    take="queryParameters.take",
    id="DivisionId",
    date="Date",
    read=read,
)
