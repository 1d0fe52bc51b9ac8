"""What was seen and what matched: `Store` writes and reads for the walk, `queries` for people, `backup` copies."""

from monitor.store.batch import ActivityState, Batch, Counts, KeptRow, MatchRow, ReadingRow, RecordRow
from monitor.store.opening import StoreError
from monitor.store.store import Store

__all__ = [
    "ActivityState",
    "Batch",
    "Counts",
    "KeptRow",
    "MatchRow",
    "ReadingRow",
    "RecordRow",
    "Store",
    "StoreError",
]
