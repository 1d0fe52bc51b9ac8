"""One TOML file read key by key: each value is of the type asked for, or an error names its file, line and key."""

from __future__ import annotations

import difflib
import json
import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from watchlists.positions import Key, Positions

#: what a watchlist or its CSV may weigh, in bytes: a list of all Members with notes is a tenth of it
FILE_BYTES = 1_000_000
_T = TypeVar("_T", bound=str)
_V = TypeVar("_V")
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


class WatchlistError(Exception):
    """A watchlist that is not right; one line for the operator: `file:line: key: what is wrong — what to do`."""

    def __init__(self, path: Path, line: int, key: str, what: str) -> None:
        key = key.strip() or '""'
        said = f"{path}:{line}: {key}: {what}"
        super().__init__(" ".join("".join(c if c.isprintable() else " " for c in said).split()))
        self.path, self.line, self.key, self.what = path, line, key, what


def read_bytes(path: Path) -> bytes:
    """What the file holds. Raises OSError with a plain message, also for a folder and for a file over a megabyte."""
    try:
        with path.open("rb") as file:
            found = file.read(FILE_BYTES + 1)
    except IsADirectoryError:
        raise OSError("is a folder, not a file — move it away") from None
    except FileNotFoundError:
        raise OSError("is not there — check the name") from None
    except OSError as err:
        raise OSError(f"cannot be read ({err.strerror or err}) — check its permissions") from None
    if len(found) > FILE_BYTES:
        raise OSError("is larger than 1 MB — split it into several lists")
    return found


def shown(value: object) -> str:
    """A value for an error message: quoted, control characters escaped, not endless."""
    text = value if isinstance(value, str) else str(value)
    return json.dumps(text if len(text) <= 60 else text[:57] + "…", ensure_ascii=False)


def like(value: str, choices: Iterable[str]) -> str:
    """The remedy for a word that is none of *choices*: the nearest, else all of them."""
    by_fold = {choice.casefold(): choice for choice in choices}
    near = difflib.get_close_matches(value.strip().casefold(), by_fold, n=1, cutoff=0.6)
    return f"did you mean {by_fold[near[0]]}?" if near else f"use {listed(by_fold.values())}"


def listed(choices: Iterable[str]) -> str:
    """ "a, b or c"."""
    *first, last = choices
    return f"{', '.join(first)} or {last}" if first else last


def parse(path: Path) -> Table:
    """The file as a table. Raises WatchlistError where it cannot be read or is not TOML."""
    try:
        found = read_bytes(path)
    except OSError as err:
        raise WatchlistError(path, 1, "file", str(err)) from None
    try:
        text = found.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as err:
        line = found[: err.start].count(b"\n") + 1
        raise WatchlistError(path, line, "file", "is not UTF-8 text — save it again as UTF-8") from None
    try:
        values = tomllib.loads(text)
    except RecursionError:
        raise WatchlistError(path, 1, "file", "has brackets within brackets without end — take them out") from None
    except ValueError as err:
        raise _not_toml(path, text, str(err)) from None
    return Table(path, Positions(text), (), values)


def _not_toml(path: Path, text: str, message: str) -> WatchlistError:
    """Where and why *text* is not TOML; the key is the last one that begins at or before the line."""
    lines = text.split("\n")
    at = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", message)
    line = int(at[1]) if at and at[1] else max(len(text.rstrip().split("\n")), 1)
    if not at:  # the one error that names no line: a number of more than 4,300 digits
        line, message = next((i for i, one in enumerate(lines, 1) if re.search(r"\d{4000}", one)), 1), "Number too long"
    begun = re.findall(r"^[ \t]*(?:\[+[ \t]*)?([\w.-]+|\"[^\"\n]*\")[ \t]*[=\]]", "\n".join(lines[:line]), re.MULTILINE)
    plain = (said for sign, said in _IN_PLAIN_WORDS.items() if message.startswith(sign))
    said = next(plain, f"{message[: at.start() if at else None]} — check the quotes, commas and brackets up to here")
    return WatchlistError(path, line, begun[-1] if begun else "file", said)


#: how the messages of tomllib begin → what is wrong, and what to do
_IN_PLAIN_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "Cannot overwrite a value": "stands here a second time — delete one",
        "Duplicate inline table key": "stands here a second time — delete one",
        "Cannot declare": "is one table and several — begin each with [[watch]] or [[to]], in two brackets",
        "Cannot mutate": "adds to what is complete above — write it in one place",
        "Illegal character '\\n'": "a quote is opened and not closed on this line — close it",
        "Found invalid character '\\n'": "a quote is opened and not closed on this line — close it",
        "Unterminated string": "a quote is opened and not closed — close it",
        "Expected \"'": "a single quote is opened and not closed — close it",
        "Unclosed array": "a [ is opened and not closed, or a comma is missing — check this line and those above",
        "Unescaped '\\'": "a \\ stands alone — double it, or put the text into single quotes",
        "Expected '=' after a key": "here is a key without = — write key = value, or close what is opened above",
        "Expected ']' at the end of a table": "a table is opened and not closed — write [[watch]] or [[to]]",
        "Expected ']]' at the end of an array": "a table is opened and not closed — write [[watch]] or [[to]]",
        "Expected newline or end of document": "something stands behind the value — delete it, or begin a new line",
        "Invalid initial character for a key": "here is no key — write key = value, or close what is opened above",
        "Invalid statement": "here is no key — write key = value, or close what is opened above",
        "Invalid value": "here is no value — write texts in quotes, lists in [ ], dates as 2026-09-01",
        "Invalid date": "is no date of the calendar — write year-month-day, as 2026-09-01",
        "Number too long": "a number is too long — write a shorter one",
    }
)

_KINDS_OF_VALUE: Sequence[tuple[type, str]] = (
    (bool, "true or false"),
    (str, "a text"),
    (int, "a number"),
    (float, "a number"),
    (datetime, "a date with a time"),
    (date, "a date"),
    (time, "a time"),
    (list, "a list"),
    (dict, "a table"),
)


def _kind(value: object) -> str:
    return next(name for kind, name in _KINDS_OF_VALUE if isinstance(value, kind))


@dataclass(frozen=True)
class Table:
    """A table of the file, at its place; each method reads one key, and gives None or () where it is not there."""

    path: Path
    positions: Positions
    place: Key
    values: dict[str, Any]

    def wrong(self, key: str, what: str, *, element: int | None = None) -> WatchlistError:
        """An error about *key* (or one element of its list); *what* is "what is wrong — what to do"."""
        place = (*self.place, key) if element is None else (*self.place, key, element)
        return WatchlistError(self.path, self.positions.line(place), key, what)

    def only(self, here: str, keys: Mapping[str, Sequence[str]]) -> None:
        """Refuse keys that are none of those *here*; *keys* are those of every table, by its name."""
        for key in self.values:
            if key not in keys[here]:
                elsewhere = [table for table in keys if key in keys[table]]
                remedy = f"it belongs to {listed(elsewhere)}" if elsewhere else like(key, keys[here])
                raise self.wrong(key, f"{shown(key)} is no key of {here} — {remedy}")

    def text(self, key: str) -> str | None:
        """A text of one line, without the spaces around it."""
        value = self.values.get(key)
        if value is None:
            return None
        if not isinstance(value, str):
            raise self.wrong(key, f'is {_kind(value)} — write a text in quotes, such as {key} = "…"')
        return self._line(key, value)

    def texts(self, key: str, means: Callable[[str], object] = str.casefold) -> tuple[str, ...]:
        """A list of texts, no two of which mean the same. *means* may refuse one: ValueError("what — what to do")."""
        found: dict[object, str] = {}
        for number, value in enumerate(self.elements(key)):
            if not isinstance(value, str):
                raise self.wrong(key, f"{shown(value)} is {_kind(value)} — write it in quotes", element=number)
            text = self._line(key, value, number)
            try:
                meaning = means(text)
            except ValueError as err:
                raise self.wrong(key, str(err), element=number) from None
            if meaning in found:
                raise self.wrong(
                    key, f"{shown(text)} says again what {shown(found[meaning])} says — delete one", element=number
                )
            found[meaning] = text
        return tuple(found.values())

    def _line(self, key: str, value: str, element: int | None = None) -> str:
        if any(unicodedata.category(c) in ("Cc", "Zl", "Zp") for c in value):
            raise self.wrong(
                key, f"{shown(value)} has a line break or a control sign — keep it on one line", element=element
            )
        if not value.strip():
            raise self.wrong(key, "is an empty text — write something or delete it", element=element)
        return value.strip()

    def elements(self, key: str) -> list[Any]:
        """A list of anything but nothing."""
        value = self.values.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            inside = f"[{shown(value) if isinstance(value, str) else value}]" if type(value) in (str, int) else "[…]"
            raise self.wrong(key, f"is {_kind(value)}, not a list — write {key} = {inside}")
        if not value:
            raise self.wrong(key, "is an empty list — fill it or delete the line")
        return value

    def one_of(self, key: str, choices: Sequence[_T]) -> _T | None:
        """One word of *choices*."""
        value = self.text(key)
        return None if value is None else self._choice(key, value, choices)

    def some_of(self, key: str, choices: Sequence[_T]) -> tuple[_T, ...]:
        """Words of *choices*, none of them twice."""
        return tuple(self._choice(key, value, choices, number) for number, value in enumerate(self.texts(key)))

    def _choice(self, key: str, value: str, choices: Sequence[_T], element: int | None = None) -> _T:
        for choice in choices:
            if choice == value:
                return choice
        raise self.wrong(key, f"{shown(value)} is not known here — {like(value, choices)}", element=element)

    def day(self, key: str) -> date | None:
        """A date, written without quotes."""
        value = self.values.get(key)
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        raise self.wrong(
            key, f"is {_kind(value)}, not a date — write a date without quotes, such as {key} = 2026-09-01"
        )

    def wall_time(self, key: str) -> time | None:
        """A time of day, written in quotes."""
        value = self.text(key)
        if value is None:
            return None
        if not (read := _TIME.fullmatch(value)):
            raise self.wrong(key, f'{shown(value)} is no time of day — write hours and minutes, such as "07:30"')
        return time(int(read[1]), int(read[2]))

    def hours(self, key: str) -> tuple[time, time] | None:
        """Two times of day, "21:00-07:00", which may span midnight."""
        value = self.text(key)
        if value is None:
            return None
        ends = [_TIME.fullmatch(end) for end in value.split("-")]
        times = [time(int(end[1]), int(end[2])) for end in ends if end]
        if len(ends) != 2 or len(times) != 2:
            raise self.wrong(key, f'{shown(value)} are no hours — write from and to, such as "21:00-07:00"')
        if times[0] == times[1]:
            raise self.wrong(key, f"{shown(value)} ends when it begins — write two different times")
        return times[0], times[1]

    def tables(self, key: str) -> tuple[Table, ...]:
        """The tables of `[[key]]`, in their order."""
        value = self.values.get(key)
        if isinstance(value, dict) or (value is not None and not isinstance(value, list)):
            raise self.wrong(key, f"is {_kind(value)} — begin each with a line [[{key}]] of its own")
        for number, one in enumerate(value or ()):
            if not isinstance(one, dict):
                raise self.wrong(key, f"holds {_kind(one)} — begin each with a line [[{key}]]", element=number)
        return tuple(Table(self.path, self.positions, (*self.place, key, n), v) for n, v in enumerate(value or ()))

    def needed(self, key: str, value: _V | None) -> _V:
        """*value*, which must be there."""
        if value is None:
            raise self.wrong(key, f'is missing — add a line {key} = "…"')
        return value
