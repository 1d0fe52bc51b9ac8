"""The posts of Members who answered in writing, where Parliament prints none: asked of the register, a few at a time.

What was asked is kept in the store. What cannot be asked is left out: a digest never waits for a post.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta

from monitor.parliament.people import Post
from monitor.store import Store
from monitor.store.posts import Posts

#: Members asked for in one dispatch
LOOKUPS = 10
#: posts are asked for again after this time, so that a reshuffle counts
AGE = timedelta(days=1)


class Offices:
    """*ask*: the posts of one Member, None where they cannot be had; after that nobody is asked for any more."""

    def __init__(self, store: Store, ask: Callable[[int], Sequence[Post] | None]) -> None:
        self._posts, self._ask, self._left = Posts(store), ask, LOOKUPS

    def of(self, members: Collection[int], *, now: datetime) -> dict[int, tuple[Post, ...]]:
        """Member → posts, as far as they are known or can be asked for now."""
        known = self._posts.known(members)
        for member in sorted(set(members) - self._posts.known(members, since=now - AGE).keys()):
            if not self._left:
                break
            self._left -= 1
            held = self._ask(member)
            if held is None:
                self._left = 0
                break
            self._posts.put(member, held, now=now)
            known[member] = tuple(held)
        return known
