"""HTML → the readable text we search and quote: markup gone, wording untouched, paragraphs separated by a blank line."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

_BLOCKS = "address article blockquote br caption dd div dl dt h1 h2 h3 h4 h5 h6 hr li ol p pre table tbody td tfoot th thead tr ul question".split()
_BREAK = re.compile(r"\s*\n\s*\n\s*|\x1e+")
_SPACE = re.compile(r"[ \t\r\n\f\v]+")


def plain(html: str | None) -> str:
    """The readable text of *html*. Column marks vanish without a gap, blocks and table cells become paragraphs."""
    if not html:
        return ""
    tree = LexborHTMLParser(f"<body>{html.replace(chr(13), '')}</body>")
    for node in tree.css("span.column-number, script, style"):
        node.decompose()
    for node in tree.css(",".join(_BLOCKS)):
        node.insert_before("\x1e")
        node.insert_after("\x1e")
    text = tree.body.text(deep=True) if tree.body else ""
    return paragraphs(text)


def paragraphs(text: str | None) -> str:
    """Plain text with its paragraphs separated by one blank line and its spaces collapsed (no-break spaces are kept)."""
    parts = (_SPACE.sub(" ", part).strip() for part in _BREAK.split((text or "").replace("\r", "")))
    return "\n\n".join(part for part in parts if part)
