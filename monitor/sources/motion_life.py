"""The life of an early day motion: what is kept of it, and the activities that its readings prove. Pure.

    tabled, by those who stand on it then → signed, by others → a signature withdrawn, given again → withdrawn

Everything happens on the date that upstream gives it, however late it is found. States only go forward: a signature
or withdrawal once seen stays, whatever an older reading shows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from monitor.parliament.activities import (
    Activity,
    Amendment,
    Motion,
    MotionWithdrawal,
    Signature,
    SignatureWithdrawal,
)
from monitor.parliament.dates import UTC, day_of, today
from monitor.parliament.people import Participant, Value
from monitor.parliament.text import plain
from monitor.sources.source import Event, Record

SOURCE = "early-day-motions"
KINDS = ("motion", "amendment", "signature", "signature-withdrawal", "motion-withdrawal")
#: where people read a motion (API_NOTES 12)
PAGE = "https://edm.parliament.uk/early-day-motion"
#: up to this age, how often a motion is looked at: most names come in four weeks; sessions last a year, at most two
RHYTHM = (
    (timedelta(days=28), timedelta(hours=3)),
    (timedelta(days=364), timedelta(days=1)),
    (timedelta(days=728), timedelta(days=7)),
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Signatory(Value):
    """One signature: `created` as printed, until `withdrawn`; `tabled`: it stood when the motion was tabled."""

    member: int
    created: str
    tabled: bool = False
    withdrawn: date | None = None


class EarlyDayMotion(Record):
    """An early day motion, or an amendment to one, as last read.

    `row` is the fingerprint of the list row; `listing` is the same where the motion was read to match it.
    `read`: the day on which its signatories were; None: never, only its row is known.
    """

    row: str
    uin: str
    tabled: date
    mover: int
    title: str = ""
    text: str = ""
    #: the motion that this one amends
    amends: int | None = None
    withdrawn: date | None = None
    #: signatures by the row
    count: int = 0
    signatories: tuple[Signatory, ...] = ()
    read: date | None = None

    @property
    def standing(self) -> int:
        """How many signatures stand."""
        return sum(not s.withdrawn for s in self.signatories) or self.count

    def ranked(self) -> EarlyDayMotion:
        """Itself, with the rank of what it knows."""
        acts = len(self.signatories) + sum(bool(s.withdrawn) for s in self.signatories)
        return self.model_copy(update={"rank": (int(bool(self.withdrawn)), acts)})


def begun(now: datetime, every: timedelta) -> datetime:
    """When the stretch of *every* began in which *now* lies: what is looked at so often falls due together."""
    return now - (now - _EPOCH) % every


def next_look(record: EarlyDayMotion, *, now: datetime) -> datetime | None:
    """When a motion of interest is to be looked at again."""
    age = today(now) - record.tabled
    every = next((every for up_to, every in RHYTHM if age <= up_to), None)
    return begun(now, every) + every if every and not record.withdrawn else None


def wants_names(record: EarlyDayMotion, *, day: date) -> bool:
    """Whether it is time to ask who stands on it though its row is as it was: one may sign as another withdraws.

    Asked on each day of its first week, then at growing distances: a seventh of how old the motion was.
    """
    if not record.listing or record.read is None:
        return True
    return day > record.read and day - record.read >= (record.read - record.tabled) / 7


def merged(after: EarlyDayMotion, before: EarlyDayMotion) -> EarlyDayMotion:
    """*after* with every signature and withdrawal that *before* knows."""
    after = after.model_copy(
        update={
            "title": after.title or before.title,
            "text": after.text or before.text,
            "amends": after.amends or before.amends,
        }
    )
    if after.read is None:
        return after.model_copy(update={"signatories": before.signatories, "read": before.read}).ranked()
    kept, read = _by_member(before.signatories), _by_member(after.signatories)
    agrees = bool(after.listing)
    signatories = [s for m in kept.keys() | read.keys() for s in _both(kept[m], read[m], day=after.read, agrees=agrees)]
    # a count that differs a second time is upstream's way of counting
    listing = after.row if not before.listing and before.row == after.row else after.listing
    ordered = tuple(sorted(signatories, key=lambda s: (s.created, s.member)))
    return after.model_copy(update={"signatories": ordered, "listing": listing}).ranked()


def _by_member(signatories: Iterable[Signatory]) -> defaultdict[int, list[Signatory]]:
    found = defaultdict[int, list[Signatory]](list)
    for signatory in signatories:
        found[signatory.member].append(signatory)
    return found


def _both(kept: list[Signatory], read: list[Signatory], *, day: date, agrees: bool) -> list[Signatory]:
    """One Member's signatures, those *kept* and those *read* on *day*; *agrees*: the reading is as new as its row."""
    found, named = {s.created: s for s in kept}, {s.created for s in read}
    for one in read:
        last, old = max(found.values(), key=lambda s: s.created, default=None), found.get(one.created)
        open_elsewhere = last is not None and not last.withdrawn and last.created not in named
        if old is None:
            if last and open_elsewhere:  # the same signature, dated otherwise than before
                one = one.model_copy(update={"tabled": last.tabled})
                del found[last.created]
            found[one.created] = one
        elif not old.withdrawn:
            found[one.created] = old.model_copy(update={"withdrawn": one.withdrawn})
        elif not one.withdrawn and agrees and last and last.withdrawn:  # given again, by the name that stood there
            found[str(day)] = Signatory(member=one.member, created=str(day))
        elif last and open_elsewhere and one.withdrawn and one.withdrawn != old.withdrawn:  # and taken back again
            found[last.created] = last.model_copy(update={"withdrawn": one.withdrawn})
    return list(found.values())


def told(after: EarlyDayMotion, before: EarlyDayMotion | None) -> Iterator[Event]:
    """The motion, each later signature, each withdrawal; those that were told before are not written again."""
    known = {(a.id, a.date) for a in _acts(before)} if before else set()
    yield Event(activity=_motion(after))
    for act in _acts(after):
        yield Event(activity=act, passed=(act.id, act.date) in known)
    if after.withdrawn:
        mover = Participant(member=after.mover, role="moved")
        yield Event(
            activity=MotionWithdrawal(
                **_shared(after, "motion-withdrawal", after.upstream_id, after.withdrawn, (mover,))
            )
        )


def _motion(record: EarlyDayMotion) -> Activity:
    mover = Participant(member=record.mover, role="moved")
    others = {s.member: None for s in record.signatories if s.tabled and s.member != record.mover}
    people = (mover, *(Participant(member=m, role="signed") for m in others))
    if record.amends:
        return Amendment(**_shared(record, "amendment", record.upstream_id, record.tabled, people))
    return Motion(**_shared(record, "motion", record.upstream_id, record.tabled, people))


def _acts(record: EarlyDayMotion) -> Iterator[Signature | SignatureWithdrawal]:
    """Signatures and their withdrawals; a Member's second of either has its date in the id."""
    for member, given in _by_member(record.signatories).items():
        who = (Participant(member=member, role="signed"),)
        ident = f"{record.upstream_id}/{member}"
        for event, day in _named(f"signature/{member}", [day_of(s.created) for s in given if not s.tabled]):
            yield Signature(**_shared(record, event, ident, day, who))
        back = dict.fromkeys(s.withdrawn for s in given if s.withdrawn)
        for event, day in _named(f"signature-withdrawal/{member}", back):
            yield SignatureWithdrawal(**_shared(record, event, ident, day, who))


def _named(event: str, days: Iterable[date]) -> Iterable[tuple[str, date]]:
    """*event* on each of *days*: the first under its own name, later ones with their date."""
    return {f"{event}/{day}" if n else event: day for n, day in enumerate(days)}.items()


def _shared(
    record: EarlyDayMotion, event: str, ident: str, day: date, participants: tuple[Participant, ...]
) -> dict[str, Any]:
    return {
        "id": f"{record.id}/{event}",
        "record": record.id,
        "source": SOURCE,
        "upstream_id": ident,
        "subject": f"{SOURCE}/{record.amends or record.upstream_id}",
        "house": "commons",
        "date": day,
        "title": " ".join(record.title.split()),
        "participants": participants,
        "url": f"{PAGE}/{record.upstream_id}",
        "said": plain(record.text),
        "uin": record.uin,
        "signatures": record.standing,
    }
