"""Watches that can never match: lines that are each right and together leave nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from monitor.parliament.activities import Contribution
from watchlists.matching import Matcher
from watchlists.reading import listed, shown
from watchlists.watchlist import KINDS, Watch, Watchlist
from watchlists.words import Term, TermWord, forms, parse_term

#: acts of Members, which a watch without Members does not see
ACTS_OF_MEMBERS = frozenset({"signature", "signature-withdrawal"})
#: only the Commons has early day motions
OF_THE_COMMONS = frozenset({"motion", "amendment", "signature", "signature-withdrawal", "motion-withdrawal"})
#: what may follow a word that is written with `*` or `~`; the last is no ending of any word, so that only `*` takes it
_ENDINGS = ("", "s", "es", "'s", "d", "ed", "ing", "er", "ion", "ation", "zzq")
LONGEST_ENDING = max(map(len, _ENDINGS))

Contradiction = tuple[str, int | None, str]


def contradictions(watch: Watch) -> Iterator[Contradiction]:
    """Each reason why *watch* (or a term of it) can never match: the key, the place in its list, and what to do."""
    yield from _of_kinds(watch)
    yield from _of_terms(watch)


def _of_kinds(watch: Watch) -> Iterator[Contradiction]:
    kinds = frozenset(watch.kinds)
    if kinds and watch.fields and not any(KINDS[kind] & set(watch.fields) for kind in kinds):
        where, what = listed(watch.fields), listed(watch.kinds)
        yield "in", None, f"can never match: there is no {where} in {what} — change in or kinds"
    if kinds and kinds <= ACTS_OF_MEMBERS and not (watch.members or watch.tags or watch.parties):
        yield "kinds", None, "can never match: signatures are seen for Members only — add members, tags or parties"
    if kinds and kinds <= OF_THE_COMMONS and watch.houses == ("lords",):
        yield "houses", None, f"can never match: the Lords have no {listed(watch.kinds)} — change houses or kinds"


def _of_terms(watch: Watch) -> Iterator[Contradiction]:
    for place, phrase in enumerate(watch.phrases):
        if _blocked(phrase, unless=watch.unless, never=watch.never):
            key, by = _by_whom(phrase, watch)
            yield "phrases", place, f"{shown(phrase)} can never match: {key} has {shown(by)} — delete one of the two"
    for place, phrase in enumerate(watch.context):
        if _blocked(phrase, never=watch.never):
            _, by = _by_whom(phrase, watch)
            yield "context", place, f"{shown(phrase)} can never help: never has {shown(by)} — delete one of the two"


def _by_whom(phrase: str, watch: Watch) -> tuple[str, str]:
    """The one term that blocks *phrase* alone, else the first of those that do so together."""
    terms = [("never", term) for term in watch.never] + [("unless", term) for term in watch.unless]
    alone = (one for one in terms if _blocked(phrase, **{one[0]: (one[1],)}))
    return next(alone, terms[-1])


def _blocked(phrase: str, *, unless: tuple[str, ...] = (), never: tuple[str, ...] = ()) -> bool:
    """Whether no form of *phrase*, standing alone, is left by *unless* and *never*."""
    near = tuple(u for u in unless if _alike(phrase, u)), tuple(n for n in never if _alike(phrase, n))
    if not any(near):
        return False
    free, bound = _matcher(phrase), _matcher(phrase, *near)
    taken = [text for text in _forms(parse_term(phrase)) if free.match(_said(text))]
    return bool(taken) and not any(bound.match(_said(text)) for text in taken)


def _alike(phrase: str, term: str) -> bool:
    """Whether *term* may stand within *phrase* alone: words that begin alike, and room for it in some form."""
    words, others = (re.findall(r"[^\W_]+", text.casefold()) for text in (phrase, term))
    room = sum(len(word) + LONGEST_ENDING for word in words)
    return sum(map(len, others)) <= room and bool({word[:2] for word in words} & {word[:2] for word in others})


def _forms(term: Term) -> Iterator[str]:
    """Texts that *term* may take: as written, hyphenated, in capitals, and each word in its other forms."""
    words = [word.text for word in term.words]
    yield " ".join(words)
    yield "-".join(words)
    if "-" in term.written:
        yield "".join(words)
    yield " ".join(words).upper()
    for place, word in enumerate(term.words):
        for form in _forms_of(word, capitals=term.capitals):
            yield " ".join([*words[:place], form, *words[place + 1 :]])


def _forms_of(word: TermWord, *, capitals: bool) -> Iterator[str]:
    if word.form == "plain":
        for form in forms(word, capitals=capitals):
            yield from (form, f"{form}'s")
    elif word.form != "exact":
        yield from (stem + ending for stem in (word.text, word.text.removesuffix("e")) for ending in _ENDINGS)


def _matcher(phrase: str, unless: tuple[str, ...] = (), never: tuple[str, ...] = ()) -> Matcher:
    watch = Watch(id="form", title="form", phrases=(phrase,), unless=unless, never=never)
    return Matcher([Watchlist(id="forms", title="Forms", watches=(watch,))])


def _said(text: str) -> Contribution:
    return Contribution(
        id="form", record="form", source="hansard", upstream_id="form", subject="form", date=date(2000, 1, 1),
        url="https://example.org/", said=text, debate="form",
    )  # fmt: skip
