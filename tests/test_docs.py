"""Documentation that cannot rot: what can be set, called or written is documented, and what is named exists."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import typer
from pydantic import SecretStr
from pydantic.fields import FieldInfo

from monitor.settings import Settings
from watchlists.loading import OF_A_LIST, OF_A_RECIPIENT, OF_A_WATCH, load_file
from watchlists.watchlist import Recipient, Watch, WatchedMember

ROOT = Path(__file__).resolve().parent.parent
LISTED = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
TRACKED = sorted(name for name in LISTED.stdout.split("\0") if name and (ROOT / name).is_file())
PAGES = [name for name in TRACKED if name.endswith(".md")]
#: what is told to readers now; decisions are history, and may name what has since gone or was never built
CURRENT = [name for name in PAGES if not name.startswith("docs/decisions/0")]
SETTINGS = {f"MONITOR_{name.upper()}": field for name, field in Settings.model_fields.items()}


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _default(field: FieldInfo) -> str:
    """The default as a person writes it in a file; "" for none."""
    return "" if field.default is None else str(field.default)


# -- settings -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_is_documented_with_its_default(name: str) -> None:
    """docs/settings.md has a row for each setting, and the default that the code has."""
    rows = [line for line in _text("docs/settings.md").splitlines() if line.startswith(f"| `{name}` |")]
    assert len(rows) == 1, f"docs/settings.md: one row '| `{name}` | default | what it does |', please"
    default = _default(SETTINGS[name])
    assert rows[0].split("|")[2].strip() == (f"`{default}`" if default else "unset")


def test_the_example_of_settings_is_complete() -> None:
    """.env.example names exactly the settings there are, each explained, with its default and never a secret."""
    lines = _text(".env.example").splitlines()
    found = {n: m for n, line in enumerate(lines) if (m := re.fullmatch(r"# (MONITOR_\w+)=(.*)", line))}
    assert [m[1] for m in found.values()] == list(dict.fromkeys(m[1] for m in found.values()))
    assert {m[1]: m[2] for m in found.values()} == {name: _default(field) for name, field in SETTINGS.items()}
    assert all(lines[n - 1].startswith("# ") for n in found), "a line above each says what it is for"
    secret = [name for name, field in SETTINGS.items() if SecretStr in getattr(field.annotation, "__args__", ())]
    assert secret, "there are secrets"
    assert all(SETTINGS[name].default is None for name in secret)


@pytest.mark.parametrize("name", [n for n in TRACKED if n.endswith((".md", ".yml", "Dockerfile", ".example"))])
def test_only_settings_that_exist_are_named(name: str) -> None:
    """Nobody is told to set what nothing reads."""
    # a name that stops at "_" stands for a family: `MONITOR_SMTP_…`
    named = set(re.findall(r"\bMONITOR_[A-Z][A-Z_]*[A-Z]\b", _text(name)))
    assert named <= set(SETTINGS)


# -- commands -------------------------------------------------------------------------------------------------------


def _commands() -> dict[str, click.Command]:
    """Every command by its name."""
    from monitor.cli import app

    group = typer.main.get_command(app)
    return dict(getattr(group, "commands", {group.name: group}))


def _sections() -> dict[str, str]:
    """docs/commands.md by command: heading `## monitor poll` → its text."""
    parts = re.split(r"^## monitor (\S+)\n", _text("docs/commands.md"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_command_is_documented_and_no_other() -> None:
    """docs/commands.md has a section for each command that is registered, and none for what is only planned."""
    assert set(_sections()) == set(_commands())


def test_every_option_and_argument_is_documented_and_no_other() -> None:
    """Each section names the options its command takes, and its arguments as `--help` shows them."""
    sections = _sections()
    for name, command in _commands().items():
        options = {o for p in command.params if p.param_type_name == "option" for o in p.opts} - {"--help"}
        assert set(re.findall(r"--[a-z][a-z-]*", sections[name])) == options, f"options of monitor {name}"
        for param in (p for p in command.params if p.param_type_name == "argument"):
            word = (param.metavar or param.name or "").strip("[]. ").upper()
            assert word in sections[name], f"monitor {name}: argument {word}"


@pytest.mark.parametrize("name", CURRENT)
def test_only_commands_that_exist_are_named(name: str) -> None:
    """A command in code type can be typed."""
    code = re.findall(r"`(monitor [a-z][^`]*)`", _text(name))
    lines = [line.strip().removeprefix(".venv/bin/") for line in _fenced(_text(name))]
    typed = [text.split()[1] for text in [*code, *(line for line in lines if re.match(r"monitor [a-z]", line))]]
    assert set(typed) <= set(_commands())


def _fenced(text: str) -> Iterator[str]:
    """The lines within code fences."""
    for block in re.findall(r"^```[^\n]*\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL):
        yield from block.splitlines()


# -- watchlists -----------------------------------------------------------------------------------------------------


#: what a file may say, and the columns of the CSV files it names
KEYS = sorted({*OF_A_LIST, *OF_A_RECIPIENT, *OF_A_WATCH, *WatchedMember.model_fields})


def test_every_field_of_a_watchlist_can_be_written() -> None:
    """What a watch or a recipient holds, a file can say; `in` is read as `fields`."""
    held = {*Watch.model_fields, *Recipient.model_fields, *WatchedMember.model_fields} - {"fields"}
    assert held <= set(KEYS)


@pytest.mark.parametrize("key", KEYS)
def test_every_watchlist_key_is_documented(key: str) -> None:
    """docs/watchlists.md has each key in code type, or in an example of a file."""
    text = _text("docs/watchlists.md")
    shown = re.search(
        rf"`{re.escape(key)}( *=[^`]*)?`|^\s*{re.escape(key)} *=|\[\[{re.escape(key)}\]\]", text, re.MULTILINE
    )
    assert shown, f"docs/watchlists.md does not tell of `{key}`"


def test_the_example_in_the_readme_is_a_right_watchlist(tmp_path: Path) -> None:
    """Who copies it starts with a list that loads."""
    (example,) = re.findall(r"^```toml\n(.*?)^```", _text("README.md"), flags=re.MULTILINE | re.DOTALL)
    (tmp_path / "premises.toml").write_text(example, encoding="utf-8")
    assert load_file(tmp_path / "premises.toml").title == "Approved premises"


# -- links, paths, and what has no place here -----------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_every_link_leads_somewhere(name: str) -> None:
    """Relative links of every page lead to a tracked file or folder, and to a heading it has."""
    for link in re.findall(r"\]\(([^)\s]+)\)", _text(name)):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, heading = link.partition("#")
        target = (ROOT / name).parent / path if path else ROOT / name
        assert target.exists(), f"{name}: {link}"
        assert not heading or heading in _anchors(target), f"{name}: {link}"


def _anchors(page: Path) -> set[str]:
    """The anchors that headings have on a code forge."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings}


@pytest.mark.parametrize("name", CURRENT)
def test_every_path_that_is_mentioned_exists(name: str) -> None:
    """A path in code type that begins with a folder of the project is there."""
    folders = sorted({Path(t).parts[0] for t in TRACKED if "/" in t})
    begin = "|".join(re.escape(f) for f in folders)
    paths = re.findall(rf"`((?:{begin})/[\w./-]*)`", _text(name))
    assert [p for p in paths if not (ROOT / p).exists()] == []


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_lock_files_name_no_address(name: str) -> None:
    """Packages are locked by hash; where they come from is the installer's to say."""
    text = _text(name)
    assert text.count("--hash=sha256:") >= text.count("==")
    assert "://" not in text
    assert "index-url" not in text


def test_the_lock_files_agree() -> None:
    """What is tested is what is installed: every package of the one has the same version and hashes in the other."""
    package = re.compile(r"^\S+==[^#]+?(?=\n    #|\n\S|\Z)", re.MULTILINE)
    used, tested = (set(package.findall(_text(name))) for name in ("requirements.lock", "requirements-dev.lock"))
    assert len(used) > 10
    assert used <= tested


def test_no_file_names_a_place_of_one_machine() -> None:
    """The project speaks of itself alone."""
    places = re.compile(r"(?<![\w.}])/(?:work|home/\w+|Users/\w+)/")
    named = [t for t in TRACKED if not t.endswith((".png", ".ico", ".gz")) and places.search(_text(t))]
    assert named == []


def test_the_tree_in_the_architecture_names_only_what_exists() -> None:
    """Every file and folder in the drawing is there, in the folder it is drawn under."""
    above: list[str] = []
    for line in filter(None, _text("docs/architecture.md").split("```")[1].splitlines()):
        depth = (len(line) - len(line.lstrip())) // 2
        names = re.findall(r"[\w/]+/", line) or re.findall(r"\w+\.py", line)
        for name in names:
            assert (ROOT / "".join(above[:depth]) / name).exists(), line
        above = [*above[:depth], *names[:1]]
