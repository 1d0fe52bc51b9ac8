"""How long a holding answer stands is counted in sitting days, by Parliament's calendar, from end to end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.dispatch.delivery import dispatch
from monitor.parliament.dates import instant
from tests.lives import asks, becomes, monitor, reads, scenario
from tests.test_dispatch import Medium
from tests.upstream import Replica

LIST = """title = "Ducks"
[[to]]
address = "email:officer@example.org"
digests = ["daily", "weekly"]
[[watch]]
title = "Ducks"
phrases = ["ducks"]
"""


@pytest.fixture
def upstream(replica: Callable[..., Replica], tmp_path: Path) -> Replica:
    """A question held on Wednesday 4 March and answered on the 30th; until the 23rd the days of sittings are listed."""
    more = scenario(
        tmp_path / "ducks.jsonl",
        asks(2100301, "41301", "2026-03-02", "2026-03-04", "To ask how many ducks there are."),
        becomes("holding", 2100301, "2026-03-04T15:00:00", answeringMemberId=91004),
        becomes("answer", 2100301, "2026-03-30T15:00:00", answeringMemberId=91004, answerText="<p>Nine.</p>"),
    )
    return replica("question-life", more)


def test_days_on_which_nobody_sits_do_not_count(upstream: Replica, tmp_path: Path) -> None:
    """The weekly digest lists it with their number from the eleventh on, and so does the answer."""
    email = Medium()
    with monitor(upstream, tmp_path, LIST, "calendar", "written-questions", email=email) as app:
        for day in (2, 3, 5, 13, 20, 27, 31):
            reads(app, upstream, f"2026-03-{day:02}T07:00")
            for hour in ("07:30", "16:00"):
                now = instant(f"2026-03-{day:02}T{hour}")
                assert not dispatch(app.desk(clock=lambda: datetime.now(UTC)), now=now).problems
    digests = list(email.digests.values())
    weekly = [
        [line.text.rpartition("), ")[2] for block in one.blocks for line in block.lines if "was due 4 Mar" in line.text]
        for one in digests
        if one.cadence == "weekly"
    ]
    held = "was due 4 Mar, holding answer 4 Mar"
    assert weekly == [[held], [held], [f"{held}, holding for 14 sitting days"]]
    assert digests[-1].entries[0].chip == "Answered, 26 days late · held for 15 sitting days"
