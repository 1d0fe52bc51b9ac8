"""What committees-api sends, read leniently (API_NOTES 6), and the record as which all that a committee does is kept.

Works, events, publications, oral and written evidence come from id spaces of their own, so the sort of a proceeding is
part of its record's id. What belongs to one piece of work (an inquiry, mostly) is one subject.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Literal

from monitor.parliament.activities import Body
from monitor.parliament.people import House, Participant, Value
from monitor.sources.paging import Row
from monitor.sources.source import Record
from monitor.sources.wire import Camel, Text

NAME = "committees"
BASE = "https://committees-api.parliament.uk/api"
SITE = "https://committees.parliament.uk"

Sort = Literal["work", "event", "publication", "oral-evidence", "written-evidence"]
#: where each sort is read (API_NOTES 12)
PAGES: dict[Sort, str] = {
    "work": "work/{}/",
    "event": "event/{}/",
    "publication": "publications/{}/",
    "oral-evidence": "oralevidence/{}/html/",
    "written-evidence": "writtenevidence/{}/html/",
}
HOUSES: dict[str, House] = {"commons": "commons", "lords": "lords"}


class Work(Value):
    """A piece of work of a committee: an inquiry, a bill it looks at, a session of its own."""

    id: int
    title: str


class Call(Value):
    """A period in which written evidence may be sent in."""

    opened: date
    until: date | None = None


class Witness(Value):
    """Who gives evidence, and for whom: "Chief Probation Officer, HM Prison and Probation Service"."""

    name: str = ""
    member: int | None = None
    standing: str = ""

    @property
    def line(self) -> str:
        """As printed in a list of witnesses."""
        return ", ".join(part for part in (self.name, self.standing) if part)


class Proceeding(Record):
    """Something that a committee did, of one of the five sorts, as last read."""

    sort: Sort
    #: opened, meets, or published
    day: date
    title: str
    committee: Body | None = None
    house: House | None = None
    works: tuple[Work, ...] = ()
    #: the words that there are besides the title; readable text
    said: str = ""
    #: the words were not fetched, or cannot be had
    clipped: bool = False

    #: of a work
    inquiry: bool = False
    closed: date | None = None
    calls: tuple[Call, ...] = ()

    #: of an event; London wall time
    starts: str | None = None
    ends: str | None = None
    place: str = ""
    cancelled: bool = False

    #: of an event, and of evidence
    witnesses: tuple[Witness, ...] = ()

    #: of a publication; `responds_to`: the publication that it is a response to
    genre: Literal["report", "response"] = "report"
    responds_to: int | None = None

    #: of evidence: the day of the meeting, and whether its words were published as HTML
    heard: date | None = None
    worded: bool = False


class WireCommittee(Camel):
    """A committee, as it stands in rows of others."""

    id: int
    name: Text = ""
    house: Text = ""
    is_lead_committee: bool | None = None


class WireWork(Camel):
    """A piece of work, as it stands in rows of others."""

    id: int
    title: Text = ""


class _Organisation(Camel):
    name: Text = ""
    role: Text = ""


class _Member(Camel):
    mnis_id: int | None = None


class WireWitness(Camel):
    """Who gives evidence; an organisation has no name of its own."""

    name: Text = ""
    member_info: _Member | None = None
    organisations: tuple[_Organisation, ...] | None = None


def items(reply: Any) -> list[Row]:
    """The rows of a reply; here they are plain objects, but some clients found them wrapped (API_NOTES 6)."""
    return [value(row) for row in reply["items"]]


def value(row: Any) -> Row:
    """The object of a row or of a single reply; {} for what is none."""
    inside = row.get("value") if isinstance(row, dict) else None
    return inside if isinstance(inside, dict) else row if isinstance(row, dict) else {}


def total(reply: Any) -> int:
    """How many rows there are."""
    return reply["totalResults"]  # type: ignore[no-any-return]


def key(row: Row) -> str:
    """What tells rows of one list apart."""
    return str(row.get("id") or row)


def held_by(committees: Sequence[WireCommittee] | None) -> dict[str, Any]:
    """The fields `committee` and `house` of a proceeding: of the leading committee, else the first with a name."""
    named = [c for c in committees or () if c.name]
    lead = next((c for c in named if c.is_lead_committee), named[0] if named else None)
    if lead is None:
        return {}
    return {"committee": Body(id=lead.id, name=lead.name), "house": HOUSES.get(lead.house.casefold())}


def works(wires: Iterable[WireWork | None]) -> tuple[Work, ...]:
    """Each once, in order."""
    found = {w.id: Work(id=w.id, title=" ".join(w.title.split())) for w in wires if w}
    return tuple(found.values())


def witnesses(wires: Iterable[WireWitness], instead: str = "") -> tuple[Witness, ...]:
    """Each once, in order. *instead*: what is printed where there is no name."""
    found = dict.fromkeys(_witness(w, instead) for w in wires)
    return tuple(w for w in found if w.line)


def _witness(wire: WireWitness, instead: str) -> Witness:
    organisations = [", ".join(part for part in (o.role, o.name) if part) for o in wire.organisations or ()]
    member = wire.member_info.mnis_id if wire.member_info else None
    name = wire.name.strip() or ("" if organisations else instead)
    return Witness(name=name, member=member or None, standing="; ".join(filter(None, organisations)))


def participants(found: Iterable[Witness]) -> tuple[Participant, ...]:
    """Witnesses as they take part; an organisation by its own name."""
    return tuple(Participant(member=w.member, name=w.name or w.standing, role="witness") for w in found)


def titles(found: Iterable[Work]) -> str:
    """What works are called, in a line."""
    return "; ".join(w.title for w in found if w.title)


def beside(title: str, parts: Iterable[str]) -> str:
    """*parts* as paragraphs, each once, without what *title* says already."""
    return "\n\n".join(part for part in dict.fromkeys(parts) if part and part not in title)


def told(record: Proceeding, event: str) -> dict[str, Any]:
    """The fields that all activities of *record* share; *event* ends their id."""
    own = f"{NAME}/publication/{record.responds_to}" if record.responds_to else record.id
    subject = f"{NAME}/work/{record.works[0].id}" if record.works else own
    return {
        "id": f"{record.id}/{event}",
        "record": record.id,
        "source": NAME,
        "upstream_id": record.upstream_id,
        "subject": subject,
        "house": record.house,
        "date": record.day,
        "title": record.title,
        "body": record.committee,
        "url": f"{SITE}/{PAGES[record.sort].format(record.upstream_id)}",
        "partial": record.clipped,
        "said": record.said,
    }


def identity(sort: Sort, id: int, day: date, listing: str) -> dict[str, Any]:
    """The fields that say which record it is."""
    return {
        "id": f"{NAME}/{sort}/{id}",
        "upstream_id": str(id),
        "span": f"{sort}/{day}",
        "listing": listing,
        "sort": sort,
        "day": day,
    }
