"""What government publishes on GOV.UK (API_NOTES 11).

    latest          each poll: what was published since the last one: one request
    published       twice a day: the search over the whole window, or in history over a month
    atom/BODY       twice a day: the feed of each body of justice and probation; what the search lacks is recorded too
    content         the words of a page of these bodies, once per update, at most CONTENTS a poll

Of other pages title and description are all that is read. A page keeps its address when it is updated: it is one record
and one subject, and each update an activity of its date.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

from monitor.parliament.activities import Publication
from monitor.parliament.dates import UTC, today
from monitor.sources.feed_wire import Probe, ask
from monitor.sources.gov_uk_wire import (
    BODIES,
    CONTENT_API,
    NAME,
    SEARCH_API,
    SITE,
    TAG,
    Edition,
    SearchRow,
    entry,
    path_of,
    with_words,
)
from monitor.sources.http import Missing, PoliteClient
from monitor.sources.lists import Listing, ListSource, Stretch, stretches
from monitor.sources.paging import Row, Rows
from monitor.sources.source import Event, Known, Record, Unavailable, Window
from monitor.sources.wire import expect

FIELDS = "title,link,description,public_timestamp,organisations,content_store_document_type"
#: rows asked for at once; the search gives up to 1500 (API_NOTES 0.13), government publishes some 300 pages a day
COUNT = 500
#: how often the whole window is searched, and checked against the feeds
WHOLE = timedelta(hours=12)
#: how long before the last search the latest are asked for: pages can enter the index after the instant they bear
OVERLAP = timedelta(hours=3)
#: pages whose words are fetched in one poll; those beyond are told by their summaries, and fetched with the next search
CONTENTS = 200
#: failures in a row after which no more words are asked for
FAILED = 2
#: `check` asks for pages touched within this time
CHECKED = timedelta(days=28)
LATEST, PUBLISHED = "latest", "published"


class GovUk(ListSource[Edition]):
    """The source; see `Source`."""

    name = NAME
    kinds: tuple[str, ...] = ("publication",)
    record: type[Record] = Edition

    def lists(
        self, window: Window, known: Known, again: Sequence[Edition], *, now: datetime
    ) -> Iterator[Listing[Edition]]:
        """The search and the feeds that are due, and what is new since the last."""
        del again
        words = _Words(self._client, history=window.history)
        searches = stretches(PUBLISHED, window, known, now=now)
        if window.history:
            yield from (self._whole(stretch, words) for stretch in searches)
            return
        (whole,), feeds = searches, {f"atom/{body}": body for body in BODIES}
        read = known.readings([whole.span, LATEST, *feeds])
        fresh = {span: reading.at for span, reading in read.items() if now - reading.at <= WHOLE}
        if whole.span not in fresh:
            yield self._whole(whole, words)
        else:
            since = max(fresh[whole.span], fresh.get(LATEST, fresh[whole.span])) - OVERLAP
            rows = partial(self._search, f"{since.astimezone(UTC):%Y-%m-%d %H:%M}")
            yield Listing(LATEST, rows, entry, words)
        for span, body in feeds.items():
            if span not in fresh:
                yield Listing(span, partial(self._lacking, body, window.first, known, now), entry, words)

    def told(self, after: Edition, before: Edition | None, *, now: datetime) -> Iterable[Event]:
        """The publication of this instant."""
        del before, now
        yield Event(activity=_publication(after))

    def merged(self, after: Edition, before: Edition) -> Edition:
        """A later instant is an update; of the same instant, what was once known of the page stays."""
        if after.updated > before.updated:
            return after.model_copy(update={"again": True})
        kept = {name: getattr(after, name) or getattr(before, name) for name in ("again", "words", "body", "genre")}
        return after.model_copy(update=kept)

    def check(self, *, now: datetime) -> str:
        """One of the latest pages and the Atom feed, in the shape expected. Raises SourceError."""
        last, totals = today(now), dict[str, int]()
        for body in BODIES:
            params = [*_since(str(last - CHECKED), str(last)), ("filter_organisations", body), ("count", "1")]
            reply = self._client.get(SEARCH_API, params)
            totals[body] = _total(reply)
            for row in _results(reply):
                expect(SearchRow, row, url=SEARCH_API, without=("content_store_document_type",))
                entry(row)
        ask(self._client, _feed(BODIES[0]), Probe(), now=now)
        silent = [body for body, total in totals.items() if not total]
        beside = f"; none by {', '.join(silent)}" if silent else ""
        return f"{sum(totals.values())} publications in the last {CHECKED.days} days{beside}"

    def _whole(self, stretch: Stretch, words: _Words) -> Listing[Edition]:
        """Dates without a zone are UTC: a day of summer time begins on the evening before."""
        rows = partial(self._search, str(stretch.first - timedelta(days=1)), str(stretch.last))
        read = partial(_read, stretch)
        return Listing(stretch.span, rows, read, words, asked=stretch, day=lambda page: today(page.updated))

    def _search(self, first: str, last: str = "") -> Rows:
        return self._client.rows(
            SEARCH_API,
            _since(first, last),
            skip_name="start",
            take_name="count",
            take=COUNT,
            results=_results,
            total=_total,
            key=_key,
            check=partial(_within, first, last),
        )

    def _lacking(self, body: str, first: date, known: Known, now: datetime) -> Rows:
        """The entries of a body's feed since *first* whose pages no search has shown. Raises Unavailable."""
        feed, _ = ask(self._client, _feed(body), Probe(), now=now)
        rows = [
            {
                "link": path_of(e.id),
                "public_timestamp": str(e.updated),
                "title": e.title,
                "description": e.text,
                "organisations": [{"slug": body}],
            }
            for e in (feed.entries if feed else ())
            if e.updated and today(e.updated) >= first and e.id.startswith(TAG)
        ]
        shown = known.listings([f"{NAME}/{row['link']}" for row in rows])
        return _there([row for row in rows if f"{NAME}/{row['link']}" not in shown], _feed(body))


class _Words:
    """The words of pages of BODIES, by the Content API; in a poll, a page without them is told by its summary."""

    def __init__(self, client: PoliteClient, *, history: bool) -> None:
        self._client, self._history = client, history
        self._asked = self._failures = 0

    def __call__(self, listed: Edition) -> Edition:
        """*listed* with its words; where they are left out it is asked for again with the next search.

        Raises Unavailable in history, which is read again from where it failed.
        """
        if not (listed.ours and listed.upstream_id.startswith("/")):
            return listed
        without = listed.model_copy(update={"listing": ""})
        if not self._history and (self._asked >= CONTENTS or self._failures >= FAILED):
            return without
        self._asked += 1
        try:
            page = self._client.get(f"{CONTENT_API}{listed.upstream_id}")
        except Missing:
            return listed
        except Unavailable:
            if self._history:
                raise
            self._failures += 1
            return without
        self._failures = 0
        return with_words(listed, page if isinstance(page, dict) else {})


def _since(first: str, last: str) -> list[tuple[str, str]]:
    """What asks the search for the pages since *first*, until *last* where given."""
    until = f",to:{last}" if last else ""
    return [
        ("filter_public_timestamp", f"from:{first}{until}"),
        ("order", "-public_timestamp"),
        ("fields", FIELDS),
    ]


def _within(first: str, last: str, row: Row) -> str | None:
    """What shows that the dates asked for were ignored; a row that cannot be understood shows nothing."""
    on = str(row.get("public_timestamp"))[:10]
    if on[:1].isdigit() and not first[:10] <= on <= (last or on):
        return f"asked for what is since {first}, answered with a page of {on}"
    return None


def _feed(body: str) -> str:
    return f"{SITE}/search/all.atom?{urlencode({'organisations[]': body})}"


def _results(reply: Any) -> list[Row]:
    return reply["results"]  # type: ignore[no-any-return]


def _total(reply: Any) -> int:
    return reply["total"]  # type: ignore[no-any-return]


def _key(row: Row) -> str:
    return str(row.get("link") or row)


def _there(rows: list[Row], where: str) -> Rows:
    """Rows that were read already."""

    def page(skip: int) -> list[Row]:
        return rows[skip:]

    def total(_: Any) -> int:
        return len(rows)

    return Rows(page, take=len(rows) + 1, results=lambda r: r, total=total, key=_key, check=None, where=where)


def _read(stretch: Stretch, row: Row) -> Edition | None:
    """The page of a row of the search; None of the days around. Raises Unreadable."""
    edition = entry(row)
    return edition if stretch.first <= today(edition.updated) <= stretch.last else None


def _publication(edition: Edition) -> Publication:
    """The page as published then; upstream knows it by its path, an update by path and instant."""
    stamp = f"{edition.updated:%Y-%m-%dT%H:%M:%SZ}"
    path = edition.upstream_id
    summary = "" if edition.summary in edition.words else edition.summary
    return Publication(
        id=f"{edition.id}/publication/{stamp}",
        record=edition.id,
        source=NAME,
        upstream_id=f"{path}@{stamp}" if edition.again else path,
        subject=edition.id,
        date=today(edition.updated),
        title=edition.title,
        body=edition.body,
        url=f"{SITE}{path}" if path.startswith("/") else path,
        said="\n\n".join(filter(None, (summary, edition.words))),
        updated=stamp,
        again=edition.again,
        genre=edition.genre,
    )
