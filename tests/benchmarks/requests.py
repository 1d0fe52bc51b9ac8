"""B5: how often Parliament is asked on a sitting day, polled by the timetable, and by a poll that finds nothing new."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import httpx

from monitor.app import App
from monitor.store import queries
from tests.benchmarks.week import generated, monitor, poll_all, sittings
from tests.upstream import Replica

#: to reach, for all sources together
QUIET_REQUESTS, DAY_REQUESTS, FEWER_BYTES = 40, 2_500, 20
#: between polls, as monitor/worker/timetable.py has it: by day from MORNING on, at night; and before the quiet one
APART, MORNING, AT_NIGHT = timedelta(minutes=30), 6, timedelta(hours=2)
#: between the readings of written questions from noon to seven
BUSY, AFTERNOON = timedelta(minutes=15), range(12, 19)
#: the hour at which nothing changes for SOON
QUIET, SOON = 16, timedelta(minutes=10)
#: sitting days before the one that is measured: about 3,000 questions are open then
BEFORE = 15
#: every so many-th Member is watched, so that about 150 of the open questions have matched; and phrases besides
EVERY, PHRASES = 20, 99
QUESTIONS = "https://questions-statements-api.parliament.uk/api/writtenquestions/questions"
SPOKEN = "https://hansard-api.parliament.uk/search/contributions/Spoken.json"


class Spent(NamedTuple):
    """What one poll asked for, over all hosts."""

    requests: int
    bytes: int


def prove(*, size: int, seed: int) -> str:
    """The first *size* polls of a sitting day (39 are all), from the midnight before it; one more in its afternoon."""
    spent: list[Spent] = []
    quiet, open_questions, matched = Spent(0, 0), 0, 0
    days = ["--days", str(BEFORE + 2), "--questions-per-day", "500", "--scale", "1.37"]
    with generated(*days, seed=seed) as (folder, upstream):
        watched(folder / "watchlists", upstream)
        sitting = sittings(folder)
        with monitor(folder, upstream) as app:
            for day in sitting[:BEFORE]:
                upstream.clock(f"{day}T23:30:00")
                poll_all(app, f"{day}T23:30:00")
            midnight = datetime.fromisoformat(sitting[BEFORE])
            for now in timetable(midnight)[:size]:
                upstream.clock(now.isoformat())
                spent.append(_poll(app, now))
                if now.hour == QUIET and not quiet.requests:
                    quiet = _poll(app, now + SOON)
                    naive = naive_bytes(upstream, now.date())
                    open_questions, matched = _open(app)
                if now.hour in AFTERNOON:
                    upstream.clock((now + BUSY).isoformat())
                    spent.append(_poll(app, now + BUSY, "written-questions"))
        assert not upstream.violations(), upstream.violations()
    day_requests, fewer = sum(s.requests for s in spent), naive / quiet.bytes
    told = (
        f"{open_questions} open questions ({matched} matched), {1 + PHRASES} watches: {len(spent)} polls of a sitting day "
        f"{day_requests} requests; quiet poll {quiet.requests} requests, {fewer:.0f} times fewer bytes than a naive poller"
    )
    assert quiet.requests <= QUIET_REQUESTS, told
    assert day_requests <= DAY_REQUESTS, told
    assert fewer >= FEWER_BYTES, told
    return told


def timetable(midnight: datetime) -> list[datetime]:
    """When a day is polled."""
    night = [midnight + n * AT_NIGHT for n in range(MORNING // 2)]
    morning = midnight + timedelta(hours=MORNING)
    return [*night, *(morning + n * APART for n in range((24 - MORNING) * 2))]


def watched(folder: Path, upstream: Replica) -> None:
    """A watchlist of some Members and many phrases."""
    reply = httpx.get(
        f"{upstream.url}/members-api.parliament.uk/api/Members/Search?IsCurrentMember=true&skip=0&take=20"
    )
    first = min(int(item["value"]["id"]) for item in reply.json()["items"])
    members = ", ".join(str(first + n) for n in range(0, 650, EVERY))
    phrases = "".join(f'[[watch]]\ntitle = "Word {n}"\nphrases = ["gruffalo{n:02}"]\n' for n in range(PHRASES))
    folder.mkdir()
    text = f'title = "Many"\n[[watch]]\ntitle = "Some Members"\nmembers = [{members}]\n{phrases}'
    (folder / "many.toml").write_text(text, encoding="utf-8")


def naive_bytes(upstream: Replica, day: date) -> int:
    """Bytes of a poller that reads the lists of the last seven days again, not compressed, and no question alone."""
    first, size = day - timedelta(days=6), 0
    lists = [
        (QUESTIONS, {"tabledWhenFrom": first, "tabledWhenTo": day}, "", "totalResults"),
        (QUESTIONS, {"answeredWhenFrom": first, "answeredWhenTo": day}, "", "totalResults"),
        (
            SPOKEN,
            {"queryParameters.startDate": first, "queryParameters.endDate": day},
            "queryParameters.",
            "TotalResultCount",
        ),
    ]
    with httpx.Client(headers={"Accept-Encoding": "identity"}) as client:
        for url, asked, prefix, total in lists:
            skip, of = 0, 1
            while skip < of:
                paged = {**asked, f"{prefix}skip": skip, f"{prefix}take": 100}
                reply = client.get(url.replace("https://", f"{upstream.url}/"), params=paged)
                size, skip, of = size + len(reply.content), skip + 100, reply.json()[total]
    return size


def _open(app: App) -> tuple[int, int]:
    """Open questions in the store, and how many of them have matched."""
    kinds: dict[str, set[str]] = {kind: set() for kind in ("question", "answer", "withdrawal")}
    for kind, ids in kinds.items():
        ids |= {a.record for a in app.store.activities(kind=kind)}
    left = kinds["question"] - kinds["answer"] - kinds["withdrawal"]
    found = {f"written-questions/{m['activity']['upstream_id']}" for m in queries.matches(app.store, kind="question")}
    return len(left), len(left & found)


def _poll(app: App, now: datetime, *only: str) -> Spent:
    requests, heavy = app.client.requests, app.client.bytes
    poll_all(app, now.isoformat(), *only)
    return Spent(app.client.requests - requests, app.client.bytes - heavy)
