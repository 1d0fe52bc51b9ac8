"""The line of every key and element of a TOML text, however it is written."""

from __future__ import annotations

import tomllib

import pytest

from watchlists.positions import Key, Positions

TEXT = '''\
# a comment with [[watch]] and "quotes"
title = "one"  # = not this
"quoted \\u0041" = 1
dotted.key . "with space" = 'C:\\dir'
when = 2026-09-01 07:30:00   # a space in a date
many = """
[[watch]]
not = "a key" \\"""
"""
raw = \'\'\'
x = [ # not a list
\'\'\'\'
tall = [
  "a",   # ]
  [ 1, 2,
    3 ],
  { x = 1, y = { z = [ true ] } },
]

[[watch]]
phrases = ["a", "b"]
[watch.inner]
deep = 1
[[watch.more]]
[[watch.more]]
here = 1
[[watch]]
  phrases = [
  "#",
  "]",
  ]
'''

PLACES: list[tuple[Key, int]] = [
    (("title",), 2),
    (("quoted A",), 3),
    (("dotted", "key", "with space"), 4),
    (("when",), 5),
    (("many",), 6),
    (("raw",), 10),
    (("tall",), 13),
    (("tall", 0), 14),
    (("tall", 1), 15),
    (("tall", 1, 2), 16),
    (("tall", 2, "y", "z", 0), 17),
    (("watch",), 20),
    (("watch", 0), 20),
    (("watch", 0, "phrases", 1), 21),
    (("watch", 0, "inner", "deep"), 23),
    (("watch", 0, "more", 1, "here"), 26),
    (("watch", 1), 27),
    (("watch", 1, "phrases"), 28),
    (("watch", 1, "phrases", 1), 30),
    (("watch", 1, "missing"), 27),
    (("missing",), 1),
]


@pytest.mark.parametrize(("place", "line"), PLACES)
def test_each_place_has_its_line(place: Key, line: int) -> None:
    """Strings, comments and tables of any form do not mislead; what is missing has the line of its table."""
    assert Positions(TEXT).line(place) == line


def test_every_value_that_is_read_has_a_place() -> None:
    """No key of a file is without a line of its own."""
    positions = Positions(TEXT)
    places = list(_places(tomllib.loads(TEXT)))
    assert len(places) > 30
    assert [place for place in places if place not in positions.places()] == []


def _places(found: object, place: Key = ()) -> list[Key]:
    inner: list[tuple[str | int, object]] = []
    if isinstance(found, dict):
        inner = list(found.items())
    elif isinstance(found, list):
        inner = list(enumerate(found))
    return [one for key, value in inner for one in [(*place, key), *_places(value, (*place, key))]]
