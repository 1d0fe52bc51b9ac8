"""The scheduled worker: every minute it says *tick* to each of its steps, and each does what is due.

    a step for each source     read it, if the timetable says so; for 20 minutes at most, the next reading goes on
    rematch                    match the last four weeks anew when watchlists have changed, and when the worker begins
    dispatch                   gather, queue, deliver; what is due is computed from the tables

Each step has a thread of its own, so that a slow one delays no other, and is never under way twice. The worker keeps
nothing that the store does not: what it was in the middle of is done again.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from monitor.app import App
from monitor.dispatch.delivery import Dispatched, dispatch
from monitor.parliament.dates import LONDON, UTC, today
from monitor.poll import REACH, Polled, Walk, poll, rematch, window
from monitor.sources.source import Source, SourceError
from monitor.store import StoreError
from monitor.store.addresses import Addresses
from monitor.watching import Watching
from monitor.worker import health, logs, timetable
from monitor.worker.folder import Folder, Lists
from monitor.worker.stopping import Stopping

TICK = timedelta(minutes=1)
#: a reading that lasts longer stops after the page in hand
PATIENCE = timedelta(minutes=20)
#: seconds that the steps in hand have to end once the worker is told to stop
GRACE = 60
STOPS = frozenset({signal.SIGTERM, signal.SIGINT})


@dataclass(frozen=True, eq=False)
class _Loaded:
    """The watchlists as they count now, and made ready for matching."""

    lists: Lists
    watching: Watching


class Worker:
    """The steps, for a scheduler or a test to tick. Raises WatchlistError where a file is not right to begin with."""

    def __init__(self, app: App, *, clock: Callable[[], datetime]) -> None:
        self._app, self._clock, self._log = app, clock, structlog.get_logger("monitor.worker.worker")
        app.desk(clock=clock)  # opens what the threads share before there are any
        #: the addresses of the examples are nobody's
        self._sends = app.settings.watchlists.exists()
        self._folder, self._loading = Folder(app.folder, find=app.find), threading.Lock()
        lists = self._folder.lists
        self._loaded = _Loaded(lists, app.watching(lists.watchlists, now=clock()))
        self._steps: Mapping[str, Callable[[datetime], None]] = {
            **{name: partial(self._read, source) for name, source in app.sources.items()},
            "rematch": self._rematch,
            "dispatch": self._dispatch,
        }
        self.pulse = health.Pulse(self._steps, clock=clock)
        self._began, self._tried, self._ended = clock(), dict[str, datetime](), set[str]()
        #: how many readings were begun with watchlists that changed meanwhile
        self._outdated = 0
        #: the watchlists that were matched anew, and after how many of these readings
        self._rematched: tuple[Watching, int] | None = None
        self._problems: list[str] = []
        self._stop = threading.Event()
        told = partial(self._log.info, "a reader has stopped an address", see="monitor addresses")
        #: the links by which readers stop their emails
        self.stopping = Stopping(Addresses(app.store), clock=clock, stopped=told)

    @property
    def steps(self) -> tuple[str, ...]:
        """The names of the steps; dispatch is the last."""
        return tuple(self._steps)

    def tick(self, step: str) -> None:
        """Do what is due of this step. Failures are told in the log, never raised: the next tick goes on."""
        try:
            with self.pulse.beat(step):
                if not self._stop.is_set():
                    self._steps[step](self._clock())
        except (StoreError, SourceError) as err:
            self._log.error(str(err), step=step)
        except Exception:
            self._log.exception("a fault of the program", step=step)
        finally:
            self._ended.add(step)

    def stop(self) -> None:
        """From now on nothing is begun, and what is under way ends after the page or delivery in hand."""
        self._stop.set()

    def ailing(self) -> list[str]:
        """What is not well, a line each."""
        try:
            self._app.store.last_complete("")
        except StoreError:
            return ["the store does not answer", *self.pulse.ailing()]
        return self.pulse.ailing()

    # -- the steps ------------------------------------------------------------------------------------------------

    def _read(self, source: Source, now: datetime) -> None:
        store, loaded = self._app.store, self._look(now)
        every = timetable.interval(source.name, now, self._app.sits(today(now)))
        if not timetable.is_due(self._last(source.name, now), now, every):
            return
        self._tried[source.name] = now
        walk = Walk(
            store,
            loaded.watching,
            self._app.register,
            lambda: self._app.client.requests_here,
            stop=self._stopping_after(now),
        )
        polled = poll(source, walk, window=window(store.last_complete(source.name), now=now), now=now)
        with self._loading:
            self._outdated += loaded.watching is not self._loaded.watching
        self._tell_of_reading(polled, walk, self._clock() - now)

    def _last(self, source: str, now: datetime) -> datetime | None:
        """When it was last read: to its end by whomever, or as far as it went by this worker."""
        times = (self._app.store.last_complete(source), self._tried.get(source))
        return max((at for at in times if at and at <= now), default=None)

    def _rematch(self, now: datetime) -> None:
        """The dates of a match decide whether it is announced, so that it may be found at any time."""
        wanted, done = (self._look(now).watching, self._outdated), 0
        if wanted == self._rematched:
            return
        since = today(now) - REACH
        for count in rematch(self._app.sources, self._app.store, wanted[0], since=since, now=now):
            if self._stop.is_set():
                return
            done = count
        self._rematched = wanted
        self._log.info("matched anew", activities=done, since=str(since))

    def _dispatch(self, now: datetime) -> None:
        """Waits, after a time without a worker, for what was missed to be read: a digest is to tell it."""
        missing = self._steps.keys() - self._ended - {"dispatch"}
        if missing and now - self._began < PATIENCE:
            return
        loaded = self._look(now)
        lists = loaded.lists
        desk = self._app.desk(clock=self._clock)
        told = lists.watchlists if self._sends else ()
        again = partial(self._read_again, loaded.watching)
        desk = replace(desk, watchlists=told, broken=lists.broken, stop=self._stop.is_set, read_again=again)
        self._tell_of_dispatch(dispatch(desk, now=now))

    def _read_again(self, watching: Watching, day: date, now: datetime) -> bool:
        """Whether the debates of *day* could be read once more, before they are quoted."""
        stop = self._stopping_after(now)
        walk = Walk(self._app.store, watching, self._app.register, lambda: self._app.client.requests_here, stop=stop)
        errors = self._app.read_again(walk, day, now=now)
        for text in errors:
            self._log.warning(text, day=str(day))
        return not errors

    def _stopping_after(self, now: datetime) -> Callable[[], bool]:
        """Whether the worker is told to stop, or a reading that began at *now* has had its time."""
        return lambda: self._stop.is_set() or self._clock() - now >= PATIENCE

    # -- watchlists -----------------------------------------------------------------------------------------------

    def _look(self, now: datetime) -> _Loaded:
        """The watchlists as they are now; what has changed is told."""
        with self._loading:
            before, lists = self._loaded, self._folder.look(now=now)
            if lists is not before.lists:
                same = lists.watchlists == before.lists.watchlists
                watching = before.watching if same else self._app.watching(lists.watchlists, now=now)
                self._loaded = _Loaded(lists, watching)
                self._tell_of_watchlists(before.lists, lists)
            return self._loaded

    # -- the log --------------------------------------------------------------------------------------------------

    def _tell_of_watchlists(self, before: Lists, after: Lists) -> None:
        for file, why in after.broken.items():
            if before.broken.get(file) != why:
                self._log.error("a watchlist is not valid; its last good version goes on", file=file, why=why)
        for file in before.broken.keys() - after.broken.keys():
            self._log.info("a watchlist is valid again", file=file)
        if after.watchlists != before.watchlists:
            self._log.info("watchlists have changed", watchlists=[one.id for one in after.watchlists])

    def _tell_of_reading(self, polled: Polled, walk: Walk, took: timedelta) -> None:
        said, c = self._log.bind(source=polled.source), polled.counts
        for text in (*polled.unreadable, *polled.errors, *walk.problems):
            said.warning(text)
        (said.info if polled.outcome == "complete" else said.warning)(
            f"read: {polled.outcome}",
            window=f"{polled.window.first} to {polled.window.last}",
            **{name: getattr(c, name) for name in ("rows", "new", "revised", "matched", "unreadable")},
            requests=polled.requests,
            seconds=round(took.total_seconds()),
        )

    def _tell_of_dispatch(self, done: Dispatched) -> None:
        for digest in done.queued:
            self._log.info("queued", address=digest.address, cadence=digest.cadence, entries=len(digest.entries))
        if done.sent or done.postponed or done.failed:
            self._log.info("delivered", sent=done.sent, postponed=done.postponed, failed=done.failed)
        for problem in done.problems:
            if problem not in self._problems:
                self._log.warning(problem)
        self._problems = done.problems


def work(app: App) -> None:
    """Tick until SIGTERM or SIGINT, then let the steps in hand end, for GRACE seconds. A second signal ends at once."""
    logs.configure(logs.secrets(app.settings))
    log = structlog.get_logger("monitor.worker.worker")
    with _signals_held() as released, ExitStack() as opened:
        worker = Worker(app, clock=lambda: datetime.now(UTC))
        try:
            opened.enter_context(health.served(app.settings, worker.ailing, worker.stopping))
        except OSError as err:
            log.warning("nothing answers at /healthz", why=err.strerror, port=app.settings.web_port)
        scheduler = _scheduled(worker)
        scheduler.start()
        log.info("working", steps=list(worker.steps), watchlists=str(app.folder))
        got = signal.sigwait(STOPS)
        released()
        log.info("stopping after the step in hand", signal=signal.Signals(got).name, under_way=worker.pulse.running)
        worker.stop()
        scheduler.shutdown(wait=False)
        if not _is_idle(worker):
            log.warning("left before its end; it is done again", under_way=worker.pulse.running)
            sys.stderr.flush()
            os._exit(0)  # a thread cannot be ended; a page or a delivery that is cut off is taken up by the next worker
    log.info("stopped")


def _scheduled(worker: Worker) -> BackgroundScheduler:
    """A scheduler that ticks each step now and every minute, in a thread for each."""
    scheduler = BackgroundScheduler(
        timezone=LONDON,
        executors={"default": ThreadPoolExecutor(len(worker.steps))},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    for step in worker.steps:
        first = datetime.now(UTC)
        scheduler.add_job(
            worker.tick, "interval", args=[step], id=step, seconds=TICK.total_seconds(), next_run_time=first
        )
    return scheduler


@contextmanager
def _signals_held() -> Iterator[Callable[[], None]]:
    """Signals wait to be asked for, in threads begun here too; what it yields lets the next one end the process."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)

    def release() -> None:
        for one in STOPS:
            signal.signal(one, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)

    try:
        yield release
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _is_idle(worker: Worker) -> bool:
    """Whether no step is under way any more, within GRACE seconds."""
    end = time.monotonic() + GRACE
    while worker.pulse.running and time.monotonic() < end:
        time.sleep(0.05)
    return not worker.pulse.running
