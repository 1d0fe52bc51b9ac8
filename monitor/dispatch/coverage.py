"""What a digest says of the reading behind it: receipts, catching up, failures. Pure, from rows of polls."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby, pairwise
from types import MappingProxyType

from monitor.dispatch.plainly import plainly
from monitor.parliament.dates import at, london, today
from monitor.store.parcels import PollRow, SourceRow
from watchlists.digest import Receipt

#: without a complete reading for this time a source fails; without any, the next reading catches up
DAY = timedelta(hours=24)
#: London wall time at which the text of the day before is to be there
MORNING = time(6)
_AS_PRINTED = {"gov-uk": "GOV.UK"}
#: how the error of a reading tells of one sitting: "Commons 2026-03-10: in Hansard's calendar, but no text"
_SITTING = re.compile(r"([^;:]*?(\d{4}-\d\d-\d\d)): ([^;]*no text[^;]*)")


@dataclass(frozen=True)
class Failure:
    """Something that failed: `what` it is called by, since when, and the two lines that tell of it.

    `exactly`: the first line with the technical text, for whoever can do something about it.
    """

    what: str
    began: datetime
    lines: tuple[str, str]
    exactly: str = ""

    @property
    def in_full(self) -> tuple[str, str]:
        """The lines for the operator."""
        return self.exactly or self.lines[0], self.lines[1]


def spoken(instant: datetime) -> str:
    """ "Tue 10 Mar 07:30", London time."""
    wall = london(instant)
    return f"{wall:%a} {wall.day} {wall:%b %H:%M}"


def named(source: str) -> str:
    """A source as readers are told of it: "written-questions" → "Written questions"."""
    words = source.replace("-", " ")
    return _AS_PRINTED.get(source, words[:1].upper() + words[1:])


def _once(error: str) -> str:
    """*error* with everything that it says twice said once."""
    return "; ".join(dict.fromkeys(error.split("; ")))


def receipts(
    polls: Iterable[PollRow], matched: Mapping[str, int] | None = None, *, since: datetime
) -> tuple[Receipt, ...]:
    """What was read since *since*, one receipt a source, in the order of their names.

    *matched*: source → what is told of it, so that the receipt agrees with the digest that it stands in.
    """
    ordered = sorted(polls, key=lambda p: (p.source, p.began))
    return tuple(
        Receipt(
            source=named(name),
            window=f"since {spoken(since)}",
            read=sum(p.rows for p in rows),
            matched=(matched or {}).get(name, 0),
            unreadable=sum(p.unreadable for p in rows),
            failed=sum(p.outcome != "complete" for p in rows),
            error=_failed(name, rows),
        )
        for name, rows in ((name, list(of)) for name, of in groupby(ordered, key=lambda p: p.source))
    )


def _failed(source: str, polls: Sequence[PollRow]) -> str:
    """ "failed twice: Thu 5 Mar 09:00–11:30, read again since"; where it was not, why; "" where nothing failed."""
    failed = [p for p in polls if p.outcome != "complete"]
    if not failed:
        return ""
    times = {1: "once", 2: "twice"}.get(len(failed), f"{len(failed)} times")
    when = _spell(failed[0].began, failed[-1].began)
    if polls[-1].outcome == "complete":
        return f"failed {times}: {when}, read again since"
    why = plainly(source, polls[-1].error or "")
    return f"failed {times}: {when}, not read to its end since{f' ({why})' if why else ''}"


def _spell(first: datetime, last: datetime) -> str:
    """ "Thu 5 Mar 09:00–11:30", "Thu 5 Mar 09:00 to Fri 6 Mar 11:30"."""
    if today(first) != today(last):
        return f"{spoken(first)} to {spoken(last)}"
    return spoken(first) + (f"–{london(last):%H:%M}" if first != last else "")


def nothing_matched(receipts: Sequence[Receipt]) -> str:
    """The line of a heartbeat: "Nothing matched; 2,214 read, 0 failed"."""
    return f"Nothing matched; {was_read(receipts)}"


def was_read(receipts: Sequence[Receipt]) -> str:
    """The line of a heartbeat where something matched and was, or will be, told elsewhere: "2,214 read, 0 failed"."""
    return f"{sum(r.read for r in receipts):,} read, {sum(r.failed for r in receipts)} failed"


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
    titles: Mapping[str, str] = MappingProxyType({}),
    now: datetime,
) -> dict[str, Failure]:
    """Everything that fails at *now*, by what it is called.

    *broken*: watchlist files that are not valid, and why; *titles*: file → what readers call it. *addresses*: those
    that failed for good, since when and why. A source that was never read does not fail.
    """
    of_sources = (failure for source in sources for failure in _of_source(source, now))
    found = [*of_sources, *_of_files(broken, titles, now), *_of_addresses(addresses)]
    return {failure.what: failure for failure in found}


def _of_source(source: SourceRow, now: datetime) -> Iterator[Failure]:
    whole = source.last_complete == source.last
    since = source.last_complete or source.first
    if now - since > DAY:
        error = source.error if source.error and not whole else ""
        why = f": {plainly(source.source, error)}" if error else ""
        told = f"{named(source.source)} has not been read to its end since {spoken(since)}{why}"
        missed = "What was published there since may be missing; it is asked again, and what was missed is told then"
        yield Failure(f"source:{source.source}", since, (told, missed), f"{told} ({_once(error)})" if error else "")
    if whole or source.last < at(today(now), MORNING):
        return
    for name, day, what in _SITTING.findall(source.error or ""):
        if date.fromisoformat(day) < today(now):
            told = f"{named(source.source)}: there is no report of {_sitting(name)} yet"
            missed = "What was said there may be missing; the day is asked for again with every reading"
            exactly = f"{named(source.source)}: {name.strip()}: {what.strip()}"
            yield Failure(f"day:{source.source}:{name.strip()}", source.last, (told, missed), exactly)


def _sitting(name: str) -> str:
    """ "Commons 2026-03-10" → "the Commons of Tue 10 Mar"."""
    house, _, day = name.strip().rpartition(" ")
    when = date.fromisoformat(day)
    return f"the {house} of {when:%a} {when.day} {when:%b}"


def _of_files(broken: Mapping[str, str], titles: Mapping[str, str], now: datetime) -> Iterator[Failure]:
    for file, why in sorted(broken.items()):
        told = f"The watchlist {titles.get(file, file)} was changed and is not valid"
        kept = "Its last good version goes on; what was changed counts once it is mended"
        yield Failure(f"watchlist:{file}", now, (told, kept), f"The watchlist {file} is not valid: {why}")


def _of_addresses(addresses: Mapping[str, tuple[datetime, str]]) -> Iterator[Failure]:
    for address, (since, why) in sorted(addresses.items()):
        told = f"{address} failed for good at {spoken(since)}: {why}"
        missed = "What was to be sent there has not arrived; what matches from now on is tried again"
        yield Failure(f"address:{address}", since, (told, missed))


def over(
    what: str, began: datetime, sources: Iterable[SourceRow], titles: Mapping[str, str], files: Collection[str]
) -> tuple[str, str] | None:
    """The two lines that tell the end of a failure that is no more; None where that cannot be said yet.

    *files*: the watchlist files that are there.
    """
    kind, _, name = what.partition(":")
    if kind == "watchlist" and name.endswith(".toml") and name not in files:
        return f"The watchlist {name} is no longer there", "Nothing is watched by it any more"
    if kind == "watchlist":
        return f"The watchlist {titles.get(name, name)} is valid again", "It counts from now on as it stands"
    if kind == "address":
        return f"{name} is reached again", f"It had failed at {spoken(began)}"
    of, _, sitting = name.partition(":")
    source = {s.source: s for s in sources}.get(of)
    if source is None or source.last_complete is None or (kind == "day" and source.last_complete != source.last):
        return None
    if kind == "day":
        return (
            f"{named(of)}: the report of {_sitting(sitting)} is there now",
            "What matched in it stands in the digests",
        )
    told = f"{named(of)} is read to its end again; it had not been since {spoken(began)}"
    return told, "What was published meanwhile has been read; what matched stands in the digests"
