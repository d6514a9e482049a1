"""``gplx serve``: one service on a machine of its own, with as many processes as the machine bears."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from services.settings import FRONT, SANDBOX, SERVICES, MachineSettings, machine_settings, share_numbers

if TYPE_CHECKING:
    from flask import Flask


@click.command()
@click.argument("service", type=click.Choice([*SERVICES, SANDBOX, FRONT]))
def command(service: str) -> None:
    """Answer for one SERVICE. Any number of machines may; what is to be done by and by is for `gplx work`."""
    os.umask(0o077)
    machine = machine_settings()
    empty(machine)
    share_numbers(machine.metrics_dir)
    from services.commands.machine import Server, load, options, settings_of
    from shared.observability.logging import configure_logging
    from shared.observability.metrics import share

    share(machine.metrics_dir)
    configure_logging(machine.log_level)
    if service != FRONT:
        settings_of(service)  # a fault of the environment is told once, before any process is started
        load(service)  # what the processes have in common is in memory once
    serving = Serving(service, machine)
    fitted = options(machine, workers=machine.workers, threads=machine.threads)
    Server(fitted | {"child_exit": forget, "worker_exit": serving.close}, serving.make).run()


def empty(machine: MachineSettings) -> None:
    """Make the folder of numbers; those of processes that ended before do not count again."""
    try:
        machine.metrics_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        for old in machine.metrics_dir.glob("*.db"):
            old.unlink()
    except OSError as error:
        raise click.ClickException(
            f"{machine.metrics_dir} cannot be written to ({error.strerror}). Set GPLX_METRICS_DIR to your own folder."
        ) from error


def forget(_server: Any, worker: Any) -> None:
    """A process has ended: its numbers stay, what it was doing at the moment does not."""
    from shared.observability.metrics import forget_process

    forget_process(worker.pid)


class Serving:
    """The app of one process, from its making to its end."""

    def __init__(self, service: str, machine: MachineSettings) -> None:
        self._service = service
        self._machine = machine
        self._app: Flask | None = None

    def make(self) -> Flask:
        """The WSGI application."""
        from services.commands.machine import make_app

        self._app = make_app(self._service, self._machine)
        return self._app

    def close(self, _server: Any, _worker: Any) -> None:
        """Write what waits and give back every connection."""
        runtime = self._app.extensions.get("gplx") if self._app is not None else None
        if runtime is not None:
            runtime.close()
