"""What the portal keeps of feedback and ratings."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Index, Integer, String, Table, Text, UniqueConstraint

from services.portal.adapters.tables import METADATA
from shared.db.types import UTCDateTime

FEEDBACK = Table(
    "feedback",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("key_index", String(64), nullable=False),
    Column("received_on", Date, nullable=False),
    Column("number", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("matter_index", String(64), nullable=False),
    Column("matter_order", Integer, nullable=False),
    Column("citizen_index", String(64), nullable=True),
    Column("application_id", String(36), nullable=True),
    Column("received_at", UTCDateTime, nullable=False),
    Column("due_on", Date, nullable=True),
    Column("helped", Boolean, nullable=True),
    Column("sealed", Text, nullable=False),
    UniqueConstraint("key_index", name="uq_feedback_key_index"),
    UniqueConstraint("received_on", "number", name="uq_feedback_number"),
    Index("ix_feedback_citizen_index", "citizen_index", "id"),
    Index("ix_feedback_matter_index", "matter_index", "id"),
    Index("ix_feedback_due_on", "due_on", "id"),
)
"""One feedback; who sent it only as a keyed hash, what was written only sealed. ``due_on`` null: nothing is owed."""

FEEDBACK_STEPS = Table(
    "feedback_steps",
    METADATA,
    Column("feedback_id", String(36), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", UTCDateTime, nullable=False),
    Column("act", String(16), nullable=False),
    Column("by", String(16), nullable=False),
    Column("sealed", Text, nullable=True),
)
"""What happened to a feedback, in order."""

RATINGS = Table(
    "ratings",
    METADATA,
    Column("application_id", String(36), primary_key=True),
    Column("satisfaction", String(16), nullable=False),
    Column("rated_at", UTCDateTime, nullable=False),
    Column("sealed", Text, nullable=True),
)
"""What was said of a dossier, without who said it."""
