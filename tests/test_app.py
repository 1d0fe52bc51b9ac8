"""The wiring: what gathering and delivering are given."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from monitor.app import open_app
from monitor.parliament.dates import instant
from monitor.settings import Settings
from monitor.store import Batch, ReadingRow

NOW = instant("2026-03-10T08:00")


def test_a_digest_for_sitting_days_follows_hansard(tmp_path: Path) -> None:
    """A day is a sitting day if words of it were read; after a week without any it is recess, not a working day."""
    settings = Settings(database_url=f"sqlite:///{tmp_path}/monitor.db", _env_file=None)
    with open_app(settings) as app:
        sits = app.desk(clock=lambda: NOW).sits
        assert not sits(date(2026, 3, 10))
        reading = ReadingRow("lords/2026-03-09", NOW, 300, "probe")
        app.store.record(Batch(source="hansard", poll=0, reading=reading), now=NOW)
        assert [day for day in range(6, 20) if sits(date(2026, 3, day))] == [9, 10, 11, 12, 13, 16]
