"""One poll in a process of its own, which can be made to kill itself: `python -m tests.proofs.walker '{"mirror": …}'`.

`kill` is `["fetch", n]` (while the n-th reply is being fetched) or `["commit", n]` (between the writes of the n-th
transaction and its commit). SIGKILL, so nothing is cleaned up.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from monitor.app import App
from monitor.parliament.dates import instant
from monitor.poll import poll, window
from monitor.settings import Settings
from monitor.sources.http import PoliteClient


def die() -> None:
    """The end, at once."""
    os.kill(os.getpid(), signal.SIGKILL)


class Counted:
    """Kills at the n-th call."""

    def __init__(self, number: int) -> None:
        self.left = number

    def __call__(self, *_: Any) -> None:
        """Count down."""
        self.left -= 1
        if self.left == 0:
            die()


def walk(order: dict[str, Any]) -> int:
    """Poll all sources once, at the `as_of` of *order*; 0 if all were read to their end."""
    client = PoliteClient(mirror=order["mirror"], pace=10_000, wait_initial=0.01, wait_max=0.02)
    settings = Settings(
        database_url=order["database"],
        watchlists=Path(order["watchlists"]),
        feeds=Path(order["feeds"]),
        _env_file=None,
    )
    app, now = App(settings, client), instant(order["as_of"])
    walked = app.walk(now=now)
    arm(client, order.get("kill"))
    results = [
        poll(s, walked, window=window(app.store.last_complete(s.name), now=now), now=now) for s in app.sources.values()
    ]
    app.store.close()
    client.close()
    for result in results:
        print(*result.errors, sep="\n", end="", file=sys.stderr)
    return int(any(result.outcome != "complete" for result in results))


def arm(client: PoliteClient, kill: list[Any] | None) -> None:
    """Set the trap, after the store has been opened."""
    if kill is None:
        return
    point, number = kill
    counted = Counted(number)
    if point == "commit":
        event.listen(Engine, "commit", counted)
    else:
        client.get, client.text = _then(client.get, counted), _then(client.text, counted)  # type: ignore[method-assign]


def _then(fetch: Callable[..., Any], counted: Counted) -> Callable[..., Any]:
    def fetched(*args: Any, **named: Any) -> Any:
        reply = fetch(*args, **named)
        counted()
        return reply

    return fetched


if __name__ == "__main__":
    sys.exit(walk(json.loads(sys.argv[1])))
