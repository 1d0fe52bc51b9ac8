"""The worker: it only says tick; clock changes, weeks without it, hanging sources and broken files lose nothing."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from monitor.app import App
from monitor.parliament.dates import instant, london
from monitor.settings import Settings
from monitor.sources.http import PoliteClient
from monitor.sources.source import Page, Unavailable
from monitor.store import Batch, ReadingRow, queries
from monitor.worker.worker import PATIENCE, Worker
from tests.test_dispatch import Medium
from tests.test_walk import ROSALIND, Directory, Gazette, page, speech
from tests.upstream import Replica

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NOON = instant("2026-03-10T12:00")
OPERATOR = "slack:#operator"


class Office:
    """A worker over an empty store, a fictional source and two media; time, source and files are what the test says."""

    def __init__(self, folder: Path, now: datetime = NOON) -> None:
        self.now, self.folder = now, folder / "lists"
        self.slack, self.email, self.gazette = Medium(), Medium(), Gazette(page())
        self.folder.mkdir()
        self.list("phrases = ['probation']")
        self.settings = Settings(
            database_url=f"sqlite:///{folder}/monitor.db", watchlists=self.folder, operator=OPERATOR, _env_file=None
        )
        self.app = self.opened()

    def opened(self) -> App:
        """The application, as the test has it wired."""
        app = App(self.settings, PoliteClient())
        app.__dict__["sources"] = {"gazette": self.gazette}
        app.__dict__["register"] = Directory(ROSALIND)
        app.__dict__["notifiers"] = {"slack": self.slack, "email": self.email}
        return app

    def list(self, watch: str, to: str = 'address = "email:officer@example.org"\ndays = ["mon", "tue", "sun"]') -> None:
        """Write the watchlist."""
        text = f'title = "Ours"\n[[to]]\n{to}\n[[watch]]\ntitle = "Ours"\n{watch}\n'
        (self.folder / "ours.toml").write_text(text, encoding="utf-8")

    def worker(self) -> Worker:
        """A worker that begins now."""
        return Worker(self.app, clock=lambda: self.now)

    def run(self, worker: Worker, *, until: datetime, every: timedelta = MINUTE) -> None:
        """Tick until then."""
        while self.now <= until:
            for step in worker.steps:
                worker.tick(step)
            self.now += every

    def polls(self) -> list[dict[str, Any]]:
        """The readings, the first first."""
        return queries.latest_polls(self.app.store, limit=1000)[::-1]

    def sent(self, medium: Medium) -> list[str]:
        """When each digest went out, London time, and its notices."""
        return [f"{london(d.slot):%a %H:%M} {'; '.join(d.notices)}".strip() for d in medium.digests.values()]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """At noon of a Tuesday."""
    made = Office(tmp_path)
    yield made
    made.app.store.close()
    made.app.client.close()


# -- when -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("sunday", "utc"), [("2026-03-29", "06:30"), ("2026-10-25", "07:30")])
def test_the_digest_goes_out_at_half_past_seven_when_the_clocks_change(office: Office, sunday: str, utc: str) -> None:
    """Once, at 07:30 of London's clocks, through a night of ticks that has an hour less or more."""
    office.now = instant(f"{sunday}T00:00") - 2 * HOUR
    worker = office.worker()
    worker.tick("gazette")
    office.gazette.pages = (page(speech(1, "We spoke of probation.")),)
    office.list("phrases = ['probation']\nsince = 2026-03-01")
    office.run(worker, until=instant(f"{sunday}T07:28"), every=10 * MINUTE)
    assert office.email.got == []
    office.now = instant(f"{sunday}T07:29")
    office.run(worker, until=instant(f"{sunday}T07:29"))
    assert office.email.got == []
    office.run(worker, until=instant(f"{sunday}T09:00"))
    assert office.sent(office.email) == ["Sun 07:30"]
    assert f"{office.email.last.slot:%H:%M}" == utc


def test_a_worker_that_was_down_from_0729_to_0910_sends_late_and_says_so(office: Office) -> None:
    """What it had found before is in it, and what it finds only now of the day before, too."""
    monday = instant("2026-03-09T12:00")
    office.now = monday
    office.list("phrases = ['probation']\nsince = 2026-03-01")
    office.run(office.worker(), until=monday)
    office.gazette.pages = (page(speech(1, "We spoke of probation.")),)
    office.now = instant("2026-03-11T09:10")
    office.list("phrases = ['probation']\nsince = 2026-03-01", 'address = "email:officer@example.org"')
    office.run(office.worker(), until=instant("2026-03-11T09:15"))
    assert len(office.email.digests) == 1
    assert office.email.last.notices[0] == "Sent late: due Wed 11 Mar 07:30"
    assert [e.title for e in office.email.last.entries] == ["Prisons"]


def test_a_worker_that_was_down_for_a_week_catches_up_and_says_so(office: Office) -> None:
    """One digest, not seven; the window of the first reading goes back to where it stopped."""
    office.now = instant("2026-03-10T08:00")
    office.list("phrases = ['probation']\nsince = 2026-03-01", 'address = "email:officer@example.org"')
    office.run(office.worker(), until=office.now)
    office.gazette.pages = (page(speech(1, "We spoke of probation.")),)
    office.now = instant("2026-03-18T09:10")
    office.run(office.worker(), until=instant("2026-03-18T09:20"))
    assert office.polls()[-1]["window_first"] <= "2026-03-09"
    assert len(office.email.digests) == 1
    assert any(n.startswith("Catching up since Tue 10 Mar 08:00") for n in office.email.last.notices)


@pytest.mark.parametrize("read", [True, False])
def test_the_first_digests_wait_until_what_was_missed_has_been_read(office: Office, read: bool) -> None:
    """Else a digest would go out without it; a source that does not come to its end is waited for twenty minutes."""
    office.list(
        "phrases = ['probation']\nsince = 2026-03-01", 'address = "email:officer@example.org"\nheartbeat = "daily"'
    )
    office.run(office.worker(), until=NOON)
    office.now = instant("2026-03-11T09:10")
    worker = office.worker()
    worker.tick("rematch")
    worker.tick("dispatch")
    assert office.email.digests == {}
    office.now += MINUTE if read else PATIENCE
    if read:
        worker.tick("gazette")
    worker.tick("dispatch")
    assert len(office.email.digests) == 1


def test_a_source_is_read_by_the_timetable_not_by_the_tick(office: Office) -> None:
    """Hourly by day while nobody sits, whatever its outcome; a reading by hand counts, and a new worker goes on."""
    office.gazette.pages = (Unavailable("gazette.example: refused with status 503"),)
    office.run(office.worker(), until=NOON + 2 * HOUR)
    assert [p["outcome"] for p in office.polls()] == ["failed"] * 3
    office.gazette.pages = (page(),)
    office.run(office.worker(), until=office.now)
    assert len(office.polls()) == 4, "after a reading that failed, a new worker tries at once"
    office.run(office.worker(), until=office.now + 50 * MINUTE)
    assert len(office.polls()) == 4, "after one that was complete, it keeps to the timetable"
    office.run(office.worker(), until=office.now + 20 * MINUTE)
    assert len(office.polls()) == 5


def test_on_a_sitting_day_it_reads_twice_as_often(office: Office) -> None:
    """Parliament sits when words of today were read."""
    office.app.store.record(
        Batch(source="hansard", poll=0, reading=ReadingRow("commons/2026-03-10", NOON, 9, "")), now=NOON
    )
    office.run(office.worker(), until=NOON + 2 * HOUR)
    assert len(office.polls()) == 5


# -- slow, failing, stopped -------------------------------------------------------------------------------------------


def endless(office: Office, each: timedelta, then: Callable[[int], None] = lambda _: None) -> Iterator[Page]:
    """Pages without end, each of which takes some time."""
    for n in range(1000):
        office.now += each
        then(n)
        yield page(speech(n, "We spoke of probation."), complete=n == 0)


def test_a_reading_has_twenty_minutes(office: Office) -> None:
    """Then it stops after the page in hand, as partial; what was read is recorded, and the next goes on."""
    office.gazette.pages = endless(office, MINUTE)  # type: ignore[assignment]
    worker = office.worker()
    worker.tick("gazette")
    (only,) = office.polls()
    assert (only["outcome"], only["new"]) == ("partial", PATIENCE // MINUTE)
    assert "the next reading goes on" in only["error"]


def test_a_worker_that_is_stopped_ends_after_the_page_in_hand(office: Office) -> None:
    """And begins nothing more."""
    worker = office.worker()
    office.gazette.pages = endless(office, MINUTE, lambda n: worker.stop() if n == 2 else None)  # type: ignore[assignment]
    worker.tick("gazette")
    assert [(p["outcome"], p["new"]) for p in office.polls()] == [("partial", 3)]
    office.now += DAY
    for step in worker.steps:
        worker.tick(step)
    assert len(office.polls()) == 1
    assert office.email.got == office.slack.got == []


def test_a_source_that_hangs_delays_nobody_and_is_seen(office: Office) -> None:
    """The others tick on; after half an hour the worker is not well, and says which step it is."""
    hangs, released = threading.Event(), threading.Event()

    def hang() -> Iterator[Page]:
        hangs.set()
        released.wait(60)
        yield page()

    office.gazette.pages = hang()  # type: ignore[assignment]
    worker = office.worker()
    thread = threading.Thread(target=worker.tick, args=["gazette"])
    thread.start()
    try:
        assert hangs.wait(30)
        for _ in range(31):
            office.now += MINUTE
            worker.tick("rematch")
            worker.tick("dispatch")
        assert worker.ailing() == [f"gazette has been under way since {NOON.isoformat()}"]
    finally:
        released.set()
        thread.join()
    assert worker.ailing() == []


def test_a_fault_in_one_step_is_told_and_the_others_go_on(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is in the log; the source is asked again by the timetable, not every minute."""
    worker = office.worker()
    monkeypatch.setattr("monitor.worker.worker.poll", lambda *_, **__: 1 / 0)
    with capture_logs() as log:
        office.run(worker, until=NOON + HOUR)
    assert [line["step"] for line in log if line["event"] == "a fault of the program"] == ["gazette"] * 2
    assert worker.ailing() == []


def test_a_fault_in_a_source_is_its_error_and_the_worker_is_well(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stands in the status of the source, which is asked again by the timetable."""
    worker = office.worker()
    monkeypatch.setattr(office.gazette, "read", lambda *_, **__: 1 / 0)
    office.run(worker, until=NOON + HOUR)
    (source,) = queries.status(office.app.store, ["gazette"], now=NOON + HOUR)["sources"]
    assert "ZeroDivisionError" in source["error"]
    assert worker.ailing() == []


def test_a_step_that_cannot_be_done_is_not_well(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing can be sent by a fault of ours, /healthz says so."""
    worker = office.worker()
    monkeypatch.setattr("monitor.worker.worker.dispatch", lambda *_, **__: 1 / 0)
    office.run(worker, until=NOON + 6 * MINUTE)
    assert worker.ailing() == [f"dispatch has not ended well since {NOON.isoformat()}"]


def test_a_store_that_does_not_answer_is_not_well(office: Office, tmp_path: Path) -> None:
    """The disk is gone: the reason stands in /healthz, and nothing crashes."""
    worker = office.worker()
    office.app.store.close()
    for file in tmp_path.glob("monitor.db*"):
        file.unlink()
    (tmp_path / "monitor.db").mkdir()
    with capture_logs() as log:
        worker.tick("gazette")
    assert [line["log_level"] for line in log] == ["error"]
    assert worker.ailing()[0] == "the store does not answer"


# -- watchlists -------------------------------------------------------------------------------------------------------


def test_a_broken_watchlist_goes_on_in_its_last_good_version(office: Office) -> None:
    """The operator is told once, and once when it is mended; what the file says then is taken up."""
    to = 'address = "email:officer@example.org"\ndigests = ["at-once"]'
    office.list("phrases = ['probation']\nsince = 2026-03-01", to)
    worker = office.worker()
    office.run(worker, until=NOON)
    office.list("phrases = []", to)
    office.gazette.pages = (page(speech(1, "We spoke of probation."), speech(2, "And of prison ships.")),)
    with capture_logs() as log:
        office.run(worker, until=NOON + 2 * HOUR, every=10 * MINUTE)
    assert len(office.email.digests) == 1, "the last good version matched"
    broken = [line for line in log if "not valid" in line["event"]]
    assert [line["file"] for line in broken] == ["ours.toml"]
    assert [n for d in office.slack.digests.values() for n in d.notices if "ours.toml is not valid" in n] != []
    assert len(office.slack.digests) == 1
    office.list("phrases = ['prison ship']\nsince = 2026-03-01", to)
    office.run(worker, until=office.now + 30 * MINUTE, every=10 * MINUTE)
    assert len(office.slack.digests) == 2
    assert any("ours.toml is valid again" in n for n in office.slack.last.notices)
    assert [m["activity"]["upstream_id"] for m in queries.matches(office.app.store, state="announced")] == ["1", "2"]


def test_what_is_recorded_is_matched_anew_when_a_watchlist_changes(office: Office) -> None:
    """So that a new watch has its primed matches, and what happened earlier on its first day is told."""
    office.gazette.pages = (page(speech(1, "We spoke of prison ships.")),)
    worker = office.worker()
    office.run(worker, until=NOON)
    assert list(queries.matches(office.app.store)) == []
    office.list("phrases = ['prison ship']")
    office.run(worker, until=NOON + 2 * MINUTE)
    assert [m["state"] for m in queries.matches(office.app.store)] == ["pending"]
    office.now += DAY
    office.list("id = 'late'\nphrases = ['we spoke']")
    office.run(worker, until=office.now)
    assert [m["state"] for m in queries.matches(office.app.store) if m["watch"] == "late"] == ["primed"]


def test_a_change_while_no_worker_ran_is_taken_up(office: Office) -> None:
    """A worker that begins matches the last weeks anew."""
    office.gazette.pages = (page(speech(1, "We spoke of prison ships.")),)
    office.run(office.worker(), until=NOON)
    office.list("phrases = ['prison ship']")
    office.run(office.worker(), until=office.now)
    assert len(list(queries.matches(office.app.store))) == 1


def test_matching_anew_puts_off_no_look_that_has_come_due(office: Office) -> None:
    """A question is looked at on the morning on which it is overdue, however often a worker begins just before."""
    office.gazette.pages = (page(speech(1, "We spoke of probation.")),)
    office.run(office.worker(), until=NOON)
    office.now = NOON + DAY + MINUTE
    worker = office.worker()
    worker.tick("rematch")
    worker.tick("gazette")
    assert office.gazette.looked_again == ["gazette/1"]


def test_a_reading_with_older_watchlists_is_matched_anew(office: Office) -> None:
    """What it records after the others were matched is not forgotten."""
    worker = office.worker()

    def change(n: int) -> None:
        if n == 1:
            office.list("phrases = ['prison ship']")
            worker.tick("rematch")

    def pages() -> Iterator[Page]:
        for n in range(3):
            change(n)
            yield page(speech(n, "We spoke of prison ships."))

    office.gazette.pages = pages()  # type: ignore[assignment]
    worker.tick("gazette")
    assert len(list(queries.matches(office.app.store))) == 1, "what was recorded before the change"
    worker.tick("rematch")
    assert len(list(queries.matches(office.app.store))) == 3


# -- as a process -----------------------------------------------------------------------------------------------------


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Starts `monitor work` against a mirror, its log in `log`; `before` is run in the process first."""
    (tmp_path / "lists").mkdir()
    watch = '[[watch]]\ntitle = "One"\nphrases = ["probation"]\n'
    (tmp_path / "lists/ours.toml").write_text(f'title = "Ours"\n{watch}', encoding="utf-8")
    started: list[subprocess.Popen[bytes]] = []

    def start(mirror: str, before: str = "") -> subprocess.Popen[bytes]:
        env = {k: v for k, v in os.environ.items() if not k.startswith("MONITOR_")}
        env |= {
            "MONITOR_MIRROR_URL": mirror,
            "MONITOR_DATABASE_URL": f"sqlite:///{tmp_path}/monitor.db",
            "MONITOR_WATCHLISTS": str(tmp_path / "lists"),
            "MONITOR_WEB_PORT": str(_free_port()),
            "NO_PROXY": "127.0.0.1",
        }
        words = [
            sys.executable,
            "-c",
            f"import sys; from monitor import cli\n{before}\nsys.argv[1:] = ['work']; cli.main()",
        ]
        with (tmp_path / "log").open("wb") as log:
            started.append(subprocess.Popen(words, env=env, cwd=tmp_path, stderr=log))
        return started[-1]

    yield start
    for one in started:
        one.kill()
        one.wait()


def _log(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "log").read_text(encoding="utf-8").splitlines()]


def test_sigterm_in_the_middle_of_a_reading_ends_it_well(
    tmp_path: Path, replica: Callable[..., Replica], running: Callable[..., subprocess.Popen[bytes]]
) -> None:
    """The page in hand is finished, the reading is partial and says that the next goes on; the exit status is 0."""
    upstream = replica("question-life", now="2026-03-05T08:00:00")
    upstream.faults({"fault": "slow", "seconds": 0.2, "rate": 1.0})
    worker = running(upstream.url)
    _until(lambda: upstream.requests() >= 3, worker)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(60) == 0
    events = [line["event"] for line in _log(tmp_path)]
    assert events[-1] == "stopped"
    assert "stopped before everything was read; the next reading goes on" in events
    assert "read: partial" in events
    assert not [line for line in _log(tmp_path) if line["level"] == "error"]
    assert upstream.violations() == []


@pytest.fixture
def silent() -> Iterator[tuple[str, Callable[[], bool]]]:
    """An upstream that takes every request and never answers; and whether it was asked."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        asked = partial(select.select, [server], [], [], 0)
        yield f"http://127.0.0.1:{server.getsockname()[1]}", lambda: bool(asked()[0])


def test_a_step_that_does_not_end_is_left(
    tmp_path: Path, running: Callable[..., subprocess.Popen[bytes]], silent: tuple[str, Callable[[], bool]]
) -> None:
    """An upstream that hangs does not keep the worker from ending in bounded time, with 0."""
    worker = running(silent[0], before="import monitor.worker.worker as w; w.GRACE = 0.5")
    _until(silent[1], worker)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(30) == 0
    assert _log(tmp_path)[-1]["event"] == "left before its end; it is done again"
    assert "hansard" in _log(tmp_path)[-1]["under_way"]


def test_a_second_signal_ends_at_once(
    tmp_path: Path, running: Callable[..., subprocess.Popen[bytes]], silent: tuple[str, Callable[[], bool]]
) -> None:
    """Ctrl-C twice is meant."""
    worker = running(silent[0])
    _until(silent[1], worker)
    worker.send_signal(signal.SIGINT)
    _until(lambda: b"stopping after the step in hand" in (tmp_path / "log").read_bytes(), worker)
    worker.send_signal(signal.SIGINT)
    assert worker.wait(30) == -signal.SIGINT


def test_it_does_not_start_with_a_watchlist_that_is_wrong(
    tmp_path: Path, running: Callable[..., subprocess.Popen[bytes]]
) -> None:
    """There is no last good version to go on with: one line, and 1."""
    (tmp_path / "lists/ours.toml").write_text("title = 'Ours'\n", encoding="utf-8")
    assert running("http://127.0.0.1:9").wait(60) == 1
    (line,) = (tmp_path / "log").read_text(encoding="utf-8").splitlines()
    assert "ours.toml:1: watch: " in line


def _until(holds: Callable[[], bool], running: subprocess.Popen[bytes]) -> None:
    """Wait for it, while the process runs."""
    for _ in range(600):
        assert running.poll() is None, "it ended by itself"
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError("it did not come to that")
