"""What the walk hands to the store and gets back from it: plain frozen values, all instants aware UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from monitor.parliament.activities import Activity


@dataclass(frozen=True)
class RecordRow:
    """One upstream record as last read; `content` is the JSON of the source's `Record`."""

    id: str
    upstream_id: str
    span: str
    listing: str
    content: str


@dataclass(frozen=True)
class KeptRow:
    """A record in the store; `absent` counts the complete readings in a row that did not show it, up to `GONE`."""

    id: str
    upstream_id: str
    span: str
    listing: str
    content: str
    absent: int


@dataclass(frozen=True)
class MatchRow:
    """An activity satisfies a watch; `evidence` is a JSON list, `state` what dates say of it, until it is announced."""

    watchlist: str
    watch: str
    activity: str
    evidence: str
    excerpt: str
    state: Literal["primed", "pending"]


@dataclass(frozen=True)
class ReadingRow:
    """The last complete reading of a span: when, how many records it held, and its probe."""

    span: str
    at: datetime
    count: int
    probe: str


@dataclass(frozen=True)
class ActivityState:
    """What tells whether an activity has changed, and how often it was revised."""

    fingerprint: str
    revision: int


@dataclass(frozen=True)
class Counts:
    """What a page, or a whole poll, brought. Counts can be added."""

    rows: int = 0
    new: int = 0
    revised: int = 0
    matched: int = 0
    unreadable: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            rows=self.rows + other.rows,
            new=self.new + other.new,
            revised=self.revised + other.revised,
            matched=self.matched + other.matched,
            unreadable=self.unreadable + other.unreadable,
        )


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Everything one page leads to, written in one transaction. Twice is the same as once, but for `gone`."""

    source: str
    #: id of the running poll, to which `counts` are added; 0 is none
    poll: int
    #: inserted or replaced
    records: tuple[RecordRow, ...] = ()
    #: ids of records that were seen again unchanged
    present: frozenset[str] = frozenset()
    #: ids of records that a complete reading did not show; at `GONE` of them their activities are marked withdrawn
    gone: frozenset[str] = frozenset()
    #: upstream's new record id → the id under which we keep it
    aliases: Mapping[str, str] = field(default_factory=dict)
    #: inserted if absent
    new: tuple[Activity, ...] = ()
    #: replaced, the revision counted up
    revised: tuple[Activity, ...] = ()
    #: replaced (address, subject, names looked up), the revision as it was
    refreshed: tuple[Activity, ...] = ()
    #: ids of activities that were matched anew: `matches` are all that they satisfy now
    matched: frozenset[str] = frozenset()
    matches: tuple[MatchRow, ...] = ()
    #: record id → when it is to be read again, None for never; kept only for records that have a match or are awaited
    looks: Mapping[str, datetime | None] = field(default_factory=dict)
    #: ids of records that a watch will match only later in their life
    awaited: frozenset[str] = frozenset()
    reading: ReadingRow | None = None
    counts: Counts = Counts()
