"""``gplx police push``."""

from __future__ import annotations

from typing import Any

import click

from services.commands.bulk.columns import Kind
from services.commands.bulk.options import EPILOG, bulk_options, carry_out


@click.group()
def command() -> None:
    """What a police system does from its files."""


@command.command(epilog=EPILOG)
@bulk_options(most=5_000, usual=1000)
@click.option("--client", required=True, help="Police client to push as, for instance police-hcm.")
def push(client: str, **given: Any) -> None:
    """Push violation cases from FILE (CSV or NDJSON).

    What is not taken goes to FILE.rejects.ndjson, to be corrected there and pushed with the same command. A run that
    was stopped goes on where it was when the same command is given again.
    """
    carry_out(Kind.CASES, client, f"gplx police push --client {client}", **given)
