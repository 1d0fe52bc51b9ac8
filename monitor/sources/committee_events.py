"""Committees' meetings: at which of them evidence is heard, when, where, of whom, and whether they are off."""

from __future__ import annotations

from collections.abc import Iterable

from monitor.parliament.activities import EvidenceSession
from monitor.parliament.dates import day_of
from monitor.sources.committee_wire import (
    BASE,
    Proceeding,
    WireCommittee,
    WireWitness,
    WireWork,
    beside,
    held_by,
    identity,
    participants,
    titles,
    told,
    witnesses,
    works,
)
from monitor.sources.paging import Row
from monitor.sources.source import Event, Unreadable
from monitor.sources.wire import Camel, Text, fingerprint, understood

#: stands in the name of what hears evidence: type "Oral evidence" of a meeting, or of a part of it
EVIDENCE = "evidence"


class _Type(Camel):
    name: Text = ""


class _Part(Camel):
    """What is done at a meeting."""

    name: Text = ""
    activity_type: Text = ""
    is_private: bool | None = None
    attendees: tuple[WireWitness, ...] | None = None
    committee_businesses: tuple[WireWork, ...] | None = None


class WireEvent(Camel):
    """A meeting, a visit, or anything else that a committee does at a time."""

    id: int
    name: Text = ""
    start_date: str
    end_date: Text = ""
    cancelled_date: Text = ""
    location: Text = ""
    event_type: _Type | None = None
    committees: tuple[WireCommittee, ...] | None = None
    committee_businesses: tuple[WireWork, ...] | None = None
    activities: tuple[_Part, ...] | None = None


def read(row: Row) -> Proceeding | None:
    """The session of a list row; None where no evidence is heard in public. Raises Unreadable."""
    ident = str(row.get("id") or "")
    url = f"{BASE}/Events/{ident}"
    wire = understood(WireEvent, row, url=url, ident=ident)
    parts = _heard(wire)
    if parts is None:
        return None
    try:
        return _session(wire, parts)
    except ValueError:
        raise Unreadable(ident, url, f"startDate: {wire.start_date} is no time") from None


def _heard(wire: WireEvent) -> list[_Part] | None:
    """The parts of a meeting that hear evidence in public; None where there are none.

    Where a meeting says what its parts are, they know better than its type.
    """
    parts = [p for p in wire.activities or () if not p.is_private]
    if any(p.activity_type for p in wire.activities or ()):
        return [p for p in parts if EVIDENCE in p.activity_type.casefold()] or None
    return parts if wire.event_type and EVIDENCE in wire.event_type.name.casefold() else None


def _session(wire: WireEvent, parts: list[_Part]) -> Proceeding:
    found = works((*(wire.committee_businesses or ()), *(w for p in parts for w in p.committee_businesses or ())))
    given = " ".join(wire.name.split())
    title = given or ": ".join(filter(None, ("Oral evidence", titles(found))))
    heard = witnesses(w for p in parts for w in p.attendees or ())
    lines = (*(w.title for w in found), *(" ".join(p.name.split()) for p in parts), *(w.line for w in heard))
    return Proceeding(
        **identity("event", wire.id, day_of(wire.start_date), fingerprint(wire.model_dump(mode="json"))),
        **held_by(wire.committees),
        title=title,
        works=found,
        said=beside(title, lines),
        starts=_wall(wire.start_date),
        ends=_wall(wire.end_date),
        place=" ".join(wire.location.split()),
        cancelled=bool(wire.cancelled_date),
        witnesses=heard,
    )


def _wall(printed: str) -> str | None:
    """London wall time as printed; midnight stands for none."""
    wall = printed[:19]
    return None if len(wall) < 19 or wall.endswith("T00:00:00") else wall


def activities(record: Proceeding) -> Iterable[Event]:
    """The session."""
    yield Event(
        activity=EvidenceSession(
            **told(record, "evidence-session"),
            participants=participants(record.witnesses),
            starts=record.starts,
            ends=record.ends,
            place=record.place,
            cancelled=record.cancelled,
        )
    )
