"""The composition root of violations."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import requests
from flask import Flask

from services.violations.adapters.work import SqlStore, ViolationsWork
from services.violations.api import examples, intake, looking, overviews
from services.violations.api.desk import EXTENSION, Desk
from services.violations.api.texts import FIELD_LABELS, TEXTS
from services.violations.application.passing import watch_days
from services.violations.application.sources import list_sources, watch_sources
from services.violations.application.standings import Rules
from services.violations.domain.agencies import the_agencies
from services.violations.domain.blocking import UnsettledBars
from services.violations.domain.catalogue import the_catalogue
from services.violations.domain.freshness import Silence
from services.violations.settings import Settings
from shared.auth.keys import JwksKeys
from shared.auth.tokens import TokenVerifier
from shared.db.engine import Database
from shared.db.lookups import LookupLog
from shared.db.migrations import current_revision
from shared.kernel.clock import Clock
from shared.kernel.words import Words
from shared.messaging.pacing import paced
from shared.web.app import build_app
from shared.web.runtime import Runtime

__all__ = ["create_app", "silent_sources"]

MIGRATIONS = "services.violations.migrations"
WATCH_EVERY = timedelta(seconds=10)
KEYS_TIMEOUT = (1.0, 5.0)


def create_app(settings: Settings, *, clock: Clock, http: requests.Session) -> Flask:
    """Violations as a WSGI application. ``http`` fetches the keys of access, nothing else."""
    database = Database.open(settings.database_url, clock=clock, unit_of_work=ViolationsWork)
    store = SqlStore(database)
    lookups = LookupLog(settings.lookups_url, clock=clock, service="violations")
    rules = _rules(settings)
    runtime = Runtime(
        name="violations",
        clock=clock,
        database=database,
        lookups=lookups,
        tasks=[
            paced(lambda: watch_sources(store, silence=rules.silence, clock=clock), clock, WATCH_EVERY),
            paced(lambda: watch_days(store, catalogue=rules.catalogue, clock=clock), clock, WATCH_EVERY),
        ],
        schema_revision=lambda: _revision(database),
    )
    app, api = build_app(
        "violations",
        title="Violations",
        description="Violation cases, licence points, and whether anything stands in the way of a licence.",
        runtime=runtime,
        verifier=TokenVerifier(settings.issuer, "violations", JwksKeys(_fetch_keys(settings, http), clock), clock),
        texts=TEXTS,
        field_labels=FIELD_LABELS,
        agencies={code: Words(agency.name_vi, agency.name_en) for code, agency in rules.agencies.known.items()},
        event_example=examples.EVENTS,
    )
    app.extensions[EXTENSION] = Desk(store, rules, clock)
    api.register_blueprint(intake.blp)
    api.register_blueprint(looking.blp)
    api.register_blueprint(overviews.blp)
    return app


def silent_sources(settings: Settings, *, clock: Clock) -> list[str]:
    """The required police sources that have been silent too long, by code: until they report, nobody is clear."""
    database = Database.open(settings.database_url, clock=clock, unit_of_work=ViolationsWork)
    try:
        reports = list_sources(SqlStore(database), silence=_rules(settings).silence, clock=clock)
    finally:
        database.close()
    return [report.state.source for report in reports if report.state.required and not report.state.fresh]


def _rules(settings: Settings) -> Rules:
    return Rules(
        catalogue=the_catalogue(),
        agencies=the_agencies(),
        silence=Silence(settings.required_sources, timedelta(hours=settings.max_silence_hours)),
        unsettled_bars=UnsettledBars(settings.unsettled_bars),
    )


def _fetch_keys(settings: Settings, http: requests.Session) -> Callable[[], dict[str, Any]]:
    def fetch() -> dict[str, Any]:
        answer = http.get(f"{settings.access_url}/oauth2/jwks", timeout=KEYS_TIMEOUT)
        answer.raise_for_status()
        keys: dict[str, Any] = answer.json()
        return keys

    return fetch


def _revision(database: Database[ViolationsWork]) -> str | None:
    with database.read() as connection:
        return current_revision(connection, MIGRATIONS)
