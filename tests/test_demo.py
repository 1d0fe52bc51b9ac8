"""The demo, as somebody meets it who has set nothing: what is shown, what is written, and that it touches nothing else."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from monitor.filing import NAMES
from monitor.parliament.activities import KINDS
from monitor.store import Store, queries

#: settings and a proxy that would lead astray if they were heeded
ASTRAY = {
    "MONITOR_DATABASE_URL": "sqlite:////nowhere/monitor.db",
    "MONITOR_WATCHLISTS": "/nowhere",
    "MONITOR_MIRROR_URL": "http://127.0.0.1:9",
    "MONITOR_SMTP_PORT": "none",
    "HTTP_PROXY": "http://127.0.0.1:9",
    "ALL_PROXY": "http://127.0.0.1:9",
}


class Shown(NamedTuple):
    """What the demo has shown, and the folder it has written."""

    out: str
    err: str
    folder: Path

    def digest(self, name: str) -> str:
        """The text of a digest, its lines joined."""
        return " ".join((self.folder / f"{name}.txt").read_text("utf-8").split())


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    """One run of the demo, into a folder in which something lies already."""
    here = tmp_path_factory.mktemp("demo")
    (here / "digests").mkdir()
    for name in ("2026-03-03-0730-weekly.txt", "sample.db", "mine.txt"):
        (here / "digests" / name).write_text("from before", "utf-8")
    command = [sys.executable, "-m", "monitor", "demo", "--out", "digests"]
    done = subprocess.run(command, cwd=here, env={**os.environ, **ASTRAY}, capture_output=True, text=True, check=True)
    assert sorted(file.name for file in here.iterdir()) == ["digests"]
    return Shown(done.stdout, done.stderr, here / "digests")


def test_each_digest_is_a_page_a_text_and_the_messages_of_slack(shown: Shown) -> None:
    """Every daily digest is there in all three forms; what others keep in the folder stays, an earlier run goes."""
    names = {file.name for file in shown.folder.iterdir()}
    daily = sorted(name[:10] for name in names if name.endswith("-daily.txt"))

    assert daily == [f"2026-03-{day:02}" for day in (3, 4, 5, 6, 9, 10, 11, 12, 13)]
    for day in daily:
        assert {f"{day}-0730-daily.html", f"{day}-0730-daily.slack.json"} <= names
        assert (shown.folder / f"{day}-0730-daily.html").read_text("utf-8").startswith("<!DOCTYPE html>")
    assert {name[:10] for name in names if "-1600-weekly." in name} == {"2026-03-06", "2026-03-13"}
    assert {name for name in names if not NAMES.fullmatch(name)} == {"mine.txt", "sample.db", "watchlists"}
    assert (shown.folder / "mine.txt").read_text("utf-8") == "from before"


def test_what_is_written_as_text_is_shown(shown: Shown) -> None:
    """The terminal has the text of each digest and roundup, in the order of their times."""
    texts = [file.read_text("utf-8") for file in sorted(shown.folder.glob("2026-*.txt"), key=lambda f: f.stem)]

    assert len(texts) == 23
    parts = [part.strip() for part in re.split(r"^─+$", shown.out, flags=re.MULTILINE)[1:]]
    assert sorted(parts) == sorted(text.strip() for text in texts)
    assert [part for part in parts if "week" not in part[:200]] == [
        text.strip() for text in texts if "week" not in text[:200]
    ]
    assert "20 digests are in digests" in shown.err


def test_slack_gets_one_message_and_its_thread(shown: Shown) -> None:
    """The first message of a digest counts, the replies tell; none is longer than Slack takes."""
    first, *replies = json.loads((shown.folder / "2026-03-11-0730-daily.slack.json").read_text("utf-8"))

    assert "Justice Questions" in first["text"]
    assert any("Thomasina Larkspur" in json.dumps(reply) for reply in replies)
    assert all(len(message["blocks"]) <= 45 for message in (first, *replies))


def test_justice_questions_are_told_next_morning_as_revised(shown: Shown) -> None:
    """Question, supplementaries and replies stand in the digest of Wednesday, in the words of that morning."""
    digest = shown.digest("2026-03-11-0730-daily")

    assert digest.startswith("Subject: Probation: 4 new – Justice Questions (2), 1 answer, 1 amendment · Tue 10 Mar")
    assert "Cornelius Thistlewood (Labour, Ambleworth), Lord Chancellor and Secretary of State for Justice" in digest
    assert "Will he set a limit on the number of cases" in digest
    assert digest.count("Whatever was wrong with the community rehabilitation companies") == 1
    assert not [d for d in ("12", "13") if "Whatever was wrong" in shown.digest(f"2026-03-{d}-0730-daily")]


def test_the_roundup_is_drafted_that_evening_and_marked_next_morning(shown: Shown) -> None:
    """Justice Questions as they were published, and as they were revised, each with the Minister's reply."""
    evening, morning = shown.digest("2026-03-10-2000-roundup"), shown.digest("2026-03-11-0700-roundup")

    assert "Will he set a limit to the number of cases" in evening
    assert "Will he set a limit on the number of cases" in morning
    assert ("revised" in evening, "revised" in morning) == (False, True)
    for form in ("md", "html"):
        roundup = (shown.folder / f"2026-03-11-0700-roundup.{form}").read_text("utf-8")
        assert "Jocasta Merriweather (Conservative, Saltmarsh and the Wicks)" in roundup
        assert "The minister, Cornelius Thistlewood (Lord Chancellor and Secretary of State for Justice)" in roundup


def test_a_failing_source_is_told_once_and_again_when_it_is_back(shown: Shown) -> None:
    """Hansard fails on Thursday: Friday's digest says so, Monday's that it is back, no other says anything."""
    failing = {day for day in range(3, 14) for text in _daily(shown, day) if "has not been read to its end" in text}
    back = {day for day in range(3, 14) for text in _daily(shown, day) if "is read to its end again" in text}

    assert (failing, back) == ({6}, {9})
    assert "Transforming Rehabilitation for the supervision of people" in shown.digest("2026-03-09-0730-daily")
    assert "Thu 5 Mar 14:00 hansard: failed" in shown.err


def test_the_digest_in_the_readme_is_one_of_the_demo(shown: Shown) -> None:
    """What is shown to those who have not tried it yet is what they will get."""
    readme = (Path(__file__).parent.parent / "README.md").read_text("utf-8")
    (subject, entry) = readme.partition("```text\n")[2].partition("\n```")[0].split("\n\n", 1)
    assert subject in shown.out
    assert entry in (shown.folder / "2026-03-12-0730-daily.txt").read_text("utf-8")


def test_each_state_of_a_question_has_its_morning(shown: Shown) -> None:
    """One question is told as tabled, overdue, held and answered late; another as corrected, from what to what."""
    states = {3: "Tabled, due 5 Mar", 6: "Overdue, was due 5 Mar", 9: "Holding answer", 12: "Answered, 6 days late"}

    assert {day: state for day in range(3, 14) for state in _states(shown, day, "71001")} == states
    assert "[-£171-] million" in shown.digest("2026-03-13-0730-daily")
    assert "{+£217+}" in shown.digest("2026-03-13-0730-daily")
    assert "non-answer: “at disproportionate cost”" in shown.digest("2026-03-12-0730-daily")
    assert "Answered together with 71031" in shown.digest("2026-03-12-0730-daily")


def test_near_misses_are_in_no_digest(shown: Shown) -> None:
    """Neither probationary periods nor probate nor bats are told to those who watch probation."""
    told = "".join(
        file.read_text("utf-8") for file in shown.folder.glob("2026-*.txt") if not file.stem.endswith("-team")
    )
    assert "Probation" in told
    assert not re.search(r"probate|probationary|statutory probation|belfr", told, re.IGNORECASE)


def test_the_store_is_left_to_be_looked_at(shown: Shown) -> None:
    """Every kind is there; everything of the fortnight that matched was announced; what lay before it was not, and can be listed too."""
    store = Store.open(f"sqlite:///{shown.folder / 'sample.db'}")
    states = {match["state"] for match in queries.matches(store, since=date(2026, 3, 2))}
    earlier = {match["state"] for match in queries.matches(store, until=date(2026, 3, 1))}
    kinds = {match["activity"]["kind"] for match in queries.matches(store)}
    store.close()

    assert (states, earlier) == ({"announced"}, {"primed"})
    assert kinds == set(KINDS)


def _daily(shown: Shown, day: int) -> list[str]:
    """The daily digest of a day of March, if there is one."""
    name = f"2026-03-{day:02}-0730-daily"
    return [shown.digest(name)] if (shown.folder / f"{name}.txt").exists() else []


def _states(shown: Shown, day: int, uin: str) -> list[str]:
    """What the digest of a day says has become of a question."""
    return [
        state for text in _daily(shown, day) for state in re.findall(rf"Written question {uin} [^\[]*\[([^]]*)]", text)
    ]
