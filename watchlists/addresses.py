"""Whether an address of a `[[to]]` is well formed: `slack:…`, `email:…`, `webhook:…`; not whether it exists."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from urllib.parse import urlsplit

from watchlists.reading import shown

_CHANNEL = re.compile(r"#[\w.-]{1,80}|[CGD][A-Z0-9]{2,20}")
_MAILBOX = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)*[^\W_](?:[\w-]{0,61}[^\W_])?")
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


def check(address: str) -> str:
    """*address* as it stands. Raises ValueError("what is wrong — what to do")."""
    scheme, colon, rest = address.partition(":")
    if not colon or scheme not in _WELL_FORMED:
        wanted = "write slack:#channel, email:name@example.org or webhook:https://…"
        raise ValueError(f"{shown(address)} is no address — {wanted}")
    well_formed, remedy = _WELL_FORMED[scheme]
    if not well_formed(rest):
        raise ValueError(f"{shown(address)} is no {scheme} address — write {remedy}")
    return address


def _channel(rest: str) -> bool:
    return bool(_CHANNEL.fullmatch(rest))


def _mailbox(rest: str) -> bool:
    name = rest.partition("@")[0]
    return bool(_MAILBOX.fullmatch(rest)) and ".." not in name and not name.startswith(".") and not name.endswith(".")


def _web(rest: str) -> bool:
    """An https address; plain http on this machine only."""
    try:
        url = urlsplit(rest)
        known_port = url.port != 0
    except ValueError:
        return False
    secure = url.scheme == "https" or (url.scheme == "http" and url.hostname in _LOOPBACK)
    return secure and bool(url.hostname) and known_port and not re.search(r"\s", rest)


_WELL_FORMED: Mapping[str, tuple[Callable[[str], bool], str]] = MappingProxyType(
    {
        "slack": (_channel, "slack:#channel, or the channel's id: slack:C0123456789"),
        "email": (_mailbox, "email:name@example.org, one address"),
        "webhook": (_web, "webhook:https://example.org/…"),
    }
)
