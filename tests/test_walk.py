"""The walk, from a page to a match: read this first. A fictional source, a real store, real watchlists."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

import pytest

from monitor.parliament.activities import Activity, Body, Contribution, Overdue, Question
from monitor.parliament.dates import UTC
from monitor.parliament.people import Member, NameSpell, Participant, PartySpell, SeatSpell
from monitor.poll import Polled, Walk, poll, rematch, window
from monitor.sources.source import Event, Kept, Known, Page, Record, Settled, Unavailable, Window
from monitor.store import Store, StoreError, queries
from monitor.watching import Watching
from watchlists.watchlist import Watch, WatchedMember, Watchlist

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
TUESDAY = date(2026, 3, 10)
SPAN = "commons/2026-03-10"


class Speech(Record):
    """A record of the fictional source: somebody said something."""

    said: str
    member: int = 91001
    heading: str = "Prisons"


def speech(number: int, said: str, *, rank: int = 0, member: int = 91001, heading: str = "Prisons") -> Speech:
    """Speech *number* with these words."""
    upstream = str(number)
    return Speech(
        id=f"gazette/{upstream}",
        upstream_id=upstream,
        span=SPAN,
        listing=said,
        rank=(rank,),
        said=said,
        member=member,
        heading=heading,
    )


class Gazette:
    """A source whose pages are given; it tells one contribution a record."""

    name = "gazette"
    kinds = ("contribution",)
    record = Speech
    ids_move = True

    def __init__(self, *pages: Page | Exception) -> None:
        self.pages = pages
        self.looked_again: list[str] = []

    def read(self, window: Window, known: Known, again: Sequence[Record], *, now: datetime) -> Iterator[Page]:
        """The given pages; a given exception is raised in its turn."""
        self.looked_again = [r.id for r in again]
        for page in self.pages:
            if isinstance(page, Exception):
                raise page
            yield page

    def settle(self, page: Page, kept: Mapping[str, Kept]) -> Settled:
        """What is absent from a complete page is gone."""
        return Settled(records=page.records, gone=frozenset(kept) - page.seen if page.complete else frozenset())

    def events(self, after: Record, before: Record | None, *, again: bool, now: datetime) -> Sequence[Event]:
        """One contribution."""
        assert isinstance(after, Speech)
        who = Participant(member=after.member, role="spoke")
        said = Contribution(
            id=f"{after.id}/contribution", record=after.id, source=self.name, upstream_id=after.upstream_id, subject="gazette/d1",
            house="commons", date=TUESDAY, title=after.heading, participants=(who,), url="https://example.org/1",
            said=after.said, debate="d1",
        )  # fmt: skip
        return [Event(activity=said)]

    def check(self, *, now: datetime) -> str:
        """Always well."""
        return "well"

    def next_look(self, record: Record, *, now: datetime) -> datetime | None:
        """Again tomorrow."""
        return now + timedelta(days=1)


class Directory:
    """A register of Members that can be down, and counts its calls."""

    def __init__(self, *members: Member, down: bool = False) -> None:
        self.members, self.down, self.calls = {m.id: m for m in members}, down, 0

    def history(self, ids: Collection[int]) -> tuple[list[Member], list[str]]:
        """Those of *ids* that are known."""
        self.calls += 1
        if self.down:
            raise Unavailable("members-api.parliament.uk: 503")
        return [self.members[i] for i in ids if i in self.members], []


ROSALIND = Member(
    id=91001,
    names=(NameSpell(name="Rosalind Quillfeather"),),
    parties=(PartySpell(party="Labour", abbreviation="Lab"),),
    seats=(SeatSpell(house="commons", seat="Upper Wobblesham"),),
)
PROBATION = Watch(id="probation", title="Probation", phrases=("probation",))


def page(*records: Record, complete: bool = True, error: str | None = None) -> Page:
    """A page of the day's sitting."""
    seen = frozenset(r.id for r in records)
    return Page(span=SPAN, records=records, complete=complete, seen=seen, rows=len(records), error=error)


@pytest.fixture
def store(tmp_path) -> Iterator[Store]:
    """An empty store on disk."""
    with Store.open(f"sqlite:///{tmp_path}/walk.db") as opened:
        yield opened


def walk(store: Store, *watches: Watch, directory: Directory | None = None, first_day: date = TUESDAY) -> Walk:
    """A walk with one watchlist of *watches*, loaded on *first_day*."""
    lists = [Watchlist(id="ours", title="Ours", watches=watches or (PROBATION,))]
    return Walk(store, Watching(lists, store.meet(Watching.keys(lists), first_day)), directory or Directory(ROSALIND))


def polled(source: Gazette, walked: Walk, *, now: datetime = NOON) -> Polled:
    """One poll of *source*."""
    return poll(source, walked, window=Window(first=TUESDAY, last=TUESDAY), now=now)


def recorded(store: Store) -> list[Activity]:
    """All activities in the store."""
    return list(store.activities())


def matched(store: Store) -> list[tuple[str, str]]:
    """(watch, state) of every match."""
    return [(row["watch"], row["state"]) for row in queries.matches(store)]


def test_what_is_read_is_recorded_and_matched(store: Store) -> None:
    """A page leads to activities and matches, with name, party and seat looked up in one call."""
    directory = Directory(ROSALIND)
    done = polled(
        Gazette(page(speech(1, "Pay in the probation service"), speech(2, "Weather"))), walk(store, directory=directory)
    )
    assert (done.outcome, done.counts.new, done.counts.matched) == ("complete", 2, 1)
    assert matched(store) == [("probation", "pending")]
    assert recorded(store)[0].participants[0] == Participant(
        member=91001, name="Rosalind Quillfeather", role="spoke", party="Labour", seat="Upper Wobblesham"
    )
    assert directory.calls == 1


def test_reading_again_adds_nothing(store: Store) -> None:
    """The same page twice is one activity, one match and no revision."""
    for _ in range(2):
        done = polled(Gazette(page(speech(1, "Pay in the probation service"))), walk(store))
    assert (done.counts.new, done.counts.revised, done.counts.matched) == (0, 0, 0)
    assert len(recorded(store)) == len(matched(store)) == 1


def test_what_is_told_only_if_matched_needs_a_match_of_its_record(store: Store) -> None:
    """A question first seen when it is overdue says so at once, but only to those who watch for it."""

    class Late(Gazette):
        def events(self, after: Record, before: Record | None, *, again: bool, now: datetime) -> Sequence[Event]:
            (event,) = super().events(after, before, again=again, now=now)
            later = event.activity.model_copy(update={"id": f"{after.id}/later", "said": "Later."})
            return [event, Event(activity=later, if_matched=True)]

    polled(Late(page(speech(1, "Of probation."), speech(2, "Of malt."))), walk(store))
    assert [a.id for a in recorded(store)] == [
        "gazette/1/contribution",
        "gazette/1/later",
        "gazette/2/contribution",
    ]


class Order(Gazette):
    """A source of open written questions, told overdue when looked at again. Its records name the department."""

    def events(self, after: Record, before: Record | None, *, again: bool, now: datetime) -> Sequence[Event]:
        """A question, and that it is overdue."""
        assert isinstance(after, Speech)
        fields = {
            "record": after.id, "source": self.name, "upstream_id": after.upstream_id, "subject": "gazette/q", "date": TUESDAY,
            "title": "Cost", "url": "https://example.org/1", "question": after.said, "uin": "1", "due": TUESDAY,
            "body": Body(id=int(after.heading), name="A department"),
        }  # fmt: skip
        question = Event(activity=Question(id=f"{after.id}/question", **fields))
        overdue = Event(activity=Overdue(id=f"{after.id}/overdue", **fields))
        return [question, overdue] if again else [question]


def test_a_watch_for_what_is_overdue_follows_questions_it_does_not_see(store: Store) -> None:
    """With `kinds = ["overdue"]` a question is no match, and is looked at again all the same, also after a rematch."""
    late = Watch(id="late", title="Late", phrases=("probation",), kinds=("overdue",))
    source = Order(page(speech(1, "Probation", heading="54"), speech(2, "Weather", heading="54")))
    polled(source, walk(store, late))
    assert matched(store) == []
    polled(source, walk(store, late), now=NOON + timedelta(days=2))
    assert source.looked_again == ["gazette/1"]
    list(rematch({source.name: source}, store, walk(store, late).watching, since=None, now=NOON))
    polled(source, walk(store, late), now=NOON + timedelta(days=4))
    assert source.looked_again == ["gazette/1"]
    assert [a.id for a in recorded(store) if a.kind == "overdue"] == ["gazette/1/overdue"]
    assert matched(store) == [("late", "pending")]


def test_a_question_that_goes_to_another_department_is_matched_anew(store: Store) -> None:
    """No revision, but a watch of that department sees it from then on."""
    justice = Watch(id="justice", title="Justice", phrases=("probation",), departments=(54,))
    polled(Order(page(speech(1, "Probation", heading="1"))), walk(store, justice))
    assert matched(store) == []
    done = polled(Order(page(speech(1, "Probation", heading="54"))), walk(store, justice))
    assert (matched(store), done.counts.revised) == ([("justice", "pending")], 0)


def test_a_staler_reading_is_ignored(store: Store) -> None:
    """States only go forward: an older copy of a record changes nothing."""
    polled(Gazette(page(speech(1, "The later words", rank=1))), walk(store))
    polled(Gazette(page(speech(1, "The earlier words", rank=0))), walk(store))
    assert [a.text for a in recorded(store)] == ["The later words"]


def test_a_revision_that_brings_the_phrase_is_a_match(store: Store) -> None:
    """Words added overnight are matched as if they had been there."""
    polled(Gazette(page(speech(1, "It was the worst decision"))), walk(store))
    done = polled(Gazette(page(speech(1, "It was the worst decision for probation"))), walk(store))
    assert done.counts.revised == 1
    assert matched(store) == [("probation", "pending")]


def test_a_match_that_no_address_has_had_goes_with_its_words(store: Store) -> None:
    """A revision that takes the phrase away takes the match away."""
    polled(Gazette(page(speech(1, "Probation"))), walk(store))
    polled(Gazette(page(speech(1, "Probate"))), walk(store))
    assert matched(store) == []


def test_what_lies_before_a_watch_is_primed(store: Store) -> None:
    """A watch is not flooded by what was there before it: kept, never sent."""
    polled(Gazette(page(speech(1, "Probation"))), walk(store, first_day=date(2026, 3, 11)))
    assert matched(store) == [("probation", "primed")]


def test_a_first_day_in_the_file_decides(store: Store) -> None:
    """`since` wins over the day the watch was loaded, in both directions."""
    early = Watch(id="early", title="Early", phrases=("probation",), since=date(2026, 3, 1))
    late = Watch(id="late", title="Late", phrases=("probation",), since=date(2026, 3, 11))
    polled(Gazette(page(speech(1, "Probation"))), walk(store, early, late, first_day=date(2026, 3, 11)))
    assert matched(store) == [("early", "pending"), ("late", "primed")]


def test_a_first_day_moved_back_is_heeded_by_a_rematch(store: Store) -> None:
    """Giving a watch an earlier `since` makes news of what was primed; a later one takes it back until it is sent."""
    source = Gazette(page(speech(1, "Probation")))
    polled(source, walk(store, first_day=date(2026, 3, 11)))
    assert matched(store) == [("probation", "primed")]
    for since, state in ((date(2026, 3, 1), "pending"), (date(2026, 3, 20), "primed")):
        moved = PROBATION.model_copy(update={"since": since})
        list(rematch({source.name: source}, store, walk(store, moved).watching, since=None, now=NOON))
        assert matched(store) == [("probation", state)]


def test_a_term_added_later_has_a_first_day_of_its_own(store: Store) -> None:
    """Adding a phrase to an old watch does not announce what was said before it was added."""
    walk(store, PROBATION, first_day=date(2026, 3, 1))
    wider = PROBATION.model_copy(update={"phrases": ("probation", "unpaid work")})
    pages = page(speech(1, "Unpaid work"), speech(2, "Probation and unpaid work"))
    polled(Gazette(pages), walk(store, wider, first_day=date(2026, 3, 11)))
    assert sorted(matched(store)) == [("probation", "pending"), ("probation", "primed")]


@pytest.mark.parametrize("also", [True, False])
def test_a_member_added_under_an_old_tag_brings_no_history(store: Store, also: bool) -> None:
    """Whether the watch for the tag lists the Members itself or another watch of the file does."""
    old, new = (WatchedMember(id=id, tags=("lobby",)) for id in (91002, 91001))
    listed = Watch(id="friends", title="Friends", members=(old,))
    tagged = Watch(id="tagged", title="Tagged", tags=("lobby",), members=(old,) if also else ())
    walk(store, listed, tagged, first_day=date(2026, 3, 1))
    longer = [w.model_copy(update={"members": (old, new)}) if w.members else w for w in (listed, tagged)]
    pages = page(speech(1, "Roads"), speech(2, "Roads", member=91002))
    polled(Gazette(pages), walk(store, *longer, first_day=date(2026, 3, 11)))
    states = {(row["activity"]["upstream_id"], row["watch"]): row["state"] for row in queries.matches(store)}
    assert {watch: state for (id, watch), state in states.items() if id == "1"} == {
        "friends": "primed",
        "tagged": "primed",
    }
    assert {state for (id, _), state in states.items() if id == "2"} == {"pending"}


def test_poll_and_rematch_agree_whatever_their_order(store: Store, tmp_path) -> None:
    """What a rematch finds is what a poll would have found."""
    pages = page(speech(1, "Probation"), speech(2, "Weather"), speech(3, "The probation officer"))
    polled(Gazette(pages), walk(store))
    with Store.open(f"sqlite:///{tmp_path}/other.db") as other:
        source = Gazette(pages)
        polled(source, walk(other, Watch(id="none", title="None", phrases=("xyzzy",))))
        assert matched(other) == []
        list(rematch({source.name: source}, other, walk(other).watching, since=None, now=NOON))
        assert matched(other) == matched(store)


def test_rematch_follows_what_it_newly_matched(store: Store) -> None:
    """A record matched only by a rematch is looked at again like any other."""
    source = Gazette(page(speech(1, "Probation")))
    polled(source, walk(store, Watch(id="none", title="None", phrases=("xyzzy",))))
    list(rematch({source.name: source}, store, walk(store).watching, since=None, now=NOON))
    later = Gazette(page(speech(1, "Probation")))
    polled(later, walk(store), now=NOON + timedelta(days=2))
    assert later.looked_again == ["gazette/1"]


def test_without_the_register_nothing_waits(store: Store) -> None:
    """While members-api is down activities are recorded and matched; names come later and are no revision."""
    party = Watch(id="labour", title="Labour", parties=("Labour",))
    pages = page(speech(1, "Probation"))
    done = polled(Gazette(pages), walk(store, PROBATION, party, directory=Directory(down=True)))
    assert done.outcome == "complete"
    assert matched(store) == [("probation", "pending")]
    done = polled(Gazette(pages), walk(store, PROBATION, party))
    assert (done.counts.new, done.counts.revised) == (0, 0)
    assert recorded(store)[0].participants[0].party == "Labour"
    assert sorted(matched(store)) == [("labour", "pending"), ("probation", "pending")]


def test_a_change_of_party_counts_for_what_is_said_after_it(store: Store) -> None:
    """What is known of a Member is asked for again before it is hours old; what was recorded stays as it was."""
    polled(Gazette(page(speech(1, "Probation"))), walk(store))
    now_green = ROSALIND.model_copy(update={"parties": (PartySpell(party="Green Party"),)})
    both = page(speech(1, "Probation"), speech(2, "Probation too"))
    polled(Gazette(both), walk(store, directory=Directory(now_green)), now=NOON + timedelta(hours=2))
    assert [a.participants[0].party for a in recorded(store)] == ["Labour", "Green Party"]


def test_a_failed_span_is_partial_and_keeps_what_was_read(store: Store) -> None:
    """An error in one span is told; what other spans brought is recorded."""
    failing = Page(span="lords/2026-03-10", error="lords/2026-03-10: hansard-api.parliament.uk: 503")
    done = polled(Gazette(page(speech(1, "Probation")), failing), walk(store))
    assert done.outcome == "partial"
    assert done.errors == ("lords/2026-03-10: hansard-api.parliament.uk: 503",)
    assert len(recorded(store)) == 1


def test_a_source_that_cannot_be_read_has_failed(store: Store) -> None:
    """No span read to its end is a failure, never 'nothing happened'."""
    done = polled(Gazette(Unavailable("hansard-api.parliament.uk: 503 after 4 tries")), walk(store))
    assert done.outcome == "failed"
    assert store.last_complete("gazette") is None


def test_what_nobody_foresaw_is_an_error_of_its_source(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    """It is named with where it was raised, the log shows how it came to it, and what was read before is kept."""
    done = polled(Gazette(page(speech(1, "Probation")), KeyError("Date")), walk(store))
    assert done.outcome == "partial"
    assert "KeyError: 'Date' (test_walk.py, line " in done.errors[0]
    assert "Traceback" in caplog.text
    assert len(recorded(store)) == 1


def test_a_store_that_fails_is_no_fault_of_a_source(store: Store) -> None:
    """Without it nothing can be told, so that the poll ends."""
    with pytest.raises(StoreError):
        polled(Gazette(StoreError("the store cannot be used")), walk(store))  # raised where a page is recorded


def test_a_poll_that_is_stopped_is_partial(store: Store) -> None:
    """Stopping between two pages keeps the first and says so."""
    walked = walk(store)
    walked.stop = lambda: True
    done = polled(Gazette(page(speech(1, "A"), complete=True), page(speech(2, "B"))), walked)
    assert done.outcome == "partial"
    assert len(recorded(store)) == 1


def test_a_member_watch_needs_the_member(store: Store) -> None:
    """A watch on a Member with a phrase takes what that Member says, not what others say."""
    friend = Watch(id="friend", title="Friend", members=(WatchedMember(id=91001),), phrases=("probation",))
    polled(Gazette(page(speech(1, "Probation"), speech(2, "Probation", member=91002))), walk(store, friend))
    assert [(row["activity"]["upstream_id"], row["watch"]) for row in queries.matches(store)] == [("1", "friend")]


def test_a_poll_reads_a_week_again_and_back_to_the_last_complete_one() -> None:
    """The first poll and every other read a week; after two weeks offline, all of them; never more than four weeks."""
    assert window(None, now=NOON).first == date(2026, 3, 3)
    assert window(NOON - timedelta(hours=1), now=NOON).first == date(2026, 3, 3)
    assert window(NOON - timedelta(days=14), now=NOON).first == date(2026, 2, 23)
    assert window(NOON - timedelta(days=90), now=NOON).first == date(2026, 2, 10)
