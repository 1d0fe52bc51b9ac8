"""What must go out: queued once and wholly, claimed by one process, told and announced only when it was sent."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from monitor.parliament.people import Post
from monitor.store import Batch, Store, queries
from monitor.store.addresses import Addresses
from monitor.store.deliveries import Deliveries
from monitor.store.parcels import Claimed, Gathered, Met, Parcel, PartRow, Standing
from monitor.store.posts import Posts
from tests.databases import address, postgresql
from tests.test_store import DAY, LATER, NOW, anew, page, spoken

__all__ = ["address", "postgresql"]

OFFICER = "email:officer@example.org"
CHANNEL = "slack:#canals"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    """A store with three matches of the watchlist "canals", and an address met."""
    with Store.open(address) as opened:
        opened.record(page(1, 2, 3), now=NOW)
        Addresses(opened).meet([(OFFICER, "daily"), (CHANNEL, "at-once")], now=NOW)
        yield opened


@pytest.fixture
def deliveries(store: Store) -> Deliveries:
    """What must go out of it."""
    return Deliveries(store)


def ids(store: Store) -> list[int]:
    """The matches, in order."""
    return sorted(m["id"] for m in queries.matches(store))


def states(store: Store) -> set[str]:
    """The states that matches are in."""
    return {m["state"] for m in queries.matches(store)}


def gathered(store: Store, key: str = "digest-1", to: str = OFFICER, cadence: str = "daily") -> Gathered:
    """A digest of two parts that tells all matches."""
    parts = tuple(PartRow(n, f"{key}/{n}", f"the words of part {n}") for n in (1, 2))
    told = dict.fromkeys(ids(store), "hansard/D1")
    return Gathered(address=to, cadence=cadence, slot=NOW, parcels=(Parcel(key, cadence, parts, told),))


def claim(deliveries: Deliveries, owner: str = "host:1:1", **changed: object) -> Claimed | None:
    """Take one delivery."""
    named = {"dead": (), "stale": NOW - 10 * MINUTE, "but": (), "quiet": (), "at": NOW, "now": NOW}
    return deliveries.claim(owner, **(named | changed))  # type: ignore[arg-type]  a table of arguments


def test_what_is_queued_waits_no_more(store: Store, deliveries: Deliveries) -> None:
    """A match stands in one digest of an address and cadence; another address still has to be told."""
    assert [w.match for w in deliveries.waiting({"canals"}, OFFICER, "daily", NOW)] == ids(store)
    assert deliveries.queue(gathered(store), now=NOW)
    assert deliveries.waiting({"canals"}, OFFICER, "daily", NOW) == []
    assert len(deliveries.waiting({"canals"}, OFFICER, "weekly", NOW)) == 3
    assert len(deliveries.waiting({"canals"}, CHANNEL, "at-once", NOW)) == 3
    assert deliveries.waiting({"others"}, CHANNEL, "at-once", NOW) == []


def test_what_is_primed_dismissed_or_older_than_the_address_is_not_told(store: Store, deliveries: Deliveries) -> None:
    """Only what may be announced, and was found since the address was met."""
    first, second, third = ids(store)
    store.set_states([first], "primed", now=NOW)
    store.dismiss(second, "", now=NOW)
    assert [w.match for w in deliveries.waiting({"canals"}, OFFICER, "daily", NOW)] == [third]
    assert deliveries.waiting({"canals"}, OFFICER, "daily", LATER) == []


def test_a_slot_is_queued_once(store: Store, deliveries: Deliveries) -> None:
    """Of two processes that gathered the same, one queues; nothing of the other is written."""
    whole = gathered(store)
    assert deliveries.queue(whole, now=NOW)
    assert not deliveries.queue(whole, now=NOW)
    other = replace(whole, parcels=(replace(whole.parcels[0], key="digest-2"),))
    assert not deliveries.queue(other, now=NOW), "its matches are told already"
    empty = replace(whole, parcels=())
    assert not deliveries.queue(empty, now=NOW), "the slot was served"
    assert deliveries.queue(replace(empty, slot=LATER), now=LATER)
    assert deliveries.states() == {"due": 1}


def test_one_of_many_claims_a_delivery(store: Store, deliveries: Deliveries) -> None:
    """Eight at once: exactly one has it."""
    deliveries.queue(gathered(store), now=NOW)
    found: list[Claimed | None] = []
    threads = [threading.Thread(target=lambda n=n: found.append(claim(deliveries, f"host:{n}:1"))) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (one,) = filter(None, found)
    assert [(p.number, p.key, p.content) for p in one.parts] == [
        (1, "digest-1/1", "the words of part 1"),
        (2, "digest-1/2", "the words of part 2"),
    ]
    assert (one.address, one.cadence, one.attempts) == (OFFICER, "daily", 0)


def test_a_claim_is_taken_over_from_the_dead_and_from_the_slow(store: Store, deliveries: Deliveries) -> None:
    """A process that was killed keeps nobody waiting; one that hangs does so for ten minutes."""
    deliveries.queue(gathered(store), now=NOW)
    first = claim(deliveries)
    assert first
    assert claim(deliveries, "host:2:2") is None
    assert deliveries.owners() == {"host:1:1"}
    assert claim(deliveries, "host:2:2", dead=["host:1:1"])
    assert not deliveries.attempt(first.id, 1, "host:1:1", at=NOW), "the first one has lost it"
    assert claim(deliveries, "host:3:3", stale=NOW + MINUTE, at=NOW + 11 * MINUTE)


def test_what_is_not_due_or_not_sent_to_is_not_claimed(store: Store, deliveries: Deliveries) -> None:
    """A delivery to an address that is paused waits in the queue."""
    deliveries.queue(gathered(store), now=NOW)
    assert claim(deliveries, now=NOW - MINUTE) is None
    assert claim(deliveries, but=[OFFICER]) is None
    assert claim(deliveries)


def test_a_delivery_is_announced_when_all_of_it_was_accepted(store: Store, deliveries: Deliveries) -> None:
    """Marked only after success: part by part, then the matches."""
    deliveries.queue(gathered(store), now=NOW)
    one = claim(deliveries)
    assert one
    for number in (1, 2):
        assert states(store) == {"pending"}
        assert deliveries.attempt(one.id, number, "host:1:1", at=NOW)
        deliveries.accept(one.id, number, f"C1/{number}", at=NOW)
    deliveries.sent(one.id, "host:1:1", now=LATER)
    assert states(store) == {"announced"}
    assert deliveries.states() == {"sent": 1}
    assert claim(deliveries) is None
    (post,) = deliveries.posts(OFFICER, "daily", ["hansard/D1", "hansard/D2"]).values()
    assert (post.state, post.remote_ids) == ("sent", ("C1/1", "C1/2"))


def test_what_was_told_is_found_by_its_subject_of_today(store: Store, deliveries: Deliveries) -> None:
    """An activity may come to belong to another subject; of a match that is gone, the subject as it was told counts."""
    deliveries.queue(gathered(store), now=NOW)
    subjects, moved = ["hansard/D1", "hansard/D9"], tuple(spoken(n, subject="hansard/D9") for n in (1, 2, 3))
    store.record(Batch(source="hansard", poll=0, refreshed=moved), now=LATER)
    assert set(deliveries.posts(OFFICER, "daily", subjects)) == {"hansard/D9"}
    store.record(anew(n=1), now=LATER)
    assert set(deliveries.posts(OFFICER, "daily", subjects)) == {"hansard/D1", "hansard/D9"}


def test_a_part_that_may_have_arrived_is_known_as_tried(store: Store, deliveries: Deliveries) -> None:
    """After an uncertain attempt the first one's time is kept; after a sure failure nothing was tried."""
    deliveries.queue(gathered(store), now=NOW)
    tried = []
    for n, uncertain in enumerate((False, True, True)):
        now = NOW + n * MINUTE
        one = claim(deliveries, now=now, at=now)
        assert one
        assert one.attempts == n
        tried.append(one.parts[0].tried_at)
        assert deliveries.attempt(one.id, 1, "host:1:1", at=now)
        deliveries.postpone(one.id, "host:1:1", 1, error="no answer", due=now + MINUTE, uncertain=uncertain)
    last = claim(deliveries, now=LATER)
    assert last
    assert [*tried, last.parts[0].tried_at] == [None, None, NOW + MINUTE, NOW + MINUTE]


def test_what_failed_for_good_is_kept_and_shown(store: Store, deliveries: Deliveries) -> None:
    """It is not sent again, its matches stay pending, and the address is known to fail until it is reached again."""
    deliveries.queue(gathered(store), now=NOW)
    one = claim(deliveries)
    assert one
    deliveries.fail(one.id, "host:1:1", error="no such mailbox", now=NOW)
    assert claim(deliveries) is None
    assert deliveries.failing() == {OFFICER: (NOW, "no such mailbox")}
    assert states(store) == {"pending"}
    assert deliveries.posts(OFFICER, "daily", ["hansard/D1"]) == {}, "nobody has read of it"
    deliveries.queue(
        Gathered(address=OFFICER, cadence="daily", slot=LATER, parcels=(Parcel("d2", "daily", ()),)), now=LATER
    )
    two = claim(deliveries, now=LATER)
    assert two
    deliveries.sent(two.id, "host:1:1", now=LATER)
    assert deliveries.failing() == {}


def test_an_address_is_met_once_and_remembers_its_slots(store: Store, deliveries: Deliveries) -> None:
    """The first time counts, whatever the file says later."""
    addresses = Addresses(store)
    deliveries.queue(gathered(store), now=NOW)
    met = addresses.meet([(OFFICER, "daily"), (OFFICER, "weekly")], now=LATER)
    assert met == {(OFFICER, "daily"): Met(NOW, NOW), (OFFICER, "weekly"): Met(LATER, None)}
    assert addresses.known()[OFFICER, "weekly"] == Met(LATER, None)


def test_addresses_are_paused_resumed_and_stopped(store: Store, deliveries: Deliveries) -> None:
    """A stop takes what is queued out of the queue; who comes back after it begins anew."""
    addresses = Addresses(store)
    deliveries.queue(gathered(store), now=NOW)
    addresses.pause(OFFICER, date(2026, 3, 20), now=NOW)
    assert addresses.standings() == {OFFICER: Standing("paused", NOW, date(2026, 3, 20))}
    assert deliveries.states() == {"due": 1}
    addresses.resume(OFFICER, now=LATER)
    assert addresses.standings() == {OFFICER: Standing("sending", LATER, None)}
    assert (OFFICER, "daily") in addresses.known()
    addresses.stop(OFFICER, now=LATER)
    assert addresses.standings() == {OFFICER: Standing("stopped", LATER, None)}
    assert deliveries.states() == {"stopped": 1}
    addresses.resume(OFFICER, now=LATER)
    assert (OFFICER, "daily") not in addresses.known()


def test_a_failure_is_noticed_until_its_end_was_told(store: Store, deliveries: Deliveries) -> None:
    """Its beginning and its end are written with the delivery that tells of them."""
    addresses = Addresses(store)
    blank = Gathered(address=CHANNEL, cadence="at-once", slot=NOW)
    deliveries.queue(replace(blank, began={"source:hansard": NOW}), now=NOW)
    assert addresses.noticed(CHANNEL) == {"source:hansard": NOW}
    assert addresses.noticed(OFFICER) == {}
    deliveries.queue(replace(blank, ended=frozenset({"source:hansard"})), now=LATER)
    assert addresses.noticed(CHANNEL) == {}
    deliveries.queue(replace(blank, began={"source:hansard": LATER}), now=LATER)
    assert addresses.noticed(CHANNEL) == {"source:hansard": LATER}


def test_how_sources_were_read_is_told(store: Store) -> None:
    """History does not count, nor what is not ended; a source never read is not there."""
    addresses = Addresses(store)
    assert addresses.sources(["hansard"]) == []
    for minute, outcome in enumerate(("complete", "failed")):
        poll = store.begin_poll("hansard", DAY, DAY, purpose="poll", now=NOW + minute * MINUTE)
        store.end_poll(poll, outcome=outcome, error="gone" if minute else None, requests=1, now=LATER)  # type: ignore[arg-type]
    store.begin_poll("hansard", DAY, DAY, purpose="poll", now=LATER)
    history = store.begin_poll("hansard", DAY, DAY, purpose="backfill", now=LATER)
    store.end_poll(history, outcome="complete", error=None, requests=1, now=LATER)
    (row,) = addresses.sources(["hansard", "written-questions"])
    assert (row.first, row.last, row.last_complete, row.error) == (NOW, NOW + MINUTE, NOW, "gone")
    assert [p.outcome for p in addresses.polls(NOW)] == ["failed"]
    assert addresses.last_poll_before(NOW) == NOW
    assert addresses.last_poll_before(NOW - MINUTE) is None


def test_a_link_that_stops_an_address_is_its_own_and_cannot_be_guessed(address: str, tmp_path: Path) -> None:
    """It stays the same as long as the store; another address and another store have others."""
    with Store.open(address) as store, Store.open(f"sqlite:///{tmp_path / 'other.db'}") as other:
        ours, theirs = Addresses(store), Addresses(other)
        for addresses in (ours, theirs):
            addresses.meet([("email:a@example.org", "daily"), ("email:b@example.org", "daily")], now=NOW)
        a, b = (ours.token(f"email:{name}@example.org") for name in "ab")
        assert len({a, b, theirs.token("email:a@example.org")}) == 3
        assert Addresses(store).token("email:a@example.org") == a
        assert re.fullmatch(r"[A-Za-z0-9_-]{43}", a)
        assert ours.of_token(b) == "email:b@example.org"
        for wrong in ("", a[:-1], a.swapcase(), theirs.token("email:a@example.org"), "é\ud800"):
            assert ours.of_token(wrong) is None
        assert ours.of_token(ours.token("email:stranger@example.org")) is None


def test_posts_that_were_looked_up_are_kept_with_their_age(store: Store) -> None:
    """Also that somebody has none; what was looked up before an instant can be left out."""
    posts, held = Posts(store), (Post(title="Minister for Oats", first=date(2026, 1, 5)),)
    posts.put(91001, held, now=NOW)
    posts.put(91002, (), now=LATER)
    assert posts.known([91001, 91002, 91003]) == {91001: held, 91002: ()}
    assert posts.known([91001, 91002], since=LATER) == {91002: ()}
    posts.put(91001, (), now=LATER)
    assert posts.known([91001]) == {91001: ()}
