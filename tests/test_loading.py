"""Watchlists are read as they are written; what is not right is one line with file, line, key and remedy."""

from __future__ import annotations

import re
from datetime import date, time
from pathlib import Path

import pytest

from monitor.parliament.activities import Contribution
from tests.proofs.mutations import FRIENDS, RIGHT
from watchlists.loading import KEYS, WatchlistError, examples, load, load_file, slug
from watchlists.matching import Matcher
from watchlists.watchlist import KINDS, Recipient, Watch, WatchedMember, Watchlist

DOCS = Path(__file__).parent.parent / "docs" / "watchlists.md"
HEAD = 'title = "List"\n'
WATCH = '[[watch]]\ntitle = "Probation"\nphrases = ["probation"]\n'


def written(folder: Path, text: str, **csv: str) -> Path:
    """A watchlist file, and CSV files beside it."""
    path = folder / "list.toml"
    path.write_text(text, encoding="utf-8")
    for name, rows in csv.items():
        (folder / f"{name}.csv").write_text(rows, encoding="utf-8")
    return path


def refused(path: Path) -> str:
    """What is told of a file that is not right, from the line number on."""
    with pytest.raises(WatchlistError) as told:
        load_file(path)
    assert str(told.value).startswith(f"{path}:")
    assert " — " in str(told.value)
    return str(told.value)[len(str(path)) + 1 :]


# -- what is right --------------------------------------------------------------------------------------------------


def test_every_line_of_the_language_arrives(tmp_path: Path) -> None:
    """A list that uses everything is read as it is meant."""
    found = load_file(written(tmp_path, RIGHT, friends=FRIENDS))
    assert (found.id, found.title) == ("list", "Probation")
    assert found.to == (
        Recipient(
            address="slack:#probation", digests=("at-once", "roundup"), quiet=(time(21), time(7)), heartbeat="weekly"
        ),
        Recipient(
            address="email:policy@example.org", digests=("daily", "weekly"), days=("mon", "thu"), heartbeat="daily"
        ),
    )
    said, friends, two, ministers = found.watches
    assert said.id == "tr"
    assert said.context == ("probation", "rehabilitation", "offender*")
    assert said.unless == ("probationary period*", "probation period*")
    assert friends.id == "our-friends"
    assert friends.members == (
        WatchedMember(
            id=91003, name="Ottoline Pennyfeather", tags=("lobby", "lords"), stance="supporter",
            note="spoke at our lobby, twice",
        ),
        WatchedMember(id=91004, name="Barnaby Thistlewood", tags=("lobby",), stance="open"),
        WatchedMember(id=91005, name="Araminta Sandpiper"),
    )  # fmt: skip
    assert (friends.tags, friends.note) == (("lobby",), "spoke at our lobby")
    assert [m.id for m in two.members] == [91001, 91002]
    assert two.parties == ("Labour", "Green Party")
    assert ministers.fields == ("answer", "title")
    assert (ministers.houses, ministers.kinds) == (("commons",), ("answer", "holding-answer", "correction"))
    assert (ministers.departments, ministers.since) == ((54, 1), date(2026, 9, 1))


def test_the_short_form_is_one_recipient_per_address(tmp_path: Path) -> None:
    """`digest` and `notify` say the same as a `[[to]]` for each address."""
    short = 'digest = "weekly"\nnotify = ["slack:#probation", "email:policy@example.org"]\n'
    found = load_file(written(tmp_path, HEAD + short + WATCH))
    assert found.to == (
        Recipient(address="slack:#probation", digests=("weekly",)),
        Recipient(address="email:policy@example.org", digests=("weekly",)),
    )


def test_inline_tables_are_tables(tmp_path: Path) -> None:
    """TOML's other ways to write the same are the same."""
    inline = 'watch = [{ title = "Probation", phrases = ["probation"] }]\n'
    assert load_file(written(tmp_path, HEAD + inline)) == load_file(written(tmp_path, HEAD + WATCH))


def test_every_kind_may_be_named(tmp_path: Path) -> None:
    """Also those whose sources come later."""
    kinds = ", ".join(f'"{kind}"' for kind in KINDS)
    assert load_file(written(tmp_path, f"{HEAD}{WATCH}kinds = [{kinds}]")).watches[0].kinds == tuple(KINDS)


def test_a_folder_gives_its_lists_by_name(tmp_path: Path) -> None:
    """Each `.toml` file is a list; other files and hidden ones are left alone."""
    for name in ("b.toml", "a.TOML", ".#c.toml", "notes.txt"):
        (tmp_path / name).write_text(HEAD + WATCH if "toml" in name.casefold() and name[0] != "." else "?")
    assert [one.id for one in load(tmp_path)] == ["a", "b"]


def test_the_packaged_examples_are_right() -> None:
    """What is used where the operator has no folder loads."""
    assert examples().is_dir()
    load(examples())


def test_every_example_in_the_documentation_is_right(tmp_path: Path) -> None:
    """What a reader copies from docs/watchlists.md works."""
    text = DOCS.read_text(encoding="utf-8")
    blocks = re.findall(r"^```toml\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert len(blocks) > 4
    for block in blocks:
        load_file(written(tmp_path, block if "[[watch]]" in block else block + WATCH))


def test_the_word_table_of_the_documentation_is_true() -> None:
    """Each phrase of the table finds what is said to be found, and not what is said not to be."""
    rows = re.findall(r"^\| `([\"'].+[\"'])` \| (.+?) \| (.+?) \|$", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(rows) == 7
    for phrase, yes, no in rows:
        for words, wanted in ((yes, True), (no, False)):
            for word in words.rpartition(":")[2].split(","):
                assert finds(phrase[1:-1], word.strip()) is wanted, f"{phrase} in {word}"


def finds(phrase: str, text: str) -> bool:
    """Whether a watch for *phrase* is satisfied by *text*."""
    watch = Watch(id="w", title="W", phrases=(phrase,))
    said = Contribution(
        id="hansard/1/contribution", record="hansard/1", source="hansard", upstream_id="1", subject="s", debate="d",
        date=date(2026, 3, 2), url="https://example.org/", said=text,
    )  # fmt: skip
    return bool(Matcher([Watchlist(id="l", title="L", watches=(watch,))]).match(said))


@pytest.mark.parametrize(
    ("title", "id"),
    [("Transforming Rehabilitation", "transforming-rehabilitation"), ("Women’s prisons (HMP)", "womens-prisons-hmp")],
)
def test_an_id_is_the_title_in_lower_case_with_hyphens(title: str, id: str) -> None:
    """So the id of a watch can be read off its title."""
    assert slug(title) == id


# -- what is not right ----------------------------------------------------------------------------------------------

WRONG = {
    # text after the title → line: key: beginning of what is told
    "nothing to watch for": ("", "1: watch: there is no [[watch]]"),
    "one table, not several": ("[watch]\ntitle = 'x'\n", "2: watch: is a table"),
    "no title": ("[[watch]]\nphrases = ['ab']\n", "2: title: is missing"),
    "a title that makes no id": ("[[watch]]\ntitle = '!?'\nphrases = ['ab']\n", '3: title: "!?" makes no id'),
    "narrowing only": ("[[watch]]\ntitle = 'x'\nhouses = ['lords']\n", "2: phrases: the watch has neither phrases nor"),
    "unknown key": (
        WATCH + "phrasse = ['x']\n",
        '5: phrasse: "phrasse" is no key of a [[watch]] — did you mean phrases?',
    ),
    "a key of another table": (
        WATCH + "quiet = 'x'\n",
        '5: quiet: "quiet" is no key of a [[watch]] — it belongs to a [[to]]',
    ),
    "a text for a list": (
        "[[watch]]\ntitle = 'x'\nphrases = 'ab'\n",
        '4: phrases: is a text, not a list — write phrases = ["ab"]',
    ),
    "an empty list": (WATCH + "houses = []\n", "5: houses: is an empty list"),
    "an element in a tall list": (
        WATCH + "kinds = [\n  'answer',\n  'answers',\n]\n",
        '7: kinds: "answers" is not known here — did you mean answer?',
    ),
    "the same phrase twice": (
        WATCH + "context = ['Prison', 'prison']\n",
        '5: context: "prison" says again what "Prison" says',
    ),
    "a phrase that is none": (WATCH + "unless = ['*']\n", "5: unless: '*' "),
    "a former spelling": (
        WATCH + "departments = ['Ministry of Justis']\n",
        "5: departments: no answering body is called 'Ministry of Justis' — did you mean Ministry of Justice?",
    ),
    "a date in quotes": (
        WATCH + "since = '2026-09-01'\n",
        "5: since: is a text, not a date — write a date without quotes",
    ),
    "no date of the calendar": (WATCH + "since = 2026-02-30\n", "5: since: is no date of the calendar"),
    "an id twice": (WATCH + WATCH, '6: title: "probation" is the id of watch 1 too'),
    "an id of spaces": (WATCH + "id = 'a b'\n", '5: id: "a b" is no id — write id = "a-b"'),
    "a tag nobody carries": (WATCH + "tags = ['lobby']\n", '5: tags: no Member of this file has the tag "lobby"'),
    "no such CSV": (WATCH + "members = 'friends.csv'\n", "5: members: friends.csv is not there"),
    "a CSV elsewhere": (
        WATCH + "members = '../friends.csv'\n",
        '5: members: "../friends.csv" is no CSV file beside this one',
    ),
    "an id that is none": (WATCH + "members = [4514, -1]\n", '5: members: "-1" is no id of a Member'),
    "in without phrases": (
        "[[watch]]\ntitle = 'x'\nmembers = [1]\nin = ['answer']\n",
        "5: in: narrows phrases, and the watch has none",
    ),
    "no answer in a question": (WATCH + "kinds = ['question']\nin = ['answer']\n", "6: in: can never match"),
    "signatures of nobody": (WATCH + "kinds = ['signature']\n", "5: kinds: can never match"),
    "motions of the Lords": (WATCH + "kinds = ['motion']\nhouses = ['lords']\n", "6: houses: can never match"),
    "unless takes it all": (
        WATCH + "unless = ['probation*']\n",
        '4: phrases: "probation" can never match: unless has "probation*"',
    ),
    "never takes it all": (
        WATCH + "never = ['probation']\n",
        '4: phrases: "probation" can never match: never has "probation"',
    ),
    "context that never can": (
        WATCH + "context = ['open prison']\nnever = ['prison']\n",
        '5: context: "open prison" can never help',
    ),
    "both forms": ("notify = ['slack:#x']\n[[to]]\naddress = 'slack:#x'\n" + WATCH, "2: notify: stands beside [[to]]"),
    "when, but not to whom": ("digest = 'daily'\n" + WATCH, "2: digest: says when, but not to whom"),
    "an unknown cadence": (
        "[[to]]\naddress = 'slack:#x'\ndigests = ['hourly']\n" + WATCH,
        '4: digests: "hourly" is not known here — use at-once, daily, weekly or roundup',
    ),
    "an address twice": (2 * "[[to]]\naddress = 'slack:#x'\n" + WATCH, '5: address: "slack:#x" has a [[to]] already'),
    "no time": ("[[to]]\naddress = 'slack:#x'\nat = '7.30'\n" + WATCH, '4: at: "7.30" is no time of day'),
    "no hours": ("[[to]]\naddress = 'slack:#x'\nquiet = '21:00'\n" + WATCH, '4: quiet: "21:00" are no hours'),
    "an unknown day": (
        "[[to]]\naddress = 'slack:#x'\ndays = ['monday']\n" + WATCH,
        '4: days: "monday" is not known here — did you mean mon?',
    ),
    "an unknown heartbeat": (
        "[[to]]\naddress = 'slack:#x'\nheartbeat = 'never'\n" + WATCH,
        '4: heartbeat: "never" is not known here',
    ),
    "a quote not closed": ("[[watch]]\ntitle = 'x\n", "3: title: a single quote is opened and not closed"),
    "a key twice": (WATCH + "phrases = ['x']\n", "5: phrases: stands here a second time"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_told_with_line_key_and_remedy(tmp_path: Path, name: str) -> None:
    """The operator reads where it is, what it is and what to do."""
    text, told = WRONG[name]
    assert refused(written(tmp_path, HEAD + text)).startswith(told)


@pytest.mark.parametrize(
    "address",
    ["#probation", "slack:probation", "slack:#two words", "email:nobody", "email:a@b.example, c@d.example",
     "mailto:a@b.example", "webhook:http://example.org/", "webhook:https://", "webhook:https://[::1", "Slack:#x"],
)  # fmt: skip
def test_an_address_that_is_not_well_formed_is_refused(tmp_path: Path, address: str) -> None:
    """A digest to nowhere is noticed when the list is read, not on the first morning."""
    path = written(tmp_path, f'{HEAD}[[to]]\naddress = "{address}"\n{WATCH}')
    assert refused(path).startswith(f'3: address: "{address}" is no ')


@pytest.mark.parametrize(
    "address",
    ["slack:#probation-watch", "slack:C0123ABCD", "email:a.b+c@mail.example.org", "webhook:https://example.org/hook?x=1",
     "webhook:http://127.0.0.1:8080/hook"],
)  # fmt: skip
def test_an_address_that_is_well_formed_is_taken(tmp_path: Path, address: str) -> None:
    """Whether it exists is for `monitor check --send`."""
    found = load_file(written(tmp_path, f'{HEAD}notify = ["{address}"]\n{WATCH}'))
    assert [to.address for to in found.to] == [address]


@pytest.mark.parametrize(
    ("phrase", "line"),
    [("company", "unless = ['\"company\"']"), ("crc", "unless = ['=CRC']"), ("compan*", "never = ['company']"),
     ("probation", "unless = ['probation period*']"), ("re-offending", "unless = ['offending']"),
     ("~rehabilitate", "never = ['rehabilitation']")],
)  # fmt: skip
def test_a_phrase_that_is_forbidden_in_part_only_is_right(tmp_path: Path, phrase: str, line: str) -> None:
    """A list that can still match is not refused."""
    load_file(written(tmp_path, f"{HEAD}[[watch]]\ntitle = 'x'\nphrases = ['{phrase}']\n{line}\n"))


def test_a_file_that_cannot_be_read_is_one_line_too(tmp_path: Path) -> None:
    """Missing, a folder, not UTF-8, endless, empty, nested without end: an explanation, never a traceback."""
    (tmp_path / "folder.toml").mkdir()
    contents = {
        "latin.toml": 'title = "x"\nnote = "\xe9"'.encode("latin-1"),
        "large.toml": b"#" * 1_000_001,
        "empty.toml": b"# nothing\n",
        "deep.toml": b"x = " + b"[" * 200_000,
        "digits.toml": b"\nx = " + b"9" * 5_000,
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    told = {name: refused(tmp_path / name) for name in ("missing.toml", "folder.toml", *contents)}
    assert told["missing.toml"].startswith("1: file: is not there")
    assert told["folder.toml"].startswith("1: file: is a folder")
    assert told["latin.toml"].startswith("2: file: is not UTF-8 text")
    assert told["large.toml"].startswith("1: file: is larger than 1 MB")
    assert told["empty.toml"].startswith("1: file: says nothing")
    assert told["deep.toml"].startswith("1: file: has brackets within brackets")
    assert told["digits.toml"].startswith("2: x: a number is too long")
    with pytest.raises(WatchlistError, match="folder: cannot be read"):
        load(tmp_path / "nowhere")


def test_the_error_carries_its_parts(tmp_path: Path) -> None:
    """Path, line, key and what is wrong can be used one by one, and the whole is one printable line."""
    path = written(tmp_path, HEAD + WATCH + 'note = "a\\u0007b"\n')
    with pytest.raises(WatchlistError) as told:
        load_file(path)
    assert (told.value.path, told.value.line, told.value.key) == (path, 5, "note")
    assert str(told.value) == f"{path}:5: note: {told.value.what}"
    assert str(told.value).isprintable()


def test_every_key_of_the_language_is_read(tmp_path: Path) -> None:
    """No key is accepted and then ignored: each, given a wrong value, is refused by its name."""
    for table, keys in KEYS.items():
        for key in keys:
            head = {"a [[to]]": "[[to]]\n", "a [[watch]]": "[[watch]]\n"}.get(table, "")
            others = {"a [[to]]": "address = 'slack:#x'\n", "a [[watch]]": "title = 'x'\nphrases = ['x']\n"}.get(
                table, HEAD
            )
            others = "".join(line for line in others.splitlines(True) if not line.startswith(f"{key} "))
            text = f"{head}{others}{key} = 1.5\n"
            text = text if table == "the head of the file" else HEAD + text
            assert f": {key}: is a number" in refused(written(tmp_path, text))
