"""``gplx pages``: law, dossier and settings in docs/ are generated from the tables that decide."""

from __future__ import annotations

import sys
from pathlib import Path

import click

DOCS = Path(__file__).resolve().parents[2] / "docs"


@click.command()
@click.option("--check", is_flag=True, help="Change nothing; fail if a page differs from what the tables say.")
def command(*, check: bool) -> None:
    """Write the pages of law, dossier and settings from their tables, or check that they are up to date."""
    from services.commands.settings_page import settings_page
    from services.renewals.app import dossier_page, law_page  # heavy

    stale = [
        name
        for name, text in (("law.md", law_page()), ("dossier.md", dossier_page()), ("settings.md", settings_page()))
        if not _up_to_date(DOCS / name, text, check=check)
    ]
    if stale and check:
        click.echo("Run `make pages` and commit the result.")
        sys.exit(1)


def _up_to_date(page: Path, text: str, *, check: bool) -> bool:
    if page.exists() and page.read_text(encoding="utf-8") == text:
        click.echo(f"docs/{page.name} is up to date.")
        return True
    if check:
        click.echo(f"docs/{page.name} is out of date.")
    else:
        page.write_text(text, encoding="utf-8")
        click.echo(f"docs/{page.name} written.")
    return False
