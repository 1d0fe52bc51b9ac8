"""What upstreams send, read leniently: the fields used and no others, dates as printed, and what differs from it said.

A source's private models name the fields it uses. What cannot be understood is `Unreadable`, with its address.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from datetime import date
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel, to_pascal

from monitor.parliament.dates import day_of
from monitor.parliament.people import House
from monitor.sources.source import Unavailable, Unreadable

_W = TypeVar("_W", bound=BaseModel)


def _day(value: Any) -> date | None:
    """A date as upstream prints it; the year 1 stands for none."""
    if value is None or (isinstance(value, str) and (not value or value.startswith("0001-01-01"))):
        return None
    if not isinstance(value, str):
        raise ValueError("is not a date")
    return day_of(value)


#: a date, of an instant that upstream prints in London wall time the date it prints
Day = Annotated[date, BeforeValidator(_day)]
MaybeDay = Annotated[date | None, BeforeValidator(_day)]
#: a text that may be null
Text = Annotated[str, BeforeValidator(lambda value: "" if value is None else value)]


class Camel(BaseModel):
    """Of a host that writes `likeThis`."""

    model_config = ConfigDict(extra="ignore", frozen=True, coerce_numbers_to_str=True, alias_generator=to_camel)


class Pascal(BaseModel):
    """Of a host that writes `LikeThis`; a field that is named otherwise has an alias of its own."""

    model_config = ConfigDict(extra="ignore", frozen=True, coerce_numbers_to_str=True, alias_generator=to_pascal)


def understood(model: type[_W], value: Any, *, url: str, ident: str = "") -> _W:
    """*value* as a *model*. Raises Unreadable, naming the record by *ident* and the address *url*."""
    try:
        return model.model_validate(value)
    except ValidationError as err:
        wrong = err.errors(include_input=False, include_url=False)[0]
        field = ".".join(str(part) for part in wrong["loc"]) or "the reply"
        raise Unreadable(ident, url, f"{field}: {wrong['msg'].lower()}") from None


def fingerprint(value: Any) -> str:
    """Of what a listing says, as JSON: equal where nothing differs."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()[:24]


def expect(model: type[BaseModel], row: Any, *, url: str, without: Collection[str] = ()) -> None:
    """Raise Unavailable naming the fields of *model* that *row* lacks: for `check`, which looks at live replies.

    *without*: fields (as in the model) that may be absent.
    """
    wanted = {f.alias or name for name, f in model.model_fields.items() if name not in without}
    found = set(row) if isinstance(row, Mapping) else set()
    if absent := wanted - found:
        raise Unavailable(f"{url}: replies have changed their shape: no {', '.join(sorted(absent))}")


def house_of(name: str) -> House | None:
    """The House that upstream names, in any capitals; None of what is joint, or of neither."""
    found: dict[str, House] = {"commons": "commons", "lords": "lords"}
    return found.get(name.strip().casefold())
