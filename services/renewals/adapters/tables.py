"""The tables of renewals. Facts that are only read back with their dossier are JSON documents in its row."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from services.renewals.domain.payments import UNPAID
from services.renewals.domain.states import HOLDS_THE_LICENCE, State
from shared.db.tables import metadata_for_service
from shared.db.types import JSONText, UTCDateTime

METADATA = metadata_for_service()


def _among(words: list[str]) -> str:
    return ", ".join(f"'{word}'" for word in sorted(words))


_HOLDING = text(f"licence_id IS NOT NULL AND state IN ({_among([state.value for state in HOLDS_THE_LICENCE])})")
_OPEN_FEE = text(f"kind = 'fee' AND state IN ({_among([state.value for state in UNPAID])})")

APPLICATIONS = Table(
    "applications",
    METADATA,
    Column("id", String(36), nullable=False),
    Column("code", String(40), nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", String(24), nullable=False),
    Column("since", UTCDateTime, nullable=False),
    Column("procedure", String(16), nullable=False),
    Column("licence_id", String(36), nullable=True),
    Column("citizen_id", String(12), nullable=False),
    Column("person", String(64), nullable=True),
    Column("filing", JSONText, nullable=False),
    Column("submitted_at", UTCDateTime, nullable=False),
    Column("accepted_at", UTCDateTime, nullable=True),
    Column("working_days", Integer, nullable=True),
    Column("due_on", Date, nullable=True),
    Column("due_order", Date, nullable=False),
    Column("pauses", JSONText, nullable=False),
    Column("waits_until", UTCDateTime, nullable=True),
    Column("unknown_since", UTCDateTime, nullable=True),
    Column("desk_agency", String(32), nullable=False),
    Column("desk_officer", String(64), nullable=True),
    Column("desk_since", UTCDateTime, nullable=False),
    Column("outcome", String(32), nullable=True),
    Column("parts", JSONText, nullable=False),
    Column("new_parts", JSONText, nullable=False),
    Column("findings", JSONText, nullable=False),
    Column("standing", JSONText, nullable=True),
    Column("fee", JSONText, nullable=True),
    Column("supplements_requested", Integer, nullable=False),
    Column("loss", JSONText, nullable=True),
    Column("register_search", JSONText, nullable=True),
    Column("issue_request", JSONText, nullable=True),
    Column("result", JSONText, nullable=True),
    Column("end_reason", String(40), nullable=True),
    PrimaryKeyConstraint("id", name="pk_applications"),
    UniqueConstraint("code", name="uq_applications_code"),
    CheckConstraint(f"state IN ({_among([state.value for state in State])})", name="state"),
    Index(
        "uq_applications_open_licence",
        "licence_id",
        unique=True,
        sqlite_where=_HOLDING,
        postgresql_where=_HOLDING,
    ),
    Index("ix_applications_citizen", "citizen_id", "submitted_at", "id"),
    Index("ix_applications_worklist", "state", "due_order", "id"),
    Index("ix_applications_person", "person", "state"),
)

PAYMENTS = Table(
    "payments",
    METADATA,
    Column("id", String(36), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("state", String(16), nullable=False),
    Column("version", Integer, nullable=False),
    Column("application_id", String(36), nullable=True),
    Column("case_id", String(36), nullable=True),
    Column("citizen_id", String(12), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("amount_vnd", Integer, nullable=False),
    Column("basis", String(200), nullable=False),
    Column("description", String(200), nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    Column("expires_at", UTCDateTime, nullable=False),
    Column("payment_url", String(500), nullable=True),
    Column("paid_at", UTCDateTime, nullable=True),
    Column("settled_at", UTCDateTime, nullable=True),
    Column("refunded_at", UTCDateTime, nullable=True),
    Column("refund_reason", String(64), nullable=True),
    PrimaryKeyConstraint("id", name="pk_payments"),
    ForeignKeyConstraint(["application_id"], ["applications.id"], name="fk_payments_application"),
    CheckConstraint("(kind = 'fee') = (application_id IS NOT NULL)", name="fee_of_application"),
    CheckConstraint("(kind = 'fine') = (case_id IS NOT NULL)", name="fine_of_case"),
    CheckConstraint("amount_vnd >= 0 AND amount_vnd <= 2000000000", name="amount"),
    Index("uq_payments_open_fee", "application_id", unique=True, sqlite_where=_OPEN_FEE, postgresql_where=_OPEN_FEE),
    Index("ix_payments_case", "case_id", "state", "id"),
)

DECISIONS = Table(
    "decisions",
    METADATA,
    Column("id", String(36), nullable=False),
    Column("application_id", String(36), nullable=False),
    Column("outcome", String(24), nullable=False),
    Column("reason_code", String(40), nullable=True),
    Column("note", String(2000), nullable=True),
    Column("decided_by", String(64), nullable=False),
    Column("agency", String(32), nullable=True),
    Column("decided_at", UTCDateTime, nullable=False),
    Column("application_version", Integer, nullable=False),
    Column("findings", JSONText, nullable=False),
    Column("standing_id", String(64), nullable=True),
    Column("jws", Text, nullable=True),
    Column("signed_at", UTCDateTime, nullable=True),
    Column("voided_at", UTCDateTime, nullable=True),
    Column("void_reason", String(64), nullable=True),
    PrimaryKeyConstraint("id", name="pk_decisions"),
    UniqueConstraint("application_id", "application_version", name="uq_decisions_version"),
    ForeignKeyConstraint(["application_id"], ["applications.id"], name="fk_decisions_application"),
)

TIMELINE = Table(
    "timeline",
    METADATA,
    Column("application_id", String(36), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("at", UTCDateTime, nullable=False),
    Column("event", String(32), nullable=True),
    Column("state", String(24), nullable=False),
    Column("portal_state", Integer, nullable=False),
    Column("actor_kind", String(16), nullable=False),
    Column("agency", String(32), nullable=True),
    Column("reason_code", String(40), nullable=True),
    PrimaryKeyConstraint("application_id", "seq", name="pk_timeline"),
    ForeignKeyConstraint(["application_id"], ["applications.id"], name="fk_timeline_application"),
)

SUPPLEMENTS = Table(
    "supplements",
    METADATA,
    Column("id", String(36), nullable=False),
    Column("application_id", String(36), nullable=False),
    Column("name", String(200), nullable=False),
    Column("media_type", String(100), nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("received_at", UTCDateTime, nullable=False),
    PrimaryKeyConstraint("id", name="pk_supplements"),
    ForeignKeyConstraint(["application_id"], ["applications.id"], name="fk_supplements_application"),
    Index("ix_supplements_application", "application_id", "id"),
)

PAPERS = Table(
    "papers",
    METADATA,
    Column("application_id", String(36), nullable=False),
    Column("kind", String(24), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size", Integer, nullable=False),
    Column("made_at", UTCDateTime, nullable=False),
    PrimaryKeyConstraint("application_id", "kind", name="pk_papers"),
    ForeignKeyConstraint(["application_id"], ["applications.id"], name="fk_papers_application"),
)

NOTICES = Table(
    "gateway_notices",
    METADATA,
    Column("event_id", String(64), nullable=False),
    Column("type", String(32), nullable=False),
    Column("order_id", String(36), nullable=False),
    Column("amount_vnd", Integer, nullable=False),
    Column("said_at", UTCDateTime, nullable=False),
    Column("received_at", UTCDateTime, nullable=False),
    PrimaryKeyConstraint("event_id", name="pk_gateway_notices"),
)

CODE_NUMBERS = Table(
    "code_numbers",
    METADATA,
    Column("prefix", String(32), nullable=False),
    Column("last", Integer, nullable=False),
    PrimaryKeyConstraint("prefix", name="pk_code_numbers"),
)
