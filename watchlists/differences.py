"""Differences: which words a correction took away and which it put in their place, with the words around them."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from watchlists.excerpts import Excerpt, joined, words

#: words shown before and after what has changed
CONTEXT = 8
#: words shown at most of either text
MOST = 60

_Span = tuple[int, int]


def differences(was: str, now: str) -> tuple[Excerpt, Excerpt]:
    """The changed words of both texts, marked, each with eight words around; "…" stands where words are left out.

    Words are compared as printed. Both are empty where no word has changed.
    """
    old, new = words(was), words(now)
    matcher = SequenceMatcher(None, [was[a:b] for a, b in old], [now[a:b] for a, b in new], autojunk=False)
    changed = [(i, j, k, m) for tag, i, j, k, m in matcher.get_opcodes() if tag != "equal"]
    return (
        _shown(was, old, [(i, j) for i, j, _, _ in changed]),
        _shown(now, new, [(k, m) for _, _, k, m in changed]),
    )


def _shown(text: str, placed: Sequence[_Span], changed: Sequence[_Span]) -> Excerpt:
    """The words numbered in *changed*, with those around them."""
    shown, marks = "", list[_Span]()
    for first, last in _windows(changed, len(placed)):
        start, end = placed[first][0], placed[last - 1][1]
        shown += f" {_ELLIPSIS} " if shown else f"{_ELLIPSIS} " if first else ""
        inside = [(max(i, first), min(j, last)) for i, j in changed if i < j and i < last and first < j]
        marks += [(placed[i][0] - start + len(shown), placed[j - 1][1] - start + len(shown)) for i, j in inside]
        shown += text[start:end]
        left = last < len(placed)
    return Excerpt(f"{shown} {_ELLIPSIS}" if shown and left else shown, tuple(marks))


def _windows(changed: Sequence[_Span], count: int) -> list[_Span]:
    """The stretches of words to be shown, `MOST` in all, from the first change on."""
    wide = joined((max(i - CONTEXT, 0), min(j + CONTEXT, count)) for i, j in changed)
    windows, spare = list[_Span](), MOST
    for first, last in wide:
        if spare > 0 and first < last:
            windows.append((first, min(last, first + spare)))
            spare -= last - first
    return windows


_ELLIPSIS = "…"
