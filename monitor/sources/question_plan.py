"""What to read of written questions: spans, found by comparing upstream's totals with the last readings.

A span is a list that is read to its end: the questions tabled, answered, corrected or due on certain days, or those
unanswered and perhaps withdrawn.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from monitor.parliament.dates import at, days, is_working_day, today
from monitor.sources.http import PoliteClient
from monitor.sources.paging import Row
from monitor.sources.question_life import MORNING
from monitor.sources.question_wire import BASE, Wire
from monitor.sources.source import Known, Reading, Unavailable, Window

Day = timedelta(days=1)
#: kind of span → (parameter before From and To, field that it is about)
FILTERS = {
    "tabled": ("tabledWhen", "dateTabled"),
    "answered": ("answeredWhen", "dateAnswered"),
    "corrected": ("correctedWhen", "dateAnswerCorrected"),
    "due": ("dateForAnswerWhen", "dateForAnswer"),
}
#: a day is read again in full so many mornings later, whatever its total says
REREADS = (1, 2, 3, 7, 28)
#: how many days after the last of them it is still made up for
GRACE = 7
CORRECTIONS = 28 * Day
#: how far back withdrawals are looked for, and on to the first of that month
WITHDRAWALS = 60 * Day
#: working days back for which what was due is listed again
DUE_DAYS = 3
#: a backfill begun again within this time goes on where it was killed
RESUME = timedelta(hours=24)


@dataclass(frozen=True)
class Query:
    """What a list is asked for: questions of both Houses and all sessions, by one of their dates."""

    kind: str
    first: date
    last: date
    unanswered: bool = False
    withdrawn: bool = True

    @property
    def params(self) -> list[tuple[str, str]]:
        """The query string; never `expandMember`, which is slow, nor `searchTerm`, which matches any word."""
        name, _ = FILTERS[self.kind]
        dates = [(f"{name}From", self.first.isoformat()), (f"{name}To", self.last.isoformat())]
        withdrawn = [("includeWithdrawn", "true" if self.withdrawn else "false")]
        answered = [("answered", "Unanswered")] if self.unanswered else []
        return [*dates, *withdrawn, *answered, ("sessionStatus", "Any")]

    def check(self, row: Row) -> str | None:
        """What shows that upstream ignored a parameter; a row that cannot be understood shows nothing."""
        value = value_of(row)
        name, named = FILTERS[self.kind]
        day = str(value.get(named))[:10]
        if _is_day(day) and not self.first.isoformat() <= day <= self.last.isoformat():
            return f"ignored {name}From/To: question {value.get('id')} has {named} {day}"
        if self.unanswered and value.get("dateAnswered") and value.get("answerIsHolding") is False:
            return f"ignored answered=Unanswered: question {value.get('id')} is answered"
        if not self.withdrawn and value.get("isWithdrawn") is True:
            return f"ignored includeWithdrawn=false: question {value.get('id')} is withdrawn"
        return None


@dataclass(frozen=True)
class Span:
    """A list to read to its end; without a query there is only its probe to keep.

    `firm` is how many of the rows read before cannot have left it. `known_only` leaves out what the store does not
    know. `probe` is made of the rows read and of how many of them are to be tried again.
    """

    name: str
    query: Query | None
    firm: int = 0
    probe: Callable[[Collection[Wire], int], str] = lambda _, __: ""
    known_only: bool = False

    @property
    def url(self) -> str:
        """Where the list is."""
        return f"{BASE}?{urlencode(self.query.params)}" if self.query else BASE


@dataclass(frozen=True)
class Group:
    """Spans that are found by asking upstream for totals."""

    name: str
    spans: Callable[[], Sequence[Span]]


class Plan:
    """The spans that a window asks for at *now*."""

    def __init__(self, client: PoliteClient, known: Known, *, now: datetime) -> None:
        self._client, self._known, self._now = client, known, now
        self._today = today(now)
        self._morning = at(self._today, MORNING)

    def groups(self, window: Window) -> list[Group]:
        """What *window* asks for, in order."""
        first, last = window.first, min(window.last, self._today)
        if window.history:
            return [Group("history", lambda: self._history(first, last))]
        return [
            Group("tabled", lambda: self._days("tabled", first, last)),
            Group("answered", lambda: self._days("answered", first, last)),
            Group("corrected", self._corrected),
            Group("due", self._due),
            Group("withdrawn", self._withdrawn),
        ]

    def _history(self, first: date, last: date) -> list[Span]:
        """Every day, but what was read within RESUME."""
        spans = [_span(kind, day, None) for day in days(first, last) for kind in ("tabled", "answered")]
        spans.append(Span(f"corrected/{first}..{last}", Query("corrected", first, last)))
        done = self._known.readings([s.name for s in spans])
        return [s for s in spans if s.name not in done or done[s.name].at <= self._now - RESUME]

    def _days(self, kind: str, first: date, last: date) -> list[Span]:
        """Newest first: days never read, those whose total has changed, and those due for a timed reading."""
        window = days(first, last)
        earliest = min(first, self._today - (REREADS[-1] + GRACE) * Day)
        held = self._known.readings([f"{kind}/{day}" for day in days(earliest, last)])
        readings = {day: held[f"{kind}/{day}"] for day in days(earliest, last) if f"{kind}/{day}" in held}
        chosen = {d for d in window if d not in readings or _unsettled(readings[d])}
        chosen |= {d for d, r in readings.items() if self._due_again(d, r)}
        if kind == "answered" and self._today in window:  # a holding answer and the answer of one day are one row
            chosen.add(self._today)
        for run in _runs([d for d in window if d not in chosen]):
            chosen.update(self._differing(kind, run, readings))
        return [_span(kind, day, readings.get(day)) for day in sorted(chosen, reverse=True)]

    def _due_again(self, day: date, reading: Reading) -> bool:
        mornings = (at(day + n * Day, MORNING) for n in REREADS)
        return any(reading.at < morning <= self._now for morning in mornings)

    def _differing(self, kind: str, run: Sequence[date], readings: Mapping[date, Reading]) -> list[date]:
        """The days of *run* whose total is not that of their last reading, found by halving."""

        def locate(part: Sequence[date], total: int) -> list[date]:
            if total == sum(readings[day].count for day in part):
                return []
            if len(part) == 1:
                return [part[0]]
            left, right = part[: len(part) // 2], part[len(part) // 2 :]
            there = self._total(Query(kind, left[0], left[-1]))
            return locate(left, there) + locate(right, total - there)

        return locate(run, self._total(Query(kind, run[0], run[-1])))

    def _corrected(self) -> list[Span]:
        query = Query("corrected", self._today - CORRECTIONS, self._today)
        known = self._known.readings(["corrected"]).get("corrected")
        firm = sum(day >= query.first.isoformat() for day in known.probe.split()) if known else 0
        return [Span("corrected", query, firm, _dated)]

    def _due(self) -> list[Span]:
        """Once a day, from the morning on."""
        known = self._known.readings(["due"]).get("due")
        if self._now < self._morning or (known and known.at >= self._morning):
            return []
        first = self._today
        for _ in range(DUE_DAYS):
            first -= Day
            while not is_working_day(first):
                first -= Day
        return [Span("due", Query("due", first, self._today - Day, unanswered=True))]

    def _withdrawn(self) -> list[Span]:
        """Totals with and without the withdrawn ones say how many there are; the list is read when that has changed."""
        query = Query("tabled", (self._today - WITHDRAWALS).replace(day=1), self._today, unanswered=True)
        total = self._total(query)
        count = total - self._total(replace(query, withdrawn=False))
        known = self._known.readings(["withdrawn"]).get("withdrawn")
        if known is None:
            return [Span("withdrawn", None, probe=lambda _, __: f"{count} of {total}")]
        before, _, of = known.probe.split()
        if int(before) == count:
            return []
        return [Span("withdrawn", query, min(1, int(of)), _counted, known_only=True)]

    def _total(self, query: Query) -> int:
        """How many rows *query* has; raises Unavailable."""
        reply = self._client.get(BASE, [*query.params, ("skip", "0"), ("take", "1")])
        try:
            rows, total = results(reply), total_of(reply)
        except (KeyError, TypeError) as err:
            raise Unavailable(f"{BASE}: a list of another shape ({err})") from None
        if wrong := next(filter(None, map(query.check, rows)), None):
            raise Unavailable(f"{BASE}: {wrong}")
        return total


def _span(kind: str, day: date, reading: Reading | None) -> Span:
    """One day. Who tabled or answered stays; a holding answer leaves its day when the answer comes."""
    firm = int(reading.probe.split()[0]) if reading else 0
    return Span(f"{kind}/{day}", Query(kind, day, day), firm, _all if kind == "tabled" else _final)


def _unsettled(reading: Reading) -> bool:
    """Whether rows of a day could not be read."""
    return not reading.probe.endswith(" 0")


def _all(wires: Collection[Wire], unsettled: int) -> str:
    return f"{len(wires)} {unsettled}"


def _final(wires: Collection[Wire], unsettled: int) -> str:
    return f"{sum(not w.answer_is_holding for w in wires)} {unsettled}"


def _dated(wires: Collection[Wire], _: int) -> str:
    return " ".join(sorted(str(w.date_answer_corrected) for w in wires))


def _counted(wires: Collection[Wire], unsettled: int) -> str:
    return f"{-1 if unsettled else sum(w.is_withdrawn for w in wires)} of {len(wires)}"


def _runs(given: Sequence[date]) -> list[list[date]]:
    """*given*, ascending, in stretches without a gap."""
    runs: list[list[date]] = []
    for day in given:
        if runs and day - runs[-1][-1] == Day:
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


# -- the shape of a list -----------------------------------------------------------------------------------------------


def results(reply: Any) -> list[Row]:
    """The rows of a list reply. Raises KeyError or TypeError where it has another shape."""
    return [row if isinstance(row, dict) else {"value": row} for row in reply["results"] or []]


def total_of(reply: Any) -> int:
    """The total that a list reply names. Raises KeyError or TypeError where it has another shape."""
    total = reply["totalResults"]
    if not isinstance(total, int):
        raise TypeError("totalResults is no number")
    return total


def value_of(row: Any) -> Row:
    """The question itself, {} where there is none."""
    value = row.get("value") if isinstance(row, dict) else None
    return value if isinstance(value, dict) else {}


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
