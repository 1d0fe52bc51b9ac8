"""Pursuant: which earlier answers a question refers to, read from its own words. Pure.

In the Commons "pursuant to the Answer of 3 March 2026 to Question 41001 on Probation: Staff", in the Lords "further to
the Written Answer by Lord Teasel on 28 January (HL12149)". What is meant is an answer of that date to that UIN; a
question that names either wrongly refers to nothing that is recorded.
"""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from monitor.parliament.activities import Activity, Correction, HoldingAnswer
from watchlists.chips import short
from watchlists.digest import Past

_MONTHS = "|".join(month_name[1:])
_DAY = rf"\d{{1,2}}(?:st|nd|rd|th)?\s?(?:{_MONTHS})"
_DATE = rf"{_DAY}(?: (?:to )?\d{{4}})?"
#: the numbering of a list: "(a) 24 July 2024 to Question 835 and (b) 25 November 2024 to Question 15073"
_MARK = r"(?:\([a-z]{1,3}\) )?"
_AND = r"(?:,? and(?: of)?|,| &) "
_UIN = rf"(?!{_DAY})(?:HL ?)?\d{{1,6}}"
_UINS = rf"{_MARK}{_UIN}(?:{_AND}(?:Questions? )?{_MARK}{_UIN})*"
_QUESTIONS = r"\b(?:Questions?|UINs?) (?:Question |UIN |Nos?\.? |numbers? )?"
#: what stands between a date and the number; with figures or a full stop it is about something else
_BETWEEN = r"[^\d.;]{0,90}?"
_LORDS = rf"\((?P<lords>HL ?\d+(?:{_AND}HL ?\d+)*)\)"
_EARLIER = re.compile(
    rf"(?P<dates>{_DATE}(?:{_AND}{_MARK}{_DATE})*){_BETWEEN}(?:{_QUESTIONS}(?P<uins>{_UINS})|{_LORDS})"
    rf"|{_QUESTIONS}(?P<before>{_UINS}),? (?:answered )?(?:of|on) (?P<date>{_DATE})",
    re.IGNORECASE,
)
_ANSWER = re.compile(r"\b(?:answers?|reply|replies|responses?)\b", re.IGNORECASE)


class Earlier(NamedTuple):
    """An answer that is referred to: the day on which it was given, and the UIN of its question."""

    day: date
    uin: str


def pursuant(question: str, asked: date) -> tuple[Earlier, ...]:
    """The earlier answers that *question*, *asked* on a day, names by date and UIN, in its order, each once."""
    words = " ".join(question.split())
    begins = _ANSWER.search(words)
    return tuple(dict.fromkeys(_named(words, begins.end(), asked))) if begins else ()


def told(earlier: Activity, today: date) -> Past:
    """How an entry names what its question is pursuant to: "question 41001 (answered 3 Mar)"."""
    gave = {Correction: "corrected", HoldingAnswer: "holding answer"}.get(type(earlier), "answered")
    what = f"question {getattr(earlier, 'uin', '')} ({gave} {short(earlier.date, today)})"
    return Past(what=what, date=earlier.date, url=earlier.url)


def _named(words: str, begins: int, asked: date) -> Iterator[Earlier]:
    for found in _EARLIER.finditer(words, begins):
        printed = re.findall(_DATE, found["dates"] or found["date"], re.IGNORECASE)
        days = [_day(one, asked) for one in printed]
        uins = re.findall(_UIN, found["uins"] or found["lords"] or found["before"], re.IGNORECASE)
        each = days if len(days) == len(uins) else days[-1:] * len(uins)  # "of 3 and 5 March to Questions 1 and 2"
        yield from (Earlier(day, uin.upper().replace(" ", "")) for day, uin in zip(each, uins, strict=True) if day)


def _day(printed: str, asked: date) -> date | None:
    """The day as printed; where it has no year, the last such day up to *asked*."""
    number, month, *year = re.findall(rf"\d+|{_MONTHS}", printed, re.IGNORECASE)
    of = list(month_name).index(month.capitalize())
    years = [int(year[0])] if year else [asked.year, asked.year - 1]
    found = [day for one in years if (day := _calendar(one, of, int(number))) and (year or day <= asked)]
    return next(iter(found), None)


def _calendar(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
