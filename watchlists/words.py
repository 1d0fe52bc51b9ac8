"""Words: one reading of words, in texts and in the phrases of a watchlist, for matching, excerpts and search.

A *word* is a run of letters and digits, with apostrophes inside it; `&` is the word "and". Folding a word takes away
capitals, accents (composed or not), ligatures, soft hyphens and the shape of apostrophes. A phrase's word takes

- as it stands: the word, its plural, its singular where the phrase is written in the plural, and their possessives;
- `compan*`: any ending; `~rehabilitate` (one word): every form with the same English Snowball stem;
- `=CRC` (before the phrase): as it stands, capitals heeded; a plural's ending is in small letters (CRCs, CRC's, CRCs');
- `"like this"` (the whole phrase quoted): these forms alone, in any capitals; `="like This"` heeds capitals too.

A hyphen counts as a space and as nothing, in phrase and text alike, so that reoffending, re-offending and re offending
are one. What is a space on one side and nothing on the other joins no little word: "therapist" is not "the rapist".
Dashes part words as a space does. Inside a paragraph other punctuation is no obstacle ("probation, service" is found by
"probation service", as in any index of words); the end of a paragraph is. A closing apostrophe is no part of a word.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

Form = Literal["plain", "ending", "exact", "stem"]

#: Words without plural, and never joined to a neighbour over a space ("notable" is not "not able").
_LITTLE = (
    "a about after against all am an and any are as at be been before but by did do does each for from had has have he"
    " her hers him his how i if in into is it its many may me my no nor not now of off on one onto or our ours out she"
    " since so some such than that the their theirs them then there these they this those to too two up upon us very"
    " was we were what when where which who whom whose why with would yet you your yours"
)
LITTLE = frozenset(_LITTLE.split())

_APOSTROPHES = "'’‘ʼ‛＇`´"
_HYPHENS = "-‐‑﹣－"
_UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_LETTER = r"[^\W_]"
_MARKS = r"\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f" + _UNSEEN
WORD = re.compile(rf"{_LETTER}(?:{_LETTER}|[{_MARKS}]|[{_APOSTROPHES}](?={_LETTER}))*|&")
_DROP = str.maketrans({**dict.fromkeys(_APOSTROPHES, "'"), **dict.fromkeys(_UNSEEN, None)})


@dataclass(frozen=True, slots=True)
class TermWord:
    """One word of a phrase: its folded text (capitals kept where they are heeded) and the forms it takes."""

    text: str
    form: Form
    #: a hyphen stands between this word and the next
    hyphen: bool = False
    #: written as an abbreviation in capitals, whose final S makes no plural
    abbreviation: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """A phrase as it was written, and what it takes."""

    written: str
    words: tuple[TermWord, ...]
    #: heeds capitals
    capitals: bool = False


def fold(word: str, *, capitals: bool = False) -> str:
    """The word without capitals (unless they are kept), accents, ligatures, unseen marks; apostrophes are straight."""
    if word == "&":
        return "and"
    shown = unicodedata.normalize("NFKD", word.translate(_DROP))
    if not capitals:
        shown = unicodedata.normalize("NFKD", shown.casefold())
    return "".join(c for c in shown if c.isalnum() or c == "'")


def owner(word: str) -> str:
    """The folded word without its possessive: company's → company."""
    return word[:-2] if word.endswith(("'s", "'S")) and len(word) > 2 else word


def parse_term(text: str) -> Term:
    """A phrase of a watchlist, read. Raises ValueError("what is wrong — what to do")."""
    body, capitals, form = text.strip(), False, None
    if body.startswith("="):
        body, capitals = body[1:].strip(), True
    if body[:1] in _QUOTES or body[-1:] in _QUOTES:
        body, form = _unquoted(text, body), "exact"
    elif body.startswith("~"):
        if capitals:
            raise ValueError(f"{text!r} has both = and ~ — use one of them")
        body, form = body[1:].strip(), "stem"
    _refuse_signs(text, body, form)
    words = tuple(_term_words(body, capitals, form))
    if not words:
        raise ValueError(f"{text!r} has no word in it — write a word or a phrase, or delete it")
    if form == "stem" and len(words) > 1:
        raise ValueError(f"{text!r}: ~ takes one word — write each word as a phrase of its own, or leave the ~ out")
    return Term(text, words, capitals)


_QUOTES = ('"', "“", "”")


def _unquoted(text: str, body: str) -> str:
    """What stands between the quotes that enclose the whole phrase."""
    if len(body) < 2 or body[0] not in _QUOTES or body[-1] not in _QUOTES:
        raise ValueError(f"{text!r} is quoted in part — quote the whole phrase or nothing of it")
    return body[1:-1].strip()


def _refuse_signs(text: str, body: str, form: str | None) -> None:
    """Refuse signs that stand where they mean nothing."""
    for sign in '="“”~':
        if sign in body:
            raise ValueError(f"{text!r} has {sign} inside — {sign} stands only at the start of a phrase; take it out")
    if "*" in body and form:
        raise ValueError(f"{text!r} has a * that means nothing there — take out the *, or the quotes or ~")
    if re.search(r"\*\w", body) or re.search(r"(?:^|\W)\*", body):
        raise ValueError(f"{text!r} has a * that ends no word — put * at the end of a word, as in compan*")


def _term_words(body: str, capitals: bool, form: str | None) -> list[TermWord]:
    found = list(WORD.finditer(body))
    words = []
    for here, following in zip(found, [*found[1:], None], strict=False):
        star = body[here.end() : here.end() + 1] == "*"
        gap = body[here.end() + star : following.start()] if following else ""
        word = fold(here[0], capitals=capitals)
        if star and len(word) < 3:
            raise ValueError(f"{body!r}: {here[0]}* takes too many words — give at least three letters before the *")
        kind: Form = "ending" if star else "exact" if form == "exact" else "stem" if form == "stem" else "plain"
        text = word if kind in ("exact", "ending") else owner(word)
        words.append(TermWord(text, kind, len(gap) == 1 and gap in _HYPHENS, here[0].isupper() and len(word) > 1))
    return words
