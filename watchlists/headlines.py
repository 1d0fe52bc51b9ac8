"""Headlines: a digest in one line and in three, and which of its entries are told in full.

The date in a subject line: the latest day of what is told, and never one that is still to come; of a weekly digest
"week to" the day on which it is sent; where nothing is told, the day on which it is sent.
"""

from __future__ import annotations

from datetime import date

from monitor.parliament.dates import today
from watchlists.digest import Digest, Entry

#: entries told in full; the rest have a line each
FULL = 12
#: moments of a weekly digest, which are told in full
MOMENTS = 3
#: characters of a subject line at most
SUBJECT = 120

#: what is counted in a subject line: by kind, and in this order after what was said in Parliament
_COUNTED = {
    "answer": ("answer", "answers"),
    "correction": ("correction", "corrections"),
    "ministerial-correction": ("ministerial correction", "ministerial corrections"),
    "overdue": ("overdue", "overdue"),
    "holding-answer": ("holding answer", "holding answers"),
    "question": ("question tabled", "questions tabled"),
    "withdrawal": ("withdrawn", "withdrawn"),
    "inquiry": ("inquiry", "inquiries"),
    "call-for-evidence": ("call for evidence", "calls for evidence"),
    "evidence": ("publication of evidence", "publications of evidence"),
    "report": ("report", "reports"),
    "response": ("response to a report", "responses to reports"),
    "oral-question": ("oral question tabled", "oral questions tabled"),
    "written-statement": ("written statement", "written statements"),
    "publication": ("publication", "publications"),
    "petition": ("petition", "petitions"),
    "membership": ("change of post or party", "changes of post or party"),
    "motion": ("motion", "motions"),
    "amendment": ("amendment", "amendments"),
    "signature": ("motion signed", "motions signed"),
    "signature-withdrawal": ("signature withdrawn", "signatures withdrawn"),
    "motion-withdrawal": ("motion withdrawn", "motions withdrawn"),
    "division": ("division", "divisions"),
    "bill-stage": ("bill", "bills"),
    "question-time": ("question time", "question times"),
    "evidence-session": ("evidence session", "evidence sessions"),
    "business": ("item of business", "items of business"),
}


def places(digest: Digest) -> frozenset[int]:
    """The places of the entries that are told in full: the first twelve without those that have a line anywhere.

    Of a weekly digest three moments: what was said and replied to, then answers, then what else was said.
    """
    if digest.cadence == "weekly":
        ranked = sorted(range(len(digest.entries)), key=lambda n: (_moment(digest.entries[n]), n))
        return frozenset(n for n in ranked[:MOMENTS] if _moment(digest.entries[n]) < _NONE)
    return frozenset([n for n, entry in enumerate(digest.entries) if not entry.short][:FULL])


_NONE = 9
#: what is only asked, or not answered, is no moment
_ASKED = ("question", "overdue", "withdrawal", "holding-answer", "oral-question")


def _moment(entry: Entry) -> int:
    """How good a moment an entry is, the best first; `_NONE` of what has no words of anybody."""
    if entry.short or entry.kind in _ASKED or not any(said.text for said in entry.said):
        return _NONE
    if entry.kind == "contribution":
        return 0 if any(said.verb == "replied" for said in entry.said) else 2
    return {"correction": 0, "answer": 1}.get(entry.kind, 3)


def full(digest: Digest) -> tuple[Entry, ...]:
    """The entries that are told in full."""
    told = places(digest)
    return tuple(entry for n, entry in enumerate(digest.entries) if n in told)


def brief(digest: Digest) -> tuple[Entry, ...]:
    """The entries that have one line each."""
    told = places(digest)
    return tuple(entry for n, entry in enumerate(digest.entries) if n not in told)


def top_lines(digest: Digest, n: int = 3) -> tuple[str, ...]:
    """The first *n* entries, a line each."""
    return tuple(line(entry) for entry in digest.entries[:n])


def line(entry: Entry) -> str:
    """An entry in one line: "Justice Questions: Probation Officers: Retention – Rosalind Quillfeather and 2 more"."""
    who = list(dict.fromkeys(said.who for said in entry.said if said.who and said.verb != "replied"))
    more = len(who) - 1 + entry.others
    names = [f"{who[0]} and {more} more" if more > 0 and not _written(entry) else who[0]] if who else []
    facts = [f"{fact[:1].lower()}{fact[1:]}" for fact in entry.facts] if entry.short else []
    said = [one for one in (*facts, ", ".join(filter(None, (*names, entry.chip)))) if one]
    return _plain(f"{entry.label}: {entry.title}" + (f" – {' · '.join(said)}" if said else ""))


def subject_line(digest: Digest) -> str:
    """What the digest brings, in at most 120 characters.

    "Probation: 5 new – Justice Questions (3), 1 answer, 1 correction · Wed 6 Mar". At once, of one entry: the entry
    itself. Without entries: the first notice, else "nothing matched".
    """
    end = f" · {_dated(digest)}"
    if not digest.entries:
        return _fitted(f"{digest.title}: ", next(iter(digest.notices), "nothing matched"), end)
    if digest.cadence == "at-once" and len(digest.entries) == 1:
        return _fitted(f"{digest.title}: ", _itself(digest.entries[0]), end)
    start = f"{digest.title}: {len(digest.entries)} new – "
    return _fitted(start, _counted(digest, SUBJECT - len(start) - len(end)), end)


def _dated(digest: Digest) -> str:
    """ "Wed 6 Mar", "week to Fri 8 Mar"."""
    sent = today(digest.slot)
    if digest.cadence == "weekly":
        return f"week to {_day(sent)}"
    return _day(max((entry.date for entry in digest.entries if entry.date <= sent), default=sent))


def _itself(entry: Entry) -> str:
    state = entry.chip.partition(" · ")[0]
    return f"{state} – {entry.title}" if state else f"{entry.label} – {entry.title}"


def _counted(digest: Digest, room: int) -> str:
    """ "Justice Questions (3), 1 answer"; where there is no room for the places, "3 debates, 1 answer"."""
    spoken: dict[str, int] = {}
    counted = dict.fromkeys(_COUNTED, 0)
    for entry in digest.entries:
        if entry.kind in counted:
            counted[entry.kind] += 1
        else:
            spoken[entry.label] = spoken.get(entry.label, 0) + 1
    rest = [f"{n} {_COUNTED[kind][n > 1]}" for kind, n in counted.items() if n]
    places = [f"{place} ({count})" for place, count in spoken.items()]
    if len(told := ", ".join([*places, *rest])) <= room:
        return told
    debates = sum(spoken.values())
    return _listed([f"{debates} debates", *rest] if debates > 1 else [*places, *rest], room)


def _listed(parts: list[str], room: int) -> str:
    """As many of *parts* as have *room*, and how many more there are."""
    for kept in range(len(parts), 0, -1):
        more = f", {len(parts) - kept} more" if kept < len(parts) else ""
        if len(told := ", ".join(parts[:kept]) + more) <= room:
            return told
    return parts[0]


def _fitted(start: str, middle: str, end: str) -> str:
    """One line, its middle shortened where it would be too long, then its start."""
    start, middle = _plain(start) + " ", _plain(middle)
    room = SUBJECT - len(end)
    if len(start) + len(middle) > room:
        start = start if len(start) <= room // 2 else f"{start[: room // 2 - 2].rstrip(' :')}…: "
        spare = room - len(start)
        middle = middle if len(middle) <= spare else middle[: spare - 1].rstrip() + "…"
    return start + middle + end


def _plain(text: str) -> str:
    return " ".join(text.split())


def _written(entry: Entry) -> bool:
    return entry.kind in _COUNTED and entry.kind != "ministerial-correction"


def _day(day: date) -> str:
    """ "Wed 6 Mar"."""
    return f"{day:%a} {day.day} {day:%b}"
