"""Early day motions as upstream sends them (API_NOTES 4), read into records.

A list row holds the words and a count of signatures; only the motion asked for alone says who signed, and there the
count is 0. An error may come with status 200: every reply says whether it succeeded.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import Field

from monitor.sources.motion_life import SOURCE, EarlyDayMotion, Signatory
from monitor.sources.paging import Row
from monitor.sources.source import Unavailable, Unreadable
from monitor.sources.wire import Day, MaybeDay, Pascal, Text, expect, fingerprint, understood

HOST = "https://oralquestionsandmotions-api.parliament.uk"
LIST, MOTION = f"{HOST}/EarlyDayMotions/list", f"{HOST}/EarlyDayMotion"
#: a number on the wire, a name in the specification (API_NOTES 0.3)
_WITHDRAWN = (1, "1", "Withdrawn")
_SUCCEEDED = (200, "200", "OK", None)


class Listed(Pascal):
    """A motion as a list has it, without its signatories."""

    id: int
    status: int | str | None = None
    status_date: MaybeDay = None
    member_id: int
    title: Text = ""
    motion_text: Text = ""
    amendment_to_motion_id: int | None = None
    uin: Text = Field("", alias="UINWithAmendmentSuffix")
    date_tabled: Day
    sponsors_count: int | None = None


class _Sponsor(Pascal):
    member_id: int
    #: an instant as printed; with the Member it tells one signature from another
    created_when: str
    is_withdrawn: bool
    withdrawn_date: MaybeDay = None


class _Whole(Listed):
    """A motion alone."""

    sponsors: tuple[_Sponsor, ...]
    #: StatusDate as printed: while it stands, the moment of its publication
    published: Text = Field("", alias="StatusDate")


def answered(reply: Any, url: str) -> Any:
    """What *reply* holds; raises Unavailable where it says that it failed."""
    if not isinstance(reply, dict) or "Response" not in reply:
        raise Unavailable(f"{url}: the reply has another shape: no Response")
    if reply.get("Success") is not True or reply.get("Errors") or reply.get("StatusCode") not in _SUCCEEDED:
        why = "; ".join(map(str, reply.get("Errors") or ())) or f"status {reply.get('StatusCode')}"
        raise Unavailable(f"{url}: answered that it failed: {why}")
    return reply["Response"]


def results(reply: Any) -> list[Row]:
    """The rows of a list."""
    return answered(reply, LIST)  # type: ignore[no-any-return]


def total(reply: Any) -> int:
    """How many rows the list has."""
    return reply["PagingInfo"]["Total"]  # type: ignore[no-any-return]


def key(row: Row) -> str:
    """The motion's id; a row without one is itself."""
    return str(row.get("Id") or row)


def tabled_on(row: Row) -> str:
    """The date tabled as printed; "" where there is none."""
    return _printed(row.get("DateTabled"))


def withdrawn_on(row: Row) -> str:
    """The date as printed on which the motion was withdrawn; "" where it was not."""
    return _printed(row.get("StatusDate")) if row.get("Status") in _WITHDRAWN else ""


def _printed(value: Any) -> str:
    return value[:10] if isinstance(value, str) else ""


def from_row(row: Row, *, day: date) -> EarlyDayMotion:
    """The motion of a list row, read on *day*. Raises Unreadable."""
    ident = str(row.get("Id") or "")
    wire = understood(Listed, row, url=f"{MOTION}/{ident}", ident=ident)
    # the date of the status moves while nothing happens
    seen = fingerprint(wire.model_dump(mode="json", exclude={"status_date"}))
    return _record(wire, day=day, row=seen, listing=seen, count=wire.sponsors_count or 0)


def from_single(reply: Any, listed: EarlyDayMotion, *, day: date) -> EarlyDayMotion:
    """The motion alone, read on *day*, after its row *listed*. Raises Unavailable or Unreadable.

    Where the names that stand are not as many as the row counts, one of the two was older: it is asked for again.
    """
    ident, url = listed.upstream_id, f"{MOTION}/{listed.upstream_id}"
    wire = understood(_Whole, answered(reply, url), url=url, ident=ident)
    if str(wire.id) != ident:
        raise Unavailable(f"{url}: answered with motion {wire.id}")
    published = min((s.created_when for s in wire.sponsors if s.member_id == wire.member_id), default="")
    if wire.status not in _WITHDRAWN and wire.status_date == wire.date_tabled:
        published = max(published, wire.published)
    signatories = tuple(_signatory(s, published, day, url=url, ident=ident) for s in wire.sponsors)
    agrees = sum(not s.is_withdrawn for s in wire.sponsors) == listed.count
    record = _record(wire, day=day, row=listed.row, listing=listed.row if agrees else "", count=listed.count)
    return record.model_copy(
        update={
            # what one of the two lacks, the other has
            "title": record.title or listed.title,
            "text": record.text or listed.text,
            "amends": record.amends or listed.amends,
            "signatories": tuple(sorted(signatories, key=lambda s: s.created)),
            "read": day,
        }
    ).ranked()


def _signatory(wire: _Sponsor, published: str, day: date, *, url: str, ident: str) -> Signatory:
    """One signature; who was on the motion when it was *published* stood on it when it was tabled."""
    try:
        date.fromisoformat(wire.created_when[:10])
    except ValueError:
        raise Unreadable(ident, url, f"signed {wire.created_when!r}: is not a date") from None
    return Signatory(
        member=wire.member_id,
        created=wire.created_when,
        tabled=wire.created_when <= published,
        withdrawn=(wire.withdrawn_date or day) if wire.is_withdrawn else None,
    )


def _record(wire: Listed, *, day: date, row: str, listing: str, count: int) -> EarlyDayMotion:
    return EarlyDayMotion(
        id=f"{SOURCE}/{wire.id}",
        upstream_id=str(wire.id),
        span=f"tabled/{wire.date_tabled}",
        listing=listing,
        row=row,
        uin=wire.uin,
        tabled=wire.date_tabled,
        mover=wire.member_id,
        title=wire.title,
        text=wire.motion_text,
        amends=wire.amendment_to_motion_id,
        withdrawn=(wire.status_date or day) if wire.status in _WITHDRAWN else None,
        count=count,
    ).ranked()


def expected(row: Row, reply: Any) -> None:
    """Raise SourceError where a list row, or the reply for its motion alone, is not of the shape expected."""
    url = f"{MOTION}/{row.get('Id')}"
    expect(Listed, row, url=LIST)
    alone = answered(reply, url)
    expect(_Whole, alone, url=url)
    for sponsor in alone["Sponsors"]:
        expect(_Sponsor, sponsor, url=url)
    from_single(reply, from_row(row, day=date.min), day=date.min)
