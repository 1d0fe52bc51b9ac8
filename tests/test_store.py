"""The store: what a page leads to is written once, wholly or not at all, alike on SQLite and PostgreSQL."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from monitor.parliament.activities import Answer, Body, Contribution, Question
from monitor.parliament.people import Member, NameSpell, Participant, PartySpell, SeatSpell
from monitor.store import (
    ActivityState,
    Batch,
    Counts,
    KeptRow,
    MatchRow,
    ReadingRow,
    RecordRow,
    Store,
    StoreError,
    opening,
    queries,
    recording,
)
from monitor.store.schema import REVISION, metadata
from tests.databases import address, postgresql

__all__ = ["address", "postgresql"]

UTC = timezone.utc
NOW = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
DAY = date(2026, 3, 9)
ADA = Participant(member=9001, name="Ada Penhaligon", role="spoke", party="Labour", seat="Mudwick")


def record(n: int = 1, **changes: Any) -> RecordRow:
    """A contribution's record."""
    row = RecordRow(f"hansard/C{n}", f"C{n}", "commons/2026-03-09", f"listing {n}", f'{{"id": "hansard/C{n}"}}')
    return replace(row, **changes)


def spoken(n: int = 1, **changes: Any) -> Contribution:
    """A contribution to a debate that never was."""
    told = {
        "id": f"hansard/C{n}/contribution",
        "record": f"hansard/C{n}",
        "source": "hansard",
        "upstream_id": f"C{n}",
        "subject": "hansard/D1",
        "house": "commons",
        "chamber": "commons-chamber",
        "date": DAY,
        "title": "Canal Towpaths",
        "participants": (ADA,),
        "body": Body(id=54, name="Ministry of Towpaths"),
        "url": f"https://hansard.example/C{n}",
        "said": f"The towpath at Mudwick “floods”, {n} times a year.\n\nWhy?",
        "debate": "D1",
        "parents": ("Oral Answers",),
        "order": (1, n),
    }
    return Contribution(**(told | changes))


def match(n: int = 1, *, watch: str = "towpaths", **changes: Any) -> MatchRow:
    """The contribution satisfies a watch."""
    row = MatchRow("canals", watch, f"hansard/C{n}/contribution", '[{"term": "towpath"}]', "The towpath …", "pending")
    return replace(row, **changes)


def page(*ns: int, poll: int = 0, **changes: Any) -> Batch:
    """A page with these contributions, each recorded, told and matched."""
    ns = ns or (1,)
    batch = Batch(
        source="hansard",
        poll=poll,
        records=tuple(record(n) for n in ns),
        new=tuple(spoken(n) for n in ns),
        matched=frozenset(spoken(n).id for n in ns),
        matches=tuple(match(n) for n in ns),
        reading=ReadingRow("commons/2026-03-09", NOW, len(ns), "probe"),
        counts=Counts(rows=len(ns), new=len(ns), matched=len(ns)),
    )
    return replace(batch, **changes)


def anew(*matches: MatchRow, n: int = 1) -> Batch:
    """The contribution was matched anew, and these are its matches now."""
    return Batch(source="hansard", poll=0, matched=frozenset({spoken(n).id}), matches=matches)


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    """An empty store."""
    with Store.open(address) as opened:
        yield opened


def contents(store: Store, *, without: tuple[str, ...] = ()) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    with store.reading() as connection:
        tables = [t for t in metadata.sorted_tables if t.name not in without]
        return {t.name: [tuple(r) for r in connection.execute(sa.select(t).order_by(*t.primary_key))] for t in tables}


def matches_of(store: Store, **narrowings: Any) -> list[tuple[Any, ...]]:
    """(watch, state, excerpt, found at, lapsed at) of every match that is told."""
    rows = queries.matches(store, **narrowings)
    return [(r["watch"], r["state"], r["excerpt"], r["found_at"], r.get("lapsed_at")) for r in rows]


class Writes:
    """The rows that statements have written since it was asked for."""

    def __init__(self, store: Store) -> None:
        self.rows: dict[str, int] = {}
        sa.event.listen(store._engine, "after_execute", self._note)

    def _note(self, connection: Any, statement: Any, many: Any, one: Any, options: Any, result: Any) -> None:
        if isinstance(statement, (sa.Insert, sa.Update, sa.Delete)) and result.rowcount:
            table = statement.table.name
            self.rows[table] = self.rows.get(table, 0) + abs(result.rowcount)


# -- a page --------------------------------------------------------------------------------------------------------


def test_what_is_recorded_comes_back_as_it_was(store: Store) -> None:
    """Activities, their participants in order, and records survive the database unchanged."""
    asker = Participant(member=9001, name="Ada Penhaligon", role="asked", party="Labour", seat="Mudwick")
    minister = Participant(name="A Clerk", role="answered")
    answer = Answer(
        id="written-questions/7/answer",
        record="hansard/C2",
        source="written-questions",
        upstream_id="7",
        subject="written-questions/7",
        date=DAY,
        participants=(minister, asker),
        url="https://questions.example/7",
        question="What of the weir?",
        answer="It is dry; naïve “quotes” – and 🛶.",
        uin="77",
        due=DAY,
    )
    store.record(page(1, 2, new=(spoken(1), answer), matched=frozenset(), matches=()), now=NOW)
    assert store.activities_of({"hansard/C1", "hansard/C2"}) == [spoken(1), answer]
    assert list(store.activities()) == [spoken(1), answer]
    assert store.kept("hansard", ids={"hansard/C2"}) == {
        "hansard/C2": KeptRow("hansard/C2", "C2", "commons/2026-03-09", "listing 2", '{"id": "hansard/C2"}', 0)
    }
    assert store.states({spoken(1).id, "nothing"}) == {spoken(1).id: ActivityState(spoken(1).fingerprint, 0)}


def test_a_nul_character_from_upstream_does_no_harm(store: Store) -> None:
    """PostgreSQL refuses NUL in texts; both databases keep the rest, and the activity as it was told."""
    store.record(page(new=(spoken(title="Canal\x00s"),), matches=(match(excerpt="a\x00b"),)), now=NOW)
    assert next(store.activities()).title == "Canal\x00s"
    assert matches_of(store)[0][2] == "ab"


def test_the_same_page_twice_is_the_same_as_once(store: Store) -> None:
    """A page that is recorded again, as after a crash, changes nothing but the poll's counts."""
    batch = page(1, 2, aliases={"hansard/X": "hansard/C1"}, looks={"hansard/C1": LATER})
    store.record(batch, now=NOW)
    before, writes = contents(store), Writes(store)
    store.record(batch, now=LATER)
    assert contents(store) == before
    assert writes.rows.keys() <= {"readings", "polls"}


def test_an_unchanged_page_writes_its_reading_and_the_polls_counts_alone(store: Store) -> None:
    """B8: what is known is written by nobody again."""
    poll = store.begin_poll("hansard", DAY, DAY, purpose="poll", now=NOW)
    store.record(page(*range(1, 2001), poll=poll), now=NOW)
    writes = Writes(store)
    seen = frozenset(record(n).id for n in range(1, 2001))
    reading = ReadingRow("commons/2026-03-09", LATER, 2000, "probe")
    quiet = Batch(source="hansard", poll=poll, present=seen, reading=reading, counts=Counts(rows=2000))
    store.record(quiet, now=LATER)
    assert writes.rows == {"readings": 1, "polls": 1}


def test_a_page_of_2000_takes_few_statements(store: Store) -> None:
    """Pages are written in bulk: statements are counted by chunks of ids, never by activities."""
    statements = []
    sa.event.listen(store._engine, "before_cursor_execute", lambda c, k, s, p, x, many: statements.append(s))
    store.record(page(*range(1, 2001)), now=NOW)
    assert len(list(store.activities())) == 2000
    assert len(statements) < 100


def test_more_ids_than_a_statement_takes(store: Store) -> None:
    """Any number of ids may be asked for (SQLite takes 32,766 variables, older ones 999)."""
    store.record(page(1), now=NOW)
    ids = {f"hansard/C{n}" for n in range(40_000)}
    assert store.listings(ids) == {"hansard/C1": "listing 1"}


@pytest.mark.parametrize("step", ["_keep_matches", "_count"])
def test_a_crash_between_writes_and_commit_leaves_nothing(
    store: Store, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One transaction per page: whatever stops it, the store is as before, and recording it again heals."""
    before = contents(store)

    def crash(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(recording, step, crash)
        with pytest.raises(KeyboardInterrupt):
            store.record(page(1, 2, looks={"hansard/C1": LATER}), now=NOW)
    assert contents(store) == before
    store.record(page(1, 2), now=NOW)
    assert len(list(store.activities())) == 2


def test_what_is_new_is_inserted_if_absent_and_never_rewritten(store: Store) -> None:
    """An event of a state that has passed keeps the words and the time with which it was first seen."""
    store.record(page(), now=NOW)
    store.record(page(new=(spoken(said="Other words"),)), now=LATER)
    row = next(queries.activities(store))
    assert (row["text"], row["revision"], row["first_seen"]) == (spoken().said, 0, "2026-03-10T09:30:00+00:00")


def test_a_revision_is_counted_once(store: Store) -> None:
    """Revised content replaces the old and counts the revision up; recording it twice does not count it twice."""
    store.record(page(), now=NOW)
    other = spoken(said="The weir leaks.", participants=(ADA, ADA.model_copy(update={"role": "moved"})))
    for _ in range(2):
        store.record(Batch(source="hansard", poll=0, revised=(other,)), now=LATER)
    assert list(store.activities()) == [other]
    assert store.states({other.id})[other.id].revision == 1
    assert next(queries.activities(store))["first_seen"] == "2026-03-10T09:30:00+00:00"


def test_refreshed_content_is_no_revision(store: Store) -> None:
    """A new address, subject or looked-up name is written once, and leaves the revision and its time as they were."""
    store.record(page(new=(spoken(participants=(Participant(member=9001, role="spoke"),)),)), now=NOW)
    assert store.incomplete(10)
    refreshed = Batch(source="hansard", poll=0, refreshed=(spoken(subject="hansard/D2"),))
    store.record(refreshed, now=LATER)
    assert list(store.activities()) == [spoken(subject="hansard/D2")]
    assert store.states({spoken().id})[spoken().id].revision == 0
    assert revised_at(store) == [None]
    assert store.incomplete(10) == []
    writes = Writes(store)
    store.record(refreshed, now=LATER)
    assert writes.rows == {}


def test_when_an_activity_was_revised_is_kept(store: Store) -> None:
    """The time of the last revision stands, whatever is looked up afterwards."""
    store.record(page(), now=NOW)
    store.record(Batch(source="hansard", poll=0, revised=(spoken(said="Other words"),)), now=LATER)
    anew = spoken(said="Other words", url="https://hansard.example/elsewhere")
    store.record(Batch(source="hansard", poll=0, refreshed=(anew,)), now=LATER + timedelta(days=1))
    assert revised_at(store) == [LATER]


def revised_at(store: Store) -> list[datetime | None]:
    """When each activity was last revised."""
    with store.reading() as connection:
        return list(connection.scalars(sa.select(metadata.tables["activities"].c.revised_at)))


def test_those_to_be_looked_up_come_newest_first_and_witnesses_never(store: Store) -> None:
    """Only Members wait for the register; what is new does not wait behind what cannot be found."""
    unknown = Participant(member=9002, name="Bo", role="spoke")
    witness = Participant(name="A Lock-keeper", role="witness")
    people = {1: (unknown,), 2: (witness,), 3: (ADA, unknown), 4: (ADA,)}
    store.record(page(1, 2, 3, 4, new=tuple(spoken(n, participants=p) for n, p in people.items())), now=NOW)
    assert [a.upstream_id for a in store.incomplete(10)] == ["C3", "C1"]
    assert [a.upstream_id for a in store.incomplete(1)] == ["C3"]


# -- records that go, return and move ---------------------------------------------------------------------------------


def withdrawn(store: Store) -> list[str]:
    """Upstream ids of what is marked withdrawn."""
    return [row["upstream_id"] for row in queries.activities(store) if row.get("withdrawn_at")]


def test_gone_twice_is_withdrawn_and_never_deleted(store: Store) -> None:
    """Absent from two complete readings in a row: marked, once, and kept."""
    store.record(page(1, 2), now=NOW)
    gone = Batch(source="hansard", poll=0, gone=frozenset({"hansard/C1"}))
    store.record(gone, now=NOW)
    assert store.kept("hansard", span="commons/2026-03-09")["hansard/C1"].absent == 1
    assert withdrawn(store) == []
    store.record(gone, now=LATER)
    assert withdrawn(store) == ["C1"]
    writes = Writes(store)
    store.record(gone, now=LATER + timedelta(days=1))
    assert writes.rows == {}
    assert len(list(store.activities())) == 2


@pytest.mark.parametrize("how", ["present", "read again"])
def test_what_was_gone_and_returns_is_withdrawn_no_longer(store: Store, how: str) -> None:
    """A record that is seen again starts from nought, and the mark goes."""
    store.record(page(), now=NOW)
    gone = Batch(source="hansard", poll=0, gone=frozenset({"hansard/C1"}))
    store.record(gone, now=NOW)
    store.record(gone, now=NOW)
    back = replace(gone, gone=frozenset(), present=frozenset({"hansard/C1"}))
    store.record(back if how == "present" else page(), now=LATER)
    assert withdrawn(store) == []
    assert store.kept("hansard", ids={"hansard/C1"})["hansard/C1"].absent == 0
    store.record(gone, now=LATER)
    assert withdrawn(store) == []


def test_a_record_that_changed_is_replaced(store: Store) -> None:
    """The store holds a record as last read."""
    store.record(page(), now=NOW)
    other = record(listing="other", content="{}", span="commons/2026-03-08")
    store.record(Batch(source="hansard", poll=0, records=(other,)), now=LATER)
    assert store.listings({other.id, "none"}) == {other.id: "other"}
    assert store.kept("hansard", span="commons/2026-03-09") == {}
    assert store.kept("hansard", span="commons/2026-03-08")[other.id].content == "{}"
    assert store.kept("written-questions", ids={other.id}) == {}


def test_an_alias_leads_to_the_id_we_know(store: Store) -> None:
    """A moved contribution's new ids lead to ours; the first word about an alias stands."""
    store.record(page(1, 2, aliases={"hansard/X": "hansard/C1"}), now=NOW)
    again = {"hansard/X": "hansard/C2", "hansard/Y": "hansard/C2"}
    store.record(Batch(source="hansard", poll=0, aliases=again), now=LATER)
    assert store.resolve({"hansard/X", "hansard/Y", "hansard/C1"}) == {
        "hansard/X": "hansard/C1",
        "hansard/Y": "hansard/C2",
    }


# -- matches ----------------------------------------------------------------------------------------------------------


def test_a_match_keeps_its_state_and_time_while_its_evidence_is_refreshed(store: Store) -> None:
    """A match is made once: more or other words in it are silence. Dates decide its state until it was announced."""
    store.record(page(), now=NOW)
    store.record(anew(match(excerpt="other words", state="primed")), now=LATER)
    assert matches_of(store) == [("towpaths", "primed", "other words", "2026-03-10T09:30:00+00:00", None)]
    store.set_states([one["id"] for one in queries.matches(store)], "announced", now=LATER)
    store.record(anew(match(excerpt="still other words", state="primed")), now=LATER)
    assert matches_of(store) == [("towpaths", "announced", "still other words", "2026-03-10T09:30:00+00:00", None)]


def test_a_match_nobody_was_told_of_is_dropped_when_the_words_go(store: Store) -> None:
    """No address has had it: nothing remains; and if the words return it is a match like any other."""
    store.record(page(matches=(match(), match(watch="weirs"))), now=NOW)
    store.record(anew(match(watch="weirs")), now=LATER)
    assert [m[0] for m in matches_of(store)] == ["weirs"]
    store.record(anew(match(watch="weirs"), match()), now=LATER)
    assert sorted(m[0] for m in matches_of(store)) == ["towpaths", "weirs"]


def test_an_announced_match_lapses_and_returns(store: Store) -> None:
    """An address has had it: it is kept and marked, once; when the words return the mark goes."""
    store.record(page(), now=NOW)
    (row,) = queries.matches(store)
    store.set_states([row["id"]], "announced", now=NOW)
    for at in (LATER, LATER + timedelta(hours=1)):
        store.record(anew(), now=at)
    assert matches_of(store)[0][1::3] == ("announced", "2026-03-10T10:30:00+00:00")
    assert queries.status(store, [], now=NOW)["matches"] == {}
    store.record(anew(match()), now=LATER)
    assert matches_of(store)[0][1:] == ("announced", "The towpath …", "2026-03-10T09:30:00+00:00", None)
    assert queries.status(store, [], now=NOW)["matches"] == {"announced": 1}


def test_a_dismissed_match_stays_dismissed(store: Store) -> None:
    """Not relevant is a person's word: neither a revision that drops the words nor their return undoes it."""
    store.record(page(), now=NOW)
    (row,) = queries.matches(store)
    assert store.dismiss(row["id"], "another towpath", now=LATER)
    assert not store.dismiss(row["id"] + 1, "", now=LATER)
    store.record(anew(), now=LATER)
    assert matches_of(store) == []
    store.record(anew(match()), now=LATER)
    (row,) = queries.matches(store)
    assert (row["state"], row["reason"]) == ("dismissed", "another towpath")


def test_matches_of_activities_that_were_not_matched_anew_stay(store: Store) -> None:
    """A batch speaks of the activities it names, and of no other."""
    store.record(page(1, 2), now=NOW)
    store.record(anew(n=1), now=LATER)
    assert [r["activity"]["upstream_id"] for r in queries.matches(store)] == ["C2"]
    store.record(replace(anew(match(2, watch="weirs")), matched=frozenset()), now=LATER)
    assert [r["watch"] for r in queries.matches(store)] == ["towpaths", "weirs"]


def test_a_rematch_that_finds_the_same_writes_nothing(store: Store) -> None:
    """Matching anew what is matched already costs no writes."""
    store.record(page(1, 2, looks={"hansard/C1": LATER}), now=NOW)
    writes = Writes(store)
    ids = frozenset({spoken(1).id, spoken(2).id})
    again = Batch(source="", poll=0, matched=ids, matches=(match(1), match(2)), looks={"hansard/C1": LATER})
    store.record(again, now=LATER)
    assert writes.rows == {}


# -- other looks ------------------------------------------------------------------------------------------------------


def test_only_matched_records_are_followed_up(store: Store) -> None:
    """A record nobody matched is not read again by itself; those due come oldest first, at most as many as asked."""
    looks = {"hansard/C1": NOW, "hansard/C2": LATER, "hansard/C3": NOW - timedelta(days=1)}
    store.record(page(1, 2, 3, matches=(match(1), match(2)), looks=looks), now=NOW)
    assert [k.id for k in store.due("hansard", NOW - timedelta(seconds=1))] == []
    assert [k.id for k in store.due("hansard", NOW)] == ["hansard/C1"]
    assert [k.id for k in store.due("hansard", LATER)] == ["hansard/C1", "hansard/C2"]
    assert [k.id for k in store.due("hansard", LATER, 1)] == ["hansard/C1"]
    assert store.due("written-questions", LATER) == []
    writes = Writes(store)
    store.record(Batch(source="hansard", poll=0, looks=looks), now=LATER)
    assert writes.rows == {}


@pytest.mark.parametrize("end", ["nothing more is expected", "the match was dropped", "the match lapsed"])
def test_a_follow_up_ends(store: Store, end: str) -> None:
    """A follow-up ends when the source expects nothing more, or when nobody is interested any longer."""
    store.record(page(looks={"hansard/C1": NOW}), now=NOW)
    if end == "nothing more is expected":
        store.record(Batch(source="hansard", poll=0, looks={"hansard/C1": None}), now=NOW)
    else:
        if end == "the match lapsed":
            store.set_states([r["id"] for r in queries.matches(store)], "announced", now=NOW)
        store.record(anew(), now=NOW)
    assert store.due("hansard", LATER) == []


def test_a_follow_up_goes_on_while_one_match_of_the_record_stands(store: Store) -> None:
    """Two watches matched, one no longer does: the other still wants to know."""
    store.record(page(matches=(match(), match(watch="weirs")), looks={"hansard/C1": NOW}), now=NOW)
    store.record(anew(match()), now=NOW)
    assert [k.id for k in store.due("hansard", NOW)] == ["hansard/C1"]


# -- first days, Members, polls ---------------------------------------------------------------------------------------


def test_a_first_day_is_the_day_a_watch_was_first_met(store: Store) -> None:
    """What was met keeps its day; a term added later has its own."""
    watch, term = ("canals", "towpaths", ""), ("canals", "towpaths", "weir")
    assert store.meet([watch], DAY) == {watch: DAY}
    later = DAY + timedelta(days=1)
    assert store.meet([watch, term, ("other", "towpaths", "")], later) == {
        watch: DAY,
        term: later,
        ("other", "towpaths", ""): later,
    }
    assert store.meet([watch, term], later + timedelta(days=1)) == {watch: DAY, term: later}
    assert store.meet([], DAY) == {}


def member(id: int, name: str, listed: str, seat: str) -> Member:
    """A Member who never was."""
    party = (PartySpell(party="Labour"),)
    return Member(
        id=id,
        names=(NameSpell(name=name, listed=listed),),
        parties=party,
        seats=(SeatSpell(house="commons", seat=seat),),
    )


def test_members_are_kept_and_found_by_name_seat_and_id(store: Store) -> None:
    """Accents, capitals, apostrophes and the order of words do not matter; every word must begin one of theirs."""
    ada = member(9001, "Ada Penhaligon", "Penhaligon, Ada", "Mudwick and Weir")
    zoe = member(9002, "Dame Zoë O’Brien", "O’Brien, Dame Zoë", "Lower Mudwick")
    store.put_members([ada, zoe], now=NOW)
    assert store.members({9001, 9003}) == {9001: ada}
    assert store.search_members("mudwick") == [ada, zoe]
    assert store.search_members("obrien ZOE") == [zoe]
    assert store.search_members("O'Brien, Zoë") == [zoe]
    assert store.search_members("9001") == [ada]
    assert [store.search_members(text) for text in ("haligon", "Ada Brien", "%", "_", " ", "9")] == [[]] * 6


def test_members_not_read_lately_are_told_apart(store: Store) -> None:
    """With *since* only those read at or after it are given, so that the others are asked for again."""
    ada, bo = member(9001, "Ada Penhaligon", "", "Mudwick"), member(9002, "Bo Ferris", "", "Weir")
    store.put_members([ada, bo], now=NOW)
    married = member(9001, "Ada Ferris", "", "Mudwick")
    store.put_members([married], now=LATER)
    assert store.members({9001, 9002}, since=LATER) == {9001: married}
    assert store.members({9001, 9002}, since=NOW) == {9001: married, 9002: bo}
    assert store.search_members("Penhaligon") == []


def test_counts_are_added_to_the_poll_in_the_pages_transaction(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that was not recorded is not counted."""
    poll = store.begin_poll("hansard", DAY, DAY, purpose="poll", now=NOW)
    store.record(page(1, poll=poll), now=NOW)
    store.record(page(2, poll=poll, counts=Counts(rows=5, revised=1, unreadable=2)), now=NOW)
    monkeypatch.setattr(recording, "_note_reading", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        store.record(page(3, poll=poll), now=NOW)
    (row,) = queries.latest_polls(store)
    assert [row[k] for k in ("rows", "new", "revised", "matched", "unreadable")] == [6, 1, 1, 1, 2]


def test_a_poll_is_a_row_and_failed_is_never_nothing_happened(store: Store) -> None:
    """The status tells the last success, how long ago that was, and what the last poll came to."""
    window = (DAY, DAY + timedelta(days=1))
    for outcome, purpose, at in (("complete", "poll", NOW), ("complete", "backfill", LATER), ("failed", "poll", LATER)):
        poll = store.begin_poll("hansard", *window, purpose=purpose, now=at)  # type: ignore[arg-type]
        store.end_poll(poll, outcome=outcome, error="no answer", requests=3, now=at)  # type: ignore[arg-type]
    assert store.last_complete("hansard") == NOW
    assert store.last_complete("written-questions") is None
    told = queries.status(store, ["hansard", "written-questions"], now=NOW + timedelta(minutes=185))
    hansard, questions = told["sources"]
    assert (hansard["last_success"], hansard["lag"], hansard["lag_seconds"]) == (NOW.isoformat(), "3 h 05 min", 11100)
    assert (hansard["outcome"], hansard["error"], hansard["requests"], hansard["window_last"]) == (
        "failed",
        "no answer",
        3,
        "2026-03-10",
    )
    assert (questions["last_success"], questions["lag"], questions["outcome"]) == (None, None, None)
    store.begin_poll("hansard", *window, purpose="poll", now=LATER)
    assert queries.status(store, ["hansard"], now=LATER)["sources"][0]["outcome"] == "unfinished"
    assert len(queries.latest_polls(store, "hansard", limit=2)) == 2


def test_the_last_complete_reading_of_a_span_is_kept_by_source(store: Store) -> None:
    """A reading takes the place of the one before; spans of the same name in two sources are two."""
    store.record(page(), now=NOW)
    second = ReadingRow("commons/2026-03-09", LATER, 7, "other")
    store.record(Batch(source="hansard", poll=0, reading=second), now=LATER)
    store.record(Batch(source="divisions", poll=0, reading=replace(second, count=1)), now=LATER)
    assert store.readings("hansard", {"commons/2026-03-09", "lords/2026-03-09"}) == {"commons/2026-03-09": second}


# -- listings ---------------------------------------------------------------------------------------------------------


def test_listings_are_narrowed_and_ordered_by_date(store: Store) -> None:
    """Each narrowing of `monitor activities` and `monitor matches` leaves out what it should, and rows come by date."""
    early = DAY - timedelta(days=2)
    question = Question(
        **{
            **spoken(3).model_dump(
                exclude={"said", "debate", "parents", "order", "noise", "replies_to", "timecode", "post", "kind"}
            )
        }
        | {"source": "written-questions", "participants": (), "question": "Why?", "uin": "1", "due": DAY, "body": None}
    )
    store.record(page(1, 2, 3, new=(spoken(1), spoken(2, date=early), question), matches=(match(1), match(2))), now=NOW)
    store.record(replace(anew(match(1, watchlist="boats"), match(1)), matched=frozenset()), now=NOW)

    def ids(rows: Iterator[dict[str, Any]]) -> list[str]:
        return [row.get("activity", row)["upstream_id"] for row in rows]

    assert ids(queries.activities(store)) == ["C2", "C1", "C3"]
    assert ids(queries.activities(store, since=DAY)) == ["C1", "C3"]
    assert ids(queries.activities(store, until=early)) == ["C2"]
    assert ids(queries.activities(store, kind="question")) == ["C3"]
    assert ids(queries.activities(store, source="hansard", since=DAY)) == ["C1"]
    assert ids(queries.activities(store, member=9001)) == ["C2", "C1"]
    assert ids(queries.activities(store, watchlist="boats")) == ["C1"]
    assert ids(queries.matches(store)) == ["C2", "C1", "C1"]
    assert ids(queries.matches(store, watchlist="boats")) == ["C1"]
    assert ids(queries.matches(store, until=early, member=9001, kind="contribution", state="pending")) == ["C2"]
    assert ids(queries.matches(store, source="written-questions")) == []
    assert ids(queries.matches(store, member=9002)) == []
    assert [a.upstream_id for a in store.activities(since=DAY, kind="contribution", source="hansard")] == ["C1"]


def test_a_listing_goes_on_over_many_pages(store: Store) -> None:
    """Listings are read in pages: none is lost, doubled or out of order, also while others write."""
    new = tuple(spoken(n, date=DAY - timedelta(days=n % 7)) for n in range(1, 1202))
    store.record(page(*range(1, 1202), new=new), now=NOW)
    for rows in (queries.activities(store), queries.matches(store)):
        first = next(rows)
        store.record(page(2000, new=(spoken(2000, date=DAY + timedelta(days=1)),)), now=NOW)
        told = [r.get("activity", r) for r in (first, *rows)]
        days = [t["date"] for t in told]
        assert days == sorted(days)
        assert len({t["id"] for t in told}) == len(told) == 1202
    assert [a.upstream_id for a in store.activities()][-2:] == ["C1201", "C2000"]


def test_a_match_is_told_with_its_activity_nested(store: Store) -> None:
    """The row has the fields that users may rely on."""
    store.record(page(), now=NOW)
    (row,) = queries.matches(store)
    nested = row.pop("activity")
    assert {k: v for k, v in row.items() if k != "id"} == {
        "watchlist": "canals",
        "watch": "towpaths",
        "evidence": [{"term": "towpath"}],
        "excerpt": "The towpath …",
        "found_at": "2026-03-10T09:30:00+00:00",
        "state": "pending",
    }
    assert nested == next(queries.activities(store))
    assert nested["participants"] == [ADA.model_dump()]
    assert (nested["revision"], nested["body"]) == (0, "Ministry of Towpaths")


# -- instants ---------------------------------------------------------------------------------------------------------


def test_a_naive_datetime_is_refused(store: Store) -> None:
    """Our own instants are aware; a naive one is an error, not a guess."""
    naive = NOW.replace(tzinfo=None)
    for call in (
        lambda: store.record(page(), now=naive),
        lambda: store.begin_poll("hansard", DAY, DAY, purpose="poll", now=naive),
        lambda: store.due("hansard", naive),
    ):
        with pytest.raises(sa.exc.StatementError, match="naive datetime"):
            call()
    assert list(store.activities()) == []


def test_instants_come_back_aware_and_in_utc(store: Store) -> None:
    """Whatever zone an instant was given in, the same instant comes back, to the microsecond, in UTC."""
    summer = datetime(2026, 7, 1, 0, 30, 0, 123456, tzinfo=timezone(timedelta(hours=1)))
    store.end_poll(
        store.begin_poll("hansard", DAY, DAY, purpose="poll", now=summer),
        outcome="complete",
        error=None,
        requests=0,
        now=summer,
    )
    began = store.last_complete("hansard")
    assert began == summer
    assert began is not None
    assert began.tzinfo == UTC


# -- opening ----------------------------------------------------------------------------------------------------------


def test_a_store_that_is_opened_again_holds_what_it_held(address: str) -> None:
    """Opening runs the migrations that are missing, and none twice."""
    with Store.open(address) as store:
        store.record(page(), now=NOW)
        before = contents(store)
    with Store.open(address) as store:
        assert contents(store) == before
        assert store.dialect in address


def test_the_migrations_make_the_tables_that_are_drawn(store: Store) -> None:
    """schema.py and the migrations say the same, on both databases."""
    with store.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def add_migration(folder: Path, body: str = "op.add_column('records', sa.Column('colour', sa.Text()))") -> None:
    """Migrations with one more than there are."""
    shutil.copytree(opening.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "r9999_colour.py").write_text(
        "import sqlalchemy as sa\nfrom alembic import op\nrevision = '9999'\ndown_revision = '" + REVISION + "'\n"
        f"def upgrade():\n    {body}\n"
    )


def test_an_older_store_is_brought_up_to_date_and_a_newer_one_refused(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An upgrade needs no step by hand; a store that a newer program wrote is left alone, and the error says so."""
    with Store.open(address) as store:
        store.record(page(), now=NOW)
    add_migration(tmp_path / "next")
    with monkeypatch.context() as patch:
        patch.setattr(opening, "MIGRATIONS", tmp_path / "next")
        patch.setattr(opening, "REVISION", "9999")
        with Store.open(address) as store, store.reading() as connection:
            assert connection.execute(sa.text("SELECT id, colour FROM records")).all() == [("hansard/C1", None)]
    with pytest.raises(StoreError, match=r"newer version of this program \(revision 9999\): update") as caught:
        Store.open(address)
    assert "\n" not in str(caught.value)


def test_a_migration_that_fails_changes_nothing(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Migrations are all or nothing: the store can still be used by the version that wrote it."""
    Store.open(address).close()
    broken = "op.add_column('records', sa.Column('colour', sa.Text())); op.drop_table('nothing')"
    add_migration(tmp_path / "next", broken)
    with monkeypatch.context() as patch:
        patch.setattr(opening, "MIGRATIONS", tmp_path / "next")
        patch.setattr(opening, "REVISION", "9999")
        with pytest.raises(StoreError):
            Store.open(address)
    with Store.open(address) as store, store.reading() as connection:
        assert "colour" not in {c["name"] for c in sa.inspect(connection).get_columns("records")}


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("postgresql://op:s3cr3t@127.0.0.1:1/monitor?connect_timeout=2", "127.0.0.1/monitor cannot be used"),
        ("postgresql://op@127.0.0.1:1/monitor?password=s3cr3t", "127.0.0.1/monitor cannot be used"),
        ("postgresql://op:x@s3cr3t@127.0.0.1/monitor", "write it as %40"),
        ("postgresql://op:x/s3cr3t@127.0.0.1/monitor", ""),
        ("mysql://op:s3cr3t@127.0.0.1/monitor", "mysql"),
        ("s3cr3t", "sqlite:///monitor.db"),
        ("sqlite://", "needs a file"),
        ("sqlite:////nowhere/at/all/monitor.db", "/nowhere/at/all/monitor.db cannot be used: unable to open"),
    ],
)
def test_a_database_that_cannot_be_opened_is_one_line_without_the_password(url: str, says: str) -> None:
    """The operator reads where and why; no password reaches a terminal or a log."""
    with pytest.raises(StoreError) as caught:
        Store.open(url)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "s3cr3t" not in str(caught.value)


@pytest.mark.parametrize("url", ["postgresql://op:s3cr3t@host/db", "postgresql://op@host/db?password=s3cr3t"])
def test_a_password_that_the_driver_repeats_is_struck_out(url: str) -> None:
    """Whatever the database answers, of several lines one is told, and the password in it is not."""
    answer = Exception("no entry for op with s3cr3t\nDETAIL: s3cr3t")
    with pytest.raises(StoreError) as caught, opening.explained(opening.parse(url)):
        raise sa.exc.OperationalError("SELECT 1", {}, answer)
    assert str(caught.value) == "the store at host/db cannot be used: no entry for op with ***"


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    """A wrong path is an error, not a file overwritten."""
    file = tmp_path / "notes.txt"
    file.write_text("not a database, but long enough to look at" * 100)
    with pytest.raises(StoreError, match="not a database"):
        Store.open(f"sqlite:///{file}")
    assert file.read_text().startswith("not a database")


# -- several at once --------------------------------------------------------------------------------------------------


def at_once(*work: Callable[[], None]) -> None:
    """Run these in threads that start together; an error in any is raised."""
    errors: list[BaseException] = []
    together = threading.Barrier(len(work))

    def run(one: Callable[[], None]) -> None:
        try:
            together.wait()
            one()
        except BaseException as err:
            errors.append(err)

    threads = [threading.Thread(target=run, args=(one,)) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def test_two_stores_write_at_the_same_time(address: str) -> None:
    """Writers wait for each other, also where both tell of the same: nothing fails, is lost or doubled."""
    with Store.open(address) as one, Store.open(address) as two:
        poll = one.begin_poll("hansard", DAY, DAY, purpose="poll", now=NOW)

        def write(store: Store) -> None:
            for n in range(1, 41):
                store.record(page(n, n + 1, poll=poll), now=NOW)
                store.meet([("canals", f"watch {n}", "")], DAY)

        at_once(lambda: write(one), lambda: write(two), lambda: write(one))
        assert len(list(one.activities())) == len(list(queries.matches(two))) == 41
        assert queries.latest_polls(one)[0]["rows"] == 3 * 40 * 2


def test_a_store_is_opened_for_the_first_time_by_several_at_once(address: str) -> None:
    """The worker and a command may meet an empty database together."""
    stores: list[Store] = []
    at_once(*[lambda: stores.append(Store.open(address)) for _ in range(4)])
    for store in stores:
        store.record(page(), now=NOW)
        store.close()
    with Store.open(address) as store:
        assert len(list(store.activities())) == 1


def test_a_database_that_fails_later_is_one_line_too(tmp_path: Path) -> None:
    """A disk that went bad under a running monitor is explained like one that was never there."""
    file = tmp_path / "monitor.db"
    with Store.open(f"sqlite:///{file}") as store:
        store.record(page(), now=NOW)
        with sa.create_engine(f"sqlite:///{file}").begin() as connection:
            connection.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)"))
        store.close()
        file.write_bytes(b"rubbish" * 10_000)
        with pytest.raises(StoreError, match="cannot be used"):
            list(store.activities())
