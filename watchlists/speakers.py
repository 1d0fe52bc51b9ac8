"""Speakers: who said something, told as on that day: name (party, constituency), post, and whether they are watched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from monitor.parliament.activities import Activity
from monitor.parliament.people import Member, Participant, Role
from watchlists.digest import Said
from watchlists.excerpts import Excerpt
from watchlists.watchlist import Watchlist


class Speakers:
    """The Members that *watchlists* watch with what these say of them, and the posts that *members* (by id) held."""

    def __init__(self, watchlists: Iterable[Watchlist], members: Mapping[int, Member]) -> None:
        self._members = members
        self._notes: dict[int, str] = {}
        for watch in (watch for watchlist in watchlists for watch in watchlist.watches):
            for member in watch.members:
                self._notes[member.id] = self._notes.get(member.id) or member.note or watch.note

    def watches(self, one: Participant) -> bool:
        """Whether this is a watched Member."""
        return one.member in self._notes

    def note(self, one: Participant) -> str:
        """What a file says of a watched Member."""
        return self._notes.get(one.member or 0, "")

    def said(
        self,
        activity: Activity,
        speaker: Participant | None,
        verb: str,
        words: Excerpt,
        *,
        post: str = "",
        url: str = "",
    ) -> Said:
        """*words*, said by *speaker*; of an activity of which only a part was seen nothing is quoted."""
        words = Excerpt("") if activity.partial else words
        return Said(
            who=name(speaker),
            of=of(activity, speaker),
            post="" if post and post in name(speaker) else post or self._post(activity, speaker),
            verb=verb,
            text=words.text,
            marks=words.marks,
            url=url,
            watched=speaker is not None and self.watches(speaker),
            note=self.note(speaker) if speaker else "",
        )

    def _post(self, activity: Activity, speaker: Participant | None) -> str:
        """The posts in the Government that *speaker* held on that day."""
        member = self._members.get(speaker.member or 0) if speaker else None
        posts = member.posts if member else ()
        return ", ".join(post.title for post in posts if post.kind == "government" and post.covers(activity.date))


def somebody(activity: Activity, *roles: Role) -> Participant | None:
    """Who did it in the first of *roles* that is taken; without roles, whoever comes first."""
    people = activity.participants
    if not roles:
        return next(iter(people), None)
    return next((one for role in roles for one in people if one.role == role), None)


def name(speaker: Participant | None) -> str:
    """The name as printed that day."""
    if speaker is None:
        return ""
    return speaker.name or (f"Member {speaker.member}" if speaker.member else "")


def of(activity: Activity, speaker: Participant | None) -> str:
    """Party and constituency: "Labour, Upper Wobblesham"; of a Lord the party alone."""
    if speaker is None:
        return ""
    seat = None if activity.house == "lords" else speaker.seat
    return ", ".join(part for part in (speaker.party, seat) if part)
