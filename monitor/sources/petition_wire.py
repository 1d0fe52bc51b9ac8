"""What petition.parliament.uk sends (API_NOTES 10): one petition, in a list or alone, and the steps that it proves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict

from monitor.parliament.activities import Body
from monitor.parliament.dates import instant, today
from monitor.parliament.people import Value
from monitor.parliament.text import plain
from monitor.sources.source import Record
from monitor.sources.wire import MaybeDay, Text, fingerprint, understood

SITE = "https://petition.parliament.uk"
#: of those that were never open nothing is told
_PUBLISHED = ("open", "closed")


def _london(value: Any) -> date | None:
    """London's date at an instant, which is printed in UTC."""
    if value is not None and not isinstance(value, str):
        raise ValueError("is not an instant")
    return today(instant(value)) if value else None


_Instant = Annotated[date, BeforeValidator(_london)]
_MaybeInstant = Annotated[date | None, BeforeValidator(_london)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Response(_Part):
    summary: Text = ""
    details: Text = ""


class _Debate(_Part):
    """`debated_on` is null where it was decided not to debate."""

    debated_on: MaybeDay = None
    transcript_url: Text = ""
    overview: Text = ""


class _Department(_Part):
    name: Text = ""


class Wire(_Part):
    """The attributes of a petition. `updated_at` moves with every signature and is not used."""

    action: str
    background: Text = ""
    additional_details: Text = ""
    state: str
    signature_count: int | None = None
    created_at: _Instant
    opened_at: _MaybeInstant = None
    closed_at: _MaybeInstant = None
    rejected_at: _MaybeInstant = None
    response_threshold_reached_at: _MaybeInstant = None
    government_response_at: _MaybeInstant = None
    debate_threshold_reached_at: _MaybeInstant = None
    scheduled_debate_date: MaybeDay = None
    debate_outcome_at: _MaybeInstant = None
    government_response: _Response | None = None
    debate: _Debate | None = None
    departments: tuple[_Department, ...] | None = None


class Step(Value):
    """What became of a petition on a day; `words` are those of the step, not of the petition."""

    name: str
    date: date
    words: str = ""


class Petition(Record):
    """A petition as last read, with its steps so far. `signatures`: when any of the rest last changed."""

    title: str
    words: str = ""
    state: str
    signatures: int = 0
    created: date
    closed: date | None = None
    rejected: date | None = None
    body: Body | None = None
    steps: tuple[Step, ...] = ()

    @property
    def days(self) -> set[date]:
        """The days on which anything happened to it, or is to happen."""
        return {d for d in (self.created, self.closed, self.rejected, *(s.date for s in self.steps)) if d}


def attributes(row: Any) -> dict[str, Any]:
    """The attributes of a row, {} where it has none."""
    found = row.get("attributes") if isinstance(row, dict) else None
    return found if isinstance(found, dict) else {}


def petition(row: Any) -> Petition:
    """The petition of a row. Raises Unreadable."""
    ident = str((row.get("id") if isinstance(row, dict) else "") or "")
    url = f"{SITE}/petitions/{ident}.json"
    wire = understood(Wire, attributes(row), url=url, ident=ident)
    names = [" ".join(department.name.split()) for department in wire.departments or ()]
    return Petition(
        id=f"petitions/{understood(_Id, row, url=url, ident=ident).id}",
        upstream_id=ident,
        span=f"created/{wire.created_at}",
        listing=fingerprint(wire.model_dump(mode="json", exclude={"signature_count"})),
        title=" ".join(wire.action.split()),
        words=_joined(plain(wire.background), plain(wire.additional_details)),
        state=wire.state,
        signatures=wire.signature_count or 0,
        created=wire.created_at,
        closed=wire.closed_at,
        rejected=wire.rejected_at,
        body=Body(name=names[0]) if names and names[0] else None,
        steps=tuple(_steps(wire)),
    )


class _Id(_Part):
    id: int


def _steps(wire: Wire) -> Iterator[Step]:
    """The steps in the order in which they mostly happen."""
    if wire.opened_at or wire.state in _PUBLISHED:
        yield Step(name="opened", date=wire.opened_at or wire.created_at)
    if wire.response_threshold_reached_at:
        yield Step(name="response-threshold", date=wire.response_threshold_reached_at)
    if wire.government_response_at:
        said = wire.government_response or _Response()
        yield Step(
            name="response", date=wire.government_response_at, words=_joined(plain(said.summary), plain(said.details))
        )
    if wire.debate_threshold_reached_at:
        yield Step(name="debate-threshold", date=wire.debate_threshold_reached_at)
    if wire.scheduled_debate_date:
        day = wire.scheduled_debate_date
        yield Step(name="debate-scheduled", date=day, words=_on(day))
    if wire.debate_outcome_at and wire.debate:
        debate, held = wire.debate, wire.debate.debated_on
        words = _joined(_on(held) if held else "", plain(debate.overview), debate.transcript_url)
        yield Step(name="debated" if held else "not-debated", date=wire.debate_outcome_at, words=words)


def _on(day: date) -> str:
    return f"Debate on {day.day} {day:%B %Y}"


def _joined(*texts: str) -> str:
    return "\n\n".join(text for text in texts if text)
