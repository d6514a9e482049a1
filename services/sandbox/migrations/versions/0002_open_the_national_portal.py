"""Dossiers and their progress as the national portal got them, and its open sessions."""

import sqlalchemy as sa
from alembic import op

from shared.db.types import JSONText, UTCDateTime

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "portal_sessions",
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("expires_at", UTCDateTime, nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name="pk_portal_sessions"),
    )
    op.create_table(
        "portal_dossiers",
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("record", JSONText, nullable=False),
        sa.Column("times", sa.Integer, nullable=False),
        sa.Column("received_at", UTCDateTime, nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_portal_dossiers"),
    )
    op.create_index("ix_portal_dossiers_received_at", "portal_dossiers", ["received_at"])
    op.create_table(
        "portal_steps",
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("record", JSONText, nullable=False),
        sa.Column("received_at", UTCDateTime, nullable=False),
        sa.PrimaryKeyConstraint("code", "position", name="pk_portal_steps"),
        sa.ForeignKeyConstraint(["code"], ["portal_dossiers.code"], name="fk_portal_steps_code_portal_dossiers"),
    )


def downgrade() -> None:
    for table in ("portal_steps", "portal_dossiers", "portal_sessions"):
        op.drop_table(table)
