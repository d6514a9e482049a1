"""All services in one process, side by side at WSGI level: the embedded default, and the only module that knows all.

Calls between services go through ``requests`` and the same client classes as between machines; only the transport is
an adapter that calls the neighbour's WSGI app without a socket.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
from flask import Flask

from services.access import app as access
from services.access import settings as access_settings
from services.front import create_front, mounted
from services.licences import app as licences
from services.licences import settings as licences_settings
from services.portal import app as portal
from services.portal import settings as portal_settings
from services.renewals import app as renewals
from services.renewals import settings as renewals_settings
from services.sandbox import app as sandbox
from services.sandbox import settings as sandbox_settings
from services.settings import INTERNAL
from services.violations import app as violations
from services.violations import settings as violations_settings
from shared.db.migrations import migrate
from shared.http.in_process import InProcessAdapter
from shared.http.session import new_session
from shared.kernel.clock import Clock
from shared.kernel.settings import read_settings
from shared.messaging.background import BackgroundLoop
from shared.messaging.jobs import release_abandoned
from shared.web.path_router import PathRouter
from shared.web.runtime import Runtime

LOOKUPS = "shared.db.lookups.migrations"


@dataclass(frozen=True, slots=True)
class Part:
    """One service of the suite: how it is made and which addresses are its own."""

    name: str
    create: Callable[..., Flask]
    settings: type[Any]
    prefixes: tuple[str, ...]

    @property
    def migrations(self) -> str:
        """The package of its migration history."""
        return f"services.{self.name}.migrations"


PARTS = (
    Part("access", access.create_app, access_settings.Settings, ("/api/access/v1", "/oauth2", "/.well-known")),
    Part("licences", licences.create_app, licences_settings.Settings, ("/api/licences/v1",)),
    Part("violations", violations.create_app, violations_settings.Settings, ("/api/violations/v1",)),
    Part("renewals", renewals.create_app, renewals_settings.Settings, ("/api/renewals/v1",)),
    Part("portal", portal.create_app, portal_settings.Settings, ("/api/portal/v1", "/")),
)
FRONT = ("/health", "/metrics", "/api")
"""What belongs to the suite as a whole, unknown API addresses included; whatever nobody claims is the portal's."""

OUTSIDE_WORLD = Part("sandbox", sandbox.create_app, sandbox_settings.Settings, ("/sandbox",))


def parts(*, with_sandbox: bool) -> tuple[Part, ...]:
    """The services to run, the stand-ins of the outside world only if asked for."""
    return (*PARTS, OUTSIDE_WORLD) if with_sandbox else PARTS


@dataclass
class Suite:
    """The running whole: ``router`` is the WSGI application, ``http`` reaches every service without a socket."""

    router: PathRouter
    http: requests.Session
    apps: dict[str, Flask] = field(default_factory=dict)
    background: BackgroundLoop = field(default_factory=lambda: BackgroundLoop([]))

    def runtimes(self) -> list[Runtime]:
        """What each service runs on, in the order in which they were made."""
        return [app.extensions["gplx"] for app in self.apps.values()]

    def start_background(self) -> None:
        """Begin the background work. This process is the only one: jobs a killed one had in hand are free again."""
        for runtime in self.runtimes():
            if runtime.database is not None:
                release_abandoned(runtime.database)
        self.background.start()

    def close(self) -> None:
        """Stop the background thread and give back every connection."""
        self.background.stop()
        for runtime in self.runtimes():
            runtime.close()


def migrate_all(environment: Mapping[str, str], *, with_sandbox: bool) -> list[str]:
    """Bring every database to its head; the names of the services that had something to do."""
    changed = []
    for part in parts(with_sandbox=with_sandbox):
        settings = read_settings(part.settings, environment, service=part.name)
        done = migrate(part.migrations, settings.database_url)
        lookups_url = getattr(settings, "lookups_url", None)  # a service that shows no personal data keeps no such log
        if lookups_url is not None and migrate(LOOKUPS, lookups_url):
            done = True
        if done:
            changed.append(part.name)
    return changed


def create_suite(environment: Mapping[str, str], *, clock: Clock, with_sandbox: bool) -> Suite:
    """Make every service from one environment and mount them in one process; the background is not started yet."""
    apps: dict[str, Flask] = {}
    front = create_front(mounted(apps))
    router = PathRouter(front)
    for prefix in FRONT:
        router.mount(prefix, front)
    http = new_session({INTERNAL: InProcessAdapter(router)})
    for part in parts(with_sandbox=with_sandbox):
        settings = read_settings(part.settings, environment, service=part.name)
        app = part.create(settings, clock=clock, http=http)
        apps[part.name] = app
        for prefix in part.prefixes:
            router.mount(prefix, app)
    suite = Suite(router=router, http=http, apps=apps)
    suite.background = BackgroundLoop([task for runtime in suite.runtimes() for task in runtime.background()])
    for runtime in suite.runtimes():
        if runtime.database is not None:
            runtime.database.on_commit(suite.background.wake)
    return suite


def ensure_folders(var: Path) -> None:
    """Make the folders everything is kept in; keys and demo accounts are for the owner's eyes only."""
    for folder in (var, var / "keys", var / "demo", var / "demo/clients"):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)


def seed_clients(environment: Mapping[str, str], var: Path, *, clock: Clock) -> None:
    """Fresh keys for the services and a key file per demo client; what exists is kept."""
    settings = read_settings(access_settings.Settings, environment, service="access")
    access.seed_demo(settings, directory=var / "demo/clients", clock=clock)


def seed_world(suite: Suite, var: Path) -> None:
    """The demo registry, police cases and accounts, once, through the services' own addresses."""
    sandbox.seed_demo(suite.apps["sandbox"], http=suite.http, base_url=INTERNAL, directory=var / "demo")
