"""Bringing a database to the schema its code expects: one Alembic environment for all services.

Two deployers cannot race (advisory lock), and a migration that cannot get its table lock gives up instead of stalling
traffic. Each history keeps its newest revision in a file ``HEAD``, so that two parallel branches conflict in git, and
so that a start with nothing to migrate need not load Alembic at all.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, inspect, text

ADVISORY_LOCK = 7_242_019
LOCK_TIMEOUT = "SET lock_timeout = '5s'"


def history_of(package: str) -> Path:
    """The folder of a migration history, named by its package (``services.licences.migrations``)."""
    module = importlib.import_module(package)
    return Path(str(module.__file__)).parent


def head_of(package: str) -> str:
    """The revision this code expects."""
    return (history_of(package) / "HEAD").read_text().strip()


def version_table(package: str) -> str:
    """Where the revision is kept; histories that share a database on PostgreSQL have their own."""
    return "schema_revision_" + package.removesuffix(".migrations").rsplit(".", 1)[-1]


def current_revision(connection: Connection, package: str) -> str | None:
    """The revision a database is at; None for an empty one."""
    table = version_table(package)
    if not inspect(connection).has_table(table):
        return None
    return connection.execute(text(f"SELECT version_num FROM {table}")).scalar()  # noqa: S608  # our own name


def migrate(package: str, url: str) -> bool:
    """Bring the database at ``url`` to the head of ``package``; whether anything had to be done."""
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            if current_revision(connection, package) == head_of(package):
                return False
        _upgrade(package, engine)
        return True
    finally:
        engine.dispose()


def _upgrade(package: str, engine: Any) -> None:
    from alembic import command  # noqa: PLC0415  # a quarter of a second that most starts need not spend
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(history_of(package)))
    config.set_main_option("path_separator", "os")
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text(LOCK_TIMEOUT))
            connection.execute(text("SELECT pg_advisory_lock(:n)"), {"n": ADVISORY_LOCK})
            connection.commit()
        config.attributes["connection"] = connection
        config.attributes["package"] = package
        command.upgrade(config, "head")


def run_environment() -> None:
    """The whole of every history's ``env.py``."""
    from alembic import context  # noqa: PLC0415

    attributes = context.config.attributes
    connection = attributes["connection"]
    context.configure(
        connection=connection,
        version_table=version_table(attributes["package"]),
        render_as_batch=connection.dialect.name == "sqlite",
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    if connection.in_transaction():
        connection.commit()


def create_cross_cutting_tables(op: Any) -> None:
    """Create the tables of ``shared.db.tables``, for the first revision of a service's history."""
    from shared.db.tables import PLAIN  # noqa: PLC0415

    PLAIN.create_all(op.get_bind())
