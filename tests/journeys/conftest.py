"""A suite with the demo world loaded, on both databases; loaded once, copied for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.kernel.clock import MovableClock
from tests.conftest import SUNDAY_MORNING
from tests.support.suites import RunningSuite, Template, running_suite


@pytest.fixture(params=["sqlite", "postgresql"])
def suite(request: pytest.FixtureRequest, clock: MovableClock, tmp_path: Path) -> Iterator[RunningSuite]:
    """A running suite at 09:00 in Vietnam on 22/11/2026."""
    template = request.getfixturevalue(f"{request.param}_world")
    with running_suite(template, tmp_path, clock) as running:
        yield running


@pytest.fixture(scope="module", params=["sqlite"])
def one_suite(sqlite_world: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSuite]:
    """One running suite for a whole module, for tests that only knock at doors or add to what is there."""
    with running_suite(sqlite_world, tmp_path_factory.mktemp("suite"), MovableClock(SUNDAY_MORNING)) as running:
        yield running
