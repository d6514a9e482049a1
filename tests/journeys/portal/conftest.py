"""A browser at a running suite."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import suite  # noqa: F401  # the fixture
from tests.support.browser import Browser
from tests.support.suites import RunningSuite


@pytest.fixture
def browser(suite: RunningSuite) -> Browser:  # noqa: F811  # the fixture by its name
    """Nobody is logged in yet."""
    return Browser(suite)
