"""The posts of Members who answered, as the register told them: a digest need not ask for them each time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import select

from monitor.parliament.people import Post
from monitor.store.rows import of, put
from monitor.store.schema import posts
from monitor.store.store import Store

_POSTS: TypeAdapter[tuple[Post, ...]] = TypeAdapter(tuple[Post, ...])


class Posts:
    """The posts of a store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def known(self, members: Collection[int], *, since: datetime | None = None) -> dict[int, tuple[Post, ...]]:
        """Member → posts held, for those of *members* that were looked up; with *since*, at or after it."""
        statement = select(posts) if since is None else select(posts).where(posts.c.read_at >= since)
        with self._store.reading() as connection:
            rows = of(connection, statement, posts.c.member, members)
            return {row.member: _POSTS.validate_json(row.data) for row in rows}

    def put(self, member: int, held: Sequence[Post], *, now: datetime) -> None:
        """Keep these posts of *member* as read at *now*."""
        row = {"member": member, "data": _POSTS.dump_json(tuple(held)).decode(), "read_at": now}
        with self._store._writing() as connection:
            put(connection, posts.c.member, [row])
