"""hansard-api.parliament.uk: the calendar, the shape of a day, the search of contributions, single debates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import partial
from html import escape

from monitor.sample.asking import JSON, NotThere, Query, Route, stamp
from monitor.sample.fortnight import Debate, Fortnight, Member, Speech
from monitor.sample.headings import CORRECTIONS, Heading, above, ext_of, external_id, headings, section
from monitor.sample.members import abbreviation

HOST = "hansard-api.parliament.uk"
HOUSES = ("Commons", "Lords")
#: where a search cuts `ContributionText`
CLIP = 255


def calendar(fortnight: Fortnight, now: datetime, query: Query) -> JSON:
    """The sitting days of a month."""
    house, year, month = query.one_of("house", HOUSES), query.number("year"), query.number("month")
    found = sorted({d.day for d in fortnight.debates(now) if d.house == house})
    return [
        {"House": house, "ItemDate": stamp(day), "Metadata": None}
        for day in found
        if (day.year, day.month) == (year, month)
    ]


def last_sitting(fortnight: Fortnight, now: datetime, query: Query) -> JSON:
    """The latest sitting day of a House, a bare text."""
    house = query.one_of("house", HOUSES)
    found = [d.day for d in fortnight.debates(now) if d.house == house]
    if not found:
        raise NotThere(f"a sitting of the {house}")
    return stamp(max(found))


def sections(fortnight: Fortnight, now: datetime, query: Query) -> JSON:
    """The codes of the sections of a day."""
    return list(dict.fromkeys(section(d) for d in _of_day(fortnight, now, query)))


def trees(fortnight: Fortnight, now: datetime, query: Query) -> JSON:
    """The headings of one section of a day."""
    wanted = query.text("section")
    debates = [d for d in _of_day(fortnight, now, query) if section(d) == wanted]
    if not debates:
        return []
    first = debates[0]
    return [
        {
            "House": first.house,
            "ItemDate": stamp(first.day),
            "Metadata": None,
            "Title": first.chamber,
            "Description": f"Record of debates: {first.chamber}.",
            "SectionType": 1,
            "SortOrder": 1,
            "LastUpdated": stamp(max(d.changed(now) for d in debates)),
            "VolumeNo": 790,
            "SectionTreeItems": [_node(h) for h in headings(debates)],
            "Source": 2,
        }
    ]


def search(fortnight: Fortnight, now: datetime, query: Query, *, corrections: bool) -> JSON:
    """The contributions of some days of a House, in their order."""
    house = query.one_of("queryParameters.house", HOUSES)
    query.one_of("queryParameters.orderBy", ("SittingDateAsc",), "SittingDateAsc")
    first, last = query.day("queryParameters.startDate", date.min), query.day("queryParameters.endDate", date.max)
    debates = [d for d in fortnight.debates(now) if d.house == house and first <= d.day <= last]
    rows = {d: list(_rows(d, debates, fortnight, now)) for d in debates}
    spoken = [row for d in debates if section(d) != CORRECTIONS for row in rows[d]]
    corrected = [row for d in debates if section(d) == CORRECTIONS for row in rows[d]]
    found = corrected if corrections else spoken
    skip, take = query.number("queryParameters.skip", 0), query.number("queryParameters.take", 20)
    return {
        "SearchTerms": [],
        "SpokenResultCount": len(spoken),
        "WrittenResultCount": 0,
        "CorrectionsResultCount": len(corrected),
        "DivisionsResultCount": 0,
        "Results": found[skip : skip + take],
        "TotalResultCount": len(found),
    }


def debate(fortnight: Fortnight, now: datetime, query: Query) -> JSON:
    """A debate with everything inside it, by its ExternalId in any capitals."""
    wanted = query.text("ext").upper()
    for one in fortnight.debates(now):
        same = [d for d in fortnight.debates(now) if (d.house, d.day, d.chamber) == (one.house, one.day, one.chamber)]
        there = headings(same)
        for heading in there:
            if heading.ext.upper() == wanted:
                return _nested(heading, there, one, fortnight, now)
    raise NotThere(f"debate {wanted}")


def _of_day(fortnight: Fortnight, now: datetime, query: Query) -> list[Debate]:
    house, day = query.one_of("house", HOUSES), query.day("date", date.min)
    return [d for d in fortnight.debates(now) if (d.house, d.day) == (house, day)]


# -- headings and items ------------------------------------------------------------------------------------------------


def _node(heading: Heading) -> JSON:
    return {
        "Id": heading.number,
        "Title": heading.title,
        "ParentId": heading.above.number if heading.above else None,
        "SortOrder": heading.number,
        "ExternalId": heading.ext,
        "HRSTag": heading.tag,
        "HansardSection": "AA-AB" if heading.above else None,
        "Timecode": None,
    }


def _nested(heading: Heading, there: Sequence[Heading], near: Debate, fortnight: Fortnight, now: datetime) -> JSON:
    """A debate's reply; *near* is any debate of the same chamber and day."""
    order = [h for h in there if h.debate]
    place = order.index(heading) if heading in order else -1
    before = order[place - 1] if place > 0 else None
    after = order[place + 1] if 0 <= place < len(order) - 1 else None
    overview = {
        "Id": heading.number,
        "ExtId": heading.ext,
        "Title": heading.title,
        "HRSTag": heading.tag,
        "Date": stamp(near.day),
        "Location": near.chamber,
        "House": near.house,
        "Source": 2,
        "VolumeNo": 790,
        "ContentLastUpdated": stamp((heading.debate or near).changed(now)),
        "DebateTypeId": 1,
        "SectionType": 1,
        "NextDebateExtId": after.ext if after else None,
        "NextDebateTitle": after.title if after else None,
        "PreviousDebateExtId": before.ext if before else None,
        "PreviousDebateTitle": before.title if before else None,
    }
    return {
        "Overview": overview,
        "Navigator": [_node(h) for h in (*above(heading), heading)],
        "Items": list(_items(heading.debate, fortnight, now)) if heading.debate else [],
        "ChildDebates": [_nested(h, there, near, fortnight, now) for h in there if h.above == heading],
    }


def _rows(one: Debate, debates: Sequence[Debate], fortnight: Fortnight, now: datetime) -> Iterator[JSON]:
    """The contributions of a debate as rows of a search."""
    title, ext = one.title, ext_of(one)
    for item in _items(one, fortnight, now):
        member = next(m for m in fortnight.member if m.id == item["MemberId"])
        yield {
            "MemberName": member.name,
            **{name: item[name] for name in ("MemberId", "AttributedTo", "ItemId")},
            "ContributionExtId": item["ExternalId"],
            "ContributionText": f" {re.sub('<[^>]*>', '', item['Value'])[: CLIP - 1]}",
            "ContributionTextFull": item["Value"],
            **{name: item[name] for name in ("HRSTag", "HansardSection", "Timecode")},
            "DebateSection": title,
            "DebateSectionId": debates.index(one) + 1,
            "DebateSectionExtId": ext,
            "SittingDate": stamp(one.day),
            "Section": one.chamber,
            "House": one.house,
            "OrderInDebateSection": item["OrderInSection"],
            "DebateSectionOrder": debates.index(one) + 1,
            "Rank": 0,
        }


def _items(one: Debate, fortnight: Fortnight, now: datetime) -> Iterator[JSON]:
    """What is said in a debate, as it reads at *now*."""
    heard: set[str] = set()
    for n, speech in enumerate(one.said, start=1):
        if (speech.seen or one.seen) > now:
            continue
        moved = speech.moved is not None and speech.moved <= now
        ext = external_id(ext_of(one), n, *(["moved"] if moved else []))
        speaker = fortnight.by_name[speech.by]
        yield {
            "ItemType": "Contribution",
            "ItemId": int(ext[:7], 16),
            "MemberId": speaker.id,
            "AttributedTo": _attributed(speaker, again=speech.by in heard),
            "Value": _words(speech, ext, now),
            "OrderInSection": n,
            "Timecode": None,
            "ExternalId": ext,
            "HRSTag": "Question" if speech.question else "hs_Para",
            "HansardSection": "AA-AB",
            "UIN": str(910000 + speech.question) if speech.question else None,
            "IsReiteration": False,
        }
        heard.add(speech.by)


def _attributed(speaker: Member, *, again: bool) -> str:
    """How a speaker is printed: in full where they speak first in a debate."""
    if speaker.chair or again:
        return speaker.chair or speaker.name
    seat = f" ({speaker.seat})" if speaker.house == "Commons" else ""
    party = f" ({abbreviation(speaker)})"
    return f"{speaker.post} ({speaker.name})" if speaker.post else f"{speaker.name}{seat}{party}"


def _words(speech: Speech, ext: str, now: datetime) -> str:
    """The words as printed at *now*, with the markup of a question as tabled."""
    revised = speech.revised is not None and speech.revised <= now
    words = escape(speech.then if revised else speech.words, quote=False).replace("\n\n", "\r\n\r\n")
    if speech.question is None:
        return words
    inside = f'<QuestionText HRSContentId="{{{external_id(ext, "text")}}}">{words} </QuestionText>'
    return f'<Question HRSContentId="{{{ext}}}">{speech.question}.  {inside}</Question>'


_SEARCHED = frozenset(
    f"queryParameters.{name}" for name in ("house", "startDate", "endDate", "orderBy", "skip", "take")
)
ROUTES = (
    Route("/overview/calendar.json", frozenset({"house", "year", "month"}), calendar),
    Route("/overview/lastsittingdate.json", frozenset({"house"}), last_sitting),
    Route("/overview/sectionsforday.json", frozenset({"house", "date"}), sections),
    Route("/overview/sectiontrees.json", frozenset({"section", "house", "date"}), trees),
    Route("/search/contributions/Spoken.json", _SEARCHED, partial(search, corrections=False)),
    Route("/search/contributions/Corrections.json", _SEARCHED, partial(search, corrections=True)),
    Route("/debates/debate/{ext}.json", frozenset(), debate),
)
