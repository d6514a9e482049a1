"""Renewals put together: the only module that chooses real things."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson
import requests
from flask import Flask

from services.renewals.adapters.blobs import DiskBlobs
from services.renewals.adapters.gateway import GatewayKeys, HttpGateway
from services.renewals.adapters.licences import HttpLicences
from services.renewals.adapters.press.sealed import SealedPress
from services.renewals.adapters.registers import HttpHealth, HttpPopulation
from services.renewals.adapters.seal import FileSeal
from services.renewals.adapters.violations import HttpViolations, ViolationsFeed
from services.renewals.adapters.work import RenewalsWork, SqlStore
from services.renewals.api import examples
from services.renewals.api.applications import application_routes
from services.renewals.api.checks import check_routes
from services.renewals.api.decisions import decision_routes
from services.renewals.api.papers import paper_routes
from services.renewals.api.payments import payment_routes
from services.renewals.api.portal_records import portal_record_routes
from services.renewals.api.requests import EXTENSION
from services.renewals.api.texts import FIELD_LABELS, TEXTS
from services.renewals.api.tracking import tracking_routes
from services.renewals.application.advance import advance
from services.renewals.application.changes import ADVANCE, PAPERS, PAYMENT, RECHECK
from services.renewals.application.dossier_page import dossier_page
from services.renewals.application.law_page import law_page
from services.renewals.application.news import PERSON_NEWS, SOURCE_NEWS, person_news, recheck_waiting, source_news
from services.renewals.application.papers import make_papers
from services.renewals.application.ports import Ports
from services.renewals.application.receipts import progress_payment
from services.renewals.application.rescheduling import Rescheduling
from services.renewals.domain.law_settings import LawSettings
from services.renewals.domain.papers import Letterhead
from services.renewals.domain.policy import Policy
from services.renewals.domain.tables import load_law
from services.renewals.settings import Settings, days
from shared.auth.keys import JwksKeys
from shared.auth.tokens import TokenVerifier
from shared.db.engine import Database
from shared.db.lookups import LookupLog
from shared.db.migrations import current_revision
from shared.http.client import ServiceClient
from shared.http.tokens import ClientTokens
from shared.kernel.clock import Clock
from shared.messaging.consumer import Consumer, Fetch
from shared.messaging.feed import Event
from shared.messaging.jobs import JobRunner
from shared.web.app import build_app
from shared.web.runtime import Runtime

__all__ = ["create_app", "dossier_page", "law_page"]

MIGRATIONS = "services.renewals.migrations"
NEIGHBOURS = ("licences", "violations")
JWKS_TIMEOUT = (1.0, 5.0)


def create_app(settings: Settings, *, clock: Clock, http: requests.Session) -> Flask:
    """The service on its database; ``http`` reaches the neighbours."""
    database = Database.open(settings.database_url, clock=clock, unit_of_work=RenewalsWork)
    lookups = LookupLog(settings.lookups_url, clock=clock, service="renewals")
    tokens = _tokens(settings, clock, http)
    violations = ServiceClient("violations", settings.violations_url, http, tokens)
    ports = _ports(settings, clock, http, database=database, tokens=tokens, violations=violations)
    keys = JwksKeys(lambda: _jwks(http, f"{settings.access_url}/oauth2/jwks"), clock)
    return assemble(
        ports,
        database=database,
        lookups=lookups,
        feed=ViolationsFeed(violations).fetch,
        verifier=TokenVerifier(settings.issuer, "renewals", keys, clock),
    )


def assemble(
    ports: Ports, *, database: Database[RenewalsWork], lookups: LookupLog, feed: Fetch, verifier: TokenVerifier
) -> Flask:
    """The app over whatever neighbours ``ports`` holds."""
    runtime = Runtime(
        name="renewals",
        clock=ports.clock,
        database=database,
        lookups=lookups,
        tasks=[_consumer(database, feed).run_once, _jobs(database, ports).run_due, Rescheduling(ports).run_once],
        schema_revision=lambda: _revision(database),
    )
    app, api = build_app(
        "renewals",
        title="Renewals",
        description="Lost cards reissued, cards exchanged: checks, dossiers, payments, decisions.",
        runtime=runtime,
        verifier=verifier,
        texts=TEXTS,
        field_labels=FIELD_LABELS,
        event_example=examples.EVENTS,
    )
    app.extensions[EXTENSION] = ports
    rooms = (application_routes, check_routes, decision_routes, paper_routes, payment_routes)
    for routes in (*rooms, portal_record_routes, tracking_routes):
        api.register_blueprint(routes(ports))
    return app


def _ports(
    settings: Settings,
    clock: Clock,
    http: requests.Session,
    *,
    database: Database[RenewalsWork],
    tokens: ClientTokens | None,
    violations: ServiceClient,
) -> Ports:
    law_settings = _law_settings(settings)
    gateway_keys = GatewayKeys(lambda: _jwks(http, f"{settings.gateway_url}/sandbox/gateway/jwks"), clock)
    return Ports(
        store=SqlStore(database),
        licences=HttpLicences(ServiceClient("licences", settings.licences_url, http, tokens)),
        violations=HttpViolations(violations),
        gateway=HttpGateway(
            ServiceClient("gateway", settings.gateway_url, http),
            gateway_keys,
            notify_url=f"{settings.renewals_url}/api/renewals/v1/payments/notifications",
            return_url=f"{settings.pages_url or settings.issuer}/payments",
            issuer=f"{settings.issuer}/sandbox/gateway",
        ),
        population=HttpPopulation(ServiceClient("population", settings.population_url, http)),
        health=HttpHealth(ServiceClient("health", settings.health_url, http)),
        seal=FileSeal.open(settings.seal_key_file),
        blobs=DiskBlobs(settings.blobs_dir),
        press=SealedPress(
            settings.paper_seal_dir, owner=settings.agency_name, tracking_url=f"{settings.public_url}/tracking"
        ),
        clock=clock,
        law=load_law(law_settings),
        law_settings=law_settings,
        policy=Policy(
            payment_days=settings.payment_days,
            clearance_days=settings.clearance_days,
            unknown_source_working_days=settings.unknown_source_working_days,
            supplement_days=settings.supplement_days,
            recheck_minutes=settings.recheck_minutes,
        ),
        agency=settings.agency,
        letterhead=Letterhead(settings.agency_name, settings.agency_authority, settings.agency_place),
        issuer=settings.issuer,
        poll_seconds=settings.poll_seconds,
    )


def _law_settings(settings: Settings) -> LawSettings:
    return LawSettings(
        rows_on=frozenset(settings.law_rows_on),
        rows_off=frozenset(settings.law_rows_off),
        working_days=settings.law_working_days or None,
        counter_fee_vnd=settings.law_counter_fee_vnd or None,
        reissue_starts_new_term=settings.law_reissue_starts_new_term,
        owner_notice=settings.law_owner_notice,
        partially_allowed=settings.law_partially_allowed,
        expired_while_waiting=settings.law_expired_while_waiting,
        part_bound=frozenset(settings.law_part_bound),
        extra_holidays=days(settings.law_extra_holidays),
        extra_swapped=days(settings.law_extra_swapped),
    )


def _tokens(settings: Settings, clock: Clock, http: requests.Session) -> ClientTokens | None:
    if settings.client_key_file is None:
        return None
    client = _client_file(settings.client_key_file)
    return ClientTokens(
        settings.client_id,
        client["private_jwk"],
        settings.issuer,
        f"{settings.access_url}/oauth2/token",
        http,
        clock,
        resource=NEIGHBOURS,
    )


def _client_file(path: Path) -> Mapping[str, Any]:
    content: Mapping[str, Any] = orjson.loads(path.read_bytes())
    return content


def _jwks(http: requests.Session, url: str) -> dict[str, Any]:
    answer: dict[str, Any] = http.get(url, timeout=JWKS_TIMEOUT).json()
    return answer


def _consumer(database: Database[RenewalsWork], feed: Fetch) -> Consumer[RenewalsWork]:
    def about_person(work: RenewalsWork, event: Event) -> None:
        person_news(work, event.subject_id, event.data)

    def about_source(work: RenewalsWork, event: Event) -> None:
        source_news(work, event.subject_id)

    return Consumer(
        name="violations",
        database=database,
        fetch=feed,
        handlers={
            **dict.fromkeys(PERSON_NEWS, about_person),
            **dict.fromkeys(SOURCE_NEWS, about_source),
        },
    )


def _jobs(database: Database[RenewalsWork], ports: Ports) -> JobRunner:
    handlers = {
        ADVANCE: lambda job: advance(ports, job.key),
        PAYMENT: lambda job: progress_payment(ports, job.key),
        PAPERS: lambda job: make_papers(ports, job.key),
        RECHECK: lambda _job: recheck_waiting(ports),
    }
    return JobRunner(database, handlers, service="renewals")


def _revision(database: Database[RenewalsWork]) -> str | None:
    with database.read() as connection:
        return current_revision(connection, MIGRATIONS)
