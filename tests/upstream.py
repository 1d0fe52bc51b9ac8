"""The upstream of tests and proofs: a strict replica of Parliament's APIs, on loopback, from the shared data.

It is not part of this project: `PARLIAMENT_SHARED` says where it lies, by default `../shared` beside the checkout.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
#: remarks of the replica that are about what was recorded, not about the request
HARMLESS = {"not-recorded", "unverified"}
#: urllib, whatever proxy the environment names
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class NoSharedData(Exception):
    """The shared data is not where it is looked for."""


def find_shared() -> Path:
    """The folder with the recordings and the replica. Raises NoSharedData."""
    folder = Path(os.environ.get("PARLIAMENT_SHARED", ROOT.parent / "shared")).resolve()
    if not (folder / "replica" / "replica.py").is_file():
        raise NoSharedData(f"no shared data at {folder} (PARLIAMENT_SHARED names another place)")
    return folder


class Replica:
    """A running replica; `url` is the mirror to ask."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self.url = f"http://127.0.0.1:{server.server_address[1]}"
        self._thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    def admin(self, path: str, body: Any = None, *, method: str | None = None) -> Any:
        """One call of the replica's admin API: `admin("stats")`, `admin("faults", {"seed": 7, "rules": [...]})`."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/__replica__/{path}", data, method=method)  # noqa: S310  loopback only
        with _DIRECT.open(request, timeout=30) as reply:
            return json.loads(reply.read())

    def clock(self, now: str) -> None:
        """Set the simulated time: ISO, London wall time, without an offset."""
        self.admin("clock", {"now": now})

    def faults(self, *rules: dict[str, Any], seed: int = 0) -> None:
        """From now on answer with these faults; without any, none."""
        self.admin("faults", {"seed": seed, "rules": list(rules)})

    def requests(self) -> int:
        """Requests answered since the start (or `admin("reset", {})`), admin calls not counted."""
        return int(self.admin("stats")["requests"])

    def violations(self) -> list[str]:
        """Requests that the real services would misread, one line each; to be empty."""
        kept = [v for v in self.admin("violations") if v["kind"] not in HARMLESS]
        return [f"{v['kind']}: {v['detail']} ({v['example']})" for v in kept]

    def stop(self) -> None:
        """Stop serving and close what is open."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self._server.replica.store.close()


@contextmanager
def replica(*scenarios: str | Path, now: str = "", bulk: bool = False, seed: int = 0) -> Iterator[Replica]:
    """A replica of these scenarios, or without any of the recordings, stopped at the end.

    A scenario is a name in the shared folder or the path of a `.jsonl` file. `now` is the simulated time, by default
    after everything; `bulk` adds the corpus of written questions to the recordings. Raises NoSharedData.
    """
    shared = find_shared()
    arguments = ["--strict"] if bulk else ["--strict", "--no-bulk-records"]
    for one in scenarios:
        path = Path(one) if str(one).endswith((".jsonl", ".gz")) else shared / "replica/scenarios" / f"{one}.jsonl"
        arguments += ["--scenario", str(path)]
    running = Replica(_server(shared, [*arguments, *(["--now", now] if now else [])], seed))
    try:
        yield running
    finally:
        running.stop()


def _server(shared: Path, arguments: list[str], seed: int) -> Any:
    """The replica on a free port, not yet serving. Its modules come from the shared folder, which stays as it is."""
    keep, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    if str(shared / "replica") not in sys.path:
        sys.path.append(str(shared / "replica"))
    try:
        starter: Any = importlib.import_module("replica")
        server: Any = importlib.import_module("parlreplica.server")
        faults: Any = importlib.import_module("parlreplica.faults")
        built = starter.build(starter.arguments(arguments), quiet=True)
    finally:
        sys.dont_write_bytecode = keep
    return server.ReplicaServer(("127.0.0.1", 0), built, faults=faults.Faults(seed))
