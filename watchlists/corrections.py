"""Corrections: a debate that is told points to the ministerial correction of it, which Hansard prints elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from monitor.parliament.activities import Activity, MinisterialCorrection
from watchlists.chips import short
from watchlists.digest import Entry, Past


def corrected(entries: Iterable[Entry], told: Iterable[Activity], *, today: date) -> Iterator[Entry]:
    """*entries*, those of debates with the ministerial corrections among *told* that are of them.

    A correction is of a debate if it has its heading and names its day: "In the debate on 9 March".
    """
    corrections = [one for one in told if isinstance(one, MinisterialCorrection)]
    for entry in entries:
        of = [one for one in corrections if entry.kind == "contribution" and _is_of(one, entry)]
        yield _pointing(entry, sorted(of, key=lambda one: (one.date, one.order)), today) if of else entry


def _is_of(correction: MinisterialCorrection, entry: Entry) -> bool:
    named = f" {entry.date.day} {entry.date:%B}" in " " + " ".join(correction.said.split())
    return named and correction.date >= entry.date and correction.title.casefold() == entry.title.casefold()


def _pointing(entry: Entry, corrections: Sequence[MinisterialCorrection], today: date) -> Entry:
    last = corrections[-1]
    state = f"Corrected {short(last.date, today)}"
    since = (*entry.since, Past(what="corrected", date=last.date, url=last.url))
    return entry.model_copy(update={"chip": " · ".join(filter(None, (entry.chip, state))), "since": since})
