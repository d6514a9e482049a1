"""``gplx national-portal``: what the national portal was told, and what an operator can do about it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from services.portal.app import Syncing

SHOWN = 20


@click.group()
def command() -> None:
    """See, compare and repair what the national portal was told of our dossiers."""


@command.command()
def status() -> None:
    """Count the dossiers told, and name those that are parked with the reason. Exit 1 if any is parked."""
    with reaching() as syncing:
        entries = list(syncing.book.entries())
    parked = [entry for entry in entries if entry.parked_at is not None]
    unsure = sum(1 for entry in entries if entry.unsure and entry.parked_at is None)
    click.echo(f"{len(entries)} dossiers: {len(entries) - len(parked) - unsure} told, {unsure} being tried again, "
               f"{len(parked)} parked")  # fmt: skip
    for entry in parked[:SHOWN]:
        click.echo(f"  {entry.code}  {entry.last_error}")
    if parked:
        click.echo("Next: see to the reason, then `gplx national-portal replay`.")
    raise SystemExit(bool(parked))


@command.command()
@click.option("--code", "codes", multiple=True, help="Only this dossier (may be repeated).")
def replay(*, codes: tuple[str, ...]) -> None:
    """Take parked dossiers up again; the portal's worker tells them by itself."""
    from services.portal.app import replay as take_up

    with reaching() as syncing:
        taken = take_up(syncing, lambda entry: not codes or entry.code in codes)
    click.echo(f"{taken} taken up again.")


@command.command()
@click.option("--repair", "repairing", is_flag=True, help="Have what is missing or behind told again.")
def reconcile(*, repairing: bool) -> None:
    """Compare both sides, dossier by dossier. Exit 1 if they differ."""
    from services.portal.app import reconcile as compare
    from services.portal.app import repair
    from shared.kernel.errors import Unavailable

    with reaching() as syncing:
        try:
            compared, differences = compare(syncing)
        except Unavailable as error:
            raise click.ClickException(f"Cannot compare now: {error.params.get('service')} does not answer.") from error
        click.echo(f"{compared} dossiers compared, {len(differences)} differ")
        for found in differences[:SHOWN]:
            click.echo(f"  {found.code}  {found.kind}: ours {found.ours}, theirs {found.theirs}")
        if differences and repairing:
            click.echo(f"{repair(syncing, differences)} will be told again.")
        elif differences:
            click.echo("Next: `gplx national-portal reconcile --repair` has them told again.")
    raise SystemExit(bool(differences))


@contextmanager
def reaching() -> Iterator[Syncing]:
    """What the portal works with: its own database, the services at the addresses a client would use."""
    from services.portal import app, settings
    from services.settings import INTERNAL, client_settings, embedded_environment, suite_settings
    from shared.db.engine import Database
    from shared.db.unit_of_work import UnitOfWork
    from shared.http.session import new_session
    from shared.kernel.clock import SystemClock
    from shared.kernel.settings import read_settings

    here = client_settings().url.rstrip("/")
    environment = {
        name: here + text.removeprefix(INTERNAL) if text.startswith(INTERNAL) else text
        for name, text in embedded_environment(suite_settings(sandbox="true")).items()
    }
    chosen = read_settings(settings.Settings, environment, service="portal")
    clock = SystemClock()
    database = Database.open(chosen.database_url, clock=clock, unit_of_work=UnitOfWork)
    try:
        made = app.make_syncing(chosen, database=database, clock=clock, http=new_session({}))
        if made is None:
            raise click.ClickException("No national portal is set: GPLX_PORTAL_NATIONAL_PORTAL_URL is empty.")
        yield made[0]
    finally:
        database.close()
