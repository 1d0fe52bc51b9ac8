"""What a source is: it reads *records* from one place where Parliament publishes, and tells *activities*.

`read` walks a window of dates lazily, page by page; `events` is pure and says which activities a reading proves. A
source knows no store: what is kept already is handed in as plain values (`Known`, `again`).

    SourceError                  a message for the operator: what, where, what to do
    ├── Unavailable              could not be reached, refused, or answered something else than was asked for
    └── Unreadable               one record (or reply) that cannot be understood; carries its id and address
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from pydantic import Field

from monitor.parliament.activities import Activity
from monitor.parliament.people import Value


class SourceError(Exception):
    """Reading failed; the message is written for the operator."""


class Unavailable(SourceError):
    """The source could not be read: no connection, an error status, not JSON, or rows that were not asked for."""


class Unreadable(SourceError):
    """Something that was read cannot be understood."""

    def __init__(self, id: str, url: str, why: str) -> None:
        super().__init__(f"unreadable {id}: {why} ({url})")
        self.id, self.url, self.why = id, url, why


class Window(Value):
    """The dates to read, both included. `history`: every span in it is read, as `backfill` does."""

    first: date
    last: date
    history: bool = False


class Record(Value):
    """One upstream record as last read. Each source has its own subclass; it is kept as JSON.

    `id` is `source/upstream id`. `span` is the stretch of the source it belongs to ("tabled/2026-03-02",
    "commons/2026-03-10"): after a complete reading of a span, a record of it that was not there is gone.
    `listing` is the fingerprint of the cheap row it came by: equal means that the full record need not be fetched.
    `rank` orders the states of a record; they only go forward.
    """

    id: str
    upstream_id: str
    span: str
    listing: str = ""
    rank: tuple[int, ...] = ()


class Kept(Value):
    """A record in the store: what it was, and in how many complete readings of its span in a row it was absent."""

    record: Record
    absent: int = 0


class Page(Value):
    """What one step of a reading brought; recorded in one transaction.

    The last page of a span that was read to its end has `complete`, and `seen`: every id of the span, also of records
    that were known and not fetched again. A span that could not be read to its end closes with `error`.
    `probe` is a cheap fingerprint of the whole span, compared before the next reading.
    """

    span: str
    records: tuple[Record, ...] = ()
    complete: bool = False
    seen: frozenset[str] = frozenset()
    probe: str = ""
    #: rows read from upstream for this page, known ones included
    rows: int = 0
    unreadable: tuple[str, ...] = ()
    error: str | None = None


class Reading(Value):
    """The last complete reading of a span: when, how many records it held, and its probe."""

    span: str
    at: datetime
    count: int
    probe: str = ""


def differing(row: Mapping[str, Any], wanted: Collection[str]) -> str | None:
    """What of *wanted* is not in *row*, in words; None when all is there."""
    missing = sorted(set(wanted) - set(row))
    return f"replies have changed their shape: no {', '.join(missing)}" if missing else None


class Known(Protocol):
    """What the store keeps, as a source may ask for it."""

    def listings(self, ids: Collection[str]) -> Mapping[str, str]:
        """Record id → listing fingerprint, for those of *ids* that are kept."""
        ...

    def readings(self, spans: Collection[str]) -> Mapping[str, Reading]:
        """Span → its last complete reading, for those of *spans* that were ever read to their end."""
        ...

    def watched(self) -> frozenset[int]:
        """The Members that watchlists name, by id."""
        ...


class Settled(Value):
    """A page made one with what is kept: records under the ids we know them by, new aliases, and who is gone."""

    records: tuple[Record, ...]
    #: upstream's new id → the id of the record it is now an alias of
    aliases: Mapping[str, str] = Field(default_factory=dict)
    #: records of the span that a complete reading did not show
    gone: frozenset[str] = frozenset()


class Event(Value):
    """An activity that a reading proves. `passed`: of a state that lies behind, inserted if absent, never rewritten.

    `if_matched`: told only where the same reading brings a match of its record.
    """

    activity: Activity
    passed: bool = False
    if_matched: bool = False


class Source(Protocol):
    """One place where Parliament publishes."""

    #: as in MONITOR's commands: "written-questions"
    name: str
    #: the kinds of activity it tells
    kinds: tuple[str, ...]
    #: the class of its records, for reading them back
    record: type[Record]
    #: whether ids can move or go: `settle` is then given all that is kept of the page's span
    ids_move: bool

    def read(self, window: Window, known: Known, again: Sequence[Record], *, now: datetime) -> Iterator[Page]:
        """The pages of *window*, fetched lazily, and another look at *again*. Errors come as pages with `error`."""
        ...

    def settle(self, page: Page, kept: Mapping[str, Kept]) -> Settled:
        """The page's records made one with those *kept* (record id → kept): all of its span where ids can move."""
        ...

    def events(self, after: Record, before: Record | None, *, again: bool, now: datetime) -> Sequence[Event]:
        """The activities that reading *after* proves, *before* being what was kept; pure. `again`: asked for by us."""
        ...

    def check(self, *, now: datetime) -> str:
        """Ask for a little and look at its shape; a word for the operator. Raises SourceError naming what differs."""
        ...

    def next_look(self, record: Record, *, now: datetime) -> datetime | None:
        """When a matched record is to be read again whatever the windows bring; None when nothing more is expected."""
        ...


JSON = dict[str, Any]
