"""What an upstream may say, in every field of every kind of activity; for the tests of what is drawn from it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from monitor.parliament.activities import Activity, Body
from tests.test_composing import PROBATION
from tests.test_composing import digest as told
from tests.test_vocabulary import EVERY_KIND
from watchlists.digest import Digest

#: fields whose texts are ours, or are checked when they are read
OURS = {
    "kind", "source", "house", "chamber", "change", "id", "record", "subject", "upstream_id", "url",
    "starts", "ends", "deadline", "timecode", "noise",
}  # fmt: skip


def every_kind(bad: str, url: str, *, day: date = date(2026, 3, 10)) -> Iterator[Activity]:
    """An activity of each kind that says *bad* in each of its fields, and matches; every other address is unsound."""
    for number, activity in enumerate(EVERY_KIND, 1):
        texts = {name: f"Probation {bad}" for name, own in activity if isinstance(own, str) and name not in OURS}
        people = tuple(p.model_copy(update={"name": bad, "party": bad, "seat": bad}) for p in activity.participants)
        fields: dict[str, Any] = {
            "subject": f"records/{number}",
            "date": day,
            "url": f"javascript:{bad}" if number % 2 else url,
        }
        if activity.kind in ("contribution", "ministerial-correction"):
            fields["parents"] = (bad,)
        yield activity.model_copy(update=texts | fields | {"participants": people, "body": Body(name=bad)})


def composed(bad: str, url: str) -> Digest:
    """The digest of these activities."""
    return told(*every_kind(bad, url), watchlists=(PROBATION,))
