"""Create agencies, clients, their keys, agreements, spent proofs and logins."""

import sqlalchemy as sa
from alembic import op

from shared.db.migrations import create_cross_cutting_tables
from shared.db.types import JSONText, UTCDateTime

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_cross_cutting_tables(op)
    _parties()
    _agreements()
    _proofs_and_logins()


def downgrade() -> None:
    for table in ("logins", "spent_proofs", "agreements", "client_keys", "clients", "agencies"):
        op.drop_table(table)
    for table in ("jobs", "consumer_cursors", "idempotency_keys", "audit_entries", "events"):
        op.drop_table(table)


def _parties() -> None:
    op.create_table(
        "agencies",
        sa.Column("code", sa.String(32), nullable=False),
        sa.Column("name_vi", sa.Text, nullable=False),
        sa.Column("name_en", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_agencies"),
    )
    op.create_table(
        "clients",
        sa.Column("client_id", sa.String(40), nullable=False),
        sa.Column("agency", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("sources", JSONText, nullable=False),
        sa.Column("registered_at", UTCDateTime, nullable=False),
        sa.PrimaryKeyConstraint("client_id", name="pk_clients"),
        sa.ForeignKeyConstraint(["agency"], ["agencies.code"], name="fk_clients_agency_agencies"),
    )
    op.create_table(
        "client_keys",
        sa.Column("client_id", sa.String(40), nullable=False),
        sa.Column("kid", sa.String(64), nullable=False),
        sa.Column("jwk", JSONText, nullable=False),
        sa.Column("valid_from", UTCDateTime, nullable=False),
        sa.Column("valid_to", UTCDateTime, nullable=True),
        sa.Column("revoked_at", UTCDateTime, nullable=True),
        sa.PrimaryKeyConstraint("client_id", "kid", name="pk_client_keys"),
        sa.ForeignKeyConstraint(["client_id"], ["clients.client_id"], name="fk_client_keys_client_id_clients"),
    )


def _agreements() -> None:
    op.create_table(
        "agreements",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("client_id", sa.String(40), nullable=False),
        sa.Column("service", sa.String(16), nullable=False),
        sa.Column("acting_for", sa.String(16), nullable=False),
        sa.Column("scopes", JSONText, nullable=False),
        sa.Column("purposes", JSONText, nullable=False),
        sa.Column("fields", JSONText, nullable=False),
        sa.Column("legal_basis", JSONText, nullable=False),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("valid_to", sa.Date, nullable=False),
        sa.Column("per_day", sa.Integer, nullable=True),
        sa.Column("approved_by", sa.Text, nullable=False),
        sa.Column("opened_at", UTCDateTime, nullable=False),
        sa.Column("ended_at", UTCDateTime, nullable=True),
        sa.Column("end_reason", sa.Text, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_agreements"),
        sa.ForeignKeyConstraint(["client_id"], ["clients.client_id"], name="fk_agreements_client_id_clients"),
        sa.CheckConstraint("valid_from <= valid_to", name=op.f("ck_agreements_period")),
    )
    op.create_index("ix_agreements_client_id_id", "agreements", ["client_id", "id"])


def _proofs_and_logins() -> None:
    op.create_table(
        "spent_proofs",
        sa.Column("owner", sa.String(300), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("expires_at", UTCDateTime, nullable=False),
        sa.PrimaryKeyConstraint("owner", "digest", name="pk_spent_proofs"),
    )
    op.create_index("ix_spent_proofs_expires_at", "spent_proofs", ["expires_at", "owner", "digest"])
    op.create_table(
        "logins",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("client_id", sa.String(40), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("started_at", UTCDateTime, nullable=False),
        sa.Column("used_at", UTCDateTime, nullable=False),
        sa.Column("ended_at", UTCDateTime, nullable=True),
        sa.Column("end_reason", sa.String(16), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_logins"),
    )
    op.create_index("ix_logins_started_at", "logins", ["started_at", "id"])
