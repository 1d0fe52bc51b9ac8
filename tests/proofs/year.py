"""A year of a fictional Parliament, read by a backfill that is killed again and again: all is there, in little memory.

The replica is asked as fast as it answers. Parliament is asked five times a second and host: there the requests that
are told take hours.
"""

from __future__ import annotations

import json
import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.benchmarks.week import generated
from tests.upstream import ROOT, Replica

#: how often it is killed; the most memory it may take, in MB; what may be asked for again after a kill: what the page
#: in hand has led to, a hundred questions, and the lists that are begun again
KILLS, MEGABYTES, AGAIN = 4, 300, 150
#: requests for a sitting day, about: the kills come before so many are done
A_DAY = 250
#: seconds between two looks at a backfill under way
TICK = 0.25
#: kind of a planted record → the record in the store
PLANTED = {
    "question": "written-questions/{}",
    "contribution": "hansard/{}",
    "section": "hansard/{}",
    "statement": "written-statements/{}",
    "edm": "early-day-motions/{}",
    "division": "divisions/commons/{}",
    "business": "committees/work/{}",
    "bill": "bills/{}",
    "petition": "petitions/{}",
    "govuk": "gov-uk/{}",
    "feedentry": "feeds/{}",
}
#: kind of activity → what the data set calls the records that tell it
COUNTED = {
    "question": ("question",),
    "contribution": ("contribution",),
    "written-statement": ("statement",),
    "motion": ("edm",),
    "division": ("division", "ldivision"),
    "oral-question": ("oralquestion",),
    "question-time": ("oralquestiontime",),
    "inquiry": ("business",),
    "evidence-session": ("committeeevent",),
    "evidence": ("oralevidence",),
    "report": ("publication",),
    "bill-stage": ("bill",),
    "petition": ("petition",),
}
#: of the feeds that the data set has, this one is read
FEED = "www.nao.org.uk/feed/"


@dataclass
class Backfill:
    """One backfill, in as many processes as it takes."""

    order: dict[str, Any]
    upstream: Replica
    killed: int = 0
    #: the most memory that any of its processes took, in MB
    memory: float = 0

    def run(self, *, until: float | None = None) -> None:
        """Read on, to the end, or until it is killed once so many requests have been answered in all."""
        command = [sys.executable, "-m", "tests.proofs.backfilling", json.dumps(self.order)]
        with subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        ) as process:
            while process.poll() is None:
                self.memory = max(self.memory, peak(process.pid))
                if until is not None and self.upstream.requests() >= until:
                    process.kill()
                    self.killed += 1
                    return
                time.sleep(TICK)
            said = process.communicate()[1]
        assert process.returncode == 0, said[-2000:]


def prove(*, size: int, seed: int) -> str:
    """*size* sitting days (150 are a year), with words planted in them, backfilled with KILLS kills at drawn instants."""
    draw = random.Random(seed)
    kills = sorted(draw.uniform(0, size * A_DAY) for _ in range(KILLS))
    with generated("--days", str(size), seed=seed) as (folder, upstream):
        truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
        counts = json.loads((folder / "about.json").read_text(encoding="utf-8"))["counts"]
        backfill, began = Backfill(order(folder, upstream, truth), upstream), time.monotonic()
        for until in kills:
            backfill.run(until=until)
        backfill.run()
        seconds, stats = time.monotonic() - began, upstream.admin("stats")
        with sqlite3.connect(folder / "monitor.db") as store:
            assert store.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            missed, false = differences(found(store), dict(planted(truth, upstream)))
            recorded = dict(
                store.execute("SELECT kind, count(DISTINCT record) FROM activities GROUP BY kind").fetchall()
            )
        wanted = {kind: sum(counts.get(name, 0) for name in names) for kind, names in COUNTED.items()}
        differ = {kind: (recorded.get(kind, 0), n) for kind, n in wanted.items() if recorded.get(kind, 0) != n}
        assert not upstream.violations(), upstream.violations()
    hosts = ", ".join(
        f"{told['requests']} {host.removesuffix('.parliament.uk')}" for host, told in stats["hosts"].items()
    )
    told = (
        f"{size} sitting days: {sum(wanted.values())} records of {len(wanted)} kinds as generated, "
        f"{truth['positives']} planted; {stats['requests']} requests ({hosts}) in {seconds:.0f} s without the client's pace, "
        f"{backfill.killed} kills, {stats['repeated_urls']} addresses asked again; {backfill.memory:.0f} MB at most"
    )
    assert not missed, f"missed: {missed[:5]} and others, {len(missed)} in all; {told}"
    assert not false, f"false: {false[:5]} and others, {len(false)} in all; {told}"
    assert not differ, f"recorded and generated differ: {differ}; {told}"
    assert backfill.killed == KILLS, told
    assert stats["repeated_urls"] <= KILLS * AGAIN, told
    assert backfill.memory <= MEGABYTES, told
    return told


def order(folder: Path, upstream: Replica, truth: dict[str, Any]) -> dict[str, Any]:
    """What is to be read: everything, at the end of it, with a watch for each planted term."""
    first, now = truth["sitting_days"][0], upstream.admin("info")["now"]
    (folder / "watchlists").mkdir()
    watches = (
        f'[[watch]]\nid = "{slug(term)}"\ntitle = "{term}"\nphrases = ["{term}"]\nsince = {first}\n'
        for term in truth["terms"]
    )
    (folder / "watchlists" / "planted.toml").write_text('title = "Planted"\n' + "".join(watches), encoding="utf-8")
    database = f"sqlite:///{folder}/monitor.db"
    return {
        "mirror": upstream.url, "database": database, "watchlists": str(folder / "watchlists"),
        "first": first, "last": now[:10], "as_of": now,
    }  # fmt: skip


def planted(truth: dict[str, Any], upstream: Replica) -> Iterator[tuple[str, set[str]]]:
    """Record → the watches that are to find it, none of a near miss; a debate stands for any word spoken in it."""
    feed = httpx.get(f"{upstream.url}/{FEED}").text
    for item in truth["items"]:
        kind, id = item["kind"], str(item["id"])
        if kind == "feedentry":
            of, _, id = id.partition(" ")
            if of != FEED or f">{id}<" not in feed:  # a feed holds its latest entries, and no history
                continue
        yield PLANTED[kind].format(id), {slug(term) for term in item["contains"]}


def found(store: sqlite3.Connection) -> dict[str, tuple[str, set[str]]]:
    """Record → its debate or other subject, and the watches that found it."""
    rows = store.execute("SELECT a.record, a.subject, m.watch FROM matches m JOIN activities a ON a.seq = m.activity")
    held: dict[str, tuple[str, set[str]]] = {}
    for record, subject, watch in rows:
        held.setdefault(record, (subject, set()))[1].add(watch)
    return held


def differences(found: dict[str, tuple[str, set[str]]], planted: dict[str, set[str]]) -> tuple[list[str], list[str]]:
    """What was planted and not found, and what was found and not planted.

    Of committees the second is not asked for: a session and a report bear the title of their inquiry.
    """
    held: dict[str, set[str]] = {}
    for record, (subject, watches) in found.items():
        for name in (record, subject):
            held.setdefault(name, set()).update(watches)
    missed = [record for record, watches in planted.items() if not watches <= held.get(record, set())]
    ours = (record for record in found if not record.startswith("committees/"))
    return missed, [record for record in ours if not planted.get(record) and not planted.get(found[record][0])]


def slug(term: str) -> str:
    """The id of the watch for a term."""
    return term.replace(" ", "-")


def peak(pid: int) -> float:
    """The most memory that a process has taken so far, in MB; 0 where the system does not tell."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return max((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), default=0)
