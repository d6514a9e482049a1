"""``gplx bootstrap``: the one-shot steps between an empty machine and the first start; each can be run again."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from services.settings import SANDBOX, SERVICES, BootstrapSettings, bootstrap_settings, environment
from shared.kernel.settings import IN_FILE

DATABASE_URL = "database-url"
CLIENT = "client.json"
OWNER = "postgres"
PASSWORD_BYTES = 24
SHARED_WITH_THE_SERVER = 0o444
"""PostgreSQL reads its owner's password as a user of its own, from a folder nobody else is shown."""


@click.command()
@click.argument("steps", nargs=-1, required=True, type=click.Choice(["passwords", "databases", "clients", "world"]))
def command(steps: tuple[str, ...]) -> None:
    """Run STEPS in the order given; what is there already is kept.

    passwords: a password per database role. databases: roles, databases and their schemas. clients: keys and
    agreements of the suite's own clients, with the sandbox also of the demo's. world: the demo registry.
    """
    os.umask(0o077)
    settings = bootstrap_settings()
    doing: Mapping[str, Callable[[BootstrapSettings], str]] = {
        "passwords": passwords,
        "databases": databases,
        "clients": clients,
        "world": world,
    }
    for step in steps:
        click.echo(f"{step}: {doing[step](settings)}")


def names(settings: BootstrapSettings) -> tuple[str, ...]:
    """The services that this installation has."""
    return (*SERVICES, SANDBOX) if settings.sandbox else SERVICES


def passwords(settings: BootstrapSettings) -> str:
    """Give the owner of the database server and each service a password, in a folder that only they are shown."""
    made = []
    owner = settings.private / OWNER / "password"
    if not owner.exists():
        write(owner, secrets.token_hex(PASSWORD_BYTES), mode=SHARED_WITH_THE_SERVER)
        made.append(OWNER)
    for name in names(settings):
        place = settings.private / name / DATABASE_URL
        if not place.exists():
            write(place, url_of(settings, role=name, password=secrets.token_hex(PASSWORD_BYTES)))
            made.append(name)
    return f"made for {', '.join(made)}" if made else "all there"


def url_of(settings: BootstrapSettings, *, role: str, password: str) -> str:
    """The address of a role's database; they have the same name."""
    return f"postgresql+psycopg://{role}:{password}@{settings.postgres_host}:{settings.postgres_port}/{role}"


def write(path: Path, content: str, *, mode: int = 0o600) -> None:
    """Write a file whole or not at all, for its owner's eyes unless ``mode`` says otherwise."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.chmod(mode)
    draft.replace(path)


def databases(settings: BootstrapSettings) -> str:
    """A role and a database per service, which no other role may enter, and the schema its code expects."""
    from services.suite import migrate_all  # heavy

    if (settings.private / OWNER / "password").exists():
        make_roles(settings)
    changed = migrate_all(told(settings), with_sandbox=settings.sandbox)
    return f"new schema for {', '.join(changed)}" if changed else "every schema is up to date"


def told(settings: BootstrapSettings) -> dict[str, str]:
    """The environment of all services together: what the operator says, else the databases that ``passwords`` began."""
    given = environment()
    for name in names(settings):
        place = settings.private / name / DATABASE_URL
        for variable in (f"GPLX_{name}_{what}_URL".upper() for what in ("database", "lookups")):
            if place.exists() and variable not in given:
                given[f"{variable}{IN_FILE}"] = str(place)
    return given


def make_roles(settings: BootstrapSettings) -> None:
    """Bring the server's roles and databases in line with the passwords."""
    from sqlalchemy import create_engine, make_url, text
    from sqlalchemy.engine import Connection

    def quoted(connection: Connection, word: str) -> str:
        return connection.dialect.identifier_preparer.quote_identifier(word)

    owner = url_of(settings, role=OWNER, password=(settings.private / OWNER / "password").read_text().strip())
    engine = create_engine(owner, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        roles = set(connection.execute(text("SELECT rolname FROM pg_roles")).scalars())
        known = set(connection.execute(text("SELECT datname FROM pg_database")).scalars())
        for name in names(settings):
            password = make_url((settings.private / name / DATABASE_URL).read_text().strip()).password or ""
            role, verb = quoted(connection, name), "ALTER" if name in roles else "CREATE"
            literal = str(text(":p").bindparams(p=password).compile(engine, compile_kwargs={"literal_binds": True}))
            connection.exec_driver_sql(f"{verb} ROLE {role} LOGIN PASSWORD {literal}")
            if name not in known:
                connection.exec_driver_sql(f"CREATE DATABASE {role} OWNER {role} TEMPLATE template0 ENCODING 'UTF8'")
            connection.exec_driver_sql(f"REVOKE ALL ON DATABASE {role} FROM PUBLIC")
    engine.dispose()


def clients(settings: BootstrapSettings) -> str:
    """Register the suite's own clients, in the demo everybody's, and hand each service the key that is its own."""
    from services.access.app import seed_demo
    from services.access.settings import Settings
    from shared.kernel.clock import SystemClock
    from shared.kernel.settings import read_settings

    folder = settings.demo / "clients"
    folder.mkdir(parents=True, exist_ok=True)
    access = read_settings(Settings, told(settings), service="access")
    seed_demo(access, directory=folder, clock=SystemClock(), own_only=not settings.sandbox)
    handed = [name for name in names(settings) if hand_over(folder / f"{name}.json", settings.private / name / CLIENT)]
    return f"{len(list(folder.glob('*.json')))} registered, new keys handed to {', '.join(handed) or 'nobody'}"


def hand_over(made: Path, place: Path) -> bool:
    """Give a service its client's key file, if it has one; whether it is a new one."""
    if not made.exists() or (place.exists() and place.read_bytes() == made.read_bytes()):
        return False
    write(place, made.read_text(encoding="utf-8"))
    return True


def world(settings: BootstrapSettings) -> str:
    """Load the demo registry and its police cases over HTTP, once; the suite must answer."""
    from services.commands.machine import settings_of
    from services.sandbox.app import create_app, seed_demo
    from shared.http.session import new_session
    from shared.kernel.clock import SystemClock

    if not settings.sandbox:
        return "only the sandbox has one"
    http = new_session()
    app = create_app(settings_of(SANDBOX), clock=SystemClock(), http=http)
    try:
        seed_demo(app, http=http, base_url=settings.door, directory=settings.demo)
    finally:
        close(app)
    return f"loaded; people are in {settings.demo / 'people.json'}"


def close(app: Any) -> None:
    """Give back what an app that never served holds."""
    app.extensions["gplx"].close()
