"""Roundups as deliveries: drafted when oral questions matched, once more where the text has changed by next morning.

Each watchlist has a roundup of its own for each address that asks for one. The debates are read once more before they
are quoted. A delivery's key is made of address, watchlist, day and the words of the draft: each version is queued once,
and a later one joins the thread of the first. Every quotation is compared with the store first; where one does not
stand there, nothing is queued, and the operator is told once for each slot.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import cache, partial

from monitor.dispatch import due
from monitor.dispatch.desk import Desk, is_sent_to
from monitor.dispatch.foot import foot
from monitor.dispatch.notices import notice
from monitor.parliament.activities import Contribution
from monitor.parliament.dates import at, today
from monitor.reports.roundup import STORED, Misquoted, Roundup, roundup, verify
from monitor.reports.roundup_text import blocks, render
from monitor.reports.roundup_versions import quotations, revised
from monitor.store import StoreError
from monitor.store.parcels import Gathered, Met, Parcel, PartRow, Standing, Version, Waiting
from notifiers.draft import Draft, Drafting
from notifiers.notifier import DeliveryError
from watchlists.digest import Digest
from watchlists.headlines import SUBJECT
from watchlists.watchlist import Recipient, Watchlist


@dataclass(frozen=True)
class _Edition:
    """One occasion: the roundup of `watchlist` for `day`, at `slot`; `cadence` is how the store keeps it."""

    address: str
    watchlist: Watchlist
    day: date
    slot: datetime

    @property
    def cadence(self) -> str:
        return f"roundup {self.watchlist.id}"

    @property
    def prefix(self) -> str:
        """What the keys of all its versions begin with."""
        return f"roundup-{_hashed(self.address, self.watchlist.id, self.day)}-"


def roundups(
    desk: Desk, problems: list[str], *, now: datetime, dry: bool = False
) -> Iterator[tuple[Gathered, list[Digest]]]:
    """What each address is due at *now*; what is read for one is read when those before it were queued."""
    asked = [(to, wl) for wl in desk.watchlists for to in wl.to if "roundup" in to.digests]
    keys = {(to.address, f"roundup {wl.id}") for to, wl in asked}
    met = desk.addresses.known() if dry else desk.addresses.meet(keys, now=now)
    desk = replace(desk, read_again=cache(desk.read_again))
    standings = desk.addresses.standings()
    for edition in [edition for to, wl in asked for edition in _editions(to, wl, met, standings, now)]:
        earlier = desk.deliveries.versions(edition.address, edition.prefix)
        if not earlier and not any(isinstance(one.activity, Contribution) for one in _waiting(desk, edition)):
            continue
        try:
            if made := _made(desk, edition, now=now):
                yield _gathered(desk, edition, made, earlier, now=now)
        except Misquoted as err:
            yield from _refused(desk, edition, err, problems, standings, now=now, dry=dry)
        except DeliveryError as err:
            problems.append(f"{edition.address}: {err}")
        except StoreError:
            raise
        except Exception as err:  # it keeps nobody else waiting
            problems.append(f"{edition.address}: no roundup could be made: {type(err).__name__}: {err}")


def _editions(
    to: Recipient,
    watchlist: Watchlist,
    met: Mapping[tuple[str, str], Met],
    standings: Mapping[str, Standing],
    now: datetime,
) -> Iterator[_Edition]:
    if not is_sent_to(standings.get(to.address), now):
        return
    known = met.get((to.address, f"roundup {watchlist.id}"), Met(now, None))
    for day, slot in due.roundups(to, known.last_slot or known.first_met, now):
        yield _Edition(to.address, watchlist, day, slot)


def _waiting(desk: Desk, edition: _Edition) -> list[Waiting]:
    """The matches of the day that may be announced, and that no roundup for this address has told."""
    begins = at(edition.day, time())
    found = desk.deliveries.waiting([edition.watchlist.id], edition.address, edition.cadence, begins)
    return [one for one in found if one.activity.date == edition.day]


def _made(desk: Desk, edition: _Edition, *, now: datetime) -> Roundup | None:
    """The roundup with the debates of the day as they are now; None where nothing was asked in oral questions.

    Where they cannot be read again, it quotes the text as recorded and says so. Raises DeliveryError and Misquoted.
    """
    drafted = partial(roundup, desk.store, edition.watchlist.id, edition.day, title=edition.watchlist.title)
    if not drafted(primed=False).oral:
        return None  # nothing is asked of Hansard for it
    _drafting(desk, edition.address)
    whole = desk.read_again(edition.day, now)
    made = drafted(primed=False, notices=() if whole else (STORED,))
    verify(made, desk.store)
    return made if made.oral else None


def _drafting(desk: Desk, address: str) -> Drafting:
    notifier = desk.notifier(address)
    if not isinstance(notifier, Drafting):
        raise DeliveryError("no roundup can be sent there")
    return notifier


def _gathered(
    desk: Desk, edition: _Edition, made: Roundup, earlier: Sequence[Version], *, now: datetime
) -> tuple[Gathered, list[Digest]]:
    """The delivery; where these very words were queued before, the slot alone. Raises DeliveryError."""
    blank = Gathered(address=edition.address, cadence=edition.cadence, slot=edition.slot)
    words = replace(made, notices=tuple(line for line in made.notices if line != STORED))
    key = edition.prefix + _hashed(render(words, "html"))
    if any(key == one.key for one in earlier):
        return blank, []
    told = {one.match: one.activity.subject for one in _waiting(desk, edition)}
    quoted = quotations(made)
    joins = earlier[0].remote_ids if earlier else ()
    made = revised(made, earlier[-1].quoted, today(edition.slot)) if earlier else made
    draft = replace(_draft(desk, edition, made), joins=joins)
    said = _drafting(desk, edition.address).draft(draft, key=key, now=now)
    parts = tuple(PartRow(p.number, p.key, p.content) for p in said)
    parcel = Parcel(key, "roundup", parts, told, quoted)
    return replace(blank, parcels=(parcel,)), [_told(edition, draft.subject)]


def _draft(desk: Desk, edition: _Edition, made: Roundup) -> Draft:
    """What the address is sent; the title, which a revision marks, is subject and first line."""
    return Draft(
        address=edition.address,
        title=edition.watchlist.title,
        subject=made.title if len(made.title) <= SUBJECT else made.title[: SUBJECT - 1] + "…",
        blocks=tuple(blocks(made)),
        text=render(made, "txt"),
        html=render(made, "html"),
        foot=foot(desk, edition.address, [edition.watchlist.title]),
        stop_url=desk.stop_url(edition.address),
    )


def _told(edition: _Edition, subject: str) -> Digest:
    """What the console and the log say of it."""
    title = edition.watchlist.title
    return Digest(address=edition.address, cadence="roundup", slot=edition.slot, title=title, notices=(subject,))


def _refused(
    desk: Desk,
    edition: _Edition,
    err: Misquoted,
    problems: list[str],
    standings: Mapping[str, Standing],
    *,
    now: datetime,
    dry: bool,
) -> Iterator[tuple[Gathered, list[Digest]]]:
    """The notice for the operator; one for all addresses, watchlist and slot."""
    lines = (
        f"The roundup of {edition.watchlist.title} for {edition.day.day} {edition.day:%B %Y} is not sent: {err}",
        f"It is tried again for {due.PATIENCE.seconds // 3600} hours; see monitor roundup {edition.watchlist.id}",
    )
    problems.append(f"{edition.address}: {lines[0]}")
    operator, notifier = desk.operator, desk.notifier(desk.operator or "")
    if operator is None or notifier is None or not is_sent_to(standings.get(operator), now):
        return
    cadence = f"misquoted {edition.watchlist.id}"
    if not dry:
        desk.addresses.meet([(operator, cadence)], now=now)
    parcel, digest = notice(desk, operator, notifier, lines, slot=edition.slot, now=now)
    yield Gathered(address=operator, cadence=cadence, slot=edition.slot, parcels=(parcel,)), [digest]


def _hashed(*of: object) -> str:
    return hashlib.sha256(repr(of).encode()).hexdigest()[:20]
