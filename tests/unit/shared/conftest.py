"""The toy service, fresh for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.kernel.clock import MovableClock
from tests.support.toy_service import Toy, make_toy


@pytest.fixture
def toy(tmp_path: Path, clock: MovableClock) -> Iterator[Toy]:
    found = make_toy(tmp_path, clock)
    yield found
    found.runtime.close()
