"""Excerpts: the words around a match, verbatim."""

from __future__ import annotations

import re

LENGTH = 40
SHORTEST = 25
_PRINTED = re.compile(r"\S+")


def around(text: str, start: int, end: int) -> str:
    """About forty words of *text* (25 to 60 where there are so many) with those from *start* to *end* in their middle.

    Whole words, character for character, within the paragraph where that is long enough; "…" where the text goes on.
    """
    first, last = _paragraph(text, start, end)
    if len(text[first:last].split()) < SHORTEST:
        first, last = 0, len(text)
    words = [(found.start(), found.end()) for found in _PRINTED.finditer(text, first, last)]
    here = [i for i, (a, b) in enumerate(words) if a < end and start < b]
    if not here:
        return ""
    spare = max(LENGTH - len(here), 0)
    begin = max(min(here[0] - spare // 2, len(words) - LENGTH), 0)
    final = min(max(begin + LENGTH, here[-1] + 1), len(words)) - 1
    return _cut(text, words[begin][0], words[final][1])


def opening(text: str) -> str:
    """The first forty words of *text*, "…" where it goes on."""
    words = [found.end() for found in _PRINTED.finditer(text)]
    return _cut(text, 0, words[min(LENGTH, len(words)) - 1]) if words else ""


def _paragraph(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the paragraph with these words begins and ends."""
    last = text.find("\n\n", end)
    return text.rfind("\n\n", 0, start) + 1, last if last >= 0 else len(text)


def _cut(text: str, start: int, end: int) -> str:
    before, after = text[:start].strip(), text[end:].strip()
    return f"{'… ' if before else ''}{text[start:end]}{' …' if after else ''}"
