"""Activities put straight into a store, matched or not, for tests of what is told of them."""

from __future__ import annotations

from datetime import datetime

from monitor.parliament.activities import Activity
from monitor.store import Batch, MatchRow, RecordRow, Store


def keep(store: Store, *activities: Activity, now: datetime, watch: tuple[str, str] | None = None) -> None:
    """Record *activities* as read at *now*; with *watch* (watchlist, watch) they match it."""
    for one in activities:
        row = RecordRow(one.record, one.upstream_id, "span", "", "{}")
        found = (MatchRow(*watch, one.id, "[]", "…", "pending"),) if watch else ()
        batch = Batch(source=one.source, poll=0, records=(row,), new=(one,), matched=frozenset({one.id}), matches=found)
        store.record(batch, now=now)
