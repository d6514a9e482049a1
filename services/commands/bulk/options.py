"""What both commands have in common: their options, their ends and what they say."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from services.commands.bulk.columns import Kind
from services.commands.bulk.encodings import Encoding
from services.commands.bulk.lines import UnusableError
from services.commands.bulk.opening import Order
from services.commands.bulk.sending import StoppedError

SOME_REJECTED, USAGE, STOPPED = 1, 2, 3
DRY_RUN_TELLS = 20
READABLE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
EPILOG = "Ends with 0: all was taken; 1: some was rejected; 2: the call or the file is wrong; 3: stopped on the way."

OPTIONS = (
    click.argument("file", type=READABLE),
    click.option("--columns", type=READABLE, help="TOML file that says which heading is which; docs/data-files.md."),
    click.option(
        "--encoding",
        type=click.Choice(["auto", *Encoding]),
        default="auto",
        show_default=True,
        help="What the bytes of the file mean, if it is not found out rightly.",
    ),
    click.option("--dry-run", is_flag=True, help="Read and check the file; send nothing and write nothing."),
    click.option("--parallel", type=click.IntRange(1, 16), default=4, show_default=True, help="Requests at once."),
    click.option("--restart", is_flag=True, help="Begin with the first record, whatever an earlier run did."),
    click.option("--patience", type=click.IntRange(1, 86400), default=120, show_default=True,
                 help="Seconds to wait for a suite that is away or busy."),
    click.option("--language", type=click.Choice(["en", "vi"]), default="en", show_default=True,
                 help="Of the details in the rejects file."),
)  # fmt: skip


def bulk_options(most: int, usual: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The options of a command whose address takes ``most`` records at once."""

    def add(command: Callable[..., None]) -> Callable[..., None]:
        batch = click.option(
            "--batch", type=click.IntRange(1, most), default=usual, show_default=True, help="Records in one request."
        )
        for option in reversed((*OPTIONS, batch)):
            command = option(command)
        return command

    return add


def carry_out(kind: Kind, client: str, again: str, *, dry_run: bool, patience: int, **given: Any) -> None:
    """Do what a command was asked for, and end the process with its code. ``again``: the command, for the advice."""
    from services.settings import client_settings

    settings = client_settings()
    encoding = None if given["encoding"] == "auto" else Encoding(given["encoding"])
    order = Order(
        path=given["file"],
        kind=kind,
        client=client,
        url=settings.url,
        columns=given["columns"],
        encoding=encoding,
        batch=given["batch"],
        parallel=given["parallel"],
        restart=given["restart"],
        language=given["language"],
    )
    try:
        sys.exit(_look(order, again) if dry_run else _send(order, again, patience, settings.clients))
    except UnusableError as error:
        click.echo(str(error), err=True)
        sys.exit(USAGE)
    except StoppedError as error:
        click.echo(str(error), err=True)
        sys.exit(STOPPED)
    except KeyboardInterrupt:
        click.echo("Stopped by Ctrl-C before the first record.", err=True)
        sys.exit(STOPPED)


def _send(order: Order, again: str, patience: int, clients: Path) -> int:
    import requests

    from services.commands.bulk.run import Connection, bring_in
    from services.commands.bulk.telling import summary
    from services.commands.outside_client import OutsideClient
    from shared.kernel.clock import SystemClock

    http = requests.Session()
    http.trust_env = False
    http.mount("http", requests.adapters.HTTPAdapter(pool_maxsize=order.parallel))
    outside = OutsideClient(order.url, clients, http=http)
    outcome = bring_in(order, Connection(outside=outside, http=http, clock=SystemClock(), patience=patience))
    counts = outcome.counts
    click.echo(
        summary(
            counts, kind=order.kind, form=outcome.form, rejects=outcome.rejects, command=again,
            seconds=outcome.seconds, read_now=outcome.read_now, dry=False,
        )
    )  # fmt: skip
    return SOME_REJECTED if counts.rejected + counts.refused else 0


def _look(order: Order, again: str) -> int:
    from services.commands.bulk.run import look_at
    from services.commands.bulk.telling import summary

    outcome, first = look_at(order, DRY_RUN_TELLS)
    for reject in first:
        for error in reject.errors:
            click.echo(f"line {reject.row.line}: {error['pointer'] or '/'} {error['code']}: {error['detail']}")
    click.echo(
        summary(
            outcome.counts, kind=order.kind, form=outcome.form, rejects=None, command=again,
            seconds=outcome.seconds, read_now=outcome.read_now, dry=True,
        )
    )  # fmt: skip
    return SOME_REJECTED if outcome.counts.refused + outcome.counts.rejected else 0
