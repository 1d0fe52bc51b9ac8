"""Petitions to Parliament and the Government, from petition.parliament.uk (API_NOTES 10).

A petition is one subject, and each of its steps an activity of its own, dated by its own date: opened, a threshold
passed, answered, a debate scheduled, debated or not. The opening has the plain id of the petition as upstream id, a
later step the id and its name, `810001/response`. Each step holds the petition's words too, so whoever matched it gets
what comes of it. That it was closed or rejected stands on its record only.

Lists hold all there is, fifty a page, and know neither dates nor a total. A poll reads what is newest, opened and
answered, until it comes to what is known. Thresholds and debates can come to any petition: all that are open, and
those that wait, are read through once a night. A matched petition is looked at by itself while it is news.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

from monitor.parliament import activities
from monitor.parliament.dates import at, today
from monitor.sources.http import PoliteClient
from monitor.sources.lists import RESUME, Listing, ListSource
from monitor.sources.paging import Paged, Row, Rows
from monitor.sources.petition_wire import SITE, Petition, Step, Wire, attributes, petition
from monitor.sources.source import Event, Known, Record, Unavailable, Unreadable, Window
from monitor.sources.wire import expect

LIST = f"{SITE}/petitions.json"
#: states to ask for, with the instant by which they are listed, the latest first; "" in another order. Their names and
#: orders are those of alphagov/e-petitions; for one that upstream does not know it lists all, most signatures first
NEWEST = {"recent": "opened_at", "with_response": "government_response_at"}
NIGHTLY = {"open": "", "awaiting_response": "", "awaiting_debate": "", "debated": "debate_outcome_at"}
HISTORY = ("open", "closed")
#: London time from which all that is open is read through
NIGHT = time(2)
#: petitions on a page (API_NOTES 0.13)
PAGE = 50
#: pages of what is newest, and of any list, after which something is wrong: some ten petitions are opened a day
FEW, MANY = 10, 1000
#: matched petitions that are looked at in one poll
LOOKS = 10
#: when one is looked at again: so soon, then after this part of the time since its last step, at most a day
SOON, PART, DAY = timedelta(hours=3), 8, timedelta(days=1)


class Petitions(ListSource[Petition]):
    """The source; see `Source`."""

    name = "petitions"
    kinds: tuple[str, ...] = ("petition",)
    record: type[Record] = Petition

    def lists(
        self, window: Window, known: Known, again: Sequence[Petition], *, now: datetime
    ) -> Iterable[Listing[Petition]]:
        """Those to be looked at; what is newest; once a night all that is open or waits. Of history, all there are."""
        if again:
            looks = [{"id": record.upstream_id, "of": record} for record in again[:LOOKS]]
            yield Listing("looks", partial(_given, looks), lambda row: _unlisted(row["of"]), self._alone)
        read = partial(_within, window)
        for span, state, most in _plan(window, known, now=now):
            enough = _enough(_instant_of(state), window, known)
            yield Listing(span, partial(Pages, self._client, state, most=most, enough=enough), read)

    def told(self, after: Petition, before: Petition | None, *, now: datetime) -> Iterable[Event]:
        """The steps of the petition."""
        del before, now
        return (Event(activity=_activity(after, step)) for step in after.steps)

    def follow_up(self, record: Petition, *, now: datetime) -> datetime | None:
        """Soon after a step, then more and more seldom; after a week the night is as soon."""
        past = [step.date for step in record.steps if step.date <= today(now)]
        wait = max(SOON, (today(now) - max(past)) / PART) if past else DAY
        return now + wait if wait < DAY else None

    def check(self, *, now: datetime) -> str:
        """The petitions opened last, in the shape expected. Raises SourceError."""
        del now
        pages = Pages(self._client, "recent", most=1, enough=lambda _: True)
        rows = [row for batch in pages for row in batch]
        for row in rows:
            expect(Wire, attributes(row), url=LIST, without={"departments"})
            petition(row)
        order = "the latest first" if _ordered(rows, NEWEST["recent"]) else "not the latest first: polls read on"
        return f"{len(rows)} petitions on the first page, {order}"

    def _alone(self, listed: Petition) -> Petition:
        """A petition asked for by itself."""
        url = f"{SITE}/petitions/{listed.upstream_id}.json"
        reply = self._client.get(url)
        found = petition(reply.get("data") if isinstance(reply, dict) else None)
        if found.id != listed.id:
            raise Unavailable(f"{url}: answered with petition {found.upstream_id}")
        return found


class Pages(Rows):
    """A list in pages that tells no total: it ends where no next page is named, or where `enough` says so of a page.

    Petitions change places as they are signed. One that comes twice is a sign that another came not at all: then the
    list is read once more, and what is missed even so comes the next night. Raises Unavailable after *most* pages.
    """

    def __init__(self, client: PoliteClient, state: str, *, most: int, enough: Callable[[Sequence[Row]], bool]) -> None:
        def page(number: int) -> Any:
            return client.get(LIST, [("state", state), ("page", str(number))])

        super().__init__(page, take=PAGE, results=_data, total=_more, key=_key, check=None, where=f"{LIST} ({state})")
        self._most, self._enough = most, enough

    def __iter__(self) -> Iterator[list[Row]]:
        yield from self._pass()
        if not self.outcome.whole:
            yield from self._pass()
            self.outcome = Paged(self.outcome.distinct, self.outcome.distinct, whole=True)

    def _pass(self) -> Iterator[list[Row]]:
        came, here = 0, set[Any]()
        for number in range(1, self._most + 1):
            rows, more = self._read(number)
            came, before = came + len(rows), len(here)
            here.update(map(self._key, rows))
            # asked before they are handed on, and so known
            done = not more or self._enough(rows)
            if fresh := self._fresh(rows):
                yield fresh
            if done:
                break
            if len(here) == before:
                raise Unavailable(f"{self._where}: page {number} is as the pages before it")
        else:
            raise Unavailable(f"{self._where}: no end after {self._most} pages")
        self.outcome = Paged(came, len(here), whole=came == len(here))


def _plan(window: Window, known: Known, *, now: datetime) -> Iterator[tuple[str, str, int]]:
    """The lists to read: span, state, and the most pages of it."""
    if window.history:
        spans = {f"history/{state}/{window.first}/{window.last}": state for state in HISTORY}
        read = known.readings(spans)
        yield from ((s, state, MANY) for s, state in spans.items() if s not in read or now - read[s].at > RESUME)
        return
    yield from ((f"newest/{state}", state, FEW) for state in NEWEST)
    night = at(today(now), NIGHT)
    since = night if night <= now else at(today(now) - DAY, NIGHT)
    read = known.readings([f"nightly/{state}" for state in NIGHTLY])
    for state in NIGHTLY:
        last = read.get(f"nightly/{state}")
        if last is None or last.at < since:
            yield f"nightly/{state}", state, MANY


def _instant_of(state: str) -> str:
    return NEWEST.get(state) or NIGHTLY.get(state, "")


def _enough(by: str, window: Window, known: Known) -> Callable[[Sequence[Row]], bool]:
    """Says of a page whether those after it hold nothing new: it is in order, and is old or all known.

    Order is looked at, since upstream lists all petitions, as they are signed, where it does not know a state.
    """

    def enough(rows: Sequence[Row]) -> bool:
        if window.history or not by or not _ordered(rows, by):
            return False
        return str(attributes(rows[-1])[by])[:10] < str(window.first) or _all_known(rows, known)

    return enough


def _ordered(rows: Sequence[Row], by: str) -> bool:
    """Whether *rows* come by that instant, the latest first."""
    instants = [str(attributes(row).get(by) or "") for row in rows]
    return bool(rows) and all(instants) and instants == sorted(instants, reverse=True)


def _all_known(rows: Sequence[Row], known: Known) -> bool:
    """Whether all *rows* are kept as they are; signatures do not count."""
    try:
        read = [petition(row) for row in rows]
    except Unreadable:
        return False
    kept = known.listings([record.id for record in read])
    return all(kept.get(record.id) == record.listing for record in read)


def _within(window: Window, row: Row) -> Petition | None:
    """The petition of *row*, if anything happened to it in the window, or is to happen. Raises Unreadable."""
    found = petition(row)
    last = window.last if window.history else max(found.days)
    return found if any(window.first <= day <= last for day in found.days) else None


def _given(rows: list[Row]) -> Rows:
    """Rows that are here already."""
    return Rows(
        lambda skip: rows[skip:], take=PAGE, results=list, total=lambda _: len(rows), key=_key, check=None, where=LIST
    )


def _unlisted(record: Petition) -> Petition:
    return record.model_copy(update={"listing": ""})


def _data(reply: Any) -> list[Row]:
    return reply["data"]  # type: ignore[no-any-return]


def _more(reply: Any) -> int:
    """1 where a next page is named."""
    return int(bool(reply["links"].get("next")))


def _key(row: Row) -> str:
    return str(row.get("id") or row)


def _activity(record: Petition, step: Step) -> activities.Activity:
    """A step as an activity. A debate can be put off: its id holds the day.

    The opening is dated by the petition's creation, as recordings are counted, and published on the day it opened.
    """
    name, opening = step.name, step.name == "opened"
    return activities.Petition(
        id=f"{record.id}/{name}" + (f"/{step.date}" if name == "debate-scheduled" else ""),
        record=record.id,
        source=Petitions.name,
        upstream_id=record.upstream_id if opening else f"{record.upstream_id}/{name}",
        subject=record.id,
        house="commons",
        date=record.created if opening else step.date,
        published=step.date,
        title=record.title,
        body=record.body,
        url=f"{SITE}/petitions/{record.upstream_id}",
        said="\n\n".join(text for text in (step.words, record.words) if text),
        step=name,
        signatures=record.signatures,
    )
