"""What else happens in the fortnight: statements, motions, divisions, committees, business, petitions, publications.

As in `fortnight`, times are London wall time, and what is not seen yet is not there.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict

House = Literal["Commons", "Lords"]


def _flowing(text: str) -> str:
    """*text* with its lines joined; a blank line stays between paragraphs."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n")).strip()


Flowing = Annotated[str, AfterValidator(_flowing)]


class Told(BaseModel):
    """What a file tells; a misspelt key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Published(Told):
    """Something that is published at a time."""

    id: int
    seen: datetime


class Statement(Published):
    """A written statement, and the id of its twin in the other House."""

    uin: str
    by: str
    house: House = "Commons"
    body: str = "Ministry of Justice"
    title: str
    text: Flowing
    twin: int | None = None


class OralQuestion(Published):
    """A question tabled for oral answer; topical ones carry no words of their own."""

    uin: int
    by: str
    answering: date
    number: int
    topical: bool = False
    body: str = "Ministry of Justice"
    text: Flowing


class QuestionTime(Published):
    """Questions to a department, and until when they can be tabled."""

    answering: date
    deadline: datetime
    body: str = "Ministry of Justice"
    title: str


class Signature(Told):
    """A name on a motion."""

    by: str
    seen: datetime
    withdrawn: datetime | None = None


class Motion(Published):
    """An early day motion, or an `amends` to one; the first of `signed` moved it."""

    uin: int
    suffix: str = ""
    amends: int | None = None
    title: str
    text: Flowing
    signed: tuple[Signature, ...]
    withdrawn: datetime | None = None


class Vote(Published):
    """A division: Members by name, counts as published; `question` is what the Lords were asked."""

    house: House = "Commons"
    when: datetime
    number: int
    title: str
    question: Flowing = ""
    ayes: int
    noes: int
    aye: tuple[str, ...]
    no: tuple[str, ...]
    aye_tellers: tuple[str, ...] = ()
    no_tellers: tuple[str, ...] = ()


class Inquiry(Published):
    """A committee's inquiry, with its call for evidence."""

    committee: str
    title: str
    deadline: datetime | None = None


class Hearing(Published):
    """A meeting at which a committee hears witnesses; the transcript is published later."""

    committee: str
    inquiry: int
    starts: datetime
    ends: datetime
    place: str
    witnesses: tuple[str, ...]
    cancelled: datetime | None = None


class Transcript(Published):
    """Oral evidence as published."""

    committee: str
    inquiry: int
    heard: datetime
    witnesses: tuple[str, ...]
    text: Flowing


class Paper(Published):
    """A committee's report, or the Government's response to one."""

    kind: Literal["Report", "Government Response"] = "Report"
    committee: str
    inquiry: int | None = None
    title: str
    answers: int | None = None


class Event(Published):
    """Business in the calendar."""

    house: House = "Commons"
    starts: datetime
    ends: datetime | None = None
    category: str
    type: str
    place: str = "Main Chamber"
    title: str
    by: str = ""
    cancelled: datetime | None = None


class Recess(Published):
    """Days on which a House does not sit."""

    house: House
    first: date
    last: date
    title: str


class Page(Told):
    """A page of GOV.UK with its updates."""

    path: str
    seen: datetime
    genre: str = "press_release"
    body: str = "Ministry of Justice"
    slug: str = "ministry-of-justice"
    title: str
    summary: Flowing
    text: Flowing
    updated: tuple[datetime, ...] = ()


class FeedEntry(Told):
    """An entry of a feed, by the feed's address without `https://`."""

    feed: str
    seen: datetime
    link: str
    title: str
    summary: Flowing


class Stage(Told):
    """A stage of a bill, and the days on which it sits."""

    id: int
    number: int
    name: str
    short: str
    house: House = "Commons"
    seen: datetime
    sits: tuple[date, ...] = ()


class Bill(Published):
    """A bill."""

    title: str
    long: Flowing
    by: str
    stages: tuple[Stage, ...]


class Reached(Told):
    """A step of a petition."""

    seen: datetime
    signatures: int
    threshold: Literal["", "response", "debate"] = ""
    response: Flowing = ""
    debate: date | None = None


class Petition(Published):
    """A petition and what becomes of it."""

    title: str
    text: Flowing
    signatures: int
    then: tuple[Reached, ...] = ()
