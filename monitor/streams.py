"""Lines on standard output and standard error: whole, without control characters, whoever has stopped listening."""

from __future__ import annotations

import os
import sys
from typing import TextIO


def say(text: str) -> None:
    """One line on standard error."""
    _put(text, sys.stderr)


def tell(text: str) -> None:
    """One line on standard output, from work that goes on although nobody may be reading any more."""
    _put(text, sys.stdout)


def mute(stream: TextIO) -> None:
    """From now on what is written there goes nowhere: whoever read it has closed the pipe."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def plain(text: str) -> str:
    """*text* as one line with single blanks; what a terminal would take for a command is left out."""
    return printable(" ".join(text.split()))


def printable(text: str) -> str:
    """*text* without control characters, the breaks of lines among them."""
    return "".join(c for c in text if c.isprintable())


def shortened(text: str, width: int) -> str:
    """*text* in at most *width* characters, its end "…" where it goes on."""
    return text if len(text) <= width else f"{text[: max(width - 1, 0)].rstrip()}…"


def _put(text: str, stream: TextIO) -> None:
    try:
        print(plain(text), file=stream, flush=True)
    except BrokenPipeError:
        mute(stream)
