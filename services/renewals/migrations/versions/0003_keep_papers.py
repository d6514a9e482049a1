"""Keep which papers of a dossier were made, and their digests."""

import sqlalchemy as sa
from alembic import op

from shared.db.types import UTCDateTime

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "papers",
        sa.Column("application_id", sa.String(36), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("made_at", UTCDateTime, nullable=False),
        sa.PrimaryKeyConstraint("application_id", "kind", name="pk_papers"),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name="fk_papers_application"),
    )


def downgrade() -> None:
    op.drop_table("papers")
