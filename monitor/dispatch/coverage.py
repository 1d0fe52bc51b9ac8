"""What a digest says of the reading behind it: receipts, catching up, failures. Pure, from rows of polls."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby, pairwise

from monitor.parliament.dates import at, london, today
from monitor.store.parcels import PollRow, SourceRow
from watchlists.digest import Receipt

#: without a complete reading for this time a source fails; without any, the next reading catches up
DAY = timedelta(hours=24)
#: London wall time at which the text of the day before is to be there
MORNING = time(6)
#: how the error of a reading tells of one sitting: "Commons 2026-03-10: in Hansard's calendar, but no text"
_SITTING = re.compile(r"([^;:]*?(\d{4}-\d\d-\d\d)): ([^;]*no text[^;]*)")


@dataclass(frozen=True)
class Failure:
    """Something that failed: `what` it is called by, since when, and the two lines that tell of it."""

    what: str
    began: datetime
    lines: tuple[str, str]


def spoken(instant: datetime) -> str:
    """ "Tue 10 Mar 07:30", London time."""
    wall = london(instant)
    return f"{wall:%a} {wall.day} {wall:%b %H:%M}"


def named(source: str) -> str:
    """A source as readers are told of it: "written-questions" → "Written questions"."""
    words = source.replace("-", " ")
    return words[:1].upper() + words[1:]


def _once(error: str) -> str:
    """*error* with everything that it says twice said once."""
    return "; ".join(dict.fromkeys(error.split("; ")))


def _day(day: date) -> str:
    return f"{day.day} {day:%b}"


def receipts(polls: Iterable[PollRow]) -> tuple[Receipt, ...]:
    """What was read, one receipt a source, in the order of their names."""
    ordered = sorted(polls, key=lambda p: (p.source, p.began))
    return tuple(_receipt(name, list(rows)) for name, rows in groupby(ordered, key=lambda p: p.source))


def _receipt(source: str, polls: Sequence[PollRow]) -> Receipt:
    first, last = min(p.window_first for p in polls), max(p.window_last for p in polls)
    return Receipt(
        source=named(source),
        window=f"{_day(first)} to {_day(last)}",
        read=sum(p.rows for p in polls),
        matched=sum(p.matched for p in polls),
        unreadable=sum(p.unreadable for p in polls),
        failed=sum(p.outcome != "complete" for p in polls),
        error=_once(polls[-1].error or "") if polls[-1].outcome != "complete" else "",
    )


def nothing_matched(receipts: Sequence[Receipt]) -> str:
    """The line of a heartbeat: "Nothing matched; 2,214 read, 0 failed"."""
    return f"Nothing matched; {sum(r.read for r in receipts):,} read, {sum(r.failed for r in receipts)} failed"


def catching_up(before: datetime | None, began: Iterable[datetime]) -> str:
    """The line after more than a day without a reading, "" if there was no such.

    *began*: when readings began; *before*: the last reading before them.
    """
    readings = sorted([*([before] if before else []), *began])
    gaps = [(last, first) for last, first in pairwise(readings) if first - last > DAY]
    if not gaps:
        return ""
    last, first = max(gaps, key=lambda gap: gap[1] - gap[0])
    return f"Catching up since {spoken(last)}: nothing was read until {spoken(first)}"


def failures(
    sources: Iterable[SourceRow],
    broken: Mapping[str, str],
    addresses: Mapping[str, tuple[datetime, str]],
    *,
    now: datetime,
) -> dict[str, Failure]:
    """Everything that fails at *now*, by what it is called.

    *broken*: watchlist files that are not valid, and why. *addresses*: those that failed for good, since when and why.
    A source that was never read does not fail.
    """
    found = [*(f for s in sources for f in _of_source(s, now)), *_of_files(broken, now), *_of_addresses(addresses)]
    return {failure.what: failure for failure in found}


def _of_source(source: SourceRow, now: datetime) -> Iterator[Failure]:
    whole = source.last_complete == source.last
    since = source.last_complete or source.first
    if now - since > DAY:
        why = f": {_once(source.error)}" if source.error and not whole else ""
        told = f"{named(source.source)} has not been read to its end since {spoken(since)}{why}"
        missed = "What was published there since may be missing; it is asked again, and what was missed is told then"
        yield Failure(f"source:{source.source}", since, (told, missed))
    if whole or source.last < at(today(now), MORNING):
        return
    for name, day, what in _SITTING.findall(source.error or ""):
        if date.fromisoformat(day) < today(now):
            told = f"{named(source.source)}: {name.strip()}: {what.strip()}"
            missed = "What was said there may be missing; the day is asked for again with every reading"
            yield Failure(f"day:{source.source}:{name.strip()}", source.last, (told, missed))


def _of_files(broken: Mapping[str, str], now: datetime) -> Iterator[Failure]:
    for file, why in sorted(broken.items()):
        kept = "Its last good version goes on; what was changed in the file counts once it is mended"
        yield Failure(f"watchlist:{file}", now, (f"The watchlist {file} is not valid: {why}", kept))


def _of_addresses(addresses: Mapping[str, tuple[datetime, str]]) -> Iterator[Failure]:
    for address, (since, why) in sorted(addresses.items()):
        told = f"{address} failed for good at {spoken(since)}: {why}"
        missed = "What was to be sent there has not arrived; what matches from now on is tried again"
        yield Failure(f"address:{address}", since, (told, missed))


def over(what: str, began: datetime, sources: Iterable[SourceRow]) -> tuple[str, str] | None:
    """The two lines that tell the end of a failure that is no more; None where that cannot be said yet."""
    kind, _, name = what.partition(":")
    if kind == "watchlist":
        return f"The watchlist {name} is valid again", "It counts from now on as it stands"
    if kind == "address":
        return f"{name} is reached again", f"It had failed at {spoken(began)}"
    of, _, sitting = name.partition(":")
    source = {s.source: s for s in sources}.get(of)
    if source is None or source.last_complete is None or (kind == "day" and source.last_complete != source.last):
        return None
    if kind == "day":
        return f"{named(of)}: {sitting}: the text is there now", "What matched in it stands in the digests"
    told = f"{named(of)} is read to its end again; it had not been since {spoken(began)}"
    return told, "What was published meanwhile has been read; what matched stands in the digests"
