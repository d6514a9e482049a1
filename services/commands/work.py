"""``gplx work``: what one service has promised to do by and by, on any number of machines."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import click

from services.settings import SANDBOX, SERVICES, MachineSettings, machine_settings

if TYPE_CHECKING:
    from flask import Flask

    from shared.messaging.background import BackgroundLoop

SHOWN = ("/health/live", "/health/ready", "/metrics")
"""A worker answers whoever watches it and nobody else."""

STUCK_SECONDS = 900.0
"""A round that takes longer is stuck: it runs at most twenty jobs, and their calls have limits of some seconds."""

WSGI = Callable[[dict[str, Any], Any], Iterable[bytes]]


@click.command()
@click.argument("service", type=click.Choice([*SERVICES, SANDBOX]))
def command(service: str) -> None:
    """Work for one SERVICE: take in news, run its jobs, seal its logs.

    Any number may work for one service. Work that a killed one had in hand is done by another when its lease is over.
    """
    os.umask(0o077)
    machine = machine_settings()
    from services.commands.machine import Server, load, options, settings_of
    from shared.observability.logging import configure_logging

    configure_logging(machine.log_level)
    settings_of(service)
    load(service)
    working = Working(service, machine)
    Server(options(machine, workers=1, threads=2) | {"worker_exit": working.close}, working.make).run()


class Working:
    """The background of one service: made after the fork, stopped before the process ends."""

    def __init__(self, service: str, machine: MachineSettings) -> None:
        self._service = service
        self._machine = machine
        self._app: Flask | None = None
        self._loop: BackgroundLoop | None = None

    def make(self) -> WSGI:
        """Begin to work; the WSGI application that says how it goes."""
        from services.commands.machine import make_app
        from shared.messaging.background import BackgroundLoop
        from shared.web.runtime import runtime_of

        app = self._app = make_app(self._service, self._machine)
        runtime = runtime_of(app)
        loop = self._loop = BackgroundLoop(runtime.background())
        runtime.checks["background"] = lambda: must_turn(loop)
        if runtime.database is not None:
            runtime.database.on_commit(loop.wake)
        loop.start()
        return only(SHOWN, app)

    def close(self, _server: Any, _worker: Any) -> None:
        """Let the task in hand finish, then give back every connection."""
        if self._loop is not None:
            self._loop.stop(self._machine.graceful_seconds)
        if self._app is not None:
            self._app.extensions["gplx"].close()


def must_turn(loop: BackgroundLoop) -> None:
    """Raise if the background has ended or hangs in one task."""
    if not loop.turning or time.monotonic() - loop.turned_at > STUCK_SECONDS:
        raise RuntimeError("the background work stands still")


def only(paths: tuple[str, ...], app: WSGI) -> WSGI:
    """``app`` without all its other addresses."""

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ.get("PATH_INFO") in paths:
            return app(environ, start_response)
        start_response("404 Not Found", [("Content-Type", "text/plain"), ("Content-Length", "0")])
        return ()

    return answer
