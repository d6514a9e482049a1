"""The portal put together: the only module that chooses real things."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import requests
from flask import Flask

from services.portal.settings import Settings
from services.portal.web.start import start_pages
from shared.auth.keys import JwksKeys
from shared.auth.tokens import TokenVerifier
from shared.db.engine import Database
from shared.db.migrations import current_revision
from shared.db.unit_of_work import UnitOfWork
from shared.kernel.clock import Clock
from shared.web.app import build_app
from shared.web.pages.assets import Assets
from shared.web.pages.cookies import Jar
from shared.web.pages.headers import origin
from shared.web.pages.sealing import Sealer
from shared.web.pages.site import Site, install_site
from shared.web.runtime import Runtime

NAME = "portal"
MIGRATIONS = "services.portal.migrations"
HOME = "/"
JWKS_TIMEOUT = (1.0, 5.0)


def create_app(settings: Settings, *, clock: Clock, http: requests.Session) -> Flask:
    """The portal on its database; ``http`` reaches the services and the national login."""
    database: Database[UnitOfWork] = Database.open(settings.database_url, clock=clock, unit_of_work=UnitOfWork)
    keys = JwksKeys(lambda: _jwks(http, f"{settings.access_url}/oauth2/jwks"), clock)
    runtime = Runtime(name=NAME, clock=clock, database=database, schema_revision=lambda: _revision(database))
    app, _api = build_app(
        NAME,
        title="Portal",
        description="The citizens' pages; here, what machines ask of them.",
        runtime=runtime,
        verifier=TokenVerifier(settings.issuer, NAME, keys, clock),
        texts={},
    )
    install_site(app, _site(settings))
    for pages in (start_pages,):
        app.register_blueprint(pages())
    return app


def _site(settings: Settings) -> Site:
    sealer = Sealer.open(settings.keys_file)
    return Site(
        name=NAME,
        folder=Path(__file__).parent / "web",
        public_url=settings.public_url,
        jar=Jar("gplx", secure=settings.public_url.startswith("https://")),
        sealer=sealer,
        assets=Assets(),
        context=dict,
        form_targets=(settings.payment_origin or origin(settings.issuer),),
        globals={"home_url": HOME},
    )


def _jwks(http: requests.Session, url: str) -> dict[str, Any]:
    answer: dict[str, Any] = http.get(url, timeout=JWKS_TIMEOUT).json()
    return answer


def _revision(database: Database[Any]) -> str | None:
    with database.read() as connection:
        return current_revision(connection, MIGRATIONS)
