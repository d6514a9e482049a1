"""What the portal keeps about guesses at tracking codes."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table

from services.portal.adapters.tables import METADATA
from shared.db.types import UTCDateTime

TRACKING_GUESSES = Table(
    "tracking_guesses",
    METADATA,
    Column("key_index", String(64), primary_key=True),
    Column("began_at", UTCDateTime, nullable=False),
    Column("guesses", Integer, nullable=False),
    Column("locked_until", UTCDateTime, nullable=True),
    Column("forget_at", UTCDateTime, nullable=False),
    Index("ix_tracking_guesses_forget_at", "forget_at", "key_index"),
)
"""Guesses at a code or from an address; both only as keyed hashes."""
