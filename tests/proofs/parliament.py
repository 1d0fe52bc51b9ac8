"""The Parliament that the proofs of the walk read: scenarios, and a generated day that has what they lack; all sources."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.upstream import Replica, find_shared, replica

SCENARIOS = ("question-life", "justice-questions", "edm-signatures")
#: a sitting day within the scenarios, with few speeches
DAY = ("--days", "1", "--start", "2026-03-10", "--scale", "0.02", "--questions-per-day", "20")
#: the feeds that are there; the packaged one of the same id is replaced
FEEDS = """[[feed]]
id = "hmi-probation"
title = "Inspectorate"
url = "https://www.justiceinspectorates.gov.uk/hmiprobation/feed/"
"""


@dataclass(frozen=True)
class Parliament:
    """A running replica, the instants at which it is polled, and who watches."""

    upstream: Replica
    instants: tuple[str, ...]
    watchlists: dict[str, str]

    def folder(self, folder: Path) -> Path:
        """*folder* with the watchlists and the feeds in it."""
        (folder / "watchlists").mkdir(parents=True)
        (folder / "feeds.toml").write_text(FEEDS, encoding="utf-8")
        for name, text in self.watchlists.items():
            (folder / "watchlists" / name).write_text(text, encoding="utf-8")
        return folder


@contextmanager
def parliament(folder: Path, *, seed: int) -> Iterator[Parliament]:
    """One, with the generated day drawn by *seed* and written to *folder*. Raises NoSharedData."""
    generate = str(find_shared() / "replica" / "generate.py")
    command = [sys.executable, "-B", generate, "--out", str(folder / "day"), "--seed", str(seed), *DAY]
    subprocess.run(command, check=True, capture_output=True)
    with replica(*SCENARIOS, folder / "day" / "data.jsonl.gz") as upstream:
        yield Parliament(upstream, *_steps(find_shared()))


def _steps(shared: Path) -> tuple[tuple[str, ...], dict[str, str]]:
    """The instants of the scenarios in order, and their watchlists."""
    instants, watchlists = set(), {}
    for name in SCENARIOS:
        expected = json.loads((shared / "replica/scenarios" / f"{name}.expected.json").read_text(encoding="utf-8"))
        instants |= {step["now"] for step in expected["steps"]}
        watchlists |= {f"{name}-{file}": text for file, text in expected["watchlists"].items()}
    return tuple(sorted(instants)), watchlists
