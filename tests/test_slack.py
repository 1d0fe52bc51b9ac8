"""Slack: everything is said, nothing is markup, each part arrives once, and the operator learns what to do."""

from __future__ import annotations

import importlib
import json
import os
import random
import re
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifiers.layout import LICENCE
from notifiers.notifier import DeliveryError, Part, Thread
from notifiers.slack import SCOPES, Slack
from notifiers.slack_blocks import BLOCKS, _runs
from tests import mail_digest
from tests.hostile import composed
from watchlists.digest import Block, Digest, Entry, Line, Past, Receipt, Said

GOLDEN = Path(__file__).parent / "golden" / "digest.slack.json"
NOW = datetime(2026, 3, 6, 7, 30, tzinfo=timezone.utc)
TOKEN = "xoxb-test"  # noqa: S105  of the double
CHANNEL, NAME = "C0PROBATION", "#probation-watch"
READ = "https://questions-statements.parliament.uk/written-questions/detail/2026-03-03/"
ASKED = Said(
    who="Araminta Sandpiper",
    of="Green, Long Umberleigh",
    verb="asked",
    text="To ask the Secretary of State how many probation officers there are in Fenland.",
    marks=((39, 57),),
    url=READ + "41001",
    watched=True,
    note="spoke at our lobby",
)
REPLIED = Said(
    who="Barnaby Quill",
    of="Labour, Upper Wobblesham",
    post="Minister for Fens",
    verb="answered",
    text="There are 11 *probation* officers.",
    marks=((14, 23),),
    url=READ + "41001",
)
ENTRY = Entry(
    subject="written-questions/1",
    section="answers",
    kind="answer",
    chip="Answered, 4 days late",
    label="Written question 41001",
    title="Probation: Fenland",
    date=date(2026, 3, 3),
    said=(ASKED, REPLIED),
    history=(Past(what="tabled", date=date(2026, 2, 20), url=READ + "earlier"),),
    why=("Probation: “probation officers”",),
    url=READ + "41001",
)
RECEIPT = Receipt(source="hansard", window="3–6 Mar", read=2214, matched=3)


def digest(*entries: Entry, **fields: Any) -> Digest:
    """A daily digest with these entries."""
    known: dict[str, Any] = {"address": f"slack:{NAME}", "cadence": "daily", "slot": NOW, "title": "Probation"}
    return Digest(
        **known | {"entries": entries, "receipts": (RECEIPT,), "foot": ("To pause this: see the manual.",)} | fields
    )


def entry(n: int, **fields: Any) -> Entry:
    """The entry, as number *n* of several."""
    said = (ASKED.model_copy(update={"url": f"{READ}{n}"}), REPLIED.model_copy(update={"url": f"{READ}{n}"}))
    return ENTRY.model_copy(update={"title": f"Matter {n}", "url": f"{READ}{n}", "said": said} | fields)


def parts(told: Digest, thread: Thread | None = None) -> list[Part]:
    """The parts of *told*, without a Slack."""
    return list(Slack(TOKEN).parts(told, key="digest-42", thread=thread, now=NOW))


def blocks(part: Part) -> list[dict[str, Any]]:
    """The blocks of *part*."""
    held: list[dict[str, Any]] = json.loads(part.content)["blocks"]
    return held


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Every object within *value*."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from nodes(inner)


def words(part: Part) -> str:
    """All that *part* shows, without its form."""
    return "".join(node["text"] for node in nodes(blocks(part)) if isinstance(node.get("text"), str))


def links(part: Part) -> list[tuple[str, str]]:
    """(words, address) of the links of *part*."""
    return [(node["text"], node["url"]) for node in nodes(blocks(part)) if node.get("type") == "link"]


# -- what is said ----------------------------------------------------------------------------------------------------


def test_a_single_entry_is_the_message_itself() -> None:
    """Whoever is told one thing reads all of it in the channel, and opens no thread."""
    (part,) = parts(digest(ENTRY))
    shown = words(part)
    for said in (
        ENTRY.title,
        ENTRY.label,
        "3 Mar",
        ENTRY.chip,
        "★ Araminta Sandpiper (Green, Long Umberleigh) asked:",
        ASKED.text,
    ):
        assert said in shown
    for said in (
        "Your note: spoke at our lobby",
        "Barnaby Quill (Labour, Upper Wobblesham), Minister for Fens, answered:",
        REPLIED.text,
    ):
        assert said in shown
    for said in (
        "Why: " + ENTRY.why[0],
        "Read without a fault, 3–6 Mar: hansard 2,214 (3 matched)",
        "To pause this: see the manual.",
        LICENCE,
    ):
        assert said in shown
    assert links(part) == [("READ IN FULL", READ + "41001"), ("tabled 20 Feb", READ + "earlier")]


def test_the_words_that_matched_are_bold_and_the_others_are_not() -> None:
    """Bold is exactly where the mark is, beside punctuation and within a word too."""
    said = ASKED.model_copy(
        update={"text": "“Probation”, re-offending; reprobate.", "marks": ((1, 10), (16, 25), (29, 36))}
    )
    (part,) = parts(digest(ENTRY.model_copy(update={"said": (said,)})))
    (quote,) = (node for node in nodes(blocks(part)) if node.get("type") == "rich_text_quote")
    assert [e["text"] for e in quote["elements"] if e.get("style") == {"bold": True}] == [
        "Probation",
        "offending",
        "probate",
    ]
    assert "".join(e["text"] for e in quote["elements"]) == said.text


def test_several_entries_stand_in_the_thread_of_a_message_that_tells_the_first_three() -> None:
    """The channel shows how many and what first; the thread holds all of them, the first ones again."""
    parent, *replies = parts(digest(*(entry(n) for n in range(5)), notices=("Catching up since Tue 3 Mar.",)))
    assert words(parent).startswith("Probation: 5 new – 5 answers · Tue 3 Mar")
    assert "Catching up since Tue 3 Mar." in words(parent)
    assert [text for text, _ in links(parent)] == [
        f"Written question 41001: Matter {n} – Araminta Sandpiper, Answered, 4 days late" for n in range(3)
    ]
    assert "Daily digest · Fri 6 Mar 2026 · all 5 are in the thread" in words(parent)
    read = [url for reply in replies for text, url in links(reply) if text == "READ IN FULL"]
    assert read == [f"{READ}{n}" for n in range(5)]
    assert LICENCE in words(replies[-1])


def test_a_digest_without_entries_is_one_message() -> None:
    """A notice and a heartbeat say what they have to say, with the receipt."""
    (heartbeat,) = parts(digest())
    assert words(heartbeat).startswith("Probation: Daily digest · Fri 6 Mar 2026\nNothing matched.")
    assert json.loads(heartbeat.content)["text"] == "Probation: nothing matched · Fri 6 Mar"
    assert "hansard 2,214" in words(heartbeat)
    (notice,) = parts(digest(cadence="notice", notices=("Hansard was not read for 24 hours.",)))
    assert "Hansard was not read for 24 hours." in words(notice)
    assert "Nothing matched" not in words(notice)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_week_has_its_headline_and_its_tables_however_few_its_entries(number: int) -> None:
    """Those who raised it before may be all that is new: what they did is told without an entry too."""
    table = Block(heading="Who did what", lines=(Line(lead="Araminta Sandpiper", text="2 questions", url=READ),))
    entries = [entry(n) for n in range(number)]
    made = parts(digest(*entries, cadence="weekly", headline="1 MP raised probation this week", blocks=(table,)))
    told = "".join(map(words, made))
    assert told.count("1 MP raised probation this week.") == 1
    assert told.count("Who did what") == told.count("2 questions") == 1


def test_news_of_a_subject_goes_to_its_thread_and_is_shown_in_the_channel() -> None:
    """What joins an earlier post is a reply to it from its first part on, and only the first is broadcast."""
    long = ENTRY.model_copy(update={"said": (ASKED.model_copy(update={"text": "quag " * 5000, "marks": ()}),)})
    first, *more = parts(digest(long, cadence="at-once"), Thread(remote_ids=(f"{CHANNEL}/1700000000.000100",)))
    told = [json.loads(part.content) for part in (first, *more)]
    assert {t["thread_ts"] for t in told} == {"1700000000.000100"}
    assert [t["reply_broadcast"] for t in told] == [True] + [False] * len(more)


def test_parts_are_named_by_the_key_of_the_delivery_and_never_made_differently() -> None:
    """The key is in the metadata by which a part is found again; the same digest gives the same bytes."""
    made = parts(digest(*(entry(n) for n in range(5))))
    assert [(p.number, p.key) for p in made] == [(n, f"digest-42/{n}") for n in range(1, len(made) + 1)]
    payloads = [json.loads(p.content)["metadata"] for p in made]
    assert payloads == [{"event_type": "parliament_monitor_part", "event_payload": {"key": p.key}} for p in made]
    assert parts(digest(*(entry(n) for n in range(5)))) == made


def test_a_digest_looks_as_it_was_approved() -> None:
    """Golden file: a change of what people get is seen in review. GOLDEN=write writes it anew."""
    made = [json.loads(part.content) for part in parts(mail_digest.digest())]
    told = json.dumps(made, ensure_ascii=False, indent=1) + "\n"
    if os.environ.get("GOLDEN") == "write":
        GOLDEN.write_text(told, encoding="utf-8")
    assert told == GOLDEN.read_text(encoding="utf-8")


# -- however long ----------------------------------------------------------------------------------------------------


def fits(part: Part) -> bool:
    """Within what Slack takes, with room for the mark of a repeat."""
    held = blocks(Slack(TOKEN).repeat(part))
    within = all(len(json.dumps(block, ensure_ascii=False)) <= 3000 for block in held)
    return within and len(held) <= 45 and len(json.dumps(held, ensure_ascii=False)) <= 12_000


def test_four_hundred_entries_are_all_told() -> None:
    """Twelve in full, the others in a line; each with its link, in order, in messages that Slack takes."""
    made = parts(digest(*(entry(n, title=f"Matter {n} " + "fen " * (n % 40)) for n in range(400))))
    assert all(fits(part) for part in made)
    read = [url for part in made for text, url in links(part) if text == "READ IN FULL"]
    assert read == [f"{READ}{n}" for n in range(400)]
    assert sum(words(part).count("Why: ") for part in made) == 12


def test_many_small_blocks_are_divided_too() -> None:
    """Few characters in many blocks are more than one message as well."""
    bare = {"said": (), "why": (), "chip": "", "url": "", "history": ()}
    made = parts(digest(*(entry(n, section=("commons", "lords")[n % 2], **bare) for n in range(90))))
    assert all(fits(part) for part in made)
    assert max(len(blocks(part)) for part in made) == BLOCKS
    assert sum(words(part).count("Matter ") for part in made[1:]) == 90


def test_texts_of_ten_thousand_words_lose_not_one() -> None:
    """What is too long for a message goes on in the next: quotation, heading, reason, notice, receipt and foot."""
    text = " ".join(f"quag{n}" for n in range(10_000))
    marks = tuple((m.start(), m.end()) for m in re.finditer(r"quag\d*7\b", text))
    said = ASKED.model_copy(update={"text": text, "marks": marks, "who": text, "note": text})
    long = ENTRY.model_copy(update={"said": (said,), "title": text, "why": (text,), "grouped": (text,)})
    told = digest(long, notices=(text,), foot=(text,), receipts=(RECEIPT.model_copy(update={"error": text}),))
    made = parts(told)
    assert all(fits(part) for part in made)
    assert "".join(words(part) for part in made).count("quag9999") == 9
    quoted = [n for part in made for n in nodes(blocks(part)) if n.get("type") == "rich_text_quote"]
    assert "".join(e["text"] for q in quoted for e in q["elements"]) == text
    assert sum(e.get("style") == {"bold": True} for q in quoted for e in q["elements"]) == len(marks)


@given(st.text(alphabet="ab \n", max_size=4000))
def test_what_is_divided_is_whole_again_when_joined(text: str) -> None:
    """A text is split into pieces that a block can hold, and nothing is between them."""
    pieces = list(_runs(text))
    assert "".join(pieces) == text
    assert all(0 < len(piece) <= 1000 for piece in pieces)


def test_a_word_that_has_no_end_is_divided_too() -> None:
    """No space to divide at is no reason to cut."""
    assert [len(piece) for piece in _runs("x" * 2500)] == [1000, 1000, 500]


# -- Slack -----------------------------------------------------------------------------------------------------------


class Double:
    """Slack's double, with what it holds."""

    def __init__(self, server: Any) -> None:
        self.slack = server.slack
        self.url = f"http://127.0.0.1:{server.server_address[1]}/api/"
        self.waited: list[float] = []

    def notifier(self, token: str = TOKEN, **named: Any) -> Slack:
        """A notifier that talks to it, and never waits."""
        return Slack(token, base_url=self.url, sleep=self.waited.append, **named)

    def fault(self, **rule: Any) -> None:
        """From now on answer with this fault."""
        self.slack.faults, self.slack._fault_seen = [rule], [0]

    def send(self, told: Digest, address: str = NAME, thread: Thread | None = None) -> list[str]:
        """Send all of *told*; the remote ids."""
        notifier, sent = self.notifier(), list[str]()
        for part in notifier.parts(told, key="digest-42", thread=thread, now=NOW):
            sent.append(notifier.send(address, part, sent))
        return sent

    @property
    def lint(self) -> list[str]:
        """What the double finds wrong in the messages it holds."""
        return [line for message in self.slack.messages for line in message.lint]


@pytest.fixture(scope="module")
def module(shared: Path) -> Any:
    """The module of the double."""
    sys.path.insert(0, str(shared / "replica"))
    try:
        return importlib.import_module("slack_double")
    finally:
        sys.path.remove(str(shared / "replica"))


@pytest.fixture
def double(module: Any) -> Iterator[Double]:
    """A double of Slack without a rate limit, on loopback."""
    server = module.serve(tokens=[TOKEN], rate=0, strict=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield Double(server)
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_digest_arrives_as_a_message_and_its_thread(double: Double) -> None:
    """The remote id is channel and ts; every reply stands below the first part."""
    sent = double.send(digest(*(entry(n) for n in range(30))))
    parent, *replies = double.slack.messages
    assert sent == [f"{CHANNEL}/{m.ts}" for m in (parent, *replies)]
    assert parent.thread_ts is None
    assert {reply.thread_ts for reply in replies} == {parent.ts}
    assert not any(reply.broadcast for reply in replies)
    assert double.lint == []
    assert double.slack.calls["conversations.list"] == 1, "the channel's name is looked up once"


def test_read_in_full_is_a_link_that_others_find(double: Double, shared: Path) -> None:
    """READ IN FULL is found in the blocks by whoever reads them by the rules of the replica."""
    sys.path.insert(0, str(shared / "replica"))
    try:
        found = importlib.import_module("judging.links").in_slack
    finally:
        sys.path.remove(str(shared / "replica"))
    double.send(digest(*(entry(n) for n in range(14))))
    read = [link for message in double.slack.messages for link in found({"blocks": message.blocks})]
    assert read == [f"{READ}{n}" for n in range(14)]


def test_news_joins_the_thread_of_its_subject(double: Double, module: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second notice is a reply to the first, also shown in the channel; if it is long, what follows is a reply too."""
    first = double.send(digest(ENTRY, cadence="at-once"))
    post, asked = module.METHODS["chat.postMessage"], list[str]()

    def noted(slack: Any, told: dict[str, Any]) -> Any:
        asked.append(told["thread_ts"])
        return post(slack, told)

    monkeypatch.setitem(module.METHODS, "chat.postMessage", noted)
    long = ENTRY.model_copy(update={"said": (ASKED.model_copy(update={"text": "quag " * 5000, "marks": ()}),)})
    second = double.send(digest(long, cadence="at-once"), CHANNEL, Thread(remote_ids=tuple(first)))
    parent, *replies = double.slack.messages
    assert len(replies) > 1
    assert asked == [parent.ts] * len(replies), "Slack wants the message at the head of the thread, not a reply in it"
    assert [reply.broadcast for reply in replies] == [True] + [False] * (len(replies) - 1)
    assert second == [f"{CHANNEL}/{reply.ts}" for reply in replies]


def test_news_whose_thread_was_deleted_stands_in_the_channel(double: Double) -> None:
    """A post that somebody deleted takes no later news with it; and it is found there."""
    notifier = double.notifier()
    (part,) = notifier.parts(digest(ENTRY), key="k", thread=Thread(remote_ids=(f"{CHANNEL}/1.000001",)), now=NOW)
    sent = notifier.send(NAME, part, ())
    (message,) = double.slack.messages
    assert message.thread_ts is None
    assert notifier.find(NAME, part, (), since=datetime.now(timezone.utc)) == sent


def test_names_are_found_on_every_page_of_the_list(double: Double) -> None:
    """A workspace with more channels than a page holds is read to its end; the names found are known from then on."""
    double.slack.channels |= {f"C{n:07}": {"name": f"channel-{n}"} for n in range(2500)}
    notifier = double.notifier()
    (part,) = notifier.parts(digest(ENTRY), key="k", thread=None, now=NOW)
    assert notifier.send("#channel-2499", part, ()).startswith("C0002499/")
    assert notifier.send("#channel-1", part, ()).startswith("C0000001/")
    assert double.slack.calls["conversations.list"] == 3, "a page holds a thousand"


def test_a_channel_gets_a_message_a_second(double: Double) -> None:
    """The pace is per channel: another channel does not wait."""
    clock = iter([100.0, 100.25, 100.5, 100.75, 101.0, 101.25])
    notifier = double.notifier(clock=lambda: next(clock))
    (part,) = notifier.parts(digest(ENTRY), key="k", thread=None, now=NOW)
    notifier.send(CHANNEL, part, ())
    notifier.send("C0GENERAL", part, ())
    assert double.waited == []
    notifier.send(CHANNEL, part, ())
    assert double.waited == [0.25]


# -- hostile words ---------------------------------------------------------------------------------------------------

PIECES = (
    "<!channel>", "<!here>", "<!everyone>", "@here", "@channel", "<@U0123ABC>", "<#C0PROBATION>", "<!subteam^S012|x>", "<!date^0^{date}|x>",
    "<https://evil.example|READ IN FULL>", "[READ IN FULL](https://evil.example)", "https://evil.example", "mailto:x@evil.example",
    "*bold*", "**bold**", "_it_", "~gone~", "`code`", "```", "> quote", "&gt; quote", "&amp;", "&lt;!channel&gt;", "&#60;", "&nbsp;", "&", "<", ">",
    "|", "\\", '"', "\n", "\r\n", "\t", "\x00", "\x1b[31m", "\u202e", "\u2066", "\ufeff", "\ud800", ":skull:", "</script>", "{{x}}", "%s", "é", "𝔽", "  ",
)  # fmt: skip


def hostile(seed: int, number: int) -> list[str]:
    """That many strings made to break out."""
    draw = random.Random(seed)
    return ["".join(draw.choices(PIECES, k=draw.randint(1, 8))) for _ in range(number)]


def all_of(text: str, url: str) -> Entry:
    """An entry that says *text* in every place."""
    said = Said(who=text, of=text, post=text, verb=text, text=text, marks=((0, len(text) // 2),), url=url, note=text)
    past = Past(what=text, date=date(2026, 3, 1), url=url)
    return Entry(
        subject=text, section="answers", chip=text, label=text, title=text, date=date(2026, 3, 3), said=(said,), why=(text,),
        grouped=(text,), history=(past,), url=url, body=text, facts=(text,), since=(past,), pursuant=(past,),
    )  # fmt: skip


def in_every_field(text: str) -> Digest:
    """A weekly digest, which has all there is, that says *text* in every place."""
    url = f"https://x.example/{text}"
    table = Block(heading=text, lines=(Line(lead=text, text=text, url=url),))
    return digest(
        all_of(text, url), title=text, notices=(text,), foot=(text,), cadence="weekly", headline=text, blocks=(table,)
    )


def in_every_kind(text: str) -> Digest:
    """A digest composed of activities of every kind that say *text* wherever an upstream may."""
    return composed(text, f"https://x.example/{text}")


@pytest.mark.parametrize(("told", "strings"), [(in_every_field, 300), (in_every_kind, 300)])
def test_nothing_from_outside_is_markup(
    double: Double, module: Any, seed: int, told: Callable[[str], Digest], strings: int
) -> None:
    """300 hostile strings in every field mention nobody, link nowhere, format nothing and leave their place nowhere."""
    for text in hostile(seed, strings):
        double.send(told(text), CHANNEL)
    assert double.lint == []
    assert double.slack.rejections == []
    for message in double.slack.messages:
        page = module.render_message(message)
        assert 'class="mention"' not in page
        assert {n.get("type") for n in nodes(message.blocks)} & {
            "mrkdwn",
            "markdown",
            "user",
            "usergroup",
            "broadcast",
            "channel",
        } == set()
        assert not re.search(r"<[@#!]|(?<!\u2060)\*\*|@(here|channel|everyone)", message.text)
        assert all(re.match(r"https://x\.example/[^\s<>|]*$", n["url"]) for n in nodes(message.blocks) if "url" in n)


def test_every_message_forbids_what_slack_would_add() -> None:
    """No previews of links, no names made mentions, no words parsed."""
    for part in parts(digest(*(entry(n) for n in range(5)))):
        told = json.loads(part.content)
        assert (told["unfurl_links"], told["unfurl_media"], told["link_names"], told["parse"]) == (
            False,
            False,
            False,
            "none",
        )


# -- failures --------------------------------------------------------------------------------------------------------


def failure(act: Callable[[], object]) -> DeliveryError:
    """What *act* is refused with."""
    with pytest.raises(DeliveryError) as found:
        act()
    return found.value


def sending(double: Double, address: str = CHANNEL, token: str = TOKEN) -> DeliveryError:
    """What sending the entry to *address* is refused with."""
    notifier = double.notifier(token)
    (part,) = notifier.parts(digest(ENTRY), key="k", thread=None, now=NOW)
    err = failure(lambda: notifier.send(address, part, ()))
    assert token not in f"{err!r} {err} {err.__cause__!r} {err.__context__!r}"
    return err


@pytest.mark.parametrize(
    ("address", "token", "remedy"),
    [
        (CHANNEL, "xoxb-0-secret", "MONITOR_SLACK_TOKEN"),
        ("#nowhere", TOKEN, "/invite"),
        ("C0NOWHERE", TOKEN, "no such channel"),
        ("#not-a-member", TOKEN, "/invite"),
        ("#old-campaign", TOKEN, "archived"),
    ],
)
def test_what_trying_again_does_not_mend_is_permanent_and_names_the_remedy(
    double: Double, address: str, token: str, remedy: str
) -> None:
    """The operator reads what to do, and never the token."""
    err = sending(double, address, token)
    assert err.permanent
    assert not err.uncertain
    assert remedy in str(err)


@pytest.mark.parametrize(
    ("code", "remedy"),
    [("missing_scope", "scope"), ("invalid_blocks", "report"), ("restricted_action", "administrator")],
)
def test_refusals_of_the_app_are_permanent(double: Double, code: str, remedy: str) -> None:
    """A scope, a form and a policy are not mended by waiting."""
    double.fault(method="chat.postMessage", fault="error", error=code)
    err = sending(double)
    assert err.permanent
    assert remedy in str(err)
    assert code in str(err) or code == "missing_scope"


def test_slower_is_told_with_the_seconds_to_wait(double: Double) -> None:
    """Retry-After is passed on; the message has certainly not arrived, and is not given up."""
    double.fault(method="chat.postMessage", fault="ratelimited", retry_after=17)
    err = sending(double)
    assert (err.retry_after, err.uncertain, err.permanent) == (17.0, False, False)


@pytest.mark.parametrize(
    "fault",
    [
        {"fault": "status", "status": 502},
        {"fault": "reset"},
        {"fault": "error", "error": "internal_error"},
        {"fault": "status", "status": 200},
    ],
    ids=str,
)
def test_a_lost_answer_is_uncertain_and_the_client_does_not_try_again(double: Double, fault: dict[str, Any]) -> None:
    """The message may have arrived: it is posted once, and whoever sends asks before it is sent again."""
    double.fault(method="chat.postMessage", posted=True, **fault)
    err = sending(double)
    assert (err.uncertain, err.permanent) == (True, False)
    assert len(double.slack.messages) == 1


def test_what_never_connected_has_not_arrived() -> None:
    """A refused connection leaves no doubt."""
    notifier = Slack(TOKEN, base_url="http://127.0.0.1:9/api/")
    err = failure(lambda: notifier.send(CHANNEL, parts(digest(ENTRY))[0], ()))
    assert (err.uncertain, err.permanent) == (False, False)


@pytest.mark.parametrize("number", [0, 2])
def test_a_part_that_did_arrive_is_found(double: Double, number: int) -> None:
    """After a lost answer the part is found by its metadata: the parent in the channel, a reply in the thread."""
    notifier, sent = double.notifier(), list[str]()
    began = datetime.now(timezone.utc)
    made = notifier.parts(digest(*(entry(n) for n in range(30))), key="digest-42", thread=None, now=NOW)
    for part in made[:number]:
        sent.append(notifier.send(NAME, part, sent))
    assert notifier.find(NAME, made[number], sent, since=began) is None, "it has not been sent yet"
    double.fault(method="chat.postMessage", fault="reset", posted=True)
    assert failure(lambda: notifier.send(NAME, made[number], sent)).uncertain
    found = notifier.find(NAME, made[number], sent, since=began)
    assert found == f"{CHANNEL}/{double.slack.messages[number].ts}"


def test_a_part_is_looked_for_on_every_page_and_not_before_the_attempt(double: Double) -> None:
    """A busy channel hides nothing; what was there long before is not looked through."""
    notifier = double.notifier()
    (part,) = notifier.parts(digest(ENTRY), key="k", thread=None, now=NOW)
    sent = notifier.send(CHANNEL, part, ())
    (other,) = notifier.parts(digest(), key="other", thread=None, now=NOW)
    for _ in range(250):
        double.slack.messages.append(type(double.slack.messages[0])(CHANNEL, double.slack.ts(), "chatter"))
    now = datetime.now(timezone.utc)
    assert notifier.find(CHANNEL, part, (), since=now) == sent
    assert notifier.find(CHANNEL, other, (), since=now) is None
    assert notifier.find(CHANNEL, part, (), since=now + timedelta(hours=1)) is None


def test_where_the_history_may_not_be_read_the_scope_is_named_and_the_part_says_that_it_may_be_a_repeat(
    double: Double, module: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is lost and nobody is misled: it is sent again, and says so once, within Slack's limits."""
    notifier = double.notifier()
    (part,) = notifier.parts(digest(ENTRY), key="k", thread=None, now=NOW)

    def refuse(slack: Any, told: dict[str, Any]) -> Any:
        raise module.SlackError("missing_scope", needed="channels:history", provided="chat:write")

    monkeypatch.setitem(module.METHODS, "conversations.history", refuse)
    err = failure(lambda: notifier.find(CHANNEL, part, (), since=NOW))
    assert err.permanent
    assert "lacks the scope channels:history" in str(err)
    again = notifier.repeat(notifier.repeat(part))
    notifier.send(CHANNEL, again, ())
    (message,) = double.slack.messages
    assert message.text.startswith("(may be a repeat) Probation: ")
    assert json.dumps(message.blocks).count("(may be a repeat)") == 1
    assert (again.key, again.number) == (part.key, part.number)


# -- check -----------------------------------------------------------------------------------------------------------


def test_check_finds_nothing_wrong_with_a_token_that_is_accepted(double: Double) -> None:
    """All is well, as far as Slack tells."""
    assert list(double.notifier().check()) == []


def test_check_names_a_token_that_is_refused(double: Double) -> None:
    """One line, with the remedy and without the token."""
    (line,) = double.notifier("xoxb-0-secret").check()
    assert "MONITOR_SLACK_TOKEN" in line
    assert "xoxb-0-secret" not in line


def test_check_names_each_missing_scope_and_what_is_lost(double: Double, monkeypatch: pytest.MonkeyPatch) -> None:
    """Slack tells the scopes of the token in a header; what is not among them is missed by name."""
    handler = double_handler(double)
    end = handler.end_headers

    def with_scopes(self: Any) -> None:
        self.send_header("X-OAuth-Scopes", "chat:write, channels:read,groups:read")
        end(self)

    monkeypatch.setattr(handler, "end_headers", with_scopes)
    lines = list(double.notifier().check())
    assert len(lines) == 2
    assert all(
        SCOPES[name] in line and name in line
        for name, line in zip(("channels:history", "groups:history"), lines, strict=True)
    )


def double_handler(double: Double) -> Any:
    """The class that answers for the double."""
    return sys.modules["slack_double"].Handler


def test_the_manifest_asks_for_the_scopes_that_are_used_and_no_others() -> None:
    """docs/slack.md: who pastes the manifest has every scope, and reads what each is for."""
    page = (Path(__file__).resolve().parent.parent / "docs" / "slack.md").read_text(encoding="utf-8")
    assert re.findall(r"^ +- (\w+:\w+)$", page, re.MULTILINE) == list(SCOPES)
    assert re.findall(r"^\| `(\w+:\w+)` \|", page, re.MULTILINE) == list(SCOPES)
