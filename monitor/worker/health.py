"""Whether the worker is well: `Pulse` keeps it, `/healthz` on MONITOR_WEB_HOST tells it, and this asks for it.

The same door serves the links by which readers stop their emails, see `stopping`.

python -m monitor.worker.health          prints what the worker of this machine says; exit status 1 where it is not well
"""

from __future__ import annotations

import http.client
import re
import socket
import sys
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer

from monitor.settings import Settings, SettingsError, load_settings

#: a step that has not ended well for this time, or is under way for longer, is not well
LATELY, LONG = timedelta(minutes=5), timedelta(minutes=30)
#: how long an answer may take, in seconds
PATIENCE = 10
#: where to ask a worker that listens everywhere
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  asked, not bound to
PATH = "/healthz"
#: bytes of what is posted that are read
BODY = 10_000
#: nothing but our own form is run or shown, nothing is kept, and nobody is told of the link
_GUARDED = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

#: a path, and whether something was posted there → status and page, None where there is nothing
Links = Callable[[str, bool], tuple[int, str] | None]


class Pulse:
    """When each step last ended well, and which are under way. Safe in several threads."""

    def __init__(self, steps: Collection[str], *, clock: Callable[[], datetime]) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._well = dict.fromkeys(steps, clock())
        self._running: dict[str, datetime] = {}

    @contextmanager
    def beat(self, step: str) -> Iterator[None]:
        """A step is under way; it has ended well if nothing is raised."""
        with self._lock:
            self._running[step] = self._clock()
        try:
            yield
            with self._lock:
                self._well[step] = self._clock()
        finally:
            with self._lock:
                del self._running[step]

    @property
    def running(self) -> list[str]:
        """The steps that are under way."""
        with self._lock:
            return sorted(self._running)

    def ailing(self) -> list[str]:
        """What is not well, a line each."""
        with self._lock:
            now, running = self._clock(), dict(self._running)
            still = {step: at for step, at in self._well.items() if step not in running and now - at > LATELY}
        long = {step: at for step, at in running.items() if now - at > LONG}
        return [f"{step} has been under way since {_said(at)}" for step, at in long.items()] + [
            f"{step} has not ended well since {_said(at)}" for step, at in still.items()
        ]


def _said(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


class _Server(ThreadingTCPServer):
    """http.server's own would look up its name first, which can take long."""

    allow_reuse_address, daemon_threads = True, True

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        super().__init__(address, handler)


@contextmanager
def served(settings: Settings, ailing: Callable[[], Collection[str]], links: Links = lambda *_: None) -> Iterator[None]:
    """Answers at `/healthz` while it is open: 200, or 503 with what *ailing* says; elsewhere with what *links* say.

    Raises OSError where it cannot.
    """
    server = _Server((settings.web_host, settings.web_port), _handler(ailing, links))
    thread = threading.Thread(target=server.serve_forever, name="healthz", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


def _handler(ailing: Callable[[], Collection[str]], links: Links) -> type[BaseHTTPRequestHandler]:
    class Door(BaseHTTPRequestHandler):
        timeout = PATIENCE
        server_version, sys_version = "ParliamentMonitor", ""

        def do_GET(self) -> None:
            if self.path == PATH:
                wrong = ailing()
                self._say(503 if wrong else 200, "text/plain", "\n".join(wrong or ["ok"]) + "\n")
            else:
                self._follow(posted=False)

        def do_POST(self) -> None:
            length = self.headers.get("Content-Length", "0")
            self.rfile.read(min(int(length), BODY) if re.fullmatch(r"[0-9]{1,9}", length) else 0)  # it says nothing new
            self._follow(posted=True)

        def _follow(self, *, posted: bool) -> None:
            told = links(self.path, posted)
            if told is None:
                self.send_error(404)
            else:
                self._say(told[0], "text/html", told[1])

        def _say(self, status: int, kind: str, text: str) -> None:
            body = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            for name, value in _GUARDED.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Asking is not worth a line, and the address that was asked for holds a token."""

    return Door


def ask(settings: Settings) -> tuple[bool, str]:
    """Whether the worker is well, and what it says."""
    host = _EVERYWHERE.get(settings.web_host, settings.web_host)
    connection = http.client.HTTPConnection(host, settings.web_port, timeout=PATIENCE)
    try:
        connection.request("GET", PATH)
        reply = connection.getresponse()
        return reply.status == 200, reply.read().decode("utf-8", "replace").strip()
    except (OSError, http.client.HTTPException) as err:
        return False, f"no worker answers at {host}:{settings.web_port} ({err})"
    finally:
        connection.close()


def main() -> int:
    """Ask and tell; the exit status."""
    try:
        well, told = ask(load_settings())
    except SettingsError as err:
        well, told = False, str(err)
    print(told)
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
