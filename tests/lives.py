"""Questions and activities for tests of what becomes of them: put straight into a store, or into a replica's scenario."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from monitor.app import App
from monitor.parliament.activities import Activity
from monitor.parliament.dates import instant
from monitor.poll import Polled, poll, window
from monitor.settings import Settings
from monitor.sources.http import PoliteClient
from monitor.store import Batch, MatchRow, RecordRow, Store
from notifiers.notifier import Notifier
from tests.upstream import Replica

_HOSTS = {
    "question": "questions-statements-api", "nonsitting": "whatson-api", "sitting_day": "whatson-api",
    "debate": "hansard-api", "contribution": "hansard-api", "edm": "oralquestionsandmotions-api",
    "division": "commonsvotes-api", "committee": "committees-api", "inquiry": "committees-api",
    "committee_event": "committees-api", "bill": "bills-api", "billstage": "bills-api", "memberdoc": "members-api",
}  # fmt: skip


def keep(store: Store, *activities: Activity, now: datetime, watch: tuple[str, str] | None = None) -> None:
    """Record *activities* as read at *now*; with *watch* (watchlist, watch) they match it."""
    for one in activities:
        row = RecordRow(one.record, one.upstream_id, "span", "", "{}")
        found = (MatchRow(*watch, one.id, "[]", "…", "pending"),) if watch else ()
        batch = Batch(source=one.source, poll=0, records=(row,), new=(one,), matched=frozenset({one.id}), matches=found)
        store.record(batch, now=now)


def scenario(file: Path, *events: dict[str, Any]) -> Path:
    """A scenario of the replica with these events."""
    file.write_text("".join(f"{json.dumps(one)}\n" for one in events), encoding="utf-8")
    return file


def new(kind: str, record: dict[str, Any], *, at: str = "") -> dict[str, Any]:
    """A record that appears at a time, or was always there."""
    return {"at": at, "host": f"{_HOSTS[kind]}.parliament.uk", "kind": kind, "record": record}


def asks(ident: int, uin: str, tabled: str, due: str, words: str, *, asker: int = 91001) -> dict[str, Any]:
    """A question of that evening to the Ministry of Justice; in the Lords where its UIN is."""
    record = {
        "id": ident, "askingMemberId": asker, "house": "Lords" if uin.startswith("HL") else "Commons", "uin": uin,
        "dateTabled": f"{tabled}T00:00:00", "dateForAnswer": f"{due}T00:00:00", "questionText": words,
        "heading": "Probation: Staff", "answeringBodyId": 54, "answeringBodyName": "Ministry of Justice",
    }  # fmt: skip
    return new("question", record, at=f"{tabled}T22:40:00")


def away(ident: int, house: str, name: str, first: str, last: str) -> dict[str, Any]:
    """A time in which a House does not sit."""
    record = {"Id": ident, "StartDate": f"{first}T00:00:00", "EndDate": f"{last}T00:00:00", "Description": name}
    return new("nonsitting", {**record, "House": house, "Category": name, "Type": "Recess", "SortOrder": 0})


def becomes(kind: str, ident: int | str, at: str, **fields: Any) -> dict[str, Any]:
    """A change of a record at a time."""
    return {"at": at, "kind": kind, "id": ident, "set": fields}


@contextmanager
def monitor(upstream: Replica, folder: Path, watchlist: str, *names: str, **media: Notifier) -> Iterator[App]:
    """A monitor that reads the sources of these *names* there, with one watchlist, and sends by *media*."""
    (folder / "probation.toml").write_text(watchlist, encoding="utf-8")
    settings = Settings(database_url=f"sqlite:///{folder}/monitor.db", watchlists=folder, _env_file=None)
    client = PoliteClient(mirror=upstream.url, pace=10_000, attempts=1)
    made = App(settings, client)
    made.__dict__["sources"] = {name: source for name, source in made.sources.items() if name in names}
    made.__dict__["notifiers"] = media
    yield made
    made.store.close()
    client.close()


def reads(app: App, upstream: Replica, now: str) -> list[Polled]:
    """Every source read once, wholly."""
    upstream.clock(now)
    at = instant(now)
    walk, done = app.walk(now=at), []
    for name, source in app.sources.items():
        done.append(poll(source, walk, window=window(app.store.last_complete(name), now=at), now=at))
    assert not [one for one in done if one.errors or one.unreadable]
    return done
