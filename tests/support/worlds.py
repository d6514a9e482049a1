"""The demo world on both databases, loaded once in a session; who needs one copies it."""

from __future__ import annotations

import pytest

from shared.kernel.clock import MovableClock
from tests.support.suites import Template, load_template


def _morning() -> MovableClock:
    from tests.conftest import SUNDAY_MORNING  # the conftest names this module as a plugin

    return MovableClock(SUNDAY_MORNING)


@pytest.fixture(scope="session")
def sqlite_world(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """The demo world on SQLite."""
    return load_template(tmp_path_factory.mktemp("world"), _morning(), None)


@pytest.fixture(scope="session")
def postgresql_world(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Template:
    """The demo world on PostgreSQL."""
    return load_template(tmp_path_factory.mktemp("world"), _morning(), request.getfixturevalue("postgres"))
