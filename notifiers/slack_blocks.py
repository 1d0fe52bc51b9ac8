"""A digest as messages of Slack: Block Kit, drawn so that nothing is lost and nothing from outside is ever markup.

Every word from outside stands where Slack reads no markup: in a text of `rich_text`, or in `plain_text`. So there is
nothing to escape, a quotation stays exact to the character, and bold may begin and end within a word. Only the text of
the notification is markup, and is escaped. What is too long is split, at a space where there is one, and never cut.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from notifiers.layout import Item, Page, Quote, Step, Table, clean, link, others, page, read_lines, speaker
from notifiers.notifier import Part
from watchlists.digest import Digest, Entry
from watchlists.headlines import line, subject_line

JSON = dict[str, Any]

#: of one message: blocks, and characters of their JSON, which are more than Slack counts; room is left for `repeat`.
#: Slack refuses 51 blocks, and about 13,200 characters (https://github.com/slackapi/bolt-js/issues/2509)
BLOCKS, CHARACTERS = 44, 11_700
#: characters of the JSON of a block, of that of a section within, and of a run of text (its JSON may be twice as long)
_BLOCK, _SECTION, _RUN = 2_900, 2_500, 1_000
_HEADER = 150
_NOTIFICATION = 300
#: entries named in the parent message
TOP = 3
#: the metadata by which a part is found again
EVENT = "parliament_monitor_part"
REPEAT = "(may be a repeat)"
_DIVIDER: JSON = {"type": "divider"}
_FIXED: JSON = {"mrkdwn": False, "parse": "none", "link_names": False, "unfurl_links": False, "unfurl_media": False}
#: between these two a word joiner keeps them from being markup, and changes nothing that is seen
_MARKUP = re.compile(r"(?<=[&@#!*_~`\]])(?=\S)")


def parts(digest: Digest, *, key: str, thread_ts: str = "") -> list[Part]:
    """*digest* as parts `KEY/1`, `KEY/2`, …: a message and the replies in its thread. Pure.

    With *thread_ts* all are replies in that older thread, the first of them also shown in the channel.
    """
    subject = clean(subject_line(digest))
    messages = _messages(digest, subject, joined=bool(thread_ts))
    made = []
    for number, blocks in enumerate(messages, 1):
        name = f"{key}/{number}"
        text = subject if number == 1 else f"{subject} ({number} of {len(messages)})"
        message = {"text": _notification(text), "blocks": blocks, **_FIXED}
        message["metadata"] = {"event_type": EVENT, "event_payload": {"key": name}}
        if thread_ts:
            message |= {"thread_ts": thread_ts, "reply_broadcast": number == 1}
        made.append(Part(number=number, key=name, content=json.dumps(message, ensure_ascii=False)))
    return made


def repeat(part: Part) -> Part:
    """*part* with "(may be a repeat)" at its head; as it is where that stands there already."""
    message = json.loads(part.content)
    if message["text"].startswith(REPEAT):
        return part
    message["text"] = f"{REPEAT} {message['text']}"
    message["blocks"] = [*_context(REPEAT), *message["blocks"]]
    return replace(part, content=json.dumps(message, ensure_ascii=False))


# -- a digest as messages --------------------------------------------------------------------------------------------


def _messages(digest: Digest, subject: str, *, joined: bool) -> list[list[JSON]]:
    """The blocks of each message. Several entries have a parent that tells the first of them; one is its own parent."""
    shown, number = page(digest), len(digest.entries)
    notices = [part for notice in shown.notices for part in _section(_text(notice))]
    foot = _foot(shown)
    week = _section(_text(f"{shown.headline}.")) if shown.headline else []
    tables = [*map(_table, shown.blocks)]
    if not number:
        head = _section(_text(f"{shown.title}: {shown.line}", bold=True))
        quiet = _section(_text("Nothing matched.")) if shown.quiet else []
        return _filled([_rich([*head, *notices, *quiet, *week]), *tables, foot])
    entries = [*_entries(shown, headed=number > 1), *tables]
    if joined or number == 1:
        return _filled([_rich([*notices, *week]), *entries, foot])
    head = _section(_text(subject, bold=True))
    top = [part for entry in digest.entries[:TOP] for part in _top(entry)]
    below = _section(_text(f"{shown.line} · all {number} are in the thread"))
    return [*_filled([_rich([*head, *notices, *week, *top, *below])]), *_filled([*entries, foot])]


def _top(entry: Entry) -> list[JSON]:
    return _section([*_text("• "), *_link(clean(line(entry)), link(entry.url))])


def _entries(shown: Page, *, headed: bool) -> Iterator[list[JSON]]:
    """The blocks of each entry in full, and those of a section's short ones together; a heading stays with the next."""
    for section in shown.sections:
        heading = _heading(section.heading) if headed else []
        for item in section.full:
            yield [*heading, *_entry(item)]
            heading = [_DIVIDER]
        if section.brief:
            yield [*heading, *_rich([part for item in section.brief for part in _brief(item)])]


def _table(table: Table) -> list[JSON]:
    rows = [
        part
        for row in table.rows
        for part in _section([*_text("• "), *_link(row.lead, row.url), *_text(f" – {row.text}" if row.text else "")])
    ]
    return [*_heading(table.heading), *_rich(rows)]


def _entry(item: Item) -> list[JSON]:
    told = [*_section([*_text(item.title, bold=True), *_text(f"\n{_state(item)}")])]
    for fact in item.facts:
        told += _section(_text(fact))
    for quote in item.quotes:
        told += _quote(quote)
    told += _section(_read(item.url))
    told += _section(_text(others(item.others))) if item.others else []
    for grouped in item.grouped:
        told += _section(_text(f"Answered together with {grouped}"))
    told += _steps("Pursuant to ", item.pursuant)
    told += [*_steps("Before: ", item.history), *_steps("Since: ", item.since)]
    return [*_rich(told), *_context("\n".join(f"Why: {why}" for why in item.why))]


def _steps(start: str, steps: Iterable[Step]) -> list[JSON]:
    told = [element for step in steps for element in (*_text(" · "), *_link(step.what, step.url))]
    return _section([*_text(start), *told[1:]]) if told else []


def _quote(quote: Quote) -> list[JSON]:
    who = [*_text("★ " if quote.watched else ""), *_text(quote.who, bold=True)]
    note = _section(_text(f"Your note: {quote.note}")) if quote.note else []
    words = [
        run
        for piece, marked in quote.pieces
        for run in _text(piece, bold=marked in ("matched", "added"), strike=marked == "removed")
    ]
    return [
        *_section([*who, *_text(speaker(quote)[len(quote.who) :])]),
        *note,
        *_section(words, "rich_text_quote"),
        *_section(_read(quote.url)),
    ]


def _brief(item: Item) -> list[JSON]:
    state = [*_text("• "), *_text(item.title, bold=True), *_text(f" · {_state(item)} ")]
    return _section([*state, *_read(item.link)])


def _state(item: Item) -> str:
    return " · ".join(filter(None, (item.label, *item.chips)))


def _foot(shown: Page) -> list[JSON]:
    """What was read, the lines at the foot, the way to stop, and the licence."""
    read = [": ".join(filter(None, told)) for told in read_lines(shown.receipts)]
    blocks = [*_context("\n".join(["What was read", *read]))] if read else []
    blocks += _context("\n".join([*shown.foot, shown.licence]))
    stop = _link("Stop these digests", shown.stop_url) if shown.stop_url else []
    return [*blocks, *_rich(_section(stop))]


# -- Block Kit -------------------------------------------------------------------------------------------------------


def _text(words: str, *, bold: bool = False, strike: bool = False) -> list[JSON]:
    style: JSON = {"style": {"bold": True}} if bold else {"style": {"strike": True}} if strike else {}
    return [{"type": "text", "text": run, **style} for run in _runs(words)]


def _read(url: str) -> list[JSON]:
    """The link of an entry, in the words that readers look for; nothing where there is no address."""
    return _link("READ IN FULL", url) if url else []


def _link(words: str, url: str) -> list[JSON]:
    """*words* as a link; where they or the address are too long for one, or there is no address, as text."""
    if url and words and max(len(url), len(words)) <= _RUN:
        return [{"type": "link", "url": url, "text": words}]
    return _text(f"{words}: {url}" if url else words)


def _section(elements: Iterable[JSON], kind: str = "rich_text_section") -> list[JSON]:
    """*elements* as a line or paragraph; as several where they are too long for one."""
    return [{"type": kind, "elements": some} for some in _packed(elements, _SECTION)]


def _rich(sections: Iterable[JSON]) -> list[JSON]:
    return [{"type": "rich_text", "elements": _lines(some)} for some in _packed(sections, _BLOCK)]


def _lines(sections: Iterable[JSON]) -> list[JSON]:
    """*sections*, neighbours as lines of one: that each begins a line of its own is nowhere promised."""
    lines: list[JSON] = []
    for section in sections:
        if lines and lines[-1]["type"] == section["type"] == "rich_text_section":
            lines[-1] = {**section, "elements": [*lines[-1]["elements"], *_text("\n"), *section["elements"]]}
        else:
            lines.append(section)
    return lines


def _context(words: str) -> list[JSON]:
    return [{"type": "context", "elements": [{"type": "plain_text", "text": r, "emoji": False}]} for r in _runs(words)]


def _heading(words: str) -> list[JSON]:
    if len(words) > _HEADER:
        return _rich(_section(_text(words, bold=True)))
    return [{"type": "header", "text": {"type": "plain_text", "text": words, "emoji": False}}] if words else []


def _runs(words: str) -> Iterator[str]:
    """*words* in pieces that a block can hold, which together are *words*; divided at a space where there is one."""
    while len(words) > _RUN:
        cut = words.rfind(" ", 1, _RUN) + 1 or _RUN
        yield words[:cut]
        words = words[cut:]
    if words:
        yield words


def _filled(entries: Iterable[list[JSON]]) -> list[list[JSON]]:
    """Messages with all the blocks in their order; an entry is divided only where it is too long for one message."""
    messages: list[list[JSON]] = []
    for blocks in entries:
        whole = [*messages[-1], *blocks] if messages else []
        if whole and len(_packed(whole, CHARACTERS, BLOCKS)) == 1:
            messages[-1] = whole
        else:
            messages += _packed(blocks[1:] if blocks[:1] == [_DIVIDER] else blocks, CHARACTERS, BLOCKS)
    return messages


def _packed(items: Iterable[JSON], characters: int, number: int = 1_000) -> list[list[JSON]]:
    """*items* in their order, in as few lists as hold no more than *number* and *characters* of JSON each."""
    lists: list[list[JSON]] = []
    room = 0
    for item in items:
        size = len(json.dumps(item, ensure_ascii=False)) + 2
        if not lists or size > room or len(lists[-1]) >= number:
            lists.append([])
            room = characters
        lists[-1].append(item)
        room -= size
    return lists


def _notification(line: str) -> str:
    """The text of a notification: *line* without markup, shortened, since all of it stands in the blocks."""
    short = line if len(line) <= _NOTIFICATION else line[: _NOTIFICATION - 1] + "…"
    plain = _MARKUP.sub("\N{WORD JOINER}", short)
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
