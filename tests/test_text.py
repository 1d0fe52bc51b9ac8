"""HTML becomes the text that is searched and quoted, and no word is lost, changed or glued to its neighbour."""

from __future__ import annotations

import gzip
import json
import re
import time
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.parliament.text import paragraphs, plain


def column(number: str, more: str = "") -> str:
    """A column mark as Hansard prints it."""
    return f'<span id="{number}" class="column-number{more}" data-column-number="{number}"></span>'


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (f"The Islington {column('110')}North constituency", "The Islington North constituency"),
        (f"Transforming {column('144WH')} Rehabilitation", "Transforming Rehabilitation"),
        (f"rehabili{column('9')}tation", "rehabilitation"),
        (f"their roles.{column('2')}\r\n\r\nNow", "their roles.\n\nNow"),
        (column("1558", " column-only"), ""),
        ('the <span class="column-number" data-column-number="3"/>words after it', "the words after it"),
        ('a <span class="column-number">Column 221</span>mark', "a mark"),
        ('not <span class="column-number">a mark but words</span>', "not a mark but words"),
    ],
)
def test_a_column_mark_vanishes_without_a_gap(html: str, text: str) -> None:
    """A phrase that a column border cuts is one phrase, and nothing but the mark goes."""
    assert plain(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<em>AI Scenario</em><em>s</em>", "AI Scenarios"),
        ("<em>Probati</em><em>on</em> in Crisis", "Probation in Crisis"),
        ("CO<sub>2</sub> on the 4<sup>th</sup>", "CO2 on the 4th"),
        ("<em>[</em><em>Interruption.</em><em>]</em>", "[Interruption.]"),
    ],
)
def test_emphasis_does_not_split_a_word(html: str, text: str) -> None:
    """Markup inside a word leaves one word."""
    assert plain(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<Question Id="{1}">1.  <QuestionText Id="{2}">What steps.</QuestionText> </Question>', "What steps."),
        ("<Question>T3. [901384] <QuestionText>If she will.</QuestionText></Question>", "If she will."),
        ("<Question><QuestionText>10. is where we live.</QuestionText></Question>", "10. is where we live."),
        ("<Question>In 2019. <QuestionText>What then?</QuestionText></Question>", "In 2019. What then?"),
    ],
)  # fmt: skip
def test_an_oral_question_is_its_words_without_the_number(html: str, text: str) -> None:
    """The printer's number is no part of a quotation; a number among the words is."""
    assert plain(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
        ("<table><tr><td>Area</td><td>23</td></tr><tr><td>Kent</td><td>7</td></tr></table>", "Area\n\n23\n\nKent\n\n7"),
        ("<ul><li>parole</li><li>probation</li></ul>so", "parole\n\nprobation\n\nso"),
        ("one<br>two<br/>three<BR />four", "one\n\ntwo\n\nthree\n\nfour"),
        ("<p>Said:</p>\r\n\r\n<p>&nbsp;</p><blockquote>“so”</blockquote>", "Said:\n\n“so”"),
        ("he said\r\n\r\n“less.”\r\n\r\nNow", "he said\n\n“less.”\n\nNow"),
        ("one\r\nline\rand another", "one line and another"),
        ("<div>a<p>b</p>c</div>d", "a\n\nb\n\nc\n\nd"),
    ],
)  # fmt: skip
def test_blocks_cells_and_lines_are_paragraphs(html: str, text: str) -> None:
    """What stands in two paragraphs, cells or list items is never glued into one word."""
    assert plain(html) == text


def test_entities_quotes_and_no_break_spaces_are_kept_as_printed() -> None:
    """The wording is untouched: only references are resolved and runs of blanks collapsed."""
    assert plain("B&amp;Bs cost &pound;5&nbsp;m;  the judge’s “view” — no&#8209;one’s") == (
        "B&Bs cost £5\xa0m; the judge’s “view” — no‑one’s"
    )
    assert plain("Kent &amp; Medway <em>&lt;20</em>") == "Kent & Medway <20"
    assert plain("fewer than 5 < 6 people") == "fewer than 5 < 6 people"


def test_plain_text_is_not_read_as_markup() -> None:
    """A question's plain text keeps its signs: only `plain` reads HTML."""
    assert paragraphs("whether  <5 and > 3 &amp; B&Bs\r\n\r\n (a) so") == "whether <5 and > 3 &amp; B&Bs\n\n(a) so"


@pytest.mark.parametrize("nothing", [None, "", "  \r\n\r\n ", "<p> </p>", "<br/>"])
def test_nothing_is_nothing(nothing: str | None) -> None:
    """No words, no text."""
    assert plain(nothing) == ""


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.text(st.characters(categories=("L", "N", "P", "S"), exclude_characters="<>&"), min_size=1), min_size=1)
)
def test_words_of_any_paragraphs_come_through(words: list[str]) -> None:
    """Each word between block tags is there again, verbatim and in order."""
    assert plain("".join(f"<p>{w}</p>" for w in words)).split("\n\n") == words
    assert plain("".join(f"<p>{w}</p>" for w in words)) == paragraphs("\n\n".join(words))


@pytest.mark.parametrize(
    ("start", "odd"),
    [
        ("", "<div>"),
        ("", "<b>"),
        ("", "<ul><li>"),
        ("", "<p a='"),
        ("", "<!--"),
        ("<span ", "column-number "),
        ('<span class="column-number">', " "),
        ("<question>1", " "),
        ("", "\n "),
    ],
)
def test_the_cost_of_odd_text_grows_with_its_length_alone(start: str, odd: str) -> None:
    """Forty thousand elements inside one another, or a mark that never ends, are read as fast as other text."""
    html = f"{start}{odd * 40_000}<p>x</p>"
    began = time.process_time()
    plain(html)
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<a title="x > y">z</a>', "z"),
        ("<a title=\"<i>x</i>\" href='>'>z</a>", "z"),
        ("<p it's>z</p>", "z"),
        ("5 <<b>b</b>> 4", "5 <b> 4"),
        ("<SCRIPT>if (a<b) x('<p>')</SCRIPT>z<style>p {}</style>", "z"),
        ("<!-- <p>x</p> <i>y</i> -->z", "z"),
        ("<b><p>one</b>two</p>three", "onetwo\n\nthree"),
    ],
)
def test_what_stands_within_a_tag_is_no_text(html: str, text: str) -> None:
    """Signs in quotes, scripts and comments vanish with their tag, and what remains makes no new tag."""
    assert plain(html) == text


class Reader(HTMLParser):
    """Another reading of the same HTML, with the standard library's parser."""

    APART = frozenset({"p", "br", "table", "tbody", "tr", "td", "th", "ul", "ol", "li", "question"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """A block begins."""
        self.found.append("\n" if tag in self.APART else "")

    def handle_endtag(self, tag: str) -> None:
        """A block ends."""
        self.found.append("\n" if tag in self.APART else "")

    def handle_data(self, data: str) -> None:
        """Words."""
        self.found.append(data)


def words(html: str) -> list[str]:
    """The words of *html* by the other reading."""
    reader = Reader()
    reader.feed(re.sub(r"(<Question [^>]*>)\s*\d+\.", r"\1", html))
    reader.close()
    return "".join(reader.found).split()


def recorded(samples: Path) -> list[str]:
    """Every answer of the corpus and every speech of the recorded searches."""
    html: list[str] = []
    for path in sorted((samples / "corpus").glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            html += [json.loads(line)["answerText"] or "" for line in lines]
    for path in sorted((samples / "samples" / "hansard").glob("search-contributions-*.json")):
        html += [row["ContributionTextFull"] for row in json.loads(path.read_text(encoding="utf-8"))["Results"]]
    return html


def test_no_word_of_the_recordings_is_lost_or_glued(shared: Path) -> None:
    """Over the real answers and speeches, two parsers find the same words in the same order."""
    html = recorded(shared / "parliament-apis")
    assert len(html) > 15_000
    assert [h for h in html if plain(h).split() != words(h)] == []
