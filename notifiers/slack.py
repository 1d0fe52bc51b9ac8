"""Slack: posts the parts of a digest as a message and the replies in its thread, and finds out whether one arrived.

The client never tries again by itself: a message whose answer was lost may have been posted, so whoever sends decides.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.web import SlackResponse, WebClient

from notifiers.draft import Draft
from notifiers.notifier import Part, Thread
from notifiers.slack_blocks import parts, repeat
from notifiers.slack_draft import draft_parts
from notifiers.slack_errors import FAILURES, GONE, UNKNOWN, SlackRefused, refused
from watchlists.digest import Digest

API_URL = "https://slack.com/api/"
#: seconds between two messages to one channel (https://docs.slack.dev/apis/web-api/rate-limits)
PACE = 1.0
#: clocks differ: how long before an attempt its message is looked for
MARGIN = timedelta(minutes=5)

_AGAIN = "a message whose arrival is uncertain is sent again, marked as a possible repeat"
_BY_ID = "cannot be found by its name; write its id instead (slack:C0123456789)"
#: what the Slack app may do, and what is lost where it may not
SCOPES: Mapping[str, str] = {
    "chat:write": "nothing can be posted",
    "channels:read": f"a public channel {_BY_ID}",
    "groups:read": f"a private channel {_BY_ID}",
    "channels:history": f"in public channels, {_AGAIN}",
    "groups:history": f"in private channels, {_AGAIN}",
}
#: the kinds of channel that have a name, and the scope each is listed by
_NAMED = ("public_channel", "private_channel")


class Slack:
    """The notifier for addresses `slack:#channel` and `slack:C0123456789`.

    *token*: of the bot (xoxb-…). *base_url*: of the Web API. *clock*, *sleep*: in seconds, for the pace of a channel.
    """

    def __init__(
        self,
        token: str,
        *,
        base_url: str | None = None,
        timeout: int = 30,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._client = WebClient(
            token, base_url=base_url or API_URL, timeout=timeout, retry_handlers=[], logger=_silent()
        )
        self._client.proxy = None  # urllib finds the environment's proxy by itself, and heeds NO_PROXY
        self._clock, self._sleep = clock, sleep
        self._ids: dict[str, str] = {}
        self._last: dict[str, float] = {}

    def parts(self, digest: Digest, *, key: str, thread: Thread | None, now: datetime) -> Sequence[Part]:  # noqa: ARG002
        """The digest as a parent message and the replies in its thread; with *thread*, as replies in that one.

        `content` is JSON: the arguments of chat.postMessage without the channel, `thread_ts` only for *thread*'s.
        """
        joined = thread.remote_ids[0] if thread and thread.remote_ids else ""
        return parts(digest, key=key, thread_ts=joined.rpartition("/")[2])

    def draft(self, draft: Draft, *, key: str, now: datetime) -> Sequence[Part]:  # noqa: ARG002
        """*draft* as a message and the replies in its thread, in the form of `parts`. Pure."""
        return draft_parts(draft, key=key)

    def repeat(self, part: Part) -> Part:
        """*part* saying that it may be a repeat: for an uncertain attempt that may not be looked up."""
        return repeat(part)

    def send(self, address: str, part: Part, earlier: Sequence[str]) -> str:
        """Post *part* to *address* ("#channel" or an id), in the thread of the first of *earlier*; "CHANNEL/ts".

        Where the message to reply to has been deleted, it is posted to the channel. Raises DeliveryError.
        """
        channel, message = self._addressed(address, part, earlier)
        try:
            return self._post(address, channel, message)
        except SlackRefused as err:
            if err.code not in GONE or "thread_ts" not in message:
                raise
        alone = {name: value for name, value in message.items() if name not in ("thread_ts", "reply_broadcast")}
        return self._post(address, channel, alone)

    def find(self, address: str, part: Part, earlier: Sequence[str], *, since: datetime) -> str | None:
        """The remote id of *part* if it is among the messages since *since*, known by its metadata; None if not.

        Raises DeliveryError: permanent where the app may not look, so that the part can only be sent again
        (`repeat`); otherwise the question may be asked again later.
        """
        channel, message = self._addressed(address, part, earlier)
        asked = {"channel": channel, "include_all_metadata": "true", "oldest": f"{(since - MARGIN).timestamp():.6f}"}
        for held in self._messages(address, asked, message.get("thread_ts")):
            if held.get("metadata", {}).get("event_payload", {}).get("key") == part.key:
                return f"{channel}/{held['ts']}"
        return None

    def check(self) -> Sequence[str]:
        """What is missing to send: a token that is accepted, each scope the app lacks with what is lost without it."""
        try:
            headers = self._call("auth.test", {}, "").headers
        except SlackRefused as err:
            return [str(err)]
        granted = next((value for name, value in headers.items() if name.lower() == "x-oauth-scopes"), None)
        if granted is None:  # not every double of Slack tells
            return []
        held = {scope.strip() for scope in granted.split(",")}
        return [f"the Slack app lacks the scope {name}: {loss}" for name, loss in SCOPES.items() if name not in held]

    def _addressed(self, address: str, part: Part, earlier: Sequence[str]) -> tuple[str, dict[str, Any]]:
        """The channel's id, and the arguments of the message with the thread it belongs to."""
        message: dict[str, Any] = json.loads(part.content)
        if not earlier:
            return self._channel(address), message
        channel, _, parent = earlier[0].rpartition("/")
        return channel, {"thread_ts": parent} | message

    def _post(self, address: str, channel: str, message: dict[str, Any]) -> str:
        wait = self._last.get(channel, -PACE) + PACE - self._clock()
        if wait > 0:
            self._sleep(wait)
        try:
            reply = self._call("chat.postMessage", {**message, "channel": channel}, f" to {address}")
        finally:
            self._last[channel] = self._clock()
        return f"{reply['channel']}/{reply['ts']}"

    def _channel(self, address: str) -> str:
        """The id of *address*; a name is looked up once, and then known."""
        if not address.startswith("#"):
            return address
        lacking: SlackRefused | None = None
        for kind in _NAMED:
            if address in self._ids:
                break
            try:
                self._learn(kind, address)
            except SlackRefused as err:
                if err.code != "missing_scope":
                    raise
                lacking = err
        if address not in self._ids:
            raise lacking or SlackRefused(f"Slack, {address}: {UNKNOWN}", code="channel_not_found", permanent=True)
        return self._ids[address]

    def _learn(self, kind: str, address: str) -> None:
        asked = {"types": kind, "limit": 1000}
        for page in self._pages("conversations.list", asked, f" for {address}"):
            self._ids.update({f"#{channel['name']}": channel["id"] for channel in page["channels"]})

    def _messages(self, address: str, asked: dict[str, Any], thread: str | None) -> Iterator[dict[str, Any]]:
        """The messages of the thread; of the channel where there is no thread, or no more."""
        try:
            if thread:
                for page in self._pages(
                    "conversations.replies", {**asked, "ts": thread, "limit": 200}, f" of {address}"
                ):
                    yield from page["messages"]
                return
        except SlackRefused as err:
            if err.code not in GONE:
                raise
        for page in self._pages("conversations.history", {**asked, "limit": 200}, f" of {address}"):
            yield from page["messages"]

    def _pages(self, method: str, asked: dict[str, Any], about: str) -> Iterator[SlackResponse]:
        cursor: str | None = ""
        while cursor is not None:
            page = self._call(method, asked | ({"cursor": cursor} if cursor else {}), about)
            yield page
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or None

    def _call(self, method: str, arguments: dict[str, Any], about: str) -> SlackResponse:
        """One call. Raises SlackRefused; *about* (" to #probation") stands in its message."""
        posting = method == "chat.postMessage"
        try:
            return self._client.api_call(
                method, json=arguments if posting else None, params=None if posting else arguments
            )
        except FAILURES as err:
            failure = refused(err, method + about)
        raise failure  # outside of the handler: what Slack answered is not carried along


def _silent() -> logging.Logger:
    """A logger that says nothing: what goes wrong is raised, once, in our words."""
    logger = logging.getLogger("notifiers.slack.client")
    logger.disabled = True
    logger.setLevel(logging.CRITICAL)
    return logger
