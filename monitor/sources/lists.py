"""Sources that read lists: a list is read to its end, row by row, and a record fetched whole only where its row is new.

    for listing in listings:            one span each; what fails closes its span with an error, the next goes on
        rows → records                  `read`: a row, with the fingerprint of what it says as `listing`
        known(ids) → which are new      a record whose listing is kept as it is costs nothing more
        whole                           the full record, where rows leave something out

`ListSource` is what such sources share: their ids stay, nothing goes, and their records are of one class.
"""

from __future__ import annotations

from abc import abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Generic, TypeVar

from monitor.sources.http import Missing, Params, PoliteClient
from monitor.sources.paging import Check, Key, Row, Rows
from monitor.sources.source import (
    Event,
    Kept,
    Known,
    Page,
    Record,
    Settled,
    Unavailable,
    Unreadable,
    Window,
)

R = TypeVar("R", bound=Record)
#: failed lists, and failed records in a row of one list, after which to give up
FAILED = 2
#: records named in an error; the others are counted
NAMED = 10
#: what is asked for of a list that has no pages
EVERYTHING = 10**6
#: a backfill begun again within this time goes on where it was killed
RESUME = timedelta(hours=24)


@dataclass(frozen=True)
class Listing(Generic[R]):
    """One list: the span it is recorded under, its rows, and how a row is read.

    `read` raises Unreadable; what it answers with None is of no interest. `whole` makes the full record of one whose
    row is new or differs; it raises Unavailable or Unreadable. Without it a row holds all there is.
    """

    span: str
    rows: Callable[[], Rows]
    read: Callable[[Row], R | None]
    whole: Callable[[R], R] | None = None
    #: a cheap fingerprint of the whole list, compared before the next reading
    probe: str = ""
    #: what fails together, where a source reads several hosts
    host: str = ""
    #: the days asked for, and that of a record: an empty list is not believed where one that it showed is among them
    asked: Stretch | None = None
    day: Callable[[R], date] | None = None


def in_one_reply(
    client: PoliteClient,
    url: str,
    params: Params = (),
    *,
    results: Callable[[Any], list[Row]] = lambda reply: reply,
    key: Key,
    check: Check | None = None,
) -> Rows:
    """The rows of a list without pages."""

    def page(skip: int) -> Any:
        return [] if skip else results(client.get(url, params))

    def total(reply: list[Row]) -> int:
        return len(reply)

    return Rows(page, take=EVERYTHING, results=lambda r: r, total=total, key=key, check=check, where=url)


def read_lists(listings: Iterable[Listing[R]], known: Known) -> Iterator[Page]:
    """Each list in turn, until two in a row of one host have failed: the rest of it is named in an error."""
    failures = Counter[str]()
    left: list[str] = []
    for listing in listings:
        if failures[listing.host] >= FAILED:
            left.append(listing.span)
            continue
        try:
            yield from _pages(listing, known)
            failures[listing.host] = 0
        except Unavailable as err:
            failures[listing.host] += 1
            yield Page(span=listing.span, error=f"{listing.span}: {err}")
    if left:
        yield Page(span="rest", error=f"gave up after {FAILED} failures in a row; not read: {short(left)}")


def _pages(listing: Listing[R], known: Known) -> Iterator[Page]:
    """The pages of one list, the last one complete or with an error. Raises Unavailable."""
    rows = listing.rows()
    seen: set[str] = set()
    failed: list[str] = []
    why: Unavailable | None = None
    count, understood, newest = 0, True, ""
    for batch in rows:
        read, unreadable = _read(listing, batch, count)
        count += len(batch)
        if listing.day:
            newest = max([newest, *(str(listing.day(r)) for r in read)])
        listings = known.listings([r.id for r in read])
        fresh = [r for r in read if not r.listing or listings.get(r.id) != r.listing]
        seen |= {r.id for r in read}
        records: list[R] = []
        for record in fresh:
            try:
                records.append(listing.whole(record) if listing.whole else record)
            except Missing:
                # gone between the list and the look: what its row says is kept, and it is asked for again
                records.append(record.model_copy(update={"listing": ""}))
            except Unavailable as err:
                failed.append(record.upstream_id)
                why = err
                if len(failed) >= FAILED and not records:
                    raise
            except Unreadable as err:
                unreadable.append(str(err))
        understood = understood and not unreadable
        yield Page(span=listing.span, records=tuple(records), rows=len(batch), unreadable=tuple(unreadable))
    if why:
        error = f"{len(failed)} not fetched ({short(failed)}): {why}"
        yield Page(span=listing.span, error=f"{listing.span}: {error}")
    elif not rows.outcome.whole:
        error = f"its rows moved while it was read: {rows.outcome.distinct} came of {rows.outcome.total}"
        yield Page(span=listing.span, error=f"{listing.span}: {error}")
    elif not count and (shown := _still_asked(listing, known)):
        error = f"shows nothing, though it showed what is of {shown}"
        yield Page(span=listing.span, error=f"{listing.span}: {error}")
    else:
        # what could not be understood is looked at again, though the list is as it was
        probe = newest or (listing.probe if understood else "")
        yield Page(span=listing.span, complete=True, seen=frozenset(seen), probe=probe)


def _still_asked(listing: Listing[R], known: Known) -> str:
    """The newest day that the list showed when it was last read, if it is among those asked for now; else ""."""
    if not listing.asked:
        return ""
    last = known.readings([listing.span]).get(listing.span)
    shown = last.probe if last else ""
    return shown if str(listing.asked.first) <= shown <= str(listing.asked.last) else ""


def _read(listing: Listing[R], batch: Sequence[Row], before: int) -> tuple[list[R], list[str]]:
    """The records of *batch*, and the rows that cannot be understood, a line each."""
    records: list[R] = []
    unreadable: list[str] = []
    for n, row in enumerate(batch, before + 1):
        try:
            if record := listing.read(row):
                records.append(record)
        except Unreadable as err:
            unreadable.append(str(err if err.id else Unreadable(f"row {n}", err.url, err.why)))
    return records, unreadable


def short(given: Sequence[object]) -> str:
    """The first ten by name, the others by number."""
    named = ", ".join(map(str, given[:NAMED]))
    return named if len(given) <= NAMED else f"{named} and {len(given) - NAMED} more"


@dataclass(frozen=True)
class Stretch:
    """Dates that are read as one list, both included, and the span they are recorded under."""

    span: str
    first: date
    last: date


def stretches(what: str, window: Window, known: Known, *, now: datetime) -> list[Stretch]:
    """*window* as one stretch; as history month by month, without those that were read to their end within a day.

    So a backfill that was killed goes on where it was. *what* begins the name of the span: "made/2026-03".
    """
    if not window.history:
        return [Stretch(f"{what}/recent", window.first, window.last)]
    found, first = list[Stretch](), window.first
    while first <= window.last:
        month_ends = (first.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        last = min(month_ends, window.last)
        found.append(Stretch(f"{what}/{first}/{last}", first, last))
        first = last + timedelta(days=1)
    read = known.readings([s.span for s in found])
    return [s for s in found if s.span not in read or now - read[s.span].at > RESUME]


class ListSource(Generic[R]):
    """What sources of lists share; see `Source`. A subclass names itself, what to read, and what that proves."""

    name: str
    kinds: tuple[str, ...]
    record: type[Record]
    ids_move = False

    def __init__(self, client: PoliteClient) -> None:
        self._client = client

    def read(self, window: Window, known: Known, again: Sequence[Record], *, now: datetime) -> Iterator[Page]:
        """The lists of *window*, and another look at *again*."""
        return read_lists(self.lists(window, known, [self._own(r) for r in again], now=now), known)

    def settle(self, page: Page, kept: Mapping[str, Kept]) -> Settled:
        """Ids never move, and nothing goes; `merged` carries over what only the kept record knows."""
        return Settled(
            records=tuple(
                self.merged(self._own(r), self._own(kept[r.id].record)) if r.id in kept else r for r in page.records
            )
        )

    def events(self, after: Record, before: Record | None, *, again: bool, now: datetime) -> Sequence[Event]:
        """See `told`."""
        del again
        return tuple(self.told(self._own(after), self._own(before) if before else None, now=now))

    def next_look(self, record: Record, *, now: datetime) -> datetime | None:
        """See `follow_up`."""
        return self.follow_up(self._own(record), now=now)

    @abstractmethod
    def lists(self, window: Window, known: Known, again: Sequence[R], *, now: datetime) -> Iterable[Listing[R]]:
        """What to read, lazily: a list that is never come to costs no request."""

    @abstractmethod
    def told(self, after: R, before: R | None, *, now: datetime) -> Iterable[Event]:
        """The activities that reading *after* proves, *before* being what was kept. Pure."""

    def merged(self, after: R, before: R) -> R:
        """*after* with what only *before* knows."""
        del before
        return after

    def follow_up(self, record: R, *, now: datetime) -> datetime | None:
        """When a matched record is to be looked at again though no list brings it; None: never."""
        del record, now
        return None

    def _own(self, record: Record) -> R:
        if not isinstance(record, self.record):
            raise TypeError(f"{record.id} is no record of {self.name}")
        return record  # type: ignore[return-value]  # R is its class
