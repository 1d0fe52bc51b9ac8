"""Backup and restore: one file holds the store, fills an empty one, and moves it between SQLite and PostgreSQL."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from monitor.parliament.people import Member, NameSpell, Post
from monitor.store import Store, StoreError, opening, queries
from monitor.store import backup as backups
from monitor.store.addresses import Addresses
from monitor.store.backup import backup, restore
from monitor.store.deliveries import Deliveries
from monitor.store.parcels import Gathered, Parcel, PartRow
from monitor.store.posts import Posts
from monitor.store.schema import REVISION
from tests.databases import address, postgresql
from tests.test_store import DAY, LATER, NOW, add_migration, anew, contents, page, spoken

__all__ = ["address", "postgresql"]


def fill(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """A store with something in every table; returns its contents."""
    with Store.open(url) as store:
        poll = store.begin_poll("hansard", DAY, DAY, purpose="poll", now=NOW)
        batch = page(1, 2, 3, poll=poll, aliases={"hansard/X": "hansard/C1"}, looks={"hansard/C1": LATER})
        store.record(batch, now=NOW + timedelta(microseconds=7))
        store.record(anew(n=3), now=NOW)
        store.dismiss(next(queries.matches(store))["id"], "another\ntowpath", now=LATER)
        store.end_poll(poll, outcome="partial", error="no “answer”", requests=3, now=LATER)
        store.meet([("canals", "towpaths", "")], DAY)
        store.put_members([Member(id=9001, names=(NameSpell(name="Zoë Penhaligon"),))], now=NOW)
        put_deliveries(store)
        held = contents(store)
    assert all(held.values()), "something in every table"
    return held


def put_deliveries(store: Store) -> None:
    """A digest on its way to an address that was told of a failure, and that may stop it; another that is paused."""
    to = "email:officer@example.org"
    addresses = Addresses(store)
    addresses.meet([(to, "daily")], now=NOW)
    addresses.pause("slack:#canals", DAY, now=NOW)
    assert addresses.token(to)
    Posts(store).put(91001, (Post(title="Minister for Oats"),), now=NOW)
    parcel = Parcel("digest-1", "daily", (PartRow(1, "digest-1/1", "“words”\n"),), {1: "hansard/D1"}, {"C1": "“words”"})
    whole = Gathered(address=to, cadence="daily", slot=NOW, parcels=(parcel,), began={"source:hansard": NOW})
    assert Deliveries(store).queue(whole, now=NOW)


@pytest.fixture
def another(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], str]:
    """Addresses of further empty databases, of the kind asked for."""

    def make(kind: str) -> str:
        if kind == "postgresql":
            return str(request.getfixturevalue("postgresql")())
        return f"sqlite:///{tmp_path / 'another.db'}"

    return make


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a backup goes."""
    return tmp_path / "monitor.backup"


def tables(url: str) -> dict[str, list[str]]:
    """The tables of a database, with the names of their columns."""
    made = opening.engine(opening.parse(url))
    try:
        look = sa.inspect(made)
        return {name: [c["name"] for c in look.get_columns(name)] for name in look.get_table_names()}
    finally:
        made.dispose()


def rewrite(file: Path, change: Callable[[list[str]], list[str]]) -> None:
    """Change the lines of a backup."""
    lines = change(gzip.decompress(file.read_bytes()).decode().splitlines(keepends=True))
    file.write_bytes(gzip.compress("".join(lines).encode()))


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_store_comes_back_whole(address: str, another: Callable[[str], str], kind: str, file: Path) -> None:
    """Every row of every table comes back as it was, also on the other kind of database; and the store goes on."""
    held = fill(address)
    rows = backup(address, file, now=NOW)
    url = another(kind)
    assert restore(file, url) == rows == sum(map(len, held.values()))
    with Store.open(url) as store:
        assert contents(store) == held
        store.record(page(4), now=LATER)
        poll = store.begin_poll("hansard", DAY, DAY, purpose="poll", now=LATER)
        assert poll == 2
        assert [a.upstream_id for a in store.activities()] == ["C1", "C2", "C3", "C4"]


def test_a_backup_leaves_the_store_as_it_was_and_may_be_repeated(address: str, file: Path) -> None:
    """A backup changes nothing; a second one to the same file takes the place of the first."""
    held = fill(address)
    assert backup(address, file, now=NOW) == backup(address, file, now=LATER)
    with Store.open(address) as store:
        assert contents(store) == held
    head = json.loads(gzip.decompress(file.read_bytes()).splitlines()[0])
    assert head == {"parliament-monitor": 1, "revision": REVISION, "made": LATER.isoformat()}
    assert [p.name for p in file.parent.iterdir() if "partial" in p.name] == []
    assert file.stat().st_mode & 0o077 == 0


def test_a_backup_is_of_one_moment(address: str, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is written while the backup is made is in it wholly or not at all."""
    held = fill(address)
    say = backups._line

    with Store.open(address) as store:

        def meanwhile(out: Any, said: Any) -> None:
            if isinstance(said, dict) and said.get("table") == "records":
                store.record(page(7), now=LATER)
            say(out, said)

        monkeypatch.setattr(backups, "_line", meanwhile)
        assert backup(address, file, now=NOW) == sum(map(len, held.values()))


def test_a_backup_that_fails_leaves_the_one_before(address: str, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file takes its name when it is whole: a backup that breaks off does not cost the last good one."""
    fill(address)
    backup(address, file, now=NOW)
    good = file.read_bytes()
    say = backups._line

    def full(out: Any, said: Any) -> None:
        if isinstance(said, dict) and "rows" in said:
            raise OSError(28, "No space left on device")
        say(out, said)

    monkeypatch.setattr(backups, "_line", full)
    with pytest.raises(StoreError, match=r"monitor\.backup cannot be written: No space left on device"):
        backup(address, file, now=LATER)
    assert file.read_bytes() == good
    assert [p.name for p in file.parent.iterdir() if "partial" in p.name] == []


def test_a_backup_is_read_back_before_it_counts(address: str, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A backup that cannot be restored is an error on the day it is made."""
    fill(address)
    say = backups._line
    monkeypatch.setattr(backups, "_line", lambda out, said: say(out, {"rows": 1} if "rows" in said else said))
    with pytest.raises(StoreError, match="not whole"):
        backup(address, file, now=NOW)
    assert not file.exists()


def test_a_store_that_is_not_empty_is_never_overwritten(address: str, file: Path) -> None:
    """Restoring needs an empty store: what is there is left as it is, and the error says what was found."""
    held = fill(address)
    backup(address, file, now=NOW)
    with pytest.raises(StoreError, match=r"is not empty \(\w+\): restore into a new one"):
        restore(file, address)
    with Store.open(address) as store:
        assert contents(store) == held


def test_a_store_that_was_opened_and_never_used_can_be_filled(
    address: str, another: Callable[[str], str], file: Path
) -> None:
    """`monitor status` may have made the tables already."""
    held = fill(another("sqlite"))
    backup(another("sqlite"), file, now=NOW)
    Store.open(address).close()
    restore(file, address)
    with Store.open(address) as store:
        assert contents(store) == held


def cut(lines: list[str]) -> list[str]:
    """Without the end."""
    return lines[:-1]


def one_less(lines: list[str]) -> list[str]:
    """With a row missing."""
    return [line for line in lines if not line.startswith('["hansard/X"')]


def wrong_row(lines: list[str]) -> list[str]:
    """With a row that has a value too few."""
    return [line if not line.startswith('["canals"') else '["canals"]\n' for line in lines]


def wrong_date(lines: list[str]) -> list[str]:
    """With a date that is none."""
    return [line.replace(DAY.isoformat(), "2026-02-30") if line.startswith('["canals"') else line for line in lines]


def wrong_table(lines: list[str]) -> list[str]:
    """With a table that the store does not have."""
    return [line.replace('"table":"members"', '"table":"strangers"') for line in lines]


def orphaned(lines: list[str]) -> list[str]:
    """With an alias of a record that is not there."""
    return [line.replace("hansard/C1", "hansard/C9") if line.startswith('["hansard/X"') else line for line in lines]


@pytest.mark.parametrize("change", [cut, one_less, wrong_row, wrong_date, wrong_table, orphaned])
def test_a_backup_that_is_not_whole_restores_nothing(
    address: str, another: Callable[[str], str], file: Path, change: Callable[[list[str]], list[str]]
) -> None:
    """All or nothing: after a failed restore the database is as empty as before, and a whole backup can be restored."""
    source = another("sqlite")
    held = fill(source)
    backup(source, file, now=NOW)
    rewrite(file, change)
    with pytest.raises(StoreError) as caught:
        restore(file, address)
    assert "\n" not in str(caught.value)
    assert tables(address) == {}
    backup(source, file, now=NOW)
    restore(file, address)
    with Store.open(address) as store:
        assert contents(store) == held


def test_a_file_that_is_no_backup_is_refused(tmp_path: Path, file: Path) -> None:
    """Truncated, not compressed, something else, of a later format, or not there: one line says which and why."""
    source, target = f"sqlite:///{tmp_path / 'monitor.db'}", f"sqlite:///{tmp_path / 'another.db'}"
    fill(source)
    backup(source, file, now=NOW)
    whole = file.read_bytes()
    bad = [
        whole[:-20],
        whole[:200],
        b"PK not gzip",
        b"",
        gzip.compress(b'{"some": "JSON"}\n'),
        gzip.compress(b"\xff\n"),
    ]
    bad.append(gzip.compress(b'{"parliament-monitor": 2}\n'))
    for content in bad:
        file.write_bytes(content)
        with pytest.raises(StoreError, match=r"monitor\.backup") as caught:
            restore(file, target)
        assert "\n" not in str(caught.value)
    with pytest.raises(StoreError, match=r"nowhere cannot be read: No such file"):
        restore(tmp_path / "nowhere", target)


def test_a_backup_of_an_older_version_is_brought_up_to_date(
    address: str, another: Callable[[str], str], file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A backup outlives an upgrade: it is restored as it was made, then migrated; also into a store opened already."""
    source = another("sqlite")
    fill(source)
    backup(source, file, now=NOW)
    add_migration(tmp_path / "next")
    with monkeypatch.context() as patch:
        patch.setattr(opening, "MIGRATIONS", tmp_path / "next")
        patch.setattr(opening, "REVISION", "9999")
        patch.setattr(backups, "REVISION", "9999")
        Store.open(address).close()
        restore(file, address)
        assert "colour" in tables(address)["records"]
        with Store.open(address) as store, store.reading() as connection:
            assert connection.execute(sa.text("SELECT id, colour FROM records ORDER BY id")).first() == (
                "hansard/C1",
                None,
            )
            assert {a.id for a in store.activities()} == {spoken(n).id for n in (1, 2, 3)}
        newer = tmp_path / "newer.backup"
        backup(address, newer, now=NOW)
    with pytest.raises(StoreError, match="newer version of this program"):
        restore(newer, f"sqlite:///{tmp_path / 'third.db'}")


def test_there_is_nothing_to_back_up(address: str, tmp_path: Path, file: Path) -> None:
    """A wrong address is an error, not an empty backup and not a new database."""
    missing = tmp_path / "typo.db"
    with pytest.raises(StoreError, match=r"no store at .*typo\.db"):
        backup(f"sqlite:///{missing}", file, now=NOW)
    assert not missing.exists()
    assert tables(address) == {}
    with pytest.raises(StoreError, match="no store"):
        backup(address, file, now=NOW)
    assert not file.exists()


def test_a_backup_cannot_be_written_where_there_is_no_folder(address: str, tmp_path: Path) -> None:
    """A wrong path is one line."""
    fill(address)
    with pytest.raises(StoreError, match=r"nowhere/b cannot be written: No such file or directory"):
        backup(address, tmp_path / "nowhere" / "b", now=NOW)
