"""Settings: where things are, and the secrets. Read from the environment (prefix `MONITOR_`) and from `.env`."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict


class SettingsError(Exception):
    """A setting that cannot be used; one line for the operator: which, and what to do."""


class Settings(BaseSettings):
    """Everything that can be set, with its default."""

    model_config = SettingsConfigDict(env_prefix="MONITOR_", env_file=".env", extra="ignore", frozen=True)

    database_url: str = Field("sqlite:///monitor.db", description="SQLite file or postgresql://… address of the store")
    watchlists: Path = Field(Path("my-watchlists"), description="folder of watchlist files; if absent, the examples")
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
    public_url: str | None = Field(None, description="address of the dashboard in links of digests")
    contact: str | None = Field(None, description="address for the User-Agent, so that Parliament can reach you")


def load_settings() -> Settings:
    """The settings of this process. Raises SettingsError naming the setting; never shows a value that may be secret."""
    try:
        return Settings()
    except ValidationError as err:
        first = err.errors(include_input=False, include_url=False)[0]
        name = "MONITOR_" + "_".join(str(part) for part in first["loc"]).upper()
        raise SettingsError(f"{name}: {first['msg']}; see docs/settings.md") from None
