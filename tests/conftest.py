"""Under every test: no network but loopback, no settings from outside, seeds that can be repeated."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from tests import upstream

LOOPBACK = {"127.0.0.1", "::1", "localhost", "", None}

hypothesis.settings.register_profile("monitor", deadline=None, print_blob=True)
hypothesis.settings.load_profile("monitor")


# -- seeds ----------------------------------------------------------------------------------------------------------


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """One seed for the whole run, workers included, and the absolute place of the shared data."""
    os.environ.setdefault("PARLIAMENT_SEED", "20260302")
    os.environ["PARLIAMENT_SHARED"] = str(
        Path(os.environ.get("PARLIAMENT_SHARED", upstream.ROOT.parent / "shared")).resolve()
    )
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
    try:
        return upstream.find_shared()
    except upstream.NoSharedData as err:
        pytest.skip(str(err))


@pytest.fixture
def replica(shared: Path) -> Iterator[Callable[..., upstream.Replica]]:
    """Starts replicas, as `upstream.replica` does; they stop when the test ends.

    `replica("question-life", now="2026-03-05T08:00:00")`, or `replica()` for the recordings.
    """
    with ExitStack() as running:
        yield lambda *scenarios, **named: running.enter_context(upstream.replica(*scenarios, **named))
