"""The register of Members: histories, posts, and who is found by what."""

from __future__ import annotations

import csv
import io
import json
import logging
import tomllib
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
import respx

from monitor.parliament.people import NameSpell, PartySpell, Post, SeatSpell
from monitor.sources.http import PoliteClient
from monitor.sources.members import Register, csv_line, line
from monitor.sources.membership import ListedMember, read_committees, read_history, read_listed, read_posts
from monitor.sources.source import Unavailable, Unreadable

HISTORY = "https://members-api.parliament.uk/api/Members/History"
SEARCH = "https://members-api.parliament.uk/api/Members/Search"
BIOGRAPHY = "https://members-api.parliament.uk/api/Members/91001/Biography"
POSTCODE = "https://api.postcodes.io/postcodes/WB11AA"
SEAT = "Upper Wobblesham"
Json = dict[str, Any]


def make_client(mirror: str | None = None) -> PoliteClient:
    """A client that neither waits nor tries twice."""
    return PoliteClient(mirror=mirror, pace=1e6, attempts=1, wait_initial=0, wait_max=0)


@pytest.fixture
def register() -> Iterator[Register]:
    """A register over a client that respx answers."""
    with make_client() as client:
        yield Register(client)


def party(name: str = "Meadow Party", abbreviation: str | None = "Mea") -> Json:
    """A party as members-api writes it."""
    return {"id": 901, "name": name, "abbreviation": abbreviation, "isLordsMainParty": False, "governmentType": None}


def seat(name: str | None, house: int | None = 1, start: str | None = "2024-07-04", end: str | None = None) -> Json:
    """A membership of a House as members-api writes it."""
    return {
        "membershipFrom": name,
        "membershipFromId": 21001,
        "house": house,
        "membershipStartDate": start and f"{start}T00:00:00",
        "membershipEndDate": end and f"{end}T00:00:00",
        "membershipEndReason": None,
        "membershipStatus": None,
    }


def history(id: int, **fields: Any) -> Json:
    """A row of `Members/History`, as the OpenAPI document draws it; `fields` replace its own."""
    value = {
        "id": id,
        "thumbnailUrl": None,
        "nameHistory": [
            {
                "startDate": "2015-05-07T00:00:00",
                "endDate": None,
                "nameListAs": "Quill, Ada",
                "nameDisplayAs": "Ada Quill",
                "nameFullTitle": "Ada Quill MP",
                "nameAddressAs": None,
            }
        ],
        "partyHistory": [{"startDate": "2015-05-07T00:00:00", "endDate": None, "party": party()}],
        "houseMembershipHistory": [seat("Upper Wobblesham", start="2015-05-07")],
    }
    return {"value": value | fields, "links": [{"rel": "self", "href": f"/Members/{id}", "method": "GET"}]}


def listed(id: int, name: str = "Ada Quill", **fields: Any) -> Json:
    """A row of `Members/Search`; `fields` replace its own."""
    first, _, last = name.rpartition(" ")
    value = {
        "id": id,
        "nameListAs": f"{last}, {first}",
        "nameDisplayAs": name,
        "nameFullTitle": f"{name} MP",
        "nameAddressAs": None,
        "latestParty": party(),
        "gender": "F",
        "latestHouseMembership": seat("Upper Wobblesham"),
        "thumbnailUrl": "",
    }
    return {"value": value | fields, "links": []}


def results(*rows: Json, total: int | None = None) -> Json:
    """A reply of `Members/Search`, with the links that lead nowhere."""
    nowhere = [{"rel": "page.next", "href": "/Members/Search?skip=0&take=20", "method": "GET"}]
    return {"items": list(rows), "totalResults": len(rows) if total is None else total, "skip": 0, "links": nowhere}


# -- histories ----------------------------------------------------------------------------------------------------


@respx.mock
def test_a_history_tells_names_parties_and_seats_with_their_days(register: Register) -> None:
    """What members-api keeps of a Member becomes spells with first and last days, of both Houses."""
    row = history(
        91001,
        nameHistory=[
            {"startDate": "2001-06-07T00:00:00", "endDate": "2019-12-11T00:00:00", "nameDisplayAs": "Ada Quill"},
            {
                "startDate": "2020-09-01T00:00:00",
                "endDate": None,
                "nameDisplayAs": "Baroness  Quill of Wold ",
                "nameListAs": "Quill of Wold, B.",
            },
        ],
        partyHistory=[
            {
                "startDate": "2001-06-07T00:00:00",
                "endDate": "2018-01-01T00:00:00",
                "party": party("Labour (Co-op)", "Lab"),
            },
            {"startDate": "2018-01-01T00:00:00", "endDate": None, "party": party("Crossbench", None)},
        ],
        houseMembershipHistory=[seat("Wold", 1, "2001-06-07", "2019-12-11"), seat("Life peer", 2, "2020-09-01")],
    )
    respx.get(HISTORY).respond(json=[row])
    (member,), problems = register.history([91001])
    assert problems == []
    assert member.names == (
        NameSpell(first=date(2001, 6, 7), last=date(2019, 12, 11), name="Ada Quill"),
        NameSpell(first=date(2020, 9, 1), name="Baroness Quill of Wold", listed="Quill of Wold, B."),
    )
    assert member.parties == (
        PartySpell(first=date(2001, 6, 7), last=date(2018, 1, 1), party="Labour (Co-op)", abbreviation="Lab"),
        PartySpell(first=date(2018, 1, 1), party="Crossbench"),
    )
    assert member.seats == (
        SeatSpell(first=date(2001, 6, 7), last=date(2019, 12, 11), house="commons", seat="Wold"),
        SeatSpell(first=date(2020, 9, 1), house="lords", seat="Life peer"),
    )


@respx.mock
def test_whatever_is_null_in_a_history_is_left_out(register: Register) -> None:
    """Null lists, null rows, null parties, null Houses and null names leave a Member with what is left."""
    nothing = history(91001, nameHistory=None, partyHistory=None, houseMembershipHistory=None)
    holes = history(
        91002,
        nameHistory=[
            None,
            {"startDate": None, "endDate": None, "nameDisplayAs": None, "nameFullTitle": "Bo Fen MP"},
            {},
        ],
        partyHistory=[None, {"startDate": "2015-05-07T00:00:00", "party": None}, {"party": party(None)}],  # type: ignore[arg-type]
        houseMembershipHistory=[None, seat("Fen", house=None), seat(None, 2, None, "0001-01-01")],
    )
    respx.get(HISTORY).respond(json=[nothing, holes])
    (bare, holed), problems = register.history([91001, 91002])
    assert problems == []
    assert (bare.names, bare.parties, bare.seats) == ((), (), ())
    assert holed.names == (NameSpell(name="Bo Fen MP"),)
    assert holed.parties == ()
    assert holed.seats == (SeatSpell(house="lords", seat=""),)


@respx.mock
def test_a_member_who_is_not_in_the_register_is_simply_absent(register: Register) -> None:
    """An id that members-api does not know is neither a Member nor a problem."""
    respx.get(HISTORY).respond(json=[history(91001)])
    members, problems = register.history([91001, 91999])
    assert [m.id for m in members] == [91001]
    assert problems == []


@respx.mock
def test_an_unreadable_member_is_named_and_the_others_are_read(register: Register) -> None:
    """One line each, with the word unreadable, the id and an address; the rest of the reply counts."""
    wrong = [
        {"value": None, "links": []},
        history(91003, partyHistory="Meadow Party"),
        history(91004, nameHistory=[{"startDate": "soon", "nameDisplayAs": "Bo Fen"}]),
        "Ada Quill",
    ]
    respx.get(HISTORY).respond(json=[history(91001), *wrong, history(91005)])
    members, problems = register.history([91001, 91003, 91004, 91005])
    assert [m.id for m in members] == [91001, 91005]
    assert len(problems) == 4
    assert all(p.startswith("unreadable members/") and "https://" in p and "\n" not in p for p in problems)
    assert "members/91003: partyHistory" in problems[1]
    assert "members/91004: nameHistory.0.startDate" in problems[2]


@respx.mock
def test_members_are_asked_for_once_each_and_a_hundred_at_a_time(register: Register) -> None:
    """250 ids, some named twice, are three calls with every id exactly once."""
    ids = list(range(91000, 91250))
    asked: list[list[int]] = []

    def reply(request: httpx.Request) -> httpx.Response:
        asked.append([int(i) for i in request.url.params.get_list("ids")])
        return httpx.Response(200, json=[history(i) for i in asked[-1]])

    respx.get(HISTORY).mock(side_effect=reply)
    members, _ = register.history([*ids, *ids[:30]])
    assert [len(a) for a in asked] == [100, 100, 50]
    assert sorted(i for a in asked for i in a) == ids
    assert [m.id for m in members] == ids


@respx.mock
def test_nobody_is_asked_for_where_no_id_is_named(register: Register) -> None:
    """No ids, no call: without ids members-api might answer with anyone."""
    assert register.history([]) == ([], [])
    assert respx.calls.call_count == 0


@respx.mock
@pytest.mark.parametrize("reply", [{"title": "odd"}, "nothing", None, {"items": None}])
def test_another_shape_than_a_list_is_an_error(register: Register, reply: Any) -> None:
    """What is no list of Members is never read as nobody."""
    respx.get(HISTORY).respond(json=reply)
    with pytest.raises(Unavailable):
        register.history([91001])


@respx.mock
def test_members_that_were_not_asked_for_are_not_believed(register: Register) -> None:
    """An upstream that ignores `ids` is an error."""
    respx.get(HISTORY).respond(json=[history(91001), history(91002)])
    with pytest.raises(Unavailable, match="91002"):
        register.history([91001])


@respx.mock
def test_a_register_that_is_down_is_an_error(register: Register) -> None:
    """Failed is never nobody."""
    respx.get(HISTORY).respond(503)
    with pytest.raises(Unavailable):
        register.history([91001])


# -- posts --------------------------------------------------------------------------------------------------------


@respx.mock
def test_posts_are_told_by_kind_with_their_days(register: Register) -> None:
    """Government, opposition and other posts, as their titles are printed; one without an end is held today."""
    now = {"name": "Minister of State (Ministry of Justice) ", "startDate": "2024-07-08T00:00:00", "endDate": None}
    then = {"name": "Shadow Minister (Justice)", "startDate": "2020-04-09T00:00:00", "endDate": "2024-05-30T00:00:00"}
    value = {
        "governmentPosts": [now],
        "oppositionPosts": [then, None],
        "otherPosts": None,
        "committeeMemberships": [{"name": "Justice Committee", "startDate": "2017-09-11T00:00:00", "endDate": None}],
    }
    respx.get(BIOGRAPHY).respond(json={"value": value, "links": []})
    assert register.posts(91001) == (
        Post(first=date(2024, 7, 8), title="Minister of State (Ministry of Justice)", kind="government"),
        Post(first=date(2020, 4, 9), last=date(2024, 5, 30), title="Shadow Minister (Justice)", kind="opposition"),
    )


@respx.mock
def test_a_biography_without_a_value_is_unreadable(register: Register) -> None:
    """A null biography is not a Member without posts."""
    respx.get(BIOGRAPHY).respond(json={"value": None, "links": []})
    with pytest.raises(Unreadable, match="members/91001"):
        register.posts(91001)


# -- who is found by what -----------------------------------------------------------------------------------------


def scenario(folder: Path) -> Path:
    """A small Parliament: 45 Members called Crumb, a few others, two Lords, one former Member, a postcode."""

    peer, seats = (
        {"membershipFromId": 4},
        [seat(f"Constituency {n}") | {"membershipFromId": 500 + n} for n in range(45)],
    )
    place = {"id": 21001, "name": SEAT, "startDate": "2024-05-31T00:00:00", "endDate": None}
    members = [
        *(listed(92000 + n, f"Abel{n} Crumb", latestHouseMembership=held) for n, held in enumerate(seats)),
        listed(91001),
        listed(91002, "Siân O'Dell", latestHouseMembership=seat("Quillmouth and Fen") | {"membershipFromId": 21002}),
        listed(91003, "Bo Fenwick", latestHouseMembership=seat("Upper Wobblesham", end="2024-05-30")),
        listed(91004, "Baroness Quill of Wold", latestHouseMembership=seat("Life peer", 2) | peer),
        listed(91005, "Lord Marsh", latestHouseMembership=seat("Hereditary", 2) | peer),
    ]
    events = [
        *({"at": "", "kind": "member", "record": row["value"]} for row in members),
        {"at": "", "kind": "constituency", "record": place},
        {
            "at": "",
            "kind": "postcode",
            "record": {"postcode": "WB1 1AA", "constituencyId": 21001, "constituency": SEAT},
        },
    ]
    file = folder / "members.jsonl"
    file.write_text("\n".join(json.dumps(e) for e in events), encoding="utf-8")
    return file


@pytest.fixture
def parliament(replica: Callable[..., Any], tmp_path: Path) -> Iterator[tuple[Register, Any]]:
    """A register over the strict replica, which is asked nothing that the live service would misread."""
    running = replica(scenario(tmp_path), now="2026-03-02T09:00:00")
    with make_client(running.url) as client:
        yield Register(client), running
    assert running.violations() == []


@pytest.mark.parametrize(
    ("text", "current", "ids"),
    [
        ("91001", None, [91001]),
        ("91999", None, []),
        ("Ada Quill", None, [91001]),
        ("ada  quill", None, [91001]),
        ("Siân O’Dell", None, [91002]),
        ("quill", None, [91001, 91004, 91002]),  # names first, then constituencies: Quillmouth
        ("Upper Wobblesham", None, [91003, 91001]),
        ("Upper Wobblesham", True, [91001]),
        ("Upper Wobblesham", False, [91003]),
        ("wobblesham", True, [91001]),
        ("mouth", True, []),  # in the middle of a word
        ("Life", None, []),  # a kind of peerage is no constituency
        ("Baroness Quill", None, [91004]),
        ("Baroness Quill of Wold", None, [91004]),
        ("Lady Quill of Wold", None, [91004]),
        ("Augusta Marsh", None, [91005]),  # by the surname alone
        ("WB1 1AA", None, [91003, 91001]),
        ("wb11aa", True, [91001]),
        ("WB1", True, [91001]),
        ("ZZ9 9ZZ", True, []),
        ("Nobody Atall", None, []),
        ("", None, []),
        ("   ", None, []),
    ],
)
def test_members_are_found(parliament: tuple[Register, Any], text: str, current: bool | None, ids: list[int]) -> None:
    """By id, by name with and without titles, by constituency, by postcode and its first half; or nobody is."""
    assert sorted(m.id for m in parliament[0].search(text, current=current)) == sorted(ids)


def test_names_come_before_constituencies(parliament: tuple[Register, Any]) -> None:
    """Who is called so comes before who sits for a place called so."""
    assert [m.id for m in parliament[0].search("quill")][-1] == 91002


def test_a_search_reads_every_page(parliament: tuple[Register, Any]) -> None:
    """45 of a name come, twenty at a time, although upstream's link to the next page leads back to the first."""
    assert {m.id for m in parliament[0].search("Crumb")} == {92000 + n for n in range(45)}


def test_everyone_of_a_house_comes_page_by_page(parliament: tuple[Register, Any]) -> None:
    """The Members of each House, current or former, no one twice."""
    register, _ = parliament
    pages = list(register.everyone("commons"))
    ids = [m.id for page in pages for m in page]
    assert len(ids) == len(set(ids)) == 47
    assert max(len(page) for page in pages) == 20
    assert {m.id for page in register.everyone("lords") for m in page} == {91004, 91005}
    assert [m.id for page in register.everyone(current=False) for m in page] == [91003]


def test_histories_come_from_the_replica(parliament: tuple[Register, Any]) -> None:
    """The call that polls make: several ids at once, an unknown one among them."""
    members, problems = parliament[0].history([91001, 91004, 91999])
    assert problems == []
    told = [m.on(date(2026, 3, 2)) for m in members]
    assert [(t.name, t.party, t.house, t.seat) for t in told] == [
        ("Ada Quill", "Meadow Party", "commons", "Upper Wobblesham"),
        ("Baroness Quill of Wold", "Meadow Party", "lords", "Life peer"),
    ]


def test_the_check_says_how_many_members_there_are(parliament: tuple[Register, Any]) -> None:
    """`monitor check` hears that the register answers in the shape expected, or what is wrong."""
    register, running = parliament
    assert register.check() == "49 current Members"
    running.faults({"host": "members-api.*", "fault": "status", "status": 503})
    with pytest.raises(Unavailable):
        register.check()


def test_a_list_that_ends_early_is_an_error(parliament: tuple[Register, Any]) -> None:
    """Rows that upstream's total promises and no reading brings are not passed over."""
    register, running = parliament
    running.faults({"host": "members-api.*", "path": "*Search", "fault": "total_lies"})
    with pytest.raises(Unavailable):
        list(register.everyone("commons"))


# -- what is not believed, and what is not told -------------------------------------------------------------------


#: a page that has nothing to do with what was asked for
ANYONE = results(
    *(listed(i, f"Cy Crumb{i}", latestHouseMembership=seat(f"Seat {i}")) for i in range(1, 21)), total=4900
)


@respx.mock
def test_a_name_that_upstream_ignored_is_an_error(register: Register) -> None:
    """A full page of people of other names means that the filter was dropped."""
    respx.get(SEARCH).respond(json=ANYONE)
    with pytest.raises(Unavailable, match="ignored"):
        register.search("Ada Quill")


@respx.mock
def test_an_outward_code_that_upstream_ignored_is_an_error(register: Register) -> None:
    """The first half of a postcode lies in a few constituencies, not in all of them."""

    def reply(request: httpx.Request) -> httpx.Response:
        skip = int(request.url.params["skip"])
        rows = [listed(i, latestHouseMembership=seat(f"Seat {i}")) for i in range(skip + 1, skip + 21)]
        return httpx.Response(200, json=results(*rows, total=650))

    respx.get(SEARCH).mock(side_effect=reply)
    with pytest.raises(Unavailable, match="ignored"):
        register.search("WB1", current=True)
    assert respx.calls.call_count == 2


@respx.mock
def test_a_member_found_by_a_former_name_is_believed(register: Register) -> None:
    """A lone row of another name may be someone who once had that name."""
    respx.get(SEARCH, params={"Name": "Mary Inkwell"}).respond(json=results(listed(91001)))
    respx.get(SEARCH, params={"Location": "Mary Inkwell"}).respond(json=results())
    assert [m.id for m in register.search("Mary Inkwell")] == [91001]


@respx.mock
def test_former_members_are_no_answer_to_a_question_for_current_ones(register: Register) -> None:
    """A row that fails the filter that was asked for is an error."""
    gone = listed(91001, latestHouseMembership=seat("Upper Wobblesham", end="2024-05-30"))
    respx.get(SEARCH).respond(json=results(gone))
    with pytest.raises(Unavailable, match="91001"):
        register.search("Ada Quill", current=True)


@respx.mock
def test_the_other_house_is_no_answer(register: Register) -> None:
    """A row of the House that was not asked for is an error."""
    respx.get(SEARCH).respond(json=results(listed(91001)))
    with pytest.raises(Unavailable, match="91001"):
        list(register.everyone("lords"))


@respx.mock
def test_an_unreadable_row_is_a_warning_and_the_others_are_found(register: Register, caplog: Any) -> None:
    """One line with the word unreadable, the id and an address."""
    respx.get(SEARCH, params={"Name": "Ada Quill"}).respond(
        json=results(listed(91001), listed(91002, gender=[], latestParty="?"))
    )
    respx.get(SEARCH, params={"Location": "Ada Quill"}).respond(json=results())
    with caplog.at_level(logging.WARNING):
        assert [m.id for m in register.search("Ada Quill")] == [91001]
    assert [m for m in caplog.messages if "unreadable members/91002" in m and "https://" in m]


@respx.mock
@pytest.mark.parametrize(
    "odd", [results(), results(*(listed(i, latestHouseMembership=seat(f"Seat {i}")) for i in range(20)), total=4900)]
)
def test_a_postcode_that_parliament_does_not_place_is_placed_by_another(register: Register, odd: Json) -> None:
    """Where `Location` knows no postcodes, or ignores them, the constituency comes from postcodes.io."""
    respx.get(SEARCH, params={"Location": "WB11AA"}).respond(json=odd)
    respx.get(SEARCH, params={"Location": "Upper Wobblesham"}).respond(
        json=results(listed(91001), listed(91002, latestHouseMembership=seat("Upper Wobblesham South")))
    )
    respx.get(POSTCODE).respond(json={"status": 200, "result": {"parliamentary_constituency": "Upper Wobblesham"}})
    assert [m.id for m in register.search("wb1 1aa")] == [91001]


@respx.mock
@pytest.mark.parametrize("broken", [{"status_code": 503}, {"json": []}, {"json": {"status": 200, "result": None}}])
def test_no_message_holds_a_postcode(register: Register, caplog: Any, broken: Json) -> None:
    """A postcode is somebody's home: it stands in no error, no cause of one, and no warning."""
    respx.get(SEARCH).respond(503)
    respx.get(POSTCODE).respond(**broken)
    with caplog.at_level(logging.WARNING), pytest.raises(Unavailable) as caught:
        register.search("WB1 1AA")
    assert caught.value.__suppress_context__
    assert "WB1" not in f"{caught.value}{caplog.text}".replace(" ", "").upper()


# -- the lines for a watchlist ------------------------------------------------------------------------------------

ADA = ListedMember(id=91001, name="Ada Quill", party="Labour (Co-op)", house="commons", seat="Fen, Wold and Marsh")


def test_the_line_for_a_watchlist_is_toml_and_says_who_it_is() -> None:
    """Lines pasted between the brackets of `members = […]` are the Members' ids; behind the # stands who they are."""
    former = ADA.model_copy(update={"id": 91003, "party": None, "until": date(2024, 5, 30)})
    assert line(ADA) == "91001,  # Ada Quill, Labour (Co-op), Fen, Wold and Marsh"
    assert line(former) == "91003,  # Ada Quill, Fen, Wold and Marsh, until 2024-05-30"
    assert tomllib.loads(f"members = [\n{line(ADA)}\n{line(former)}\n]") == {"members": [91001, 91003]}


def test_the_csv_line_has_the_columns_of_a_list_of_members() -> None:
    """id, name, tags, stance, note; a comma in a name stays in its column."""
    assert csv_line(ADA) == "91001,Ada Quill,,,"
    (row,) = csv.reader(io.StringIO(csv_line(ADA.model_copy(update={"name": 'Ada "Ink", Lady Quill'}))))
    assert row == ["91001", 'Ada "Ink", Lady Quill', "", "", ""]


# -- real recordings ----------------------------------------------------------------------------------------------


def recorded(shared: Path, name: str) -> Any:
    """A real recording of members-api."""
    return json.loads((shared / "parliament-apis" / "samples" / "members" / name).read_text(encoding="utf-8-sig"))


def test_recorded_members_are_read(shared: Path) -> None:
    """Commoners, Lords, former Members and those on leave of absence, as members-api really wrote them."""
    rows = (
        recorded(shared, "members-search-mixed.json")["items"]
        + recorded(shared, "members-search-lucy-powell.json")["items"]
    )
    read = {m.id: m for m in map(read_listed, rows)}
    assert len(read) == 4
    assert line(read[4514]).startswith("4514,  # Sir ")
    assert {id: (m.house, m.current) for id, m in read.items()} == {
        4514: ("commons", True),
        3305: ("lords", False),
        4544: ("lords", True),
        4263: ("commons", True),
    }
    assert read[4263].party == "Labour (Co-op)"
    assert read[3305].until == date(1999, 11, 11)


def test_recorded_posts_are_read(shared: Path) -> None:
    """A real biography has posts of each kind, and those without an end are held now."""
    posts = read_posts(recorded(shared, "member-biography.json"), 4514)
    assert [p.kind for p in posts] == ["government", "opposition", "opposition", "opposition", "other"]
    assert [p.last is None for p in posts] == [True, False, False, False, True]


def test_recorded_members_make_a_history(shared: Path) -> None:
    """A history made of the recorded parts in the shape of the OpenAPI document is read."""
    value = recorded(shared, "members-search-mixed.json")["items"][0]["value"]
    row = history(
        value["id"],
        nameHistory=[{k: value[k] for k in value if k.startswith("name")} | {"startDate": "2015-05-07T00:00:00"}],
        partyHistory=[{"party": value["latestParty"], "startDate": "2015-05-07T00:00:00", "endDate": None}],
        houseMembershipHistory=[value["latestHouseMembership"]],
    )
    then = read_history(row).on(date(2026, 3, 2))
    assert (then.name, then.party, then.abbreviation) == (value["nameDisplayAs"], "Labour", "Lab")
    assert then.seat == value["latestHouseMembership"]["membershipFrom"]


def test_the_reason_why_a_membership_ended_is_kept() -> None:
    """As printed; where none is told there is none."""
    ended, open_ = seat(SEAT, end="2025-01-02") | {"membershipEndReason": "Retired "}, seat(SEAT)
    read = read_history(history(91001, houseMembershipHistory=[ended, open_]))
    assert [s.reason for s in read.seats] == ["Retired", ""]


def test_committees_are_told_apart_from_posts() -> None:
    """The committees of a biography are no posts, but read from it likewise."""
    committee = {"name": "Bus  Committee", "startDate": "2025-01-02T00:00:00", "endDate": None}
    reply = {"value": {"committeeMemberships": [committee, None]}}
    assert read_posts(reply, 91001) == ()
    assert read_committees(reply, 91001) == (Post(first=date(2025, 1, 2), title="Bus Committee", kind="committee"),)
