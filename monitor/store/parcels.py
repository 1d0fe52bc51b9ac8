"""What the second half of the walk hands to the store and gets back from it: plain frozen values, all instants UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from monitor.parliament.activities import Activity


@dataclass(frozen=True)
class Waiting:
    """A match that an address has not had yet; `evidence` is a JSON list."""

    match: int
    watchlist: str
    watch: str
    evidence: str
    found_at: datetime
    first_seen: datetime
    activity: Activity


@dataclass(frozen=True)
class Post:
    """The delivery that told a subject first, and the remote ids of its parts, where it was sent."""

    delivery: int
    state: Literal["due", "sent", "failed", "stopped"]
    remote_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Version:
    """A delivery that was queued before: what it quotes, and the remote ids of its parts as far as it was sent."""

    key: str
    queued_at: datetime
    quoted: Mapping[str, str]
    remote_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class PartRow:
    """One message of a delivery; tried and without a remote id it is uncertain whether it arrived."""

    number: int
    key: str
    content: str
    tried_at: datetime | None = None
    remote_id: str | None = None


@dataclass(frozen=True)
class Parcel:
    """One delivery to be queued. `told`: match → subject; `quoted`: activity → words. Its key comes of what it says."""

    key: str
    cadence: str
    parts: tuple[PartRow, ...]
    told: Mapping[int, str] = field(default_factory=dict)
    quoted: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """Everything that one slot of an address and cadence leads to, written in one transaction."""

    address: str
    cadence: str
    slot: datetime
    parcels: tuple[Parcel, ...] = ()
    #: match → (subject, the delivery that told it before): what needs no words of its own
    folded: Mapping[int, tuple[str, int]] = field(default_factory=dict)
    #: failures that the address is told of now: that they began (since when), that they ended
    began: Mapping[str, datetime] = field(default_factory=dict)
    ended: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Claimed:
    """A delivery in the hands of one process."""

    id: int
    key: str
    address: str
    cadence: str
    attempts: int
    queued_at: datetime
    parts: tuple[PartRow, ...]


@dataclass(frozen=True)
class Met:
    """Since when an address has a cadence, and the last slot that was served."""

    first_met: datetime
    last_slot: datetime | None


@dataclass(frozen=True)
class Standing:
    """Whether an address is sent to: `paused` (until a day, or until it is resumed), `stopped`, `sending` again."""

    state: Literal["paused", "stopped", "sending"]
    since: datetime
    until: date | None = None


@dataclass(frozen=True)
class PollRow:
    """One reading of a source that has ended."""

    source: str
    window_first: date
    window_last: date
    began: datetime
    outcome: str
    rows: int
    matched: int
    unreadable: int
    error: str | None


@dataclass(frozen=True)
class SourceRow:
    """How the readings of a source stand: the first, the last, and the last that was complete."""

    source: str
    first: datetime
    last: datetime
    last_complete: datetime | None
    error: str | None
