"""What may stand on the command line besides the commands: dates, instants, names of sources and kinds, formats.

A wrong one is told with what would be right, and ends with exit status 2.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from monitor.parliament.dates import UTC, instant

#: no record of Parliament is older, and no plan reaches further; beyond them a typing error is likelier
YEARS = range(1803, 2200)
#: largest id that either database keeps
LARGEST_ID = 2**63 - 1


class Format(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    JSONL = "jsonl"
    CSV = "csv"


class StatusFormat(StrEnum):
    """How the status is printed."""

    TABLE = "table"
    JSON = "json"


class WeekFormat(StrEnum):
    """How the week ahead is written; `ics` is a calendar file."""

    TXT = "txt"
    MD = "md"
    HTML = "html"
    ICS = "ics"


class DraftFormat(StrEnum):
    """How a draft for publishing is written."""

    MD = "md"
    HTML = "html"
    TXT = "txt"


class Action(StrEnum):
    """What can be done with an address."""

    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"


def as_instant(text: str) -> datetime:
    """An ISO time; without an offset it is London's. Raises BadParameter."""
    try:
        read = instant(text)
    except (ValueError, OverflowError):
        raise typer.BadParameter(f"'{text}' is no ISO time such as 2026-03-10T07:30") from None
    _within_years(read.year, text)
    return read


def as_date(text: str) -> date:
    """An ISO date. Raises BadParameter."""
    try:
        read = date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"'{text}' is no date such as 2026-03-10") from None
    _within_years(read.year, text)
    return read


def as_source(text: str) -> str:
    """The name of a source. Raises BadParameter."""
    from monitor.sources import SOURCES

    return _one_of(text, [source.name for source in SOURCES], "source")


def as_kind(text: str) -> str:
    """A kind of activity. Raises BadParameter."""
    from monitor.parliament.activities import KINDS

    return _one_of(text, KINDS, "kind of activity")


def known(text: str | None, names: Iterable[str], what: str, option: str) -> None:
    """Refuse a name that is none of *names*. Raises BadParameter."""
    try:
        if text is not None:
            _one_of(text, sorted(names), what)
    except typer.BadParameter as err:
        err.param_hint = f"'{option}'"
        raise


def in_order(first: date | None, last: date | None, options: str) -> None:
    """Refuse dates of which the first is after the last. Raises BadParameter."""
    if first and last and first > last:
        raise typer.BadParameter(f"{first} is after {last}", param_hint=options)


def now(as_of: datetime | None) -> datetime:
    """`--as-of`, else the clock."""
    return as_of or datetime.now(UTC)


def _one_of(text: str, names: Iterable[str], what: str) -> str:
    from watchlists.reading import like

    if text not in (all_names := list(names)):
        raise typer.BadParameter(f"no {what} '{text}': {like(text, all_names) if all_names else 'there is none yet'}")
    return text


def _within_years(year: int, text: str) -> None:
    if year not in YEARS:
        raise typer.BadParameter(f"'{text}' is not between {YEARS[0]} and {YEARS[-1]}")


AsOf = Annotated[
    datetime | None,
    typer.Option(parser=as_instant, metavar="ISO", help="take this as now; without an offset, London time"),
]
Since = Annotated[date | None, typer.Option(parser=as_date, metavar="DATE", help="first date, by the activity's date")]
Until = Annotated[date | None, typer.Option(parser=as_date, metavar="DATE", help="last date, included")]
Sources = Annotated[
    list[str] | None, typer.Argument(parser=as_source, metavar="[SOURCE]...", help="only these sources")
]
ListId = Annotated[str | None, typer.Option("--watchlist", metavar="ID", help="only what matched this watchlist")]
Kind = Annotated[str | None, typer.Option(parser=as_kind, metavar="KIND", help="only this kind, e.g. answer")]
OfSource = Annotated[str | None, typer.Option(parser=as_source, metavar="SOURCE", help="only of this source")]
File = Annotated[Path, typer.Argument(help="a watchlist file", metavar="FILE")]
As = Annotated[Format, typer.Option("--format", help="how the rows are printed")]
