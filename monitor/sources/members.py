"""Members of both Houses, looked up at members-api.parliament.uk.

The register that completes the participants of activities (`history`), and that finds Members for a watchlist
(`search`). A postcode that is searched for is neither kept nor named in any message of ours.
"""

from __future__ import annotations

import csv
import io
import logging
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from monitor.parliament.people import House, Member, Post
from monitor.sources.http import Missing, PoliteClient
from monitor.sources.membership import API, ListedMember, member_id, read_history, read_listed, read_posts
from monitor.sources.source import Unavailable, Unreadable

HOST = "members-api.parliament.uk"
POSTCODES = "https://api.postcodes.io/postcodes"
PAGE = 20  # "default is 20. Maximum is 20": members-api's own document
HISTORY_IDS = 100  # ids of one History call; keeps its address near 1,000 characters

_log = logging.getLogger(__name__)
_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", re.IGNORECASE)
_OUTWARD = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?", re.IGNORECASE)
_TITLES = re.compile(
    r"\b(?:the|rt|hon|lord|lady|baron(?:ess)?|viscount(?:ess)?|earl|countess|duke|duchess|marquess"
    r"|sir|dame|dr|mr|mrs|ms|miss)\b\.?",
    re.IGNORECASE,
)


class Register:
    """Where Members are looked up."""

    def __init__(self, client: PoliteClient) -> None:
        self._client = client

    def history(self, ids: Collection[int]) -> tuple[list[Member], list[str]]:
        """The Members of *ids* with all their names, parties and seats; and what could not be read, a line each.

        Who is not in the register is in neither. Raises Unavailable, also for Members that were not asked for.
        """
        found: dict[int, Member] = {}
        problems: list[str] = []
        wanted = sorted(set(ids))
        for start in range(0, len(wanted), HISTORY_IDS):
            asked = wanted[start : start + HISTORY_IDS]
            for row in _rows(self._get("Members/History", [("ids", str(i)) for i in asked])):
                if (id := member_id(row)) is not None and id not in asked:
                    raise Unavailable(f"{HOST} ignored the ids asked for: it answered with Member {id}")
                try:
                    member = read_history(row)
                except Unreadable as err:
                    problems.append(str(err))
                else:
                    found[member.id] = member
        return list(found.values()), problems

    def posts(self, id: int) -> tuple[Post, ...]:
        """The posts a Member holds and held: government, opposition, other. Raises Unavailable and Unreadable."""
        return read_posts(self._get(f"Members/{id}/Biography"), id)

    def search(self, text: str, *, current: bool | None = None) -> list[ListedMember]:
        """The Members that *text* means: a member id, a postcode (or its first half), a name or a constituency.

        `current`: only those who are Members now (True), or are no longer (False). Names come before constituencies; a
        name that finds nobody is tried without its titles, then as a surname. Raises Unavailable.
        """
        text = " ".join(text.replace("’", "'").split())
        if text.isdecimal():
            return self._by_id(int(text))
        if _POSTCODE.fullmatch(text):
            return self._by_postcode(text.replace(" ", "").upper(), current)
        if _OUTWARD.fullmatch(text):
            return self._by_outward_code(text.upper(), current)
        if not text:
            return []
        found = _once([self._by_name(text, current), self._by_seat(text, current)])
        others = (self._by_name(name, current) for name in _other_names(text))
        return found or next((some for some in others if some), [])

    def everyone(self, house: House | None = None, *, current: bool | None = True) -> Iterator[list[ListedMember]]:
        """All Members of a House, or of both, page by page. Raises Unavailable."""
        yield from self._pages([("House", "1" if house == "commons" else "2")] if house else [], current, house)

    def check(self) -> str:
        """One search and one history, in the shape expected; what to tell the operator. Raises SourceError."""
        reply = self._get("Members/Search", [("IsCurrentMember", "true"), ("skip", "0"), ("take", "1")])
        members, problems = self.history([read_listed(row).id for row in _rows(reply)])
        if problems or not members or not members[0].names:
            raise Unavailable(next(iter(problems), f"{HOST} names no Member, or tells no history of one"))
        return f"{reply['totalResults']} current Members"

    def _by_id(self, id: int) -> list[ListedMember]:
        try:
            return [read_listed(self._get(f"Members/{id}"))]
        except Missing:
            return []

    def _by_name(self, name: str, current: bool | None) -> list[ListedMember]:
        words = _folded(name).split()
        found: list[list[ListedMember]] = []
        for page in self._pages([("Name", name)], current):
            # a lone Member may have been found by a former name; a full page without any of the words is something else
            if len(page) == PAGE and not any(w in _folded(f"{m.name} {m.listed}") for m in page for w in words):
                raise Unavailable(f"{HOST} ignored the name asked for: it answered with Member {page[0].id}")
            found.append(page)
        return _once(found)

    def _by_seat(self, seat: str, current: bool | None) -> list[ListedMember]:
        """Those of constituencies with *seat* at the start of a word of their name; `Location` means regions too."""
        start = re.compile(rf"\b{re.escape(_folded(seat))}")
        found: list[list[ListedMember]] = []
        for page in self._pages([("Location", seat)], current):
            fitting = [m for m in page if m.house == "commons" and start.search(_folded(m.seat or ""))]
            if not fitting:
                break
            found.append(fitting)
        return _once(found)

    def _by_outward_code(self, code: str, current: bool | None) -> list[ListedMember]:
        found: list[ListedMember] = []
        for page in self._pages([("Location", code)], current):
            found += [m for m in page if m.house == "commons"]
            if len({m.seat for m in found}) > PAGE:
                raise Unavailable(f"{HOST} ignored the postcode asked for: it answered with over {PAGE} places")
        return _once([found])

    def _by_postcode(self, postcode: str, current: bool | None) -> list[ListedMember]:
        """By `Location`; where that does not lead to one constituency, by way of postcodes.io."""
        try:
            found = next(self._pages([("Location", postcode)], current), [])
        except Unavailable:
            found = []
        if {m.house for m in found} == {"commons"} and len({m.seat for m in found}) == 1:
            return found
        seat = self._constituency(postcode)
        return [m for m in self._by_seat(seat, current) if _folded(m.seat or "") == _folded(seat)] if seat else []

    def _constituency(self, postcode: str) -> str | None:
        """Where *postcode* lies, by postcodes.io; its addresses hold the postcode, so its errors are not repeated."""
        try:
            found = self._client.get(f"{POSTCODES}/{postcode}")["result"]
            seat = found.get("parliamentary_constituency_2024") or found["parliamentary_constituency"]
        except Missing:
            return None
        except (Unavailable, KeyError, TypeError, AttributeError):
            raise Unavailable("api.postcodes.io: the postcode could not be looked up") from None
        return str(seat) if seat else None

    def _pages(
        self, params: Sequence[tuple[str, str]], current: bool | None, house: House | None = None
    ) -> Iterator[list[ListedMember]]:
        """The Members that can be read, page by page; each that cannot is a warning in the log."""
        rows = self._client.rows(
            f"{API}/Members/Search",
            [*params, *([] if current is None else [("IsCurrentMember", str(current).lower())])],
            take=PAGE,
            results=lambda reply: reply["items"] or [],
            total=lambda reply: int(reply["totalResults"]),
            key=_key,
        )
        for batch in rows:
            page = list(_readable(batch))
            for m in page:
                if (current and m.until) or (house and m.house not in (house, None)):
                    raise Unavailable(f"{HOST} ignored what was asked for: it answered with Member {m.id}")
            yield page
        if rows.outcome.distinct < rows.outcome.total:
            raise Unavailable(f"{HOST}: only {rows.outcome.distinct} of {rows.outcome.total} Members came")

    def _get(self, path: str, params: Sequence[tuple[str, str]] = ()) -> Any:
        return self._client.get(f"{API}/{path}", params)


def line(member: ListedMember) -> str:
    """The line for `members = […]` of a watch: `4514,  # Sir Keir Starmer, Labour, Holborn and St Pancras`."""
    until = f"until {member.until}" if member.until else None
    return f"{member.id},  # {', '.join(s for s in (member.name, member.party, member.seat, until) if s)}"


def csv_line(member: ListedMember) -> str:
    """The line for a CSV of Members with the columns id, name, tags, stance, note."""
    written = io.StringIO()
    csv.writer(written, lineterminator="").writerow([member.id, member.name, "", "", ""])
    return written.getvalue()


def _rows(reply: Any) -> list[Any]:
    """The rows of a reply, a list or `{"items": […]}`."""
    rows = reply.get("items") if isinstance(reply, dict) else reply
    if not isinstance(rows, list):
        raise Unavailable(f"{HOST} answered something else than a list of Members")
    return rows


def _key(row: Any) -> Any:
    return member_id(row) or repr(row)


def _readable(rows: Iterable[Any]) -> Iterator[ListedMember]:
    for row in rows:
        try:
            yield read_listed(row)
        except Unreadable as err:
            _log.warning("%s", err)


def _once(pages: Iterable[Iterable[ListedMember]]) -> list[ListedMember]:
    """Each Member once, in order."""
    return list({m.id: m for page in pages for m in page}.values())


def _other_names(text: str) -> Iterator[str]:
    """What else a Lord may be found by: the name without titles, then the surname ("Quill" of Lord Quill of Wold)."""
    name = " ".join(_TITLES.sub(" ", text).split())
    surname = re.split(r" of ", name, flags=re.IGNORECASE)[0].split(" ")[-1]
    yield from (other for other in dict.fromkeys((name, surname)) if other and other != text)


def _folded(text: str) -> str:
    """Without capitals and accents, one kind of apostrophe."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()
