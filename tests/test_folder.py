"""Watchlists while the monitor runs: a change is taken up, and one that is wrong costs nothing but itself."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from monitor.parliament.dates import UTC
from monitor.worker.folder import Folder
from watchlists.loading import WatchlistError

LATER = datetime.now(UTC) + timedelta(hours=1)


def write(folder: Path, name: str, phrase: str) -> None:
    """A watchlist of one phrase; an empty one makes it invalid."""
    (folder / f"{name}.toml").write_text(
        f'title = "{name}"\n[[watch]]\ntitle = "One"\nphrases = ["{phrase}"]\n', encoding="utf-8"
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A folder with two lists."""
    write(tmp_path, "canals", "towpath")
    write(tmp_path, "locks", "lock keeper")
    return tmp_path


@pytest.fixture
def folder(path: Path) -> Folder:
    """As it was loaded."""
    return Folder(path, find=lambda _: ())


def phrases(folder: Folder) -> dict[str, str]:
    """What is watched for now, by list."""
    return {wl.id: wl.watches[0].phrases[0] for wl in folder.look(now=LATER).watchlists}


def test_a_folder_without_changes_is_the_same_object(folder: Folder, path: Path) -> None:
    """Also where a file was written again with the same words."""
    first = folder.look(now=LATER)
    assert folder.look(now=LATER) is first
    os.utime(path / "canals.toml", (1, 1))
    assert folder.look(now=LATER) is first


def test_what_changes_is_taken_up(folder: Folder, path: Path) -> None:
    """A file changed, one added, one taken away."""
    write(path, "canals", "narrow boat")
    assert phrases(folder) == {"canals": "narrow boat", "locks": "lock keeper"}
    write(path, "weirs", "weir")
    (path / "locks.toml").unlink()
    assert phrases(folder) == {"canals": "narrow boat", "weirs": "weir"}


def test_a_broken_file_keeps_its_last_good_version_until_it_is_mended(folder: Folder, path: Path) -> None:
    """The others change meanwhile as they like; what is wrong is said with its line and key."""
    write(path, "canals", "")
    write(path, "locks", "sluice")
    assert phrases(folder) == {"canals": "towpath", "locks": "sluice"}
    broken = folder.look(now=LATER)
    assert list(broken.broken) == ["canals.toml"]
    assert broken.broken["canals.toml"].startswith("line 4: phrases: ")
    assert folder.look(now=LATER) is broken, "what stays broken is no news"
    write(path, "canals", "gongoozler")
    assert phrases(folder) == {"canals": "gongoozler", "locks": "sluice"}
    assert folder.look(now=LATER).broken == {}


def test_a_new_file_that_is_wrong_is_told(folder: Folder, path: Path) -> None:
    """It has no version to keep; the others go on."""
    write(path, "weirs", "")
    assert phrases(folder) == {"canals": "towpath", "locks": "lock keeper"}
    assert list(folder.look(now=LATER).broken) == ["weirs.toml"]


def test_a_csv_file_counts_as_part_of_its_list(folder: Folder, path: Path) -> None:
    """Members are added in a spreadsheet, and the list is another; a broken spreadsheet breaks its list."""
    (path / "friends.csv").write_text("id\n91001\n", encoding="utf-8")
    (path / "canals.toml").write_text(
        'title = "canals"\n[[watch]]\ntitle = "Friends"\nmembers = "friends.csv"\n', encoding="utf-8"
    )
    assert [m.id for m in folder.look(now=LATER).watchlists[0].watches[0].members] == [91001]
    (path / "friends.csv").write_text("id\n91001\n91002\n", encoding="utf-8")
    assert [m.id for m in folder.look(now=LATER).watchlists[0].watches[0].members] == [91001, 91002]
    (path / "friends.csv").unlink()
    assert list(folder.look(now=LATER).broken) == ["canals.toml"]
    assert [m.id for m in folder.look(now=LATER).watchlists[0].watches[0].members] == [91001, 91002]


@pytest.mark.parametrize("whole", [False, True])
def test_a_folder_that_is_gone_keeps_all_lists(folder: Folder, path: Path, whole: bool) -> None:
    """A volume that is not mounted is no wish to watch for nothing."""
    kept = {file: file.read_text(encoding="utf-8") for file in path.iterdir()}
    for file in kept:
        file.unlink()
    if whole:
        path.rmdir()
    assert set(phrases(folder)) == {"canals", "locks"}
    assert list(folder.look(now=LATER).broken) == [path.name]
    path.mkdir(exist_ok=True)
    for file, text in kept.items():
        file.write_text(text, encoding="utf-8")
    assert set(phrases(folder)) == {"canals", "locks"}
    assert folder.look(now=LATER).broken == {}


def test_a_file_that_is_being_written_is_let_be(folder: Folder, path: Path) -> None:
    """Half of a file is not reported as broken."""
    write(path, "canals", "")
    changed = (path / "canals.toml").stat().st_mtime
    assert folder.look(now=datetime.fromtimestamp(changed + 1, UTC)).broken == {}
    assert list(folder.look(now=LATER).broken) == ["canals.toml"]


def test_a_folder_has_to_be_right_to_begin_with(path: Path) -> None:
    """There is no last good version then: the program says where, and does not start."""
    write(path, "canals", "")
    with pytest.raises(WatchlistError, match=r"canals\.toml:4: phrases"):
        Folder(path, find=lambda _: ())
