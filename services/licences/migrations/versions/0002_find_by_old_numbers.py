"""Let licences be found by the old identity numbers of their holders."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "old_numbers",
        sa.Column("number", sa.String(12), nullable=False),
        sa.Column("origin_id", sa.String(36), nullable=False),
        sa.Column("holder_id", sa.String(36), nullable=False),
        sa.PrimaryKeyConstraint("number", "origin_id", name="pk_old_numbers"),
        sa.ForeignKeyConstraint(["holder_id"], ["holders.id"], name="fk_old_numbers_holder_id_holders"),
    )
    op.create_index("ix_old_numbers_origin_id", "old_numbers", ["origin_id"])
    each = "jsonb_array_elements_text(t.aliases) AS named(value)"
    if op.get_bind().dialect.name == "sqlite":
        each = "json_each(t.aliases) AS named"
    for table, holder in (("holders", "id"), ("licences", "holder_id")):
        op.execute(
            "INSERT INTO old_numbers (number, origin_id, holder_id)"  # noqa: S608
            f" SELECT DISTINCT named.value, t.id, t.{holder} FROM {table} AS t, {each}"
        )


def downgrade() -> None:
    op.drop_table("old_numbers")
