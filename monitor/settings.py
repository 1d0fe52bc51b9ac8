"""Settings: where things are, and the secrets. Read from the environment (prefix `MONITOR_`) and from `.env`.

Every setting is checked when they are read, also those that nothing uses yet: what is written now stays right. What is
wrong is told in one line that names the setting and the remedy, and never shows a value.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from email.utils import parseaddr
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, DotEnvSettingsSource, EnvSettingsSource, SettingsConfigDict

from watchlists import addresses

PREFIX = "MONITOR_"
ENV_FILE = ".env"
#: a token that can post: of a bot or user, also rotated (https://docs.slack.dev/authentication/tokens)
_SLACK_TOKEN = re.compile(r"(?:xoxe\.)?xox[a-z]-[A-Za-z0-9-]+")
_WEB = ("mirror_url", "slack_api_url", "public_url")


class SettingsError(Exception):
    """A setting that cannot be used; one line for the operator: which, and what to do."""


class Settings(BaseSettings):
    """Everything that can be set, with its default."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=ENV_FILE,
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    database_url: str = Field("sqlite:///monitor.db", description="SQLite file or postgresql://… address of the store")
    watchlists: Path = Field(Path("my-watchlists"), description="folder of watchlist files; if absent, the examples")
    feeds: Path = Field(Path("my-feeds.toml"), description="file of feeds to read beside the packaged ones")
    mirror_url: str | None = Field(None, description="ask MIRROR/HOST/PATH instead of https://HOST/PATH")
    operator: str | None = Field(None, description="an address that is told of failures, e.g. email:ops@example.org")
    slack_token: SecretStr | None = Field(None, description="bot token of the Slack app (xoxb-…)")
    slack_api_url: str | None = Field(None, description="another address of Slack's Web API")
    smtp_host: str | None = Field(None, description="mail server")
    smtp_port: int = Field(587, ge=1, le=65535, description="its port")
    smtp_username: str | None = Field(None, description="its user")
    smtp_password: SecretStr | None = Field(None, description="its password")
    smtp_security: Literal["starttls", "tls", "none"] = Field("starttls", description="how the connection is secured")
    email_from: str | None = Field(None, description="sender of digests")
    web_host: str = Field("127.0.0.1", description="address the dashboard binds to")
    web_port: int = Field(8000, ge=1, le=65535, description="its port")
    web_password: SecretStr | None = Field(None, description="its password; needed beyond loopback")
    public_url: str | None = Field(None, description="public https address, for links that stop emails in one click")
    contact: str | None = Field(None, description="address for the User-Agent, so that Parliament can reach you")

    @field_validator(*_WEB)
    @classmethod
    def _is_web_address(cls, value: str | None) -> str | None:
        if value is not None and not _web(value):
            raise ValueError("is no web address — write http://host or https://host/path, without ? and #")
        return value

    @field_validator("slack_token")
    @classmethod
    def _is_token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _SLACK_TOKEN.fullmatch(value.get_secret_value()):
            remedy = "copy the Bot User OAuth Token of your Slack app, which begins with xoxb-"
            raise ValueError(f"is no token that can post — {remedy}")
        return value

    @field_validator("operator")
    @classmethod
    def _is_address(cls, value: str | None) -> str | None:
        try:
            return value and addresses.check(value)
        except ValueError:  # its message shows the address, which may hold a secret
            remedy = "write slack:#channel, email:name@example.org or webhook:https://…"
            raise ValueError(f"is no address — {remedy}") from None

    @field_validator("email_from")
    @classmethod
    def _is_sender(cls, value: str | None) -> str | None:
        if value is not None and (not value.isprintable() or not _mailbox(parseaddr(value)[1])):
            raise ValueError("is no mail address — write name@example.org or Name <name@example.org>")
        return value

    @field_validator("contact")
    @classmethod
    def _fits_a_header(cls, value: str | None) -> str | None:
        if value is not None and not (value.isascii() and value.isprintable()):
            raise ValueError("goes into a header of every request — write a mail or web address, in plain letters")
        return value


def load_settings() -> Settings:
    """The settings of this process. Raises SettingsError naming the setting; never shows a value that may be secret."""
    try:
        return Settings()
    except ValidationError as err:
        first = err.errors(include_input=False, include_url=False)[0]
        name = PREFIX + "_".join(str(part) for part in first["loc"]).upper()
        raise SettingsError(f"{name}: {_wrong(first)}; see docs/settings.md") from None
    except UnicodeDecodeError:
        raise SettingsError(f"{ENV_FILE}: is no UTF-8 text — save it again as UTF-8") from None
    except OSError as err:
        raise SettingsError(f"{ENV_FILE}: cannot be read ({err.strerror or err}) — check its permissions") from None


def unknown() -> dict[str, str]:
    """Names with our prefix that are set and no setting, each with the nearest setting, or "" where none is near."""
    settings = {PREFIX + name.upper() for name in Settings.model_fields}
    sources = (EnvSettingsSource(Settings), DotEnvSettingsSource(Settings))
    said = {name.upper() for source in sources for name in source.env_vars}
    strange = sorted(name for name in said if name.startswith(PREFIX) and name not in settings)
    return {name: next(iter(difflib.get_close_matches(name, settings, n=1, cutoff=0.8)), "") for name in strange}


def _web(value: str) -> bool:
    try:
        url = urlsplit(value)
        port_fits = url.port != 0
    except ValueError:
        return False
    whole = bool(url.hostname) and not url.query and not url.fragment and not re.search(r"[\s?#]", value)
    return url.scheme in ("http", "https") and whole and port_fits and value.isprintable()


def _mailbox(value: str) -> bool:
    name, _, host = value.rpartition("@")
    return bool(name) and bool(host) and not re.search(r"\s", value)


#: what pydantic found, in our words
_SAID: Mapping[str, str] = MappingProxyType(
    {
        "int_parsing": "is to be a whole number",
        "greater_than_equal": "is to be {ge} or more",
        "less_than_equal": "is to be {le} or less",
        "literal_error": "is to be {expected}",
        "value_error": "{error}",
    }
)


def _wrong(found: Any) -> str:
    said = _SAID.get(found["type"])
    return said.format(**found.get("ctx", {})) if said else str(found["msg"])
