"""Upstreams are asked politely: identified, paced, patient, and never believed blindly."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

import httpx
import pytest
import respx

from monitor.sources import http
from monitor.sources.http import Gate, Missing, PoliteClient
from monitor.sources.source import Unavailable

HOST = "members-api.parliament.uk"
URL = f"https://{HOST}/api/Members"


@pytest.fixture
def client() -> Iterator[PoliteClient]:
    """A client that never waits."""
    with PoliteClient(contact="watch@example.org", pace=1e6, wait_initial=0, wait_max=0) as made:
        yield made


@respx.mock
def test_every_request_says_who_asks_and_takes_gzip(client: PoliteClient) -> None:
    """The User-Agent names the program and the operator's address."""
    packed = gzip.compress(b'{"a": 1}')
    headers = {"Content-Encoding": "gzip", "Content-Type": "application/json; charset=utf-8"}
    route = respx.get(URL).mock(return_value=httpx.Response(200, content=packed, headers=headers))
    assert client.get(URL, {"id": 7}) == {"a": 1}
    sent = route.calls.last.request
    assert sent.headers["User-Agent"].startswith("ParliamentMonitor/")
    assert sent.headers["User-Agent"].endswith("(+watch@example.org)")
    assert "gzip" in sent.headers["Accept-Encoding"]
    assert str(sent.url) == f"{URL}?id=7"


@respx.mock
@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_a_failure_that_passes_is_no_failure(client: PoliteClient, status: int) -> None:
    """Timeouts, rate limits and server errors are asked again, and each try is counted."""
    respx.get(URL).mock(side_effect=[httpx.Response(status), httpx.Response(200, json=[1])])
    assert client.get(URL) == [1]
    assert client.requests == 2
    assert client.host_requests == {HOST: 2}


@respx.mock
def test_requests_are_counted_for_each_thread(client: PoliteClient) -> None:
    """Each source is read in a thread of its own, and is not charged with what others ask."""
    respx.get(URL).mock(return_value=httpx.Response(200, json=[1]))
    client.get(URL)
    other = threading.Thread(target=client.get, args=[URL])
    other.start()
    other.join()
    assert (client.requests_here, client.requests) == (1, 2)


@respx.mock
def test_a_failure_that_stays_names_host_path_status_and_tries(client: PoliteClient) -> None:
    """After four tries the operator reads what was asked and what came."""
    route = respx.get(URL).mock(return_value=httpx.Response(503))
    with pytest.raises(Unavailable, match=rf"{HOST}/api/Members: status 503, after 4 tries"):
        client.get(URL)
    assert route.call_count == 4


@respx.mock
@pytest.mark.parametrize("status", [400, 401, 403, 422])
def test_a_refusal_is_not_asked_again(client: PoliteClient, status: int) -> None:
    """What was asked wrongly, or is forbidden, stays so."""
    route = respx.get(URL).mock(return_value=httpx.Response(status, text="no"))
    with pytest.raises(Unavailable, match=f"refused with status {status}"):
        client.get(URL)
    assert route.call_count == 1


@respx.mock
def test_nothing_there_is_told_apart(client: PoliteClient) -> None:
    """A 404 is Missing, which is an Unavailable."""
    respx.get(URL).mock(return_value=httpx.Response(404))
    with pytest.raises(Missing):
        client.get(URL)


JSON = {"Content-Type": "application/json"}
BROKEN: dict[str, httpx.Response | Exception] = {
    "no connection": httpx.ConnectError("no"),
    "no answer in time": httpx.ReadTimeout("slow"),
    "the connection broke off": httpx.RemoteProtocolError("peer closed connection"),
    "an empty reply": httpx.Response(200, content=b"", headers=JSON),
    "broken JSON": httpx.Response(200, content=b'{"results": [', headers=JSON),
    "text/html instead of JSON": httpx.Response(200, html="<title>Just a moment...</title>"),
}


@respx.mock
@pytest.mark.parametrize("what", BROKEN)
def test_what_is_no_answer_is_asked_again_and_then_an_error(client: PoliteClient, what: str) -> None:
    """A broken connection, half a reply or a challenge page with status 200 is never taken as an answer."""
    route = respx.get(URL).mock(side_effect=[BROKEN[what], httpx.Response(200, json={"fine": True})])
    assert client.get(URL) == {"fine": True}
    route.mock(side_effect=[BROKEN[what]] * 4)
    with pytest.raises(Unavailable, match=f"{what}, after 4 tries"):
        client.get(URL)


@respx.mock
def test_a_byte_order_mark_is_no_error(client: PoliteClient) -> None:
    """Some replies begin with one."""
    respx.get(URL).mock(return_value=httpx.Response(200, content=b'\xef\xbb\xbf{"a": 1}', headers=JSON))
    assert client.get(URL) == {"a": 1}


@respx.mock
def test_a_reply_without_end_is_not_swallowed(client: PoliteClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """The size is bounded after unpacking, so that a small reply cannot grow without bound."""
    monkeypatch.setattr(http, "REPLY_BYTES", 2**20)
    packed = gzip.compress(b"[" + b" " * 2**21 + b"]")
    assert len(packed) < 10_000
    headers = JSON | {"Content-Encoding": "gzip"}
    respx.get(URL).mock(return_value=httpx.Response(200, content=packed, headers=headers))
    with pytest.raises(Unavailable, match="larger than 1 MB"):
        client.get(URL)


def test_the_wait_that_upstream_names_is_kept_within_bounds() -> None:
    """Retry-After counts in seconds or as a date, up to a minute; anything else is left to our own waits."""
    soon = datetime.now(timezone.utc) + timedelta(seconds=30)
    read = http._retry_after
    assert read("7") == 7
    assert read("86400") == http.RETRY_AFTER
    assert 25 < (read(format_datetime(soon, usegmt=True)) or 0) <= 30
    assert read("Wed, 21 Oct 2015 07:28:00 GMT") == 0
    assert read("soon") is None
    assert read(None) is None


@respx.mock
def test_the_next_try_waits_as_long_as_upstream_asked(client: PoliteClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """A 429 with Retry-After decides the wait before the next try."""
    waits: list[bool | float] = []
    real = client._wait_before

    def noted(error: Exception) -> bool | float:
        waits.append(real(error))
        return True

    monkeypatch.setattr(client, "_wait_before", noted)
    busy = httpx.Response(429, headers={"Retry-After": "12"})
    respx.get(URL).mock(side_effect=[busy, httpx.Response(500), httpx.Response(200, json=1)])
    client.get(URL)
    assert waits == [12.0, True]


# -- the mirror, and redirects -----------------------------------------------------------------------------------------

MIRROR = "http://user:secret@127.0.0.1:8765/base/"


@pytest.fixture
def mirrored() -> Iterator[PoliteClient]:
    """A client that asks a mirror."""
    with PoliteClient(mirror=MIRROR, pace=1e6, wait_initial=0, wait_max=0) as made:
        yield made


@respx.mock
def test_a_mirror_is_asked_instead_of_every_host(mirrored: PoliteClient) -> None:
    """`https://HOST/PATH` becomes `MIRROR/HOST/PATH`; requests are still counted by the real host."""
    route = respx.get(url=f"http://127.0.0.1:8765/base/{HOST}/api/Members?skip=0&name=a%26b").respond(json=1)
    assert mirrored.get(URL, [("skip", "0"), ("name", "a&b")]) == 1
    assert route.called
    assert mirrored.host_requests == {HOST: 1}


@respx.mock
def test_a_redirect_is_mapped_to_the_mirror_again(mirrored: PoliteClient) -> None:
    """Upstream redirects by real names."""
    there = "https://questions-statements-api.parliament.uk/api/x?a=1"
    respx.get(url=f"http://127.0.0.1:8765/base/{HOST}/api/Members").respond(301, headers={"Location": there})
    respx.get(url="http://127.0.0.1:8765/base/questions-statements-api.parliament.uk/api/x?a=1").respond(json=2)
    assert mirrored.get(URL) == 2


@respx.mock
@pytest.mark.parametrize("to", ["https://example.org/x", "http://members-api.parliament.uk/x", "https://evil-gov.uk/x"])
def test_a_redirect_elsewhere_is_not_followed(client: PoliteClient, to: str) -> None:
    """Only to public hosts of the state, and only over https."""
    respx.get(URL).respond(302, headers={"Location": to})
    with pytest.raises(Unavailable, match="not followed"):
        client.get(URL)


@respx.mock
def test_redirects_come_to_an_end(client: PoliteClient) -> None:
    """A circle is an error."""
    respx.get(URL).respond(302, headers={"Location": URL})
    with pytest.raises(Unavailable, match="more than 3 redirects"):
        client.get(URL)


@respx.mock
def test_no_secret_is_told(mirrored: PoliteClient) -> None:
    """Neither the query nor the mirror's password stands in a message."""
    respx.get(url__startswith="http://127.0.0.1:8765/").mock(side_effect=httpx.ConnectError("secret at 127.0.0.1"))
    with pytest.raises(Unavailable) as told:
        mirrored.get(URL, {"key": "hidden"})
    assert "secret" not in str(told.value)
    assert "hidden" not in str(told.value)
    assert told.value.__cause__ is None


# -- the pace ----------------------------------------------------------------------------------------------------------


def test_no_second_sees_more_starts_than_the_pace() -> None:
    """Sixty requests at five a second, by a clock of our own."""
    at, starts = [0.0], list[float]()

    def sleep(seconds: float) -> None:
        at[0] += seconds

    gate = Gate(5, 2, clock=lambda: at[0], sleep=sleep)
    for n in range(60):
        at[0] += 0.7 if n % 7 == 0 else 0.01
        with gate():
            starts.append(at[0])
    assert all(sum(t <= other <= t + 1 for other in starts) <= 5 for t in starts)


def test_each_host_has_a_pace_of_its_own_under_a_mirror_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hosts are told apart although one server answers for all."""
    asked: list[str] = []
    transport = httpx.MockTransport(lambda request: httpx.Response(200, json=1))
    client = PoliteClient(mirror=MIRROR, pace=1e6, transport=transport)
    real = client._gate

    def noted(host: str) -> Callable[[], object]:
        asked.append(host)
        return real(host)

    monkeypatch.setattr(client, "_gate", noted)
    client.get("https://bills-api.parliament.uk/x")
    client.get(URL)
    assert asked == ["bills-api.parliament.uk", HOST]
    assert real("bills-api.parliament.uk") is not real(HOST)


def test_at_most_two_requests_are_under_way_at_one_host() -> None:
    """Eight threads ask; two are answered at a time."""
    two, lock, under_way, peak = threading.Barrier(2, timeout=20), threading.Lock(), [0], [0]

    def answer(request: httpx.Request) -> httpx.Response:
        with lock:
            under_way[0] += 1
            peak[0] = max(peak[0], under_way[0])
        two.wait()
        with lock:
            under_way[0] -= 1
        two.wait()
        return httpx.Response(200, json=1)

    client = PoliteClient(pace=1e6, transport=httpx.MockTransport(answer))
    threads = [threading.Thread(target=client.get, args=(URL,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert peak == [2]
    assert client.requests == 8


FEED = "https://www.union.example/feed/"


@respx.mock
def test_a_text_that_has_not_changed_is_not_sent_again(client: PoliteClient) -> None:
    """What it came with is named when it is asked for again, and a 304 is no news."""
    came = {"ETag": '"7"', "Last-Modified": "Thu, 23 Apr 2026 00:05:00 GMT", "Content-Type": "application/rss+xml"}
    route = respx.get(FEED).mock(side_effect=[httpx.Response(200, text="<rss/>", headers=came), httpx.Response(304)])
    first = client.text(FEED)
    assert first
    assert (first.body, first.kind) == (b"<rss/>", "application/rss+xml")
    assert "If-None-Match" not in route.calls.last.request.headers
    assert client.text(FEED, etag=first.etag, modified=first.modified) is None
    sent = route.calls.last.request.headers
    assert (sent["If-None-Match"], sent["If-Modified-Since"]) == (came["ETag"], came["Last-Modified"])


@respx.mock
def test_a_text_is_asked_again_and_has_its_own_limit(client: PoliteClient) -> None:
    """A failure that passes is tried again; a reply beyond the limit is refused; a 304 never asked for is an error."""
    respx.get(FEED).mock(side_effect=[httpx.Response(503), httpx.Response(200, content=b"x" * 2**20)])
    assert client.text(FEED, limit=2**20)
    respx.get(FEED).mock(return_value=httpx.Response(200, content=b"x" * (2**20 + 1)))
    with pytest.raises(Unavailable, match="larger than 1 MB"):
        client.text(FEED, limit=2**20)
    respx.get(FEED).mock(return_value=httpx.Response(304))
    with pytest.raises(Unavailable, match="refused with status 304"):
        client.text(FEED)


@respx.mock
def test_a_redirect_within_a_site_is_followed_and_out_of_it_is_not(client: PoliteClient) -> None:
    """From www to the bare name and to a name under it; never to a stranger, nor to a name that only ends alike."""
    respx.get("https://union.example/feed/").mock(return_value=httpx.Response(200, text="<rss/>"))
    respx.get(FEED).mock(return_value=httpx.Response(301, headers={"Location": "https://union.example/feed/"}))
    assert client.text(FEED)
    for stranger in ("https://notunion.example/", "https://10.0.0.1/", "http://union.example/feed/"):
        respx.get(FEED).mock(return_value=httpx.Response(301, headers={"Location": stranger}))
        with pytest.raises(Unavailable, match="is not followed"):
            client.text(FEED)
