"""`monitor dispatch` and `monitor addresses` as a user meets them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from monitor.parliament.dates import instant
from monitor.store import Store
from tests.test_cli import Run, one_line, run
from tests.test_dispatch import House

__all__ = ["run"]

LIST = """title = "Canals"
[[to]]
address = "email:officer@example.org"
[[to]]
address = "slack:#canals"
digests = ["at-once", "weekly"]
[[watch]]
id      = "towpaths"
title   = "Towpaths"
phrases = ["towpath"]
"""
FIRST, NEXT = "2026-03-09T12:00", "2026-03-10T07:30"


@pytest.fixture
def called(run: Run, tmp_path: Path) -> Run:
    """Calls commands where one watchlist names two addresses."""
    (tmp_path / "my-watchlists" / "ours.toml").unlink()
    (tmp_path / "my-watchlists" / "canals.toml").write_text(LIST)
    return run


def with_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings of a mail server that refuses connections, and a token for a Slack that does."""
    monkeypatch.setenv("MONITOR_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("MONITOR_SMTP_PORT", "1")
    monkeypatch.setenv("MONITOR_SMTP_SECURITY", "none")
    monkeypatch.setenv("MONITOR_EMAIL_FROM", "monitor@example.org")
    monkeypatch.setenv("MONITOR_SLACK_TOKEN", "xoxb-1-a")
    monkeypatch.setenv("MONITOR_SLACK_API_URL", "http://127.0.0.1:1/api/")


def match(folder: Path) -> None:
    """Something is found in the first hour."""
    with Store.open(f"sqlite:///{folder / 'monitor.db'}") as store:
        House(store).match(1, now=instant(FIRST))


def test_what_cannot_be_sent_anywhere_is_said(called: Run) -> None:
    """Without settings for mail and Slack each address is named, and the command ends with 1."""
    ended = called("dispatch", "--as-of", FIRST)
    assert (ended.status, ended.out) == (1, "0 sent, 0 to be tried again, 0 failed for good\n")
    assert [line.split(": ")[0] for line in ended.err.splitlines()] == ["email:officer@example.org", "slack:#canals"]


def test_a_dispatch_says_what_it_queued_and_what_became_of_it(
    called: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line for each digest, the counts, and why something will be tried again."""
    with_mail(monkeypatch)
    assert called("dispatch", "--as-of", FIRST).status == 0
    match(tmp_path)
    assert called("dispatch", "--as-of", NEXT, "--dry-run").out.splitlines() == [
        "email:officer@example.org: daily: Canals: 1 entry",
        "slack:#canals: at-once: Canals: 1 entry",
    ]
    ended = called("dispatch", "--as-of", NEXT)
    assert ended.status == 1
    assert ended.out.splitlines()[-1] == "0 sent, 2 to be tried again, 0 failed for good"
    assert "127.0.0.1" in ended.err
    assert "deliveries: 2 due" in called("status").out
    assert called("dispatch", "--as-of", NEXT).out == "0 sent, 0 to be tried again, 0 failed for good\n"


def test_addresses_are_listed_paused_resumed_and_stopped(called: Run) -> None:
    """Each says how it stands; the listing says what is sent there, and by whom."""
    assert called("addresses").out.splitlines() == [
        "email:officer@example.org: sent to: daily of Canals",
        "slack:#canals: sent to: at-once, weekly of Canals",
    ]
    paused = called("addresses", "pause", "slack:#canals", "--until", "2026-03-20", "--as-of", FIRST)
    assert paused.out == "slack:#canals: paused on 2026-03-09 until 2026-03-20\n"
    assert "paused" in called("addresses", "--as-of", "2026-03-19T23:59").out
    assert "paused" not in called("addresses", "--as-of", "2026-03-20T00:01").out
    assert called("addresses", "resume", "slack:#canals").out == "slack:#canals: sent to\n"
    assert (
        called("addresses", "stop", "slack:#canals", "--as-of", FIRST).out == "slack:#canals: stopped on 2026-03-09\n"
    )


def test_a_stop_is_listed_although_the_file_is_gone(called: Run, tmp_path: Path) -> None:
    """It outlives the watchlist."""
    called("addresses", "stop", "slack:#canals", "--as-of", FIRST)
    file = tmp_path / "my-watchlists" / "canals.toml"
    file.write_text(file.read_text().replace("#canals", "#locks"))
    assert "slack:#canals: stopped on 2026-03-09: in no watchlist" in called("addresses").out


def test_a_pause_does_not_end_a_stop(called: Run) -> None:
    """Its end would: whoever stopped by the link in a digest would be sent the next one. It is to be resumed first."""
    called("addresses", "stop", "slack:#canals", "--as-of", FIRST)
    refused = called("addresses", "pause", "slack:#canals", "--until", "2026-03-20", "--as-of", FIRST)
    assert "monitor addresses resume slack:#canals" in one_line(refused, status=1)
    assert "slack:#canals: stopped on 2026-03-09" in called("addresses", "--as-of", "2026-03-21T12:00").out


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        (("pause",), "needs an address"),
        (("pause", "slack:#canal"), "did you mean slack:#canals?"),
        (("halt", "slack:#canals"), "halt"),
        (("stop", "slack:#canals", "--until", "2026-03-20"), "only a pause has an end"),
    ],
)
def test_a_wrong_action_is_one_line(called: Run, words: tuple[str, ...], remedy: str) -> None:
    """With what would be right, and exit status 2."""
    assert remedy in one_line(called("addresses", *words), status=2)


def test_check_names_every_address_that_nothing_is_set_up_for(called: Run) -> None:
    """An address without its settings would be told nothing: check says which settings are missing, and ends with 1."""
    ended = called("check")
    assert ended.status == 1
    failed = [line for line in ended.out.splitlines() if line.startswith("FAILED: email:") or "slack:" in line]
    assert [line.split(": ")[1] for line in failed] == ["email:officer@example.org", "slack:#canals"]
    assert "MONITOR_SMTP_HOST and MONITOR_EMAIL_FROM" in failed[0]
    assert "MONITOR_SLACK_TOKEN" in failed[1]


def test_check_tries_slack_and_the_mail_server(called: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be sent to is said before anything is due; with --send each address is tried."""
    with_mail(monkeypatch)
    lines = called("check", "--send").out.splitlines()
    assert [line.split(": ")[1] for line in lines if line.startswith("FAILED")][-4:] == [
        "slack",
        "email",
        "email:officer@example.org",
        "slack:#canals",
    ]


def test_the_examples_are_sent_to_nobody(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The addresses in the packaged examples are placeholders: without a folder of one's own nothing goes out."""
    with_mail(monkeypatch)
    shutil.rmtree(tmp_path / "my-watchlists")
    for now in (FIRST, NEXT):
        ended = run("dispatch", "--as-of", now)
        assert (ended.status, ended.out, ended.err) == (0, "0 sent, 0 to be tried again, 0 failed for good\n", "")
