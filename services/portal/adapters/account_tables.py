"""What the portal stores for an account: disputed looks, contact data, messages and their deliveries."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, String, Table, Text, UniqueConstraint

from services.portal.adapters.tables import METADATA
from shared.db.types import JSONText, UTCDateTime

DISPUTES = Table(
    "disputes",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("account_id", String(36), nullable=False),
    Column("look_index", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("opened_at", UTCDateTime, nullable=False),
    Column("sealed", Text, nullable=False),
    UniqueConstraint("account_id", "look_index", name="uq_disputes_look"),
)
"""A look that its citizen does not recognise; ``sealed`` holds the look as it was shown."""

CONTACTS = Table(
    "contacts",
    METADATA,
    Column("account_id", String(36), primary_key=True),
    Column("sealed", Text, nullable=False),
    Column("by_email", Boolean, nullable=False),
    Column("by_sms", Boolean, nullable=False),
    Column("language", String(2), nullable=False),
    Column("changed_at", UTCDateTime, nullable=False),
)
"""How a person wants to be told; ``sealed`` holds telephone and e-mail address."""

DOSSIER_OWNERS = Table(
    "dossier_owners",
    METADATA,
    Column("application_id", String(36), primary_key=True),
    Column("citizen_index", String(64), nullable=False),
    Column("sealed", Text, nullable=False),
    Column("learned_at", UTCDateTime, nullable=False),
)
"""Whose a dossier is, asked once: every question leaves an entry in its citizen's log of looks.

``sealed`` holds telephone and e-mail address as the dossier states them.
"""

MESSAGES = Table(
    "messages",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("event_id", String(64), nullable=False),
    Column("application_id", String(36), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("facts", JSONText, nullable=False),
    Column("happened_at", UTCDateTime, nullable=False),
    Column("citizen_index", String(64), nullable=True),
    Column("read_at", UTCDateTime, nullable=True),
    UniqueConstraint("event_id", name="uq_messages_event_id"),
    Index("ix_messages_citizen_index", "citizen_index", "happened_at", "event_id"),
    Index("ix_messages_application_id", "application_id", "id"),
)
"""One message for an event of a dossier; ``citizen_index`` is empty until it is known whose the dossier is."""

DELIVERIES = Table(
    "deliveries",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("message_id", String(36), nullable=False),
    Column("channel", String(8), nullable=False),
    Column("sealed", Text, nullable=False),
    Column("language", String(2), nullable=False),
    Column("sent_at", UTCDateTime, nullable=True),
    Column("given_up_at", UTCDateTime, nullable=True),
    UniqueConstraint("message_id", "channel", name="uq_deliveries_channel"),
)
"""A message on its way by e-mail or SMS; ``sealed`` holds the address until it has gone."""
