"""Reads sources one after another, for the console: progress while it lasts, then a line for each."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from monitor.app import App
from monitor.cli.console import progress
from monitor.poll import Polled, Walk, poll
from monitor.sources.source import Page, Source, Window
from monitor.streams import say, tell


def read(monitor: App, names: Collection[str] | None, window: Callable[[Source], Window], *, now: datetime) -> bool:
    """Read the window of each source of these names, or of all; False if one was not read to its end.

    A source that fails does not stop the next.
    """
    walk, whole = monitor.walk(now=now), True
    for source in (s for s in monitor.sources.values() if not names or s.name in names):
        with progress(source.name) as on:
            walk.on_page = _telling(on)
            polled = poll(source, walk, window=window(source), now=now)
        _tell(polled, walk)
        whole &= polled.outcome == "complete"
    return whole


def _telling(on: Callable[[str, int], None]) -> Callable[[Source, Page], None]:
    """Tells of each page recorded: where it was, and how many rows it had."""
    return lambda _, page: on(page.span, page.rows)


def _tell(polled: Polled, walk: Walk) -> None:
    """A line for the source on standard output; what could not be read on standard error."""
    c = polled.counts
    tell(
        f"{polled.source}: {polled.outcome}, {polled.window.first} to {polled.window.last}: {c.rows} read, "
        f"{c.new} new, {c.revised} revised, {c.matched} matched, {c.unreadable} unreadable, {polled.requests} requests"
    )
    for unreadable in polled.unreadable:
        say(unreadable)
    for text in (*polled.errors, *walk.problems):
        say(f"{polled.source}: {text}")
    walk.problems.clear()
