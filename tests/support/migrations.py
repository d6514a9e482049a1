"""A schema as it was before an upgrade."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from shared.db.migrations import history_of


def take_back(package: str, url: str, *, revision: str) -> None:
    """Undo the migrations of a service down to a revision; what is stored stays as far as the schema allows."""
    engine = create_engine(url)
    config = Config()
    config.set_main_option("script_location", str(history_of(package)))
    with engine.connect() as connection:
        config.attributes.update(connection=connection, package=package)
        command.downgrade(config, revision)
    engine.dispose()
