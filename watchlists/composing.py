"""Composing: matches become a digest, one entry per subject, in a reader's order. Pure.

In order: matches are gathered by subject; each subject becomes an entry (`lives` for written questions, `debates` for
what is spoken, `acts` for the rest); entries stand by section, date and the order of the sitting. `headlines` says the
digest in a line.

*Late*: an entry announced more than three days after its date (of publication, where that is later by nature). A weekly
digest looks back by nature; there the day on which the match was found decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from itertools import chain
from types import MappingProxyType
from typing import Any

from monitor.parliament.activities import KINDS, Activity
from monitor.parliament.dates import today
from monitor.parliament.people import Member
from watchlists.acts import act_entry
from watchlists.chips import SittingDays, working_days
from watchlists.corrections import corrected
from watchlists.debates import Speech, debate_entry, ordered
from watchlists.digest import Cadence, Digest, Entry, Receipt
from watchlists.hit import Hit
from watchlists.lives import Event, question_entry
from watchlists.sections import rank
from watchlists.speakers import Speakers

#: what is announced longer after its date is late
LATE = timedelta(days=3)
#: watchlists named in a digest's title
NAMED = 3


def compose(
    hits: Iterable[Hit],
    *,
    companions: Mapping[str, Sequence[Activity]],
    address: str,
    cadence: Cadence,
    slot: datetime,
    now: datetime,
    title: str = "",
    members: Mapping[int, Member] | None = None,
    receipts: Sequence[Receipt] = (),
    notices: Sequence[str] = (),
    foot: Sequence[str] = (),
    stop_url: str = "",
    sitting_days: SittingDays = working_days,
    earlier: Mapping[tuple[date, str], Activity] = MappingProxyType({}),
) -> Digest:
    """What one address is told: *hits* folded by subject.

    *companions*: subject → everything recorded of it, whether it matched or not. *title*: the watchlists by title, of
    a digest without matches; else it is told by the matches. *members*: by id, for the posts that they held.
    *sitting_days*: how many lie between two days, by Parliament's calendar where that is known.
    *earlier*: (day, UIN) → the answer, of those that questions are pursuant to.
    """
    gathered = {hit.match: hit for hit in sorted(hits, key=lambda hit: hit.match)}
    by_subject: dict[str, list[Hit]] = {}
    for hit in gathered.values():
        by_subject.setdefault(hit.activity.subject, []).append(hit)
    told = partial(_entry, members=members or {}, today=today(now), sitting_days=sitting_days, earlier=earlier)
    placed = [told(of, companions.get(subject, ())) for subject, of in by_subject.items()]
    entries = [
        _marked(entry, by_subject[entry.subject], cadence, now) for _, entry in sorted(placed, key=lambda p: p[0])
    ]
    spoken = [*(hit.activity for hit in gathered.values()), *chain.from_iterable(companions.values())]
    entries = list(corrected(entries, spoken, today=today(now)))
    return Digest(
        address=address,
        cadence=cadence,
        slot=slot,
        title=title or _title([hit.watchlist.title for hit in gathered.values()]),
        entries=tuple(entries),
        receipts=tuple(receipts),
        notices=tuple(notices),
        foot=tuple(foot),
        stop_url=stop_url,
    )


def _entry(
    hits: Sequence[Hit],
    companions: Sequence[Activity],
    *,
    members: Mapping[int, Member],
    today: date,
    sitting_days: SittingDays,
    earlier: Mapping[tuple[date, str], Activity],
) -> tuple[Any, Entry]:
    """One subject, and its place in the digest."""
    speakers = Speakers([hit.watchlist for hit in hits], members)
    order: tuple[Any, ...] = ("", "", (0, 0))
    if spoken := ordered(hit.activity for hit in hits if isinstance(hit.activity, Speech)):
        sitting = [one for one in companions if isinstance(one, Speech)]
        entry = debate_entry(hits, sitting, speakers=speakers, today=today)
        order = (spoken[0].house or "", spoken[0].chamber or "", spoken[0].order)
    elif any(isinstance(hit.activity, Event) for hit in hits):
        life = [one for one in companions if isinstance(one, Event)]
        entry = question_entry(hits, life, speakers=speakers, today=today, sitting_days=sitting_days, earlier=earlier)
    else:
        entry = act_entry(hits, companions, speakers=speakers, today=today, sitting_days=sitting_days)
        told = [hit.activity for hit in hits if hit.activity.date == entry.date]
        starts = min(str(getattr(one, "starts", None) or "") for one in told)
        order = (f"~{KINDS.index(entry.kind):02}", starts, (0, 0))
    return (rank(entry.section), entry.date, order, len(entry.label), entry.label, entry.subject), entry


def _marked(entry: Entry, hits: Sequence[Hit], cadence: Cadence, now: datetime) -> Entry:
    """*entry*, late if it is."""
    announced = max(hit.found_on for hit in hits) if cadence == "weekly" else today(now)
    late = announced - _published(entry, hits) > LATE
    return entry.model_copy(update={"late": _published(entry, hits)}) if late else entry


def _published(entry: Entry, hits: Sequence[Hit]) -> date:
    """The date by which an entry is late or not."""
    return max([entry.date, *(hit.activity.published for hit in hits if hit.activity.published)])


def _title(titles: Sequence[str]) -> str:
    """ "Probation", "Probation, Our friends", "Probation, Our friends, Premises and 2 more"."""
    names = list(dict.fromkeys(titles))
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")
