"""The commands. Data goes to standard output, all else to standard error; the clock is read here, nowhere below.

What a command needs is imported when it runs: `--help` and a wrong command line need none of it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor import __version__
from monitor.cli import door
from monitor.cli.arguments import (
    LARGEST_ID,
    Action,
    As,
    AsOf,
    DraftFormat,
    File,
    Format,
    Kind,
    ListId,
    OfSource,
    Since,
    Sources,
    StatusFormat,
    Until,
    WeekFormat,
    as_date,
    in_order,
    known,
    now,
)
from monitor.parliament.dates import UTC, today
from monitor.streams import say, tell

if TYPE_CHECKING:
    from monitor.app import App
    from monitor.reports.preview import Preview
    from monitor.sources.source import Source, Window

app = typer.Typer(
    name="monitor",
    help="Parliament Monitor: what Parliament did about what you care for. Nothing missed, nothing sent twice.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _version(asked: bool) -> None:
    if asked:
        print(f"monitor {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="show the version and exit")
    ] = False,
) -> None:
    pass


@contextmanager
def running() -> Iterator[App]:
    """The monitor as the settings have it."""
    from monitor.app import open_app
    from monitor.settings import load_settings

    with open_app(load_settings()) as monitor:
        yield monitor


# -- reading ----------------------------------------------------------------------------------------------------------


@app.command("poll")
def poll_command(sources: Sources = None, as_of: AsOf = None) -> None:
    """Read every source (or those named) once, record and match. Exit 1 if one was not read to its end."""
    from monitor.cli.reading import read
    from monitor.poll import window

    at = now(as_of)
    with running() as monitor:
        whole = read(monitor, sources, lambda s: window(monitor.store.last_complete(s.name), now=at), now=at)
    if not whole:
        raise typer.Exit(1)


@app.command()
def backfill(
    first: Annotated[date, typer.Option("--from", parser=as_date, metavar="DATE", help="first date")],
    last: Annotated[date, typer.Option("--to", parser=as_date, metavar="DATE", help="last date, included")],
    sources: Sources = None,
) -> None:
    """Read history. A backfill that was stopped goes on where it was when it is started again within a day."""
    from monitor.cli.reading import read

    in_order(first, last, "'--from' / '--to'")
    with running() as monitor:
        whole = read(monitor, sources, _history(first, last), now=datetime.now(UTC))
    if not whole:
        raise typer.Exit(1)


def _history(first: date, last: date) -> Callable[[Source], Window]:
    from monitor.sources.source import Window

    return lambda _: Window(first=first, last=last, history=True)


@app.command("rematch")
def rematch_command(since: Since = None, as_of: AsOf = None) -> None:
    """Match what is recorded against the watchlists as they are now."""
    from monitor.cli.console import progress
    from monitor.poll import rematch

    at = now(as_of)
    with running() as monitor:
        watching = monitor.watching(monitor.watchlists, now=at)
        done = 0
        with progress("rematch") as on:
            for count in rematch(monitor.sources, monitor.store, watching, since=since, now=at):
                on("activities", count - done)
                done = count
    tell(f"{done} activities matched anew")


# -- sending ----------------------------------------------------------------------------------------------------------


@app.command("dispatch")
def dispatch_command(
    as_of: AsOf = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="say what would be queued; write and send nothing")
    ] = False,
) -> None:
    """Gather what is due into digests, and deliver what is due. Exit 1 if something could not be sent."""
    from monitor.cli.sending import send

    with running() as monitor:
        well = send(monitor, now=now(as_of), dry=dry_run)
    if not well:
        raise typer.Exit(1)


@app.command()
def work() -> None:
    """Read, match and send on a timetable, until stopped. SIGTERM or Ctrl-C ends after the step in hand."""
    from monitor.worker.worker import work

    with running() as monitor:
        work(monitor)


@app.command()
def addresses(
    action: Annotated[Action | None, typer.Argument(metavar="[ACTION]", help="pause, resume or stop")] = None,
    address: Annotated[str | None, typer.Argument(metavar="[ADDRESS]", help="as it stands in the watchlist")] = None,
    until: Annotated[
        datetime | None, typer.Option(parser=as_date, metavar="DATE", help="a pause ends by itself on this day")
    ] = None,
    as_of: AsOf = None,
) -> None:
    """Say where digests go; pause, resume or stop an address. A stop outlives the watchlist."""
    from monitor.cli.sending import change, known_addresses, list_addresses

    if (action is None) != (address is None):
        raise typer.BadParameter("an action needs an address, as in `monitor addresses pause slack:#channel`")
    if until and action != Action.PAUSE:
        raise typer.BadParameter("only a pause has an end", param_hint="'--until'")
    at = now(as_of)
    with running() as monitor:
        if action is None or address is None:
            for line in list_addresses(monitor, now=at):
                tell(line)
            return
        known(address, known_addresses(monitor), "address", "ADDRESS")
        change(monitor, action.value, address, until, now=at)


# -- watchlists -------------------------------------------------------------------------------------------------------


@app.command()
def preview(
    file: File,
    days: Annotated[int, typer.Option(min=1, max=3660, help="how many days back, today included")] = 7,
    as_of: AsOf = None,
) -> None:
    """Show what a watchlist file would have found, and how much it is to be expected to bring."""
    from monitor.cli.console import show_preview
    from monitor.cli.reading import read

    at = now(as_of)
    last = today(at)
    with running() as monitor:
        made = _previewed(monitor, file, last - timedelta(days=days - 1), last)
        if made.unread and _offered(made.unread[0], made.unread[-1]):
            read(monitor, None, _history(made.unread[0], made.unread[-1]), now=at)
            made = _previewed(monitor, file, made.first, last)
    show_preview(made)


def _previewed(monitor: App, file: Path, first: date, last: date) -> Preview:
    from monitor.reports.preview import preview

    return preview(monitor.store, monitor.watchlist(file), sources=monitor.sources, first=first, last=last)


def _offered(first: date, last: date) -> bool:
    """Say what would read these days; on a terminal ask whether to do so now."""
    say(f"not read to its end: {first} to {last}; the days between may be missing below. To read them:")
    say(f"monitor backfill --from {first} --to {last}")
    return sys.stdin.isatty() and sys.stderr.isatty() and typer.confirm("read it now?", err=True)


@app.command("explain")
def explain_command(file: File) -> None:
    """Say each watch of a file back in plain English."""
    from monitor.store import StoreError
    from watchlists.explain import explain
    from watchlists.loading import load_file

    with running() as monitor:

        def find(name: str) -> Sequence[Any]:
            try:
                return monitor.find(name)
            except StoreError:  # a file is explained without a store too; names in it then need their ids
                return ()

        print(explain(load_file(file, find=find)))


# -- publishing -------------------------------------------------------------------------------------------------------


@app.command("roundup")
def roundup_command(
    watchlist: Annotated[str, typer.Argument(metavar="WATCHLIST", help="the name of its file without .toml")],
    day: Annotated[date, typer.Option("--date", parser=as_date, metavar="DATE", help="the sitting day")],
    form: Annotated[DraftFormat, typer.Option("--format", help="how it is written")] = DraftFormat.MD,
) -> None:
    """Draft a roundup of one day; Hansard is read again first. Exit 1 if a quotation does not stand in the text."""
    from monitor.cli.drafting import draft
    from monitor.reports.roundup import Misquoted

    with running() as monitor:
        known(watchlist, monitor.watchlist_ids, "watchlist", "WATCHLIST")
        try:
            text = draft(monitor, watchlist, day, form.value, now=datetime.now(UTC))
        except Misquoted as err:
            say(f"{err} — nothing is exported; run it again, and tell us if it stays so")
            raise typer.Exit(1) from None
    print(text, end="") if text else say(f"nothing on {day} matched '{watchlist}'")


@app.command("week")
def week_command(
    watchlist: Annotated[str | None, typer.Argument(metavar="[WATCHLIST]", help="one alone; otherwise all")] = None,
    form: Annotated[WeekFormat, typer.Option("--format", help="how it is written")] = WeekFormat.TXT,
    as_of: AsOf = None,
) -> None:
    """List what comes up in the next seven days by day and House, or write it as a calendar file."""
    from monitor.cli.drafting import week

    with running() as monitor:
        if watchlist is not None:
            known(watchlist, monitor.watchlist_ids, "watchlist", "WATCHLIST")
        sys.stdout.buffer.write(week(monitor, watchlist, form.value, now=now(as_of)))


# -- looking ----------------------------------------------------------------------------------------------------------


@app.command()
def activities(
    since: Since = None,
    until: Until = None,
    watchlist: ListId = None,
    kind: Kind = None,
    source: OfSource = None,
    form: As = Format.TABLE,
) -> None:
    """List what was recorded."""
    from monitor.cli.listing import ACTIVITIES, show
    from monitor.store import queries

    in_order(since, until, "'--since' / '--until'")
    with running() as monitor:
        known(watchlist, monitor.watchlist_ids if watchlist else (), "watchlist", "--watchlist")
        rows = queries.activities(
            monitor.store, since=since, until=until, watchlist=watchlist, kind=kind, source=source
        )
        if not show(rows, form, ACTIVITIES):
            say(ACTIVITIES.nothing)


@app.command()
def matches(
    since: Since = None,
    until: Until = None,
    watchlist: ListId = None,
    kind: Kind = None,
    source: OfSource = None,
    form: As = Format.TABLE,
) -> None:
    """List what matched."""
    from monitor.cli.listing import MATCHES, show
    from monitor.store import queries

    in_order(since, until, "'--since' / '--until'")
    with running() as monitor:
        known(watchlist, monitor.watchlist_ids if watchlist else (), "watchlist", "--watchlist")
        rows = queries.matches(monitor.store, since=since, until=until, watchlist=watchlist, kind=kind, source=source)
        if not show(rows, form, MATCHES):
            say(MATCHES.nothing)


@app.command()
def dismiss(
    match: Annotated[int, typer.Argument(min=1, max=LARGEST_ID, help="the id that `monitor matches` shows")],
    reason: Annotated[str, typer.Option(help="why; kept with the match")] = "",
    as_of: AsOf = None,
) -> None:
    """Not relevant: keep a match out of digests."""
    with running() as monitor:
        if not monitor.store.dismiss(match, reason, now=now(as_of)):
            say(f"there is no match {match}; `monitor matches` lists them with their ids")
            raise typer.Exit(1)
    tell(f"match {match} dismissed")


@app.command()
def members(
    search: Annotated[str, typer.Argument(help="a name, constituency, postcode or member id")],
    on: Annotated[
        datetime | None, typer.Option(parser=as_date, metavar="DATE", help="tell party, seat and posts as on this date")
    ] = None,
) -> None:
    """Find Members of both Houses, and print the line for a watchlist; of one alone also party, seat and posts."""
    from monitor.cli.console import show_member

    with running() as monitor:
        found = monitor.register.search(search)
        if not found:
            say("no Member found by that name, constituency, postcode or id")  # a postcode is not repeated
            raise typer.Exit(1)
        day = on or today(datetime.now(UTC))
        then = monitor.standing([m.id for m in found]) if on or len(found) == 1 else {}
        for member in found:
            show_member(member, then.get(member.id), day)


@app.command()
def status(
    form: Annotated[StatusFormat, typer.Option("--format", help="how it is printed")] = StatusFormat.TABLE,
) -> None:
    """Per source: last complete poll, lag, next reading, counts, error, requests a day; digests due; what is queued."""
    from monitor.cli.console import show_status
    from monitor.cli.forecast import add_next
    from monitor.store import queries

    with running() as monitor:
        at = datetime.now(UTC)
        told = queries.status(monitor.store, list(monitor.sources), now=at)
        add_next(told, monitor, now=at)
    show_status(told, as_json=form == StatusFormat.JSON)


@app.command()
def check(
    send: Annotated[bool, typer.Option("--send", help="also send a test digest to every address")] = False,
) -> None:
    """Validate settings, watchlists and database; ask every upstream and notifier. Exit 1 if something is wrong."""
    from monitor.cli.check import checks, sent_tests

    well, at = True, datetime.now(UTC)
    with running() as monitor:
        for result in chain(checks(monitor, now=at), sent_tests(monitor, now=at) if send else ()):
            tell(f"{'ok' if result.ok else 'FAILED'}: {result.what}: {result.says}")
            well &= result.ok
    if not well:
        raise typer.Exit(1)


# -- the store as one file --------------------------------------------------------------------------------------------


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="where to write it", metavar="FILE")]) -> None:
    """Write everything in the store to one file."""
    from monitor.settings import load_settings
    from monitor.store.backup import backup

    rows = backup(load_settings().database_url, file, now=datetime.now(UTC))
    tell(f"{rows} rows written to {file}")


@app.command()
def restore(file: Annotated[Path, typer.Argument(help="a file that `monitor backup` wrote", metavar="FILE")]) -> None:
    """Fill an empty store from a backup, all or nothing."""
    from monitor.settings import load_settings
    from monitor.store.backup import restore

    rows = restore(file, load_settings().database_url)
    tell(f"{rows} rows restored from {file}")


@app.command("demo")
def demo_command(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="where digests are written")] = Path("demo"),
) -> None:
    """The main job from end to end on a small fictional Parliament; digests are written to files and shown."""
    from monitor.cli.demo import STORE, demo

    count = demo(out)
    say(f"{count} digests are in {out}: .html and .txt as email has them, .slack.json as Slack has them")
    say(f"to look at what was read and matched: MONITOR_DATABASE_URL=sqlite:///{out / STORE} monitor matches")


def main() -> None:
    """Run a command; see `door`."""
    sys.exit(door.run(app, sys.argv[1:]))


if __name__ == "__main__":
    main()
