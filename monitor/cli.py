"""The commands. Data goes to standard output, all else to standard error; the clock is read here, nowhere below."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from monitor import listing
from monitor.app import App, open_app
from monitor.check import checks
from monitor.parliament.dates import UTC, instant, today
from monitor.poll import Polled, Walk, poll, rematch, window
from monitor.reports.preview import preview as make_preview
from monitor.settings import SettingsError, load_settings
from monitor.sources.members import line
from monitor.sources.source import Page, Source, SourceError, Window
from monitor.store import StoreError, queries
from monitor.store import backup as backups
from watchlists.explain import explain as explained
from watchlists.loading import WatchlistError

app = typer.Typer(
    name="monitor",
    help="Parliament Monitor: what Parliament did about what you care for. Nothing missed, nothing sent twice.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
#: failures that are explained in one line; anything else is a fault of the program and shows itself
EXPLAINED = (SettingsError, WatchlistError, StoreError, SourceError)


def _instant(text: str) -> datetime:
    try:
        return instant(text)
    except ValueError:
        raise typer.BadParameter(f"'{text}' is no ISO time such as 2026-03-10T07:30") from None


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"'{text}' is no date such as 2026-03-10") from None


AsOf = Annotated[
    datetime | None,
    typer.Option(parser=_instant, metavar="ISO", help="take this as now; without an offset, London time"),
]
Since = Annotated[date | None, typer.Option(parser=_date, metavar="DATE", help="first date, by the activity's date")]
Until = Annotated[date | None, typer.Option(parser=_date, metavar="DATE", help="last date, included")]
Sources = Annotated[list[str] | None, typer.Argument(metavar="[SOURCE]...", help="only these sources")]
File = Annotated[Path, typer.Argument(help="a watchlist file", metavar="FILE")]


class Format(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    JSONL = "jsonl"
    CSV = "csv"


class StatusFormat(StrEnum):
    """How the status is printed."""

    TABLE = "table"
    JSON = "json"


As = Annotated[Format, typer.Option("--format", help="how the rows are printed")]


def say(text: str) -> None:
    """One line on standard error."""
    print(text, file=sys.stderr, flush=True)


@contextmanager
def running() -> Iterator[App]:
    """The monitor as the settings have it."""
    with open_app(load_settings()) as monitor:
        yield monitor


def chosen(monitor: App, names: list[str] | None) -> list[Source]:
    """The sources of these names, or all."""
    for name in names or ():
        if name not in monitor.sources:
            raise typer.BadParameter(f"no source '{name}'; there are: {', '.join(monitor.sources)}")
    return [s for s in monitor.sources.values() if not names or s.name in names]


def _telling(tell: Callable[[str, int], None]) -> Callable[[Source, Page], None]:
    """Tells of each page recorded: where it was, and how many rows it had."""
    return lambda _, page: tell(page.span, page.rows)


def told(polled: Polled, walk: Walk) -> None:
    """A line for the source on standard output; what could not be read on standard error."""
    c = polled.counts
    print(
        f"{polled.source}: {polled.outcome}, {polled.window.first} to {polled.window.last}: {c.rows} read, "
        f"{c.new} new, {c.revised} revised, {c.matched} matched, {c.unreadable} unreadable, {polled.requests} requests",
        flush=True,
    )
    for unreadable in polled.unreadable:
        say(unreadable)
    for text in (*polled.errors, *walk.problems):
        say(f"{polled.source}: {text}")
    walk.problems.clear()


@app.command("poll")
def poll_command(sources: Sources = None, as_of: AsOf = None) -> None:
    """Read every source (or those named) once, record and match. Exit 1 if one was not read to its end."""
    now = as_of or datetime.now(UTC)
    with running() as monitor:
        asked = chosen(monitor, sources)
        walk = monitor.walk(now=now)
        outcomes = []
        for source in asked:
            polled = poll(source, walk, window=window(monitor.store.last_complete(source.name), now=now), now=now)
            told(polled, walk)
            outcomes.append(polled.outcome)
    if any(outcome != "complete" for outcome in outcomes):
        raise typer.Exit(1)


@app.command()
def backfill(
    first: Annotated[date, typer.Option("--from", parser=_date, metavar="DATE", help="first date")],
    last: Annotated[date, typer.Option("--to", parser=_date, metavar="DATE", help="last date, included")],
    sources: Sources = None,
) -> None:
    """Read history. A backfill that was stopped goes on where it was when it is started again within a day."""
    if first > last:
        raise typer.BadParameter(f"--from {first} is after --to {last}")
    now = datetime.now(UTC)
    outcomes = []
    with running() as monitor:
        asked = chosen(monitor, sources)
        walk = monitor.walk(now=now)
        for source in asked:
            with listing.progress(source.name) as tell:
                walk.on_page = _telling(tell)
                polled = poll(source, walk, window=Window(first=first, last=last, history=True), now=now)
            told(polled, walk)
            outcomes.append(polled.outcome)
    if any(outcome != "complete" for outcome in outcomes):
        raise typer.Exit(1)


@app.command("rematch")
def rematch_command(since: Since = None, as_of: AsOf = None) -> None:
    """Match what is recorded against the watchlists as they are now."""
    now = as_of or datetime.now(UTC)
    with running() as monitor:
        watching = monitor.watching(monitor.watchlists, now=now)
        done = 0
        with listing.progress("rematch") as tell:
            for count in rematch(monitor.sources, monitor.store, watching, since=since, now=now):
                tell("activities", count - done)
                done = count
        print(f"{done} activities matched anew")


@app.command()
def preview(
    file: File,
    days: Annotated[int, typer.Option(min=1, help="how many days back")] = 7,
    as_of: AsOf = None,
) -> None:
    """Show what a watchlist file would have found, and how much it is to be expected to bring. Writes nothing."""
    last = today(as_of or datetime.now(UTC))
    with running() as monitor:
        made = make_preview(monitor.store, monitor.watchlist(file), first=last - timedelta(days=days - 1), last=last)
    if not made.read:
        say(f"nothing is recorded from {made.first} to {made.last}; read it first:")
        say(f"  monitor backfill --from {made.first} --to {made.last}")
    listing.show_preview(made)


@app.command("explain")
def explain_command(file: File) -> None:
    """Say each watch of a file back in plain English."""
    with running() as monitor:
        print(explained(monitor.watchlist(file)))


@app.command()
def activities(
    since: Since = None,
    until: Until = None,
    watchlist: Annotated[str | None, typer.Option(help="only what matched this watchlist")] = None,
    kind: Annotated[str | None, typer.Option(help="only this kind, e.g. answer")] = None,
    source: Annotated[str | None, typer.Option(help="only this source")] = None,
    form: As = Format.TABLE,
) -> None:
    """List what was recorded."""
    with running() as monitor:
        rows = queries.activities(
            monitor.store, since=since, until=until, watchlist=watchlist, kind=kind, source=source
        )
        listing.show(rows, form, columns=("date", "kind", "source", "title", "url"))


@app.command()
def matches(
    since: Since = None,
    until: Until = None,
    watchlist: Annotated[str | None, typer.Option(help="only this watchlist")] = None,
    kind: Annotated[str | None, typer.Option(help="only this kind, e.g. answer")] = None,
    source: Annotated[str | None, typer.Option(help="only this source")] = None,
    form: As = Format.TABLE,
) -> None:
    """List what matched."""
    with running() as monitor:
        rows = queries.matches(monitor.store, since=since, until=until, watchlist=watchlist, kind=kind, source=source)
        listing.show(
            rows, form, columns=("id", "date", "kind", "watchlist", "watch", "state", "title", "excerpt", "url")
        )


@app.command()
def dismiss(
    match: Annotated[int, typer.Argument(help="the id that `monitor matches` shows")],
    reason: Annotated[str, typer.Option(help="why; kept with the match")] = "",
    as_of: AsOf = None,
) -> None:
    """Not relevant: keep a match out of digests."""
    with running() as monitor:
        if not monitor.store.dismiss(match, reason, now=as_of or datetime.now(UTC)):
            say(f"there is no match {match}; `monitor matches` lists them with their ids")
            raise typer.Exit(1)


@app.command()
def members(search: Annotated[str, typer.Argument(help="a name, constituency, postcode or member id")]) -> None:
    """Find Members of both Houses, and print the line for a watchlist."""
    with running() as monitor:
        found = monitor.register.search(search)
    for member in found:
        print(line(member))
    if not found:
        say(f"no Member found for '{search}'")
        raise typer.Exit(1)


@app.command()
def status(
    form: Annotated[StatusFormat, typer.Option("--format", help="how it is printed")] = StatusFormat.TABLE,
) -> None:
    """Per source: last success, lag, requests, counts, error; and the matches by their state."""
    now = datetime.now(UTC)
    with running() as monitor:
        listing.show_status(queries.status(monitor.store, list(monitor.sources), now=now), as_json=form == "json")


@app.command()
def check() -> None:
    """Validate settings, watchlists and database, and ask every upstream whether it can be reached. Exit 1 if not."""
    with running() as monitor:
        failed = False
        for result in checks(monitor, now=datetime.now(UTC)):
            print(f"{'ok    ' if result.ok else 'FAILED'} {result.what}: {result.says}", flush=True)
            failed |= not result.ok
    if failed:
        raise typer.Exit(1)


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="where to write it", metavar="FILE")]) -> None:
    """Write everything in the store to one file."""
    settings = load_settings()
    rows = backups.backup(settings.database_url, file, now=datetime.now(UTC))
    print(f"{rows} rows written to {file}")


@app.command()
def restore(file: Annotated[Path, typer.Argument(help="a file that `monitor backup` wrote", metavar="FILE")]) -> None:
    """Fill an empty store from a backup, all or nothing."""
    settings = load_settings()
    rows = backups.restore(file, settings.database_url)
    print(f"{rows} rows restored from {file}")


def main() -> None:
    """Run a command; a failure that can be explained is one line on standard error and exit 1."""
    try:
        app()
    except EXPLAINED as err:
        say(" ".join(str(err).split()))
        sys.exit(1)


if __name__ == "__main__":
    main()
