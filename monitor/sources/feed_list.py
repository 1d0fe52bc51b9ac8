"""Which feeds are read: those packaged in feeds.toml, and those of the operator's own file of the same form.

    [[feed]]
    title = "Napo"
    url = "https://www.napo.org.uk/rss.xml"

A feed of one's own replaces the packaged one of the same id or address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

from monitor.parliament.people import Value
from monitor.sources.source import SourceError
from watchlists.loading import slug
from watchlists.reading import Table, WatchlistError, parse, shown

KEYS = {"the head of the file": ("feed",), "a [[feed]]": ("title", "url", "id", "publisher", "optional")}
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class FeedListError(SourceError):
    """A file of feeds that is not right: `file:line: key: what is wrong — what to do`."""


class Listed(Value):
    """A feed to read. `optional`: it may fail without making the reading incomplete."""

    id: str
    title: str
    url: str
    publisher: str
    optional: bool = False


def packaged() -> tuple[Listed, ...]:
    """The feeds that everybody reads."""
    return load_feeds(Path(str(files("monitor.sources").joinpath("feeds.toml"))))


def load_feeds(path: Path) -> tuple[Listed, ...]:
    """The feeds of a file; none where there is no file. Raises FeedListError."""
    if not path.exists():
        return ()
    try:
        table = parse(path)
        table.only("the head of the file", KEYS)
        feeds = tuple(_listed(one) for one in table.tables("feed"))
        _differ(table, feeds)
    except WatchlistError as err:
        # it knows what is wrong with TOML, and names the tables of watchlists
        raise FeedListError(str(err).replace("[[watch]] or [[to]]", "[[feed]]")) from None
    return feeds


def together(base: Iterable[Listed], own: Iterable[Listed]) -> tuple[Listed, ...]:
    """*base* and *own*, without those of *base* that *own* replaces."""
    own = tuple(own)
    replaced = {one.id for one in own} | {one.url for one in own}
    return (*(one for one in base if not {one.id, one.url} & replaced), *own)


def _listed(table: Table) -> Listed:
    table.only("a [[feed]]", KEYS)
    title = table.needed("title", table.text("title"))
    url = table.needed("url", table.text("url"))
    if wrong := _unfit(url):
        raise table.wrong("url", f"{shown(url)} {wrong}")
    id = table.text("id") or slug(title)
    if not _ID.fullmatch(id):
        raise table.wrong("id", f'{shown(id)} is no id — write small letters, digits and hyphens, such as id = "napo"')
    optional = table.values.get("optional", False)
    if not isinstance(optional, bool):
        raise table.wrong("optional", f"is {shown(optional)} — write optional = true, or delete the line")
    return Listed(id=id, title=title, url=url, publisher=table.text("publisher") or title, optional=optional)


def _unfit(url: str) -> str:
    """Why *url* cannot be asked, and what to do; "" where it can."""
    try:
        split = urlsplit(url)
        port, host = split.port, split.hostname or ""
    except ValueError:
        return "is no address — copy it from the browser"
    if split.scheme != "https" or "." not in host or re.search(r"[^!-~]", url):
        return "is no address to ask — write it with https:// and without spaces"
    if split.username is not None or split.password is not None or port is not None:
        return "names a user or a port — write https://, the host and the path alone"
    return ""


def _differ(table: Table, feeds: tuple[Listed, ...]) -> None:
    for number, (place, feed) in enumerate(zip(table.tables("feed"), feeds, strict=True)):
        for key in ("id", "url"):
            value = getattr(feed, key)
            if value in (getattr(other, key) for other in feeds[:number]):
                named = key if key in place.values else "title"
                raise place.wrong(named, f"another [[feed]] has the {key} {shown(value)} — delete one or change it")
