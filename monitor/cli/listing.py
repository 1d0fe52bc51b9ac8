"""Rows of activities and matches as JSON Lines, as CSV, or as a table for people; printed as they are read.

JSON Lines hold everything, in the fields that `docs/commands.md` fixes. CSV holds what fits a cell. The table shortens
titles and excerpts, never an address: on a terminal each row has its address on a line below, elsewhere at its end.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from rich.console import Console
from rich.text import Text

from monitor.streams import plain, shortened

Row = dict[str, Any]
#: characters of a cell below the first line, where there is no terminal that sets the width
ROOM = 100
#: least and most characters of a line on a terminal
NARROW, WIDE = 60, 160
FILL = 0


@dataclass(frozen=True)
class Layout:
    """How one kind of row is shown: columns of the CSV; of the table the cells of a line, then what stands below."""

    csv: tuple[str, ...]
    #: name and width; FILL takes what is left on a terminal, ROOM elsewhere
    cells: tuple[tuple[str, int], ...]
    below: tuple[str, ...]
    #: said where there is no row
    nothing: str


ACTIVITIES = Layout(
    csv=(
        "id", "date", "kind", "source", "house", "chamber", "title", "who", "body", "text", "url",
        "subject", "upstream_id", "revision", "first_seen",
    ),
    cells=(("date", 10), ("kind", 14), ("title", FILL)),
    below=("who", "url"),
    nothing="nothing recorded fits; `monitor status` shows what was read",
)  # fmt: skip
MATCHES = Layout(
    csv=(
        "id", "watchlist", "watch", "state", "date", "kind", "source", "house", "chamber", "title", "who", "body",
        "words", "excerpt", "url", "activity", "subject", "upstream_id", "found_at", "reason",
    ),
    cells=(("id", 5), ("date", 10), ("kind", 14), ("state", 9), ("watch", FILL)),
    below=("title", "who", "excerpt", "url"),
    nothing="no match fits; `monitor activities` lists what was recorded",
)  # fmt: skip


def show(rows: Iterable[Row], form: str, layout: Layout) -> bool:
    """Print *rows* as `jsonl`, `csv` or `table`; False if there was none."""
    return _FORMS[form](rows, layout)


def who(participants: Iterable[Row]) -> str:
    """ "Rosalind Quillfeather (Labour, Upper Wobblesham) asked; Thaddeus Hobblethorpe answered"."""
    return "; ".join(_one(p) for p in participants)


def _one(participant: Row) -> str:
    of = ", ".join(filter(None, (participant["party"], participant["seat"])))
    name = participant["name"] or (f"Member {participant['member']}" if participant["member"] else "someone")
    return f"{name}{f' ({of})' if of else ''} {participant['role']}"


def flat(row: Row) -> Row:
    """A row in single values: the fields of a match's activity beside its own, people and evidence in words."""
    activity = row.get("activity", row)
    told = {**activity, **row, "who": who(activity["participants"])}
    if "evidence" in row:
        told["activity"] = activity["id"]
        said = (f"{e['field']}: {plain(e['words'])}" for e in row["evidence"])
        told["words"] = "; ".join(dict.fromkeys(said))
    return told


def in_view(text: str, words: str, width: int) -> str:
    """*text* in at most *width* characters, so that *words* can be seen in it; "…" where it is cut."""
    at = text.find(words)
    if len(text) <= width or at + len(words) < width:
        return shortened(text, width)
    start = text.find(" ", max(min(at - width // 3, len(text) - width), 0)) + 1
    return shortened(f"…{text[min(start, at) :]}", width)


def _jsonl(rows: Iterable[Row], _: Layout) -> bool:
    some = False
    for row in rows:
        print(json.dumps(row, ensure_ascii=False))
        some = True
    return some


def _csv(rows: Iterable[Row], layout: Layout) -> bool:
    out = csv.DictWriter(sys.stdout, layout.csv, extrasaction="ignore", lineterminator="\n")
    out.writeheader()
    some = False
    for row in rows:
        out.writerow(flat(row))
        some = True
    return some


def _table(rows: Iterable[Row], layout: Layout) -> bool:
    console, some = Piped(highlight=False), False
    line = _blocks(console, layout) if console.is_terminal else _lines(layout)
    for row in rows:
        if not some:
            line({name: name for name, _ in layout.cells} | dict.fromkeys(layout.below, ""))
        line({k: plain(str(v)) for k, v in _cells(row).items() if v is not None})
        some = True
    return some


def _cells(row: Row) -> Row:
    """The single values of the table: as in the CSV, but for what a match has to say of itself."""
    if "evidence" not in row:
        return flat(row)
    seen = next((e["words"] for e in row["evidence"] if e["words"] in row["excerpt"]), "")
    return {**flat(row), "watch": f"{row['watchlist']}/{row['watch']}", "seen": seen}


def _blocks(console: Console, layout: Layout) -> Callable[[Row], None]:
    """Prints a row on a terminal: a line of cells, then a line each for what stands below, the address whole."""
    width = min(max(console.width, NARROW), WIDE)
    indent = "  "

    def put(row: Row) -> None:
        console.print(Text(_aligned(row, layout, width), style="bold"), soft_wrap=True)
        for name in filter(row.get, layout.below):
            text = _fitting(row, name, width - len(indent))
            console.print(Text(indent + text, style="dim" if name == "url" else ""), soft_wrap=True)

    return put


def _lines(layout: Layout) -> Callable[[Row], None]:
    """Prints a row where there is no terminal: one line, whatever its length, the address at its end."""

    def put(row: Row) -> None:
        below = (_fitting(row, name, ROOM) for name in layout.below)
        print("  ".join([_aligned(row, layout, None), *filter(None, below)]))

    return put


def _fitting(row: Row, name: str, width: int) -> str:
    """What stands below: an address whole, all else in *width* characters, the words that matched in view."""
    text: str = row.get(name, "")
    return text if name == "url" else in_view(text, row.get("seen", "") if name == "excerpt" else "", width)


def _aligned(row: Row, layout: Layout, width: int | None) -> str:
    fixed = sum(size + 2 for _, size in layout.cells)
    room = max(width - fixed, 8) if width else ROOM
    cells = ((row.get(name, ""), size or room, size) for name, size in layout.cells)
    return "  ".join(shortened(text, most).ljust(size) for text, most, size in cells).rstrip()


class Piped(Console):
    """A console whose reader may go: that is told as elsewhere, by BrokenPipeError."""

    def on_broken_pipe(self) -> None:
        """Let it fly."""
        raise


_FORMS: Mapping[str, Callable[[Iterable[Row], Layout], bool]] = MappingProxyType(
    {"jsonl": _jsonl, "csv": _csv, "table": _table}
)
