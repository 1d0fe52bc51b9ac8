"""Polls and dispatches in processes that can be made to kill themselves, each a fork of this one: `python -m tests.proofs.sender`.

Orders are lines of JSON on standard input; the answer to each is its exit status on standard output. An order has, beside
what `walker` knows, where the doubles are, `poll` (false: dispatch alone), `trace`, and `after` (seconds after which it is
killed) or `kill`: `[point, n]`, where the n-th time that a point is reached is the end. SIGKILL, so nothing is cleaned up.

    queue    before what was gathered is written, and between that and its commit
    claim    a delivery was claimed, or its first part marked as tried, and is not yet sent
    accept   the server has accepted a part, and its reply is not yet recorded, or not yet committed
    between  two parts of a thread: the earlier is recorded, the later perhaps marked as tried, and not yet sent

Each point that is reached is a line of the trace: `[point, address, key]`; so is what is `sending`, `found` and
`recorded`, and the end of a reading, `polled`.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from monitor.app import App
from monitor.dispatch.delivery import dispatch
from monitor.dispatch.desk import Desk
from monitor.parliament.dates import UTC, instant
from monitor.poll import poll, window
from monitor.settings import Settings
from monitor.sources.http import PoliteClient
from monitor.store.deliveries import Deliveries
from monitor.store.parcels import Claimed, Gathered
from notifiers.email import Email
from notifiers.notifier import Notifier, Part
from notifiers.slack import Slack
from tests.proofs.doubles import TOKEN
from tests.proofs.walker import Counted

OPERATOR = "email:operator@example.org"
#: what is read: enough to have much to send; that all sources are read under kills is shown by `kills`
SOURCES = ("written-questions", "hansard")
#: seconds after which a process that does not end is ended
PATIENCE = 120


class Trace:
    """Writes what is reached, at once, to a file that outlives the process; and kills at the chosen point."""

    def __init__(self, file: Path, kill: Sequence[Any] | None) -> None:
        self._file = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self._point: str | None = kill[0] if kill else None
        self._counted = Counted(kill[1] if kill else 0)
        #: the point at whose commit to kill
        self.committing: tuple[str, str, str] | None = None

    def note(self, *line: str) -> None:
        """A line of the trace."""
        os.write(self._file, (json.dumps(line) + "\n").encode())

    def reach(self, point: str, address: str, key: str) -> None:
        """A point at which the process may be killed."""
        self.note(point, address, key)
        if point == self._point:
            self._counted()

    def commit(self, _: Any) -> None:
        """A transaction is about to be committed."""
        if self.committing:
            self.reach(*self.committing)


class TracedNotifier:
    """A notifier that notes what is sent and what is found."""

    def __init__(self, notifier: Notifier, scheme: str, trace: Trace) -> None:
        self._notifier, self._scheme, self._trace = notifier, scheme, trace
        self.parts, self.check = notifier.parts, notifier.check

    def __getattr__(self, name: str) -> Any:
        """What only some notifiers can do."""
        return getattr(self._notifier, name)

    def send(self, address: str, part: Part, earlier: Sequence[str]) -> str:
        """Sends it; it is tried by now, and the reply is not recorded yet."""
        where = f"{self._scheme}:{address}", part.key
        self._trace.reach("between" if part.number > 1 else "claim", *where)
        self._trace.note("sending", *where)
        found = self._notifier.send(address, part, earlier)
        self._trace.reach("accept", *where)
        self._trace.committing = ("accept", *where)
        return found

    def find(self, address: str, part: Part, earlier: Sequence[str], *, since: datetime) -> str | None:
        """Looks for it."""
        found = self._notifier.find(address, part, earlier, since=since)
        if found is not None:
            self._trace.note("found", f"{self._scheme}:{address}", part.key)
        return found


class TracedDeliveries(Deliveries):
    """Deliveries that note what is queued, claimed and recorded."""

    trace: Trace
    _held: Claimed

    def queue(self, gathered: Gathered, *, now: datetime) -> bool:
        """Gathered and not yet written; written and not yet committed."""
        point = "queue", gathered.address, gathered.cadence
        if gathered.parcels:
            self.trace.reach(*point)
            self.trace.committing = point
        queued = super().queue(gathered, now=now)
        self.trace.committing = None
        return queued

    def claim(self, owner: str, **named: Any) -> Claimed | None:
        """Claimed and not yet sent."""
        claimed = super().claim(owner, **named)
        if claimed:
            self._held = claimed
            self.trace.reach("claim", claimed.address, claimed.key)
        return claimed

    def accept(self, delivery: int, number: int, remote_id: str, *, at: datetime) -> None:
        """Accepted and not yet recorded; recorded, and the next part not yet sent."""
        super().accept(delivery, number, remote_id, at=at)
        self.trace.committing = None
        where = self._held.address, next(p.key for p in self._held.parts if p.number == number)
        self.trace.note("recorded", *where)
        if number < len(self._held.parts):
            self.trace.reach("between", *where)


class TracedDesk(Desk):
    """A desk with these deliveries and notifiers."""

    def trace(self, trace: Trace) -> None:
        """From now on everything is noted."""
        made = TracedDeliveries(self.store)
        made.trace = trace
        self.__dict__["deliveries"] = made
        self.notifiers = {scheme: TracedNotifier(one, scheme, trace) for scheme, one in self.notifiers.items()}
        event.listen(Engine, "commit", trace.commit)


def run(order: dict[str, Any]) -> int:
    """One order; 0 if everything was read to its end and everything that was due was sent."""
    client = PoliteClient(mirror=order["mirror"], pace=10_000, wait_initial=0.01, wait_max=0.02)
    settings = Settings(
        database_url=order["database"],
        watchlists=Path(order["watchlists"]),
        feeds=Path(order["feeds"]),
        operator=OPERATOR,
        _env_file=None,
    )
    app, now = App(settings, client), instant(order["as_of"])
    trace = Trace(Path(order["trace"]), order.get("kill"))
    whole = not order["poll"] or _polled(app, now, trace)
    done = dispatch(_desk(app, order, trace), now=now)
    print(*done.problems, sep="\n", end="", file=sys.stderr)
    app.store.close()
    client.close()
    return int(not whole or bool(done.problems or done.postponed or done.failed))


def _polled(app: App, now: datetime, trace: Trace) -> bool:
    walk = app.walk(now=now)
    chosen = [app.sources[name] for name in SOURCES]
    results = [poll(s, walk, window=window(app.store.last_complete(s.name), now=now), now=now) for s in chosen]
    print(*(error for result in results for error in result.errors), sep="\n", end="", file=sys.stderr)
    whole = all(result.outcome == "complete" for result in results)
    if whole:
        trace.note("polled")
    return whole


def _desk(app: App, order: dict[str, Any], trace: Trace) -> Desk:
    slack = Slack(TOKEN, base_url=order["slack_url"], sleep=lambda _: None)
    email = Email("127.0.0.1", order["smtp_port"], None, None, "none", "monitor@example.org")
    desk = replace(app.desk(clock=lambda: datetime.now(UTC)), notifiers={"slack": slack, "email": email})
    traced = TracedDesk(**{name: getattr(desk, name) for name in Desk.__dataclass_fields__})
    traced.trace(trace)
    return traced


def main() -> None:
    """Fork for each order, and say how it ended."""
    os.environ["NO_PROXY"] = "127.0.0.1"
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if not child:
            os._exit(_forked(order))
        if order.get("after") is not None:
            time.sleep(order["after"])
            os.kill(child, signal.SIGKILL)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


def _forked(order: dict[str, Any]) -> int:
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # standard output is for answers
    signal.alarm(PATIENCE)
    try:
        return run(order)
    except BaseException:
        traceback.print_exc()
        return 2
    finally:
        sys.stderr.flush()


if __name__ == "__main__":
    main()
