"""A failure is a reason to send: from a source that answers with errors to what arrives in Slack and by mail."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from monitor.app import App
from monitor.dispatch.delivery import dispatch
from monitor.parliament.dates import UTC, instant
from monitor.poll import poll, window
from monitor.settings import Settings
from monitor.sources.http import PoliteClient
from notifiers.email import Email
from notifiers.slack import Slack
from tests.proofs.doubles import TOKEN, Doubles, doubles
from tests.upstream import NoSharedData, Replica, replica

#: a list in which nothing matches
LIST = """title = "Canals"
[[to]]
address = "slack:#general"
digests = ["at-once"]
[[to]]
address = "email:officer@example.org"
[[watch]]
id = "canals"
title = "Canals"
phrases = ["no such words in the replica"]
"""


@pytest.fixture
def upstream() -> Iterator[Replica]:
    """A few days of a fictional March."""
    try:
        with replica("question-life") as running:
            yield running
    except NoSharedData as err:
        pytest.skip(str(err))


@pytest.fixture
def media(upstream: Replica) -> Iterator[Doubles]:
    """Slack and a mail server."""
    with doubles() as running:
        yield running


@pytest.fixture
def app(upstream: Replica, media: Doubles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    """A monitor with that list, that sends there."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    (tmp_path / "canals.toml").write_text(LIST, encoding="utf-8")
    settings = Settings(database_url=f"sqlite:///{tmp_path}/monitor.db", watchlists=tmp_path, _env_file=None)
    client = PoliteClient(mirror=upstream.url, pace=10_000, attempts=2, wait_initial=0.001, wait_max=0.002)
    made = App(settings, client)
    email = Email("127.0.0.1", media.smtp_port, None, None, "none", "monitor@example.org")
    made.__dict__["notifiers"] = {"slack": Slack(TOKEN, base_url=media.slack_url, sleep=lambda _: None), "email": email}
    yield made
    email.close()
    made.store.close()
    client.close()


def read(app: App, upstream: Replica, now: str, *, down: str = "") -> None:
    """Both sources read once, while the hosts that begin with *down* answer with 503."""
    upstream.clock(now)
    upstream.faults(*([{"fault": "status", "host": f"{down}*", "status": 503, "rate": 1.0}] if down else []))
    at = instant(now)
    walk = app.walk(now=at)
    for name in ("written-questions", "hansard"):
        poll(app.sources[name], walk, window=window(app.store.last_complete(name), now=at), now=at)


def sent(app: App, now: str) -> int:
    """How many deliveries a dispatch sends."""
    done = dispatch(app.desk(clock=lambda: datetime.now(UTC)), now=instant(now))
    assert not done.problems
    return done.sent


def test_a_source_that_is_down_is_told_next_morning_and_once_more_when_it_is_back(
    app: App, upstream: Replica, media: Doubles
) -> None:
    """Nothing matched, and yet: one notice in Slack and one by mail, one more each at its return, and no third."""
    read(app, upstream, "2026-03-03T07:00")
    assert sent(app, "2026-03-03T12:00") == 0
    read(app, upstream, "2026-03-03T18:00", down="hansard")
    assert sent(app, "2026-03-03T18:00") == 0
    read(app, upstream, "2026-03-04T07:00", down="hansard")
    assert sent(app, "2026-03-04T07:30") == 2
    read(app, upstream, "2026-03-05T07:00", down="hansard")
    assert sent(app, "2026-03-05T07:30") == 0
    read(app, upstream, "2026-03-05T12:00")
    assert sent(app, "2026-03-05T12:00") == 0, "at the usual hour"
    read(app, upstream, "2026-03-06T07:00")
    assert sent(app, "2026-03-06T07:30") == 2
    read(app, upstream, "2026-03-09T07:00")
    assert sent(app, "2026-03-09T07:30") == 0
    began, ended = media.posted()
    assert "not been read to its end since Tue 3 Mar 07:00" in began.text
    assert "read to its end again" in ended.text
    assert [mail.subject.partition(": ")[0] for mail in media.mailed()] == ["Canals", "Canals"]
    down, back = (mail.raw.decode() for mail in media.mailed())
    assert "503" in down
    assert "503" not in back
