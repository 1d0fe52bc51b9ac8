"""HTML → the readable text we search and quote: markup gone, wording untouched, paragraphs separated by a blank line.

Whatever matches or quotes works on this text, so a stretch of it is the way back to the verbatim words: no character of
them is changed, but a run of blanks becomes one space (no-break spaces, curly quotes and dashes stay as printed). What
goes is the printer's, not the speaker's: column marks, and the number before an oral question.
"""

from __future__ import annotations

import re
from html import unescape

from selectolax.lexbor import LexborHTMLParser

_BLOCK = re.compile(
    r"address|article|aside|blockquote|br|caption|dd|details|div|dl|dt|figcaption|figure|footer|form|h[1-6]|header|hr|li"
    r"|main|nav|ol|option|p|pre|question|section|summary|table|tbody|td|tfoot|th|thead|tr|ul",
    re.IGNORECASE,
)
#: a tag, but for those whose content is no text; quotes in it hold what they hold
_TAG = re.compile(
    r"</?(?!(?:script|style)\b)([a-z][^\s/<>]*)(?:(?:[^<>\"']|\"[^<\"]*\"|'[^<']*')*>|[^<>]*>)", re.IGNORECASE
)
#: a column mark, closed at once ("column-number column-only" where it stands alone)
_COLUMN = re.compile(
    r"<span\s(?=[^<>]*\bcolumn-number\b)[^<>]*>"
    r"(?:\s*+(?:Col(?:umn|\.)?\s*+)?\d*+[A-Z]*+\s*+</span>|(?<=/>))",
    re.IGNORECASE,
)
#: the number, and where printed the UIN, before the words of an oral question: "1.  ", "T3. [901384] "
_NUMBER = re.compile(r"(<question\b[^<>]*>)\s*T?\d+\.?\s*(?:[\[(]\d+[\])]\s*)?(?=<questiontext\b)", re.IGNORECASE)
_BREAK = re.compile(r"\x1e+|\n\s*\n")
_SPACE = re.compile(r"[ \t\r\n\f\v]{2,}|[\t\r\n\f\v]")


def plain(html: str | None) -> str:
    """The readable text of *html*. Column marks vanish without a gap, blocks and table cells become paragraphs."""
    html = (html or "").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    if "<" in html:
        html = _COLUMN.sub("", _NUMBER.sub(r"\1", html))
    return paragraphs(_read(html) if "<" in html else unescape(html))


def paragraphs(text: str | None) -> str:
    """Plain text, its paragraphs separated by one blank line, its spaces collapsed (no-break spaces are kept)."""
    text = (text or "").replace("\r\n", "\n").replace("\r", "\n")
    parts = (_SPACE.sub(" ", part).strip() for part in _BREAK.split(text))
    return "\n\n".join(part for part in parts if part)


def _read(html: str) -> str:
    """The text of *html* with a mark at every border of a block."""
    # tags go before parsing, which takes time with the square of their depth
    body = LexborHTMLParser(f"<body>{_TAG.sub(_mark, html)}").body
    if body is None:
        return ""
    for node in body.css("script, style"):
        node.decompose()
    return body.text(deep=True)


def _mark(tag: re.Match[str]) -> str:
    """What sets a block apart; in place of another tag the end of nothing, which parts no word and joins no signs."""
    return "\x1e" if _BLOCK.fullmatch(tag[1]) else "</q>"
