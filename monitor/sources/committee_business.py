"""Committees' pieces of work: which inquiries they opened, and which of them ask for written evidence until when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from monitor.parliament.activities import CallForEvidence, Inquiry
from monitor.parliament.text import plain
from monitor.sources.committee_wire import BASE, Call, Proceeding, Work, identity, told
from monitor.sources.paging import Check, Row
from monitor.sources.source import Event, Unavailable
from monitor.sources.wire import Camel, Day, MaybeDay, Text, fingerprint, understood

#: as submission periods for written evidence call themselves; others are for petitions
WRITTEN = "WrittenEvidence"


class _Kind(Camel):
    is_inquiry: bool = True


class _Period(Camel):
    start_date: MaybeDay = None
    end_date: MaybeDay = None
    submission_type: Text = WRITTEN


class WireBusiness(Camel):
    """A piece of work in a list."""

    id: int
    title: Text = ""
    type: _Kind | None = None
    open_date: Day
    close_date: MaybeDay = None
    open_submission_periods: tuple[_Period, ...] | None = None
    closed_submission_periods: tuple[_Period, ...] | None = None


class _Details(WireBusiness):
    scope: Text = ""


def read(row: Row) -> Proceeding | None:
    """The work of a list row, its scope and its committee yet unknown. Raises Unreadable."""
    ident = str(row.get("id") or "")
    wire = understood(WireBusiness, row, url=f"{BASE}/CommitteeBusiness/{ident}", ident=ident)
    found = _work(wire, listing=fingerprint(wire.model_dump(mode="json")), clipped=True)
    return found if found.inquiry or found.calls else None


def whole(listed: Proceeding, reply: Row, url: str) -> Proceeding:
    """The work as it is told alone, which came by *listed*. Raises Unavailable and Unreadable."""
    wire = understood(_Details, reply, url=url, ident=listed.upstream_id)
    if str(wire.id) != listed.upstream_id:
        raise Unavailable(f"{url}: answered with work {wire.id}")
    return _work(wire, listing=listed.listing, clipped=False, said=plain(wire.scope))


def _work(wire: WireBusiness, *, listing: str, clipped: bool, said: str = "") -> Proceeding:
    title = " ".join(wire.title.split())
    return Proceeding(
        **identity("work", wire.id, wire.open_date, listing),
        title=title,
        works=(Work(id=wire.id, title=title),),
        said=said,
        clipped=clipped,
        inquiry=wire.type.is_inquiry if wire.type else True,
        closed=wire.close_date,
        calls=_calls(wire),
    )


def _calls(wire: WireBusiness) -> tuple[Call, ...]:
    """The calls for written evidence, one a day on which some were opened: the last deadline counts."""
    until: dict[date, date | None] = {}
    for period in (*(wire.open_submission_periods or ()), *(wire.closed_submission_periods or ())):
        if period.submission_type == WRITTEN:
            opened = period.start_date or wire.open_date
            until[opened] = max(filter(None, (until.get(opened), period.end_date)), default=None)
    return tuple(Call(opened=day, until=until[day]) for day in sorted(until))


def activities(record: Proceeding) -> Iterable[Event]:
    """The inquiry, and each call for evidence."""
    if record.inquiry:
        yield Event(activity=Inquiry(**told(record, "inquiry")))
    for call in record.calls:
        fields = told(record, f"call-for-evidence/{call.opened}") | {"date": call.opened}
        yield Event(activity=CallForEvidence(**fields, deadline=call.until))


def opened(first: date, row: Row) -> Proceeding | None:
    """The work of a list row if it was opened on *first* or later. Raises Unreadable."""
    found = read(row)
    return found if found and found.day >= first else None


def overlapping(first: date, last: date) -> Check:
    """Checks that a work was opened within these dates, or was open: which of the two is listed is not known."""

    def check(row: Row) -> str | None:
        opened, closed = str(row.get("openDate"))[:10], str(row.get("closeDate") or "9")[:10]
        if opened[:1].isdigit() and not (opened <= str(last) and closed >= str(first)):
            return f"asked for works opened from {first} to {last}, answered with one opened on {opened}"
        return None

    return check


def asking(today: date) -> Check:
    """Checks that a work takes evidence: one that is closed and has no open period shows that nothing was filtered."""

    def check(row: Row) -> str | None:
        closed = str(row.get("closeDate") or "")[:10]
        if closed and closed < str(today) and not row.get("openSubmissionPeriods"):
            return f"asked for works that take evidence, answered with one closed on {closed}"
        return None

    return check
