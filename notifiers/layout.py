"""What stands where in a message: the one reading of a digest that email (HTML and plain text) and Slack all draw.

Everything that came from outside is cleaned here, once: control characters and marks that turn the direction of
writing are gone, a field is one line, an address is http(s) and complete, or absent. Drawing still escapes.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Literal
from urllib.parse import quote, urlsplit

from monitor.parliament.dates import today
from watchlists.digest import SECTIONS, Block, Digest, Entry, Past, Receipt, Said
from watchlists.headlines import line, places

#: where the licence stands, https://www.parliament.uk/site-information/copyright-parliament/
LICENCE_URL = "https://www.parliament.uk/site-information/copyright-parliament/open-parliament-licence/"
LICENCE = "Contains Parliamentary information licensed under the Open Parliament Licence v3.0."
_CADENCES = {
    "at-once": "At once",
    "daily": "Daily digest",
    "weekly": "Weekly digest",
    "roundup": "Roundup",
    "notice": "Notice",
}
#: controls, lone surrogates, and marks that reorder what is read (Unicode's bidirectional controls)
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
#: blanks, but for the no-break spaces that are printed
_SPACE = re.compile(r"[^\S\xa0\u202f]+")
#: what an address may hold as it stands; the rest is percent-encoded, brackets too, which end an address in plain text
_AS_IT_STANDS = "%/:=&?~#+!$,;'@()*"


Mark = Literal["", "matched", "removed", "added"]


@dataclass(frozen=True)
class Quote:
    """Somebody's words: who, and the words in pieces, each with what it is marked as. `url`: READ IN FULL, or ""."""

    watched: bool
    who: str
    post: str
    verb: str
    pieces: tuple[tuple[str, Mark], ...]
    note: str
    url: str


@dataclass(frozen=True)
class Step:
    """What happened before: "tabled 3 Mar", and where that can be read, or ""."""

    what: str
    url: str


@dataclass(frozen=True)
class Item:
    """One entry. `chips`: its state in words, "Answered on time", "found late". `facts`: a line each.

    `url`: its READ IN FULL where no quote has one, else ""; `line` and `link`: where it has one line.
    """

    title: str
    label: str
    chips: tuple[str, ...]
    facts: tuple[str, ...]
    quotes: tuple[Quote, ...]
    others: int
    grouped: tuple[str, ...]
    history: tuple[Step, ...]
    since: tuple[Step, ...]
    pursuant: tuple[Step, ...]
    why: tuple[str, ...]
    url: str
    line: str
    link: str


@dataclass(frozen=True)
class Section:
    """One section: its heading, the entries told in full, and those told in a line."""

    heading: str
    full: tuple[Item, ...]
    brief: tuple[Item, ...]


@dataclass(frozen=True)
class Row:
    """One row: what leads it, the words, and where they can be read, or ""."""

    lead: str
    text: str
    url: str


@dataclass(frozen=True)
class Table:
    """Rows under a heading."""

    heading: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Page:
    """The whole message, from its heading to its foot."""

    title: str
    line: str
    notices: tuple[str, ...]
    #: of a weekly digest: the week in a sentence, what stands before the sections, and what behind them
    headline: str
    blocks: tuple[Table, ...]
    quiet: bool
    sections: tuple[Section, ...]
    receipts: tuple[Receipt, ...]
    foot: tuple[str, ...]
    stop_url: str
    licence: str = LICENCE
    licence_url: str = LICENCE_URL


def page(digest: Digest) -> Page:
    """*digest* as it stands in a message. Pure."""
    day = today(digest.slot)
    told = [_CADENCES[digest.cadence], _day(day, None)]
    full = len(places(digest))
    if 0 < full < len(digest.entries):
        more = len(digest.entries) - full
        told.append(f"{full} in full, {more} more in a line{' each' if more > 1 else ''}")
    return Page(
        title=clean(digest.title) or "Parliament",
        line=" · ".join(told),
        notices=_lines(digest.notices),
        headline=clean(digest.headline),
        blocks=tuple(_table(block) for block in digest.blocks),
        quiet=not digest.entries and digest.cadence != "notice",
        sections=tuple(_sections(digest, day)),
        receipts=tuple(_receipt(r) for r in digest.receipts),
        foot=_lines(digest.foot),
        stop_url=link(digest.stop_url),
    )


def clean(text: str) -> str:
    """*text* on one line, without what cannot be seen."""
    return " ".join(_UNSEEN.sub("", text).split())


def link(url: str) -> str:
    """*url* if it is an http(s) address that can be followed, else "". What an address may not hold is encoded.

    So is what a reader of plain text takes for the end of the sentence rather than of the address.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not re.fullmatch(r"[A-Za-z0-9.:-]+", parts.netloc) or not host:
        return ""
    if _UNSEEN.search(url):
        return ""
    safe = quote(url.strip(), safe=_AS_IT_STANDS)
    if safe.count("(") != safe.count(")"):
        safe = safe.replace("(", "%28").replace(")", "%29")
    return re.sub(r"[.,;:!]+$", lambda m: "".join(f"%{ord(c):02X}" for c in m[0]), safe)


def read_lines(receipts: Iterable[Receipt]) -> Iterator[tuple[str, str]]:
    """What was read as lines, each with its error or "": what had a fault alone, the rest of one time together."""
    whole: dict[str, list[str]] = {}
    for one in receipts:
        if one.failed or one.unreadable or one.error:
            counts = f"{one.read:,} read, {one.matched:,} matched, {one.unreadable:,} unreadable"
            failed = f"{one.failed:,} reading{'' if one.failed == 1 else 's'} failed"
            yield f"{one.source} ({one.window}): {counts}; {failed}", one.error
        else:
            matched = f" ({one.matched:,} matched)" if one.matched else ""
            whole.setdefault(one.window, []).append(f"{one.source} {one.read:,}{matched}")
    for window, sources in whole.items():
        yield f"Read without a fault, {window}: {', '.join(sources)}", ""


def others(number: int) -> str:
    """How many more took part: "And 14 others spoke under this heading."."""
    return f"And {number} other{'' if number == 1 else 's'} spoke under this heading."


def speaker(quote: Quote) -> str:
    """Who and what they did: "Araminta Sandpiper (Green, Long Umberleigh) asked:"."""
    who = ", ".join(filter(None, (quote.who, quote.post)))
    who += "," if quote.post and quote.verb else ""
    verb = f"{quote.verb}:" if quote.verb and quote.pieces else quote.verb
    return " ".join(filter(None, (who, verb)))


def _sections(digest: Digest, day: date) -> Iterator[Section]:
    """The sections in the order of the entries, in each first what is told in full; of a week its moments first."""
    full = places(digest)
    if digest.cadence == "weekly" and full:
        yield Section("Moments", tuple(_item(one, day) for n, one in enumerate(digest.entries) if n in full), ())
        digest, full = without(digest, full), frozenset()
    for key, group in groupby(enumerate(digest.entries), key=lambda numbered: numbered[1].section):
        items = [(n in full, _item(entry, day)) for n, entry in group]
        heading = SECTIONS.get(key, clean(key))
        yield Section(
            heading.removesuffix(" today") if digest.cadence == "weekly" else heading,
            tuple(item for in_full, item in items if in_full),
            tuple(item for in_full, item in items if not in_full),
        )


def without(digest: Digest, places: Container[int]) -> Digest:
    """*digest* without the entries at these places."""
    left = tuple(one for n, one in enumerate(digest.entries) if n not in places)
    return digest.model_copy(update={"entries": left})


def _table(block: Block) -> Table:
    rows = tuple(Row(clean(one.lead), clean(one.text), link(one.url)) for one in block.lines)
    return Table(clean(block.heading), rows)


def _item(entry: Entry, day: date) -> Item:
    own = link(entry.url)
    quotes = tuple(_quotes(entry.said, own))
    read = {q.url for q in quotes} - {""}
    return Item(
        title=clean(entry.title) or clean(entry.label),
        label=" · ".join(filter(None, (clean(entry.label), clean(entry.body), _day(entry.date, day)))),
        chips=_lines([*entry.chip.split(" · "), f"found late: from {_day(entry.late, day)}" if entry.late else ""]),
        facts=_lines(entry.facts),
        quotes=quotes,
        others=entry.others,
        grouped=_lines(entry.grouped),
        history=tuple(_step(p, day, {own, *read}) for p in entry.history),
        since=tuple(_step(p, day, {own, *read}) for p in entry.since),
        pursuant=tuple(_step(p, day, {own, *read}) for p in entry.pursuant),
        why=_lines(entry.why),
        url="" if read else own,
        line=clean(line(entry)),
        link=own or next((q.url for q in quotes if q.url), ""),
    )


def _quotes(said: Sequence[Said], own: str) -> Iterator[Quote]:
    """Those words in order. An address stands after the last words that can be read there: a question's and its
    answer's, a contribution's and its reply's; words without one belong to those before them, the first to the entry.
    """
    urls: list[str] = []
    for one in said:
        urls.append(link(one.url) or next(reversed(urls), own))
    for n, one in enumerate(said):
        who = clean(one.who) + (f" ({clean(one.of)})" if clean(one.of) else "")
        url = "" if urls[n] in urls[n + 1 :] else urls[n]
        yield Quote(one.watched, who.strip(), clean(one.post), clean(one.verb), _pieces(one), clean(one.note), url)


def _pieces(said: Said) -> tuple[tuple[str, Mark], ...]:
    """The words cut at the marks, in order; marks that overlap or lie outside count for what is left of them."""
    kinds: dict[Mark, Sequence[tuple[int, int]]] = {
        "matched": said.marks,
        "removed": said.removed,
        "added": said.added,
    }
    found: list[tuple[str, Mark]] = []
    at = 0
    for first, last, mark in sorted((*span, mark) for mark, spans in kinds.items() for span in spans):
        first, last = max(first, at), min(last, len(said.text))
        if first < last:
            found += [(said.text[at:first], ""), (said.text[first:last], mark)]
            at = last
    found.append((said.text[at:], ""))
    return tuple((_SPACE.sub(" ", _UNSEEN.sub("", words)), mark) for words, mark in found if words)


def _step(past: Past, day: date, told: set[str]) -> Step:
    url = link(past.url)
    when = _short(past.date, day)
    what = clean(past.what)
    return Step(what if when in what else f"{what} {when}", "" if url in told else url)


def _receipt(receipt: Receipt) -> Receipt:
    return receipt.model_copy(
        update={name: clean(getattr(receipt, name)) for name in ("source", "window", "error")},
    )


def _lines(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(filter(None, (clean(t) for t in texts)))


def _day(day: date, near: date | None) -> str:
    """ "Wed 6 Mar"; with the year where that is not the year of *near*, or *near* is None."""
    return f"{day:%a} {_short(day, near)}"


def _short(day: date, near: date | None) -> str:
    return f"{day.day} {day:%b}" + ("" if near and near.year == day.year else f" {day.year}")
