"""Feeds: entries told once and per update, a broken feed named and harmless, three lines of TOML for another."""

from __future__ import annotations

import contextlib
import json
import random
import time
from collections.abc import Callable
from datetime import date, timedelta
from html import escape
from pathlib import Path

import httpx
import pytest

from monitor.parliament.activities import Publication
from monitor.parliament.dates import instant
from monitor.sources.feed_list import FeedListError, Listed, load_feeds, packaged, together
from monitor.sources.feed_wire import FEED_BYTES, read_feed
from monitor.sources.feeds import EMPTY, PAUSE, Feeds
from monitor.sources.http import PoliteClient, Text
from monitor.sources.source import Unavailable, Window
from tests.listed import Memory, Upstream
from tests.upstream import Replica

NOW = instant("2026-04-23T11:00:00")
WEEK = Window(first=date(2026, 4, 16), last=date(2026, 4, 23))
PATH = "/union/rss.xml"
UNION = Listed(id="union", title="Union of Drivers", url=f"https://www.union.example{PATH}", publisher="Drivers")
OTHER = Listed(id="other", title="Other", url="https://www.other.example/atom.xml", publisher="Other")


def item(ident: str = "https://union.example/?p=7", at: str = "Wed, 22 Apr 2026 23:05:00 GMT", **more: str) -> str:
    """A fictional entry of an RSS feed."""
    fields = {
        "title": "Buses of  Wobblesham",
        "link": "https://www.union.example/buses",
        "description": escape("<p>To the probation office.</p><p>And back.</p>"),
        "guid": ident,
        "pubDate": at,
    } | more
    return "<item>" + "".join(f"<{name}>{value}</{name}>" for name, value in fields.items() if value) + "</item>"


def rss(*items: str) -> str:
    """An RSS feed of these entries."""
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel><title>Union</title>'
    return f"{head}{''.join(items)}</channel></rss>"


def atom(*entries: tuple[str, str]) -> str:
    """An Atom feed of these (id, updated)."""
    told = "".join(
        f"<entry><id>{i}</id><updated>{at}</updated><published>2020-01-01T00:00:00Z</published><title>T</title>"
        '<link href="https://www.union.example/t"/><summary>Short.</summary></entry>'
        for i, at in entries
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Union</title>{told}</feed>'


def sent(text: str | bytes, kind: str = "application/rss+xml") -> httpx.Response:
    """A reply with this feed."""
    body = text if isinstance(text, bytes) else text.encode()
    return httpx.Response(200, content=body, headers={"Content-Type": kind})


def memory(there: Upstream, *feeds: Listed) -> Memory:
    """A memory of a source that reads these feeds and no packaged ones."""
    source = Feeds(there.client())
    source.feeds = feeds or (UNION,)
    return Memory(source)


def test_an_entry_is_told_once_with_its_words() -> None:
    """Title on one line, HTML as paragraphs, London's date, the publisher's name; its id, and its instant."""
    kept = memory(Upstream({PATH: sent(rss(item()))}))
    (told,) = kept.read(WEEK, now=NOW)
    assert isinstance(told, Publication)
    assert (told.title, told.text) == ("Buses of Wobblesham", "To the probation office.\n\nAnd back.")
    assert (told.date, told.url) == (date(2026, 4, 23), "https://www.union.example/buses")
    assert told.upstream_id == "https://union.example/?p=7@2026-04-22T23:05:00Z"
    assert told.body
    assert (told.body.name, told.again) == ("Drivers", False)
    assert kept.read(WEEK, now=NOW) == []


def test_a_quiet_poll_is_one_conditional_request() -> None:
    """The feed is asked whether it has changed since it was read to its end; a 304 is a complete reading."""
    there = Upstream()

    def answer(request: httpx.Request) -> httpx.Response:
        if request.headers.get("If-None-Match") == '"1"':
            return httpx.Response(304)
        return httpx.Response(200, text=rss(item()), headers={"ETag": '"1"', "Content-Type": "text/xml"})

    there.replies[PATH] = answer
    kept = memory(there)
    assert len(kept.read(WEEK, now=NOW)) == 1
    later = NOW + timedelta(minutes=30)
    assert kept.read(WEEK, now=later) == []
    assert kept.read(WEEK, now=later + timedelta(minutes=30)) == []
    assert (len(there.requests), kept.errors) == (3, [])
    assert kept.spans["feed/union"].at > later


def test_an_update_is_told_under_its_date_and_other_words_are_a_revision() -> None:
    """The date of the update counts, not that of the publication; the subject stays."""
    there = Upstream({PATH: sent(atom(("tag:union.example,2020:t", "2026-04-20T09:00:00+01:00")))})
    kept = memory(there)
    (first,) = kept.read(WEEK, now=NOW)
    assert first.date == date(2026, 4, 20)
    there.replies[PATH] = sent(atom(("tag:union.example,2020:t", "2026-04-22T23:30:00Z")))
    (update,) = kept.read(WEEK, now=NOW)
    assert isinstance(update, Publication)
    assert (update.date, update.again, update.subject) == (date(2026, 4, 23), True, first.subject)
    words = atom(("tag:union.example,2020:t", "2026-04-22T23:30:00Z")).replace("Short.", "Longer.")
    there.replies[PATH] = sent(words)
    (revised,) = kept.read(WEEK, now=NOW)
    assert (revised.id, revised.text) == (update.id, "Longer.")
    assert isinstance(revised, Publication)
    assert revised.again


@pytest.mark.parametrize("at", ["", "soon", "Wed, 31 Feb 2026 99:99:99 GMT", "Wed, 22 Apr 9999 23:05:00 GMT"])
def test_an_entry_without_a_date_has_that_of_its_first_sight(at: str) -> None:
    """It says so, and keeps that day when it is read again or its words change."""
    there = Upstream({PATH: sent(rss(item(at=at)))})
    kept = memory(there)
    (told,) = kept.read(WEEK, now=NOW)
    assert isinstance(told, Publication)
    assert (told.date, told.updated) == (date(2026, 4, 23), "")
    assert "without a date" in told.genre
    later = NOW + timedelta(days=2)
    assert kept.read(WEEK, now=later) == []
    there.replies[PATH] = sent(rss(item(at=at, title="Trams")))
    (revised,) = kept.read(WEEK, now=later)
    assert (revised.id, revised.date) == (told.id, told.date)


def test_one_entry_of_two_feeds_is_told_once() -> None:
    """An id that is an address is the same everywhere; the feed that told of it first keeps it."""
    there = Upstream({PATH: sent(rss(item())), "/atom.xml": sent(rss(item(description="Clipped…")))})
    kept = memory(there, UNION, OTHER)
    assert len(kept.read(WEEK, now=NOW)) == 1
    there.replies[PATH] = sent(rss(item(), item("https://union.example/?p=8", link="https://union.example/8")))
    there.replies["/atom.xml"] = sent(rss(item(description="Otherwise clipped…")))
    assert [a.upstream_id[:26] for a in kept.read(WEEK, now=NOW)] == ["https://union.example/?p=8"]
    small = Upstream({PATH: sent(rss(item("7"))), "/atom.xml": sent(rss(item("7")))})
    assert len(memory(small, UNION, OTHER).read(WEEK, now=NOW)) == 2


def test_ids_that_stand_twice_lose_no_entry() -> None:
    """Where a feed gives all its entries one id, their links tell them apart; the same entry twice is one."""
    here, there = "https://union.example/a", "https://union.example/b"
    feed = rss(*(item("same", link=link) for link in (here, there, here)))
    told = memory(Upstream({PATH: sent(feed)})).read(WEEK, now=NOW)
    assert sorted(a.url for a in told) == [here, there]
    (told,) = memory(Upstream({PATH: sent(rss(item(), item()))})).read(WEEK, now=NOW)
    assert told.upstream_id.startswith("https://union.example/?p=7@")


def test_what_gov_uk_tells_is_left_to_it() -> None:
    """An entry that leads to www.gov.uk is a publication of that source."""
    feed = rss(item("1", link="https://www.gov.uk/government/news/x"), item("2"))
    assert [a.url for a in memory(Upstream({PATH: sent(feed)})).read(WEEK, now=NOW)] == [
        "https://www.union.example/buses"
    ]


def test_one_feed_that_fails_stops_no_other() -> None:
    """It is named with the remedy; the others are read."""
    there = Upstream({PATH: httpx.Response(410), "/atom.xml": sent(atom(("urn:1", "2026-04-22T10:00:00Z")))})
    kept = memory(there, UNION, Listed(**{**UNION.model_dump(), "id": "gone"}), UNION, OTHER)
    assert len(kept.read(WEEK, now=NOW)) == 1
    assert len(kept.errors) == 3
    assert kept.errors[0].startswith("Union of Drivers: www.union.example/union/rss.xml: nothing there (status 410)")
    assert 'give it to the feed of id = "union" in the file of MONITOR_FEEDS' in kept.errors[0]
    assert list(kept.spans) == ["feed/other"]


def test_an_optional_feed_that_fails_is_told_and_leaves_the_reading_complete() -> None:
    """As an unreadable record, twice a day and not with every poll, and by `monitor check`."""
    there = Upstream({"/atom.xml": sent(rss(item()))})
    kept = memory(there, Listed(**{**UNION.model_dump(), "optional": True}), OTHER)
    assert len(kept.read(WEEK, now=NOW)) == 1
    assert kept.errors == []
    assert kept.unreadable[0].startswith("unreadable feed/union: Union of Drivers: ")
    assert "feed/union" not in kept.spans
    kept.read(WEEK, now=NOW + PAUSE - timedelta(hours=1))
    assert (kept.unreadable, there.asked[PATH]) == ([], 1)
    there.replies[PATH] = sent(rss(item("2")))
    assert len(kept.read(WEEK, now=NOW + PAUSE)) == 1
    there.replies[PATH] = httpx.Response(404)
    assert "1 of 2 feeds answer; not needed, and not to be had: Union" in kept.source.check(now=NOW)
    with pytest.raises(Unavailable, match=r"Union of Drivers: .* nothing there"):
        memory(there, UNION, OTHER).source.check(now=NOW)


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (sent("<!DOCTYPE html>\n<html><body>We have moved</body></html>", "text/html"), "a web page instead of a feed"),
        (sent("<HTML><body>We have moved</body></html>"), "a web page instead of a feed"),
        (sent("We have moved"), "no feed but something else"),
        (sent("<opml><body/></opml>"), "no feed but something else"),
        (sent(""), "no feed but something else"),
        (sent('{"items": []}', "application/json"), "no feed but something else"),
        (sent('<rss version="2.0"><channel><title>x</title><item'), "the feed is broken"),
        (sent(rss(item(title="This feed has ended"))), "says that it has ended"),
        (sent(atom(("tag:www.gov.uk,2005:/feed-ended", "2026-04-22T10:00:00Z"))), "says that it has ended"),
        (sent(rss(item()).encode("utf-16")), "no feed but something else"),
        (sent(rss(item()).replace("UTF-8", "utf-7")), "written in utf-7"),
        (sent(b" " * (FEED_BYTES + 1)), "larger than 4 MB"),
        (httpx.Response(403, text="<html>Just a moment...</html>"), "refused with status 403"),
    ],
)
def test_what_is_no_feed_is_an_error_and_not_an_empty_feed(reply: httpx.Response, said: str) -> None:
    """A page, broken XML, a feed that has ended: each is told with the remedy, and no reading is complete."""
    kept = memory(Upstream({PATH: reply}))
    assert kept.read(WEEK, now=NOW) == []
    assert said in kept.errors[0]
    assert "look for its new address" in kept.errors[0]
    assert not kept.spans


def test_a_feed_that_stays_empty_is_told() -> None:
    """Two months without any entry; a feed that fills again is well."""
    there = Upstream({PATH: sent(rss())})
    kept = memory(there)
    assert kept.read(WEEK, now=NOW) == []
    kept.read(WEEK, now=NOW + EMPTY)
    assert kept.errors == []
    kept.read(WEEK, now=NOW + EMPTY + timedelta(hours=1))
    assert "has held nothing since 2026-04-23" in kept.errors[0]
    there.replies[PATH] = sent(rss(item()))
    assert len(kept.read(WEEK, now=NOW + EMPTY + timedelta(hours=2))) == 1
    assert kept.errors == []


def test_a_broken_feed_with_entries_is_read() -> None:
    """An unescaped ampersand, or an end that is missing, loses nothing that can be read."""
    for feed in (rss(item(title="Bed & Breakfast")), rss(item()).removesuffix("</channel></rss>")):
        assert len(memory(Upstream({PATH: sent(feed)})).read(WEEK, now=NOW)) == 1


def test_an_entry_that_cannot_be_told_is_named_and_the_others_are_read() -> None:
    """Without an id and a link, or without a word."""
    nameless, wordless = item("", link=""), item("3", title="", description="")
    kept = memory(Upstream({PATH: sent(rss(nameless, wordless, item()))}))
    assert len(kept.read(WEEK, now=NOW)) == 1
    assert [line.partition(" (")[0] for line in kept.unreadable] == [
        "unreadable union entry 1: it has neither an id nor a link",
        "unreadable 3: it has no words",
    ]


def test_no_script_nor_strange_link_comes_through() -> None:
    """Markup in titles is words or nothing; a link that is no web address is replaced by the feed's."""
    hostile = item(
        "1",
        title=escape("<script>alert(1)</script>Buses<img src=x onerror=alert(2)>"),
        link="javascript:alert(3)",
        description=escape("<p onclick='x()'>Words<style>p{}</style></p><iframe src='https://evil.example'></iframe>"),
    )
    (told,) = memory(Upstream({PATH: sent(rss(hostile))})).read(WEEK, now=NOW)
    assert (told.title, told.text, told.url) == ("Buses", "Words", UNION.url)
    for link in (
        "data:text/html,x",
        "https://[x/",
        "https://user:pw@union.example/",
        "https:///x",
        "file:///etc/passwd",
    ):
        told = memory(Upstream({PATH: sent(rss(item("1", link=link)))})).read(WEEK, now=NOW)[0]
        assert told.url == UNION.url, link


def bomb() -> bytes:
    """Ten entities, each ten times the one before."""
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">\n' for n in range(1, 10))
    return (
        f'<?xml version="1.0"?>\n<!DOCTYPE rss [\n<!ENTITY a0 "ha">\n{laughs}]>\n'
        f"<rss version='2.0'><channel>{item(title='&a9;')}</channel></rss>"
    ).encode()


def test_entities_do_not_unfold() -> None:
    """Neither nested ones, nor a large one named often, nor one that stands for a file."""
    large = b'<!DOCTYPE r [\n<!ENTITY a "' + b"A" * 100_000 + b'">]>\n<rss>' + b"&a;" * 3000 + b"</rss>"
    file = b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n' + rss(item(title="&x;")).encode()[40:]
    for hostile in (bomb(), large, file, bomb().replace(b"<!ENTITY", b"<!entity")):
        kept = memory(Upstream({PATH: sent(hostile)}))
        assert kept.read(WEEK, now=NOW) == []
        assert "declares entities" in kept.errors[0]


@pytest.mark.parametrize(
    "hostile",
    [
        rss(*(item(str(n), link=f"https://union.example/{n}") for n in range(1000))).encode(),
        rss(item(description=escape("<div>" * 50_000))).encode(),
        b"<?xml version='1.0'?>" + b"\n" * 500_000 + rss(item()).encode()[38:],
        ("<rss version='2.0'><channel>" + "<item>" * 5_000).encode(),
        rss(item(title="x" * 1_000_000)).encode(),
    ],
    ids=["thousand", "deep", "blank", "open", "long"],
)
def test_a_large_feed_ends_in_time(hostile: bytes) -> None:
    """Whatever is in it, a feed is read or refused within seconds."""
    begun = time.monotonic()
    with contextlib.suppress(Unavailable):
        read_feed(Text(hostile, "application/xml"), UNION.url, now=NOW)
    assert time.monotonic() - begun < 15


def test_a_feed_with_anything_wrong_is_read_or_refused(seed: int) -> None:
    """Bytes lost, doubled and changed at random: a feed, or an error that names it; nothing else is raised."""
    draw = random.Random(seed)
    whole = [
        rss(item(), item("2", link="/x"), item("3", at="")),
        atom(("tag:x", "2026-04-22T10:00:00Z"), ("urn:2", "?")),
    ]
    read = 0
    for _ in range(400):
        body = bytearray(draw.choice(whole).encode())
        for _ in range(draw.randrange(1, 12)):
            at, length = draw.randrange(len(body)), draw.randrange(20)
            there = bytes(body[draw.randrange(len(body)) :][:length])
            body[at : at + draw.choice((0, length))] = draw.choice((b"", there, draw.randbytes(1)))
        with contextlib.suppress(Unavailable):
            read_feed(Text(bytes(body), "application/xml"), UNION.url, now=NOW)
            read += 1
    assert read > 0


def test_words_that_are_nested_too_deep_are_kept() -> None:
    """Without the tags around them."""
    deep = item(description=escape("<div>" * 1000 + "To the probation office." + "</div>" * 1000))
    (told,) = memory(Upstream({PATH: sent(rss(deep))})).read(WEEK, now=NOW)
    assert told.text == "To the probation office."


def test_a_relative_link_is_one_of_the_feeds_site() -> None:
    """It is joined to the feed's address; an id is kept as printed."""
    (told,) = memory(Upstream({PATH: sent(rss(item("7", link="/buses")))})).read(WEEK, now=NOW)
    assert (told.url, told.upstream_id[:2]) == ("https://www.union.example/buses", "7@")


def test_an_id_that_two_feeds_print_is_that_of_two_entries() -> None:
    """Each has it as printed; the feed's name stands before it in the id under which it is kept, and nowhere else."""
    small = Upstream({PATH: sent(rss(item("NAO-7"))), "/atom.xml": sent(rss(item("NAO-7")))})
    told = memory(small, UNION, OTHER).read(WEEK, now=NOW)
    assert [a.record for a in told] == ["feeds/union/NAO-7", "feeds/other/NAO-7"]
    assert {a.upstream_id for a in told} == {"NAO-7@2026-04-22T23:05:00Z"}


def test_bytes_are_never_taken_for_a_file_or_an_address() -> None:
    """feedparser opens what looks like a name; it is given nothing that could."""
    for named in (b"/etc/passwd", b"https://union.example/secret"):
        with pytest.raises(Unavailable, match="no feed but something else"):
            read_feed(Text(named), UNION.url, now=NOW)


def test_an_article_is_told_rather_than_its_beginning() -> None:
    """WordPress sends both; neither is told twice."""
    article = "<p>To the probation office.</p><p>And back again.</p>"
    both = item().replace(
        "</item>", f'<encoded xmlns="http://purl.org/rss/1.0/modules/content/">{escape(article)}</encoded></item>'
    )
    (told,) = memory(Upstream({PATH: sent(rss(both))})).read(WEEK, now=NOW)
    assert told.text == "To the probation office.\n\nAnd back again."


def test_history_takes_what_the_feed_still_holds_of_those_days() -> None:
    """Whole, whatever a poll has read before; and a poll after it is as cheap as ever."""
    there = Upstream({PATH: sent(rss(item("1", at="Mon, 02 Mar 2026 09:00:00 GMT"), item("2")))})
    kept = memory(there)
    march = Window(first=date(2026, 3, 1), last=date(2026, 3, 31), history=True)
    assert [a.date for a in kept.read(march, now=NOW)] == [date(2026, 3, 2)]
    assert [a.date for a in kept.read(WEEK, now=NOW)] == [date(2026, 4, 23)]
    assert set(kept.spans) == {"feed/union", "feed/union/history"}


# -- the list of feeds ----------------------------------------------------------------------------------------------


def test_a_feed_is_three_lines(tmp_path: Path) -> None:
    """Title and address are enough; without a file there are only the packaged ones."""
    file = tmp_path / "my-feeds.toml"
    assert load_feeds(file) == ()
    file.write_text('[[feed]]\ntitle = "Napo"\nurl = "https://www.napo.example/rss.xml"\n')
    assert load_feeds(file) == (
        Listed(id="napo", title="Napo", url="https://www.napo.example/rss.xml", publisher="Napo"),
    )


def test_the_auditors_feed_is_packaged() -> None:
    """The National Audit Office is read by everybody; what was never seen to answer is optional."""
    assert {one.id: one.optional for one in packaged()} == {"nao": False, "hmi-probation": True}


def test_a_feed_of_ones_own_takes_the_place_of_a_packaged_one() -> None:
    """By its id, where the address has changed; by its address, so that nothing is asked twice."""
    moved = Listed(id="nao", title="NAO", url="https://www.nao.example/new", publisher="NAO")
    assert moved in together(packaged(), [moved])
    assert [one.id for one in together(packaged(), [moved])] == ["hmi-probation", "nao"]
    again = Listed(id="auditor", title="NAO", url=packaged()[0].url, publisher="NAO")
    assert [one.id for one in together(packaged(), [again])] == ["hmi-probation", "auditor"]


FEED = '[[feed]]\ntitle = "Napo"\nurl = "https://www.napo.example/rss.xml"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[feed]]\nurl = "https://x.example/"\n', "my-feeds.toml:1: title: is missing — add a line title"),
        ('[[feed]]\ntitle = "Napo"\n', "my-feeds.toml:1: url: is missing"),
        ('[[feed]]\ntitle = "Napo"\nurl = "http://x.example/"\n', ":3: url: .* — write it with https://"),
        ('[[feed]]\ntitle = "Napo"\nurl = "https://u:p@x.example/"\n', ":3: url: .*names a user or a port"),
        ('[[feed]]\ntitle = "Napo"\nurl = "https://x.example:99999/"\n', ":3: url: .*is no address"),
        ('[[feed]]\ntitle = "Napo"\nurl = "napo"\n', ":3: url: .*is no address"),
        (f"{FEED}link = 'x'\n", ":4: link: .* is no key of a \\[\\[feed\\]\\]"),
        (f"{FEED}optional = 'yes'\n", ":4: optional: .* — write optional = true"),
        (f"{FEED}id = 'N A P O'\n", ":4: id: .* is no id"),
        (FEED + FEED, ":5: title: another .* has the id"),
        (FEED + FEED + "id = 'other'\n", ":6: url: another .* has the url"),
        (f"{FEED}title = 'again'\n", ":4: title: stands here a second time"),
        ("[feed]\ntitle = 'x'\n", ":1: feed: is a table — begin each with a line \\[\\[feed\\]\\]"),
        (f"{FEED}title\n", "write key = value"),
    ],
)
def test_a_file_that_is_not_right_says_where(tmp_path: Path, text: str, said: str) -> None:
    """One line: file, line, key, remedy; of feeds, not of watchlists."""
    file = tmp_path / "my-feeds.toml"
    file.write_text(text)
    with pytest.raises(FeedListError, match=said) as caught:
        load_feeds(file)
    assert "\n" not in str(caught.value)
    assert "watch" not in str(caught.value)


def test_the_example_in_the_docs_is_right(tmp_path: Path) -> None:
    """docs/feeds.md shows a feed in three lines."""
    text = (Path(__file__).parent.parent / "docs/feeds.md").read_text()
    example = text.split("```toml\n")[1].split("```")[0]
    (tmp_path / "f.toml").write_text(example)
    assert len(example.splitlines()) == 3
    assert load_feeds(tmp_path / "f.toml")[0].id == "napo"


# -- against the replica --------------------------------------------------------------------------------------------


def test_each_step_of_the_scenario_is_told_and_nothing_else(shared: Path, replica: Callable[..., Replica]) -> None:
    """The auditor's report on its London day; what does not answer is no failure; one request a feed, no violation."""
    expected = json.loads((shared / "replica/scenarios/edm-signatures.expected.json").read_text())
    there = replica("edm-signatures", now=expected["steps"][0]["now"])
    with PoliteClient(mirror=there.url, pace=1000) as client:
        kept = Memory(Feeds(client))
        for step in expected["steps"]:
            there.clock(step["now"])
            now = instant(step["now"])
            window = Window(first=now.date() - timedelta(days=7), last=now.date())
            told = {(a.kind, a.upstream_id.partition("@")[0], str(a.date)) for a in kept.read(window, now=now)}
            due = {tuple(a) for a in step["activities"] if a[0] == "publication" and not a[1].startswith("/")}
            assert (told, kept.errors) == (due, []), step["now"]
            before = there.requests()
            assert kept.read(window, now=now) == []
            assert there.requests() == before + 1
        assert "1 of 2 feeds answer" in kept.source.check(now=NOW)
    assert there.violations() == []
