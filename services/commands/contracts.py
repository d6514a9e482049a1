"""``gplx contracts``: the OpenAPI files in ``shared/contracts`` are generated from the running apps."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

import click

CONTRACTS = Path(__file__).resolve().parents[2] / "shared/contracts"


@click.command()
@click.option("--check", is_flag=True, help="Change nothing; fail if a file differs from what the code says.")
def command(*, check: bool) -> None:
    """Write the OpenAPI files, or check that they are up to date."""
    stale = []
    for name, document in generated().items():
        path = CONTRACTS / f"{name}.v1.json"
        text = json.dumps(document, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
        if path.exists() and path.read_text() == text:
            continue
        stale.append(path.name)
        if not check:
            path.write_text(text)
    if check and stale:
        click.echo(f"Out of date: {', '.join(stale)}. Run `make contracts` and commit the result.")
        sys.exit(1)
    click.echo(f"Written: {', '.join(stale)}." if stale else "Contracts are up to date.")


def generated() -> dict[str, dict[str, object]]:
    """The OpenAPI document of each service, by its name."""
    from services.commands.run import prepare  # noqa: PLC0415  # heavy
    from services.settings import SuiteSettings  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        suite = prepare(SuiteSettings(var=Path(folder), sandbox=True), environ={})
        try:
            return {
                name: app.extensions["flask-smorest"]["apis"][""]["ext_obj"].spec.to_dict()
                for name, app in suite.apps.items()
            }
        finally:
            suite.close()
