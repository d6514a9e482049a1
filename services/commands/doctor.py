"""``gplx doctor``: what is wrong with an installation, and what to do about it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import requests

from services.settings import SuiteSettings, client_settings, embedded_environment, suite_settings

LEAST_FREE_BYTES = 500 * 1024 * 1024
OTHERS_READ = stat.S_IRGRP | stat.S_IROTH
OTHERS_ENTER = stat.S_IXGRP | stat.S_IXOTH
CHAINS_LOOKED_AT = 500
HOURS_LOOKED_AT = 48
LEAST_SQLITE = (3, 35, 0)
"""``RETURNING`` and ``UPSERT`` as the adapters use them."""


@dataclass(frozen=True, slots=True)
class Result:
    """One thing looked at; ``advice`` says what to do if it is not right."""

    what: str
    right: bool
    found: str
    advice: str = ""


@click.command()
def command() -> None:
    """Look at an installation and say what is wrong with it."""
    settings = suite_settings()
    wrong = 0
    for result in examine(settings):
        mark = click.style("ok   ", fg="green") if result.right else click.style("WRONG", fg="red")
        click.echo(f"{mark}  {result.what:<34}{result.found}")
        if not result.right:
            wrong += 1
            click.echo(f"       {result.advice}")
    click.echo("Everything looked at is right." if not wrong else f"{wrong} wrong.")
    sys.exit(1 if wrong else 0)


def examine(settings: SuiteSettings) -> Iterator[Result]:
    """Look at machine, folder, schemas, logs, keys and the running suite, in that order."""
    yield from machine()
    yield from folder(settings.var)
    yield from schemas(settings)
    yield from logs(settings)
    yield from keys(settings.var)
    yield from running(client_settings().url)


def machine() -> Iterator[Result]:
    """Python and SQLite."""
    version = ".".join(map(str, sys.version_info[:3]))
    yield Result("Python", sys.version_info[:2] >= (3, 11), version, "Install Python 3.11.")
    yield Result(
        "SQLite",
        sqlite3.sqlite_version_info >= LEAST_SQLITE,
        sqlite3.sqlite_version,
        "Use a Python built with SQLite 3.35 or newer, or PostgreSQL.",
    )


def folder(var: Path) -> Iterator[Result]:
    """The folder everything is kept in: there, ours to write, hidden from others, with room."""
    if not var.exists():
        yield Result("Folder", False, f"{var} is not there", "Run `make run` once, or set GPLX_VAR.")
        return
    writable = os.access(var, os.W_OK | os.X_OK)
    yield Result(
        "Folder",
        writable,
        str(var) if writable else f"{var} cannot be written to",
        "Give yourself the right, or set GPLX_VAR to a folder of your own.",
    )
    loose = sorted(path.name for path in var.glob("*.db") if path.stat().st_mode & OTHERS_READ)
    hidden = not (loose and var.stat().st_mode & OTHERS_ENTER)
    yield Result(
        "Hidden from others",
        hidden,
        "yes" if hidden else ", ".join(loose),
        f"Run `chmod 700 {var}`: this is personal.",
    )
    free = shutil.disk_usage(var).free
    yield Result(
        "Free disk", free >= LEAST_FREE_BYTES, f"{free // 1_000_000} MB", "Make room: below 500 MB is too near."
    )


def schemas(settings: SuiteSettings) -> Iterator[Result]:
    """Every database at the revision this code expects."""
    from sqlalchemy import create_engine  # heavy
    from sqlalchemy.exc import SQLAlchemyError

    from services.suite import parts
    from shared.db.migrations import current_revision, head_of
    from shared.kernel.settings import read_settings

    for part in parts(with_sandbox=settings.sandbox):
        found = read_settings(part.settings, embedded_environment(settings), service=part.name)
        if not reachable(found.database_url):
            yield Result(f"Schema of {part.name}", False, "no database", "Run `gplx migrate`.")
            continue
        engine = create_engine(found.database_url)
        try:
            with engine.connect() as connection:
                revision = current_revision(connection, part.migrations)
        except SQLAlchemyError as error:
            yield Result(
                f"Schema of {part.name}", False, type(error).__name__, "Check its DATABASE_URL and the server."
            )
        else:
            head = head_of(part.migrations)
            yield Result(f"Schema of {part.name}", revision == head, f"{revision} of {head}", "Run `gplx migrate`.")
        finally:
            engine.dispose()


def logs(settings: SuiteSettings) -> Iterator[Result]:
    """Audit chains and seals of look-ups: nothing was changed or taken out. A portion, the newest first."""
    from sqlalchemy import create_engine  # heavy
    from sqlalchemy.exc import SQLAlchemyError

    from services.suite import parts
    from shared.db.audit import broken_links, newest_chains, read_chain
    from shared.kernel.settings import read_settings

    advice = "An entry was changed or taken out. Keep the file, and compare it with a backup."
    for part in parts(with_sandbox=settings.sandbox):
        found = read_settings(part.settings, embedded_environment(settings), service=part.name)
        if not reachable(found.database_url):
            continue
        engine = create_engine(found.database_url)
        try:
            with engine.connect() as connection:
                chains = newest_chains(connection, limit=CHAINS_LOOKED_AT)
                broken = [chain for chain in chains if broken_links(read_chain(connection, chain))]
        except SQLAlchemyError:
            continue  # the schema is not there, which has been said
        finally:
            engine.dispose()
        seen = f"{len(chains)} newest chains whole" if not broken else f"broken: {', '.join(broken)}"
        yield Result(f"Audit of {part.name}", not broken, seen, advice)
        if reachable(found.lookups_url):
            hours = hours_that_differ(found.lookups_url)
            seen = "seals hold" if not hours else f"hours that differ: {', '.join(hours)}"
            yield Result(f"Look-ups of {part.name}", not hours, seen, advice)


def reachable(url: str) -> bool:
    """Whether a database may be opened without making one: SQLite would."""
    return not url.startswith("sqlite:///") or Path(url.removeprefix("sqlite:///")).exists()


def hours_that_differ(url: str) -> list[str]:
    """The sealed hours of a look-up log whose entries no longer give their seal."""
    from shared.db.lookups import LookupLog  # heavy
    from shared.db.lookups.seals import broken_seals
    from shared.kernel.clock import SystemClock

    log = LookupLog(url, clock=SystemClock(), service="doctor")
    try:
        return [hour.isoformat() for hour in broken_seals(log, limit=HOURS_LOOKED_AT)]
    finally:
        log.close()


def keys(var: Path) -> Iterator[Result]:
    """Key files nobody else can read."""
    found = sorted([*var.glob("keys/**/*.json"), *var.glob("demo/clients/*.json")])
    loose = [path.name for path in found if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)]
    yield Result(
        "Key files",
        bool(found) and not loose,
        f"{len(found)} found" + (f", readable by others: {', '.join(loose)}" if loose else ""),
        "Run `chmod 600` on them." if loose else "Run `make run` once: it makes them.",
    )


def running(url: str) -> Iterator[Result]:
    """The suite itself, if one runs."""
    try:
        answer = requests.get(f"{url.rstrip('/')}/health/ready", timeout=10)
    except requests.RequestException:
        yield Result("Suite", False, f"nothing answers at {url}", "Start it with `make run`, or set GPLX_URL.")
        return
    yield Result("Suite", answer.ok, f"{url} answers {answer.status_code}", f"See {url}/health/ready for what is down.")
