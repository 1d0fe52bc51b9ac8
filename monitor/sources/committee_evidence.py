"""Evidence that committees published, oral and written, and its words, which are fetched once for each.

Words come as HTML, base64 in JSON. For some documents that conversion is missing and the service answers 500: their
evidence is told by its heading, and asked for again once a day for a week. Of what was never HTML, and of what did not
come within the week, all there is to read is who gave it.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from monitor.parliament.activities import Evidence
from monitor.parliament.dates import today
from monitor.parliament.text import plain
from monitor.sources.committee_wire import (
    BASE,
    Proceeding,
    Sort,
    WireCommittee,
    WireWitness,
    WireWork,
    beside,
    held_by,
    identity,
    participants,
    titles,
    told,
    value,
    witnesses,
    works,
)
from monitor.sources.http import Missing, PoliteClient
from monitor.sources.lists import FAILED
from monitor.sources.paging import Row, Rows
from monitor.sources.source import Event, Known, Unavailable
from monitor.sources.wire import Camel, Day, MaybeDay, Text, fingerprint, understood

PATHS: dict[Sort, str] = {"oral-evidence": "OralEvidence", "written-evidence": "WrittenEvidence"}
#: words that could not be had are asked for again, once a day, this long after publication
RETRY = timedelta(days=7)
#: in the fingerprint of evidence whose words are still asked for
_WITHOUT = "/without/"


class _File(Camel):
    file_size: int | None = None
    file_data_format: Text = ""


class _Document(Camel):
    document_id: int | None = None
    files: tuple[_File, ...] | None = None


class _Evidence(Camel):
    id: int
    publication_date: Day
    witnesses: tuple[WireWitness, ...] | None = None
    document: _Document | None = None
    committees: tuple[WireCommittee, ...] | None = None


class WireOral(_Evidence):
    """A transcript of a meeting."""

    meeting_date: MaybeDay = None
    activity_start_date: MaybeDay = None
    committee_businesses: tuple[WireWork, ...] | None = None


class WireWritten(_Evidence):
    """A submission that was published."""

    committee_business: WireWork | None = None
    internal_reference: Text = ""
    anonymous_witness_text: Text = ""


def read_oral(row: Row) -> Proceeding:
    """The oral evidence of a list row, its words yet unknown. Raises Unreadable."""
    wire = understood(WireOral, row, url=_url("oral-evidence", row), ident=str(row.get("id") or ""))
    heard = wire.meeting_date or wire.activity_start_date
    found = works(wire.committee_businesses or ())
    return _evidence("oral-evidence", wire, found=found, heading="Oral evidence").model_copy(update={"heard": heard})


def read_written(row: Row) -> Proceeding:
    """The written evidence of a list row, its words yet unknown. Raises Unreadable."""
    wire = understood(WireWritten, row, url=_url("written-evidence", row), ident=str(row.get("id") or ""))
    return _evidence(
        "written-evidence",
        wire,
        found=works([wire.committee_business]),
        heading="Written evidence",
        instead=wire.anonymous_witness_text,
    )


def _url(sort: Sort, row: Row) -> str:
    return f"{BASE}/{PATHS[sort]}/{row.get('id') or ''}"


def _evidence(sort: Sort, wire: _Evidence, *, found: Any, heading: str, instead: str = "") -> Proceeding:
    title = ": ".join(filter(None, (heading, titles(found))))
    heard = witnesses(wire.witnesses or (), instead)
    files = (wire.document.files if wire.document else None) or ()
    return Proceeding(
        **identity(sort, wire.id, wire.publication_date, fingerprint(wire.model_dump(mode="json"))),
        **held_by(wire.committees),
        title=title,
        works=found,
        said=beside(title, [w.line for w in heard]),
        clipped=True,
        witnesses=heard,
        worded=any(f.file_data_format.casefold() == "html" for f in files),
    )


def activities(record: Proceeding) -> Iterable[Event]:
    """The evidence, in part while its words may still come."""
    fields = told(record, "evidence") | {"partial": record.clipped and _awaited(record)}
    yield Event(activity=Evidence(**fields, participants=participants(record.witnesses), heard=record.heard))


def _awaited(record: Proceeding) -> bool:
    """Whether words that were not had will be asked for."""
    return record.worded and (not record.listing or _WITHOUT in record.listing)


@dataclass
class Looks:
    """How many requests for single records one reading may still make; None: as many as there are."""

    left: int | None

    def take(self, requests: int) -> bool:
        """Whether there are *requests* left, which are then gone."""
        if self.left is None:
            return True
        self.left -= requests
        return self.left >= 0


class Transcripts:
    """The words of evidence, within one reading."""

    def __init__(self, client: PoliteClient, known: Known, looks: Looks, *, now: datetime) -> None:
        self._client, self._known, self._looks, self._today = client, known, looks, today(now)
        #: what could not be had, a line each
        self.missed: list[str] = []

    def whole(self, listed: Proceeding) -> Proceeding:
        """*listed* with its words; as it is where they cannot be had; to be asked for again where it must wait."""
        if not listed.worded:
            return listed
        kept = self._known.listings([listed.id]).get(listed.id, "")
        without = listed.model_copy(update={"listing": self._without(listed, kept)})
        if kept == without.listing:
            return without
        if len(self.missed) >= FAILED or not self._looks.take(1):
            return listed.model_copy(update={"listing": ""})
        url = f"{BASE}/{PATHS[listed.sort]}/{listed.upstream_id}/Document/Html"
        try:
            words = plain(_html(self._client.get(url), url))
        except Missing:
            return without
        except Unavailable as err:
            self.missed.append(str(err))
            return without
        if not words:
            return without
        return listed.model_copy(update={"said": "\n\n".join(filter(None, (listed.said, words))), "clipped": False})

    def tell(self) -> Rows:
        """Raises Unavailable, which says what could not be had."""
        raise Unavailable("; ".join(self.missed))

    def _without(self, listed: Proceeding, kept: str) -> str:
        """The fingerprint of evidence whose words cannot be had, since when and today; after a week, its own.

        *kept*: the fingerprint under which it was last read.
        """
        without = f"{listed.listing}{_WITHOUT}"
        since = kept.removeprefix(without).partition("/")[0] if kept.startswith(without) else str(self._today)
        return listed.listing if since < str(self._today - RETRY) else f"{without}{since}/{self._today}"


def _html(reply: Any, url: str) -> str:
    """The HTML of a document. Raises Unavailable where it is none."""
    data = value(reply).get("data") if isinstance(reply, dict) else reply
    if isinstance(data, str) and "<" in data:
        return data
    try:
        return base64.b64decode("".join((data or "").split()), validate=True).decode("utf-8", errors="replace")
    except (AttributeError, TypeError, ValueError):
        raise Unavailable(f"{url}: the document cannot be read") from None
