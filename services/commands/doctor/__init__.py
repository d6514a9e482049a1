"""``gplx doctor``: what is wrong with an installation, and what to do about it."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click

from services.commands.doctor import databases, here, outside
from services.commands.doctor.installation import Installation, Result, left_out
from services.settings import SANDBOX, SERVICES, client_settings, embedded_environment, environment, suite_settings


@click.command()
@click.argument("services", nargs=-1, type=click.Choice([*SERVICES, SANDBOX]))
@click.option("--sandbox/--no-sandbox", default=None, help="Whether the stand-ins belong to the installation.")
def command(*, services: tuple[str, ...], sandbox: bool | None) -> None:
    """Look at an installation and say what is wrong with it.

    Without SERVICES at the one-process installation in GPLX_VAR; with SERVICES at these alone, by what this machine's
    environment says of them, as in a container.
    """
    wrong = left = 0
    for result in examine(installation(services, sandbox=sandbox), asked=sandbox is not None or bool(services)):
        mark = ("ok   ", "green") if result.right else ("WRONG", "red")
        text, colour = mark if result.looked else ("-    ", "yellow")
        click.echo(f"{click.style(text, fg=colour)}  {result.what:<36} {result.found}")
        wrong += not result.right
        left += not result.looked
        if not (result.right and result.looked):
            click.echo(f"       {result.advice}")
    said = "Everything looked at is right." if not wrong else f"{wrong} wrong."
    click.echo(said + (f" {left} not looked at." if left else ""))
    sys.exit(1 if wrong else 0)


def installation(names: tuple[str, ...], *, sandbox: bool | None) -> Installation:
    """What is to be looked at. Not asked about the sandbox, it is taken in wherever there is one."""
    from services.suite import parts  # heavy

    url = client_settings().url
    if names:
        chosen = tuple(part for part in parts(with_sandbox=True) if part.name in names)
        return Installation(environment(), chosen, None, url)
    given = {} if sandbox is None else {"sandbox": str(sandbox)}
    settings = suite_settings(**given)
    there = settings.sandbox if sandbox is not None else settings.sandbox or (settings.var / f"{SANDBOX}.db").exists()
    return Installation(embedded_environment(settings), parts(with_sandbox=there), settings.var, url)


def examine(found: Installation, *, asked: bool = True) -> Iterator[Result]:
    """Look at machine, folder, settings, keys, databases, the sandbox, police sources and the running suite."""
    yield from here.machine()
    if found.var is not None:
        yield from here.folder(found.var)
    yield from here.settings(found)
    yield from here.keys(found)
    yield from databases.databases(found)
    yield from outside.simulated(found)
    if not asked and all(part.name != SANDBOX for part in found.parts):
        yield left_out("Sandbox's own data", "there is none here", "Say --sandbox if there should be.")
    yield from outside.sources(found)
    yield from outside.running(found)
