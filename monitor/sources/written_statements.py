"""Written statements of both Houses, from questions-statements-api (API_NOTES 1).

The list cuts texts at 255 characters and strips their tags, so each statement is fetched whole once per change of its
row, and on some mornings after, since a row does not show what is corrected further down. The same statement is often
made in both Houses: the twins name one another, and are one subject. A statement that corrects another is its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, Literal

from monitor.parliament.activities import Body, WrittenStatement
from monitor.parliament.dates import today
from monitor.parliament.people import House, Participant, Value
from monitor.parliament.text import plain
from monitor.sources.lists import Listing, ListSource, Stretch, stretches
from monitor.sources.paging import Row, Rows
from monitor.sources.source import Event, Known, Record, Unavailable, Window
from monitor.sources.wire import Camel, Day, Text, expect, fingerprint, understood

BASE = "https://questions-statements-api.parliament.uk/api/writtenstatements/statements"
PAGE = "https://questions-statements.parliament.uk/written-statements/detail"
#: rows asked for at once; any number that comes is accepted (API_NOTES 13.1)
TAKE = 100
#: a statement is read whole again so many days later, with the first poll of the day
REREADS = (1, 2, 4)
#: fields of which the row has less than the single statement; what else that leaves empty, the row tells
_TEXT = ("text", "clipped")
#: `check` asks for a statement made within this time
CHECKED = timedelta(days=28)
#: links of one statement made in both Houses; what corrects a statement or an answer names it too, and is another
JOINT = ("JointStatement", "")


class _Linked(Camel):
    linked_statement_id: int
    link_type: Text = ""


class _Wire(Camel):
    """One statement as upstream sends it, in a list or alone."""

    id: int
    member_id: int
    member_role: Text = ""
    uin: str
    date_made: Day
    answering_body_id: int | None = None
    answering_body_name: Text = ""
    title: Text = ""
    text: Text = ""
    house: Literal["Commons", "Lords"]
    linked_statements: tuple[_Linked, ...] | None = None


class Statement(Record):
    """A written statement as last read; `clipped`: only the beginning of its text was seen."""

    house: House
    uin: str
    made: date
    member: int
    post: str = ""
    title: str = ""
    #: HTML, or where it is clipped the list's text
    text: str = ""
    clipped: bool = False
    body: Body | None = None
    #: ids of the statements that it was made together with
    linked: tuple[int, ...] = ()


class _Query(Value):
    """The dates asked for, by which rows are checked: upstream ignores a parameter that it does not know."""

    first: date
    last: date

    def check(self, row: Row) -> str | None:
        """What shows that a parameter was ignored; a row that cannot be understood shows nothing."""
        made = str(_value(row).get("dateMade"))[:10]
        if made[:1].isdigit() and not str(self.first) <= made <= str(self.last):
            return f"asked for {self.first} to {self.last}, answered with a statement made on {made}"
        return None


class WrittenStatements(ListSource[Statement]):
    """The source; see `Source`."""

    name = "written-statements"
    kinds: tuple[str, ...] = ("written-statement",)
    record: type[Record] = Statement

    def lists(
        self, window: Window, known: Known, again: Sequence[Statement], *, now: datetime
    ) -> Iterable[Listing[Statement]]:
        """The statements made on the days of the window."""
        del again
        for stretch in stretches("made", window, known, now=now):
            rows, read = partial(self._rows, stretch), partial(_read, today(now))
            yield Listing(stretch.span, rows, read, self._whole, asked=stretch, day=lambda statement: statement.made)

    def told(self, after: Statement, before: Statement | None, *, now: datetime) -> Iterable[Event]:
        """The statement."""
        del before, now
        yield Event(activity=_statement(after))

    def merged(self, after: Statement, before: Statement) -> Statement:
        """A text that was once seen whole stays so where only its beginning comes again."""
        if after.clipped and not before.clipped:
            return after.model_copy(update={"text": before.text, "clipped": False})
        return after

    def check(self, *, now: datetime) -> str:
        """One of the latest statements, in the shape expected. Raises SourceError."""
        since = today(now) - CHECKED
        reply = self._client.get(BASE, [("madeWhenFrom", str(since)), ("skip", "0"), ("take", "1")])
        for row in _results(reply):
            expect(_Wire, _value(row), url=BASE)
            _read(today(now), row)
        return f"{_total(reply)} statements made in the last {CHECKED.days} days"

    def _rows(self, stretch: Stretch) -> Rows:
        query = _Query(first=stretch.first, last=stretch.last)
        params = [("madeWhenFrom", str(query.first)), ("madeWhenTo", str(query.last)), ("sessionStatus", "Any")]
        return self._client.rows(BASE, params, take=TAKE, results=_results, total=_total, key=_key, check=query.check)

    def _whole(self, listed: Statement) -> Statement:
        url = f"{BASE}/{listed.upstream_id}"
        wire = understood(_Wire, _value(self._client.get(url)), url=url, ident=listed.upstream_id)
        if str(wire.id) != listed.upstream_id:
            raise Unavailable(f"{url}: answered with statement {wire.id}")
        found = _made(wire, listing=listed.listing, clipped=False)
        return found.model_copy(update={n: v for n, v in listed if n not in _TEXT and v and not getattr(found, n)})


def _results(reply: Any) -> list[Row]:
    return reply["results"]  # type: ignore[no-any-return]


def _total(reply: Any) -> int:
    return reply["totalResults"]  # type: ignore[no-any-return]


def _value(row: Any) -> Any:
    value = row.get("value") if isinstance(row, dict) else None
    return value if isinstance(value, dict) else {}


def _key(row: Row) -> str:
    return str(_value(row).get("id") or row)


def _read(on: date, row: Row) -> Statement:
    """The statement of a list row; what it says counts as new when it is to be read again. Raises Unreadable."""
    value = _value(row)
    ident = str(value.get("id") or "")
    wire = understood(_Wire, value, url=f"{BASE}/{ident}", ident=ident)
    again = sum(on - wire.date_made >= timedelta(days=n) for n in REREADS)
    return _made(wire, listing=fingerprint([wire.model_dump(mode="json"), again]), clipped=True)


def _made(wire: _Wire, *, listing: str, clipped: bool) -> Statement:
    name = wire.answering_body_name
    return Statement(
        id=f"{WrittenStatements.name}/{wire.id}",
        upstream_id=str(wire.id),
        span=f"made/{wire.date_made}",
        listing=listing,
        house="commons" if wire.house == "Commons" else "lords",
        uin=wire.uin,
        made=wire.date_made,
        member=wire.member_id,
        post=wire.member_role,
        title=wire.title,
        text=wire.text,
        clipped=clipped,
        body=Body(id=wire.answering_body_id, name=name) if name else None,
        linked=tuple(sorted(one.linked_statement_id for one in wire.linked_statements or () if one.link_type in JOINT)),
    )


def _statement(record: Statement) -> WrittenStatement:
    """The activity; its subject is the first of the statements that were made together."""
    first = min([int(record.upstream_id), *record.linked])
    return WrittenStatement(
        id=f"{record.id}/written-statement",
        record=record.id,
        source=WrittenStatements.name,
        upstream_id=record.upstream_id,
        subject=f"{WrittenStatements.name}/{first}",
        house=record.house,
        date=record.made,
        title=" ".join(record.title.split()),
        participants=(Participant(member=record.member, role="spoke"),),
        body=record.body,
        url=f"{PAGE}/{record.made}/{record.uin}",
        partial=record.clipped,
        said=plain(record.text),
        uin=record.uin,
        post=record.post,
    )
