"""A whole suite for one test: all services in one process, the demo world loaded, a clock that can be moved."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from services.commands.outside_client import OutsideClient
from services.commands.run import prepare
from services.settings import INTERNAL, SuiteSettings, embedded_environment
from services.suite import Suite, create_suite, parts
from shared.kernel.clock import MovableClock
from tests.support.databases import PostgresServer

T = TypeVar("T")

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
    """A world to copy; each test gets one of its own. ``databases``: on PostgreSQL, each service's database."""

    var: Path
    postgres: PostgresServer | None
    databases: Mapping[str, str] = field(default_factory=dict)

    @property
    def dialect(self) -> str:
        """``sqlite`` or ``postgresql``."""
        return "sqlite" if self.postgres is None else "postgresql"

    def copy(self, folder: Path) -> Template:
        """A copy of the world in ``folder``."""
        var = folder / "var"
        shutil.copytree(self.var, var)
        if self.postgres is None:
            return Template(var, None)
        made = {service: f"suite_{next(_numbers)}" for service in self.databases}
        self._run(f"CREATE DATABASE {name} TEMPLATE {self.databases[service]}" for service, name in made.items())
        return Template(var, self.postgres, made)

    def environment(self) -> dict[str, str]:
        """What the services of a suite on this very world are told."""
        environment = embedded_environment(SuiteSettings(var=self.var, sandbox=True), {})
        if self.postgres is not None:
            for service, name in self.databases.items():
                environment |= _urls(self.postgres, service, name)
        return environment

    def drop(self) -> None:
        """Delete the databases of this world; its folder goes with the test."""
        self._run(f"DROP DATABASE {name} WITH (FORCE)" for name in self.databases.values())

    def _run(self, statements: Iterable[str]) -> None:
        """Run all at once: the server has more than one hand."""
        if self.postgres is not None:
            with ThreadPoolExecutor() as pool:
                list(pool.map(self.postgres.run, statements))


def load_template(folder: Path, clock: MovableClock, postgres: PostgresServer | None) -> Template:
    """Load the demo world once, through the services' own addresses."""
    template = Template(folder / "var", postgres)
    if postgres is not None:
        template.databases = {part.name: f"suite_template_{part.name}" for part in parts(with_sandbox=True)}
        for name in template.databases.values():
            postgres.run(f"CREATE DATABASE {name}")
    settings = SuiteSettings(var=template.var, sandbox=True)
    suite = prepare(settings, environ=template.environment(), clock=clock)
    suite.background.run_until_idle()
    suite.close()
    return template


@contextmanager
def running_suite(template: Template, folder: Path, clock: MovableClock) -> Iterator[RunningSuite]:
    """A suite on a copy of the world; closed, and its databases dropped, afterwards."""
    world = template.copy(folder)
    try:
        with opened(world, clock) as running:
            yield running
    finally:
        world.drop()


@contextmanager
def opened(world: Template, clock: MovableClock, **environ: str) -> Iterator[RunningSuite]:
    """A suite on this very world, as after a start: nothing is kept but what is stored. ``environ`` comes first."""
    environment = world.environment() | environ
    suite = create_suite(environment, clock=clock, with_sandbox=True)
    outside = OutsideClient(
        INTERNAL, world.var / "demo/clients", patience=0, http=suite.http, now=lambda: clock.now().timestamp()
    )
    try:
        yield RunningSuite(suite, clock, world.var, environment, outside, world.dialect)
    finally:
        suite.close()


@contextmanager
def prepared(
    template: Template, folder: Path, clock: MovableClock, deed: Callable[[RunningSuite], T]
) -> Iterator[tuple[Template, T]]:
    """A world in which ``deed`` has been done, to be copied in its turn, and what the deed returned."""
    world = template.copy(folder)
    try:
        with opened(world, clock) as running:
            result = deed(running)
        yield world, result
    finally:
        world.drop()


def _urls(postgres: PostgresServer, service: str, database: str) -> dict[str, str]:
    url = postgres.url(database)
    return {f"GPLX_{service}_DATABASE_URL".upper(): url, f"GPLX_{service}_LOOKUPS_URL".upper(): url}
