"""Members from a CSV file: `id` or `name`, `tags`, `stance`, `note`. Each doubtful row is told with its number and why.

As spreadsheets write it: columns in any order and capitals, parted by commas, semicolons or tabs; UTF-8 (with or
without a byte order mark) or Windows-1252; tags parted by `;` or `|`. Rows are counted as a spreadsheet shows them:
the header is row 1. A row without an id is looked up by its name with `find`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from typing import get_args

from monitor.parliament.people import Member
from watchlists.reading import like, listed, shown
from watchlists.watchlist import Stance, WatchedMember

Find = Callable[[str], Sequence[Member]]

COLUMNS = ("id", "name", "tags", "stance", "note")
STANCES: tuple[Stance, ...] = get_args(Stance)
#: no Member of either House has an id near it; larger ones do not fit the store
LARGEST_ID = 2**31 - 1
#: candidates named for a name that fits several Members
CANDIDATES = 5


class DoubtfulRows(ValueError):
    """Rows (or a header) that cannot be taken as they stand; the message names each, and what to do."""


def members(found: bytes, find: Find | None = None) -> tuple[WatchedMember, ...]:
    """The Members of a CSV file, in its order. Raises DoubtfulRows, naming every doubtful row."""
    rows = _rows(_text(found))
    header = _header(next(rows, (1, []))[1])
    read: dict[int, tuple[int, WatchedMember]] = {}
    doubts: list[str] = []
    for number, cells in rows:
        try:
            member = _member(header, cells, find)
            if member.id in read:
                raise ValueError(f"id {member.id} stands in row {read[member.id][0]} too")
            read[member.id] = number, member
        except ValueError as err:
            doubts.append(f"row {number}: {err}")
    if doubts:
        raise DoubtfulRows(
            f"{'; '.join(doubts)} — put {'these rows' if len(doubts) > 1 else 'this row'} right or delete"
        )
    if not read:
        raise DoubtfulRows("has no Members — write one a row below the header")
    return tuple(member for _, member in read.values())


def _text(found: bytes) -> str:
    try:
        return found.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return found.decode("cp1252")
    except UnicodeDecodeError:
        raise DoubtfulRows("is neither UTF-8 nor Windows-1252 text — save it as CSV UTF-8") from None


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not wholly blank, each with its number and its cells without spaces around them."""
    if "\0" in text:
        raise DoubtfulRows("is no CSV text — save it as CSV UTF-8")
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for number, cells in enumerate(reader, 1):
            if cells:
                yield number, [cell.strip() for cell in cells]
    except csv.Error as err:
        raise DoubtfulRows(f"line {reader.line_num}: {err} — check the quotes there") from None


def _header(cells: list[str]) -> list[str]:
    header = [cell.casefold() for cell in cells]
    while header and not header[-1]:
        header.pop()
    for cell, column in zip(cells, header, strict=False):
        if column not in COLUMNS:
            raise DoubtfulRows(f"{shown(cell)} is no column of Members — {like(column, COLUMNS)}, or delete the column")
        if header.count(column) > 1:
            raise DoubtfulRows(f"the column {column} stands twice — delete one")
    if not {"id", "name"} & set(header):
        raise DoubtfulRows(
            "has neither a column id nor name — name the columns in the first row: id,name,tags,stance,note"
        )
    return header


def _member(header: list[str], cells: list[str], find: Find | None) -> WatchedMember:
    """One row. Raises ValueError saying why it is doubtful."""
    if not any(cells):
        raise ValueError("is empty")
    if any(cells[len(header) :]):
        raise ValueError(f"has {len(cells)} cells for {len(header)} columns (a text with a comma needs quotes)")
    row = dict(zip(header, cells, strict=False))
    found = _id(row.get("id", ""), row.get("name", ""), find)
    tags = (tag.strip() for tag in row.get("tags", "").replace("|", ";").split(";"))
    return WatchedMember(
        id=found,
        name=row.get("name", ""),
        tags=tuple(dict.fromkeys(tag for tag in tags if tag)),
        stance=_stance(row.get("stance", "")),
        note=" ".join(row.get("note", "").split()),
    )


def _id(text: str, name: str, find: Find | None) -> int:
    if not text:
        return _looked_up(name, find)
    if not (text.isascii() and text.isdigit() and len(text) < 11 and 0 < int(text) <= LARGEST_ID):
        raise ValueError(f"id {shown(text)} is no number of a Member")
    return int(text)


def _looked_up(name: str, find: Find | None) -> int:
    """The id of the one Member of that name."""
    if not name:
        raise ValueError("has neither id nor name")
    ask = f"run `monitor members {shown(name)}` and write the id"
    if find is None:
        raise ValueError(f"{shown(name)} has no id: {ask}")
    found = tuple({member.id: member for member in find(name)}.values())
    if len(found) == 1:
        return found[0].id
    if not found:
        raise ValueError(f"{shown(name)} is not known: {ask}")
    some = [f"{member.names[-1].name} ({member.id})" for member in found[:CANDIDATES]]
    more = [f"{len(found) - CANDIDATES} others"] if len(found) > CANDIDATES else []
    raise ValueError(f"{shown(name)} may be {listed([*some, *more])}: {ask}")


def _stance(text: str) -> Stance:
    for stance in STANCES:
        if stance == text.casefold():
            return stance
    if not text:
        return "unknown"
    raise ValueError(f"stance {shown(text)} is not known ({like(text, STANCES)})")
