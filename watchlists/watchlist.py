"""Watchlist and Watch: exactly what a file may say."""

from __future__ import annotations

from datetime import date, time
from typing import Literal

from monitor.parliament.activities import FieldName
from monitor.parliament.people import House, Value

Cadence = Literal["at-once", "daily", "weekly", "roundup"]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Stance = Literal["supporter", "open", "opponent", "unknown"]


class Recipient(Value):
    """One `[[to]]`: an address, and what it is sent when."""

    address: str
    digests: tuple[Cadence, ...] = ("daily",)
    #: London wall time of the daily digest
    at: time = time(7, 30)
    days: Literal["working", "sitting"] | tuple[Weekday, ...] = "working"
    #: at-once waits until the end of these hours (first, last), which may span midnight
    quiet: tuple[time, time] | None = None
    heartbeat: Literal["daily", "weekly"] = "weekly"


class WatchedMember(Value):
    """A Member of a watch, with what the watchlist says of them."""

    id: int
    name: str = ""
    tags: tuple[str, ...] = ()
    stance: Stance = "unknown"
    note: str = ""


class Watch(Value):
    """One `[[watch]]`. Every line narrows; within a list any one suffices."""

    id: str
    title: str
    phrases: tuple[str, ...] = ()
    #: at least one must stand in the same activity
    context: tuple[str, ...] = ()
    #: an occurrence inside, or sharing a word with, one of these does not count
    unless: tuple[str, ...] = ()
    #: forbids the whole activity
    never: tuple[str, ...] = ()
    members: tuple[WatchedMember, ...] = ()
    tags: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    #: `in` in the file; empty: everywhere
    fields: tuple[FieldName, ...] = ()
    houses: tuple[House, ...] = ()
    kinds: tuple[str, ...] = ()
    #: answering body ids, resolved from the names in the file, former names too
    departments: tuple[int, ...] = ()
    since: date | None = None
    note: str = ""

    @property
    def terms(self) -> tuple[str, ...]:
        """What widens this watch, each with a first day of its own: phrases, members, tags, parties as written."""
        members = tuple(f"member:{m.id}" for m in self.members)
        tags = tuple(f"tag:{t}" for t in self.tags)
        return (*self.phrases, *members, *tags, *(f"party:{p}" for p in self.parties))


class Watchlist(Value):
    """One file: whom to tell, and what to watch for. Its id is the file's name without `.toml`."""

    id: str
    title: str
    to: tuple[Recipient, ...] = ()
    watches: tuple[Watch, ...]
