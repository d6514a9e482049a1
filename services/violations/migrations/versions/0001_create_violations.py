"""Create cases, versions, settlements, restorations, persons, sources and batches."""

import sqlalchemy as sa
from alembic import op

from shared.db.migrations import create_cross_cutting_tables
from shared.db.tables import PLAIN
from shared.db.types import JSONText, UTCDateTime

revision = "0001"
down_revision = None

TABLES = (
    "batch_rejections",
    "batches",
    "sources",
    "person_numbers",
    "persons",
    "point_restorations",
    "settlements",
    "case_versions",
    "cases",
)


def upgrade() -> None:
    create_cross_cutting_tables(op)
    op.create_table(
        "batches",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("client_id", sa.String(64), nullable=False),
        sa.Column("idempotency_key", sa.String(128), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("received", sa.Integer, nullable=False),
        sa.Column("next_index", sa.Integer, nullable=False),
        sa.Column("created", sa.Integer, nullable=False),
        sa.Column("updated", sa.Integer, nullable=False),
        sa.Column("unchanged", sa.Integer, nullable=False),
        sa.Column("stale", sa.Integer, nullable=False),
        sa.Column("rejected", sa.Integer, nullable=False),
        sa.Column("started_at", UTCDateTime, nullable=False),
        sa.Column("finished_at", UTCDateTime, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_batches"),
        sa.UniqueConstraint("client_id", "idempotency_key", name="uq_batches_client_id_idempotency_key"),
    )
    op.create_table(
        "cases",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("source", sa.String(32), nullable=False),
        sa.Column("case_number", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("citizen_id", sa.String(12), nullable=True),
        sa.Column("licence_number", sa.String(20), nullable=True),
        sa.Column("plate", sa.String(20), nullable=True),
        sa.Column("content", JSONText, nullable=False),
        sa.Column("recorded_at", UTCDateTime, nullable=False),
        sa.Column("updated_at", UTCDateTime, nullable=False),
        sa.CheckConstraint("version >= 1", name="ck_cases_version_from_one"),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.UniqueConstraint("source", "case_number", name="uq_cases_source_case_number"),
    )
    op.create_index("ix_cases_case_number_id", "cases", ["case_number", "id"])
    op.create_index("ix_cases_citizen_id_id", "cases", ["citizen_id", "id"])
    op.create_index("ix_cases_licence_number_id", "cases", ["licence_number", "id"])
    op.create_index("ix_cases_plate_id", "cases", ["plate", "id"])
    op.create_table(
        "persons",
        sa.Column("person_id", sa.String(36), nullable=False),
        sa.Column("citizen_id", sa.String(12), nullable=False),
        sa.Column("met_at", UTCDateTime, nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_persons"),
        sa.UniqueConstraint("citizen_id", name="uq_persons_citizen_id"),
    )
    op.create_table(
        "point_restorations",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("citizen_id", sa.String(12), nullable=False),
        sa.Column("part", sa.String(16), nullable=False),
        sa.Column("passed_on", sa.Date, nullable=False),
        sa.Column("decision", sa.String(64), nullable=False),
        sa.Column("recorded_at", UTCDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_point_restorations"),
        sa.UniqueConstraint("citizen_id", "part", "passed_on", name="uq_point_restorations_citizen_id_part_passed_on"),
    )
    op.create_table(
        "sources",
        sa.Column("source", sa.String(32), nullable=False),
        sa.Column("last_received_at", UTCDateTime, nullable=True),
        sa.Column("cases", sa.BigInteger, nullable=False),
        sa.Column("records", sa.BigInteger, nullable=False),
        sa.Column("rejects", sa.BigInteger, nullable=False),
        sa.Column("silent", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("source", name="pk_sources"),
    )
    op.create_table(
        "batch_rejections",
        sa.Column("batch_id", sa.String(36), nullable=False),
        sa.Column("record_index", sa.Integer, nullable=False),
        sa.Column("case_number", sa.String(64), nullable=True),
        sa.Column("faults", JSONText, nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name="fk_batch_rejections_batch_id_batches"),
        sa.PrimaryKeyConstraint("batch_id", "record_index", name="pk_batch_rejections"),
    )
    op.create_table(
        "case_versions",
        sa.Column("case_id", sa.String(36), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("content", JSONText, nullable=False),
        sa.Column("received_at", UTCDateTime, nullable=False),
        sa.Column("received_from", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_versions_case_id_cases"),
        sa.PrimaryKeyConstraint("case_id", "version", name="pk_case_versions"),
    )
    op.create_table(
        "person_numbers",
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("person_id", sa.String(36), nullable=False),
        sa.Column("confirmed", sa.Boolean, nullable=False),
        sa.Column("linked_at", UTCDateTime, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.person_id"], name="fk_person_numbers_person_id_persons"),
        sa.PrimaryKeyConstraint("kind", "number", "person_id", name="pk_person_numbers"),
    )
    op.create_table(
        "settlements",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("case_id", sa.String(36), nullable=False),
        sa.Column("payment_id", sa.String(64), nullable=False),
        sa.Column("amount_vnd", sa.BigInteger, nullable=False),
        sa.Column("paid_at", UTCDateTime, nullable=False),
        sa.Column("recorded_at", UTCDateTime, nullable=False),
        sa.CheckConstraint("amount_vnd > 0", name="ck_settlements_amount_positive"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_settlements_case_id_cases"),
        sa.PrimaryKeyConstraint("id", name="pk_settlements"),
        sa.UniqueConstraint("case_id", name="uq_settlements_case_id"),
        sa.UniqueConstraint("payment_id", name="uq_settlements_payment_id"),
    )


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    PLAIN.drop_all(op.get_bind())
