"""Whatever is said in Parliament, a roundup that is sent stays the message that it was meant to be."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from monitor.parliament.dates import instant
from monitor.reports.quotation import Quotation
from monitor.reports.roundup import Entry, Line, Quoted, Roundup
from monitor.reports.roundup_text import blocks, render
from monitor.reports.roundup_versions import revised
from notifiers.draft import Draft
from notifiers.layout import link
from notifiers.slack import Slack
from tests.mail import bodies, notifier, read
from tests.test_email_hostile import hostile_strings
from tests.test_slack import hostile

NOW = instant("2026-03-10T16:00")
URL = "https://hansard.parliament.uk/x"
STOP = "https://monitor.example.org/stop/abc"


def draft(bad: str) -> Draft:
    """A revised roundup that says *bad* wherever words come from outside; an address is sound, or *bad*."""
    one = Quoted("C1", bad, bad, Quotation(bad or "x"), URL)
    entry = Entry(quoted=one, verb="asked", heading=bad, question=one, reply=one, post=bad, watch_from=bad)
    unsound = Entry(quoted=Quoted("C2", bad, bad, Quotation(bad or "x"), bad), verb="said", heading=bad)
    also = (Line(bad, bad, bad, bad), Line("", bad, bad, URL))
    made = Roundup(f"Roundup {bad}", date(2026, 3, 10), (entry, unsound), also, ((bad, URL), (bad, bad)), (bad,), True)
    made = revised(made, {"C1": f"was {bad}", "C3": bad}, date(2026, 3, 11))
    return Draft(
        address="email:officer@example.org",
        title=bad,
        subject=made.title,
        blocks=tuple(blocks(made)),
        text=render(made, "txt"),
        html=render(made, "html"),
        foot=(bad,),
        stop_url=STOP,
        joins=("C1/1.5", bad),
    )


def test_nothing_hostile_escapes_its_place_in_the_email_of_a_roundup(seed: int) -> None:
    """300 strings: no element, attribute, address or header but ours; the link to stop is ours alone."""
    mail = notifier()
    tags = {"html", "head", "meta", "title", "body", "h1", "h2", "p", "ul", "li", "strong", "em", "a", "hr"}
    (sound,) = mail.draft(draft("harmless"), key="k", now=NOW)
    headers = {*read(sound).keys()}
    for bad in hostile_strings(seed):
        (part,) = mail.draft(draft(bad), key="k", now=NOW)
        message, (_, rich) = read(part), bodies(part)
        assert {*message.keys()} <= headers, repr(bad)
        assert len(message.keys()) == len(set(message.keys())), repr(bad)
        assert part.content.partition("\n\n")[0].isascii()
        tree = LexborHTMLParser(rich)
        assert {node.tag for node in tree.css("*")} <= tags, repr(bad)
        for node in tree.css("body *"):
            assert {*node.attributes} <= {"href"}, repr(bad)
            assert (node.attributes.get("href") or URL) in (URL, STOP), repr(bad)


def nodes(value: Any) -> list[dict[str, Any]]:
    """Every object within *value*."""
    if isinstance(value, list):
        return [node for one in value for node in nodes(one)]
    return [value, *(node for one in value.values() for node in nodes(one))] if isinstance(value, dict) else []


def test_nothing_hostile_is_markup_in_the_messages_of_a_roundup(seed: int) -> None:
    """300 strings mention nobody, format nothing, and link nowhere but where an address was given."""
    slack = Slack("xoxb-none")
    for bad in hostile(seed, 300):
        for part in slack.draft(draft(bad), key="k", now=NOW):
            message = json.loads(part.content)
            assert not re.search(r"<[@#!]|(?<!\u2060)\*\*|@(here|channel|everyone)", message["text"]), repr(bad)
            held = nodes(message["blocks"])
            kinds = {node.get("type") for node in held}
            assert not kinds & {"mrkdwn", "markdown", "user", "usergroup", "broadcast", "channel"}, repr(bad)
            urls = {node["url"] for node in held if "url" in node}
            assert urls <= {URL, link(bad)}, f"{bad!r}: an address stands where one was given, and nowhere else"
