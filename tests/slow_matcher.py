"""A slow, obvious matcher, to hold the fast one against.

It shares nothing with it but its tables of words (little words, irregular plurals, words in -s that are no plurals).
Texts are read letter by letter; a phrase is compared with every stretch of every paragraph, in every way in which both
can be read; a watch is asked line by line.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import Stemmer

from monitor.parliament.activities import Activity
from monitor.parliament.people import Participant
from watchlists.watchlist import Watch, Watchlist
from watchlists.words import _MANY, _NO_PLURALS, APART, LITTLE

APOSTROPHES = "'’‘ʼ‛＇`´"
HYPHENS = "-‐‑﹣－"
UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"

Counted = tuple[str, str, int, int]  # field, term as written, start, end


class Word(NamedTuple):
    """A word of a text or of a phrase, with and without capitals, and what stands before it."""

    folded: str
    cased: str
    start: int
    end: int
    gap: str


class Signed(NamedTuple):
    """A phrase, its signs read."""

    words: tuple[Word, ...]
    stars: tuple[bool, ...]
    shouted: tuple[bool, ...]
    capitals: bool
    exact: bool
    stem: bool


# -- words ----------------------------------------------------------------------------------------------------------


def letter(char: str) -> bool:
    """Whether a character makes words."""
    return char.isalnum() and char != "ʼ"


def clean(raw: str, *, capitals: bool) -> str:
    """A word as it is compared."""
    if raw == "&":
        return "and"
    raw = "".join("'" if c in APOSTROPHES else c for c in raw if c not in UNSEEN)
    raw = unicodedata.normalize("NFKD", raw)
    raw = raw if capitals else unicodedata.normalize("NFKD", raw.casefold())
    return "".join(c for c in raw if c.isalnum() or c == "'")


@cache
def read(text: str) -> tuple[Word, ...]:
    """The words of *text*, letter by letter."""
    words: list[Word] = []
    at = before = 0
    while at < len(text):
        end = at + 1 if text[at] == "&" else word_end(text, at)
        if end > at:
            raw, gap = text[at:end], text[before:at]
            words.append(Word(clean(raw, capitals=False), clean(raw, capitals=True), at, end, gap))
            before = end
        at = max(end, at + 1)
    return tuple(words)


def word_end(text: str, at: int) -> int:
    """Where the word that begins at *at* ends; *at* where none begins there."""
    if not letter(text[at]):
        return at
    end = at
    while end < len(text):
        if letter(text[end]) or text[end] in UNSEEN or unicodedata.combining(text[end]):
            end += 1
            continue
        after = end
        while after < len(text) and text[after] in APOSTROPHES + UNSEEN:
            after += 1
        if after == end or after == len(text) or not letter(text[after]):
            return end
        end = after
    return end


def kind_of(gap: str) -> str:
    """What parts two words."""
    gap = "".join(c for c in gap if c not in UNSEEN)
    if gap.strip() == "" and gap != "":
        return "paragraph" if gap.count("\n") > 1 else "blank"
    if any(part.strip() == "" for part in gap.split("\n")[1:-1]):
        return "paragraph"
    return "hyphen" if len(gap) == 1 and gap in HYPHENS else "other"


def joinable(one: Word, two: Word) -> bool:
    """Whether two neighbours may be written as one word."""
    if kind_of(two.gap) == "hyphen":
        return True
    if kind_of(two.gap) != "blank" or one.folded in APART or two.folded in APART:
        return False
    return len(two.folded) > 2 and (len(one.folded) > 2 or one.folded in ("re", "co"))


# -- forms ----------------------------------------------------------------------------------------------------------


def is_plural(many: str, one: str) -> bool:
    """Whether *many* may be how the plural of *one* is written."""
    if len(one) < 2 or one in LITTLE or many in LITTLE or many in _NO_PLURALS:
        return False
    if _MANY.get(one) == many:
        return True
    if many == one + "s":
        return one[-1] != "s"
    if many == one + "es":
        return one[-1] in "sxzo" or one[-2:] in ("ch", "sh")
    return one[-1] == "y" and one[-2] not in "aeiou" and many == one[:-1] + "ies"


def without_owner(word: str) -> str:
    """company's → company."""
    return word[:-2] if len(word) > 2 and word[-2:] == "'s" else word


def guesses(many: str) -> set[str]:
    """Whatever *many* could be the plural of."""
    return {one for one in {many[:-1], many[:-2], many[:-3] + "y", *_MANY} if is_plural(many, one)}


@cache
def same(wanted: str, given: str, abbreviation: bool) -> bool:
    """Whether *given* is the wanted word, its plural or (for a plural) its singular; both without possessive."""
    if wanted == given or is_plural(given, wanted) or (abbreviation and given == wanted + "s"):
        return True
    return not abbreviation and any(given == one or is_plural(given, one) for one in guesses(wanted))


def same_with_capitals(wanted: str, given: str, abbreviation: bool) -> bool:
    """The same, where the letters they have in common have the same capitals and the rest of *given* is small."""
    if not same(wanted.lower(), given.lower(), abbreviation):
        return False
    common = 0
    while common < min(len(wanted), len(given)) and wanted[common].lower() == given[common].lower():
        common += 1
    return wanted[:common] == given[:common] and given[common:] == given[common:].lower()


@cache
def stem(word: str) -> str:
    """The English Snowball stem."""
    return str(Stemmer.Stemmer("english").stemWord(word))


# -- phrases --------------------------------------------------------------------------------------------------------


@cache
def signed(term: str) -> Signed:
    """The signs of a phrase."""
    text, capitals = term.strip(), term.strip().startswith("=")
    text = text.lstrip("=").strip()
    exact, stemmed = text[0] in '"“”', text[0] == "~"
    text = text.strip('"“”~ ')
    words = read(text.replace("*", ""))
    stars, seen = [], 0
    for word in words:
        seen = text.index(clean_slice(text, word), seen) + word.end - word.start
        stars.append(text[seen : seen + 1] == "*")
    bare = text.replace("*", "")
    shouted = tuple(bare[w.start : w.end].isupper() and len(w.folded) > 1 for w in words)
    return Signed(words, tuple(stars), shouted, capitals, exact, stemmed)


def clean_slice(text: str, word: Word) -> str:
    """The word as it stands in the phrase."""
    return text.replace("*", "")[word.start : word.end]


def ends_of_a_word(words: tuple[Word, ...], first: int) -> Iterator[int]:
    """Where a word that begins at *first* may end: after one, or after two to four that may be written as one."""
    for last in range(first + 1, min(first + 4, len(words)) + 1):
        if all(joinable(words[at - 1], words[at]) for at in range(first + 1, last)):
            yield last


def takes(phrase: Signed, run: tuple[int, int], stretch: tuple[Word, ...], over: tuple[int, int]) -> bool:
    """Whether one word of a reading of the phrase takes one word of a reading of the text."""
    wanted, given = phrase.words[slice(*run)], stretch[slice(*over)]
    letters = "cased" if phrase.capitals else "folded"
    texts = [getattr(word, letters) for word in wanted]
    pieces = [getattr(word, letters) for word in given]
    whole = "".join(pieces)
    if phrase.exact:
        return whole == "".join(texts)
    if phrase.stars[run[1] - 1]:
        ending = "".join(map(without_owner, texts[:-1])) + texts[-1]
        return whole.startswith(ending) and len("".join(pieces[:-1])) < len(ending)
    text, bare = "".join(map(without_owner, texts)), without_owner(whole)
    if phrase.stem:
        return stem(text) == stem(without_owner("".join(word.folded for word in given)))
    compare = same_with_capitals if phrase.capitals else same
    return compare(text, bare, phrase.shouted[run[1] - 1])


def stands(phrase: Signed, stretch: tuple[Word, ...], done: int = 0, heard: int = 0) -> bool:
    """Whether the stretch, all of it, is the phrase, in some reading of both; *done* and *heard* words are compared."""
    if done == len(phrase.words) or heard == len(stretch):
        return done == len(phrase.words) and heard == len(stretch)
    return any(
        not any(phrase.stars[done : last - 1])
        and takes(phrase, (done, last), stretch, (heard, end))
        and stands(phrase, stretch, last, end)
        for last in ends_of_a_word(phrase.words, done)
        for end in ends_of_a_word(stretch, heard)
    )


@cache
def occurrences(term: str, text: str) -> tuple[tuple[int, int, int, int], ...]:
    """(first word, last word, start, end) of the shortest stretch from each word on that is the phrase."""
    phrase, words = signed(term), read(text)
    found = []
    for first in range(len(words)):
        if words[first].folded[0] != phrase.words[0].folded[0]:
            continue  # every form begins with the same letter
        for last in range(first + 1, min(len(words), first + 4 * len(phrase.words)) + 1):
            if last > first + 1 and kind_of(words[last - 1].gap) == "paragraph":
                break
            if stands(phrase, words[first:last]):
                found.append((first, last, words[first].start, words[last - 1].end))
                break
    return tuple(found)


# -- watches --------------------------------------------------------------------------------------------------------


def watched(watchlist: Watchlist, watch: Watch, one: Participant) -> bool:
    """Whether a participant is one of the watched, line by line."""
    tags = {tag for w in watchlist.watches for m in w.members if m.id == one.member for tag in m.tags}
    return (
        (not watch.members or any(m.id == one.member for m in watch.members))
        and (not watch.tags or any(tag in watch.tags for tag in tags))
        and (not watch.parties or (one.party or "").lower() in [p.lower() for p in watch.parties])
    )


def stands_in(activity: Activity, terms: tuple[str, ...]) -> bool:
    """Whether one of the terms stands anywhere in the activity."""
    return any(occurrences(term, field.text) for term in terms for field in activity.fields())


def counted(watch: Watch, activity: Activity, people: list[Participant]) -> set[Counted]:
    """Every occurrence that counts."""
    found: set[Counted] = set()
    for field in activity.fields():
        heard = [one for one in people if one.role in field.roles]
        if (watch.fields and field.field not in watch.fields) or (is_of_members(watch) and not heard):
            continue
        masked = [set(range(a, b)) for term in watch.unless for a, b, _, _ in occurrences(term, field.text)]
        for term in watch.phrases:
            for first, last, start, end in occurrences(term, field.text):
                if all(mask.isdisjoint(range(first, last)) for mask in masked):
                    found.add((field.field, term, start, end))
    return found


def is_of_members(watch: Watch) -> bool:
    """Whether the watch names Members in any way."""
    return bool(watch.members or watch.tags or watch.parties)


def match(watchlist: Watchlist, watch: Watch, activity: Activity) -> set[Counted] | None:
    """The occurrences that count where *activity* satisfies *watch*; None where it does not."""
    people = [one for one in activity.participants if watched(watchlist, watch, one)]
    if is_of_members(watch) and not people:
        return None
    if watch.houses and activity.house not in watch.houses:
        return None
    if watch.kinds and activity.kind not in watch.kinds:
        return None
    if watch.departments and (not activity.body or activity.body.id not in watch.departments):
        return None
    if watch.departments and activity.source in ("committees", "calendar"):
        return None
    if stands_in(activity, watch.never) or (watch.context and not stands_in(activity, watch.context)):
        return None
    found = counted(watch, activity, people)
    return found if found or not watch.phrases else None
