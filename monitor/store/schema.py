"""The tables, drawn once, for SQLite and PostgreSQL alike. A change here needs a migration in `migrations/versions`.

records ──< aliases                  upstream records as last read, and the other ids they had
   │ └───< follow_ups                when a matched record is to be read again
   └──< activities ──< participants  what Parliament did, and who took part
             └───────< matches       what satisfied a watch, and how far it has got
first_days   members   polls   readings

deliveries ──< parts                 what must go out, message by message: the pending row is the queue
     ├───────< told                  which match stands in which digest of an address and cadence
     └───────< quoted                what a roundup quotes
recipients   addresses   notices     when an address was met and last served; paused or stopped; which failures it knows
secrets      posts                   what links that stop a digest are made with; the posts of Members who answered
"""

from __future__ import annotations

from datetime import datetime, timezone

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    literal_column,
)

#: the migration that these tables correspond to
REVISION = "0003"
#: complete readings in a row without a record after which its activities are marked withdrawn
GONE = 2

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Instant(TypeDecorator[datetime]):
    """One of our own instants: aware, kept in UTC, given back aware in UTC. A naive one is refused with ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database: SQLite has no zones and is given UTC without one."""
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError(f"a naive datetime ({value.isoformat()}) is no instant; give it a time zone")
        value = value.astimezone(timezone.utc)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  fixed signature
        """From the database."""
        if value is None:
            return None
        return value.replace(tzinfo=timezone.utc) if value.tzinfo is None else value.astimezone(timezone.utc)


class Printed(TypeDecorator[str]):
    """Text from outside, without NUL characters, which PostgreSQL refuses."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002  fixed signature
        """To the database."""
        return value.replace("\x00", "") if value else value


#: counts up by itself on both; SQLite does so only for INTEGER
Serial = BigInteger().with_variant(Integer, "sqlite")

records = Table(
    "records",
    metadata,
    Column("id", Text, primary_key=True),
    Column("source", Text, nullable=False),
    Column("upstream_id", Text, nullable=False),
    Column("span", Text, nullable=False),
    Column("listing", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("absent", Integer, nullable=False),
    Index(None, "source", "span"),
)

aliases = Table(
    "aliases",
    metadata,
    Column("alias", Text, primary_key=True),
    Column("record", Text, ForeignKey(records.c.id), nullable=False),
)

activities = Table(
    "activities",
    metadata,
    Column("seq", Serial, primary_key=True),
    Column("id", Text, nullable=False),
    Column("record", Text, ForeignKey(records.c.id), nullable=False),
    Column("kind", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("upstream_id", Text, nullable=False),
    Column("subject", Printed, nullable=False),
    Column("house", Text),
    Column("chamber", Text),
    Column("date", Date, nullable=False),
    Column("title", Printed, nullable=False),
    Column("body_id", Integer),
    Column("body", Printed),
    Column("url", Printed, nullable=False),
    #: JSON of the activity without its participants
    Column("data", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("first_seen", Instant, nullable=False),
    Column("revised_at", Instant),
    Column("withdrawn_at", Instant),
    UniqueConstraint("id"),
    Index(None, "record"),
    Index(None, "date", "seq"),
    sqlite_autoincrement=True,
)

participants = Table(
    "participants",
    metadata,
    Column("activity", BigInteger, ForeignKey(activities.c.seq), primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("member", Integer),
    Column("role", Text, nullable=False),
    Column("name", Printed, nullable=False),
    Column("party", Printed),
    Column("seat", Printed),
    Index(None, "member"),
)
#: participants still to be looked up in the register: few, so a small index
UNKNOWN = participants.c.member.is_not(None) & (
    (participants.c.name == literal_column("''")) | participants.c.party.is_(None)
)
Index("ix_participants_unknown", participants.c.activity, sqlite_where=UNKNOWN, postgresql_where=UNKNOWN)

first_days = Table(
    "first_days",
    metadata,
    Column("watchlist", Text, primary_key=True),
    Column("watch", Text, primary_key=True),
    #: "" is the watch itself
    Column("term", Text, primary_key=True),
    Column("day", Date, nullable=False),
)

matches = Table(
    "matches",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("watchlist", Text, nullable=False),
    Column("watch", Text, nullable=False),
    Column("activity", BigInteger, ForeignKey(activities.c.seq), nullable=False),
    Column("evidence", Printed, nullable=False),
    Column("excerpt", Printed, nullable=False),
    #: primed | pending | announced | dismissed
    Column("state", Text, nullable=False),
    Column("reason", Printed),
    Column("found_at", Instant, nullable=False),
    Column("announced_at", Instant),
    Column("dismissed_at", Instant),
    #: since when the activity no longer satisfies the watch; such a match is kept once it was announced or dismissed
    Column("lapsed_at", Instant),
    UniqueConstraint("watchlist", "watch", "activity"),
    Index(None, "activity"),
    Index(None, "state"),
    sqlite_autoincrement=True,
)

members = Table(
    "members",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    #: names and seats folded to plain lower-case words, for finding
    Column("words", Text, nullable=False),
    Column("data", Text, nullable=False),
    Column("read_at", Instant, nullable=False),
)

polls = Table(
    "polls",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("source", Text, nullable=False),
    #: poll | backfill
    Column("purpose", Text, nullable=False),
    Column("window_first", Date, nullable=False),
    Column("window_last", Date, nullable=False),
    Column("began", Instant, nullable=False),
    Column("ended", Instant),
    #: complete | partial | failed; none while it runs, and when it was killed
    Column("outcome", Text),
    Column("error", Printed),
    Column("requests", Integer, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("new", Integer, nullable=False),
    Column("revised", Integer, nullable=False),
    Column("matched", Integer, nullable=False),
    Column("unreadable", Integer, nullable=False),
    Index(None, "source", "began"),
    sqlite_autoincrement=True,
)

readings = Table(
    "readings",
    metadata,
    Column("source", Text, primary_key=True),
    Column("span", Text, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("count", Integer, nullable=False),
    Column("probe", Text, nullable=False),
)

follow_ups = Table(
    "follow_ups",
    metadata,
    Column("record", Text, ForeignKey(records.c.id), primary_key=True),
    Column("next_look", Instant, nullable=False),
    Index(None, "next_look"),
)

recipients = Table(
    "recipients",
    metadata,
    Column("address", Text, primary_key=True),
    #: at-once | daily | weekly | roundup; notice: its usual hour
    Column("cadence", Text, primary_key=True),
    Column("first_met", Instant, nullable=False),
    #: the last slot that was gathered, also when there was nothing to say
    Column("last_slot", Instant),
)

addresses = Table(
    "addresses",
    metadata,
    Column("address", Text, primary_key=True),
    #: paused | stopped | sending (again)
    Column("state", Text, nullable=False),
    Column("since", Instant, nullable=False),
    #: the day on which a pause ends by itself
    Column("until", Date),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Serial, primary_key=True),
    #: made of what it says, so that nothing is queued twice
    Column("key", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("cadence", Text, nullable=False),
    Column("slot", Instant, nullable=False),
    #: due | sent | failed | stopped
    Column("state", Text, nullable=False),
    Column("due", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("error", Printed),
    #: host:pid:start of the process that is sending it
    Column("owner", Text),
    Column("claimed_at", Instant),
    Column("queued_at", Instant, nullable=False),
    Column("ended_at", Instant),
    UniqueConstraint("key"),
    Index(None, "state", "due"),
    Index(None, "address"),
    sqlite_autoincrement=True,
)

parts = Table(
    "parts",
    metadata,
    Column("delivery", BigInteger, ForeignKey(deliveries.c.id), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("key", Text, nullable=False),
    Column("content", Printed, nullable=False),
    #: when it was first tried; with no remote id it is uncertain whether it arrived
    Column("tried_at", Instant),
    Column("remote_id", Text),
    Column("accepted_at", Instant),
)

told = Table(
    "told",
    metadata,
    #: no foreign key: a match that was told and never announced may lapse, and ids are not used again
    Column("match", BigInteger, primary_key=True, autoincrement=False),
    Column("address", Text, primary_key=True),
    Column("cadence", Text, primary_key=True),
    Column("delivery", BigInteger, ForeignKey(deliveries.c.id), nullable=False),
    Column("subject", Printed, nullable=False),
    Index(None, "address", "cadence", "subject"),
    Index(None, "delivery"),
)

notices = Table(
    "notices",
    metadata,
    Column("address", Text, primary_key=True),
    #: what failed: source:hansard, day:…, watchlist:probation.toml, address:slack:#probation
    Column("what", Text, primary_key=True),
    Column("began", Instant, nullable=False),
    Column("ended", Instant),
)

quoted = Table(
    "quoted",
    metadata,
    Column("delivery", BigInteger, ForeignKey(deliveries.c.id), primary_key=True),
    Column("activity", Text, primary_key=True),
    Column("words", Printed, nullable=False),
)

secrets = Table(
    "secrets",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

posts = Table(
    "posts",
    metadata,
    Column("member", Integer, primary_key=True, autoincrement=False),
    #: a JSON list
    Column("data", Text, nullable=False),
    Column("read_at", Instant, nullable=False),
)
