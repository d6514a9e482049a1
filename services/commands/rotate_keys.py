"""``gplx rotate-keys``."""

from __future__ import annotations

import click

from services.commands.run import make_folders
from services.settings import embedded_environment, suite_settings


@click.command()
def command() -> None:
    """Let the next token signing key of the access service become the current one; old tokens stay good."""
    from services.access import settings as access_settings  # heavy
    from services.access.app import rotate_signing_key
    from shared.kernel.clock import SystemClock
    from shared.kernel.settings import read_settings

    suite = suite_settings()
    make_folders(suite.var)
    settings = read_settings(access_settings.Settings, embedded_environment(suite), service="access")
    kid = rotate_signing_key(settings.signing_keys_file, SystemClock())
    click.echo(f"Tokens are signed with {kid} from now on. Running services notice by themselves.")
