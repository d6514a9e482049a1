"""Create applications, payments, gateway notices, decisions, the timeline, supplements and code numbers."""

import sqlalchemy as sa
from alembic import op

from shared.db.migrations import create_cross_cutting_tables
from shared.db.types import JSONText, UTCDateTime

revision = "0001"
down_revision = None

STATES = (
    "state IN ('approved', 'awaiting_clearance', 'awaiting_payment', 'checking', 'delivered', 'issued', "
    "'issuing', 'refused', 'stopped', 'submitted', 'supplement_requested', 'under_review', 'withdrawn')"
)
HOLDING = (
    "licence_id IS NOT NULL AND state IN ('approved', 'awaiting_clearance', 'awaiting_payment', "
    "'checking', 'issuing', 'submitted', 'supplement_requested', 'under_review')"
)
OPEN_FEE = "kind = 'fee' AND state IN ('created', 'open')"


def upgrade() -> None:
    create_cross_cutting_tables(op)
    _applications()
    _money()
    _records()


def downgrade() -> None:
    for table in (
        "code_numbers",
        "supplements",
        "timeline",
        "decisions",
        "gateway_notices",
        "payments",
        "applications",
    ):
        op.drop_table(table)
    for table in ("jobs", "consumer_cursors", "idempotency_keys", "audit_entries", "events"):
        op.drop_table(table)


def _applications() -> None:
    op.create_table(
        "applications",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("since", UTCDateTime, nullable=False),
        sa.Column("procedure", sa.String(16), nullable=False),
        sa.Column("licence_id", sa.String(36), nullable=True),
        sa.Column("citizen_id", sa.String(12), nullable=False),
        sa.Column("person", sa.String(64), nullable=True),
        sa.Column("filing", JSONText, nullable=False),
        sa.Column("submitted_at", UTCDateTime, nullable=False),
        sa.Column("accepted_at", UTCDateTime, nullable=True),
        sa.Column("working_days", sa.Integer, nullable=True),
        sa.Column("due_on", sa.Date, nullable=True),
        sa.Column("due_order", sa.Date, nullable=False),
        sa.Column("pauses", JSONText, nullable=False),
        sa.Column("waits_until", UTCDateTime, nullable=True),
        sa.Column("unknown_since", UTCDateTime, nullable=True),
        sa.Column("desk_agency", sa.String(32), nullable=False),
        sa.Column("desk_officer", sa.String(64), nullable=True),
        sa.Column("desk_since", UTCDateTime, nullable=False),
        sa.Column("outcome", sa.String(32), nullable=True),
        sa.Column("parts", JSONText, nullable=False),
        sa.Column("new_parts", JSONText, nullable=False),
        sa.Column("findings", JSONText, nullable=False),
        sa.Column("standing", JSONText, nullable=True),
        sa.Column("fee", JSONText, nullable=True),
        sa.Column("supplements_requested", sa.Integer, nullable=False),
        sa.Column("loss", JSONText, nullable=True),
        sa.Column("issue_request", JSONText, nullable=True),
        sa.Column("result", JSONText, nullable=True),
        sa.Column("end_reason", sa.String(40), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_applications"),
        sa.CheckConstraint(STATES, name=op.f("ck_applications_state")),
        sa.UniqueConstraint("code", name="uq_applications_code"),
    )
    op.create_index("ix_applications_citizen", "applications", ["citizen_id", "submitted_at", "id"])
    op.create_index("ix_applications_person", "applications", ["person", "state"])
    op.create_index("ix_applications_worklist", "applications", ["state", "due_order", "id"])
    op.create_index(
        "uq_applications_open_licence",
        "applications",
        ["licence_id"],
        unique=True,
        sqlite_where=sa.text(HOLDING),
        postgresql_where=sa.text(HOLDING),
    )


def _money() -> None:
    op.create_table(
        "payments",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("application_id", sa.String(36), nullable=True),
        sa.Column("case_id", sa.String(36), nullable=True),
        sa.Column("citizen_id", sa.String(12), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("amount_vnd", sa.Integer, nullable=False),
        sa.Column("basis", sa.String(200), nullable=False),
        sa.Column("description", sa.String(200), nullable=False),
        sa.Column("created_at", UTCDateTime, nullable=False),
        sa.Column("expires_at", UTCDateTime, nullable=False),
        sa.Column("payment_url", sa.String(500), nullable=True),
        sa.Column("paid_at", UTCDateTime, nullable=True),
        sa.Column("settled_at", UTCDateTime, nullable=True),
        sa.Column("refunded_at", UTCDateTime, nullable=True),
        sa.Column("refund_reason", sa.String(64), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_payments"),
        sa.CheckConstraint("amount_vnd >= 0 AND amount_vnd <= 2000000000", name=op.f("ck_payments_amount")),
        sa.CheckConstraint(
            "(kind = 'fee') = (application_id IS NOT NULL)", name=op.f("ck_payments_fee_of_application")
        ),
        sa.CheckConstraint("(kind = 'fine') = (case_id IS NOT NULL)", name=op.f("ck_payments_fine_of_case")),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name="fk_payments_application"),
    )
    op.create_index("ix_payments_case", "payments", ["case_id", "state", "id"])
    op.create_index(
        "uq_payments_open_fee",
        "payments",
        ["application_id"],
        unique=True,
        sqlite_where=sa.text(OPEN_FEE),
        postgresql_where=sa.text(OPEN_FEE),
    )
    op.create_table(
        "gateway_notices",
        sa.Column("event_id", sa.String(64), nullable=False),
        sa.Column("type", sa.String(32), nullable=False),
        sa.Column("order_id", sa.String(36), nullable=False),
        sa.Column("amount_vnd", sa.Integer, nullable=False),
        sa.Column("said_at", UTCDateTime, nullable=False),
        sa.Column("received_at", UTCDateTime, nullable=False),
        sa.PrimaryKeyConstraint("event_id", name="pk_gateway_notices"),
    )


def _records() -> None:
    op.create_table(
        "decisions",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("application_id", sa.String(36), nullable=False),
        sa.Column("outcome", sa.String(24), nullable=False),
        sa.Column("reason_code", sa.String(40), nullable=True),
        sa.Column("note", sa.String(2000), nullable=True),
        sa.Column("decided_by", sa.String(64), nullable=False),
        sa.Column("agency", sa.String(32), nullable=True),
        sa.Column("decided_at", UTCDateTime, nullable=False),
        sa.Column("application_version", sa.Integer, nullable=False),
        sa.Column("findings", JSONText, nullable=False),
        sa.Column("standing_id", sa.String(64), nullable=True),
        sa.Column("jws", sa.Text, nullable=True),
        sa.Column("signed_at", UTCDateTime, nullable=True),
        sa.Column("voided_at", UTCDateTime, nullable=True),
        sa.Column("void_reason", sa.String(64), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name="fk_decisions_application"),
        sa.UniqueConstraint("application_id", "application_version", name="uq_decisions_version"),
    )
    op.create_table(
        "timeline",
        sa.Column("application_id", sa.String(36), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("at", UTCDateTime, nullable=False),
        sa.Column("event", sa.String(32), nullable=True),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("portal_state", sa.Integer, nullable=False),
        sa.Column("actor_kind", sa.String(16), nullable=False),
        sa.Column("agency", sa.String(32), nullable=True),
        sa.Column("reason_code", sa.String(40), nullable=True),
        sa.PrimaryKeyConstraint("application_id", "seq", name="pk_timeline"),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name="fk_timeline_application"),
    )
    op.create_table(
        "supplements",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("application_id", sa.String(36), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("received_at", UTCDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_supplements"),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name="fk_supplements_application"),
    )
    op.create_index("ix_supplements_application", "supplements", ["application_id", "id"])
    op.create_table(
        "code_numbers",
        sa.Column("prefix", sa.String(32), nullable=False),
        sa.Column("last", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("prefix", name="pk_code_numbers"),
    )
