"""Draft: what is written for publishing, as an address is sent it. Pure values.

It is laid out once, as blocks of runs. A medium draws the blocks themselves, or takes the text and the HTML.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, runtime_checkable

from notifiers.notifier import Part


@dataclass(frozen=True)
class Run:
    """Some words: bold, italic or neither; with an address, a link."""

    text: str
    style: Literal["", "strong", "em"] = ""
    url: str = ""


@dataclass(frozen=True)
class Block:
    """One heading, paragraph or line of a list."""

    kind: Literal["title", "heading", "paragraph", "line"]
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Draft:
    """One draft for one *address*; `title`: of its watchlist; `text` and `html` (a fragment) say what `blocks` say.

    `foot`: lines below it that are not to be published. `stop_url`: one-click address to unsubscribe, or "". `joins`:
    remote ids of the version before, whose thread it belongs to.
    """

    address: str
    title: str
    subject: str
    blocks: tuple[Block, ...]
    text: str
    html: str
    foot: tuple[str, ...] = ()
    stop_url: str = ""
    joins: tuple[str, ...] = ()


@runtime_checkable
class Drafting(Protocol):
    """A notifier that can say a draft."""

    def draft(self, draft: Draft, *, key: str, now: datetime) -> Sequence[Part]:
        """*draft* as messages, in order; pure. *key*: the delivery's. Raises DeliveryError."""
        ...
