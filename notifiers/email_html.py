"""The HTML of an email: the template, with its style written into every element once, when it is first needed.

Mail programs drop style sheets, so the rules go into `style` attributes (css-inline); only what a style attribute
cannot say (dark mode) stays in a sheet.
"""

from __future__ import annotations

import re
from calendar import day_abbr, month_abbr, month_name
from functools import cache
from pathlib import Path

import css_inline
import jinja2

from notifiers.layout import Page, others, read_lines, speaker

_TEMPLATE = Path(__file__).parent / "templates" / "digest.html.j2"
#: a statement or comment of the template, and an expression
_STATEMENT = re.compile(r"\{[%#].*?[%#]\}\n?", re.DOTALL)
_EXPRESSION = re.compile(r"\{\{.*?\}\}", re.DOTALL)

#: a date as we write it, "Tue 10 Mar 2026 07:30", with whatever of it there is
_DATE = re.compile(
    rf"(?:\b(?:{'|'.join(day_abbr)}) )?\b\d{{1,2}} (?:{'|'.join([*month_name[1:], *month_abbr[1:]])})\b"
    r"(?: \d{4}\b)?(?: \d\d:\d\d\b)?"
)


def html(page: Page) -> str:
    """*page* as a whole HTML document. Everything it holds is escaped; addresses were checked by the layout."""
    return _template().render(page=page)


def tied(line: str) -> str:
    """*line* with no-break spaces within its dates, so that none of them is divided on a telephone."""
    return _DATE.sub(lambda found: found[0].replace(" ", "\N{NO-BREAK SPACE}"), line)


@cache
def _template() -> jinja2.Template:
    """The template, its style inlined."""
    world = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    world.globals.update(others=others, read_lines=read_lines, speaker=speaker)
    world.filters["tied"] = tied
    return world.from_string(_inlined(_TEMPLATE.read_text(encoding="utf-8")))


def _inlined(source: str) -> str:
    """*source* with its style inlined; statements pass the inliner as comments, which may stand anywhere in a table."""
    kept: list[str] = []

    def keep(form: str, found: re.Match[str]) -> str:
        kept.append(found[0])
        return form.format(len(kept) - 1)

    source = _STATEMENT.sub(lambda found: keep("<!--jinja {}-->", found), source)
    source = _EXPRESSION.sub(lambda found: keep("jinja-{}-", found), source)
    styled = css_inline.CSSInliner(load_remote_stylesheets=False).inline(source)
    return re.sub(r"<!--jinja (\d+)-->|jinja-(\d+)-", lambda found: kept[int(found[1] or found[2])], styled)
