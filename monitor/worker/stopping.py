"""The link at the foot of an email: a page with a button. What the button, or a mail program, posts stops the address.

Looking at the link stops nothing, since mail scanners follow links (RFC 8058). Nothing here names the address.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from monitor.app import STOP
from monitor.store import StoreError
from monitor.store.addresses import Addresses

_PATH = re.compile(re.escape(STOP) + r"([A-Za-z0-9_-]{1,100})")
_PAGE = """<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>Parliament Monitor</title>
<style>body {{ max-width: 32em; margin: 3em auto; padding: 0 1em; font: 18px/1.5 Arial, Helvetica, sans-serif; }}
button {{ padding: .5em 1em; font: inherit; }}</style>
</head>
<body>
{body}
</body>
</html>
"""
_ASK = """<h1>Stop these emails?</h1>
<p>Nothing more will be sent by this monitor to the address that this link was sent to.</p>
<form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click">
<button type="submit">Stop these emails</button></form>"""
_DONE = """<h1>Stopped</h1>
<p>Nothing more is sent to this address. If that was a mistake, reply to the last email: whoever runs this monitor can
begin again.</p>"""
_NOBODY = "<h1>Nothing here</h1>\n<p>This link stops nothing. Please copy it whole, or reply to the email.</p>"
_LATER = "<h1>Not now</h1>\n<p>That could not be written down. Please try again in a few minutes.</p>"


class Stopping:
    """*stopped* is called where an address was stopped that was not before."""

    def __init__(self, addresses: Addresses, *, clock: Callable[[], datetime], stopped: Callable[[], None]) -> None:
        self._addresses, self._clock, self._stopped = addresses, clock, stopped

    def __call__(self, path: str, posted: bool) -> tuple[int, str] | None:
        """Status and page for *path*, None where that is no link of ours; only what is *posted* stops an address."""
        if not path.startswith(STOP):
            return None
        found = _PATH.fullmatch(path.partition("?")[0])
        try:
            address = self._addresses.of_token(found[1]) if found else None
            if address and posted:
                self._stop(address)
        except StoreError:
            return 503, _PAGE.format(body=_LATER)
        if address is None:
            return 404, _PAGE.format(body=_NOBODY)
        return 200, _PAGE.format(body=_DONE if posted else _ASK)

    def _stop(self, address: str) -> None:
        standing = self._addresses.standings().get(address)
        if standing is None or standing.state != "stopped":
            self._addresses.stop(address, now=self._clock())
            self._stopped()
