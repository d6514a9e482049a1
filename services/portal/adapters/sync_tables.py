"""What the portal keeps about telling the national portal."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, String, Table

from services.portal.adapters.tables import METADATA
from shared.db.types import UTCDateTime

SYNC_DOSSIERS = Table(
    "sync_dossiers",
    METADATA,
    Column("application_id", String(36), primary_key=True),
    Column("code", String(64), nullable=False),
    Column("there", Boolean, nullable=False),
    Column("digest", String(64), nullable=True),
    Column("steps_told", Integer, nullable=False),
    Column("unsure", Boolean, nullable=False),
    Column("refusals", Integer, nullable=False),
    Column("parked_at", UTCDateTime, nullable=True),
    Column("last_error", String(500), nullable=True),
    Column("told_at", UTCDateTime, nullable=True),
    Index("ix_sync_dossiers_parked_at", "parked_at", "application_id"),
)
"""A dossier and how much of it the other side is known to have."""
