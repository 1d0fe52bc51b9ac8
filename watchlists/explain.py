"""Says a watchlist back in plain English: whom it tells, and for each watch what it takes and what it leaves out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, time
from types import MappingProxyType

from monitor.parliament.departments import ENDED, name_of
from watchlists.watchlist import Cadence, Recipient, Watch, WatchedMember, Watchlist
from watchlists.words import parse_term

#: Members named before the rest are counted
NAMED = 12
FORMS = (
    "A word stands for itself, its plural and its possessive, in any capitals; “…” after a word stands for any ending; "
    "a hyphen counts as a space and as nothing."
)
_FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "title": "the heading",
        "question": "the question",
        "answer": "the answer",
        "text": "all else that is said (neither heading, question nor answer)",
    }
)
_WEEKDAYS: Mapping[str, str] = MappingProxyType(
    {
        "mon": "Mondays",
        "tue": "Tuesdays",
        "wed": "Wednesdays",
        "thu": "Thursdays",
        "fri": "Fridays",
        "sat": "Saturdays",
        "sun": "Sundays",
    }
)
_PLURALS: Mapping[str, str] = MappingProxyType(
    {
        "overdue": "questions that are overdue",
        "withdrawal": "withdrawn questions",
        "inquiry": "inquiries",
        "call-for-evidence": "calls for evidence",
        "evidence": "evidence",
        "business": "business in the calendar",
        "membership": "changes of post, party or House",
        "signature-withdrawal": "withdrawn signatures",
        "motion-withdrawal": "withdrawn motions",
    }
)


def explain(watchlist: Watchlist) -> str:
    """The watchlist in plain English, a line per statement, the watches numbered as in the file."""
    lines = [f"{watchlist.title} (watchlist {watchlist.id})", ""]
    lines += [recipient_line(one) for one in watchlist.to] or ["Nobody is told: there is no [[to]] and no notify."]
    for number, watch in enumerate(watchlist.watches, 1):
        lines += ["", f"{number}. {watch.title} (watch {watch.id})", *(f"   {line}" for line in watch_lines(watch))]
    if any(w.phrases or w.context or w.unless or w.never for w in watchlist.watches):
        lines += ["", FORMS]
    return "\n".join(lines)


# -- whom it tells --------------------------------------------------------------------------------------------------


def recipient_line(to: Recipient) -> str:
    """What one address is sent, and when."""
    said = f"{to.address} is sent {_and(_cadence(one, to) for one in to.digests)}"
    if "daily" not in to.digests:
        return f"{said}."
    if to.heartbeat == "daily":
        return f"{said}; when nothing matched, the receipt of what was read, every day."
    return f"{said}; when nothing matched, nothing but a receipt once a week."


def _cadence(cadence: Cadence, to: Recipient) -> str:
    if cadence == "at-once":
        return f"each match at once{_quiet(to.quiet)}"
    if cadence == "daily":
        return f"a digest at {to.at:%H:%M} on {_days(to)}"
    return "a weekly digest" if cadence == "weekly" else "the roundup"


def _quiet(quiet: tuple[time, time] | None) -> str:
    return f" (from {quiet[0]:%H:%M} to {quiet[1]:%H:%M} it waits until {quiet[1]:%H:%M})" if quiet else ""


def _days(to: Recipient) -> str:
    if isinstance(to.days, str):
        return f"{to.days} days"
    return _and(_WEEKDAYS[day] for day in to.days)


# -- what it watches for --------------------------------------------------------------------------------------------


def watch_lines(watch: Watch) -> Iterator[str]:
    """One watch: what it takes, then each line that narrows it, then from when."""
    yield _takes(watch)
    if watch.fields:
        yield f"The words must stand in {_or(_FIELDS[one] for one in watch.fields)}."
    if watch.context:
        yield f"Only where {_terms(watch.context)} stands in the same activity too."
    if watch.unless:
        yield f"Words that are part of {_terms(watch.unless)} do not count; others in the same text still do."
    if watch.never:
        yield f"Nothing in which {_terms(watch.never)} stands."
    yield from _narrowings(watch)
    yield _from(watch.since)
    if watch.note:
        yield f"Note: {watch.note}"


def _takes(watch: Watch) -> str:
    if not (watch.members or watch.tags or watch.parties):
        return f"Takes whatever says {_terms(watch.phrases)}, whoever says it."
    who = _who(watch)
    if watch.phrases:
        return f"Takes what {who} says, asks, answers, moves or signs with the words {_terms(watch.phrases)}."
    return f"Takes everything that {who} does; votes and signatures as one line per subject."


def _who(watch: Watch) -> str:
    who = [_member_names(watch.members) if watch.members else "a Member"]
    if watch.tags:
        who.append(f"with the tag {_or(watch.tags)}")
    if watch.parties:
        who.append(f"of the party {_or(watch.parties)} on the day")
    return " ".join(who)


def _member_names(members: tuple[WatchedMember, ...]) -> str:
    names = [f"{m.name} ({m.id})" if m.name else f"Member {m.id}" for m in members[:NAMED]]
    if len(members) > NAMED:
        names.append(f"one of {len(members) - NAMED} more")
    return _or(names)


def _narrowings(watch: Watch) -> Iterator[str]:
    if watch.houses:
        yield f"Only in the House of {_or(house.capitalize() for house in watch.houses)}."
    if watch.kinds:
        yield f"Only {_and(_kind(kind) for kind in watch.kinds)}."
    if watch.departments:
        yield f"Only what is for {_or(_department(body) for body in watch.departments)} to answer."


def _kind(kind: str) -> str:
    return _PLURALS.get(kind) or f"{kind.replace('-', ' ')}s"


def _department(body: int) -> str:
    return f"{name_of(body)} ({body}{f', until {ENDED[body]}' if body in ENDED else ''})"


def _from(since: date | None) -> str:
    if since is None:
        return "Announced from the day on which it was first loaded; what is older is kept, not sent."
    return f"Announced from {since.day} {since:%B %Y}; what is older is kept, not sent."


# -- words ----------------------------------------------------------------------------------------------------------


def _terms(terms: Iterable[str]) -> str:
    return _or(map(term, terms))


def term(written: str) -> str:
    """One phrase, and what is particular about it: `=CRC` → “CRC” in these capitals."""
    read = parse_term(written)
    form = read.words[0].form
    body = written.strip().removeprefix("=").strip().strip('"“”').removeprefix("~").strip()
    said = f"“{body.replace('*', '…')}”"
    if form == "stem":
        said = f"any form of {said}"
    if form == "exact":
        said += " in this form alone"
    return f"{said}{' and' if form == 'exact' else ''} in these capitals" if read.capitals else said


def _and(parts: Iterable[str]) -> str:
    return _joined(tuple(parts), "and")


def _or(parts: Iterable[str]) -> str:
    return _joined(tuple(parts), "or")


def _joined(parts: tuple[str, ...], word: str) -> str:
    return f"{', '.join(parts[:-1])} {word} {parts[-1]}" if len(parts) > 1 else "".join(parts)
