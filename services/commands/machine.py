"""One service alone on its machine: how it is made from the environment, and the server around it."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from gunicorn.app.base import BaseApplication

from services.settings import FRONT, SANDBOX, SERVICES, MachineSettings, environment
from shared.kernel.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

LISTEN_SECONDS = 120
"""How long a process of the server may be silent before it is replaced."""

KEEPALIVE_SECONDS = 75
"""Longer than the proxy keeps a connection that nobody uses: the proxy ends it, never we under its hands."""


def load(service: str) -> Any:
    """The composition root of one service; no other service is loaded."""
    return importlib.import_module(f"services.{service}.app")


def make_app(service: str, machine: MachineSettings) -> Flask:
    """The service, or the front door, on what the environment says. Raises SettingsError naming all that is missing."""
    from shared.http.session import new_session
    from shared.kernel.clock import SystemClock

    if service == FRONT:
        from services.front import create_front, distant

        return create_front(distant(neighbours(machine), new_session()))
    app: Flask = load(service).create_app(settings_of(service), clock=SystemClock(), http=new_session())
    return app


def settings_of(service: str) -> Any:
    """A service's settings from the environment. Raises SettingsError."""
    kind = importlib.import_module(f"services.{service}.settings").Settings
    return read_settings(kind, environment(), service=service)


def neighbours(machine: MachineSettings) -> dict[str, str]:
    """Where each service answers: GPLX_<SERVICE>_URL, else the host of its name at the port all of them use."""
    given = environment()
    names = (*SERVICES, SANDBOX) if machine.sandbox else SERVICES
    return {name: given.get(f"GPLX_{name}_URL".upper(), f"http://{name}:{machine.port}") for name in names}


class Server(BaseApplication):  # type: ignore[misc]  # untyped library
    """gunicorn with options of ours and nothing from its own files, flags or variables."""

    def __init__(self, options: dict[str, Any], application: Callable[[], Any]) -> None:
        self._options = options
        self._application = application
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Called in each process after the fork: connections and threads do not survive one."""
        from shared.web.collector import settle_collector

        application = self._application()
        settle_collector()
        return application


def options(machine: MachineSettings, *, workers: int, threads: int) -> dict[str, Any]:
    """What serving and working have in common. No control socket: services of one user would share its path."""
    return {
        "bind": f"{machine.host}:{machine.port}",
        "workers": workers,
        "worker_class": "gthread",
        "threads": threads,
        "timeout": LISTEN_SECONDS,
        "graceful_timeout": machine.graceful_seconds,
        "keepalive": KEEPALIVE_SECONDS,
        "loglevel": "warning",
        "control_socket_disable": True,
        "forwarded_allow_ips": "",
    }
