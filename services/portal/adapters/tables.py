"""What the portal stores."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table, Text, UniqueConstraint

from shared.db.tables import metadata_for_service
from shared.db.types import UTCDateTime
from shared.web.pages.sessions import sessions_table

METADATA = metadata_for_service()

SESSIONS = sessions_table(METADATA)

ACCOUNTS = Table(
    "accounts",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("login_index", String(64), nullable=False),
    Column("citizen_index", String(64), nullable=False),
    Column("assurance_level", Integer, nullable=True),
    Column("linked_at", UTCDateTime, nullable=False),
    Column("last_login_at", UTCDateTime, nullable=False),
    UniqueConstraint("login_index", name="uq_accounts_login_index"),
    UniqueConstraint("citizen_index", name="uq_accounts_citizen_index"),
)
"""A person: the national login's ``sub`` and the personal number as keyed hashes, never in clear."""

LOGIN_ATTEMPTS = Table(
    "login_attempts",
    METADATA,
    Column("state_hash", String(64), primary_key=True),
    Column("visit_hash", String(64), nullable=False),
    Column("sealed", Text, nullable=False),
    Column("expires_at", UTCDateTime, nullable=False, index=True),
    Column("used_at", UTCDateTime, nullable=True),
)
"""A browser on its way to the national login and back; ``sealed`` holds nonce, verifier and where to go on."""

SPENT_LOGOUTS = Table(
    "spent_logouts",
    METADATA,
    Column("token_hash", String(64), primary_key=True),
    Column("expires_at", UTCDateTime, nullable=False, index=True),
)
"""Logout tokens of the national login that were taken in: each is good once."""
