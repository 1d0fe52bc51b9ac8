"""GOV.UK: each page and each update told once with its words, cheaply while nothing happens, and nothing missed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from monitor.parliament.activities import Publication
from monitor.parliament.dates import instant, today
from monitor.sources.gov_uk import CONTENTS, COUNT, WHOLE, GovUk
from monitor.sources.gov_uk_wire import BODIES, entry, with_words
from monitor.sources.http import PoliteClient
from monitor.sources.source import Window
from tests.listed import Memory, Upstream
from tests.upstream import Replica

NOW = instant("2026-04-23T11:00:00")
WEEK = Window(first=date(2026, 4, 16), last=date(2026, 4, 23))
SEARCHED, ATOM = "/api/search.json", "/search/all.atom"
NEWS = "/government/news/buses-of-wobblesham"
MOJ, MUSEUM = "ministry-of-justice", "museum-of-buses"


def page(path: str = NEWS, at: str = "2026-04-21T09:00:00Z", slug: str = MOJ, **fields: Any) -> dict[str, Any]:
    """A fictional page as the search lists it."""
    return {
        "title": " Buses of  Upper Wobblesham ",
        "link": path,
        "public_timestamp": at,
        "organisations": [{"title": slug.replace("-", " ").title(), "slug": slug, "acronym": ""}],
        "description": "Officers ride free.",
        "content_store_document_type": "press_release",
        "_id": path,
        "es_score": None,
    } | fields


@dataclass
class Government:
    """A www.gov.uk with these pages; `unlisted` stand only in its Atom feed."""

    pages: list[dict[str, Any]] = field(default_factory=list)
    unlisted: list[dict[str, Any]] = field(default_factory=list)
    words: dict[str, Any] = field(default_factory=dict)
    upstream: Upstream = field(default_factory=Upstream)

    def __post_init__(self) -> None:
        self.upstream.replies |= {SEARCHED: self.search, ATOM: self.atom}
        for path in {one["link"] for one in (*self.pages, *self.unlisted)}:
            self.upstream.replies[f"/api/content{path}"] = self.content

    def search(self, request: httpx.Request) -> httpx.Response:
        """As the real one: a page of another body is not shown, nor one of before."""
        asked = request.url.params
        body, since = asked.get("filter_organisations"), asked["filter_public_timestamp"].split(",")[0][5:]
        found = [p for p in self.pages if not body or body in (o["slug"] for o in p["organisations"])]
        found = [p for p in found if p["public_timestamp"].replace("T", " ") >= since]
        start, count = int(asked.get("start", 0)), int(asked["count"])
        return httpx.Response(200, json={"results": found[start : start + count], "total": len(found), "start": start})

    def atom(self, request: httpx.Request) -> httpx.Response:
        """The feed of one body, as finder-frontend writes it."""
        body = request.url.params["organisations[]"]
        entries = "".join(
            f"<entry><id>tag:www.gov.uk,2005:{p['link']}</id><updated>{p['public_timestamp']}</updated>"
            f'<link rel="alternate" type="text/html" href="https://www.gov.uk{p["link"]}"/>'
            f"<title>{p['title']}</title><summary type='html'>{p['description']}</summary></entry>"
            for p in (*self.pages, *self.unlisted)
            if body in (o["slug"] for o in p["organisations"])
        )
        text = f'<feed xmlns="http://www.w3.org/2005/Atom"><id>https://www.gov.uk{ATOM}</id>{entries}</feed>'
        return httpx.Response(200, text=text, headers={"Content-Type": "application/atom+xml"})

    def content(self, request: httpx.Request) -> httpx.Response:
        """A page with the words given for it."""
        path = request.url.path.removeprefix("/api/content")
        details = {"body": self.words.get(path, "<p>They stop at the probation office.</p>")}
        return httpx.Response(200, json={"base_path": path, "document_type": "news_story", "details": details})

    def memory(self) -> Memory:
        """A memory of a source that reads here."""
        return Memory(GovUk(self.upstream.client()))


def test_a_page_is_told_once_with_its_summary_and_its_words() -> None:
    """Its title on one line, its body's paragraphs, its address, and the instant of its publication in its id."""
    memory = Government([page()]).memory()
    (told,) = memory.read(WEEK, now=NOW)
    assert isinstance(told, Publication)
    assert told.text == "Officers ride free.\n\nThey stop at the probation office."
    assert (told.title, told.date) == ("Buses of Upper Wobblesham", date(2026, 4, 21))
    assert told.upstream_id == NEWS
    assert told.url == f"https://www.gov.uk{NEWS}"
    assert told.body
    assert told.body.name == "Ministry Of Justice"
    assert (told.genre, told.again) == ("press_release", False)
    assert memory.read(WEEK, now=NOW) == []


def test_a_quiet_poll_is_one_request() -> None:
    """The latest of all of government are asked for; twice a day the whole window, and each feed."""
    there = Government([page(), page("/old", slug=MUSEUM)])
    memory = there.memory()
    memory.read(WEEK, now=NOW)
    assert there.upstream.asked == {SEARCHED: 1, ATOM: len(BODIES), f"/api/content{NEWS}": 1}
    quiet = NOW + timedelta(minutes=10)
    assert memory.read(WEEK, now=quiet) == []
    assert there.upstream.asked.total() == 1 + len(BODIES) + 1 + 1
    there.pages += [page("/buses", at="2026-04-23T10:05:00Z"), page("/x", at="2026-04-23T10:05:00Z", slug=MUSEUM)]
    assert [a.url.removeprefix("https://www.gov") for a in memory.read(WEEK, now=quiet)] == [".uk/buses", ".uk/x"]
    assert there.upstream.asked[ATOM] == len(BODIES)
    memory.read(WEEK, now=NOW + WHOLE + timedelta(minutes=20))
    assert (there.upstream.asked[SEARCHED], there.upstream.asked[ATOM]) == (4, 2 * len(BODIES))
    assert there.upstream.asked[f"/api/content{NEWS}"] == 1


def test_a_week_that_suddenly_shows_nothing_is_not_believed() -> None:
    """A page of the window was shown by the search before; asked for again it is there, and the reading whole."""
    there = Government([page()])
    memory = there.memory()
    memory.read(WEEK, now=NOW)
    held, there.pages = there.pages, []
    memory.read(WEEK, now=NOW + WHOLE + timedelta(hours=1))
    assert memory.errors == ["published/recent: shows nothing, though it showed what is of 2026-04-21"]
    there.pages = held
    memory.read(WEEK, now=NOW + WHOLE + timedelta(hours=2))
    assert memory.errors == []


@pytest.mark.parametrize("history", [False, True])
def test_a_page_of_another_body_is_told_by_its_title_and_summary(history: bool) -> None:
    """They are all that is asked for: whether or not its words could be had, it is whole."""
    there = Government([page(slug=MUSEUM)])
    there.upstream.replies[f"/api/content{NEWS}"] = httpx.Response(503)
    memory = there.memory()
    (told,) = memory.read(WEEK.model_copy(update={"history": history}), now=NOW)
    assert isinstance(told, Publication)
    assert (told.title, told.text) == ("Buses of Upper Wobblesham", "Officers ride free.")
    assert told.body
    assert told.body.name == "Museum Of Buses"
    assert (memory.errors, there.upstream.asked[f"/api/content{NEWS}"]) == ([], 0)
    assert memory.read(WEEK, now=NOW + WHOLE + timedelta(hours=1)) == []
    assert there.upstream.asked[f"/api/content{NEWS}"] == 0


def test_a_page_of_several_bodies_is_read_for_ours() -> None:
    """Its words are fetched, and it is told as ours though another is named first."""
    both = [{"title": "Museum of Buses", "slug": MUSEUM}, {"title": "Ministry of Justice", "slug": MOJ}]
    (told,) = Government([page(organisations=both)]).memory().read(WEEK, now=NOW)
    assert isinstance(told, Publication)
    assert told.body
    assert (told.body.name, "probation" in told.text) == ("Ministry of Justice", True)


def test_no_page_is_lost_between_the_replies_of_a_search() -> None:
    """More pages than one reply holds are asked for until all have come."""
    there = Government([page(f"/guidance/{n}", slug=MUSEUM) for n in range(2 * COUNT + 1)])
    assert len(there.memory().read(WEEK, now=NOW)) == 2 * COUNT + 1
    assert [r.url.params.get("start", "0") for r in there.upstream.requests if r.url.path == SEARCHED] == [
        "0",
        str(COUNT),
        str(2 * COUNT),
    ]


def test_what_entered_the_index_late_is_found() -> None:
    """By the next poll within three hours of its instant, by the next whole search after that."""
    there = Government()
    memory = there.memory()
    memory.read(WEEK, now=NOW)
    there.pages += [page("/soon", at="2026-04-23T07:30:00Z"), page("/late", at="2026-04-20T07:30:00Z")]
    assert [a.url[-5:] for a in memory.read(WEEK, now=NOW + timedelta(minutes=10))] == ["/soon"]
    assert [a.url[-5:] for a in memory.read(WEEK, now=NOW + WHOLE + timedelta(minutes=20))] == ["/late"]


def test_an_update_is_told_under_its_date_as_an_update() -> None:
    """The page keeps its subject; its first publication stays as it was told."""
    there = Government([page()])
    memory = there.memory()
    (first,) = memory.read(WEEK, now=NOW)
    there.pages[:] = [page(at="2026-04-23T08:00:00Z")]
    (update,) = memory.read(WEEK, now=NOW + timedelta(hours=1))
    assert isinstance(update, Publication)
    assert (update.subject, update.date, update.again) == (first.subject, date(2026, 4, 23), True)
    assert (first.upstream_id, update.upstream_id) == (NEWS, f"{NEWS}@2026-04-23T08:00:00Z")
    assert first.id in memory.told


def test_an_update_of_a_page_never_seen_is_known_as_one() -> None:
    """What the page says of its first publication tells it from a new page, also where that could be read only later."""
    there = Government([page()])
    there.upstream.replies[f"/api/content{NEWS}"] = httpx.Response(503)
    memory = there.memory()
    memory.read(WEEK, now=NOW)
    reply = {"first_published_at": "2019-04-21T09:00:00.000+01:00", "details": {"body": "<p>Old.</p>"}}
    there.upstream.replies[f"/api/content{NEWS}"] = reply
    for seen in (memory, there.memory()):
        (told,) = seen.read(WEEK, now=NOW + WHOLE + timedelta(hours=1))
        assert isinstance(told, Publication)
        assert told.again


def test_an_update_of_a_page_of_another_body_is_known_by_what_was_kept() -> None:
    """Nothing else says so: where the page is new to us, so is its publication."""
    there = Government([page(slug=MUSEUM)])
    memory = there.memory()
    memory.read(WEEK, now=NOW)
    there.pages[:] = [page(slug=MUSEUM, at="2026-04-23T08:00:00Z")]
    told = [*memory.read(WEEK, now=NOW + timedelta(hours=1)), *there.memory().read(WEEK, now=NOW)]
    assert [a.again for a in told if isinstance(a, Publication)] == [True, False]
    there.pages[0] |= {"description": "Officers ride free on Sundays."}
    (other,) = memory.read(WEEK, now=NOW + timedelta(hours=2))
    assert isinstance(other, Publication)
    assert (other.id, other.again) == (told[0].id, True)


@pytest.mark.parametrize(
    ("at", "day"),
    [
        ("2026-04-21T23:01:00Z", date(2026, 4, 22)),
        ("2026-04-21T22:59:59.123Z", date(2026, 4, 21)),
        ("2026-04-21T23:30:00", date(2026, 4, 22)),
        ("2026-04-22T00:30:00+01:00", date(2026, 4, 22)),
    ],
)
def test_the_date_is_londons(at: str, day: date) -> None:
    """In summer time a page of 23:01 UTC is of the next day; without an offset it is UTC."""
    assert [a.date for a in Government([page(at=at)]).memory().read(WEEK, now=NOW)] == [day]


def test_what_the_search_lacks_is_taken_from_the_atom_feed() -> None:
    """With its words; and when the search shows it too, nothing is told again."""
    missed = page("/government/news/missed")
    there = Government([page()], unlisted=[missed])
    memory = there.memory()
    told = memory.read(WEEK, now=NOW)
    assert [a.upstream_id.partition("@")[0] for a in told] == [NEWS, "/government/news/missed"]
    assert all("probation" in a.text for a in told)
    there.pages, there.unlisted = [*there.pages, missed], []
    assert memory.read(WEEK, now=NOW + WHOLE + timedelta(hours=1)) == []
    assert memory.records["gov-uk//government/news/missed"].body  # type: ignore[attr-defined]


def test_an_old_entry_of_the_atom_feed_is_not_dug_up() -> None:
    """The feed reaches further back than the window; what lies before it is no news."""
    there = Government(unlisted=[page(at="2026-03-01T09:00:00Z")])
    assert there.memory().read(WEEK, now=NOW) == []


@pytest.mark.parametrize("host", [503, 403])
def test_without_the_atom_feed_the_search_is_read_and_the_loss_told(host: int) -> None:
    """The publications come, and the reading is not complete."""
    there = Government([page()])
    there.upstream.replies[ATOM] = httpx.Response(host)
    memory = there.memory()
    assert len(memory.read(WEEK, now=NOW)) == 1
    assert memory.errors[0].startswith("atom/ministry-of-justice: ")
    assert "gave up" in memory.errors[-1]


def test_a_feed_that_has_ended_is_told_to_the_operator() -> None:
    """GOV.UK retires a feed with one entry that says so."""
    there = Government([page()])
    ended = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>tag:www.gov.uk,2005:/x/feed-ended</id>'
        "<title>This feed has ended</title></entry></feed>"
    )
    there.upstream.replies[ATOM] = httpx.Response(200, text=ended)
    memory = there.memory()
    assert len(memory.read(WEEK, now=NOW)) == 1
    assert "says that it has ended" in memory.errors[0]


def test_a_failed_search_is_tried_again_at_the_next_poll() -> None:
    """Half a day is counted from a search that was read to its end."""
    there = Government([page(slug=MUSEUM)])
    memory = there.memory()
    search = there.upstream.replies[SEARCHED]
    there.upstream.replies[SEARCHED] = httpx.Response(503)
    memory.read(WEEK, now=NOW)
    assert "status 503" in memory.errors[0]
    there.upstream.replies[SEARCHED] = search
    assert len(memory.read(WEEK, now=NOW + timedelta(minutes=30))) == 1


def test_a_page_without_words_is_told_by_its_summary_and_asked_for_again() -> None:
    """No error: it is found by its title and summary, and by its words once they are there."""
    there = Government([page()])
    words = there.upstream.replies[f"/api/content{NEWS}"]
    there.upstream.replies[f"/api/content{NEWS}"] = httpx.Response(503)
    memory = there.memory()
    (told,) = memory.read(WEEK, now=NOW)
    assert (told.text, memory.errors) == ("Officers ride free.", [])
    there.upstream.replies[f"/api/content{NEWS}"] = words
    (whole,) = memory.read(WEEK, now=NOW + WHOLE + timedelta(hours=1))
    assert (whole.id, "probation" in whole.text) == (told.id, True)


def test_words_are_bounded_in_a_poll() -> None:
    """A thousand new pages are told at once, and their words come over several polls."""
    there = Government([page(f"/guidance/{n}") for n in range(CONTENTS + 40)])
    memory = there.memory()
    assert len(memory.read(WEEK, now=NOW)) == CONTENTS + 40
    assert sum(n for path, n in there.upstream.asked.items() if path.startswith("/api/content")) == CONTENTS
    assert len(memory.read(WEEK, now=NOW + WHOLE + timedelta(hours=1))) == 40


def test_a_page_elsewhere_keeps_its_address() -> None:
    """Its words are not asked for; no other kind of link is followed."""
    rows = [page("https://consult.example/probation"), page("javascript:alert(1)")]
    there = Government(rows)
    memory = there.memory()
    (told,) = memory.read(WEEK, now=NOW)
    assert told.url == "https://consult.example/probation"
    assert any("unreadable javascript:alert(1): link" in line for line in memory.unreadable)


def test_what_cannot_be_understood_is_named_and_the_others_are_read() -> None:
    """A row without its instant is one line with its id and address."""
    memory = Government([page("/x", at="soon"), page(organisations=[{"slug": MOJ, "title": None}])]).memory()
    assert [a.upstream_id.partition("@")[0] for a in memory.read(WEEK, now=NOW)] == [NEWS]
    (line,) = memory.unreadable
    assert "unreadable /x: public_timestamp" in line
    assert "https://www.gov.uk/x" in line


def test_an_upstream_that_ignores_a_parameter_is_not_believed() -> None:
    """Rows of another time than was asked for make the reading fail."""
    there = Government()
    there.upstream.replies[SEARCHED] = {"results": [page(at="2019-04-21T09:00:00Z")], "total": 1}
    memory = there.memory()
    assert memory.read(WEEK, now=NOW) == []
    assert "answered with a page of 2019-04-21" in memory.errors[0]


def test_a_host_that_is_down_is_an_error_and_not_a_quiet_day() -> None:
    """Nothing is told, no span is complete, and the host is not asked for each feed in vain."""
    there = Government()
    there.upstream.replies |= {SEARCHED: httpx.Response(503), ATOM: httpx.Response(503)}
    memory = there.memory()
    assert memory.read(WEEK, now=NOW) == []
    assert memory.errors
    assert not memory.spans
    assert there.upstream.asked == {SEARCHED: 2, ATOM: 2}


def test_history_is_read_by_the_month_without_the_feed() -> None:
    """Only the days asked for, whole, each page once; words that cannot be had make it incomplete."""
    there = Government([page(at="2026-03-31T23:30:00Z"), page("/a", at="2026-03-31T22:30:00Z")])
    memory = there.memory()
    history = Window(first=date(2026, 4, 1), last=date(2026, 4, 30), history=True)
    assert [a.date for a in memory.read(history, now=NOW)] == [date(2026, 4, 1)]
    assert there.upstream.asked == {SEARCHED: 1, f"/api/content{NEWS}": 1}
    assert memory.read(history, now=NOW) == []
    assert there.upstream.asked[SEARCHED] == 1
    other = Government([page(at="2026-03-31T23:30:00Z")])
    other.upstream.replies[f"/api/content{NEWS}"] = httpx.Response(503)
    failed = other.memory()
    failed.read(history, now=NOW)
    assert "status 503" in failed.errors[0]


def test_a_page_in_parts_or_in_several_forms_is_read() -> None:
    """Guides have parts; some bodies come as HTML and as Markdown."""
    bare = entry(page())
    forms = [{"content_type": "text/govspeak", "content": "# x"}, {"content_type": "text/html", "content": "<p>y</p>"}]
    assert with_words(bare, {"details": {"body": forms}}).words == "y"
    parts = [{"title": "One", "body": "<p>first</p>"}, {"title": None, "body": None}, 7]
    assert with_words(bare, {"details": {"parts": parts}}).words == "One\n\nfirst"
    for odd in (
        {},
        {"details": None},
        {"details": {"body": 7, "parts": 7}},
        {"first_published_at": "0001-01-01T00:00:00+05:00"},
    ):
        assert with_words(bare, odd).words == ""


def test_check_names_the_bodies_that_are_silent() -> None:
    """A body that was renamed shows by its silence; a reply of another shape is an error."""
    there = Government([page()])
    source = GovUk(there.upstream.client())
    said = source.check(now=NOW)
    assert said.startswith("1 publications in the last 28 days; none by hm-prison-and-probation-service")
    row = page()
    del row["description"]
    there.pages[:] = [row]
    with pytest.raises(Exception, match="no description"):
        source.check(now=NOW)


@pytest.mark.parametrize("scenario", ["edm-signatures", "recess-and-clocks"])
def test_each_step_of_a_scenario_is_told_and_nothing_else(
    scenario: str, shared: Path, replica: Callable[..., Replica]
) -> None:
    """Exactly the publications expected at each step; a poll repeated at once is one request; no violation."""
    expected = json.loads((shared / f"replica/scenarios/{scenario}.expected.json").read_text())
    there = replica(scenario, now=expected["steps"][0]["now"])
    with PoliteClient(mirror=there.url, pace=1000) as client:
        memory = Memory(GovUk(client))
        for step in expected["steps"]:
            there.clock(step["now"])
            now = instant(step["now"])
            window = Window(first=now.date() - timedelta(days=7), last=now.date())
            told = {(a.kind, a.upstream_id.partition("@")[0], str(a.date)) for a in memory.read(window, now=now)}
            due, may = (
                {tuple(a) for a in step.get(key, ()) if a[0] == "publication" and a[1].startswith("/")}
                for key in ("activities", "activities_may")
            )
            assert due <= told <= due | may, step["now"]
            assert memory.errors == []
            before = there.requests()
            assert memory.read(window, now=now) == []
            assert there.requests() == before + 1
    assert there.violations() == []


def test_every_recorded_page_is_told(shared: Path, replica: Callable[..., Replica]) -> None:
    """Of whichever department: under its date in London, with its summary and its body, by one request a month."""
    files = (shared / "parliament-apis/samples/govuk").glob("search-*.json")
    rows = {row["link"]: row for file in files for row in json.loads(file.read_text())["results"]}
    days = sorted(instant(row["public_timestamp"]).date() for row in rows.values())
    there = replica()
    with PoliteClient(mirror=there.url, pace=1000) as client:
        memory = Memory(GovUk(client))
        history = Window(first=days[0], last=days[-1] + timedelta(days=1), history=True)
        told = {a.upstream_id.partition("@")[0]: a for a in memory.read(history, now=instant("2026-09-20T09:00:00"))}
    assert set(told) == set(rows)
    assert rows
    for link, page_told in told.items():
        assert isinstance(page_told, Publication)
        assert page_told.date == today(instant(rows[link]["public_timestamp"]))
        assert rows[link]["description"].split() == page_told.text.split()
        assert page_told.body
    assert there.requests() == 1
    assert memory.errors == memory.unreadable == []
