"""Drafts for publishing: the sitting day is read again, then drafted, and every quotation is compared once more."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Literal

from monitor.app import App
from monitor.cli.console import progress
from monitor.parliament.dates import today
from monitor.poll import Walk, poll
from monitor.reports.roundup import STORED, roundup, verify
from monitor.reports.roundup_text import render
from monitor.reports.week import WEEK, calendar, coming, facts
from monitor.reports.week_text import Form, text
from monitor.sources.hansard_again import OneDay
from monitor.sources.source import Source, Window
from monitor.streams import say
from watchlists.week import ahead


def draft(monitor: App, watchlist: str, day: date, form: Literal["md", "html", "txt"], *, now: datetime) -> str:
    """The roundup of *day* in one of the forms, "" where nothing matched. Raises Misquoted.

    Where Hansard cannot be read to its end the stored text is quoted, and the draft says so.
    """
    stored_only = read_again(OneDay(monitor.client), monitor.walk(now=now), day, now=now)
    title = next((one.title for one in monitor.watchlists if one.id == watchlist), watchlist)
    made = roundup(monitor.store, watchlist, day, title=title, notices=[STORED] if stored_only else [])
    verify(made, monitor.store)
    return render(made, form) if made.entries or made.also else ""


def week(monitor: App, watchlist: str | None, form: Form, *, now: datetime) -> bytes:
    """What matched and comes up today and in the next seven days; of one watchlist, or of all."""
    lists = {one.id: one.title for one in monitor.watchlists if watchlist in (None, one.id)} or {watchlist or "": ""}
    day = today(now)
    found = facts(
        monitor.store,
        lists,
        first=day - WEEK,
        last=day - timedelta(days=1),
        sits=monitor.sits,
        sittings=monitor.calendar(),
    )
    until = day + WEEK
    span = f"{day:%a} {day.day} {day:%b} to {until:%a} {until.day} {until:%b %Y}"
    title = f"{', '.join(filter(None, lists.values())) or watchlist}: the week ahead, {span}"
    if form == "ics":
        return calendar(coming(monitor.store, lists, after=day - timedelta(days=1)), title=title, now=now)
    return text(title, ahead(found, days=8), form=form).encode()


def read_again(source: Source, walk: Walk, day: date, *, now: datetime) -> bool:
    """Record and match *day* as it is now; whether it could not be read to its end, with a line for each reason.

    It counts as a backfill: a poll of one day would hide that others were not read.
    """
    with progress(source.name) as on:
        walk.on_page = lambda _, page: on(page.span, page.rows)
        polled = poll(source, walk, window=Window(first=day, last=day, history=True), now=now)
    for line in (*polled.unreadable, *walk.problems):
        say(line)
    for error in polled.errors:
        say(f"{source.name} could not be read again, the text as recorded is quoted: {error}")
    return bool(polled.errors)
