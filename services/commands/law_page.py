"""``gplx law-page``: docs/law.md is generated from the rule tables."""

from __future__ import annotations

import sys
from pathlib import Path

import click

PAGE = Path(__file__).resolve().parents[2] / "docs/law.md"


@click.command()
@click.option("--check", is_flag=True, help="Change nothing; fail if the page differs from what the tables say.")
def command(*, check: bool) -> None:
    """Write docs/law.md from the rule tables, or check that it is up to date."""
    from services.renewals.app import law_page  # heavy

    text = law_page()
    if PAGE.exists() and PAGE.read_text() == text:
        click.echo("docs/law.md is up to date.")
    elif check:
        click.echo("docs/law.md is out of date. Run `make law-page` and commit the result.")
        sys.exit(1)
    else:
        PAGE.write_text(text)
        click.echo("docs/law.md written.")
