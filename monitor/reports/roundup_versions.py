"""A roundup that was sent before: what is different now, marked where it stands and counted for its title. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from monitor.reports.roundup import Entry, Quoted, Roundup
from watchlists.differences import differences

NEW = "not in the version before"


def quotations(made: Roundup) -> dict[str, str]:
    """Activity → the words that *made* quotes of it."""
    return {quoted.activity: quoted.words.shown for quoted in made.quoted}


def revised(made: Roundup, before: Mapping[str, str], day: date) -> Roundup:
    """*made* as the version of *day*: its title says what has changed since the one that quoted *before*, if known."""
    if not before:
        return replace(made, title=f"Revised {day:%a} {day.day} {day:%b}: {made.title}")
    entries = tuple(_entry(entry, before) for entry in made.entries)
    title = f"Revised {day:%a} {day.day} {day:%b} ({_counted(quotations(made), before)}): {made.title}"
    return replace(made, entries=entries, title=title)


def _entry(entry: Entry, before: Mapping[str, str]) -> Entry:
    question = entry.question and _marked(entry.question, before)
    reply = entry.reply and _marked(entry.reply, before)
    return replace(entry, question=question, quoted=_marked(entry.quoted, before), reply=reply)


def _marked(quoted: Quoted, before: Mapping[str, str]) -> Quoted:
    was, now = before.get(quoted.activity), quoted.words.shown
    if was is None:
        return replace(quoted, mark=NEW)
    if was == now:
        return quoted
    words = differences(was, now)[0].text or was
    return replace(quoted, mark=f"changed; the version before had “{words}”")


def _counted(now: Mapping[str, str], before: Mapping[str, str]) -> str:
    """ "2 quotations changed, 1 new, 1 left out"."""
    changed = sum(before[one] != words for one, words in now.items() if one in before)
    counts = {"changed": changed, "new": len(now.keys() - before.keys()), "left out": len(before.keys() - now.keys())}
    told = [(n, what) for what, n in counts.items() if n]
    if not told:
        return "no quotation changed"
    (first, what), *rest = told
    unit = "quotation" if first == 1 else "quotations"
    return ", ".join([f"{first} {unit} {what}", *(f"{n} {what}" for n, what in rest)])
