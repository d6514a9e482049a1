"""One Chromium for the session, one live suite for each module, a fresh window for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from shared.kernel.clock import MovableClock
from tests.conftest import SUNDAY_MORNING
from tests.support.screen import LiveSuite, Screen, chromium, live_suite, screen
from tests.support.suites import Template


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests here are the browser's."""
    for item in items:
        if "tests/browser" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def window_maker() -> Iterator[Browser]:
    """Debian's Chromium."""
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def live(sqlite_world: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSuite]:
    """A suite with the demo world at 09:00 in Vietnam on 22/11/2026, for the tests of one module."""
    folder = tmp_path_factory.mktemp("live")
    with live_suite(sqlite_world, folder, MovableClock(SUNDAY_MORNING)) as running:
        yield running


@pytest.fixture(params=["phone", "desktop"])
def device(request: pytest.FixtureRequest) -> str:
    """The size of the window."""
    return str(request.param)


@pytest.fixture(params=["vi", "en"])
def language(request: pytest.FixtureRequest) -> str:
    """The reader's language."""
    return str(request.param)


@pytest.fixture
def window(window_maker: Browser, live: LiveSuite, device: str, language: str) -> Iterator[Screen]:
    """A fresh window in each size and language."""
    with screen(window_maker, live, device=device, language=language) as found:
        yield found


@pytest.fixture
def phone(window_maker: Browser, live: LiveSuite) -> Iterator[Screen]:
    """A fresh window on a phone, in Vietnamese."""
    with screen(window_maker, live, device="phone", language="vi") as found:
        yield found


@pytest.fixture
def plain_phone(window_maker: Browser, live: LiveSuite) -> Iterator[Screen]:
    """A phone that runs no scripts, in Vietnamese."""
    with screen(window_maker, live, device="phone", language="vi", scripts=False) as found:
        yield found
