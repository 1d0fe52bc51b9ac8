"""The roundup as Markdown, as HTML that pastes into WordPress, and as plain text of 76 columns. Pure.

A roundup is laid out once, as blocks of runs; three painters draw them. What comes from outside is escaped by the
painter: no character of a quotation is changed but those that cannot be seen or would turn the direction of writing.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable, Iterator
from html import escape
from typing import Literal

from monitor.reports.roundup import Entry, Line, Quoted, Roundup
from monitor.reports.sitting import TOPICAL
from notifiers.draft import Block, Run
from notifiers.layout import LICENCE, clean, link

Form = Literal["md", "html", "txt"]
#: columns of a line of plain text
COLUMNS = 76
STANDFIRST = "[Standfirst: one sentence, for you to write]"
PREVIOUS = "[Previous roundup: for you to add]"
#: what the officer writes
MEANS, ACT = "What it means", "Act now"
#: controls but for the line end, lone surrogates, bidirectional marks
_UNSEEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
_MARKDOWN = re.compile(r"[\\`*_{}\[\]<>#|~&$@]|:(?=//)|(?<=www)\.", re.IGNORECASE)
#: what makes a list, a rule or a heading where a paragraph begins
_BEGINNING = re.compile(r"^(\s*)([-+=]|\d{1,9}(?=[.)]))", re.MULTILINE)


def render(made: Roundup, form: Form) -> str:
    """*made* in one of the forms, ending with a line end."""
    return _PAINTERS[form](list(blocks(made)))


# -- layout -----------------------------------------------------------------------------------------------------------


def blocks(made: Roundup) -> Iterator[Block]:
    """*made* laid out, its title first."""
    yield Block("title", (Run(clean(made.title)),))
    yield from (Block("paragraph", (Run(f"[{clean(notice)}]"),)) for notice in made.notices)
    yield Block("paragraph", (Run(STANDFIRST),))
    for entry in made.entries:
        yield from _entry(entry)
    if made.also:
        yield Block("heading", (Run("Also raised"),))
        yield from (Block("line", tuple(_line(line))) for line in made.also)
    yield from (Block("heading", (Run(heading),)) for heading in (MEANS, ACT, "Links"))
    yield from (Block("line", (Run(clean(label), url=link(url)),)) for label, url in made.links)
    yield Block("line", (Run(PREVIOUS),))
    yield Block("paragraph", (Run(LICENCE, "em"),))


def _entry(entry: Entry) -> Iterator[Block]:
    """Who asked what, where to read and watch it; below, the reply."""
    said = f" {entry.verb}{f' {entry.place}' if entry.place else ''}"
    runs = [Run(_who(entry.quoted), "strong"), Run(said), *_on(entry.heading), *_after(entry)]
    runs.append(Run(_words(entry.quoted)))
    yield Block("paragraph", (*runs, *_read(entry.quoted), *_watch(entry), *_revised(entry.quoted)))
    if entry.reply:
        post = f" ({clean(entry.post)})" if entry.post else ""
        reply = f"The minister, {clean(entry.reply.name)}{post}, replied: {_words(entry.reply)}"
        yield Block("paragraph", (Run(reply, "em"), *_revised(entry.reply)))


def _line(line: Line) -> Iterator[Run]:
    if line.who:
        yield Run(clean(line.who), "strong")
        yield Run(" ")
    yield Run(clean(line.did))
    yield from _on(line.heading)
    yield from _link("READ IN FULL", line.url)


def _who(quoted: Quoted) -> str:
    return clean(f"{quoted.name} ({quoted.of})" if quoted.of else quoted.name)


def _words(quoted: Quoted) -> str:
    return f"“{_UNSEEN.sub('', quoted.words.shown)}”"


def _on(heading: str) -> Iterator[Run]:
    if clean(heading):
        topical = clean(heading).casefold() == TOPICAL.casefold()
        yield from (Run(" at " if topical else ", on "), Run(clean(heading), "em"))


def _after(entry: Entry) -> Iterator[Run]:
    """The question that a supplementary follows: the same Member's own, or another's."""
    if not entry.question:
        yield Run(": ")
    elif entry.question.name == entry.quoted.name:
        yield Run(f": {_words(entry.question)}")
        yield from _revised(entry.question)
        yield Run(" Then, after the reply: ")
    else:
        yield Run(f", after {clean(entry.question.name)} had asked {_words(entry.question)}")
        yield from _revised(entry.question)
        yield Run(": ")


def _read(quoted: Quoted) -> Iterator[Run]:
    yield from _link("READ IN FULL", quoted.url)


def _link(words: str, url: str) -> Iterator[Run]:
    if safe := link(url):
        yield from (Run(" "), Run(words, "strong", safe))


def _watch(entry: Entry) -> Iterator[Run]:
    if entry.watch_from:
        yield Run(f" · Watch in full (from {clean(entry.watch_from)})")


def _revised(quoted: Quoted) -> Iterator[Run]:
    if quoted.mark:
        yield Run(f" [{clean(quoted.mark)}]")
    elif quoted.revised:
        yield Run(" [text revised since it was first seen]")


# -- Markdown ---------------------------------------------------------------------------------------------------------

_STYLED = {"": "", "strong": "**", "em": "*"}
_BEFORE = {"title": "# ", "heading": "## ", "paragraph": "", "line": "- "}


def _markdown(blocks: Iterable[Block]) -> str:
    return _joined((b.kind, _BEFORE[b.kind] + "".join(map(_marked_down, b.runs))) for b in blocks)


def _marked_down(run: Run) -> str:
    """A run; emphasis ends and begins again between two paragraphs."""
    mark = _STYLED[run.style]
    text = "\n\n".join(f"{mark}{_escaped(part)}{mark}" for part in run.text.split("\n\n"))
    return f"[{text}]({run.url})" if run.url else text


def _escaped(text: str) -> str:
    """*text* so that Markdown takes every character for itself."""
    return _BEGINNING.sub(_not_a_list, _MARKDOWN.sub(lambda found: f"\\{found[0]}", text))


def _not_a_list(found: re.Match[str]) -> str:
    return f"{found[1]}{found[2]}\\" if found[2].isdigit() else f"{found[1]}\\{found[2]}"


# -- HTML -------------------------------------------------------------------------------------------------------------

_TAGS = {"title": "h1", "heading": "h2", "paragraph": "p", "line": "li"}


def _html(blocks: Iterable[Block]) -> str:
    """A fragment of plain tags, as the editor of WordPress writes them; a square bracket begins no shortcode."""
    return _listed((b.kind, f"<{_TAGS[b.kind]}>{''.join(map(_tagged, b.runs))}</{_TAGS[b.kind]}>") for b in blocks)


def _tagged(run: Run) -> str:
    tag = (f"<{run.style}>", f"</{run.style}>") if run.style else ("", "")
    parts = (escape(part).replace("[", "&#91;") for part in run.text.split("\n\n"))
    text = "</p>\n<p>".join(f"{tag[0]}{part}{tag[1]}" for part in parts)
    return f'<a href="{escape(run.url)}">{text}</a>' if run.url else text


def _listed(drawn: Iterable[tuple[str, str]]) -> str:
    """The blocks, with the lines of a list between its tags."""
    lines: list[str] = []
    inside = False
    for kind, text in drawn:
        if inside != (kind == "line"):
            lines.append("</ul>" if inside else "<ul>")
            inside = not inside
        lines.append(text)
    return "\n".join([*lines, *(["</ul>"] if inside else [])]) + "\n"


# -- plain text -------------------------------------------------------------------------------------------------------


def _text(blocks: Iterable[Block]) -> str:
    return _joined((b.kind, "\n".join(_wrapped(b))) for b in blocks)


def _wrapped(block: Block) -> Iterator[str]:
    """The lines of a block; an address stands on a line of its own, below its words."""
    first, rest = ("- ", "  ") if block.kind == "line" else ("", "")
    text = ""
    for run in block.runs:
        if run.url:
            yield from _filled(text, first, rest)
            first = rest if text else first
            yield from (*_filled(run.text, first, rest), rest + run.url)
            text, first = "", rest
        else:
            text += run.text
    yield from _filled(text.removeprefix(" · "), first, rest)
    if block.kind in ("title", "heading"):
        yield ("=" if block.kind == "title" else "-") * min(len(text), COLUMNS)


def _filled(text: str, first: str, rest: str) -> Iterator[str]:
    """*text* in lines of at most `COLUMNS`, its paragraphs kept; a word that is longer stays whole."""
    for number, part in enumerate(text.strip().split("\n\n")):
        if number:
            yield ""
        lines = textwrap.wrap(
            part, COLUMNS, initial_indent="" if number else first, subsequent_indent=rest,
            break_on_hyphens=False, break_long_words=False,
        )  # fmt: skip
        yield from lines


def _joined(drawn: Iterable[tuple[str, str]]) -> str:
    """The blocks with a blank line between them, but none between the lines of a list."""
    text, before = "", ""
    for kind, block in drawn:
        text += ("\n" if kind == before == "line" else "\n\n") if text else ""
        text, before = text + block, kind
    return text + "\n"


_PAINTERS: dict[str, Callable[[list[Block]], str]] = {"md": _markdown, "html": _html, "txt": _text}
