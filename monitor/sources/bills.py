"""Bills of both Houses, from bills-api (API_NOTES 7): stages with their sittings, publications, withdrawal.

Bills are known by their billId, as titles collide. The list of those last updated is one request a poll; a row that is
new or differs is the sign to look at the bill, its stages and its publications. Whether every publication moves the
`lastUpdate` of its bill is not known, so bills that matched are looked at once a day while they are live.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from monitor.parliament.activities import BillStage
from monitor.parliament.dates import today
from monitor.parliament.people import House, Participant, Value
from monitor.parliament.text import plain
from monitor.sources.bills_wire import BillRow, Paper, Stage, WholeBill
from monitor.sources.lists import EVERYTHING, Listing, ListSource
from monitor.sources.paging import Row, Rows
from monitor.sources.source import Event, Known, Record, Unavailable, Window
from monitor.sources.wire import expect, fingerprint, house_of, understood

BASE = "https://bills-api.parliament.uk/api/v1/Bills"
PAGE = "https://bills.parliament.uk/bills"
#: rows asked for at once: no maximum is stated (API_NOTES 0.13), any number that comes is accepted
TAKE = 100
#: a sitting may be fixed so long before its day; the bill need not be touched again
AHEAD = timedelta(weeks=13)
#: how often a matched bill is looked at, and for how long after it was last updated: one that falls is not marked
LOOK, LIVE = timedelta(hours=24), timedelta(days=90)


class Step(Value):
    """One thing that became of a bill: `id` is unique for it; a `settled` one keeps the date it was first told by."""

    id: str
    day: date
    stage: str
    house: House | None = None
    #: what was published
    paper: str = ""
    settled: bool = False


class Bill(Record):
    """A bill as last read."""

    title: str
    #: HTML
    long_title: str = ""
    summary: str = ""
    sponsors: tuple[tuple[int, str], ...] = ()
    updated: date
    #: whether nothing more is to become of it: an Act, withdrawn or defeated
    closed: bool = False
    steps: tuple[Step, ...] = ()


class Bills(ListSource[Bill]):
    """The source; see `Source`."""

    name = "bills"
    kinds: tuple[str, ...] = ("bill-stage",)
    record: type[Record] = Bill

    def lists(self, window: Window, known: Known, again: Sequence[Bill], *, now: datetime) -> Iterable[Listing[Bill]]:
        """The bills updated in the window; of history all that were updated since shortly before it."""
        del known, now
        if window.history:
            since = window.first - AHEAD
            yield Listing("every", self._every, partial(_read, since=since), self._whole)
            return
        if again:
            yield Listing("again", partial(_held, again), partial(_again, again), partial(self._looked_at, again))
        rows = partial(self._updated, window.first)
        yield Listing("updated/recent", rows, partial(_read, since=window.first), self._whole)

    def told(self, after: Bill, before: Bill | None, *, now: datetime) -> Iterable[Event]:
        """Each step of the bill."""
        del before, now
        return [Event(activity=_activity(after, step), passed=step.settled) for step in after.steps]

    def follow_up(self, record: Bill, *, now: datetime) -> datetime | None:
        """Tomorrow, while it is live."""
        return None if record.closed or today(now) - record.updated > LIVE else now + LOOK

    def check(self, *, now: datetime) -> str:
        """The bill that was last updated and what there is of it, in the shape expected. Raises SourceError."""
        del now
        reply = self._client.get(BASE, _asked(0, 1))
        for row in _items(reply):
            expect(BillRow, row, url=BASE)
            if (listed := _read(row, since=date.min)) and (bill := self._whole(listed)):
                return f"{_total(reply)} bills; last updated: {bill.title}, {bill.updated}"
        return "no bills"

    def _every(self) -> Rows:
        return self._client.rows(
            BASE,
            [("SortOrder", "DateUpdatedAscending")],
            skip_name="Skip",
            take_name="Take",
            take=TAKE,
            results=_items,
            total=_total,
            key=_key,
        )

    def _updated(self, since: date) -> Rows:
        """The bills that were updated since that day, the latest first; mostly one request."""

        def page(skip: int) -> Any:
            # a bill that is touched meanwhile moves to the front: the next page begins with a row that has come
            return [] if skip else list({_key(row): row for row in self._since(since)}.values())

        return Rows(page, take=EVERYTHING, results=lambda r: r, total=len, key=_key, check=None, where=BASE)

    def _since(self, since: date) -> Iterator[Row]:
        """Raises Unavailable, also where the order that was asked for is not kept."""
        seen, last = 0, ""
        while True:
            reply = self._client.get(BASE, _asked(seen, TAKE))
            try:
                rows, total = _items(reply), _total(reply)
                times = [str(row["lastUpdate"]) for row in rows]
            except (KeyError, TypeError) as err:
                raise Unavailable(f"{BASE}: the list has another shape ({type(err).__name__}: {err})") from None
            if times != sorted(times, reverse=True):
                raise Unavailable(f"{BASE}: asked for the last updated first, answered in another order")
            yield from (row for row, time in zip(rows, times, strict=True) if time[:10] >= str(since))
            seen, last = seen + len(rows), times[-1] if times else last
            if not rows or seen >= total or last[:10] < str(since):
                return

    def _whole(self, listed: Bill) -> Bill:
        """The bill with its stages and publications."""
        ident = listed.upstream_id
        url = f"{BASE}/{ident}"
        wire = understood(WholeBill, self._client.get(url), url=url, ident=ident)
        if str(wire.bill_id) != ident:
            raise Unavailable(f"{url}: answered with bill {wire.bill_id}")
        stages = [understood(Stage, row, url=f"{url}/Stages", ident=ident) for row in self._stages(f"{url}/Stages")]
        stages += self._current(wire, stages)
        return _bill(wire, stages, self._papers(url, ident), listing=listed.listing)

    def _looked_at(self, again: Sequence[Bill], listed: Bill) -> Bill:
        """The bill whole, under the row it was kept by: a row that has changed meanwhile still counts as new."""
        return self._whole(listed).model_copy(update={"listing": _kept(again, listed.upstream_id).listing})

    def _stages(self, url: str) -> Iterator[Row]:
        rows = self._client.rows(
            url, [], skip_name="Skip", take_name="Take", take=TAKE, results=_items, total=_total, key=str
        )
        for batch in rows:
            yield from batch

    @staticmethod
    def _current(wire: WholeBill, stages: Sequence[Stage]) -> list[Stage]:
        """The stage that the bill has reached, where it is not among its stages."""
        current = wire.current_stage
        return [current] if current and current.id not in {stage.id for stage in stages} else []

    def _papers(self, url: str, ident: str) -> list[Paper]:
        url = f"{url}/Publications"
        reply = self._client.get(url)
        rows = reply.get("publications") if isinstance(reply, dict) else None
        return [understood(Paper, row, url=url, ident=ident) for row in rows or ()]


def _asked(skip: int, take: int) -> list[tuple[str, str]]:
    return [("SortOrder", "DateUpdatedDescending"), ("Skip", str(skip)), ("Take", str(take))]


def _items(reply: Any) -> list[Row]:
    return reply["items"] or []


def _total(reply: Any) -> int:
    return reply["totalResults"]  # type: ignore[no-any-return]


def _key(row: Row) -> str:
    return str(row.get("billId") or row)


def _held(again: Sequence[Bill]) -> Rows:
    """Rows that need not be asked for."""
    rows = [{"billId": bill.upstream_id} for bill in again]

    def page(skip: int) -> Any:
        return [] if skip else rows

    return Rows(page, take=EVERYTHING, results=lambda r: r, total=len, key=_key, check=None, where=BASE)


def _kept(again: Sequence[Bill], ident: str) -> Bill:
    return next(bill for bill in again if bill.upstream_id == ident)


def _again(again: Sequence[Bill], row: Row) -> Bill:
    """A bill that is kept, to be looked at whatever its row says."""
    return _kept(again, row["billId"]).model_copy(update={"listing": ""})


def _read(row: Row, *, since: date) -> Bill | None:
    """The bill of a list row, if it was updated since that day. Raises Unreadable."""
    ident = str(row.get("billId") or "")
    wire = understood(BillRow, row, url=f"{BASE}/{ident}", ident=ident)
    if wire.last_update < since:
        return None
    said = [wire.model_dump(mode="json"), row.get("lastUpdate")]
    return _bill(WholeBill.model_validate(wire.model_dump(by_alias=True, mode="json")), listing=fingerprint(said))


def _bill(wire: WholeBill, stages: Sequence[Stage] = (), papers: Sequence[Paper] = (), *, listing: str = "") -> Bill:
    sponsors = sorted((s for s in wire.sponsors or () if s.member), key=lambda s: s.sort_order)
    return Bill(
        id=f"{Bills.name}/{wire.bill_id}",
        upstream_id=str(wire.bill_id),
        span=Bills.name,
        listing=listing,
        title=" ".join(wire.short_title.split()),
        long_title=wire.long_title,
        summary=wire.summary,
        sponsors=tuple((s.member.member_id, s.member.name) for s in sponsors if s.member),
        updated=wire.last_update,
        closed=wire.is_act or wire.is_defeated or wire.bill_withdrawn is not None,
        steps=(
            *_sat(wire, stages),
            *_ended(wire),
            *(_published(paper, day) for paper in papers if (day := paper.display_date)),
        ),
    )


def _sat(wire: WholeBill, stages: Sequence[Stage]) -> Iterator[Step]:
    """Each sitting of each stage; a stage that was reached and has no sitting yet is dated by when that was seen."""
    for stage in stages:
        house, what = house_of(stage.house), " ".join(stage.description.split())
        days = {sitting.id: sitting.date for sitting in stage.stage_sittings or () if sitting.date}
        for ident, day in days.items():
            yield Step(id=f"sitting/{ident}", day=day, stage=what, house=house)
        if not days and wire.current_stage and stage.id == wire.current_stage.id:
            yield Step(id=f"reached/{stage.id}", day=wire.last_update, stage=what, house=house, settled=True)


def _ended(wire: WholeBill) -> Iterator[Step]:
    house = house_of(wire.current_house)
    if wire.bill_withdrawn:
        yield Step(id="withdrawn", day=wire.bill_withdrawn, stage="Withdrawn", house=house)
    if wire.is_defeated:
        yield Step(id="defeated", day=wire.last_update, stage="Defeated", house=house, settled=True)


def _published(paper: Paper, day: date) -> Step:
    what = paper.publication_type.name if paper.publication_type else ""
    title = " ".join(paper.title.split())
    return Step(id=f"publication/{paper.id}", day=day, stage=what, house=house_of(paper.house), paper=title)


def _activity(bill: Bill, step: Step) -> BillStage:
    """The activity; a publication is named after its bill."""
    texts = (plain(bill.long_title), plain(bill.summary))
    return BillStage(
        id=f"{bill.id}/{step.id}",
        record=bill.id,
        source=Bills.name,
        upstream_id=bill.upstream_id,
        subject=bill.id,
        house=step.house,
        date=step.day,
        title=f"{bill.title}: {step.paper}" if step.paper else bill.title,
        participants=tuple(Participant(member=id, name=name, role="moved") for id, name in bill.sponsors),
        url=f"{PAGE}/{bill.upstream_id}",
        said="\n\n".join(dict.fromkeys(text for text in texts if text)),
        stage=step.stage,
    )
