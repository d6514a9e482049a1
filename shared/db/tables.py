"""The tables every service has: events, audit, idempotency keys, cursors of what it consumes, jobs."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, PrimaryKeyConstraint, String, Table, Text, text

from shared.db.types import JSONText, TransactionId, UTCDateTime

NAMING = {
    "pk": "pk_%(table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}

SerialNumber = BigInteger().with_variant(Integer(), "sqlite")


def metadata_for_service() -> MetaData:
    """A MetaData with the naming convention and the cross-cutting tables, to which a service adds its own."""
    metadata = MetaData(naming_convention=NAMING)
    add_cross_cutting_tables(metadata)
    return metadata


def add_cross_cutting_tables(metadata: MetaData) -> None:
    """Declare the tables of this module in ``metadata``."""
    events_table(metadata)
    audit_table(metadata)
    idempotency_table(metadata)
    cursors_table(metadata)
    jobs_table(metadata)


def events_table(metadata: MetaData) -> Table:
    """What happened, for others to pull. ``xid`` is the writing transaction on PostgreSQL, 0 on SQLite."""
    return Table(
        "events",
        metadata,
        Column("seq", SerialNumber, primary_key=True, autoincrement=True),
        Column("xid", TransactionId, nullable=False, server_default=text("'0'")),
        Column("id", String(36), nullable=False, unique=True),
        Column("type", String(64), nullable=False),
        Column("subject_id", String(64), nullable=False),
        Column("occurred_at", UTCDateTime, nullable=False),
        Column("data", JSONText, nullable=False),
        Index("ix_events_xid_seq", "xid", "seq"),
        sqlite_autoincrement=True,
    )


def audit_table(metadata: MetaData) -> Table:
    """Who changed what and why, one hash chain per dossier, licence or case; ``entry`` is canonical JSON."""
    return Table(
        "audit_entries",
        metadata,
        Column("chain", String(80), nullable=False),
        Column("seq", Integer, nullable=False),
        Column("at", UTCDateTime, nullable=False),
        Column("action", String(64), nullable=False),
        Column("entry", Text, nullable=False),
        Column("hash", String(64), nullable=False),
        PrimaryKeyConstraint("chain", "seq", name="pk_audit_entries"),
    )


def idempotency_table(metadata: MetaData) -> Table:
    """Answers given, by who asked what under which key."""
    return Table(
        "idempotency_keys",
        metadata,
        Column("scope", String(64), nullable=False),
        Column("key", String(128), nullable=False),
        Column("fingerprint", String(64), nullable=False),
        Column("status", Integer, nullable=False),
        Column("headers", JSONText, nullable=False),
        Column("body", Text, nullable=False),
        Column("expires_at", UTCDateTime, nullable=False, index=True),
        PrimaryKeyConstraint("scope", "key", name="pk_idempotency_keys"),
    )


def cursors_table(metadata: MetaData) -> Table:
    """How far each feed was consumed."""
    return Table(
        "consumer_cursors",
        metadata,
        Column("consumer", String(64), primary_key=True),
        Column("cursor", String(64), nullable=False),
        Column("moved_at", UTCDateTime, nullable=False),
    )


def jobs_table(metadata: MetaData) -> Table:
    """Work to be done by and by; one row per (kind, key), gone when done."""
    return Table(
        "jobs",
        metadata,
        Column("kind", String(64), nullable=False),
        Column("key", String(128), nullable=False),
        Column("payload", JSONText, nullable=False),
        Column("run_at", UTCDateTime, nullable=False),
        Column("attempts", Integer, nullable=False, server_default=text("0")),
        Column("generation", Integer, nullable=False, server_default=text("1")),
        Column("leased_until", UTCDateTime, nullable=True),
        Column("last_error", Text, nullable=True),
        PrimaryKeyConstraint("kind", "key", name="pk_jobs"),
        Index("ix_jobs_run_at", "run_at", "kind", "key"),
    )


PLAIN = MetaData(naming_convention=NAMING)
"""The cross-cutting tables alone, for the code in ``shared`` that reads and writes them."""

EVENTS = events_table(PLAIN)
AUDIT_ENTRIES = audit_table(PLAIN)
IDEMPOTENCY_KEYS = idempotency_table(PLAIN)
CONSUMER_CURSORS = cursors_table(PLAIN)
JOBS = jobs_table(PLAIN)
