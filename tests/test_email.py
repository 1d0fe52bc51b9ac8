"""Email: the message that a digest becomes, its plain text, its HTML and its headers."""

from __future__ import annotations

import os
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from notifiers.email_html import html, tied
from notifiers.email_message import message_id
from notifiers.email_text import COLUMNS, text
from notifiers.layout import LICENCE, page
from notifiers.notifier import DeliveryError, Thread
from tests import mail
from tests.mail import SENDER
from tests.mail_digest import ASKED, DEBATED, RECEIPTS, SLOT, digest, entry
from watchlists.digest import Past, Said
from watchlists.headlines import FULL

GOLDEN = Path(__file__).parent / "golden"
#: Gmail cuts off what is longer (https://developers.google.com/gmail/design/css)
CLIPPED = 102 * 1024


# -- what is said ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["digest.txt", "digest.html", "digest.headers.txt"])
def test_a_digest_looks_as_it_was_approved(name: str) -> None:
    """Golden files: a change of what people get is seen in review. GOLDEN=write writes them anew."""
    part = mail.part()
    plain, rich = mail.bodies(part)
    said = {"digest.txt": plain, "digest.html": rich, "digest.headers.txt": part.content.partition("\n\n")[0] + "\n"}
    path = GOLDEN / name
    if os.environ.get("GOLDEN") == "write":
        path.write_text(said[name], encoding="utf-8")
    assert said[name] == path.read_text(encoding="utf-8")


def test_the_text_is_complete_by_itself() -> None:
    """Every word of the digest that a reader of the HTML sees stands in the plain text too, in the same order."""
    plain, rich = mail.bodies(mail.part())
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
    links = mail.judging(shared)
    odd = ["https://example.org/a).", "https://example.org/(b)", "https://example.org/[c]>d", "http://example.org/é;"]
    entries = tuple(entry("commons", n, url=url) for n, url in enumerate(odd))
    plain, rich = mail.bodies(mail.part(digest(entries=(*digest().entries, *entries))))
    found = links.in_html(rich)
    assert [links.canonical(u) for u in links.in_text(plain)] == [links.canonical(u) for u in found]
    assert found == links.in_text(plain)
    assert len(found) == len(digest().entries) + 1 + len(odd)


def test_an_address_stands_once_after_all_that_can_be_read_there() -> None:
    """Question and answer share one link; a reply without one belongs to what it replies to; an entry is never without."""
    urls = ["", "", "https://example.org/2", "", "https://example.org/3"]
    said = tuple(Said(who=f"Member {n}", verb="said", text="Words.", url=url) for n, url in enumerate(urls))
    ((section),) = page(digest(entries=(entry("answers", said=said, url="https://example.org/1"),))).sections
    assert [q.url[-1:] for q in section.full[0].quotes] == ["", "1", "", "2", "3"]
    assert section.full[0].url == ""
    ((section),) = page(digest(entries=(entry("answers", url="https://example.org/1"),))).sections
    assert section.full[0].url == "https://example.org/1"


def test_a_question_says_who_is_to_answer() -> None:
    """Also where the excerpt begins after "To ask the Secretary of State for …"."""
    ((section),) = page(digest(entries=(entry("tabled", body="Ministry of Justice"),))).sections
    assert section.full[0].label == "Written question 41001 · Ministry of Justice · Mon 9 Mar"


def test_a_state_stands_on_one_line() -> None:
    """Nobody searches in vain for "Answered, 6 days late"."""
    chip = "Answered, 6 days late"
    for width in range(40, 80):
        told = text(page(digest(entries=(entry("answers", label="x" * width, chip=chip),))))
        assert f"[{chip}]" in told


@pytest.mark.parametrize(("cadence", "heading"), [("daily", "Needs action today"), ("weekly", "Needs action")])
def test_what_needed_action_in_a_week_needs_it_not_only_today(cadence: str, heading: str) -> None:
    """A weekly digest has no today."""
    ((section),) = page(digest(entries=(entry("action"),), cadence=cadence)).sections
    assert section.heading == heading


def test_twelve_are_told_in_full_and_the_rest_in_a_line_each() -> None:
    """Nothing is hidden: the thirteenth has its line and its link, in its place."""
    entries = tuple(entry("tabled", n, said=(ASKED,)) for n in range(1, 20))
    told = page(digest(entries=entries))
    ((section),) = told.sections
    assert (len(section.full), len(section.brief)) == (FULL, 7)
    assert "7 more in a line each" in told.line
    plain, rich = mail.bodies(mail.part(digest(entries=entries)))
    assert plain.count("READ IN FULL") == rich.count("READ IN FULL") == 19
    assert "- Written question 41013: Probation: Caseloads in District 13 – Araminta" in plain
    assert len(LexborHTMLParser(rich).css("p.brief a")) == 7


def test_a_full_digest_is_not_clipped_by_gmail() -> None:
    """Twelve in full with six speakers each, and sixty in a line, stay under what Gmail shows."""
    words = ASKED.model_copy(update={"text": "Probation officers are told of it. " * 9, "marks": ((0, 9), (36, 45))})
    said = tuple(words.model_copy(update={"url": f"{ASKED.url}{n}"}) for n in range(6))
    full = [entry("commons", n, said=said) for n in range(FULL)]
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
    plain, rich = mail.bodies(mail.part(digest(entries=())))
    assert "Nothing matched." in plain
    assert "Nothing matched." in rich
    assert "2,214 read" in plain
    plain, rich = mail.bodies(mail.part(digest(entries=(), receipts=(), cadence="notice")))
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
    rich = mail.bodies(mail.part())[1]
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
    part = mail.part()
    assert part == mail.part()
    assert part.content.isascii()
    assert (part.number, part.key) == (1, "digest-42/1")
    notifier = mail.notifier()
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
    read = mail.read(mail.part())
    assert (read["From"], read["To"]) == (SENDER, "policy@example.org")
    for sender in ('"Monitor, Parliament" <m@example.org>', "Überwachung – Parlament <m@example.org>", "m@example.org"):
        assert str(mail.read(mail.part(sender=sender))["From"]) == sender
    assert read["Date"] == "Wed, 11 Mar 2026 07:30:00 +0000"
    assert read["List-Id"] == "<probation.monitor.example.org>"
    stop = "<https://monitor.example.org/stop/abc123>, <mailto:monitor@example.org?subject=stop%20Probation>"
    assert read["List-Unsubscribe"] == stop
    assert read["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert read["Auto-Submitted"] == "auto-generated"
    assert read["In-Reply-To"] is None
    (summer,) = mail.notifier().parts(digest(), key="k", thread=None, now=SLOT + timedelta(days=60))
    assert mail.read(summer)["Date"].endswith("08:30:00 +0100")


def test_without_a_public_address_a_digest_is_stopped_by_mail() -> None:
    """One-click needs an https address (RFC 8058): without one the header is left out."""
    read = mail.read(mail.part(digest(stop_url="")))
    assert read["List-Unsubscribe"] == "<mailto:monitor@example.org?subject=stop%20Probation>"
    assert read["List-Unsubscribe-Post"] is None
    assert mail.read(mail.part(digest(stop_url="http://monitor.example.org/s")))["List-Unsubscribe-Post"] is None


def test_at_once_news_refers_to_the_first_notice() -> None:
    """In-Reply-To and References name earlier Message-IDs; what is none is left out."""
    earlier = tuple(f"<digest-{n}-1.aa@example.org>" for n in range(30))
    read = mail.read(mail.part(thread=Thread(remote_ids=(*earlier, "C1/17.5", "<a@b>\nBcc: <c@d>"))))
    assert read["In-Reply-To"] == earlier[-1]
    assert read["References"].split() == [earlier[0], *earlier[-9:]]
    assert read["Bcc"] is None


def test_an_address_beyond_ascii_is_refused_or_written_as_servers_do() -> None:
    """A domain goes by its IDNA name; a name that only some servers take is refused for good, in words."""
    assert mail.read(mail.part(digest(address="email:policy@bücher.example")))["To"] == "policy@xn--bcher-kva.example"
    for wrong in ("email:pölicy@example.org", "email:a b@example.org", "email:a@example.org\nBcc: b@example.org"):
        with pytest.raises(DeliveryError, match="no address that mail can be sent to") as caught:
            mail.part(digest(address=wrong))
        assert caught.value.permanent


def test_a_date_is_not_divided_between_two_lines() -> None:
    """On a telephone "10" would end one line and "Mar" begin the next; quotations are left as they are printed."""
    assert tied("Due Thu 12 Mar 2026 07:30 · 5 new") == "Due Thu\xa012\xa0Mar\xa02026\xa007:30 · 5 new"
    assert tied("since Tue 10 Mar 09:00–11:30") == "since Tue\xa010\xa0Mar\xa009:00–11:30"
    assert tied("the 3 Marsh Lane houses, 12 Mayors") == "the 3 Marsh Lane houses, 12 Mayors"
