"""The server: the sample Parliament on loopback, as a mirror of the hosts it stands for.

`https://HOST/PATH` is asked as `URL/HOST/PATH`. Its time is that of `clock`, which whoever runs it moves.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from monitor.parliament.dates import UTC, london
from monitor.sample import (
    bills,
    calendar,
    committees,
    hansard,
    members,
    motions,
    petitions,
    publications,
    questions,
    statements,
    votes,
)
from monitor.sample.asking import JSON, NotThere, Refused, answer
from monitor.sample.fortnight import Fortnight, read

HOSTS = {one.HOST: one.ROUTES for one in (hansard, members, motions, committees, calendar, bills, petitions)} | {
    questions.HOST: (*questions.ROUTES, *statements.ROUTES),
    votes.COMMONS: votes.COMMONS_ROUTES,
    votes.LORDS: votes.LORDS_ROUTES,
    publications.GOV_UK: publications.GOV_UK_ROUTES,
    publications.NAO: publications.NAO_ROUTES,
    publications.HMIP: publications.HMIP_ROUTES,
}


class Sample:
    """The fortnight at a time; thread-safe, as long as nobody but the owner moves the clock."""

    def __init__(self, fortnight: Fortnight, *, now: datetime) -> None:
        self.fortnight, self._now = fortnight, now
        self.url = ""

    def clock(self, now: datetime) -> None:
        """From now on it is *now*, an aware instant."""
        self._now = now

    def reply(self, address: str) -> tuple[int, JSON]:
        """Status and body of the reply to "/HOST/PATH?QUERY"."""
        split = urlsplit(address)
        host, _, path = split.path.removeprefix("/").partition("/")
        now = london(self._now).replace(tzinfo=None)
        if status := self.fortnight.fault_of(host, now):
            return status, {"Message": "The service is unavailable."}
        given = parse_qs(split.query, keep_blank_values=True)
        try:
            return 200, answer(HOSTS.get(host, ()), f"/{path}", given, self.fortnight, now)
        except Refused as err:
            return 400, {"title": "Bad Request", "status": 400, "detail": str(err)}
        except NotThere as err:
            return 404, {"title": "Not Found", "status": 404, "detail": str(err)}


@contextmanager
def served(fortnight: Fortnight | None = None, *, now: datetime | None = None) -> Iterator[Sample]:
    """The sample on a free port of loopback, until the block ends; `url` is the mirror to ask."""
    sample = Sample(fortnight or read(), now=now or datetime.now(UTC))
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(sample))
    sample.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield sample
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(sample: Sample) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        #: head and body in one packet
        wbufsize = -1

        def do_GET(self) -> None:
            status, said = sample.reply(self.path)
            feed = isinstance(said, str) and said.startswith("<")
            body = (said if feed else json.dumps(said, ensure_ascii=False)).encode()
            self.send_response(status)
            self.send_header("Content-Type", f"application/{'xml' if feed else 'json'}; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Nothing: what is asked is told by whoever asks."""

    return Handler
