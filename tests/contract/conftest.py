"""One suite with the demo world for all tests of the contracts: they add to it and never count on being first."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from shared.kernel.clock import MovableClock
from tests.conftest import SUNDAY_MORNING
from tests.contract.stage import Stage
from tests.support.suites import Template, load_template, running_suite


@pytest.fixture(scope="session")
def contract_world(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """The demo world, loaded once."""
    return load_template(tmp_path_factory.mktemp("world"), MovableClock(SUNDAY_MORNING), None)


@pytest.fixture(scope="module", params=["sqlite"])
def stage(contract_world: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A suite of this module's own; what differs between databases is tested in tests/integration and journeys."""
    folder = tmp_path_factory.mktemp("stage")
    with running_suite(contract_world, folder, MovableClock(SUNDAY_MORNING)) as running:
        yield Stage(running)
