"""Excerpts: the words around a match, verbatim, and where the matched words stand in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

LENGTH = 40
SHORTEST = 25
#: words of an excerpt at most, so that with its ellipses it has no more than sixty
LONGEST = 58
#: words of a reply, so that with its ellipses it has no more than forty
REPLY = 38
_PRINTED = re.compile(r"\S+")
#: a word that ends a sentence, but for those that are shortened: "hon.", "Mr.", "No."
_SENTENCE = re.compile(r"(?!(?i:hon|rt|mr|mrs|ms|dr|st|no|nos|para|e\.g|i\.e)\.)\S*[.?!][”’\"')\]]*")
#: what begins a question within its sentence: "…, if he will publish"
_ASKING = frozenset(("what", "how", "whether", "if", "when", "which", "who", "why", "where"))


class Excerpt(NamedTuple):
    """Some words of a text, and the (start, end) offsets in them of those that are marked."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


def around(text: str, start: int, end: int) -> str:
    """About forty words of *text* (25 to 60 where there are so many) around those from *start* to *end*.

    Whole words, character for character, within the paragraph where that is long enough, from the beginning of a
    sentence to the end of one where they are near; "…" where the text goes on.
    """
    stretch = _around(text, start, end)
    return cut(text, *stretch) if stretch else ""


def opening(text: str) -> str:
    """About the first forty words of *text*, up to the end of a sentence where one is near; "…" where it goes on."""
    words = list(_PRINTED.finditer(text))
    final = _ending([word[0] for word in words], 0, 0, min(LENGTH, len(words)) - 1)
    return cut(text, 0, words[final].end()) if words else ""


def marked(text: str, spans: Iterable[tuple[int, int]]) -> Excerpt:
    """The words `around` the first of *spans*, in which all spans are marked; without any, the `opening`."""
    ordered = sorted(spans)
    stretch = _around(text, *ordered[0]) if ordered else None
    return marking(text, *stretch, ordered) if stretch else Excerpt(opening(text))


def marking(text: str, first: int, last: int, spans: Iterable[tuple[int, int]]) -> Excerpt:
    """*text* from *first* to *last*, "…" where it goes on, with those of *spans* marked that stand in it."""
    shown = cut(text, first, last)
    shift = shown.find(text[first:last]) - first
    return Excerpt(shown, tuple((a + shift, b + shift) for a, b in joined(spans) if first <= a and b <= last))


def joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """*spans* in order, those that share characters made one."""
    one: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if one and start < one[-1][1]:
            one[-1] = (one[-1][0], max(one[-1][1], end))
        else:
            one.append((start, end))
    return one


def reply(text: str) -> str:
    """The first words of *text*, 25 to 40: up to the end of a sentence where one ends there, else "…"."""
    words = list(_PRINTED.finditer(text))
    if len(words) <= LENGTH:
        return text.strip()
    ends = [n for n in range(SHORTEST, REPLY + 1) if _SENTENCE.fullmatch(words[n - 1][0])]
    return cut(text, 0, words[(ends[-1] if ends else REPLY) - 1].end())


def cut(text: str, start: int, end: int) -> str:
    """*text* from *start* to *end*, with "…" before and after where it goes on."""
    before, after = text[:start].strip(), text[end:].strip()
    return f"{'… ' if before else ''}{text[start:end]}{' …' if after else ''}"


def words(text: str) -> Sequence[tuple[int, int]]:
    """The (start, end) offsets of the printed words of *text*."""
    return [(found.start(), found.end()) for found in _PRINTED.finditer(text)]


def _around(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where the excerpt around *start* to *end* begins and ends; None where no word stands there."""
    first, last = _paragraph(text, start, end)
    if len(text[first:last].split()) < SHORTEST:
        first, last = 0, len(text)
    words = [(found.start(), found.end()) for found in _PRINTED.finditer(text, first, last)]
    here = [i for i, (a, b) in enumerate(words) if a < end and start < b]
    if not here:
        return None
    spare = max(LENGTH - len(here), 0)
    begin = max(min(here[0] - spare // 2, len(words) - LENGTH), 0)
    final = min(max(begin + LENGTH, here[-1] + 1), len(words)) - 1
    printed = [text[a:b] for a, b in words]
    begin = _beginning(printed[: here[0] + 1], begin, final)
    return words[begin][0], words[_ending(printed, begin, here[-1], final)][1]


def _beginning(words: Sequence[str], begin: int, final: int) -> int:
    """The beginning of a sentence nearest to *begin*, else of what is asked, if the excerpt keeps its length.

    *words*: those up to the match.
    """
    sentences = [n for n in range(len(words)) if n == 0 or _SENTENCE.fullmatch(words[n - 1])]
    asked = [n for n in range(1, len(words)) if words[n - 1][-1] in ",;" and words[n].casefold() in _ASKING]
    for starts in (sentences, asked):
        if fitting := [n for n in starts if SHORTEST <= final + 1 - n <= LONGEST]:
            return min(fitting, key=lambda n: abs(n - begin))
    return begin


def _ending(words: Sequence[str], begin: int, hit: int, final: int) -> int:
    """The end of a sentence nearest to *final*, not before *hit*, if the excerpt from *begin* keeps its length."""
    ends = range(max(hit, begin + SHORTEST - 1), min(begin + LONGEST, len(words)))
    fitting = [n for n in ends if n + 1 == len(words) or _SENTENCE.fullmatch(words[n])]
    return min(fitting, key=lambda n: abs(n - final), default=final)


def _paragraph(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the paragraph with these words begins and ends."""
    last = text.find("\n\n", end)
    return text.rfind("\n\n", 0, start) + 1, last if last >= 0 else len(text)
