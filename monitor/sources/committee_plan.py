"""Which lists of committees-api are read, and over which dates.

Nothing can be asked for by when it came out, and much comes out long after its day: transcripts are listed by their
meeting, and inquiries, reports and submissions may be dated before they are shown. So there are two rhythms: every
poll reads what is new or near, a request a list; the first of a day reads each list far back, and written evidence.
Of evidence each later poll counts what there is so far back, and reads it again where that has changed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeAlias

from pydantic import BaseModel

from monitor.parliament.dates import today
from monitor.sources import committee_business as business
from monitor.sources import committee_events as events
from monitor.sources import committee_evidence as evidence
from monitor.sources import committee_papers as papers
from monitor.sources.committee_wire import Proceeding, key
from monitor.sources.lists import Stretch, stretches
from monitor.sources.paging import Check, Row
from monitor.sources.source import Known, Window

Params: TypeAlias = tuple[tuple[str, str], ...]
DAY = timedelta(days=1)
#: transcripts are published days to months after the meeting (API_NOTES 6)
LATE = timedelta(weeks=26)
DAILY = "daily"


@dataclass(frozen=True)
class List:
    """One list of the service: where it is, how it is asked for dates, and what shows that they were ignored."""

    span: str
    path: str
    dates: tuple[str, str]
    check: Callable[[date, date], Check]
    read: Callable[[Row], Proceeding | None]
    wire: type[BaseModel]
    params: Params = ()
    #: how long before today every poll reads, at least (None: not at all), and how long the first of a day
    near: timedelta | None = timedelta(0)
    far: timedelta = timedelta(days=28)
    #: how far ahead, of what is coming
    ahead: timedelta = timedelta(0)
    #: whether polls between count what the first of the day read
    counted: bool = False

    def asked(self, stretch: Stretch) -> Params:
        """The parameters. A day more is asked for, as upstream may take the end for its midnight."""
        return (*self.params, (self.dates[0], str(stretch.first)), (self.dates[1], str(stretch.last + DAY)))

    def checked(self, stretch: Stretch) -> Check:
        """What shows that the dates were ignored."""
        return self.check(stretch.first, stretch.last + DAY)


def _within(*names: str) -> Callable[[date, date], Check]:
    """Checks that one of these dates of a row is what was asked for."""

    def between(first: date, last: date) -> Check:
        def check(row: Row) -> str | None:
            printed = [day for name in names if (day := str(row.get(name) or "")[:10])[:1].isdigit()]
            if printed and not any(str(first) <= day <= str(last) for day in printed):
                return f"asked for {first} to {last}, answered with {key(row)} of {printed[0]}"
            return None

        return check

    return between


BUSINESS = List(
    span="work",
    path="CommitteeBusiness",
    dates=("DateFrom", "DateTo"),
    check=business.overlapping,
    read=business.read,
    wire=business.WireBusiness,
    params=(("SortOrder", "DateOpenedNewest"),),
    far=LATE,
)
EVENTS = List(
    span="event",
    path="Events",
    dates=("StartDateFrom", "StartDateTo"),
    check=_within("startDate"),
    read=events.read,
    wire=events.WireEvent,
    params=(("IncludeEventAttendees", "true"),),
    ahead=timedelta(weeks=6),
)
PUBLICATIONS = List(
    span="publication",
    path="Publications",
    dates=("StartDate", "EndDate"),
    check=_within("publicationStartDate"),
    read=papers.read,
    wire=papers.WirePublication,
)
#: by the specification its dates are those of publication, by what was seen those of the meeting: either is believed
ORAL = List(
    span="oral-evidence",
    path="OralEvidence",
    dates=("StartDate", "EndDate"),
    check=_within("meetingDate", "activityStartDate", "publicationDate"),
    read=evidence.read_oral,
    wire=evidence.WireOral,
    near=timedelta(days=14),
    far=LATE,
    counted=True,
)
WRITTEN = List(
    span="written-evidence",
    path="WrittenEvidence",
    dates=("StartDate", "EndDate"),
    check=_within("publicationDate"),
    read=evidence.read_written,
    wire=evidence.WireWritten,
    near=None,
    counted=True,
)
LISTS = (BUSINESS, EVENTS, PUBLICATIONS, ORAL, WRITTEN)


#: the span of the events, which every poll but the first of a day reads
RECENT = f"{EVENTS.span}/recent"
HALF_AN_HOUR = timedelta(minutes=30)


def plan(window: Window, known: Known, *, now: datetime) -> list[tuple[List, Stretch]]:
    """Each list with the dates over which it is read now."""
    if window.history:
        return [(one, stretch) for one in LISTS for stretch in _history(one, window, known, now=now)]
    read = known.readings([f"{one.span}/{DAILY}" for one in LISTS])
    found = list[tuple[List, Stretch]]()
    for one in LISTS:
        span = f"{one.span}/{DAILY}"
        if span not in read or today(read[span].at) < today(now):
            found.append((one, _stretch(one, span, window, one.far)))
        elif one.near is not None:
            found.append((one, _stretch(one, f"{one.span}/recent", window, one.near)))
    return found


def counted(window: Window, known: Known, *, now: datetime) -> list[tuple[List, Stretch, int]]:
    """The lists of evidence that were read far back today, with the dates, and how many rows there were.

    None where everything was read within the last half hour.
    """
    spans = {f"{one.span}/{DAILY}": one for one in LISTS if one.counted and not window.history}
    read = known.readings([*spans, RECENT])
    if RECENT in read and now - read[RECENT].at < HALF_AN_HOUR:
        return []
    return [
        (one, _stretch(one, span, window, one.far), read[span].count)
        for span, one in spans.items()
        if span in read and today(read[span].at) == today(now)
    ]


def is_daily(stretch: Stretch) -> bool:
    """Whether this is the long list of the day."""
    return stretch.span.endswith(f"/{DAILY}")


def _stretch(one: List, span: str, window: Window, back: timedelta) -> Stretch:
    return Stretch(span, min(window.first, window.last - back), window.last + one.ahead)


def _history(one: List, window: Window, known: Known, *, now: datetime) -> list[Stretch]:
    """By the month; of what is listed by its meeting also meetings before the window, as it came out within it."""
    first = window.first - LATE if one is ORAL else window.first
    return stretches(one.span, window.model_copy(update={"first": first}), known, now=now)
