"""Previews, the status and Members as people read them on a console, and how long work tells of its progress."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from monitor.cli.listing import Piped, who
from monitor.parliament.activities import Activity
from monitor.parliament.dates import instant, london
from monitor.parliament.people import Member
from monitor.reports.preview import Entry, Hit, Preview
from monitor.sources.members import csv_line, line
from monitor.sources.membership import ListedMember
from monitor.streams import plain, printable, say

#: entries of a preview that are shown in full; the rest is one line each
IN_FULL = 12
#: contributions of one debate that are shown in full, and names of others
SPEAKERS, NAMED = 3, 6
#: the longest line of running text
WIDTH = 100
#: rows between two lines of progress where there is no terminal
QUIETLY = 1000


# -- the preview ------------------------------------------------------------------------------------------------------


def show_preview(made: Preview) -> None:
    """Entries latest first, twelve in full and a line each for the rest, then the volume that is to be expected."""
    out = _console()
    for entry in made.entries[:IN_FULL]:
        _in_full(out, entry)
    for entry in made.entries[IN_FULL:]:
        _put(out, Text(f"{_heading(entry.activity)} · {_who(entry.activity)}"), 0)
        _address(out, entry.activity)
    if made.entries[IN_FULL:]:
        out.print()
    for text in _volume(made):
        _put(out, Text(text), 0)


def _in_full(out: Console, entry: Entry) -> None:
    _put(out, Text(_heading(entry.activity), style="bold"), 0)
    for hit in entry.shown[:SPEAKERS]:
        _hit(out, hit)
    if others := [*entry.shown[SPEAKERS:], *entry.others]:
        _put(out, Text(_others(others)))
    if entry.history:
        steps = (f"{_step(a)} {a.date:%-d %b}" for a in entry.history)
        _put(out, Text(f"Before: {' · '.join(steps)}", style="dim"))
    _put(out, Text(f"Why: {plain(entry.why)}", style="dim"))
    out.print()


def _hit(out: Console, hit: Hit) -> None:
    """Who, the words around the match with those that matched in bold, the reply, and the link."""
    _put(out, Text(_who(hit.activity)))
    _put(out, _marked(f"“{plain(hit.excerpt)}”", hit.words) if hit.excerpt else Text("(wording not seen)"), 4)
    if hit.reply:
        said = f"“{plain(hit.reply.words)}”" if hit.reply.words else "(wording not seen)"
        _put(out, _marked(f"{plain(hit.reply.name) or 'The Government'} replied: {said}", hit.words), 4)
    _address(out, hit.activity)


def _heading(activity: Activity) -> str:
    place = (activity.chamber or activity.house or "").replace("-", " ")
    body = activity.body.name if activity.body else ""
    title = plain(activity.title) or plain(activity.subject)
    return " · ".join(
        filter(None, (f"{activity.date:%a %-d %b %Y}", place.title(), _step(activity), title, plain(body)))
    )


def _step(activity: Activity) -> str:
    """The kind in words: a question is tabled."""
    return "tabled" if activity.kind == "question" else activity.kind.replace("-", " ")


def _who(activity: Activity) -> str:
    return plain(who(p.model_dump() for p in activity.participants)) or "nobody is named"


def _others(hits: list[Hit]) -> str:
    """ "and 4 others: A, B" of a debate; "also: …" of a group of questions."""
    names = list(dict.fromkeys(p.name for hit in hits for p in hit.activity.participants[:1] if p.name))
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    uins = [str(uin) for hit in hits if (uin := getattr(hit.activity, "uin", None))]
    what = f"UIN {', '.join(uins)}" if uins else f"{len(hits)} other contribution{'s' if len(hits) > 1 else ''}"
    return plain(f"And {what}: {', '.join(names[:NAMED])}{more}")


def _marked(text: str, words: Iterable[str]) -> Text:
    made = Text(text)
    for one in filter(None, map(plain, words)):
        made.highlight_regex(rf"(?<!\w){re.escape(one)}(?!\w)", "bold")
    return made


def _address(out: Console, activity: Activity) -> None:
    out.print(Text(f"    READ IN FULL {plain(activity.url)}", style="dim"), soft_wrap=True)


def _volume(made: Preview) -> Iterator[str]:
    yield (
        f"{made.first} to {made.last}: {_counted(made.read, 'activity', 'activities')} looked at, "
        f"{made.matched} matched in {_counted(len(made.entries), 'subject', 'subjects')}."
    )
    if not made.read:
        return
    some = [f"{watch} {count}" for watch, count in made.by_watch.items() if count]
    none = [watch for watch, count in made.by_watch.items() if not count]
    yield "By watch: " + "; nothing: ".join(", ".join(names) for names in (some, none) if names)
    if made.working_days:
        yield (
            f"Expect about {made.per_day:.1f} a working day, {made.per_week:.0f} a week "
            f"(from {_counted(made.working_days, 'working day', 'working days')})."
        )


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


# -- the status -------------------------------------------------------------------------------------------------------


def show_status(status: dict[str, Any], *, as_json: bool) -> None:
    """The status as JSON or as tables, what went wrong on lines below."""
    if as_json:
        print(json.dumps(status, ensure_ascii=False, indent=1))
        return
    out = _console()
    out.print(_sources(status["sources"]))
    for s in status["sources"]:
        for text in _troubles(s):
            out.print(Text(f"{s['source']}: {text}"), soft_wrap=True)
    if any(s["requests_by_day"] for s in status["sources"]):
        out.print(Text("\nrequests"))
        out.print(_requests(status["sources"]))
    out.print()
    for one in status["addresses"]:
        out.print(Text(plain(f"{one['address']}: {one['cadence']}: {_next(one)}")), soft_wrap=True)
    for failed in status["failing"]:
        since = _wall(failed["since"])
        out.print(Text(plain(f"{failed['address']} failed for good on {since}: {failed['error']}")), soft_wrap=True)
    for what in ("deliveries", "matches"):
        counts = (f"{n} {state}" for state, n in status[what].items())
        out.print(Text(f"{what}: {', '.join(counts) or 'none yet'}"), soft_wrap=True)


def _columns(names: Iterable[str], left: int) -> Table:
    """An empty table; the first *left* columns are words, the others numbers."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for n, name in enumerate(names):
        table.add_column(name, no_wrap=True, justify="left" if n < left else "right")
    return table


def _sources(sources: Iterable[dict[str, Any]]) -> Table:
    """How each source stands."""
    table = _columns(("source", "last complete", "lag", "last poll", "next", "requests", "read", "matched"), 5)
    for s in sources:
        numbers = ("—" if s[k] is None else str(s[k]) for k in ("requests", "rows", "matched"))
        when = f"{london(instant(s['next_reading'])):%H:%M}"
        table.add_row(s["source"], _wall(s["last_success"]), s["lag"] or "—", s["outcome"] or "—", when, *numbers)
    return table


def _requests(sources: Sequence[dict[str, Any]]) -> Table:
    """How often each source's servers were asked, a column for each day of the last week on which any was."""
    dates = sorted({day for s in sources for day in s["requests_by_day"]})
    table = _columns(("source", *dates), 1)
    for s in sources:
        table.add_row(s["source"], *(f"{s['requests_by_day'].get(day, 0):,}" for day in dates))
    return table


def _next(one: dict[str, Any]) -> str:
    if one["state"] != "sending":
        return str(one["state"])
    without = {"at-once": "as soon as it is found", "roundup": "after oral questions that match"}
    return f"next {_wall(one['next'])}" if one["next"] else without.get(one["cadence"], "none within two months")


def _troubles(source: dict[str, Any]) -> Iterator[str]:
    if source["unreadable"]:
        yield f"{_counted(source['unreadable'], 'unreadable record', 'unreadable records')} in the last poll"
    if source["error"]:
        yield plain(source["error"])


def _wall(at: str | None) -> str:
    return f"{london(instant(at)):%Y-%m-%d %H:%M}" if at else "never"


# -- Members ----------------------------------------------------------------------------------------------------------


def show_member(listed: ListedMember, then: Member | None, day: date) -> None:
    """The line for a watchlist; then, as comments of the same file, what the Member was on *day*."""
    print(printable(line(listed)))
    if then is None:
        return
    standing = then.on(day)
    sits = any(seat.covers(day) for seat in then.seats)
    place = f"{(standing.house or '').title()}, {standing.seat}" if sits else "in neither House"
    print(printable(f"# on {day}: {standing.name}, {standing.party or 'no party known'}, {place}"))
    for seat in then.seats:
        print(printable(f"#   {seat.house.title()}, {seat.seat}: {_spell(seat.first, seat.last)}"))
    for post in (p for p in then.posts if p.covers(day)):
        print(printable(f"#   {post.title} ({post.kind}): {_spell(post.first, post.last)}"))
    print(printable(f"# in a CSV file: {csv_line(listed)}"))


def _spell(first: date | None, last: date | None) -> str:
    return f"{first or '…'} to {last or 'today'}"


# -- progress ---------------------------------------------------------------------------------------------------------


@contextmanager
def progress(what: str) -> Iterator[Callable[[str, int], None]]:
    """Tell of progress on standard error: a bar on a terminal, plain lines elsewhere. Call with (where, rows more)."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _plainly(what)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed} rows"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda where, more: bar.update(task, advance=more, description=plain(f"{what} {where}"))


def _plainly(what: str) -> Callable[[str, int], None]:
    done = said = 0

    def tell(where: str, more: int) -> None:
        nonlocal done, said
        done += more
        if done - said >= QUIETLY:
            said = done
            say(f"{what}: {done} rows, at {where}")

    return tell


# -- the console ------------------------------------------------------------------------------------------------------


def _console() -> Console:
    """Standard output: the terminal's width, or wide enough elsewhere that nothing is cut."""
    return Piped(highlight=False) if sys.stdout.isatty() else Piped(highlight=False, width=WIDTH)


def _put(out: Console, text: Text, indent: int = 2) -> None:
    """Running text, wrapped."""
    for wrapped in text.wrap(out, min(out.width, WIDTH) - indent):
        wrapped.rstrip()
        out.print(Text(" " * indent) + wrapped, soft_wrap=True)
