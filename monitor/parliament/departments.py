"""Answering bodies: Parliament's id for each department that answers questions, with its names, former ones too.

The ids are `answeringBodyId` of written questions and statements (not the department ids of the committees' API). A
renamed department mostly keeps its id (7 was Communities and Local Government); where Parliament gave a new one, the
former name stands with both, so that it finds what was answered before and after. Names as printed in the recordings of
questions-statements-api and oralquestionsandmotions-api; `ENDED` lists those that answer no longer.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

#: id → the name of today (or the last one), then former names and those in common use
BODIES: Mapping[int, tuple[str, ...]] = MappingProxyType(
    {
        1: ("Home Office", "Home Department"),
        2: ("Scotland Office", "Office of the Secretary of State for Scotland"),
        7: (
            "Ministry of Housing, Communities and Local Government",
            "Department for Levelling Up, Housing and Communities",
            "Department for Communities and Local Government",
            "MHCLG",
            "DLUHC",
            "DCLG",
        ),
        9: ("Church Commissioners",),
        10: ("Department for Digital, Culture, Media and Sport", "Department for Culture, Media and Sport", "DCMS"),
        11: ("Ministry of Defence", "MoD"),
        13: ("Department for Environment, Food and Rural Affairs", "Defra"),
        14: ("Treasury", "HM Treasury", "His Majesty’s Treasury", "Her Majesty’s Treasury", "HMT"),
        17: ("Department of Health and Social Care", "Department of Health", "DHSC"),
        18: ("House of Commons Commission",),
        20: ("Department for International Development", "DFID"),
        21: ("Northern Ireland Office", "NIO"),
        23: ("Prime Minister", "Prime Minister’s Office"),
        27: ("Department for Transport", "DfT"),
        28: ("Wales Office", "Office of the Secretary of State for Wales"),
        29: ("Department for Work and Pensions", "DWP"),
        31: ("Women and Equalities", "Government Equalities Office"),
        34: ("Leader of the House", "Leader of the House of Commons"),
        53: ("Cabinet Office",),
        54: ("Ministry of Justice", "MoJ"),
        60: ("Department for Education", "DfE"),
        88: ("Attorney General", "Attorney General’s Office"),
        90: ("Speaker’s Committee for the Independent Parliamentary Standards Authority",),
        91: ("Members Estimate Committee",),
        92: ("Leader of the House of Lords",),
        201: ("Department for Business, Energy and Industrial Strategy", "BEIS"),
        202: ("Department for International Trade", "DIT"),
        204: ("Senior Deputy Speaker",),
        208: (
            "Foreign, Commonwealth and Development Office",
            "Foreign and Commonwealth Office",
            "Department for International Development",
            "FCDO",
            "FCO",
        ),
        213: ("Restoration and Renewal", "Restoration and Renewal Client Board"),
        214: ("Department for Business and Trade", "Department for International Trade", "DBT"),
        215: ("Department for Energy Security and Net Zero", "DESNZ"),
        216: ("Department for Science, Innovation and Technology", "DSIT"),
        217: (
            "Department for Culture, Media and Sport",
            "Department for Digital, Culture, Media and Sport",
            "DCMS",
        ),
    }
)
#: bodies that answer no longer, with the year in which they ended
ENDED: Mapping[int, int] = MappingProxyType({10: 2023, 20: 2020, 201: 2023, 202: 2023})

_OFFICE = re.compile(r"^(?:the )?(?:(?:department|ministry) (?:for|of) )?(?:the )?")


class UnknownDepartment(ValueError):
    """A name that no answering body has or had; `near` are the names most like it, best first."""

    def __init__(self, name: str, near: tuple[str, ...]) -> None:
        super().__init__(f"no answering body is called {name!r}")
        self.name, self.near = name, near


def name_of(body: int) -> str:
    """What the answering body with this id is called today; "answering body 99" where it is not known."""
    return BODIES[body][0] if body in BODIES else f"answering body {body}"


def resolve(name: str) -> tuple[int, ...]:
    """The ids of all answering bodies that have or had this name, those of today first. Raises UnknownDepartment.

    Capitals and punctuation are not heeded. "Justice" is the Ministry of Justice: what kind of office may be left out.
    """
    for reading in (_plain, _short):
        ids = tuple(i for i, names in BODIES.items() if reading(name) in {reading(n) for n in names})
        if ids and reading(name):
            return tuple(sorted(ids, key=ENDED.__contains__))
    raise UnknownDepartment(name, _near(name))


def _plain(name: str) -> str:
    """Letters and digits in lower case, words parted by one space; & is "and"."""
    shown = unicodedata.normalize("NFKD", name).casefold().replace("&", " and ").replace("'", "").replace("’", "")
    return " ".join(re.findall(r"[^\W_]+", shown))


def _short(name: str) -> str:
    return _OFFICE.sub("", _plain(name))


def _near(name: str) -> tuple[str, ...]:
    """Up to three names like *name*: those that have all of its words first, then the most similar."""
    by_short = {_short(n): n for names in BODIES.values() for n in names}
    words = set(_short(name).split())
    holding = [n for short, n in by_short.items() if words and words <= set(short.split())]
    similar = [by_short[short] for short in difflib.get_close_matches(_short(name), by_short, n=3, cutoff=0.6)]
    return tuple(dict.fromkeys([*holding, *similar]))[:3]
