"""Each fault of the replica at each host: the poll names what failed, and a day later nothing is lost or doubled.

All sources are read, undisturbed, through the instants of a Parliament, and the store is kept after each. A run takes up
one of these stores and goes on for a few instants, each read under faults first and, once they are over, again: a fault
of its own at every host, the one that it has had least. Then it goes on undisturbed for a day: lists that are read once
an hour, or at night, have been read again by then.
"""

from __future__ import annotations

import ast
import random
import re
import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from monitor.app import App
from monitor.parliament.dates import instant
from monitor.poll import Polled, poll, window
from monitor.settings import Settings
from monitor.sources.http import PoliteClient
from tests.proofs.kills import Undertaking, _difference, undertaking
from tests.proofs.parliament import Parliament, parliament

#: host → fields of its replies that are spoiled; feeds have none
HOSTS: Mapping[str, tuple[str, ...]] = {
    "questions-statements-api.parliament.uk": (
        "id", "uin", "questionText", "dateTabled", "answerText", "dateMade", "title",
    ),
    "hansard-api.parliament.uk": (
        "MemberId", "AttributedTo", "SittingDate", "ContributionTextFull", "ContributionExtId",
    ),
    "whatson-api.parliament.uk": ("Id", "StartDate", "Description", "Category", "Members"),
    "oralquestionsandmotions-api.parliament.uk": (
        "Id", "UIN", "MotionText", "DateTabled", "MemberId", "Sponsors", "AnsweringWhen", "QuestionText",
    ),
    "commonsvotes-api.parliament.uk": ("DivisionId", "Date", "Title", "AyeCount", "Ayes"),
    "lordsvotes-api.parliament.uk": ("divisionId", "date", "title", "memberContentCount", "contents"),
    "committees-api.parliament.uk": ("id", "title", "openDate", "startDate", "publicationStartDate", "witnesses"),
    "bills-api.parliament.uk": ("billId", "shortTitle", "lastUpdate", "currentStage", "publicationTypes"),
    "petition.parliament.uk": ("id", "action", "state", "signature_count", "opened_at"),
    "www.gov.uk": ("link", "title", "public_timestamp", "content_id", "organisations"),
    "members-api.parliament.uk": ("id", "value"),
    "www.nao.org.uk": (),
    "www.justiceinspectorates.gov.uk": (),
}  # fmt: skip
#: kind of fault → the options it is tried with
FAULTS: dict[str, dict[str, Any]] = {
    "status": {"status": 503},
    "rate_limit": {"retry_after": 0},
    "slow": {"seconds": 0.05},
    "drip": {"seconds": 0.1},
    "timeout": {"seconds": 0.5},
    "reset": {},
    "truncate": {},
    "html_200": {},
    "html_403": {},
    "empty_200": {},
    "bom": {},
    "shift": {},
    "duplicate": {},
    "lost": {},
    "total_lies": {"delta": 7},
    "null_field": {"field": "questionText"},
    "wrong_type": {"field": "dateTabled"},
    "extra_field": {},
    "missing_field": {"field": "SittingDate"},
    "empty_results": {},
}
#: faults that no second try survives where every request is hit: the poll must say so
LOUD = {"status", "rate_limit", "timeout", "reset", "truncate", "html_200", "html_403", "empty_200"}
BREAKING = {"reset", "truncate"}
#: faults that nothing tells: a list that is read once, to catch up with weeks, is not read again for them
SILENT = {"null_field", "missing_field", "wrong_type"}
WEEKS = timedelta(days=7)
#: hosts that are first asked how many rows there are: a number of one digit has no half to break off
COUNTING = {"commonsvotes-api.parliament.uk", "lordsvotes-api.parliament.uk"}
#: instants of a run
INSTANTS = 4
#: seconds that are waited for a reply: under faults, and without
HASTY, PATIENT = 0.3, 30.0
#: how long after its last fault a store is compared
HEALED = timedelta(days=1)
#: tables that say when something was read
READ = {"readings", "follow_ups"}
#: when it was first seen: an empty list of what is read once a day is not told from a day without news; and words that
#: came without some of them are revised when they come whole; a signature has the number of names when it was found;
#: what is read debate by debate, where the search fails, has besides the question's number; a motion has the day on
#: which it was last read alone
WHEN = re.compile(
    r"\('(?:revision|revised_at|first_seen|found_at)', (?:None|\d+|datetime\.datetime\([^)]*\))\)"
    r'|"signatures":\d+(?=,"kind":"signature")|"uin":"\d*"(?=,"(?:correction":|kind":"contribution"))'
    r'|"read":"[-\d]+"'
)
Hit = Counter[tuple[str, str]]


@contextmanager
def monitor(run: Undertaking, *, timeout: float) -> Iterator[App]:
    """A monitor over the store of *run*, without politeness towards the replica."""
    client = PoliteClient(
        mirror=run.upstream.url, pace=10_000, timeout=timeout, attempts=2, wait_initial=0.001, wait_max=0.002
    )
    settings = Settings(
        database_url=run.database,
        watchlists=run.folder / "watchlists",
        feeds=run.folder / "feeds.toml",
        _env_file=None,
    )
    app = App(settings, client)
    yield app
    app.store.close()
    client.close()


def polled(run: Undertaking, now: str, *, timeout: float = PATIENT) -> tuple[list[Polled], str]:
    """All sources read once at *now*; and everything that was said of failures."""
    at = instant(now)
    with monitor(run, timeout=timeout) as app:
        walk = app.walk(now=at)
        found = [
            poll(s, walk, window=window(app.store.last_complete(s.name), now=at), now=at) for s in app.sources.values()
        ]
    return found, "\n".join([line for one in found for line in (*one.errors, *one.unreadable)] + walk.problems)


def undisturbed(run: Undertaking, now: str, after: object = "nothing") -> None:
    """One reading in which nothing fails."""
    results, said = polled(run, now)
    assert all(result.outcome == "complete" for result in results), f"{now} after {after}: {said}"
    assert not said, f"{now} after {after}: {said}"


def rules(hit: Hit, draw: random.Random, *, mixed: bool, silent: bool) -> list[dict[str, Any]]:
    """A rule for every host: the kind that it has had least, or that and another when *mixed*; some *silent* or none."""
    kinds = sorted(FAULTS.keys() if silent else FAULTS.keys() - SILENT)
    return [_rule(host, kind, hit, draw) for host in HOSTS for kind in _kinds(host, kinds, hit, draw, mixed)]


def _kinds(host: str, kinds: Sequence[str], hit: Hit, draw: random.Random, mixed: bool) -> list[str]:
    least = min(kinds, key=lambda kind: (hit[host, kind], draw.random()))
    return [draw.choice(kinds), least] if mixed else [least]


def _rule(host: str, kind: str, hit: Hit, draw: random.Random) -> dict[str, Any]:
    options = dict(FAULTS[kind])
    if "field" in options:
        options |= {"field": draw.choice(HOSTS[host] or ("",)), "row": draw.randint(0, 3)}
    if kind == "total_lies":
        options["delta"] = draw.choice([-3, -1, 1, 7])
    return {"fault": kind, "host": host, "rate": draw.choice([0.2, 0.5, 1.0]) if hit[host, kind] else 1.0, **options}


def disturbed(run: Undertaking, now: str, rules: Sequence[dict[str, Any]], hit: Hit, seed: int) -> int:
    """One reading under *rules*: how often something failed and was named; what must be named and is not, breaks it."""
    run.upstream.faults(*rules, seed=seed)
    results, said = polled(run, now, timeout=HASTY)
    for rule in run.upstream.admin("faults")["rules"]:
        hit[rule["host"], rule["fault"]] += rule["hits"]
        if rule["hits"] and _loud(rule) and len(rules) == len(HOSTS):
            assert rule["host"] in said, f"{now}: nobody is told of {rule}: {said}"
    run.upstream.faults()
    return sum(result.outcome != "complete" or bool(result.unreadable) for result in results)


def _loud(rule: Mapping[str, Any]) -> bool:
    """Whether it must be told of; a feed that says that it is as it was, or a number, has nothing in it to break."""
    breaks = HOSTS[rule["host"]] and (rule["host"] not in COUNTING or rule["hits"] > 1)
    return rule["rate"] == 1.0 and rule["fault"] in (LOUD if breaks else LOUD - BREAKING)


def compared(calm: Mapping[str, list[Any]], wild: Mapping[str, list[Any]]) -> str:
    """What differs between the two stores, but for how often and when something was read, or revised."""
    renamed = dict(map(_alias, set(wild["aliases"]) - set(calm["aliases"])))
    left, right = (
        {t: [WHEN.sub("", _renamed(row, names)) for row in rows] for t, rows in dump.items() if t not in READ}
        for dump, names in ((calm, {}), (wild, renamed))
    )
    right["aliases"] = [row for row in right["aliases"] if len(set(_alias(row))) > 1]
    return _difference(left, right)


def _alias(row: str) -> tuple[str, str]:
    """Upstream's ids in a row of aliases: the one under which we keep the record, and the other."""
    alias, record = (str(value).partition("/")[2] for _, value in ast.literal_eval(row))
    return record, alias


def _renamed(row: str, names: Mapping[str, str]) -> str:
    """*row* with the ids that upstream prints, where a record is kept under another, as it was first seen without one."""
    for ours, printed in names.items():
        row = row.replace(ours, printed)
    return row


def _copied(run: Undertaking, to: Path) -> None:
    with closing(sqlite3.connect(run.folder / "monitor.db")) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)


def prove(*, size: int, seed: int) -> str:
    """*size* runs, each from another instant on; in every fifth two faults at each host."""
    draw, hit, named = random.Random(seed), Hit(), 0
    with tempfile.TemporaryDirectory() as temporary, parliament(Path(temporary), seed=seed) as read:
        spans = [_span(read.instants, number) for number in range(size)]
        kept = _undisturbed(read, Path(temporary), max(last for _, last in spans))
        for number, (first, last) in enumerate(spans):
            wild = undertaking(Path(temporary, f"wild-{number}"), read)
            if first:
                shutil.copy(Path(temporary, f"{first - 1}.db"), wild.folder / "monitor.db")
            for place, now in enumerate(read.instants[first : last + 1]):
                wild.upstream.clock(now)
                catches_up = instant(now) - instant(read.instants[first + place - 1]) > WEEKS
                chosen = rules(hit, draw, mixed=number % 5 == 4, silent=not catches_up) if place < INSTANTS else []
                if chosen:
                    named += disturbed(wild, now, chosen, hit, seed + number)
                undisturbed(wild, now, after=chosen)
            difference = compared(kept[last], wild.dump())
            assert not difference, f"{number}: {difference}"
    missed = sorted({(host, kind) for host in HOSTS for kind in FAULTS} - set(+hit))
    assert not missed or size < len(FAULTS), f"never met: {missed}"
    pairs = len(HOSTS) * len(FAULTS)
    return (
        f"{size} runs of all sources, {pairs - len(missed)} of {pairs} faults at hosts met:"
        f" nothing lost, nothing twice; {named} polls named what failed"
    )


def _span(instants: Sequence[str], number: int) -> tuple[int, int]:
    """The first instant of a run and its last, a day after the last one with faults; runs begin all over the instants."""
    at = [instant(now) for now in instants]
    firsts = [first for first in range(len(at) - INSTANTS) if at[first + INSTANTS - 1] + HEALED <= at[-1]]
    first = firsts[number * INSTANTS % len(firsts)]
    return first, next(n for n, now in enumerate(at) if now >= at[first + INSTANTS - 1] + HEALED)


def _undisturbed(read: Parliament, folder: Path, last: int) -> list[dict[str, list[Any]]]:
    """What the store holds after each of the instants up to *last*, with a copy of each in *folder*."""
    calm, kept = undertaking(folder / "calm", read), []
    for number, now in enumerate(read.instants[: last + 1]):
        calm.upstream.clock(now)
        undisturbed(calm, now)
        _copied(calm, folder / f"{number}.db")
        kept.append(calm.dump())
    return kept
