"""Which words of a contribution are quoted: whole sentences, character for character, never across a cut."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

Span = tuple[int, int]
#: words of a quotation, and of a reply
LEAST, MOST = 20, 90
REPLY_LEAST, REPLY_MOST = 25, 40
_WORD = re.compile(r"\S+")
_PARAGRAPH = re.compile(r"[^\n]+(?:\n(?!\n)[^\n]+)*")
#: the end of a sentence, and what is shortened and no end: "hon.", "Mr.", "No."
_END = re.compile(r"[.?!][”’\"')\]]*(?=\s|$)")
_SHORTENED = re.compile(r"(?<![^\s(“‘])(?i:hon|rt|mr|mrs|ms|dr|st|no|nos|para|e\.g|i\.e)\.$")


@dataclass(frozen=True)
class Quotation:
    """A stretch of a stored text; `before` and `after`: whether the text goes on there, and was cut by us."""

    text: str
    before: bool = False
    after: bool = False

    @property
    def shown(self) -> str:
        """The words, with "…" where they were cut."""
        return f"{'… ' if self.before else ''}{self.text}{' …' if self.after else ''}"

    @property
    def length(self) -> int:
        """The number of its words."""
        return count(self.text)

    def stands_in(self, text: str) -> bool:
        """Whether it is still what *text* says: the same characters, whole or cut as before."""
        starts = (found.start() for found in re.finditer(re.escape(self.text), text)) if self.text else iter(())
        return any(_cut(text, (start, start + len(self.text))) == self for start in starts)


def count(text: str) -> int:
    """The number of printed words."""
    return len(_WORD.findall(text))


def quote(text: str, marks: Sequence[Span] = ()) -> Quotation:
    """20 to 90 words of *text* around the first of *marks*: all of it, or its paragraph, or whole sentences.

    Shorter only where the text is. A sentence that is longer by itself is cut between words.
    """
    if count(text) <= MOST:
        return _cut(text, (0, len(text)))
    at = min(marks)[0] if marks else 0
    sentences = _sentences(text)
    first = last = max((n for n, (span, _) in enumerate(sentences) if span[0] <= at), default=0)
    while (more := _further(text, sentences, first, last)) is not None:
        first, last = more
    span = sentences[first][0][0], sentences[last][0][1]
    return _cut(text, span if LEAST <= count(text[slice(*span)]) <= MOST else _around(text, at))


def opening(text: str) -> Quotation:
    """The first 25 to 40 words of *text*, up to the end of a sentence where one ends there."""
    words = list(_WORD.finditer(text))
    if len(words) <= REPLY_MOST:
        return _cut(text, (0, len(text)))
    ends = {end for (_, end), _ in _sentences(text)}
    whole = [w.end() for w in words[REPLY_LEAST - 1 : REPLY_MOST] if w.end() in ends]
    return _cut(text, (0, whole[-1] if whole else words[REPLY_MOST - 1].end()))


def _further(text: str, sentences: Sequence[tuple[Span, int]], first: int, last: int) -> tuple[int, int] | None:
    """One sentence more: the next or the one before in the paragraph, and beyond it only up to `LEAST` words."""
    short = count(text[sentences[first][0][0] : sentences[last][0][1]]) < LEAST
    for a, b, edge, new in ((first, last + 1, last, last + 1), (first - 1, last, first, first - 1)):
        if not 0 <= new < len(sentences) or not (short or sentences[edge][1] == sentences[new][1]):
            continue
        if count(text[sentences[a][0][0] : sentences[b][0][1]]) <= MOST:
            return a, b
    return None


def _sentences(text: str) -> list[tuple[Span, int]]:
    """Where each sentence begins and ends, with the number of its paragraph."""
    found: list[tuple[Span, int]] = []
    for number, paragraph in enumerate(_PARAGRAPH.finditer(text)):
        begin, end = paragraph.span()
        for stop in _END.finditer(text, begin, end):
            if not _SHORTENED.search(text, begin, stop.end()):
                found.append(((begin, stop.end()), number))
                begin = _next(text, stop.end(), end)
        if begin < end:
            found.append(((begin, end), number))
    return found


def _next(text: str, at: int, end: int) -> int:
    """Where the next word begins, at most *end*."""
    found = _WORD.search(text, at, end)
    return found.start() if found else end


def _around(text: str, at: int) -> Span:
    """As many whole words as a quotation has, those at *at* in their middle."""
    words = list(_WORD.finditer(text))
    here = next((n for n, word in enumerate(words) if word.end() > at), 0)
    first = max(min(here - MOST // 2, len(words) - MOST), 0)
    return words[first].start(), words[min(first + MOST, len(words)) - 1].end()


def _cut(text: str, span: Span) -> Quotation:
    """The words of *span* without blanks at the ends, and whether *text* goes on before and after."""
    start, end = span
    return Quotation(text[start:end].strip(), bool(text[:start].strip()), bool(text[end:].strip()))
