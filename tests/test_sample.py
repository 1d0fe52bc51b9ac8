"""The sample Parliament: it says what the real one would, strictly, and its fortnight is noticed as a user would."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from monitor.parliament.dates import at, days, is_working_day
from monitor.poll import Polled, Walk, poll, window
from monitor.sample import bills, calendar, committees, hansard, members, motions, questions, votes
from monitor.sample.fortnight import read
from monitor.sample.server import HOSTS, Sample, served
from monitor.sources import SOURCES
from monitor.sources.http import PoliteClient
from monitor.sources.members import Register
from monitor.sources.source import Unavailable
from monitor.store import Store, queries
from monitor.watching import Watching
from watchlists.loading import examples, load

MONDAY, JUSTICE_DAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 10), date(2026, 3, 13)
END = at(FRIDAY, time(20))
READ_AT = (time(7), time(14), time(20))
QUESTIONS = f"/{questions.HOST}/api/writtenquestions/questions"
JUSTICE = "/overview/sectiontrees.json?section=Debate&house=Commons&date=2026-03-10"
SPOKEN = "/search/contributions/Spoken.json?queryParameters.house=Commons&queryParameters.take=100"


def sample(now: datetime = END) -> Sample:
    """The sample at *now*, without its server."""
    return Sample(read(), now=now)


def said(address: str, now: datetime = END) -> Any:
    """The reply to *address*, which is to be a good one."""
    status, reply = sample(now).reply(address)
    assert status == 200, reply
    return reply


# -- its replies have the shape of the real ones --------------------------------------------------------------------


class Shape(NamedTuple):
    """A request, the path of it in the host's document, and recordings of such replies."""

    address: str
    path: str
    samples: tuple[str, ...] = ()


def debate_of(heading: str) -> str:
    """The address of the Commons debate of 10 March (or heading above debates) with this title."""
    (tree,) = said(f"/{hansard.HOST}{JUSTICE}")
    ext = next(h["ExternalId"] for h in tree["SectionTreeItems"] if h["Title"] == heading)
    return f"/debates/debate/{ext}.json"


DEBATE = "/debates/debate/{debateSectionExtId}.{format}"
SHAPES = {
    questions.HOST: [
        Shape(
            "/api/writtenquestions/questions?take=100&includeWithdrawn=true",
            "/api/writtenquestions/questions",
            ("questions-statements/questions-list-odd-grouped.json",),
        ),
        *(
            Shape(
                f"/api/writtenquestions/questions/{q.id}",
                "/api/writtenquestions/questions/{id}",
                ("questions-statements/question-1898665-answered-after-holding.json",),
            )
            for q in read().question
        ),
    ],
    members.HOST: [
        Shape("/api/Members/Search?take=20", "/api/Members/Search", ("members/members-search-lucy-powell.json",)),
        Shape("/api/Members/History?ids=95020&ids=95101", "/api/Members/History"),
        Shape("/api/Members/95001", "/api/Members/{id}"),
        Shape("/api/Members/95020/Biography", "/api/Members/{id}/Biography"),
    ],
    hansard.HOST: [
        Shape(
            "/overview/calendar.json?year=2026&month=3&house=Commons",
            "/overview/calendar.{format}",
            ("hansard/overview-calendar-2026-01-Commons.json",),
        ),
        Shape("/overview/lastsittingdate.json?house=Lords", "/overview/lastsittingdate.{format}"),
        Shape("/overview/sectionsforday.json?date=2026-03-12&house=Commons", "/overview/sectionsforday.{format}"),
        Shape(
            JUSTICE,
            "/overview/sectiontrees.{format}",
            ("hansard/overview-sectiontrees-Commons-2026-09-15-Debate.json",),
        ),
        Shape(
            SPOKEN,
            "/search/contributions/{contributionType}.{format}",
            ("hansard/search-contributions-Spoken-phrase-asi.json",),
        ),
        Shape(
            SPOKEN.replace("Spoken", "Corrections"),
            "/search/contributions/{contributionType}.{format}",
            ("hansard/search-contributions-Spoken-phrase-asi.json",),
        ),
        Shape(debate_of("Transforming Rehabilitation"), DEBATE, ("hansard/debate-760C4895-oral-question.json",)),
        Shape(debate_of("Justice"), DEBATE, ("hansard/debate-565DB7B1-with-child.json",)),
    ],
    motions.HOST: [  # its document says another shape than what is sent: the recordings are the measure
        Shape("/EarlyDayMotion/79002", "", ("oralquestions/edm-detail-56795.json",)),
    ],
    votes.COMMONS: [
        Shape("/data/divisions.json/search", "/data/divisions.{format}/search"),
        Shape(
            "/data/division/2890.json",
            "/data/division/{divisionId}.{format}",
        ),
    ],
    votes.LORDS: [
        Shape("/data/Divisions/search", "/data/Divisions/search"),
        Shape("/data/Divisions/3391", "/data/Divisions/{divisionId}"),
    ],
    committees.HOST: [
        Shape("/api/CommitteeBusiness", "/api/CommitteeBusiness"),
        Shape("/api/CommitteeBusiness/14001", "/api/CommitteeBusiness/{id}"),
        Shape("/api/Committees?CommitteeBusinessId=14001", "/api/Committees"),
        Shape("/api/Events", "/api/Events"),
        Shape("/api/Publications", "/api/Publications"),
        Shape("/api/OralEvidence", "/api/OralEvidence"),
        Shape("/api/OralEvidence/18901/Document/Html", "/api/OralEvidence/{id}/Document/{fileDataFormat}"),
    ],
    calendar.HOST: [
        Shape(
            "/calendar/events/list.json?queryParameters.startDate=2026-03-13&queryParameters.endDate=2026-04-09",
            "/calendar/events/list.{format}",
        ),
        Shape(
            "/calendar/events/nonsitting.json?queryParameters.endDate=2026-04-30",
            "/calendar/events/nonsitting.{format}",
        ),
    ],
    bills.HOST: [
        Shape("/api/v1/Bills", "/api/v1/Bills"),
        Shape("/api/v1/Bills/4801", "/api/v1/Bills/{billId}"),
        Shape("/api/v1/Bills/4801/Stages", "/api/v1/Bills/{billId}/Stages", ("bills/bill-2818-stages.json",)),
    ],
}
ALL = [pytest.param(host, shape, id=shape.address[:60]) for host, shapes in SHAPES.items() for shape in shapes]
#: .NET sends numbers where the documents of the older hosts say text (API_NOTES 0.3)
NUMBERED = ("Source",)
TYPES = {"object": dict, "array": list, "string": str, "integer": int, "number": (int, float), "boolean": bool}


def resolved(schema: Any, spec: Any) -> Any:
    """*schema* with what it refers to; an object referred to may be null, which documents cannot say beside `$ref`."""
    if "allOf" in schema:
        return {**resolved(schema["allOf"][0], spec), "nullable": schema.get("nullable", False)}
    if "$ref" not in schema:
        return schema
    found = spec
    for step in schema["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return {"nullable": found.get("type") == "object", **found}


def wrong(value: Any, schema: Any, spec: Any, where: str = "") -> Iterator[str]:
    """What of *value* is not as *schema* has it: fields it does not know, and other types."""
    schema = resolved(schema, spec)
    kind = schema["type"]
    if value is None:
        if "openapi" in spec and not schema.get("nullable"):  # the older documents do not say what may be null
            yield f"{where} is null"
    elif where.endswith(NUMBERED) and isinstance(value, int):
        return
    elif not isinstance(value, TYPES[kind]):
        yield f"{where} is {value!r}, not {kind}"
    elif kind == "array":
        for n, one in enumerate(value):
            yield from wrong(one, schema["items"], spec, f"{where}[{n}]")
    elif kind == "object":
        known = schema["properties"]
        yield from (f"{where}.{name} is unknown" for name in value if name not in known)
        for name in value.keys() & known.keys():
            yield from wrong(value[name], known[name], spec, f"{where}.{name}")
    elif value not in schema.get("enum", [value]):
        yield f"{where} is {value!r}, none of {schema['enum']}"
    elif schema.get("format") == "date-time" and not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?", value):
        yield f"{where} is {value!r}, no date and time"


def fields(value: Any, path: str = "") -> Iterator[str]:
    """Every path of a field in *value*, without the numbers of rows."""
    if isinstance(value, dict):
        for name, inside in value.items():
            yield f"{path}.{name}"
            yield from fields(inside, f"{path}.{name}")
    elif isinstance(value, list):
        for inside in value:
            yield from fields(inside, f"{path}[]")


def levels(value: Any) -> set[str]:
    """The fields of *value*, of debates inside debates once."""
    return {re.sub(r"(\.ChildDebates\[\])+", "", path) for path in fields(value)}


def spec_of(shared: Path, host: str) -> Any:
    """The OpenAPI document of *host*."""
    return json.loads((shared / "parliament-apis/specs" / f"{host}.json").read_text("utf-8"))


@pytest.mark.parametrize(("host", "shape"), [one for one in ALL if one.values[1].path])  # type: ignore[union-attr]
def test_replies_are_as_the_documents_of_parliament_say(shared: Path, host: str, shape: Shape) -> None:
    """Every field of every reply is in the host's OpenAPI document, with its type."""
    spec = spec_of(shared, host)
    reply = spec["paths"][shape.path]["get"]["responses"]["200"]
    schema = reply["schema"] if "schema" in reply else reply["content"]["application/json"]["schema"]

    assert list(wrong(said(f"/{host}{shape.address}"), schema, spec)) == []


@pytest.mark.parametrize(("host", "shape"), [(host, s) for host, shapes in SHAPES.items() for s in shapes if s.samples])
def test_replies_have_the_fields_of_recorded_ones(shared: Path, host: str, shape: Shape) -> None:
    """A reply has the fields that a recording of the real service has, no more and no fewer."""
    recorded = {
        path
        for name in shape.samples
        for path in levels(json.loads((shared / "parliament-apis/samples" / name).read_text("utf-8")))
    }

    assert levels(said(f"/{host}{shape.address}")) == recorded


def test_routes_take_only_what_the_real_services_take(shared: Path) -> None:
    """No parameter is answered here that the documents of Parliament do not have."""
    documented = {host: routes for host, routes in HOSTS.items() if host.endswith("api.parliament.uk")}
    for host, routes in documented.items():
        paths = {
            re.sub(r"\{\w+\}|json|Spoken|Corrections|Html", "*", p): d
            for p, d in spec_of(shared, host)["paths"].items()
        }
        for route in routes:
            asked = paths[re.sub(r"\{\w+\}|json|Spoken|Corrections|Html", "*", route.path)]["get"].get("parameters", [])
            assert route.takes <= {one["name"] for one in asked}, route.path


# -- it is strict ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/elsewhere.example.org/", 404),
        (f"/{hansard.HOST}/overview/nothing.json", 404),
        (f"/{hansard.HOST}/debates/debate/00000000-0000-4000-8000-000000000000.json", 404),
        (f"{QUESTIONS}/1", 404),
        (f"{QUESTIONS}?tabledStartDate=2026-03-02", 400),
        (f"{QUESTIONS}?tabledwhenfrom=2026-03-02", 400),
        (f"{QUESTIONS}?tabledWhenFrom=Monday", 400),
        (f"{QUESTIONS}?skip=0&skip=20", 400),
        (f"{QUESTIONS}?answered=Perhaps", 400),
        (f"/{hansard.HOST}/overview/sectionsforday.json?date=2026-03-10", 400),
        (f"/{hansard.HOST}/search/contributions/Spoken.json?house=Commons", 400),
    ],
)
def test_what_the_real_services_would_misread_is_refused(address: str, status: int) -> None:
    """An unknown address is 404; a parameter that is unknown, doubled, missing or no date is 400."""
    assert sample().reply(address)[0] == status


def test_lists_shorten_and_single_questions_are_whole() -> None:
    """A list cuts a question after 255 characters, and tags are gone from its answers."""
    listed = {row["value"]["uin"]: row["value"] for row in said(f"{QUESTIONS}?take=100")["results"]}
    single = said(f"{QUESTIONS}/9950047")["value"]

    assert listed["71047"]["questionText"] == single["questionText"][:255]
    assert single["questionText"].endswith("the probation service.")
    assert listed["71047"]["answerText"] == "Data on the time taken to travel to appointments is not held centrally."
    assert single["answerText"] == f"<p>{listed['71047']['answerText']}</p>"
    assert listed["71001"]["answerText"].endswith("...")
    assert len(listed["71001"]["answerText"]) == 258


def test_unanswered_questions_come_last_and_withdrawn_ones_only_if_asked_for() -> None:
    """A list is ordered by its answers, and leaves withdrawn questions out."""
    uins = [row["value"]["uin"] for row in said(f"{QUESTIONS}?take=100")["results"]]
    everything = said(f"{QUESTIONS}?take=1&includeWithdrawn=true")

    assert uins[-1] == "71071"
    assert "71022" not in uins
    assert everything["totalResults"] == len(uins) + 1
    assert len(everything["results"]) == 1


def test_nothing_is_there_before_its_time() -> None:
    """Before its time neither a question, nor an answer, nor a speech can be had."""
    before, after = at(MONDAY, time(18, 59)), at(MONDAY, time(19))
    rolling = said(f"/{hansard.HOST}{SPOKEN}", at(JUSTICE_DAY, time(14)))["TotalResultCount"]

    assert sample(before).reply(f"{QUESTIONS}/9950001")[0] == 404
    assert said(f"{QUESTIONS}/9950001", after)["value"]["answerText"] is None
    assert rolling < said(f"/{hansard.HOST}{SPOKEN}", at(JUSTICE_DAY, time(16)))["TotalResultCount"]


def test_it_is_served_over_the_real_path_and_stops() -> None:
    """What is served on loopback is what the sources' client gets; afterwards nobody answers."""
    with served(now=at(date(2026, 3, 10), time(14))) as sample, client_of(sample) as client:
        assert client.get(f"https://{hansard.HOST}/overview/lastsittingdate.json", {"house": "Commons"}) == (
            "2026-03-10T00:00:00"
        )
        sample.clock(at(date(2026, 3, 5), time(14)))
        with pytest.raises(Unavailable, match="status 503"):
            client.get(f"https://{hansard.HOST}/overview/lastsittingdate.json", {"house": "Commons"})
    with client_of(sample) as client, pytest.raises(Unavailable, match="no connection"):
        client.get(f"https://{members.HOST}/api/Members/95001")


def test_every_source_finds_the_shape_it_expects() -> None:
    """What `monitor check` asks of Parliament is answered; a Member is found by name and by constituency."""
    with served(now=END) as sample, client_of(sample) as client:
        said = {make.name: make(client).check(now=END) for make in SOURCES}
        assert said["written-questions"] == "10 questions tabled in the last 14 days"
        assert said["hansard"] == "the Commons last sat on 2026-03-12"
        assert all(said.values()), said
        assert Register(client).check() == "14 current Members"
        assert [m.seat for m in Register(client).search("Larkspur")] == ["Upper Tansy"]
        assert [m.listed for m in Register(client).search("cwm eithin")] == ["Pendragon-Hughes, Ffion"]
        assert Register(client).posts(95102)[0].title == "Parliamentary Under-Secretary of State, Ministry of Justice"


def client_of(sample: Sample) -> PoliteClient:
    """A client that asks *sample* in place of Parliament, without waiting."""
    return PoliteClient(mirror=sample.url, pace=10_000, attempts=1)


# -- what a user notices of the fortnight -------------------------------------------------------------------------------


class Fortnight(NamedTuple):
    """What is kept after the fortnight, and what came of each reading, by source."""

    activities: list[dict[str, Any]]
    matches: list[dict[str, Any]]
    polls: dict[str, list[tuple[datetime, Polled]]]

    def told(self, upstream_id: int) -> list[tuple[str, str]]:
        """Kind and date of what was told of a question, in order."""
        return [(a["kind"], a["date"]) for a in self.activities if a["upstream_id"] == str(upstream_id)]

    def matched(self, words: str) -> list[dict[str, Any]]:
        """The matches of contributions with these words."""
        return [m for m in self.matches if words in m["activity"]["text"]]


@pytest.fixture(scope="module")
def fortnight(tmp_path_factory: pytest.TempPathFactory) -> Fortnight:
    """The fortnight, read three times on every working day with the packaged watchlist for probation."""
    store = Store.open(f"sqlite:///{tmp_path_factory.mktemp('sample')}/monitor.db")
    watchlists = load(examples(), find=lambda _: [])
    polls: dict[str, list[tuple[datetime, Polled]]] = {make.name: [] for make in SOURCES}
    with served() as sample, client_of(sample) as client:
        watching = Watching(watchlists, store.meet(Watching.keys(watchlists), MONDAY))
        for now in (at(d, t) for d in days(MONDAY, FRIDAY) if is_working_day(d) for t in READ_AT):
            sample.clock(now)
            walk = Walk(store, watching, Register(client))
            for source in (make(client) for make in SOURCES):
                polled = poll(source, walk, window=window(store.last_complete(source.name), now=now), now=now)
                polls[source.name].append((now, polled))
            assert walk.problems == []
    kept = Fortnight(list(queries.activities(store)), list(queries.matches(store)), polls)
    store.close()
    return kept


def test_each_state_of_a_question_is_told_once(fortnight: Fortnight) -> None:
    """Tabled, overdue, held, answered, corrected, withdrawn: each once, with the date that Parliament gives it."""
    assert fortnight.told(9950001) == [
        ("question", "2026-03-02"),
        ("overdue", "2026-03-06"),
        ("holding-answer", "2026-03-06"),
        ("answer", "2026-03-11"),
    ]
    assert fortnight.told(9950014) == [
        ("question", "2026-03-03"),
        ("answer", "2026-03-10"),
        ("correction", "2026-03-12"),
    ]
    assert fortnight.told(9950022) == [("question", "2026-03-03"), ("withdrawal", "2026-03-05")]
    assert fortnight.told(9950060) == [("question", "2026-03-04"), ("answer", "2026-03-09")]
    assert fortnight.told(9950071) == [("question", "2026-03-12")]
    of_questions = [a for a in fortnight.activities if a["source"] == "written-questions"]
    assert len({a["id"] for a in of_questions}) == len(of_questions)


def test_a_correction_leaves_the_words_that_it_corrects(fortnight: Fortnight) -> None:
    """The answer keeps its number, the correction brings its own."""
    of = {a["kind"]: a["text"] for a in fortnight.activities if a["upstream_id"] == "9950014"}

    assert "£171 million" in of["answer"]
    assert "£217 million" in of["correction"]


def test_questions_answered_together_are_one_subject(fortnight: Fortnight) -> None:
    """Two questions with one answer are told under one subject."""
    answers = [a for a in fortnight.activities if a["upstream_id"] in ("9950030", "9950031") and a["kind"] == "answer"]

    assert len(answers) == 2
    assert len({a["subject"] for a in answers}) == 1


def test_words_that_a_list_has_cut_off_are_found(fortnight: Fortnight) -> None:
    """What is asked after the 255th character matches as anything else."""
    assert {m["activity"]["kind"] for m in fortnight.matches if m["activity"]["upstream_id"] == "9950047"} == {
        "question",
        "answer",
    }


def test_a_debate_is_found_by_its_heading(fortnight: Fortnight) -> None:
    """Speeches that never say the word match by what stands above them."""
    found = [m for m in fortnight.matches if m["activity"]["title"] == "Probation Service: Rural Areas"]

    assert {evidence["field"] for m in found for evidence in m["evidence"]} == {"title"}
    assert len({m["activity"]["id"] for m in found}) == 3


def test_near_misses_are_silence(fortnight: Fortnight) -> None:
    """Probationary periods, a probation period of employment, probate, buses: read, and nothing said of them."""
    silent = {"71005", "71041", "71009"}
    ids = {str(q.id) for q in read().question if q.uin in silent}
    titles = {"Bats in Belfries", "Business of the House", "Coastal Paths", "Ferries"}
    matched = [m["activity"] for m in fortnight.matches]

    assert ids <= {a["upstream_id"] for a in fortnight.activities}
    assert titles <= {a["title"] for a in fortnight.activities}
    assert not [a["title"] for a in matched if a["upstream_id"] in ids or a["title"] in titles]


def test_a_revised_speech_is_told_once_in_its_last_words(fortnight: Fortnight) -> None:
    """A speech revised overnight is the same match, and reads as it does now."""
    revised = "Will he set a limit on the number of cases"

    assert not fortnight.matched("Will he set a limit to the number")
    assert len({m["activity"]["id"] for m in fortnight.matched(revised)}) == 1
    assert {m["activity"]["revision"] for m in fortnight.matched(revised)} == {1}


def test_a_speech_that_moved_is_not_doubled(fortnight: Fortnight) -> None:
    """A speech under a new id is the one that was there before, and its link leads to the new place."""
    (tree,) = said(f"/{hansard.HOST}{JUSTICE}")
    rows = said(f"/{hansard.HOST}{SPOKEN}&queryParameters.startDate={tree['ItemDate'][:10]}")["Results"]
    (row,) = [row for row in rows if "Whatever was wrong" in row["ContributionTextFull"]]
    (speech,) = [a for a in fortnight.activities if "Whatever was wrong" in a["text"]]

    assert speech["upstream_id"] != row["ContributionExtId"]
    assert speech["url"].endswith(f"#contribution-{row['ContributionExtId']}")


def test_a_debate_that_comes_two_days_late_is_found_when_it_comes(fortnight: Fortnight) -> None:
    """A debate of Monday that is published on Wednesday is found on Wednesday, with the date of Monday."""
    found = [m for m in fortnight.matches if m["activity"]["title"] == "Ministry of Justice: Estimates"]
    spoken = [m for m in found if m["activity"]["kind"] == "contribution"]

    assert {m["activity"]["date"] for m in spoken} == {"2026-03-09"}
    assert {m["found_at"][:10] for m in spoken} == {"2026-03-11"}
    assert {m["activity"]["date"] for m in found if m["activity"]["kind"] == "ministerial-correction"} == {"2026-03-12"}


def test_a_day_on_which_hansard_fails_is_reported_and_heals(fortnight: Fortnight) -> None:
    """While a source cannot be had its readings have failed; the day is read when it is back; others go on."""
    failed = [now for now, polled in fortnight.polls["hansard"] if polled.outcome == "failed"]

    assert {now.date() for now in failed} == {date(2026, 3, 5), date(2026, 3, 6)}
    assert {p.outcome for now, p in fortnight.polls["hansard"] if now not in failed} == {"complete"}
    assert all("status 503" in e for now, p in fortnight.polls["hansard"] if now in failed for e in p.errors)
    assert {p.outcome for _, p in fortnight.polls["written-questions"]} == {"complete"}
    assert {m["found_at"][:10] for m in fortnight.matched("lessons they have drawn")} == {"2026-03-06"}
