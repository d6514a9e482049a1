"""Accounts, codes, orders, notifications, behaviours, records and the police station's outbox."""

import sqlalchemy as sa
from alembic import op

from shared.db.migrations import create_cross_cutting_tables
from shared.db.types import JSONText, UTCDateTime

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_cross_cutting_tables(op)
    _logins()
    _payments()
    op.create_table(
        "behaviours",
        sa.Column("part", sa.String(16), nullable=False),
        sa.Column("traits", JSONText, nullable=False),
        sa.PrimaryKeyConstraint("part", name="pk_behaviours"),
    )
    op.create_table(
        "records",
        sa.Column("part", sa.String(16), nullable=False),
        sa.Column("record_id", sa.String(64), nullable=False),
        sa.Column("citizen_id", sa.String(12), nullable=False),
        sa.Column("record", JSONText, nullable=False),
        sa.PrimaryKeyConstraint("part", "record_id", name="pk_records"),
    )
    op.create_index("ix_records_citizen_id", "records", ["part", "citizen_id", "record_id"])
    op.create_table(
        "station_cases",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("client_id", sa.String(64), nullable=False),
        sa.Column("record", JSONText, nullable=False),
        sa.Column("entered_at", UTCDateTime, nullable=False),
        sa.Column("sent_at", UTCDateTime, nullable=True),
        sa.Column("answer_status", sa.Integer, nullable=True),
        sa.Column("answer", JSONText, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_station_cases"),
    )
    op.create_index("ix_station_cases_client_id", "station_cases", ["client_id", "id"])
    op.create_table(
        "demo_loads",
        sa.Column("name", sa.String(16), nullable=False),
        sa.Column("loaded_on", sa.Date, nullable=False),
        sa.Column("complete", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_demo_loads"),
    )


def _logins() -> None:
    op.create_table(
        "accounts",
        sa.Column("part", sa.String(16), nullable=False),
        sa.Column("username", sa.String(64), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("password_hash", sa.Text, nullable=False),
        sa.Column("claims", JSONText, nullable=False),
        sa.Column("about_vi", sa.Text, nullable=False),
        sa.Column("about_en", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("locked_until", UTCDateTime, nullable=True),
        sa.PrimaryKeyConstraint("part", "username", name="pk_accounts"),
    )
    op.create_table(
        "login_codes",
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("part", sa.String(16), nullable=False),
        sa.Column("username", sa.String(64), nullable=False),
        sa.Column("client_id", sa.String(64), nullable=False),
        sa.Column("redirect_uri", sa.Text, nullable=False),
        sa.Column("code_challenge", sa.String(43), nullable=False),
        sa.Column("nonce", sa.Text, nullable=True),
        sa.Column("logged_in_at", UTCDateTime, nullable=False),
        sa.Column("expires_at", UTCDateTime, nullable=False),
        sa.Column("used_at", UTCDateTime, nullable=True),
        sa.PrimaryKeyConstraint("fingerprint", name="pk_login_codes"),
    )
    op.create_index("ix_login_codes_expires_at", "login_codes", ["expires_at"])


def _payments() -> None:
    op.create_table(
        "orders",
        sa.Column("order_id", sa.String(64), nullable=False),
        sa.Column("amount_vnd", sa.BigInteger, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("return_url", sa.Text, nullable=True),
        sa.Column("notify_url", sa.Text, nullable=False),
        sa.Column("opened_at", UTCDateTime, nullable=False),
        sa.Column("expires_at", UTCDateTime, nullable=False),
        sa.Column("paid_at", UTCDateTime, nullable=True),
        sa.PrimaryKeyConstraint("order_id", name="pk_orders"),
    )
    op.create_table(
        "refunds",
        sa.Column("refund_id", sa.String(64), nullable=False),
        sa.Column("order_id", sa.String(64), nullable=False),
        sa.Column("amount_vnd", sa.BigInteger, nullable=False),
        sa.Column("at", UTCDateTime, nullable=False),
        sa.PrimaryKeyConstraint("refund_id", name="pk_refunds"),
        sa.UniqueConstraint("order_id", name="uq_refunds_order_id"),
        sa.ForeignKeyConstraint(["order_id"], ["orders.order_id"], name="fk_refunds_order_id_orders"),
    )
    op.create_table(
        "notifications",
        sa.Column("event_id", sa.String(36), nullable=False),
        sa.Column("order_id", sa.String(64), nullable=False),
        sa.Column("type", sa.String(32), nullable=False),
        sa.Column("amount_vnd", sa.BigInteger, nullable=False),
        sa.Column("at", UTCDateTime, nullable=False),
        sa.Column("notify_url", sa.Text, nullable=False),
        sa.Column("delivered_at", UTCDateTime, nullable=True),
        sa.PrimaryKeyConstraint("event_id", name="pk_notifications"),
        sa.ForeignKeyConstraint(["order_id"], ["orders.order_id"], name="fk_notifications_order_id_orders"),
    )
    op.create_index("ix_notifications_delivered_at", "notifications", ["delivered_at", "event_id"])


def downgrade() -> None:
    for table in (
        "demo_loads",
        "station_cases",
        "records",
        "behaviours",
        "notifications",
        "refunds",
        "orders",
        "login_codes",
        "accounts",
        "jobs",
        "consumer_cursors",
        "idempotency_keys",
        "audit_entries",
        "events",
    ):
        op.drop_table(table)
