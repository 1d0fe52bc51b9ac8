"""A small Hansard in memory, answering as hansard-api does: for tests of what the replica does not know."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import httpx

from monitor.sources.http import PoliteClient

JSON = dict[str, Any]
MINISTER = "The Minister for Oats (Ada Quern)"


@dataclass
class Debate:
    """A heading with what is said under it."""

    ext: str
    title: str
    items: list[JSON] = field(default_factory=list)
    parent: str | None = None
    tag: str = "hs_2cDebatedMotion"
    #: whether search knows its words
    indexed: bool = True


@dataclass
class Day:
    """One day of one House: section code → debates; the first of each is the root of its chamber."""

    sections: dict[str, list[Debate]]
    place: dict[str, str] = field(default_factory=dict)
    listed: bool = True
    #: sections that are listed without a tree
    bare: tuple[str, ...] = ()
    corrections: list[JSON] = field(default_factory=list)


def said(n: int, member: int | None, words: str, *, by: str = "", ext: str | None = None, tag: str = "") -> JSON:
    """An item of a debate; its ExternalId is made of *n* unless given ("" is none)."""
    own = f"C0FFEE00-0000-4000-8000-{n:012}" if ext is None else ext or None
    return {"ItemType": "Contribution", "ItemId": n, "MemberId": member, "AttributedTo": by, "Value": words,
            "OrderInSection": n, "Timecode": None, "ExternalId": own, "HRSTag": tag, "HansardSection": "AA", "UIN": None}  # fmt: skip


class Double:
    """The days of both Houses; `client` asks them. `broken`: paths (as beginnings) that answer 500."""

    def __init__(self, days: dict[tuple[str, str], Day] | None = None) -> None:
        self.days = days or {}
        self.broken: set[str] = set()
        self.asked: Counter[str] = Counter()
        transport = httpx.MockTransport(self._answer)
        self.client = PoliteClient(transport=transport, pace=1e6, attempts=2, wait_initial=0, wait_max=0)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        path, q = request.url.path, dict(request.url.params)
        self.asked[path] += 1
        if any(path.startswith(start) for start in self.broken):
            return httpx.Response(500)
        if path.startswith("/debates/debate/"):
            return self._debate(path.rsplit("/", 1)[1].removesuffix(".json"))
        house = q.get("house", q.get("queryParameters.house", "")).lower()
        if path == "/overview/calendar.json":
            month = f"{q['year']}-{int(q['month']):02}"
            rows = [d for (h, d), day in self.days.items() if h == house and d.startswith(month) and day.listed]
            return _json([{"House": house.capitalize(), "ItemDate": f"{d}T00:00:00", "Metadata": None} for d in rows])
        day = self.days.get((house, q.get("date", q.get("queryParameters.startDate", ""))))
        if path == "/overview/sectionsforday.json":
            return _json([*day.sections, *day.bare] if day else [])
        if path == "/overview/sectiontrees.json":
            return _json([self._tree(day.sections[q["section"]])] if day and q["section"] in day.sections else [])
        first, last = q["queryParameters.startDate"], q["queryParameters.endDate"]
        there = [(d, day) for (h, d), day in sorted(self.days.items()) if h == house and first <= d <= last]
        corrections = [row for _, day in there for row in day.corrections]
        spoken = path.endswith("/Spoken.json")
        rows = [row for d, day in there for row in self._rows(house, d, day)] if spoken else corrections
        skip, take = int(q.get("queryParameters.skip", 0)), int(q["queryParameters.take"])
        total = {"TotalResultCount": len(rows), "CorrectionsResultCount": len(corrections)}
        return _json({"Results": rows[skip : skip + take], **total})

    def _tree(self, debates: list[Debate]) -> JSON:
        number = {d.ext: n for n, d in enumerate(debates, start=1)}
        headings = [
            {"Id": number[d.ext], "Title": d.title, "ParentId": number.get(d.parent or ""), "SortOrder": number[d.ext],
             "ExternalId": d.ext, "HRSTag": d.tag}
            for d in debates
        ]  # fmt: skip
        return {"Title": debates[0].title, "LastUpdated": None, "SectionTreeItems": headings}

    def _rows(self, house: str, date: str, day: Day) -> list[JSON]:
        return [
            _row(item, debate, n, house, date, day.place.get(code, "Commons Chamber"))
            for code, debates in day.sections.items()
            for n, debate in enumerate(debates, start=1)
            if debate.indexed
            for item in debate.items
            if item["MemberId"]
        ]

    def _debate(self, ext: str) -> httpx.Response:
        for (house, date), day in self.days.items():
            for code, debates in day.sections.items():
                for debate in debates:
                    if debate.ext == ext:
                        place = day.place.get(code, "Commons Chamber")
                        about = {"Date": f"{date}T00:00:00", "House": house.capitalize(), "Location": place}
                        return _json(_nested(debate, debates, about))
        return httpx.Response(404)


def _row(item: JSON, debate: Debate, n: int, house: str, date: str, place: str) -> JSON:
    return {
        "MemberName": None, "MemberId": item["MemberId"], "AttributedTo": item["AttributedTo"], "ItemId": item["ItemId"],
        "ContributionExtId": item["ExternalId"], "ContributionText": None, "ContributionTextFull": item["Value"],
        "HRSTag": item["HRSTag"], "Timecode": None, "DebateSection": debate.title, "DebateSectionExtId": debate.ext,
        "SittingDate": f"{date}T00:00:00", "Section": place, "House": house.capitalize(),
        "OrderInDebateSection": item["OrderInSection"], "DebateSectionOrder": n,
    }  # fmt: skip


def _nested(debate: Debate, debates: list[Debate], about: JSON) -> JSON:
    overview = about | {"ExtId": debate.ext, "Title": debate.title}
    children = [_nested(d, debates, about) for d in debates if d.parent == debate.ext]
    return {"Overview": overview, "Navigator": [], "Items": debate.items, "ChildDebates": children}


def _json(body: Any) -> httpx.Response:
    return httpx.Response(200, json=body)
