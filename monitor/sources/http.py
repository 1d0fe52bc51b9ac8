"""PoliteClient: how every upstream is asked. The only maker of HTTP clients.

In order, for each request: wait for the pace of its host, send, follow redirects within its site and to public hosts
of the state, look at status, content type and size, decode. What is likely to pass (408, 429, 5xx, a broken
connection, a 200 that is no JSON) is asked again with a growing wait, or the wait that upstream names; everything else
is an error at once.
"""

from __future__ import annotations

import json
import random
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

import httpx
import stamina

from monitor import __version__
from monitor.sources.paging import Check, Key, Row, Rows
from monitor.sources.source import Unavailable

Params = Sequence[tuple[str, str]] | Mapping[str, Any]
_T = TypeVar("_T")
#: statuses that pass by themselves (API_NOTES 0.9: seen from Cloudflare and the hosts behind it)
PASSING = frozenset({408, 429, 500, 502, 503, 504})
#: largest reply taken, unpacked; the largest recorded is 2 MB
REPLY_BYTES = 32 * 1024 * 1024
#: longest wait that a Retry-After may ask for
RETRY_AFTER = 60.0
#: the questions host answers in up to 30 s (API_NOTES 0.9)
READ_TIMEOUT, CONNECT_TIMEOUT = 40.0, 10.0
REDIRECTS = 3
#: where a redirect may lead
_PUBLIC = (".parliament.uk", ".gov.uk", ".nao.org.uk")
_FEEDS = "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1"


class Missing(Unavailable):
    """There is nothing at that address (404, 410)."""


@dataclass(frozen=True)
class Text:
    """A reply that is no JSON: its bytes, its content type, and what to name when asking whether it has changed."""

    body: bytes
    kind: str = ""
    etag: str = ""
    modified: str = ""


class _Passing(Exception):
    """Worth another try; `wait` in seconds where upstream named one."""

    def __init__(self, why: str, wait: float | None = None) -> None:
        super().__init__(why)
        self.wait = wait


class Gate:
    """The pace of one host: at most *pace* starts in any second, and *in_flight* requests under way. Thread-safe."""

    def __init__(
        self,
        pace: float,
        in_flight: int,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        # a tenth is added because what starts evenly here does not arrive evenly there
        self._apart = 1.1 / pace
        self._clock, self._sleep = clock, sleep
        self._slots, self._lock = threading.BoundedSemaphore(in_flight), threading.Lock()
        self._next = clock()

    @contextmanager
    def __call__(self) -> Iterator[None]:
        """Wait for a turn, and hold it while the request is under way."""
        with self._slots:
            with self._lock:
                start = max(self._next, self._clock())
                self._next = start + self._apart
            if (wait := start - self._clock()) > 0:
                self._sleep(wait)
            yield


class PoliteClient:
    """Asks upstreams: identified, paced, patient. Thread-safe; use as a context manager or call `close`.

    *mirror*: `https://HOST/PATH` is asked as `MIRROR/HOST/PATH`. *pace*: requests a second and host; *in_flight*: at
    once and host. *attempts* in all; waits from *wait_initial* to *wait_max* seconds. *transport* replaces the network.
    """

    def __init__(
        self,
        *,
        contact: str | None = None,
        mirror: str | None = None,
        pace: float = 5.0,
        in_flight: int = 2,
        attempts: int = 4,
        wait_initial: float = 1.0,
        wait_max: float = 20.0,
        timeout: float = READ_TIMEOUT,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._mirror = mirror.rstrip("/") if mirror else None
        self._pace, self._in_flight = pace, in_flight
        self._attempts, self._wait_initial, self._wait_max = attempts, wait_initial, wait_max
        agent = f"ParliamentMonitor/{__version__}" + (f" (+{contact})" if contact else "")
        self._http = httpx.Client(
            headers={"User-Agent": agent, "Accept": "application/json"},
            timeout=httpx.Timeout(timeout, connect=CONNECT_TIMEOUT),
            transport=transport,
        )
        self._gates: dict[str, Gate] = {}
        self._lock = threading.Lock()
        #: requests sent to each host, second tries included
        self.host_requests: Counter[str] = Counter()
        #: bytes received, as they came over the wire
        self.bytes = 0
        self._here = threading.local()

    @property
    def requests(self) -> int:
        """Requests sent so far, second tries included."""
        with self._lock:
            return sum(self.host_requests.values())

    @property
    def requests_here(self) -> int:
        """Requests sent so far by the thread that asks: where each source has its own, those of one source."""
        return getattr(self._here, "requests", 0)

    def close(self) -> None:
        """Close every connection."""
        self._http.close()

    def __enter__(self) -> PoliteClient:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def get(self, url: str, params: Params = ()) -> Any:
        """The decoded JSON at *url*, an `https://` address. Raises Unavailable, or Missing where there is nothing."""
        pairs = _pairs(params)
        real = httpx.URL(f"{url}?{urlencode(pairs)}") if pairs else httpx.URL(url)

        def once() -> Any:
            return _decoded(*self._once(real, {}, REPLY_BYTES), _where(url))

        return self._patiently(once, _where(url))

    def text(self, url: str, *, etag: str = "", modified: str = "", limit: int = REPLY_BYTES) -> Text | None:
        """What stands at *url*; None where that is as it was when it came with *etag* and *modified*.

        Raises Unavailable, also where it is larger than *limit* bytes, or Missing where there is nothing.
        """
        conditions = {"If-None-Match": etag, "If-Modified-Since": modified}
        headers = {"Accept": _FEEDS} | {name: value for name, value in conditions.items() if value}

        def once() -> Text | None:
            reply, body = self._once(httpx.URL(url), headers, limit)
            if reply.status_code == 304 and len(headers) > 1:
                return None
            _good(reply, _where(url))
            said = reply.headers
            return Text(body, said.get("Content-Type", ""), said.get("ETag", ""), said.get("Last-Modified", ""))

        return self._patiently(once, _where(url))

    def _patiently(self, once: Callable[[], _T], where: str) -> _T:
        """What *once* brings, asked again while what it meets may pass."""
        tries = 0
        try:
            for attempt in stamina.retry_context(
                on=self._wait_before,
                attempts=self._attempts,
                timeout=None,
                wait_initial=self._wait_initial,
                wait_max=self._wait_max,
                wait_jitter=self._wait_initial,
            ):
                with attempt:
                    tries = attempt.num
                    return once()
        except _Passing as err:
            raise Unavailable(f"{where}: {err}, after {tries} {'try' if tries == 1 else 'tries'}") from None
        raise AssertionError("stamina always tries once")  # pragma: no cover

    def rows(
        self,
        url: str,
        params: Params,
        *,
        skip_name: str = "skip",
        take_name: str = "take",
        take: int,
        results: Callable[[Any], list[Row]],
        total: Callable[[Any], int],
        key: Key,
        check: Check | None = None,
    ) -> Rows:
        """All rows of a list, batch by batch; see `Rows`, whose `outcome` says afterwards whether it was whole."""
        pairs = _pairs(params)

        def page(skip: int) -> Any:
            return self.get(url, [*pairs, (skip_name, str(skip)), (take_name, str(take))])

        return Rows(page, take=take, results=results, total=total, key=key, check=check, where=_where(url))

    def _wait_before(self, error: Exception) -> bool | float:
        """Whether to try again, or the seconds after which upstream wants to be asked."""
        if not isinstance(error, _Passing):
            return False
        # stamina adds no jitter to a wait of ours; ours may only be longer than what was asked for
        return True if error.wait is None else error.wait + random.uniform(0, min(1.0, self._wait_initial))  # noqa: S311

    def _once(self, real: httpx.URL, headers: Mapping[str, str], limit: int) -> tuple[httpx.Response, bytes]:
        """One try, redirects included."""
        first = real
        for _ in range(REDIRECTS + 1):
            reply, body = self._send(real, headers, limit)
            if not reply.has_redirect_location:
                return reply, body
            real = _redirected(real, reply)
        raise Unavailable(f"{first.host}{first.path}: more than {REDIRECTS} redirects")

    def _send(self, real: httpx.URL, headers: Mapping[str, str], limit: int) -> tuple[httpx.Response, bytes]:
        """Ask for *real*, through the mirror if there is one, at the pace of its host."""
        with self._gate(real.host)():
            with self._lock:
                self.host_requests[real.host] += 1
            self._here.requests = self.requests_here + 1
            try:
                with self._http.stream("GET", self._mapped(real), headers=headers) as reply:
                    try:
                        return reply, _read(reply, real, limit)
                    finally:
                        with self._lock:
                            self.bytes += reply.num_bytes_downloaded
            except (httpx.TransportError, httpx.DecodingError) as err:
                raise _Passing(_said(err)) from None

    def _mapped(self, real: httpx.URL) -> httpx.URL | str:
        return f"{self._mirror}/{real.host}{real.raw_path.decode('ascii')}" if self._mirror else real

    def _gate(self, host: str) -> Gate:
        with self._lock:
            return self._gates.setdefault(host, Gate(self._pace, self._in_flight))


def _pairs(params: Params) -> list[tuple[str, str]]:
    return [(k, str(v)) for k, v in (params.items() if isinstance(params, Mapping) else params)]


def _where(url: str) -> str:
    """Host and path: never the query, nor a password."""
    split = urlsplit(url)
    return f"{split.hostname}{split.path}"


def _read(reply: httpx.Response, real: httpx.URL, limit: int) -> bytes:
    """The body, unpacked, up to *limit* bytes."""
    parts: deque[bytes] = deque()
    size = 0
    for part in reply.iter_bytes():
        size += len(part)
        if size > limit:
            raise Unavailable(f"{real.host}{real.path}: the reply is larger than {limit // 2**20} MB")
        parts.append(part)
    return b"".join(parts)


def _said(error: httpx.HTTPError) -> str:
    """What went wrong, in words that hold no address."""
    if isinstance(error, httpx.ConnectTimeout | httpx.ConnectError):
        return "no connection"
    if isinstance(error, httpx.TimeoutException):
        return "no answer in time"
    return "unreadable compression" if isinstance(error, httpx.DecodingError) else "the connection broke off"


def _redirected(real: httpx.URL, reply: httpx.Response) -> httpx.URL:
    """Where a redirect leads, if that is of the same site or a public host."""
    try:
        to = real.join(reply.headers["Location"])
    except httpx.InvalidURL:
        raise Unavailable(f"{real.host}{real.path}: a redirect that is no address") from None
    followed = f".{to.host}".endswith((*_PUBLIC, f".{real.host.removeprefix('www.')}"))
    if to.scheme != "https" or not followed or to.port is not None:
        raise Unavailable(f"{real.host}{real.path}: redirects to {to.host or 'nowhere'}, which is not followed")
    return to


def _good(reply: httpx.Response, where: str) -> None:
    """Refuse a reply that is not what was asked for."""
    status = reply.status_code
    if status in PASSING:
        raise _Passing(f"status {status}", _retry_after(reply.headers.get("Retry-After")))
    if status in (404, 410):
        raise Missing(f"{where}: nothing there (status {status})")
    if status != 200:
        raise Unavailable(f"{where}: refused with status {status}")


def _decoded(reply: httpx.Response, body: bytes, where: str) -> Any:
    """The JSON of a good reply."""
    _good(reply, where)
    kind = reply.headers.get("Content-Type", "").split(";")[0].strip().lower()
    if kind and not kind.endswith(("/json", "+json")):
        raise _Passing(f"answered with {kind} instead of JSON")
    try:
        return json.loads(body.decode("utf-8-sig"))
    except ValueError:  # of JSON, and of UTF-8
        raise _Passing("an empty reply" if not body.strip() else "answered with broken JSON") from None
    except RecursionError:
        raise Unavailable(f"{where}: JSON nested too deep") from None


def _retry_after(value: str | None) -> float | None:
    """Seconds of a Retry-After header (a number, or a date), within bounds; None where there is none to understand."""
    if not value:
        return None
    if value.strip().isdecimal():
        return min(float(value), RETRY_AFTER)
    try:
        when = parsedate_to_datetime(value)
    except ValueError:
        return None
    when = when if when.tzinfo else when.replace(tzinfo=timezone.utc)
    return min(max((when - datetime.now(timezone.utc)).total_seconds(), 0.0), RETRY_AFTER)
