"""READ IN FULL leads somewhere: every address that an activity carries is one that Parliament's own services know."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from monitor.app import App
from monitor.parliament.activities import KINDS, Activity
from monitor.parliament.dates import instant
from monitor.poll import poll, window
from monitor.settings import Settings
from monitor.sources.http import PoliteClient
from monitor.sources.source import Window
from tests.proofs.parliament import Parliament, parliament
from tests.upstream import NoSharedData, Replica

STEPS = (
    "2026-03-05T07:30:00", "2026-03-10T18:00:00", "2026-03-11T07:30:00", "2026-03-13T07:30:00", "2026-03-20T07:30:00",
    "2026-04-20T20:00:00", "2026-04-22T11:00:00", "2026-04-24T07:30:00", "2026-04-28T07:30:00",
)  # fmt: skip
#: kinds that nothing in these scenarios is; a correction is printed in Hansard like any contribution
ABSENT = {"ministerial-correction"}
#: a watchlist that names Members, whose posts are then read
WATCHED = 'title = "Watched"\n[[watch]]\ntitle = "Members"\nmembers = [91001, 91002]\n'
RESPONSE = {
    "at": "2026-04-24T00:01:00",
    "kind": "publication",
    "record": {
        "id": 52901, "description": "Government Response: Lamp posts", "publicationStartDate": "2026-04-24T00:01:00",
        "type": {"id": 12, "name": "Government Response"}, "documents": [], "_committees": [391], "_businesses": [],
    },
}  # fmt: skip

Ask = Callable[[str], Any]
#: a page → where the service keeps its record, and what there must be that of the activity
Known = Callable[[Ask, Activity, re.Match[str]], bool]


def _id(path: str, *at: str) -> Known:
    """The record at *path* has the activity's own number, which is the page's."""

    def known(ask: Ask, activity: Activity, page: re.Match[str]) -> bool:
        found = ask(path.format(*page.groups()))
        for key in at:
            found = found[key]
        return str(found) == page[1]

    return known


def _question(ask: Ask, activity: Activity, page: re.Match[str]) -> bool:
    found = ask(f"questions-statements-api.parliament.uk/api/writtenquestions/questions/{page[1]}/{page[2]}")
    return str(found["value"]["id"]) == activity.upstream_id


def _statement(ask: Ask, activity: Activity, page: re.Match[str]) -> bool:
    found = ask(f"questions-statements-api.parliament.uk/api/writtenstatements/statements/{page[1]}/{page[2]}")
    return str(found["value"]["id"]) == activity.upstream_id


def _spoken(ask: Ask, activity: Activity, page: re.Match[str]) -> bool:
    """The address is the one that the resolver gives for the contribution."""
    to = ask(f"hansard-api.parliament.uk/search/parlisearchredirect.json?externalId={page[1]}")
    return activity.url == f"https://hansard.parliament.uk{to}"


def _day(ask: Ask, activity: Activity, page: re.Match[str]) -> bool:
    """The House's page of that day: what is to be asked then is there under the day of the page."""
    lists = {
        "oral-question": ("oralquestions", "AnsweringWhen"),
        "question-time": ("oralquestiontimes", "AnsweringWhen"),
    }
    name, when = lists[activity.kind]
    host = "oralquestionsandmotions-api.parliament.uk"
    days = f"parameters.answeringDateStart={page[1]}&parameters.answeringDateEnd={page[1]}"
    rows = ask(f"{host}/{name}/list?{days}&parameters.take=100")["Response"]
    return activity.upstream_id in {str(row["Id"]) for row in rows if row[when].startswith(page[1])}


def _event(ask: Ask, activity: Activity, page: re.Match[str]) -> bool:
    days = f"queryParameters.startDate={activity.date}&queryParameters.endDate={activity.date}"
    return page[1] in {str(row["Id"]) for row in ask(f"whatson-api.parliament.uk/calendar/events/list.json?{days}")}


def _published(ask: Ask, activity: Activity, page: re.Match[str]) -> bool:
    return bool(ask(f"www.gov.uk/api/content{page[1]}")["base_path"] == page[1])


def _fed(ask: Ask, activity: Activity, page: re.Match[str]) -> bool:
    return f"<link>{activity.url}</link>" in ask("www.nao.org.uk/feed/")


COMMITTEES, VOTES = "committees-api.parliament.uk/api", "votes-api.parliament.uk/data"
RESOLVED: dict[str, Known] = {
    r"https://questions-statements\.parliament\.uk/written-questions/detail/([\d-]+)/(\w+)": _question,
    r"https://questions-statements\.parliament\.uk/written-statements/detail/([\d-]+)/(\w+)": _statement,
    r"https://hansard\.parliament\.uk/.*#contribution-([\w-]+)": _spoken,
    r"https://whatson\.parliament\.uk/commons/([\d-]+)/": _day,
    r"https://whatson\.parliament\.uk/event/cal(\d+)": _event,
    r"https://edm\.parliament\.uk/early-day-motion/(\d+)": _id(
        "oralquestionsandmotions-api.parliament.uk/EarlyDayMotion/{}", "Response", "Id"
    ),
    r"https://votes\.parliament\.uk/Votes/Commons/Division/(\d+)": _id(
        f"commons{VOTES}/division/{{}}.json", "DivisionId"
    ),
    r"https://votes\.parliament\.uk/Votes/Lords/Division/(\d+)": _id(f"lords{VOTES}/Divisions/{{}}", "divisionId"),
    r"https://committees\.parliament\.uk/work/(\d+)/": _id(f"{COMMITTEES}/CommitteeBusiness/{{}}", "id"),
    r"https://committees\.parliament\.uk/event/(\d+)/": _id(f"{COMMITTEES}/Events/{{}}", "id"),
    r"https://committees\.parliament\.uk/publications/(\d+)/": _id(f"{COMMITTEES}/Publications/{{}}", "id"),
    r"https://committees\.parliament\.uk/oralevidence/(\d+)/html/": _id(f"{COMMITTEES}/OralEvidence/{{}}", "id"),
    r"https://committees\.parliament\.uk/writtenevidence/(\d+)/html/": _id(f"{COMMITTEES}/WrittenEvidence/{{}}", "id"),
    r"https://bills\.parliament\.uk/bills/(\d+)": _id("bills-api.parliament.uk/api/v1/Bills/{}", "billId"),
    r"https://petition\.parliament\.uk/petitions/(\d+)": _id("petition.parliament.uk/petitions/{}.json", "data", "id"),
    r"https://www\.gov\.uk(/.+)": _published,
    r"https://www\.nao\.org\.uk/.+": _fed,
    r"https://members\.parliament\.uk/member/(\d+)/contact": _id(
        "members-api.parliament.uk/api/Members/{}", "value", "id"
    ),
}


def asked(upstream: Replica) -> Ask:
    """Asks one of Parliament's services, whose reply must be a good one."""

    def ask(path: str) -> Any:
        with urllib.request.urlopen(f"{upstream.url}/{path}", timeout=10) as reply:  # noqa: S310  loopback only
            body = reply.read().decode("utf-8-sig")
            return json.loads(body) if "json" in reply.headers["Content-Type"] else body

    return ask


def activities(read: Parliament, folder: Path) -> list[Activity]:
    """Everything that all sources tell, polled step by step; and what a watched Member did before."""
    (read.folder(folder) / "watchlists" / "watched.toml").write_text(WATCHED, encoding="utf-8")
    settings = Settings(
        database_url=f"sqlite:///{folder}/monitor.db",
        watchlists=folder / "watchlists",
        feeds=folder / "feeds.toml",
        _env_file=None,
    )
    app = App(settings, PoliteClient(mirror=read.upstream.url, pace=10_000))
    for step in STEPS:
        read.upstream.clock(step)
        for source in app.sources.values():
            now = instant(step)
            found = poll(source, app.walk(now=now), window=window(None, now=now), now=now)
            assert (found.outcome, found.unreadable) == ("complete", ()), found
    ever = Window(first=date(2015, 1, 1), last=now.date(), history=True)
    poll(app.sources["members"], app.walk(now=now), window=ever, now=now)
    told = list(app.store.activities())
    app.store.close()
    app.client.close()
    return told


def test_every_link_resolves(seed: int, tmp_path: Path) -> None:
    """Of all kinds of activity: the service that the page belongs to has a record of the number or name in its address."""
    try:
        with parliament(tmp_path, seed=seed) as read:
            read.upstream.admin("events", RESPONSE)
            told, ask = activities(read, tmp_path / "monitor"), asked(read.upstream)
            lost = [f"{a.id}: {a.url}" for a in told if not resolves(ask, a)]
    except NoSharedData as err:
        pytest.skip(str(err))
    assert not lost
    assert {a.kind for a in told} == set(KINDS) - ABSENT


def resolves(ask: Ask, activity: Activity) -> bool:
    """Whether its address is a page that is known, of a record that is known."""
    for pattern, known in RESOLVED.items():
        if page := re.fullmatch(pattern, activity.url):
            return known(ask, activity, page)
    return False
