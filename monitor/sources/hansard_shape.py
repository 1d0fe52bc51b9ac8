"""The shape of a sitting day: its sections, the headings of each, how much is said. Cheap, and so the probe."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from monitor.parliament.people import House
from monitor.sources.hansard_record import is_chamber
from monitor.sources.hansard_wire import Heading, Place, Tree, read_trees
from monitor.sources.http import PoliteClient
from monitor.sources.source import Unavailable

API = "https://hansard-api.parliament.uk"
#: sections of a day whose publisher of record is another source
LEFT_TO_OTHERS = frozenset({"wms", "wa", "petitions"})


class Sitting(NamedTuple):
    """One day of one House."""

    house: House
    day: date

    @property
    def span(self) -> str:
        """As records and readings name it: "commons/2026-03-10"."""
        return f"{self.house}/{self.day}"

    def __str__(self) -> str:
        return f"{self.house.capitalize()} {self.day}"


class Shape(NamedTuple):
    """What a day consists of, without its words."""

    #: section codes, those left to other sources included
    sections: tuple[str, ...]
    #: section code → its trees
    trees: Mapping[str, list[Tree]]
    #: spoken contributions, and corrections, that search has
    totals: tuple[int, int]

    @property
    def bare(self) -> list[str]:
        """Codes of sections that are listed, and have not one heading."""
        return [code for code, trees in self.trees.items() if not any(tree.headings for tree in trees)]

    @property
    def probe(self) -> str:
        """A fingerprint: the totals, and of each section its headings and when it was last touched."""
        return ";".join(
            [f"{self.totals[0]}+{self.totals[1]}", *(f"{code}={_hash(trees)}" for code, trees in self.trees.items())]
        )

    def places(self) -> dict[str, Place]:
        """ExternalId of each heading, upper case → where it stands."""
        return {
            h.ext.upper(): Place(code, tuple(_titles_above(h, tree)), h.order, h.title)
            for code, trees in self.trees.items()
            for tree in trees
            for h in tree.headings
        }

    def unsaid(self, known: Collection[str]) -> list[Heading]:
        """The headings under which, or under those below them, none of the *known* debates (upper case) stands.

        Those above come first. The root of a chamber is left out if there is anything below it.
        """
        return [h for trees in self.trees.values() for tree in trees for h in _unsaid(tree, known)]


def read_shape(client: PoliteClient, sitting: Sitting, codes: Iterable[str] | None = None) -> Shape:
    """The shape of *sitting*, of all its sections or of those named. Raises Unavailable."""
    where = [("date", str(sitting.day)), ("house", sitting.house.capitalize())]
    sections = client.get(f"{API}/overview/sectionsforday.json", where) if codes is None else list(codes)
    if not isinstance(sections, list) or not all(isinstance(code, str) for code in sections):
        raise Unavailable(f"{sitting}: the sections of the day have another shape")
    trees = {
        code: read_trees(client.get(f"{API}/overview/sectiontrees.json", [("section", code), *where]))
        for code in sorted(sections)
        if code.casefold() not in LEFT_TO_OTHERS
    }
    return Shape(tuple(sections), trees, search_totals(client, sitting) if sections else (0, 0))


def codes_of(probe: str) -> list[str]:
    """The section codes in a probe."""
    return [mark.partition("=")[0] for mark in probe.split(";")[1:]]


def search(kind: str) -> str:
    """The address of the search of one kind: "Spoken", "Corrections"."""
    return f"{API}/search/contributions/{kind}.json"


def asked(sitting: Sitting, last: date | None = None) -> list[tuple[str, str]]:
    """The parameters of a search for everything of *sitting*, or of its House from that day to *last*."""
    return [
        ("queryParameters.house", sitting.house.capitalize()),
        ("queryParameters.startDate", str(sitting.day)),
        ("queryParameters.endDate", str(last or sitting.day)),
        ("queryParameters.orderBy", "SittingDateAsc"),
    ]


def search_totals(client: PoliteClient, sitting: Sitting, last: date | None = None) -> tuple[int, int]:
    """Spoken contributions, and corrections, that search has of these days. Raises Unavailable."""
    reply = client.get(search("Spoken"), [*asked(sitting, last), ("queryParameters.take", "1")])
    try:
        return int(reply["TotalResultCount"]), int(reply.get("CorrectionsResultCount") or 0)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Unavailable(f"{sitting}: the search has another shape: no totals") from None


def totals_of(probe: str) -> tuple[int, int]:
    """The totals in a probe."""
    spoken, _, corrections = probe.partition(";")[0].partition("+")
    return int(spoken or 0), int(corrections or 0)


def _unsaid(tree: Tree, known: Collection[str]) -> list[Heading]:
    said = {h.ext for h in tree.headings if h.ext.upper() in known}
    said |= {above.ext for h in tree.headings if h.ext in said for above in _above(h, tree)}
    parents = {h.parent for h in tree.headings}
    return [h for h in tree.headings if h.ext and h.ext not in said and (h.parent is not None or h.id not in parents)]


def _above(heading: Heading, tree: Tree) -> list[Heading]:
    """The headings above *heading*, outermost first."""
    by_id = {h.id: h for h in tree.headings}
    above: list[Heading] = []
    while heading.parent is not None and (up := by_id.get(heading.parent)) and up not in above:
        above.insert(0, up)
        heading = up
    return above


def _titles_above(heading: Heading, tree: Tree) -> Iterator[str]:
    for above in _above(heading, tree):
        title = " ".join(above.title.split())
        if title and not (above.parent is None and is_chamber(title)):
            yield title


def _hash(trees: list[Tree]) -> str:
    return hashlib.sha256(repr([tree.model_dump() for tree in trees]).encode()).hexdigest()[:12]
