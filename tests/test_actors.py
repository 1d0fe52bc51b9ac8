"""A Member who is watched: whatever they do makes a match and a line of a digest; that they left is told to the owner."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from monitor.app import App
from monitor.dispatch.delivery import dispatch
from monitor.parliament.dates import instant
from monitor.store import queries
from notifiers.email_text import text
from notifiers.layout import page
from tests.lives import asks, becomes, keep, monitor, new, reads, scenario
from tests.test_dispatch import Medium
from tests.upstream import Replica

#: Araminta Sandpiper, the Member for Long Umberleigh
WATCHED = 91005
LIST = f"""title = "Friends"
[[to]]
address = "email:officer@example.org"
[[watch]]
title = "Our friend"
members = [{WATCHED}]
"""
SOURCES = ("written-questions", "hansard", "early-day-motions", "divisions", "committees", "bills", "members")
TUESDAY = "2026-03-10"
CHAMBER, DEBATE = "F0F5AE15-B515-5ADC-9667-396027D44347", "222F1902-1B90-5763-AB14-9F2FD4A24273"


def section(ident: int, ext: str, title: str, sort: int, **fields: Any) -> dict[str, Any]:
    """The chamber's day, or a debate in it."""
    record = {
        "Id": ident, "ExtId": ext, "Title": title, "HRSTag": None, "Date": f"{TUESDAY}T00:00:00", "House": "Commons",
        "Location": "Commons Chamber", "Source": 2, "VolumeNo": 801, "ContentLastUpdated": f"{TUESDAY}T13:00:00",
        "DebateTypeId": 1, "SectionType": 1, "HansardSection": "AA-AD", "_section": "Debate", "_sort": sort,
    }  # fmt: skip
    return new("debate", {**record, "_parent": None, **fields}, at=f"{TUESDAY}T13:00:00")


def speech(words: str) -> dict[str, Any]:
    """What the Member said that Tuesday."""
    record = {
        "MemberName": "Araminta Sandpiper", "MemberId": WATCHED, "ItemId": 71000001, "Timecode": None, "Rank": 0,
        "AttributedTo": "Araminta Sandpiper (Long Umberleigh) (Green)", "ContributionTextFull": words,
        "ContributionExtId": "824F990D-89C4-5FCB-9FFC-926EAA9E78E8", "HRSTag": "hs_Para", "HansardSection": "AA-AD",
        "DebateSection": "Duck Ponds", "DebateSectionId": 8100002, "DebateSectionExtId": DEBATE, "House": "Commons",
        "SittingDate": f"{TUESDAY}T00:00:00", "Section": "Commons Chamber", "OrderInDebateSection": 1,
        "DebateSectionOrder": 2,
    }  # fmt: skip
    return new("contribution", record, at=f"{TUESDAY}T13:00:00")


def motion() -> dict[str, Any]:
    """An early day motion of somebody else."""
    signed = {"MemberId": 91001, "SponsoringOrder": 1, "CreatedWhen": f"{TUESDAY}T18:05:00", "IsWithdrawn": False}
    record = {
        "Id": 71001, "Status": 0, "StatusDate": f"{TUESDAY}T18:05:00", "MemberId": 91001, "Title": "Village Greens",
        "MotionText": "That this House is fond of village greens.", "UIN": 1501, "DateTabled": f"{TUESDAY}T00:00:00",
        "UINWithAmendmentSuffix": "1501", "SponsorsCount": 1, "Sponsors": [signed], "Amendments": [],
    }  # fmt: skip
    return new("edm", record, at=f"{TUESDAY}T18:05:00")


def division() -> dict[str, Any]:
    """A vote."""
    record = {
        "DivisionId": 5901, "Date": f"{TUESDAY}T19:00:00", "PublicationUpdated": f"{TUESDAY}T19:25:00", "Number": 201,
        "IsDeferred": False, "Title": "Duck Ponds Bill: Second Reading", "AyeCount": 2, "NoCount": 1,
        "AyeTellers": [], "NoTellers": [], "_Ayes": [91001, WATCHED], "_Noes": [91002], "_NoVoteRecorded": [],
    }  # fmt: skip
    return new("division", record, at=f"{TUESDAY}T19:25:00")


def hearing() -> list[dict[str, Any]]:
    """A committee hears the Member as a witness."""
    committee = {"id": 390, "name": "Ponds Committee", "house": "Commons", "category": {"id": 1, "name": "Select"}}
    kind = {"id": 1, "name": "Inquiry", "isInquiry": True, "description": ""}
    inquiry = {"id": 12001, "title": "The future of ponds", "type": kind, "openDate": "2026-01-05T00:00:00"}
    attendee = {"id": 1, "name": "Araminta Sandpiper MP", "memberInfo": {"mnisId": WATCHED}, "organisations": []}
    part = {
        "id": 1, "name": "Witnesses", "activityType": "Oral evidence", "isPrivate": False, "attendees": [attendee],
        "startDate": "2026-03-18T14:30:00", "endDate": "2026-03-18T16:00:00", "committeeBusinesses": [],
    }  # fmt: skip
    event = {
        "id": 33001, "name": "Evidence on ponds", "startDate": "2026-03-18T14:30:00", "endDate": "2026-03-18T16:00:00",
        "cancelledDate": None, "location": "Room 6", "eventType": {"id": 1, "name": "Oral evidence", "isVisit": False},
        "activities": [part], "_committees": [390], "_businesses": [12001],
    }  # fmt: skip
    return [
        new("committee", {**committee, "showOnWebsite": True}),
        new("inquiry", {**inquiry, "closeDate": None, "scope": "", "_committees": [390]}, at="2026-01-05T10:00:00"),
        new("committee_event", event, at=f"{TUESDAY}T09:30:00"),
    ]


def bill() -> list[dict[str, Any]]:
    """A bill that the Member sponsors reaches its second reading."""
    stage = {
        "id": 81, "stageId": 7, "sessionId": 39, "description": "2nd reading", "abbreviation": "2R", "house": "Commons",
        "stageSittings": [{"id": 91, "stageId": 7, "billStageId": 81, "billId": 3001, "date": "2026-03-11T00:00:00"}],
        "sortOrder": 2,
    }  # fmt: skip
    sponsor = {"member": {"memberId": WATCHED, "name": "Araminta Sandpiper", "house": "Commons"}, "sortOrder": 1}
    record = {
        "billId": 3001, "shortTitle": "Newts Bill", "formerShortTitle": None, "currentHouse": "Commons",
        "originatingHouse": "Commons", "lastUpdate": "2026-03-11T18:00:00.0000000", "billWithdrawn": None,
        "isDefeated": False, "billTypeId": 5, "introducedSessionId": 39, "includedSessionIds": [39], "isAct": False,
        "currentStage": stage, "longTitle": "A Bill to protect newts.", "summary": None, "sponsors": [sponsor],
        "promoters": [],
    }  # fmt: skip
    return [
        new("bill", record, at="2026-03-11T18:00:00"),
        new("billstage", {**stage, "_bill": 3001}, at="2026-03-11T18:00:00"),
    ]


def posts(**ended: Any) -> dict[str, Any]:
    """The posts of the Member."""
    old = {"id": 1, "name": "Spokesperson (Ponds)", "house": 1, "startDate": "2024-09-01T00:00:00", "endDate": None}
    none: dict[str, Any] = {"governmentPosts": [], "otherPosts": [], "committeeMemberships": []}
    return {**none, "oppositionPosts": [{**old, **ended}]}


def left() -> dict[str, Any]:
    """The seat of the Member, who left it that Thursday."""
    status = {"statusIsActive": False, "statusDescription": "Former Member", "statusId": 1, "status": 1}
    return {
        "membershipFrom": "Long Umberleigh", "membershipFromId": 21005, "house": 1, "membershipStatus": status,
        "membershipStartDate": "2024-07-04T00:00:00", "membershipEndDate": "2026-03-12T00:00:00",
        "membershipEndReason": "Resigned", "membershipEndReasonNotes": None, "membershipEndReasonId": 1,
    }  # fmt: skip


@pytest.fixture
def upstream(replica: Callable[..., Replica], tmp_path: Path) -> Replica:
    """A week in which the Member does everything that a Member can do."""
    bio = f"{WATCHED}/Biography"
    taken = {"id": 2, "name": "Minister for Newts", "house": 1, "startDate": f"{TUESDAY}T00:00:00", "endDate": None}
    later = {**posts(endDate=f"{TUESDAY}T00:00:00"), "governmentPosts": [taken]}
    more = scenario(
        tmp_path / "acts.jsonl",
        asks(2100201, "41201", TUESDAY, "2026-03-17", "To ask how many ducks there are.", asker=WATCHED),
        asks(2100202, "41202", "2026-03-09", "2026-03-12", "To ask how many newts there are.", asker=91001),
        becomes("answer", 2100202, "2026-03-12T12:00:00", answeringMemberId=WATCHED, answerText="<p>Nine.</p>"),
        section(8100001, CHAMBER, "Commons Chamber", 1),
        section(8100002, DEBATE, "Duck Ponds", 2, _parent=CHAMBER, HRSTag="hs_2cStatement"),
        speech("I am glad of every duck."),
        motion(),
        becomes("edm_signature", 71001, "2026-03-11T10:30:00", MemberId=WATCHED),
        division(),
        *hearing(),
        *bill(),
        new("memberdoc", {"key": bio, "value": posts()}),
        becomes("memberdoc_changed", bio, f"{TUESDAY}T20:00:00", value=later),
        becomes("member_changed", WATCHED, "2026-03-12T09:00:00", latestHouseMembership=left()),
    )
    return replica("question-life", more)


@pytest.fixture
def email() -> Medium:
    """Where digests arrive."""
    return Medium()


@pytest.fixture
def app(upstream: Replica, email: Medium, tmp_path: Path) -> Iterator[App]:
    """A monitor that watches the Member."""
    with monitor(upstream, tmp_path, LIST, *SOURCES, email=email) as made:
        yield made


def dispatched(app: App, now: str) -> None:
    """What is due at *now* is sent."""
    assert not dispatch(app.desk(clock=lambda: datetime.now(UTC)), now=instant(now)).problems


def week(app: App, upstream: Replica) -> None:
    """Read and dispatched each morning from Monday to Friday."""
    for day in range(9, 14):
        reads(app, upstream, f"2026-03-{day:02}T07:00")
        dispatched(app, f"2026-03-{day:02}T07:30")


def test_whatever_a_watched_member_does_is_a_match_and_stands_in_a_digest(
    app: App, upstream: Replica, email: Medium
) -> None:
    """Speaks, asks, answers, signs, votes, is a witness or a sponsor, gets or leaves a post, leaves the House."""
    week(app, upstream)
    kinds = {match["activity"]["kind"] for match in queries.matches(app.store, since=None)}
    assert {
        "contribution", "question", "answer", "signature", "division", "evidence-session", "bill-stage", "membership",
    } <= kinds  # fmt: skip
    told = " ".join(" ".join(text(page(digest)).split()) for digest in email.digests.values())
    for line in (
        "★ Araminta Sandpiper (Green Party, Long Umberleigh) said: “I am glad of every duck.”",
        "★ Araminta Sandpiper (Green Party, Long Umberleigh) asked: “To ask how many ducks there are.”",
        "★ Araminta Sandpiper (Green Party, Long Umberleigh), Minister for Newts, answered: “Nine.”",
        "Early day motion 1501: Village Greens – signed by Araminta Sandpiper",
        "Commons division 201: Duck Ponds Bill: Second Reading – voted Aye: Araminta Sandpiper",
        "Witnesses: Araminta Sandpiper MP",
        "Newts Bill Bill: 2nd reading · Wed 11 Mar",
        "Araminta Sandpiper became Minister for Newts, a Government post.",
        "Post left, No longer Spokesperson (Ponds), Tue 10 Mar",
        "Araminta Sandpiper left the House of Commons (Long Umberleigh); reason given: Resigned.",
    ):
        assert line in told, line


def test_the_owner_of_a_list_is_told_once_of_a_member_who_left(app: App, upstream: Replica, email: Medium) -> None:
    """The operator, at any hour, with the file and the Member; readers have the entry, and no line about the file."""
    operator = Medium()
    app.settings = app.settings.model_copy(update={"operator": "slack:#operators"})
    app.__dict__["notifiers"] = {"email": email, "slack": operator}
    line = "probation.toml names Araminta Sandpiper, who left the House of Commons on Thu 12 Mar"
    week(app, upstream)
    reads(app, upstream, "2026-03-16T07:00")
    dispatched(app, "2026-03-16T07:30")
    assert [digest.notices for digest in operator.digests.values()] == [(line,)]
    assert not [said for digest in email.digests.values() for said in digest.notices if "names" in said]


def test_where_nobody_operates_it_the_readers_of_a_list_are_its_owners(
    app: App, upstream: Replica, email: Medium
) -> None:
    """They are told by its title, once, with the digest that tells of it."""
    week(app, upstream)
    reads(app, upstream, "2026-03-16T07:00")
    dispatched(app, "2026-03-16T07:30")
    said = [said for digest in email.digests.values() for said in digest.notices if "names" in said]
    assert said == ["The watchlist “Friends” names Araminta Sandpiper, who left the House of Commons on Thu 12 Mar"]


def test_who_came_back_has_not_left(app: App, upstream: Replica, email: Medium) -> None:
    """At a general election every Member leaves, and most are Members again some weeks later."""
    app.settings = app.settings.model_copy(update={"operator": "email:operator@example.org"})
    reads(app, upstream, "2026-03-13T07:00")
    gone = next(one for one in app.store.activities(kind="membership") if one.id.split("/")[2] == "left")
    again = {"id": f"{gone.record}/joined", "change": "joined", "date": date(2026, 3, 13), "title": "Joined"}
    keep(app.store, gone.model_copy(update=again), now=instant("2026-03-13T08:00"))
    dispatched(app, "2026-03-13T09:00")
    assert not [said for digest in email.digests.values() for said in digest.notices if "names" in said]
