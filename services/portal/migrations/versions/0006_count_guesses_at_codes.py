"""Count guesses at tracking codes, per code and per address."""

import sqlalchemy as sa
from alembic import op

from shared.db.types import UTCDateTime

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "tracking_guesses",
        sa.Column("key_index", sa.String(64), nullable=False),
        sa.Column("began_at", UTCDateTime, nullable=False),
        sa.Column("guesses", sa.Integer, nullable=False),
        sa.Column("locked_until", UTCDateTime, nullable=True),
        sa.Column("forget_at", UTCDateTime, nullable=False),
        sa.PrimaryKeyConstraint("key_index", name="pk_tracking_guesses"),
    )
    op.create_index("ix_tracking_guesses_forget_at", "tracking_guesses", ["forget_at", "key_index"])


def downgrade() -> None:
    op.drop_table("tracking_guesses")
