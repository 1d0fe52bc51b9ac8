"""The plain text of an email: complete by itself, in lines of 76 columns; an address stands on a line of its own."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator

from notifiers.layout import Item, Page, Quote, Section, Step, Table, others, read_lines, speaker
from watchlists.digest import Receipt

#: columns of a line (RFC 3676 asks for 78 at most, and for room to quote)
COLUMNS = 76
_INDENT = "    "
#: a space at which no line ends
_TIED = "\N{NO-BREAK SPACE}"
#: how words are marked that a correction took away, or put there
_MARKED = {"removed": "[-{}-]", "added": "{{+{}+}}"}
#: words in a quotation that would be taken for one of our links
_LIKE_A_LINK = re.compile(r"(read\s+in\s+full)(?=\W*https?://)", re.IGNORECASE)


def text(page: Page) -> str:
    """*page* as plain text, ending with a line end."""
    lines = [
        *_wrapped(page.title),
        *_wrapped(page.line),
        *_notices(page),
        *_headline(page),
        *(line for section in page.sections for line in _section(section)),
        *(line for block in page.blocks for line in _table(block)),
        *_receipts(page.receipts),
        *_foot(page),
    ]
    return "\n".join(lines) + "\n"


def _notices(page: Page) -> Iterator[str]:
    if page.notices:
        yield ""
    for notice in page.notices:
        yield from _wrapped(notice, first="! ", rest="  ")
    if page.quiet:
        yield from ("", "Nothing matched.")


def _headline(page: Page) -> Iterator[str]:
    if page.headline:
        yield ""
        yield from _wrapped(f"{page.headline}.")


def _table(table: Table) -> Iterator[str]:
    yield from ("", "", *_wrapped(table.heading.upper()), "=" * min(len(table.heading), COLUMNS), "")
    for row in table.rows:
        yield from _wrapped(" – ".join(filter(None, (row.lead, row.text))), rest="  ")
        if row.url:
            yield f"  {row.url}"


def _section(section: Section) -> Iterator[str]:
    yield from ("", "", section.heading.upper(), "=" * min(len(section.heading), COLUMNS))
    for item in section.full:
        yield ""
        yield from _item(item)
    if section.brief:
        yield ""
    for item in section.brief:
        yield from _brief(item)


def _item(item: Item) -> Iterator[str]:
    yield from _wrapped(item.title)
    yield from _state(item)
    for fact in item.facts:
        yield from _wrapped(fact, rest="  ")
    for quote in item.quotes:
        yield from _quote(quote)
    yield from _read(item.url)
    if item.others:
        yield from _wrapped(others(item.others))
    for grouped in item.grouped:
        yield from _wrapped(f"Answered together with {grouped}")
    yield from _steps("Pursuant to ", item.pursuant)
    yield from _steps("Before: ", item.history)
    yield from _steps("Since: ", item.since)
    for why in item.why:
        yield from _wrapped(f"Why: {why}")


def _steps(start: str, steps: Iterable[Step]) -> Iterator[str]:
    """What happened at other times, and where that can be read."""
    told = list(steps)
    if told:
        yield from _wrapped(start + " · ".join(step.what for step in told))
        yield from dict.fromkeys(step.url for step in told if step.url)


def _state(item: Item) -> Iterator[str]:
    """Label and chips; a chip is not divided between two lines, unless it would fill one."""
    chips = [f"[{chip}]" if len(chip) > COLUMNS // 2 else f"[{chip}]".replace(" ", _TIED) for chip in item.chips]
    for line in _wrapped(" · ".join(filter(None, (item.label, " ".join(chips))))):
        yield line.replace(_TIED, " ")


def _quote(quote: Quote) -> Iterator[str]:
    yield from _wrapped(f"{'★ ' if quote.watched else ''}{speaker(quote)}", rest="  ")
    if quote.note:
        yield from _wrapped(f"Your note: {quote.note}", first=_INDENT, rest=_INDENT)
    words = "".join(_MARKED.get(mark, "{}").format(piece) for piece, mark in quote.pieces).strip()
    if words:
        yield from _wrapped(f"“{words}”", first=_INDENT, rest=_INDENT)
    yield from _read(quote.url)


def _brief(item: Item) -> Iterator[str]:
    yield from _wrapped(item.line, first="- ", rest="  ")
    yield from _read(item.link)


def _read(url: str) -> Iterator[str]:
    """The link of an entry, in the words that users and tests look for."""
    if url:
        yield from ("READ IN FULL", url)


def _receipts(receipts: Iterable[Receipt]) -> Iterator[str]:
    heading = "What was read"
    for n, (line, error) in enumerate(read_lines(receipts)):
        if not n:
            yield from ("", "", heading.upper(), "=" * len(heading), "")
        yield from _wrapped(line, rest="  ")
        if error:
            yield from _wrapped(error, first="  ! ", rest=_INDENT)


def _foot(page: Page) -> Iterator[str]:
    yield from ("", "-" * COLUMNS)
    for line in page.foot:
        yield from _wrapped(line)
    if page.stop_url:
        yield from ("Stop these digests:", page.stop_url)
    yield from _wrapped(page.licence)
    yield page.licence_url


def _wrapped(line: str, *, first: str = "", rest: str = "") -> list[str]:
    """*line* in lines of at most `COLUMNS`; nothing it says can pass for a READ IN FULL link of ours."""
    safe = _LIKE_A_LINK.sub(r"“\1”", line)
    if len(first) + len(safe) <= COLUMNS:
        return [first + safe] if safe else []
    return textwrap.wrap(safe, COLUMNS, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)
