"""The commands as a user meets them: what they print where, and the status with which they end."""

from __future__ import annotations

import csv
import functools
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import monitor.app
from monitor import cli, streams
from monitor.sources import SOURCES
from monitor.sources.hansard import Hansard
from monitor.sources.http import PoliteClient
from monitor.store import Store, queries
from tests import upstream

NOW = "2026-03-12T18:00"
SCENARIOS = ("question-life", "justice-questions", "edm-signatures")
POLLED = [make.name for make in SOURCES]
#: no client waits, neither for its turn nor for another try
FAST = functools.partial(PoliteClient, pace=1e6, wait_initial=0.001, wait_max=0.002)
LIST = """title = "Ours"
[[watch]]
title   = "Probation"
phrases = ["probation"]
since   = 2026-03-10
"""
ACTIVITY = {
    "id", "kind", "source", "upstream_id", "subject", "house", "chamber", "date", "title", "text", "url", "body",
    "participants", "revision", "first_seen",
}  # fmt: skip
MATCH = {"id", "watchlist", "watch", "evidence", "excerpt", "found_at", "state", "activity"}


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    status: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Its JSON Lines."""
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Ended]


def called(words: tuple[str, ...]) -> int:
    """Call `monitor` with these words; returns its exit status."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["monitor", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
    return int(ended.value.code or 0)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Calls commands in an empty folder, with an upstream that refuses connections until `MONITOR_MIRROR_URL` is set."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MONITOR_MIRROR_URL", "http://127.0.0.1:1")
    monkeypatch.setattr(monitor.app, "PoliteClient", FAST)
    (tmp_path / "my-watchlists").mkdir()
    (tmp_path / "my-watchlists" / "ours.toml").write_text(LIST)

    def call(*words: str) -> Ended:
        capsys.readouterr()
        status = called(words)
        return Ended(status, *capsys.readouterr())

    return call


@pytest.fixture(scope="module")
def parliament(shared: Path) -> Iterator[upstream.Replica]:
    """A fictional Parliament, at one moment, for all tests that only read it."""
    with upstream.replica(*SCENARIOS, now=f"{NOW}:00") as running:
        yield running


@pytest.fixture(scope="module")
def filled(parliament: upstream.Replica, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store into which it was read, with its watchlist."""
    folder = tmp_path_factory.mktemp("filled")
    (folder / "my-watchlists").mkdir()
    (folder / "my-watchlists" / "ours.toml").write_text(LIST)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("MONITOR_MIRROR_URL", parliament.url)
        patch.setattr(monitor.app, "PoliteClient", FAST)
        assert called(("poll", "--as-of", NOW)) == 0
    return folder / "monitor.db"


@pytest.fixture
def full(run: Run, filled: Path, tmp_path: Path, parliament: upstream.Replica, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Calls commands on a store that holds the fictional Parliament, which is also there to be asked."""
    shutil.copy(filled, tmp_path / "monitor.db")
    monkeypatch.setenv("MONITOR_MIRROR_URL", parliament.url)
    return run


def one_line(ended: Ended, status: int = 1) -> str:
    """The one line of an explained failure."""
    assert ended.status == status
    assert ended.err.count("\n") == 1, ended.err
    assert "Traceback" not in ended.err
    return ended.err.strip()


# -- a wrong command line ---------------------------------------------------------------------------------------------

WRONG = [
    (("pol",), "'poll'"),
    (("poll", "hansrd"), "did you mean hansard?"),
    (("poll", "xyzzy"), "use calendar, written-questions, hansard"),
    (("poll", "--as-of", "yesterday"), "2026-03-10T07:30"),
    (("poll", "--as-of", "0001-01-01"), "between 1803 and 2199"),
    (("poll", "--bogus"), "--bogus"),
    (("backfill", "--from", "2026-03-02"), "--to"),
    (("backfill", "--from", "2026-03-02", "--to", "2026-03-01"), "2026-03-02 is after 2026-03-01"),
    (("backfill", "--from", "2.3.2026", "--to", "2026-03-01"), "no date such as 2026-03-10"),
    (("rematch", "--since", "2026-02-30"), "no date such as"),
    (("activities", "--since", "2026-13-01"), "no date such as"),
    (("activities", "--since", "2026-03-02", "--until", "2026-03-01"), "is after"),
    (("activities", "--kind", "aswer"), "did you mean answer?"),
    (("matches", "--source", "written-question"), "did you mean written-questions?"),
    (("matches", "--watchlist", "our"), "no watchlist 'our': did you mean ours?"),
    (("matches", "--format", "xml"), "--format"),
    (("preview", "ours.toml", "--days", "0"), "--days"),
    (("preview", "ours.toml", "--days", "99999999999"), "--days"),
    (("dismiss", "99999999999999999999"), "match"),
    (("members", "Ada", "--on", "someday"), "no date such as"),
]


@pytest.mark.parametrize(
    ("words", "remedy"), WRONG, ids=lambda value: " ".join(value) if isinstance(value, tuple) else ""
)
def test_a_wrong_command_line_is_one_line_and_status_2(run: Run, words: tuple[str, ...], remedy: str) -> None:
    """What is wrong, what would be right, and where to read more; nothing on standard output."""
    ended = run(*words)
    said = one_line(ended, 2)
    assert remedy in said
    assert "--help" in said
    assert ended.out == ""


def test_help_and_version_are_no_failures(run: Run) -> None:
    """Status 0, on standard output."""
    assert (run("--help").status, run("poll", "--help").status) == (0, 0)
    assert run("--version").out.startswith("monitor ")


def test_help_needs_neither_network_nor_database() -> None:
    """What a command needs is imported when it runs, so that help and mistakes answer at once."""
    code = (
        "import sys, typer; from monitor.cli import app; typer.main.get_command(app);"
        "print(*[m for m in ('httpx', 'sqlalchemy', 'pydantic', 'apscheduler') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


# -- failures that are explained ----------------------------------------------------------------------------------------

#: what a command needs to be called at all
NEEDED = {
    "dismiss": ("1",), "members": ("Ada",), "backup": ("b",), "restore": ("b",), "preview": ("my-watchlists/ours.toml",),
    "explain": ("my-watchlists/ours.toml",), "backfill": ("--from", "2026-03-01", "--to", "2026-03-01"),
    "roundup": ("ours", "--date", "2026-03-10"),
}  # fmt: skip
#: every command but the demo, which reads no setting
NAMES = sorted({c.name or c.callback.__name__ for c in cli.app.registered_commands if c.callback} - {"demo"})


@pytest.mark.parametrize("name", NAMES)
def test_a_wrong_setting_ends_every_command_with_one_line(run: Run, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """No command runs on with a configuration that is wrong, and none shows a secret."""
    monkeypatch.setenv("MONITOR_SLACK_TOKEN", "hunter2")
    said = one_line(run(name, *NEEDED.get(name, ())))
    assert said.startswith("MONITOR_SLACK_TOKEN: is no token")
    assert "hunter2" not in said


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sqlite:////nonexistent/monitor.db", "MONITOR_DATABASE_URL: the store at /nonexistent/monitor.db"),
        ("sqlite://", "an SQLite store needs a file"),
        ("nonsense", "the database address cannot be read"),
        ("mysql://u:hunter2@h/x", "cannot be a mysql database"),
        ("postgresql://u:hunter2@127.0.0.1:1/x", "the store at 127.0.0.1/x cannot be used"),
    ],
)
@pytest.mark.parametrize("command", ["poll", "status", "matches"])
def test_a_store_that_cannot_be_used_is_one_line(
    run: Run, url: str, said: str, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which setting, which store and why, without the password."""
    monkeypatch.setenv("MONITOR_DATABASE_URL", url)
    told = one_line(run(command))
    assert told.startswith("MONITOR_DATABASE_URL: ")
    assert said in told
    assert "hunter2" not in told


def test_a_file_that_is_no_database_is_one_line(run: Run, tmp_path: Path) -> None:
    """Somebody's notes are not overwritten."""
    (tmp_path / "monitor.db").write_text("my notes, in no database")
    assert "file is not a database" in one_line(run("status"))
    assert (tmp_path / "monitor.db").read_text() == "my notes, in no database"


@pytest.mark.parametrize("command", ["poll", "rematch", "check"])
def test_a_wrong_watchlist_is_told_with_file_line_key_and_remedy(run: Run, tmp_path: Path, command: str) -> None:
    """`poll` does not read with half the watchlists; `check` names it among the rest."""
    (tmp_path / "my-watchlists" / "wrong.toml").write_text('title = "x"\n[[watch]]\ntitle = "x"\nphrase = ["x"]\n')
    ended = run(command)
    assert ended.status == 1
    assert 'my-watchlists/wrong.toml:4: phrase: "phrase" is no key of a [[watch]] — did you mean phrases?' in (
        ended.out + ended.err
    )


@pytest.mark.parametrize("command", ["explain", "preview"])
def test_a_file_that_is_not_there_is_one_line(run: Run, command: str) -> None:
    """The name as it was written, and what to do."""
    assert one_line(run(command, "nowhere.toml")) == "nowhere.toml:1: file: is not there — check the name"


def test_a_fault_of_the_program_shows_itself(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """What nobody foresaw is not disguised as a failure of the operator."""

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(queries, "status", broken)
    with pytest.raises(ZeroDivisionError):
        run("status")


# -- reading ------------------------------------------------------------------------------------------------------------


def test_a_poll_tells_a_line_for_each_source(
    run: Run, parliament: upstream.Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Outcome, window, counts and requests, on standard output; on standard error what could not be read."""
    monkeypatch.setenv("MONITOR_MIRROR_URL", parliament.url)
    ended = run("poll", "--as-of", NOW)
    assert ended.status == 0
    assert "feed/hmi-probation" in ended.err  # an optional feed, which is not there: it is told, and is no failure
    lines = {line.split(": ")[0]: line for line in ended.out.splitlines()}
    assert list(lines) == POLLED
    assert lines["written-questions"].startswith("written-questions: complete, 2026-03-05 to 2026-03-12: 8 read, ")
    assert lines["hansard"].startswith("hansard: complete, 2026-03-05 to 2026-03-12: 10 read, 10 new")


def test_only_the_sources_named_are_polled(full: Run) -> None:
    """`monitor poll hansard` leaves the questions alone."""
    ended = full("poll", "hansard", "--as-of", NOW)
    assert ended.out.startswith("hansard: complete")
    assert ended.out.count("\n") == 1


def test_an_upstream_that_is_down_is_named_and_the_others_are_read(
    run: Run, replica: Callable[..., upstream.Replica], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first source fails, the next is read all the same, and the status is 1; retries leave no trace in the output."""
    running = replica(*SCENARIOS, now=f"{NOW}:00")
    running.faults({"host": "questions-*", "path": "*/writtenquestions*", "fault": "status", "status": 503})
    monkeypatch.setenv("MONITOR_MIRROR_URL", running.url)
    ended = run("poll", "--as-of", NOW)
    assert ended.status == 1
    (failed,) = [line for line in ended.out.splitlines() if ": complete" not in line]
    assert failed.startswith("written-questions: failed")
    assert ended.out.count(": complete") == len(POLLED) - 1
    assert "questions-statements-api.parliament.uk" in ended.err
    assert "status 503, after 4 tries" in ended.err
    told = [line for line in ended.err.splitlines() if "feed/hmi-probation" not in line]
    assert all(line.startswith("written-questions: ") for line in told)


def test_an_unreadable_record_is_a_line_with_its_id_and_address(
    run: Run, replica: Callable[..., upstream.Replica], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told on standard error and counted, the rest is recorded, and the status shows it afterwards."""
    running = replica("justice-questions", now=f"{NOW}:00")
    running.faults({"host": "hansard-*", "fault": "wrong_type", "field": "ContributionText", "row": 1})
    monkeypatch.setenv("MONITOR_MIRROR_URL", running.url)
    ended = run("poll", "hansard", "--as-of", NOW)
    said = ended.err.strip()
    assert "\n" not in said
    assert said.startswith("unreadable hansard/")
    assert "https://hansard-api.parliament.uk/" in said
    assert "1 unreadable" in ended.out
    assert "hansard: 1 unreadable record in the last poll" in run("status").out


def test_what_ctrl_c_ends_says_so_and_keeps_what_was_recorded(full: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line, status 130, no traceback; what is in the store is whole."""

    def interrupted(*_: object, **__: object) -> Iterator[None]:
        raise KeyboardInterrupt
        yield

    before = full("activities", "--format", "jsonl").rows
    monkeypatch.setattr(Hansard, "read", interrupted)
    assert one_line(full("poll", "--as-of", NOW), 130).startswith("interrupted: ")
    assert full("activities", "--format", "jsonl").rows == before
    assert "unfinished" in full("status").out


def test_a_real_interrupt_ends_a_command_alike(tmp_path: Path) -> None:
    """SIGINT, as a terminal sends it, while the command waits."""
    fifo = tmp_path / "watchlist.toml"
    os.mkfifo(fifo)
    command = [sys.executable, "-m", "monitor", "explain", str(fifo)]
    ignored = signal.signal(signal.SIGINT, signal.default_int_handler)  # a run in the background hands on that it is
    running = subprocess.Popen(command, cwd=tmp_path, env=_environment(), stderr=subprocess.PIPE, text=True)
    signal.signal(signal.SIGINT, ignored)
    with running, fifo.open("w"):  # opens when the command reads
        running.send_signal(signal.SIGINT)
        _, err = running.communicate()
    assert (running.returncode, err.count("\n")) == (130, 1)


def _environment() -> dict[str, str]:
    """As a user has it: output to a pipe is buffered."""
    return {**os.environ, "PYTHONPATH": str(upstream.ROOT), "PYTHONUNBUFFERED": ""}


def test_a_backfill_records_what_polling_would_have(full: Run) -> None:
    """History comes by the same walk, with the same line."""
    before = len(full("activities", "--format", "jsonl").rows)
    ended = full("backfill", "--from", "2026-03-01", "--to", "2026-03-04", "written-questions")
    assert ended.status == 0
    assert ended.out.startswith("written-questions: complete, 2026-03-01 to 2026-03-04: ")
    assert len(full("activities", "--format", "jsonl").rows) >= before


def test_a_rematch_brings_what_a_new_watch_would_have_found(full: Run, tmp_path: Path) -> None:
    """After a watchlist was added, what is recorded is matched against it."""
    (tmp_path / "my-watchlists" / "courts.toml").write_text(
        LIST.replace("probation", "court").replace("Ours", "Courts")
    )
    ended = full("rematch", "--as-of", NOW)
    recorded = len(full("activities", "--format", "jsonl").rows)
    assert (ended.status, ended.out) == (0, f"{recorded} activities matched anew\n")
    assert {row["watchlist"] for row in full("matches", "--format", "jsonl").rows} == {"ours", "courts"}


# -- looking ------------------------------------------------------------------------------------------------------------


def test_json_lines_have_exactly_the_fields_that_are_fixed(full: Run) -> None:
    """Programs may rely on them: the whole activity, and a match with its activity nested."""
    activities = full("activities", "--format", "jsonl").rows
    assert {row["source"] for row in activities} >= {
        "written-questions",
        "hansard",
        "written-statements",
        "oral-questions",
    }
    assert all(set(row) == ACTIVITY for row in activities)
    assert all(set(p) == {"member", "name", "party", "seat", "role"} for row in activities for p in row["participants"])
    matches = full("matches", "--format", "jsonl").rows
    assert all(set(row) == MATCH and set(row["activity"]) == ACTIVITY for row in matches)
    assert all({"field", "term", "words"} <= set(e) for row in matches for e in row["evidence"])
    assert {row["state"] for row in matches} == {"pending", "primed"}


def test_rows_are_narrowed_by_date_kind_source_and_watchlist(full: Run) -> None:
    """Every narrowing holds, both dates included; together they hold together."""
    rows = full("activities", "--format", "jsonl").rows

    def ids(*words: str) -> set[str]:
        return {row["id"] for row in full("activities", "--format", "jsonl", *words).rows}

    assert ids("--kind", "answer") == {r["id"] for r in rows if r["kind"] == "answer"} != set()
    assert ids("--source", "hansard") == {r["id"] for r in rows if r["source"] == "hansard"} != set()
    assert ids("--since", "2026-03-10", "--until", "2026-03-10") == {r["id"] for r in rows if r["date"] == "2026-03-10"}
    matched = {r["activity"]["id"] for r in full("matches", "--format", "jsonl").rows}
    assert ids("--watchlist", "ours") == matched != set()
    assert ids("--watchlist", "ours", "--kind", "question", "--since", "2026-03-05") < matched


def test_a_watchlist_whose_file_is_gone_can_still_be_listed(full: Run, tmp_path: Path) -> None:
    """What matched is history, whatever became of the file."""
    (tmp_path / "my-watchlists" / "ours.toml").unlink()
    assert full("matches", "--watchlist", "ours", "--format", "jsonl").rows


def test_csv_is_flat_and_complete(full: Run) -> None:
    """One row each; people and evidence in words, no cell that a spreadsheet takes for a formula."""
    rows = list(csv.DictReader(io.StringIO(full("activities", "--format", "csv").out)))
    assert [row["id"] for row in rows] == [row["id"] for row in full("activities", "--format", "jsonl").rows]
    assert rows[0]["who"] == "Rosalind Quillfeather (Labour, Upper Wobblesham) asked"
    assert rows[0]["text"].startswith("To ask the Secretary of State")
    matches = list(csv.DictReader(io.StringIO(full("matches", "--format", "csv").out)))
    assert matches[0]["words"] == "title: Probation; question: probation"
    assert matches[0]["excerpt"]
    assert matches[0]["activity"].startswith("written-questions/")
    assert not any((cell or "").startswith("=") for row in matches for cell in row.values())


@pytest.mark.parametrize("command", ["activities", "matches"])
def test_a_table_that_is_piped_has_a_line_a_row_and_whole_addresses(full: Run, command: str) -> None:
    """`grep` finds a row with its address; titles and excerpts are shortened, addresses never."""
    _, *lines = full(command).out.splitlines()
    rows = full(command, "--format", "jsonl").rows
    assert len(lines) == len(rows)
    assert all(line.endswith(row.get("activity", row)["url"]) for line, row in zip(lines, rows, strict=True))
    assert all(len(line) < 600 for line in lines)


@pytest.mark.parametrize("command", ["activities", "matches"])
@pytest.mark.parametrize("width", [60, 80, 140])
def test_a_table_fits_the_terminal(full: Run, command: str, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only an address may be longer than the terminal is wide, and it is not broken."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("NO_COLOR", "1")
    plain = [_without_codes(line) for line in full(command).out.splitlines()]
    assert all(len(line) <= width or line.strip().startswith("https://") for line in plain)
    urls = [row.get("activity", row)["url"] for row in full(command, "--format", "jsonl").rows]
    assert [line.strip() for line in plain if "https://" in line] == urls


def _without_codes(line: str) -> str:
    return re.sub(r"\x1b\[[\d;]*m", "", line)


def test_an_excerpt_is_shortened_around_the_words_that_matched(full: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reason can be seen in the table, also where it stands at the end of the excerpt."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "80")
    assert "vacating probation offices" in full("matches").out


def test_where_no_row_fits_it_is_said(full: Run) -> None:
    """An empty listing is no failure, and not silent."""
    ended = full("activities", "--until", "2020-01-01")
    assert (ended.status, ended.out) == (0, "")
    assert "monitor status" in ended.err


def test_a_reader_who_has_seen_enough_is_no_failure(filled: Path) -> None:
    """`monitor activities | head`: no traceback, nothing on standard error."""
    reading, writing = os.pipe()
    os.close(reading)
    listings = [("activities", "--format", form) for form in ("table", "jsonl", "csv")]
    for words in (*listings, ("activities", "--since", "2026-03-12"), ("status",)):
        command = [sys.executable, "-m", "monitor", *words]
        done = subprocess.run(
            command, cwd=filled.parent, env=_environment(), stdout=writing, stderr=subprocess.PIPE, text=True
        )
        assert (done.returncode, done.stderr) == (0, "")
    os.close(writing)


def test_work_goes_on_when_nobody_reads_its_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """A poll whose output was closed still reads its other sources."""
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as closed:
        monkeypatch.setattr(sys, "stdout", closed)
        streams.tell("written-questions: complete")
        streams.tell("hansard: complete")


def test_a_full_disk_is_one_line(filled: Path) -> None:
    """A listing that could not be written whole is a failure."""
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "monitor", "status"]
        done = subprocess.run(
            command, cwd=filled.parent, env=_environment(), stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert (done.returncode, done.stderr) == (1, "standard output: No space left on device\n")


def test_the_status_tells_of_each_source_and_of_matches(full: Run) -> None:
    """When it was last read, how long ago, what came of it; and the matches by state."""
    lines = full("status").out.splitlines()
    assert [line.split()[:3] for line in lines[1 : len(POLLED) + 1]] == [[n, "2026-03-12", "18:00"] for n in POLLED]
    assert "pending" in lines[-1]
    assert "primed" in lines[-1]
    told = json.loads(full("status", "--format", "json").out)
    assert [s["source"] for s in told["sources"]] == POLLED
    assert {"last_success", "lag", "lag_seconds", "requests", "error", "outcome", "new", "revised"} <= set(
        told["sources"][0]
    )
    assert set(told["matches"]) == {"pending", "primed"}


def test_the_status_of_an_empty_store_says_never(run: Run) -> None:
    """A source that was never polled is no failure of the command."""
    ended = run("status")
    assert ended.status == 0
    assert "never" in ended.out
    assert "none yet" in ended.out


def test_a_failed_poll_shows_in_the_status(run: Run) -> None:
    """Which source, and why, below the table."""
    assert run("poll", "hansard", "--as-of", NOW).status == 1
    ended = run("status")
    assert ended.status == 0
    assert "failed" in ended.out
    assert "hansard: Hansard's calendar of the Commons: hansard-api.parliament.uk" in ended.out


# -- Members ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("search", ["91001", "quillfeather", "Rosalind Quillfeather", "Upper Wobblesham"])
def test_a_member_is_found_by_name_seat_and_id(full: Run, search: str) -> None:
    """The line for a watchlist, and below it, as comments, party, seat and dates."""
    ended = full("members", search)
    line, *more = ended.out.splitlines()
    assert line == "91001,  # Rosalind Quillfeather, Labour, Upper Wobblesham"
    assert all(comment.startswith("# ") for comment in more)
    assert "#   Commons, Upper Wobblesham: 2024-07-04 to today" in more
    assert "# in a CSV file: 91001,Rosalind Quillfeather,,," in more


def test_a_member_is_told_as_on_a_date(full: Run) -> None:
    """Before the election she sat in neither House."""
    assert (
        "# on 2020-01-01: Rosalind Quillfeather, Labour, in neither House"
        in full("members", "91001", "--on", "2020-01-01").out.splitlines()
    )
    assert (
        "# on 2026-03-10: Rosalind Quillfeather, Labour, Commons, Upper Wobblesham"
        in full("members", "91001", "--on", "2026-03-10").out.splitlines()
    )


def test_of_several_members_only_the_lines_are_printed(full: Run) -> None:
    """They can be copied as they stand."""
    lines = full("members", "feather").out.splitlines()
    assert len(lines) == 2
    assert all(line.split(",")[0].isdecimal() for line in lines)


def test_a_postcode_leads_to_its_member_and_is_not_logged(
    run: Run,
    replica: Callable[..., upstream.Replica],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Neither the log, however much of it is kept, nor an error repeats where somebody lives."""
    running = replica("question-life", now=f"{NOW}:00")
    running.admin("events", {"kind": "postcode", "record": {"postcode": "ZZ1 1AB", "constituencyId": 21001}})
    monkeypatch.setenv("MONITOR_MIRROR_URL", running.url)
    caplog.set_level("DEBUG")
    assert run("members", "zz1 1ab").out.startswith("91001,  # Rosalind Quillfeather")
    assert one_line(run("members", "ZZ9 9ZZ")) == "no Member found by that name, constituency, postcode or id"
    monkeypatch.setenv("MONITOR_MIRROR_URL", "http://127.0.0.1:1")
    assert "ZZ" not in one_line(run("members", "ZZ1 1AB"))
    assert "zz1" not in caplog.text.lower()
    assert "zz9" not in caplog.text.lower()


# -- dismiss, explain, preview --------------------------------------------------------------------------------------------


def test_a_match_is_dismissed_with_its_reason(full: Run) -> None:
    """By the number that `matches` shows; one that is not there is a failure."""
    number = str(full("matches", "--format", "jsonl").rows[0]["id"])
    assert full("dismiss", number, "--reason", "another sense").status == 0
    row = next(r for r in full("matches", "--format", "jsonl").rows if str(r["id"]) == number)
    assert (row["state"], row["reason"]) == ("dismissed", "another sense")
    assert "there is no match 9999" in one_line(full("dismiss", "9999"))


def test_a_watchlist_is_explained_without_store_and_network(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is asked and nothing is made."""
    monkeypatch.setenv("MONITOR_DATABASE_URL", "sqlite:////nonexistent/monitor.db")
    ended = run("explain", "my-watchlists/ours.toml")
    assert ended.status == 0
    assert "Probation" in ended.out
    (tmp_path / "friends.csv").write_text("name\nAda Penhaligon\n")
    (tmp_path / "friends.toml").write_text('title = "F"\n[[watch]]\ntitle = "F"\nmembers = "friends.csv"\n')
    assert "monitor members" in one_line(run("explain", "friends.toml"))
    assert not (tmp_path / "monitor.db").exists()


def test_a_preview_of_what_was_not_read_names_the_backfill(run: Run) -> None:
    """The command that helps can be copied; nothing is asked where there is no terminal."""
    ended = run("preview", "my-watchlists/ours.toml", "--as-of", NOW)
    assert ended.status == 0
    assert "monitor backfill --from 2026-03-06 --to 2026-03-12" in ended.err.splitlines()
    assert "Expect" not in ended.out


def test_a_preview_offers_to_read_what_is_missing(
    run: Run, parliament: upstream.Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a terminal: it asks, reads, and shows what it found; without a yes it reads nothing."""
    monkeypatch.setenv("MONITOR_MIRROR_URL", parliament.url)
    words = ("preview", "my-watchlists/ours.toml", "--as-of", NOW)
    for stream in (sys.stdin, sys.stderr):
        monkeypatch.setattr(stream, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("typer.confirm", lambda *_, **__: False)
    assert "READ IN FULL" not in run(*words).out
    monkeypatch.setattr("typer.confirm", lambda *_, **__: True)
    ended = run(*words)
    assert ended.status == 0
    assert "READ IN FULL https://hansard.parliament.uk/" in ended.out
    assert "Expect about" in ended.out
    assert "backfill" not in run(*words).err


def test_a_preview_shows_who_said_what_and_where(full: Run) -> None:
    """Party and seat, the words, the reply, the link, and the volume."""
    text = " ".join(full("preview", "my-watchlists/ours.toml", "--as-of", NOW).out.split())
    assert "Barnaby Dunderdale (Conservative, Nether Crumpleton) spoke" in text
    assert "Thaddeus Hobblethorpe replied: “The number of probation officers who left" in text
    assert "READ IN FULL https://questions-statements.parliament.uk/written-questions/detail/2026-03-02/41001" in text
    assert "a working day" in text


# -- check, backup, restore -----------------------------------------------------------------------------------------------


def test_a_check_names_each_thing(full: Run) -> None:
    """Settings by name, the store, the watchlists, every source and the register."""
    ended = full("check")
    assert ended.status == 0
    assert [line.split(": ")[1] for line in ended.out.splitlines()] == [
        "settings", "database", "watchlists", *POLLED,
    ]  # fmt: skip
    assert "MONITOR_MIRROR_URL" in ended.out
    assert "1 in my-watchlists: ours (1 watches)" in ended.out


def test_a_check_says_when_the_examples_are_used(full: Run, tmp_path: Path) -> None:
    """Where there is no folder of watchlists, nobody is to wonder whose these are."""
    shutil.rmtree(tmp_path / "my-watchlists")
    assert "in the examples, as there is no folder my-watchlists: probation (" in full("check").out


def test_a_check_of_an_upstream_that_is_down_goes_on_and_ends_with_1(run: Run) -> None:
    """Each that cannot be reached is named; the rest is still looked at."""
    ended = run("check")
    assert ended.status == 1
    assert [line.split(": ")[:2] for line in ended.out.splitlines()] == [
        ["ok", "settings"], ["ok", "database"], ["ok", "watchlists"],
        *(["FAILED", name] for name in POLLED),
    ]  # fmt: skip


def test_a_check_notices_another_shape(
    run: Run, replica: Callable[..., upstream.Replica], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An upstream that answers, but without a field that is read, is told with the field."""
    running = replica(*SCENARIOS, now=f"{NOW}:00")
    running.faults({"host": "hansard-*", "fault": "missing_field", "field": "MemberId"})
    monkeypatch.setenv("MONITOR_MIRROR_URL", running.url)
    ended = run("check")
    assert ended.status == 1
    (failed,) = [line for line in ended.out.splitlines() if line.startswith("FAILED")]
    assert failed.startswith("FAILED: hansard: ")
    assert "MemberId" in failed


def test_a_check_names_a_reply_that_nobody_foresaw(full: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """An envelope without its rows is a difference of that source; the others are looked at all the same."""

    def stumbles(*_: object, **__: object) -> str:
        return str(dict[str, object]()["Results"])

    monkeypatch.setattr(Hansard, "check", stumbles)
    ended = full("check")
    assert ended.status == 1
    (failed,) = [line for line in ended.out.splitlines() if line.startswith("FAILED")]
    assert failed.startswith(
        "FAILED: hansard: its replies have another shape than the one expected: KeyError: 'Results'"
    )


def test_a_check_tells_of_a_misspelt_setting(full: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """What nothing reads is told with what was probably meant."""
    monkeypatch.setenv("MONITOR_WATCHLIST", "elsewhere")
    ended = full("check")
    assert ended.status == 1
    assert "MONITOR_WATCHLIST is no setting — did you mean MONITOR_WATCHLISTS?" in ended.out


def test_a_check_notices_a_store_that_cannot_be_written_to(full: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store that can only be read would fail at the next poll."""
    monkeypatch.setenv("MONITOR_DATABASE_URL", "sqlite:///file:monitor.db?mode=ro&uri=true")
    ended = full("check")
    assert ended.status == 1
    assert "FAILED: database: " in ended.out


def test_a_backup_restores_into_another_store(full: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was recorded and matched is there again, and can be listed alike."""
    before = full("matches", "--format", "jsonl").rows
    made = full("backup", "monitor.backup")
    assert (made.status, made.err) == (0, "")
    monkeypatch.setenv("MONITOR_DATABASE_URL", "sqlite:///other.db")
    restored = full("restore", "monitor.backup")
    assert restored.status == 0
    assert made.out.split()[0] == restored.out.split()[0]
    assert full("matches", "--format", "jsonl").rows == before


def test_a_store_that_holds_anything_is_not_restored_into(full: Run) -> None:
    """One line, and the store as it was."""
    full("backup", "monitor.backup")
    assert "is not empty" in one_line(full("restore", "monitor.backup"))
    assert full("matches", "--format", "jsonl").rows


@pytest.mark.parametrize("file", ["nowhere.backup", "notes.txt"])
def test_a_file_that_is_no_backup_is_one_line(run: Run, tmp_path: Path, file: str) -> None:
    """Nothing is made of it."""
    (tmp_path / "notes.txt").write_text("my notes")
    assert file in one_line(run("restore", file))


def test_there_is_nothing_to_back_up_before_the_first_poll(run: Run, tmp_path: Path) -> None:
    """An empty file is not passed off as a backup."""
    assert "there is no store at monitor.db" in one_line(run("backup", "monitor.backup"))
    assert not (tmp_path / "monitor.backup").exists()


def test_the_replica_was_asked_nothing_wrong(parliament: upstream.Replica, filled: Path) -> None:
    """No request of the commands is one that the real services would misread."""
    with Store.open(f"sqlite:///{filled}") as store:
        assert queries.watchlists(store) == {"ours"}
    assert parliament.violations() == []
