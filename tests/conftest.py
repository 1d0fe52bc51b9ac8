"""What every test stands on: no network but loopback, no settings from outside, seeds that can be repeated, a replica.

The replica of Parliament's APIs is not part of this project: `PARLIAMENT_SHARED` says where it lies, by default
`../shared` beside the checkout. Tests that need it skip, with the reason, where it is absent.
"""

from __future__ import annotations

import importlib
import json
import os
import socket
import sys
import threading
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK = {"127.0.0.1", "::1", "localhost", "", None}
#: remarks of the replica that are about what was recorded, not about the request
HARMLESS = {"not-recorded", "unverified"}
#: urllib, whatever proxy the environment names
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))

hypothesis.settings.register_profile("monitor", deadline=None, print_blob=True)
hypothesis.settings.load_profile("monitor")


# -- seeds ----------------------------------------------------------------------------------------------------------


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """One seed for the whole run, workers included, and the absolute place of the shared data."""
    os.environ.setdefault("PARLIAMENT_SEED", "20260302")
    os.environ["PARLIAMENT_SHARED"] = str(Path(os.environ.get("PARLIAMENT_SHARED", ROOT.parent / "shared")).resolve())
    if getattr(config.option, "hypothesis_seed", None) is None:
        config.option.hypothesis_seed = os.environ["PARLIAMENT_SEED"]


def pytest_report_header() -> str:
    """The seed, so that a run can be repeated."""
    return f"seed: {os.environ['PARLIAMENT_SEED']} (another: PARLIAMENT_SEED=n make test)"


@pytest.fixture(scope="session")
def seed() -> int:
    """The seed of this run, for tests that draw at random."""
    return int(os.environ["PARLIAMENT_SEED"])


# -- nothing from outside -------------------------------------------------------------------------------------------


class NetworkRefused(AssertionError):
    """A test reached for something that is not on this machine."""


def _loopback(host: object) -> None:
    name = host.decode() if isinstance(host, bytes) else host
    if name not in LOOPBACK and not str(name).startswith("127."):
        raise NetworkRefused(f"tests talk to loopback only, not to {name!r}: use the `replica` fixture or a double")


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    """Sockets to anywhere but loopback are refused (UNIX sockets are of this machine)."""
    connect, connect_ex, lookup = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def guarded(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(self: socket.socket, address: Any) -> Any:
            if self.family in (socket.AF_INET, socket.AF_INET6):
                _loopback(address[0])
            return real(self, address)

        return call

    def guarded_lookup(host: Any, *rest: Any, **named: Any) -> Any:
        _loopback(host)
        return lookup(host, *rest, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded(connect))
        patch.setattr(socket.socket, "connect_ex", guarded(connect_ex))
        patch.setattr(socket, "getaddrinfo", guarded_lookup)
        yield


@pytest.fixture(scope="session")
def _elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One empty folder for the whole session to run in."""
    return tmp_path_factory.mktemp("elsewhere")


@pytest.fixture(autouse=True)
def _no_settings_from_outside(_elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a developer's `MONITOR_…` variables nor the checkout's `.env` and `monitor.db` reach a test."""
    for name in [name for name in os.environ if name.startswith("MONITOR_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(_elsewhere)


# -- the shared data and the replica --------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the recordings and the replica; skips where it is absent."""
    folder = Path(os.environ["PARLIAMENT_SHARED"])
    if not (folder / "replica" / "replica.py").is_file():
        pytest.skip(f"no shared data at {folder} (PARLIAMENT_SHARED names another place)")
    return folder


class Replica:
    """A strict replica of Parliament's APIs on a free port of loopback."""

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


def _start(shared: Path, arguments: list[str], seed: int) -> Replica:
    """A running replica; its modules are imported from the shared folder, which is never written to."""
    keep, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    if str(shared / "replica") not in sys.path:
        sys.path.append(str(shared / "replica"))
    try:
        starter: Any = importlib.import_module("replica")
        server: Any = importlib.import_module("parlreplica.server")
        faults: Any = importlib.import_module("parlreplica.faults")
        built = starter.build(starter.arguments([*arguments, "--strict"]), quiet=True)
    finally:
        sys.dont_write_bytecode = keep
    return Replica(server.ReplicaServer(("127.0.0.1", 0), built, faults=faults.Faults(seed)))


@pytest.fixture
def replica(shared: Path) -> Iterator[Callable[..., Replica]]:
    """Starts replicas: `replica("question-life", now="2026-03-05T08:00:00")`, `replica()` for the recordings.

    A scenario is a name in the shared folder or the path of a `.jsonl` file; several may be given. `bulk` adds the
    corpus of written questions to the recordings. All are stopped when the test ends.
    """
    running: list[Replica] = []

    def start(*scenarios: str | Path, now: str = "", bulk: bool = False, seed: int = 0) -> Replica:
        arguments = [] if bulk else ["--no-bulk-records"]
        for one in scenarios:
            path = Path(one) if str(one).endswith((".jsonl", ".gz")) else shared / "replica/scenarios" / f"{one}.jsonl"
            arguments += ["--scenario", str(path)]
        running.append(_start(shared, [*arguments, *(["--now", now] if now else [])], seed))
        return running[-1]

    yield start
    for one in running:
        one.stop()
