"""What the sandbox stores."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from shared.db.tables import metadata_for_service
from shared.db.types import JSONText, UTCDateTime

METADATA = metadata_for_service()

ACCOUNTS = Table(
    "accounts",
    METADATA,
    Column("part", String(16), nullable=False),
    Column("username", String(64), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("claims", JSONText, nullable=False),
    Column("about_vi", Text, nullable=False),
    Column("about_en", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("locked_until", UTCDateTime, nullable=True),
    PrimaryKeyConstraint("part", "username", name="pk_accounts"),
)

LOGIN_CODES = Table(
    "login_codes",
    METADATA,
    Column("fingerprint", String(64), primary_key=True),
    Column("part", String(16), nullable=False),
    Column("username", String(64), nullable=False),
    Column("client_id", String(64), nullable=False),
    Column("redirect_uri", Text, nullable=False),
    Column("code_challenge", String(43), nullable=False),
    Column("nonce", Text, nullable=True),
    Column("logged_in_at", UTCDateTime, nullable=False),
    Column("expires_at", UTCDateTime, nullable=False, index=True),
    Column("used_at", UTCDateTime, nullable=True),
)

ORDERS = Table(
    "orders",
    METADATA,
    Column("order_id", String(64), primary_key=True),
    Column("amount_vnd", BigInteger, nullable=False),
    Column("description", Text, nullable=False),
    Column("return_url", Text, nullable=True),
    Column("notify_url", Text, nullable=False),
    Column("opened_at", UTCDateTime, nullable=False),
    Column("expires_at", UTCDateTime, nullable=False),
    Column("paid_at", UTCDateTime, nullable=True),
)

REFUNDS = Table(
    "refunds",
    METADATA,
    Column("refund_id", String(64), primary_key=True),
    Column("order_id", String(64), ForeignKey("orders.order_id", name="fk_refunds_order_id_orders"), nullable=False),
    Column("amount_vnd", BigInteger, nullable=False),
    Column("at", UTCDateTime, nullable=False),
    UniqueConstraint("order_id", name="uq_refunds_order_id"),
)

NOTIFICATIONS = Table(
    "notifications",
    METADATA,
    Column("event_id", String(36), primary_key=True),
    Column(
        "order_id", String(64), ForeignKey("orders.order_id", name="fk_notifications_order_id_orders"), nullable=False
    ),
    Column("type", String(32), nullable=False),
    Column("amount_vnd", BigInteger, nullable=False),
    Column("at", UTCDateTime, nullable=False),
    Column("notify_url", Text, nullable=False),
    Column("delivered_at", UTCDateTime, nullable=True),
    Index("ix_notifications_delivered_at", "delivered_at", "event_id"),
)

BEHAVIOURS = Table(
    "behaviours",
    METADATA,
    Column("part", String(16), primary_key=True),
    Column("traits", JSONText, nullable=False),
)

RECORDS = Table(
    "records",
    METADATA,
    Column("part", String(16), nullable=False),
    Column("record_id", String(64), nullable=False),
    Column("citizen_id", String(12), nullable=False),
    Column("record", JSONText, nullable=False),
    PrimaryKeyConstraint("part", "record_id", name="pk_records"),
    Index("ix_records_citizen_id", "part", "citizen_id", "record_id"),
)

STATION_CASES = Table(
    "station_cases",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("client_id", String(64), nullable=False),
    Column("record", JSONText, nullable=False),
    Column("entered_at", UTCDateTime, nullable=False),
    Column("sent_at", UTCDateTime, nullable=True),
    Column("answer_status", Integer, nullable=True),
    Column("answer", JSONText, nullable=True),
    Index("ix_station_cases_client_id", "client_id", "id"),
)

PORTAL_SESSIONS = Table(
    "portal_sessions",
    METADATA,
    Column("fingerprint", String(64), primary_key=True),
    Column("expires_at", UTCDateTime, nullable=False),
)

PORTAL_DOSSIERS = Table(
    "portal_dossiers",
    METADATA,
    Column("code", String(64), primary_key=True),
    Column("record", JSONText, nullable=False),
    Column("times", Integer, nullable=False),
    Column("received_at", UTCDateTime, nullable=False, index=True),
)

PORTAL_STEPS = Table(
    "portal_steps",
    METADATA,
    Column(
        "code", String(64), ForeignKey("portal_dossiers.code", name="fk_portal_steps_code_portal_dossiers"),
        nullable=False,
    ),
    Column("position", Integer, nullable=False),
    Column("record", JSONText, nullable=False),
    Column("received_at", UTCDateTime, nullable=False),
    PrimaryKeyConstraint("code", "position", name="pk_portal_steps"),
)  # fmt: skip

SHORT_MESSAGES = Table(
    "short_messages",
    METADATA,
    Column("reference", String(64), primary_key=True),
    Column("recipient", String(20), nullable=False),
    Column("text", Text, nullable=False),
    Column("times", Integer, nullable=False),
    Column("received_at", UTCDateTime, nullable=False),
    Index("ix_short_messages_received_at", "received_at", "reference"),
)

DEMO_LOADS = Table(
    "demo_loads",
    METADATA,
    Column("name", String(16), primary_key=True),
    Column("loaded_on", Date, nullable=False),
    Column("complete", Boolean, nullable=False),
)
