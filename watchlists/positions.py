"""Where each key and value stands in a TOML text: `tomllib` tells what a file says, but not on which line."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right

Key = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}#\n]+")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"""(?:"{0,2})'
    r"|'''.*?'''(?:'{0,2})"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)


class Positions:
    """The line of every table, key and list element of a text that `tomllib` accepts.

    A place is the way to a value: `("watch", 1, "phrases", 2)` is the third phrase of the second `[[watch]]`.
    """

    def __init__(self, text: str) -> None:
        self._text, self._at = text, 0
        self._starts = [0, *(m.end() for m in re.finditer("\n", text))]
        self._lines: dict[Key, int] = {}
        self._tables: dict[Key, int] = {}
        self._read()

    def line(self, place: Key) -> int:
        """The line of *place*, counted from 1; of what does not stand in the text, that of the table around it."""
        while place and place not in self._lines:
            place = place[:-1]
        return self._lines.get(place, 1)

    def places(self) -> frozenset[Key]:
        """Every place that has a line of its own."""
        return frozenset(self._lines)

    def _read(self) -> None:
        table: Key = ()
        self._skip(_BLANK)
        while self._at < len(self._text):
            if self._text[self._at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip(_BLANK)

    def _header(self) -> Key:
        """`[a.b]` or `[[a.b]]`: the place of the table it opens."""
        line, brackets = self._line(), 2 if self._text.startswith("[[", self._at) else 1
        self._at += brackets
        names = self._names()
        self._at += brackets
        place: Key = ()
        for depth, name in enumerate(names, 1):
            place += (name,)
            self._lines.setdefault(place, line)
            if brackets == 2 and depth == len(names):
                self._tables[place] = self._tables.get(place, -1) + 1
            if place in self._tables:
                place += (self._tables[place],)
                self._lines.setdefault(place, line)
        return place

    def _pair(self, table: Key) -> None:
        line, place = self._line(), table
        for name in self._names():
            place += (name,)
            self._lines.setdefault(place, line)
        self._at += 1  # =
        self._skip(_SPACE)
        self._value(place)

    def _value(self, place: Key) -> None:
        sign = self._text[self._at]
        if sign in "\"'":
            self._skip(_STRING)
        elif sign == "[":
            self._list(place)
        elif sign == "{":
            self._inline(place)
        else:
            self._skip(_SCALAR)

    def _list(self, place: Key) -> None:
        self._at += 1
        self._skip(_BLANK)
        number = 0
        while self._text[self._at] != "]":
            self._lines[(*place, number)] = self._line()
            self._value((*place, number))
            self._skip(_BLANK)
            self._at += self._text[self._at] == ","
            self._skip(_BLANK)
            number += 1
        self._at += 1

    def _inline(self, place: Key) -> None:
        self._at += 1
        self._skip(_SPACE)
        while self._text[self._at] != "}":
            self._pair(place)
            self._skip(_SPACE)
            self._at += self._text[self._at] == ","
            self._skip(_SPACE)
        self._at += 1

    def _names(self) -> list[str]:
        """The parts of a dotted key, and the spaces after it."""
        names = []
        while True:
            self._skip(_SPACE)
            quoted = self._text[self._at] in "\"'"
            part = self._skip(_STRING if quoted else _BARE)
            names.append(str(tomllib.loads(f"key = {part}")["key"]) if quoted else part)
            self._skip(_SPACE)
            if self._text[self._at] != ".":
                return names
            self._at += 1

    def _skip(self, pattern: re.Pattern[str]) -> str:
        """Step over *pattern*, which stands here, and give it back."""
        found = pattern.match(self._text, self._at)
        assert found, f"not TOML at {self._at}"  # noqa: S101  tomllib has accepted it
        self._at = found.end()
        return found[0]

    def _line(self) -> int:
        return bisect_right(self._starts, self._at)
