"""The composition root of licences."""

from __future__ import annotations

import requests
from flask import Flask

from services.licences.adapters.reading import SqlReading
from services.licences.adapters.signing import KeyFileSigner, ensure_key
from services.licences.adapters.work import LicencesWork
from services.licences.api.cards import cards_blueprint
from services.licences.api.feed_examples import EVENTS
from services.licences.api.holders import holders_blueprint
from services.licences.api.imports import imports_blueprint
from services.licences.api.licences import licences_blueprint
from services.licences.api.texts import FIELD_LABELS, TEXTS
from services.licences.application.register import Register
from services.licences.domain.numbers import SerialSeries
from services.licences.settings import Settings
from shared.auth.keys import JwksKeys
from shared.auth.tokens import TokenVerifier
from shared.db.engine import Database
from shared.db.lookups import LookupLog
from shared.db.migrations import current_revision
from shared.http.client import ServiceClient
from shared.kernel.clock import Clock
from shared.web.app import build_app
from shared.web.runtime import Runtime

MIGRATIONS = "services.licences.migrations"


def create_app(settings: Settings, *, clock: Clock, http: requests.Session) -> Flask:
    """Licences as a WSGI application. ``http`` fetches the keys that verify tokens, nothing else."""
    database = Database.open(settings.database_url, clock=clock, unit_of_work=LicencesWork)
    access = ServiceClient("access", settings.access_url, http, None)
    ensure_key(settings.credential_key_file)
    register = Register(
        begin=database.begin,
        reading=SqlReading(database),
        signer=KeyFileSigner(settings.credential_key_file),
        series=SerialSeries.starting(settings.serial_series),
        issuer=settings.issuer,
        clock=clock,
    )
    runtime = Runtime(
        name="licences",
        clock=clock,
        database=database,
        lookups=LookupLog(settings.lookups_url, clock=clock, service="licences"),
        schema_revision=lambda: _revision(database),
    )
    app, api = build_app(
        "licences",
        title="Licences",
        description="The register of driving licences: holders, exams, licences, cards, losses, issuances.",
        runtime=runtime,
        verifier=TokenVerifier(
            settings.issuer, "licences", JwksKeys(lambda: access.get("/oauth2/jwks").json, clock), clock
        ),
        texts=TEXTS,
        field_labels=FIELD_LABELS,
        event_example=EVENTS,
    )
    for blueprint in (licences_blueprint, holders_blueprint, cards_blueprint, imports_blueprint):
        api.register_blueprint(blueprint(register))
    return app


def _revision(database: Database[LicencesWork]) -> str | None:
    with database.read() as connection:
        return current_revision(connection, MIGRATIONS)
