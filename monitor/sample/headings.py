"""The headings of a day in Hansard: chambers, what stands above debates, debates; and the ids of what is printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from uuid import NAMESPACE_URL, uuid5

from monitor.sample.fortnight import Debate

#: chamber → code of its section of the day
SECTIONS = {
    "Commons Chamber": "Debate",
    "Lords Chamber": "Debate",
    "Westminster Hall": "WestHall",
    "Ministerial Corrections": "Corrections",
}
#: the section whose contributions the search has as corrections
CORRECTIONS = "Corrections"
_ORAL_ANSWERS = "Oral Answers to Questions"


@dataclass(frozen=True)
class Heading:
    """A heading of a day: a chamber, what stands above debates, or a debate (with `debate`)."""

    number: int
    title: str
    ext: str
    above: Heading | None = None
    debate: Debate | None = field(default=None, compare=False)

    @property
    def tag(self) -> str | None:
        """As Hansard marks it."""
        if self.above is None:
            return None
        if self.debate is None:
            return "hs_3OralAnswers" if self.title == _ORAL_ANSWERS else "hs_6bDepartment"
        if self.debate.house == "Lords":
            return "NewDebate"
        return "hs_8Question" if any(s.question for s in self.debate.said) else "hs_2cDebatedMotion"


def headings(debates: Sequence[Debate]) -> list[Heading]:
    """The headings of one section of a day, in order, from the chamber down."""
    first = debates[0]
    made: dict[tuple[str, ...], Heading] = {}
    for one in debates:
        path = (first.chamber, *one.above)
        for depth in range(1, len(path) + 1):
            if path[:depth] not in made:
                number, ext = len(made) + 1, external_id(first.house, first.day, *path[:depth]).lower()
                made[path[:depth]] = Heading(number, path[depth - 1], ext, made.get(path[: depth - 1]))
        made[(*path, one.title)] = Heading(len(made) + 1, one.title, ext_of(one), made[path], one)
    return list(made.values())


def section(one: Debate) -> str:
    """The code of the section that a debate stands in."""
    return SECTIONS[one.chamber]


def ext_of(one: Debate) -> str:
    """The ExternalId of a debate."""
    return external_id(one.house, one.day, *one.above, one.title)


def external_id(*of: object) -> str:
    """An id of Hansard's form that is always the same for the same thing."""
    return str(uuid5(NAMESPACE_URL, "/".join(map(str, of)))).upper()


def above(heading: Heading) -> Iterator[Heading]:
    """The headings above *heading*, outermost first."""
    if heading.above:
        yield from above(heading.above)
        yield heading.above
