"""``gplx import``."""

from __future__ import annotations

from typing import Any

import click

from services.commands.bulk.columns import Kind
from services.commands.bulk.options import EPILOG, bulk_options, carry_out


@click.command(epilog=EPILOG)
@click.argument("what", type=click.Choice([Kind.HOLDERS.value, Kind.EXAMS.value, Kind.LICENCES.value]))
@bulk_options(most=10_000, usual=2000)
@click.option("--client", default="registry-loader", show_default=True, help="Client the registry is loaded as.")
def command(what: str, client: str, **given: Any) -> None:
    """Bring a registry in from FILE (CSV or NDJSON): holders first, then exams, then licences.

    What is not taken goes to FILE.rejects.ndjson, to be corrected there and sent with the same command. A run that was
    stopped goes on where it was when the same command is given again.
    """
    carry_out(Kind(what), client, f"gplx import {what}", **given)
