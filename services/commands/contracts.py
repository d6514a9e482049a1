"""``gplx contracts``: the OpenAPI files in ``shared/contracts`` are generated from the running apps."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from shared import contracts

if TYPE_CHECKING:
    from flask import Flask


@click.command()
@click.option("--check", is_flag=True, help="Change nothing; fail if a file differs from what the code says.")
def command(*, check: bool) -> None:
    """Write the OpenAPI files, or check that they are up to date."""
    stale = []
    for name, document in generated().items():
        path = contracts.path_of(name)
        text = contracts.text_of(document)
        if path.exists() and path.read_text("utf-8") == text:
            continue
        stale.append(path.name)
        if not check:
            path.write_text(text, "utf-8")
    if check and stale:
        click.echo(f"Out of date: {', '.join(stale)}. Run `make contracts` and commit the result.")
        sys.exit(1)
    click.echo(f"Written: {', '.join(stale)}." if stale else "Contracts are up to date.")


def generated() -> dict[str, dict[str, Any]]:
    """The OpenAPI document of each service by its name, the outside world's stand-ins included: renewals calls them."""
    from services.settings import SuiteSettings, embedded_environment  # heavy
    from services.suite import create_suite, ensure_folders, migrate_all, seed_clients
    from shared.kernel.clock import SystemClock

    with tempfile.TemporaryDirectory() as folder:
        settings = SuiteSettings(var=Path(folder), sandbox=True)
        environment = embedded_environment(settings, {})
        ensure_folders(settings.var)
        migrate_all(environment, with_sandbox=True)
        seed_clients(environment, settings.var, clock=SystemClock())
        suite = create_suite(environment, clock=SystemClock(), with_sandbox=True)
        try:
            return {name: _document(app) for name, app in suite.apps.items()}
        finally:
            suite.close()


def _document(app: Flask) -> dict[str, Any]:
    found: dict[str, Any] = app.extensions["flask-smorest"]["apis"][""]["ext_obj"].spec.to_dict()
    return found
