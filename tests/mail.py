"""Messages for the tests of email: made by a notifier on loopback, read as mail programs and judges read them."""

from __future__ import annotations

import email
import email.policy
import importlib
import sys
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from notifiers.email import Email
from notifiers.notifier import Part, Thread
from tests.mail_digest import SLOT, digest
from watchlists.digest import Digest

SENDER = "Parliament Monitor <monitor@example.org>"


def notifier(port: int = 1, **fields: Any) -> Email:
    """A notifier that talks to loopback, unencrypted unless told otherwise."""
    plain = {"username": None, "password": None, "security": "none", "sender": SENDER}
    return Email("127.0.0.1", port, **(plain | fields))


def part(told: Digest | None = None, *, thread: Thread | None = None, **fields: Any) -> Part:
    """The one message of *told*, or of the invented digest; *fields* go to the notifier."""
    (made,) = notifier(**fields).parts(told or digest(), key="digest-42", thread=thread, now=SLOT)
    return made


def read(made: Part) -> EmailMessage:
    """The message as a mail program parses it."""
    message = email.message_from_string(made.content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def bodies(made: Part) -> tuple[str, str]:
    """The plain text and the HTML, as a mail program reads them."""
    found = [read(made).get_body((kind,)) for kind in ("plain", "html")]
    plain, rich = (body.get_content() if body else "" for body in found)
    return plain, rich


def judging(shared: Path) -> Any:
    """How links are found in a message by those who judge it."""
    return imported(shared, "judging.links")


def imported(shared: Path, name: str) -> Any:
    """A module of the shared replica."""
    folder = str(shared / "replica")
    if folder not in sys.path:
        sys.path.insert(0, folder)
    return importlib.import_module(name)
