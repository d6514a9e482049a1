"""``gplx login``."""

from __future__ import annotations

import sys

import click

from services.commands.outside_client import CallFailedError, OutsideClient
from services.settings import client_settings


@click.command()
@click.argument("person")
def command(person: str) -> None:
    """Print an access token for PERSON, a demo citizen or officer of var/demo/people.json (username or citizen id)."""
    settings = client_settings()
    outside = OutsideClient(settings.url, settings.clients)
    try:
        people = outside.people()
        found = next((one for one in people if person in {one["username"], one.get("citizen_id")}), None)
        if found is None:
            names = ", ".join(one["username"] for one in people)
            raise CallFailedError(f"Nobody here is called {person}. Known: {names}.")
        token = outside.person_token(found["username"], found["password"], officer=found["kind"] == "officer")
    except CallFailedError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    click.echo(token)
