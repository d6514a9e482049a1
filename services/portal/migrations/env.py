"""Alembic's door to this history."""

from shared.db.migrations import run_environment

run_environment()
