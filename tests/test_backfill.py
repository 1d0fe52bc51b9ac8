"""Backfill: history read in one go holds the same records as polling, and goes on where it was killed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from monitor.app import App
from monitor.parliament.dates import instant
from monitor.poll import Polled, poll, window
from monitor.settings import Settings
from monitor.sources.http import PoliteClient
from monitor.sources.source import Page, Source, Window
from tests.upstream import Replica

SOURCES = ("written-questions", "hansard")
SCENARIOS = ("question-life", "justice-questions")
DAYS = [f"2026-03-{day:02}T07:30:00" for day in range(2, 21)]
END = "2026-03-20T08:00:00"
FORTNIGHT = Window(first=date(2026, 3, 2), last=date(2026, 3, 20), history=True)


class Killed(BaseException):
    """Stands for the kill: nothing catches it."""


@contextmanager
def monitor(folder: Path, upstream: Replica) -> Iterator[App]:
    """A monitor with its store in *folder* and the packaged watchlist."""
    settings = Settings(database_url=f"sqlite:///{folder}/monitor.db", watchlists=folder / "none", _env_file=None)
    app = App(settings, PoliteClient(mirror=upstream.url, pace=10_000))
    yield app
    app.store.close()
    app.client.close()


def read(
    app: App, now: str, wanted: Window | None = None, *, on_page: Callable[[Source, Page], None] | None = None
) -> list[Polled]:
    """Both sources read once; without a window as `monitor poll` does."""
    at = instant(now)
    walk = app.walk(now=at)
    walk.on_page = on_page or walk.on_page
    chosen = [app.sources[name] for name in SOURCES]
    return [poll(s, walk, window=wanted or window(app.store.last_complete(s.name), now=at), now=at) for s in chosen]


def told(app: App, kinds: Sequence[str]) -> set[tuple[str, str]]:
    """(id, words) of what was recorded of these kinds."""
    return {(a.id, a.text) for a in app.store.activities() if a.kind in kinds}


@pytest.fixture
def upstream(replica: Callable[..., Replica]) -> Replica:
    """The two scenarios of March as they stand at their end."""
    return replica(*SCENARIOS, now=END)


def test_backfill_finds_the_records_that_polling_found(upstream: Replica, tmp_path: Path) -> None:
    """Questions, current answers and corrections, and every contribution: the same in both stores, word for word.

    Only by polling can be known: who was overdue, when a withdrawal was found, and what was said before a correction.
    """
    (tmp_path / "polled").mkdir()
    (tmp_path / "filled").mkdir()
    kinds = ("question", "correction", "contribution", "ministerial-correction")
    with monitor(tmp_path / "polled", upstream) as polled, monitor(tmp_path / "filled", upstream) as filled:
        for day in DAYS:
            upstream.clock(day)
            read(polled, day)
        upstream.clock(END)
        read(polled, END)
        assert {p.outcome for p in read(filled, END, FORTNIGHT)} == {"complete"}
        assert len(told(filled, kinds)) > 15
        # a speech that moved between two polls keeps its first id where it was followed
        assert {words for _, words in told(filled, kinds)} == {words for _, words in told(polled, kinds)}
        answers = {"answer", "holding-answer"}
        assert {i for i, _ in told(filled, tuple(answers))} == {i for i, _ in told(polled, tuple(answers))}
    assert upstream.violations() == []


def test_a_killed_backfill_goes_on_where_it_was(upstream: Replica, tmp_path: Path) -> None:
    """What was read to its end before the kill is not asked for again, and the store is that of an undisturbed run."""
    (tmp_path / "calm").mkdir()
    (tmp_path / "killed").mkdir()
    left = 20

    def kill(_: Source, page: Page) -> None:
        nonlocal left
        left -= page.complete
        if left == 0:
            raise Killed

    kinds = ("question", "answer", "holding-answer", "correction", "withdrawal", "contribution")
    with monitor(tmp_path / "calm", upstream) as calm:
        read(calm, END, FORTNIGHT)
        whole, expected = calm.client.requests, told(calm, kinds)
    with monitor(tmp_path / "killed", upstream) as first, pytest.raises(Killed):
        read(first, END, FORTNIGHT, on_page=kill)
    with monitor(tmp_path / "killed", upstream) as second:
        assert {p.outcome for p in read(second, END, FORTNIGHT)} == {"complete"}
        assert told(second, kinds) == expected
        assert second.client.requests <= whole - 20
