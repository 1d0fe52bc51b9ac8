"""A monitor of all sources killed over and over ends with the same store as one that was never disturbed."""

from __future__ import annotations

import itertools
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, create_engine, select

from tests.proofs.parliament import Parliament, parliament
from tests.proofs.walker import walk
from tests.upstream import ROOT, Replica

#: what may differ: the polls themselves, and numbers drawn by the database
LEFT_OUT = {"polls", "alembic_version"}
NUMBERS = {"seq", "id_seq"}
#: when a Member was last asked for depends on what there was to look up
LOOKED_UP = ("members", "read_at")
KILLED = -9
#: seconds after which a process has about begun its walk
STARTED = 0.6
#: instants that are read at least; at full size all are
FEWEST = 6


@dataclass
class Undertaking:
    """One store, polled step by step through the scenarios in processes of its own."""

    folder: Path
    upstream: Replica
    killed: Counter[str] = field(default_factory=Counter)

    @property
    def database(self) -> str:
        """The address of its store."""
        return f"sqlite:///{self.folder}/monitor.db"

    def order(self, now: str, kill: list[Any] | None = None) -> dict[str, Any]:
        """What the walker is asked to do: poll once at *now*."""
        return {
            "mirror": self.upstream.url, "database": self.database, "watchlists": str(self.folder / "watchlists"),
            "feeds": str(self.folder / "feeds.toml"), "as_of": now, "kill": kill,
        }  # fmt: skip

    def poll(self, now: str) -> None:
        """Poll once, undisturbed."""
        self.upstream.clock(now)
        assert walk(self.order(now)) == 0, f"{now}: not read to its end"

    def kill(self, now: str, kill: list[Any] | None = None, *, after: float | None = None) -> bool:
        """Poll once in a process that is killed: at a point of the walk, or *after* seconds; False if it ended before."""
        self.upstream.clock(now)
        command = [sys.executable, "-m", "tests.proofs.walker", json.dumps(self.order(now, kill))]
        with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
            if after is not None:
                time.sleep(after)
                process.kill()
            _, err = process.communicate(timeout=120)
        assert process.returncode in (0, KILLED), err[-2000:]
        self.killed[kill[0] if kill else "any"] += process.returncode == KILLED
        return process.returncode == KILLED

    def dump(self) -> dict[str, list[Any]]:
        """Everything in the store but numbers drawn by the database, in an order of its own."""
        engine = create_engine(self.database)
        tables = MetaData()
        tables.reflect(engine)
        with engine.connect() as connection:
            names = dict(connection.execute(select(tables.tables["activities"].c["seq", "id"])).tuples().all())
            out = {
                t.name: sorted(
                    repr(sorted(_plain(dict(r), t.name, names).items()))
                    for r in connection.execute(select(t)).mappings()
                )
                for t in tables.sorted_tables
                if t.name not in LEFT_OUT
            }
        engine.dispose()
        return out


def _plain(row: dict[str, Any], table: str, names: dict[int, str]) -> dict[str, Any]:
    """A row without drawn numbers; the activity of a participant or a match by its id."""
    if isinstance(row.get("activity"), int):
        row["activity"] = names[row["activity"]]
    return {
        k: v
        for k, v in row.items()
        if k not in NUMBERS
        and (table, k) != LOOKED_UP
        and not (k == "id" and isinstance(v, int) and table == "matches")
    }


def undertaking(folder: Path, read: Parliament) -> Undertaking:
    """A new store that watches *read*."""
    return Undertaking(read.folder(folder), read.upstream)


def prove(*, size: int, seed: int) -> str:
    """*size* kills: a quarter while a reply is fetched, a quarter between writes and commit, the rest at any instant."""
    draw = random.Random(seed)
    quota = {"fetch": -(-size // 4), "commit": -(-size // 4)}
    quota["any"] = max(0, size - sum(quota.values()))
    with tempfile.TemporaryDirectory() as temporary, parliament(Path(temporary), seed=seed) as read:
        instants = read.instants[: max(size, FEWEST)]
        calm = undertaking(Path(temporary, "calm"), read)
        for now in instants:
            calm.poll(now)
        wild = undertaking(Path(temporary, "wild"), read)
        shares = _shares(quota, len(instants), draw)
        for number, now in enumerate(instants):
            for point in shares[number]:
                _kill(wild, now, point, draw)
            wild.poll(now)
        difference = _difference(calm.dump(), wild.dump())
        assert not difference, difference
        assert not read.upstream.violations(), read.upstream.violations()
    told = ", ".join(f"{wild.killed[p]} {p}" for p in quota)
    assert all(wild.killed[p] >= n for p, n in quota.items()), f"too few kills: {told}"
    return f"{sum(wild.killed.values())} kills ({told}) over {len(instants)} instants: the stores are equal"


def _shares(quota: dict[str, int], instants: int, draw: random.Random) -> list[list[str]]:
    """Which kills happen at which instant; most where something is to be read."""
    kills = [point for point, count in quota.items() for _ in range(count)]
    draw.shuffle(kills)
    out: list[list[str]] = [[] for _ in range(instants)]
    for point, at in zip(kills, itertools.cycle(range(instants)), strict=False):
        out[at].append(point)
    return out


def _kill(wild: Undertaking, now: str, point: str, draw: random.Random) -> None:
    """One kill at *point*; the walk may have ended before what was drawn, then something earlier is drawn."""
    for most in (60, 20, 6, 1):
        if point == "any":
            killed = wild.kill(now, after=STARTED + draw.uniform(0, most / 60))
        else:
            killed = wild.kill(now, [point, draw.randint(1, most)])
        if killed:
            return


def _difference(calm: dict[str, list[Any]], wild: dict[str, list[Any]]) -> str:
    """The first rows that differ, table by table; "" when all are equal."""
    lines = []
    for table in calm:
        lost, extra = sorted(set(calm[table]) - set(wild[table])), sorted(set(wild[table]) - set(calm[table]))
        for one, other in [*itertools.zip_longest(lost, extra, fillvalue="")][:2]:
            alike = max(next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0) - 60, 0)
            lines += [f"{table} lost: {one[:80]} … {one[alike : alike + 300]}"] if one else []
            lines += [f"{table} extra: {other[:80]} … {other[alike : alike + 300]}"] if other else []
        if len(calm[table]) != len(wild[table]):
            lines.append(f"{table}: {len(calm[table])} rows undisturbed, {len(wild[table])} after the kills")
    return os.linesep.join(lines)
