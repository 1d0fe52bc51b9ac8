"""The worker's log: one line an event on standard error, JSON unless it is a terminal; no secret is ever in it."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Collection, MutableMapping
from typing import Any, TextIO
from urllib.parse import unquote, urlsplit

import structlog

from monitor.settings import Settings
from monitor.streams import plain

#: ours is told; others tell addresses that were asked for (httpx), or the same thing every minute (apscheduler)
_LEVELS = {
    "monitor": logging.INFO,
    "httpx": logging.WARNING,
    "httpcore": logging.WARNING,
    "apscheduler": logging.ERROR,
}
#: the path of a webhook is its password
_WEBHOOK = re.compile(r"(webhook:https?://[^/\s]+)/\S+")


def secrets(settings: Settings) -> set[str]:
    """Everything in the settings that is to stay unsaid, as written and as it is meant."""
    kept = (settings.slack_token, settings.smtp_password, settings.web_password)
    password = urlsplit(settings.database_url).password or ""
    return {s for s in (*(k.get_secret_value() for k in kept if k), password, unquote(password)) if s}


def configure(unsaid: Collection[str], *, stream: TextIO | None = None) -> None:
    """From now on everything that is logged goes to *stream* (standard error), *unsaid* masked."""
    stream = stream or sys.stderr
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        masking(unsaid),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    said: structlog.typing.Processor = structlog.processors.JSONRenderer(ensure_ascii=False)
    if stream.isatty():
        said = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, said]
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    for name, level in _LEVELS.items():
        logging.getLogger(name).setLevel(level)


def masking(unsaid: Collection[str]) -> structlog.typing.Processor:
    """Puts *** in the place of each of *unsaid*, and of the path of a webhook; keeps what upstream says to one line."""

    def masked(text: str) -> str:
        for secret in unsaid:
            text = text.replace(secret, "***")
        return _WEBHOOK.sub(r"\1/***", text)

    def mask(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        for name, value in event.items():
            if isinstance(value, str):
                event[name] = masked(value if name == "exception" else plain(value))
        return event

    return mask
