"""A whole suite for one test: all services in one process, the demo world loaded, a clock that can be moved."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from services.commands.outside_client import OutsideClient
from services.commands.run import prepare
from services.settings import INTERNAL, SuiteSettings, embedded_environment
from services.suite import Suite, create_suite, parts
from shared.kernel.clock import MovableClock
from tests.support.databases import PostgresServer

_numbers = itertools.count()


@dataclass
class RunningSuite:
    """A suite in hand: ``settle`` does all background work there is, ``outside`` is a client like any other."""

    suite: Suite
    clock: MovableClock
    var: Path
    environment: Mapping[str, str]
    outside: OutsideClient
    dialect: str

    def settle(self) -> None:
        """Let events be consumed, jobs run and notifications arrive until nothing is left to do now."""
        self.suite.background.run_until_idle()


@dataclass
class Template:
    """A world that was loaded once; each test gets a copy of it."""

    var: Path
    environment: dict[str, str]
    postgres: PostgresServer | None

    def copy(self, folder: Path) -> tuple[Path, dict[str, str], list[str]]:
        """A copy of the world: its folder, its environment, the PostgreSQL databases made for it."""
        var = folder / "var"
        shutil.copytree(self.var, var)
        environment = embedded_environment(SuiteSettings(var=var, sandbox=True), {})
        if self.postgres is None:
            return var, environment, []
        made = []
        for part in parts(with_sandbox=True):
            name = f"suite_{next(_numbers)}"
            self.postgres.run(f"CREATE DATABASE {name} TEMPLATE suite_template_{part.name}")
            made.append(name)
            environment |= _urls(self.postgres, part.name, name)
        return var, environment, made


def load_template(folder: Path, clock: MovableClock, postgres: PostgresServer | None) -> Template:
    """Load the demo world once, through the services' own addresses."""
    settings = SuiteSettings(var=folder / "var", sandbox=True)
    overrides: dict[str, str] = {}
    if postgres is not None:
        for part in parts(with_sandbox=True):
            postgres.run(f"CREATE DATABASE suite_template_{part.name}")
            overrides |= _urls(postgres, part.name, f"suite_template_{part.name}")
    suite = prepare(settings, environ=overrides, clock=clock)
    suite.background.run_until_idle()
    suite.close()
    return Template(settings.var, embedded_environment(settings, overrides), postgres)


@contextmanager
def running_suite(template: Template, folder: Path, clock: MovableClock) -> Iterator[RunningSuite]:
    """A suite on a copy of the world; closed, and its databases dropped, afterwards."""
    var, environment, made = template.copy(folder)
    suite = create_suite(environment, clock=clock, with_sandbox=True)
    outside = OutsideClient(
        INTERNAL, var / "demo/clients", patience=0, http=suite.http, now=lambda: clock.now().timestamp()
    )
    dialect = "sqlite" if template.postgres is None else "postgresql"
    try:
        yield RunningSuite(suite, clock, var, environment, outside, dialect)
    finally:
        suite.close()
        if template.postgres is not None:
            for name in made:
                template.postgres.run(f"DROP DATABASE {name} WITH (FORCE)")


def _urls(postgres: PostgresServer, service: str, database: str) -> dict[str, str]:
    url = postgres.url(database)
    return {f"GPLX_{service}_DATABASE_URL".upper(): url, f"GPLX_{service}_LOOKUPS_URL".upper(): url}
