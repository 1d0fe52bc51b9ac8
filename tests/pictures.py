"""Draws docs/pictures anew, digests of the demo as Chromium shows them: `make pictures`, or `python -m tests.pictures`."""

from __future__ import annotations

import contextlib
import importlib
import json
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

from monitor.cli.demo import demo
from notifiers.notifier import Part
from notifiers.slack import Slack
from tests import upstream

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
#: the browser stays on this machine, and keeps nothing
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic",
    "--no-first-run", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
)  # fmt: skip
DARK = "--blink-settings=preferredColorScheme=0"
#: what each picture shows: a digest of the demo, width and height in pixels, and further options
EMAILS = {
    "digest.png": ("2026-03-11-0730-daily", (900, 860), ()),
    "weekly.png": ("2026-03-13-1600-weekly", (900, 1500), ()),
    "week.png": ("2026-03-13-1600-week", (700, 520), ()),
    "digest-phone.png": ("2026-03-13-0730-daily", (380, 860), (DARK,)),
}
SLACK = {"slack.png": ("2026-03-13-0730-daily", (900, 860), ())}
TOKEN = "xoxb-picture"  # noqa: S105


def main() -> int:
    """Draw every picture; that of Slack only where its double is at hand."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        print(f"pictures need one of {', '.join(BROWSERS)}", file=sys.stderr)
        return 1
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        with contextlib.redirect_stdout(sys.stderr):
            demo(Path(folder))
        for name, (digest, size, options) in EMAILS.items():
            _shoot(browser, (Path(folder) / f"{digest}.html").as_uri(), name, size, options)
        for name, (digest, size, options) in SLACK.items():
            try:
                with _channel(Path(folder) / f"{digest}.slack.json") as page:
                    _shoot(browser, page, name, size, options)
            except upstream.NoSharedData as err:
                print(f"{name} is left as it is: {err}", file=sys.stderr)
    return 0


def _shoot(browser: str, page: str, name: str, size: tuple[int, int], options: tuple[str, ...]) -> None:
    """Write what *browser* shows of the address *page*, in a window of *size*."""
    with tempfile.TemporaryDirectory() as profile:
        window = (f"--user-data-dir={profile}", f"--window-size={size[0]},{size[1]}")
        shot = [browser, *QUIET, *window, *options, f"--screenshot={PICTURES / name}", page]
        subprocess.run(shot, check=True, timeout=120, stderr=subprocess.DEVNULL)
    print(f"{name}: {(PICTURES / name).stat().st_size // 1024} kB")


@contextlib.contextmanager
def _channel(messages: Path) -> Iterator[str]:
    """The address of a page of a channel into which *messages* were sent. Raises `upstream.NoSharedData`."""
    sys.path.insert(0, str(upstream.find_shared() / "replica"))
    server = importlib.import_module("slack_double").serve(tokens=[TOKEN], rate=0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    host = f"http://127.0.0.1:{server.server_address[1]}"
    slack, sent = Slack(TOKEN, base_url=f"{host}/api/"), list[str]()
    for number, message in enumerate(json.loads(messages.read_text(encoding="utf-8")), 1):
        sent.append(slack.send("C0PROBATION", Part(number, str(number), json.dumps(message)), sent))
    try:
        yield f"{host}/__slack__/channel/C0PROBATION"
    finally:
        server.shutdown()
        server.server_close()


if __name__ == "__main__":
    sys.exit(main())
