"""A list is read page by page without losing a row, or it is said not to be whole."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from monitor.sources.paging import Paged, Row, Rows
from monitor.sources.source import Unavailable

Page = Callable[[int], Any]


def listed(numbers: list[int], skip: int, take: int, total: int | None = None) -> dict[str, Any]:
    """A reply as upstream gives it."""
    rows = [{"id": n} for n in numbers[skip : skip + take]]
    return {"total": len(numbers) if total is None else total, "rows": rows}


def rows_of(page: Page, take: int = 10, check: Callable[[Row], str | None] | None = None) -> Rows:
    """The rows under test."""
    return Rows(
        page, take=take, results=lambda r: list(r["rows"]), total=lambda r: r["total"], key=lambda r: r["id"],
        check=check, where="here",
    )  # fmt: skip


def ids(rows: Rows) -> list[int]:
    """What was handed on, in order."""
    return [row["id"] for batch in rows for row in batch]


@pytest.mark.parametrize("size", [0, 1, 9, 10, 11, 20, 25])
def test_every_row_comes_once(size: int) -> None:
    """Whatever the length of the list."""
    numbers = list(range(size))
    rows = rows_of(lambda skip: listed(numbers, skip, 10))
    assert ids(rows) == numbers
    assert rows.outcome == Paged(size, size, True)


def test_a_short_page_is_not_the_last() -> None:
    """Upstream may give fewer rows than asked for; the total says when it is over."""
    rows = rows_of(lambda skip: listed(list(range(37)), skip, 4), take=10)
    assert ids(rows) == list(range(37))
    assert rows.outcome.whole


def test_a_full_last_page_is_followed_by_one_more_look() -> None:
    """A row that comes while the last page is read is found."""
    numbers = list(range(20))

    def page(skip: int) -> Any:
        reply = listed(numbers, skip, 10)
        if skip == 10 and len(numbers) == 20:
            numbers.append(20)
        return reply

    assert sorted(ids(rows_of(page))) == list(range(21))


def test_rows_that_move_between_pages_are_found() -> None:
    """Answered questions jump to the front while the list is read; none is missed and none told twice."""
    draw, numbers, moves = random.Random(11), list(range(57)), [8]

    def page(skip: int) -> Any:
        if skip and moves[0]:
            moves[0] -= 1
            numbers.insert(0, numbers.pop(draw.randrange(40, 57)))
        return listed(numbers, skip, 10)

    rows = rows_of(page)
    assert sorted(ids(rows)) == list(range(57))
    assert rows.outcome == Paged(57, 57, True)


def test_a_row_lost_between_two_pages_is_noticed() -> None:
    """A row removed from page one makes page two skip another: the list is read again."""
    numbers = list(range(25))

    def page(skip: int) -> Any:
        if skip == 10 and len(numbers) == 25:
            numbers.pop(3)
        return listed(numbers, skip, 10)

    rows = rows_of(page)
    assert sorted(ids(rows)) == list(range(25))
    assert rows.outcome == Paged(24, 24, True)


def test_a_total_that_lies_is_not_believed_and_both_numbers_are_told() -> None:
    """Three passes, then the list is not whole."""
    asked: list[int] = []

    def page(skip: int) -> Any:
        asked.append(skip)
        return listed(list(range(12)), skip, 10, total=19)

    rows = rows_of(page)
    assert ids(rows) == list(range(12))
    assert rows.outcome == Paged(19, 12, False)
    assert asked.count(0) == 3


def test_an_upstream_that_ignores_skip_does_not_hold_us_for_ever() -> None:
    """The same page again and again comes to an end, and is not whole."""
    rows = rows_of(lambda skip: listed(list(range(50)), 0, 10))
    assert ids(rows) == list(range(10))
    assert rows.outcome == Paged(50, 10, False)


def test_a_row_that_changed_between_passes_is_handed_on_again() -> None:
    """What was read first may be stale by the second pass."""
    passes = [0]

    def page(skip: int) -> Any:
        passes[0] += skip == 0
        return {"total": 2, "rows": [{"id": 1, "state": passes[0]}, *([{"id": 2}] if passes[0] > 1 else [])][skip:]}

    assert list(rows_of(page)) == [[{"id": 1, "state": 1}], [{"id": 1, "state": 2}, {"id": 2}]]


def test_rows_that_were_not_asked_for_are_an_error() -> None:
    """An upstream that ignores a parameter is not believed."""
    rows = rows_of(lambda skip: listed([1, 2, 30], skip, 10), check=lambda r: "ignored max" if r["id"] > 9 else None)
    with pytest.raises(Unavailable, match="here: ignored max"):
        ids(rows)


@pytest.mark.parametrize("reply", [[], {}, {"rows": None, "total": 3}, {"rows": [], "total": None}])
def test_another_shape_is_an_error(reply: Any) -> None:
    """Neither no rows nor no total is taken as an empty list."""
    with pytest.raises(Unavailable, match="another shape"):
        ids(rows_of(lambda skip: reply))


@pytest.mark.parametrize("row", [None, 5, "a", [1]])
def test_a_row_that_is_no_object_is_an_error(row: Any) -> None:
    """It is told with its list, before anything looks into it."""
    with pytest.raises(Unavailable, match="here: the list has another shape"):
        ids(rows_of(lambda skip: {"total": 1, "rows": [row]}, check=lambda r: r.get("wrong")))


def test_a_page_that_is_taken_apart_while_it_is_asked_for_may_have_another_shape_too() -> None:
    """A list whose rows are made of the reply fails as any other."""
    with pytest.raises(Unavailable, match="here: the list has another shape"):
        ids(rows_of(lambda skip: {"rows": []}["days"]))
