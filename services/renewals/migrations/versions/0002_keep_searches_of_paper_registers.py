"""Keep with a dossier the search in the paper registers that an officer recorded."""

import sqlalchemy as sa
from alembic import op

from shared.db.types import JSONText

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("applications", sa.Column("register_search", JSONText, nullable=True))


def downgrade() -> None:
    op.drop_column("applications", "register_search")
