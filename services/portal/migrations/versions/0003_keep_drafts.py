"""Keep applications that are being prepared."""

import sqlalchemy as sa
from alembic import op

from shared.db.types import UTCDateTime

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("account_id", sa.String(36), nullable=False),
        sa.Column("licence_id", sa.String(36), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("started_at", UTCDateTime, nullable=False),
        sa.Column("saved_at", UTCDateTime, nullable=False),
        sa.Column("sent_at", UTCDateTime, nullable=True),
        sa.Column("application_id", sa.String(36), nullable=True),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
    )
    op.create_index("ix_drafts_account_id", "drafts", ["account_id", "id"])
    op.create_index("ix_drafts_saved_at", "drafts", ["saved_at", "id"])


def downgrade() -> None:
    op.drop_table("drafts")
