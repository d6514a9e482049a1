"""``gplx``, the command people and machines run the suite with. Each subcommand is loaded only when it is called."""

from __future__ import annotations

import importlib
from typing import Any

import click

from shared.kernel.settings import SettingsError

COMMANDS = {
    "run": ("services.commands.run", "Start the suite: all services in one process."),
    "serve": ("services.commands.serve", "Answer for one service on a machine of its own."),
    "work": ("services.commands.work", "Do what one service has promised to do by and by."),
    "bootstrap": ("services.commands.bootstrap", "Make passwords, databases, schemas, clients: once, before a start."),
    "migrate": ("services.commands.migrate", "Bring every database to the schema this code expects."),
    "demo": ("services.commands.demo", "Play the whole story against a suite, step by step."),
    "import": ("services.commands.bulk.importing", "Bring holders, exams or licences in from a file."),
    "police": ("services.commands.bulk.pushing", "Push violation cases from a file."),
    "generate": ("services.commands.generate", "Write a made-up registry and police feed that look real."),
    "token": ("services.commands.token", "Print an access token for a client."),
    "login": ("services.commands.login", "Print an access token for a demo citizen or officer."),
    "national-portal": ("services.commands.national_portal", "See and repair what the national portal was told."),
    "doctor": ("services.commands.doctor", "Look at an installation and say what is wrong with it."),
    "rotate-keys": ("services.commands.rotate_keys", "Let the next key sign the tokens from now on."),
    "contracts": ("services.commands.contracts", "Write the OpenAPI files, or check that they are up to date."),
    "pages": ("services.commands.pages", "Write the pages of the law and the dossier, or check them."),
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are needed: ``gplx --help`` answers at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _ = COMMANDS[cmd_name]
        command: click.Command = importlib.import_module(module).command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a fault of the installation is a sentence, not a stack trace."""
        try:
            return super().invoke(ctx)
        except SettingsError as error:
            raise click.ClickException(str(error)) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Driving licences reissued and renewed from the data the state already holds (gplx)."""
