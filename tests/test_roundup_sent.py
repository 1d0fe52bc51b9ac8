"""Roundups as they are sent: after oral questions that matched, word for word, each version once to each address."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest

import tests.test_roundup
from monitor.dispatch import roundups
from monitor.dispatch.delivery import Dispatched, dispatch
from monitor.dispatch.desk import Desk
from monitor.dispatch.due import roundups as due
from monitor.parliament.dates import instant
from monitor.reports.roundup import STORED, Misquoted
from monitor.reports.roundup_text import COLUMNS
from monitor.store import Store, queries
from notifiers.email import Email
from notifiers.notifier import Part
from notifiers.slack import Slack
from notifiers.slack_blocks import BLOCKS
from tests.mail import SENDER, bodies, read
from tests.test_roundup import OURS, ROSALIND, keep, record, sitting
from watchlists.watchlist import Recipient, Watchlist

MET = instant("2026-03-09T12:00")
BEFORE, AFTERNOON, EVENING = (instant(f"2026-03-10T{t}") for t in ("15:59", "16:00", "18:00"))
MORNING, NOON = instant("2026-03-11T07:30"), instant("2026-03-11T12:00")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
OFFICER, CHANNEL, OPERATOR = "email:officer@example.org", "slack:#canals", "email:operator@example.org"
TITLE = "Justice Questions roundup: Probation, Tuesday 10 March 2026"
REVISED = f"Revised Wed 11 Mar (1 quotation changed): {TITLE}"


class Kept:
    """What was sent, in order."""

    def __init__(self) -> None:
        self.got: list[tuple[str, Part]] = []

    def keep(self, address: str, part: Part) -> str:
        """Accept it."""
        self.got.append((address, part))
        return f"C1/{len(self.got)}"

    def clear(self) -> list[tuple[str, Part]]:
        """What was sent since the last time."""
        got, self.got = self.got, []
        return got


class FakeSlack(Slack):
    """Says what Slack's notifier says, and keeps it."""

    def __init__(self, kept: Kept) -> None:
        super().__init__("xoxb-none")
        self.kept = kept

    def send(self, address: str, part: Part, earlier: Sequence[str]) -> str:
        """Keep it."""
        return self.kept.keep(f"slack:{address}", part)


class FakeEmail(Email):
    """Says what the email notifier says, and keeps it."""

    def __init__(self, kept: Kept) -> None:
        super().__init__("127.0.0.1", 1, None, None, "none", SENDER)
        self.kept = kept

    def send(self, address: str, part: Part, earlier: Sequence[str]) -> str:
        """Keep it."""
        return f"<{self.kept.keep(f'email:{address}', part).rpartition('/')[2]}@example.org>"


class Office:
    """A store, two media, and the watchlist of Probation; time is what the test says."""

    def __init__(self, store: Store) -> None:
        self.store, self.kept = store, Kept()
        self.operator: str | None = None
        self.read_again: Callable[[date, Any], bool] = lambda _day, _now: True
        self.lists: list[Watchlist] = [asked(OFFICER)]
        self.dispatch(MET)

    def dispatch(self, now: Any, *, dry: bool = False) -> Dispatched:
        """One run."""
        self.desk = Desk(
            store=self.store,
            watchlists=self.lists,
            notifiers={"slack": FakeSlack(self.kept), "email": FakeEmail(self.kept)},
            sources=["hansard"],
            clock=lambda: now,
            operator=self.operator,
            read_again=self.read_again,
        )
        return dispatch(self.desk, now=now, dry=dry)

    def revise(self) -> None:
        """Next morning's text has other words of Rosalind Quillfeather, whom the roundup quotes."""
        changed = [one for one in sitting() if "twice the recommended caseload" in one.value]
        assert len(changed) == 1
        value = changed[0].value.replace("twice the recommended", "three times the recommended")
        keep(self.store, changed[0].model_copy(update={"value": value}), revised=True)


def asked(*addresses: str, **said: Any) -> Watchlist:
    """Our watchlist, of which these addresses want the roundup and nothing else."""
    return OURS.model_copy(update={"to": tuple(Recipient(address=a, digests=("roundup",), **said) for a in addresses)})


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """On the day before the sitting."""
    with Store.open(f"sqlite:///{tmp_path / 'monitor.db'}") as store:
        yield Office(store)


@pytest.fixture
def sat(office: Office) -> Office:
    """After Justice Questions."""
    keep(office.store, *sitting())
    return office


def subjects(office: Office) -> list[str]:
    """Of the messages that came since the last time, by whatever medium."""
    return [
        json.loads(part.content)["text"] if address.startswith("slack:") else read(part)["Subject"]
        for address, part in office.kept.clear()
    ]


# -- when -------------------------------------------------------------------------------------------------------------


def test_a_roundup_is_sent_on_the_afternoon_of_the_sitting_and_once(sat: Office) -> None:
    """At 16:00, not before; and not again, however often dispatch runs, while the text is the same."""
    assert sat.dispatch(BEFORE).sent == 0
    done = sat.dispatch(AFTERNOON)
    assert (done.sent, done.problems) == (1, [])
    assert subjects(sat) == [TITLE]
    for now in (AFTERNOON, AFTERNOON + MINUTE, EVENING, MORNING, MORNING + MINUTE, NOON, NOON + 30 * HOUR):
        assert sat.dispatch(now).sent == 0
    assert {m["state"] for m in queries.matches(sat.store)} == {"announced"}


def test_it_is_sent_once_more_and_marked_if_the_text_has_changed_next_morning(sat: Office) -> None:
    """Not in the evening; at 07:30, marked in the subject and the first line, with the words as they are now; once."""
    sat.dispatch(AFTERNOON)
    sat.kept.clear()
    sat.revise()
    assert sat.dispatch(EVENING).sent == sat.dispatch(MORNING - MINUTE).sent == 0
    assert sat.dispatch(MORNING).sent == 1
    ((_, part),) = sat.kept.clear()
    plain, rich = bodies(part)
    assert read(part)["Subject"] == REVISED
    words = " ".join(plain.split())
    assert words.startswith(REVISED)
    assert f"<h1>{REVISED}</h1>" in rich
    assert "three times the recommended caseload" in words
    assert words.count("[changed; the version before had “… the split, probation staff in") == 1
    assert "not in the version before" not in words
    for now in (MORNING, MORNING + MINUTE, NOON):
        assert sat.dispatch(now).sent == 0


def test_a_revision_stands_in_the_thread_of_the_first_version(sat: Office) -> None:
    """By mail as a reply to it; in Slack in its thread, and shown in the channel."""
    sat.lists = [asked(OFFICER, CHANNEL)]
    sat.dispatch(BEFORE)
    sat.dispatch(AFTERNOON)
    first = sat.kept.clear()
    sat.revise()
    sat.dispatch(MORNING)
    second = sat.kept.clear()
    assert [address for address, _ in first] == [address for address, _ in second] == [OFFICER, CHANNEL]
    (mail, _), (again, _) = ([part for _, part in some] for some in (first, second))
    assert "References" not in read(mail)
    assert read(again)["References"] == read(again)["In-Reply-To"] == "<1@example.org>"
    posted, joined = (json.loads(some[1][1].content) for some in (first, second))
    assert "thread_ts" not in posted
    assert (joined["thread_ts"], joined["reply_broadcast"]) == ("2", True)


def test_a_revision_tells_what_is_new_and_what_is_left_out(sat: Office) -> None:
    """Next morning a contribution is gone and another there: the title counts them, the new one is marked."""
    sat.dispatch(AFTERNOON)
    sat.kept.clear()
    words = "What assessment has he made of probation, of its staff and of their pay, since the spring, and when will he tell the House of it?"
    keep(sat.store, record(97, 92001, "Probation: Pay", words))
    (gone,) = (m["id"] for m in queries.matches(sat.store) if m["activity"]["text"].startswith("It is a pleasure"))
    sat.store.dismiss(gone, "", now=MORNING)
    sat.dispatch(MORNING)
    ((_, part),) = sat.kept.clear()
    assert read(part)["Subject"].startswith("Revised Wed 11 Mar (1 quotation new, 1 left out): Justice Questions")
    assert " ".join(bodies(part)[0].split()).count("[not in the version before]") == 1


def test_the_debates_are_read_again_before_they_are_quoted(sat: Office) -> None:
    """What Hansard says at that moment is what is sent; once for all addresses, and not where nothing is sent."""
    read: list[tuple[date, Any]] = []

    def again(day: date, now: Any) -> bool:
        read.append((day, now))
        sat.revise()
        return True

    sat.read_again = again
    sat.lists = [asked(OFFICER, CHANNEL)]
    sat.dispatch(BEFORE)
    assert read == []
    sat.dispatch(AFTERNOON)
    assert read == [(date(2026, 3, 10), AFTERNOON)]
    assert sum("three times the recommended" in part.content.replace("=\n", "") for _, part in sat.kept.clear()) == 2
    sat.dispatch(AFTERNOON + MINUTE)
    assert len(read) == 1


def test_a_day_without_oral_questions_is_not_read_again(office: Office) -> None:
    """A speech that matched is no reason to ask Hansard every minute."""
    office.read_again = lambda *_: pytest.fail("asked")
    words = "It is a pleasure to speak about probation staff, who work in all weathers and for very little thanks."
    keep(office.store, record(1, ROSALIND, "Approved Premises", words, parents=()))
    assert office.dispatch(AFTERNOON).problems == office.dispatch(MORNING).problems == []


def test_without_hansard_the_last_reading_is_quoted_and_the_roundup_says_so(sat: Office) -> None:
    """It goes out all the same; that Hansard is back next morning is no reason to send it again."""
    sat.read_again = lambda *_: False
    assert sat.dispatch(AFTERNOON).sent == 1
    ((_, part),) = sat.kept.clear()
    assert f"[{STORED}]" in " ".join(bodies(part)[0].split())
    sat.read_again = lambda *_: True
    assert sat.dispatch(MORNING).sent == 0


def test_what_is_printed_late_is_sent_when_it_is_there(office: Office) -> None:
    """Hansard of the day may come after 16:00, or next morning: then that is the first version, and not marked."""
    assert office.dispatch(AFTERNOON).sent == 0
    keep(office.store, *sitting())
    assert office.dispatch(EVENING).sent == 1
    assert subjects(office) == [TITLE]


def test_a_worker_that_was_down_sends_it_next_morning_as_the_first(sat: Office) -> None:
    """It had nothing to revise."""
    assert sat.dispatch(MORNING).sent == 1
    assert subjects(sat) == [TITLE]


def test_a_day_without_oral_questions_that_match_has_no_roundup(office: Office) -> None:
    """A speech in a debate alone is for the digests."""
    words = "It is a pleasure to speak about probation staff, who work in all weathers and for very little thanks."
    keep(office.store, record(1, ROSALIND, "Approved Premises", words, parents=()))
    assert office.dispatch(AFTERNOON).sent == office.dispatch(MORNING).sent == 0


def test_what_may_not_be_announced_is_in_no_roundup(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """What lies before the first day of its watch is primed: never sent, nor what it matched beside others."""
    (ours,) = OURS.watches
    later = ours.model_copy(update={"id": "courts", "phrases": ("backlog",), "since": date(2026, 3, 11)})
    for watches in ((later,), (later, ours)):
        office.lists = [asked(OFFICER).model_copy(update={"watches": watches})]
        monkeypatch.setattr(tests.test_roundup, "OURS", office.lists[0])
        keep(office.store, *sitting())
        office.dispatch(AFTERNOON)
    ((_, part),) = office.kept.got
    assert {m["state"] for m in queries.matches(office.store)} == {"primed", "announced"}
    assert "Market Fiddlebury) asked" not in " ".join(bodies(part)[0].split())


def test_what_changes_later_than_next_morning_is_not_sent(sat: Office) -> None:
    """The text was compared at 07:30, and was the same."""
    sat.dispatch(AFTERNOON)
    sat.dispatch(MORNING)
    sat.revise()
    assert sat.dispatch(NOON).sent == 0


def test_quiet_hours_and_pauses_are_respected(sat: Office) -> None:
    """It waits for their end; a stopped address has none."""
    sat.lists = [asked(OFFICER, quiet=(time(15), time(18)))]
    assert sat.dispatch(AFTERNOON).sent == 0
    sat.desk.addresses.pause(OFFICER, None, now=AFTERNOON)
    assert sat.dispatch(EVENING).sent == 0
    sat.desk.addresses.resume(OFFICER, now=EVENING)
    assert sat.dispatch(EVENING + MINUTE).sent == 1
    sat.revise()
    sat.desk.addresses.stop(OFFICER, now=EVENING)
    assert sat.dispatch(MORNING).sent == 0


@pytest.mark.parametrize(
    ("now", "slots"),
    [
        ("2026-03-27T15:59", ["2026-03-27T07:30"]),
        ("2026-03-27T19:31", ["2026-03-27T16:00"]),
        ("2026-03-28T04:00", ["2026-03-27T16:00"]),
        ("2026-03-28T04:01", []),
        ("2026-03-28T07:30", ["2026-03-28T07:30"]),
        ("2026-03-28T16:00", ["2026-03-28T07:30", "2026-03-28T16:00"]),
        ("2026-03-29T07:29", []),
        ("2026-03-29T07:30", ["2026-03-29T07:30"]),
    ],
)
def test_the_slots_are_four_in_the_afternoon_and_half_past_seven_next_morning(now: str, slots: list[str]) -> None:
    """London time, also on the Sunday of the clock change; each is open for twelve hours, and is served once."""
    recipient = Recipient(address=OFFICER, digests=("roundup",))
    found = [slot for _, slot in due(recipient, None, instant(now))]
    assert found == [instant(slot) for slot in slots]
    assert not slots or [s for _, s in due(recipient, found[-1], instant(now))] == []


# -- to whom ----------------------------------------------------------------------------------------------------------


def test_each_address_that_asks_for_it_has_the_roundup_of_that_watchlist(sat: Office) -> None:
    """One roundup for each watchlist and address; who asks for digests alone has none."""
    other = asked(CHANNEL).model_copy(update={"id": "locks", "title": "Locks"})
    daily = Recipient(address="email:daily@example.org")
    sat.lists = [asked(OFFICER, CHANNEL).model_copy(update={"to": (*asked(OFFICER, CHANNEL).to, daily)}), other]
    sat.dispatch(BEFORE)
    sat.dispatch(AFTERNOON)
    assert {address for address, _ in sat.kept.got} == {OFFICER, CHANNEL}
    assert [read(p)["Subject"] for a, p in sat.kept.got if a == OFFICER] == [TITLE]
    assert sat.dispatch(AFTERNOON).sent == 0


def test_a_dry_run_says_it_and_sends_nothing(sat: Office) -> None:
    """What is due is told with its title, and is still due."""
    done = sat.dispatch(AFTERNOON, dry=True)
    assert [(d.address, d.cadence, d.notices) for d in done.queued] == [(OFFICER, "roundup", (TITLE,))]
    assert sat.kept.got == []
    assert sat.dispatch(AFTERNOON).sent == 1


def test_a_process_that_was_overtaken_queues_nothing(sat: Office) -> None:
    """Two gather the same roundup: it is queued by one of them."""
    sat.dispatch(BEFORE)
    both = [list(roundups.roundups(sat.desk, [], now=AFTERNOON)) for _ in range(2)]
    queued = [sat.desk.deliveries.queue(gathered, now=AFTERNOON) for run in both for gathered, _ in run]
    assert queued == [True, False]


# -- what -------------------------------------------------------------------------------------------------------------


def test_the_email_holds_the_draft_in_both_forms_with_the_headers_of_a_digest(sat: Office) -> None:
    """Text of 76 columns and HTML say the same words; below both stands how to stop it."""
    sat.dispatch(AFTERNOON)
    ((_, part),) = sat.kept.got
    message, (plain, rich) = read(part), bodies(part)
    assert {"List-Id", "List-Unsubscribe", "Auto-Submitted", "Message-ID", "Date"} <= set(message.keys())
    assert plain.startswith(TITLE)
    assert "READ IN FULL\nhttps://hansard.parliament.uk/" in plain
    assert all(len(line) <= COLUMNS or line.strip().startswith("https://") for line in plain.splitlines())
    assert "<strong>READ IN FULL</strong></a>" in rich
    for body in (plain, rich):
        words = " ".join(body.split())
        assert "carry twice the recommended caseload" in words
        assert "watchlist “Probation”. To change, pause or stop these emails, reply to this message." in words
        assert "monitor addresses" not in body


def texts(part: Part) -> str:
    """Every word that stands in the blocks, in order."""
    found: list[str] = []

    def walk(value: Any) -> None:
        for one in value if isinstance(value, list) else value.values():
            if isinstance(one, dict | list):
                walk(one)
        if isinstance(value, dict) and isinstance(value.get("text"), str):
            found.append(value["text"])

    walk(json.loads(part.content)["blocks"])
    return " ".join(" ".join(found).split())


def test_slack_has_the_same_words_as_blocks_and_none_of_them_is_markup(sat: Office) -> None:
    """Links are links, quotations exact; a mention in a speech mentions nobody."""
    hostile = "Will he tell <!channel> & <https://evil.example|us> *why* probation has lost so many of its officers since last year, and when?"
    keep(sat.store, record(98, ROSALIND, "Topical Questions", hostile))
    sat.lists = [asked(CHANNEL)]
    sat.dispatch(BEFORE)
    sat.dispatch(AFTERNOON)
    ((_, part),) = sat.kept.got
    message = json.loads(part.content)
    assert message["text"] == TITLE
    assert hostile in texts(part)
    assert '"mrkdwn", "text"' not in part.content
    urls = re.findall(r'"type": "link", "url": "([^"]+)", "text": "READ IN FULL"', part.content)
    assert urls
    assert all(url.startswith("https://hansard.parliament.uk/") for url in urls)


def test_a_long_roundup_is_divided_for_slack_and_never_cut(sat: Office) -> None:
    """Every message is within the limits, and together they hold every line."""
    said = [record(n, 92000 + n, f"Heading {n}", f"Word{n} of probation. " * 30, parents=()) for n in range(100, 300)]
    keep(sat.store, *said)
    sat.lists = [asked(CHANNEL)]
    sat.dispatch(BEFORE)
    sat.dispatch(AFTERNOON)
    parts = [part for _, part in sat.kept.got]
    assert len(parts) > 1
    for part in parts:
        blocks = json.loads(part.content)["blocks"]
        assert len(blocks) <= BLOCKS
        assert len(json.dumps(blocks, ensure_ascii=False)) <= 12_000
    whole = " ".join(map(texts, parts))
    assert all(f"Heading {n}" in whole for n in range(100, 300))
    assert "Contains Parliamentary information" in whole


# -- what is misquoted ------------------------------------------------------------------------------------------------


@pytest.fixture
def misquoting(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Every quotation is wrong; until what this returns is called."""

    def refuse(*_: object) -> None:
        raise Misquoted("the quotation of Rosalind Quillfeather does not stand in the stored text: https://…")

    true = roundups.verify
    monkeypatch.setattr(roundups, "verify", refuse)
    return lambda: monkeypatch.setattr(roundups, "verify", true)


def test_a_misquotation_is_not_sent_and_the_operator_is_told_once(sat: Office, misquoting: Callable[[], None]) -> None:
    """Whoever asks for it; once the quotation is right, the roundup goes out."""
    sat.operator = OPERATOR
    sat.lists = [asked(OFFICER, "email:other@example.org")]
    sat.dispatch(BEFORE)
    done = sat.dispatch(AFTERNOON)
    assert len(done.problems) == 2
    ((address, part),) = sat.kept.clear()
    assert address == OPERATOR
    assert "Quillfeather does not stand in the stored text" in " ".join(bodies(part)[0].split())
    assert sat.dispatch(AFTERNOON + MINUTE).sent == 0
    misquoting()
    assert sat.dispatch(EVENING).sent == 2
    assert subjects(sat) == [TITLE, TITLE]


def test_without_an_operator_a_misquotation_is_a_problem_told(sat: Office, misquoting: Callable[[], None]) -> None:
    """In the log, and nothing is sent."""
    done = sat.dispatch(AFTERNOON)
    assert (done.sent, len(done.problems)) == (0, 1)
    assert "The roundup of Probation for 10 March 2026 is not sent" in done.problems[0]


def test_a_fault_in_one_roundup_keeps_nobody_else_waiting(sat: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told, and what is due to others is sent."""
    sat.lists = [asked(CHANNEL, OFFICER)]
    sat.dispatch(BEFORE)

    def fail(*_: object, **__: object) -> list[Part]:
        raise KeyError("runs")

    monkeypatch.setattr(FakeSlack, "draft", fail)
    done = sat.dispatch(AFTERNOON)
    assert (done.sent, len(done.problems)) == (1, 1)
    assert "no roundup could be made" in done.problems[0]
