"""What may be asked of the sample: routes, and queries read strictly.

Unlike the real services, which ignore what they do not know and answer unfiltered, an unknown parameter is refused: a
mistake shows at once.

    Refused    400: a parameter that is unknown, missing, doubled, or no date or number
    NotThere   404
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from html import escape
from typing import Any, NamedTuple

from monitor.sample.fortnight import Fortnight

JSON = Any
#: those that may be given more than once
REPEATED = frozenset(
    {
        "ids",
        "parameters.edmIds",
        "CommitteeBusinessIds",
        "PublicationTypeIds",
        "filter_organisations",
        "organisations[]",
        "fields",
    }
)


class Refused(Exception):
    """The request cannot be answered as it stands."""


class NotThere(Exception):
    """There is nothing at that address."""


class Query:
    """The parameters of a request, those in its path included."""

    def __init__(self, given: Mapping[str, Sequence[str]]) -> None:
        self._given = given

    def text(self, name: str, default: str | None = None) -> str:
        """The text of a parameter; without a default it must be there."""
        value = next(iter(self._given.get(name, ())), default)
        if value is None:
            raise Refused(f"{name} is missing")
        return value

    def texts(self, name: str) -> list[str]:
        """Every text of a parameter that may be repeated, or holds several with commas between."""
        return [part for value in self._given.get(name, ()) for part in value.split(",")]

    def number(self, name: str, default: int | None = None) -> int:
        """A whole number, not negative."""
        value = self.text(name, None if default is None else str(default))
        if not value.isdecimal():
            raise Refused(f"{name}={value} is no number")
        return int(value)

    def numbers(self, name: str) -> list[int]:
        """Every number of a parameter that may be repeated."""
        return [Query({name: [value]}).number(name) for value in self._given.get(name, ())]

    def day(self, name: str, default: date) -> date:
        """A date, "2026-03-10"."""
        value = self.text(name, str(default))
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise Refused(f"{name}={value} is no date") from None

    def one_of(self, name: str, choices: Sequence[str], default: str | None = None) -> str:
        """One of *choices*, in any capitals."""
        value = self.text(name, default)
        for choice in choices:
            if choice.casefold() == value.casefold():
                return choice
        raise Refused(f"{name}={value} is none of {', '.join(choices)}")


Answer = Callable[[Fortnight, datetime, Query], JSON]


class Route(NamedTuple):
    """A path, with `{name}` for a step of it and `{path}` for the rest; the parameters it takes; and what answers."""

    path: str
    takes: frozenset[str]
    answer: Answer

    def match(self, path: str) -> dict[str, list[str]] | None:
        """What the path holds, None where it is another."""
        steps = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(self.path)).replace(
            "(?P<path>[^/]+)", "(?P<path>.+)"
        )
        found = re.fullmatch(steps, path)
        return {name: [value] for name, value in found.groupdict().items()} if found else None


def answer(
    routes: Sequence[Route], path: str, given: Mapping[str, Sequence[str]], fortnight: Fortnight, now: datetime
) -> JSON:
    """The reply to *path* at *now*. Raises Refused and NotThere."""
    for route in routes:
        if (inside := route.match(path)) is not None:
            for name, values in given.items():
                if name not in route.takes:
                    raise Refused(f"{name} is no parameter of {route.path}")
                if len(values) > 1 and name not in REPEATED:
                    raise Refused(f"{name} is given {len(values)} times")
            return route.answer(fortnight, now, Query({**given, **inside}))
    raise NotThere(path)


def within(day: date, first: date, last: date) -> bool:
    """Whether *day* is one of those from *first* to *last*."""
    return first <= day <= last


def paragraphs_html(text: str) -> str:
    """*text* as the services write it, a `<p>` for each paragraph."""
    return "".join(f"<p>{escape(paragraph, quote=False)}</p>" for paragraph in text.split("\n\n"))


def stamp(when: date | datetime | None) -> str | None:
    """A date or time as Parliament prints it, without a zone."""
    if when is None:
        return None
    return when.isoformat() if isinstance(when, datetime) else f"{when}T00:00:00"
