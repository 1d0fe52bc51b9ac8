"""Digests written into a folder instead of being sent: what each notifier says, in files that can be looked at.

A digest has one name, of its slot and cadence: `2026-03-11-0730-daily` with `.html` and `.txt` (email) and
`.slack.json`, the messages as Slack would be given them. Those of another address than `main` end with its name.
"""

from __future__ import annotations

import email
import email.policy
import json
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

from monitor.parliament.dates import london
from notifiers.email import Email
from notifiers.notifier import Notifier, Part, Thread
from notifiers.slack import Slack
from watchlists.digest import Digest

#: files of digests, roundups and weeks ahead, and no others
NAMES = re.compile(r"\d{4}-\d\d-\d\d-\d{4}-[a-z-]+\.(?:html|txt|md|ics|slack\.json)")
_SENDER = "Parliament Monitor <monitor@example.org>"
#: nothing is asked of Slack with it
_TOKEN = "xoxb-none"  # noqa: S105


class Filed:
    """A notifier that says what another one says, and *write*s each part under the name of its digest.

    *write* gets the path without its suffix, and the part. `written`: those paths, each once, in order.
    """

    def __init__(self, notifier: Notifier, folder: Path, write: Callable[[Path, Part], None], main: str) -> None:
        self._notifier, self._folder, self._write, self._main = notifier, folder, write, main
        self._names: dict[str, str] = {}
        self.written: list[Path] = []

    def parts(self, digest: Digest, *, key: str, thread: Thread | None, now: datetime) -> Sequence[Part]:
        """As the other one has it."""
        parts = self._notifier.parts(digest, key=key, thread=thread, now=now)
        whose = "" if digest.address == self._main else f"-{_name(digest.address)}"
        name = f"{london(digest.slot):%Y-%m-%d-%H%M}-{digest.cadence}{whose}"
        self._names |= {part.key: name for part in parts}
        return parts

    def send(self, address: str, part: Part, earlier: Sequence[str]) -> str:  # noqa: ARG002
        """Write *part*; its remote id is its key."""
        path = self._folder / self._names[part.key]
        self._write(path, part)
        if path not in self.written:
            self.written.append(path)
        return part.key

    def find(self, address: str, part: Part, earlier: Sequence[str], *, since: datetime) -> str | None:  # noqa: ARG002
        """None: a file that was not written whole is written again."""
        return None

    def check(self) -> Sequence[str]:
        """Nothing is missing."""
        return []


def filed_email(folder: Path, main: str) -> Filed:
    """Email, in files."""
    return Filed(Email("localhost", 25, None, None, "none", _SENDER), folder, _write_email, main)


def filed_slack(folder: Path, main: str) -> Filed:
    """Slack, in files."""
    return Filed(Slack(_TOKEN), folder, _write_slack, main)


def text_of(path: Path) -> str:
    """The text of a digest that was written under *path*."""
    return path.with_name(f"{path.name}.txt").read_text("utf-8")


def _name(address: str) -> str:
    """The letters of an address before its domain: "team" of `email:team@example.org`."""
    return re.sub(r"[^a-z]+", "-", address.partition(":")[2].partition("@")[0].casefold()).strip("-")


def clear(folder: Path) -> None:
    """Make *folder*, or take out of it what was written here before. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in folder.iterdir():
        if NAMES.fullmatch(file.name):
            file.unlink()


def _write_email(path: Path, part: Part) -> None:
    """Both bodies of the message, the text under its subject."""
    message = email.message_from_string(part.content, EmailMessage, policy=email.policy.default)
    bodies = {kind: body.get_content() for kind in ("html", "plain") if (body := message.get_body((kind,)))}
    path.with_name(f"{path.name}.html").write_text(bodies["html"], "utf-8")
    path.with_name(f"{path.name}.txt").write_text(f"Subject: {message['Subject']}\n\n{bodies['plain']}", "utf-8")


def _write_slack(path: Path, part: Part) -> None:
    """The messages of a digest as one list: the first, then its replies."""
    file = path.with_name(f"{path.name}.slack.json")
    before = json.loads(file.read_text("utf-8")) if part.number > 1 else []
    file.write_text(json.dumps([*before, json.loads(part.content)], indent=2, ensure_ascii=False) + "\n", "utf-8")
