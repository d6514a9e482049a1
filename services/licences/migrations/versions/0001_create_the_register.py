"""Create the register: holders, exams, licences, cards, reports of loss, issuances, imports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shared.db.migrations import create_cross_cutting_tables
from shared.db.types import JSONText, UTCDateTime

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_cross_cutting_tables(op)
    _create_people()
    _create_licences()
    _create_cards()
    _create_losses()
    _create_issuances()
    _create_imports()
    if op.get_bind().dialect.name == "postgresql":  # SQLite takes it with the table, before cards exist
        op.create_foreign_key(
            "fk_licences_current_card",
            "licences",
            "cards",
            ["id", "serial", "in_force"],
            ["licence_id", "serial", "is_current"],
            deferrable=True,
            initially="DEFERRED",
        )


def _create_people() -> None:
    op.create_table(
        "holders",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("citizen_id", sa.String(12), nullable=False),
        sa.Column("full_name", sa.String(120), nullable=False),
        sa.Column("name_key", sa.String(120), nullable=False),
        sa.Column("date_of_birth", sa.Date, nullable=False),
        sa.Column("sex", sa.String(6), nullable=False),
        sa.Column("nationality", sa.String(3), nullable=False),
        sa.Column("address_text", sa.String(300), nullable=False),
        sa.Column("address_province", sa.String(10), nullable=True),
        sa.Column("address_commune", sa.String(120), nullable=True),
        sa.Column("aliases", JSONText, nullable=False),
        sa.Column("photo_id", sa.String(64), nullable=True),
        sa.Column("photo_sha256", sa.String(64), nullable=True),
        sa.Column("photo_taken_on", sa.Date, nullable=True),
        sa.Column("photo_source", sa.String(64), nullable=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("changed_at", UTCDateTime, nullable=False),
        sa.CheckConstraint("sex IN ('male', 'female')", name=op.f("ck_holders_sex")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holders")),
        sa.UniqueConstraint("citizen_id", name="uq_holders_citizen_id"),
    )
    op.create_index("ix_holders_date_of_birth_name_key", "holders", ["date_of_birth", "name_key"], unique=False)
    op.create_table(
        "holder_photos",
        sa.Column("holder_id", sa.String(36), nullable=False),
        sa.Column("media_type", sa.String(32), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(["holder_id"], ["holders.id"], name=op.f("fk_holder_photos_holder_id_holders")),
        sa.PrimaryKeyConstraint("holder_id", name=op.f("pk_holder_photos")),
    )
    op.create_table(
        "exams",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("holder_id", sa.String(36), nullable=False),
        sa.Column("regime", sa.String(4), nullable=False),
        sa.Column("licence_class", sa.String(8), nullable=False),
        sa.Column("session", sa.String(32), nullable=False),
        sa.Column("centre", sa.String(120), nullable=False),
        sa.Column("held_on", sa.Date, nullable=False),
        sa.Column("result", sa.String(8), nullable=False),
        sa.Column("parts", JSONText, nullable=False),
        sa.Column("decision_number", sa.String(64), nullable=True),
        sa.Column("decision_date", sa.Date, nullable=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("changed_at", UTCDateTime, nullable=False),
        sa.CheckConstraint("result IN ('passed', 'failed', 'absent', 'left')", name=op.f("ck_exams_result")),
        sa.ForeignKeyConstraint(["holder_id"], ["holders.id"], name=op.f("fk_exams_holder_id_holders")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exams")),
        sa.UniqueConstraint("holder_id", "regime", "licence_class", "session", name="uq_exams_sitting"),
    )


def _create_licences() -> None:
    op.create_table(
        "licences",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("number", sa.String(12), nullable=False),
        sa.Column("holder_id", sa.String(36), nullable=False),
        sa.Column("aliases", JSONText, nullable=False),
        sa.Column("serial", sa.String(16), nullable=False),
        sa.Column("in_force", sa.Boolean, nullable=False),
        sa.Column("revoked_on", sa.Date, nullable=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("changed_at", UTCDateTime, nullable=False),
        sa.CheckConstraint("in_force = (revoked_on IS NULL)", name=op.f("ck_licences_in_force")),
        sa.ForeignKeyConstraint(["holder_id"], ["holders.id"], name=op.f("fk_licences_holder_id_holders")),
        sa.ForeignKeyConstraint(
            ["id", "serial", "in_force"],
            ["cards.licence_id", "cards.serial", "cards.is_current"],
            name="fk_licences_current_card",
            initially="DEFERRED",
            deferrable=True,
            use_alter=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_licences")),
        sa.UniqueConstraint("number", name="uq_licences_number"),
    )
    op.create_index("ix_licences_holder_id_number", "licences", ["holder_id", "number"], unique=False)
    op.create_table(
        "licence_parts",
        sa.Column("licence_id", sa.String(36), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("regime", sa.String(4), nullable=False),
        sa.Column("classes", JSONText, nullable=False),
        sa.Column("conditions", JSONText, nullable=False),
        sa.Column("first_issued_on", sa.Date, nullable=False),
        sa.Column("issued_on", sa.Date, nullable=False),
        sa.Column("expires_on", sa.Date, nullable=True),
        sa.Column("exam_id", sa.String(36), nullable=True),
        sa.Column("exam_class", sa.String(8), nullable=True),
        sa.Column("exam_session", sa.String(32), nullable=True),
        sa.Column("exam_passed_on", sa.Date, nullable=True),
        sa.Column("exam_decision_number", sa.String(64), nullable=True),
        sa.Column("exam_decision_date", sa.Date, nullable=True),
        sa.CheckConstraint(
            "(kind = 'untermed' AND expires_on IS NULL) OR (kind = 'termed' AND expires_on IS NOT NULL)",
            name=op.f("ck_licence_parts_term"),
        ),
        sa.ForeignKeyConstraint(["exam_id"], ["exams.id"], name=op.f("fk_licence_parts_exam_id_exams")),
        sa.ForeignKeyConstraint(["licence_id"], ["licences.id"], name=op.f("fk_licence_parts_licence_id_licences")),
        sa.PrimaryKeyConstraint("licence_id", "kind", name=op.f("pk_licence_parts")),
    )


def _create_cards() -> None:
    op.create_table(
        "cards",
        sa.Column("licence_id", sa.String(36), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("serial", sa.String(16), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("is_current", sa.Boolean, nullable=False),
        sa.Column("issued_on", sa.Date, nullable=False),
        sa.Column("issued_by", sa.String(120), nullable=False),
        sa.Column("blank", sa.String(32), nullable=True),
        sa.Column("parts", JSONText, nullable=False),
        sa.Column("origin", sa.String(8), nullable=False),
        sa.CheckConstraint("is_current = (status IN ('live', 'reported_lost'))", name=op.f("ck_cards_is_current")),
        sa.CheckConstraint(
            "status IN ('live', 'reported_lost', 'superseded', 'revoked', 'destroyed')", name=op.f("ck_cards_status")
        ),
        sa.ForeignKeyConstraint(["licence_id"], ["licences.id"], name=op.f("fk_cards_licence_id_licences")),
        sa.PrimaryKeyConstraint("licence_id", "seq", name=op.f("pk_cards")),
        sa.UniqueConstraint("licence_id", "serial", "is_current", name="uq_cards_licence_serial_current"),
        sa.UniqueConstraint("serial", name="uq_cards_serial"),
    )
    op.create_index(
        "uq_cards_one_current",
        "cards",
        ["licence_id"],
        unique=True,
        sqlite_where=sa.text("is_current"),
        postgresql_where=sa.text("is_current"),
    )
    op.create_index(
        "uq_cards_one_live",
        "cards",
        ["licence_id"],
        unique=True,
        sqlite_where=sa.text("status = 'live'"),
        postgresql_where=sa.text("status = 'live'"),
    )
    op.create_table(
        "card_status_changes",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("licence_id", sa.String(36), nullable=False),
        sa.Column("serial", sa.String(16), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("cause", sa.String(24), nullable=False),
        sa.Column("at", UTCDateTime, nullable=False),
        sa.ForeignKeyConstraint(
            ["licence_id"], ["licences.id"], name=op.f("fk_card_status_changes_licence_id_licences")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_status_changes")),
    )
    op.create_index(
        "ix_card_status_changes_licence_id_at", "card_status_changes", ["licence_id", "at", "id"], unique=False
    )


def _create_losses() -> None:
    op.create_table(
        "loss_reports",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("licence_id", sa.String(36), nullable=False),
        sa.Column("serial", sa.String(16), nullable=False),
        sa.Column("circumstance", sa.String(8), nullable=False),
        sa.Column("occurred_on", sa.Date, nullable=False),
        sa.Column("place", sa.String(300), nullable=False),
        sa.Column("declaration", sa.Text, nullable=False),
        sa.Column("reported_at", UTCDateTime, nullable=False),
        sa.Column("status", sa.String(9), nullable=False),
        sa.Column("ended_at", UTCDateTime, nullable=True),
        sa.CheckConstraint("(status = 'open') = (ended_at IS NULL)", name=op.f("ck_loss_reports_ended")),
        sa.ForeignKeyConstraint(["licence_id"], ["licences.id"], name=op.f("fk_loss_reports_licence_id_licences")),
        sa.ForeignKeyConstraint(["serial"], ["cards.serial"], name=op.f("fk_loss_reports_serial_cards")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loss_reports")),
    )
    op.create_index(
        "ix_loss_reports_licence_id_reported_at", "loss_reports", ["licence_id", "reported_at", "id"], unique=False
    )
    op.create_index(
        "uq_loss_reports_one_open",
        "loss_reports",
        ["licence_id"],
        unique=True,
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    )


def _create_issuances() -> None:
    op.create_table(
        "issuances",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("licence_id", sa.String(36), nullable=False),
        sa.Column("application_id", sa.String(36), nullable=False),
        sa.Column("reason", sa.String(16), nullable=False),
        sa.Column("serial", sa.String(16), nullable=False),
        sa.Column("previous_serial", sa.String(16), nullable=False),
        sa.Column("parts", JSONText, nullable=False),
        sa.Column("standing", JSONText, nullable=False),
        sa.Column("issued_at", UTCDateTime, nullable=False),
        sa.Column("issued_by", sa.String(120), nullable=False),
        sa.ForeignKeyConstraint(["licence_id"], ["licences.id"], name=op.f("fk_issuances_licence_id_licences")),
        sa.ForeignKeyConstraint(["serial"], ["cards.serial"], name=op.f("fk_issuances_serial_cards")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issuances")),
        sa.UniqueConstraint("application_id", name="uq_issuances_application"),
    )
    op.create_index("ix_issuances_licence_id_issued_at", "issuances", ["licence_id", "issued_at", "id"], unique=False)
    op.create_table(
        "credentials",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("licence_id", sa.String(36), nullable=False),
        sa.Column("serial", sa.String(16), nullable=False),
        sa.Column("key_id", sa.String(64), nullable=False),
        sa.Column("token", sa.Text, nullable=False),
        sa.Column("issued_at", UTCDateTime, nullable=False),
        sa.ForeignKeyConstraint(["licence_id"], ["licences.id"], name=op.f("fk_credentials_licence_id_licences")),
        sa.ForeignKeyConstraint(["serial"], ["cards.serial"], name=op.f("fk_credentials_serial_cards")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credentials")),
        sa.UniqueConstraint("serial", name="uq_credentials_serial"),
    )
    op.create_table(
        "serial_series",
        sa.Column("prefix", sa.String(3), nullable=False),
        sa.Column("last", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("prefix", name=op.f("pk_serial_series")),
    )


def _create_imports() -> None:
    op.create_table(
        "import_runs",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("client_id", sa.String(64), nullable=False),
        sa.Column("key", sa.String(128), nullable=True),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("received", sa.Integer, nullable=False),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("counts", JSONText, nullable=False),
        sa.Column("rejections", JSONText, nullable=False),
        sa.Column("started_at", UTCDateTime, nullable=False),
        sa.Column("moved_at", UTCDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_runs")),
        sa.UniqueConstraint("client_id", "kind", "key", name="uq_import_runs_key"),
    )
