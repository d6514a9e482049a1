"""Create the look-up log, the daily volumes and the hourly seals."""

import sqlalchemy as sa
from alembic import op

from shared.db.types import JSONText, UTCDateTime

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "lookups",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("at", UTCDateTime, nullable=False),
        sa.Column("person", sa.String(12), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("client_id", sa.String(64), nullable=False),
        sa.Column("agency", sa.String(32), nullable=True),
        sa.Column("on_behalf_of", sa.String(64), nullable=True),
        sa.Column("fields", JSONText, nullable=False),
        sa.Column("purpose", sa.String(32), nullable=False),
        sa.Column("case_ref", sa.String(64), nullable=True),
        sa.Column("agreement_id", sa.String(36), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_lookups"),
    )
    op.create_index("ix_lookups_person_id", "lookups", ["person", "id"])
    op.create_index("ix_lookups_at_id", "lookups", ["at", "id"])
    op.create_table(
        "agreement_usage",
        sa.Column("agreement_id", sa.String(36), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("used", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("agreement_id", "day", name="pk_agreement_usage"),
    )
    op.create_table(
        "lookup_seals",
        sa.Column("hour", UTCDateTime, nullable=False),
        sa.Column("entries", sa.Integer, nullable=False),
        sa.Column("root", sa.String(64), nullable=False),
        sa.Column("sealed_at", UTCDateTime, nullable=False),
        sa.PrimaryKeyConstraint("hour", name="pk_lookup_seals"),
    )


def downgrade() -> None:
    for table in ("lookup_seals", "agreement_usage", "lookups"):
        op.drop_table(table)
