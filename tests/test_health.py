"""`/healthz`: well only while every step ends well lately and the store answers; the reason stands in the reply.

And beside it the links by which readers stop their emails.
"""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from monitor.parliament.dates import instant
from monitor.settings import Settings
from monitor.store import Store, StoreError
from monitor.store.addresses import Addresses
from monitor.store.parcels import Standing
from monitor.worker import health
from monitor.worker.stopping import Stopping

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


# -- links that stop an address ---------------------------------------------------------------------------------------

READER, OTHER = "email:reader@example.org", "email:other@example.org"


@pytest.fixture
def addresses(tmp_path: Path) -> Iterator[Addresses]:
    """Two readers."""
    with Store.open(f"sqlite:///{tmp_path / 'monitor.db'}") as store:
        made = Addresses(store)
        made.meet([(READER, "daily"), (OTHER, "daily")], now=NOON)
        yield made


@pytest.fixture
def stopped(settings: Settings, addresses: Addresses, clock: Clock) -> Iterator[list[str]]:
    """What the worker logs of it while the links are served."""
    told: list[str] = []
    with health.served(settings, list, Stopping(addresses, clock=clock, stopped=lambda: told.append("stopped"))):
        yield told


def asked(settings: Settings, method: str, path: str, body: str | None = None) -> tuple[int, str]:
    """Status and page of a request."""
    connection = http.client.HTTPConnection(settings.web_host, settings.web_port, timeout=5)
    kind = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
    connection.request(method, path, body=body, headers=kind)
    reply = connection.getresponse()
    said = reply.status, reply.read().decode()
    connection.close()
    return said


def test_looking_at_the_link_stops_nothing_and_posting_to_it_stops_its_own_address(
    settings: Settings, addresses: Addresses, stopped: list[str]
) -> None:
    """Mail scanners follow links; a mail program posts (RFC 8058), and so does the button. Again it changes nothing."""
    link = f"/stop/{addresses.token(READER)}"
    status, page = asked(settings, "GET", link)
    assert (status, addresses.standings(), stopped) == (200, {}, [])
    assert '<form method="post">' in page
    assert READER.partition(":")[2] not in page
    assert asked(settings, "POST", link, "List-Unsubscribe=One-Click")[0] == 200
    assert {a: s.state for a, s in addresses.standings().items()} == {READER: "stopped"}
    assert asked(settings, "POST", f"{link}?from=mail")[0] == 200
    assert addresses.standings()[READER] == Standing("stopped", NOON)
    assert stopped == ["stopped"]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "path", ["/stop/", "/stop/guessed", "/stop/{token}x", "/stop/{token}/", "/stop/../healthz", "/stopped", "/{token}"]
)
def test_a_token_that_is_nobodys_is_not_found(
    settings: Settings, addresses: Addresses, stopped: list[str], method: str, path: str
) -> None:
    """A guess, a link that was cut or lengthened: 404, and nobody is stopped."""
    assert asked(settings, method, path.format(token=addresses.token(READER)))[0] == 404
    assert (addresses.standings(), stopped) == ({}, [])


def test_the_page_is_shown_nowhere_else_and_its_link_is_not_passed_on(
    settings: Settings, addresses: Addresses, stopped: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    """It fetches nothing, is not kept, stands in no frame; the link is in no referrer and in no log."""
    token = addresses.token(READER)
    connection = http.client.HTTPConnection(settings.web_host, settings.web_port, timeout=5)
    connection.request("GET", f"/stop/{token}")
    headers = connection.getresponse().headers
    connection.close()
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert token not in "".join(capfd.readouterr())


def test_a_store_that_is_gone_is_said_and_nothing_is_promised(
    settings: Settings, addresses: Addresses, stopped: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """503: the mail program, or the reader, tries again."""
    token = addresses.token(READER)

    def gone(*_: object) -> str:
        raise StoreError("the disk is full")

    monkeypatch.setattr(Addresses, "of_token", gone)
    status, page = asked(settings, "POST", f"/stop/{token}")
    assert (status, "disk" in page) == (503, False)


def test_a_worker_without_links_serves_none(settings: Settings, wrong: list[str]) -> None:
    """What was posted is read to its end, and not found."""
    assert asked(settings, "POST", "/stop/x", "List-Unsubscribe=One-Click")[0] == 404
