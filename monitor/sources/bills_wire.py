"""What bills-api sends (API_NOTES 7): a bill in a list and alone, its stages, its publications."""

from __future__ import annotations

from monitor.sources.wire import Camel, Day, MaybeDay, Text


class Sitting(Camel):
    """A day of a stage."""

    id: int
    date: MaybeDay = None


class Stage(Camel):
    """A stage of a bill; `id` is of this bill."""

    id: int
    description: Text = ""
    house: Text = ""
    stage_sittings: tuple[Sitting, ...] | None = None


class BillRow(Camel):
    """A bill in the list."""

    bill_id: int
    short_title: Text = ""
    current_house: Text = ""
    last_update: Day
    bill_withdrawn: MaybeDay = None
    is_defeated: bool = False
    is_act: bool = False
    current_stage: Stage | None = None


class Sponsoring(Camel):
    """A Member who sponsors a bill."""

    member_id: int
    name: Text = ""


class Sponsor(Camel):
    """A Member, or an organisation."""

    member: Sponsoring | None = None
    sort_order: int = 0


class WholeBill(BillRow):
    """A bill alone."""

    long_title: Text = ""
    summary: Text = ""
    sponsors: tuple[Sponsor, ...] | None = None


class PaperType(Camel):
    """What a publication is: "Amendment Paper"."""

    name: Text = ""


class Paper(Camel):
    """A publication of a bill."""

    id: int
    title: Text = ""
    publication_type: PaperType | None = None
    display_date: MaybeDay = None
    house: Text = ""
