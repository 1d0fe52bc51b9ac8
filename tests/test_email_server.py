"""The conversation with a mail server: what is handed over, refused, lost or kept secret."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from notifiers.email import Email
from notifiers.email_message import message_id
from notifiers.email_server import wait
from notifiers.notifier import DeliveryError, Part
from tests import mail
from tests.mail import SENDER
from tests.mail_digest import SLOT

CERTIFICATE = Path(__file__).parent / "mail_server.pem"
Doubles = Callable[..., Any]


@pytest.fixture
def double(shared: Path) -> Iterator[Doubles]:
    """Starts mail servers: `double(auth="user:pass", tls=True)`; they stop when the test ends."""
    module = mail.imported(shared, "smtp_double")
    running = []

    def start(*, tls: bool = False, **fields: Any) -> Any:
        context = None
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(CERTIFICATE)
        running.append(module.Double(module.Sink(**fields), context=context).start())
        return running[-1]

    yield start
    for one in running:
        one.stop()


@pytest.fixture
def notifier() -> Iterator[Callable[..., Email]]:
    """Makes notifiers; their connections are closed when the test ends."""
    made: list[Email] = []

    def make(port: int, **fields: Any) -> Email:
        made.append(mail.notifier(port, **fields))
        return made[-1]

    yield make
    for one in made:
        one.close()


Notifiers = Callable[..., Email]


def test_a_careful_postmaster_has_nothing_to_object_to(double: Doubles, notifier: Notifiers) -> None:
    """The double's lint is empty, and what arrived is what was made, with CRLF and dots as they were."""
    server = double()
    made = mail.part()
    part = Part(made.number, made.key, made.content.replace("NEEDS ACTION", ".\n..NEEDS\n.ACTION"))
    assert notifier(server.port).send("policy@example.org", part, ()) == message_id(part.content)
    (kept,) = server.sink.mails
    assert kept.lint == []
    assert kept.raw.decode("ascii") == part.content.replace("\n", "\r\n")
    assert (kept.sender, kept.recipients, kept.helo) == ("monitor@example.org", ["policy@example.org"], "example.org")
    assert kept.parsed()["Message-ID"] == message_id(part.content)


def test_one_connection_serves_many_messages(double: Doubles, notifier: Notifiers) -> None:
    """It is kept, also after a refusal, and made anew where the server has closed it meanwhile."""
    server = double()
    mine, part = notifier(server.port), mail.part()
    server.sink.configure([{"stage": "rcpt", "code": 550, "text": "5.1.1 no such user", "to": "*@gone.example"}])
    for _ in range(3):
        mine.send("policy@example.org", part, ())
    with pytest.raises(DeliveryError):
        mine.send("nobody@gone.example", part, ())
    mine.send("policy@example.org", part, ())
    assert server.sink.stats["connections"] == server.sink.stats["RSET"] == 1
    for closing in ({"code": 421, "text": "4.4.2 idle for too long"}, {"disconnect": True}):
        server.sink.configure([{"stage": "mail", "count": 1, **closing}])
        mine.send("policy@example.org", part, ())
    assert server.sink.stats["connections"] == 3
    assert len(server.sink.mails) == 6


@pytest.mark.parametrize(
    ("rule", "permanent", "retry_after", "said"),
    [
        ({"stage": "rcpt", "code": 550, "text": "5.1.1 no\x1b such \x07user"}, True, None, r"recipient .*: 5\.1\.1 no such user \(550\)"),
        ({"stage": "rcpt", "code": 451, "text": "4.7.1 Greylisted, see you"}, False, 300, "Greylisted"),
        ({"stage": "rcpt", "code": 450, "text": "4.2.0 try again in 90 seconds"}, False, 90, "90 seconds"),
        ({"stage": "rcpt", "code": 452, "text": "4.2.2 mailbox full"}, False, None, "mailbox full"),
        ({"stage": "mail", "code": 550, "text": "5.7.1 not your domain"}, True, None, r"sender monitor@example\.org"),
        ({"stage": "mail", "code": 530, "text": "5.7.0 log in first"}, True, None, "set MONITOR_SMTP_USERNAME"),
        ({"stage": "data", "code": 451, "text": "4.3.0 later"}, False, None, "later"),
        ({"stage": "data", "disconnect": True}, False, None, "connection was lost"),
        ({"stage": "after_data", "code": 554, "text": "5.7.1 spam", "accept": False}, True, None, "spam"),
        ({"stage": "after_data", "code": 452, "text": "4.3.1 disk full", "accept": False}, False, None, "disk full"),
        ({"stage": "connect", "code": 421, "text": "4.3.2 closing"}, False, None, "closing"),
        ({"stage": "connect", "code": 554, "text": "5.3.2 we take no mail"}, True, None, "we take no mail"),
        ({"stage": "connect", "disconnect": True}, False, None, "cannot be reached"),
        ({"stage": "rcpt", "code": 550, "text": "x" * 400}, True, None, "xxx…"),
    ],
)  # fmt: skip
def test_a_refusal_is_for_now_or_for_good(
    double: Doubles, notifier: Notifiers, rule: dict[str, Any], permanent: bool, retry_after: float | None, said: str
) -> None:
    """4xx and a lost connection are tried again, 5xx is not; the server's words are told, cleaned; the next mail goes."""
    server = double()
    server.sink.configure([{"count": 1, **rule}])
    mine = notifier(server.port)
    with pytest.raises(DeliveryError, match=said) as caught:
        mine.send("policy@example.org", mail.part(), ())
    assert (caught.value.permanent, caught.value.retry_after, caught.value.uncertain) == (permanent, retry_after, False)
    assert str(caught.value).isprintable()
    assert server.sink.mails == []
    mine.send("policy@example.org", mail.part(), ())
    assert len(server.sink.mails) == 1


def test_after_an_uncertain_attempt_the_same_bytes_are_sent(double: Doubles, notifier: Notifiers) -> None:
    """The server had it, and was gone before it said so: uncertain; nothing can be found; the repeat is identical."""
    server = double()
    server.sink.configure([{"stage": "after_data", "disconnect": True, "count": 1}])
    mine, part = notifier(server.port), mail.part()
    with pytest.raises(DeliveryError, match="before the message was acknowledged") as caught:
        mine.send("policy@example.org", part, ())
    assert caught.value.uncertain
    assert not caught.value.permanent
    assert mine.find("policy@example.org", part, (), since=SLOT) is None
    # as after a restart: another notifier, from what was kept of the part
    notifier(server.port).send("policy@example.org", Part(part.number, part.key, part.content), ())
    first, second = server.sink.mails
    assert not first.acknowledged
    assert second.acknowledged
    assert first.raw == second.raw


def test_a_connection_that_nobody_answers_is_temporary() -> None:
    """The worker tries again; the line names the setting."""
    with pytest.raises(DeliveryError, match=r"127\.0\.0\.1:1: cannot be reached .* check MONITOR_SMTP_HOST") as caught:
        mail.notifier(1).send("policy@example.org", mail.part(), ())
    assert not caught.value.permanent


# -- encryption and login -------------------------------------------------------------------------------------------


def test_starttls_is_verified_and_login_follows_it(
    double: Doubles, notifier: Notifiers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A certificate that the system trusts: mail goes encrypted; one that it does not: nothing goes, and it says why."""
    server = double(tls=True, auth="user:pass", require_tls=True)
    access = {"username": "user", "password": "pass", "security": "starttls"}
    with pytest.raises(DeliveryError, match=r"certificate is not trusted .* docs/email\.md") as caught:
        notifier(server.port, **access).send("policy@example.org", mail.part(), ())
    assert not caught.value.permanent
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    mine = notifier(server.port, **access)
    mine.send("policy@example.org", mail.part(), ())
    (kept,) = server.sink.mails
    assert kept.tls
    assert kept.user == "user"
    assert mine.check() == []


def test_encryption_is_never_given_up_silently(double: Doubles, notifier: Notifiers) -> None:
    """A server without STARTTLS, or that speaks no TLS at all, gets neither mail nor password."""
    server = double(auth="user:pass")
    for security, said in (("starttls", "offers no STARTTLS"), ("tls", "no encryption could be agreed on")):
        mine = notifier(server.port, username="user", password="pass", security=security)  # noqa: S106  of the double
        with pytest.raises(DeliveryError, match=said):
            mine.send("policy@example.org", mail.part(), ())
        assert len(mine.check()) == 1
    assert server.sink.stats["AUTH"] == 0


def test_a_refused_login_is_permanent_and_shows_no_password(double: Doubles, notifier: Notifiers) -> None:
    """The remedy is named; the password does not appear, even where the server repeats it."""
    server = double(auth="user:other")
    secret = "kestrel-41-" + "q" * 9
    server.sink.configure([{"stage": "auth", "code": 535, "text": f"5.7.8 {secret} is wrong"}])
    mine = notifier(server.port, username="user", password=secret)
    with pytest.raises(DeliveryError, match="MONITOR_SMTP_USERNAME and MONITOR_SMTP_PASSWORD") as caught:
        mine.send("policy@example.org", mail.part(), ())
    assert caught.value.permanent
    assert secret not in str(caught.value)
    assert caught.value.__cause__ is None
    assert all(secret not in line for line in mine.check())
    mine = notifier(server.port, username="user", password="pässwort")  # noqa: S106  of the double
    with pytest.raises(DeliveryError, match="plain ASCII") as caught:
        mine.send("policy@example.org", mail.part(), ())
    assert "ssw" not in str(caught.value).replace("password", "").replace("PASSWORD", "")


def test_a_server_without_login_says_what_to_change(double: Doubles, notifier: Notifiers) -> None:
    """A user is set, and the server asks for none."""
    with pytest.raises(DeliveryError, match="offers no login") as caught:
        notifier(double().port, username="user", password="pass").send("policy@example.org", mail.part(), ())  # noqa: S106
    assert caught.value.permanent


def test_check_says_what_is_wrong(double: Doubles, notifier: Notifiers) -> None:
    """Nothing when mail could go; else a line: out of reach, sender refused, a password in the clear."""
    server = double()
    assert notifier(server.port).check() == []
    assert server.sink.mails == []
    server.sink.configure([{"stage": "mail", "code": 553, "text": "5.7.1 not yours"}])
    (line,) = notifier(server.port).check()
    assert "monitor@example.org was refused: 5.7.1 not yours (553)" in line
    assert "cannot be reached" in notifier(1).check()[0]
    far = Email("127.0.0.2", 1, "user", "pass", "none", SENDER)
    assert "in the clear" in far.check()[0]


@pytest.mark.parametrize(
    ("code", "words", "seconds"),
    [
        (451, "4.7.1 Greylisted for 5 minutes", 300),
        (450, "4.2.0 Greylisting in action, please come back later", 300),
        (451, "Try again in 1 hour", 3600),
        (450, "4.7.1 retry after 300s", 300),
        (451, "4.3.0 [10.0.0.25] temporary failure", None),
        (550, "5.1.1 greylisted for 5 minutes", None),
    ],
)
def test_a_server_may_ask_us_to_wait(code: int, words: str, seconds: float | None) -> None:
    """The time that it names, five minutes where it only greylists; a refusal for good is not waited for."""
    assert wait(code, words) == seconds
