"""A monitor killed over and over while it sends has told everybody what an undisturbed one tells, and Slack all of it once.

Mail has no way to ask whether a message arrived. One whose reply was lost is sent again: the same bytes, the same Message-ID.
"""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import create_engine, select

from monitor.store.schema import deliveries, parts
from notifiers.email_message import message_id
from tests.proofs.doubles import Doubles, Mailed, doubles
from tests.proofs.kills import KILLED, Undertaking, _difference, undertaking
from tests.proofs.parliament import parliament
from tests.upstream import ROOT

#: where a process is killed; see `sender`. The rest are killed at any instant
POINTS = ("queue", "between", "claim", "accept")
#: steps, the last ones, in which kills at any instant leave what is to be done to the others
LAST = 6
#: a list that has much to say, in threads of several parts
EVERYTHING = """title = "Everything"
[[to]]
address = "slack:#general"
digests = ["at-once", "daily"]
[[watch]]
id = "everything"
title = "Everything"
phrases = ["the", "probation"]
"""
#: what is kept of deliveries is compared with what arrived; ids of matches may differ
SENT = ("deliveries", "parts", "told", "readings", "follow_ups")


class Sender:
    """The process that forks one for each order."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._in, self._out = process.stdin, process.stdout

    def run(self, order: dict[str, Any]) -> int:
        """The exit status of one order."""
        assert self._in
        assert self._out
        print(json.dumps(order), file=self._in, flush=True)
        return int(self._out.readline())


@contextmanager
def sender(errors: Path) -> Iterator[Sender]:
    """One, ended at the end; what its forks say on standard error goes to a file."""
    command = [sys.executable, "-m", "tests.proofs.sender"]
    with (
        errors.open("w") as said,
        subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said, text=True
        ) as process,
    ):
        yield Sender(process)
        assert process.stdin
        process.stdin.close()


class Line(NamedTuple):
    """A line of the trace."""

    what: str
    address: str = ""
    key: str = ""


@dataclass
class Sending:
    """One store and its doubles, polled and dispatched instant by instant."""

    store: Undertaking
    doubles: Doubles
    sender: Sender

    @property
    def trace(self) -> list[Line]:
        """Everything that was reached so far."""
        file = self.store.folder / "trace.jsonl"
        return [Line(*json.loads(line)) for line in file.read_text().splitlines()] if file.exists() else []

    def run(self, now: str, *, poll: bool = True, **kill: Any) -> bool:
        """Poll and dispatch once; True if the process was killed, and False if it came to its end."""
        self.store.upstream.clock(now)
        order = {
            **self.store.order(now), "slack_url": self.doubles.slack_url, "smtp_port": self.doubles.smtp_port,
            "trace": str(self.store.folder / "trace.jsonl"), "poll": poll, **kill,
        }  # fmt: skip
        status = self.sender.run(order)
        errors = (self.store.folder.parent / "errors").read_text()
        assert status == 0 or (kill and status == KILLED), f"{now}: ended with {status}: {errors[-2000:]}"
        return status == KILLED

    def rows(self) -> list[Any]:
        """The parts in the store: state of the delivery, address, key, content, remote id."""
        engine = create_engine(self.store.database)
        chosen = select(
            deliveries.c.state, deliveries.c.address, parts.c.key, parts.c.content, parts.c.remote_id
        ).join_from(parts, deliveries)
        with engine.connect() as connection:
            found = list(connection.execute(chosen))
        engine.dispose()
        return found


def prove(*, size: int, seed: int) -> str:
    """*size* kills: an eighth at each of `POINTS`, the rest at any instant of reading and sending."""
    draw = random.Random(seed)
    with (
        tempfile.TemporaryDirectory() as temporary,
        parliament(Path(temporary), seed=seed) as read,
        doubles() as undisturbed,
        doubles() as disturbed,
        sender(Path(temporary, "errors")) as forking,
    ):
        instants = read.instants
        read.watchlists["everything.toml"] = EVERYTHING
        calm = Sending(undertaking(Path(temporary, "calm"), read), undisturbed, forking)
        reached = [_reached(calm, now) for now in instants]
        assert any(step.points["between"] for step in reached), "no thread has two parts"
        wild = Sending(undertaking(Path(temporary, "wild"), read), disturbed, forking)
        left = Counter(dict.fromkeys(POINTS, -(-size // 8)))
        left["any"] = max(0, size - left.total())
        quota = Counter(left)
        for number, now in enumerate(instants):
            for point in _killed_at(wild, now, _wanted(left, reached[number:], draw), reached[number], draw):
                left[point] -= 1
            assert not wild.run(now)
        told = ", ".join(f"{quota[point] - left[point]} {point}" for point in quota)
        assert not +left, f"too few kills: {told}"
        _check_same(calm, wild)
        repeated = _check_once(wild)
        found = sum(line.what == "found" for line in wild.trace)
    return (
        f"{quota.total()} kills ({told}) over {len(instants)} instants: {len(disturbed.posted())} parts once each"
        f" on Slack, {found} of them found there; {repeated}; the same news as undisturbed"
    )


class Step(NamedTuple):
    """What an undisturbed dispatch reaches at one instant, and the seconds it takes with its reading."""

    points: Counter[str]
    seconds: float


def _reached(calm: Sending, now: str) -> Step:
    before, began = len(calm.trace), time.monotonic()
    assert not calm.run(now)
    return Step(Counter(line.what for line in calm.trace[before:]), time.monotonic() - began)


def _wanted(left: Counter[str], steps: Sequence[Step], draw: random.Random) -> list[str]:
    """The kills at the first of these steps: of what is left its share, spread over those where it can be had.

    Those that leave the most to be done come first, so that all are had; those at any instant before or after them,
    and after them where threads have parts: one of those might send them all, and they are few.
    """
    wanted = []
    for point, count in left.items():
        able = [point == "any" or bool(step.points[point]) for step in steps]
        wanted += [point] * (-(-count // sum(able)) if able[0] else 0)
    draw.shuffle(wanted)
    ranks = {"queue": 0, "between": 1, "accept": 2, "claim": 3}
    ranks["any"] = 4 if len(steps) <= LAST or steps[0].points["between"] else draw.choice((-1, 4))
    return sorted(wanted, key=ranks.__getitem__)


def _killed_at(wild: Sending, now: str, wanted: Sequence[str], step: Step, draw: random.Random) -> Iterator[str]:
    """Each kill that was had; one at a point is not, where what leads there was done by those before it."""
    before = len(wild.trace)
    for place, point in enumerate(wanted):
        poll = not any(line.what == "polled" for line in wild.trace[before:])
        if point == "any":
            killed = any(wild.run(now, poll=poll, after=draw.uniform(0, step.seconds / 2**n)) for n in range(4))
        else:
            most = step.points[point] // sum(later in POINTS for later in wanted[place:])
            killed = wild.run(now, poll=poll, kill=[point, draw.randint(1, max(1, most))])
        if killed:
            yield point


def _check_same(calm: Sending, wild: Sending) -> None:
    """The stores are equal but for deliveries, and everybody has the same news, copies not counted."""
    stores = calm.store.dump(), wild.store.dump()
    for dump in stores:
        for table in SENT:
            dump.pop(table, None)
    assert not (difference := _difference(*stores)), difference
    one, other = (_news(sending) for sending in (calm, wild))
    assert one == other, f"lost: {sorted((one - other).elements())[:3]}, extra: {sorted((other - one).elements())[:3]}"


def _news(sending: Sending) -> Counter[Any]:
    """What arrived where: by Slack with its text, by mail with its subject; all with their links.

    How much was read is left out of it: after a kill, what it had read is read again, and a receipt says so.
    """
    mails = {
        mail.message_id: (mail.to, False, re.sub(r"[\d,]+ read", "read", mail.subject), mail.links)
        for mail in sending.doubles.mailed()
    }
    return Counter([(p.channel, p.reply, p.text, p.links) for p in sending.doubles.posted()] + list(mails.values()))


def _check_once(wild: Sending) -> str:
    """Every part of the store has arrived, on Slack once; by mail again only where the reply was lost. In words."""
    rows = wild.rows()
    assert all(row.state == "sent" and row.remote_id for row in rows), [r.key for r in rows if r.state != "sent"]
    posted = Counter((post.channel, post.key) for post in wild.doubles.posted())
    assert posted == Counter(_slack(row) for row in rows if row.address.startswith("slack:")), "not once each on Slack"
    copies: dict[str, list[Mailed]] = {}
    for mail in wild.doubles.mailed():
        copies.setdefault(mail.message_id, []).append(mail)
    assert copies.keys() == {message_id(row.content) for row in rows if row.address.startswith("email:")}
    assert all(len({mail.raw for mail in of}) == 1 for of in copies.values()), "a repeat is not byte-identical"
    recorded: set[str] = set()
    for line in wild.trace:
        assert line.what != "sending" or line.key not in recorded, (
            f"{line.key}: sent again, although its reply was there"
        )
        recorded |= {line.key} if line.what == "recorded" else set()
    again = [len(of) - 1 for of in copies.values() if len(of) > 1]
    return f"{len(copies)} emails, {len(again)} of them accepted more than once ({sum(again)} copies, the same bytes)"


def _slack(row: Any) -> tuple[str, str]:
    return row.address.removeprefix("slack:#"), row.key
