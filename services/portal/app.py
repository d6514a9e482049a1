"""The portal put together: the only module that chooses real things."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from flask import Flask

from services.portal.adapters.access import HttpAccess
from services.portal.adapters.accounts import SqlAccounts
from services.portal.adapters.contacts import SqlContacts
from services.portal.adapters.dossiers import HttpDossiers
from services.portal.adapters.drafts import SqlDrafts
from services.portal.adapters.feedback import SqlFeedbackBook
from services.portal.adapters.filings import HttpFilings
from services.portal.adapters.inbox import SqlPost
from services.portal.adapters.licences import HttpLicences
from services.portal.adapters.lockouts import SqlLockouts
from services.portal.adapters.looking import HttpLookLog, SqlDisputes
from services.portal.adapters.national_portal import Account, HttpNationalPortal
from services.portal.adapters.notices import notice_tasks
from services.portal.adapters.offers import HttpOffers
from services.portal.adapters.own_dossiers import HttpOwnDossiers
from services.portal.adapters.payments import HttpPayments
from services.portal.adapters.ratings import SqlRatings
from services.portal.adapters.syncing import NAME as SYNC_NAME
from services.portal.adapters.syncing import NEWS, HttpRecords, SqlBook, take_news
from services.portal.adapters.tables import SESSIONS
from services.portal.adapters.violations import HttpViolations
from services.portal.adapters.working_days import HttpCalendars
from services.portal.api.feedback import feedback_routes
from services.portal.api.texts import TEXTS
from services.portal.application.looking import Looking
from services.portal.application.ports import LoginNeeded, Portal
from services.portal.application.syncing import SYNC, Syncing, reconcile, repair, replay, tell
from services.portal.settings import Settings
from services.portal.web.account import look_pages
from services.portal.web.acknowledgement import acknowledgement_pages
from services.portal.web.dossier_changes import dossier_change_pages
from services.portal.web.feedback import Desk, feedback_pages
from services.portal.web.found_card import found_card_pages
from services.portal.web.frame import frame
from services.portal.web.help import help_pages
from services.portal.web.inbox import inbox_pages
from services.portal.web.journey import journey_pages
from services.portal.web.licences import licence_pages
from services.portal.web.login import login_pages
from services.portal.web.lookup_by_code import lookup_pages
from services.portal.web.own_account import account_pages
from services.portal.web.payments import payment_pages
from services.portal.web.portraits import portrait_pages
from services.portal.web.rating import rating_pages
from services.portal.web.start import start_pages
from services.portal.web.tracking import tracking_pages
from services.portal.web.violations import violation_pages
from services.portal.web.visitors import EXTENSION, Doorman, to_login
from shared.auth.keys import JwksKeys
from shared.auth.oidc import Addresses, OpenIdProvider
from shared.auth.tokens import TokenVerifier
from shared.db.engine import Database
from shared.db.migrations import current_revision
from shared.db.unit_of_work import UnitOfWork
from shared.http.client import ServiceClient
from shared.http.tokens import ClientTokens
from shared.kernel.clock import Clock
from shared.messaging.background import Task
from shared.messaging.consumer import Consumer
from shared.messaging.jobs import JobRunner
from shared.messaging.pacing import paced
from shared.web.app import build_app
from shared.web.pages.assets import Assets
from shared.web.pages.cookies import Jar
from shared.web.pages.headers import origin
from shared.web.pages.limits import Limiter
from shared.web.pages.sealing import Sealer
from shared.web.pages.sessions import Sessions
from shared.web.pages.site import Site, install_site
from shared.web.runtime import Runtime

__all__ = ["Syncing", "create_app", "make_syncing", "reconcile", "repair", "replay"]

NAME = "portal"
MIGRATIONS = "services.portal.migrations"
HOME = "/"
JWKS_TIMEOUT = (1.0, 5.0)
FORGET_EVERY = timedelta(minutes=5)


def create_app(settings: Settings, *, clock: Clock, http: requests.Session) -> Flask:
    """The portal on its database; ``http`` reaches the services and the national login."""
    database: Database[UnitOfWork] = Database.open(settings.database_url, clock=clock, unit_of_work=UnitOfWork)
    sealer = Sealer.open(settings.keys_file)
    sessions = Sessions(database, SESSIONS, clock=clock, sealer=sealer, name=NAME)
    accounts = SqlAccounts(database, sealer)
    lockouts = SqlLockouts(database, sealer)
    drafts = SqlDrafts(database, sealer, kept=timedelta(days=settings.drafts_kept_days))
    post = SqlPost(database, sealer)
    syncing = make_syncing(settings, database=database, clock=clock, http=http)
    runtime = Runtime(
        name=NAME,
        clock=clock,
        database=database,
        tasks=[
            paced(
                lambda: accounts.forget() + sessions.forget() + lockouts.forget() + drafts.forget(), clock, FORGET_EVERY
            ),
            *(() if syncing is None else _sync_tasks(*syncing, database)),
            *notice_tasks(
                settings, post, renewals=_own_calls(settings, clock, http), database=database, clock=clock, http=http
            ),
        ],
        schema_revision=lambda: _revision(database),
    )
    keys = JwksKeys(lambda: _jwks(http, f"{settings.access_url}/oauth2/jwks"), clock)
    app, api = build_app(
        NAME,
        title="Portal",
        description="The citizens' pages; here, what machines ask of them.",
        runtime=runtime,
        verifier=TokenVerifier(settings.issuer, NAME, keys, clock),
        texts=TEXTS,
    )
    site = _site(settings, sealer)
    install_site(app, site)
    portal = _portal(
        settings,
        clock,
        http,
        accounts=accounts,
        drafts=drafts,
        looking=_looking(settings, http, SqlDisputes(database, sealer)),
        inbox=post,
        contacts=SqlContacts(database, sealer),
    )
    desk = _desk(settings, clock, http, database=database, sealer=sealer)
    api.register_blueprint(feedback_routes(desk.book, desk.calendars, clock))
    app.extensions[EXTENSION] = Doorman(portal, sessions, site.jar)
    app.register_error_handler(LoginNeeded, to_login)
    for pages in (
        start_pages(portal),
        login_pages(portal, Limiter(clock)),
        licence_pages(portal),
        portrait_pages(portal),
        journey_pages(portal),
        acknowledgement_pages(portal),
        violation_pages(portal),
        payment_pages(portal),
        tracking_pages(portal),
        lookup_pages(portal, lockouts, Limiter(clock)),
        dossier_change_pages(portal),
        found_card_pages(portal),
        look_pages(portal),
        inbox_pages(portal),
        account_pages(portal),
        help_pages(),
        feedback_pages(portal, desk),
        rating_pages(desk),
    ):
        app.register_blueprint(pages)
    return app


def make_syncing(
    settings: Settings, *, database: Database[UnitOfWork], clock: Clock, http: requests.Session
) -> tuple[Syncing, HttpRecords] | None:
    """What telling works with, and where its news comes from; None where no national portal is set."""
    if not settings.national_portal_url or settings.client_key_file is None:
        return None
    address = urlsplit(settings.national_portal_url)
    account = Account(
        settings.national_portal_username,
        settings.national_portal_password,
        settings.national_portal_unit,
        settings.national_portal_destination,
        settings.national_portal_citizen_type,
    )
    client = ServiceClient("national-portal", f"{address.scheme}://{address.netloc}", http)
    records = HttpRecords(_own_calls(settings, clock, http))
    portal = HttpNationalPortal(client, address.path.rstrip("/"), account)
    return Syncing(SqlBook(database), records, portal, settings.national_portal_most_refusals), records


def _own_calls(settings: Settings, clock: Clock, http: requests.Session) -> ServiceClient:
    """Renewals, asked by the portal itself."""
    proof = _proof(settings, clock, http, resource=("renewals",))
    return ServiceClient("renewals", settings.renewals_url, http, proof)


def _sync_tasks(syncing: Syncing, records: HttpRecords, database: Database[UnitOfWork]) -> list[Task]:
    """The news of renewals taken in, and each dossier told."""
    news = Consumer(name=SYNC_NAME, database=database, fetch=records.feed, handlers=dict.fromkeys(NEWS, take_news))
    jobs = JobRunner(database, {SYNC: lambda job: tell(syncing, job.key)}, service="portal")
    return [news.run_once, jobs.run_due]


def _portal(
    settings: Settings,
    clock: Clock,
    http: requests.Session,
    *,
    accounts: SqlAccounts,
    drafts: SqlDrafts,
    looking: Looking,
    inbox: SqlPost,
    contacts: SqlContacts,
) -> Portal:
    return Portal(
        clock=clock,
        public_url=settings.public_url,
        trusted_proxies=settings.trusted_proxies,
        access=HttpAccess(ServiceClient("access", settings.access_url, http), _proof(settings, clock, http), clock),
        sso=_sso(settings, clock, http),
        accounts=accounts,
        licences=HttpLicences(ServiceClient("licences", settings.licences_url, http)),
        violations=HttpViolations(ServiceClient("violations", settings.violations_url, http)),
        payments=HttpPayments(ServiceClient("renewals", settings.renewals_url, http)),
        dossiers=_dossiers(settings, clock, http),
        offers=HttpOffers(ServiceClient("renewals", settings.renewals_url, http), clock),
        drafts=drafts,
        filings=HttpFilings(ServiceClient("renewals", settings.renewals_url, http)),
        looking=looking,
        inbox=inbox,
        contacts=contacts,
    )


def _desk(
    settings: Settings, clock: Clock, http: requests.Session, *, database: Database[UnitOfWork], sealer: Sealer
) -> Desk:
    renewals = ServiceClient("renewals", settings.renewals_url, http)
    return Desk(
        book=SqlFeedbackBook(database, sealer),
        ratings=SqlRatings(database, sealer),
        calendars=HttpCalendars(renewals, clock),
        dossiers=HttpOwnDossiers(renewals),
    )


def _looking(settings: Settings, http: requests.Session, disputes: SqlDisputes) -> Looking:
    keepers = {
        "licences": settings.licences_url,
        "violations": settings.violations_url,
        "renewals": settings.renewals_url,
    }
    return Looking(tuple(HttpLookLog(ServiceClient(name, url, http)) for name, url in keepers.items()), disputes)


def _dossiers(settings: Settings, clock: Clock, http: requests.Session) -> HttpDossiers:
    return HttpDossiers(
        ServiceClient("renewals", settings.renewals_url, http),
        ServiceClient("licences", settings.licences_url, http),
        ServiceClient("renewals", settings.renewals_url, http, _proof(settings, clock, http, resource=("renewals",))),
    )


def _proof(settings: Settings, clock: Clock, http: requests.Session, *, resource: tuple[str, ...] = ()) -> ClientTokens:
    if settings.client_key_file is None:
        raise ValueError("GPLX_PORTAL_CLIENT_KEY_FILE is needed: without it nobody can log in")
    client = json.loads(settings.client_key_file.read_text())
    url = f"{settings.access_url}/oauth2/token"
    return ClientTokens(settings.client_id, client["private_jwk"], settings.issuer, url, http, clock, resource=resource)


def _sso(settings: Settings, clock: Clock, http: requests.Session) -> OpenIdProvider:
    issuer = settings.sso_issuer or f"{settings.issuer}/sandbox/sso"
    token_url = settings.sso_token_url or f"{issuer}/token"
    jwks_url = settings.sso_jwks_url or f"{issuer}/jwks"
    base = origin(token_url)
    addresses = Addresses(
        issuer=issuer,
        authorize=settings.sso_authorize_url or f"{issuer}/authorize",
        logout=settings.sso_logout_url or f"{issuer}/end_session",
        token_path=token_url.removeprefix(base),
    )
    client = ServiceClient("national-login", base, http)
    keys = JwksKeys(lambda: _jwks(http, jwks_url), clock)
    return OpenIdProvider(settings.client_id, addresses, client=client, keys=keys, clock=clock)


def _site(settings: Settings, sealer: Sealer) -> Site:
    sso = settings.sso_authorize_url or settings.sso_issuer or settings.issuer
    return Site(
        name=NAME,
        folder=Path(__file__).parent / "web",
        public_url=settings.public_url,
        jar=Jar("gplx", secure=settings.public_url.startswith("https://")),
        sealer=sealer,
        assets=Assets(),
        context=frame,
        form_targets=(settings.payment_origin or origin(settings.issuer), origin(sso)),
        globals={"home_url": HOME},
    )


def _jwks(http: requests.Session, url: str) -> dict[str, Any]:
    answer: dict[str, Any] = http.get(url, timeout=JWKS_TIMEOUT).json()
    return answer


def _revision(database: Database[Any]) -> str | None:
    with database.read() as connection:
        return current_revision(connection, MIGRATIONS)
