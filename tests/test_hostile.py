"""Whatever an upstream says, the week ahead stays the page, and the calendar the file, that they were meant to be."""

from __future__ import annotations

import re
from datetime import date

import icalendar
from selectolax.lexbor import LexborHTMLParser

from monitor.parliament.activities import Activity
from monitor.parliament.dates import instant
from monitor.reports.week import COMING, calendar
from monitor.reports.week_text import text
from notifiers.layout import clean
from tests.hostile import every_kind
from tests.test_email_hostile import hostile_strings
from watchlists.digest import Block
from watchlists.week import Facts, ahead

NOW = instant("2026-03-06T16:00:00")
FIRST, LAST = date(2026, 3, 2), date(2026, 3, 6)


def coming(bad: str) -> list[Activity]:
    """What lies ahead, in every kind that may."""
    return [one for one in every_kind(bad, "https://example.org/1") if one.kind in COMING]


def week(bad: str) -> Block:
    """The week ahead of it."""
    return ahead(Facts(first=FIRST, last=LAST, coming=coming(bad)))


def test_the_week_ahead_stays_a_page(seed: int) -> None:
    """300 strings: no element, attribute, address, heading or item but ours."""
    pages = {form: text("Probation", week("harmless"), form=form) for form in ("html", "md", "txt")}
    shape = [node.tag for node in LexborHTMLParser(pages["html"]).css("body *")]
    lines = len(pages["md"].splitlines())
    assert len(week("harmless").lines) == len(COMING)
    for bad in hostile_strings(seed):
        tree = LexborHTMLParser(text(bad, week(bad), form="html"))
        assert [node.tag for node in tree.css("body *")] == shape, repr(bad)
        assert {name for node in tree.css("*") for name in node.attributes} <= {"style", "href"}
        assert all(a.attributes["href"] in ("", "https://example.org/1") for a in tree.css("a")), repr(bad)
        marked = text(bad, week(bad), form="md")
        assert len(marked.splitlines()) == lines, repr(bad)
        assert {*re.findall(r"\]\(<(.*?)>\)", marked)} <= {"", "https://example.org/1"}
        plain = text(bad, week(bad), form="txt")
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\u202a-\u202e]", plain + marked), repr(bad)
        assert {*re.findall(r"READ IN FULL (.*)$", plain, re.MULTILINE)} & {bad} == set()


def test_the_calendar_stays_a_file_of_events(seed: int) -> None:
    """300 strings: an iCalendar library reads as many events as there are, each with its own words and nothing else."""
    properties = {"UID", "DTSTAMP", "SEQUENCE", "SUMMARY", "DTSTART", "DTEND", "URL", "LOCATION", "STATUS"}
    for bad in hostile_strings(seed):
        there = coming(bad)
        file = calendar(there, title=bad, now=NOW)
        events = icalendar.Calendar.from_ical(file).walk("VEVENT")
        assert len(events) == len(there) + 1, "a question time has a deadline too"
        for event in events:
            assert {*event} <= properties, repr(bad)
            assert str(event["url"]) in ("", "https://example.org/1")
            assert str(event["summary"]).endswith(clean(f"Probation {bad}")), repr(bad)
        assert all(len(line) <= 75 for line in file.split(b"\r\n"))
