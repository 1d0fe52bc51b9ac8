"""The bytes of an email: headers and two bodies, the same whenever they are made of the same digest, key and instant.

The text is ASCII with bare line ends; they become CRLF when it is sent. Bodies are encoded here rather than by
`EmailMessage`, which takes ten times as long; headers with words of others by `Header`, since the newer policy loses
spaces and reads what looks like an encoded word.
"""

from __future__ import annotations

import binascii
import hashlib
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from email.header import Header
from email.utils import format_datetime, formataddr, parseaddr
from typing import NamedTuple
from urllib.parse import quote

from monitor.parliament.dates import london
from notifiers.layout import clean, link

#: characters of a header that stand on its first line
_PLAIN = 66
_NOT_IN_AN_ID = re.compile(r"[^A-Za-z0-9.-]+")
#: a Message-ID as we make and accept them (RFC 5322, msg-id without quoting)
_ID = re.compile(r"<[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9.-]+>")
#: earlier notices named in References; a longer list says no more
REFERENCES = 10


class Envelope(NamedTuple):
    """What the headers are made of. `stop_url`: the one-click address, or "". `references`: earlier Message-IDs."""

    sender: str
    to: str
    title: str
    subject: str
    key: str
    now: datetime
    stop_url: str = ""
    references: Sequence[str] = ()


def message(envelope: Envelope, *, text: str, html: str) -> str:
    """The complete message: multipart/alternative of *text* and *html*. Pure."""
    boundary = "=_" + _digest(envelope.key, text, html)
    parts = "".join(f"--{boundary}\n{_body(kind, body)}" for kind, body in (("plain", text), ("html", html)))
    kind = f'Content-Type: multipart/alternative;\n boundary="{boundary}"\n'
    return f"{''.join(_headers(envelope))}{kind}\n{parts}--{boundary}--\n"


def message_id(content: str) -> str:
    """The Message-ID of a message that `message` made."""
    found = re.search(r"^Message-ID: (<[^>\s]+>)$", content.partition("\n\n")[0], re.MULTILINE)
    return found[1] if found else ""


def ascii_address(address: str) -> str:
    """*address* with its domain as mail servers write it (IDNA). Raises ValueError where it cannot be written so."""
    name, _, domain = address.rpartition("@")
    if not re.fullmatch(r"[\x21-\x7e]+", name) or re.search(r"[<>,;:\"()\[\]\\@]", name):
        raise ValueError("the part before @ is to be plain letters, digits and signs")
    domain = domain.encode("idna").decode("ascii")
    if not re.fullmatch(r"[A-Za-z0-9._-]+", domain):
        raise ValueError("the part after @ is no name of a domain")
    return f"{name}@{domain}"


def sender_of(mailbox: str) -> tuple[str, str]:
    """Name and address of "Name <name@example.org>". Raises ValueError where the address cannot be written in ASCII."""
    name, address = parseaddr(mailbox)
    return clean(name), ascii_address(address)


def _headers(envelope: Envelope) -> Iterator[str]:
    """The headers, each whole with its line ends; words of others are encoded, the rest is our ASCII."""
    name, sender = sender_of(envelope.sender)
    domain = sender.rpartition("@")[2]
    yield f"From: {_mailbox(name, sender)}\n"
    yield f"To: {ascii_address(envelope.to)}\n"
    yield f"Subject: {_encoded('Subject', clean(envelope.subject))}\n"
    yield f"Date: {format_datetime(london(envelope.now))}\n"
    yield f"Message-ID: {_message_id(envelope, domain)}\n"
    references = [r for r in envelope.references if _ID.fullmatch(r)]
    if references:
        kept = list(dict.fromkeys([references[0], *references[-REFERENCES + 1 :]]))
        yield f"In-Reply-To: {references[-1]}\n"
        yield "References: " + "\n ".join(kept) + "\n"
    yield f"List-Id: <{_slug(envelope.title)}.monitor.{domain}>\n"
    yield from _unsubscribe(envelope, sender)
    yield "Auto-Submitted: auto-generated\n"
    yield "X-Auto-Response-Suppress: OOF, AutoReply\n"
    yield "Content-Language: en-GB\n"
    yield "MIME-Version: 1.0\n"


def _encoded(name: str, text: str) -> str:
    """*text* for the header *name*: as it stands where it is short and plain, else in encoded words (RFC 2047)."""
    if text.isascii() and "=?" not in text and len(text) <= _PLAIN:
        return text
    return Header(text, "utf-8", header_name=name).encode(linesep="\n")


def _mailbox(name: str, address: str) -> str:
    if not name or (name.isascii() and "=?" not in name):
        return formataddr((name, address))
    return f"{_encoded('From', name)} <{address}>"


def _unsubscribe(envelope: Envelope, sender: str) -> Iterator[str]:
    """List-Unsubscribe by mail; where there is a public https address, also in one click (RFC 8058)."""
    mail = f"<mailto:{quote(sender, safe='@')}?subject={quote('stop ' + clean(envelope.title)[:60])}>"
    url = link(envelope.stop_url)
    yield "List-Unsubscribe: " + (f"<{quote(url, safe='%/:=&?~#+!$;@')}>,\n {mail}" if url else mail) + "\n"
    if url.startswith("https://"):
        yield "List-Unsubscribe-Post: List-Unsubscribe=One-Click\n"


def _message_id(envelope: Envelope, domain: str) -> str:
    """The key, and what tells this monitor's key from the same key of another or of a store begun anew."""
    own = _digest(envelope.key, envelope.sender, envelope.to, envelope.title, envelope.now.isoformat())[:16]
    return f"<{_NOT_IN_AN_ID.sub('-', envelope.key).strip('.-')[:60].strip('.-') or 'digest'}.{own}@{domain}>"


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:40].strip("-") or "digest"


def _digest(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode("utf-8", "replace")).hexdigest()[:32]


def _body(kind: str, text: str) -> str:
    """One alternative as short ASCII lines (quoted-printable), whatever its characters and however long its lines."""
    encoded = binascii.b2a_qp(text.encode("utf-8"), istext=True).decode("ascii")
    head = f"Content-Type: text/{kind}; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n"
    return f"{head}\n{encoded}\n"
