"""The image and the compose file, without Docker: what they name exists, and their lines do what they say.

The lines of the Dockerfile are run in order in a temporary folder that stands for `/app`, with a fresh virtual
environment that stands for the base image. `CMD` works until it is stopped; here every upstream is a loopback server that
refuses, so that it must tell of each source that failed, having made its store where the image says, and be well all the
same. What reading brings is tested elsewhere.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import typer
import yaml

from monitor.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = {f"MONITOR_{name.upper()}" for name in Settings.model_fields}
APP = "/app"
#: a watchlist that names a Member: without one nobody's posts are asked for
WATCHED = 'title = "Watched"\n[[watch]]\ntitle = "A Member"\nmembers = [4001]\n'
#: how the reading of a source ends where every upstream refuses; of feeds one may fail
REFUSED = {"read: failed", "read: partial"}


class Line(NamedTuple):
    """One instruction of a Dockerfile."""

    word: str
    rest: str

    @property
    def words(self) -> list[str]:
        """Its arguments; the exec form (a JSON list) as it stands, the flags of a HEALTHCHECK left out."""
        rest = re.sub(r"^(--\S+ )*(CMD )?", "", self.rest) if self.word == "HEALTHCHECK" else self.rest
        return json.loads(rest) if rest.startswith("[") else shlex.split(rest)


def _dockerfile() -> list[Line]:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    lines = re.sub(r"\\\n\s*", "", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE)).splitlines()
    return [Line(*line.split(" ", 1)) for line in lines if line.strip()]


def _all(word: str) -> list[Line]:
    return [line for line in _dockerfile() if line.word == word]


def _environment() -> dict[str, str]:
    """What ENV sets."""
    return dict(pair.split("=", 1) for line in _all("ENV") for pair in line.words)


def _service() -> dict[str, Any]:
    return _compose()["services"]["worker"]  # type: ignore[no-any-return]


def _compose() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def _tracked(*paths: str, new: bool = False) -> list[str]:
    """The files below *paths* that git keeps, and with *new* those that it would take up."""
    which = ["--cached", "--others", "--exclude-standard"] if new else []
    listed = subprocess.run(
        ["git", "ls-files", "-z", *which, "--", *paths], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def _commands() -> set[str]:
    from monitor.cli import app

    return set(getattr(typer.main.get_command(app), "commands", {}))


# -- what they name exists ------------------------------------------------------------------------------------------


def test_every_file_that_is_copied_is_there_and_let_through() -> None:
    """Each COPY finds tracked files, and .dockerignore, which lets nothing else through, names them."""
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    sources = [source for line in _all("COPY") for source in line.words[:-1]]
    assert "*" in ignored
    assert {f"!{source}" for source in sources} == {line for line in ignored if line.startswith("!")}
    assert all(_tracked(source) for source in sources)


def test_the_image_starts_commands_that_exist() -> None:
    """CMD calls `monitor` with a command that is registered, compose starts the same, and the health check is there."""
    health, command = _all("HEALTHCHECK")[-1].words, _all("CMD")[-1].words
    assert command == ["monitor", "work"]
    assert command[1] in _commands()
    assert "command" not in _service()
    assert health[:2] == ["python", "-m"]
    assert (ROOT / f"{health[2].replace('.', '/')}.py").is_file()


def test_the_container_is_given_the_time_that_the_worker_takes_to_end() -> None:
    """Docker kills ten seconds after SIGTERM unless it is told how long the step in hand may last."""
    from monitor.worker.worker import GRACE

    assert int(_service()["stop_grace_period"].removesuffix("s")) > GRACE


def test_the_image_and_compose_set_only_settings_that_exist() -> None:
    """A setting that nothing reads would be silence."""
    named = [*_environment(), *_service()["environment"]]
    assert {name for name in named if name.startswith("MONITOR_")} <= SETTINGS
    assert "MONITOR_DATABASE_URL" in named


def test_the_container_does_not_run_as_root() -> None:
    """The last word on the user is a number that is not root's, so that it can be checked from outside."""
    user = _all("USER")[-1].rest
    assert user.split(":")[0].isdecimal()
    assert int(user.split(":")[0]) > 0


def test_the_store_lies_in_the_volume() -> None:
    """What must outlive the container is in the named volume, in image and compose alike."""
    volumes = [v for v in _service()["volumes"] if isinstance(v, str)]
    ((name, target),) = (v.split(":") for v in volumes)
    assert name in _compose()["volumes"]
    for url in (_environment()["MONITOR_DATABASE_URL"], _service()["environment"]["MONITOR_DATABASE_URL"]):
        assert f"sqlite:///{target}/monitor.db" in url
    made = [line for line in _all("RUN") if line.words[:2] == ["mkdir", "-p"]]
    assert f"{APP}/{made[0].words[2]}" == target


def test_the_watchlists_are_mounted_where_they_are_looked_for() -> None:
    """The operator's folder is mounted, for reading only, at MONITOR_WATCHLISTS, and hides no code."""
    (mount,) = [v for v in _service()["volumes"] if isinstance(v, dict)]
    assert mount["target"] == _service()["environment"]["MONITOR_WATCHLISTS"] == _environment()["MONITOR_WATCHLISTS"]
    assert mount["read_only"] is True
    assert not _tracked(mount["source"])
    assert mount["source"] == f"./{Settings.model_fields['watchlists'].default}"


def test_compose_builds_this_image_with_the_operators_settings() -> None:
    """The build context is the project, and `.env` is what .env.example is to be copied to."""
    assert (ROOT / _service()["build"] / "Dockerfile").is_file()
    assert _service()["env_file"] == ".env"
    assert (ROOT / ".env.example").is_file()
    assert not _tracked(".env")


# -- their lines do what they say -----------------------------------------------------------------------------------


class _Refuses(BaseHTTPRequestHandler):
    """An upstream that wants nobody."""

    def do_GET(self) -> None:
        self.send_response(403)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def refusing() -> Iterator[str]:
    """The address of a mirror on loopback that answers 403 to everything."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Refuses)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def _copy(line: Line, app: Path) -> None:
    """What COPY does: the files of the checkout as they stand, but for what is made there (caches, builds)."""
    *sources, target = line.words
    for source in sources:
        for name in _tracked(source, new=True):
            inside = Path(name).relative_to(source) if (ROOT / source).is_dir() else Path(Path(name).name)
            (app / target / inside).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, app / target / inside)


def _run(words: list[str], app: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, cwd=app, env=env, capture_output=True, text=True, timeout=600)


@pytest.mark.timeout(900)
def test_the_lines_of_the_dockerfile_run_in_order(tmp_path: Path, refusing: str) -> None:
    """From nothing but a Python: RUN installs, CMD works and tells of each source, the health check answers."""
    app, base = tmp_path / "app", tmp_path / "base"
    app.mkdir()
    subprocess.run([sys.executable, "-m", "venv", str(base)], check=True)
    keep = {k: v for k, v in os.environ.items() if not k.startswith(("MONITOR_", "PYTHON", "VIRTUAL_ENV"))}
    env = keep | {"PATH": f"{base / 'bin'}{os.pathsep}{os.environ['PATH']}", "HOME": str(tmp_path)}
    for line in _dockerfile():
        if line.word == "COPY":
            _copy(line, app)
        elif line.word == "ENV":
            env |= {name: value.replace(f"{APP}/", f"{app}/") for name, value in _environment().items()}
        elif line.word == "RUN":
            ran = _run(["sh", "-c", line.rest], app, env)
            assert ran.returncode == 0, f"RUN {line.rest}\n{ran.stdout[-2000:]}{ran.stderr[-2000:]}"
    assert shutil.which("monitor", path=env["PATH"]) == str(base / "bin" / "monitor")

    from monitor.sources import SOURCES

    folder = Path(env["MONITOR_WATCHLISTS"])
    folder.mkdir()
    (folder / "watched.toml").write_text(WATCHED, encoding="utf-8")
    env |= {"MONITOR_MIRROR_URL": refusing, "NO_PROXY": "127.0.0.1", "MONITOR_WEB_PORT": str(_free_port())}
    with (tmp_path / "log").open("w") as log:
        working = subprocess.Popen(_all("CMD")[-1].words, cwd=app, env=env, stderr=log)
    try:
        told = _told(tmp_path / "log", {source.name for source in SOURCES}, working)
        healthy = _run(_all("HEALTHCHECK")[-1].words, app, env)
        assert healthy.returncode == 0, healthy.stdout + healthy.stderr
        working.terminate()
        assert working.wait(90) == 0
    finally:
        working.kill()
        working.wait()
    for lines in told.values():
        assert any("403" in line["event"] for line in lines)
    assert (app / "data" / "monitor.db").is_file()
    stopped = _run(_all("HEALTHCHECK")[-1].words, app, env)
    assert stopped.returncode == 1, "a worker that is gone is not well"
    assert "Traceback" not in stopped.stderr + (tmp_path / "log").read_text(encoding="utf-8")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _told(log: Path, sources: set[str], working: subprocess.Popen[bytes]) -> dict[str, list[dict[str, Any]]]:
    """What the log tells of each source, once each has failed."""
    for _ in range(1200):
        written = log.read_text(encoding="utf-8")
        assert working.poll() is None, written
        assert "Traceback" not in written, written
        lines = [json.loads(line) for line in written.splitlines(keepends=True) if line.endswith("\n")]
        if sources <= {line.get("source") for line in lines if line["event"] in REFUSED}:
            return {name: [line for line in lines if line.get("source") == name] for name in sources}
        time.sleep(0.1)
    raise AssertionError(written)
