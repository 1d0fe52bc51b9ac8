"""SpokenRecord: one contribution as last read, where it stands in Hansard, and where it can be read in full."""

from __future__ import annotations

import re
from datetime import date

from monitor.parliament.activities import Noise
from monitor.parliament.people import Chamber, House
from monitor.sources.source import Record

SITE = "https://hansard.parliament.uk"
#: what stands in a printed place, first match first
_CHAMBERS: tuple[tuple[str, Chamber], ...] = (
    ("commons chamber", "commons-chamber"),
    ("lords chamber", "lords-chamber"),
    ("westminster hall", "westminster-hall"),
    ("bill committee", "public-bill-committee"),
    ("general committee", "general-committee"),
    ("delegated legislation", "general-committee"),
    ("standing committee", "general-committee"),
)
#: section codes of a day (`sectionsforday`), where the printed place is not a known one
_CODES: dict[str, Chamber] = {
    "westhall": "westminster-hall",
    "gc": "grand-committee",
    "pbc": "public-bill-committee",
    "gen": "general-committee",
    "dl": "general-committee",
}


class SpokenRecord(Record):
    """A contribution or a ministerial correction.

    `id` and `upstream_id` are those it was first seen under; `anchor` is its ExternalId as printed now, "" without one.
    `value` is the HTML as printed. `name` is the Member's, `attribution` all that is printed before the words. `order`:
    place of the debate in its chamber's day, and of the contribution in the debate. `replies_to` is an `upstream_id`.
    """

    anchor: str
    value: str
    #: only the beginning of the words, without markup, was to be had
    partial: bool = False
    member: int | None
    name: str
    attribution: str
    house: House
    chamber: Chamber | None
    day: date
    #: ExternalId of the debate, as printed
    debate: str
    heading: str
    #: the headings above it, outermost first, without the chamber's own
    parents: tuple[str, ...] = ()
    order: tuple[int, int]
    timecode: str | None = None
    #: HRSTag: "Question" is a question as tabled; other values tell nothing for sure
    tag: str = ""
    #: of an oral question, where its debate was read: search does not tell it
    uin: str = ""
    correction: bool = False
    noise: Noise | None = None
    replies_to: str | None = None


def link(record: SpokenRecord) -> str:
    """The address of the contribution on Hansard's site, as its own resolver gives it (API_NOTES section 12)."""
    place = f"{SITE}/{record.house.capitalize()}/{record.day}/debates/{record.debate}/{slug(record.heading)}"
    return f"{place}#contribution-{record.anchor}" if record.anchor else place


def slug(title: str) -> str:
    """*title* as Hansard writes it in addresses: "Kashmir: Self-determination" → "KashmirSelf-Determination".

    The first letter after anything but a letter is raised; blanks and most punctuation go, brackets and hyphens stay.
    """
    raised = re.sub(r"[^\W\d_](?:[^\W_]|')*", lambda word: word[0][:1].upper() + word[0][1:], title)
    return re.sub(r"[\s:,.;?!'\"&/]+", "", raised)


def chamber_of(place: str, *, house: House, code: str = "") -> Chamber | None:
    """The chamber behind a printed place ("Westminster Hall"), else behind the section *code* of the day."""
    words = place.casefold()
    for part, chamber in _CHAMBERS:
        if part in words:
            return chamber
    if "committee" in words:
        return "grand-committee" if house == "lords" else "general-committee"
    if code.casefold() == "debate":
        return "lords-chamber" if house == "lords" else "commons-chamber"
    return _CODES.get(code.casefold())


def is_chamber(title: str) -> bool:
    """Whether a heading is but the name of the place ("Commons Chamber"), which stands above a whole day."""
    return title.casefold() in {"commons chamber", "lords chamber", "westminster hall", "grand committee"}
