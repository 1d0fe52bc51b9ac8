"""Watched Members: posts, parties and Houses, each change told once under its day; nobody else is asked for."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from monitor.parliament.activities import Activity, Membership
from monitor.parliament.dates import instant
from monitor.sources.http import PoliteClient
from monitor.sources.membership import read_committees, read_posts
from monitor.sources.memberships import FIRST, LATER, Memberships
from monitor.sources.source import Unavailable, Window
from tests.listed import Memory, Upstream
from tests.upstream import Replica

NOW = instant("2026-03-13T07:30:00")
WEEK = Window(first=date(2026, 3, 6), last=date(2026, 3, 13))
HISTORY, SEARCH = "/api/Members/History", "/api/Members/Search"
Json = dict[str, Any]


def spell(first: str, last: str | None = None, **fields: Any) -> Json:
    """Something that was so from a first to a last day, as members-api writes it."""
    return {"startDate": f"{first}T00:00:00", "endDate": last and f"{last}T00:00:00"} | fields


def party(name: str, first: str, last: str | None = None) -> Json:
    """A spell in a party."""
    return spell(first, last, party={"name": name, "abbreviation": name[:3]})


def seat(name: str, first: str, last: str | None = None, *, house: int = 1, reason: str | None = None) -> Json:
    """A spell in a House."""
    return {
        "membershipFrom": name,
        "house": house,
        "membershipStartDate": f"{first}T00:00:00",
        "membershipEndDate": last and f"{last}T00:00:00",
        "membershipEndReason": reason,
    }


def member(id: int = 91001, **fields: Any) -> Json:
    """A fictional Member in the shape of History."""
    value = {
        "id": id,
        "nameHistory": [spell("2015-05-07", nameDisplayAs="Ada Quill", nameListAs="Quill, Ada")],
        "partyHistory": [party("Meadow Party", "2015-05-07")],
        "houseMembershipHistory": [seat("Upper Wobblesham", "2015-05-07")],
    }
    return {"value": value | fields, "links": []}


def biography(**posts: list[Json]) -> Json:
    """A biography with these posts and no others."""
    names = ("governmentPosts", "oppositionPosts", "otherPosts", "committeeMemberships")
    return {"value": {name: [] for name in names} | posts, "links": []}


def upstream(*members: Json, **posts: list[Json]) -> Upstream:
    """An upstream with these Members, all with the same posts."""
    rows = {m["value"]["id"]: m for m in members}

    def history(request: httpx.Request) -> httpx.Response:
        asked = [int(id) for id in request.url.params.get_list("ids")]
        return httpx.Response(200, json=[rows[id] for id in asked if id in rows])

    replies: Json = {HISTORY: history}
    return Upstream(replies | {f"/api/Members/{id}/Biography": biography(**posts) for id in rows})


def remembering(there: Upstream, *watched: int) -> Memory:
    """A memory of what the source reads there, for watchlists that name these Members."""
    return Memory(Memberships(there.client()), members=frozenset(watched or (91001,)))


def told_of(*members: Json, **posts: list[Json]) -> list[Membership]:
    """What a first poll tells of them, by day."""
    there = upstream(*members, **posts)
    memory = remembering(there, *(m["value"]["id"] for m in members))
    return memberships(memory.read(WEEK, now=NOW))


def memberships(told: list[Activity]) -> list[Membership]:
    """Those told, by day."""
    return sorted((a for a in told if isinstance(a, Membership)), key=lambda a: (a.date, a.change))


def test_a_post_is_told_when_it_begins_and_when_it_ends() -> None:
    """Each under upstream's day, as an activity of the Member, with the post as printed and whose it is."""
    post = spell("2025-09-05", "2026-03-02", name="Minister of State (Ministry of Justice)")
    gained, left = told_of(member(), governmentPosts=[post])
    assert gained.id == "members/91001/post-gained/2025-09-05/minister-of-state-ministry-of-justice"
    assert (gained.upstream_id, gained.subject, gained.house) == ("91001", "members/91001", "commons")
    assert gained.url == "https://members.parliament.uk/member/91001/contact"
    assert (gained.title, gained.date) == ("Minister of State (Ministry of Justice)", date(2025, 9, 5))
    assert gained.said == "Ada Quill became Minister of State (Ministry of Justice), a Government post."
    assert (left.change, left.date) == ("post-left", date(2026, 3, 2))
    assert left.title == "No longer Minister of State (Ministry of Justice)"
    (person,) = left.participants
    assert (person.member, person.name, person.role) == (91001, "Ada Quill", "moved")
    assert (person.party, person.seat) == ("Meadow Party", "Upper Wobblesham")


def test_posts_are_told_apart_in_words() -> None:
    """Government, Opposition, other posts and committees."""
    said = [
        a.said
        for a in told_of(
            member(),
            governmentPosts=[spell("2026-01-01", name="Minister for Buses")],
            oppositionPosts=[spell("2026-01-02", name="Shadow Minister for Buses")],
            otherPosts=[spell("2026-01-03", name="Leader of the Meadow Party")],
            committeeMemberships=[spell("2026-01-04", "2026-01-05", name="Bus Committee")],
        )
    ]
    assert said == [
        "Ada Quill became Minister for Buses, a Government post.",
        "Ada Quill became Shadow Minister for Buses, an Opposition post.",
        "Ada Quill became Leader of the Meadow Party.",
        "Ada Quill became a member of the Bus Committee.",
        "Ada Quill left the Bus Committee.",
    ]


def test_who_leaves_the_house_is_told_once_under_the_day_of_it() -> None:
    """Dated by the end of the membership, with the reason as printed; a second reading brings nothing."""
    there = upstream(
        member(houseMembershipHistory=[seat("Upper Wobblesham", "2015-05-07", "2026-03-09", reason="Retired")])
    )
    memory = remembering(there)
    (left,) = memberships(memory.read(WEEK, now=NOW))
    assert (left.change, left.date, left.title) == ("left", date(2026, 3, 9), "Left the House of Commons")
    assert left.said == "Ada Quill left the House of Commons (Upper Wobblesham); reason given: Retired."
    assert memory.read(WEEK, now=NOW + timedelta(days=1)) == []


def test_a_peerage_is_a_change_of_house() -> None:
    """Who goes to the Lords left the Commons and joined the Lords; another kind of peerage is neither."""
    seats = [
        seat("Upper Wobblesham", "2015-05-07", "2025-11-03"),
        seat("Excepted Hereditary", "2025-12-01", "2026-02-01", house=2),
        seat("Life peer", "2026-02-01", house=2),
    ]
    left, joined = told_of(member(houseMembershipHistory=seats))
    assert (left.house, left.title) == ("commons", "Left the House of Commons")
    assert (joined.house, joined.title, joined.date) == ("lords", "Joined the House of Lords", date(2025, 12, 1))
    assert joined.said == "Ada Quill became a Member of the House of Lords (Excepted Hereditary)."


def test_a_change_of_party_is_told_from_both_sides() -> None:
    """The party left and what the Member sits as since; they take part with the party of that day."""
    parties = [party("Meadow Party", "2015-05-07", "2026-01-14"), party("Independent", "2026-01-15")]
    (change,) = told_of(member(partyHistory=parties[::-1]))
    assert (change.change, change.date) == ("party-changed", date(2026, 1, 15))
    assert change.said == "Ada Quill left Meadow Party and sits as Independent."
    assert change.participants[0].party == "Independent"


def test_a_spell_that_goes_on_is_no_change() -> None:
    """The same party under a longer name, a post entered anew on the next day, a new Parliament: nothing is told."""
    posts = [spell("2024-07-09", "2025-10-01", name="Whip"), spell("2025-10-02", name="Whip")]
    changed = member(
        partyHistory=[party("Meadow Party", "2015-05-07", "2026-01-01"), party("Meadow Party (Co-op)", "2026-01-02")],
        houseMembershipHistory=[seat("Wobble", "2015-05-07", "2025-12-01"), seat("Upper Wobblesham", "2025-12-02")],
    )
    assert told_of(changed, governmentPosts=posts) == []


def test_a_poll_tells_a_year_and_nothing_that_is_to_come() -> None:
    """What is older is for a backfill; what is announced for a later day is told on that day."""
    posts = [spell("2025-03-12", "2026-03-14", name="Whip"), spell("2025-03-13", name="Teller")]
    there = upstream(member(), governmentPosts=posts)
    memory = remembering(there)
    assert [a.title for a in memory.read(WEEK, now=NOW)] == ["Teller"]
    assert [a.title for a in memory.read(WEEK, now=NOW + timedelta(days=1))] == ["No longer Whip"]


def test_a_backfill_tells_the_days_asked_for() -> None:
    """It reads every watched Member anew, also where a poll has read them today, and goes on where it was."""
    posts = [spell("2014-01-01", "2016-02-03", name="Whip"), spell("2025-12-01", name="Teller")]
    there = upstream(member(), governmentPosts=posts)
    memory = remembering(there)
    memory.read(WEEK, now=NOW)
    window = Window(first=date(2015, 1, 1), last=date(2016, 12, 31), history=True)
    titles = [a.title for a in memberships(memory.read(window, now=NOW))]
    assert titles == ["Joined the House of Commons", "No longer Whip"]
    there.requests.clear()
    assert memory.read(window, now=NOW) == []
    assert not there.requests


def test_a_backfill_tells_nothing_that_is_to_come() -> None:
    """Also where it is asked for days that have not been."""
    memory = remembering(upstream(member(), governmentPosts=[spell("2026-03-12", "2026-03-14", name="Whip")]))
    window = Window(first=date(2026, 3, 1), last=date(2026, 12, 31), history=True)
    assert [a.title for a in memory.read(window, now=NOW)] == ["Whip"]


def test_nobody_watched_is_nobody_asked_for() -> None:
    """The reading is complete, and costs nothing."""
    there = upstream(member())
    memory = Memory(Memberships(there.client()))
    assert memory.read(WEEK, now=NOW) == []
    assert (memory.errors, there.requests) == ([], [])


def test_each_member_is_asked_for_once_a_day() -> None:
    """A poll ten minutes later asks for nothing; the next morning asks again, an earlier hour of it or not."""
    there = upstream(member(), member(91002))
    memory = remembering(there, 91001, 91002)
    once = {HISTORY: 1, "/api/Members/91001/Biography": 1, "/api/Members/91002/Biography": 1}
    memory.read(WEEK, now=NOW)
    assert there.asked == once
    memory.read(WEEK, now=NOW + timedelta(minutes=10))
    assert there.asked == once
    memory.read(WEEK, now=NOW + timedelta(hours=23))
    assert there.asked == dict.fromkeys(once, 2)


def test_a_change_of_party_is_found_within_the_hour() -> None:
    """Names, parties and Houses are one call for a hundred Members, and asked for again after an hour."""
    there = upstream(member(partyHistory=[party("Meadow Party", "2015-05-07")]))
    memory = remembering(there)
    memory.read(WEEK, now=NOW)
    parties = [party("Meadow Party", "2015-05-07", "2026-03-13"), party("Independent", "2026-03-13")]
    there.replies |= upstream(member(partyHistory=parties)).replies
    assert memory.read(WEEK, now=NOW + timedelta(minutes=59)) == []
    assert [a.title for a in memory.read(WEEK, now=NOW + timedelta(hours=1))] == [
        "Left Meadow Party and sits as Independent"
    ]


def test_a_party_that_takes_the_place_of_another_is_told_once_by_the_day_it_was_found() -> None:
    """Where the history names the new party from the beginning, as if the other had never been."""
    there = upstream(member(partyHistory=[party("Meadow Party", "2015-05-07")]))
    memory = remembering(there)
    memory.read(WEEK, now=NOW)
    there.replies |= upstream(member(partyHistory=[party("Independent", "2015-05-07")])).replies
    (change,) = memberships(memory.read(WEEK, now=NOW + timedelta(hours=1)))
    assert (change.title, change.date) == ("Left Meadow Party and sits as Independent", NOW.date())
    assert memory.read(WEEK, now=NOW + timedelta(hours=2)) == []


def test_many_members_are_spread_over_polls() -> None:
    """Names come a hundred at a time, posts some at each poll, until everyone was read once that day."""
    everyone = [member(91000 + n) for n in range(150)]
    there = upstream(*everyone)
    memory = remembering(there, *(m["value"]["id"] for m in everyone))
    asked = []
    for n in range(12):
        there.requests.clear()
        memory.read(WEEK, now=NOW + n * timedelta(minutes=5))
        asked.append(len(there.requests))
    assert asked == [FIRST + 2, *[LATER] * 10, 0]
    assert all(r.posts is not None and r.names for r in memory.records.values())  # type: ignore[attr-defined]


def test_a_member_who_is_newly_watched_is_read_at_the_next_poll() -> None:
    """That others were read today does not keep them waiting until tomorrow."""
    there = upstream(member(), member(91002, houseMembershipHistory=[seat("Lower Wobblesham", "2026-03-01")]))
    memory = remembering(there, 91001)
    memory.read(WEEK, now=NOW)
    memory.members = frozenset({91001, 91002})
    (joined,) = memory.read(WEEK, now=NOW + timedelta(minutes=10))
    assert joined.upstream_id == "91002"
    assert there.asked["/api/Members/91001/Biography"] == 1


def test_names_and_posts_come_by_different_replies() -> None:
    """Posts read while History is down are told once the name is known; no sentence lacks its subject."""
    there = upstream(member(), governmentPosts=[spell("2026-03-01", name="Whip")])
    history = there.replies[HISTORY]
    there.replies[HISTORY] = httpx.Response(503)
    memory = remembering(there)
    assert memory.read(WEEK, now=NOW) == []
    assert "status 503" in memory.errors[0]
    there.replies[HISTORY] = history
    (told,) = memory.read(WEEK, now=NOW + timedelta(minutes=10))
    assert told.text == "Ada Quill became Whip, a Government post."
    assert there.asked["/api/Members/91001/Biography"] == 1


def test_a_host_that_is_down_is_an_error_and_soon_left_alone() -> None:
    """After two failures the other Members are named, not asked for."""
    ids = range(91001, 91031)
    there = Upstream(
        {HISTORY: httpx.Response(503)} | {f"/api/Members/{id}/Biography": httpx.Response(503) for id in ids}
    )
    memory = remembering(there, *ids)
    assert memory.read(WEEK, now=NOW) == []
    assert not memory.spans
    assert len(there.asked) == 2
    assert "gave up" in memory.errors[-1]


def test_a_watched_id_that_is_nobody_is_named_once_a_day() -> None:
    """Its line has the id and the address; the others are read."""
    there = upstream(member(), governmentPosts=[spell("2026-03-01", name="Whip")])
    memory = remembering(there, 91001, 99999)
    (told,) = memory.read(WEEK, now=NOW)
    assert told.upstream_id == "91001"
    (line,) = memory.unreadable
    assert "unreadable members/99999: there is no Member with this id" in line
    memory.read(WEEK, now=NOW + timedelta(minutes=10))
    assert not memory.unreadable


@pytest.mark.parametrize(
    ("wrong", "says"),
    [(member(nameHistory="Ada"), "unreadable members/91001: nameHistory"), ({"value": None}, "members/?")],
)
def test_what_cannot_be_understood_is_named_and_the_others_are_read(wrong: Json, says: str) -> None:
    """One Member in another shape is a line; null lists and spells without a day are simply no change."""
    there = upstream(member(), governmentPosts=[spell("2026-03-01", name="Whip"), {"name": None}, {"name": "Undated"}])
    other = member(91002, partyHistory=None)
    there.replies |= {
        HISTORY: [wrong, other],
        "/api/Members/91002/Biography": biography(otherPosts=[spell("2026-03-02", name="Chair")]),
    }
    memory = remembering(there, 91001, 91002)
    assert [a.title for a in memory.read(WEEK, now=NOW)] == ["Chair"]
    assert any(says in line for line in memory.unreadable)


def test_members_that_were_not_asked_for_are_not_believed() -> None:
    """An upstream that ignores the ids is an error."""
    there = upstream(member())
    there.replies[HISTORY] = [member(91999)]
    memory = remembering(there)
    memory.read(WEEK, now=NOW)
    assert "the ids asked for were ignored: answered with Member 91999" in memory.errors[0]


def test_the_check_looks_at_a_biography_too() -> None:
    """It says what differs from the shape expected."""
    there = upstream(member())
    there.replies[SEARCH] = {"items": [{"value": {"id": 91001, "nameDisplayAs": "Ada Quill"}}], "totalResults": 1}
    source = Memberships(there.client())
    assert source.check(now=NOW) == "1 current Members"
    there.replies["/api/Members/91001/Biography"] = {"value": {"governmentPosts": [], "otherPosts": []}}
    with pytest.raises(Unavailable, match="no committeeMemberships, oppositionPosts"):
        source.check(now=NOW)


def test_the_replica_is_read_without_a_wrong_parameter(replica: Callable[..., Replica]) -> None:
    """Members of a scenario and one who does not exist, as a poll and as history; a second poll asks for nothing."""
    there = replica("edm-signatures", now="2026-04-21T20:00:00")
    now = instant("2026-04-21T20:00:00")
    with PoliteClient(mirror=there.url, pace=1000) as client:
        memory = Memory(Memberships(client), members=frozenset({91001, 91002, 99999}))
        memory.read(Window(first=date(2026, 4, 14), last=date(2026, 4, 21)), now=now)
        assert not memory.errors
        assert ["99999" in line for line in memory.unreadable] == [True]
        before = there.requests()
        memory.read(Window(first=date(2026, 4, 14), last=date(2026, 4, 21)), now=now + timedelta(minutes=10))
        assert there.requests() == before
        told = memory.read(Window(first=date(2010, 1, 1), last=date(2026, 4, 21), history=True), now=now)
        assert {a.upstream_id for a in told} <= {"91001", "91002"}
        assert "joined" in {a.change for a in memberships(told)}
        assert "current Members" in memory.source.check(now=now)
    assert there.violations() == []


def test_the_recorded_biography_is_told(shared: Path) -> None:
    """Its posts of each kind and its committee begin and end under their days."""
    recorded = json.loads((shared / "parliament-apis/samples/members/member-biography.json").read_text("utf-8-sig"))
    value = recorded["value"]
    ids = [*read_posts(recorded, 4514), *read_committees(recorded, 4514)]
    there = upstream(member(4514))
    there.replies["/api/Members/4514/Biography"] = recorded
    memory = remembering(there, 4514)
    told = memberships(memory.read(Window(first=date(2015, 6, 1), last=date(2026, 3, 13), history=True), now=NOW))
    assert not memory.unreadable
    begun = [a.title.removeprefix("Member of the ") for a in told if a.change == "post-gained"]
    names = ("governmentPosts", "oppositionPosts", "otherPosts", "committeeMemberships")
    assert sorted(begun) == sorted(" ".join(p["name"].split()) for name in names for p in value[name])
    assert len([a for a in told if a.change == "post-left"]) == sum(post.last is not None for post in ids)
