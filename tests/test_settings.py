"""Settings: read from the environment and from .env, checked, and never shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.settings import Settings, SettingsError, load_settings, unknown

WRONG = [
    ("SMTP_PORT", "abc", "a whole number"),
    ("SMTP_PORT", "0", "1 or more"),
    ("WEB_PORT", "70000", "65535 or less"),
    ("SMTP_SECURITY", "ssl", "'starttls', 'tls' or 'none'"),
    ("MIRROR_URL", "localhost:8765", "http://"),
    ("MIRROR_URL", "ftp://mirror.example", "http://"),
    ("MIRROR_URL", "http://mirror.example:99999", "http://"),
    ("MIRROR_URL", "http://mirror.example/?to=", "without ?"),
    ("MIRROR_URL", "http://:8765/", "http://host"),
    ("PUBLIC_URL", "monitor.example", "http://"),
    ("SLACK_API_URL", "slack.example", "http://"),
    ("SLACK_TOKEN", "hunter2hunter2", "xoxb-"),
    ("SLACK_TOKEN", "xapp-1-A0-hunter2", "xoxb-"),
    ("SLACK_TOKEN", "xoxb-hunter2 hunter2", "xoxb-"),
    ("OPERATOR", "ops@example.org", "email:name@example.org"),
    ("OPERATOR", "webhook:http://example.org/hunter2", "webhook:https://"),
    ("EMAIL_FROM", "Probation Watch", "name@example.org"),
    ("EMAIL_FROM", "watch@example.org\nBcc: all@example.org", "name@example.org"),
    ("CONTACT", "Zoë <zoe@example.org>", "plain letters"),
    ("CONTACT", "a@example.org\r\nX-Other: 1", "plain letters"),
]
RIGHT = [
    ("SLACK_TOKEN", "xoxb-test"),
    ("SLACK_TOKEN", "xoxe.xoxb-1-Abc123"),
    ("MIRROR_URL", "http://127.0.0.1:8765/"),
    ("PUBLIC_URL", "https://monitor.example/parliament"),
    ("OPERATOR", "email:ops@example.org"),
    ("EMAIL_FROM", "Probation Watch <watch@example.org>"),
    ("EMAIL_FROM", "watch@example.org"),
    ("CONTACT", "https://union.example/monitor"),
    ("SMTP_PORT", "25"),
]


@pytest.mark.parametrize(("name", "value", "remedy"), WRONG)
def test_a_wrong_setting_is_one_line_with_its_name_and_the_remedy(
    name: str, value: str, remedy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which setting, and what to write instead; never the value, which may be a secret."""
    monkeypatch.setenv(f"MONITOR_{name}", value)
    with pytest.raises(SettingsError) as told:
        load_settings()
    said = str(told.value)
    assert said.startswith(f"MONITOR_{name}: ")
    assert said.endswith("see docs/settings.md")
    assert remedy in said
    assert "\n" not in said
    assert value not in said
    assert "hunter2" not in said


@pytest.mark.parametrize(("name", "value"), RIGHT)
def test_a_right_setting_is_taken(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the documentation shows can be written."""
    monkeypatch.setenv(f"MONITOR_{name}", value)
    assert name.lower() in load_settings().model_fields_set


def test_without_anything_set_the_defaults_hold() -> None:
    """An installation needs no configuration to start."""
    settings = load_settings()
    assert settings == Settings()
    assert settings.database_url == "sqlite:///monitor.db"
    assert settings.watchlists == Path("my-watchlists")


def test_an_empty_value_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compose files pass on what is not set as an empty text."""
    for name in ("SMTP_PORT", "MIRROR_URL", "WATCHLISTS", "SLACK_TOKEN"):
        monkeypatch.setenv(f"MONITOR_{name}", "")
    assert load_settings() == Settings()


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is in .env is the standing configuration; the environment is for once."""
    (tmp_path / ".env").write_text("MONITOR_CONTACT=file@example.org\nMONITOR_SMTP_PORT=26\nOTHER=1\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MONITOR_CONTACT", "environment@example.org")
    settings = load_settings()
    assert (settings.contact, settings.smtp_port) == ("environment@example.org", 26)


def test_a_wrong_value_in_the_file_is_told_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """.env is no place where mistakes hide."""
    (tmp_path / ".env").write_text("MONITOR_SMTP_PORT=abc\n")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingsError, match="MONITOR_SMTP_PORT: is to be a whole number"):
        load_settings()


def test_a_file_that_is_no_text_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Saved by a program that knows no UTF-8: one line, no traceback."""
    (tmp_path / ".env").write_bytes(b"MONITOR_CONTACT=\xff\xfe\n")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingsError, match=r"\.env: is no UTF-8 text"):
        load_settings()


def test_secrets_do_not_stand_in_what_settings_print(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tokens and passwords are masked wherever the settings may be shown."""
    for name in ("SLACK_TOKEN", "SMTP_PASSWORD", "WEB_PASSWORD"):
        monkeypatch.setenv(f"MONITOR_{name}", "xoxb-hunter2")
    assert "hunter2" not in repr(load_settings())


def test_a_misspelt_setting_is_found_with_the_nearest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both in the environment and in the file; what is not ours is left alone."""
    (tmp_path / ".env").write_text("MONITOR_DATABSE_URL=x\nSOMETHING=1\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MONITOR_WATCHLIST", "lists")
    monkeypatch.setenv("MONITOR_XYZZY", "1")
    monkeypatch.setenv("MONITOR_CONTACT", "a@example.org")
    assert unknown() == {
        "MONITOR_DATABSE_URL": "MONITOR_DATABASE_URL",
        "MONITOR_WATCHLIST": "MONITOR_WATCHLISTS",
        "MONITOR_XYZZY": "",
    }
