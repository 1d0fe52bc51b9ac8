"""Runs a command as a process: streams, exit status, and failures told in one line.

Exit status 0; 1 a failure that is explained; 2 a wrong command line; 130 Ctrl-C. Anything else is a fault of the
program and shows itself.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from typing import Any

import typer

from monitor.streams import mute, say

#: a wrong command line; typer exports only this subclass of it
WrongCommandLine: Any = typer.BadParameter.__mro__[1]
#: 128 + SIGINT
INTERRUPTED = 130


def run(app: typer.Typer, words: Sequence[str]) -> int:
    """Run the command that *words* say; returns the exit status."""
    _prepare()
    try:
        status = _invoked(app, list(words))
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads has seen enough: `monitor activities | head`
        mute(sys.stdout)
        return 0
    except KeyboardInterrupt:
        say("interrupted: what was recorded is kept, nothing is half-written")
        return INTERRUPTED
    except Exception as err:
        if (told := _explained(err)) is None:
            raise
        say(told)
        _drain()
        return 1
    return status


def _drain() -> None:
    """Let go of what cannot be written, so that it is not tried again at the end of the process."""
    try:
        sys.stdout.flush()
    except OSError:
        mute(sys.stdout)


def _invoked(app: typer.Typer, words: list[str]) -> int:
    command = typer.main.get_command(app)
    try:
        with command.make_context("monitor", words) as context:
            command.invoke(context)
    except typer.Exit as done:
        return done.exit_code
    except typer.Abort:  # a question that was not answered
        return 1
    except WrongCommandLine as err:
        return _wrong(err)
    return 0


def _wrong(err: Any) -> int:
    """One line on what is wrong; where no command was named, the help was shown and there is nothing to add."""
    path = err.ctx.command_path if err.ctx else "monitor"
    if message := err.format_message().strip():
        say(f"{path}: {message} ({path} --help tells more)")
    return int(err.exit_code)


def _explained(err: Exception) -> str | None:
    """What to tell the operator of a failure; None for a fault of the program."""
    from monitor.settings import SettingsError
    from monitor.sources.source import SourceError
    from monitor.store import StoreError
    from watchlists.loading import WatchlistError

    if isinstance(err, (SettingsError, WatchlistError, StoreError, SourceError)):
        return str(err)
    if isinstance(err, OSError):
        return f"{err.filename or 'standard output'}: {err.strerror or err}"
    return None


def _prepare() -> None:
    """Streams that take every character, and a log that holds neither postcodes nor addresses that were asked for."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
