"""Tables of the look-up log; on SQLite they live in a file of their own."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Integer, MetaData, PrimaryKeyConstraint, String, Table

from shared.db.tables import NAMING
from shared.db.types import JSONText, UTCDateTime

metadata = MetaData(naming_convention=NAMING)

lookups = Table(
    "lookups",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("at", UTCDateTime, nullable=False),
    Column("person", String(12), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("client_id", String(64), nullable=False),
    Column("agency", String(32), nullable=True),
    Column("on_behalf_of", String(64), nullable=True),
    Column("fields", JSONText, nullable=False),
    Column("purpose", String(32), nullable=False),
    Column("case_ref", String(64), nullable=True),
    Column("agreement_id", String(36), nullable=True),
    Index("ix_lookups_person_id", "person", "id"),
    Index("ix_lookups_at_id", "at", "id"),
)

agreement_usage = Table(
    "agreement_usage",
    metadata,
    Column("agreement_id", String(36), nullable=False),
    Column("day", Date, nullable=False),
    Column("used", Integer, nullable=False),
    PrimaryKeyConstraint("agreement_id", "day", name="pk_agreement_usage"),
)

lookup_seals = Table(
    "lookup_seals",
    metadata,
    Column("hour", UTCDateTime, primary_key=True),
    Column("entries", Integer, nullable=False),
    Column("root", String(64), nullable=False),
    Column("sealed_at", UTCDateTime, nullable=False),
)
