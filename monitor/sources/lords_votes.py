"""What lordsvotes-api writes about a division (API_NOTES 5). A row of its list has the voters, tellers among them.

`title` is the bill only, the question stands in `amendmentMotionNotes`. The authoritative counts include the tellers.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator

from monitor.parliament.text import plain
from monitor.sources.division_record import NAME, DivisionRecord, Voter, Votes, named
from monitor.sources.paging import Row
from monitor.sources.wire import Camel, Day, Text, fingerprint, understood

HOST = "https://lordsvotes-api.parliament.uk/data/Divisions"


class _Voter(Camel):
    member_id: int | None = None
    name: Text = ""
    party: Text = ""
    member_from: Text = ""


_Voters = Annotated[tuple[_Voter, ...], BeforeValidator(named)]


class Wire(Camel):
    """A division as upstream sends it, in a list or alone."""

    division_id: int
    date: Day
    number: int | None = None
    title: Text = ""
    authoritative_content_count: int
    authoritative_not_content_count: int
    amendment_motion_notes: Text = ""
    content_tellers: _Voters = ()
    not_content_tellers: _Voters = ()
    contents: _Voters = ()
    not_contents: _Voters = ()


def read(row: Row) -> DivisionRecord:
    """The division of a row, or of a reply about it alone. Raises Unreadable."""
    ident = str(row.get("divisionId") or "")
    wire = understood(Wire, row, url=f"{HOST}/{ident}", ident=f"lords/{ident}")
    tellers = {v.member_id for v in (*wire.content_tellers, *wire.not_content_tellers) if v.member_id}
    return DivisionRecord(
        id=f"{NAME}/lords/{wire.division_id}",
        upstream_id=f"lords/{wire.division_id}",
        span=f"lords/{wire.date}",
        listing=fingerprint(wire.model_dump(mode="json")),
        house="lords",
        date=wire.date,
        number=wire.number,
        title=" ".join(wire.title.split()),
        question=plain(wire.amendment_motion_notes),
        ayes=wire.authoritative_content_count,
        noes=wire.authoritative_not_content_count,
        aye_voters=tuple(_voter(v) for v in wire.contents if v.member_id not in tellers),
        no_voters=tuple(_voter(v) for v in wire.not_contents if v.member_id not in tellers),
        aye_tellers=tuple(map(_voter, wire.content_tellers)),
        no_tellers=tuple(map(_voter, wire.not_content_tellers)),
    )


def _voter(wire: _Voter) -> Voter:
    return Voter(wire.member_id or None, wire.name, wire.party, wire.member_from)


LORDS = Votes(
    house="lords",
    search=f"{HOST}/search",
    total=f"{HOST}/searchTotalResults",
    one=f"{HOST}/{{id}}",
    start="StartDate",
    end="EndDate",
    skip="skip",
    take="take",
    id="divisionId",
    date="date",
    read=read,
)
