"""The first tables: records, activities, matches, Members, polls and what belongs to them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

INSTANT = sa.DateTime(timezone=True)
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create them."""
    op.create_table(
        "first_days",
        sa.Column("watchlist", sa.Text(), nullable=False),
        sa.Column("watch", sa.Text(), nullable=False),
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("watchlist", "watch", "term", name=op.f("pk_first_days")),
    )
    op.create_table(
        "members",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("read_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_members")),
    )
    op.create_table(
        "polls",
        sa.Column("id", SERIAL, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("window_first", sa.Date(), nullable=False),
        sa.Column("window_last", sa.Date(), nullable=False),
        sa.Column("began", INSTANT, nullable=False),
        sa.Column("ended", INSTANT, nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("revised", sa.Integer(), nullable=False),
        sa.Column("matched", sa.Integer(), nullable=False),
        sa.Column("unreadable", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_polls")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_polls_source_began"), "polls", ["source", "began"])
    op.create_table(
        "readings",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("span", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("probe", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("source", "span", name=op.f("pk_readings")),
    )
    op.create_table(
        "records",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("upstream_id", sa.Text(), nullable=False),
        sa.Column("span", sa.Text(), nullable=False),
        sa.Column("listing", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("absent", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_records")),
    )
    op.create_index(op.f("ix_records_source_span"), "records", ["source", "span"])
    op.create_table(
        "activities",
        sa.Column("seq", SERIAL, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("upstream_id", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("house", sa.Text(), nullable=True),
        sa.Column("chamber", sa.Text(), nullable=True),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("first_seen", INSTANT, nullable=False),
        sa.Column("revised_at", INSTANT, nullable=True),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["record"], ["records.id"], name=op.f("fk_activities_record")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_activities")),
        sa.UniqueConstraint("id", name=op.f("uq_activities_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_activities_date_seq"), "activities", ["date", "seq"])
    op.create_index(op.f("ix_activities_record"), "activities", ["record"])
    op.create_table(
        "aliases",
        sa.Column("alias", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["record"], ["records.id"], name=op.f("fk_aliases_record")),
        sa.PrimaryKeyConstraint("alias", name=op.f("pk_aliases")),
    )
    op.create_table(
        "follow_ups",
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("next_look", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["record"], ["records.id"], name=op.f("fk_follow_ups_record")),
        sa.PrimaryKeyConstraint("record", name=op.f("pk_follow_ups")),
    )
    op.create_index(op.f("ix_follow_ups_next_look"), "follow_ups", ["next_look"])
    op.create_table(
        "matches",
        sa.Column("id", SERIAL, nullable=False),
        sa.Column("watchlist", sa.Text(), nullable=False),
        sa.Column("watch", sa.Text(), nullable=False),
        sa.Column("activity", sa.BigInteger(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("excerpt", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("found_at", INSTANT, nullable=False),
        sa.Column("announced_at", INSTANT, nullable=True),
        sa.Column("dismissed_at", INSTANT, nullable=True),
        sa.Column("lapsed_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["activity"], ["activities.seq"], name=op.f("fk_matches_activity")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matches")),
        sa.UniqueConstraint("watchlist", "watch", "activity", name=op.f("uq_matches_watchlist_watch_activity")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_matches_activity"), "matches", ["activity"])
    op.create_index(op.f("ix_matches_state"), "matches", ["state"])
    op.create_table(
        "participants",
        sa.Column("activity", sa.BigInteger(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("member", sa.Integer(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("party", sa.Text(), nullable=True),
        sa.Column("seat", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["activity"], ["activities.seq"], name=op.f("fk_participants_activity")),
        sa.PrimaryKeyConstraint("activity", "n", name=op.f("pk_participants")),
    )
    op.create_index(op.f("ix_participants_member"), "participants", ["member"])
    unknown = sa.text("member IS NOT NULL AND (name = '' OR party IS NULL)")
    op.create_index(
        "ix_participants_unknown", "participants", ["activity"], sqlite_where=unknown, postgresql_where=unknown
    )
