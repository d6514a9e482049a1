"""Keep disputed looks, contact data, messages to citizens and their deliveries."""

import sqlalchemy as sa
from alembic import op

from shared.db.types import JSONText, UTCDateTime

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "disputes",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("account_id", sa.String(36), nullable=False),
        sa.Column("look_index", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("opened_at", UTCDateTime, nullable=False),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_disputes"),
        sa.UniqueConstraint("account_id", "look_index", name="uq_disputes_look"),
    )
    op.create_table(
        "contacts",
        sa.Column("account_id", sa.String(36), nullable=False),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Column("by_email", sa.Boolean, nullable=False),
        sa.Column("by_sms", sa.Boolean, nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("changed_at", UTCDateTime, nullable=False),
        sa.PrimaryKeyConstraint("account_id", name="pk_contacts"),
    )
    op.create_table(
        "dossier_owners",
        sa.Column("application_id", sa.String(36), nullable=False),
        sa.Column("citizen_index", sa.String(64), nullable=False),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Column("learned_at", UTCDateTime, nullable=False),
        sa.PrimaryKeyConstraint("application_id", name="pk_dossier_owners"),
    )
    _messages()


def _messages() -> None:
    op.create_table(
        "messages",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("event_id", sa.String(64), nullable=False),
        sa.Column("application_id", sa.String(36), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("facts", JSONText, nullable=False),
        sa.Column("happened_at", UTCDateTime, nullable=False),
        sa.Column("citizen_index", sa.String(64), nullable=True),
        sa.Column("read_at", UTCDateTime, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
        sa.UniqueConstraint("event_id", name="uq_messages_event_id"),
    )
    op.create_index("ix_messages_citizen_index", "messages", ["citizen_index", "happened_at", "event_id"])
    op.create_index("ix_messages_application_id", "messages", ["application_id", "id"])
    op.create_table(
        "deliveries",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("message_id", sa.String(36), nullable=False),
        sa.Column("channel", sa.String(8), nullable=False),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("sent_at", UTCDateTime, nullable=True),
        sa.Column("given_up_at", UTCDateTime, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint("message_id", "channel", name="uq_deliveries_channel"),
    )


def downgrade() -> None:
    for table in ("deliveries", "messages", "dossier_owners", "contacts", "disputes"):
        op.drop_table(table)
