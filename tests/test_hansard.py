"""Every contribution of a sitting is read once, followed where it moves, and told from noise; failures are named."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.parliament.activities import Activity
from monitor.parliament.dates import instant, today
from monitor.parliament.text import plain
from monitor.sources.hansard import Hansard, activity, due
from monitor.sources.hansard_exchange import by_office, exchanges, in_the_chair, office
from monitor.sources.hansard_identity import moves, settle
from monitor.sources.hansard_record import SpokenRecord, chamber_of, link, slug
from monitor.sources.hansard_shape import Sitting
from monitor.sources.hansard_wire import printed_name
from monitor.sources.http import PoliteClient
from monitor.sources.source import Kept, Page, Reading, Window
from tests.hansard_double import MINISTER, Day, Debate, Double, said

#: 40 different words, for texts long enough to be compared by their runs
LONG = " ".join(f"{a}{b}" for a in ("oat", "rye", "bran", "malt") for b in "abcdefghij")


class Walk:
    """What `poll` and the store do with pages, in dictionaries."""

    def __init__(self, client: PoliteClient) -> None:
        self.source, self.client = Hansard(client), client
        self.records: dict[str, SpokenRecord] = {}
        self.absent: dict[str, int] = {}
        self.aliases: dict[str, str] = {}
        self.read: dict[str, Reading] = {}
        self.told: dict[str, Activity] = {}
        self.errors: list[str] = []
        self.unreadable: list[str] = []

    def listings(self, ids: Collection[str]) -> Mapping[str, str]:
        """No listings: every page is read in full."""
        return {}

    def readings(self, spans: Collection[str]) -> Mapping[str, Reading]:
        """The last complete readings."""
        return {s: self.read[s] for s in spans if s in self.read}

    def poll(
        self, now: str, *, first: str | None = None, history: bool = False
    ) -> tuple[list[Activity], list[Activity]]:
        """One poll of the week up to *now*, or of history from *first*: activities that are new, and those revised."""
        at = instant(now)
        start = date.fromisoformat(first) if first else today(at) - timedelta(days=7)
        new: list[Activity] = []
        revised: list[Activity] = []
        self.errors, self.unreadable = [], []
        for page in self.source.read(Window(first=start, last=today(at), history=history), self, [], now=at):
            self._take(page, at, new, revised)
        return new, revised

    def requests(self, now: str) -> int:
        """How many requests a poll at *now* sends."""
        before = self.client.requests
        self.poll(now)
        return self.client.requests - before

    def _take(self, page: Page, at: datetime, new: list[Activity], revised: list[Activity]) -> None:
        self.errors += [page.error] if page.error else []
        self.unreadable += page.unreadable
        settled = self.source.settle(self._ours(page), self._kept(page))
        for record in settled.records:
            assert isinstance(record, SpokenRecord)
            assert SpokenRecord.model_validate_json(record.model_dump_json()) == record
            for event in self.source.events(record, self.records.get(record.id), again=False, now=at):
                old, now = self.told.get(event.activity.id), event.activity
                (new if old is None else revised if old.fingerprint != now.fingerprint else []).append(now)
                self.told[now.id] = now
            self.records[record.id], self.absent[record.id] = record, 0
        for id in settled.gone:
            self.absent[id] += 1
        self.aliases |= settled.aliases
        if page.complete:
            self.read[page.span] = Reading(span=page.span, at=at, count=len(page.seen), probe=page.probe)

    def _ours(self, page: Page) -> Page:
        known = self.aliases
        records = [
            r.model_copy(update={"id": known[r.id], "upstream_id": known[r.id].removeprefix("hansard/")})
            if r.id in known
            else r
            for r in page.records
        ]
        seen = frozenset(known.get(i, i) for i in page.seen)
        return page.model_copy(update={"records": tuple(records), "seen": seen})

    def _kept(self, page: Page) -> dict[str, Kept]:
        return {i: Kept(record=r, absent=self.absent[i]) for i, r in self.records.items() if r.span == page.span}


def a_day(*items: dict[str, Any], title: str = "Oats", **more: Any) -> Day:
    """A day of the Commons with one debate."""
    root = Debate("c0c0", "Commons Chamber")
    return Day({"Debate": [root, Debate("D0D0", title, list(items), parent="c0c0")]}, **more)


def commons(day: Day, on: str = "2026-03-10") -> Double:
    """A Hansard of that one day."""
    return Double({("commons", on): day})


def spoken(n: int, member: int | None, words: str, *, by: str = "", **more: Any) -> SpokenRecord:
    """A record of the fictional debate."""
    ext = f"EXT-{n}"
    return SpokenRecord(
        id=f"hansard/{ext}", upstream_id=ext, span="commons/2026-03-10", anchor=ext, value=words, member=member,
        name=more.pop("name", by), attribution=by, house="commons", chamber="commons-chamber", day=date(2026, 3, 10),
        debate=more.pop("debate", "D0D0"), heading="Oats", order=(2, n), **more,
    )  # fmt: skip


def settled_page(records: Sequence[SpokenRecord], *, complete: bool = True) -> Page:
    """A page of the fictional day."""
    seen = frozenset(r.id for r in records)
    return Page(span="commons/2026-03-10", records=tuple(records), complete=complete, seen=seen)


def kept(*records: SpokenRecord) -> dict[str, Kept]:
    """What the store holds of the day."""
    return {r.id: Kept(record=r) for r in records}


# -- reading a day ----------------------------------------------------------------------------------------------------


def test_a_contribution_has_words_and_someone_who_says_them() -> None:
    """Members' words and attributed words count; column marks, times, motions and "rose" are no contributions."""
    debate = Debate("D1D1", "Oats Bill", parent="c0c0", indexed=False)
    debate.items = [
        said(1, None, '<span class="column-number" data-column-number="7"></span>', tag="hs_ColumnNumber", ext=""),
        said(2, None, "14:00:00", ext="") | {"ItemType": "Timestamp"},
        said(3, None, "<em>Motion made, and Question proposed,</em> That oats.", ext="26031000000201"),
        said(4, None, "", by="Several hon. Members rose—"),
        said(5, None, "rose—", by="Several hon. Members"),
        said(6, None, "We grow oats.", by="Dr Bran Huller"),
        said(7, -1, "I spoke long ago.", by="Mr Long Ago"),
        said(8, 91001, "I speak now.", by="Ada Quern (Oatham) (Lab)"),
        said(9, 0, "   ", by="Nobody"),
    ]
    walk = Walk(
        commons(
            Day({"PBC": [Debate("c0c0", "Public Bill Committees"), debate]}, {"PBC": "Public Bill Committee"})
        ).client
    )
    new, _ = walk.poll("2026-03-10T18:00")
    assert [(a.participants[0].member, a.participants[0].name, a.chamber) for a in new] == [
        (None, "Dr Bran Huller", "public-bill-committee"),
        (None, "Mr Long Ago", "public-bill-committee"),
        (91001, "Ada Quern", "public-bill-committee"),
    ]
    assert walk.errors == []


def test_debates_that_search_does_not_know_are_read_one_by_one_without_doubling() -> None:
    """Words not indexed are fetched with their debate, nested ones once, and indexed ones not again."""
    day = a_day(said(1, 91001, "Indexed words."))
    day.sections["Debate"] += [
        Debate("E0E0", "Petitions", parent="c0c0", indexed=False),
        Debate("E1E1", "Roads", [said(2, 91002, "Mend the roads.")], parent="E0E0", indexed=False),
        Debate("E2E2", "Wells", [said(3, 91002, "Dig the wells.")], parent="E0E0", indexed=False),
    ]
    double = commons(day)
    new, _ = Walk(double.client).poll("2026-03-10T18:00")
    assert sorted(a.text for a in new) == ["Dig the wells.", "Indexed words.", "Mend the roads."]
    assert [p for p in double.asked if p.startswith("/debates")] == ["/debates/debate/E0E0.json"]
    roads = next(a for a in new if a.title == "Roads")
    assert roads.model_dump()["parents"] == ("Petitions",)


def test_a_record_reads_the_same_from_search_and_from_its_debate() -> None:
    """When search catches up with a debate, nothing is new and nothing revised."""
    day = a_day(said(1, 91001, "Words of oats.", by="Ada Quern (Oatham) (Lab)"), said(2, 91002, "Yes.", by=MINISTER))
    day.sections["Debate"][1].indexed = False
    double = commons(day)
    walk = Walk(double.client)
    first, _ = walk.poll("2026-03-10T15:00")
    day.sections["Debate"][1].indexed = True
    before = dict(walk.told)
    assert (len(first), walk.poll("2026-03-10T16:00")) == (2, ([], []))
    assert walk.told == before
    assert walk.read["commons/2026-03-10"].at == instant("2026-03-10T16:00")


def test_the_number_of_an_oral_question_is_kept_once_it_was_seen() -> None:
    """A debate tells the UIN, search does not: the question stays joined with the one that was tabled."""
    day = a_day(said(1, 91001, "What plans he has for oats.", tag="Question") | {"UIN": "901359"})
    day.sections["Debate"][1].indexed = False
    walk = Walk(commons(day).client)
    (asked,), _ = walk.poll("2026-03-10T15:00")
    day.sections["Debate"][1].indexed = True
    walk.poll("2026-03-10T16:00")
    assert [a.model_dump()["uin"] for a in (asked, *walk.told.values())] == ["901359", "901359"]


def test_written_matter_is_left_to_its_own_sources_and_unknown_sections_are_read() -> None:
    """WMS, WA and Petitions are not asked for; a section code never heard of is."""
    day = a_day(said(1, 91001, "Oats."))
    day.sections |= {
        "WMS": [Debate("f0f0", "Written Statements", [said(8, 91001, "Written.")], indexed=False)],
        "XYZ": [Debate("f1f1", "Something new", [said(9, 91002, "In a new place.")], indexed=False)],
    }
    new, _ = Walk(commons(day).client).poll("2026-03-10T18:00")
    assert sorted(a.text for a in new) == ["In a new place.", "Oats."]


def test_ministerial_corrections_are_a_kind_of_their_own() -> None:
    """A correction is told as one, beside what was spoken."""
    day = a_day(said(1, 91001, "Oats."))
    base = {"SittingDate": "2026-03-10T00:00:00", "House": "Commons", "Section": "Ministerial Corrections"}
    day.corrections = [
        base
        | {"ContributionExtId": "abc-1", "ContributionTextFull": "The figure is <em>seven</em>.", "MemberId": 91002}
    ]
    new, _ = Walk(commons(day).client).poll("2026-03-10T18:00")
    told = next(a for a in new if a.kind == "ministerial-correction")
    assert (told.id, told.upstream_id, told.text) == (
        "hansard/ABC-1/ministerial-correction",
        "ABC-1",
        "The figure is seven.",
    )


def test_words_under_the_corrections_of_a_day_are_corrections() -> None:
    """Also where search gives them as spoken."""
    day = a_day(said(1, 91001, "Oats."))
    day.sections["Corrections"] = [
        Debate("f0f0", "Ministerial Corrections"),
        Debate("F1F1", "Rye", [said(2, 91002, "Six.")]),
    ]
    new, _ = Walk(commons(day).client).poll("2026-03-10T18:00")
    assert [(a.kind, a.text) for a in new] == [("contribution", "Oats."), ("ministerial-correction", "Six.")]


def test_a_speech_without_external_id_is_the_nth_of_its_member() -> None:
    """It is known by debate, Member and place among the Member's contributions, and keeps that id when one is given."""
    items = [
        said(1, 91001, "First.", ext=""),
        said(2, 91002, "Other.", ext=""),
        said(3, 91001, "Second words.", ext=""),
    ]
    day = a_day(*items)
    walk = Walk(commons(day).client)
    new, _ = walk.poll("2026-03-10T18:00")
    assert [a.upstream_id for a in new] == ["D0D0/91001/1", "D0D0/91002/1", "D0D0/91001/2"]
    assert not new[0].url.endswith("#contribution-")
    day.sections["Debate"][1].items[2] = said(3, 91001, "Second words.", ext="C0FFEE-3")
    day.sections["Debate"][1].title = "Oats "
    assert walk.poll("2026-03-10T19:00") == ([], [])
    assert walk.aliases == {"hansard/C0FFEE-3": "hansard/D0D0/91001/2"}
    assert walk.told["hansard/D0D0/91001/2/contribution"].url.endswith("#contribution-C0FFEE-3")


def test_an_unreadable_row_is_named_with_its_address_and_the_rest_is_read() -> None:
    """One row that cannot be understood is counted, and not taken for gone."""
    day = a_day(said(1, 91001, "Oats."), said(2, 91002, "Rye."))
    walk = Walk(commons(day).client)
    walk.poll("2026-03-10T15:00")
    day.sections["Debate"][1].items[1]["Value"] = {"unexpected": True}
    day.sections["Debate"][1].items.append(said(3, 91001, "Malt."))
    new, revised = walk.poll("2026-03-10T16:00")
    assert ([a.text for a in new], revised, walk.errors) == (["Malt."], [], [])
    assert len(walk.unreadable) == 1
    assert walk.unreadable[0].startswith("unreadable hansard/C0FFEE00")
    assert "https://hansard-api.parliament.uk/debates/debate/D0D0.json" in walk.unreadable[0]
    assert set(walk.absent.values()) == {0}


def test_a_clipped_text_is_partial_until_the_whole_is_there() -> None:
    """Where search sends only the beginning, the debate is asked; failing that, it is neither matched nor quoted."""
    long = "oats " * 80
    row = {"SittingDate": "2026-03-10T00:00:00", "ContributionExtId": "ABC-2", "MemberId": 91002, "House": "Commons",
           "ContributionText": long[:255]}  # fmt: skip
    day = a_day(said(1, 91001, "Oats."))
    day.corrections = [row]
    walk = Walk(commons(day).client)
    new, _ = walk.poll("2026-03-10T15:00")
    clipped = next(a for a in new if a.upstream_id == "ABC-2")
    assert clipped.partial
    assert "text" not in {w.field for w in clipped.fields()}
    day.corrections = [row | {"ContributionTextFull": long, "ItemId": 9}]
    day.sections["Debate"][1].items.append(said(2, 91001, "More oats."))
    _, revised = walk.poll("2026-03-10T16:00")
    assert [a.partial for a in revised] == [False]


def test_rows_that_were_not_asked_for_are_an_error() -> None:
    """An upstream that ignores the date is not believed, and nothing of another day is recorded."""
    double = commons(a_day(said(1, 91001, "Oats.")))
    rows = double._rows
    double._rows = lambda house, _date, day: rows(house, "2019-01-01", day)  # type: ignore[method-assign]
    walk = Walk(double.client)
    assert walk.poll("2026-03-10T18:00") == ([], [])
    assert walk.errors == ["Commons 2026-03-10: hansard-api.parliament.uk/search/contributions/Spoken.json: "
                           "a row of 2019-01-01 came for Commons 2026-03-10"]  # fmt: skip


# -- failures, and what is missing ------------------------------------------------------------------------------------


def test_a_sitting_without_its_text_is_reported() -> None:
    """A day in the calendar with no sections, or with sections that hold nothing, is an error and never a quiet day."""
    for day in (Day({}), Day({}, bare=("Debate",))):
        walk = Walk(commons(day).client)
        assert walk.poll("2026-03-11T18:00") == ([], [])
        assert walk.errors == ["Commons 2026-03-10: in Hansard's calendar, but no text"]
        assert walk.read == {}


def test_headings_without_words_yet_are_an_ordinary_early_state() -> None:
    """A day that has begun, or sat for prayers only, is read to its end with nothing in it."""
    walk = Walk(commons(a_day()).client)
    assert walk.poll("2026-03-10T12:00") == ([], [])
    assert (walk.errors, walk.read["commons/2026-03-10"].count) == ([], 0)


def test_a_day_that_is_not_a_sitting_day_is_no_reading() -> None:
    """On a day without a sitting nothing is recorded, and nothing is wrong."""
    walk = Walk(Double().client)
    assert walk.poll("2026-03-08T12:00") == ([], [])
    assert (walk.errors, walk.read) == ([], {})


def test_a_section_without_its_tree_is_named_and_the_rest_recorded() -> None:
    """What is listed and not there keeps the day from being complete."""
    walk = Walk(commons(a_day(said(1, 91001, "Oats."), bare=("PBC",))).client)
    new, _ = walk.poll("2026-03-10T18:00")
    assert [a.text for a in new] == ["Oats."]
    assert walk.errors == ["Commons 2026-03-10: nothing of PBC; what search has is recorded"]
    assert walk.read == {}


def test_a_shrunken_reading_withdraws_nothing() -> None:
    """Fewer than half of what was there before is a failure, not a mass withdrawal."""
    day = a_day(*(said(n, 91001, f"Oats, part {n}.") for n in range(1, 10)))
    walk = Walk(commons(day).client)
    walk.poll("2026-03-10T15:00")
    items = day.sections["Debate"][1].items
    day.sections["Debate"][1].items = items[:4]
    walk.poll("2026-03-10T16:00")
    assert walk.errors == ["Commons 2026-03-10: 4 of 9 contributions came; the others are not taken for withdrawn"]
    assert set(walk.absent.values()) == {0}
    day.sections["Debate"][1].items = items[:5]
    walk.poll("2026-03-10T17:00")
    assert (walk.errors, sum(walk.absent.values())) == ([], 4)


def test_a_day_whose_words_are_gone_is_a_failure() -> None:
    """Trees without a word where a reading had some are an error, however few there were."""
    day = a_day(said(1, 91001, "Oats."))
    walk = Walk(commons(day).client)
    walk.poll("2026-03-10T15:00")
    day.sections["Debate"][1].items = []
    walk.poll("2026-03-10T16:00")
    assert walk.errors == ["Commons 2026-03-10: in Hansard's calendar, but no text; it had 1 contributions"]
    assert set(walk.absent.values()) == {0}


@pytest.mark.parametrize("path", ["/overview/sectionsforday", "/overview/sectiontrees", "/search", "/debates"])
def test_a_failure_is_an_error_of_its_day_and_heals(path: str) -> None:
    """Whatever endpoint fails, the day is not complete, nothing is withdrawn, and the next poll brings the rest."""
    day = a_day(said(1, 91001, "Oats."))
    day.sections["Debate"].append(Debate("E0E0", "Rye", [said(2, 91002, "Rye.")], parent="c0c0", indexed=False))
    double = commons(day)
    double.broken = {path}
    walk = Walk(double.client)
    first, _ = walk.poll("2026-03-10T15:00")
    assert walk.errors[0].startswith(f"Commons 2026-03-10: hansard-api.parliament.uk{path}")
    assert walk.read == {}
    double.broken = set()
    second, revised = walk.poll("2026-03-10T16:00")
    assert (sorted(a.text for a in [*first, *second]), revised, walk.errors) == (["Oats.", "Rye."], [], [])


def test_after_two_failed_days_in_a_row_the_rest_is_left_and_said_so() -> None:
    """A host that is down is not asked for every day of the window."""
    double = Double({("commons", f"2026-03-{n:02}"): a_day(said(1, 91001, "Oats.")) for n in range(2, 10)})
    double.broken = {"/overview/sections"}
    walk = Walk(double.client)
    walk.poll("2026-03-09T15:00")
    assert len(walk.errors) == 2
    assert walk.errors[1].endswith("; 7 more days were not asked for")


def test_without_the_calendar_nothing_is_concluded() -> None:
    """A calendar that cannot be had is an error, and known days and today are read all the same."""
    double = commons(a_day(said(1, 91001, "Oats.")))
    double.broken = {"/overview/calendar"}
    walk = Walk(double.client)
    assert walk.poll("2026-03-10T15:00") == ([], [])
    assert [e.partition(":")[0] for e in walk.errors] == [
        "Hansard's calendar of the Commons",
        "Hansard's calendar of the Lords",
    ]


# -- which days are read ----------------------------------------------------------------------------------------------


def plan(now: str, listed: Sequence[str] = (), read: Mapping[str, str] | None = None, **window: Any) -> list[str]:
    """The Commons days that a poll at *now* reads, `?` where only if changed."""
    at = instant(now)

    class Readings:
        def listings(self, ids: Collection[str]) -> Mapping[str, str]:
            return {}

        def readings(self, spans: Collection[str]) -> Mapping[str, Reading]:
            held = {f"commons/{d}": instant(t) for d, t in (read or {}).items()}
            return {s: Reading(span=s, at=held[s], count=9) for s in spans if s in held}

    asked = {"first": today(at) - timedelta(days=7), "last": today(at)} | window
    sittings = {Sitting("commons", date.fromisoformat(d)) for d in listed}
    found = due(Window(**asked), sittings, Readings(), now=at)
    return [f"{d.sitting.day}{'' if d.look == 'read' else '?'}" for d in found if d.sitting.house == "commons"]


def test_today_and_days_never_read_are_read() -> None:
    """Every sitting day of the window without a complete reading is due, the latest first; today always."""
    assert plan("2026-03-12T12:00", ["2026-03-10", "2026-03-11", "2026-02-02"]) == [
        "2026-03-12",
        "2026-03-11",
        "2026-03-10",
    ]


@pytest.mark.parametrize("days_after", [1, 2, 3, 7, 28])
def test_a_day_is_read_again_at_six_in_the_morning(days_after: int) -> None:
    """One, two, three, seven and twenty-eight days after, once, London time, also where the poll comes late."""
    day = "2026-03-10"
    due_on = date.fromisoformat(day) + timedelta(days=days_after)
    assert day not in plan(f"{due_on}T05:59", [day], {day: f"{due_on - timedelta(days=1)}T23:00"})
    for late in (0, 1, 5):
        now = f"{due_on + timedelta(days=late)}T06:00"
        assert day in plan(now, [day], {day: f"{due_on}T05:59"}), now
    assert day not in plan(f"{due_on}T06:30", [day], {day: f"{due_on}T06:00"})


def test_today_and_yesterday_are_looked_at_and_older_days_left_alone() -> None:
    """Between the timed readings only today is probed and, until noon and at most hourly, yesterday."""
    read = dict.fromkeys(("2026-03-09", "2026-03-10", "2026-03-11", "2026-03-12"), "2026-03-12T07:00")
    assert plan("2026-03-12T11:59", list(read), read) == ["2026-03-12?", "2026-03-11?"]
    assert plan("2026-03-12T07:30", list(read), read) == ["2026-03-12?"]
    assert plan("2026-03-12T12:00", list(read), read) == ["2026-03-12?"]


def test_history_reads_every_sitting_day_the_oldest_first_unless_just_read() -> None:
    """A backfill that was interrupted goes on where it stood."""
    days = ["2025-01-06", "2025-01-07", "2025-01-08"]
    window = {"first": date(2025, 1, 1), "last": date(2025, 1, 31), "history": True}
    read = {"2025-01-06": "2026-03-12T11:00", "2025-01-07": "2026-03-11T11:00"}
    assert plan("2026-03-12T12:00", days, read, **window) == ["2025-01-07", "2025-01-08"]


def test_an_unchanged_day_is_not_read_again_and_a_changed_heading_is() -> None:
    """The probe costs no page of words; new words, new headings and new sections are noticed."""
    day = a_day(said(1, 91001, "Oats."))
    double = commons(day)
    walk = Walk(double.client)
    walk.poll("2026-03-10T12:00")
    corrections = double.asked["/search/contributions/Corrections.json"]
    assert walk.requests("2026-03-10T13:00") == 6  # two calendars, sections of both Houses, one tree, one total
    assert double.asked["/search/contributions/Corrections.json"] == corrections
    day.sections["Debate"][1].title = "Oats and rye"
    _, revised = walk.poll("2026-03-10T14:00")
    assert [a.title for a in revised] == ["Oats and rye"]
    day.sections["WestHall"] = [Debate("a0a0", "Westminster Hall"), Debate("A1A1", "Malt", [said(7, 91002, "Malt.")])]
    new, _ = walk.poll("2026-03-10T15:00")
    assert [a.title for a in new] == ["Malt"]


def test_a_quiet_poll_of_a_full_sitting_day_is_cheap() -> None:
    """Two Houses, in the afternoon, two chambers in the Commons: 11 requests when nothing has changed."""
    days = {}
    for on in ("2026-03-10", "2026-03-11"):
        for house in ("commons", "lords"):
            days[house, on] = a_day(said(1, 91001, "Oats."))
            days[house, on].sections["WMS"] = [Debate("f0f0", "Written Statements")]
        days["commons", on].sections["WestHall"] = [Debate(f"a0{on}", "Westminster Hall")]
    walk = Walk(Double(days).client)
    walk.poll("2026-03-11T17:00")
    assert walk.requests("2026-03-11T17:10") == 11
    walk.poll("2026-03-13T17:10")
    assert walk.requests("2026-03-13T17:20") == 6  # two calendars, today's sections and a total of each House


def test_what_is_published_days_later_is_found_by_its_total() -> None:
    """A debate that appears between the timed readings is read by the next poll, and only its day."""
    days = {("commons", f"2026-03-{n:02}"): a_day(said(n, 91001, "Oats.")) for n in (9, 10, 11, 12)}
    walk = Walk(Double(days).client)
    walk.poll("2026-03-12T17:00")
    walk.poll("2026-03-14T07:00")
    hall = [Debate("a0a0", "Westminster Hall"), Debate("A1A1", "Malt", [said(77, 91002, "Malt.")])]
    days["commons", "2026-03-10"].sections["WestHall"] = hall
    new, revised = walk.poll("2026-03-14T09:00")
    assert ([a.title for a in new], revised, walk.errors) == (["Malt"], [], [])
    assert walk.poll("2026-03-14T09:00") == ([], [])


def test_a_search_that_has_lost_its_words_is_a_failure_and_no_reason_to_read_the_week() -> None:
    """Fewer than half of what there was is not believed: one request for the House, and an error."""
    days = {("commons", f"2026-03-{n:02}"): a_day(said(n, 91001, "Oats.")) for n in (9, 10, 11, 12)}
    double = Double(days)
    walk = Walk(double.client)
    walk.poll("2026-03-12T17:00")
    walk.poll("2026-03-16T07:00")
    for day in days.values():
        day.sections["Debate"][1].indexed = False
    asked = double.asked["/search/contributions/Spoken.json"]
    assert walk.poll("2026-03-16T09:00") == ([], [])
    assert walk.errors == [
        "what came late was not looked for: search has 0 of 4 contributions since Commons 2026-03-09"
    ]
    assert double.asked["/search/contributions/Spoken.json"] == asked + 1


# -- who is who, and who has moved ------------------------------------------------------------------------------------


def test_a_contribution_under_a_new_id_is_the_same_contribution() -> None:
    """It keeps our id; the new one becomes an alias, and the link leads to the new place."""
    old, now = spoken(1, 91001, "Oats <em>are</em> good."), spoken(9, 91001, "Oats are  good.")
    settled = settle(settled_page([now]), kept(old))
    record = settled.records[0]
    assert isinstance(record, SpokenRecord)
    assert (record.id, record.upstream_id, record.anchor) == (old.id, old.upstream_id, "EXT-9")
    assert (settled.aliases, settled.gone) == ({"hansard/EXT-9": old.id}, frozenset())
    assert activity(record).url.endswith("#contribution-EXT-9")
    assert activity(record).upstream_id == "EXT-1"


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ("Oats are good.", "Oats are bad.", False),
        (LONG, LONG.replace("malti", "malts"), True),
        (LONG, f"{LONG} and so I said", True),
        (LONG, LONG.replace("oate", "x").replace("ryee", "x").replace("brane", "x"), False),
        (" ".join(LONG.split()[:30]), " ".join(LONG.split()[:29]) + " other", False),
    ],
)
def test_words_are_the_same_if_equal_or_long_and_nearly_so(before: str, after: str, same: bool) -> None:
    """Up to thirty words must be equal; above, nine in ten of the shorter one's runs of five words."""
    assert bool(moves([spoken(9, 91001, after)], [spoken(1, 91001, before)])) is same


def test_the_same_words_of_another_member_are_another_contribution() -> None:
    """No move from one Member to another; the one that is gone is gone."""
    settled = settle(settled_page([spoken(9, 91002, "Hear, hear.")]), kept(spoken(1, 91001, "Hear, hear.")))
    assert (settled.aliases, settled.gone) == ({}, frozenset({"hansard/EXT-1"}))


def test_moves_are_one_to_one_the_nearest_first() -> None:
    """Two short equal answers that both move keep their order."""
    old = [spoken(n, 91001, "No.") for n in (10, 20, 30)]
    new = [spoken(n, 91001, "No.") for n in (11, 31)]
    assert {n: r.id for n, r in moves(new, old).items()} == {"hansard/EXT-11": old[0].id, "hansard/EXT-31": old[2].id}


def test_of_an_incomplete_page_what_may_have_moved_waits() -> None:
    """A possible move is held back, what is surely new is not, and nobody is gone."""
    new, other = spoken(9, 91001, "Oats are good."), spoken(8, 91002, "Rye.")
    settled = settle(settled_page([new, other], complete=False), kept(spoken(1, 91001, "Oats are good.")))
    assert (settled.records, settled.aliases, settled.gone) == ((other,), {}, frozenset())


def test_a_move_is_followed_through_readings_and_back() -> None:
    """Moved twice and then back to the first id, it is one activity all along."""
    day = a_day(said(1, 91001, "Oats are good."), said(2, 91002, "They are.", by=MINISTER))
    walk = Walk(commons(day).client)
    walk.poll("2026-03-10T12:00")
    for hour, ext in enumerate(("AAA-1", "AAA-2", "C0FFEE00-0000-4000-8000-000000000001"), start=13):
        day.sections["Debate"][1].items[0]["ExternalId"] = ext
        day.sections["Debate"][1].title = f"Oats{' ' * hour}"
        assert walk.poll(f"2026-03-10T{hour}:00") == ([], [])
        first = walk.records["hansard/C0FFEE00-0000-4000-8000-000000000001"]
        assert (first.anchor, len(walk.told)) == (ext, 2)
        reply = walk.records["hansard/C0FFEE00-0000-4000-8000-000000000002"]
        assert reply.replies_to == first.upstream_id
    assert set(walk.absent.values()) == {0}


def test_an_alias_printed_beside_its_first_id_is_another_contribution() -> None:
    """If upstream brings the old id back beside the new one, both are kept."""
    old = spoken(1, 91001, "Oats are good.")
    alias = spoken(9, 91001, "Oats are good.").model_copy(update={"id": old.id, "upstream_id": old.upstream_id})
    settled = settle(settled_page([alias, old]), kept(old))
    assert [r.id for r in settled.records] == ["hansard/EXT-9", "hansard/EXT-1"]


def test_gone_is_told_and_what_upstream_forgets_is_kept() -> None:
    """A null where a Member and heading stood is a slip, not a revision."""
    old = spoken(1, 91001, "Oats.", by="Ada Quern (Oatham) (Lab)", tag="Question")
    slip = old.model_copy(update={"member": None, "heading": "", "tag": "", "debate": ""})
    assert settle(settled_page([slip]), kept(old)).records == (old,)
    assert settle(settled_page([]), kept(old)).gone == frozenset({old.id})


# -- who speaks to whom -----------------------------------------------------------------------------------------------


def test_a_reply_is_the_next_contribution_of_one_who_answers() -> None:
    """The Chair and interjections between are skipped; a remark to the Chair replies to nobody."""
    debate = [
        spoken(
            1,
            91001,
            "What steps is he taking about the oats of this country?",
            by="Bo Rye (Ryeton) (Con)",
            tag="Question",
        ),
        spoken(2, 91002, "Many.", by=MINISTER),
        spoken(3, 91001, "Will he meet the growers of my constituency to talk of them?", by="Bo Rye"),
        spoken(4, 467, "I call Ada Quern.", by="Mr Speaker"),
        spoken(5, 91003, "Shame!", by="Cy Malt (Maltby) (Lab)"),
        spoken(6, 91002, "I will.", by="Ada Quern"),
        spoken(7, 91003, "You have not met anyone.", by="Cy Malt"),
        spoken(8, 467, "Order. That will not do, and the hon. Gentleman knows it well.", by="Mr Speaker"),
        spoken(9, 91002, "Thank you, Mr Speaker. Our door is open to everyone.", by="Ada Quern"),
    ]
    told = exchanges(debate)
    assert {r.order[1]: r.replies_to for r in told if r.replies_to} == {2: "EXT-1", 6: "EXT-3"}
    assert {r.order[1]: r.noise for r in told if r.noise} == {4: "call", 5: "interjection", 7: "interjection"}


def test_questions_answered_together_are_replied_to_at_the_first() -> None:
    """Several questions stand before one answer: it is to the one first called."""
    debate = [
        spoken(1, 91001, "What steps is he taking on oats?", tag="Question"),
        spoken(2, 91003, "What steps is he taking on rye?", tag="Question"),
        spoken(3, 91002, "With permission, I will answer both together.", by=MINISTER),
    ]
    assert [r.replies_to for r in exchanges(debate)] == [None, None, "EXT-1"]


def test_a_minister_is_known_from_the_departments_heading() -> None:
    """Named by office under the first question, a Minister answers the others of that department too."""
    day = a_day(said(1, 91001, "What of the oats?", tag="Question"), said(2, 91002, "Much.", by=MINISTER))
    debates = day.sections["Debate"]
    debates.insert(1, Debate("B0B0", "Agriculture", parent="c0c0"))
    debates[2].parent = "B0B0"
    rye = [said(3, 91003, "What of the rye?", tag="Question"), said(4, 91002, "Less.", by="Ada Quern")]
    debates.append(Debate("E0E0", "Rye", rye, parent="B0B0"))
    walk = Walk(commons(day).client)
    walk.poll("2026-03-10T18:00")
    assert [r.replies_to[-1:] for r in walk.records.values() if r.replies_to] == ["1", "3"]


@pytest.mark.parametrize(
    ("words", "by", "noise"),
    [
        ("I call the shadow Oats Secretary.", "Mr Speaker", "call"),
        ("Question 2; Sir Bran Huller.", "Madam Deputy Speaker (Cy Malt)", "call"),
        ("Ada Quern.", "The Chair", "call"),
        ("Order.", "Mr Speaker", None),
        ("We will now take the statement on oats.", "The Temporary Chair", None),
        ("rose—", "Bo Rye", "rose"),
        ("Will the Minister give way on that point?", "Bo Rye", "give-way"),
        ("Will my hon. Friend give way?", "Bo Rye", "give-way"),
        ("I will give way to the hon. Gentleman.", "Bo Rye", "give-way"),
        ("I thank the hon. and learned Lady for giving way.", "Bo Rye", "give-way"),
        ("I thank the Minister for giving way. Is he aware of the price of oats?", "Bo Rye", None),
        ("Will he not give way to the growers, whose oats are rotting in the fields?", "Bo Rye", None),
        ("Rubbish!", "Bo Rye", "interjection"),
        ("I beg to move.", "Bo Rye", None),
        ("Will the Minister say what oats cost today?", "Bo Rye", None),
    ],
)
def test_noise_is_told_from_speech(words: str, by: str, noise: str | None) -> None:
    """Calls of the Chair, rising, giving way and short interjections are noise; anything that says more is speech."""
    opening = spoken(
        1, 91009, "We have before us a long motion about oats and their growers.", by="Di Corn (Cornby) (LD)"
    )
    assert exchanges([opening, spoken(2, 91001, words, by=by)])[1].noise == noise


@pytest.mark.parametrize(
    ("attribution", "by", "chair"),
    [
        ("The Lord Chancellor and Secretary of State for Justice (Ada Quern)", True, False),
        ("The Parliamentary Under-Secretary of State, Ministry of Oats (Lord Quern) (Lab)", True, False),
        ("The Prime Minister", True, False),
        ("Baroness in Waiting/Government Whip (Baroness Quern) (Lab)", True, False),
        ("The Earl of Quern (CB)", False, False),
        ("The Lord Bishop of Quern", False, False),
        ("Ada Quern (Oatham) (Lab)", False, False),
        ("Mr Speaker", False, True),
        ("Madam Deputy Speaker (Ada Quern)", False, True),
        ("The Deputy Chairman of Committees (Lord Quern) (Con)", False, True),
        ("The Second Deputy Chairman of Ways and Means (Ada Quern)", False, True),
        ("Ada Quern (in the Chair)", False, True),
        ("The Lord Speaker", False, True),
    ],
)
def test_offices_and_the_chair_are_told_apart(attribution: str, by: bool, chair: bool) -> None:
    """An office of the Government is neither the Chair nor a peerage."""
    assert (by_office(attribution), in_the_chair(attribution)) == (by, chair)


@pytest.mark.parametrize(
    ("attribution", "name"),
    [
        ("The Lord Chancellor and Secretary of State for Justice (Ada Quern)", "Ada Quern"),
        ("Ada Quern (Oatham) (Lab)", "Ada Quern"),
        ("Baroness Quern (LD)", "Baroness Quern"),
        ("The Earl of Quern (CB)", "The Earl of Quern"),
        ("The Minister of State, Home Office (Lord Quern of Oatham) (Lab)", "Lord Quern of Oatham"),
        ("Mr Speaker", "Mr Speaker"),
    ],
)
def test_the_name_is_taken_from_the_attribution(attribution: str, name: str) -> None:
    """Office, seat and party stand around it."""
    assert printed_name(attribution) == name


@pytest.mark.parametrize(
    ("attribution", "post"),
    [
        ("The Lord Chancellor and Secretary of State for Oats (Ada Quern)", "Lord Chancellor and Secretary of State for Oats"),
        ("The Minister of State, Home Office (Lord Quern of Oatham) (Lab)", "Minister of State, Home Office"),
        ("The Prime Minister", "Prime Minister"),
        ("Ada Quern (Oatham) (Lab)", ""),
        ("The Earl of Quern (CB)", ""),
        ("Madam Deputy Speaker (Ada Quern)", ""),
    ],
)  # fmt: skip
def test_the_post_is_taken_from_the_attribution(attribution: str, post: str) -> None:
    """As printed; a seat, a peerage or the Chair is none."""
    assert office(attribution) == post


@pytest.mark.parametrize(
    ("place", "house", "code", "chamber"),
    [
        ("Commons Chamber", "commons", "Debate", "commons-chamber"),
        ("Westminster Hall", "commons", "", "westminster-hall"),
        ("Grand Committee", "lords", "GC", "grand-committee"),
        ("Oats Grand Committee", "commons", "", "general-committee"),
        ("Public Bill Committees", "commons", "", "public-bill-committee"),
        ("First Delegated Legislation Committee", "commons", "", "general-committee"),
        ("", "lords", "Debate", "lords-chamber"),
        ("Oats Bill (First sitting)", "commons", "PBC", "public-bill-committee"),
        ("The Moon", "commons", "XYZ", None),
    ],
)
def test_chambers_are_known_by_place_or_section(place: str, house: Any, code: str, chamber: str | None) -> None:
    """A place never heard of is no chamber rather than a wrong one."""
    assert chamber_of(place, house=house, code=code) == chamber


def test_an_activity_is_dated_named_and_linked() -> None:
    """The fields that users see of a contribution."""
    told = activity(
        spoken(1, 91001, "What <em>of</em> oats?", by="Ada Quern (Oatham) (Lab)", name="Ada Quern", tag="Question")
    )
    assert (told.id, told.subject, told.date) == ("hansard/EXT-1/contribution", "hansard/D0D0", date(2026, 3, 10))
    assert told.url == "https://hansard.parliament.uk/Commons/2026-03-10/debates/D0D0/Oats#contribution-EXT-1"
    assert [p.model_dump(exclude_none=True) for p in told.participants] == [
        {"member": 91001, "name": "Ada Quern", "role": "asked"}
    ]
    assert told.text == "What of oats?"


# -- the scenarios and the recordings ---------------------------------------------------------------------------------


@pytest.fixture
def at_replica(replica: Callable[..., Any]) -> Iterator[Callable[..., tuple[Walk, Any]]]:
    """Starts a walk over a replica."""
    clients: list[PoliteClient] = []

    def start(*arguments: Any, **named: Any) -> tuple[Walk, Any]:
        running = replica(*arguments, **named)
        clients.append(PoliteClient(mirror=running.url, pace=1000, attempts=2, wait_initial=0.01, wait_max=0.02))
        return Walk(clients[-1]), running

    yield start
    for client in clients:
        client.close()


@pytest.mark.parametrize("name", ["justice-questions", "words-and-people", "recess-and-clocks"])
def test_a_scenario_tells_each_contribution_once(name: str, shared: Path, at_replica: Callable[..., Any]) -> None:
    """At every step exactly the expected contributions are new, none when polled again, and no request is wrong."""
    walk, replica = at_replica(name)
    early: set[tuple[str, ...]] = set()
    expected = json.loads((shared / "replica/scenarios" / f"{name}.expected.json").read_text(encoding="utf-8"))
    for step in expected["steps"]:
        replica.clock(step["now"])
        due_now = {tuple(a) for a in step["activities"] if a[0] in Hansard.kinds} - early
        may = {tuple(a) for a in step.get("activities_may", [])}
        new = {(a.kind, a.upstream_id, str(a.date)) for a in walk.poll(step["now"])[0]}
        assert due_now <= new <= due_now | may, step["now"]
        early |= new
        assert walk.poll(step["now"]) == ([], [])
        assert walk.errors == []
    assert replica.violations() == []
    assert set(walk.absent.values()) <= {0}


def test_every_recorded_contribution_is_found(shared: Path, at_replica: Callable[..., Any]) -> None:
    """A history reading of the recordings brings each contribution that has a Member, with the resolver's link."""
    walk, replica = at_replica()
    samples = shared / "parliament-apis/samples/hansard"
    ids = {i for path in samples.glob("*.json") for i in _contributions(json.loads(path.read_text(encoding="utf-8")))}
    walk.poll("2026-11-22T12:00", first="2024-07-01", history=True)
    assert ids
    assert ids <= {a.upstream_id for a in walk.told.values()}
    assert (walk.unreadable, replica.violations()) == ([], [])
    rows = json.loads((samples / "parlisearchredirect-and-itemids.json").read_text(encoding="utf-8"))
    known = {row["request"].rpartition("=")[2]: row["response"] for row in rows}
    assert all(link(r).endswith(known[r.anchor]) for r in walk.records.values() if r.anchor in known)
    assert [slug(row["Title"]) for row in rows] == [
        row["response"].rpartition("/")[2].partition("#")[0] for row in rows
    ]
    assert len(rows) == 51


def test_question_and_reply_are_paired_in_the_recorded_debate(shared: Path, at_replica: Callable[..., Any]) -> None:
    """In "Trial by Jury" items 1→2, 3→4, 6→9, 10→11, 16→19; 12 is an interjection."""
    walk, _ = at_replica()
    walk.poll("2026-09-15T23:00", first="2026-09-15", history=True)
    debate = [r for r in walk.records.values() if r.debate.startswith("760C4895")]
    number = {r.upstream_id: r.order[1] for r in debate}
    assert {number[r.replies_to]: r.order[1] for r in debate if r.replies_to} == {1: 2, 3: 4, 6: 9, 10: 11, 16: 19}
    assert {r.order[1]: r.noise for r in debate if r.noise} == {5: "call", 12: "interjection", 15: "call"}
    assert {r.parents for r in debate} == {("Oral Answers to Questions", "Justice")}
    assert plain(debate[0].value).startswith("Whether he plans")


def _contributions(node: Any) -> Iterator[str]:
    """Ids of all contributions with a Member in a recording."""
    if isinstance(node, list):
        for one in node:
            yield from _contributions(one)
    elif isinstance(node, dict):
        ext = node.get("ContributionExtId") or (node.get("ItemType") == "Contribution" and node.get("ExternalId"))
        if ext and (node.get("MemberId") or 0) > 0:
            yield ext.upper()
        for one in node.values():
            yield from _contributions(one)
