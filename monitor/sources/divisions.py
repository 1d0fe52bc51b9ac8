"""Divisions of both Houses, with every Member's vote, from commonsvotes-api and lordsvotes-api (API_NOTES 5).

how many        asked for at each poll: a list that held as many at the last reading is read once an hour only
list            25 rows at a time; each House by itself, so that one that is down leaves the other to be read
one division    of the Commons, where its row is new or differs: rows hold no voters
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from monitor.parliament.dates import at
from monitor.sources import commons_votes, lords_votes
from monitor.sources.commons_votes import COMMONS
from monitor.sources.division_record import NAME, DivisionRecord, Votes, activity
from monitor.sources.http import Missing, Params
from monitor.sources.lists import EVERYTHING, Listing, ListSource, stretches
from monitor.sources.lords_votes import LORDS
from monitor.sources.paging import Row, Rows
from monitor.sources.source import Event, Known, Record, SourceError, Unavailable, Window
from monitor.sources.wire import expect

#: the Commons answer with no more rows, whatever is asked for (API_NOTES 13.4)
TAKE = 25
#: rows may be corrected while their number stays the same: a list is read again after this time
RECHECK = timedelta(hours=1)
#: when a matched division is looked at again, after its day: one of nine was still published anew two days later
LOOKS = (timedelta(days=1), timedelta(days=8))
LOOK_AT = time(10)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class _Asked:
    """One question for divisions of some dates.

    A day more is asked for and left out again: whether upstream takes the end for its midnight is not documented.
    """

    votes: Votes
    first: date
    last: date

    @property
    def params(self) -> list[tuple[str, str]]:
        """The dates under the names of this House."""
        return [(self.votes.start, str(self.first)), (self.votes.end, str(self.last + DAY))]

    def check(self, row: Row) -> str | None:
        """What shows that a parameter was ignored; a row that cannot be understood shows nothing."""
        day = str(row.get(self.votes.date))[:10]
        if day[:1].isdigit() and not str(self.first) <= day <= str(self.last + DAY):
            return f"asked for {self.first} to {self.last}, answered with a division of {day}"
        return None

    def read(self, row: Row) -> DivisionRecord | None:
        """The division of a row, unless it is of the day more. Raises Unreadable."""
        record = self.votes.read(row)
        return record if record.date <= self.last else None


class Divisions(ListSource[DivisionRecord]):
    """The source; see `Source`."""

    name = NAME
    kinds: tuple[str, ...] = ("division",)
    record: type[Record] = DivisionRecord

    def lists(
        self, window: Window, known: Known, again: Sequence[DivisionRecord], *, now: datetime
    ) -> Iterable[Listing[DivisionRecord]]:
        """The divisions on the days of the window, where they are not as they were, and another look at *again*."""
        for votes in (COMMONS, LORDS):
            for stretch in stretches(votes.house, window, known, now=now):
                asked = _Asked(votes, stretch.first, stretch.last)
                if window.history:
                    yield self._listing(asked, stretch.span, partial(self._total, votes, asked.params))
                elif listing := self._changed(asked, stretch.span, known, now=now):
                    yield listing
            if due := {r.id: r for r in again if r.house == votes.house}:
                yield self._looks(votes, due)

    def told(self, after: DivisionRecord, before: DivisionRecord | None, *, now: datetime) -> Iterable[Event]:
        """The division."""
        del before, now
        yield Event(activity=activity(after))

    def merged(self, after: DivisionRecord, before: DivisionRecord) -> DivisionRecord:
        """Votes that were once seen stay so where they come no more, as in a row."""
        if not after.lacks:
            return after
        return after.model_copy(update={name: getattr(before, name) for name in (*after.lacks, "proxies")})

    def follow_up(self, record: DivisionRecord, *, now: datetime) -> datetime | None:
        """On the morning after, and once more when it has left the days that each poll reads."""
        return next((look for days in LOOKS if (look := at(record.date + days, LOOK_AT)) > now), None)

    def check(self, *, now: datetime) -> str:
        """The latest division of each House, in the shape expected. Raises SourceError."""
        del now
        wrong = list[str]()
        for look in (self._check_commons, self._check_lords):
            try:
                look()
            except SourceError as err:
                wrong.append(str(err))
        if wrong:
            raise Unavailable("; ".join(wrong))
        return "divisions of both Houses"

    def _check_commons(self) -> None:
        for row in self._latest(COMMONS):
            expect(commons_votes.Wire, row, url=COMMONS.search)
            url = COMMONS.one.format(id=row["DivisionId"])
            expect(commons_votes.Wire, one := self._client.get(url), url=url)
            COMMONS.read(one)

    def _check_lords(self) -> None:
        for row in self._latest(LORDS):
            expect(lords_votes.Wire, row, url=LORDS.search)
            LORDS.read(row)

    def _latest(self, votes: Votes) -> list[Row]:
        if self._total(votes, ()) is None:
            raise Unavailable(f"{votes.total}: does not say how many divisions there are")
        return _rows(self._client.get(votes.search, [(votes.skip, "0"), (votes.take, "1")]), votes)

    def _changed(self, asked: _Asked, span: str, known: Known, *, now: datetime) -> Listing[DivisionRecord] | None:
        """The list, unless it was lately read and holds as many rows as then."""
        try:
            total = self._total(asked.votes, asked.params)
        except Unavailable as err:
            return self._listing(asked, span, partial(_failing, err))
        probe = "" if total is None else f"{asked.first}/{asked.last}: {total}"
        last = known.readings([span]).get(span)
        if last and probe and probe == last.probe and now - last.at < RECHECK:
            return None
        return replace(self._listing(asked, span, lambda: total), probe=probe)

    def _listing(self, asked: _Asked, span: str, total: Callable[[], int | None]) -> Listing[DivisionRecord]:
        votes = asked.votes
        whole = partial(self._whole, votes) if votes is COMMONS else None
        return Listing(span, lambda: self._rows(asked, total()), asked.read, whole, host=votes.house)

    def _looks(self, votes: Votes, due: Mapping[str, DivisionRecord]) -> Listing[DivisionRecord]:
        """Divisions that are read again whatever their rows say, each alone."""

        def look(row: Row) -> DivisionRecord:
            return due[row["id"]].model_copy(update={"listing": ""})

        def whole(listed: DivisionRecord) -> DivisionRecord:
            return self._whole(votes, due[listed.id])

        return Listing(
            f"{votes.house}/again", partial(_at_hand, [{"id": id} for id in due]), look, whole, host=votes.house
        )

    def _total(self, votes: Votes, params: Params) -> int | None:
        """How many there are; None where upstream does not tell. Raises Unavailable."""
        try:
            reply = self._client.get(votes.total, params)
        except Missing:
            return None
        return reply if isinstance(reply, int) else None

    def _rows(self, asked: _Asked, total: int | None) -> Rows:
        """The list, which itself does not say where it ends."""
        return Rows(
            lambda skip: [] if skip else self._everything(asked),
            take=EVERYTHING,
            results=lambda rows: rows,
            total=lambda rows: max(len(rows), total or 0),
            key=partial(_key, asked.votes),
            check=asked.check,
            where=asked.votes.search,
        )

    def _everything(self, asked: _Asked) -> list[Row]:
        """Page after page, until one is short or brings nothing new."""
        votes, found = asked.votes, dict[str, Row]()
        while True:
            before = len(found)
            pages = [(votes.skip, str(before)), (votes.take, str(TAKE))]
            page = _rows(self._client.get(votes.search, [*asked.params, *pages]), votes)
            found |= {_key(votes, row): row for row in page}
            if len(page) < TAKE or len(found) == before:
                return list(found.values())

    def _whole(self, votes: Votes, listed: DivisionRecord) -> DivisionRecord:
        """The division with its voters, under the fingerprint of the row it came by; to be asked again without them."""
        url = votes.one.format(id=listed.upstream_id.partition("/")[2])
        reply = self._client.get(url)
        record = votes.read(reply if isinstance(reply, dict) else {})
        if record.id != listed.id:
            raise Unavailable(f"{url}: answered with division {record.upstream_id}")
        listing = "" if record.lacks else listed.listing
        return record.model_copy(update={"listing": listing, "title": record.title or listed.title})


def _rows(reply: Any, votes: Votes) -> list[Row]:
    if not isinstance(reply, list) or not all(isinstance(row, dict) for row in reply):
        raise Unavailable(f"{votes.search}: the list has another shape: no rows")
    return reply


def _key(votes: Votes, row: Row) -> str:
    return str(row.get(votes.id) or row)


def _at_hand(rows: list[Row]) -> Rows:
    """Rows that are at hand."""
    return Rows(
        lambda skip: [] if skip else rows,
        take=EVERYTHING,
        results=lambda found: found,
        total=len,
        key=lambda row: str(row["id"]),
        check=None,
        where="",
    )


def _failing(error: Unavailable) -> int | None:
    """What is known already not to be had."""
    raise error
