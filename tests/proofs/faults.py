"""Each fault of the replica, alone and mixed: the poll names what failed, and once it is over nothing is lost or doubled."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from monitor.app import App
from monitor.parliament.dates import instant
from monitor.poll import Polled, poll, window
from monitor.settings import Settings
from monitor.sources.http import PoliteClient
from tests.proofs.kills import SCENARIOS, SOURCES, Undertaking, _difference, steps, undertaking
from tests.upstream import find_shared, replica

HOSTS = "questions-statements-*", "hansard-*"
FIELDS = (
    "questionText",
    "dateTabled",
    "uin",
    "id",
    "MemberId",
    "AttributedTo",
    "SittingDate",
    "ContributionTextFull",
    "ContributionExtId",
    "answerText",
)
#: kind of fault → the options it is tried with
FAULTS: dict[str, dict[str, Any]] = {
    "status": {"status": 503},
    "rate_limit": {"retry_after": 0},
    "slow": {"seconds": 0.05},
    "drip": {"seconds": 0.1},
    "timeout": {"seconds": 0.8},
    "reset": {},
    "truncate": {},
    "html_200": {},
    "html_403": {},
    "empty_200": {},
    "bom": {},
    "shift": {},
    "duplicate": {},
    "lost": {},
    "total_lies": {"delta": 7},
    "null_field": {"field": "questionText"},
    "wrong_type": {"field": "dateTabled"},
    "extra_field": {},
    "missing_field": {"field": "SittingDate"},
    "empty_results": {},
}
#: faults that no second try survives where every request is hit: the poll must say so
LOUD = {"status", "timeout", "reset", "truncate", "html_200", "html_403", "empty_200"}


@contextmanager
def monitor(run: Undertaking) -> Iterator[App]:
    """A monitor over the store of *run*, without politeness towards the replica."""
    client = PoliteClient(
        mirror=run.upstream.url, pace=10_000, timeout=0.5, attempts=3, wait_initial=0.001, wait_max=0.002
    )
    settings = Settings(database_url=run.database, watchlists=run.folder / "watchlists", _env_file=None)  # type: ignore[call-arg]
    app = App(settings, client)
    yield app
    app.store.close()
    client.close()


def polled(app: App, now: str) -> list[Polled]:
    """Both sources read once at *now*."""
    at = instant(now)
    walk = app.walk(now=at)
    chosen = [s for s in app.sources.values() if s.name in SOURCES]
    return [poll(s, walk, window=window(app.store.last_complete(s.name), now=at), now=at) for s in chosen]


def rules(kind: str, draw: random.Random) -> list[dict[str, Any]]:
    """Rules of one kind, or of three when it is "mixed"."""
    if kind == "mixed":
        return [rule for one in draw.sample(sorted(FAULTS), 3) for rule in rules(one, draw)]
    options = dict(FAULTS[kind])
    if "field" in options:
        options |= {"field": draw.choice(FIELDS), "row": draw.randint(0, 3)}
    if kind == "total_lies":
        options["delta"] = draw.choice([-3, -1, 1, 7])
    return [{"fault": kind, "host": draw.choice(HOSTS), "rate": draw.choice([0.2, 0.5, 1.0]), **options}]


def run_through(run: Undertaking, instants: Sequence[str], faulty: dict[str, list[dict[str, Any]]], seed: int) -> int:
    """Poll through *instants*; where faults are given, poll under them first and, once they are over, again.

    Returns how often something failed and was named; a failure that must be named and is not breaks the proof.
    """
    named = 0
    for now in instants:
        run.upstream.clock(now)
        with monitor(run) as app:
            if now in faulty:
                run.upstream.faults(*faulty[now], seed=seed)
                results = polled(app, now)
                run.upstream.faults()
                told = any(r.outcome != "complete" or r.unreadable for r in results)
                must = any(r["fault"] in LOUD and r["rate"] == 1.0 for r in faulty[now])
                assert told or not must, f"{now}: nobody is told of {faulty[now]}"
                named += told
            for result in polled(app, now):
                assert result.outcome == "complete", f"{now} after {faulty.get(now)}: {result.errors}"
    return named


def compared(calm: Undertaking, wild: Undertaking) -> str:
    """What differs between the two stores, but for how often and when a span was read."""
    left, right = calm.dump(), wild.dump()
    for dump in (left, right):
        for table in ("readings", "follow_ups"):
            dump.pop(table, None)
    return _difference(left, right)


def prove(*, size: int, seed: int) -> str:
    """*size* runs through the scenarios, each with another fault (every fifth with a mixture) at every other instant."""
    draw = random.Random(seed)
    kinds = [*FAULTS, "mixed"]
    named = 0
    with tempfile.TemporaryDirectory() as temporary, replica(*SCENARIOS) as upstream:
        instants, watchlists = steps(find_shared())
        calm = undertaking(Path(temporary, "calm"), upstream, watchlists)
        run_through(calm, instants, {}, seed)
        for number in range(size):
            kind = "mixed" if number % 5 == 4 else kinds[(number - number // 5) % len(kinds)]
            faulty = {now: rules(kind, draw) for now in instants[number % 2 :: 2]}
            wild = undertaking(Path(temporary, f"{number}-{kind}"), upstream, watchlists)
            named += run_through(wild, instants, faulty, seed + number)
            difference = compared(calm, wild)
            assert not difference, f"{kind}: {difference}"
    return f"{size} runs with faults: nothing lost, nothing twice; {named} polls named what failed"
