"""The two bodies of the email that brings a draft: the draft as it will be published, and below it what is not."""

from __future__ import annotations

import textwrap
from html import escape

from notifiers.draft import Draft
from notifiers.email_text import COLUMNS
from notifiers.layout import clean, link

_PAGE = """<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
</head>
<body style="margin: 0 auto; padding: 16px; max-width: 640px; font-family: Georgia, serif; line-height: 1.5">
{body}<hr>
{foot}
</body>
</html>
"""


def text(draft: Draft) -> str:
    """Plain text of 76 columns, ending with a line end."""
    foot = [line for told in draft.foot for line in textwrap.wrap(clean(told), COLUMNS, break_on_hyphens=False)]
    stop = ["Stop these messages:", url] if (url := link(draft.stop_url)) else []
    return "\n".join([draft.text, "-" * COLUMNS, *foot, *stop]) + "\n"


def html(draft: Draft) -> str:
    """A whole HTML document."""
    foot = "\n".join(f"<p>{escape(clean(line))}</p>" for line in draft.foot)
    url = link(draft.stop_url)
    stop = f'\n<p><a href="{escape(url)}">Stop these messages</a></p>' if url else ""
    return _PAGE.format(title=escape(clean(draft.subject)), body=draft.html, foot=foot + stop)
