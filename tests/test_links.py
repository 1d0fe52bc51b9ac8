"""READ IN FULL leads somewhere: every address that an activity carries is one that Parliament's own services know."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Callable
from pathlib import Path

from monitor.app import App
from monitor.parliament.dates import instant
from monitor.poll import poll, window
from monitor.settings import Settings
from monitor.sources.http import PoliteClient
from tests.upstream import Replica

STEPS = ("2026-03-05T07:30:00", "2026-03-10T18:00:00", "2026-03-11T07:30:00", "2026-03-13T07:30:00")
QUESTION = re.compile(r"https://questions-statements\.parliament\.uk/written-questions/detail/([\d-]+)/(\w+)")


def asked(upstream: Replica, path: str) -> object:
    """The reply of one of Parliament's services, which must be a good one."""
    with urllib.request.urlopen(f"{upstream.url}/{path}", timeout=10) as reply:  # noqa: S310  loopback only
        return json.loads(reply.read())


def test_every_link_resolves(replica: Callable[..., Replica], tmp_path: Path) -> None:
    """A question's page is that of its date and UIN; a contribution's address is the one the resolver gives for it."""
    upstream = replica("question-life", "justice-questions", now=STEPS[0])
    settings = Settings(database_url=f"sqlite:///{tmp_path}/monitor.db", watchlists=tmp_path / "none", _env_file=None)
    app = App(settings, PoliteClient(mirror=upstream.url, pace=10_000))
    for step in STEPS:
        upstream.clock(step)
        for source in app.sources.values():
            poll(source, app.walk(now=instant(step)), window=window(None, now=instant(step)), now=instant(step))
    activities = list(app.store.activities())
    app.store.close()
    app.client.close()
    for activity in activities:
        if found := QUESTION.fullmatch(activity.url):
            path = f"questions-statements-api.parliament.uk/api/writtenquestions/questions/{found[1]}/{found[2]}"
            assert asked(upstream, path)["value"]["id"] == int(activity.upstream_id)  # type: ignore[index]
        else:
            anchor = activity.url.rpartition("#contribution-")[2]
            path = f"hansard-api.parliament.uk/search/parlisearchredirect.json?externalId={anchor}"
            assert activity.url == f"https://hansard.parliament.uk{asked(upstream, path)}"
    assert {a.source for a in activities} == {"written-questions", "hansard"}
