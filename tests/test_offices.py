"""The posts of Ministers who answered in writing: asked of the register, a few at a time, and never waited for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest

from monitor.dispatch.delivery import dispatch
from monitor.dispatch.desk import Desk
from monitor.dispatch.offices import AGE, LOOKUPS, Offices
from monitor.parliament.dates import instant
from monitor.parliament.people import Post
from monitor.parliament.register import complete
from monitor.store import Batch, MatchRow, RecordRow, Store
from tests.test_dispatch import Medium, daily, watchlist
from tests.test_roundup import ADA, MEMBERS, answer

NOON = instant("2026-03-10T12:00")
OATS = Post(title="Minister for Oats", first=date(2026, 1, 5))


class Register:
    """Everybody holds one post; it may be down."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.down = False

    def __call__(self, member: int) -> Sequence[Post] | None:
        """The posts of one Member."""
        self.asked.append(member)
        return None if self.down else (OATS,)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    with Store.open(f"sqlite:///{tmp_path / 'monitor.db'}") as opened:
        yield opened


def test_a_few_are_asked_for_in_one_dispatch_and_kept(store: Store) -> None:
    """Ten at most; the others at the next ones, and nobody twice within a day."""
    register, everyone = Register(), range(1, LOOKUPS + 4)
    assert set(Offices(store, register).of(everyone, now=NOON)) == set(range(1, LOOKUPS + 1))
    assert set(Offices(store, register).of(everyone, now=NOON)) == set(everyone)
    assert register.asked == list(everyone)
    Offices(store, register).of([1], now=NOON + AGE + timedelta(minutes=1))
    assert register.asked[-1] == 1


def test_several_digests_of_one_dispatch_share_its_lookups(store: Store) -> None:
    """However many addresses there are."""
    register = Register()
    offices = Offices(store, register)
    for first in range(0, 40, 5):
        offices.of(range(first, first + 5), now=NOON)
    assert len(register.asked) == LOOKUPS


def test_a_register_that_is_down_is_asked_once_and_what_is_kept_counts(store: Store) -> None:
    """The digest goes out with the posts that are known."""
    register = Register()
    Offices(store, register).of([1], now=NOON)
    register.down, register.asked = True, []
    later = NOON + 2 * AGE
    assert Offices(store, register).of([1, 2, 3], now=later) == {1: (OATS,)}
    assert register.asked == [1]


@pytest.mark.parametrize(("day", "post"), [(date(2026, 3, 10), "Minister for Oats"), (date(2026, 1, 4), "")])
def test_who_answered_in_writing_is_told_with_the_post_of_that_day(store: Store, day: date, post: str) -> None:
    """Written questions name no office; a post that began later is not told."""
    register, medium = Register(), Medium()
    desk = Desk(
        store=store,
        watchlists=[watchlist("canals", daily())],
        notifiers={"email": medium},
        sources=[],
        clock=lambda: NOON,
        posts=register,
    )
    dispatch(desk, now=NOON)
    told = complete(answer().model_copy(update={"date": day}), MEMBERS)
    store.put_members([MEMBERS[ADA]], now=NOON)
    match = MatchRow("canals", "towpaths", told.id, "[]", "…", "pending")
    rows = (RecordRow(told.record, told.upstream_id, "written", "", "{}"),)
    store.record(Batch(source="written-questions", poll=0, records=rows, new=(told,), matches=(match,)), now=NOON)
    assert dispatch(desk, now=NOON, dry=True).queued == []
    assert register.asked == []
    dispatch(desk, now=instant("2026-03-11T07:30"))
    (entry,) = medium.last.entries
    assert [said.post for said in entry.said if said.who == "Ada Quern"] == [post]
    assert register.asked == [ADA]
