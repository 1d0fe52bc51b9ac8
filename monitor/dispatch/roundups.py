"""Roundups as deliveries: drafted when oral questions matched, once more where the text has changed by next morning.

Each watchlist has a roundup of its own for each address that asks for one. A delivery's key is made of address,
watchlist, day and the words of the draft: each version is queued once. Every quotation is compared with the store
first; where one does not stand there, nothing is queued, and the operator is told once for each slot.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import cache, partial

from monitor.dispatch import due
from monitor.dispatch.desk import Desk, is_sent_to
from monitor.dispatch.gather import notice
from monitor.parliament.activities import Contribution
from monitor.parliament.dates import at
from monitor.reports.roundup import Misquoted, Roundup, roundup, verify
from monitor.reports.roundup_text import blocks, render
from monitor.store import StoreError
from monitor.store.parcels import Gathered, Met, Parcel, PartRow, Standing, Waiting
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
    drafted = cache(partial(_drafted, desk))
    standings = desk.addresses.standings()
    for edition in [edition for to, wl in asked for edition in _editions(to, wl, met, standings, now)]:
        waiting = _waiting(desk, edition)
        earlier = {one.key for one in desk.deliveries.versions(edition.address, edition.prefix)}
        if not earlier and not any(isinstance(one.activity, Contribution) for one in waiting):
            continue
        try:
            made = drafted(edition.watchlist, edition.day)
            verify(made, desk.store)
            if made.oral:
                yield _gathered(desk, edition, made, waiting, earlier, now=now)
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


def _drafted(desk: Desk, watchlist: Watchlist, day: date) -> Roundup:
    return roundup(desk.store, watchlist.id, day, title=watchlist.title, primed=False)


def _gathered(
    desk: Desk, edition: _Edition, made: Roundup, waiting: list[Waiting], earlier: set[str], *, now: datetime
) -> tuple[Gathered, list[Digest]]:
    """The delivery; where these very words were queued before, the slot alone. Raises DeliveryError."""
    blank = Gathered(address=edition.address, cadence=edition.cadence, slot=edition.slot)
    key = edition.prefix + _hashed(render(made, "html"))
    if key in earlier:
        return blank, []
    notifier = desk.notifier(edition.address)
    if not isinstance(notifier, Drafting):
        raise DeliveryError("no roundup can be sent there")
    draft = _draft(edition, replace(made, title=f"Revised: {made.title}") if earlier else made)
    parts = tuple(PartRow(p.number, p.key, p.content) for p in notifier.draft(draft, key=key, now=now))
    parcel = Parcel(key, "roundup", parts, {one.match: one.activity.subject for one in waiting})
    return replace(blank, parcels=(parcel,)), [_told(edition, draft.subject)]


def _draft(edition: _Edition, made: Roundup) -> Draft:
    """What the address is sent; the title, which a revision marks, is subject and first line."""
    ways = f"To pause or stop this: monitor addresses pause {edition.address} (or stop)"
    return Draft(
        address=edition.address,
        title=edition.watchlist.title,
        subject=made.title if len(made.title) <= SUBJECT else made.title[: SUBJECT - 1] + "…",
        blocks=tuple(blocks(made)),
        text=render(made, "txt"),
        html=render(made, "html"),
        foot=(f"{ways}; it is asked for in {edition.watchlist.id}.toml",),
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
