"""The fortnight: Members, questions, debates and faults as its files tell them, defaults filled in.

Times are London wall time without a zone, as in the files; what is not seen yet at a time is not there. `then` of a
question is what became of it, in order.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from datetime import date, datetime, time
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from monitor.sample import doings
from monitor.sample.doings import Flowing, House, Told

DATA = Path(__file__).parent / "data"
#: when a question can be seen on the day on which it is tabled
EVENING = time(19)

Place = Literal["Commons Chamber", "Lords Chamber", "Westminster Hall", "Ministerial Corrections"]


class Member(Told):
    """A Member; `listed` is the name as in an index."""

    id: int
    name: str
    listed: str = ""
    party: str
    house: House = "Commons"
    seat: str
    since: date = date(2024, 7, 4)
    post: str = ""
    #: since when the post is held, where not since `since`
    appointed: date | None = None
    chair: str = ""

    @property
    def indexed(self) -> str:
        """ "Larkspur, Thomasina"."""
        first, _, last = self.name.rpartition(" ")
        return self.listed or f"{last}, {first}"


class Step(Told):
    """Something that becomes of a question: one of `holding`, `answer`, `correction`, `withdrawn`."""

    seen: datetime
    by: str = ""
    holding: Flowing = ""
    answer: Flowing = ""
    correction: Flowing = ""
    withdrawn: bool = False
    #: UINs of the questions that are answered with it
    together: tuple[str, ...] = ()


class Question(Told):
    """A written question, by the name of who asks."""

    id: int
    uin: str
    by: str
    house: House = "Commons"
    tabled: date
    due: date
    named_day: bool = False
    body: str = "Ministry of Justice"
    heading: str
    text: Flowing
    then: tuple[Step, ...] = ()

    def seen(self, now: datetime) -> bool:
        """Whether it is published at *now*."""
        return datetime.combine(self.tabled, EVENING) <= now


class Speech(Told):
    """A contribution, by the name of who speaks; `seen`: later than the debate; `then`: its words once `revised`."""

    by: str
    words: Flowing
    seen: datetime | None = None
    question: int | None = None
    revised: datetime | None = None
    then: Flowing = ""
    moved: datetime | None = None


class Debate(Told):
    """A debate under the headings `above` it."""

    house: House = "Commons"
    day: date
    place: Place = "Commons Chamber"
    above: tuple[str, ...] = ()
    title: str
    seen: datetime
    said: tuple[Speech, ...]

    @property
    def chamber(self) -> Place:
        """Where it takes place; the main chamber of its House unless said otherwise."""
        return "Lords Chamber" if (self.house, self.place) == ("Lords", "Commons Chamber") else self.place

    def changed(self, now: datetime) -> datetime:
        """When anything in it was last touched, of what is seen at *now*."""
        times = [self.seen, *(t for s in self.said for t in (s.seen, s.revised, s.moved) if t)]
        return max(t for t in times if t <= now)


class Fault(Told):
    """A host that answers with an error status for a time."""

    host: str
    status: int
    first: datetime
    until: datetime


class Fortnight(Told):
    """Everything that happens."""

    member: tuple[Member, ...]
    question: tuple[Question, ...]
    debate: tuple[Debate, ...]
    fault: tuple[Fault, ...] = ()
    statement: tuple[doings.Statement, ...] = ()
    oral_question: tuple[doings.OralQuestion, ...] = ()
    question_time: tuple[doings.QuestionTime, ...] = ()
    motion: tuple[doings.Motion, ...] = ()
    vote: tuple[doings.Vote, ...] = ()
    inquiry: tuple[doings.Inquiry, ...] = ()
    hearing: tuple[doings.Hearing, ...] = ()
    transcript: tuple[doings.Transcript, ...] = ()
    paper: tuple[doings.Paper, ...] = ()
    event: tuple[doings.Event, ...] = ()
    recess: tuple[doings.Recess, ...] = ()
    page: tuple[doings.Page, ...] = ()
    feed_entry: tuple[doings.FeedEntry, ...] = ()
    bill: tuple[doings.Bill, ...] = ()
    petition: tuple[doings.Petition, ...] = ()

    @cached_property
    def by_name(self) -> dict[str, Member]:
        """Members by their names, as questions and debates give them."""
        return {m.name: m for m in self.member}

    def debates(self, now: datetime) -> list[Debate]:
        """Those that are published at *now*, in the order of the files."""
        return [d for d in self.debate if d.seen <= now]

    def fault_of(self, host: str, now: datetime) -> int | None:
        """The status with which *host* fails at *now*; None when it works."""
        return next((f.status for f in self.fault if f.host == host and f.first <= now < f.until), None)


def read(folder: Path = DATA) -> Fortnight:
    """The fortnight in the TOML files of *folder*. Raises ValueError naming what is wrong."""
    return Fortnight.model_validate(_joined(tomllib.loads(f.read_text("utf-8")) for f in sorted(folder.glob("*.toml"))))


def _joined(files: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return {name: told for file in files for name, told in file.items()}
