"""One click stops the emails: each message holds the link of its own recipient, and of nobody else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import pytest

from monitor.app import App
from monitor.dispatch.delivery import WAITS, dispatch
from monitor.parliament.dates import UTC, instant
from monitor.settings import Settings
from monitor.sources.http import PoliteClient
from monitor.store import queries
from monitor.store.addresses import Addresses
from monitor.worker.worker import Worker
from notifiers.email import Email
from notifiers.notifier import DeliveryError, Part
from tests.mail import bodies, read
from tests.test_dispatch import House

MET, MORNING = instant("2026-03-09T12:00"), instant("2026-03-10T07:30")
LIST = """title = "Canals"
[[to]]
address = "email:a@example.org"
[[to]]
address = "email:b@example.org"
[[watch]]
id = "towpaths"
title = "Towpaths"
phrases = ["towpath"]
"""


class Lost(Email):
    """A mail server that keeps what it was given; of the first its answer is lost."""

    def __init__(self) -> None:
        super().__init__("127.0.0.1", 1, None, None, "none", "monitor@example.org")
        self.got: list[tuple[str, Part]] = []

    def send(self, address: str, part: Part, earlier: Sequence[str]) -> str:
        """Keep it."""
        self.got.append((address, part))
        if len(self.got) == 1:
            raise DeliveryError("the connection was lost before the message was acknowledged", uncertain=True)
        return f"<{len(self.got)}@example.org>"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    """A monitor with a public address, on the day before something matched."""
    (tmp_path / "canals.toml").write_text(LIST, encoding="utf-8")
    settings = Settings(
        database_url=f"sqlite:///{tmp_path}/monitor.db",
        watchlists=tmp_path,
        public_url="https://monitor.example.org/uk/",
        contact="ops@example.org",
        _env_file=None,
    )
    made = App(settings, PoliteClient())
    made.__dict__["notifiers"] = {"email": Lost()}
    dispatch(made.desk(clock=lambda: MET), now=MET)
    House(made.store).match(1, now=MET)
    yield made
    made.store.close()
    made.client.close()


def sent(app: App, now: datetime) -> list[tuple[str, Part]]:
    """What a dispatch sends."""
    dispatch(app.desk(clock=lambda: datetime.now(UTC)), now=now)
    medium = app.notifiers["email"]
    assert isinstance(medium, Lost)
    return medium.got


def test_each_email_can_be_stopped_in_one_click_by_its_own_link(app: App) -> None:
    """The headers of RFC 8058 and the link at the foot hold the token of the recipient and no other one."""
    got = sent(app, MORNING)
    tokens = {address: Addresses(app.store).token(f"email:{address}") for address in ("a@example.org", "b@example.org")}
    assert {address for address, _ in got} == tokens.keys()
    for address, part in got:
        message = read(part)
        link = f"https://monitor.example.org/uk/stop/{tokens[address]}"
        first, second = (one.strip() for one in message["List-Unsubscribe"].split(","))
        assert (first, second[:8]) == (f"<{link}>", "<mailto:")
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        for body in bodies(part):
            assert set(re.findall(r"https://monitor\.example\.org/uk/stop/([\w-]*)", body)) == {tokens[address]}


def test_a_message_that_is_sent_again_is_the_same_to_the_byte(app: App) -> None:
    """The link does not change, so that mail programs show one message."""
    assert len(sent(app, MORNING)) == 2
    lost, _, again = sent(app, MORNING + WAITS[0])
    assert lost == again


def test_without_a_public_address_and_for_channels_there_is_no_link(app: App) -> None:
    """Mail is stopped by a reply; a channel is many people's, and none of them stops it for all."""
    assert app.stop_url("slack:#canals") == ""
    app.settings = app.settings.model_copy(update={"public_url": None})
    ((_, part), *_) = sent(app, MORNING)
    message = read(part)
    assert message["List-Unsubscribe"].startswith("<mailto:")
    assert "List-Unsubscribe-Post" not in message
    for body in bodies(part):
        assert "reply to this message, or ask ops@example.org" in " ".join(re.sub(r"<[^>]+>", "", body).split())


def test_a_dry_run_makes_no_secret(app: App) -> None:
    """It writes nothing; the digest that it tells of has no link yet."""
    told = dispatch(app.desk(clock=lambda: MORNING), now=MORNING, dry=True).queued
    assert [digest.stop_url for digest in told] == ["", ""]
    with app.store.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM secrets").scalar() == 0


def test_an_address_that_was_stopped_by_its_link_is_sent_nothing_more(app: App) -> None:
    """Not even what was queued for it and could not be sent yet; the other one goes on."""
    sent(app, MORNING)
    worker = Worker(app, clock=lambda: MORNING)
    answer = worker.stopping(f"/stop/{Addresses(app.store).token('email:a@example.org')}", True)
    assert answer is not None
    assert answer[0] == 200
    House(app.store).match(2, now=MORNING)
    got = sent(app, instant("2026-03-11T07:30"))
    assert [address for address, _ in got] == ["a@example.org", "b@example.org", "b@example.org"]
    assert queries.status(app.store, [], now=MORNING)["deliveries"] == {"sent": 2, "stopped": 1}
