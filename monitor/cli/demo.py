"""The demo: the main job from end to end on the sample Parliament, without a setting and without the network.

A fortnight in simulated time, over the packaged watchlist for probation, with the real sources, store and notifiers:
what would be sent is written into a folder and shown. Nothing outside of that folder is touched, and nothing goes on
running.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import get_args

import httpx

from monitor.app import App
from monitor.cli.drafting import draft, week
from monitor.dispatch.coverage import spoken
from monitor.dispatch.delivery import dispatch
from monitor.dispatch.desk import Desk
from monitor.filing import clear, filed_email, filed_slack, text_of
from monitor.parliament.dates import at, days, london
from monitor.poll import poll, window
from monitor.reports.roundup_text import Form
from monitor.reports.week_text import Form as WeekForm
from monitor.sample import LISTS
from monitor.sample.server import served
from monitor.settings import Settings
from monitor.sources.http import PoliteClient
from monitor.streams import say
from notifiers.notifier import Notifier
from watchlists.loading import examples

#: the fortnight, and the time of its last digest
FIRST, LAST, END = date(2026, 3, 2), date(2026, 3, 13), time(16)
#: London time at which sources are read, and at which it is only looked what is due
READ_AT, SEND_AT = (time(7), time(14), time(20)), (time(7, 30), time(16))
#: the sitting day of which a roundup is drafted, and when: that evening, and next morning as revised
SITTING = date(2026, 3, 10)
DRAFTED = (at(SITTING, time(20)), at(SITTING + timedelta(days=1), time(7)))
#: the packaged watchlist of which the roundup is drafted; the sample has another one, of Members, beside it
WATCHLIST = "probation"
#: its addresses
EMAIL, SLACK = "email:policy@example.org", "slack:#probation"
#: where both are laid
WATCHLISTS = "watchlists"
#: the store, left to be looked at
STORE = "sample.db"
#: requests a second: the sample can be asked as fast as it answers
PACE = 10_000.0
#: columns of the line between two digests
RULE = 76


def demo(folder: Path) -> int:
    """Run the fortnight, write its digests into *folder* and show them; how many there were. Raises OSError."""
    _clear(folder)
    lists = folder / WATCHLISTS
    lists.mkdir(exist_ok=True)
    for file in (*examples().glob("*.toml"), *LISTS.glob("*.toml")):
        shutil.copyfile(file, lists / file.name)
    email, slack = filed_email(folder, EMAIL), filed_slack(folder, SLACK)
    with served(now=at(FIRST, READ_AT[0])) as sample, _monitor(sample.url, folder / STORE, lists) as app:
        for now in _times():
            sample.clock(now)
            if london(now).time() in READ_AT:
                _read(app, now=now)
            if now in DRAFTED:
                _show(_draft(app, folder, now=now))
            shown = len(email.written)
            _send(_desk(app, now, email=email, slack=slack), now=now)
            for path in email.written[shown:]:
                _show(text_of(path))
        _show(_week(app, folder, now=at(LAST, END)))
    return len(email.written)


@contextmanager
def _monitor(mirror: str, database: Path, watchlists: Path) -> Iterator[App]:
    """A monitor that heeds no setting from outside, a proxy least of all, and asks *mirror* in place of Parliament."""
    settings = Settings.model_construct(database_url=f"sqlite:///{database}", watchlists=watchlists)
    with PoliteClient(mirror=mirror, pace=PACE, attempts=1, transport=httpx.HTTPTransport()) as client:
        app = App(settings, client)
        try:
            yield app
        finally:
            app.store.close()


def _desk(app: App, now: datetime, **notifiers: Notifier) -> Desk:
    """What dispatching needs, with these *notifiers* by the scheme of their addresses."""
    return replace(app.desk(clock=lambda: now), notifiers=notifiers)


def _times() -> Iterator[datetime]:
    """When something is done: every day, until the last digest."""
    ticks = (at(day, wall) for day in days(FIRST, LAST) for wall in sorted({*READ_AT, *SEND_AT}))
    return (now for now in ticks if now <= at(LAST, END))


def _read(app: App, *, now: datetime) -> None:
    """Read every source, and tell of those that brought or lacked something."""
    walk = app.walk(now=now)
    for source in app.sources.values():
        polled = poll(source, walk, window=window(app.store.last_complete(source.name), now=now), now=now)
        counts = polled.counts
        if polled.errors:
            say(f"{spoken(now)}  {source.name}: {polled.outcome}: {polled.errors[0]}")
        elif counts.new or counts.revised:
            say(f"{spoken(now)}  {source.name}: {counts.new} new, {counts.revised} revised, {counts.matched} matched")


def _send(desk: Desk, *, now: datetime) -> None:
    """Dispatch what is due, and tell of it."""
    done = dispatch(desk, now=now)
    for digest in done.queued:
        say(f"{spoken(now)}  {digest.cadence} digest to {digest.address}")
    for problem in done.problems:
        say(f"{spoken(now)}  {problem}")


def _draft(app: App, folder: Path, *, now: datetime) -> str:
    """Write the roundup in all its forms; returns the plain text."""
    texts = {form: draft(app, WATCHLIST, SITTING, form, now=now) for form in get_args(Form)}
    for form, text in texts.items():
        (folder / f"{london(now):%Y-%m-%d-%H%M}-roundup.{form}").write_text(text, "utf-8")
    say(f"{spoken(now)}  roundup of {SITTING:%A}")
    return texts["txt"]


def _week(app: App, folder: Path, *, now: datetime) -> str:
    """Write the week ahead in all its forms; returns the plain text."""
    texts = {form: week(app, WATCHLIST, form, now=now) for form in get_args(WeekForm)}
    for form, text in texts.items():
        (folder / f"{london(now):%Y-%m-%d-%H%M}-week.{form}").write_bytes(text)
    say(f"{spoken(now)}  the week ahead")
    return texts["txt"].decode()


def _show(text: str) -> None:
    """Print *text* under a line."""
    print(f"{'─' * RULE}\n{text}", flush=True)


def _clear(folder: Path) -> None:
    """Make *folder*, or take out of it what an earlier run has written."""
    clear(folder)
    for name in (STORE, f"{STORE}-wal", f"{STORE}-shm"):
        (folder / name).unlink(missing_ok=True)
