"""What hansard-api.parliament.uk sends, leniently read: only the fields used, all of them possibly null.

One shape for every spoken thing, the row of a search; an item of a debate is made into one. `contribution` turns a row
into a strict record, or into None where nobody says anything in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import Annotated, Any, NamedTuple

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from monitor.parliament.dates import day_of
from monitor.parliament.people import House
from monitor.parliament.text import plain
from monitor.sources.hansard_record import SpokenRecord, chamber_of
from monitor.sources.source import JSON, Unavailable

#: a search row's `ContributionText` is cut to this many characters (API_NOTES section 2)
CLIP = 255
#: so much of the HTML is enough to see that there are words
SHORT = 300

Text = Annotated[str, BeforeValidator(lambda v: "" if v is None else v)]
#: text whose loss costs nothing but itself
Decor = Annotated[str, BeforeValidator(lambda v: v if isinstance(v, str) else "")]
Number = Annotated[int, BeforeValidator(lambda v: 0 if v is None else v)]


class _Wire(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Row(_Wire):
    """A row of `/search/contributions`."""

    name: Text = Field("", alias="MemberName")
    member: Number = Field(0, alias="MemberId")
    attribution: Text = Field("", alias="AttributedTo")
    ext: Text = Field("", alias="ContributionExtId")
    full: str | None = Field(None, alias="ContributionTextFull")
    clipped: Text = Field("", alias="ContributionText")
    tag: Decor = Field("", alias="HRSTag")
    timecode: Decor = Field("", alias="Timecode")
    heading: Text = Field("", alias="DebateSection")
    debate: Text = Field("", alias="DebateSectionExtId")
    place: Text = Field("", alias="Section")
    order: Number = Field(0, alias="OrderInDebateSection")
    debate_order: Number = Field(0, alias="DebateSectionOrder")
    #: of an item of a debate; rows of a search have none
    uin: Annotated[str, BeforeValidator(lambda v: "" if v is None else str(v))] = Field("", alias="UIN")


class Heading(_Wire):
    """An item of a section tree: a debate, or a heading above debates."""

    id: Number = Field(0, alias="Id")
    title: Decor = Field("", alias="Title")
    parent: int | None = Field(None, alias="ParentId")
    order: Number = Field(0, alias="SortOrder")
    ext: Text = Field("", alias="ExternalId")


class Tree(_Wire):
    """One chamber of a day: its headings, in a flat list."""

    updated: Decor = Field("", alias="LastUpdated")
    headings: Annotated[tuple[Heading, ...], BeforeValidator(lambda v: v or ())] = Field((), alias="SectionTreeItems")


class Debate(NamedTuple):
    """A debate of a reply, without those inside it: its ExternalId, and its items as search rows."""

    ext: str
    rows: list[JSON]


class Place(NamedTuple):
    """Where a debate stands in its day."""

    code: str
    parents: tuple[str, ...]
    order: int
    title: str


def read_trees(reply: Any) -> list[Tree]:
    """The decoded section trees of one code and day. Raises Unavailable where they are something else."""
    try:
        return [Tree.model_validate(tree) for tree in (reply if isinstance(reply, list) else [reply])]
    except ValidationError as err:
        raise Unavailable(f"hansard-api.parliament.uk/overview/sectiontrees.json: another shape: {said(err)}") from None


def read_debate(reply: Any, *, house: House, day: str) -> Iterator[Debate]:
    """A decoded debate of *house* and *day* and all inside it. Raises Unavailable where it is something else."""
    try:
        about, items, children = reply["Overview"], reply.get("Items") or [], reply.get("ChildDebates") or []
        ext, date, where = str(about["ExtId"]), about.get("Date"), about.get("House")
        if (date and str(day_of(date)) != day) or (where and where.casefold() != house):
            raise Unavailable(f"hansard-api.parliament.uk/debates/debate/{ext}.json: not of {house} {day}")
        yield Debate(ext, [_as_row(i, about) for i in items if i.get("ItemType") != "Timestamp"])
        for child in children:
            yield from read_debate(child, house=house, day=day)
    except (KeyError, TypeError, AttributeError, ValueError) as err:
        raise Unavailable(f"hansard-api.parliament.uk/debates/debate: another shape: {type(err).__name__}") from None


def _as_row(item: JSON, about: JSON) -> JSON:
    """An item of a debate in the shape of a search row."""
    return {
        "MemberId": item.get("MemberId"),
        "AttributedTo": item.get("AttributedTo"),
        "ContributionExtId": item.get("ExternalId"),
        "ContributionTextFull": item.get("Value"),
        "HRSTag": item.get("HRSTag"),
        "Timecode": item.get("Timecode"),
        "DebateSection": about.get("Title"),
        "DebateSectionExtId": about.get("ExtId"),
        "Section": about.get("Location"),
        "OrderInDebateSection": item.get("OrderInSection"),
        "ItemId": item.get("ItemId"),
        "UIN": item.get("UIN"),
    }


def contribution(
    row: Row, *, house: House, day: str, place: Place | None = None, correction: bool = False
) -> SpokenRecord | None:
    """The record of *row*, or None where nobody speaks in it.

    Somebody speaks where there are words and a Member, or words, an attribution and an id of contents (a witness before
    a committee). Column marks, times, motions and "Several hon. Members rose—" are nobody's. A correction is printed
    matter: words and any id will do. Without an ExternalId the ids are "" until the whole debate is there.
    """
    value, partial = _words(row)
    words = plain(value[:SHORT]) or plain(value)
    member = row.member if row.member > 0 else None
    ext, attribution = row.ext.strip(), " ".join(row.attribution.split())
    unnamed = bool(attribution and ext and not ext.isdigit()) and not re.match(r"rose\b\W*$", words)
    if not words or not (member or unnamed or (correction and ext)):
        return None
    return SpokenRecord(
        id=f"hansard/{ext.upper()}" if ext else "",
        upstream_id=ext.upper(),
        span=f"{house}/{day}",
        anchor=ext,
        value=value,
        partial=partial,
        member=member,
        name=" ".join(row.name.split()) or printed_name(attribution),
        attribution=attribution,
        house=house,
        chamber=chamber_of(row.place, house=house, code=place.code if place else ""),
        day=day_of(day),
        debate=row.debate,
        heading=" ".join((row.heading or (place.title if place else "")).split()),
        parents=place.parents if place else (),
        order=(place.order if place else row.debate_order, row.order),
        timecode=row.timecode or None,
        tag=row.tag,
        uin=row.uin.strip(),
        correction=correction,
    )


def printed_name(attribution: str) -> str:
    """The name in an attribution: "The Minister for Oats (Ada Quern)" and "Ada Quern (Oatham) (Lab)" → "Ada Quern"."""
    office, _, rest = attribution.partition(" (")
    by_office = office.startswith(("The ", "Madam ", "Mr ")) or "Whip" in office or " in Waiting" in office
    inside = rest.partition(")")[0]
    return inside if by_office and " " in inside else office


def said(error: ValidationError) -> str:
    """What pydantic found first, in one line without the input."""
    first = error.errors(include_input=False, include_url=False)[0]
    return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"


def _words(row: Row) -> tuple[str, bool]:
    """The HTML of *row*, and whether it is but the clipped beginning."""
    if row.full is not None:
        return row.full, False
    return escape(row.clipped.strip(), quote=False), len(row.clipped) >= CLIP - 1
