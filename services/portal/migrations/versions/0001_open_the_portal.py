"""Create accounts, sessions, logins on their way and spent logout tokens."""

import sqlalchemy as sa
from alembic import op

from shared.db.migrations import create_cross_cutting_tables
from shared.db.types import UTCDateTime

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_cross_cutting_tables(op)
    _sessions()
    _accounts()
    _logins()


def downgrade() -> None:
    for table in ("spent_logouts", "login_attempts", "accounts", "sessions"):
        op.drop_table(table)
    for table in ("jobs", "consumer_cursors", "idempotency_keys", "audit_entries", "events"):
        op.drop_table(table)


def _sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("about", sa.String(200), nullable=False),
        sa.Column("started_at", UTCDateTime, nullable=False),
        sa.Column("seen_at", UTCDateTime, nullable=False),
        sa.Column("ends_at", UTCDateTime, nullable=False),
        sa.Column("ended_at", UTCDateTime, nullable=True),
        sa.Column("end_reason", sa.String(16), nullable=True),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Column("busy_until", UTCDateTime, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
        sa.UniqueConstraint("token_hash", name="uq_sessions_token_hash"),
    )
    op.create_index("ix_sessions_subject", "sessions", ["subject", "id"])
    op.create_index("ix_sessions_ends_at", "sessions", ["ends_at", "id"])


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("login_index", sa.String(64), nullable=False),
        sa.Column("citizen_index", sa.String(64), nullable=False),
        sa.Column("assurance_level", sa.Integer, nullable=True),
        sa.Column("linked_at", UTCDateTime, nullable=False),
        sa.Column("last_login_at", UTCDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
        sa.UniqueConstraint("login_index", name="uq_accounts_login_index"),
        sa.UniqueConstraint("citizen_index", name="uq_accounts_citizen_index"),
    )


def _logins() -> None:
    op.create_table(
        "login_attempts",
        sa.Column("state_hash", sa.String(64), nullable=False),
        sa.Column("visit_hash", sa.String(64), nullable=False),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Column("expires_at", UTCDateTime, nullable=False),
        sa.Column("used_at", UTCDateTime, nullable=True),
        sa.PrimaryKeyConstraint("state_hash", name="pk_login_attempts"),
    )
    op.create_index("ix_login_attempts_expires_at", "login_attempts", ["expires_at"])
    op.create_table(
        "spent_logouts",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("expires_at", UTCDateTime, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_spent_logouts"),
    )
    op.create_index("ix_spent_logouts_expires_at", "spent_logouts", ["expires_at"])
