"""What a notifier is: it says a digest in the form of one medium, in parts, and sends a part.

DeliveryError     message for the operator; permanent: do not try again; retry_after: seconds that upstream named
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from watchlists.digest import Digest


class DeliveryError(Exception):
    """A part could not be sent. `uncertain`: it may have arrived all the same."""

    def __init__(
        self, message: str, *, permanent: bool = False, retry_after: float | None = None, uncertain: bool = False
    ) -> None:
        super().__init__(message)
        self.permanent, self.retry_after, self.uncertain = permanent, retry_after, uncertain


@dataclass(frozen=True)
class Part:
    """One message of a delivery, as it will be sent; `content` is text, complete, and never made again.

    `key` names it for ever ("digest-42/1"): Slack's metadata, and the Message-ID of an email, come of it.
    """

    number: int
    key: str
    content: str


@dataclass(frozen=True)
class Thread:
    """Earlier posts that this delivery joins: remote ids of the first notice about a subject at this address."""

    remote_ids: tuple[str, ...] = ()


class Notifier(Protocol):
    """One medium. Its class is registered in `NOTIFIERS` under the scheme of its addresses ("slack", "email")."""

    def parts(self, digest: Digest, *, key: str, thread: Thread | None, now: datetime) -> Sequence[Part]:
        """The digest as messages, in order; pure. *key*: the delivery's; *thread*: what it joins."""
        ...

    def send(self, address: str, part: Part, earlier: Sequence[str]) -> str:
        """Send *part* to *address* (without its scheme); *earlier*: remote ids of the parts before it.

        Returns the remote id (Slack `channel/ts`, a Message-ID). Raises DeliveryError.
        """
        ...

    def find(self, address: str, part: Part, earlier: Sequence[str], *, since: datetime) -> str | None:
        """The remote id of *part* if an uncertain attempt did arrive; None if it did not or cannot be known.

        Raises DeliveryError where the medium could tell but may not be asked (its message names the permission).
        """
        ...

    def check(self) -> Sequence[str]:
        """What is missing to send (permissions, settings), one line each; nothing when all is well."""
        ...
