"""Committees' publications: which of them are reports, and which are responses to one.

Their types are known by name, as their numbers were never documented; correspondence, minutes and the like are of no
interest. The words of a publication are not fetched: its description is its title.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from monitor.parliament.activities import Report, Response
from monitor.sources.committee_wire import (
    BASE,
    Proceeding,
    WireCommittee,
    WireWork,
    beside,
    held_by,
    identity,
    told,
    works,
)
from monitor.sources.paging import Row
from monitor.sources.source import Event
from monitor.sources.wire import Camel, Day, Text, fingerprint, understood


class _Named(Camel):
    name: Text = ""


class WirePublication(Camel):
    """A publication of a committee, or one that answers it."""

    id: int
    description: Text = ""
    publication_start_date: Day
    type: _Named | None = None
    response_to_publication_id: int | None = None
    responding_department: _Named | None = None
    businesses: tuple[WireWork, ...] | None = None
    committee: WireCommittee | None = None


def read(row: Row) -> Proceeding | None:
    """The report or response of a list row; None for any other publication. Raises Unreadable."""
    ident = str(row.get("id") or "")
    wire = understood(WirePublication, row, url=f"{BASE}/Publications/{ident}", ident=ident)
    genre = _genre(wire)
    if genre is None:
        return None
    found = works(wire.businesses or ())
    title = " ".join((wire.description or (wire.type.name if wire.type else "")).split())
    department = wire.responding_department.name if wire.responding_department else ""
    return Proceeding(
        **identity("publication", wire.id, wire.publication_start_date, fingerprint(wire.model_dump(mode="json"))),
        **held_by([wire.committee] if wire.committee else None),
        title=title,
        works=found,
        said=beside(title, [*(w.title for w in found), department]),
        genre=genre,
        responds_to=wire.response_to_publication_id if genre == "response" else None,
    )


def _genre(wire: WirePublication) -> Literal["report", "response"] | None:
    """By the name of its type: "Report", "Special Report", "Government Response"; a special report may respond."""
    name = wire.type.name.casefold() if wire.type else ""
    if "response" in name or ("report" in name and wire.response_to_publication_id):
        return "response"
    return "report" if "report" in name else None


def activities(record: Proceeding) -> Iterable[Event]:
    """The report, or the response."""
    fields = told(record, record.genre)
    yield Event(activity=Response(**fields) if record.genre == "response" else Report(**fields))
