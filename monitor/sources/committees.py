"""Committees of both Houses, from committees-api (API_NOTES 6): inquiries, calls for evidence, sessions, papers.

Rows tell all there is but the scope of an inquiry, whose it is, and the words of evidence: these are fetched once for
each, so many in one reading, and the rest in the next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from monitor.parliament.dates import today
from monitor.sources import committee_business as business
from monitor.sources import committee_events as events
from monitor.sources import committee_evidence as evidence
from monitor.sources import committee_papers as papers
from monitor.sources.committee_evidence import Looks, Transcripts
from monitor.sources.committee_plan import (
    BUSINESS,
    DAY,
    LATE,
    LISTS,
    ORAL,
    WRITTEN,
    List,
    Params,
    counted,
    is_daily,
    plan,
)
from monitor.sources.committee_wire import BASE, NAME, Proceeding, WireCommittee, held_by, items, key, total, value
from monitor.sources.lists import Listing, ListSource, Stretch
from monitor.sources.paging import Check, Row, Rows
from monitor.sources.source import Event, Known, Record, Unavailable, Unreadable, Window
from monitor.sources.wire import expect, understood

#: rows asked for at once; no cap was seen (API_NOTES 0.13)
TAKE = 500
#: requests for single records in one reading; where the day's long lists are read too; works looked at again
LOOKS, DAILY_LOOKS, AGAIN = 20, 120, 5
#: a work has few committees; more show that all were answered
COMMITTEES = 10
#: a matched inquiry is looked at again until it is this old, and at least this often
FOLLOWED, SELDOM = timedelta(days=730), timedelta(days=28)
ONE_ROW: Params = (("Skip", "0"), ("Take", "1"))
ASKING: Params = (*BUSINESS.params, ("CurrentlyAcceptingEvidence", "true"))
ACTIVITIES: dict[str, Callable[[Proceeding], Iterable[Event]]] = {
    "work": business.activities,
    "event": events.activities,
    "publication": papers.activities,
    "oral-evidence": evidence.activities,
    "written-evidence": evidence.activities,
}


class Committees(ListSource[Proceeding]):
    """The source; see `Source`."""

    name = NAME
    kinds: tuple[str, ...] = ("inquiry", "call-for-evidence", "evidence-session", "evidence", "report", "response")
    record: type[Record] = Proceeding

    def lists(
        self, window: Window, known: Known, again: Sequence[Proceeding], *, now: datetime
    ) -> Iterator[Listing[Proceeding]]:
        """Works that ask for evidence, each list near or far, works looked at again; at the end what was missed."""
        planned, held = plan(window, known, now=now), counted(window, known, now=now)
        daily = any(is_daily(stretch) for _, stretch in planned)
        looks = Looks(None if window.history else DAILY_LOOKS if daily else LOOKS)
        words = Transcripts(self._client, known, looks, now=now)
        work = partial(self._work, known, looks)
        if not window.history:
            asking = partial(self._rows, BUSINESS.path, ASKING, business.asking(today(now)))
            yield Listing("work/asking", asking, business.read, work)
        for one, stretch in planned:
            rows = partial(self._rows, one.path, one.asked(stretch), one.checked(stretch))
            if one is BUSINESS:
                yield Listing(stretch.span, rows, partial(business.opened, stretch.first), work)
            else:
                yield Listing(stretch.span, rows, one.read, words.whole if one in (ORAL, WRITTEN) else None)
        for one, stretch, count in held:
            if self._grown(one, stretch, count):
                rows = partial(self._rows, one.path, one.asked(stretch), one.checked(stretch))
                yield Listing(stretch.span, rows, one.read, words.whole)
        if again:
            yield self._again(again[:AGAIN])
        if words.missed:
            yield Listing("documents", words.tell, lambda _: None)

    def told(self, after: Proceeding, before: Proceeding | None, *, now: datetime) -> Iterable[Event]:
        """What the committee did."""
        del before, now
        return ACTIVITIES[after.sort](after)

    def merged(self, after: Proceeding, before: Proceeding) -> Proceeding:
        """What was once fetched stays where a row comes again without it."""
        kept: dict[str, Any] = {}
        if after.clipped and not before.clipped:
            kept |= {"said": before.said, "clipped": False}
        if after.committee is None:
            kept |= {"committee": before.committee, "house": before.house}
        return after.model_copy(update=kept)

    def follow_up(self, record: Proceeding, *, now: datetime) -> datetime | None:
        """An open inquiry, as no list tells its scope: after a day, then ever less often."""
        age = max(today(now) - record.day, timedelta(0))
        if not record.inquiry or record.closed or age > FOLLOWED:
            return None
        return now + min(max(age / 4, DAY), SELDOM)

    def check(self, *, now: datetime) -> str:
        """A row of each list, in the shape expected. Raises SourceError naming all that differs."""
        said, wrong = list[str](), list[str]()
        for one in LISTS:
            stretch = Stretch(one.span, today(now) - LATE, today(now) + one.ahead)
            url = f"{BASE}/{one.path}"
            try:
                reply = self._client.get(url, (*one.asked(stretch), *ONE_ROW))
                for row in _rows(reply, url):
                    expect(one.wire, row, url=url)
                    one.read(row)
            except (Unavailable, Unreadable) as err:
                wrong.append(str(err))
            else:
                said.append(f"{total(reply)} of {one.path}")
        if wrong:
            raise Unavailable("; ".join(wrong))
        return f"in the last {LATE.days // 7} weeks: {', '.join(said)}"

    def _rows(self, path: str, params: Params, check: Check) -> Rows:
        return self._client.rows(
            f"{BASE}/{path}",
            params,
            skip_name="Skip",
            take_name="Take",
            take=TAKE,
            results=items,
            total=total,
            key=key,
            check=check,
        )

    def _grown(self, one: List, stretch: Stretch, count: int) -> bool:
        """Whether there are more rows than *count*, or fewer; also where that cannot be told."""
        try:
            return total(self._client.get(f"{BASE}/{one.path}", (*one.asked(stretch), *ONE_ROW))) != count
        except (Unavailable, KeyError, TypeError):
            return True

    def _work(self, known: Known, looks: Looks, listed: Proceeding) -> Proceeding:
        """*listed* with its scope and its committee; to be asked for again where either is not had yet."""
        whose = not known.listings([listed.id]).get(listed.id)
        if not looks.take(1 + whose):
            return listed.model_copy(update={"listing": ""})
        found = self._told_alone(listed)
        if not whose:
            return found
        holder = self._committee(listed.upstream_id)
        return found.model_copy(update=holder or {"listing": ""})

    def _told_alone(self, listed: Proceeding) -> Proceeding:
        url = f"{BASE}/{BUSINESS.path}/{listed.upstream_id}"
        return business.whole(listed, value(self._client.get(url)), url)

    def _committee(self, work: str) -> dict[str, Any]:
        """Whose a work is; all there were, also before."""
        url = f"{BASE}/Committees"
        reply = self._client.get(url, (("CommitteeBusinessId", work), ("CommitteeStatus", "All")))
        rows = _rows(reply, url)
        if total(reply) > COMMITTEES:
            raise Unavailable(f"{url}: asked for the committee of work {work}, answered with {total(reply)}")
        return held_by([understood(WireCommittee, row, url=url, ident=work) for row in rows])

    def _again(self, records: Sequence[Proceeding]) -> Listing[Proceeding]:
        """Works that are read again whatever their rows say, each alone."""
        kept = {r.id: r for r in records}
        rows = [{"id": id} for id in kept]
        held = Rows(
            lambda skip: rows[skip:],
            take=TAKE,
            results=lambda some: some,
            total=lambda _: len(rows),
            key=key,
            check=None,
            where="again",
        )

        def look(row: Row) -> Proceeding:
            return kept[row["id"]].model_copy(update={"listing": ""})

        def whole(listed: Proceeding) -> Proceeding:
            return self._told_alone(kept[listed.id])

        return Listing("again", lambda: held, look, whole)


def _rows(reply: Any, url: str) -> list[Row]:
    """The rows of a reply. Raises Unavailable where it is no list."""
    try:
        total(reply)
        return items(reply)
    except (KeyError, TypeError, AttributeError) as err:
        raise Unavailable(f"{url}: the list has another shape ({type(err).__name__}: {err})") from None
