"""The tables of access: agencies, clients, keys, agreements, spent proofs, logins."""

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
)

from shared.db.tables import metadata_for_service
from shared.db.types import JSONText, UTCDateTime

METADATA = metadata_for_service()

AGENCIES = Table(
    "agencies",
    METADATA,
    Column("code", String(32), nullable=False),
    Column("name_vi", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    PrimaryKeyConstraint("code", name="pk_agencies"),
)

CLIENTS = Table(
    "clients",
    METADATA,
    Column("client_id", String(40), nullable=False),
    Column("agency", String(32), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("status", String(16), nullable=False),
    Column("sources", JSONText, nullable=False),
    Column("registered_at", UTCDateTime, nullable=False),
    PrimaryKeyConstraint("client_id", name="pk_clients"),
    ForeignKeyConstraint(["agency"], ["agencies.code"], name="fk_clients_agency_agencies"),
)

CLIENT_KEYS = Table(
    "client_keys",
    METADATA,
    Column("client_id", String(40), nullable=False),
    Column("kid", String(64), nullable=False),
    Column("jwk", JSONText, nullable=False),
    Column("valid_from", UTCDateTime, nullable=False),
    Column("valid_to", UTCDateTime, nullable=True),
    Column("revoked_at", UTCDateTime, nullable=True),
    PrimaryKeyConstraint("client_id", "kid", name="pk_client_keys"),
    ForeignKeyConstraint(["client_id"], ["clients.client_id"], name="fk_client_keys_client_id_clients"),
)

AGREEMENTS = Table(
    "agreements",
    METADATA,
    Column("id", String(36), nullable=False),
    Column("client_id", String(40), nullable=False),
    Column("service", String(16), nullable=False),
    Column("acting_for", String(16), nullable=False),
    Column("scopes", JSONText, nullable=False),
    Column("purposes", JSONText, nullable=False),
    Column("fields", JSONText, nullable=False),
    Column("legal_basis", JSONText, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date, nullable=False),
    Column("per_day", Integer, nullable=True),
    Column("approved_by", Text, nullable=False),
    Column("opened_at", UTCDateTime, nullable=False),
    Column("ended_at", UTCDateTime, nullable=True),
    Column("end_reason", Text, nullable=True),
    PrimaryKeyConstraint("id", name="pk_agreements"),
    ForeignKeyConstraint(["client_id"], ["clients.client_id"], name="fk_agreements_client_id_clients"),
    CheckConstraint("valid_from <= valid_to", name="period"),
    Index("ix_agreements_client_id_id", "client_id", "id"),
)

SPENT_PROOFS = Table(
    "spent_proofs",
    METADATA,
    Column("owner", String(300), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("expires_at", UTCDateTime, nullable=False),
    PrimaryKeyConstraint("owner", "digest", name="pk_spent_proofs"),
    Index("ix_spent_proofs_expires_at", "expires_at", "owner", "digest"),
)

LOGINS = Table(
    "logins",
    METADATA,
    Column("id", String(36), nullable=False),
    Column("client_id", String(40), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("token_hash", String(64), nullable=False),
    Column("started_at", UTCDateTime, nullable=False),
    Column("used_at", UTCDateTime, nullable=False),
    Column("ended_at", UTCDateTime, nullable=True),
    Column("end_reason", String(16), nullable=True),
    PrimaryKeyConstraint("id", name="pk_logins"),
    Index("ix_logins_started_at", "started_at", "id"),
)
