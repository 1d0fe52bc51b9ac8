"""Where phrases stand in a text: all of them in one pass over its words.

A phrase and a text can be *read* in several ways, for their hyphens and for the blanks between words that may be
written as one (`words.may_join`, at most four in a row). A phrase stands in a text where a reading of it equals, word
for word, a reading of a stretch of a paragraph. Words are written as one only where that is needed: `compan*` takes
"company", not "company car". From each word at which a phrase begins, its shortest stretch counts.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import Stemmer

from watchlists.words import Term, TermWord, Token, fold, forms, joint, may_join, owner, tokens

MOST_JOINED = 4
_CACHED_WORDS = 200_000
_NONE: frozenset[int] = frozenset()


class Span(NamedTuple):
    """The words of a text from number `first` up to, and without, number `last`."""

    first: int
    last: int

    def shares(self, other: Span) -> bool:
        """Whether both have a word in common."""
        return self.first < other.last and other.first < self.last


class Heard(NamedTuple):
    """What one word of a text is: folded, the phrase words that take it, whether one of them may begin with it."""

    folded: str
    codes: frozenset[int]
    begins: bool


@dataclass(slots=True)
class Place:
    """A place in one or several phrases that begin alike: those that end here, and the places to which words lead."""

    ending: list[int] = field(default_factory=list)
    #: by the code of a word, or of several written as one
    after: dict[int, Place] = field(default_factory=dict)


class Phrases:
    """Terms, compiled once; `find` says where each stands. Terms are told apart by their number in the order given."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self._codes: dict[tuple[TermWord, bool], int] = {}
        self._start = Place()
        for number, term in enumerate(terms):
            self._lay(self._start, term, 0, number)
        self._vocabulary = _Vocabulary(self._codes)

    def find(self, text: str) -> tuple[list[Token], dict[int, list[Span]]]:
        """The words of *text*, and for each term that stands in it (by number) its spans, in order."""
        reading = _Reading(text, self._vocabulary)
        found: dict[int, list[Span]] = defaultdict(list)
        for first, word in enumerate(reading.words):
            known = self._vocabulary.heard(word.raw)
            if not known.codes and not known.begins:
                continue
            ends: dict[int, int] = {}
            self._follow(reading, self._start, first, ends)
            for number, last in ends.items():
                found[number].append(Span(first, last))
        return reading.words, dict(found)

    def _follow(self, reading: _Reading, place: Place, at: int, ends: dict[int, int]) -> None:
        """From *place* on over the words from *at*: the terms that end, each with the nearest word at which it has."""
        for after, codes in reading.written_from(at):
            for code in place.after.keys() & codes:
                reached = place.after[code]
                for number in reached.ending:
                    ends[number] = min(after, ends.get(number, after))
                if reached.after and reading.goes_on(after):
                    self._follow(reading, reached, after, ends)

    def _lay(self, place: Place, term: Term, first: int, number: int) -> None:
        """Lay *term* from its word *first* on: with its next word it goes on, or with several written as one."""
        if first == len(term.words):
            place.ending.append(number)
            return
        for to in _joined_to(term.words, first):
            self._lay(place.after.setdefault(self._code(term, first, to), Place()), term, to, number)

    def _code(self, term: Term, first: int, to: int) -> int:
        """What the words from *first* to *to*, written as one, are known by."""
        last = term.words[to - 1]
        text = "".join(word.text for word in term.words[first:to])
        word = TermWord(text, last.form, abbreviation=last.abbreviation)
        return self._codes.setdefault((word, term.capitals), len(self._codes))


def _joined_to(words: Sequence[TermWord], first: int) -> Iterator[int]:
    """The places up to which the words from *first* may be written as one."""
    for to in range(first + 1, min(first + MOST_JOINED, len(words)) + 1):
        yield to
        if not words[to - 1].joins:
            return


class _Reading:
    """The words of one text, and the ways in which they may be read."""

    def __init__(self, text: str, vocabulary: _Vocabulary) -> None:
        self.text, self.words, self._vocabulary = text, tokens(text), vocabulary
        self._written: dict[int, list[tuple[int, frozenset[int]]]] = {}

    def goes_on(self, at: int) -> bool:
        """Whether word *at* is there, in the same paragraph as the one before it."""
        return at < len(self.words) and joint(self._gap(at)) != "paragraph"

    def written_from(self, first: int) -> list[tuple[int, frozenset[int]]]:
        """The word at *first*, then that word and the next as one, and so on: where it ends, what takes it."""
        if first not in self._written:
            self._written[first] = [(after, codes) for after, codes in self._forms_from(first) if codes]
        return self._written[first]

    def _forms_from(self, first: int) -> Iterator[tuple[int, frozenset[int]]]:
        raw, known = self.words[first].raw, self._vocabulary.heard(self.words[first].raw)
        yield first + 1, known.codes
        for at in range(first + 1, min(first + MOST_JOINED, len(self.words))):
            if not known.begins or not self._joins(at):
                return
            shorter, raw = known.folded, raw + self.words[at].raw
            known = self._vocabulary.heard(raw)
            yield at + 1, self._vocabulary.needing(known.codes, shorter)

    def _joins(self, at: int) -> bool:
        """Whether word *at* and the one before it may be written as one."""
        before, here = (self._vocabulary.heard(word.raw).folded for word in self.words[at - 1 : at + 1])
        return may_join(before, joint(self._gap(at)), here)

    def _gap(self, at: int) -> str:
        return self.text[self.words[at - 1].end : self.words[at].start]


class _Vocabulary:
    """The distinct words of all phrases; each distinct word of a text is compared with them once."""

    def __init__(self, codes: dict[tuple[TermWord, bool], int]) -> None:
        self._exact: dict[tuple[bool, str], set[int]] = defaultdict(set)
        self._plain: dict[tuple[bool, str], set[int]] = defaultdict(set)
        self._endings: dict[tuple[bool, str], set[int]] = defaultdict(set)
        self._stems: dict[str, set[int]] = defaultdict(set)
        self._shortest: dict[int, int] = {}
        self._beginnings: set[str] = set()
        self._initials: set[str] = set()
        self._heard: dict[str, Heard] = {}
        for (word, capitals), code in codes.items():
            self._add(word, code, capitals=capitals)

    def heard(self, raw: str) -> Heard:
        """What a word of a text is."""
        known = self._heard.get(raw)
        if known is None:
            if len(self._heard) > _CACHED_WORDS:
                self._heard.clear()
            known = self._heard[raw] = self._hear(raw)
        return known

    def needing(self, codes: frozenset[int], shorter: str) -> frozenset[int]:
        """*codes* without those of endings that need no further word than *shorter*."""
        return frozenset(code for code in codes if self._shortest.get(code, len(shorter) + 1) > len(shorter))

    def _hear(self, raw: str) -> Heard:
        folded, found = fold(raw), set[int]()
        for capitals in (False, True):
            word = fold(raw, capitals=True) if capitals else folded
            found |= self._exact.get((capitals, word), _NONE)
            found |= self._plain.get((capitals, owner(word)), _NONE)
            for length in self._lengths:
                found |= self._endings.get((capitals, word[:length]), _NONE)
        if self._stems:
            found |= self._stems.get(stem(owner(folded)), _NONE)
        begins = folded in self._beginnings or folded[0] in self._initials
        return Heard(folded, frozenset(found), begins)

    @cached_property
    def _lengths(self) -> tuple[int, ...]:
        """How long the words with any ending are."""
        return tuple({len(text) for _, text in self._endings})

    def _add(self, word: TermWord, code: int, *, capitals: bool) -> None:
        if word.form == "plain":
            for form in forms(word, capitals=capitals):
                self._plain[capitals, form].add(code)
                self._begin(form)
        elif word.form == "stem":
            self._stems[stem(word.text)].add(code)
            self._initials.add(word.text[0])
        else:
            (self._exact if word.form == "exact" else self._endings)[capitals, word.text].add(code)
            self._begin(word.text)
        if word.form == "ending":
            self._shortest[code] = len(word.text)

    def _begin(self, text: str) -> None:
        """Keep what *text* begins with, so that only such words of a text are ever written as one with the next."""
        self._beginnings.update(text[:i].casefold() for i in range(1, len(text)))


_ENGLISH = Stemmer.Stemmer("english")
#: a stemmer is to be asked by one thread at a time
_ASKED = threading.Lock()


def stem(word: str) -> str:
    """The English Snowball stem of a folded word."""
    with _ASKED:
        return str(_ENGLISH.stemWord(word))


def numbered(terms: Iterable[Term]) -> tuple[list[Term], list[int]]:
    """The distinct terms among *terms*, and for each term given the number of its like there."""
    numbers: dict[tuple[tuple[TermWord, ...], bool], int] = {}
    distinct: list[Term] = []
    order = []
    for term in terms:
        key = (term.words, term.capitals)
        if key not in numbers:
            numbers[key] = len(distinct)
            distinct.append(term)
        order.append(numbers[key])
    return distinct, order
