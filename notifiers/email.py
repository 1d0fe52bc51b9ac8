"""Email: one message per recipient.

A message is complete and fixed before it is first sent, so that an attempt of which nobody knows how it ended can be
repeated: the same bytes under the same Message-ID, which mail programs show once.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import datetime

from notifiers.draft import Draft
from notifiers.email_draft import html as draft_html
from notifiers.email_draft import text as draft_text
from notifiers.email_html import html
from notifiers.email_message import Envelope, ascii_address, message, message_id, sender_of
from notifiers.email_server import MailServer
from notifiers.email_text import text
from notifiers.layout import page
from notifiers.notifier import DeliveryError, Part, Thread
from watchlists.digest import Digest
from watchlists.headlines import subject_line

SCHEME = "email"
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


class Email:
    """Sends digests by mail. *security*: "starttls", "tls" (both with verified certificates) or "none".

    *sender*: "name@example.org" or "Name <name@example.org>". No connection is made before the first message.
    Raises ValueError where the sender's address cannot be written in ASCII.
    """

    def __init__(
        self, host: str, port: int, username: str | None, password: str | None, security: str, sender: str
    ) -> None:
        self._mailbox, self._sender = sender, sender_of(sender)[1]
        self._in_the_clear = security == "none" and bool(username) and host not in _LOOPBACK
        domain = self._sender.rpartition("@")[2]
        self._server = MailServer(host, port, username=username, password=password, security=security, hello=domain)
        self._one_at_a_time = threading.Lock()

    def parts(self, digest: Digest, *, key: str, thread: Thread | None, now: datetime) -> Sequence[Part]:
        """One part: the complete message, its headers included, for the one recipient of *digest*. Pure.

        Raises DeliveryError where the recipient's address cannot be written in ASCII.
        """
        shown = page(digest)
        address = digest.address.removeprefix(f"{SCHEME}:")
        envelope = Envelope(
            sender=self._mailbox,
            to=_ascii(address),
            title=digest.title,
            subject=subject_line(digest),
            key=f"{key}/1",
            now=now,
            stop_url=digest.stop_url,
            references=thread.remote_ids if thread else (),
        )
        return [Part(1, envelope.key, message(envelope, text=text(shown), html=html(shown)))]

    def draft(self, draft: Draft, *, key: str, now: datetime) -> Sequence[Part]:
        """One part: the complete message, with the headers that a digest has. Pure. Raises DeliveryError."""
        to = _ascii(draft.address.removeprefix(f"{SCHEME}:"))
        kept = (draft.stop_url, draft.joins)
        envelope = Envelope(self._mailbox, to, draft.title, draft.subject, f"{key}/1", now, *kept)
        return [Part(1, envelope.key, message(envelope, text=draft_text(draft), html=draft_html(draft)))]

    def send(self, address: str, part: Part, earlier: Sequence[str]) -> str:  # noqa: ARG002  the one part
        """Send the message of *part* to *address*; returns its Message-ID. Raises DeliveryError."""
        to = _ascii(address)
        with self._one_at_a_time:
            self._server.deliver(self._sender, to, part.content)
        return message_id(part.content)

    def find(self, address: str, part: Part, earlier: Sequence[str], *, since: datetime) -> str | None:  # noqa: ARG002
        """None: whether a mail arrived cannot be asked; the same bytes are sent again."""
        return None

    def check(self) -> Sequence[str]:
        """Connects, says EHLO, logs in and names the sender: a line for each thing wrong, nothing when all is well."""
        wrong = []
        if self._in_the_clear:
            wrong.append(f"{self._server.where}: MONITOR_SMTP_SECURITY=none sends the password in the clear")
        try:
            with self._one_at_a_time:
                self._server.close()
                self._server.greet(self._sender)
                self._server.close()
        except DeliveryError as err:
            wrong.append(str(err))
        return wrong

    def close(self) -> None:
        """Say goodbye to the server, where a connection is open."""
        with self._one_at_a_time:
            self._server.close()


def _ascii(address: str) -> str:
    try:
        return ascii_address(address)
    except ValueError as err:
        raise DeliveryError(f"{address}: no address that mail can be sent to ({err})", permanent=True) from None
