"""Digest: what one address is told at one time, matches folded by subject, in a reader's order. Pure values."""

from __future__ import annotations

from datetime import date as Date
from datetime import datetime
from typing import Literal

from monitor.parliament.people import Value

Cadence = Literal["at-once", "daily", "weekly", "roundup", "notice"]

#: the sections of a digest in a reader's order, each with its heading
SECTIONS: dict[str, str] = {
    "action": "Needs action today",
    "members": "Members you watch",
    "commons": "In the Commons",
    "lords": "In the Lords",
    "committees": "Westminster Hall and committees",
    "answers": "Answers",
    "tabled": "Newly tabled",
    "withdrawn": "Withdrawn",
    "publications": "Statements, government and petitions",
    "motions": "Motions and divisions",
    "coming": "Coming up",
}


class Said(Value):
    """Somebody's words in an entry: who (with party and seat as on that day), the excerpt, and where it can be read.

    `text` is verbatim readable text; `marks` are the (start, end) offsets in it of the words that matched; "…" in
    `text` stands only where the excerpt was cut.
    """

    who: str = ""
    #: "Labour, Upper Wobblesham"; "" where not known
    of: str = ""
    #: the post as printed, "Secretary of State for Justice"
    post: str = ""
    #: "asked", "said", "replied", "answered", "corrected", "answered at first"; where nobody says it, what it is
    verb: str = ""
    text: str = ""
    marks: tuple[tuple[int, int], ...] = ()
    #: of a correction: offsets of the words that it took away, and of those that it put there
    removed: tuple[tuple[int, int], ...] = ()
    added: tuple[tuple[int, int], ...] = ()
    url: str = ""
    #: watched by this watchlist, and what its file says of the Member
    watched: bool = False
    note: str = ""


class Past(Value):
    """What happened to the same subject at another time: "tabled 3 Mar"."""

    what: str
    date: Date
    url: str = ""


class Entry(Value):
    """One subject, with what is new in it."""

    subject: str
    section: str
    #: the kind of what is shown: "answer", "contribution", "motion"
    kind: str = ""
    #: the state in words: "Tabled, due 12 Mar", "Answered, 4 days late", "Evidence by 29 May"; "" none
    chip: str = ""
    #: what and when: "Written question 41001", "Justice Questions", "Westminster Hall"
    label: str
    #: the department that is to answer, as printed: "Ministry of Justice"; "" of what is spoken
    body: str = ""
    title: str
    date: Date
    #: a line each: "Voted Aye: Araminta Sandpiper; No: Barnaby Dunderdale", "Witnesses: …"
    facts: tuple[str, ...] = ()
    #: who said what, in order: the question, then the reply; in a debate everybody who says a phrase
    said: tuple[Said, ...] = ()
    #: "and 14 others spoke under this heading"; 0: nobody else
    others: int = 0
    #: the other questions answered together with this one: "41021 (Araminta Sandpiper, Green, Long Umberleigh)"
    grouped: tuple[str, ...] = ()
    history: tuple[Past, ...] = ()
    #: what happened to it after what is told: "corrected 10 Mar"
    since: tuple[Past, ...] = ()
    #: the earlier answers that a question refers to: "question 41001 (answered 3 Mar)"
    pursuant: tuple[Past, ...] = ()
    #: "Probation: “probation officers”", one a watch
    why: tuple[str, ...] = ()
    #: the day that it is of, where it is announced more than three days after
    late: Date | None = None
    #: told in one line wherever it stands: votes and signatures of watched Members
    short: bool = False
    url: str
    #: ids of the matches that this entry tells
    matches: tuple[int, ...] = ()


class Receipt(Value):
    """What was read of one source since the last digest of this address."""

    source: str
    window: str
    read: int
    matched: int
    unreadable: int = 0
    failed: int = 0
    #: the last error, "" when all was read to its end
    error: str = ""


class Line(Value):
    """One line of a block: what leads it stands out; `url` where it can be read, or ""."""

    lead: str = ""
    text: str = ""
    url: str = ""


class Block(Value):
    """Lines under a heading: a table of a weekly digest, what comes up."""

    heading: str
    lines: tuple[Line, ...] = ()


class Digest(Value):
    """Everything that one delivery says. Rendered once, when it is queued; never looked up again."""

    address: str
    cadence: Cadence
    #: the slot it is for (UTC)
    slot: datetime
    #: the watchlists it gathers, by title: "Probation"
    title: str
    entries: tuple[Entry, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    #: lines at the head: "catching up since …", "sent late", a source that could not be read
    notices: tuple[str, ...] = ()
    #: lines at the foot: in recess, the date of return; how to change, pause or stop it
    foot: tuple[str, ...] = ()
    #: one-click address to unsubscribe, "" where there is no public URL
    stop_url: str = ""
    #: of a weekly digest: the week in a sentence, and what is counted and listed beside the entries
    headline: str = ""
    blocks: tuple[Block, ...] = ()
