"""Divisions of both Houses: every Member's vote, corrections without noise, and lists read to their end."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from monitor.parliament.activities import Activity, Division, load
from monitor.parliament.dates import instant
from monitor.sources import commons_votes, lords_votes
from monitor.sources.division_record import activity
from monitor.sources.divisions import Divisions
from monitor.sources.http import PoliteClient
from monitor.sources.source import Unavailable, Window
from tests.listed import Memory, Upstream
from tests.upstream import Replica

NOW = instant("2026-03-13T07:30:00")
WEEK = Window(first=date(2026, 3, 6), last=date(2026, 3, 13))
C_LIST, C_TOTAL = "/data/divisions.json/search", "/data/divisions.json/searchTotalResults"
L_LIST, L_TOTAL = "/data/Divisions/search", "/data/Divisions/searchTotalResults"


def voter(id: int | None, name: str, **fields: Any) -> dict[str, Any]:
    """A fictional Member as the Commons print who voted."""
    return {
        "MemberId": id,
        "Name": name,
        "Party": "Meadow Party",
        "SubParty": None,
        "MemberFrom": "Upper Wobblesham",
        "ListAs": name,
        "ProxyName": None,
    } | fields


def division(id: int = 7, **fields: Any) -> dict[str, Any]:
    """A fictional division of the Commons as upstream sends it alone."""
    return {
        "DivisionId": id,
        "Date": "2026-03-12T19:05:00",
        "PublicationUpdated": "2026-03-12T19:25:00",
        "Number": 201,
        "IsDeferred": False,
        "Title": "Bus Stops Bill:  Second Reading",
        "AyeCount": 4,
        "NoCount": 1,
        "AyeTellers": [voter(91004, "Tom Teller")],
        "NoTellers": [],
        "Ayes": [voter(91001, "Ada Quill"), voter(91003, "Cy Marsh", SubParty="Co-op", ProxyName="Ada Quill")],
        "Noes": [voter(91002, "Bo Finch", Party="Brook Party")],
        "NoVoteRecorded": [voter(91009, "Away Today")],
        "FriendlyTitle": None,
        "FriendlyDescription": None,
    } | fields


def peer(id: int, name: str) -> dict[str, Any]:
    """A fictional Member of the Lords."""
    return {"memberId": id, "name": name, "party": "Crossbench", "memberFrom": "Life peer", "listAs": name}


def lords_division(id: int = 5, **fields: Any) -> dict[str, Any]:
    """A fictional division of the Lords: tellers are among those who voted, and counted."""
    return {
        "divisionId": id,
        "date": "2026-03-11T00:00:00",
        "number": 3,
        "title": "Bus Stops Bill",
        "authoritativeContentCount": 2,
        "authoritativeNotContentCount": 1,
        "amendmentMotionNotes": "<p>Lord Quill moved amendment 5, after &ldquo;stop&rdquo; insert &ldquo;here&rdquo;.</p>",
        "contentTellers": [peer(92002, "Lord Wold")],
        "notContentTellers": [],
        "contents": [peer(92001, "Lord Quill"), peer(92002, "Lord Wold")],
        "notContents": [peer(92003, "Baroness Fen")],
    } | fields


def listing(rows: list[dict[str, Any]], day: str, prefix: str, cap: int) -> dict[str, Any]:
    """What a votes host answers about a list: pages of at most *cap* rows, and how many there are."""

    def asked(request: httpx.Request) -> list[dict[str, Any]]:
        params = {k.removeprefix(prefix).casefold(): v for k, v in request.url.params.items()}
        first, last = params.get("startdate", ""), params.get("enddate", "9")
        return [row for row in rows if first <= str(row[day] or first) <= last + "T99"]

    def page(request: httpx.Request) -> httpx.Response:
        skip, take = (int(request.url.params.get(f"{prefix}{name}", 25)) for name in ("skip", "take"))
        return httpx.Response(200, json=asked(request)[skip : skip + min(take, cap)])

    return {"page": page, "total": lambda request: httpx.Response(200, json=len(asked(request)))}


def upstream(commons: list[dict[str, Any]], lords: list[dict[str, Any]] | None = None) -> Upstream:
    """Both hosts with these divisions; rows of the Commons hold no voters."""
    rows = [d | {"Ayes": [], "Noes": [], "NoVoteRecorded": []} for d in commons]
    c, lo = listing(rows, "Date", "queryParameters.", 25), listing(lords or [], "date", "", 100)
    replies = {C_LIST: c["page"], C_TOTAL: c["total"], L_LIST: lo["page"], L_TOTAL: lo["total"]}
    replies |= {f"/data/Divisions/{d['divisionId']}": d for d in lords or []}
    return Upstream(replies | {f"/data/division/{d['DivisionId']}.json": d for d in commons})


def remembering(there: Upstream) -> Memory:
    """A memory of what the source reads there."""
    return Memory(Divisions(there.client()))


def only(told: list[Activity]) -> Division:
    """The one division told."""
    (one,) = told
    assert isinstance(one, Division)
    return one


def test_a_division_tells_how_every_member_voted() -> None:
    """Names, parties and seats are those printed that day; who tells or votes by proxy is told apart."""
    told = only(remembering(upstream([division()])).read(WEEK, now=NOW))
    assert told.id == "divisions/commons/7/division"
    assert (told.upstream_id, told.subject, told.house) == ("commons/7", "divisions/commons/7", "commons")
    assert (told.date, told.number, told.title) == (date(2026, 3, 12), 201, "Bus Stops Bill: Second Reading")
    assert told.url == "https://votes.parliament.uk/Votes/Commons/Division/7"
    assert (told.ayes, told.noes, told.proxies) == (4, 1, (91003,))
    sides = {p.name: told.side(p.member or 0) for p in told.participants}
    assert sides == {"Ada Quill": "Aye", "Bo Finch": "No", "Cy Marsh": "Aye", "Tom Teller": "Teller, Aye"}
    assert {p.role for p in told.participants} == {"voted"}
    assert [(p.party, p.seat) for p in told.participants[:3]] == [
        ("Meadow Party", "Upper Wobblesham"),
        ("Brook Party", "Upper Wobblesham"),
        ("Meadow Party (Co-op)", "Upper Wobblesham"),
    ]


def test_a_quiet_poll_asks_each_house_how_many_there_are() -> None:
    """Ten minutes after a whole reading that is all; after an hour the lists are read again, the voters are not."""
    there = upstream([division()], [lords_division()])
    memory = remembering(there)
    assert len(memory.read(WEEK, now=NOW)) == 2
    there.requests.clear()
    assert memory.read(WEEK, now=NOW + timedelta(minutes=10)) == []
    assert there.asked == {C_TOTAL: 1, L_TOTAL: 1}
    memory.read(WEEK, now=NOW + timedelta(hours=2))
    assert there.asked == {C_TOTAL: 2, L_TOTAL: 2, C_LIST: 1, L_LIST: 1}


def test_a_new_division_is_found_at_once() -> None:
    """One more than at the last reading: the list is read, though that was ten minutes ago."""
    memory = remembering(upstream([division()]))
    memory.read(WEEK, now=NOW)
    memory.source = Divisions(upstream([division(), division(8)]).client())
    assert only(memory.read(WEEK, now=NOW + timedelta(minutes=10))).upstream_id == "commons/8"


@pytest.mark.parametrize("told", [True, False])
def test_a_list_is_read_beyond_the_cap(told: bool) -> None:
    """Sixty divisions come in pages of 25, whether or not upstream tells how many there are."""
    there = upstream([division(n) for n in range(1, 61)])
    if not told:
        del there.replies[C_TOTAL]
    memory = remembering(there)
    assert len(memory.read(WEEK, now=NOW)) == 60
    assert not memory.errors
    assert there.asked[C_LIST] == 3


def test_a_list_that_ends_too_early_is_an_error() -> None:
    """Fewer rows than upstream counts are told, but the reading is not complete."""
    there = upstream([division()])
    there.replies[C_TOTAL] = 9
    memory = remembering(there)
    assert len(memory.read(WEEK, now=NOW)) == 1
    assert "1 came of 9" in memory.errors[0]
    assert list(memory.spans) == ["lords/recent"]


def test_a_corrected_count_is_no_news() -> None:
    """The division is the same with its new count."""
    memory = remembering(upstream([division()]))
    before = only(memory.read(WEEK, now=NOW))
    memory.source = Divisions(upstream([division(AyeCount=5)]).client())
    assert memory.read(WEEK, now=NOW + timedelta(days=1)) == []
    after = memory.told[before.id]
    assert isinstance(after, Division)
    assert (before.ayes, after.ayes) == (4, 5)


def test_voters_corrected_behind_an_equal_row_are_read() -> None:
    """Only the instant of publication has moved: the division is fetched again, and knows who voted."""
    memory = remembering(upstream([division()]))
    memory.read(WEEK, now=NOW)
    more = [*division()["Ayes"], voter(91008, "Late Comer")]
    again = division(Ayes=more, PublicationUpdated="2026-03-14T09:00:00")
    memory.source = Divisions(upstream([again]).client())
    told = only(memory.read(WEEK, now=NOW + timedelta(days=1)))
    assert 91008 in told.aye_members


def test_the_order_of_voters_is_no_news() -> None:
    """The same lists the other way round leave the activity as it was."""
    one = commons_votes.read(division())
    other = commons_votes.read(division(Ayes=division()["Ayes"][::-1]))
    assert activity(one).fingerprint == activity(other).fingerprint


def test_a_deferred_division_is_told_under_its_date_when_it_is_published() -> None:
    """It has no tellers, and may come days later: the week that each poll reads finds it."""
    told = only(
        remembering(
            upstream([division(Date="2026-03-06T00:00:00", IsDeferred=True, AyeTellers=None, NoTellers=None)])
        ).read(WEEK, now=NOW)
    )
    assert (told.deferred, told.date, told.aye_tellers) == (True, date(2026, 3, 6), ())


def test_a_division_of_the_lords_is_the_bill_and_its_question() -> None:
    """The title is the bill; the question stands in the text, tellers in neither list, and counts include them."""
    there = upstream([], [lords_division()])
    told = only(remembering(there).read(WEEK, now=NOW))
    assert (told.upstream_id, told.house, told.number) == ("lords/5", "lords", 3)
    assert told.url == "https://votes.parliament.uk/Votes/Lords/Division/5"
    assert (told.title, told.text) == ("Bus Stops Bill", "Lord Quill moved amendment 5, after “stop” insert “here”.")
    assert (told.ayes, told.noes) == (2, 1)
    assert (told.aye_members, told.aye_tellers, told.no_members) == ((92001,), (92002,), (92003,))
    assert [told.side(p.member or 0) for p in told.participants] == ["Content", "Teller, Content", "Not content"]
    assert set(there.asked) == {C_TOTAL, C_LIST, L_TOTAL, L_LIST}


def test_who_voted_in_both_lobbies_takes_part_once() -> None:
    """Both lists name the Member, as published."""
    told = activity(commons_votes.read(division(Noes=[voter(91001, "Ada Quill")])))
    assert [p.member for p in told.participants] == [91001, 91003, 91004]
    assert 91001 in told.aye_members
    assert 91001 in told.no_members


@pytest.mark.parametrize("id", [None, 0])
def test_a_voter_without_an_id_is_a_name(id: int | None) -> None:
    """Old replies name some without their id; nobody else is taken for them."""
    told = activity(commons_votes.read(division(Ayes=[voter(id, "Old Hand"), voter(id, "Old Timer"), None])))
    assert [(p.member, p.name) for p in told.participants if not p.member] == [(None, "Old Hand"), (None, "Old Timer")]
    assert told.aye_members == ()


def test_a_list_of_voters_that_is_not_there_is_asked_for_again() -> None:
    """Somebody was counted: the division is told, and has its voters when they come; those seen before stay."""
    memory = remembering(there := upstream([division(Ayes=None)]))
    there.replies["/data/division/7.json"] = division(Ayes=None, Title=None)
    clipped = only(memory.read(WEEK, now=NOW))
    assert clipped.title == "Bus Stops Bill: Second Reading"
    assert (clipped.ayes, clipped.aye_members, clipped.no_members) == (4, (), (91002,))
    there.replies["/data/division/7.json"] = division()
    told = only(memory.read(WEEK, now=NOW + timedelta(hours=2)))
    assert (told.id, told.aye_members, told.no_members) == (clipped.id, (91001, 91003), (91002,))
    memory.source = Divisions(upstream([division(Noes=[], PublicationUpdated="2026-03-14T09:00:00")]).client())
    memory.read(WEEK, now=NOW + timedelta(days=1))
    kept = memory.told[told.id]
    assert isinstance(kept, Division)
    assert (kept.aye_members, kept.no_members) == ((91001, 91003), (91002,))


def test_a_division_that_is_not_there_alone_keeps_the_votes_seen_before() -> None:
    """What its row says is taken; who voted stays, and the division is asked for again."""
    memory = remembering(upstream([division()]))
    memory.read(WEEK, now=NOW)
    there = upstream([division(AyeCount=5)])
    del there.replies["/data/division/7.json"]
    memory.source = Divisions(there.client())
    memory.read(WEEK, now=NOW + timedelta(days=1))
    memory.read(WEEK, now=NOW + timedelta(days=2))
    (kept,) = memory.told.values()
    assert isinstance(kept, Division)
    assert (kept.ayes, kept.aye_members) == (5, (91001, 91003))
    assert there.asked["/data/division/7.json"] == 2


@pytest.mark.parametrize(
    ("path", "told"), [((C_LIST, C_TOTAL), "lords/5"), ((C_TOTAL,), "lords/5"), ((L_LIST, L_TOTAL), "commons/7")]
)
def test_a_house_that_is_down_leaves_the_other_to_be_read(path: tuple[str, ...], told: str) -> None:
    """The reading is partial: an error names the host, and nothing of it is taken for a quiet week."""
    there = upstream([division()], [lords_division()])
    there.replies |= dict.fromkeys(path, httpx.Response(503))
    memory = remembering(there)
    assert only(memory.read(WEEK, now=NOW)).upstream_id == told
    (error,) = memory.errors
    assert "status 503" in error
    assert list(memory.spans) == [f"{told.partition('/')[0]}/recent"]


def test_history_gives_up_on_a_host_that_is_down_and_reads_the_other() -> None:
    """A year of one House is not asked for month by month where the first two months failed."""
    there = upstream([], [lords_division(date="2025-12-03T00:00:00")])
    there.replies |= dict.fromkeys((C_LIST, C_TOTAL), httpx.Response(503))
    memory = remembering(there)
    window = Window(first=date(2025, 1, 1), last=date(2025, 12, 31), history=True)
    assert only(memory.read(window, now=NOW)).upstream_id == "lords/5"
    assert there.asked[C_TOTAL] == 4
    assert "gave up" in memory.errors[-1]


def test_history_goes_on_where_it_was_and_ends_on_its_last_day() -> None:
    """Months that were read are not read again, and the day more that is asked for is not told."""
    last = Window(first=date(2026, 2, 1), last=date(2026, 2, 28), history=True)
    there = upstream([division(Date="2026-02-28T21:00:00"), division(8, Date="2026-03-01T00:00:00")])
    memory = remembering(there)
    assert only(memory.read(last, now=NOW)).upstream_id == "commons/7"
    asked = len(there.requests)
    assert memory.read(last, now=NOW) == []
    assert len(there.requests) == asked


def test_an_evening_is_not_lost_to_an_upstream_that_ends_at_midnight() -> None:
    """A division of today is found also where the last day means its first minute."""
    there = upstream([division(Date="2026-03-13T19:05:00")])
    there.replies[C_LIST] = lambda request: httpx.Response(
        200,
        json=[division(Date="2026-03-13T19:05:00")]
        if request.url.params["queryParameters.endDate"] > "2026-03-13"
        else [],
    )
    assert only(remembering(there).read(WEEK, now=NOW)).date == date(2026, 3, 13)


def test_an_upstream_that_ignores_the_dates_is_not_believed() -> None:
    """Rows of another time than was asked for make the reading of that House fail."""
    there = upstream([])
    there.replies[C_LIST] = [division(Date="2019-03-12T19:05:00")]
    memory = remembering(there)
    assert memory.read(WEEK, now=NOW) == []
    assert "asked for 2026-03-06 to 2026-03-13, answered with a division of 2019-03-12" in memory.errors[0]


def test_what_cannot_be_understood_is_named_and_the_others_are_read() -> None:
    """A division without its date, and one without a count, are a line each with id and address."""
    rows = [lords_division(6, date=None), lords_division(8, authoritativeContentCount=None), lords_division()]
    memory = remembering(upstream([], rows))
    assert only(memory.read(WEEK, now=NOW)).upstream_id == "lords/5"
    first, second = memory.unreadable
    assert "unreadable lords/6: date" in first
    assert "https://lordsvotes-api.parliament.uk/data/Divisions/8" in second


def test_what_could_not_be_understood_is_read_at_the_next_poll() -> None:
    """A row that is whole again comes at once, although the number of divisions is as it was."""
    broken = division()
    there = upstream([division() | {"Date": None}])
    memory = remembering(there)
    assert memory.read(WEEK, now=NOW) == []
    there.replies |= upstream([broken]).replies
    assert only(memory.read(WEEK, now=NOW)).upstream_id == "commons/7"


def test_another_shape_than_a_list_is_an_error() -> None:
    """An envelope where rows were is told, and is no quiet week."""
    there = upstream([])
    there.replies[C_LIST] = {"items": []}
    memory = remembering(there)
    memory.read(WEEK, now=NOW)
    assert "the list has another shape" in memory.errors[0]


def test_a_reply_about_another_division_is_not_believed() -> None:
    """The voters of one division are never told of another."""
    there = upstream([division()])
    there.replies["/data/division/7.json"] = division(8)
    memory = remembering(there)
    assert memory.read(WEEK, now=NOW) == []
    assert "answered with division commons/8" in memory.errors[0]


def test_a_matched_division_is_looked_at_again_twice() -> None:
    """On the next morning and after a week; a look fetches it alone, whatever its row said."""
    there = upstream([division()], [lords_division()])
    memory = remembering(there)
    memory.read(WEEK, now=NOW)
    kept = list(memory.records.values())
    source = memory.source
    commons = memory.records["divisions/commons/7"]
    looks = [source.next_look(commons, now=instant(n)) for n in ("2026-03-12T20:00:00", "2026-03-13T10:00:00")]
    assert looks == [instant("2026-03-13T10:00:00"), instant("2026-03-20T10:00:00")]
    assert source.next_look(commons, now=instant("2026-03-20T10:00:00")) is None
    there.requests.clear()
    memory.read(WEEK, now=NOW + timedelta(minutes=5), again=kept)
    assert there.asked == {C_TOTAL: 1, L_TOTAL: 1, "/data/division/7.json": 1, "/data/Divisions/5": 1}
    assert memory.records["divisions/commons/7"].listing == commons.listing
    assert not memory.errors


def test_six_hundred_and_fifty_votes_stay_small() -> None:
    """A division of the whole House is kept in less than 150 kB, record and activity together, and comes back equal."""
    everyone = [voter(90000 + n, f"Member Number{n}") for n in range(650)]
    record = commons_votes.read(division(Ayes=everyone[:330], Noes=everyone[330:]))
    told = activity(record)
    assert load(told.model_dump_json()) == told
    kept = record.model_dump_json()
    assert type(record).model_validate_json(kept) == record
    assert len(kept) + len(told.model_dump_json()) < 150_000


def test_the_check_looks_at_both_hosts() -> None:
    """Each says what differs from the shape expected; one that is well does not hide the other."""
    there = upstream([division()], [lords_division()])
    source = Divisions(there.client())
    assert source.check(now=NOW) == "divisions of both Houses"
    there.replies[C_LIST] = [{"DivisionId": 7}]
    there.replies[L_LIST] = [{"divisionId": 5}]
    with pytest.raises(Unavailable, match=r"(?s)commonsvotes.*no Aye.*; .*lordsvotes.*no amendmentMotionNotes"):
        source.check(now=NOW)
    there.replies[L_TOTAL] = {"total": 3}
    with pytest.raises(Unavailable, match="does not say how many divisions"):
        source.check(now=NOW)


def test_the_replica_is_read_without_a_wrong_parameter(replica: Callable[..., Replica]) -> None:
    """A division is found when it is published, its corrected count next morning is silence, and quiet costs two."""
    there = replica("edm-signatures", now="2026-04-21T20:00:00")
    window = Window(first=date(2026, 4, 14), last=date(2026, 4, 22))
    with PoliteClient(mirror=there.url, pace=1000) as client:
        memory = Memory(Divisions(client))
        told = only(memory.read(window, now=instant("2026-04-21T20:00:00")))
        assert (told.kind, told.upstream_id, told.date) == ("division", "commons/5901", date(2026, 4, 21))
        assert told.title == "Offender Management Bill: New Clause 3 (Probation caseloads)"
        assert {p.member for p in told.participants} == {91001, 91002, 91003, 91004, 91005}
        there.clock("2026-04-22T11:00:00")
        assert memory.read(window, now=instant("2026-04-22T11:00:00")) == []
        after = memory.told[told.id]
        assert isinstance(after, Division)
        assert (told.ayes, after.ayes) == (3, 4)
        before = there.requests()
        memory.read(window, now=instant("2026-04-22T11:10:00"))
        assert there.requests() - before == 2
        assert memory.source.check(now=NOW) == "divisions of both Houses"
    assert not memory.errors
    assert there.violations() == []


def test_the_recordings_are_read_from_the_replica(replica: Callable[..., Replica]) -> None:
    """As history, every recorded division comes, and none is unreadable."""
    there = replica()
    with PoliteClient(mirror=there.url, pace=1000) as client:
        memory = Memory(Divisions(client))
        for first, last in (("2019-12-01", "2019-12-31"), ("2024-11-01", "2024-11-30"), ("2025-11-01", "2025-12-31")):
            window = Window(first=date.fromisoformat(first), last=date.fromisoformat(last), history=True)
            memory.read(window, now=NOW)
            assert not memory.errors
            assert not memory.unreadable
    assert {"commons/736", "commons/1873", "lords/3172", "lords/3464", "lords/3476"} <= {
        a.upstream_id for a in memory.told.values()
    }
    assert there.violations() == []


def test_recorded_divisions_are_read(shared: Path) -> None:
    """Each is understood: every voter once, all with an id, a name and a seat."""
    samples = shared / "parliament-apis/samples"
    for file in (samples / "commonsvotes").glob("division-*.json"):
        wire = json.loads(file.read_text())
        told = activity(commons_votes.read(wire))
        lists = ("Ayes", "Noes", "AyeTellers", "NoTellers")
        assert {p.member for p in told.participants} == {m["MemberId"] for name in lists for m in wire[name]}
        assert all(p.name and p.party and p.seat for p in told.participants)
        assert (told.ayes, told.noes) == (wire["AyeCount"], wire["NoCount"])
        assert len(told.proxies) == sum(m["ProxyName"] is not None for m in wire["Ayes"] + wire["Noes"])
    for file in (samples / "commonsvotes").glob("membervoting-*.json"):
        assert all(commons_votes.read(row["PublishedDivision"]).title for row in json.loads(file.read_text()))
    for file in (samples / "lordsvotes").glob("*.json"):
        for row in json.loads(file.read_text()):
            told = activity(lords_votes.read(row))
            assert told.said
            assert not set(told.said) & set("<>&")
            assert (told.ayes, told.noes) == (row["authoritativeContentCount"], row["authoritativeNotContentCount"])
            assert len(told.participants) in (0, told.ayes + told.noes)
