"""The register: what an activity leaves to be looked up about its participants, told as on the activity's date.

A source gives a participant's member id, role and name as printed; who they were that day comes from the Members kept.
What the register adds is no part of an activity's fingerprint: completing an activity never makes it a revision.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from datetime import date

from monitor.parliament.activities import Activity
from monitor.parliament.people import Member, Participant


def complete(activity: Activity, members: Mapping[int, Member]) -> Activity:
    """*activity* with party, seat and a missing name of its participants as on its date; a printed name is kept.

    `party` is the full name ("Labour"), `seat` the constituency or the kind of peerage. Witnesses without a member id
    and Members not in *members* (member id → Member) stay as they are.
    """
    told = tuple(_told(p, members, activity.date) for p in activity.participants)
    return activity if told == activity.participants else activity.model_copy(update={"participants": told})


def missing(activity: Activity, members: Container[int]) -> set[int]:
    """The member ids of *activity* that are not in *members*, to be asked for."""
    return {p.member for p in activity.participants if p.member is not None and p.member not in members}


def unknown(activity: Activity) -> set[int]:
    """The member ids of *activity* whose name or party on that day its publication does not print itself."""
    return {p.member for p in activity.participants if p.member is not None and not (p.name and p.party)}


def _told(participant: Participant, members: Mapping[int, Member], day: date) -> Participant:
    member = None if participant.member is None else members.get(participant.member)
    if member is None:
        return participant
    then = member.on(day)
    return participant.model_copy(
        update={
            "name": participant.name or then.name,
            "party": then.party or participant.party,
            "seat": then.seat or participant.seat,
        }
    )
