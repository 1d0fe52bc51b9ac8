"""How rows, previews and the status are printed, and how long work tells of its progress."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from monitor.reports.preview import Preview

Row = dict[str, Any]
#: entries of a preview that are shown in full; the rest is one line each
IN_FULL = 12
#: rows between two lines of progress where there is no terminal
QUIETLY = 500


def show(rows: Iterable[Row], form: str, *, columns: Sequence[str]) -> None:
    """Print *rows* as a table of *columns*, as JSON Lines or as CSV."""
    if form == "jsonl":
        for row in rows:
            print(json.dumps(row, ensure_ascii=False))
    elif form == "csv":
        _csv(rows, columns)
    else:
        _table(rows, columns)


def _flat(row: Row) -> Row:
    """A row with its nested activity's fields beside its own."""
    return {**row.get("activity", {}), **{k: v for k, v in row.items() if k != "activity"}}


def _csv(rows: Iterable[Row], columns: Sequence[str]) -> None:
    out = csv.DictWriter(sys.stdout, columns, extrasaction="ignore")
    out.writeheader()
    for row in rows:
        out.writerow(_flat(row))


def _table(rows: Iterable[Row], columns: Sequence[str]) -> None:
    table = Table(*columns, box=None, pad_edge=False)
    for row in map(_flat, rows):
        table.add_row(*(escape(str(row.get(c) or "")) for c in columns))
    Console().print(table)


def show_preview(made: Preview) -> None:
    """The preview on the console: subjects newest first, then what is to be expected."""
    out = Console(highlight=False)
    for number, entry in enumerate(made.entries):
        activity = entry.activity
        out.print(f"[bold]{activity.date:%a %-d %b %Y}[/] · {activity.kind} · {escape(activity.title)}")
        if number < IN_FULL:
            who = "; ".join(_who(p.name, p.party, p.seat, p.role) for p in activity.participants)
            out.print(f"  {escape(who)}") if who else None
            out.print(f"  “{escape(entry.found[-1].excerpt)}”") if entry.found[-1].excerpt else None
            for earlier in entry.history:
                out.print(f"  [dim]before: {earlier.kind} {earlier.date}[/]")
        out.print(f"  [dim]Why: {escape(entry.why)}[/]")
        out.print(f"  READ IN FULL {escape(activity.url)}", soft_wrap=True)
    out.print(
        f"{made.first} to {made.last}: {made.read} activities read, "
        f"{made.matched} matched in {len(made.entries)} subjects; expect about {made.per_day:.1f} a working day"
    )


def _who(name: str, party: str | None, seat: str | None, role: str) -> str:
    of = ", ".join(part for part in (party, seat) if part)
    return f"{name or 'a Member'}{f' ({of})' if of else ''} {role}"


def show_status(status: Row, *, as_json: bool) -> None:
    """The status as JSON or as a table."""
    if as_json:
        print(json.dumps(status, ensure_ascii=False, indent=1))
        return
    table = Table("source", "last success", "lag", "last poll", "requests", "read", "matched", "error", box=None)
    for s in status["sources"]:
        cells = (s[k] for k in ("source", "last_success", "lag", "outcome", "requests", "rows", "matched", "error"))
        table.add_row(*(escape(str(c if c is not None else "—")) for c in cells))
    out = Console()
    out.print(table)
    out.print(" · ".join(f"{n} {state}" for state, n in status["matches"].items()) or "no matches yet")


@contextmanager
def progress(what: str) -> Iterator[Callable[[str, int], None]]:
    """Tell of progress on standard error: a bar on a terminal, plain lines elsewhere. Call with (where, rows more)."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _plainly(what)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed} rows"), TimeElapsedColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task(what, total=None)
        yield lambda where, more: bar.update(task, advance=more, description=f"{what} {where}")


def _plainly(what: str) -> Callable[[str, int], None]:
    done = said = 0

    def tell(where: str, more: int) -> None:
        nonlocal done, said
        done += more
        if done - said >= QUIETLY:
            said = done
            print(f"{what}: {done} rows, at {where}", file=sys.stderr, flush=True)

    return tell
