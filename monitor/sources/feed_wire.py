"""One RSS or Atom feed as it is sent: asked for only where it has changed, and read without believing it.

feedparser reads it and cleans its HTML. What could make feedparser work without end is refused before: entities that
unfold, encodings in which they can hide, more than FEED_BYTES. A web page, broken XML and a feed that says that it has
ended are errors, never an empty feed.
"""

from __future__ import annotations

import io
import re
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit

import feedparser
from pydantic import ValidationError

from monitor.parliament.dates import UTC
from monitor.parliament.people import Value
from monitor.parliament.text import plain
from monitor.sources.http import PoliteClient, Text
from monitor.sources.source import Unavailable
from monitor.sources.wire import fingerprint

#: largest feed taken, unpacked: feeds hold tens of entries, few more than 1 MB with whole articles
FEED_BYTES = 4 * 2**20
#: encodings in which markup stands as in ASCII; no other was met in a feed
ENCODINGS = frozenset({"utf-8", "us-ascii", "ascii", "iso-8859-1", "iso-8859-15", "latin-1", "windows-1252", "cp1252"})
#: an entry dated later than this after now has no date that can be believed
AHEAD = timedelta(days=1)
#: tags within tags, of the kinds that need an end; articles have some tens
DEEP = 300
_NESTING = re.compile(
    r"<(/?)(?!(?:area|br|col|embed|hr|img|input|link|li|meta|p|source|td|th|tr|wbr)\b)[a-z]", re.IGNORECASE
)
_TAG = re.compile(r"<[^<>]*>")
_DECLARED = re.compile(rb"<\?xml[^>]*?\bencoding\s*=\s*[\"']([\w.:-]+)")
_CHARSET = re.compile(r"charset=[\"']?([\w.:-]+)")
_SAYS_IT_ENDED = "this feed has ended"


class FeedEntry(Value):
    """One entry: `id` as printed ("" where there is none), `link` only if it is a web address, texts readable."""

    id: str = ""
    link: str = ""
    title: str = ""
    text: str = ""
    #: upstream's instant, of the update if it says so, else of the publication
    updated: datetime | None = None


class Feed(Value):
    """What a feed said."""

    title: str = ""
    entries: tuple[FeedEntry, ...] = ()


class Probe(Value):
    """What is kept of a feed to ask whether it has changed; `empty`: since when it holds no entry."""

    etag: str = ""
    modified: str = ""
    print: str = ""
    empty: datetime | None = None

    @classmethod
    def of(cls, kept: str) -> Probe:
        """The probe as it was kept, or one that knows nothing."""
        try:
            return cls.model_validate_json(kept)
        except ValidationError:
            return cls()


def ask(client: PoliteClient, url: str, before: Probe, *, now: datetime) -> tuple[Feed | None, Probe]:
    """The feed, None where it says what it said at *before*, and the probe to keep. Raises Unavailable."""
    reply = client.text(url, etag=before.etag, modified=before.modified, limit=FEED_BYTES)
    if reply is None:
        return None, before
    feed = read_feed(reply, url, now=now)
    said = fingerprint([e.model_dump(mode="json") for e in feed.entries])
    empty = None if feed.entries else before.empty or now
    probe = Probe(etag=reply.etag, modified=reply.modified, print=said, empty=empty)
    return (None if said == before.print else feed), probe


def read_feed(reply: Text, url: str, *, now: datetime) -> Feed:
    """What *reply*, which came from *url*, says. Raises Unavailable where it is no feed, or one that has ended."""
    where = f"{urlsplit(url).hostname}{urlsplit(url).path}"
    headers = {"content-type": f"application/xml; charset={_charset(reply)}"}
    # a stream: of bytes and text feedparser would open files and addresses
    harmless = io.BytesIO(_harmless(reply, where))
    try:
        read: Any = feedparser.parse(harmless, response_headers=headers)
    except Exception as err:  # whatever its parsers stumble over: one feed stops no other
        raise Unavailable(f"{where}: the feed cannot be read ({type(err).__name__}: {err})"[:300]) from None
    if not read.version:
        raise Unavailable(f"{where}: answered with no feed but something else")
    if read.bozo and not read.entries:
        raise Unavailable(f"{where}: the feed is broken ({' '.join(str(read.bozo_exception).split())[:100]})")
    if any(_ended(e) for e in read.entries):
        raise Unavailable(f"{where}: the feed says that it has ended")
    return Feed(title=_line(read.feed.get("title")), entries=tuple(_entry(e, url, now) for e in read.entries))


def _harmless(reply: Text, where: str) -> bytes:
    """The feed's bytes, blanks before its root made few. Raises Unavailable where they could do harm."""
    body = reply.body.removeprefix(b"\xef\xbb\xbf").lstrip()
    root = re.search(rb"<\w", body)
    head = b" ".join(body[: root.start()].split()) if root else b""
    if root and re.match(rb"<html\b", body[root.start() :], re.IGNORECASE):
        raise Unavailable(f"{where}: answered with a web page instead of a feed")
    if not root or not body.startswith(b"<") or b"\0" in body:
        raise Unavailable(f"{where}: answered with no feed but something else")
    declared = _DECLARED.match(head)
    if declared and declared[1].decode().lower() not in ENCODINGS:
        raise Unavailable(f"{where}: the feed is written in {declared[1].decode()[:20]}, which is not read")
    if b"<!ENTITY" in body.upper():
        raise Unavailable(f"{where}: the feed declares entities, which are not unfolded")
    return head + b"\n" + body[root.start() :]


def _charset(reply: Text) -> str:
    """The encoding named in the headers or the XML declaration."""
    said = _CHARSET.search(reply.kind.lower())
    if said and said[1] in ENCODINGS:
        return said[1]
    declared = _DECLARED.match(reply.body.removeprefix(b"\xef\xbb\xbf").lstrip()[:200])
    return declared[1].decode() if declared else "utf-8"


def _ended(entry: Any) -> bool:
    """As finder-frontend's template tells of it (API_NOTES 11)."""
    return str(entry.get("id", "")).endswith("/feed-ended") or _line(entry.get("title")).casefold() == _SAYS_IT_ENDED


def _entry(entry: Any, url: str, now: datetime) -> FeedEntry:
    ident, link = str(entry.get("id") or ""), str(entry.get("link") or "")
    # an RSS guid counts as a link unless it denies it, and most often is none
    link = _web(ident) if link == ident else _web(link, url) or _web(ident)
    return FeedEntry(
        id=" ".join(ident.split()),
        link=link,
        title=_line(entry.get("title")),
        text=_text(entry),
        updated=_instant(entry, now),
    )


def _line(html: Any) -> str:
    return " ".join(_plain(html).split())


def _plain(html: Any) -> str:
    """The readable text; of HTML that nests without end, whose tree would take as long, without its tags."""
    html, depth = str(html or ""), 0
    for tag in _NESTING.finditer(html):
        depth += -1 if tag[1] else 1
        if depth > DEEP:
            return plain(_TAG.sub(" ", html))
    return plain(html)


def _text(entry: Any) -> str:
    """The article where the feed holds it, else its summary; both where neither is a part of the other."""
    short = _plain(entry.get("summary"))
    whole = "\n\n".join(filter(None, (_plain(c.get("value")) for c in entry.get("content") or ())))
    return whole if len(whole) > len(short) or short in whole else short


def _instant(entry: Any, now: datetime) -> datetime | None:
    """When it was updated, else published; None where it does not say, or says what cannot be."""
    # asked for one by one: feedparser answers the one with the other, and warns
    given = next((entry[name] for name in ("updated_parsed", "published_parsed") if name in entry), None)
    try:
        year, month, day, hour, minute, second = given[:6] if given else (1, 1, 1, 0, 0, 0)
        instant = datetime(year, month, day, hour, minute, second, tzinfo=UTC) if given else None
    except ValueError:
        return None
    return instant if instant and instant <= now + AHEAD else None


def _web(link: str, base: str = "") -> str:
    """*link*, joined to *base*, if it is an address of the web that can be followed."""
    try:
        joined = urljoin(base, link.strip())
        split = urlsplit(joined)
    except ValueError:
        return ""
    whole = "." in (split.hostname or "") and joined.isprintable() and " " not in joined and not split.username
    return joined if whole and split.scheme in ("http", "https") else ""
