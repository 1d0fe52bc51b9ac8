"""Email: the message a digest becomes, and the conversation with the mail server."""

from __future__ import annotations

import email
import email.message
import email.policy
import importlib
import os
import random
import re
import ssl
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from notifiers.email import Email
from notifiers.email_html import html
from notifiers.email_layout import IN_FULL, LICENCE, link, page
from notifiers.email_message import message_id
from notifiers.email_server import wait
from notifiers.email_text import COLUMNS, text
from notifiers.notifier import DeliveryError, Part, Thread
from tests.mail_digest import ASKED, DEBATED, RECEIPTS, SLOT, digest, entry
from watchlists.digest import SECTIONS, Digest, Entry, Past, Receipt, Said

GOLDEN = Path(__file__).parent / "golden"
CERTIFICATE = Path(__file__).parent / "mail_server.pem"
SENDER = "Parliament Monitor <monitor@example.org>"
#: Gmail cuts off what is longer (https://developers.google.com/gmail/design/css)
CLIPPED = 102 * 1024


def _notifier(port: int = 1, **fields: Any) -> Email:
    """A notifier that talks to loopback, unencrypted unless told otherwise."""
    plain = {"username": None, "password": None, "security": "none", "sender": SENDER}
    return Email("127.0.0.1", port, **(plain | fields))


def _part(told: Digest | None = None, *, thread: Thread | None = None, **fields: Any) -> Part:
    (part,) = _notifier(**fields).parts(told or digest(), key="digest-42", thread=thread, now=SLOT)
    return part


def _read(part: Part) -> email.message.EmailMessage:
    read = email.message_from_string(part.content, policy=email.policy.default)
    assert isinstance(read, email.message.EmailMessage)
    return read


def _bodies(part: Part) -> tuple[str, str]:
    """The plain text and the HTML, as a mail program reads them."""
    found = [_read(part).get_body((kind,)) for kind in ("plain", "html")]
    plain, rich = (body.get_content() if body else "" for body in found)
    return plain, rich


# -- what is said ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["digest.txt", "digest.html", "digest.headers.txt"])
def test_a_digest_looks_as_it_was_approved(name: str) -> None:
    """Golden files: a change of what people get is seen in review. GOLDEN=write writes them anew."""
    part = _part()
    plain, rich = _bodies(part)
    said = {"digest.txt": plain, "digest.html": rich, "digest.headers.txt": part.content.partition("\n\n")[0] + "\n"}
    path = GOLDEN / name
    if os.environ.get("GOLDEN") == "write":
        path.write_text(said[name], encoding="utf-8")
    assert said[name] == path.read_text(encoding="utf-8")


def test_the_text_is_complete_by_itself() -> None:
    """Every word of the digest that a reader of the HTML sees stands in the plain text too, in the same order."""
    plain, rich = _bodies(_part())
    body = LexborHTMLParser(rich).body
    assert body is not None
    for table in body.css("table, h2:last-of-type, .foot"):
        table.decompose()
    seen = re.findall(r"[\w’]+", body.text(separator=" ").lower())
    told = iter(re.findall(r"[\w’]+", plain.lower()))
    assert [word for word in seen if word not in told] == []
    for receipt in RECEIPTS:
        assert all(text in plain for text in (receipt.source, receipt.window, f"{receipt.read:,} read", receipt.error))


def test_the_text_fits_76_columns() -> None:
    """Only an address may be longer, and stands alone on its line."""
    long = "Disproportionality " * 30 + "x" * 200
    told = digest(entries=(entry("commons", title=long, label=long, chip=long, why=(long,)), DEBATED), foot=(long,))
    for line in text(page(told)).splitlines():
        assert len(line) <= COLUMNS or re.fullmatch(r"https?://\S+", line), line


def test_links_are_the_same_in_both_parts(shared: Path) -> None:
    """The READ IN FULL links of text and HTML are equal and in one order, also of addresses that end oddly."""
    links = _judging(shared)
    odd = ["https://example.org/a).", "https://example.org/(b)", "https://example.org/[c]>d", "http://example.org/é;"]
    entries = tuple(entry("commons", n, url=url) for n, url in enumerate(odd))
    plain, rich = _bodies(_part(digest(entries=(*digest().entries, *entries))))
    found = links.in_html(rich)
    assert [links.canonical(u) for u in links.in_text(plain)] == [links.canonical(u) for u in found]
    assert found == links.in_text(plain)
    assert len(found) == len(SECTIONS) + 1 + len(odd)


def test_an_address_stands_once_after_all_that_can_be_read_there() -> None:
    """Question and answer share one link; a reply without one belongs to what it replies to; an entry is never without."""
    urls = ["", "", "https://example.org/2", "", "https://example.org/3"]
    said = tuple(Said(who=f"Member {n}", verb="said", text="Words.", url=url) for n, url in enumerate(urls))
    ((section),) = page(digest(entries=(entry("answers", said=said, url="https://example.org/1"),))).sections
    assert [q.url[-1:] for q in section.full[0].quotes] == ["", "1", "", "2", "3"]
    assert section.full[0].url == ""
    ((section),) = page(digest(entries=(entry("answers", url="https://example.org/1"),))).sections
    assert section.full[0].url == "https://example.org/1"


def test_twelve_are_told_in_full_and_the_rest_in_a_line_each() -> None:
    """Nothing is hidden: the thirteenth has its line and its link, in its place."""
    entries = tuple(entry("tabled", n, said=(ASKED,)) for n in range(1, 20))
    told = page(digest(entries=entries))
    ((section),) = told.sections
    assert (len(section.full), len(section.brief)) == (IN_FULL, 7)
    assert "7 more in a line each" in told.line
    plain, rich = _bodies(_part(digest(entries=entries)))
    assert plain.count("READ IN FULL") == rich.count("READ IN FULL") == 19
    assert "- Probation: Caseloads in District 13 · " in plain
    assert len(LexborHTMLParser(rich).css("p.brief a")) == 7


def test_a_full_digest_is_not_clipped_by_gmail() -> None:
    """Twelve in full with six speakers each, and sixty in a line, stay under what Gmail shows."""
    words = ASKED.model_copy(update={"text": "Probation officers are told of it. " * 9, "marks": ((0, 9), (36, 45))})
    said = tuple(words.model_copy(update={"url": f"{ASKED.url}{n}"}) for n in range(6))
    full = [entry("commons", n, said=said) for n in range(IN_FULL)]
    told = digest(entries=(*full, *(entry("tabled", n) for n in range(60))))
    assert len(html(page(told)).encode()) < CLIPPED


def test_words_that_matched_are_bold() -> None:
    """Exactly the marked characters, also where marks overlap, touch or reach beyond the text."""
    said = ASKED.model_copy(update={"text": "one two three", "marks": ((4, 7), (5, 9), (11, 99), (-3, -1))})
    rich = html(page(digest(entries=(entry("commons", said=(said,)),))))
    (words,) = LexborHTMLParser(rich).css("blockquote")
    assert words.text() == "“one two three”"
    assert [node.text() for node in words.css("strong")] == ["two", " t", "ee"]


def test_a_quiet_digest_says_so() -> None:
    """A heartbeat says that nothing matched, and what was read; a notice says only what it has to."""
    plain, rich = _bodies(_part(digest(entries=())))
    assert "Nothing matched." in plain
    assert "Nothing matched." in rich
    assert "2,214 read" in plain
    plain, rich = _bodies(_part(digest(entries=(), receipts=(), cadence="notice")))
    assert "Nothing matched." not in plain + rich
    assert LICENCE in " ".join(plain.split())


def test_a_year_is_told_where_it_is_not_this_one() -> None:
    """ "3 Mar" is of the digest's own year."""
    history = (Past(what="tabled", date=date(2025, 12, 18)), Past(what="due", date=date(2026, 1, 9)))
    told = text(page(digest(entries=(entry("answers", history=history, date=date(2025, 3, 4)),))))
    assert "Before: tabled 18 Dec 2025 · due 9 Jan" in told
    assert "Tue 4 Mar 2025" in told


def test_html_needs_nothing_from_elsewhere() -> None:
    """No images, scripts, fonts or sheets are fetched; style stands in the elements; dark mode is known."""
    rich = _bodies(_part())[1]
    tree = LexborHTMLParser(rich)
    assert not tree.css("img, script, link, iframe, object, form, input, svg, video")
    assert not re.search(r"url\(|@import|@font-face", rich)
    assert all(node.attributes.get("style") for node in tree.css("body, h1, h2, h3, p, a, blockquote, td, th"))
    assert "prefers-color-scheme: dark" in rich
    assert tree.css('meta[name="color-scheme"]')
    assert "max-width: 640px" in rich
    assert "{{" not in rich
    assert "jinja" not in rich


# -- headers --------------------------------------------------------------------------------------------------------


def test_a_message_is_made_the_same_each_time() -> None:
    """Same digest, key and instant: same bytes, in ASCII; another key or another instant: another Message-ID."""
    part = _part()
    assert part == _part()
    assert part.content.isascii()
    assert (part.number, part.key) == (1, "digest-42/1")
    notifier = _notifier()
    others = [
        notifier.parts(digest(), key="digest-43", thread=None, now=SLOT),
        notifier.parts(digest(), key="digest-42", thread=None, now=SLOT + timedelta(days=1)),
        notifier.parts(digest(address="email:other@example.org"), key="digest-42", thread=None, now=SLOT),
    ]
    ids = {message_id(p.content) for (p,) in [[part], *others]}
    assert len(ids) == 4
    assert all(re.fullmatch(r"<digest-4[23]-1\.[0-9a-f]{16}@example\.org>", i) for i in ids)


def test_the_headers_of_a_digest() -> None:
    """From, one To, Date in London's time, List-Id, List-Unsubscribe by mail and in one click, no automatic replies."""
    read = _read(_part())
    assert (read["From"], read["To"]) == (SENDER, "policy@example.org")
    for sender in ('"Monitor, Parliament" <m@example.org>', "Überwachung – Parlament <m@example.org>", "m@example.org"):
        assert str(_read(_part(sender=sender))["From"]) == sender
    assert read["Date"] == "Wed, 11 Mar 2026 07:30:00 +0000"
    assert read["List-Id"] == "<probation.monitor.example.org>"
    stop = "<https://monitor.example.org/stop/abc123>, <mailto:monitor@example.org?subject=stop%20Probation>"
    assert read["List-Unsubscribe"] == stop
    assert read["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert read["Auto-Submitted"] == "auto-generated"
    assert read["In-Reply-To"] is None
    (summer,) = _notifier().parts(digest(), key="k", thread=None, now=SLOT + timedelta(days=60))
    assert _read(summer)["Date"].endswith("08:30:00 +0100")


def test_without_a_public_address_a_digest_is_stopped_by_mail() -> None:
    """One-click needs an https address (RFC 8058): without one the header is left out."""
    read = _read(_part(digest(stop_url="")))
    assert read["List-Unsubscribe"] == "<mailto:monitor@example.org?subject=stop%20Probation>"
    assert read["List-Unsubscribe-Post"] is None
    assert _read(_part(digest(stop_url="http://monitor.example.org/s")))["List-Unsubscribe-Post"] is None


def test_at_once_news_refers_to_the_first_notice() -> None:
    """In-Reply-To and References name earlier Message-IDs; what is none is left out."""
    earlier = tuple(f"<digest-{n}-1.aa@example.org>" for n in range(30))
    read = _read(_part(thread=Thread(remote_ids=(*earlier, "C1/17.5", "<a@b>\nBcc: <c@d>"))))
    assert read["In-Reply-To"] == earlier[-1]
    assert read["References"].split() == [earlier[0], *earlier[-9:]]
    assert read["Bcc"] is None


def test_an_address_beyond_ascii_is_refused_or_written_as_servers_do() -> None:
    """A domain goes by its IDNA name; a name that only some servers take is refused for good, in words."""
    assert _read(_part(digest(address="email:policy@bücher.example")))["To"] == "policy@xn--bcher-kva.example"
    for wrong in ("email:pölicy@example.org", "email:a b@example.org", "email:a@example.org\nBcc: b@example.org"):
        with pytest.raises(DeliveryError, match="no address that mail can be sent to") as caught:
            _part(digest(address=wrong))
        assert caught.value.permanent


# -- hostile strings ------------------------------------------------------------------------------------------------

_BAD = (
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'><svg/onload=alert(1)>", "</blockquote></body></html>",
    "<a href=\"https://evil.example\">READ IN FULL</a>", "javascript:alert(1)", "READ IN FULL https://evil.example/x",
    "</style><style>*{display:none}</style>", "{{ 7*7 }}{% raw %}", "x\" style=\"position:fixed\" onclick=\"alert(1)",
    "\r\nBcc: victim@example.org", "\nContent-Type: text/html\n\n<b>", "\r\n.\r\nMAIL FROM:<x@example.org>", "\x00\x1b[31m",
    "\u202egnorw\u202c", "\u2028Subject: x", "=?utf-8?q?=0ABcc:_v@example.org?=", "&lt;script&gt;&#x3c;script&#x3e;",
    "expression(alert(1))", "<!--", "-->", "]]>", "<plaintext>", "data:text/html,<script>alert(1)</script>", "\ud800",
    "https://hansard.parliament.uk@evil.example/", "--=_0123456789", "<!channel> <@U123>", "\u0000READ\u00a0IN FULL\nhttps://evil.example",
    "\n.\n", "jinja-0-<!--jinja 1-->", "a" * 3000, "é" * 900, "From \x7f\x85", "=\r\n=20=0A", "\tx" * 40, "<table><tr><td>", "&",
)  # fmt: skip
_EVENT = re.compile(r"^on", re.IGNORECASE)


def _hostile(bad: str) -> Digest:
    """A digest that says *bad* wherever words come from outside. Its addresses are either sound or *bad*."""
    said = Said(
        who=bad, of=bad, post=bad, verb="asked", text=bad, marks=((0, 3),), url=DEBATED.url, watched=True, note=bad
    )
    unsound = said.model_copy(update={"url": bad})
    spoken = Entry(
        subject=bad, section="commons", chip=bad, label=bad, title=bad, date=date(2026, 3, 10), said=(unsound, said),
        grouped=(bad,), history=(Past(what=bad, date=date(2026, 3, 9), url=bad),), why=(bad,), url="https://example.org/1",
    )  # fmt: skip
    brief = [spoken.model_copy(update={"said": ()})] * IN_FULL
    receipt = Receipt(source=bad, window=bad, read=1, matched=1, error=bad)
    return digest(entries=(spoken, *brief), title=bad, notices=(bad,), foot=(bad,), receipts=(receipt,), stop_url=bad)


def _hostile_strings(seed: int) -> list[str]:
    """Three hundred: each by itself, then several run together."""
    draw = random.Random(f"{seed}/hostile")
    mixed = ["".join(draw.choices(_BAD, k=draw.randint(2, 4))) for _ in range(300 - len(_BAD))]
    return [*_BAD, *mixed]


def test_nothing_hostile_escapes_its_place(seed: int, shared: Path) -> None:
    """300 strings in every field: no element, attribute, address or link but ours, and no header but ours."""
    links = _judging(shared)
    sound = LexborHTMLParser(_bodies(_part(_hostile("harmless")))[1])
    shape = [node.tag for node in sound.css("body *")]
    headers = {*_read(_part()).keys()} - {"List-Unsubscribe-Post"}
    for bad in _hostile_strings(seed):
        part = _part(_hostile(bad))
        plain, rich = _bodies(part)
        tree = LexborHTMLParser(rich)
        _assert_harmless(tree, shape, bad)
        assert links.in_text(plain) == links.in_html(rich), repr(bad)
        assert "evil.example" not in "".join(links.in_text(plain))
        _assert_only_our_headers(part, headers, bad)
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
            ("https://hansard.parl", "https://example.org/1")
        )
    assert len(tree.css("style")) == 1


def _assert_only_our_headers(part: Part, ours: set[str], bad: str) -> None:
    head, _, _ = part.content.partition("\n\n")
    read, shown = _read(part), page(_hostile(bad))
    assert {*read.keys()} == ours, repr(bad)
    assert len(read.keys()) == len(ours), repr(bad)
    assert not read.defects
    assert read["Subject"].split() == f"{shown.title}: {shown.line}".split(), repr(bad)
    assert [p.get_content_type() for p in read.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert all(len(line) <= 998 for line in part.content.split("\n"))
    assert "\r" not in part.content
    assert head.isascii()
    assert all(re.match(r"[A-Za-z-]+: |[ \t]\S", line) for line in head.split("\n")), repr(bad)


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


# -- the mail server ------------------------------------------------------------------------------------------------


def _judging(shared: Path) -> Any:
    """How links are found in a message by those who judge it."""
    return _imported(shared, "judging.links")


def _imported(shared: Path, name: str) -> Any:
    folder = str(shared / "replica")
    if folder not in sys.path:
        sys.path.insert(0, folder)
    return importlib.import_module(name)


Doubles = Callable[..., Any]


@pytest.fixture
def double(shared: Path) -> Iterator[Doubles]:
    """Starts mail servers: `double(auth="user:pass", tls=True)`; they stop when the test ends."""
    module = _imported(shared, "smtp_double")
    running = []

    def start(*, tls: bool = False, **fields: Any) -> Any:
        context = None
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(CERTIFICATE)
        running.append(module.Double(module.Sink(**fields), context=context).start())
        return running[-1]

    yield start
    for one in running:
        one.stop()


@pytest.fixture
def notifier() -> Iterator[Callable[..., Email]]:
    """Makes notifiers; their connections are closed when the test ends."""
    made: list[Email] = []

    def make(port: int, **fields: Any) -> Email:
        made.append(_notifier(port, **fields))
        return made[-1]

    yield make
    for one in made:
        one.close()


Notifiers = Callable[..., Email]


def test_a_careful_postmaster_has_nothing_to_object_to(double: Doubles, notifier: Notifiers) -> None:
    """The double's lint is empty, and what arrived is what was made, with CRLF and dots as they were."""
    mail = double()
    part = _part(digest(notices=("..", ". Three dots at the start of lines …")))
    assert notifier(mail.port).send("policy@example.org", part, ()) == message_id(part.content)
    (kept,) = mail.sink.mails
    assert kept.lint == []
    assert kept.raw.decode("ascii") == part.content.replace("\n", "\r\n")
    assert (kept.sender, kept.recipients, kept.helo) == ("monitor@example.org", ["policy@example.org"], "example.org")
    assert kept.parsed()["Message-ID"] == message_id(part.content)


def test_one_connection_serves_many_messages(double: Doubles, notifier: Notifiers) -> None:
    """It is kept, also after a refusal, and made anew where the server has closed it meanwhile."""
    mail = double()
    mine, part = notifier(mail.port), _part()
    mail.sink.configure([{"stage": "rcpt", "code": 550, "text": "5.1.1 no such user", "to": "*@gone.example"}])
    for _ in range(3):
        mine.send("policy@example.org", part, ())
    with pytest.raises(DeliveryError):
        mine.send("nobody@gone.example", part, ())
    mine.send("policy@example.org", part, ())
    assert mail.sink.stats["connections"] == 1
    for closing in ({"code": 421, "text": "4.4.2 idle for too long"}, {"disconnect": True}):
        mail.sink.configure([{"stage": "mail", "count": 1, **closing}])
        mine.send("policy@example.org", part, ())
    assert mail.sink.stats["connections"] == 3
    assert len(mail.sink.mails) == 6


@pytest.mark.parametrize(
    ("rule", "permanent", "retry_after", "said"),
    [
        ({"stage": "rcpt", "code": 550, "text": "5.1.1 no\x1b such \x07user"}, True, None, r"recipient .*: 5\.1\.1 no such user \(550\)"),
        ({"stage": "rcpt", "code": 451, "text": "4.7.1 Greylisted, see you"}, False, 300, "Greylisted"),
        ({"stage": "rcpt", "code": 450, "text": "4.2.0 try again in 90 seconds"}, False, 90, "90 seconds"),
        ({"stage": "rcpt", "code": 452, "text": "4.2.2 mailbox full"}, False, None, "mailbox full"),
        ({"stage": "mail", "code": 550, "text": "5.7.1 not your domain"}, True, None, r"sender monitor@example\.org"),
        ({"stage": "mail", "code": 530, "text": "5.7.0 log in first"}, True, None, "set MONITOR_SMTP_USERNAME"),
        ({"stage": "data", "code": 451, "text": "4.3.0 later"}, False, None, "later"),
        ({"stage": "data", "disconnect": True}, False, None, "connection was lost"),
        ({"stage": "after_data", "code": 554, "text": "5.7.1 spam", "accept": False}, True, None, "spam"),
        ({"stage": "after_data", "code": 452, "text": "4.3.1 disk full", "accept": False}, False, None, "disk full"),
        ({"stage": "connect", "code": 421, "text": "4.3.2 closing"}, False, None, "closing"),
        ({"stage": "connect", "code": 554, "text": "5.3.2 we take no mail"}, True, None, "we take no mail"),
        ({"stage": "connect", "disconnect": True}, False, None, "cannot be reached"),
        ({"stage": "rcpt", "code": 550, "text": "x" * 400}, True, None, "xxx…"),
    ],
)  # fmt: skip
def test_a_refusal_is_for_now_or_for_good(
    double: Doubles, notifier: Notifiers, rule: dict[str, Any], permanent: bool, retry_after: float | None, said: str
) -> None:
    """4xx and a lost connection are tried again, 5xx is not; the server's words are told, cleaned; the next mail goes."""
    mail = double()
    mail.sink.configure([{"count": 1, **rule}])
    mine = notifier(mail.port)
    with pytest.raises(DeliveryError, match=said) as caught:
        mine.send("policy@example.org", _part(), ())
    assert (caught.value.permanent, caught.value.retry_after, caught.value.uncertain) == (permanent, retry_after, False)
    assert str(caught.value).isprintable()
    assert mail.sink.mails == []
    mine.send("policy@example.org", _part(), ())
    assert len(mail.sink.mails) == 1


def test_after_an_uncertain_attempt_the_same_bytes_are_sent(double: Doubles, notifier: Notifiers) -> None:
    """The server had it, and was gone before it said so: uncertain; nothing can be found; the repeat is identical."""
    mail = double()
    mail.sink.configure([{"stage": "after_data", "disconnect": True, "count": 1}])
    mine, part = notifier(mail.port), _part()
    with pytest.raises(DeliveryError, match="before the message was acknowledged") as caught:
        mine.send("policy@example.org", part, ())
    assert caught.value.uncertain
    assert not caught.value.permanent
    assert mine.find("policy@example.org", part, (), since=SLOT) is None
    # as after a restart: another notifier, from what was kept of the part
    notifier(mail.port).send("policy@example.org", Part(part.number, part.key, part.content), ())
    first, second = mail.sink.mails
    assert not first.acknowledged
    assert second.acknowledged
    assert first.raw == second.raw


def test_a_connection_that_nobody_answers_is_temporary() -> None:
    """The worker tries again; the line names the setting."""
    with pytest.raises(DeliveryError, match=r"127\.0\.0\.1:1: cannot be reached .* check MONITOR_SMTP_HOST") as caught:
        _notifier(1).send("policy@example.org", _part(), ())
    assert not caught.value.permanent


# -- encryption and login -------------------------------------------------------------------------------------------


def test_starttls_is_verified_and_login_follows_it(
    double: Doubles, notifier: Notifiers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A certificate that the system trusts: mail goes encrypted; one that it does not: nothing goes, and it says why."""
    mail = double(tls=True, auth="user:pass", require_tls=True)
    access = {"username": "user", "password": "pass", "security": "starttls"}
    with pytest.raises(DeliveryError, match=r"certificate is not trusted .* docs/email\.md") as caught:
        notifier(mail.port, **access).send("policy@example.org", _part(), ())
    assert not caught.value.permanent
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    mine = notifier(mail.port, **access)
    mine.send("policy@example.org", _part(), ())
    (kept,) = mail.sink.mails
    assert kept.tls
    assert kept.user == "user"
    assert mine.check() == []


def test_encryption_is_never_given_up_silently(double: Doubles, notifier: Notifiers) -> None:
    """A server without STARTTLS, or that speaks no TLS at all, gets neither mail nor password."""
    mail = double(auth="user:pass")
    for security, said in (("starttls", "offers no STARTTLS"), ("tls", "no encryption could be agreed on")):
        mine = notifier(mail.port, username="user", password="pass", security=security)  # noqa: S106  of the double
        with pytest.raises(DeliveryError, match=said):
            mine.send("policy@example.org", _part(), ())
        assert len(mine.check()) == 1
    assert mail.sink.stats["AUTH"] == 0


def test_a_refused_login_is_permanent_and_shows_no_password(double: Doubles, notifier: Notifiers) -> None:
    """The remedy is named; the password does not appear, even where the server repeats it."""
    mail = double(auth="user:other")
    secret = "kestrel-41-" + "q" * 9
    mail.sink.configure([{"stage": "auth", "code": 535, "text": f"5.7.8 {secret} is wrong"}])
    mine = notifier(mail.port, username="user", password=secret)
    with pytest.raises(DeliveryError, match="MONITOR_SMTP_USERNAME and MONITOR_SMTP_PASSWORD") as caught:
        mine.send("policy@example.org", _part(), ())
    assert caught.value.permanent
    assert secret not in str(caught.value)
    assert caught.value.__cause__ is None
    assert all(secret not in line for line in mine.check())
    mine = notifier(mail.port, username="user", password="pässwort")  # noqa: S106  of the double
    with pytest.raises(DeliveryError, match="plain ASCII") as caught:
        mine.send("policy@example.org", _part(), ())
    assert "ssw" not in str(caught.value).replace("password", "").replace("PASSWORD", "")


def test_a_server_without_login_says_what_to_change(double: Doubles, notifier: Notifiers) -> None:
    """A user is set, and the server asks for none."""
    with pytest.raises(DeliveryError, match="offers no login") as caught:
        notifier(double().port, username="user", password="pass").send("policy@example.org", _part(), ())  # noqa: S106
    assert caught.value.permanent


def test_check_says_what_is_wrong(double: Doubles, notifier: Notifiers) -> None:
    """Nothing when mail could go; else a line: out of reach, sender refused, a password in the clear."""
    mail = double()
    assert notifier(mail.port).check() == []
    assert mail.sink.mails == []
    mail.sink.configure([{"stage": "mail", "code": 553, "text": "5.7.1 not yours"}])
    (line,) = notifier(mail.port).check()
    assert "monitor@example.org was refused: 5.7.1 not yours (553)" in line
    assert "cannot be reached" in notifier(1).check()[0]
    far = Email("127.0.0.2", 1, "user", "pass", "none", SENDER)
    assert "in the clear" in far.check()[0]


@pytest.mark.parametrize(
    ("code", "words", "seconds"),
    [
        (451, "4.7.1 Greylisted for 5 minutes", 300),
        (450, "4.2.0 Greylisting in action, please come back later", 300),
        (451, "Try again in 1 hour", 3600),
        (450, "4.7.1 retry after 300s", 300),
        (451, "4.3.0 [10.0.0.25] temporary failure", None),
        (550, "5.1.1 greylisted for 5 minutes", None),
    ],
)
def test_a_server_may_ask_us_to_wait(code: int, words: str, seconds: float | None) -> None:
    """The time that it names, five minutes where it only greylists; a refusal for good is not waited for."""
    assert wait(code, words) == seconds
