"""What the tests of sources share: an upstream that answers from a dict, and a memory that keeps what a source reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx

from monitor.parliament.activities import Activity
from monitor.sources.http import PoliteClient
from monitor.sources.source import Event, Kept, Page, Reading, Record, Source, Window

#: a path → what is answered: JSON, a response, or a function of the request that makes one
Replies = dict[str, Any]


@dataclass
class Upstream:
    """Answers requests by their path; what it has no reply for is a 404. `asked`: every request, by path."""

    replies: Replies = field(default_factory=dict)
    requests: list[httpx.Request] = field(default_factory=list)

    @property
    def asked(self) -> Counter[str]:
        """How often each path was asked for."""
        return Counter(r.url.path for r in self.requests)

    def client(self) -> PoliteClient:
        """A client that asks here, without waiting."""
        transport = httpx.MockTransport(self._answer)
        return PoliteClient(pace=10_000, attempts=2, wait_initial=0.001, wait_max=0.001, transport=transport)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        reply = self.replies.get(request.url.path, httpx.Response(404))
        if callable(reply):
            reply = reply(request)
        return reply if isinstance(reply, httpx.Response) else httpx.Response(200, json=reply)


@dataclass
class Memory:
    """Keeps what a source reads, as the store does: the latest state of each record, and the last whole readings."""

    source: Source
    members: frozenset[int] = frozenset()
    records: dict[str, Record] = field(default_factory=dict)
    spans: dict[str, Reading] = field(default_factory=dict)
    told: dict[str, Activity] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)

    def listings(self, ids: Collection[str]) -> Mapping[str, str]:
        """As the store's."""
        return {i: self.records[i].listing for i in ids if i in self.records}

    def readings(self, spans: Collection[str]) -> Mapping[str, Reading]:
        """As the store's."""
        return {s: self.spans[s] for s in spans if s in self.spans}

    def watched(self) -> frozenset[int]:
        """As the watchlists'."""
        return self.members

    def read(self, window: Window, *, now: datetime, again: Sequence[Record] = ()) -> list[Activity]:
        """Read once; the activities that are new or have other words, in order. Errors are those of this reading."""
        self.errors, self.unreadable, news = [], [], []
        for page in self.source.read(window, self, again, now=now):
            self.errors += [page.error] if page.error else []
            self.unreadable += page.unreadable
            for event in self._settled(page, {r.id for r in again}, now):
                old = self.told.get(event.activity.id)
                if old is None or (not event.passed and old.fingerprint != event.activity.fingerprint):
                    news.append(event.activity)
                if old is None or not event.passed:
                    self.told[event.activity.id] = event.activity
            if page.complete:
                self.spans[page.span] = Reading(span=page.span, at=now, count=len(page.seen), probe=page.probe)
        return news

    def _settled(self, page: Page, again: Collection[str], now: datetime) -> list[Event]:
        kept = {r.id: Kept(record=self.records[r.id]) for r in page.records if r.id in self.records}
        events: list[Event] = []
        for record in self.source.settle(page, kept).records:
            before = self.records.get(record.id)
            if before is None or record.rank >= before.rank:
                events += self.source.events(record, before, again=record.id in again, now=now)
                self.records[record.id] = record
        return events


def paged(rows: Callable[[], Sequence[Any]], reply: Callable[[list[Any], int], Any]) -> Callable[[httpx.Request], Any]:
    """Answers with the rows from `skip`, at most `take`, put into an envelope by *reply(rows, total)*."""

    def answer(request: httpx.Request) -> httpx.Response:
        asked = {name.split(".")[-1].casefold(): value for name, value in request.url.params.items()}
        skip, take = int(asked.get("skip", 0)), int(asked.get("take", 20))
        every = list(rows())
        return httpx.Response(200, json=reply(every[skip : skip + take], len(every)))

    return answer
