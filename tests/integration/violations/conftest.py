"""A violations database of either kind, and the use cases with their rules filled in."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import ECKey
from requests.adapters import BaseAdapter
from sqlalchemy import select

from services.violations.adapters.work import SqlStore, ViolationsWork
from services.violations.app import create_app
from services.violations.application.batches import BatchRequest, IntakeRules, push_batch
from services.violations.application.intake import Taken, push_case
from services.violations.application.ports import Batch
from services.violations.application.standings import Answer, Question, Rules, read_standing
from services.violations.domain.agencies import the_agencies
from services.violations.domain.blocking import UnsettledBars
from services.violations.domain.case import Case
from services.violations.domain.catalogue import the_catalogue
from services.violations.domain.freshness import Silence
from services.violations.settings import Settings
from shared.db.engine import Database
from shared.db.tables import EVENTS
from shared.kernel.actor import Actor
from shared.kernel.clock import MovableClock
from tests.support.databases import Urls
from tests.support.violations import CITIZEN, POLICE, RENEWALS

MAX_SILENCE = timedelta(hours=24)
ISSUER = "http://127.0.0.1:8000"


@dataclass
class Violations:
    """The use cases on one database."""

    database: Database[ViolationsWork]
    store: SqlStore
    clock: MovableClock
    silence: Silence

    def push(self, case: Case, *, sources=("G01.79",)) -> Taken:
        return push_case(
            self.store,
            case,
            sources=sources,
            actor=POLICE,
            clock=self.clock,
            catalogue=the_catalogue(),
            max_silence=MAX_SILENCE,
        )

    def batch(self, records: list[Any], *, key: str = "k", sources=("G01.79",), record=None, fingerprint="") -> Batch:
        request = BatchRequest(
            client_id=POLICE.client_id,
            key=key,
            fingerprint=fingerprint or str(len(records)),
            received=len(records),
            record=record or records.__getitem__,
        )
        rules = IntakeRules(sources=sources, catalogue=the_catalogue(), max_silence=MAX_SILENCE)
        return push_batch(self.store, request, rules=rules, actor=POLICE, clock=self.clock)

    def standing(self, citizen_id: str = CITIZEN, *, actor: Actor = RENEWALS, on: date | None = None, **more) -> Answer:
        question = Question(citizen_id=citizen_id, on=on, **{name: frozenset(values) for name, values in more.items()})
        rules = Rules(
            catalogue=the_catalogue(),
            agencies=the_agencies(),
            silence=self.silence,
            unsettled_bars=UnsettledBars.PERSON,
        )
        return read_standing(self.store, question, rules=rules, actor=actor, clock=self.clock)

    def events(self, *types: str) -> list[tuple[str, str, dict]]:
        query = select(EVENTS.c.type, EVENTS.c.subject_id, EVENTS.c.data).order_by(EVENTS.c.seq)
        with self.database.read() as connection:
            rows = connection.execute(query).all()
        return [(row.type, row.subject_id, row.data) for row in rows if not types or row.type in types]


@pytest.fixture
def violations(databases, clock: MovableClock) -> Iterator[Violations]:
    """Violations with one required source, G01.79."""
    urls = databases.fresh("services.violations.migrations")
    database = Database.open(urls.database_url, clock=clock, unit_of_work=ViolationsWork)
    yield Violations(database, SqlStore(database), clock, Silence(("G01.79",), MAX_SILENCE))
    database.close()


class Jwks(BaseAdapter):
    """Access, as far as violations needs it: its keys."""

    def __init__(self, key: ECKey) -> None:
        super().__init__()
        self._body = json.dumps({"keys": [key.as_dict(private=False)]}).encode()

    def send(self, request, **_kwargs) -> requests.Response:
        answer = requests.Response()
        answer.status_code, answer._content, answer.request, answer.url = 200, self._body, request, request.url
        return answer

    def close(self) -> None:
        """Nothing is open."""


@dataclass
class Service:
    """The whole service, spoken to over HTTP."""

    app: Flask
    client: FlaskClient
    clock: MovableClock
    key: ECKey

    def token(self, scope: str, **claims: Any) -> str:
        now = int(self.clock.now().timestamp())
        base = {
            "iss": ISSUER,
            "aud": ["violations"],
            "exp": now + 600,
            "iat": now,
            "jti": str(uuid.uuid4()),
            "sub": str(uuid.uuid5(uuid.NAMESPACE_URL, str(claims.get("client_id")))),
            "scope": scope,
        }
        return jwt.encode(
            {"alg": "ES256", "kid": "k1", "typ": "at+jwt"}, {**base, **claims}, self.key, algorithms=["ES256"]
        )

    def system(self, client_id: str, scope: str, purpose: str, *, fields=("*",), **claims: Any) -> dict[str, str]:
        agreement = {"id": str(uuid.uuid4()), "purposes": [purpose], "fields": list(fields), "per_day": None}
        agreement["scopes"] = scope.split()
        token = self.token(
            scope,
            kind="system",
            client_id=client_id,
            agency="G01.79",
            agency_name={"vi": "Công an", "en": "Police"},
            agreements={"violations": agreement},
            **claims,
        )
        return {"Authorization": f"Bearer {token}", "Gplx-Purpose": purpose, "Accept-Language": "en"}

    def police(self, *sources: str) -> dict[str, str]:
        return self.system("police-hcm", "violations:push", "intake", sources=list(sources or ("G01.79",)))

    def renewals(self) -> dict[str, str]:
        scope = "violations:read violations:settle violations:standing events:read"
        return self.system("renewals", scope, "reissue")

    def citizen(self, citizen_id: str = CITIZEN) -> dict[str, str]:
        agreement = {"id": "a", "purposes": ["self"], "fields": ["*"], "per_day": None}
        agreement["scopes"] = ["violations:read", "violations:standing"]
        token = self.token(
            "violations:read violations:standing",
            kind="citizen",
            client_id="portal",
            citizen_id=citizen_id,
            name="Nguyễn Văn Thử Một",
            birthdate="1990-01-01",
            acr=2,
            act={"sub": "portal"},
            agreements={"violations": agreement},
        )
        return {"Authorization": f"Bearer {token}"}

    def post(self, path: str, body: Any, headers: dict[str, str], **more: Any):
        return self.client.post(f"/api/violations/v1{path}", json=body, headers=headers, **more)

    def get(self, path: str, headers: dict[str, str]):
        return self.client.get(f"/api/violations/v1{path}", headers=headers)


@contextmanager
def running_service(urls: Urls, clock: MovableClock) -> Iterator[Service]:
    """The service with the source G01.79 required."""
    key = ECKey.generate_key("P-256", {"kid": "k1", "use": "sig"}, auto_kid=False)
    http = requests.Session()
    http.mount("http://gplx.internal", Jwks(key))
    settings = Settings(
        database_url=urls.database_url, lookups_url=urls.lookups_url, issuer=ISSUER, required_sources=("G01.79",)
    )
    app = create_app(settings, clock=clock, http=http)
    yield Service(app, app.test_client(), clock, key)
    app.extensions["gplx"].close()


@pytest.fixture
def service(databases, clock: MovableClock) -> Iterator[Service]:
    """The service on either database."""
    with running_service(databases.fresh("services.violations.migrations"), clock) as running:
        yield running
