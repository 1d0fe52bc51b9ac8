"""Early day motions, their amendments, signatures and withdrawals, from oralquestionsandmotions-api (API_NOTES 4).

A poll lists what was tabled lately; a motion is fetched alone, for its signatories, only where its row is new or
differs. Less often it lists, each in one request or a few: what was withdrawn, the motions of interest by their ids,
and where Members are watched every motion of the session, as a Member may sign any. That walk compares counts of
signatures: a list by Member costs a request for each of them and shows no withdrawal. What it passes over, one who
signs while another withdraws, is found when that motion's count next moves; motions of interest are also read whole
at growing distances.

    motion_wire    what upstream sends      motion_life    what is kept, and what its readings prove
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from monitor.parliament.dates import today
from monitor.sources import motion_life as life
from monitor.sources import motion_wire as wire
from monitor.sources.lists import Listing, ListSource, in_one_reply, stretches
from monitor.sources.motion_life import EarlyDayMotion
from monitor.sources.paging import Check, Row, Rows
from monitor.sources.source import Event, Known, Record, Window

#: most that upstream gives at once (the specification)
TAKE = 100
#: motions asked for by id at once: servers of its make refuse a query of more than 2,048 characters
IDS = 60
#: how often it is asked what was withdrawn
WITHDRAWALS = timedelta(hours=3)
DAY = timedelta(days=1)


class EarlyDayMotions(ListSource[EarlyDayMotion]):
    """The source; see `Source`."""

    name = life.SOURCE
    kinds: tuple[str, ...] = life.KINDS
    record: type[Record] = EarlyDayMotion

    def lists(
        self, window: Window, known: Known, again: Sequence[EarlyDayMotion], *, now: datetime
    ) -> Iterable[Listing[EarlyDayMotion]]:
        """What was tabled on the days of the window; in a poll also withdrawals, motions of interest and the walk."""
        day = today(now)
        read, whole = partial(wire.from_row, day=day), partial(self._whole, day=day)
        for stretch in stretches("tabled", window, known, now=now):
            yield Listing(stretch.span, partial(self._tabled, stretch.first, stretch.last), read, whole)
        if window.history:
            return
        if _due("withdrawn", known, WITHDRAWALS, now=now):
            yield Listing("withdrawn", partial(self._withdrawn, window.first), read, whole)
        yield from self._followed(again, known, day=day)
        if known.watched():
            yield from self._session(window, known, now=now)

    def told(self, after: EarlyDayMotion, before: EarlyDayMotion | None, *, now: datetime) -> Iterable[Event]:
        """See `motion_life.told`."""
        del now
        return life.told(after, before)

    def merged(self, after: EarlyDayMotion, before: EarlyDayMotion) -> EarlyDayMotion:
        """See `motion_life.merged`."""
        return life.merged(after, before)

    def follow_up(self, record: EarlyDayMotion, *, now: datetime) -> datetime | None:
        """See `motion_life.next_look`."""
        return life.next_look(record, now=now)

    def check(self, *, now: datetime) -> str:
        """The latest motion, listed and alone, in the shape expected. Raises SourceError."""
        del now
        reply = self._client.get(wire.LIST, [("parameters.skip", "0"), ("parameters.take", "1")])
        for row in wire.results(reply):
            wire.expected(row, self._client.get(f"{wire.MOTION}/{row.get('Id')}"))
        return f"{wire.total(reply)} early day motions"

    def _followed(
        self, again: Sequence[EarlyDayMotion], known: Known, *, day: date
    ) -> Iterable[Listing[EarlyDayMotion]]:
        """The motions of interest that are due, without those that this poll has brought by another list."""
        listings = known.listings([r.id for r in again])
        due = {r.upstream_id: r for r in again if listings.get(r.id) == r.listing}
        for ids in (list(due)[n : n + IDS] for n in range(0, len(due), IDS)):
            whole = partial(self._looked_at, due, day=day)
            yield Listing("followed", partial(self._by_ids, ids), partial(_found, due, day=day), whole)

    def _session(self, window: Window, known: Known, *, now: datetime) -> Iterable[Listing[EarlyDayMotion]]:
        """Every motion that may still be signed and is not in the window, the older the less often."""
        day, last = today(now), window.first - DAY
        for up_to, every in life.RHYTHM:
            span, first = f"tabled/{up_to.days}-days", day - up_to
            if first <= last and _due(span, known, every, now=now):
                read, whole = partial(wire.from_row, day=day), partial(self._if_moved, known, day=day)
                yield Listing(span, partial(self._tabled, first, last), read, whole)
            last = min(last, first - DAY)

    def _tabled(self, first: date, last: date) -> Rows:
        def check(row: Row) -> str | None:
            tabled = wire.tabled_on(row)
            if tabled and not str(first) <= tabled <= str(last):
                return f"asked for {first} to {last}, answered with a motion tabled on {tabled}"
            return None

        return self._rows({"tabledStartDate": first, "tabledEndDate": last}, check)

    def _withdrawn(self, since: date) -> Rows:
        def check(row: Row) -> str | None:
            if wire.withdrawn_on(row) < str(since):
                return f"asked for motions withdrawn since {since}, answered with {wire.key(row)}"
            return None

        return self._rows({"statuses": "Withdrawn", "currentStatusDateStart": since}, check)

    def _rows(self, asked: Mapping[str, object], check: Check) -> Rows:
        params = {f"parameters.{name}": str(value) for name, value in asked.items()}
        names = {"skip_name": "parameters.skip", "take_name": "parameters.take"}
        return self._client.rows(
            wire.LIST, params, take=TAKE, results=wire.results, total=wire.total, key=wire.key, check=check, **names
        )

    def _by_ids(self, ids: Sequence[str]) -> Rows:
        """The rows of *ids*; of one that upstream no longer has, a row of nothing but its id."""

        def results(reply: Any) -> list[Row]:
            rows = wire.results(reply)
            there = {wire.key(row) for row in rows}
            return [*rows, *({"Id": i} for i in ids if i not in there)]

        def check(row: Row) -> str | None:
            return None if wire.key(row) in ids else f"asked for {len(ids)} motions, answered with {wire.key(row)}"

        params = [*(("parameters.edmIds", i) for i in ids), ("parameters.skip", "0"), ("parameters.take", str(TAKE))]
        return in_one_reply(self._client, wire.LIST, params, results=results, key=wire.key, check=check)

    def _whole(self, listed: EarlyDayMotion, *, day: date) -> EarlyDayMotion:
        return wire.from_single(self._client.get(f"{wire.MOTION}/{listed.upstream_id}"), listed, day=day)

    def _looked_at(self, due: Mapping[str, EarlyDayMotion], found: EarlyDayMotion, *, day: date) -> EarlyDayMotion:
        """A motion of interest: fetched where its row differs or it is time, else as it was, to put its look off."""
        kept = due[found.upstream_id]
        return kept if found.row == kept.row and not life.wants_names(kept, day=day) else self._whole(found, day=day)

    def _if_moved(self, known: Known, listed: EarlyDayMotion, *, day: date) -> EarlyDayMotion:
        """A motion that the walk meets first is kept as its row is: who signs it from now on moves its count."""
        by_row = f"row {listed.row}"
        if known.listings([listed.id]).get(listed.id) in (None, by_row):
            return listed.model_copy(update={"listing": by_row})
        return self._whole(listed, day=day)


def _due(span: str, known: Known, every: timedelta, *, now: datetime) -> bool:
    """Whether *span* was not read yet in this stretch of *every*."""
    reading = known.readings([span]).get(span)
    return reading is None or reading.at < life.begun(now, every)


def _found(due: Mapping[str, EarlyDayMotion], row: Row, *, day: date) -> EarlyDayMotion:
    """The motion of a row that was asked for by its id; without a listing, so that it is looked at."""
    motion = due[wire.key(row)] if row.keys() == {"Id"} else wire.from_row(row, day=day)
    return motion.model_copy(update={"listing": ""})
