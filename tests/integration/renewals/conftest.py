"""Renewals on each database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from shared.kernel.clock import MovableClock
from tests.support.databases import PostgresDatabases, SqliteDatabases
from tests.support.renewals_house import RenewalsHouse


@pytest.fixture
def house(databases: SqliteDatabases | PostgresDatabases, clock: MovableClock) -> Iterator[RenewalsHouse]:
    found = RenewalsHouse(databases.fresh("services.renewals.migrations"), clock)
    yield found
    found.close()
