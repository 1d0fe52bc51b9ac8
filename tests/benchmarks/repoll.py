"""What it costs to read again what has not changed, against reading it for the first time."""

from __future__ import annotations

import time

from sqlalchemy import event

from monitor.app import App
from tests.benchmarks.week import LAST, monitor, poll_all, week

#: to reach
CHEAPER = 4.0
NOW = f"{LAST}T23:00:00"
#: of the walk's own bookkeeping: a poll is a row, and a reading says when it was
BOOKKEEPING = ("polls", "readings", "members")


def prove(*, size: int, seed: int) -> str:
    """*size* rounds, each a first reading into an empty store and the same reading again, alternating in one run."""
    ratios, written = [], 0
    with week(seed=seed) as (folder, upstream):
        upstream.clock(NOW)
        for number in range(size):
            with monitor(folder, upstream, name=f"round-{number}") as app:
                first = _seconds(app)
                rows = _count_writes(app)
                ratios.append(first / _seconds(app))
                written += sum(rows.values())
    middle = sorted(ratios)[len(ratios) // 2]
    told = f"read again {middle:.1f} times cheaper ({min(ratios):.1f} to {max(ratios):.1f}), {written} rows written"
    assert middle >= CHEAPER, told
    assert written == 0, told
    return told


def _seconds(app: App) -> float:
    began = time.perf_counter()
    poll_all(app, NOW)
    return time.perf_counter() - began


def _count_writes(app: App) -> dict[str, int]:
    """From now on, rows written by table, bookkeeping left out."""
    rows: dict[str, int] = {}

    def count(
        connection: object, cursor: object, statement: str, parameters: object, context: object, many: bool
    ) -> None:
        words = statement.split()
        if words[0] in ("INSERT", "UPDATE", "DELETE"):
            table = words[2 if words[0] != "UPDATE" else 1].strip('"')
            touched = max(getattr(cursor, "rowcount", 0), 0)
            if table not in BOOKKEEPING and touched:
                rows[table] = rows.get(table, 0) + touched

    event.listen(app.store._engine, "after_cursor_execute", count)
    return rows
