"""``gplx generate``: a made-up registry and police feed that look real and are nobody's."""

from __future__ import annotations

import math
import os
import time
from datetime import date
from pathlib import Path

import click

from services.commands.generate.folder import Files, OccupiedError, prepare
from services.commands.generate.lives import MOST_LICENCES
from services.commands.generate.making import stretches
from services.commands.generate.order import CSV, FILES, NDJSON, Order
from services.commands.generate.stories import MOST_CASES
from services.commands.generate.summary import Tally, readme
from services.commands.generate.telling import told

AS_OF = "2026-11-01"
EARLIEST, LATEST = date(2021, 1, 1), date(2099, 12, 31)
FORMATS = {NDJSON: (NDJSON,), CSV: (CSV,), "both": (NDJSON, CSV)}
MOST_JOBS = 8


@click.command()
@click.option("--licences", type=click.IntRange(1, MOST_LICENCES), required=True, help="How many licences.")
@click.option("--cases", type=click.IntRange(0, MOST_CASES), help="How many police cases.  [default: a tenth of them]")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=1, show_default=True, help="Which registry.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="The folder to write to; made if new.",
)
@click.option(
    "--dirty",
    type=click.FloatRange(0, 1),
    callback=lambda _context, option, value: _number(option, value),
    default=0.0,
    show_default=True,
    help="Which fraction of the rows of each file to spoil, as real registries are.",
)
@click.option("--format", "form", type=click.Choice(tuple(FORMATS)), default=NDJSON, show_default=True)
@click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), default=AS_OF, show_default=True, help="The registry's today."
)
@click.option("--jobs", type=click.IntRange(1, 64), help="How many processes.  [default: one per processor, at most 8]")
@click.option("--force", is_flag=True, help="Replace what an earlier run left in the folder.")
def command(
    *,
    licences: int,
    cases: int | None,
    seed: int,
    out: Path,
    dirty: float,
    form: str,
    as_of: object,
    jobs: int | None,
    force: bool,
) -> None:
    """Write a made-up registry (holders, exams, licences) and police feeds that look real and are nobody's.

    The same options give the same files, byte by byte, on any machine, whatever --jobs is; and the first 1,000
    licences of a million are those of a thousand. With --dirty, dirty.ndjson names every spoiled row and what the
    product must say of it. summary.json counts what is there; it is written last, so where it is, all is whole.

    Load only where --as-of is not ahead of the calendar: what is dated later is refused as being in the future. Two
    seeds are two registries of the same range of numbers: load one of them into a suite, not both.
    """
    order = Order(
        seed=seed,
        licences=licences,
        cases=licences // 10 if cases is None else cases,
        as_of=_day(as_of),
        per_million=round(dirty * 1_000_000),
        formats=FORMATS[form],
    )
    try:
        prepare(out, force=force)
        _write(order, out, jobs=jobs or min(os.cpu_count() or 1, MOST_JOBS))
    except OccupiedError:
        raise click.UsageError(f"{out} is not empty. Name another folder, or add --force.") from None
    except OSError as error:
        words = f"{error.strerror or error}: {error.filename or out}. Nothing half-made was left there."
        raise click.ClickException(words) from error


def _number(option: click.Parameter, value: float) -> float:
    """Neither above nor below a limit, ``nan`` passes for being within them."""
    if math.isnan(value):
        raise click.BadParameter("nan is not in the range 0<=x<=1.", param=option)
    return value


def _day(as_of: object) -> int:
    day = as_of.date() if hasattr(as_of, "date") else EARLIEST
    if not EARLIEST <= day <= LATEST:
        raise click.BadParameter(f"from {EARLIEST} to {LATEST}.", param_hint="--as-of")
    return int(day.toordinal())


def _write(order: Order, out: Path, *, jobs: int) -> None:
    begun = time.monotonic()
    tally = Tally()
    files = Files(out, order.formats)
    try:
        with told(order.licences + order.cases, "licences and cases") as move:
            for stretch in stretches(order, jobs=jobs):
                for sheet in stretch.sheets:
                    files.add(sheet)
                tally.add(stretch)
                move(stretch.licences + stretch.cases)
        summary = tally.summary(order)
        files.finish(summary=summary, readme=readme(summary, order))
    except KeyboardInterrupt:
        files.abandon()
        click.echo("Stopped. Nothing half-made was left behind.", err=True)
        raise SystemExit(130) from None
    except BaseException:
        files.abandon()
        raise
    seconds = time.monotonic() - begun
    for name in FILES:
        click.echo(f"{name:14} {tally.rows[name]:>12,} rows, {tally.refused[name]:,} of them to be refused")
    click.echo(f"{out}: {order.licences:,} licences, {order.cases:,} cases in {seconds:,.1f} s")
