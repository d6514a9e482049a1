"""A house of access on each database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.kernel.clock import MovableClock
from tests.support.access import AccessHouse


@pytest.fixture
def house(databases, clock: MovableClock, tmp_path: Path) -> Iterator[AccessHouse]:
    """Access with its demo clients."""
    made = AccessHouse(databases.fresh("services.access.migrations"), clock, tmp_path)
    yield made
    made.close()
