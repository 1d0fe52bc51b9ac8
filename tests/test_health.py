"""`/healthz`: well only while every step ends well lately and the store answers; the reason stands in the reply."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from monitor.parliament.dates import instant
from monitor.settings import Settings
from monitor.worker import health

NOON = instant("2026-03-10T12:00")


class Clock:
    """Time as a test says."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """The time."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """It is noon."""
    return Clock()


@pytest.fixture
def pulse(clock: Clock) -> health.Pulse:
    """Of two steps."""
    return health.Pulse(["hansard", "dispatch"], clock=clock)


def test_a_step_that_has_not_ended_well_lately_ails(pulse: health.Pulse, clock: Clock) -> None:
    """Whether it never began, or failed each time."""
    assert pulse.ailing() == []
    clock.now += timedelta(minutes=4)
    with pulse.beat("dispatch"):
        pass
    clock.now += timedelta(minutes=2)
    with pytest.raises(ZeroDivisionError), pulse.beat("hansard"):
        raise ZeroDivisionError
    assert pulse.ailing() == ["hansard has not ended well since 2026-03-10T12:00:00+00:00"]
    with pulse.beat("hansard"):
        pass
    assert pulse.ailing() == []


def test_a_step_may_take_its_time_but_not_for_ever(pulse: health.Pulse, clock: Clock) -> None:
    """A reading of twenty minutes is well; one that hangs is not."""
    with pulse.beat("hansard"), pulse.beat("dispatch"):
        assert pulse.running == ["dispatch", "hansard"]
        clock.now += timedelta(minutes=25)
        assert pulse.ailing() == []
        clock.now += timedelta(minutes=6)
        assert pulse.ailing()[0] == "hansard has been under way since 2026-03-10T12:00:00+00:00"
    assert pulse.ailing() == []


@pytest.fixture
def settings() -> Settings:
    """With a port that is free."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return Settings(web_port=free.getsockname()[1], _env_file=None)


@pytest.fixture
def wrong(settings: Settings) -> Iterator[list[str]]:
    """What is wrong, as `/healthz` tells it while the test lasts."""
    said: list[str] = []
    with health.served(settings, lambda: said):
        yield said


def test_it_answers_ok_or_why_not(settings: Settings, wrong: list[str]) -> None:
    """200 or 503, as orchestrators read it."""
    assert health.ask(settings) == (True, "ok")
    wrong += ["hansard has been under way since noon", "the store does not answer"]
    assert health.ask(settings) == (False, "hansard has been under way since noon\nthe store does not answer")


def test_it_can_listen_on_the_newer_loopback(settings: Settings) -> None:
    """MONITOR_WEB_HOST may be an IPv6 address; a worker that listens everywhere is asked on this machine."""
    for host in ("::1", "0.0.0.0"):  # noqa: S104
        there = settings.model_copy(update={"web_host": host})
        try:
            with health.served(there, list):
                assert health.ask(there) == (True, "ok")
        except OSError:
            assert host == "::1", "only IPv6 may be missing on this machine"


def test_nothing_else_is_served(settings: Settings, wrong: list[str]) -> None:
    """It is no web server: any other address is not found."""
    reply = socket.create_connection(("127.0.0.1", settings.web_port), timeout=5)
    with reply:
        reply.sendall(b"GET /../.env HTTP/1.0\r\n\r\n")
        assert b" 404 " in reply.recv(4096)


def test_no_worker_is_not_well(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The health check of the container ends with 1 and says what is missing."""
    monkeypatch.setenv("MONITOR_WEB_PORT", str(settings.web_port))
    assert health.main() == 1
    assert "no worker answers at 127.0.0.1" in capsys.readouterr().out
    with health.served(settings, list):
        assert health.main() == 0
    monkeypatch.setenv("MONITOR_WEB_PORT", "none")
    assert health.main() == 1
    assert "MONITOR_WEB_PORT" in capsys.readouterr().out
