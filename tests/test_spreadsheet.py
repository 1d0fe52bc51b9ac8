"""Members come from a CSV file as spreadsheets write it; each doubtful row is told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from monitor.parliament.people import Member, NameSpell
from tests.proofs.mutations import FRIENDS
from watchlists.loading import WatchlistError, load_file

FROM_CSV = 'title = "List"\n[[watch]]\ntitle = "Friends"\nmembers = "friends.csv"\n'


def members(folder: Path, rows: str | bytes, find: Sequence[Member] | None = None) -> list[tuple[int, str]]:
    """Ids and notes from a CSV file; `find` are the Members that every name fits."""
    (folder / "list.toml").write_text(FROM_CSV)
    (folder / "friends.csv").write_bytes(rows if isinstance(rows, bytes) else rows.encode())
    found = load_file(folder / "list.toml", find=None if find is None else lambda _: find)
    return [(member.id, member.note) for member in found.watches[0].members]


@pytest.mark.parametrize(
    "rows",
    [
        "id,note\n91001,café\n",
        "Note,ID\r\ncafé,91001\r\n\r\n",
        "id;note\n91001;café\n",
        "id\tnote\n91001\tcafé\n",
        '"id","note",\n"91001"," café ",\n',
        "\ufeffid,note\n91001,café\n",
        "id,note\n91001,café\n".encode("cp1252"),
    ],
)
def test_a_csv_is_read_as_spreadsheets_write_it(tmp_path: Path, rows: str | bytes) -> None:
    """Order, capitals, separators, byte order mark and Windows' letters do not matter."""
    assert members(tmp_path, rows) == [(91001, "café")]


def test_each_doubtful_row_is_told(tmp_path: Path) -> None:
    """All at once, each with the number the spreadsheet shows and why."""
    rows = (
        "id,name,stance\n91001,,\nx1,,\n,Araminta Sandpiper,\n91001,,\n91002,,friend\n,,\n91003,a,open,more\n,,open\n"
    )
    with pytest.raises(WatchlistError) as told:
        members(tmp_path, rows)
    assert str(told.value).endswith(
        ':4: members: friends.csv row 3: id "x1" is no number of a Member; '
        'row 4: "Araminta Sandpiper" has no id: run `monitor members "Araminta Sandpiper"` and write the id; '
        "row 5: id 91001 stands in row 2 too; "
        'row 6: stance "friend" is not known (use supporter, open, opponent or unknown); '
        "row 7: is empty; "
        "row 8: has 4 cells for 3 columns (a text with a comma needs quotes); "
        "row 9: has neither id nor name — put these rows right or delete"
    )


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("", "has neither a column id nor name"),
        ("91001\n", '"91001" is no column of Members'),
        ("id,stanse\n91001,open\n", '"stanse" is no column of Members — did you mean stance?'),
        ("id,id\n1,2\n", "the column id stands twice"),
        ("tags\nlobby\n", "has neither a column id nor name"),
        ("id\n", "has no Members"),
        ('id,note\n91001,"never closed\n', "check the quotes there"),
        ("id\n91001\n\0", "is no CSV text"),
    ],
)
def test_a_csv_without_a_right_header_or_members_is_refused(tmp_path: Path, rows: str, told: str) -> None:
    """A misspelt column is not quietly left out."""
    with pytest.raises(WatchlistError, match=re.escape(told)):
        members(tmp_path, rows)


def test_a_name_without_an_id_is_looked_up(tmp_path: Path) -> None:
    """It must fit exactly one Member; else the candidates are named, or how to find one."""
    jo, joe = (Member(id=i, names=(NameSpell(name=name),)) for i, name in ((91001, "Jo Bloggs"), (91002, "Joe Bloggs")))
    assert members(tmp_path, "name\nBloggs\n", [jo, jo]) == [(91001, "")]
    with pytest.raises(
        WatchlistError, match=re.escape('row 2: "Bloggs" may be Jo Bloggs (91001) or Joe Bloggs (91002)')
    ):
        members(tmp_path, "name\nBloggs\n", [jo, joe])
    with pytest.raises(WatchlistError, match=re.escape('row 2: "Bloggs" is not known: run `monitor members "Bloggs"`')):
        members(tmp_path, "name\nBloggs\n", [])


def test_tags_are_asked_of_all_members_of_the_file(tmp_path: Path) -> None:
    """A watch may pick by tag from another watch's CSV file, but not among Members who carry none."""
    (tmp_path / "friends.csv").write_text(FRIENDS)
    path = tmp_path / "list.toml"
    by_tag = FROM_CSV + '[[watch]]\ntitle = "By tag"\ntags = ["lobby"]\n'
    for right in (by_tag, by_tag + "members = [91003]\n"):
        path.write_text(right)
        load_file(path)
    path.write_text(by_tag + "members = [91005]\n")
    with pytest.raises(WatchlistError, match=r':7: tags: no Member of this watch has the tag "lobby"'):
        load_file(path)
    path.write_text(by_tag.replace("lobby", "loby"))
    with pytest.raises(
        WatchlistError, match=r':7: tags: no Member of this file has the tag "loby" — did you mean lobby'
    ):
        load_file(path)
