"""The tables of violations."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
)

from shared.db.tables import metadata_for_service
from shared.db.types import JSONText, UTCDateTime

METADATA = metadata_for_service()

CASES = Table(
    "cases",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("source", String(32), nullable=False),
    Column("case_number", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("status", String(16), nullable=False),
    Column("citizen_id", String(12), nullable=True),
    Column("licence_number", String(20), nullable=True),
    Column("plate", String(20), nullable=True),
    Column("content", JSONText, nullable=False),
    Column("recorded_at", UTCDateTime, nullable=False),
    Column("updated_at", UTCDateTime, nullable=False),
    Column("changes_on", Date, nullable=True),
    UniqueConstraint("source", "case_number", name="uq_cases_source_case_number"),
    CheckConstraint("version >= 1", name="version_from_one"),
    Index("ix_cases_citizen_id_id", "citizen_id", "id"),
    Index("ix_cases_licence_number_id", "licence_number", "id"),
    Index("ix_cases_plate_id", "plate", "id"),
    Index("ix_cases_case_number_id", "case_number", "id"),
    Index("ix_cases_changes_on_id", "changes_on", "id"),
)

CASE_VERSIONS = Table(
    "case_versions",
    METADATA,
    Column("case_id", String(36), ForeignKey("cases.id", name="fk_case_versions_case_id_cases"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("content", JSONText, nullable=False),
    Column("received_at", UTCDateTime, nullable=False),
    Column("received_from", String(64), nullable=False),
    PrimaryKeyConstraint("case_id", "version", name="pk_case_versions"),
)

SETTLEMENTS = Table(
    "settlements",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("case_id", String(36), ForeignKey("cases.id", name="fk_settlements_case_id_cases"), nullable=False),
    Column("payment_id", String(64), nullable=False),
    Column("amount_vnd", BigInteger, nullable=False),
    Column("paid_at", UTCDateTime, nullable=False),
    Column("recorded_at", UTCDateTime, nullable=False),
    UniqueConstraint("case_id", name="uq_settlements_case_id"),
    UniqueConstraint("payment_id", name="uq_settlements_payment_id"),
    CheckConstraint("amount_vnd > 0", name="amount_positive"),
)

POINT_RESTORATIONS = Table(
    "point_restorations",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("citizen_id", String(12), nullable=False),
    Column("part", String(16), nullable=False),
    Column("passed_on", Date, nullable=False),
    Column("decision", String(64), nullable=False),
    Column("recorded_at", UTCDateTime, nullable=False),
    UniqueConstraint("citizen_id", "part", "passed_on", name="uq_point_restorations_citizen_id_part_passed_on"),
)

PERSONS = Table(
    "persons",
    METADATA,
    Column("person_id", String(36), primary_key=True),
    Column("citizen_id", String(12), nullable=False),
    Column("met_at", UTCDateTime, nullable=False),
    UniqueConstraint("citizen_id", name="uq_persons_citizen_id"),
)

PERSON_NUMBERS = Table(
    "person_numbers",
    METADATA,
    Column("kind", String(16), nullable=False),
    Column("number", String(20), nullable=False),
    Column(
        "person_id",
        String(36),
        ForeignKey("persons.person_id", name="fk_person_numbers_person_id_persons"),
        nullable=False,
    ),
    Column("confirmed", Boolean, nullable=False),
    Column("linked_at", UTCDateTime, nullable=False),
    PrimaryKeyConstraint("kind", "number", "person_id", name="pk_person_numbers"),
    Index("ix_person_numbers_person_id", "person_id"),
)

SOURCES = Table(
    "sources",
    METADATA,
    Column("source", String(32), primary_key=True),
    Column("last_received_at", UTCDateTime, nullable=True),
    Column("cases", BigInteger, nullable=False),
    Column("records", BigInteger, nullable=False),
    Column("rejects", BigInteger, nullable=False),
    Column("silent", Boolean, nullable=False),
)

BATCHES = Table(
    "batches",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("client_id", String(64), nullable=False),
    Column("idempotency_key", String(128), nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("received", Integer, nullable=False),
    Column("next_index", Integer, nullable=False),
    Column("created", Integer, nullable=False),
    Column("updated", Integer, nullable=False),
    Column("unchanged", Integer, nullable=False),
    Column("stale", Integer, nullable=False),
    Column("rejected", Integer, nullable=False),
    Column("started_at", UTCDateTime, nullable=False),
    Column("finished_at", UTCDateTime, nullable=True),
    UniqueConstraint("client_id", "idempotency_key", name="uq_batches_client_id_idempotency_key"),
)

BATCH_REJECTIONS = Table(
    "batch_rejections",
    METADATA,
    Column(
        "batch_id", String(36), ForeignKey("batches.id", name="fk_batch_rejections_batch_id_batches"), nullable=False
    ),
    Column("record_index", Integer, nullable=False),
    Column("case_number", String(64), nullable=True),
    Column("faults", JSONText, nullable=False),
    PrimaryKeyConstraint("batch_id", "record_index", name="pk_batch_rejections"),
)
