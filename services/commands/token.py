"""``gplx token``."""

from __future__ import annotations

import sys

import click

from services.commands.outside_client import CallFailedError, OutsideClient
from services.settings import client_settings


@click.command()
@click.argument("client")
def command(client: str) -> None:
    """Print an access token for CLIENT (for instance police-hcm, roadside, auditor), good for ten minutes."""
    settings = client_settings()
    try:
        click.echo(OutsideClient(settings.url, settings.clients).system_token(client))
    except CallFailedError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
