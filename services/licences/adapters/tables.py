"""The tables of the register. What the aggregate promises, the constraints promise again.

``cards.is_current`` and ``licences.in_force`` make "exactly one current card unless revoked" a foreign key: a licence
in force must point at a current card of its own, a revoked one at a card that is not.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from shared.db.tables import metadata_for_service
from shared.db.types import JSONText, UTCDateTime

METADATA = metadata_for_service()

HOLDERS = Table(
    "holders",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("citizen_id", String(12), nullable=False),
    Column("full_name", String(120), nullable=False),
    Column("name_key", String(120), nullable=False),
    Column("date_of_birth", Date, nullable=False),
    Column("sex", String(6), nullable=False),
    Column("nationality", String(3), nullable=False),
    Column("address_text", String(300), nullable=False),
    Column("address_province", String(10), nullable=True),
    Column("address_commune", String(120), nullable=True),
    Column("aliases", JSONText, nullable=False),
    Column("photo_id", String(64), nullable=True),
    Column("photo_sha256", String(64), nullable=True),
    Column("photo_taken_on", Date, nullable=True),
    Column("photo_source", String(64), nullable=True),
    Column("version", Integer, nullable=False),
    Column("changed_at", UTCDateTime, nullable=False),
    UniqueConstraint("citizen_id", name="uq_holders_citizen_id"),
    CheckConstraint("sex IN ('male', 'female')", name="sex"),
    Index("ix_holders_date_of_birth_name_key", "date_of_birth", "name_key"),
)

HOLDER_PHOTOS = Table(
    "holder_photos",
    METADATA,
    Column("holder_id", String(36), ForeignKey("holders.id"), primary_key=True),
    Column("media_type", String(32), nullable=False),
    Column("content", LargeBinary, nullable=False),
)

OLD_NUMBERS = Table(
    "old_numbers",
    METADATA,
    Column("number", String(12), primary_key=True),
    Column("origin_id", String(36), primary_key=True),
    Column("holder_id", String(36), ForeignKey("holders.id"), nullable=False),
    Index("ix_old_numbers_origin_id", "origin_id"),
)
"""Old identity numbers, by the record (holder or licence) that names them."""

EXAMS = Table(
    "exams",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("holder_id", String(36), ForeignKey("holders.id"), nullable=False),
    Column("regime", String(4), nullable=False),
    Column("licence_class", String(8), nullable=False),
    Column("session", String(32), nullable=False),
    Column("centre", String(120), nullable=False),
    Column("held_on", Date, nullable=False),
    Column("result", String(8), nullable=False),
    Column("parts", JSONText, nullable=False),
    Column("decision_number", String(64), nullable=True),
    Column("decision_date", Date, nullable=True),
    Column("version", Integer, nullable=False),
    Column("changed_at", UTCDateTime, nullable=False),
    UniqueConstraint("holder_id", "regime", "licence_class", "session", name="uq_exams_sitting"),
    CheckConstraint("result IN ('passed', 'failed', 'absent', 'left')", name="result"),
)

LICENCES = Table(
    "licences",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("number", String(12), nullable=False),
    Column("holder_id", String(36), ForeignKey("holders.id"), nullable=False),
    Column("aliases", JSONText, nullable=False),
    Column("serial", String(16), nullable=False),
    Column("in_force", Boolean, nullable=False),
    Column("revoked_on", Date, nullable=True),
    Column("version", Integer, nullable=False),
    Column("changed_at", UTCDateTime, nullable=False),
    UniqueConstraint("number", name="uq_licences_number"),
    CheckConstraint("in_force = (revoked_on IS NULL)", name="in_force"),
    ForeignKeyConstraint(
        ["id", "serial", "in_force"],
        ["cards.licence_id", "cards.serial", "cards.is_current"],
        name="fk_licences_current_card",
        deferrable=True,
        initially="DEFERRED",
        use_alter=True,
    ),
    Index("ix_licences_holder_id_number", "holder_id", "number"),
)

CARDS = Table(
    "cards",
    METADATA,
    Column("licence_id", String(36), ForeignKey("licences.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("serial", String(16), nullable=False),
    Column("status", String(16), nullable=False),
    Column("is_current", Boolean, nullable=False),
    Column("issued_on", Date, nullable=False),
    Column("issued_by", String(120), nullable=False),
    Column("blank", String(32), nullable=True),
    Column("parts", JSONText, nullable=False),
    Column("origin", String(8), nullable=False),
    UniqueConstraint("serial", name="uq_cards_serial"),
    UniqueConstraint("licence_id", "serial", "is_current", name="uq_cards_licence_serial_current"),
    CheckConstraint(
        "status IN ('live', 'reported_lost', 'superseded', 'revoked', 'destroyed')",
        name="status",
    ),
    CheckConstraint("is_current = (status IN ('live', 'reported_lost'))", name="is_current"),
    Index(
        "uq_cards_one_live",
        "licence_id",
        unique=True,
        sqlite_where=text("status = 'live'"),
        postgresql_where=text("status = 'live'"),
    ),
    Index(
        "uq_cards_one_current",
        "licence_id",
        unique=True,
        sqlite_where=text("is_current"),
        postgresql_where=text("is_current"),
    ),
)

LICENCE_PARTS = Table(
    "licence_parts",
    METADATA,
    Column("licence_id", String(36), ForeignKey("licences.id"), primary_key=True),
    Column("kind", String(8), primary_key=True),
    Column("regime", String(4), nullable=False),
    Column("classes", JSONText, nullable=False),
    Column("conditions", JSONText, nullable=False),
    Column("first_issued_on", Date, nullable=False),
    Column("issued_on", Date, nullable=False),
    Column("expires_on", Date, nullable=True),
    Column("exam_id", String(36), ForeignKey("exams.id"), nullable=True),
    Column("exam_class", String(8), nullable=True),
    Column("exam_session", String(32), nullable=True),
    Column("exam_passed_on", Date, nullable=True),
    Column("exam_decision_number", String(64), nullable=True),
    Column("exam_decision_date", Date, nullable=True),
    CheckConstraint(
        "(kind = 'untermed' AND expires_on IS NULL) OR (kind = 'termed' AND expires_on IS NOT NULL)", name="term"
    ),
)

LOSS_REPORTS = Table(
    "loss_reports",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("licence_id", String(36), ForeignKey("licences.id"), nullable=False),
    Column("serial", String(16), ForeignKey("cards.serial"), nullable=False),
    Column("circumstance", String(8), nullable=False),
    Column("occurred_on", Date, nullable=False),
    Column("place", String(300), nullable=False),
    Column("declaration", Text, nullable=False),
    Column("reported_at", UTCDateTime, nullable=False),
    Column("status", String(9), nullable=False),
    Column("ended_at", UTCDateTime, nullable=True),
    CheckConstraint("(status = 'open') = (ended_at IS NULL)", name="ended"),
    Index("ix_loss_reports_licence_id_reported_at", "licence_id", "reported_at", "id"),
    Index(
        "uq_loss_reports_one_open",
        "licence_id",
        unique=True,
        sqlite_where=text("status = 'open'"),
        postgresql_where=text("status = 'open'"),
    ),
)

ISSUANCES = Table(
    "issuances",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("licence_id", String(36), ForeignKey("licences.id"), nullable=False),
    Column("application_id", String(36), nullable=False),
    Column("reason", String(16), nullable=False),
    Column("serial", String(16), ForeignKey("cards.serial"), nullable=False),
    Column("previous_serial", String(16), nullable=False),
    Column("parts", JSONText, nullable=False),
    Column("standing", JSONText, nullable=False),
    Column("issued_at", UTCDateTime, nullable=False),
    Column("issued_by", String(120), nullable=False),
    UniqueConstraint("application_id", name="uq_issuances_application"),
    Index("ix_issuances_licence_id_issued_at", "licence_id", "issued_at", "id"),
)

CREDENTIALS = Table(
    "credentials",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("licence_id", String(36), ForeignKey("licences.id"), nullable=False),
    Column("serial", String(16), ForeignKey("cards.serial"), nullable=False),
    Column("key_id", String(64), nullable=False),
    Column("token", Text, nullable=False),
    Column("issued_at", UTCDateTime, nullable=False),
    UniqueConstraint("serial", name="uq_credentials_serial"),
)

STATUS_CHANGES = Table(
    "card_status_changes",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("licence_id", String(36), ForeignKey("licences.id"), nullable=False),
    Column("serial", String(16), nullable=False),
    Column("status", String(16), nullable=False),
    Column("cause", String(24), nullable=False),
    Column("at", UTCDateTime, nullable=False),
    Index("ix_card_status_changes_licence_id_at", "licence_id", "at", "id"),
)

SERIAL_SERIES = Table(
    "serial_series",
    METADATA,
    Column("prefix", String(3), primary_key=True),
    Column("last", Integer, nullable=False),
)

IMPORT_RUNS = Table(
    "import_runs",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("client_id", String(64), nullable=False),
    Column("key", String(128), nullable=True),
    Column("fingerprint", String(64), nullable=False),
    Column("received", Integer, nullable=False),
    Column("done", Integer, nullable=False),
    Column("counts", JSONText, nullable=False),
    Column("rejections", JSONText, nullable=False),
    Column("started_at", UTCDateTime, nullable=False),
    Column("moved_at", UTCDateTime, nullable=False),
    UniqueConstraint("client_id", "kind", "key", name="uq_import_runs_key"),
)
