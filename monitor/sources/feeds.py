"""Any RSS or Atom feed: the National Audit Office, inspectorates, unions, and whatever an operator adds.

Each feed is asked whether it has changed; one that fails is named with its remedy and never stops the others. An entry
is known by its own id; one that is updated keeps it, and each update is told under its date. What links to www.gov.uk
is a page of `gov_uk` and is told there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from monitor.parliament.activities import Body, Publication
from monitor.parliament.dates import today
from monitor.sources.feed_list import Listed, packaged, together
from monitor.sources.feed_wire import Feed, FeedEntry, Probe, ask
from monitor.sources.http import Missing, PoliteClient
from monitor.sources.lists import Listing, ListSource
from monitor.sources.source import Event, Known, Page, Record, Unavailable, Unreadable, Window
from monitor.sources.wire import fingerprint

#: a feed that has held nothing for this time has moved, or has ended without saying so
EMPTY = timedelta(days=60)
#: how long an optional feed that failed is left alone
PAUSE = timedelta(hours=12)
_TOLD_BY_GOV_UK = ("www.gov.uk",)
#: ids that are meant to differ from those of every other feed
_OF_THE_WORLD = ("http://", "https://", "tag:", "urn:")


class Entry(Record):
    """An entry of a feed as last read. `stamp`: its instant as printed, or the day on which it was first seen."""

    feed: str
    stamp: str
    day: date
    dated: bool = True
    title: str = ""
    text: str = ""
    link: str
    publisher: str
    #: whether an earlier state of it was read
    again: bool = False


class Feeds(ListSource[Entry]):
    """The source; see `Source`. *more*: the operator's feeds, beside those packaged."""

    name = "feeds"
    kinds: tuple[str, ...] = ("publication",)
    record: type[Record] = Entry

    def __init__(self, client: PoliteClient, more: Iterable[Listed] = ()) -> None:
        super().__init__(client)
        self.feeds = together(packaged(), more)

    def read(self, window: Window, known: Known, again: Sequence[Record], *, now: datetime) -> Iterator[Page]:
        """What each feed holds, if it has changed; as history, what of it is dated within *window*."""
        del again
        for listed in self.feeds:
            span = f"feed/{listed.id}{'/history' if window.history else ''}"
            kept = known.readings([span, _failing(span)])
            if listed.optional and _failing(span) in kept and now - kept[_failing(span)].at < PAUSE:
                continue
            before = Probe.of(kept[span].probe) if span in kept and not window.history else Probe()
            try:
                feed, probe = self._asked(listed, before, now=now)
            except Unavailable as err:
                yield _failed(listed, span, f"{listed.title}: {err}")
            else:
                yield _page(listed, span, feed, probe, window, known, now=now)

    def lists(self, window: Window, known: Known, again: Sequence[Entry], *, now: datetime) -> Iterable[Listing[Entry]]:
        """None: a feed is one reply, and `read` asks for it."""
        del window, known, again, now
        return ()

    def told(self, after: Entry, before: Entry | None, *, now: datetime) -> Iterable[Event]:
        """The publication of this instant."""
        del before, now
        yield Event(activity=_publication(after))

    def merged(self, after: Entry, before: Entry) -> Entry:
        """The feed that told of an entry first keeps it; the day of one without a date is that of its first sight."""
        if after.feed != before.feed and after.rank <= before.rank:
            return before
        if not after.dated and not before.dated:
            after = after.model_copy(update={"stamp": before.stamp, "day": before.day})
        return after.model_copy(update={"again": before.again or after.stamp != before.stamp})

    def check(self, *, now: datetime) -> str:
        """Each feed answers with a feed. Raises Unavailable naming those that do not, but for the optional ones."""
        failed = {listed: said for listed in self.feeds if (said := self._failure(listed, now=now))}
        if any(not listed.optional for listed in failed):
            raise Unavailable("; ".join(failed.values()))
        beside = f"; not needed, and not to be had: {'; '.join(failed.values())}" if failed else ""
        return f"{len(self.feeds) - len(failed)} of {len(self.feeds)} feeds answer{beside}"

    def _failure(self, listed: Listed, *, now: datetime) -> str:
        try:
            self._asked(listed, Probe(), now=now)
        except Unavailable as err:
            return f"{listed.title}: {err}"
        return ""

    def _asked(self, listed: Listed, before: Probe, *, now: datetime) -> tuple[Feed | None, Probe]:
        """See `ask`. Raises Unavailable with the remedy."""
        try:
            feed, probe = ask(self._client, listed.url, before, now=now)
        except Unavailable as err:
            lasting = "" if isinstance(err, Missing) else "if this lasts, "
            raise Unavailable(f"{err} — {lasting}{_remedy(listed)}") from None
        if probe.empty and now - probe.empty > EMPTY:
            raise Unavailable(f"{listed.url} has held nothing since {today(probe.empty)} — {_remedy(listed)}")
        return feed, probe


def _remedy(listed: Listed) -> str:
    return f'look for its new address, and give it to the feed of id = "{listed.id}" in the file of MONITOR_FEEDS'


def _failing(span: str) -> str:
    """The span under which it is kept when an optional feed last failed."""
    return f"{span}/failed"


def _failed(listed: Listed, span: str, why: str) -> Page:
    """What is told of a feed that could not be read; that of an optional one leaves the reading complete."""
    if not listed.optional:
        return Page(span=span, error=why)
    return Page(span=_failing(span), complete=True, unreadable=(str(Unreadable(span, listed.url, why)),))


def _page(
    listed: Listed, span: str, feed: Feed | None, probe: Probe, window: Window, known: Known, *, now: datetime
) -> Page:
    """The feed as one page; None is one that has not changed."""
    found, unreadable = _entries(listed, feed.entries if feed else (), now=now)
    if window.history:
        found = [e for e in found if window.first <= e.day <= window.last]
    listings = known.listings([e.id for e in found])
    return Page(
        span=span,
        records=tuple(e for e in found if listings.get(e.id) != e.listing),
        complete=True,
        seen=frozenset(e.id for e in found),
        probe=probe.model_dump_json(exclude_defaults=True),
        rows=len(feed.entries) if feed else 0,
        unreadable=tuple(unreadable),
    )


def _entries(listed: Listed, entries: Sequence[FeedEntry], *, now: datetime) -> tuple[list[Entry], list[str]]:
    """The entries by their ids, of those that stand twice the latest; and those that cannot be told, a line each."""
    found: dict[str, Entry] = {}
    unreadable: list[str] = []
    counted = Counter(ident for ident, _ in {(e.id, e.link) for e in entries})
    for number, entry in enumerate(entries, 1):
        if urlsplit(entry.link).hostname in _TOLD_BY_GOV_UK:
            continue
        # an id that stands beside several links tells none of them; the links do
        ident = entry.link if entry.link and (not entry.id or counted[entry.id] > 1) else entry.id
        if not ident or not (entry.title or entry.text):
            lacks = "it has no words" if ident else "it has neither an id nor a link"
            unreadable.append(str(Unreadable(ident or f"{listed.id} entry {number}", listed.url, lacks)))
            continue
        read = _entry(listed, ident, entry, now=now)
        if read.id not in found or found[read.id].rank < read.rank:
            found[read.id] = read
    return list(found.values()), unreadable


def _entry(listed: Listed, ident: str, entry: FeedEntry, *, now: datetime) -> Entry:
    own = ident if ident.startswith(_OF_THE_WORLD) else f"{listed.id}/{ident}"
    updated = entry.updated
    day = today(updated or now)
    return Entry(
        id=f"{Feeds.name}/{own}",
        upstream_id=ident,
        span=f"feed/{listed.id}",
        listing=fingerprint([listed.id, entry.model_dump(mode="json")]),
        rank=(int(updated.timestamp()) if updated else 0,),
        feed=listed.id,
        stamp=f"{updated:%Y-%m-%dT%H:%M:%SZ}" if updated else str(day),
        day=day,
        dated=updated is not None,
        title=entry.title,
        text=entry.text,
        link=entry.link or listed.url,
        publisher=listed.publisher,
    )


def _publication(entry: Entry) -> Publication:
    return Publication(
        id=f"{entry.id}/publication/{entry.stamp}",
        record=entry.id,
        source=Feeds.name,
        upstream_id=f"{entry.upstream_id}@{entry.stamp}",
        subject=entry.id,
        date=entry.day,
        title=entry.title,
        body=Body(name=entry.publisher),
        url=entry.link,
        said=entry.text,
        updated=entry.stamp if entry.dated else "",
        again=entry.again,
        genre=f"Feed of {entry.publisher}" + ("" if entry.dated else ", without a date: of the day it was first seen"),
    )
