"""Keep feedback, what happened to it, and ratings."""

import sqlalchemy as sa
from alembic import op

from shared.db.types import UTCDateTime

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "feedback",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("key_index", sa.String(64), nullable=False),
        sa.Column("received_on", sa.Date, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("matter_index", sa.String(64), nullable=False),
        sa.Column("matter_order", sa.Integer, nullable=False),
        sa.Column("citizen_index", sa.String(64), nullable=True),
        sa.Column("application_id", sa.String(36), nullable=True),
        sa.Column("received_at", UTCDateTime, nullable=False),
        sa.Column("due_on", sa.Date, nullable=True),
        sa.Column("helped", sa.Boolean, nullable=True),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_feedback"),
        sa.UniqueConstraint("key_index", name="uq_feedback_key_index"),
        sa.UniqueConstraint("received_on", "number", name="uq_feedback_number"),
    )
    for columns in ("citizen_index", "matter_index", "due_on"):
        op.create_index(f"ix_feedback_{columns}", "feedback", [columns, "id"])
    op.create_table(
        "feedback_steps",
        sa.Column("feedback_id", sa.String(36), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("at", UTCDateTime, nullable=False),
        sa.Column("act", sa.String(16), nullable=False),
        sa.Column("by", sa.String(16), nullable=False),
        sa.Column("sealed", sa.Text, nullable=True),
        sa.PrimaryKeyConstraint("feedback_id", "number", name="pk_feedback_steps"),
    )
    op.create_table(
        "ratings",
        sa.Column("application_id", sa.String(36), nullable=False),
        sa.Column("satisfaction", sa.String(16), nullable=False),
        sa.Column("rated_at", UTCDateTime, nullable=False),
        sa.Column("sealed", sa.Text, nullable=True),
        sa.PrimaryKeyConstraint("application_id", name="pk_ratings"),
    )


def downgrade() -> None:
    for table in ("ratings", "feedback_steps", "feedback"):
        op.drop_table(table)
