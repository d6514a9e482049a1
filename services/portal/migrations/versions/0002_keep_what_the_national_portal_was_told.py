"""Keep how much of each dossier the national portal was told."""

import sqlalchemy as sa
from alembic import op

from shared.db.types import UTCDateTime

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "sync_dossiers",
        sa.Column("application_id", sa.String(36), nullable=False),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("there", sa.Boolean, nullable=False),
        sa.Column("digest", sa.String(64), nullable=True),
        sa.Column("steps_told", sa.Integer, nullable=False),
        sa.Column("unsure", sa.Boolean, nullable=False),
        sa.Column("refusals", sa.Integer, nullable=False),
        sa.Column("parked_at", UTCDateTime, nullable=True),
        sa.Column("last_error", sa.String(500), nullable=True),
        sa.Column("told_at", UTCDateTime, nullable=True),
        sa.PrimaryKeyConstraint("application_id", name="pk_sync_dossiers"),
    )
    op.create_index("ix_sync_dossiers_parked_at", "sync_dossiers", ["parked_at", "application_id"])


def downgrade() -> None:
    op.drop_table("sync_dossiers")
