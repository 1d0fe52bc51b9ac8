"""The second half of the walk: every match reaches every address once, a failure is said, and a crash loses nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.dispatch import owner
from monitor.dispatch.delivery import WAITS, Dispatched, dispatch
from monitor.dispatch.desk import Desk, subscriptions
from monitor.parliament.dates import instant, is_working_day
from monitor.store import Batch, MatchRow, Store, queries
from notifiers.notifier import DeliveryError, Part, Thread
from tests.test_store import page, spoken
from watchlists.digest import Digest
from watchlists.watchlist import Recipient, Watch, Watchlist

MET = instant("2026-03-09T12:00")
MORNING = instant("2026-03-10T07:30")
NOON = instant("2026-03-10T12:00")
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
OFFICER = "email:officer@example.org"
CHANNEL = "slack:#canals"


class Killed(BaseException):
    """The process ends here."""


class Medium:
    """A medium that keeps all it accepts, in order; what `next` holds is raised by the next attempts."""

    def __init__(self) -> None:
        self.digests: dict[str, Digest] = {}
        self.threads: dict[str, Thread | None] = {}
        self.got: list[tuple[str, Part, tuple[str, ...]]] = []
        self.before: list[BaseException | None] = []
        self.after: list[BaseException | None] = []
        self.lookup: DeliveryError | None = None
        self.asked = 0

    def parts(self, digest: Digest, *, key: str, thread: Thread | None, now: datetime) -> Sequence[Part]:
        """One part for the notices, one for each entry."""
        self.digests[key], self.threads[key] = digest, thread
        said = ["\n".join(digest.notices), *(e.title for e in digest.entries)]
        return [Part(n, f"{key}/{n}", text) for n, text in enumerate(said, start=1)]

    def send(self, address: str, part: Part, earlier: Sequence[str]) -> str:
        """Keeps it, or fails before or after."""
        if self.before and (err := self.before.pop(0)):
            raise err
        self.got.append((address, part, tuple(earlier)))
        if self.after and (err := self.after.pop(0)):
            raise err
        return f"post/{len(self.got)}"

    def find(self, address: str, part: Part, earlier: Sequence[str], *, since: datetime) -> str | None:
        """What it kept under this key."""
        self.asked += 1
        if self.lookup:
            raise self.lookup
        return next((f"post/{n}" for n, (_, p, _) in enumerate(self.got, start=1) if p.key == part.key), None)

    def repeat(self, part: Part) -> Part:
        """The part, saying so."""
        return Part(part.number, part.key, f"{part.content} (may be a repeat)")

    def check(self) -> Sequence[str]:
        """All is well."""
        return ()

    @property
    def last(self) -> Digest:
        """The digest whose part came last."""
        return self.digests[self.got[-1][1].key.rpartition("/")[0]]


def watchlist(name: str = "canals", *to: Recipient, watches: Sequence[str] = ("towpaths",)) -> Watchlist:
    """A watchlist of phrases."""
    made = tuple(Watch(id=w, title=w.title(), phrases=("towpath",)) for w in watches)
    return Watchlist(id=name, title=name.title(), to=to, watches=made)


def daily(address: str = OFFICER, **said: Any) -> Recipient:
    """Who is told every working day."""
    return Recipient(address=address, **said)


def at_once(address: str = CHANNEL, **said: Any) -> Recipient:
    """Who is told at once."""
    return Recipient(address=address, digests=("at-once",), **said)


class House:
    """A store, two media and watchlists; time is what the test says."""

    def __init__(self, store: Store) -> None:
        self.store, self.slack, self.email = store, Medium(), Medium()
        self.lists: list[Watchlist] = []
        self.operator: str | None = None
        self.broken: dict[str, str] = {}
        self.sits: Callable[[date], bool] = is_working_day

    def dispatch(self, now: datetime, *, dry: bool = False) -> Dispatched:
        """One run."""
        desk = Desk(
            store=self.store,
            watchlists=self.lists,
            notifiers={"slack": self.slack, "email": self.email},
            sources=["hansard", "written-questions"],
            clock=lambda: now,
            operator=self.operator,
            broken=self.broken,
            sits=self.sits,
        )
        return dispatch(desk, now=now, dry=dry)

    def match(
        self, *ns: int, now: datetime, watch: tuple[str, str] = ("canals", "towpaths"), field: str = "text", **said: Any
    ) -> None:
        """Contributions that match, found at *now*."""
        evidence = json.dumps([{"field": field, "term": "towpath", "words": "towpath", "start": 4, "end": 11}])
        found = tuple(MatchRow(*watch, spoken(n).id, evidence, "The towpath …", "pending") for n in ns)
        new = tuple(spoken(n, **said) for n in ns)
        self.store.record(page(*ns, new=new, matches=found), now=now)

    def also(self, n: int, watch: tuple[str, str], *, now: datetime) -> None:
        """The contribution satisfies a further watch."""
        row = MatchRow(*watch, spoken(n).id, "[]", "The towpath …", "pending")
        self.store.record(Batch(source="hansard", poll=0, matches=(row,)), now=now)

    def poll(self, now: datetime, outcome: Any = "complete", source: str = "hansard", error: str | None = None) -> None:
        """A reading of a source."""
        row = self.store.begin_poll(source, date(2026, 3, 2), date(2026, 3, 9), purpose="poll", now=now)
        self.store.end_poll(row, outcome=outcome, error=error, requests=1, now=now)

    def states(self) -> set[str]:
        """The states that matches are in."""
        return {m["state"] for m in queries.matches(self.store)}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """With an empty store."""
    with Store.open(f"sqlite:///{tmp_path / 'monitor.db'}") as store:
        yield House(store)


def titles(medium: Medium) -> list[str]:
    """What was sent, part by part."""
    return [part.content for _, part, _ in medium.got]


# -- gathering --------------------------------------------------------------------------------------------------------


def test_a_match_is_told_once_to_each_address(house: House) -> None:
    """At once in the channel, next morning by mail; and never again, however often dispatch runs."""
    house.lists = [watchlist("canals", at_once(), daily())]
    house.dispatch(MET)
    house.match(1, now=MET + HOUR)
    assert house.dispatch(MET + HOUR).sent == 1
    assert (house.slack.last.cadence, house.states()) == ("at-once", {"announced"})
    assert house.email.got == []
    assert house.dispatch(MORNING).sent == 1
    assert [e.title for e in house.email.last.entries] == ["Canal Towpaths"]
    for now in (MORNING, MORNING + HOUR, MORNING + DAY):
        assert house.dispatch(now).sent == 0
    assert len(house.slack.digests) == len(house.email.digests) == 1


def test_an_address_has_one_digest_over_all_its_watchlists(house: House) -> None:
    """Two lists, two watches, one contribution: one message with one entry and both reasons."""
    house.lists = [watchlist("canals", daily()), watchlist("locks", daily(at=time(9)), watches=("gates", "sluices"))]
    house.dispatch(MET)
    house.match(1, now=MET + HOUR)
    house.also(1, ("locks", "gates"), now=MET + HOUR)
    house.also(1, ("locks", "sluices"), now=MET + HOUR)
    house.dispatch(MORNING)
    (digest,) = house.email.digests.values()
    (entry,) = digest.entries
    assert len(entry.matches) == 3
    assert len(entry.why) == 3
    assert digest.title == "Canals, Locks"


def test_who_is_named_today_is_told_from_today_on(house: House) -> None:
    """A new address has neither a flood nor a gap: what was found on its first day counts, nothing before."""
    house.match(1, now=MET - DAY)
    house.match(2, now=MET - HOUR, subject="hansard/D2")
    house.lists = [watchlist("canals", at_once())]
    assert house.dispatch(MET).sent == 1
    assert [e.subject for e in house.slack.last.entries] == ["hansard/D2"]


def test_a_watch_that_is_no_more_is_not_told_of(house: House) -> None:
    """What it had found stays in the store."""
    house.lists = [watchlist("canals", at_once())]
    house.dispatch(MET)
    house.match(1, now=MET, watch=("canals", "forgotten"))
    assert house.dispatch(NOON).sent == 0
    assert house.states() == {"pending"}


def test_a_further_speech_joins_the_thread_of_its_debate(house: House) -> None:
    """News of a subject told before goes to its thread, in a message of its own; new subjects share one message."""
    house.lists = [watchlist("canals", at_once())]
    house.dispatch(MET)
    house.match(1, now=MET)
    house.dispatch(MET + HOUR)
    first = [f"post/{n}" for n in range(1, len(house.slack.got) + 1)]
    house.match(2, now=NOON)
    house.match(3, now=NOON, subject="hansard/D3", debate="D3")
    house.match(4, now=NOON, subject="hansard/D4", debate="D4")
    assert house.dispatch(NOON).sent == 2
    threads = {tuple(e.subject for e in d.entries): house.slack.threads[key] for key, d in house.slack.digests.items()}
    assert threads == {
        ("hansard/D1",): Thread(tuple(first)),
        ("hansard/D3", "hansard/D4"): None,
    }


def test_news_of_a_subject_that_has_another_id_since_goes_to_its_thread(house: House) -> None:
    """A question told alone may be answered in a group that another leads: it is no new subject."""
    house.lists = [watchlist("canals", at_once())]
    house.dispatch(MET)
    house.match(1, now=MET)
    house.dispatch(MET + HOUR)
    moved = Batch(source="hansard", poll=0, refreshed=(spoken(1, subject="hansard/D9"),))
    house.store.record(moved, now=NOON)
    house.match(2, now=NOON, subject="hansard/D9")
    assert house.dispatch(NOON).sent == 1
    assert [t is None for t in house.slack.threads.values()] == [True, False]


def test_news_waits_until_the_first_notice_is_there(house: House) -> None:
    """A reply needs a message to reply to."""
    house.lists = [watchlist("canals", at_once())]
    house.dispatch(MET)
    house.match(1, now=MET)
    house.slack.before = [DeliveryError("Slack is down")]
    assert house.dispatch(MET + HOUR).postponed == 1
    house.match(2, now=MET + HOUR)
    assert house.dispatch(MET + HOUR).queued == []
    assert house.dispatch(MET + 2 * HOUR).sent == 1
    assert house.dispatch(MET + 3 * HOUR).sent == 1
    assert [t is None for t in house.slack.threads.values()] == [True, False]


def test_speech_under_a_heading_already_told_is_silence(house: House) -> None:
    """A debate matched by its title is one entry; who speaks later under it is no news unless they say it."""
    house.lists = [watchlist("canals", at_once())]
    house.dispatch(MET)
    house.match(1, now=MET, field="title")
    assert house.dispatch(MET + HOUR).sent == 1
    house.match(2, now=NOON, field="title")
    assert house.dispatch(NOON).sent == 0
    house.match(3, now=NOON)
    assert house.dispatch(NOON + HOUR).sent == 1


def test_quiet_hours_are_kept(house: House) -> None:
    """What comes in a quiet night goes out in the morning, also on a Sunday."""
    house.lists = [watchlist("canals", at_once(quiet=(time(21), time(7))))]
    house.dispatch(instant("2026-03-28T12:00"))
    house.match(1, now=instant("2026-03-28T22:00"))
    assert house.dispatch(instant("2026-03-29T00:10")).sent == 0
    assert house.dispatch(instant("2026-03-29T07:00")).sent == 1


def test_what_failed_before_a_quiet_night_is_tried_again_after_it(house: House) -> None:
    """Only at-once waits: a digest at its usual hour comes when its reader asked for it, and so does its retry."""
    evening, night = instant("2026-03-10T20:58"), instant("2026-03-10T21:06")
    said = {"quiet": (time(21), time(7)), "digests": ("at-once", "daily"), "at": time(20, 50)}
    house.lists = [watchlist("canals", daily(CHANNEL, **said))]
    house.dispatch(MET)
    house.match(1, now=instant("2026-03-10T20:45"))
    house.slack.before = [DeliveryError("Slack is down"), DeliveryError("Slack is down")]
    assert house.dispatch(evening).postponed == 2
    assert house.dispatch(night).sent == 1
    assert house.slack.last.cadence == "daily"
    assert house.dispatch(instant("2026-03-11T06:59")).sent == 0
    assert house.dispatch(instant("2026-03-11T07:00")).sent == 1
    assert house.slack.last.cadence == "at-once"


def test_the_weekly_digest_tells_the_week_beside_the_daily_one(house: House) -> None:
    """An address with both has everything in both, once each."""
    house.lists = [watchlist("canals", daily(digests=("daily", "weekly")))]
    house.dispatch(MET)
    house.match(1, now=MET + HOUR)
    house.dispatch(MORNING)
    house.match(2, now=MORNING + HOUR)
    house.dispatch(MORNING + DAY)
    assert house.dispatch(instant("2026-03-13T16:00")).sent == 1
    assert house.email.last.cadence == "weekly"
    assert len(house.email.last.entries[0].matches) == 2


def test_a_dry_run_writes_and_sends_nothing(house: House) -> None:
    """It says what would be queued, and leaves all as it was."""
    house.lists = [watchlist("canals", daily())]
    house.dispatch(MET)
    house.match(1, now=MET)
    for _ in range(2):
        assert [len(d.entries) for d in house.dispatch(MORNING, dry=True).queued] == [1]
    assert house.email.got == []
    assert house.dispatch(MORNING).sent == 1


# -- late, catching up, paused --------------------------------------------------------------------------------------


def test_a_late_digest_says_so(house: House) -> None:
    """Down from 07:29 to 09:10."""
    house.lists = [watchlist("canals", daily())]
    house.dispatch(MET)
    house.match(1, now=MET)
    assert house.dispatch(instant("2026-03-10T09:10")).sent == 1
    assert "Sent late: due Tue 10 Mar 07:30" in house.email.last.notices


def test_a_late_digest_tells_what_belongs_to_its_hour(house: House) -> None:
    """What is of yesterday is told, though it was found late; what came after the hour waits for the next."""
    house.lists = [watchlist("canals", daily())]
    house.dispatch(MET)
    house.match(1, now=NOON)
    house.match(2, now=NOON, subject="hansard/D2", date=date(2026, 3, 10))
    assert house.dispatch(NOON).sent == 1
    assert [e.subject for e in house.email.last.entries] == ["hansard/D1"]
    assert house.dispatch(MORNING + DAY).sent == 1
    assert [e.subject for e in house.email.last.entries] == ["hansard/D2"]


def test_after_a_week_offline_one_digest_says_that_it_catches_up(house: House) -> None:
    """No flood: one digest, with everything, that says since when."""
    house.lists = [watchlist("canals", daily(), at_once())]
    house.poll(MET)
    house.dispatch(MET)
    back = instant("2026-03-16T09:10")
    house.poll(back)
    house.match(1, 2, now=back)
    assert house.dispatch(back).sent == 2, "one by mail, one in the channel"
    for digest in (*house.email.digests.values(), *house.slack.digests.values()):
        assert any(n.startswith("Catching up since Mon 9 Mar 12:00") for n in digest.notices)
    house.poll(back + HOUR)
    house.match(3, now=back + HOUR, subject="hansard/D3")
    house.dispatch(back + HOUR)
    assert house.slack.last.notices == ()
    assert house.dispatch(back + 2 * HOUR).sent == 0


def test_a_pause_loses_nothing_and_says_so(house: House) -> None:
    """What matched meanwhile is told after the pause, labelled; what comes later is not labelled."""
    house.lists = [watchlist("canals", at_once())]
    house.dispatch(MET)
    desk = Desk(house.store, (), {}, (), lambda: MET)
    desk.addresses.pause(CHANNEL, date(2026, 3, 12), now=MET)
    house.match(1, now=NOON)
    assert house.dispatch(NOON).queued == []
    assert house.dispatch(instant("2026-03-12T00:00")).sent == 1
    assert any("Sending was paused until Thu 12 Mar" in n for n in house.slack.last.notices)
    house.match(2, now=instant("2026-03-12T09:00"), subject="hansard/D2")
    assert house.dispatch(instant("2026-03-12T09:00")).sent == 1
    assert house.slack.last.notices == ()


def test_a_stop_outlives_the_file(house: House) -> None:
    """Whatever the watchlists say: nothing is sent until the address is resumed, and then only what is new."""
    house.lists = [watchlist("canals", at_once())]
    house.dispatch(MET)
    addresses = Desk(house.store, (), {}, (), lambda: MET).addresses
    addresses.stop(CHANNEL, now=MET)
    house.lists = []
    house.dispatch(MET + HOUR)
    house.lists = [watchlist("canals", at_once())]
    house.match(1, now=MET + HOUR)
    assert house.dispatch(MET + HOUR).queued == []
    addresses.resume(CHANNEL, now=MORNING)
    house.match(2, now=NOON, subject="hansard/D2")
    assert house.dispatch(NOON).sent == 1
    assert [e.subject for e in house.slack.last.entries] == ["hansard/D2"]


# -- a failure is a reason to send ----------------------------------------------------------------------------------


def test_a_source_that_is_down_is_told_once_and_its_return_once(house: House) -> None:
    """The next morning's notice arrives on Slack and by email; when it is back, one more; no third."""
    house.lists = [watchlist("canals", at_once(), daily())]
    house.poll(MET)
    house.dispatch(MET)
    for n in range(9):  # a weekend among them
        now = MORNING + n * DAY
        house.poll(
            now,
            "complete" if n > 2 else "failed",
            error=None if n > 2 else "hansard-api.parliament.uk/overview/calendar.json: status 503",
        )
        house.dispatch(now)
    for medium in (house.slack, house.email):
        said = [d.notices for d in medium.digests.values()]
        assert len(said) == 2
        assert (
            "Hansard has not been read to its end since Mon 9 Mar 12:00: Hansard’s server answered with an error (503)"
            in said[0]
        )
        assert any("Hansard is read to its end again" in n for n in said[1])
        assert all(d.cadence == "notice" for d in medium.digests.values())


def test_a_source_that_was_never_read_gives_no_notice(house: House) -> None:
    """What was not switched on does not fail."""
    house.lists = [watchlist("canals", daily())]
    house.dispatch(MET)
    assert house.dispatch(MORNING + DAY).sent == 0


def test_a_failure_says_nothing_twice(house: House) -> None:
    """What failed at every attempt in the same way is told once, in the notice and in the receipt."""
    house.lists = [watchlist("canals", daily())]
    house.poll(MET)
    house.dispatch(MET)
    down, gone = "x.parliament.uk/a.json: status 503", "x.parliament.uk/b.json: no connection, after 4 tries"
    house.poll(MORNING + DAY, "failed", error="; ".join((down, down, gone, down)))
    house.dispatch(MORNING + DAY)
    why = "Hansard’s server answered with an error (503); Hansard’s server could not be reached"
    assert house.email.last.notices[0].endswith(f": {why}")
    (receipt,) = house.email.last.receipts
    assert receipt.error == f"failed once: Wed 11 Mar 07:30, not read to its end since ({why})"


def test_readers_are_told_in_plain_words_and_the_operator_exactly(house: House) -> None:
    """Which file of which server answered how is for whoever can do something about it."""
    house.operator = "email:operator@example.org"
    house.lists = [watchlist("canals", daily())]
    house.poll(MET)
    house.dispatch(MET)
    house.poll(MORNING + DAY, "failed", error="hansard-api.parliament.uk/calendar.json: status 503")
    house.dispatch(MORNING + DAY)
    told = {digest.address: digest for digest in house.email.digests.values()}
    assert "calendar.json" not in " ".join(told[OFFICER].notices)
    assert told[house.operator].notices[0].endswith("(503) (hansard-api.parliament.uk/calendar.json: status 503)")
    assert "monitor" not in " ".join(told[OFFICER].foot).replace("runs this monitor", "")
    assert "monitor addresses pause email:operator@example.org" in " ".join(told[house.operator].foot)


def test_a_receipt_is_of_the_digests_own_time(house: House) -> None:
    """Since the last digest, whatever days were read; what matched in it is what stands in the digest."""
    house.lists = [watchlist("canals", daily(heartbeat="daily")), watchlist("locks", daily("email:b@example.org"))]
    house.dispatch(MET)
    house.poll(MET + HOUR)
    house.dispatch(MORNING)
    for hours, outcome in ((1.5, "failed"), (4, "partial"), (10, "complete")):
        house.poll(MORNING + hours * HOUR, outcome, error=None if outcome == "complete" else "x: status 502")
    house.match(1, now=MORNING + 10 * HOUR)
    house.dispatch(MORNING + DAY)
    told = {digest.address: digest for digest in house.email.digests.values()}
    (receipt,) = told[OFFICER].receipts
    assert receipt.window == "since Tue 10 Mar 07:30"
    assert receipt.error == "failed twice: Tue 10 Mar 09:00–11:30, read again since"
    assert (receipt.matched, receipt.failed) == (1, 2)


def test_a_sign_of_life_agrees_with_its_receipts(house: House) -> None:
    """Nothing matched for this address, whatever others were told; what was read and what failed are their sums."""
    house.lists = [watchlist("canals", daily("email:b@example.org")), watchlist("locks", daily(heartbeat="daily"))]
    house.dispatch(MET)
    house.match(1, now=MET)
    house.poll(MET + HOUR)
    house.poll(MET + 2 * HOUR, "failed", source="written-questions", error="x: status 503")
    house.dispatch(MORNING)
    (digest,) = (d for d in house.email.digests.values() if d.address == OFFICER)
    assert sum(receipt.matched for receipt in digest.receipts) == 0
    read, failed = (sum(getattr(r, name) for r in digest.receipts) for name in ("read", "failed"))
    assert digest.notices[0] == f"Nothing matched; {read} read, {failed} failed"
    assert failed == 1


def test_the_weekly_digest_tells_of_a_failure_that_has_ended(house: House) -> None:
    """From when to when; it is no notice any more."""
    house.lists = [watchlist("canals", Recipient(address=OFFICER, digests=("weekly",)))]
    house.dispatch(MET)
    house.match(1, now=MET)
    for n, outcome in enumerate(("failed", "failed", "failed", "complete")):
        house.poll(MORNING + n * DAY, outcome, error=None if outcome == "complete" else "x: status 503")
    house.dispatch(instant("2026-03-13T16:00"))
    (receipt,) = house.email.last.receipts
    assert receipt.error == "failed 3 times: Tue 10 Mar 07:30 to Thu 12 Mar 07:30, read again since"


def test_a_sitting_without_its_text_is_told_next_morning(house: House) -> None:
    """The day is named; when its text is there, that is said."""
    house.lists = [watchlist("canals", daily())]
    house.poll(MET)
    house.dispatch(MET)
    house.poll(MORNING, "partial", error="Commons 2026-03-09: in Hansard's calendar, but no text")
    assert house.dispatch(MORNING).sent == 1
    assert "Hansard: there is no report of the Commons of Mon 9 Mar yet" in house.email.last.notices
    house.poll(MORNING + DAY - HOUR)
    assert house.dispatch(MORNING + DAY).sent == 1
    assert "Hansard: the report of the Commons of Mon 9 Mar is there now" in house.email.last.notices


def test_a_quiet_week_ends_with_a_sign_of_life(house: House) -> None:
    """After a week without anything: "Nothing matched", with what was read."""
    house.lists = [watchlist("canals", daily())]
    house.dispatch(MET)
    for n in range(8):
        house.poll(MORNING + n * DAY)
        house.dispatch(MORNING + n * DAY)
    (digest,) = house.email.digests.values()
    assert digest.notices[-1] == "Nothing matched; 0 read, 0 failed"
    assert [r.source for r in digest.receipts] == ["Hansard"]


def test_who_asks_for_a_daily_sign_of_life_has_it(house: House) -> None:
    """`heartbeat = "daily"`: the receipt every working day."""
    house.lists = [watchlist("canals", daily(heartbeat="daily"))]
    house.dispatch(MET)
    assert [house.dispatch(MORNING + n * DAY).sent for n in range(5)] == [1, 1, 1, 1, 0]


def test_a_broken_watchlist_is_told_to_the_operator_once(house: House) -> None:
    """At any hour; and that it is mended."""
    house.lists = [watchlist()]
    house.operator = "email:operator@example.org"
    for now, broken in (
        (MET, {}),
        (MET + HOUR, {"canals.toml": "line 3"}),
        (NOON, {"canals.toml": "line 3"}),
        (NOON + HOUR, {}),
    ):
        house.broken = broken
        house.dispatch(now)
    said = [d.notices[0] for d in house.email.digests.values()]
    assert said == ["The watchlist canals.toml is not valid: line 3", "The watchlist canals.toml is valid again"]


def test_of_a_broken_watchlist_its_own_readers_are_told_by_its_title(house: House) -> None:
    """Neither its file nor what is wrong in it is theirs to mend; readers of other watchlists are not told."""
    house.operator = "email:operator@example.org"
    house.lists = [watchlist("canals", daily()), watchlist("locks", daily("email:b@example.org"))]
    house.dispatch(MET)
    house.broken = {"canals.toml": "line 3: phrases: is empty"}
    house.dispatch(MORNING)
    house.broken = {}
    house.dispatch(MORNING + DAY)
    said = [digest.notices[0] for digest in house.email.digests.values() if digest.address == OFFICER]
    assert said == ["The watchlist “Canals” was changed and is not valid", "The watchlist “Canals” is valid again"]
    assert {digest.address for digest in house.email.digests.values()} == {OFFICER, house.operator}


# -- delivering -----------------------------------------------------------------------------------------------------


@pytest.fixture
def told(house: House) -> House:
    """With one match that is to be told at once."""
    house.lists = [watchlist("canals", at_once())]
    house.dispatch(MET)
    house.match(1, now=MET)
    return house


def test_parts_are_sent_one_after_the_other(told: House) -> None:
    """Each gets the remote ids of those before it."""
    told.dispatch(MET + HOUR)
    assert [earlier for _, _, earlier in told.slack.got] == [(), ("post/1",)]
    assert [address for address, _, _ in told.slack.got] == ["#canals", "#canals"]


def test_what_fails_for_now_comes_due_again_after_growing_waits(told: House) -> None:
    """One minute, five, fifteen, an hour …; the wait that upstream asks for is kept."""
    now = MET + HOUR
    told.slack.before = [DeliveryError("down") for _ in range(len(WAITS) - 2)]
    for wait in WAITS[:-2]:
        assert told.dispatch(now).postponed == 1
        assert told.dispatch(now + wait - timedelta(seconds=1)).postponed == 0
        now += wait
    told.slack.before = [DeliveryError("too many", retry_after=86400)]
    assert told.dispatch(now).postponed == 1
    assert told.dispatch(now + 13 * HOUR).sent == 0
    assert told.dispatch(now + DAY).sent == 1
    assert told.slack.asked == 0, "nothing was uncertain"


def test_what_fails_for_good_is_kept_and_the_operator_told_once(told: House) -> None:
    """It is not tried again; the match stays pending."""
    told.operator = "email:operator@example.org"
    told.slack.before = [DeliveryError("no such channel", permanent=True)]
    assert told.dispatch(MET + HOUR).failed == 1
    for n in range(1, 4):
        assert told.dispatch(MET + n * HOUR).failed == 0
    (digest,) = told.email.digests.values()
    assert "no such channel" in digest.notices[0]
    assert told.states() == {"pending"}


def test_a_week_of_failures_is_for_good(told: House) -> None:
    """Nothing is tried for ever; but a week in which nothing was tried does not count."""
    now = MET + HOUR
    told.slack.before = [DeliveryError("down") for _ in range(20)]
    assert told.dispatch(now).postponed == 1
    told.lists = []
    now += 10 * DAY
    for _ in WAITS[1:]:
        assert told.dispatch(now).postponed == 1
        now += DAY
    assert told.dispatch(now).failed == 1


def test_after_an_uncertain_attempt_the_part_is_looked_for(told: House) -> None:
    """It had arrived: it is not sent again, and the rest follows."""
    told.slack.after = [DeliveryError("no answer", uncertain=True)]
    assert told.dispatch(MET + HOUR).postponed == 1
    assert told.dispatch(MET + 2 * HOUR).sent == 1
    assert len(told.slack.got) == 2
    assert told.slack.got[1][2] == ("post/1",)


def test_a_part_that_had_not_arrived_is_sent_again_as_it_was(told: House) -> None:
    """Looked for, not found: the same bytes."""
    told.slack.before = [DeliveryError("no answer", uncertain=True)]
    told.dispatch(MET + HOUR)
    assert told.dispatch(MET + 2 * HOUR).sent == 1
    assert told.slack.asked == 1
    assert titles(told.slack) == ["", "Canal Towpaths"]


def test_a_part_that_may_not_be_looked_up_says_that_it_may_be_a_repeat(told: House) -> None:
    """Better twice, and said so, than never; while the question may be asked later, it waits."""
    told.slack.after = [DeliveryError("no answer", uncertain=True)]
    told.dispatch(MET + HOUR)
    told.slack.lookup = DeliveryError("rate limited")
    assert told.dispatch(MET + 2 * HOUR).postponed == 1
    told.slack.lookup = DeliveryError("needs channels:history", permanent=True)
    assert told.dispatch(MET + 4 * HOUR).sent == 1
    assert titles(told.slack) == ["", " (may be a repeat)", "Canal Towpaths"]


def test_what_may_have_arrived_stays_uncertain_when_a_later_attempt_surely_fails(told: House) -> None:
    """The first attempt is not forgotten: the part is still sent marked as a possible repeat."""
    told.slack.after = [DeliveryError("no answer", uncertain=True)]
    told.dispatch(MET + HOUR)
    told.slack.lookup = DeliveryError("needs channels:history", permanent=True)
    told.slack.before = [DeliveryError("too many messages", retry_after=60)]
    assert told.dispatch(MET + 2 * HOUR).postponed == 1
    assert told.dispatch(MET + 3 * HOUR).sent == 1
    assert titles(told.slack) == ["", " (may be a repeat)", "Canal Towpaths"]


@pytest.mark.parametrize("place", ["before", "after"])
def test_a_killed_process_loses_nothing_and_doubles_nothing(
    told: House, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between two parts, before or after the server accepted: the next process goes on where it was."""
    getattr(told.slack, place).extend([None, Killed()])
    dead = "elsewhere:1:1"
    with monkeypatch.context() as patch:
        patch.setattr(owner, "token", lambda: dead)
        with pytest.raises(Killed):
            told.dispatch(MET + HOUR)
    assert told.dispatch(MET + HOUR).sent == 0, "the other may still be at it"
    monkeypatch.setattr(owner, "is_dead", lambda token: token == dead)
    assert told.dispatch(MET + HOUR).sent == 1
    assert titles(told.slack) == ["", "Canal Towpaths"]
    assert told.states() == {"announced"}


def test_a_process_killed_before_it_queued_has_changed_nothing(told: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The gathering is repeated."""

    def killed(*_: Any, **__: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("monitor.store.deliveries.Deliveries.queue", killed)
        with pytest.raises(Killed):
            told.dispatch(MET + HOUR)
    assert told.dispatch(MET + HOUR).sent == 1


def test_a_fault_of_a_notifier_keeps_nobody_else_waiting(told: House) -> None:
    """It is a failure of that one delivery; the others go out."""
    told.lists = [watchlist("canals", at_once(), at_once("slack:#locks"))]
    told.slack.before = [KeyError("ts")]
    done = told.dispatch(MET + HOUR)
    assert (done.postponed, done.sent) == (1, 1)
    assert any("KeyError" in p for p in done.problems)


@pytest.mark.parametrize(
    ("fault", "said"),
    [(KeyError("chips"), "no digest could be made: KeyError: 'chips'"), (DeliveryError("no address"), "no address")],
)
def test_a_digest_that_cannot_be_made_keeps_nobody_else_waiting(
    house: House, fault: Exception, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither that of an address nor the operator's notice; once it can be made it is sent, with nothing lost."""
    house.lists, house.operator = [watchlist("canals", at_once(), daily())], "slack:#operator"
    house.dispatch(MET)
    house.match(1, now=MET)
    house.broken = {"locks.toml": "line 3"}

    def parts(*_: Any, **__: Any) -> Sequence[Part]:
        raise fault

    with monkeypatch.context() as patch:
        patch.setattr(house.slack, "parts", parts)
        assert set(house.dispatch(MORNING).problems) == {f"slack:#operator: {said}", f"{CHANNEL}: {said}"}
    assert [e.subject for e in house.email.last.entries] == ["hansard/D1"]
    assert house.dispatch(MORNING + HOUR).sent == 2
    assert len(house.email.got) == 2, "the entry alone: the broken watchlist is not this reader's"


def test_an_address_without_a_notifier_is_told_of_and_loses_nothing(told: House) -> None:
    """Once its settings are there, it has everything."""
    told.lists = [watchlist("canals", at_once("webhook:https://example.org/"))]
    assert told.dispatch(MET).problems == [
        "webhook:https://example.org/: nothing is sent there; its scheme is not set up"
    ]


def test_a_living_process_is_not_dead() -> None:
    """This one lives; one of its number that began at another time does not; of other hosts nobody knows."""
    me = owner.token()
    host, pid, _ = me.rsplit(":", 2)
    assert not owner.is_dead(me)
    assert owner.is_dead(f"{host}:{pid}:1")
    assert owner.is_dead(f"{host}:999999999:1")
    assert not owner.is_dead("elsewhere:1:1")


def test_a_process_that_nobody_waited_for_is_dead() -> None:
    """In a container it may stay in the table of processes for ever."""
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    host = owner.token().rsplit(":", 2)[0]
    token = f"{host}:{child.pid}:{owner._started(child.pid)}"
    assert not owner.is_dead(token)
    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert owner.is_dead(token)
    child.communicate()
    assert owner.is_dead(token)


def test_every_address_has_a_usual_hour() -> None:
    """That of its daily digest; one without has it for notices."""
    found = subscriptions([watchlist("canals", at_once(), daily(), Recipient(address=OFFICER, digests=("weekly",)))])
    assert {(s.address, s.cadence) for s in found} == {
        (CHANNEL, "at-once"),
        (CHANNEL, "notice"),
        (OFFICER, "daily"),
        (OFFICER, "weekly"),
    }


def test_a_broken_watchlist_that_is_deleted_is_not_called_valid(house: House) -> None:
    """It is no longer there, and does not count from now on."""
    house.lists, house.operator = [watchlist()], "email:operator@example.org"
    for now, broken in ((MET, {}), (MET + HOUR, {"locks.toml": "line 3"}), (NOON, {})):
        house.broken = broken
        house.dispatch(now)
    assert house.email.last.notices == (
        "The watchlist locks.toml is no longer there",
        "Nothing is watched by it any more",
    )


def test_who_had_stopped_is_not_told_of_a_pause(house: House) -> None:
    """Resumed after a stop, an address begins anew, and says nothing of the time before."""
    house.lists = [watchlist("canals", at_once())]
    house.dispatch(MET)
    addresses = Desk(house.store, (), {}, (), lambda: MET).addresses
    addresses.stop(CHANNEL, now=MET)
    house.match(1, now=NOON)
    addresses.resume(CHANNEL, now=NOON + HOUR)
    assert house.dispatch(NOON + HOUR).sent == 1
    assert house.slack.last.notices == ()
