"""What becomes of the Members that watchlists name: posts, parties and Houses, from members-api (API_NOTES 3).

    names, parties, Houses    a hundred Members in one call of History, once an hour
    posts, committees         one call of Biography for each Member, once a day, some of them at each poll

Where no Member is watched nothing is asked for. `membership` reads the replies; History was never seen recorded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from monitor.parliament.dates import today
from monitor.sources.http import Missing
from monitor.sources.lists import EVERYTHING, Listing, ListSource, in_one_reply
from monitor.sources.members import HISTORY_IDS, Register
from monitor.sources.membership import API, member_id, read_committees, read_history, read_posts
from monitor.sources.membership_changes import NAME, MemberRecord, changes, turned
from monitor.sources.paging import Row, Rows
from monitor.sources.source import Event, Known, Record, Unavailable, Unreadable, Window, differing
from monitor.sources.wire import fingerprint

#: Biographies asked for by the first poll of a day, and by each later one while Members are left
FIRST, LATER = 50, 10
#: how long a call of History stands
HOUR = timedelta(hours=1)
#: how long ago something may have happened to be told by a poll; what is older is for `backfill`
REACH = timedelta(days=365)
#: what a Biography holds, for `check`
BIOGRAPHY = ("governmentPosts", "oppositionPosts", "otherPosts", "committeeMemberships")


class Memberships(ListSource[MemberRecord]):
    """The source; see `Source`."""

    name = NAME
    kinds: tuple[str, ...] = ("membership",)
    record: type[Record] = MemberRecord

    def lists(
        self, window: Window, known: Known, again: Sequence[MemberRecord], *, now: datetime
    ) -> Iterable[Listing[MemberRecord]]:
        """The watched Members that were not read lately: all of them for a backfill, some of them at each poll."""
        del again
        watched = sorted(known.watched())
        asked = window if window.history else None
        yield from self._names(watched, asked, known, now=now)
        due = _without_posts_of_today(watched, asked, known, now=now)
        for id in due if asked else due[: FIRST if len(due) == len(watched) else LATER]:
            yield Listing(_posts_span(id, asked), partial(self._biography, id), partial(_posted, id, asked))

    def told(self, after: MemberRecord, before: MemberRecord | None, *, now: datetime) -> Iterable[Event]:
        """Everything that began or ended on the days that were asked for, or within a year."""
        last = today(now)
        asked = after.asked or Window(first=last - REACH, last=last)
        told = (a for a in changes(after) if asked.first <= a.date <= min(asked.last, last))
        found = () if after.asked else turned(after, before, day=last)
        return (Event(activity=a) for a in (*told, *found))

    def merged(self, after: MemberRecord, before: MemberRecord) -> MemberRecord:
        """Names come by one reply and posts by another: what this one did not bring stays."""
        parts = ("names", "parties", "seats", "posts")
        return after.model_copy(update={part: getattr(before, part) for part in parts if getattr(after, part) is None})

    def check(self, *, now: datetime) -> str:
        """A history and a biography, in the shape expected. Raises SourceError."""
        del now
        register = Register(self._client)
        says = register.check()
        for member in next(register.everyone(), [])[:1]:
            reply = self._client.get(url := _address(member.id))
            if wrong := differing(reply.get("value") or {} if isinstance(reply, dict) else {}, BIOGRAPHY):
                raise Unavailable(f"{url}: {wrong}")
            read_posts(reply, member.id)
        return says

    def _names(
        self, watched: Sequence[int], asked: Window | None, known: Known, *, now: datetime
    ) -> Iterator[Listing[MemberRecord]]:
        """The calls of History that were not made within the hour for the same Members; those of a backfill, today."""
        for start in range(0, len(watched), HISTORY_IDS):
            ids = watched[start : start + HISTORY_IDS]
            span, probe = f"names/{_scope(asked)}/{start}", fingerprint(ids)
            last = known.readings([span]).get(span)
            fresh = today(last.at) == today(now) and (asked or now - last.at < HOUR) if last else False
            if last is None or last.probe != probe or not fresh:
                yield Listing(span, partial(self._histories, ids), partial(_named, asked), probe=probe)

    def _histories(self, ids: Sequence[int]) -> Rows:
        def check(row: Row) -> str | None:
            id = member_id(row)
            return f"the ids asked for were ignored: answered with Member {id}" if id and id not in ids else None

        params = [("ids", str(id)) for id in ids]
        return in_one_reply(self._client, f"{API}/Members/History", params, results=_rows, key=repr, check=check)

    def _biography(self, id: int) -> Rows:
        """A list of one reply, empty where there is no such Member."""

        def page(skip: int) -> list[Row]:
            try:
                return [] if skip else [self._client.get(_address(id))]
            except Missing:
                return [{}]

        return Rows(
            page,
            take=EVERYTHING,
            results=lambda rows: rows,
            total=len,
            key=repr,
            check=None,
            where=_address(id),
        )


def _without_posts_of_today(
    watched: Sequence[int], asked: Window | None, known: Known, *, now: datetime
) -> Sequence[int]:
    """Those whose Biography was not read today, never read ones first, then who waits longest."""
    read = known.readings([_posts_span(id, asked) for id in watched])
    at = {id: read[span].at for id in watched if (span := _posts_span(id, asked)) in read}
    due = [id for id in watched if id not in at or today(at[id]) != today(now)]
    return sorted(due, key=lambda id: (id in at, at.get(id, now)))


def _scope(asked: Window | None) -> str:
    """What a reading is for: a backfill of some days does not stand for the poll of today."""
    return f"{asked.first}/{asked.last}" if asked else "now"


def _posts_span(id: int, asked: Window | None) -> str:
    return f"posts/{_scope(asked)}/{id}"


def _address(id: int) -> str:
    return f"{API}/Members/{id}/Biography"


def _rows(reply: Row | list[Row]) -> list[Row]:
    return reply["items"] if isinstance(reply, dict) else reply


def _named(asked: Window | None, row: Row) -> MemberRecord:
    """The Member of a row of History. Raises Unreadable."""
    member = read_history(row)
    return _record(member.id, asked, names=member.names, parties=member.parties, seats=member.seats)


def _posted(id: int, asked: Window | None, row: Row) -> MemberRecord:
    """The Member with posts and committees. Raises Unreadable."""
    if not row:
        raise Unreadable(f"{NAME}/{id}", _address(id), "there is no Member with this id")
    return _record(id, asked, posts=(*read_posts(row, id), *read_committees(row, id)))


def _record(id: int, asked: Window | None, **parts: Any) -> MemberRecord:
    return MemberRecord(id=f"{NAME}/{id}", upstream_id=str(id), span="watched", asked=asked, **parts)
