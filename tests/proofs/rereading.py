"""A watchlist file read a second time, slowly and without the program's reader: what should its fields be?

Only the standard library's TOML and CSV readers are used, and the names of the language are written out again. It asks
of an accepted file: is every key in it one of the language, and has every value arrived where it belongs?
"""

from __future__ import annotations

import csv
import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

LIST_KEYS = {"title", "digest", "notify", "to", "watch"}
TO_KEYS = {"address", "digests", "quiet", "at", "days", "heartbeat"}
WATCH_KEYS = {
    "id", "title", "phrases", "context", "unless", "never", "members", "tags", "parties",
    "in", "houses", "kinds", "departments", "since", "note",
}  # fmt: skip
KINDS = {
    "question", "holding-answer", "answer", "correction", "withdrawal", "overdue", "contribution", "question-time",
    "ministerial-correction", "written-statement", "oral-question", "motion", "amendment", "signature", "division",
    "signature-withdrawal", "motion-withdrawal", "inquiry", "call-for-evidence", "evidence-session", "evidence",
    "report", "response", "bill-stage", "business", "petition", "publication", "membership",
}  # fmt: skip
CADENCES = {"at-once", "daily", "weekly", "roundup"}
WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
#: of the names that the mutations write; a former name finds the body of today too
DEPARTMENTS = {"ministry of justice": {54}, "home office": {1}, "treasury": {14}, "department of health": {17}}


def expected(path: Path) -> dict[str, Any]:
    """What the loaded Watchlist must say, as plain values. Raises AssertionError for a file that is not right."""
    file = tomllib.loads(path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n"))
    assert set(file) <= LIST_KEYS, f"keys ignored: {set(file) - LIST_KEYS}"
    watches = [_watch(one, path.parent) for one in file["watch"]]
    assert watches, "no watch"
    ids = [one["id"].casefold() for one in watches]
    assert len(ids) == len(set(ids)), "an id twice"
    carried = {tag for one in watches for member in one["members"] for tag in member["tags"]}
    assert all(tag in carried for one in watches for tag in one["tags"]), "a tag nobody carries"
    return {"id": path.stem, "title": _text(file["title"]), "to": _recipients(file), "watches": watches}


def _recipients(file: dict[str, Any]) -> list[dict[str, Any]]:
    short = {"digest", "notify"} & set(file)
    assert not (short and "to" in file), "both forms"
    if short:
        assert file["notify"], "to nobody"
        return [_recipient({"address": a, "digests": [file.get("digest", "daily")]}) for a in file["notify"]]
    return [_recipient(one) for one in file.get("to", [])]


def _recipient(one: dict[str, Any]) -> dict[str, Any]:
    assert set(one) <= TO_KEYS, f"keys ignored: {set(one) - TO_KEYS}"
    scheme, _, rest = one["address"].strip().partition(":")
    assert scheme in ("slack", "email", "webhook"), "no address"
    assert rest, "no address"
    digests, days = one.get("digests", ["daily"]), one.get("days", "working")
    assert digests, "no digests"
    assert set(map(_text, digests)) <= CADENCES, "unknown digests"
    assert _text(days) in ("working", "sitting") if isinstance(days, str) else set(map(_text, days)) <= set(WEEKDAYS)
    heartbeat = _text(one.get("heartbeat", "weekly"))
    assert heartbeat in ("daily", "weekly"), "unknown heartbeat"
    quiet = [_time(end) for end in _text(one["quiet"]).split("-")] if "quiet" in one else None
    return {
        "address": _text(one["address"]),
        "digests": [_text(d) for d in digests],
        "at": _time(_text(one.get("at", "07:30"))),
        "days": _text(days) if isinstance(days, str) else [_text(d) for d in days],
        "quiet": quiet,
        "heartbeat": heartbeat,
    }


def _time(text: str) -> dt.time:
    assert len(text) == 5, "no time"
    assert text[2] == ":", "no time"
    return dt.time(int(text[:2]), int(text[3:]))


def _watch(one: dict[str, Any], folder: Path) -> dict[str, Any]:
    assert set(one) <= WATCH_KEYS, f"keys ignored: {set(one) - WATCH_KEYS}"
    assert {"phrases", "members", "tags", "parties"} & set(one), "nothing to watch for"
    assert "phrases" in one or not {"in", "unless"} & set(one), "a line without effect"
    lists = {key: _texts(one, key) for key in ("phrases", "context", "unless", "never", "tags", "parties")}
    assert not {*lists["phrases"], *lists["context"]} & set(lists["never"]), "a phrase that is forbidden"
    assert not set(lists["phrases"]) & set(lists["unless"]), "a phrase that does not count"
    assert set(_texts(one, "in")) <= {"title", "question", "answer", "text"}, "unknown in"
    assert set(_texts(one, "houses")) <= {"commons", "lords"}, "unknown houses"
    assert set(_texts(one, "kinds")) <= KINDS, "unknown kinds"
    since = one.get("since")
    assert since is None or type(since) is dt.date, "since is no date"
    title = _text(one["title"])
    return {
        "id": _text(one["id"]) if "id" in one else slug(title),
        "title": title,
        **lists,
        "members": _members(one.get("members"), folder),
        "fields": _texts(one, "in"),
        "houses": _texts(one, "houses"),
        "kinds": _texts(one, "kinds"),
        "departments": {body for name in _texts(one, "departments") for body in DEPARTMENTS[_letters(name)]},
        "since": since,
        "note": _text(one["note"]) if "note" in one else "",
    }


def _letters(name: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in name.casefold() if c not in "'’").split())


def slug(title: str) -> str:
    """Lower case with hyphens, letter by letter."""
    letters = "".join(c if c.isalnum() else "" if c in "'’" else "-" for c in title.lower())
    return "-".join(part for part in letters.split("-") if part)


def _texts(one: dict[str, Any], key: str) -> list[str]:
    found = one.get(key)
    if found is None:
        return []
    assert isinstance(found, list), f"{key} is no list"
    assert found, f"{key} is empty"
    return [_text(text) for text in found]


def _text(found: object) -> str:
    assert isinstance(found, str), f"{found!r} is no text"
    assert found.strip(), "an empty text"
    return found.strip()


def _members(found: object, folder: Path) -> list[dict[str, Any]]:
    if found is None:
        return []
    if isinstance(found, list):
        assert found, "no members"
        assert all(type(one) is int and one > 0 for one in found), "ids that are none"
        return [{"id": one, "name": "", "tags": [], "stance": "unknown", "note": ""} for one in found]
    text = (folder / _text(found)).read_bytes().decode("utf-8-sig")
    delimiter = ";" if ";" in text.splitlines()[0] else ","
    rows = [row for row in csv.reader(text.splitlines(keepends=True), delimiter=delimiter) if row]
    header = [cell.strip().lower() for cell in rows[0]]
    return [_member(dict(zip(header, map(str.strip, row), strict=False))) for row in rows[1:]]


def _member(row: dict[str, str]) -> dict[str, Any]:
    assert set(row) <= {"id", "name", "tags", "stance", "note"}, "a column ignored"
    tags = [tag.strip() for tag in row.get("tags", "").replace("|", ";").split(";") if tag.strip()]
    stance = row.get("stance", "").lower() or "unknown"
    assert stance in ("supporter", "open", "opponent", "unknown"), "an unknown stance"
    note = " ".join(row.get("note", "").split())
    return {
        "id": int(row["id"]),
        "name": row.get("name", ""),
        "tags": list(dict.fromkeys(tags)),
        "stance": stance,
        "note": note,
    }


def plain(found: Any) -> dict[str, Any]:
    """A loaded Watchlist as the plain values that `expected` gives."""
    watches = [_lists(watch.model_dump()) for watch in found.watches]
    for watch in watches:
        watch["members"] = [_lists(one) for one in watch["members"]]
        watch["departments"] = set(watch["departments"])
    recipients = [_lists(one.model_dump()) for one in found.to]
    return {"id": found.id, "title": found.title, "to": recipients, "watches": watches}


def _lists(values: dict[str, Any]) -> dict[str, Any]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in values.items()}
