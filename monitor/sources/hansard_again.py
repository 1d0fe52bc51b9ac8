"""One day of Hansard read once more, before its words are published: no calendar and no timetable decides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from monitor.sources.hansard import HOUSES, Hansard
from monitor.sources.hansard_day import read_day
from monitor.sources.hansard_shape import Sitting
from monitor.sources.source import Known, Page, Record, Unavailable, Window


class OneDay(Hansard):
    """Hansard, of which one day is read however lately it was read."""

    def read(self, window: Window, known: Known, again: Sequence[Record], *, now: datetime) -> Iterator[Page]:  # noqa: ARG002  fixed signature
        """A page for each House that sat on the last day of *window*; where one cannot be had, that is the end."""
        for sitting in (Sitting(house, window.last) for house in HOUSES):
            last = known.readings([sitting.span]).get(sitting.span)
            try:
                page = read_day(self._client, sitting, last=last, listed=False)
            except Unavailable as err:
                yield Page(span=sitting.span, error=f"{sitting}: {err}")
                return
            if page:
                yield page
