"""Members as on a date, and the register's part in an activity."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from monitor.parliament.activities import Question
from monitor.parliament.people import Member, NameSpell, Participant, PartySpell, Post, SeatSpell, Standing
from monitor.parliament.register import complete, missing

#: elected in 2015 as a Reform Unionist for Upper Wobblesham, married in 2018, crossed the floor on 10 June 2020, out of
#: the House from 30 May to 4 July 2024, since then for Lower Wobblesham; a minister twice
ADA = Member(
    id=91001,
    names=(
        NameSpell(last=date(2018, 8, 31), name="Ada Quill", listed="Quill, Ada"),
        NameSpell(first=date(2018, 9, 1), name="Ada Quill-Marsh", listed="Quill-Marsh, Ada"),
    ),
    parties=(
        PartySpell(first=date(2020, 6, 10), party="Meadow Party", abbreviation="Mea"),
        PartySpell(first=date(2015, 5, 7), last=date(2020, 6, 10), party="Reform Unionist", abbreviation="RU"),
    ),
    seats=(
        SeatSpell(first=date(2015, 5, 7), last=date(2024, 5, 30), house="commons", seat="Upper Wobblesham"),
        SeatSpell(first=date(2024, 7, 4), house="commons", seat="Lower Wobblesham"),
    ),
    posts=(
        Post(first=date(2022, 1, 1), last=date(2022, 9, 6), title="Minister of State (Ministry of Justice)"),
        Post(first=date(2022, 9, 6), title="Lord Chancellor"),
    ),
)


def asked(day: date, *participants: Participant) -> Question:
    """A question of that day with these participants."""
    return Question(
        id="written-questions/1/question",
        record="written-questions/1",
        source="written-questions",
        upstream_id="1",
        subject="written-questions/1",
        date=day,
        participants=participants,
        url="https://example.org/1",
        question="To ask what was done.",
        uin="1",
        due=day,
    )


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(1900, 1, 1), "Ada Quill"),
        (date(2018, 8, 31), "Ada Quill"),
        (date(2018, 9, 1), "Ada Quill-Marsh"),
        (date(2099, 1, 1), "Ada Quill-Marsh"),
    ],
)
def test_a_name_is_told_as_on_the_day(day: date, name: str) -> None:
    """A spell holds on its first and on its last day; one without an end holds on every later day."""
    assert ADA.on(day).name == name


def test_a_change_of_party_takes_effect_on_its_day() -> None:
    """Where one spell ends on the day on which the next begins, that day belongs to the later one, in any order."""
    assert ADA.on(date(2020, 6, 9)).party == "Reform Unionist"
    assert ADA.on(date(2020, 6, 10)).party == "Meadow Party"
    assert ADA.on(date(2020, 6, 10)).abbreviation == "Mea"


def test_between_two_spells_the_one_before_still_tells() -> None:
    """In a dissolution, when nobody has a seat, a Member is told by the seat last held."""
    assert ADA.on(date(2024, 5, 30)).seat == "Upper Wobblesham"
    assert ADA.on(date(2024, 6, 15)).seat == "Upper Wobblesham"
    assert ADA.on(date(2024, 7, 4)).seat == "Lower Wobblesham"


def test_before_every_spell_the_first_one_tells() -> None:
    """A day before anything is known takes what came first, rather than nothing."""
    assert ADA.on(date(2001, 1, 1)).seat == "Upper Wobblesham"
    assert ADA.on(date(2001, 1, 1)).party == "Reform Unionist"


def test_after_every_spell_the_one_that_ended_last_tells() -> None:
    """A short spell inside a long one does not outlive it."""
    long = PartySpell(first=date(2000, 1, 1), last=date(2020, 12, 31), party="Meadow Party")
    short = PartySpell(first=date(2010, 1, 1), last=date(2010, 6, 30), party="Independent")
    first = PartySpell(first=date(1990, 1, 1), last=date(1999, 12, 31), party="Reform Unionist")
    former = Member(id=1, names=(), parties=(long, first, short))
    assert former.on(date(2010, 3, 1)).party == "Independent"
    assert former.on(date(2015, 3, 1)).party == "Meadow Party"
    assert former.on(date(2025, 3, 1)).party == "Meadow Party"


def test_one_who_went_to_the_lords_is_told_by_the_house_of_the_day() -> None:
    """House and seat go together: a constituency while in the Commons, the kind of peerage after."""
    peer = Member(
        id=91002,
        names=(),
        seats=(
            SeatSpell(first=date(2001, 6, 7), last=date(2019, 11, 6), house="commons", seat="Wold and Fen"),
            SeatSpell(first=date(2020, 9, 1), house="lords", seat="Life peer"),
        ),
    )
    assert (peer.on(date(2019, 1, 1)).house, peer.on(date(2019, 1, 1)).seat) == ("commons", "Wold and Fen")
    assert (peer.on(date(2021, 1, 1)).house, peer.on(date(2021, 1, 1)).seat) == ("lords", "Life peer")


def test_posts_are_those_held_on_the_day_and_no_others() -> None:
    """A post, unlike a party, is never told of a day on which it was not held."""
    assert ADA.on(date(2021, 12, 31)).posts == ()
    assert ADA.on(date(2022, 3, 1)).posts == ("Minister of State (Ministry of Justice)",)
    assert ADA.on(date(2022, 9, 6)).posts == ("Minister of State (Ministry of Justice)", "Lord Chancellor")
    assert ADA.on(date(2022, 9, 7)).posts == ("Lord Chancellor",)


def test_a_member_of_whom_nothing_is_known_has_an_empty_standing() -> None:
    """No spells at all: no name, no party, no seat, and no error."""
    assert Member(id=1, names=()).on(date(2026, 1, 1)) == Standing(name="")


def test_members_keep_their_form_as_json() -> None:
    """A Member is kept as JSON and read back equal."""
    assert Member.model_validate_json(ADA.model_dump_json()) == ADA


def test_values_are_frozen_and_strict() -> None:
    """A value neither changes nor takes what is of the wrong type or unknown."""
    with pytest.raises(ValidationError):
        ADA.id = 2  # type: ignore[misc]
    with pytest.raises(ValidationError):
        Participant(member="91001", role="asked")  # type: ignore[arg-type]
    with pytest.raises(ValidationError):
        Participant(role="asked", post="Lord Chancellor")  # type: ignore[call-arg]


def test_completing_tells_participants_as_on_the_date_of_the_activity() -> None:
    """The same Member has one party and seat in 2016 and others in 2025."""
    early, late = (
        complete(asked(day, Participant(member=91001, role="asked")), {91001: ADA})
        for day in (date(2016, 3, 1), date(2025, 3, 1))
    )
    assert early.participants == (
        Participant(member=91001, name="Ada Quill", role="asked", party="Reform Unionist", seat="Upper Wobblesham"),
    )
    assert late.participants == (
        Participant(member=91001, name="Ada Quill-Marsh", role="asked", party="Meadow Party", seat="Lower Wobblesham"),
    )


def test_a_printed_name_is_kept() -> None:
    """What the publication printed is not replaced by what the register has."""
    activity = asked(date(2025, 3, 1), Participant(member=91001, name="The Lord Chancellor", role="answered"))
    (told,) = complete(activity, {91001: ADA}).participants
    assert (told.name, told.party) == ("The Lord Chancellor", "Meadow Party")


def test_witnesses_and_unknown_members_stay_as_they_are() -> None:
    """Who has no member id, or is not in the register, is passed on untouched; the rest are still completed."""
    witness = Participant(name="Professor Plum", role="witness")
    unknown = Participant(member=91999, role="answered")
    activity = asked(date(2025, 3, 1), witness, Participant(member=91001, role="asked"), unknown)
    told = complete(activity, {91001: ADA}).participants
    assert (told[0], told[2]) == (witness, unknown)
    assert told[1].party == "Meadow Party"


def test_completing_is_no_revision_and_can_be_repeated() -> None:
    """What was looked up leaves the fingerprint alone; completing twice is completing once."""
    activity = asked(date(2025, 3, 1), Participant(member=91001, role="asked"))
    told = complete(activity, {91001: ADA})
    assert told != activity
    assert told.fingerprint == activity.fingerprint
    assert complete(told, {91001: ADA}) is told


def test_a_register_that_knows_no_party_takes_none_away() -> None:
    """A Member whose history is empty leaves what was known of a participant."""
    known = Participant(member=1, name="Ada Quill", role="asked", party="Meadow Party", seat="Upper Wobblesham")
    assert complete(asked(date(2025, 3, 1), known), {1: Member(id=1, names=())}).participants == (known,)


def test_missing_are_the_members_to_ask_for() -> None:
    """Each unknown member id once; witnesses have none."""
    activity = asked(
        date(2025, 3, 1),
        Participant(member=91001, role="asked"),
        Participant(member=91999, role="answered"),
        Participant(member=91999, role="corrected"),
        Participant(name="Professor Plum", role="witness"),
    )
    assert missing(activity, {91001: ADA}) == {91999}
    assert missing(activity, {}) == {91001, 91999}
