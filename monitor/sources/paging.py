"""Rows: a list read page by page, so that no row is lost while rows move between its pages.

Upstream's total decides when a list ends, never a short page; the next page starts after the rows received so far. A
pass is *whole* when the total stayed the same and as many different rows came as it says; otherwise the list is read
again from its beginning, twice at most, and only what is new or differs is handed on.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from monitor.sources.source import Unavailable

Row: TypeAlias = dict[str, Any]
Key: TypeAlias = Callable[[Row], Hashable]
#: says what is wrong with a row that was not asked for; None when it is right
Check: TypeAlias = Callable[[Row], str | None]
#: how often a list is read until it is whole
PASSES = 3


@dataclass(frozen=True)
class Paged:
    """How a list was read: upstream's total, how many different rows came, and whether those are all."""

    total: int
    distinct: int
    whole: bool


class Rows:
    """An iterator over batches of new or changed rows; `outcome` is there once it has ended.

    `page(skip)` asks for a page. Raises Unavailable where a page cannot be had, has another shape, or holds rows that
    fail *check*: an upstream that ignores a parameter is not believed.
    """

    def __init__(
        self,
        page: Callable[[int], Any],
        *,
        take: int,
        results: Callable[[Any], list[Row]],
        total: Callable[[Any], int],
        key: Key,
        check: Check | None,
        where: str,
    ) -> None:
        self._page, self._take, self._where = page, take, where
        self._results, self._total, self._key, self._check = results, total, key, check
        self._held: dict[Hashable, Row] = {}
        self.outcome = Paged(0, 0, False)

    def __iter__(self) -> Iterator[list[Row]]:
        for _ in range(PASSES):
            yield from self._pass()
            if self.outcome.whole:
                return

    def _pass(self) -> Iterator[list[Row]]:
        """The list once from its beginning."""
        skip, totals, here = 0, set[int](), set[Hashable]()
        while True:
            rows, total = self._read(skip)
            totals.add(total)
            before, skip = len(here), skip + len(rows)
            here.update(map(self._key, rows))
            if fresh := self._fresh(rows):
                yield fresh
            # a full last page is followed by one more look; where that brings nothing new, skip is ignored
            if not rows or (skip >= total and (len(rows) < self._take or len(here) == before)):
                break
        self.outcome = Paged(total, len(here), whole=len(totals) == 1 and len(here) == total)

    def _read(self, skip: int) -> tuple[list[Row], int]:
        try:
            reply = self._page(skip)
            rows, total = self._results(reply), self._total(reply)
            if not isinstance(rows, list) or not isinstance(total, int):
                raise TypeError("no rows or no total")
            if not all(isinstance(row, dict) for row in rows):
                raise TypeError("a row that is no object")
            wrong = next((said for row in rows if (said := self._check(row))), None) if self._check else None
        except (KeyError, TypeError, AttributeError) as err:
            raise Unavailable(f"{self._where}: the list has another shape ({type(err).__name__}: {err})") from None
        if wrong:
            raise Unavailable(f"{self._where}: {wrong}")
        return rows, total

    def _fresh(self, rows: list[Row]) -> list[Row]:
        """Those of *rows* not handed on yet, or handed on otherwise."""
        fresh = []
        for row in rows:
            key = self._key(row)
            if key not in self._held or self._held[key] != row:
                self._held[key] = row
                fresh.append(row)
        return fresh
