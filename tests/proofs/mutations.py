"""A right watchlist, spoilt in a thousand ways: a one-line error with file, line, key and remedy, or its meaning.

Each mutation changes the text (or its CSV file) in one to three places. What is accepted is compared, field by field,
with a second, slow reading (`rereading`); harmless changes must be accepted.
"""

from __future__ import annotations

import random
import re
import tempfile
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.proofs.rereading import expected, plain
from watchlists.loading import WatchlistError, load_file
from watchlists.watchlist import Watchlist

RIGHT = """\
title = "Probation"

[[to]]
address = "slack:#probation"
digests = ["at-once", "roundup"]       # at-once | daily | weekly | roundup
quiet   = "21:00-07:00"

[[to]]
address   = "email:policy@example.org"
digests   = ["daily", "weekly"]
at        = "07:30"
days      = ["mon", "thu"]
heartbeat = "daily"

[[watch]]                              # anyone, anywhere, who says this
id      = "tr"
title   = "Transforming Rehabilitation"
phrases = ["transforming rehabilitation", "community rehabilitation company", "=CRC"]
context = [
    "probation",
    "rehabilitation",                  # a comment, with a "quote
    "offender*",
]
unless  = ["probationary period*", "probation period*"]

[[watch]]                              # everything these Members do
title   = "Our friends"
members = "friends.csv"
tags    = ["lobby"]
note    = "spoke at our lobby"

[[watch]]
title   = "Two more"
members = [91001, 91002]
parties = ["Labour", "Green Party"]

[[watch]]                              # ministers, in their answers to us
title       = "Ministers on probation"
phrases     = ["probation", '"unpaid work"', "~rehabilitate"]
never       = ["football", 'the musical']
in          = ["answer", "title"]
houses      = ["commons"]
kinds       = ["answer", "holding-answer", "correction"]
departments = ["Ministry of Justice", "Home Office"]
since       = 2026-09-01
"""
FRIENDS = """\
id,name,tags,stance,note
91003,Ottoline Pennyfeather,lobby;lords,supporter,"spoke at our lobby, twice"
91004,Barnaby Thistlewood,lobby,open,
91005,Araminta Sandpiper,,,
"""
VALUES = (
    '""', '"x"', '"  "', "[]", '["x"]', "[[]]", "7", "-1", "0", "4514", "1.5", "true", "2026-09-01", '"2026-09-01"',
    "2026-09-01T07:30:00", "07:30:00", '"07:30"', '"25:00"', '"7.30"', '"21:00-21:00"', "{}", '{ a = 1 }', '["a", "a"]',
    '[""]', "[1, 2]", '["x", 1]', '["~two words"]', '["*"]', '["a*b"]', '["=", "!"]', "['\"half']", '["probation"]',
    '"daily"', '["daily"]', '["hourly"]', '"sitting"', '["answer"]', '["contribution"]', '["commons", "lords"]',
    '["Department of Health"]', '["Ministry of Silly Walks"]', '"slack:probation"', '"email:nobody"', '"friends.csv"',
    '"enemies.csv"', '"../friends.csv"', "nan", "1e999", '"a\\u0000b"', '"a\\nb"', '"""a\nb"""', "[99999999999]", "[0]",
)  # fmt: skip
CHARACTERS = "\"'[]{}=#,.*~- \n\t\\\0éß“”’\u202e\U0001f600aZ0:;|"

Mutation = Callable[[str, random.Random], str]


def _lines(text: str, r: random.Random, change: Callable[[list[str], int], None]) -> str:
    lines = text.split("\n")
    change(lines, r.randrange(len(lines)))
    return "\n".join(lines)


def delete_line(text: str, r: random.Random) -> str:
    """A line is gone."""
    return _lines(text, r, lambda lines, at: lines.__delitem__(at))


def double_line(text: str, r: random.Random) -> str:
    """A line stands twice."""
    return _lines(text, r, lambda lines, at: lines.insert(at, lines[at]))


def swap_lines(text: str, r: random.Random) -> str:
    """Two lines have changed places."""

    def swap(lines: list[str], at: int) -> None:
        other = r.randrange(len(lines))
        lines[at], lines[other] = lines[other], lines[at]

    return _lines(text, r, swap)


def cut(text: str, r: random.Random) -> str:
    """The file ends too early."""
    return text[: r.randrange(len(text) + 1)]


def delete_characters(text: str, r: random.Random) -> str:
    """One to four characters are gone."""
    at = r.randrange(len(text) + 1)
    return text[:at] + text[at + r.randint(1, 4) :]


def put_character(text: str, r: random.Random) -> str:
    """A character too many, or another one."""
    at = r.randrange(len(text) + 1)
    return text[:at] + r.choice(CHARACTERS) + text[at + r.randint(0, 1) :]


def drop_quote(text: str, r: random.Random) -> str:
    """A quote, bracket or comma is gone."""
    places = [m.start() for m in re.finditer(r"[\"'\[\],=#]", text)] or [0]
    at = r.choice(places)
    return text[:at] + text[at + 1 :]


def _pairs(text: str) -> list[re.Match[str]]:
    return list(re.finditer(r"""^( *\w+)( *= *)((?:"[^"\n]*"|'[^'\n]*'|[^#\n"'])+)""", text, re.MULTILINE))


def _spliced(text: str, r: random.Random, group: int, new: Callable[[re.Match[str]], str]) -> str:
    pairs = _pairs(text)
    if not pairs:
        return text
    pair = r.choice(pairs)
    return text[: pair.start(group)] + new(pair) + text[pair.end(group) :]


def misspell_key(text: str, r: random.Random) -> str:
    """A key with a letter too few, too many, or two exchanged; or in capitals."""

    def spoilt(pair: re.Match[str]) -> str:
        key, at = pair[1], r.randrange(len(pair[1]))
        return r.choice(
            [key[:at] + key[at + 1 :] or "x", key + "s", key[:at] + "x" + key[at:], key.upper(), f'"{key} "']
        )

    return _spliced(text, r, 1, spoilt)


def other_key(text: str, r: random.Random) -> str:
    """A key of another line."""
    return _spliced(text, r, 1, lambda _: r.choice(_pairs(text))[1])


def other_value(text: str, r: random.Random) -> str:
    """A value of another type, unknown, out of range, or simply another."""
    return _spliced(text, r, 3, lambda _: r.choice(VALUES) + " ")


def exchanged_value(text: str, r: random.Random) -> str:
    """The value of another line."""
    return _spliced(text, r, 3, lambda _: r.choice(_pairs(text))[3])


def nested(text: str, r: random.Random) -> str:
    """A list in a list, a text in a list, a list's element alone, a dotted key."""
    if r.random() < 0.25:
        return _spliced(text, r, 1, lambda pair: f"{pair[1]}.more")
    return _spliced(
        text, r, 3, lambda pair: f"[{pair[3].strip()}] " if r.random() < 0.5 else pair[3].strip().strip("[]")
    )


def other_header(text: str, r: random.Random) -> str:
    """A table header of another name or shape."""
    headers = list(re.finditer(r"^\[\[(\w+)\]\]", text, re.MULTILINE))
    if not headers:
        return text
    found = r.choice(headers)
    new = r.choice(
        ["[watch]", "[[watches]]", "[to]", "[[to]]", "[[watch]]", "[[watch.more]]", "[[watch]", "[[ ]]", "watch", ""]
    )
    return text[: found.start()] + new + text[found.end() :]


def spoil_friends(text: str, r: random.Random) -> str:
    """What happens to a spreadsheet."""
    change = r.choice([delete_line, double_line, delete_characters, put_character, _other_cell, _other_cell])
    return change(text, r)


def _other_cell(text: str, r: random.Random) -> str:
    def change(lines: list[str], at: int) -> None:
        cells = lines[at].split(",")
        cells[r.randrange(len(cells))] = r.choice(["", "x", "-4", "supporter", "friend", "91004", '"', "a;b|c", " "])
        lines[at] = ",".join(cells)

    return _lines(text, r, change)


MUTATIONS: tuple[Mutation, ...] = (
    delete_line, double_line, swap_lines, cut, delete_characters, put_character, put_character, drop_quote, nested,
    misspell_key, misspell_key, other_key, other_value, other_value, other_value, exchanged_value, other_header,
)  # fmt: skip


# -- changes that change nothing ------------------------------------------------------------------------------------


def comment(text: str, r: random.Random) -> str:
    """A comment at the end of a line, a blank line."""
    return _spliced(text, r, 3, lambda pair: f'{pair[3].rstrip()}  # [[watch]] = "x\n\n')


def windows(text: str, r: random.Random) -> str:
    """Lines end as on Windows, with a byte order mark."""
    return "\ufeff" + text.replace("\n", "\r\n")


def spaces(text: str, r: random.Random) -> str:
    """More spaces around the equals signs."""
    return re.sub(
        r"^(\w+) *= *", lambda m: f"  {m[1]}{' ' * r.randint(0, 3)}={' ' * r.randint(0, 3)}", text, flags=re.M
    )


def literal(text: str, r: random.Random) -> str:
    """Single quotes for double ones."""
    return re.sub(r'(?<=[\[ ])"([^"\'\n]*)"(?=[\],\n])', r"'\1'", text)


def tall(text: str, r: random.Random) -> str:
    """Lists with an element a line and a comma after the last."""
    return re.sub(r"= \[([^\[\]\n#]+)\]", lambda m: "= [\n  " + m[1].replace(", ", ",\n  ") + ",\n]", text)


#: in an order in which they do not spoil each other
HARMLESS: tuple[Mutation, ...] = (spaces, literal, tall, comment, windows)


# -- the proof ------------------------------------------------------------------------------------------------------


def prove(*, size: int, seed: int, load: Callable[[Path], Watchlist] = load_file) -> str:
    """Spoil the watchlist *size* times; the counts of what came of it. Raises AssertionError with the spoilt text."""
    outcomes: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(size):
            outcomes[
                _one(Path(folder), random.Random(f"{seed}/{number}"), f"seed {seed}, mutation {number}", load)
            ] += 1
    return ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items()))


def _one(folder: Path, r: random.Random, name: str, load: Callable[[Path], Watchlist]) -> str:
    text, friends, harmless = RIGHT, FRIENDS, r.random() < 0.1
    if harmless:
        for change in HARMLESS:
            text = change(text, r) if r.random() < 0.5 else text
    elif r.random() < 0.15:
        friends = spoil_friends(friends, r)
    else:
        for _ in range(r.choice([1, 1, 1, 2, 3])):
            text = r.choice(MUTATIONS)(text, r)
    path = folder / "probation.toml"
    path.write_bytes(text.encode())
    (folder / "friends.csv").write_bytes(friends.encode())
    try:
        return _outcome(path, load, harmless=harmless)
    except Exception as err:
        raise AssertionError(
            f"{name}: {type(err).__name__}: {err}\n--- probation.toml\n{text}\n--- friends.csv\n{friends}"
        ) from err


def _outcome(path: Path, load: Callable[[Path], Watchlist], *, harmless: bool) -> str:
    """What came of the file: refused, as it was, or other. Anything but a WatchlistError flies."""
    refused: WatchlistError | None = None
    try:
        found = load(path)
    except WatchlistError as err:
        refused = err
    if refused:
        assert not harmless, f"a harmless change was refused: {refused}"
        well_told(refused, path)
        return "refused"
    differences = list(_differences(plain(found), expected(path)))
    assert not differences, "; ".join(differences)
    return "accepted as they stood" if harmless else "accepted, meaning what they say"


def _differences(found: Any, wanted: Any, place: str = "") -> Iterator[str]:
    if isinstance(found, dict) and isinstance(wanted, dict) and found.keys() == wanted.keys():
        for key in found:
            yield from _differences(found[key], wanted[key], f"{place}/{key}")
    elif isinstance(found, list) and isinstance(wanted, list) and len(found) == len(wanted):
        for number, (one, other) in enumerate(zip(found, wanted, strict=True)):
            yield from _differences(one, other, f"{place}/{number}")
    elif found != wanted:
        yield f"{place} is {found!r}, the file says {wanted!r}"


def well_told(err: WatchlistError, path: Path) -> None:
    """One line: the file, a line on which the key stands, the key, what is wrong and what to do."""
    told = re.fullmatch(rf"{re.escape(str(path))}:(\d+): ([^\n]+?): (\S[^\n]*) — (\S[^\n]*)", str(err))
    assert told, f"not file:line: key: what — remedy: {err}"
    assert str(err).isprintable(), f"unprintable: {err!r}"
    text = path.read_bytes().decode("utf-8", "replace").removeprefix("\ufeff").replace("\r\n", "\n")
    lines, number = text.split("\n"), int(told[1])
    assert 1 <= number <= len(lines), f"the file has {len(lines)} lines: {err}"
    if line := _not_toml(text):
        assert number == line, f"the TOML is wrong in line {line}: {err}"
        return
    assert told[2] == err.key
    assert _stands_at(err, lines, number), f"{err.key} does not stand in line {number}: {err}"


def _not_toml(text: str) -> int | None:
    """The line (the last one, where the reader of the standard library names none) of what is not TOML."""
    try:
        tomllib.loads(text)
    except ValueError as err:
        stated = re.search(r"at line (\d+)", str(err))
        return int(stated[1]) if stated else len(text.rstrip().split("\n"))
    return None


def _stands_at(err: WatchlistError, lines: list[str], number: int) -> bool:
    """Whether the key (for a missing one, the table it belongs to; in a tall list, its beginning) is on the line."""
    here = lines[number - 1]
    if "missing" in err.what or "neither phrases" in err.what:
        return number == 1 or "[[" in here or "{" in here
    if err.key in ("file", "watch") and number == 1:
        return True
    above = next(
        (
            line
            for line in reversed(lines[:number])
            if re.match(r"""\s*(?:[\w.-]+|"[^"]*"|'[^']*')[ \t]*[.=]|\s*\[""", line)
        ),
        "",
    )
    return any(re.search(rf"(?<!\w){re.escape(err.key.strip())}(?!\w)", line) for line in (here, above))
