"""A watchlist is said back in plain English, so that its author sees what it takes and what it leaves out."""

from __future__ import annotations

from datetime import date, time

import pytest

from watchlists.explain import explain, recipient_line, term, watch_lines
from watchlists.watchlist import KINDS, Recipient, Watch, WatchedMember, Watchlist


def said(**lines: object) -> list[str]:
    """The lines about one watch."""
    return list(watch_lines(Watch.model_validate({"id": "w", "title": "W", **lines})))


FROM_THE_FIRST_DAY = "Announced from the day on which it was first loaded; what is older is kept, not sent."


def test_a_watchlist_is_said_as_a_whole() -> None:
    """Whom it tells, then each watch by its number, then what a word stands for."""
    watchlist = Watchlist(
        id="probation",
        title="Probation",
        to=(Recipient(address="slack:#probation", digests=("at-once",)),),
        watches=(
            Watch(id="tr", title="TR", phrases=("=TR",)),
            Watch(id="two", title="Two", members=(WatchedMember(id=1),)),
        ),
    )
    lines = explain(watchlist).splitlines()
    assert lines[:4] == ["Probation (watchlist probation)", "", "slack:#probation is sent each match at once.", ""]
    assert lines[4:8] == [
        "1. TR (watch tr)",
        "   Takes whatever says “TR” in these capitals, whoever says it.",
        f"   {FROM_THE_FIRST_DAY}",
        "",
    ]
    assert lines[8:10] == [
        "2. Two (watch two)",
        "   Takes everything that Member 1 does; votes and signatures as one line per subject.",
    ]
    assert lines[-1].startswith("A word stands for itself, its plural and its possessive")


def test_a_watchlist_that_tells_nobody_says_so() -> None:
    """Nobody waits in vain."""
    watchlist = Watchlist(id="x", title="X", watches=(Watch(id="w", title="W", members=(WatchedMember(id=1),)),))
    assert "Nobody is told" in explain(watchlist)
    assert "A word stands for" not in explain(watchlist)


@pytest.mark.parametrize(
    ("to", "line"),
    [
        (
            Recipient(address="a", digests=("at-once", "roundup"), quiet=(time(21), time(7))),
            "a is sent each match at once (from 21:00 to 07:00 it waits until 07:00) and the roundup.",
        ),
        (
            Recipient(address="a", digests=("daily", "weekly"), at=time(8, 5), days=("mon", "thu")),
            "a is sent a digest at 08:05 on Mondays and Thursdays and a weekly digest; "
            "when nothing matched, nothing but a receipt once a week.",
        ),
        (
            Recipient(address="a", days="sitting", heartbeat="daily"),
            "a is sent a digest at 07:30 on sitting days; "
            "when nothing matched, the receipt of what was read, every day.",
        ),
    ],
)
def test_each_address_hears_what_it_is_sent_and_when(to: Recipient, line: str) -> None:
    """Cadence, hours, days and heartbeat."""
    assert recipient_line(to) == line


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("probation", "“probation”"),
        ("compan* house", "“compan… house”"),
        ("=CRC", "“CRC” in these capitals"),
        ('"like this"', "“like this” in this form alone"),
        ('="Like This"', "“Like This” in this form alone and in these capitals"),
        ("~rehabilitate", "any form of “rehabilitate”"),
    ],
)
def test_each_sign_of_a_phrase_is_put_in_words(written: str, plain: str) -> None:
    """Nobody needs to know what = and ~ mean to read an explanation."""
    assert term(written) == plain


def test_every_narrowing_has_its_line() -> None:
    """Each line of the file is one statement, none is left out."""
    lines = said(
        phrases=("probation", "parole"),
        context=("prison",),
        unless=("probation period*",),
        never=("football",),
        fields=("answer",),
        houses=("commons",),
        kinds=("answer", "overdue"),
        departments=(54, 10),
        since=date(2026, 9, 1),
        note="ours",
    )
    assert lines == [
        "Takes whatever says “probation” or “parole”, whoever says it.",
        "The words must stand in the answer.",
        "Only where “prison” stands in the same activity too.",
        "Words that are part of “probation period…” do not count; others in the same text still do.",
        "Nothing in which “football” stands.",
        "Only in the House of Commons.",
        "Only answers and questions that are overdue.",
        "Only what is for Ministry of Justice (54) or "
        "Department for Digital, Culture, Media and Sport (10, until 2023) to answer.",
        "Announced from 1 September 2026; what is older is kept, not sent.",
        "Note: ours",
    ]


def test_members_tags_and_parties_are_named() -> None:
    """Whoever is watched is told by name; of many, the first and how many more."""
    ada = WatchedMember(id=91001, name="Ada Quillfeather")
    assert said(members=(ada,), tags=("lobby",), parties=("Labour", "Green"))[0] == (
        "Takes everything that Ada Quillfeather (91001) with the tag lobby of the party Labour or Green on the day does"
        "; votes and signatures as one line per subject."
    )
    assert said(tags=("lobby",), phrases=("probation",))[0] == (
        "Takes what a Member with the tag lobby says, asks, answers, moves or signs with the words “probation”."
    )
    many = tuple(WatchedMember(id=i) for i in range(1, 61))
    assert "Member 12 or one of 48 more does" in said(members=many)[0]


def test_every_kind_can_be_said() -> None:
    """Also those of sources still to come."""
    told = said(phrases=("x1",), kinds=tuple(KINDS))[1]
    assert "calls for evidence" in told
    assert "ministerial corrections" in told
    assert "inquirys" not in told
