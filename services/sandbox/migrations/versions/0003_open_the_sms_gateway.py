"""Short messages as the gateway got them."""

import sqlalchemy as sa
from alembic import op

from shared.db.types import UTCDateTime

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "short_messages",
        sa.Column("reference", sa.String(64), nullable=False),
        sa.Column("recipient", sa.String(20), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("times", sa.Integer, nullable=False),
        sa.Column("received_at", UTCDateTime, nullable=False),
        sa.PrimaryKeyConstraint("reference", name="pk_short_messages"),
    )
    op.create_index("ix_short_messages_received_at", "short_messages", ["received_at", "reference"])


def downgrade() -> None:
    op.drop_table("short_messages")
