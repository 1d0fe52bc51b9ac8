"""The week ahead as a page: plain text, Markdown, or HTML that pastes into a letter. Pure."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from html import escape
from itertools import groupby
from typing import Literal

from notifiers.layout import clean, link
from watchlists.digest import Block, Line

Form = Literal["txt", "md", "html", "ics"]
WIDTH = 76
#: of the HTML, which is to be pasted: everything else is left to where it goes
STYLE = "font-family: Arial, Helvetica, sans-serif; max-width: 640px; line-height: 1.4"


def text(title: str, block: Block, *, form: Literal["txt", "md", "html"]) -> str:
    """The lines of *block* under *title*, by what leads them: the day and the House."""
    return {"txt": _plain, "md": _markdown, "html": _html}[form](clean(title), _days(block))


def _days(block: Block) -> Mapping[str, list[Line]]:
    cleaned = (Line(lead=clean(one.lead), text=clean(one.text), url=link(one.url)) for one in block.lines)
    return {lead: list(lines) for lead, lines in groupby(cleaned, key=lambda line: line.lead)}


def _plain(title: str, days: Mapping[str, list[Line]]) -> str:
    def lines() -> Iterator[str]:
        yield from (textwrap.fill(title, WIDTH), "=" * min(len(title), WIDTH))
        if not days:
            yield from ("", "Nothing that is watched comes up.")
        for day, of in days.items():
            yield from ("", day)
            for line in of:
                yield textwrap.fill(line.text, WIDTH, initial_indent="  ", subsequent_indent="    ")
                yield f"    READ IN FULL {line.url}"

    return "\n".join(lines()) + "\n"


def _markdown(title: str, days: Mapping[str, list[Line]]) -> str:
    parts = [f"# {_marked(title)}"]
    for day, of in days.items():
        parts.append(f"## {_marked(day)}")
        parts.append("\n".join(f"- {_marked(line.text)} [READ IN FULL](<{line.url}>)" for line in of))
    return "\n\n".join(parts if days else [*parts, "Nothing that is watched comes up."]) + "\n"


def _html(title: str, days: Mapping[str, list[Line]]) -> str:
    parts = [f"<h1>{escape(title)}</h1>"]
    for day, of in days.items():
        rows = "".join(f'<li>{escape(one.text)} <a href="{escape(one.url)}">READ IN FULL</a></li>' for one in of)
        parts.append(f"<h2>{escape(day)}</h2>\n<ul>{rows}</ul>")
    inside = "\n".join(parts if days else [*parts, "<p>Nothing that is watched comes up.</p>"])
    return f'<div style="{STYLE}">\n{inside}\n</div>\n'


def _marked(words: str) -> str:
    """*words* with everything escaped that Markdown would take for a mark."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>#|" else c for c in words)
