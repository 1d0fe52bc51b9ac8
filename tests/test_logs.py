"""The worker's log: a line of JSON an event, and never a secret."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from monitor.settings import Settings
from monitor.worker import logs

SETTINGS = Settings(
    database_url="postgresql://canal:s%40uice-gate@db/monitor",
    slack_token="xoxb-1-towpath",  # noqa: S106
    smtp_password="lock-keeper",  # noqa: S106
    _env_file=None,
)


class Stream(io.StringIO):
    """Where the log goes."""

    def lines(self) -> list[dict[str, Any]]:
        """Each line, read as JSON."""
        return [json.loads(line) for line in self.getvalue().splitlines()]


@pytest.fixture
def stream() -> Iterator[Stream]:
    """The log of a test; afterwards logging is as it was."""
    root = logging.getLogger()
    handlers, level, into = root.handlers[:], root.level, Stream()
    logs.configure(logs.secrets(SETTINGS), stream=into)
    yield into
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)
    for name in logs._LEVELS:
        logging.getLogger(name).setLevel(logging.NOTSET)


def test_an_event_is_a_line_of_json(stream: Stream) -> None:
    """With its time in UTC, its level and its fields; a break of lines in a title cannot forge a second."""
    structlog.get_logger("monitor.worker.worker").info("read: complete", source="hansard", new=3, why="one\n{}\x1b[2J")
    (line,) = stream.lines()
    assert line.pop("timestamp").endswith("Z")
    assert line == {"event": "read: complete", "level": "info", "source": "hansard", "new": 3, "why": "one {}[2J"}


def test_no_secret_is_logged(stream: Stream) -> None:
    """Neither in the words, nor in a field, nor in a traceback, nor by a library."""
    log = structlog.get_logger("monitor.worker.worker")
    log.warning("refused: xoxb-1-towpath", address="webhook:https://hooks.example.org/T1/secret-path")
    try:
        raise RuntimeError("login with lock-keeper at s@uice-gate (s%40uice-gate)")
    except RuntimeError:
        log.exception("a fault of the program")
    logging.getLogger("smtplib").warning("password %s", "lock-keeper")
    written = stream.getvalue()
    for secret in ("xoxb-1-towpath", "lock-keeper", "uice-gate", "secret-path"):
        assert secret not in written
    assert "webhook:https://hooks.example.org/***" in written
    assert [line["level"] for line in stream.lines()] == ["warning", "error", "warning"]
    assert "RuntimeError" in stream.lines()[1]["exception"]


def test_on_a_terminal_it_is_for_people(stream: Stream, monkeypatch: pytest.MonkeyPatch) -> None:
    """No JSON; nothing in it is a command to the terminal but our own colours; secrets stay unsaid."""
    monkeypatch.setattr(stream, "isatty", lambda: True)
    logs.configure(logs.secrets(SETTINGS), stream=stream)
    log = structlog.get_logger("monitor.worker.worker")
    log.info("read: complete", source="hansard\x1b]0;title\x07")
    try:
        raise RuntimeError("lock-keeper")
    except RuntimeError:
        log.exception("a fault of the program")
    written = stream.getvalue()
    assert "read: complete" in written
    assert "Traceback" in written
    assert "\x1b]" not in written
    assert "lock-keeper" not in written


def test_requests_are_not_logged(stream: Stream) -> None:
    """httpx would tell every address that was asked for, postcodes among them."""
    logging.getLogger("httpx").info("GET https://members.example.org/?postcode=ZZ1 1ZZ")
    assert stream.lines() == []
