"""Let each case know the next day on which it changes by itself, so that the end of a suspension can be told.

Suspensions held already are looked at and told of once by the periodic task, which finds their next day.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

LONG_AGO = "2025-01-01"


def upgrade() -> None:
    op.add_column("cases", sa.Column("changes_on", sa.Date, nullable=True))
    suspends = "jsonb_typeof(content->'suspension') = 'object'"
    if op.get_bind().dialect.name == "sqlite":
        suspends = "json_type(content, '$.suspension') = 'object'"
    op.execute(f"UPDATE cases SET changes_on = '{LONG_AGO}' WHERE status <> 'cancelled' AND {suspends}")  # noqa: S608
    op.create_index("ix_cases_changes_on_id", "cases", ["changes_on", "id"])


def downgrade() -> None:
    op.drop_index("ix_cases_changes_on_id", "cases")
    op.drop_column("cases", "changes_on")
