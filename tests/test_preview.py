"""A preview: what a watchlist would have found, told by subject, and how much it is to be expected to bring."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from monitor.cli.console import IN_FULL, SPEAKERS, show_preview
from monitor.parliament.activities import Activity, Answer, Body, Contribution, HoldingAnswer, Question
from monitor.parliament.dates import UTC
from monitor.parliament.people import Participant
from monitor.reports.preview import Preview, preview
from monitor.store import Batch, RecordRow, Store
from watchlists.watchlist import Watch, Watchlist

NOW = datetime(2026, 3, 13, 9, tzinfo=UTC)
MONDAY, TUESDAY, FRIDAY = date(2026, 3, 9), date(2026, 3, 10), date(2026, 3, 13)
ADA = Participant(member=9001, name="Ada Penhaligon", role="spoke", party="Labour", seat="Mudwick")
BEN = Participant(member=9002, name="Ben Tregowan", role="answered", party="Labour", seat="Trill")
TOWPATHS = Watch(id="towpaths", title="Towpaths", phrases=("towpath",))
LOCKS = Watch(id="locks", title="Locks", phrases=("lock gate",))


def spoken(n: int, said: str, **changes: Any) -> Contribution:
    """Contribution *n* to one debate."""
    told: dict[str, Any] = {
        "id": f"hansard/C{n}/contribution", "record": f"hansard/C{n}", "source": "hansard", "upstream_id": f"C{n}",
        "subject": "hansard/D1", "house": "commons", "chamber": "westminster-hall", "date": TUESDAY,
        "title": "Canals", "participants": (ADA,), "url": f"https://hansard.example/C{n}", "said": said,
        "debate": "D1", "order": (1, n),
    }  # fmt: skip
    return Contribution(**(told | changes))


def written(n: int, **changes: Any) -> dict[str, Any]:
    """What every step in the life of question *n* has."""
    return {
        "record": f"written-questions/{n}", "source": "written-questions", "upstream_id": str(n),
        "subject": f"written-questions/{n}", "house": "commons", "title": "Waterways", "body": Body(id=1, name="Ministry of Towpaths"),
        "url": f"https://questions.example/{n}", "uin": str(n), "due": FRIDAY,
        "question": "To ask the Secretary of State, how many miles of towpath have been repaired.",
        "participants": (ADA.model_copy(update={"role": "asked"}), BEN), **changes,
    }  # fmt: skip


def life(n: int = 1) -> list[Activity]:
    """A question tabled on Monday, with a holding answer on Tuesday and an answer on Friday."""
    base = f"written-questions/{n}"
    return [
        Question(id=f"{base}/question", date=MONDAY, **written(n)),
        HoldingAnswer(id=f"{base}/holding-answer", date=TUESDAY, answer="I shall reply soon.", **written(n)),
        Answer(id=f"{base}/answer", date=FRIDAY, answer="Forty miles were repaired.", **written(n)),
    ]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    with Store.open(f"sqlite:///{tmp_path}/monitor.db") as opened:
        yield opened


def keep(store: Store, *told: Activity, read: tuple[date, date] | None = (MONDAY, FRIDAY)) -> None:
    """Record these activities, and that the days from *read* were read to their end."""
    records = {a.record: RecordRow(a.record, a.upstream_id, "span", "", "{}") for a in told}
    store.record(Batch(source="hansard", poll=0, records=tuple(records.values()), new=told), now=NOW)
    if read:
        poll = store.begin_poll("hansard", *read, purpose="poll", now=NOW)
        store.end_poll(poll, outcome="complete", error=None, requests=1, now=NOW)


def previewed(store: Store, *watches: Watch, first: date = MONDAY, sources: tuple[str, ...] = ("hansard",)) -> Preview:
    """The preview of a list with these watches, up to Friday."""
    watchlist = Watchlist(id="canals", title="Canals", watches=watches or (TOWPATHS,))
    return preview(store, watchlist, sources=sources, first=first, last=FRIDAY)


def shown(made: Preview, capsys: pytest.CaptureFixture[str]) -> str:
    """What stands on the console, each run of blanks one."""
    show_preview(made)
    return " ".join(capsys.readouterr().out.split())


def test_a_question_is_one_entry_at_its_latest_step(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    """Question and answer together, the steps before in one line, why it is there, and the link."""
    keep(store, *life())
    made = previewed(store)
    (entry,) = made.entries
    assert (entry.activity.kind, made.matched) == ("answer", 3)
    assert [a.kind for a in entry.history] == ["question", "holding-answer"]
    text = shown(made, capsys)
    assert "Fri 13 Mar 2026 · Commons · answer · Waterways · Ministry of Towpaths" in text
    assert "Ada Penhaligon (Labour, Mudwick) asked; Ben Tregowan (Labour, Trill) answered" in text
    assert "“To ask the Secretary of State, how many miles of towpath have been repaired.”" in text
    assert "Ben Tregowan replied: “Forty miles were repaired.”" in text
    assert "Before: tabled 9 Mar · holding answer 10 Mar" in text
    assert "Why: towpaths: “towpath”" in text
    assert "READ IN FULL https://questions.example/1" in text


def test_steps_before_the_window_are_history_too(store: Store) -> None:
    """What led to an answer is told, also where it lies before the first day."""
    keep(store, *life())
    assert [a.kind for a in previewed(store, first=FRIDAY).entries[0].history] == ["question", "holding-answer"]


def test_questions_answered_together_are_one_entry(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    """The others of a group are named by their UIN, not repeated."""
    group = [a.model_copy(update={"subject": "written-questions/1"}) for a in life(2)]
    keep(store, *life(1), *group)
    made = previewed(store)
    assert len(made.entries) == 1
    assert "And UIN 1: Ada Penhaligon" in shown(made, capsys)


def test_a_reply_stands_with_what_it_replies_to(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    """The recorded reply is shown with its question, once, although its own words matched as well."""
    reply = spoken(2, "Every towpath will be seen to.", participants=(BEN,), replies_to="C1")
    keep(store, spoken(1, "Will he mend the towpath?"), reply)
    made = previewed(store)
    text = shown(made, capsys)
    assert text.count("Every towpath will be seen to.") == 1
    assert "Ben Tregowan replied: “Every towpath will be seen to.”" in text
    assert "other contribution" not in text
    assert made.matched == 2


def test_a_reply_that_alone_matched_is_shown(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    """The minister used the words, the question did not."""
    keep(store, spoken(1, "Will he act?"), spoken(2, "The towpath will be mended.", replies_to="C1"))
    assert "“The towpath will be mended.”" in shown(previewed(store), capsys)


def test_a_reply_is_not_lost_with_a_question_that_is_not_shown(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    """Under a heading that matched, the minister used the words and the question did not."""
    reply = spoken(2, "The towpath will be mended.", title="Towpaths", replies_to="C1")
    keep(store, spoken(1, "Will he act?", title="Towpaths"), reply)
    assert "“The towpath will be mended.”" in shown(previewed(store), capsys)


def test_a_debate_matched_by_its_heading_is_one_entry(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    """One contribution stands for it; the others are counted and named."""
    keep(store, *(spoken(n, "I agree.", title="Towpath repairs") for n in range(5)))
    made = previewed(store)
    assert len(made.entries) == 1
    assert "And 4 other contributions: Ada Penhaligon" in shown(made, capsys)


def test_who_used_the_words_comes_before_who_spoke_under_the_heading(store: Store) -> None:
    """Of a debate those are shown who said it, in the order of the sitting."""
    keep(store, *(spoken(n, "towpath" if n in (7, 3) else "I agree.", title="Towpaths") for n in reversed(range(9))))
    (entry,) = previewed(store).entries
    assert [hit.activity.upstream_id for hit in entry.shown] == ["C3", "C7"]
    assert len(entry.others) == 7


def test_a_long_debate_does_not_flood_the_console(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    """A few contributions in full, the rest counted, none hidden."""
    keep(store, *(spoken(n, f"The towpath, point {n}.") for n in range(10)))
    text = shown(previewed(store), capsys)
    assert text.count("READ IN FULL") == SPEAKERS
    assert f"And {10 - SPEAKERS} other contributions" in text


def test_twelve_entries_in_full_and_a_line_for_each_of_the_rest(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is left out: each entry has its link."""
    keep(store, *(spoken(n, f"The towpath, point {n}.", subject=f"hansard/D{n}") for n in range(IN_FULL + 3)))
    text = shown(previewed(store), capsys)
    assert text.count("Why: ") == IN_FULL
    assert text.count("READ IN FULL") == IN_FULL + 3


def test_the_words_that_matched_are_bold(
    store: Store, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a terminal the eye finds the reason at once; part of a word is not marked."""
    keep(store, spoken(1, "The towpath beside the towpathless canal."))
    monkeypatch.setenv("FORCE_COLOR", "1")
    show_preview(previewed(store))
    assert "The \x1b[1mtowpath\x1b[0m beside the towpathless canal." in capsys.readouterr().out


def test_wording_that_was_never_seen_is_said_to_be_so(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    """A state missed between two readings is shown without words, and nothing is invented."""
    keep(store, Answer(id="written-questions/1/answer", date=FRIDAY, answer="", **written(1)))
    assert "Ben Tregowan replied: (wording not seen)" in shown(previewed(store), capsys)


def test_a_shortened_text_is_not_quoted(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    """Of a partial activity the heading may match; its clipped words are not shown."""
    clipped = Answer(
        id="written-questions/1/answer", date=FRIDAY, answer="Forty mi", **written(1, title="Towpaths", partial=True)
    )
    keep(store, clipped)
    text = shown(previewed(store), capsys)
    assert "Forty" not in text
    assert "how many" not in text


def test_control_characters_do_not_reach_the_terminal(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    """What upstream wrote is text, whatever a terminal would make of it."""
    keep(store, spoken(1, "The towpath\x1b[2J\x07 again.", title="Canals\x1b]0;x\x07"))
    show_preview(previewed(store))
    assert not {"\x1b", "\x07"} & set(capsys.readouterr().out)


def test_the_volume_is_told_per_working_day_and_week(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    """Matching activities over the working days that were read, and what each watch brings; silence is named."""
    keep(store, *(spoken(n, "The towpath.") for n in range(10)))
    made = previewed(store, TOWPATHS, LOCKS)
    assert (made.working_days, made.per_day, made.per_week) == (5, 2.0, 10.0)
    text = shown(made, capsys)
    assert "2026-03-09 to 2026-03-13: 10 activities looked at, 10 matched in 1 subject." in text
    assert "By watch: towpaths 10; nothing: locks" in text
    assert "Expect about 2.0 a working day, 10 a week (from 5 working days)." in text


def test_days_that_were_not_read_do_not_thin_the_estimate(store: Store) -> None:
    """Where two of five days were read, two count; the others are named, to be read."""
    on_friday = [spoken(n, "The towpath.", date=FRIDAY) for n in range(4)]
    keep(store, *on_friday, spoken(9, "The towpath.", date=MONDAY), read=(date(2026, 3, 12), FRIDAY))
    made = previewed(store)
    assert made.unread == (MONDAY, TUESDAY, date(2026, 3, 11))
    assert (made.working_days, made.matched, made.per_day) == (2, 5, 2.0)


def test_a_day_counts_as_read_when_every_source_was(store: Store) -> None:
    """One source alone is half a reading."""
    keep(store, spoken(1, "The towpath."))
    assert previewed(store).unread == ()
    assert len(previewed(store, sources=("hansard", "written-questions")).unread) == 5


def test_a_reading_that_failed_is_no_reading(store: Store) -> None:
    """Failed is never 'nothing happened'."""
    poll = store.begin_poll("hansard", MONDAY, FRIDAY, purpose="poll", now=NOW)
    store.end_poll(poll, outcome="failed", error="down", requests=1, now=NOW)
    assert len(previewed(store).unread) == 5


def test_nothing_is_written_by_a_preview(store: Store) -> None:
    """Trying out a watchlist leaves no match and no first day behind."""
    keep(store, *life())
    with store.reading() as connection:
        before = [connection.exec_driver_sql(f"SELECT count(*) FROM {t}").scalar() for t in ("matches", "first_days")]  # noqa: S608
    previewed(store)
    with store.reading() as connection:
        after = [connection.exec_driver_sql(f"SELECT count(*) FROM {t}").scalar() for t in ("matches", "first_days")]  # noqa: S608
    assert before == after == [0, 0]
