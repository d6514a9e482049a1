"""Composition root: the stand-ins wired together into one app."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

import requests
from flask import Blueprint, Flask

from services.sandbox.adapters.keys import ScryptPasswords, SigningKeys
from services.sandbox.adapters.merchant import Merchant, Reachable
from services.sandbox.adapters.police_line import Suite, SuitePoliceLine
from services.sandbox.adapters.shelves import SandboxWork, SqlStore
from services.sandbox.api.behaviours import behaviour_routes
from services.sandbox.api.gateway import gateway_routes
from services.sandbox.api.misbehaviour import misbehaves
from services.sandbox.api.national_portal import national_portal_routes
from services.sandbox.api.police import police_routes
from services.sandbox.api.problems import TEXTS
from services.sandbox.api.registers import health_routes, population_routes
from services.sandbox.api.sms import sms_routes
from services.sandbox.application import payments, station
from services.sandbox.application.station import Heartbeats
from services.sandbox.demo.seeding import seed_world
from services.sandbox.domain.behaviour import Part
from services.sandbox.domain.sign_in import Provider
from services.sandbox.settings import Settings
from services.sandbox.web.index import front_pages
from services.sandbox.web.login import login_pages
from services.sandbox.web.oidc import oidc_routes
from services.sandbox.web.pay import browser_desk, pay_pages
from shared.auth.tokens import TokenVerifier
from shared.db.engine import Database
from shared.db.migrations import current_revision
from shared.kernel.clock import Clock
from shared.messaging.background import Task
from shared.messaging.jobs import JobRunner
from shared.web.app import build_app
from shared.web.runtime import Runtime, runtime_of

NAME = "sandbox"
ISSUER = "gplx-sandbox-issuer"
MIGRATIONS = "services.sandbox.migrations"
CALLBACKS = MappingProxyType(
    {Part.SSO: {"portal": ("/login/callback",)}, Part.OFFICER_IDP: {"officers": ("/officers/login/callback",)}}
)
"""Where each registered client is sent back to, below the suite's address; command lines listen on 127.0.0.1."""


class _NoKeys:
    """Nobody's tokens mean anything to the outside world."""

    def key(self, kid: str) -> None:
        return None


def providers(issuer: str) -> dict[Part, Provider]:
    """The login services: citizens at ``sso``, officers at ``officer-idp``."""
    return {
        part: Provider(
            part,
            f"{issuer}/sandbox/{part.value}",
            {client: tuple(issuer + path for path in paths) for client, paths in clients.items()},
        )
        for part, clients in CALLBACKS.items()
    }


def create_app(settings: Settings, *, clock: Clock, http: requests.Session) -> Flask:
    """The sandbox. Its database must be migrated; its keys are made if they are not there yet."""
    database = Database.open(settings.database_url, clock=clock, unit_of_work=SandboxWork)
    store = SqlStore(database)
    keys = SigningKeys.load(settings.keys_dir)
    line = SuitePoliceLine(settings, Suite(f"{settings.access_url}/oauth2/token", http, clock))
    merchant = Merchant(keys, http, issuer=settings.issuer)
    runtime = Runtime(
        name=NAME,
        clock=clock,
        database=database,
        schema_revision=lambda: _revision(database),
        tasks=_tasks(database, store, merchant, line),
    )
    verifier = TokenVerifier(settings.issuer, NAME, _NoKeys(), clock)
    app, api = build_app(
        NAME, title="Sandbox: the outside world, simulated", runtime=runtime, verifier=verifier, texts=TEXTS,
        prefix="/sandbox",
    )  # fmt: skip
    app.extensions[ISSUER] = settings.issuer
    gateway = gateway_routes(
        store,
        keys,
        reachable=Reachable(settings.issuer, settings.renewals_url).allows,
        from_browser=browser_desk(store),
        issuer=settings.issuer,
    )
    health, population = health_routes(store), population_routes(store)
    national = national_portal_routes(store)
    sms = sms_routes(store)
    misbehaves(sms, store, Part.SMS)
    misbehaves(gateway, store, Part.GATEWAY)
    misbehaves(national, store, Part.NATIONAL_PORTAL)
    misbehaves(health, store, Part.HEALTH)
    misbehaves(population, store, Part.POPULATION)
    for pages in _pages(settings, store, keys, clock):
        app.register_blueprint(pages)
    for routes in (gateway, health, population, national, sms, police_routes(store, line), behaviour_routes(store)):
        api.register_blueprint(routes)
    return app


def seed_demo(app: Flask, *, http: requests.Session, base_url: str, directory: Path) -> None:
    """Load the demo world once: see ``demo.seeding``. Call it when the suite answers at ``base_url``."""
    database = runtime_of(app).database
    if database is None:
        raise TypeError("the sandbox needs its database")
    seed_world(database, issuer=app.extensions[ISSUER], http=http, base_url=base_url, directory=directory)


def _pages(settings: Settings, store: SqlStore, keys: SigningKeys, clock: Clock) -> list[Blueprint]:
    """What browsers and OpenID Connect clients meet."""
    pay = pay_pages(store)
    misbehaves(pay, store, Part.GATEWAY)
    found = [front_pages(store), pay]
    for part, provider in providers(settings.issuer).items():
        for pages in (login_pages(provider, store, ScryptPasswords()), oidc_routes(provider, store, keys, clock)):
            misbehaves(pages, store, part)
            found.append(pages)
    return found


def _tasks(database: Database[SandboxWork], store: SqlStore, merchant: Merchant, line: SuitePoliceLine) -> list[Task]:
    runner = JobRunner(
        database,
        {
            payments.NOTIFY: lambda job: payments.deliver(store, merchant, job.key),
            station.PUSH: lambda job: station.send_case(store, line, job.key),
        },
        service=NAME,
    )
    return [Heartbeats(store, line).beat_due, runner.run_due]


def _revision(database: Database[SandboxWork]) -> str | None:
    with database.read() as connection:
        return current_revision(connection, MIGRATIONS)
