"""Words, phrases and where they stand: what counts as the same, and what never does."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from watchlists.phrases import Phrases
from watchlists.words import fold, parse_term, tokens


def found(term: str, text: str) -> list[str]:
    """The words of *text* that *term* takes, as printed."""
    words, spans = Phrases([parse_term(term)]).find(text)
    return [text[words[s.first].start : words[s.last - 1].end] for s in spans.get(0, [])]


@pytest.mark.parametrize(
    ("term", "text", "words"),
    [
        ("company", "A company, two companies, the COMPANY’s and the companies' own.", 4),
        ("companies", "one company", 1),
        ("company's", "one company", 1),
        ("hospital", "hospitals", 1),
        ("woman", "women's work", 1),
        ("people", "a disabled person", 1),
        ("analysis", "analyses", 1),
        ("box", "boxes", 1),
        ("bus", "buses", 1),
        ("policy", "policies", 1),
        ("will", "living wills", 1),
        ("probation", "Probation PROBATION probation’s probation-led Probati\u00adon", 5),
        ("probation", "probate probationer probationary approbation prob", 0),
        ("university", "universe", 0),
        ("rail", "trailer", 0),
        ("new", "the news", 0),
        ("news", "a new one", 0),
        ("economic", "economics", 0),
        ("on", "the ONS said", 0),
        ("it", "its", 0),
        ("HMPPS", "HMPP", 0),
        ("prince", "princess", 0),
    ],
)
def test_a_word_takes_its_plural_and_its_possessive_and_nothing_else(term: str, text: str, words: int) -> None:
    """A word matches itself, its plural and its possessive, in any capitals; a plural matches its singular."""
    assert len(found(term, text)) == words


@pytest.mark.parametrize(
    ("term", "text", "words"),
    [
        ("compan*", "company companies companion compan", ["company", "companies", "companion", "compan"]),
        ("compan*", "accompany", []),
        ("offender* manag*", "offenders managed", ["offenders managed"]),
        ("=CRC", "CRC CRCs CRC's CRC’s CRCs’ crc Crc CRCS", ["CRC", "CRCs", "CRC's", "CRC’s", "CRCs"]),
        ("=CRCs", "a CRC", ["CRC"]),
        ("=NPS", "NPSs, NP, nps", ["NPSs"]),
        ("=Napo", "Napo's and NAPO", ["Napo's"]),
        ("=compan*", "Company company", ["company"]),
        ('"probation"', "Probation probations probation's", ["Probation"]),
        ("“probation service”", "Probation Service, probation services", ["Probation Service"]),
        ('="Probation Service"', "Probation Service, probation service", ["Probation Service"]),
        ("~rehabilitate", "rehabilitation rehabilitating rehab", ["rehabilitation", "rehabilitating"]),
    ],
)
def test_signs_widen_and_narrow_a_word(term: str, text: str, words: list[str]) -> None:
    """`*` takes any ending, `=` heeds capitals, quotes take that form alone, `~` takes what has the same stem."""
    assert found(term, text) == words


@pytest.mark.parametrize("term", ["reoffending", "re-offending", "re offending", "re\u2011offending"])
@pytest.mark.parametrize(
    "text", ["reoffending", "re-offending", "re offending", "Re\u2010Offending", "re\u00a0offending"]
)
def test_a_hyphen_counts_as_a_space_and_as_nothing(term: str, text: str) -> None:
    """reoffending, re-offending and re offending are one, in phrase and text."""
    assert found(term, f"The rate of {text} fell.") == [text]
    assert found(term.replace("offending", "offend*"), text) == [text]


@pytest.mark.parametrize("term", ["long-term plan", "long term plan", "longterm plan"])
def test_words_of_a_phrase_may_be_written_as_one(term: str) -> None:
    """long-term, long term and longterm are one, in the middle of a phrase too; joined words have their forms."""
    for text in ("long-term plan", "long term plan", "longterm plans", "Long‑Term plan's"):
        assert found(term, text) == [text]


def test_the_shortest_stretch_counts() -> None:
    """Where a phrase has ended it takes no further word, though that would make a form of it too."""
    assert found("probation", "probation-s") == ["probation"]
    assert found("compan*", "company-wide") == ["company"]


def test_phrases_do_not_change_one_another() -> None:
    """What one phrase reads as one word, another still reads as it stands."""
    words, spans = Phrases([parse_term(term) for term in ("compan* car", "companyhire", "company")]).find(
        "company hire car"
    )
    assert {number: [tuple(s) for s in found] for number, found in spans.items()} == {1: [(0, 2)], 2: [(0, 1)]}
    assert len(words) == 3


def test_an_exact_form_and_capitals_hold_over_a_hyphen() -> None:
    """Only the forms of words are fixed by quotes and =, not how their parts are joined."""
    assert found('"re-offend"', "reoffend re-offend reoffends") == ["reoffend", "re-offend"]
    assert found("=Co-op", "Coop Co-op co-op") == ["Coop", "Co-op"]


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("therapist", "the rapist"),
        ("notable", "not able"),
        ("parole", "a PA role"),
        ("overtime", "over time"),
        ("long term", "long-\n\nterm"),
        ("longterm", "long, term"),
        ("longterm", "long – term"),
        ("company car", "companycar’s owner"),
        ("compan* car", "company hire car"),
    ],
)
def test_what_only_happens_to_stand_together_is_not_one_word(term: str, text: str) -> None:
    """Little and short words, and words parted by more than a blank, are not read as one."""
    assert found(term, text) == (["companycar’s"] if term == "company car" else [])


@pytest.mark.parametrize(
    "text",
    [
        "Transforming Rehabilitation",
        "‘Transforming Rehabilitation’",
        "transforming  rehabilitation",
        "Transforming\u00a0Rehabilitation",
        "Transforming–rehabilitation",
        "Transforming\nRehabilitation",
        "TRANSFORMING REHABILITATION’S",
        "Transforming “Rehabilitation”",
        "Transforming, rehabilitation",
    ],
)
def test_a_phrase_ignores_blanks_quotes_and_commas(text: str) -> None:
    """What stands between the words of a phrase is no obstacle within a paragraph."""
    assert len(found("transforming rehabilitation", text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Transforming\n\nRehabilitation",
        "Transforming\n \nRehabilitation",
        "transforming cancer rehabilitation",
        "Rehabilitation is transforming",
        "transforming rehabilitative",
    ],
)
def test_a_phrase_crosses_no_paragraph_and_keeps_its_order(text: str) -> None:
    """A phrase is its words, in order, next to each other, in one paragraph."""
    assert found("transforming rehabilitation", text) == []


def test_letters_are_compared_without_accents_ligatures_and_curls() -> None:
    """café is cafe however composed, O’Brien is O'Brien, and & is the word and."""
    assert found("cafe", "café cafe\u0301s CAFÉ") == ["café", "cafe\u0301s", "CAFÉ"]
    assert found("café", "cafe") == ["cafe"]
    assert found("O'Brien", "O’Brien O‘Brien's OBrien") == ["O’Brien", "O‘Brien's"]
    assert found("prison and probation", "Prison & Probation") == ["Prison & Probation"]
    assert found("fine", "a ﬁne \u200bfi\u200bne") == ["ﬁne", "fi\u200bne"]
    assert fold("Straße") == "strasse"


def test_words_keep_their_place_in_the_text() -> None:
    """A word is given with its offsets, so that the verbatim words can be found again."""
    text = "The café’s “re-use” of 1,200"
    assert [text[t.start : t.end] for t in tokens(text)] == ["The", "café’s", "re", "use", "of", "1", "200"]


@pytest.mark.parametrize(
    ("term", "remedy"),
    [
        ("", "write a word"),
        ("  ", "write a word"),
        ("=", "write a word"),
        ("…", "write a word"),
        ("*", "write a word"),
        ("a*", "at least three letters"),
        ("c*b", "at the end of a word"),
        ("* company", "at the end of a word"),
        ("~two words", "~ takes one word"),
        ("=~word", "use one of them"),
        ('"half', "quote the whole phrase"),
        ('say "this" now', "take it out"),
        ("the =CRC", "take it out"),
        ('"compan*"', "take out the *"),
        ("~compan*", "take out the *"),
    ],
)
def test_a_wrong_phrase_is_refused_with_a_remedy(term: str, remedy: str) -> None:
    """A sign that means nothing where it stands is an error that says what to do."""
    with pytest.raises(ValueError, match="—") as error:
        parse_term(term)
    assert remedy in str(error.value)


@pytest.fixture
def reading(shared: Path) -> Iterator[object]:
    """The replica's own slow reading of word forms, by which its planted terms are told."""
    sys.path.append(str(shared / "replica"))
    keep, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    yield importlib.import_module("judging.words")
    sys.dont_write_bytecode = keep
    sys.path.remove(str(shared / "replica"))


def test_planted_terms_are_read_as_the_replica_reads_them(reading: object) -> None:
    """Every planted sentence has exactly the terms that the replica's truth says, markup and all."""
    generate, plain = importlib.import_module("generate"), importlib.import_module("monitor.parliament.text").plain
    terms = ["probation", "probation service", "transforming rehabilitation", "community rehabilitation companies"]
    planted = [*generate.POSITIVE.values(), *generate.HANSARD_ONLY.values(), generate.OTHER_SENSE[:2]]
    near_misses: list[tuple[str, list[str]]] = [(text, []) for text, _ in generate.NEAR.values()]
    for text, contained in (*planted, *near_misses):
        html = text.format(place="Nether Wobblesham", col=12)
        ours = {term for term in terms if found(term, plain(html))}
        assert ours == {*contained, *(term for term in terms if reading.occurs(term, html))}  # type: ignore[attr-defined]
