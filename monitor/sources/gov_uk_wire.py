"""Pages of GOV.UK as the search and the Content API send them (API_NOTES 11), and the record made of them."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from monitor.parliament.activities import Body
from monitor.parliament.dates import UTC, today
from monitor.parliament.text import plain
from monitor.sources.paging import Row
from monitor.sources.source import Record, Unreadable
from monitor.sources.wire import Text, fingerprint, understood

NAME = "gov-uk"
SITE = "https://www.gov.uk"
SEARCH_API = f"{SITE}/api/search.json"
CONTENT_API = f"{SITE}/api/content"
#: whose pages are read with their words, by the names in their addresses under /government/organisations/
BODIES = (
    "ministry-of-justice",
    "hm-prison-and-probation-service",
    "hm-inspectorate-of-probation",
    "hm-inspectorate-of-prisons",
    "parole-board",
    "prisons-and-probation-ombudsman",
    "youth-justice-board-for-england-and-wales",
    "the-sentencing-council-for-england-and-wales",
    "legal-aid-agency",
)
#: how an entry of an Atom feed begins to name its page
TAG = "tag:www.gov.uk,2005:"


def instant(value: Any) -> datetime:
    """An instant as GOV.UK prints it; without an offset it is UTC (API_NOTES 11)."""
    if not isinstance(value, str):
        raise ValueError("is not an instant")
    read = datetime.fromisoformat(value)
    try:
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)
    except OverflowError:
        raise ValueError("is an instant beyond all calendars") from None


Instant = Annotated[datetime, BeforeValidator(instant)]


class _Wire(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Organisation(_Wire):
    slug: Text = ""
    title: Text = ""


class SearchRow(_Wire):
    """A page as the search lists it."""

    #: a page has a title; one that comes without is not whole
    title: Annotated[str, Field(min_length=1)]
    link: str
    description: Text = ""
    public_timestamp: Instant
    organisations: tuple[_Organisation, ...] | None = None
    content_store_document_type: Text = ""


class Edition(Record):
    """A page as last published. `words`: what a page of `ours` itself says, readable; "" where it was not to be had."""

    updated: datetime
    title: str = ""
    summary: str = ""
    words: str = ""
    genre: str = ""
    body: Body | None = None
    #: whether it is of one of BODIES
    ours: bool = False
    #: whether the page was there before this update
    again: bool = False


def path_of(link: str) -> str:
    """The page's path; of a page elsewhere its whole address."""
    return link.removeprefix(TAG).removeprefix(SITE)


def entry(row: Row) -> Edition:
    """The page of a row. Raises Unreadable."""
    ident = str(row.get("link") or row.get("_id") or "") if isinstance(row, dict) else ""
    wire = understood(
        SearchRow, row, url=f"{SITE}{path_of(ident)}" if ident.startswith("/") else SEARCH_API, ident=ident
    )
    path = path_of(wire.link)
    if not re.match(r"/(?!/)|https?://[\w.-]+(?:/|$)", path):
        raise Unreadable(ident, SEARCH_API, "link: neither a path nor an address")
    ours = [o for o in wire.organisations or () if o.slug in BODIES]
    names = [" ".join(o.title.split()) for o in ours or wire.organisations or ()]
    return Edition(
        id=f"{NAME}/{path}",
        upstream_id=path,
        span=f"published/{today(wire.public_timestamp)}",
        listing=fingerprint(wire.model_dump(mode="json")),
        rank=(int(wire.public_timestamp.timestamp()),),
        updated=wire.public_timestamp,
        title=" ".join(plain(wire.title).split()),
        summary=plain(wire.description),
        genre=wire.content_store_document_type,
        body=Body(name=names[0]) if names and names[0] else None,
        ours=bool(ours),
    )


def with_words(listed: Edition, page: dict[str, Any]) -> Edition:
    """*listed* with what its page says, and whether the page was there before."""
    details = page.get("details")
    details = details if isinstance(details, dict) else {}
    parts = details.get("parts")
    parts = [part for part in parts if isinstance(part, dict)] if isinstance(parts, list) else []
    html = [
        _html(details.get("body")),
        *(f"<h2>{part.get('title') or ''}</h2>{_html(part.get('body'))}" for part in parts),
    ]
    return listed.model_copy(
        update={
            "words": "\n\n".join(filter(None, map(plain, html))),
            "genre": listed.genre or str(page.get("document_type") or ""),
            "again": listed.again or _before(page.get("first_published_at"), listed.updated),
        }
    )


def _html(body: Any) -> str:
    """A body, which is HTML, or a list of the same text in several forms."""
    forms = body if isinstance(body, list) else [{"content_type": "text/html", "content": body}]
    made = [f.get("content") for f in forms if isinstance(f, dict) and f.get("content_type") == "text/html"]
    return made[0] if made and isinstance(made[0], str) else ""


def _before(first: Any, updated: datetime) -> bool:
    """Whether a page first published at *first* was there on an earlier day than *updated*."""
    try:
        return today(instant(first)) < today(updated)
    except ValueError:
        return False
