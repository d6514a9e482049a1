"""Let decided cases know the day on which their points may come back, and find the numbers of a person."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_POSTGRESQL = "((content->'decision'->>'effective_on')::date + interval '12 months')::date"
_SQLITE = """date(replace(json_extract(content, '$.decision.effective_on'), '-02-29', '-02-28'), '+12 months')"""


def upgrade() -> None:
    op.create_index("ix_person_numbers_person_id", "person_numbers", ["person_id"])
    if op.get_bind().dialect.name == "sqlite":
        day, decided = _SQLITE, "json_type(content, '$.decision') = 'object'"
        driver = "json_extract(content, '$.subject.role') = 'driver'"
    else:
        day, decided = _POSTGRESQL, "jsonb_typeof(content->'decision') = 'object'"
        driver = "content->'subject'->>'role' = 'driver'"
    op.execute(
        sa.text(
            f"UPDATE cases SET changes_on = {day} WHERE status <> 'cancelled' AND {decided} AND {driver}"  # noqa: S608
            f" AND {day} >= CURRENT_DATE AND (changes_on IS NULL OR changes_on > {day})"
        )
    )


def downgrade() -> None:
    op.drop_index("ix_person_numbers_person_id", "person_numbers")
