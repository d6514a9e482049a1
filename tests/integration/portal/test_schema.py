"""The tables in the code are the tables the migrations make."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from services.portal import app  # every module with tables is behind it
from services.portal.adapters.tables import METADATA
from shared.db.tables import PLAIN


def test_models_equal_migrations(databases) -> None:
    engine = create_engine(databases.fresh(app.MIGRATIONS).database_url)
    own = set(METADATA.tables) - set(PLAIN.tables)  # the cross-cutting ones are compared where they are made
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "include_name": lambda name, kind, _parents: kind != "table" or name in own,
                "include_object": lambda _object, name, kind, _reflected, _twin: kind != "table" or name in own,
            },
        )
        differences = compare_metadata(context, METADATA)
    engine.dispose()
    assert differences == []
