"""``gplx run``: all services in one process, with everything a first start needs made on the way."""

from __future__ import annotations

import fcntl
import json
import os
import socket
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from services.settings import SuiteSettings, embedded_environment, suite_settings

if TYPE_CHECKING:
    from services.suite import Suite
    from shared.kernel.clock import Clock

LOCK_PATIENCE_SECONDS = 8.0


@click.command()
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--sandbox/--no-sandbox", default=None, help="Stand in for the outside world and load the demo registry.")
def command(*, host: str | None, port: int | None, sandbox: bool | None) -> None:
    """Start the suite: all services in one process. Ctrl-C stops it."""
    given = {"host": host, "port": port, "sandbox": sandbox}
    settings = suite_settings(**{name: str(value) for name, value in given.items() if value is not None})
    import services.suite  # noqa: F401  # all of the suite, loaded before gunicorn forks
    from shared.observability.logging import configure_logging

    make_folders(settings.var)
    with hold(settings.var / "suite.lock"):
        require_free(settings.host, settings.port)
        configure_logging(settings.log_level)
        serve(settings)


def prepare(settings: SuiteSettings, *, environ: Mapping[str, str] | None = None, clock: Clock | None = None) -> Suite:
    """Folders, schemas, keys and clients, and with the sandbox the demo registry; then the suite, not yet serving."""
    from services.suite import create_suite, ensure_folders, migrate_all, seed_clients, seed_world
    from shared.kernel.clock import SystemClock

    clock = clock or SystemClock()
    environment = embedded_environment(settings) if environ is None else embedded_environment(settings, environ)
    ensure_folders(settings.var)
    migrate_all(environment, with_sandbox=settings.sandbox)
    seed_clients(environment, settings.var, clock=clock)
    suite = create_suite(environment, clock=clock, with_sandbox=settings.sandbox)
    if settings.sandbox:
        seed_world(suite, settings.var)
    return suite


def make_folders(var: Path) -> None:
    """Make the folders everything is kept in, or say why that cannot be. New files are for their owner alone."""
    from services.suite import ensure_folders  # heavy

    os.umask(0o077)
    try:
        ensure_folders(var)
    except OSError as error:
        raise click.ClickException(unwritable(var, error)) from error


def unwritable(var: Path, error: OSError) -> str:
    """What is wrong with a folder, and what to do about it."""
    return f"{var} cannot be written to ({error.strerror}). Set GPLX_VAR to a folder of your own."


def require_free(host: str, port: int) -> None:
    """Refuse a port that somebody else listens on, before anything is made ready for it."""
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((host, port))
    except (OSError, OverflowError) as error:
        why = getattr(error, "strerror", None) or str(error)
        advice = "Stop what is there, or choose another port: `make run PORT=8001`, `gplx run --port 8001`."
        raise click.ClickException(f"Cannot listen on {host}:{port} ({why}). {advice}") from error


def hold(path: Path) -> Any:
    """Take the folder for this process. The kernel gives it back when the process ends, however it ends."""
    try:
        handle = path.open("a+")
    except OSError as error:
        raise click.ClickException(unwritable(path.parent, error)) from error
    deadline = time.monotonic() + LOCK_PATIENCE_SECONDS
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                handle.close()
                raise click.ClickException(
                    f"Another suite is running on {path.parent}. Stop it, or set GPLX_VAR to another folder."
                ) from None
            time.sleep(0.1)
        else:
            os.set_inheritable(handle.fileno(), True)
            return handle


def serve(settings: SuiteSettings) -> None:
    """Answer requests until told to stop."""
    from gunicorn.app.base import BaseApplication

    from shared.web.collector import settle_collector

    class Embedded(BaseApplication):  # type: ignore[misc]  # untyped library
        """gunicorn with one worker process: SQLite has one writer, and the background runs once."""

        def load_config(self) -> None:
            for name, value in gunicorn_options(settings).items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            suite = self.suite = prepare(settings)
            suite.start_background()
            settle_collector()
            greet(settings)
            return suite.router

    Embedded().run()


def gunicorn_options(settings: SuiteSettings) -> dict[str, Any]:
    """One worker process, many threads, no control socket (services of one user would share its path)."""

    def worker_exit(server: Any, _worker: Any) -> None:
        suite = getattr(server.app, "suite", None)
        if suite is not None:
            suite.close()

    return {
        "bind": f"{settings.host}:{settings.port}",
        "workers": 1,
        "worker_class": "gthread",
        "threads": settings.threads,
        "timeout": 120,
        "graceful_timeout": 5,
        "keepalive": 15,
        "loglevel": "warning",
        "control_socket_disable": True,
        "worker_exit": worker_exit,
    }


def greet(settings: SuiteSettings) -> None:
    """Say where everything is and who can log in."""
    address = f"http://{settings.host}:{settings.port}"
    lines = [
        "",
        f"  gplx is ready at {address}",
        f"    API pages      {address}/api/renewals/v1/docs   (licences, violations, access alike)",
        f"    health         {address}/health/ready",
    ]
    people = settings.var / "demo/people.json"
    if settings.sandbox and people.exists():
        lines += [
            f"    outside world  {address}/sandbox/",
            f"    keys           {settings.var / 'demo/clients'}/<client>.json",
            f"    demo people    {people}",
            "",
            *(f"      {entry['username']:<24}{entry['situation']}" for entry in described(people)),
            "",
            "  Next: `make demo` in another window plays the whole story.",
        ]
    click.echo("\n".join([*lines, "  Ctrl-C stops it.", ""]))


def described(people: Path) -> list[dict[str, str]]:
    """The demo people and, in English, what is special about each."""
    entries = json.loads(people.read_text())
    entries = entries["people"] if isinstance(entries, dict) else entries
    return [{"username": entry["username"], "situation": situation(entry)} for entry in entries]


def situation(entry: Mapping[str, Any]) -> str:
    """The one line on a demo person."""
    words = entry["situation"]
    return str(words["en"]) if isinstance(words, dict) else str(words)
