"""HTML → the readable text we search and quote: markup gone, wording untouched, paragraphs separated by a blank line.

Whatever matches or quotes works on this text, so a stretch of it is the way back to the verbatim words: no character of
them is changed, but a run of blanks becomes one space (no-break spaces, curly quotes and dashes stay as printed). What
goes is the printer's, not the speaker's: column marks, and the number before an oral question.
"""

from __future__ import annotations

import re
from html import unescape

from selectolax.lexbor import LexborHTMLParser, LexborNode

_BLOCKS = (
    "address,article,aside,blockquote,br,caption,dd,details,div,dl,dt,figcaption,figure,footer,form,h1,h2,h3,h4,h5,h6"
    ",header,hr,li,main,nav,ol,option,p,pre,question,section,summary,table,tbody,td,tfoot,th,thead,tr,ul"
)
#: a column mark, closed at once ("column-number column-only" where it stands alone)
_COLUMN = re.compile(
    r"<span\s[^<>]*\bcolumn-number\b[^<>]*>\s*(?:Col(?:umn|\.)?\s*)?\d*[A-Z]*\s*(?:</span>|(?<=/>))", re.IGNORECASE
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
    body = LexborHTMLParser(f"<body>{html}").body
    if body is None:
        return ""
    for node in body.css("script, style"):
        node.decompose()
    for node in body.css(_BLOCKS):
        _mark(node)
    return body.text(deep=True)


def _mark(node: LexborNode) -> None:
    """Set *node* apart from what stands before and after it."""
    node.insert_before("\x1e")
    node.insert_after("\x1e")
