"""``gplx migrate``."""

from __future__ import annotations

import click

from services.commands.run import make_folders
from services.settings import embedded_environment, suite_settings


@click.command()
def command() -> None:
    """Bring every database to the schema this code expects."""
    from services.suite import migrate_all  # heavy

    settings = suite_settings()
    make_folders(settings.var)
    changed = migrate_all(embedded_environment(settings), with_sandbox=settings.sandbox)
    click.echo(f"Migrated: {', '.join(changed)}." if changed else "Every database is up to date.")
