"""www.gov.uk (search, pages, Atom) and feeds: what the government, its auditor and its inspectors publish."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from email.utils import format_datetime
from html import escape

from monitor.parliament.dates import UTC
from monitor.sample.asking import JSON, NotThere, Query, Refused, Route, paragraphs_html, within
from monitor.sample.doings import Page
from monitor.sample.fortnight import Fortnight

GOV_UK, NAO, HMIP = "www.gov.uk", "www.nao.org.uk", "hmiprobation.justiceinspectorates.gov.uk"
PAGE, MOST = 10, 1500
_ATOM = "http://www.w3.org/2005/Atom"


def search(fortnight: Fortnight, now: datetime, query: Query) -> JSON:
    """Pages by organisation and time, the last touched first."""
    wanted = set(query.texts("filter_organisations"))
    first, last = _between(query.text("filter_public_timestamp", ""))
    found = [p for p in _pages(fortnight, now, wanted) if within(_touched(p, now).date(), first, last)]
    start, count = query.number("start", 0), min(query.number("count", PAGE), MOST)
    rows = [_row(p, now) for p in found[start : start + count]]
    return {
        "results": rows,
        "total": len(found),
        "start": start,
        "aggregates": {},
        "suggested_queries": [],
        "es_cluster": "A",
    }


def content(fortnight: Fortnight, now: datetime, query: Query) -> JSON:
    """One page, with its words."""
    path = f"/{query.text('path')}"
    for page in fortnight.page:
        if page.path == path and page.seen <= now:
            return {
                "base_path": path,
                "title": page.title,
                "description": page.summary,
                "public_updated_at": _at(_touched(page, now)),
                "document_type": page.genre,
                "details": {"body": paragraphs_html(page.text)},
            }
    raise NotThere(path)


def atom(fortnight: Fortnight, now: datetime, query: Query) -> JSON:
    """The same pages as a feed."""
    pages = _pages(fortnight, now, set(query.texts("organisations[]")))
    entries = "".join(
        f"<entry><id>tag:www.gov.uk,2005:{p.path}</id><updated>{_at(_touched(p, now))}</updated>"
        f'<link rel="alternate" type="text/html" href="https://www.gov.uk{p.path}"/>'
        f'<title>{escape(p.title)}</title><summary type="html">{escape(p.summary)}</summary></entry>'
        for p in pages
    )
    return f'<feed xmlns="{_ATOM}"><id>tag:www.gov.uk,2005:/search/all.atom</id><title>Search</title>{entries}</feed>'


def nao(fortnight: Fortnight, now: datetime, query: Query) -> JSON:
    """The feed of the National Audit Office."""
    del query
    return _feed(NAO, "National Audit Office (sample)", fortnight, now)


def hmip(fortnight: Fortnight, now: datetime, query: Query) -> JSON:
    """The feed of the inspectorate."""
    del query
    return _feed(HMIP, "HM Inspectorate of Probation (sample)", fortnight, now)


def _feed(host: str, title: str, fortnight: Fortnight, now: datetime) -> str:
    items = "".join(
        f'<item><guid isPermaLink="false">https://{e.link}</guid><link>https://{e.link}</link>'
        f"<title>{escape(e.title)}</title><description>{escape(e.summary)}</description>"
        f"<pubDate>{format_datetime(e.seen.replace(tzinfo=UTC))}</pubDate></item>"
        for e in sorted(fortnight.feed_entry, key=lambda e: e.seen, reverse=True)
        if e.feed == f"{host}/feed/" and e.seen <= now
    )
    return f'<rss version="2.0"><channel><title>{title}</title>{items}</channel></rss>'


def _pages(fortnight: Fortnight, now: datetime, wanted: set[str]) -> list[Page]:
    found = [p for p in fortnight.page if p.seen <= now and (not wanted or p.slug in wanted)]
    return sorted(found, key=lambda p: _touched(p, now), reverse=True)


def _touched(page: Page, now: datetime) -> datetime:
    return max([page.seen, *(one for one in page.updated if one <= now)])


def _row(page: Page, now: datetime) -> JSON:
    body = {"title": page.body, "acronym": "", "slug": page.slug, "link": f"/government/organisations/{page.slug}"}
    return {
        "title": page.title,
        "link": page.path,
        "public_timestamp": _at(_touched(page, now)),
        "organisations": [{**body, "organisation_type": "ministerial_department"}],
        "people": [],
        "description": page.summary,
        "content_store_document_type": page.genre,
        "index": "govuk",
        "es_score": None,
        "_id": page.path,
        "elasticsearch_type": "edition",
        "document_type": "edition",
    }


def _at(when: datetime) -> str:
    """Of March: London is as UTC until the clocks change."""
    return f"{when.isoformat()}Z"


def _between(given: str) -> tuple[date, date]:
    """The days of "from:2026-03-01,to:2026-03-08"."""
    parts = dict(_parts(given))
    try:
        return (
            date.fromisoformat(parts.pop("from", str(date.min))[:10]),
            date.fromisoformat(parts.pop("to", str(date.max))[:10]),
        )
    except ValueError:
        raise Refused(f"filter_public_timestamp={given} holds no dates") from None


def _parts(given: str) -> Iterator[tuple[str, str]]:
    for part in filter(None, given.split(",")):
        name, _, value = part.partition(":")
        yield name, value


GOV_UK_ROUTES = (
    Route(
        "/api/search.json",
        frozenset({"filter_organisations", "filter_public_timestamp", "order", "count", "start", "fields"}),
        search,
    ),
    Route("/api/content/{path}", frozenset(), content),
    Route("/search/all.atom", frozenset({"organisations[]", "order"}), atom),
)
NAO_ROUTES = (Route("/feed/", frozenset(), nao),)
HMIP_ROUTES = (Route("/feed/", frozenset(), hmip),)
