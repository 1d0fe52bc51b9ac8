"""The wiring: Settings → store, watchlists, sources, notifiers. The one place that knows how they are put together."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path

import stamina.instrumentation

from monitor.dispatch import sittings
from monitor.dispatch.desk import Desk
from monitor.parliament.dates import today
from monitor.parliament.people import Member, Post
from monitor.parliament.sittings import Calendar
from monitor.poll import Walk, poll
from monitor.settings import Settings
from monitor.sources import SOURCES
from monitor.sources.feed_list import load_feeds
from monitor.sources.feeds import Feeds
from monitor.sources.hansard_again import OneDay
from monitor.sources.http import PoliteClient
from monitor.sources.members import Register
from monitor.sources.source import Source, SourceError, Window
from monitor.sources.written_questions import WrittenQuestions
from monitor.store import Store, StoreError, queries
from monitor.store.addresses import Addresses
from monitor.watching import Watching
from notifiers import NOTIFIERS
from notifiers.email import Email
from notifiers.notifier import Notifier
from notifiers.slack import Slack
from watchlists.loading import examples, load, load_file
from watchlists.watchlist import Watchlist

#: below MONITOR_PUBLIC_URL, the links that stop an address; the worker serves them
STOP = "/stop/"
#: debates that were read again for quoting are not read once more within this time
AGAIN = timedelta(minutes=15)


@dataclass
class App:
    """One running monitor. Use `open_app`; what is not asked for is not opened."""

    settings: Settings
    client: PoliteClient

    @cached_property
    def store(self) -> Store:
        """The store, its migrations run. Raises StoreError naming the setting."""
        try:
            return Store.open(self.settings.database_url)
        except StoreError as err:
            raise StoreError(f"MONITOR_DATABASE_URL: {err}") from None

    @cached_property
    def sources(self) -> dict[str, Source]:
        """Every source by its name, in the order of the register. Raises FeedListError."""
        return {make.name: self._source(make) for make in SOURCES}

    def _source(self, make: Callable[[PoliteClient], Source]) -> Source:
        if make is Feeds:
            return Feeds(self.client, load_feeds(self.settings.feeds))
        return WrittenQuestions(self.client, self.calendar) if make is WrittenQuestions else make(self.client)

    @cached_property
    def register(self) -> Register:
        """Where Members are looked up."""
        return Register(self.client)

    @property
    def folder(self) -> Path:
        """Where the watchlists are: the operator's folder, or the packaged examples where that does not exist."""
        return self.settings.watchlists if self.settings.watchlists.exists() else examples()

    @cached_property
    def watchlists(self) -> tuple[Watchlist, ...]:
        """The watchlists as they are now. Raises WatchlistError."""
        return load(self.folder, find=self.find)

    @property
    def watchlist_ids(self) -> set[str]:
        """Of the files in the folder, right or wrong, and of all matches that are kept."""
        return {file.stem for file in self.folder.glob("*.toml")} | queries.watchlists(self.store)

    def watchlist(self, file: Path) -> Watchlist:
        """One watchlist file. Raises WatchlistError."""
        return load_file(file, find=self.find)

    def find(self, name: str) -> Sequence[Member]:
        """Members of that name in the register kept here."""
        return self.store.search_members(name)

    def standing(self, ids: Collection[int]) -> dict[int, Member]:
        """Members by id with their history as the register tells it now, of one alone also the posts."""
        found, _ = self.register.history(ids)
        if len(ids) == 1:
            found = [m.model_copy(update={"posts": self.register.posts(m.id)}) for m in found]
        return {m.id: m for m in found}

    @cached_property
    def notifiers(self) -> dict[str, Notifier]:
        """What says something, by the scheme of its addresses; those that the settings set up."""
        set_up = {"slack": self._slack, "email": self._email}
        return {scheme: made for scheme in NOTIFIERS if (made := set_up[scheme]())}

    def _slack(self) -> Notifier | None:
        token = self.settings.slack_token
        return Slack(token.get_secret_value(), base_url=self.settings.slack_api_url) if token else None

    def _email(self) -> Notifier | None:
        s = self.settings
        if not s.smtp_host or not s.email_from:
            return None
        password = s.smtp_password.get_secret_value() if s.smtp_password else None
        return Email(s.smtp_host, s.smtp_port, s.smtp_username, password, s.smtp_security, s.email_from)

    def calendar(self) -> Calendar:
        """When the Houses sit, as Parliament's calendar was last read."""
        return sittings.kept(self.store)

    def sits(self, day: date) -> bool:
        """Whether Parliament sits on *day*, by its calendar; where that does not say, by Hansard's readings."""
        readings = self.store.readings("hansard", sittings.spans(day))
        return sittings.is_sitting({span: r.count for span, r in readings.items()}, day, self.calendar())

    def desk(self, *, clock: Callable[[], datetime]) -> Desk:
        """What gathering and delivering need. The examples are sent to nobody. Raises WatchlistError."""
        return Desk(
            store=self.store,
            watchlists=self.watchlists if self.settings.watchlists.exists() else (),
            notifiers=self.notifiers,
            sources=list(self.sources),
            clock=clock,
            operator=self.settings.operator,
            sits=self.sits,
            calendar=self.calendar,
            contact=self.settings.contact or "",
            stop_url=self.stop_url,
            posts=self.posts,
            read_again=lambda day, now: not self.read_again(self.walk(now=now), day, now=now),
        )

    def stop_url(self, address: str) -> str:
        """The link by which the reader at *address* stops it; "" without MONITOR_PUBLIC_URL, and but for mail.

        A channel is many people's: none of them stops it for all by following a link.
        """
        if not self.settings.public_url or not address.startswith("email:"):
            return ""
        return f"{self.settings.public_url.rstrip('/')}{STOP}{Addresses(self.store).token(address)}"

    def posts(self, member: int) -> Sequence[Post] | None:
        """The posts of a Member, None where the register does not tell them."""
        try:
            return self.register.posts(member)
        except SourceError:
            return None

    def read_again(self, walk: Walk, day: date, *, now: datetime) -> tuple[str, ...]:
        """Record and match the debates of *day* as they are now, for quoting; why they could not be read to their end.

        It counts as a backfill: a poll of one day would hide that others were not read. A day is not read again within
        a quarter of an hour.
        """
        read = self._read_again.get(day)
        if read is None or not now - AGAIN < read[0] <= now:
            window = Window(first=day, last=day, history=True)
            read = self._read_again[day] = now, poll(OneDay(self.client), walk, window=window, now=now).errors
        return read[1]

    @cached_property
    def _read_again(self) -> dict[date, tuple[datetime, tuple[str, ...]]]:
        return {}

    def watching(self, watchlists: Sequence[Watchlist], *, now: datetime) -> Watching:
        """The watchlists with their first days; a watch or term met for the first time has today's."""
        return Watching(watchlists, self.store.meet(Watching.keys(watchlists), today(now)))

    def walk(self, *, now: datetime) -> Walk:
        """What a reading needs."""
        return Walk(self.store, self.watching(self.watchlists, now=now), self.register, lambda: self.client.requests)


@contextmanager
def open_app(settings: Settings) -> Iterator[App]:
    """A monitor with these settings, closed at the end."""
    stamina.instrumentation.set_on_retry_hooks(())  # it would tell of each second try on standard output
    app = App(settings, PoliteClient(contact=settings.contact, mirror=settings.mirror_url))
    try:
        yield app
    finally:
        app.client.close()
        for notifier in app.__dict__.get("notifiers", {}).values():
            if isinstance(notifier, Email):
                notifier.close()
        if "store" in app.__dict__:
            app.store.close()
