"""The ground the tests stand on holds."""

from __future__ import annotations

import os
import socket
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("example.org", 443)])
def test_a_connection_beyond_loopback_is_refused(address: tuple[str, int]) -> None:
    """A test that reaches for the network fails at once and says why."""
    with socket.socket() as door, pytest.raises(AssertionError, match="loopback only"):
        door.connect(address)


def test_a_name_beyond_loopback_is_not_looked_up() -> None:
    """Not even a resolver is asked."""
    with pytest.raises(AssertionError, match="loopback only"):
        socket.create_connection(("hansard-api.parliament.uk", 443), timeout=1)


def test_no_setting_of_the_developer_reaches_a_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests start without MONITOR_ variables and away from the checkout's .env."""
    assert not [name for name in os.environ if name.startswith("MONITOR_")]
    assert not (Path.cwd() / ".env").exists()


def test_the_replica_answers_at_the_time_it_is_set_to(replica: Callable[..., Any]) -> None:
    """The clock of a scenario decides what is visible."""
    parliament = replica("question-life", now="2026-03-01T08:00:00")
    before = parliament.admin("info")
    parliament.clock("2026-03-20T08:00:00")
    assert parliament.admin("info") != before
    assert parliament.requests() == 0


def test_the_replica_is_strict(replica: Callable[..., Any]) -> None:
    """A misspelt parameter is refused and stands in the list of violations."""
    parliament = replica("question-life")
    address = (
        f"{parliament.url}/questions-statements-api.parliament.uk/api/writtenquestions/questions?tabledForm=2026-03-02"
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(address, timeout=10)
    with refused.value:
        assert refused.value.code == 400
    assert "unknown-parameter" in parliament.violations()[0]
