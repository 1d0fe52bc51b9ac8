"""Which words a correction changed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from watchlists.differences import MOST, differences
from watchlists.excerpts import Excerpt

WORDS = [f"word{n}" for n in range(200)]
LONG = " ".join(WORDS)
texts = st.lists(st.sampled_from(["nine", "ten", "officers", "left", "Umberleigh.", "–"]), max_size=40).map(" ".join)


def bold(excerpt: Excerpt) -> list[str]:
    """The words that are marked."""
    return [excerpt.text[a:b] for a, b in excerpt.marks]


def test_words_that_changed_are_marked_on_both_sides() -> None:
    """A figure replaced is marked in what was and in what is."""
    was, now = differences("There were nine officers.", "There were ninety good officers.")
    assert (was.text, bold(was)) == ("There were nine officers.", ["nine"])
    assert (now.text, bold(now)) == ("There were ninety good officers.", ["ninety good"])


def test_what_was_added_is_marked_where_it_stands_now() -> None:
    """What was then has the same words around, none marked."""
    was, now = differences("There were nine officers.", "There were nine officers. There are ten.")
    assert (bold(was), bold(now)) == ([], ["There are ten."])
    assert was.text == "There were nine officers."


def test_of_a_long_text_the_changes_are_shown_with_the_words_around() -> None:
    """Eight words before and after each change, "…" where words are left out."""
    changed = WORDS.copy()
    changed[50], changed[150] = "NEW", "NEWER"
    was, now = differences(LONG, " ".join(changed))
    assert bold(was) == ["word50", "word150"]
    assert bold(now) == ["NEW", "NEWER"]
    assert now.text.startswith("… word42 word43")
    assert now.text.endswith("word158 …")
    assert " word58 … word142 " in now.text


def test_no_more_than_sixty_words_are_shown() -> None:
    """However much was changed."""
    was, now = differences(LONG, " ".join(w.upper() for w in WORDS))
    for one in (was, now):
        assert len([word for word in one.text.split() if word != "…"]) == MOST
        assert one.text.endswith(" …")


def test_equal_words_differ_in_nothing() -> None:
    """Other spaces are no other words."""
    assert differences("There were nine.", "There  were\n\nnine.") == (Excerpt(""), Excerpt(""))


@given(texts, texts)
def test_marks_hold_whole_words_of_the_text_they_are_in(was: str, now: str) -> None:
    """Every mark is a run of words of its own text, and both sides are equal only where the words are."""
    old, new = differences(was, now)
    for text, excerpt in ((was, old), (now, new)):
        assert all(words in text and words == words.strip() and words for words in bold(excerpt))
    assert bool(old.marks or new.marks) == (was.split() != now.split())
