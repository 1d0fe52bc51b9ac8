"""Words: one reading of words, in texts and in the phrases of a watchlist, for matching, excerpts and search.

A *word* is a run of letters and digits, with apostrophes inside it; `&` is the word "and". Folding a word takes away
capitals, accents (composed or not), ligatures, soft hyphens and the shape of apostrophes. A phrase's word takes

- as it stands: the word, its plural, its singular where the phrase is written in the plural, and their possessives;
  an abbreviation in capitals that ends in S (NPS) is no plural, and takes one (NPSs);
- `compan*`: any ending; `~rehabilitate` (one word): every form with the same English Snowball stem;
- `=CRC` (before the phrase): as it stands, capitals heeded; a plural's ending is in small letters (CRCs, CRC's, CRCs');
- `"like this"` (the whole phrase quoted): these forms alone, in any capitals; `="Like This"` heeds capitals too.

A hyphen counts as a space and as nothing, in phrase and text alike, so that reoffending, re-offending and re offending
are one. Where no hyphen stands, a space is nothing only between words of three letters and more, or after re and co,
and never beside a little word: "long term" is "longterm", but "the rapist" no "therapist", "a PA role" no "parole".
Dashes part words as a space does. Inside a paragraph other punctuation is no obstacle ("probation, service" is found by
"probation service", as in any index of words); the end of a paragraph is. A closing apostrophe is no part of a word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Literal, NamedTuple

Form = Literal["plain", "ending", "exact", "stem"]
Joint = Literal["hyphen", "space", "apart", "paragraph"]

_APOSTROPHES = "'’‘ʼ‛＇`´"
_HYPHENS = "-‐‑﹣－"
_UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_MARKS = r"\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_LETTER = r"[^\W_ʼ]"
_WORD = re.compile(
    rf"{_LETTER}(?:{_LETTER}|[{_MARKS}{_UNSEEN}]|[{_APOSTROPHES}][{_APOSTROPHES}{_UNSEEN}]*(?={_LETTER}))*|&"
)
_SHOWN = str.maketrans({**dict.fromkeys(_APOSTROPHES, "'"), **dict.fromkeys(_UNSEEN, None)})
_BLANK_LINE = re.compile(r"\n\s*\n")

_LITTLE = (
    "a about after against all am an and any are as at be been before but by did do does each for from had has have he"
    " her hers him his how i if in into is it its many may me my no nor not now of off on one onto or our ours out she"
    " since so some such than that the their theirs them then there these they this those to too two up upon us very"
    " was we were what when where which who whom whose why with would yet you your yours"
)
#: words without a plural
LITTLE = frozenset(_LITTLE.split())
#: words never joined to a neighbour over a space (over time, will fully, every day)
APART = LITTLE | {"over", "will", "every"}

_SINGULAR_IN_S = (
    "news series species summons besides sometimes thames wales aeronautics athletics economics electronics forensics"
    " genetics geriatrics linguistics logistics mathematics obstetrics paediatrics physics politics robotics"
)
#: shorter words are joined to no neighbour over a space, but for these before one
_JOINED_FROM = 3
_PREFIXES = frozenset({"re", "co"})
#: words in -s that are the plural of nothing, though the rest is a word
_NO_PLURALS = frozenset(_SINGULAR_IN_S.split())
_IRREGULAR = (
    "man men,woman women,person people,child children,foot feet,tooth teeth,goose geese,mouse mice,ox oxen,quiz quizzes"
    ",wife wives,knife knives,life lives,half halves,shelf shelves,self selves,wolf wolves,thief thieves,leaf leaves"
    ",loaf loaves,calf calves,scarf scarves,analysis analyses,basis bases,crisis crises,thesis theses"
    ",hypothesis hypotheses,emphasis emphases,diagnosis diagnoses,prognosis prognoses,synopsis synopses,oasis oases"
    ",axis axes,criterion criteria,phenomenon phenomena,referendum referenda,memorandum memoranda"
    ",curriculum curricula,bacterium bacteria,stratum strata,matrix matrices,index indices,appendix appendices"
    ",alumnus alumni,stimulus stimuli,fungus fungi,nucleus nuclei,plateau plateaux,bureau bureaux"
    ",policeman policemen,policewoman policewomen,spokesman spokesmen,spokeswoman spokeswomen,chairman chairmen"
    ",chairwoman chairwomen,fireman firemen,fisherman fishermen,businessman businessmen,businesswoman businesswomen"
    ",craftsman craftsmen,serviceman servicemen,servicewoman servicewomen,housewife housewives,midwife midwives"
    ",grandchild grandchildren,schoolchild schoolchildren,stepchild stepchildren,salesperson salespeople"
)
_MANY: dict[str, str] = dict(pair.split(" ") for pair in _IRREGULAR.split(","))
_ONE = {many: one for one, many in _MANY.items()}
_HISSING = ("s", "x", "z", "ch", "sh", "o")


class Token(NamedTuple):
    """One word of a text: as printed, and where it stands."""

    raw: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TermWord:
    """One word of a phrase: its folded text (capitals kept where they are heeded) and the forms it takes."""

    text: str
    form: Form = "plain"
    #: may also be written as one with the next word
    joins: bool = False
    #: written in capitals, so that a final S makes no plural
    abbreviation: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """A phrase as it was written, and what it takes."""

    written: str
    words: tuple[TermWord, ...]
    #: heeds capitals
    capitals: bool = False


def tokens(text: str) -> list[Token]:
    """The words of *text* in their order, with offsets into it."""
    return [Token(found[0], found.start(), found.end()) for found in _WORD.finditer(text)]


def fold(raw: str, *, capitals: bool = False) -> str:
    """A word without capitals (unless they are kept), accents, ligatures, unseen marks; apostrophes are straight."""
    if raw == "&":
        return "and"
    if raw.isascii() and "`" not in raw:
        return raw if capitals else raw.lower()
    shown = unicodedata.normalize("NFKD", raw.translate(_SHOWN))
    if not capitals:
        shown = unicodedata.normalize("NFKD", shown.casefold())
    return "".join(c for c in shown if c.isalnum() or c == "'")


def owner(word: str) -> str:
    """A folded word without its possessive: company's → company."""
    return word[:-2] if word.endswith("'s") and len(word) > 2 else word


def joint(gap: str) -> Joint:
    """What stands between two words: one hyphen, blanks, the end of a paragraph, or anything else."""
    if gap == " ":
        return "space"
    gap = gap.translate(_SHOWN)
    if len(gap) == 1 and gap in _HYPHENS:
        return "hyphen"
    if _BLANK_LINE.search(gap):
        return "paragraph"
    return "space" if gap.isspace() else "apart"


def may_join(one: str, gap: Joint, other: str) -> bool:
    """Whether two folded words may be written as one: over a hyphen, or over a blank where both are words to join."""
    if gap != "space" or len(other) < _JOINED_FROM:
        return gap == "hyphen"
    long_enough = len(one) >= _JOINED_FROM or one.lower() in _PREFIXES
    return long_enough and APART.isdisjoint((one.lower(), other.lower()))


def plurals(word: str) -> set[str]:
    """How the plural of a folded word may be written; of a little word, or of one letter, there is none."""
    if len(word) < 2 or word in LITTLE:
        return set()
    many = {_MANY[word]} if word in _MANY else set()
    many |= set() if word.endswith("s") else {word + "s"}
    many |= {word + "es"} if word.endswith(_HISSING) else set()
    many |= {word[:-1] + "ies"} if word.endswith("y") and word[-2] not in "aeiou" else set()
    return many - LITTLE - _NO_PLURALS


def singulars(word: str) -> set[str]:
    """The words whose plural *word* may be."""
    guesses = {_ONE.get(word, ""), word[:-1], word[:-2], word[:-3] + "y"}
    return {one for one in guesses if word in plurals(one)}


def forms(word: TermWord, *, capitals: bool = False) -> frozenset[str]:
    """Every folded text, possessives aside, that a plain word of a phrase takes; capitals are kept where heeded."""
    low = word.text.lower()
    ones = set() if word.abbreviation else singulars(low)
    found = {low, *plurals(low), *ones}.union(*map(plurals, ones))
    if word.abbreviation:
        found.add(low + "s")
    return frozenset(_with_capitals(word.text, form) for form in found) if capitals else frozenset(found)


def _with_capitals(written: str, form: str) -> str:
    """*form* with the capitals of what was written, as far as both go together."""
    same = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(written.lower(), form, strict=False))))
    return written[:same] + form[same:]


def parse_term(text: str) -> Term:
    """A phrase of a watchlist, read. Raises ValueError("what is wrong — what to do")."""
    body, capitals = text.strip(), False
    form: Form = "plain"
    if body.startswith("="):
        body, capitals = body[1:].strip(), True
    if body[:1] in _QUOTES or body[-1:] in _QUOTES:
        body, form = _unquoted(text, body), "exact"
    elif body.startswith("~"):
        body, form = body[1:].strip(), "stem"
    _refuse_signs(text, body, form, capitals=capitals)
    words = tuple(_term_words(body, form, capitals=capitals))
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


def _refuse_signs(text: str, body: str, form: str, *, capitals: bool) -> None:
    """Refuse signs that stand where they mean nothing."""
    if capitals and form == "stem":
        raise ValueError(f"{text!r} has both = and ~ — use one of them")
    for sign in '="“”~':
        if sign in body:
            raise ValueError(f"{text!r} has {sign} inside — {sign} stands only at the start of a phrase; take it out")
    if "*" in body and form != "plain":
        raise ValueError(f"{text!r} has a * that means nothing there — take out the *, or the quotes or ~")
    if re.search(r"\*[^\s,.;:!?)\-‐‑]|(?:^|[^\w*])\*(?!$)", body):
        raise ValueError(f"{text!r} has a * that ends no word — put * at the end of a word, as in compan*")


def _term_words(body: str, form: Form, *, capitals: bool) -> Iterator[TermWord]:
    """The words of a phrase whose signs are in place."""
    found = tokens(body)
    for here, following in zip(found, [*found[1:], None], strict=False):
        star = body[here.end : here.end + 1] == "*"
        word = fold(here.raw, capitals=capitals)
        if star and len(word) < 3:
            raise ValueError(f"{body!r}: {word}* takes too many words — give at least three letters before the *")
        gap = joint(body[here.end + star : following.start]) if following else "apart"
        joins = following is not None and not star and may_join(word, gap, fold(following.raw))
        text = owner(word) if form in ("plain", "stem") and not star else word
        yield TermWord(text, "ending" if star else form, joins, here.raw.isupper() and len(word) > 1)
