"""The week: counted and named without an opinion, what comes up by day and House, and a calendar file that imports."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import icalendar

from monitor.parliament.activities import (
    Activity,
    Answer,
    BillStage,
    Body,
    Business,
    CallForEvidence,
    Contribution,
    EvidenceSession,
    HoldingAnswer,
    Motion,
    Question,
    QuestionTime,
    Signature,
)
from monitor.parliament.dates import instant
from monitor.parliament.people import Participant
from monitor.reports.week import calendar, coming
from monitor.reports.week_text import text
from monitor.store import Batch, MatchRow, RecordRow
from tests.test_dispatch import DAY, HOUR, MET, MORNING, OFFICER, House, daily, house, watchlist
from watchlists.digest import Digest
from watchlists.watchlist import Recipient
from watchlists.week import Facts, ahead, bars, blocks, headline, motions, non_answers, outstanding, who_did_what

__all__ = ["house"]

MONDAY, FRIDAY = date(2026, 3, 9), date(2026, 3, 13)
NOW = instant("2026-03-13T16:00:00")
ADA = Participant(member=91001, name="Ada Quill", role="asked", party="Labour", seat="Fen Edge")
BO = Participant(member=91002, name="Bo Thatch", role="spoke", party="Green Party", seat="Long Acre")
LADY = Participant(member=96001, name="Baroness Moss", role="asked", party="Crossbench", seat="Life peer")


def told(kind: type[Any], n: int = 1, **fields: Any) -> Any:
    """An activity of the week, of fictional people."""
    common: dict[str, Any] = {
        "id": f"records/{n}/{kind.__name__}",
        "record": f"records/{n}",
        "source": "records",
        "upstream_id": str(n),
        "subject": f"records/{n}",
        "house": "commons",
        "date": date(2026, 3, 10),
        "title": "Probation: Fen Edge",
        "url": f"https://example.org/{n}",
    }
    return kind(**common | fields)


def asked(n: int = 1, **fields: Any) -> Any:
    """A written question, or what became of it."""
    kind = fields.pop("kind", Question)
    given: dict[str, Any] = {"question": "How many?", "uin": str(41000 + n), "due": date(2026, 3, 11)}
    return told(kind, n, **given | {"participants": (ADA,)} | fields)


def spoke(n: int, who: Participant, **fields: Any) -> Any:
    """A contribution."""
    return told(Contribution, n, said="Probation matters.", debate="DEB", participants=(who,), **fields)


def week(*activities: Activity, **fields: Any) -> Facts:
    """A week with these activities."""
    return Facts(first=MONDAY, last=FRIDAY, told=activities, **fields)


def lines(block: Any) -> list[str]:
    """Each line as it is read."""
    return [" ".join(filter(None, (line.lead, line.text))) for line in block.lines]


def test_the_headline_counts_mps_and_peers_and_who_is_new() -> None:
    """A Member counts once, whatever they did; Ministers who answer do not."""
    minister = Participant(member=91009, name="Cy Bright", role="answered")
    facts = week(
        asked(1),
        spoke(2, ADA.model_copy(update={"role": "spoke"})),
        spoke(3, BO),
        asked(4, participants=(LADY,), house="lords"),
        asked(5, kind=Answer, answer="Nine.", participants=(ADA, minister), date=date(2026, 3, 12)),
        spoke(6, Participant(member=91009, name="Cy Bright", role="spoke"), replies_to="X"),
        before=frozenset({91001}),
    )
    assert headline(facts, "probation") == (
        "2 MPs and 1 peer raised probation this week, 2 for the first time; 1 answer late"
    )


def test_nobody_is_called_new_where_nothing_earlier_is_recorded() -> None:
    """With a store that begins this week everybody would be: so nothing is said."""
    assert headline(week(asked(1), before=None), "probation") == "1 MP raised probation this week"
    assert headline(week(), "probation") == "Nobody raised probation this week"


def test_the_table_says_who_did_what_those_who_did_most_first() -> None:
    """One line a Member, with party and seat as on that day."""
    block = who_did_what(week(asked(1), spoke(2, BO), asked(3), before=frozenset({91001})))
    assert lines(block) == [
        "Ada Quill (Labour, Fen Edge) 2 written questions",
        "Bo Thatch (Green Party, Long Acre) 1 contribution · for the first time",
    ]


def test_what_is_outstanding_is_named_the_longest_waiting_first() -> None:
    """With its holding answer, where there was one."""
    late, later = asked(1), asked(2, due=date(2026, 3, 4))
    held = asked(2, kind=HoldingAnswer, answer="Not yet.", date=date(2026, 3, 5))
    block = outstanding(week(outstanding=[late, later], held=[held]))
    assert lines(block) == [
        "Written question 41002, Probation: Fen Edge Ada Quill (Labour, Fen Edge), was due 4 Mar, holding answer 5 Mar",
        "Written question 41001, Probation: Fen Edge Ada Quill (Labour, Fen Edge), was due 11 Mar",
    ]
    assert block.lines[0].url == later.url


def test_a_holding_answer_that_stands_for_long_says_for_how_many_sitting_days() -> None:
    """From the eleventh on, as the calendar counts them; a recess does not count."""
    held = asked(1, kind=HoldingAnswer, answer="Not yet.", date=date(2026, 2, 26))
    block = outstanding(week(outstanding=[asked(1)], held=[held]))
    assert lines(block)[0].endswith("was due 11 Mar, holding answer 26 Feb, holding for 11 sitting days")
    block = outstanding(week(outstanding=[asked(1)], held=[held], sitting_days=lambda *_: 10))
    assert lines(block)[0].endswith("was due 11 Mar, holding answer 26 Feb")


def test_replies_that_do_not_answer_are_shown_by_their_own_words() -> None:
    """The phrase that says so is quoted; an answer that answers is not there."""
    block = non_answers(
        week(
            asked(1, kind=Answer, answer="This information is not held centrally."),
            asked(2, kind=Answer, answer="There were nine."),
        )
    )
    assert lines(block) == ["Written question 41001, Probation: Fen Edge “not held centrally”"]


def test_motions_move() -> None:
    """Those of the week are named, and those that stand are counted."""
    motion = told(Motion, 1, said="That this House.", participants=(BO.model_copy(update={"role": "moved"}),))
    signed = (ADA.model_copy(update={"role": "signed"}),)
    name = told(Signature, 2, subject="records/1", title=motion.title, said="That this House.", participants=signed)
    block = motions(week(moved=[motion, name], standing={"records/1": 5}))
    assert lines(block) == ["Probation: Fen Edge tabled by Bo Thatch; signed by Ada Quill; 5 names stand"]


COMING = (
    told(Business, 1, date=date(2026, 3, 18), starts="2026-03-18T16:00:00", place="Westminster Hall"),
    told(EvidenceSession, 2, date=date(2026, 3, 17), starts="2026-03-17T14:30:00", ends="2026-03-17T16:30:00"),
    told(QuestionTime, 3, date=date(2026, 4, 21), deadline="2026-03-19T12:30:00", title="Justice Questions"),
    told(CallForEvidence, 4, date=date(2026, 2, 1), deadline=date(2026, 3, 20), body=Body(name="Justice Committee")),
    told(Business, 5, date=date(2026, 4, 29), title="Too far off"),
    asked(6, due=date(2026, 3, 16)),
)


def test_what_comes_up_stands_by_day() -> None:
    """Business, meetings, deadlines and answers due of the next seven days, with the hour and the place."""
    block = ahead(week(coming=COMING))
    assert [line.lead for line in block.lines] == [
        "Mon 16 Mar · Commons",
        "Tue 17 Mar · Commons",
        "Wed 18 Mar · Commons",
        "Thu 19 Mar · Commons",
        "Fri 20 Mar · Commons",
    ]
    said = lines(block)
    assert "Answer due: Written question 41006" in said[0]
    assert said[1].count("14:30") == 1
    assert "Westminster Hall" in said[2]
    assert "12:30 Last time to table: Justice Questions" in said[3]
    assert "Evidence closes: Justice Committee" in said[4]


def test_the_week_ahead_is_a_page_in_each_form() -> None:
    """Every line has its address; what is hostile stays text."""
    hostile = told(Business, 7, date=date(2026, 3, 18), title="<script>alert(1)</script> *x*")
    block = ahead(week(coming=[*COMING, hostile]))
    page = text("Probation", block, form="html")
    assert "<script>" not in page
    assert page.count("READ IN FULL") == 6
    assert "\\*x\\*" in text("Probation", block, form="md")
    plain = text("Probation", block, form="txt")
    assert max(len(line) for line in plain.splitlines() if "http" not in line) <= 76
    many = text("Probation, Friends, Canal towpaths: the week ahead, Mon 9 Mar to Mon 16 Mar 2026", block, form="txt")
    assert many.splitlines()[1:3] == ["2026", "=" * 76]
    assert "Nothing that is watched comes up" in text("Probation", ahead(week()), form="txt")


def test_the_calendar_file_imports_and_a_changed_time_replaces_its_entry() -> None:
    """An iCalendar library reads it; the same event keeps its UID and has a higher sequence later."""
    first = icalendar.Calendar.from_ical(calendar(COMING, title="Probation", now=NOW))
    events = {str(e["uid"]): e for e in first.walk("VEVENT")}
    meeting = events["records/2/EvidenceSession@parliament-monitor"]
    assert meeting.decoded("dtstart") == instant("2026-03-17T14:30:00")
    assert meeting.decoded("dtend") == instant("2026-03-17T16:30:00")
    assert events["records/4/CallForEvidence/deadline@parliament-monitor"].decoded("dtstart") == date(2026, 3, 20)
    moved = COMING[1].model_copy(update={"starts": "2026-03-17T15:00:00", "cancelled": True})
    again = calendar([moved], title="Probation", now=instant("2026-03-14T09:00:00"))
    (later,) = icalendar.Calendar.from_ical(again).walk("VEVENT")
    assert later["uid"] == meeting["uid"]
    assert later.decoded("dtstart") == instant("2026-03-17T15:00:00")
    assert later.decoded("sequence") > meeting.decoded("sequence")
    assert str(later["status"]) == "CANCELLED"


def test_a_meeting_of_which_only_the_end_is_known_stands_by_its_day() -> None:
    """An event that begins with a day may not end with an hour (RFC 5545, 3.6.1)."""
    ends = COMING[1].model_copy(update={"starts": None})
    (event,) = icalendar.Calendar.from_ical(calendar([ends], title="Probation", now=NOW)).walk("VEVENT")
    assert event.decoded("dtstart") == ends.date
    assert "dtend" not in event


def test_the_bars_are_of_the_sitting_weeks() -> None:
    """The more matched, the higher the bar; few weeks have none."""
    (line,) = bars(week(weeks=[0, 1, 4, 8])).lines
    assert line.text == "0, 1, 4, 8"
    assert list(line.lead) == sorted(line.lead)
    assert len(set(line.lead)) == 4
    assert not bars(week(weeks=[3, 5, 2])).lines


def test_what_is_empty_is_left_out() -> None:
    """A week in which nothing happened has no blocks at all."""
    assert blocks(week()) == ()


# -- as it is sent ------------------------------------------------------------------------------------------------


def found(house: House, activity: Activity, *, now: datetime, state: Any = "pending") -> None:
    """It is recorded, and matches."""
    record = RecordRow(activity.record, activity.upstream_id, activity.source, "listing", "{}")
    evidence = '[{"field": "title", "term": "probation", "words": "Probation", "start": 0, "end": 9}]'
    match = MatchRow("canals", "towpaths", activity.id, evidence, "", state)
    batch = Batch(source=activity.source, poll=0, records=(record,), new=(activity,), matches=(match,))
    house.store.record(batch, now=now)


def weekly(house: House, slot: str) -> Digest:
    """The weekly digest of that hour."""
    house.lists = [watchlist("canals", Recipient(address=OFFICER, digests=("weekly",)))]
    house.poll(instant(slot) - HOUR)
    return next(one for one in house.dispatch(instant(slot)).queued if one.headline)


def test_what_is_primed_is_not_in_the_week_that_is_sent(house: House) -> None:
    """It is dated before the first day of its watch, and never sent; who raised it then is known all the same."""
    house.lists = [watchlist("canals", Recipient(address=OFFICER, digests=("weekly",)))]
    house.dispatch(MET)
    found(house, asked(1, date=date(2026, 2, 2)), now=MET, state="primed")
    found(house, spoke(2, LADY, house="lords", date=MONDAY), now=MET, state="primed")
    sent = weekly(house, "2026-03-13T16:00")
    assert (sent.headline, sent.blocks) == ("Nobody raised canals this week", ())
    found(house, asked(3, date=date(2026, 3, 17)), now=instant("2026-03-17T12:00"))
    assert weekly(house, "2026-03-20T16:00").headline == "1 MP raised canals this week"


def test_what_is_primed_is_no_reminder(house: House) -> None:
    """It was not told before; the week ahead that is asked for shows it."""
    house.lists = [watchlist("canals", daily())]
    house.dispatch(MET)
    call = told(CallForEvidence, 4, date=date(2026, 2, 1), deadline=FRIDAY)
    found(house, call, now=MET, state="primed")
    house.match(1, now=MET)
    house.dispatch(MORNING)
    assert house.email.last.blocks == ()
    assert coming(house.store, ["canals"], after=MONDAY) == [call]


def rows(digest: Digest, heading: str = "Who did what") -> list[str]:
    """The lines of its table with that heading."""
    return [line for block in digest.blocks if block.heading == heading for line in lines(block)]


def test_what_is_found_after_the_weekly_digest_is_counted_in_the_next(house: House) -> None:
    """A speech of Friday afternoon that is printed in the evening has an entry next week, and is counted there, once."""
    found(house, spoke(1, ADA, date=date(2026, 1, 5)), now=MET, state="primed")
    house.lists = [watchlist("canals", Recipient(address=OFFICER, digests=("weekly",)))]
    house.dispatch(MET)
    found(house, spoke(2, ADA, date=date(2026, 3, 12)), now=instant("2026-03-12T12:00"))
    assert weekly(house, "2026-03-13T16:00").headline == "1 MP raised canals this week"
    found(house, spoke(3, BO, date=FRIDAY), now=instant("2026-03-13T19:00"))
    second = weekly(house, "2026-03-20T16:00")
    assert second.headline == "1 MP raised canals this week, 1 for the first time"
    assert rows(second) == ["Bo Thatch (Green Party, Long Acre) 1 contribution · for the first time"]
    found(house, spoke(4, BO, date=FRIDAY), now=instant("2026-03-20T19:00"))
    assert weekly(house, "2026-03-27T16:00").headline == "1 MP raised canals this week"


def test_every_day_is_in_one_week_where_a_week_ends_early(house: House) -> None:
    """Before Easter the digest comes on Thursday, after a week of six days; the next after eight."""
    house.lists = [watchlist("canals", Recipient(address=OFFICER, digests=("weekly",)))]
    house.dispatch(instant("2026-03-20T17:00"))
    counted = []
    for n, day, slot in ((1, "03-27", "03-27"), (2, "03-30", "04-02"), (3, "04-03", "04-10")):
        spoken = spoke(n, BO, date=date.fromisoformat(f"2026-{day}"))
        found(house, spoken, now=instant(f"2026-{day}T10:00"))
        counted += rows(weekly(house, f"2026-{slot}T16:00"))
    assert counted == ["Bo Thatch (Green Party, Long Acre) 1 contribution"] * 3


def test_speech_that_needs_no_words_is_counted(house: House) -> None:
    """Under a heading that was told last week; what a late digest leaves to the next is counted there."""
    house.lists = [watchlist("canals", Recipient(address=OFFICER, digests=("weekly",)))]
    house.dispatch(MET)
    house.match(1, now=MET)
    weekly(house, "2026-03-13T16:00")
    house.match(2, now=instant("2026-03-17T12:00"), field="title", date=date(2026, 3, 17))
    house.match(3, now=instant("2026-03-20T18:00"), date=date(2026, 3, 20), subject="hansard/D3")
    house.poll(instant("2026-03-20T18:00"))
    late = next(one for one in house.dispatch(instant("2026-03-20T18:00")).queued if one.cadence != "notice")
    assert (late.entries, rows(late)) == ((), ["Ada Penhaligon (Labour, Mudwick) 1 contribution"])
    assert rows(weekly(house, "2026-03-27T16:00")) == ["Ada Penhaligon (Labour, Mudwick) 1 contribution"]


def test_a_name_on_a_motion_is_in_the_week_in_which_it_is_found(house: House) -> None:
    """Also where it matched nothing itself: a watch of words sees no signatures."""
    house.lists = [watchlist("canals", Recipient(address=OFFICER, digests=("weekly",)))]
    house.dispatch(MET)
    tabled = told(Motion, 1, said="That this House.", participants=(BO.model_copy(update={"role": "moved"}),))
    found(house, tabled, now=MET)
    table = "Early day motions"
    assert rows(weekly(house, "2026-03-13T16:00"), table) == ["Probation: Fen Edge tabled by Bo Thatch"]
    who = (ADA.model_copy(update={"role": "signed"}),)
    signed = told(Signature, 1, id="records/1/signature/91001", said="That this House.", participants=who, date=FRIDAY)
    house.store.record(Batch(source="records", poll=0, new=(signed,)), now=instant("2026-03-13T19:00"))
    assert rows(weekly(house, "2026-03-20T16:00"), table) == ["Probation: Fen Edge signed by Ada Quill"]
    assert rows(weekly(house, "2026-03-27T16:00"), table) == []


def test_a_stage_is_remembered_though_another_of_its_bill_is_told(house: House) -> None:
    """All stages of a bill are read at one address."""
    house.lists = [watchlist("canals", daily())]
    house.dispatch(MET)
    bill = {"title": "Canals Bill", "url": "https://example.org/bills/77", "subject": "bills/77"}
    second = told(BillStage, 1, id="bills/77/sitting/1", date=date(2026, 3, 12), stage="2nd reading", **bill)
    found(house, second, now=MET)
    house.dispatch(MORNING)
    assert house.email.last.blocks == ()
    found(house, told(BillStage, 2, date=date(2026, 4, 21), stage="Committee stage", **bill), now=MORNING + HOUR)
    house.dispatch(MORNING + DAY)
    assert rows(house.email.last, "Coming up, told before") == ["Thu 12 Mar · Commons Bill: 2nd reading: Canals Bill"]
