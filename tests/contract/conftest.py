"""One suite with the demo world for all tests of a module: they add to it and never count on being first."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from shared.kernel.clock import MovableClock
from tests.conftest import SUNDAY_MORNING
from tests.contract.stage import Stage
from tests.support.suites import Template, running_suite


@pytest.fixture(scope="module", params=["sqlite"])
def stage(sqlite_world: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A suite of this module's own; what differs between databases is tested in tests/integration and journeys."""
    with running_suite(sqlite_world, tmp_path_factory.mktemp("stage"), MovableClock(SUNDAY_MORNING)) as running:
        yield Stage(running)
