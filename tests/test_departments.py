"""Answering bodies are found by the names people use, and known by Parliament's ids."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from monitor.parliament.departments import BODIES, ENDED, UnknownDepartment, name_of, resolve


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("Ministry of Justice", (54,)),
        ("ministry of JUSTICE ", (54,)),
        ("Justice", (54,)),
        ("MoJ", (54,)),
        ("Environment, Food & Rural Affairs", (13,)),
        ("Department for Environment Food and Rural Affairs", (13,)),
        ("HM Treasury", (14,)),
        ("Department for Communities and Local Government", (7,)),
        ("Foreign and Commonwealth Office", (208,)),
        ("Department for Digital, Culture, Media and Sport", (217, 10)),
        ("Department for Culture, Media and Sport", (217, 10)),
        ("Leader of the House", (34,)),
        ("Leader of the House of Lords", (92,)),
    ],
)
def test_a_department_is_found_by_any_of_its_names(name: str, ids: tuple[int, ...]) -> None:
    """In any capitals and punctuation, by former names too, those of today first."""
    assert resolve(name) == ids


@pytest.mark.parametrize(
    ("name", "near"),
    [("Ministry of Justis", "Ministry of Justice"), ("Foreign Office", "Foreign, Commonwealth and Development Office")],
)
def test_an_unknown_department_is_answered_with_those_like_it(name: str, near: str) -> None:
    """Nobody has to guess how Parliament writes it."""
    with pytest.raises(UnknownDepartment) as told:
        resolve(name)
    assert told.value.near[0] == near


@pytest.mark.parametrize("name", ["", " ", "!", "Department for", "zzz"])
def test_a_name_without_substance_finds_nothing(name: str) -> None:
    """It must not find whatever has an empty short name."""
    with pytest.raises(UnknownDepartment):
        resolve(name)


def test_every_name_finds_its_body_and_ended_bodies_are_known() -> None:
    """The table is consistent with itself."""
    for body, names in BODIES.items():
        assert all(body in resolve(name) for name in names)
    assert set(ENDED) <= set(BODIES)
    assert name_of(54) == "Ministry of Justice"
    assert name_of(99_999) == "answering body 99999"


def test_every_answering_body_of_the_recordings_is_known_by_its_name(shared: Path) -> None:
    """Whatever Parliament printed beside an id finds that id."""
    seen: set[tuple[int, str]] = set()
    folder = shared / "parliament-apis"
    for path in sorted([*folder.glob("samples/**/*.json"), *folder.glob("records/*.jsonl")]):
        text = path.read_text(encoding="utf-8")
        for line in text.splitlines() if path.suffix == ".jsonl" else [text]:
            _collect(json.loads(line), seen)
    assert len(seen) > 25
    assert [(body, name) for body, name in sorted(seen) if body not in resolve(name)] == []


def _collect(found: object, seen: set[tuple[int, str]]) -> None:
    if isinstance(found, dict):
        for body, name in (("answeringBodyId", "answeringBodyName"), ("AnsweringBodyId", "AnsweringBody")):
            if found.get(body) and found.get(name):
                seen.add((found[body], found[name]))
        found = list(found.values())
    if isinstance(found, list):
        for one in found:
            _collect(one, seen)
