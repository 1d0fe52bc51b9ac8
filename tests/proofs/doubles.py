"""The doubles of Slack and of a mail server, from the shared data, on loopback: they keep all they accept and judge nothing."""

from __future__ import annotations

import importlib
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from tests.upstream import find_shared

TOKEN = "xoxb-test"  # noqa: S105  what the double of Slack accepts


class Posted(NamedTuple):
    """A Slack message as it was accepted: `key` is that of its part; links are those that lead to the text."""

    channel: str
    key: str
    reply: bool
    text: str
    links: tuple[str, ...]
    #: its own time, by which Slack knows it, and that of the message whose thread it stands in, or ""
    at: str
    thread: str
    blocks: list[Any]


class Mailed(NamedTuple):
    """An email as it was accepted, bytes and all."""

    to: str
    message_id: str
    subject: str
    links: tuple[str, ...]
    raw: bytes


class Doubles:
    """Both running; `slack_url` and `smtp_port` are where to send to."""

    def __init__(self, slack: Any, smtp: Any, links: Any) -> None:
        self._slack, self._smtp, self._links = slack, smtp, links
        self._thread = threading.Thread(target=slack.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()
        smtp.start()
        self.slack_url, self.smtp_port = f"http://127.0.0.1:{slack.server_address[1]}/api/", int(smtp.port)

    def posted(self) -> list[Posted]:
        """Everything that Slack accepted, in order."""
        return [
            Posted(
                channel=self._slack.slack.channels[m.channel]["name"],
                key=m.metadata["event_payload"]["key"],
                reply=m.thread_ts is not None,
                text=m.text,
                links=self._canonical(self._links.in_slack({"blocks": m.blocks, "text": m.text})),
                at=m.ts,
                thread=m.thread_ts or "",
                blocks=m.blocks,
            )
            for m in self._slack.slack.messages
        ]

    def mailed(self) -> list[Mailed]:
        """Everything that the mail server accepted, in order."""
        return [self._mailed(mail) for mail in self._smtp.sink.mails]

    def _mailed(self, mail: Any) -> Mailed:
        parsed = mail.parsed()
        links = self._canonical(self._links.in_html(parsed.get_body(("html",)).get_content()))
        (to,) = mail.recipients
        return Mailed(to, str(parsed["Message-ID"]), str(parsed["Subject"]), links, mail.raw)

    def _canonical(self, urls: list[str]) -> tuple[str, ...]:
        return tuple(self._links.canonical(url) for url in urls)

    def stop(self) -> None:
        """Stop serving."""
        self._slack.shutdown()
        self._thread.join()
        self._slack.server_close()
        self._smtp.stop()


@contextmanager
def doubles() -> Iterator[Doubles]:
    """Both, without limits of pace, stopped at the end. Raises NoSharedData."""
    folder = str(find_shared() / "replica")
    keep, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    if folder not in sys.path:
        sys.path.append(folder)
    try:
        slack: Any = importlib.import_module("slack_double")
        smtp: Any = importlib.import_module("smtp_double")
        links: Any = importlib.import_module("judging.links")
    finally:
        sys.dont_write_bytecode = keep
    running = Doubles(slack.serve(tokens=[TOKEN], rate=0), smtp.Double(smtp.Sink()), links)
    try:
        yield running
    finally:
        running.stop()
