"""What a running service consists of, for the suite, the health page and the tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from flask import Flask
from sqlalchemy import text

from shared.db.engine import Database
from shared.db.idempotency import IdempotencyStore
from shared.db.lookups import LookupLog
from shared.kernel.clock import Clock
from shared.observability.logging import get_logger
from shared.web.upkeep import upkeep_of

Check = Callable[[], None]
log = get_logger(part="health")


def _installed_version() -> str:
    try:
        return version("gplx")
    except PackageNotFoundError:
        return "0"


@dataclass(slots=True)
class Runtime:
    """One service in one process.

    ``tasks`` are what this service alone does in the background, each says how much it did; ``checks`` raise when
    something the service needs is not there; ``closers`` are called, last first, by :meth:`close`;
    ``schema_revision`` reads the revision the database is at.
    """

    name: str
    clock: Clock
    database: Database[Any] | None = None
    lookups: LookupLog | None = None
    tasks: list[Callable[[], int]] = field(default_factory=list)
    checks: dict[str, Check] = field(default_factory=dict)
    schema_revision: Callable[[], str | None] | None = None
    version: str = field(default_factory=_installed_version)
    closers: list[Callable[[], None]] = field(default_factory=list)
    idempotency: IdempotencyStore | None = field(init=False, default=None)

    def background(self) -> list[Callable[[], int]]:
        """All the background loop has to run: the service's own tasks, and the upkeep of what every service keeps."""
        return [*self.tasks, *upkeep_of(self.database, self.lookups)]

    def __post_init__(self) -> None:
        """Set up what follows from the database."""
        if self.database is not None:
            self.idempotency = IdempotencyStore(self.database)
            self.checks.setdefault("database", self._database_answers)

    def _database_answers(self) -> None:
        if self.database is not None:
            with self.database.read() as connection:
                connection.execute(text("SELECT 1"))

    def failing(self) -> list[str]:
        """The names of the checks that fail now."""
        found = []
        for name, check in self.checks.items():
            try:
                check()
            except Exception as error:  # noqa: BLE001  # a driver's own kind of error says not ready, too
                log.warning("check-failed", service=self.name, check=name, error=type(error).__name__)
                found.append(name)
        return found

    def health(self) -> dict[str, Any]:
        """``{status: up|down, version, schema_revision, failing: [..]}``."""
        failing = self.failing()
        revision = None
        if self.schema_revision is not None and not failing:
            revision = self.schema_revision()
        return {
            "status": "down" if failing else "up",
            "version": self.version,
            "schema_revision": revision,
            "failing": failing,
        }

    def close(self) -> None:
        """Give everything back: writers stopped, connections closed."""
        for closer in reversed(self.closers):
            closer()
        if self.lookups is not None:
            self.lookups.close()
        if self.database is not None:
            self.database.close()


def runtime_of(app: Flask) -> Runtime:
    """The runtime of a service's app. Raises TypeError for an app that has none."""
    runtime = app.extensions.get("gplx")
    if not isinstance(runtime, Runtime):
        raise TypeError("this app was not made by build_app")
    return runtime
