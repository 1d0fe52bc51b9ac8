"""Slack's errors in words for the operator: what is wrong, the remedy, and whether the message may have arrived."""

from __future__ import annotations

import re
import ssl
from collections.abc import Mapping
from http.client import HTTPException
from socket import gaierror
from typing import Any
from urllib.error import URLError

from slack_sdk.errors import SlackApiError, SlackClientError

from notifiers.notifier import DeliveryError

#: what a call of Slack can raise: its own, urllib's, and those of an answer that cannot be read
FAILURES = (SlackClientError, OSError, HTTPException, ValueError, AttributeError, TypeError)
#: seconds to wait where Slack says "slower" and not how long
WAIT = 30.0

_ANEW = "the token is not accepted — copy the Bot User OAuth Token of the Slack app into MONITOR_SLACK_TOKEN again"
_FORM = "the form of the message was refused — please report this"
_POLICY = "the workspace does not let the app post there — ask its administrator"
_INVITE = "invite the bot: type /invite and its name in the channel"
UNKNOWN = f"there is no such channel, or it is private and the bot is not in it — correct the address, or {_INVITE}"
#: errors that trying again does not mend, with the remedy
_PERMANENT: Mapping[str, str] = {
    "invalid_auth": _ANEW,
    "not_authed": _ANEW,
    "token_revoked": _ANEW,
    "token_expired": _ANEW,
    "account_inactive": _ANEW,
    "not_allowed_token_type": "the token is of a kind that may not do this — use the Bot User OAuth Token (xoxb-…)",
    "missing_scope": "the app lacks the scope {needed} — add it under OAuth & Permissions, then reinstall the app",
    "channel_not_found": UNKNOWN,
    "not_in_channel": f"the bot is not in the channel — {_INVITE}",
    "is_archived": "the channel is archived — unarchive it, or name another",
    "restricted_action": _POLICY,
    "restricted_action_read_only_channel": _POLICY,
    "restricted_action_thread_only_channel": _POLICY,
    "no_permission": _POLICY,
    "invalid_blocks": _FORM,
    "invalid_blocks_format": _FORM,
    "invalid_arguments": _FORM,
    "invalid_metadata_format": _FORM,
    "metadata_too_large": _FORM,
    "msg_blocks_too_long": _FORM,
    "msg_too_long": _FORM,
    "no_text": _FORM,
}
#: after these a message may stand in the channel all the same
#: (https://docs.slack.dev/reference/methods/chat.postMessage: "some aspect of the operation succeeded")
_UNCERTAIN = ("internal_error", "fatal_error", "service_unavailable", "request_timeout")
_SLOWER = ("ratelimited", "rate_limited", "message_limit_exceeded")
#: the message to reply to is no more
GONE = ("thread_not_found", "message_not_found", "cannot_reply_to_message")
#: never connected, so nothing can have arrived
_NOT_CONNECTED = (ConnectionRefusedError, gaierror, ssl.SSLCertVerificationError)


class SlackRefused(DeliveryError):
    """A call that failed; `code`: Slack's word for it ("missing_scope"), "" where the failure is not Slack's."""

    def __init__(self, message: str, *, code: str = "", **known: Any) -> None:
        super().__init__(message, **known)
        self.code = code


def refused(failure: Exception, asked: str) -> SlackRefused:
    """*failure* of the call *asked* ("chat.postMessage to #probation") as the operator is told of it."""
    if isinstance(failure, SlackApiError) and hasattr(failure.response, "status_code"):
        return _answered(failure.response, f"Slack, {asked}")
    reason = failure.reason if isinstance(failure, URLError) else failure
    what = getattr(reason, "strerror", None) or type(reason).__name__
    return SlackRefused(f"Slack, {asked}: no answer ({what})", uncertain=not isinstance(reason, _NOT_CONNECTED))


def _answered(response: Any, asked: str) -> SlackRefused:
    """What Slack's answer says: an error code in JSON, or an HTTP status with a page."""
    code, status = str(response.get("error") or ""), int(response.status_code)
    if code in _SLOWER or status == 429:
        return SlackRefused(f"{asked}: too many messages", code=code, retry_after=_seconds(response.headers))
    if not re.fullmatch(r"[a-z][a-z0-9_]{1,80}", code):  # a page of a server on the way, or a broken answer
        refusal = 400 <= status < 500
        remedy = " — is MONITOR_SLACK_API_URL right?" if refusal else ""
        return SlackRefused(f"{asked}: HTTP status {status} without an answer of Slack{remedy}", uncertain=not refusal)
    if code in _PERMANENT:
        return SlackRefused(f"{asked}: {_remedy(code, response)}", code=code, permanent=True)
    return SlackRefused(f"{asked}: {code}", code=code, uncertain=code in _UNCERTAIN or status >= 500)


def _remedy(code: str, response: Any) -> str:
    told = _PERMANENT[code].format(needed=response.get("needed") or "that this needs")
    if _PERMANENT[code] is not _FORM:
        return f"{told} ({code})"
    where = (response.get("response_metadata") or {}).get("messages") or response.get("errors") or []
    return f"{told} ({'; '.join([code, *map(str, where)])[:400]})"


def _seconds(headers: Mapping[str, str]) -> float:
    """Retry-After, in seconds."""
    named = next((value for name, value in headers.items() if name.lower() == "retry-after"), "")
    return float(named) if re.fullmatch(r"\d{1,6}(\.\d+)?", str(named)) else WAIT
