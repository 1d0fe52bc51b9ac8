"""A draft as messages of Slack: the first in the channel, the others in its thread; see `slack_blocks`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import groupby

from notifiers.draft import Block, Draft, Run
from notifiers.notifier import Part
from notifiers.slack_blocks import (
    _FIXED,
    EVENT,
    JSON,
    _context,
    _filled,
    _heading,
    _link,
    _notification,
    _rich,
    _runs,
    _section,
)

_STYLES: dict[str, JSON] = {"": {}, "strong": {"style": {"bold": True}}, "em": {"style": {"italic": True}}}


def draft_parts(draft: Draft, *, key: str) -> list[Part]:
    """*draft* as parts `KEY/1`, `KEY/2`, …; nothing is cut, and no word of it is markup. Pure.

    One that joins an earlier version stands in its thread, the first message also in the channel.
    """
    thread_ts = draft.joins[0].rpartition("/")[2] if draft.joins else ""
    foot = [block for line in draft.foot for block in _context(line)]
    messages = _filled([*_drawn(draft.blocks), *([foot] if foot else [])])
    made = []
    for number, blocks in enumerate(messages, 1):
        name = f"{key}/{number}"
        text = draft.subject if number == 1 else f"{draft.subject} ({number} of {len(messages)})"
        message = {"text": _notification(text), "blocks": blocks, **_FIXED}
        message["metadata"] = {"event_type": EVENT, "event_payload": {"key": name}}
        if thread_ts:
            message |= {"thread_ts": thread_ts, "reply_broadcast": number == 1}
        made.append(Part(number=number, key=name, content=json.dumps(message, ensure_ascii=False)))
    return made


def _drawn(blocks: Iterable[Block]) -> Iterator[list[JSON]]:
    """The blocks of Slack, in lists that stay together where they can: headings with what is below them."""
    head: list[JSON] = []
    for kind, some in groupby(blocks, key=lambda block: block.kind):
        if kind in ("title", "heading"):
            head += [drawn for block in some for drawn in _heading("".join(run.text for run in block.runs))]
            continue
        bullet = (Run("• "),) if kind == "line" else ()
        told = [_section(element for run in (*bullet, *block.runs) for element in _run(run)) for block in some]
        drawn = [_rich(part for line in told for part in line)] if bullet else [_rich(line) for line in told]
        yield from ([*head, *drawn[0]], *drawn[1:])
        head = []
    if head:
        yield head


def _run(run: Run) -> list[JSON]:
    if run.url:
        return _link(run.text, run.url)
    return [{"type": "text", "text": piece, **_STYLES[run.style]} for piece in _runs(run.text)]
