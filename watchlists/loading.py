"""A folder of TOML files → Watchlists; what is not right is a WatchlistError naming the file, the line and the key.

    WatchlistError(path, line, key, what)      one line: `my-watchlists/probation.toml:12: phrases: what — remedy`

In this order: the file is read and parsed (`reading`), then whom to tell, then each watch with its Members
(`spreadsheet`), then what only the whole can show: ids that stand twice, tags nobody carries, watches that can never
match (`contradictions`). The first thing wrong is told.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Literal, get_args

from monitor.parliament import departments
from monitor.parliament.activities import FieldName
from monitor.parliament.people import House
from watchlists import addresses, spreadsheet
from watchlists.contradictions import contradictions
from watchlists.reading import Table, WatchlistError, like, listed, parse, read_bytes, shown
from watchlists.spreadsheet import DoubtfulRows, Find
from watchlists.watchlist import KINDS, Cadence, Recipient, Watch, WatchedMember, Watchlist, Weekday
from watchlists.words import parse_term

__all__ = ["WatchlistError", "examples", "load", "load_file", "paths"]

OF_A_LIST = ("title", "digest", "notify", "to", "watch")
OF_A_RECIPIENT = ("address", "digests", "quiet", "at", "days", "heartbeat")
OF_A_WATCH = (
    "id", "title", "phrases", "context", "unless", "never", "members", "tags", "parties",
    "in", "houses", "kinds", "departments", "since", "note",
)  # fmt: skip
#: every key that a file may have, by the table in which it stands
KEYS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"the head of the file": OF_A_LIST, "a [[to]]": OF_A_RECIPIENT, "a [[watch]]": OF_A_WATCH}
)
PARLIAMENTS_DAYS: tuple[Literal["working", "sitting"], ...] = ("working", "sitting")
Days = Literal["working", "sitting"] | tuple[Weekday, ...]
_ID = re.compile(r"[^\W_](?:[\w.'-]*[^\W_])?")


def examples() -> Path:
    """The folder of the packaged example lists."""
    return Path(str(files("watchlists").joinpath("examples")))


def load(folder: Path, *, find: Find | None = None) -> tuple[Watchlist, ...]:
    """Every watchlist of *folder*, by name; *find* looks up Members by name. Raises WatchlistError."""
    return tuple(load_file(path, find=find) for path in paths(folder))


def paths(folder: Path) -> list[Path]:
    """The files of *folder* that are watchlists (`*.toml`), by name. Raises WatchlistError."""
    try:
        return sorted(path for path in folder.iterdir() if path.suffix.casefold() == ".toml" and path.stem[:1] != ".")
    except OSError as err:
        what = f"cannot be read ({err.strerror or err}) — name a folder of watchlists in MONITOR_WATCHLISTS"
        raise WatchlistError(folder, 1, "folder", what) from None


def load_file(path: Path, *, find: Find | None = None) -> Watchlist:
    """The watchlist of one file; CSV files that it names stand beside it. Raises WatchlistError."""
    table = parse(path)
    if not table.values:
        raise WatchlistError(
            path, 1, "file", "says nothing — begin with a title and a [[watch]], see docs/watchlists.md"
        )
    table.only("the head of the file", KEYS)
    title = table.needed("title", table.text("title"))
    recipients = _recipients(table)
    tables = table.tables("watch")
    if not tables:
        raise table.wrong("watch", "there is no [[watch]] — add one with phrases or members")
    watches = tuple(_watch(one, find) for one in tables)
    _ids_differ(tables, watches)
    for place, watch in zip(tables, watches, strict=True):
        _tags_are_carried(place, watch, watches)
        for key, element, what in contradictions(watch):
            raise place.wrong(key, what, element=element)
    return Watchlist(id=path.stem, title=title, to=recipients, watches=watches)


def slug(title: str) -> str:
    """The title in lower case with hyphens: "Transforming Rehabilitation (TR)" → "transforming-rehabilitation-tr"."""
    shown = unicodedata.normalize("NFKC", title).lower().replace("'", "").replace("’", "")
    return "-".join(re.findall(r"[^\W_]+", shown))


# -- whom to tell ---------------------------------------------------------------------------------------------------


def _recipients(table: Table) -> tuple[Recipient, ...]:
    digest = table.one_of("digest", get_args(Cadence))
    notify = table.texts("notify", addresses.check)
    tables = table.tables("to")
    if "to" in table.values and (digest or notify):
        raise table.wrong("digest" if digest else "notify", "stands beside [[to]] — use the one or the other")
    if "to" in table.values and not tables:
        raise table.wrong("to", "is an empty list — name an address or delete the line")
    if digest and not notify:
        raise table.wrong("digest", 'says when, but not to whom — add a line notify = ["slack:#channel"]')
    if not tables:
        return tuple(Recipient(address=address, digests=(digest or "daily",)) for address in notify)
    return tuple(_recipient(one, tables[:number]) for number, one in enumerate(tables))


def _recipient(table: Table, before: tuple[Table, ...]) -> Recipient:
    table.only("a [[to]]", KEYS)
    address = table.needed("address", table.text("address"))
    try:
        addresses.check(address)
    except ValueError as err:
        raise table.wrong("address", str(err)) from None
    if address in (one.values["address"].strip() for one in before):
        raise table.wrong("address", f"{shown(address)} has a [[to]] already — name all its digests there")
    usual = Recipient(address=address)
    return Recipient(
        address=address,
        digests=table.some_of("digests", get_args(Cadence)) or usual.digests,
        at=table.wall_time("at") or usual.at,
        days=_days(table) or usual.days,
        quiet=table.hours("quiet"),
        heartbeat=table.one_of("heartbeat", ("daily", "weekly")) or usual.heartbeat,
    )


def _days(table: Table) -> Days | None:
    if isinstance(table.values.get("days"), str):
        return table.one_of("days", PARLIAMENTS_DAYS)
    return table.some_of("days", get_args(Weekday)) or None


# -- what to watch for ----------------------------------------------------------------------------------------------


def _watch(table: Table, find: Find | None) -> Watch:
    table.only("a [[watch]]", KEYS)
    title = table.needed("title", table.text("title"))
    watch = Watch(
        id=_id(table, title),
        title=title,
        phrases=table.texts("phrases", _meaning),
        context=table.texts("context", _meaning),
        unless=table.texts("unless", _meaning),
        never=table.texts("never", _meaning),
        members=_members(table, find),
        tags=table.texts("tags"),
        parties=table.texts("parties"),
        fields=table.some_of("in", get_args(FieldName)),
        houses=table.some_of("houses", get_args(House)),
        kinds=table.some_of("kinds", tuple(KINDS)),
        departments=_departments(table),
        since=table.day("since"),
        note=table.text("note") or "",
    )
    if not watch.terms:
        raise table.wrong(
            "phrases", "the watch has neither phrases nor members — add one of them; the rest only narrows"
        )
    for key in ("in", "unless"):
        if key in table.values and not watch.phrases:
            raise table.wrong(key, "narrows phrases, and the watch has none — add phrases or delete the line")
    return watch


def _meaning(term: str) -> object:
    """What a phrase takes, however its capitals and hyphens are written."""
    read = parse_term(term)
    return read.capitals, tuple((word.text, word.form) for word in read.words)


def _id(table: Table, title: str) -> str:
    given = table.text("id")
    if given is None:
        if not slug(title):
            raise table.wrong("title", f'{shown(title)} makes no id — add a line id = "…" with letters or digits')
        return slug(title)
    if not _ID.fullmatch(given):
        remedy = f'write id = "{slug(given)}"' if slug(given) else "use letters, digits and hyphens"
        raise table.wrong("id", f"{shown(given)} is no id — {remedy}")
    return given


def _departments(table: Table) -> tuple[int, ...]:
    def known(name: str) -> object:
        try:
            return departments.resolve(name)
        except departments.UnknownDepartment as err:
            near = f"did you mean {listed(err.near)}?" if err.near else "write its name as Parliament prints it"
            raise ValueError(f"{err} — {near}") from None

    ids = (body for name in table.texts("departments", known) for body in departments.resolve(name))
    return tuple(dict.fromkeys(ids))


# -- Members --------------------------------------------------------------------------------------------------------


def _members(table: Table, find: Find | None) -> tuple[WatchedMember, ...]:
    if isinstance(table.values.get("members"), str):
        return _from_csv(table, table.text("members") or "", find)
    return tuple(_by_id(table))


def _by_id(table: Table) -> Iterator[WatchedMember]:
    ids = table.elements("members")
    for number, one in enumerate(ids):
        if type(one) is not int or not 0 < one <= spreadsheet.LARGEST_ID:
            remedy = 'write ids, such as members = [4514], or the name of a file: members = "friends.csv"'
            raise table.wrong("members", f"{shown(one)} is no id of a Member — {remedy}", element=number)
        if one in ids[:number]:
            raise table.wrong("members", f"{one} stands in the list twice — delete one", element=number)
        yield WatchedMember(id=one)


def _from_csv(table: Table, name: str, find: Find | None) -> tuple[WatchedMember, ...]:
    if Path(name).name != name or not name.casefold().endswith(".csv"):
        raise table.wrong(
            "members", f"{shown(name)} is no CSV file beside this one — write its name, such as friends.csv"
        )
    try:
        return spreadsheet.members(read_bytes(table.path.parent / name), find)
    except (OSError, DoubtfulRows) as err:
        raise table.wrong("members", f"{name} {err}") from None


# -- what only the whole can show -----------------------------------------------------------------------------------


def _ids_differ(tables: tuple[Table, ...], watches: tuple[Watch, ...]) -> None:
    """Refuse an id that an earlier watch has, given or from its title."""
    numbers: dict[str, int] = {}
    for number, (table, watch) in enumerate(zip(tables, watches, strict=True), 1):
        first = numbers.setdefault(watch.id.casefold(), number)
        if first != number:
            key = "id" if "id" in table.values else "title"
            raise table.wrong(key, f"{shown(watch.id)} is the id of watch {first} too — give each an id of its own")


def _tags_are_carried(table: Table, watch: Watch, watches: tuple[Watch, ...]) -> None:
    """Refuse a tag that no Member of the file has, or none of the watch's own Members, where it names some."""
    if not watch.tags:
        return
    own = {member.id for member in watch.members}
    everyone = [member for one in watches for member in one.members if not own or member.id in own]
    carried = dict.fromkeys(tag for member in everyone for tag in member.tags)
    for element, tag in enumerate(watch.tags):
        if tag not in carried:
            whose = "of this watch" if own else "of this file"
            remedy = like(tag, carried) if carried else "write it into the column tags of a CSV file of Members"
            raise table.wrong("tags", f"no Member {whose} has the tag {shown(tag)} — {remedy}", element=element)
