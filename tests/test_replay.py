"""One written question over its life, from the replica to what arrives: at once in one thread, daily with its history."""

from __future__ import annotations

import email
import email.policy
import json
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from monitor.app import App
from monitor.dispatch.delivery import dispatch
from monitor.parliament.dates import instant
from notifiers.email import Email
from notifiers.slack import Slack
from tests.lives import monitor, reads
from tests.proofs.doubles import TOKEN, Doubles, doubles
from tests.upstream import NoSharedData, Replica, replica

#: one question of the scenario, and no other, says this
LIST = """title = "Probation"
[[to]]
address = "slack:#general"
digests = ["at-once"]
[[to]]
address = "email:once@example.org"
digests = ["at-once"]
[[to]]
address = "email:daily@example.org"
[[watch]]
title = "Leavers"
phrases = ["officers left the service"]
"""
#: when it is tabled, overdue, held, answered and corrected, each read soon after; before the first, nothing
READ = ("03-02T12:00", "03-03T07:00", "03-06T07:00", "03-09T16:00", "03-12T17:00", "03-18T12:00")
#: how a notice of each names it
STATES = ("Tabled, due 5 Mar", "Overdue, was due 5 Mar", "Holding answer", "Answered, 7 days late", "Corrected")
TITLE = "Probation Officers: Resignations"


@pytest.fixture
def media(monkeypatch: pytest.MonkeyPatch) -> Iterator[Doubles]:
    """Slack and a mail server."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    try:
        with doubles() as running:
            yield running
    except NoSharedData as err:
        pytest.skip(str(err))


@pytest.fixture
def upstream() -> Iterator[Replica]:
    """The life of written questions in a fictional March."""
    try:
        with replica("question-life") as running:
            yield running
    except NoSharedData as err:
        pytest.skip(str(err))


@pytest.fixture
def app(upstream: Replica, media: Doubles, tmp_path: Path) -> Iterator[App]:
    """A monitor that reads questions and the calendar, and really sends."""
    mail = Email("127.0.0.1", media.smtp_port, None, None, "none", "monitor@example.org")
    slack = Slack(TOKEN, base_url=media.slack_url, sleep=lambda _: None)
    with ExitStack() as open_:
        names = ("calendar", "written-questions")
        made = open_.enter_context(monitor(upstream, tmp_path, LIST, *names, email=mail, slack=slack))
        open_.callback(mail.close)
        yield made


def live(app: App, upstream: Replica, *also: str) -> None:
    """Read at each step of its life and dispatched at once; *also* at other times, in March."""
    for now in sorted([*READ, *also]):
        if now in READ:
            reads(app, upstream, f"2026-{now}")
        assert not dispatch(app.desk(clock=lambda: datetime.now(UTC)), now=instant(f"2026-{now}")).problems


def mails(media: Doubles, to: str) -> list[EmailMessage]:
    """What was mailed to somebody, in order."""
    found = [email.message_from_bytes(one.raw, policy=email.policy.default) for one in media.mailed() if one.to == to]
    return [one for one in found if isinstance(one, EmailMessage)]


def body(mail: EmailMessage, kind: str) -> str:
    """The plain text or the HTML of an email, its blanks as one."""
    part = mail.get_body((kind,))
    assert part is not None
    return " ".join(part.get_content().split())


def test_at_once_each_transition_is_one_post_in_one_thread(app: App, upstream: Replica, media: Doubles) -> None:
    """In Slack: tabled, overdue, held, answered, corrected, in this order; all in the thread of the first."""
    live(app, upstream)
    first, *others = media.posted()
    assert len(others) == len(STATES) - 1
    for state, post in zip(STATES, (first, *others), strict=True):
        assert post.text.startswith(f"Probation: {state} – {TITLE}"), post.text
    assert first.thread == ""
    assert {post.thread for post in others} == {first.at}


def test_at_once_each_transition_is_one_email_in_one_thread(app: App, upstream: Replica, media: Doubles) -> None:
    """Each later email refers to the first one, so that mail programs show them together."""
    live(app, upstream)
    first, *others = mails(media, "once@example.org")
    assert len(others) == len(STATES) - 1
    for state, mail in zip(STATES, (first, *others), strict=True):
        assert f"[{state}]" in body(mail, "plain")
    assert first["References"] is None
    for mail in others:
        assert str(mail["References"]).split()[0] == str(first["Message-ID"])
        assert str(mail["In-Reply-To"]) == str(first["Message-ID"])


def test_daily_each_step_is_an_entry_with_its_history(app: App, upstream: Replica, media: Doubles) -> None:
    """Today's news, and what was before it; each step in one digest, of the morning after it was found."""
    live(app, upstream, "03-03T07:30", "03-06T07:30", "03-10T07:30", "03-13T07:30", "03-19T07:30")
    told = [body(mail, "plain") for mail in mails(media, "daily@example.org")]
    assert len(told) == len(STATES)
    before = ("", "tabled 2 Mar", "overdue 6 Mar", "holding answer 9 Mar", "answered 12 Mar")
    for n, (state, text) in enumerate(zip(STATES, told, strict=True)):
        assert f"[{state}]" in text
        assert text.count(TITLE) == 1
        history = " · ".join(before[1 : n + 1])
        assert (f"Before: {history}" in text) if n else ("Before:" not in text)


def test_a_correction_shows_the_words_struck_and_added(app: App, upstream: Replica, media: Doubles) -> None:
    """The one word that has changed, in HTML, in plain text and in Slack."""
    live(app, upstream)
    corrected = mails(media, "once@example.org")[-1]
    assert "498 and [-620.-]" in body(corrected, "plain")
    assert "498 and {+602.+}" in body(corrected, "plain")
    for tag, word in (("del", "620."), ("ins", "602.")):
        assert f">{word}</{tag}>" in body(corrected, "html")
    said = json.dumps(media.posted()[-1].blocks)
    assert '"text": "620.", "style": {"strike": true}' in said
    assert '"text": "602.", "style": {"bold": true}' in said
