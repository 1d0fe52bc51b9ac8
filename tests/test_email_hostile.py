"""Whatever an upstream says, an email stays the message that it was meant to be."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from notifiers.email_message import Envelope, message
from notifiers.email_text import COLUMNS
from notifiers.layout import LICENCE_URL, clean, link
from notifiers.notifier import Part
from tests import mail
from tests.hostile import composed
from tests.mail import SENDER
from tests.mail_digest import DEBATED, SLOT, digest
from watchlists.digest import Block, Digest, Entry, Line, Past, Receipt, Said
from watchlists.headlines import FULL, subject_line

_BAD = (
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'><svg/onload=alert(1)>", "</blockquote></body></html>",
    "<a href=\"https://evil.example\">READ IN FULL</a>", "javascript:alert(1)", "javascript://example.org/%0aalert(1)", "READ IN FULL https://evil.example/x",
    "</style><style>*{display:none}</style>", "{{ 7*7 }}{% raw %}", "x\" style=\"position:fixed\" onclick=\"alert(1)",
    "\r\nBcc: victim@example.org", "\nContent-Type: text/html\n\n<b>", "\r\n.\r\nMAIL FROM:<x@example.org>", "\x00\x1b[31m",
    "\u202egnorw\u202c", "\u2028Subject: x", "=?utf-8?q?=0ABcc:_v@example.org?=", "&lt;script&gt;&#x3c;script&#x3e;",
    "expression(alert(1))", "<!--", "-->", "]]>", "<plaintext>", "data:text/html,<script>alert(1)</script>", "\ud800",
    "https://hansard.parliament.uk@evil.example/", "--=_0123456789", "<!channel> <@U123>", "\u0000READ\u00a0IN FULL\nhttps://evil.example",
    "\n.\n", "jinja-0-<!--jinja 1-->", "a" * 3000, "é" * 900, "From \x7f\x85", "=\r\n=20=0A", "\tx" * 40, "<table><tr><td>", "&",
)  # fmt: skip
_EVENT = re.compile(r"^on", re.IGNORECASE)


def _hostile(bad: str, **fields: Any) -> Digest:
    """A digest that says *bad* wherever words come from outside. Its addresses are either sound or *bad*."""
    said = Said(
        who=bad, of=bad, post=bad, verb="asked", text=bad, marks=((0, 3),), url=DEBATED.url, watched=True, note=bad
    )
    unsound = said.model_copy(update={"url": bad})
    spoken = Entry(
        subject=bad, section="commons", chip=bad, label=bad, title=bad, date=date(2026, 3, 10), said=(unsound, said),
        grouped=(bad,), history=(Past(what=bad, date=date(2026, 3, 9), url=bad),), why=(bad,), url="https://example.org/1",
        body=bad, facts=(bad,), since=(Past(what=bad, date=date(2026, 3, 11), url=bad),), kind="correction",
        pursuant=(Past(what=bad, date=date(2026, 3, 9), url=bad),),
    )  # fmt: skip
    brief = [spoken.model_copy(update={"said": ()})] * FULL
    receipt = Receipt(source=bad, window=bad, read=1, matched=1, error=bad)
    rows = (Line(lead=bad, text=bad, url=bad), Line(lead=f"Row {bad}", text=bad, url="https://example.org/1"))
    return digest(
        entries=(spoken, *brief), title=bad, notices=(bad,), foot=(bad,), receipts=(receipt,), stop_url=bad,
        headline=bad, blocks=(Block(heading=bad, lines=rows),), **fields,
    )  # fmt: skip


def hostile_strings(seed: int) -> list[str]:
    """Three hundred: each by itself, then several run together."""
    draw = random.Random(f"{seed}/hostile")
    mixed = ["".join(draw.choices(_BAD, k=draw.randint(2, 4))) for _ in range(300 - len(_BAD))]
    return [*_BAD, *mixed]


@pytest.mark.parametrize("cadence", ["daily", "weekly"])
def test_nothing_hostile_escapes_its_place(seed: int, shared: Path, cadence: str) -> None:
    """300 strings in every field: no element, attribute, address or link but ours, and no header but ours."""
    _assert_holds(partial(_hostile, cadence=cadence), seed, shared)


def test_nothing_hostile_escapes_in_any_kind_of_activity(seed: int, shared: Path) -> None:
    """The same where it stands in every field of every kind, as upstream sends it, and the digest is composed of that."""
    _assert_holds(lambda bad: composed(bad, "https://example.org/1"), seed, shared)


def _assert_holds(told: Callable[[str], Digest], seed: int, shared: Path) -> None:
    links = mail.judging(shared)
    sound = LexborHTMLParser(mail.bodies(mail.part(told("harmless")))[1])
    shape = [node.tag for node in sound.css("body *")]
    headers = {*mail.read(mail.part()).keys()} - {"List-Unsubscribe-Post"}
    for bad in hostile_strings(seed):
        digest = told(bad)
        part = mail.part(digest)
        plain, rich = mail.bodies(part)
        tree = LexborHTMLParser(rich)
        _assert_harmless(tree, shape, bad)
        # the words of a table's row may be anything; where they lead is ours
        assert {*links.in_text(plain)} == {*links.in_html(rich)}, repr(bad)
        assert "evil.example" not in "".join(links.in_text(plain))
        _assert_only_our_headers(part, headers, bad, digest)
        for line in plain.splitlines():
            assert len(line) <= COLUMNS or line.startswith("https://"), repr(bad)


def _assert_harmless(tree: LexborHTMLParser, shape: list[str], bad: str) -> None:
    # words that vanish altogether (a lone control character) leave out the line that they would have had
    found = [node.tag for node in tree.css("body *")]
    assert len(found) <= len(shape), repr(bad)
    assert found.count("a") == shape.count("a"), repr(bad)
    assert not {*found} - {*shape}
    for node in tree.css("*"):
        names = {*node.attributes}
        assert names <= {"lang", "charset", "name", "content", "style", "class", "href", "scope", "data-css-inline"}
        assert not any(_EVENT.match(name) for name in names)
        assert not (href := node.attributes.get("href")) or href.startswith(
            ("https://hansard.parl", "https://example.org/1", LICENCE_URL)
        )
    assert len(tree.css("style")) == 1


def _assert_only_our_headers(part: Part, ours: set[str], bad: str, told: Digest) -> None:
    head, _, _ = part.content.partition("\n\n")
    read = mail.read(part)
    assert {*read.keys()} == ours, repr(bad)
    assert len(read.keys()) == len(ours), repr(bad)
    assert not read.defects
    assert read["Subject"] == clean(subject_line(told)), repr(bad)
    assert [p.get_content_type() for p in read.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert all(len(line) <= 998 for line in part.content.split("\n"))
    assert "\r" not in part.content
    assert head.isascii()
    assert all(re.match(r"[A-Za-z-]+: |[ \t]\S", line) for line in head.split("\n")), repr(bad)


def test_what_looks_like_an_encoded_word_is_not_read_as_one() -> None:
    """A subject arrives letter by letter, also where it would smuggle in a line end."""
    for subject in ("=?utf-8?q?=0ABcc:_v@example.org?=", "a =?utf-8?b?Yg==?= c", "Short", "Long " * 40, "– é" * 90):
        envelope = Envelope(sender=SENDER, to="a@example.org", title="T", subject=subject, key="k", now=SLOT)
        made = Part(1, "k", message(envelope, text="Text\n", html="<p>Text</p>\n"))
        assert mail.read(made)["Subject"] == " ".join(subject.split())
        assert mail.read(made)["Bcc"] is None


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://example.org/a?b=c&d#e", "https://example.org/a?b=c&d#e"),
        ("https://example.org/two words", "https://example.org/two%20words"),
        ("https://example.org/[x]\"'<>", "https://example.org/%5Bx%5D%22'%3C%3E"),
        ("https://example.org/end.", "https://example.org/end%2E"),
        ("https://example.org/half)", "https://example.org/half%29"),
        ("https://example.org/(whole)", "https://example.org/(whole)"),
        ("javascript:alert(1)", ""),
        ("javascript://example.org/%0aalert(1)", ""),
        ("ftp://example.org/", ""),
        ("https://one.example@two.example/", ""),
        ("https:///nowhere", ""),
        ("//example.org/", ""),
        ("https://[::1", ""),
        ("https://example.org/\u202egro", ""),
        ("", ""),
    ],
)
def test_only_web_addresses_become_links(url: str, shown: str) -> None:
    """http(s) with a plain host, and nothing in it that ends it early in a text."""
    assert link(url) == shown
