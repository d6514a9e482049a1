"""The apps whose routes are walked, made once and without loading the demo registry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest
from flask import Flask

from services.settings import SuiteSettings, embedded_environment
from shared.kernel.clock import SystemClock


@pytest.fixture(scope="session")
def apps(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Flask]]:
    """Every service's app by its name, and ``front``, what belongs to none."""
    from services.front import create_front, mounted
    from services.suite import create_suite, ensure_folders, migrate_all, seed_clients

    settings = SuiteSettings(var=tmp_path_factory.mktemp("var"), sandbox=True)
    environment = embedded_environment(settings, {})
    ensure_folders(settings.var)
    migrate_all(environment, with_sandbox=True)
    seed_clients(environment, settings.var, clock=SystemClock())
    suite = create_suite(environment, clock=SystemClock(), with_sandbox=True)
    yield suite.apps | {"front": create_front(mounted(suite.apps))}
    suite.close()
