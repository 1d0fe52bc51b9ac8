"""Whom the monitor speaks to: when an address was met and last served, paused or stopped, what it knows of failures."""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Collection, Iterator
from datetime import date, datetime
from secrets import token_hex

from sqlalchemy import delete, func, select, update

from monitor.store.opening import StoreError
from monitor.store.parcels import Met, PollRow, SourceRow, Standing
from monitor.store.rows import add, put
from monitor.store.schema import addresses, deliveries, notices, polls, recipients, secrets
from monitor.store.store import Store

_POLL = (
    polls.c.source, polls.c.window_first, polls.c.window_last, polls.c.began, polls.c.outcome,
    polls.c.rows, polls.c.matched, polls.c.unreadable, polls.c.error,
)  # fmt: skip
#: the name of the secret that links which stop an address are made with
_STOP = "stop"
#: readings that were ended, and were not of history
_ENDED = (polls.c.purpose == "poll") & polls.c.outcome.is_not(None)


class Addresses:
    """The addresses of a store. Each writing method is one transaction."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def meet(self, keys: Collection[tuple[str, str]], *, now: datetime) -> dict[tuple[str, str], Met]:
        """(address, cadence) → since when it is known, and when it was last served; now, for those never met before."""
        with self._store.reading() as connection:
            known = {
                (r.address, r.cadence): Met(r.first_met, r.last_slot) for r in connection.execute(select(recipients))
            }
        if set(keys) <= known.keys():
            return {key: known[key] for key in keys}
        with self._store._writing() as connection:
            known = {
                (r.address, r.cadence): Met(r.first_met, r.last_slot) for r in connection.execute(select(recipients))
            }
            fresh = sorted(set(keys) - known.keys())
            add(connection, recipients, [{"address": a, "cadence": c, "first_met": now} for a, c in fresh])
        return {key: known.get(key, Met(now, None)) for key in keys}

    def known(self) -> dict[tuple[str, str], Met]:
        """(address, cadence) → since when it is known; nothing is met by this."""
        with self._store.reading() as connection:
            return {
                (r.address, r.cadence): Met(r.first_met, r.last_slot) for r in connection.execute(select(recipients))
            }

    def standings(self) -> dict[str, Standing]:
        """Address → paused, stopped, or sending again; those that were never either are not among them."""
        with self._store.reading() as connection:
            return {r.address: Standing(r.state, r.since, r.until) for r in connection.execute(select(addresses))}

    def pause(self, address: str, until: date | None, *, now: datetime) -> None:
        """Nothing is gathered for *address* nor sent to it, until a day or until it is resumed. Nothing is lost.

        Raises StoreError where it is stopped: with the end of a pause it would be sent to again.
        """
        before = self.standings().get(address)
        if before and before.state == "stopped":
            raise StoreError(f"{address} is stopped: to pause it, resume it first (monitor addresses resume {address})")
        self._stand(address, "paused", until, now)

    def resume(self, address: str, *, now: datetime) -> None:
        """Send to *address* again. After a pause it is told what it missed; after a stop it begins anew."""
        before = self.standings().get(address)
        self._stand(address, "sending", None, now)
        if before and before.state == "stopped":
            with self._store._writing() as connection:
                connection.execute(delete(recipients).where(recipients.c.address == address))

    def stop(self, address: str, *, now: datetime) -> None:
        """Send nothing to *address* any more, whatever the watchlists say; what is queued for it is not sent."""
        self._stand(address, "stopped", None, now)
        waiting = (deliveries.c.address == address) & (deliveries.c.state == "due")
        with self._store._writing() as connection:
            connection.execute(update(deliveries).where(waiting).values(state="stopped", ended_at=now))

    def _stand(self, address: str, state: str, until: date | None, now: datetime) -> None:
        with self._store._writing() as connection:
            row = {"address": address, "state": state, "since": now, "until": until}
            put(connection, addresses.c.address, [row])

    # -- links that stop ---------------------------------------------------------------------------------------------

    def token(self, address: str) -> str:
        """What stands for *address* in the link that stops it: nobody guesses it, and it is always the same."""
        return _token(self._secret(), address)

    def of_token(self, token: str) -> str | None:
        """The address, of all that were ever met, paused or stopped, that *token* stands for; None: nobody's."""
        secret, named = self._secret(), {address for address, _ in self.known()} | self.standings().keys()
        found = [a for a in named if hmac.compare_digest(_token(secret, a).encode(), token.encode("utf-8", "replace"))]
        return next(iter(found), None)

    def _secret(self) -> str:
        """Made once in the life of a store; it moves with a backup, so that links go on working."""
        chosen = select(secrets.c.value).where(secrets.c.name == _STOP)
        with self._store.reading() as connection:
            if kept := connection.execute(chosen).scalar():
                return str(kept)
        with self._store._writing() as connection:  # one process writes at a time: the first decides
            if not connection.execute(chosen).scalar():
                add(connection, secrets, [{"name": _STOP, "value": token_hex(32)}])
            return str(connection.execute(chosen).scalar())

    # -- failures and readings --------------------------------------------------------------------------------------

    def noticed(self, address: str) -> dict[str, datetime]:
        """The failures that *address* was told of and that it was not told the end of: since when."""
        chosen = select(notices).where(notices.c.address == address, notices.c.ended.is_(None))
        with self._store.reading() as connection:
            return {r.what: r.began for r in connection.execute(chosen)}

    def polls(self, since: datetime) -> list[PollRow]:
        """The readings that began after *since*, in order; of history none."""
        chosen = select(*_POLL).where(_ENDED, polls.c.began > since).order_by(polls.c.began, polls.c.id)
        with self._store.reading() as connection:
            return [PollRow(*row) for row in connection.execute(chosen)]

    def last_poll_before(self, instant: datetime) -> datetime | None:
        """When the last reading of any source began that began at or before *instant*."""
        with self._store.reading() as connection:
            return connection.execute(select(func.max(polls.c.began)).where(_ENDED, polls.c.began <= instant)).scalar()

    def sources(self, names: Collection[str]) -> list[SourceRow]:
        """How the readings of those of *names* stand that were ever read."""
        return [row for name in names for row in self._source(name)]

    def _source(self, name: str) -> Iterator[SourceRow]:
        of_it = _ENDED & (polls.c.source == name)
        complete = select(func.max(polls.c.began)).where(of_it, polls.c.outcome == "complete")
        order = (polls.c.began.desc(), polls.c.id.desc())
        with self._store.reading() as connection:
            last = connection.execute(
                select(polls.c.began, polls.c.error).where(of_it).order_by(*order).limit(1)
            ).first()
            first = connection.execute(select(func.min(polls.c.began)).where(of_it)).scalar()
            if last and first:
                yield SourceRow(name, first, last.began, connection.execute(complete).scalar(), last.error)


def _token(secret: str, address: str) -> str:
    made = hmac.new(bytes.fromhex(secret), address.encode(), hashlib.sha256).digest()
    return urlsafe_b64encode(made).decode("ascii").rstrip("=")
