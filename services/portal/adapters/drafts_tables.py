"""What the portal keeps of applications that are being prepared."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table, Text

from services.portal.adapters.tables import METADATA
from shared.db.types import UTCDateTime

DRAFTS = Table(
    "drafts",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("account_id", String(36), nullable=False),
    Column("licence_id", String(36), nullable=False),
    Column("version", Integer, nullable=False),
    Column("started_at", UTCDateTime, nullable=False),
    Column("saved_at", UTCDateTime, nullable=False),
    Column("sent_at", UTCDateTime, nullable=True),
    Column("application_id", String(36), nullable=True),
    Column("sealed", Text, nullable=False),
    Index("ix_drafts_account_id", "account_id", "id"),
    Index("ix_drafts_saved_at", "saved_at", "id"),
)
"""A draft (bản nháp): ``sealed`` holds the answers; ``sent_at`` is set while nobody knows whether filing worked."""
