"""Fixtures only: a clock that stands still, and databases of both kinds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shared.kernel.clock import MovableClock
from tests.support.databases import PostgresDatabases, PostgresServer, SqliteDatabases, postgres_server

pytest_plugins = ["tests.support.counting", "tests.support.worlds"]

SUNDAY_MORNING = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
"""09:00 in Vietnam on 22/11/2026: the day most tests begin."""


@pytest.fixture
def clock() -> MovableClock:
    """A clock that stands at 09:00 in Vietnam on 22/11/2026 until it is moved."""
    return MovableClock(SUNDAY_MORNING)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """One PostgreSQL server for the session."""
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def sqlite_templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where migrated SQLite files are kept for copying."""
    return tmp_path_factory.mktemp("templates")


@pytest.fixture(params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqliteDatabases | PostgresDatabases]:
    """``databases.fresh("services.licences.migrations")`` → Urls of new, migrated databases; each test runs on both."""
    if request.param == "sqlite":
        found: SqliteDatabases | PostgresDatabases = SqliteDatabases(
            request.getfixturevalue("sqlite_templates"), tmp_path
        )
    else:
        found = PostgresDatabases(request.getfixturevalue("postgres"))
    yield found
    found.close()
