"""The composition root of access."""

from __future__ import annotations

from datetime import timedelta

import requests
from flask import Flask

from services.access.adapters.identity import JwksIdTokens
from services.access.adapters.issuers import trusted_issuers
from services.access.adapters.jose import JoseMinter, JoseSignatures
from services.access.adapters.keyfile import KeyFile, rotate_signing_key
from services.access.adapters.register import SqlRegister
from services.access.adapters.seeding import seed_demo
from services.access.adapters.work import AccessWork
from services.access.api import admin, examples, oauth
from services.access.api.desk import EXTENSION, Desk
from services.access.api.texts import TEXTS
from services.access.application.forgetting import forget
from services.access.application.tokens import TokenDesk
from services.access.settings import Settings
from shared.auth.tokens import TokenVerifier
from shared.db.engine import Database
from shared.db.migrations import current_revision
from shared.kernel.clock import Clock
from shared.messaging.pacing import paced
from shared.web.app import build_app
from shared.web.runtime import Runtime

__all__ = ["create_app", "rotate_signing_key", "seed_demo"]

MIGRATIONS = "services.access.migrations"
FORGET_EVERY = timedelta(minutes=1)


def create_app(settings: Settings, *, clock: Clock, http: requests.Session) -> Flask:
    """Access as a WSGI application. ``http`` fetches the public keys of identity providers, nothing else."""
    database = Database.open(settings.database_url, clock=clock, unit_of_work=AccessWork)
    keys = KeyFile(settings.signing_keys_file, clock)
    tokens = TokenDesk(
        issuer=settings.issuer,
        token_endpoint=settings.token_endpoint,
        register=SqlRegister(database),
        begin=database.begin,
        signatures=JoseSignatures(),
        id_tokens=JwksIdTokens(trusted_issuers(settings), http, clock),
        minter=JoseMinter(keys),
        clock=clock,
    )
    runtime = Runtime(
        name="access",
        clock=clock,
        database=database,
        tasks=[paced(lambda: forget(begin=tokens.begin, clock=clock), clock, FORGET_EVERY)],
        checks={"signing-keys": lambda: _must_sign(keys)},
        schema_revision=lambda: _revision(database),
    )
    app, api = build_app(
        "access",
        title="Access",
        description="Who may ask what of whom: tokens, clients, data-sharing agreements.",
        runtime=runtime,
        verifier=TokenVerifier(settings.issuer, "access", keys, clock),
        texts=TEXTS,
        event_example=examples.EVENTS,
    )
    app.extensions[EXTENSION] = Desk(tokens=tokens, jwks=lambda: keys.published)
    api.register_blueprint(oauth.blp)
    api.register_blueprint(admin.blp)
    return app


def _must_sign(keys: KeyFile) -> None:
    _ = keys.signing


def _revision(database: Database[AccessWork]) -> str | None:
    with database.read() as connection:
        return current_revision(connection, MIGRATIONS)
