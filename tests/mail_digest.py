"""An invented digest with every section and every kind of line, for the tests of notifiers."""

from __future__ import annotations

from datetime import date, datetime, timezone
from typing import Any

from watchlists.digest import SECTIONS, Digest, Entry, Past, Receipt, Said

#: 07:30 in London
SLOT = datetime(2026, 3, 11, 7, 30, tzinfo=timezone.utc)
QUESTIONS = "https://questions-statements.parliament.uk/written-questions/detail"
DEBATE = "https://hansard.parliament.uk/Commons/2026-03-10/debates/74AD43C0-E55A-5DA2-A035-E35BBD3759B2/Retention"

_TEXT = "How many of the probation officers who joined in 2024 have since left the service?"
ASKED = Said(
    who="Araminta Sandpiper",
    of="Green, Long Umberleigh",
    verb="asked",
    text=_TEXT,
    marks=((_TEXT.index("probation"), _TEXT.index(" who joined")),),
    url=f"{DEBATE}#contribution-DA0372BB",
    watched=True,
    note="spoke at our lobby",
)
REPLIED = Said(
    who="Sir Peregrine Oakapple",
    of="Labour, Nether Wobblesham",
    post="Minister of State for Justice",
    verb="replied",
    text="…one in nine of them, which is fewer than in any year since the service was brought together again…",
)
PRESSED = Said(
    who="Rosalind Quillfeather",
    of="Liberal Democrat, Upper Wobblesham",
    verb="asked",
    text="Is it not so that “probation officers” carry twice the cases that the inspectorate calls safe?",
    marks=((19, 37),),
    url=f"{DEBATE}#contribution-7F4A258C",
)


def entry(section: str, number: int = 1, **fields: Any) -> Entry:
    """An invented entry of *section*; *fields* replace its own."""
    own: dict[str, Any] = {
        "subject": f"written-questions/{number}",
        "section": section,
        "kind": "question",
        "chip": "Tabled",
        "label": f"Written question {41000 + number}",
        "title": f"Probation: Caseloads in District {number}",
        "date": date(2026, 3, 9),
        "why": ("Probation: “probation”",),
        "url": f"{QUESTIONS}/2026-03-09/{41000 + number}",
    }
    return Entry.model_validate(own | fields)


DEBATED = entry(
    "commons",
    500,
    kind="contribution",
    chip="",
    label="Justice Questions",
    title="Probation Officers: Retention",
    date=date(2026, 3, 10),
    said=(ASKED, REPLIED, PRESSED),
    others=14,
    why=("Probation: “probation officers”", "Our friends: Araminta Sandpiper"),
    url=ASKED.url,
)
ANSWERED = entry(
    "answers",
    21,
    kind="answer",
    chip="Answered, 4 days late",
    said=(
        ASKED.model_copy(update={"url": "", "watched": False, "note": ""}),
        REPLIED.model_copy(update={"verb": "answered", "text": "The information is not held centrally."}),
    ),
    grouped=("41022 (Rosalind Quillfeather, Liberal Democrat, Upper Wobblesham)",),
    history=(
        Past(what="tabled", date=date(2026, 2, 23), url=f"{QUESTIONS}/2026-03-09/41021"),
        Past(what="holding answer", date=date(2025, 12, 19), url="https://chat.example.org/archives/C0/p1"),
    ),
    since=(Past(what="corrected", date=date(2026, 3, 10), url=f"{QUESTIONS}/2026-03-09/41021"),),
    late=date(2026, 3, 2),
)
_WAS, _NOW = "… there were nine officers in Umberleigh …", "… there were ninety good officers in Umberleigh …"
CORRECTED = entry(
    "action",
    1,
    kind="correction",
    chip="Corrected",
    said=(
        REPLIED.model_copy(update={"verb": "answered at first", "text": _WAS, "removed": ((13, 17),)}),
        REPLIED.model_copy(update={"verb": "corrected this to", "text": _NOW, "added": ((13, 24),), "post": ""}),
    ),
)
DIVIDED = entry(
    "motions",
    10,
    subject="divisions/commons/187",
    kind="division",
    chip="Ayes 312, Noes 240",
    label="Commons division 187",
    title="Supervision Bill: New Clause 4 (Caseloads in probation)",
    facts=("Voted Aye: Araminta Sandpiper; No: Barnaby Dunderdale",),
    url="https://votes.parliament.uk/Votes/Commons/Division/2890",
)
SIGNED = entry(
    "motions",
    12,
    subject="early-day-motions/79001",
    kind="signature",
    chip="7 signatures",
    label="Early day motion 2101",
    title="Workload of probation officers",
    facts=("Signed by Araminta Sandpiper",),
    url="https://edm.parliament.uk/early-day-motion/79001",
    short=True,
)
RECEIPTS = (
    Receipt(source="Written questions", window="since Tue 10 Mar 07:30", read=2214, matched=3, unreadable=1),
    Receipt(
        source="Hansard",
        window="since Tue 10 Mar 07:30",
        read=412,
        matched=0,
        failed=2,
        error="failed twice: Tue 10 Mar 09:00–11:30, read again since",
    ),
)


def digest(**fields: Any) -> Digest:
    """Every section, an entry each and two entries with all their lines; *fields* replace its own."""
    own: dict[str, Any] = {
        "address": "email:policy@example.org",
        "cadence": "daily",
        "slot": SLOT,
        "title": "Probation",
        "entries": tuple(
            one
            for number, section in enumerate(SECTIONS, 1)
            for one in {
                "action": (CORRECTED,),
                "commons": (DEBATED,),
                "answers": (ANSWERED,),
                "motions": (DIVIDED, SIGNED),
            }.get(section)
            or (entry(section, number),)
        ),
        "receipts": RECEIPTS,
        "notices": ("Catching up since Mon 9 Mar: the monitor was stopped.",),
        "foot": ("Sent for the watchlist “Probation”. To change or pause them, reply to this message.",),
        "stop_url": "https://monitor.example.org/stop/abc123",
    }
    return Digest.model_validate(own | fields)
