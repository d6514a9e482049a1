"""Renewals in memory."""

from __future__ import annotations

import pytest

from shared.kernel.clock import MovableClock
from tests.support.renewals import World


@pytest.fixture
def world(clock: MovableClock) -> World:
    return World(clock)
