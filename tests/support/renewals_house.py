"""Renewals as its callers meet it: the app on a fresh database, over neighbours in memory, with keys that vouch."""

from __future__ import annotations

import uuid
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey
from werkzeug.test import TestResponse

from services.renewals.adapters.work import RenewalsWork, SqlStore
from services.renewals.app import assemble
from shared.auth.keys import FixedKeys
from shared.auth.tokens import TokenVerifier
from shared.db.engine import Database
from shared.db.lookups import LookupLog
from shared.kernel.clock import MovableClock
from shared.messaging.feed import Event, FeedPage
from tests.support.databases import Urls
from tests.support.renewals import APPLICANT, OFFICER, World
from tests.support.renewals_neighbours import CITIZEN, LICENCE, PERSON

ISSUER = "http://127.0.0.1:8000"
API = "/api/renewals/v1"
FILING: dict[str, Any] = {
    "procedure": "3.000348",
    "licence_id": LICENCE,
    "reason": "fire",
    "occurred_on": "2026-11-20",
    "declaration": {"text": "Giấy phép bị cháy.", "truthful": True},
    "delivery": {"method": "electronic"},
    "channel": "online",
}
CHECK: dict[str, Any] = {"citizen_id": CITIZEN, "procedure": "3.000348", "reason": "lost", "channel": "online"}


class Caller:
    """Somebody with a token; every call carries it and their purpose."""

    def __init__(self, house: RenewalsHouse, token: str | None, purpose: str | None = None) -> None:
        self._client = house.app.test_client()
        self._headers = {"Accept-Language": "en"}
        if token is not None:
            self._headers["Authorization"] = f"Bearer {token}"
        if purpose is not None:
            self._headers["Gplx-Purpose"] = purpose

    def get(self, path: str, **headers: str) -> TestResponse:
        return self._client.get(API + path, headers=self._with(headers))

    def post(self, path: str, body: Any = None, *, key: str | None = None, **headers: str) -> TestResponse:
        sent = self._with(headers)
        if key is not None:
            sent["Idempotency-Key"] = key
        return self._client.post(API + path, json=body, headers=sent)

    def send(self, path: str, *, key: str | None = None, **options: Any) -> TestResponse:
        headers = self._with({}) | ({"Idempotency-Key": key} if key else {})
        return self._client.post(API + path, headers=headers, **options)

    def _with(self, headers: dict[str, str]) -> dict[str, str]:
        return self._headers | {name.replace("_", "-"): value for name, value in headers.items()}


class RenewalsHouse:
    """The service on fresh databases."""

    def __init__(self, urls: Urls, clock: MovableClock) -> None:
        self.clock = clock
        self.key = ECKey.generate_key("P-256", {"kid": "k1", "use": "sig"}, auto_kid=False)
        self.database = Database.open(urls.database_url, clock=clock, unit_of_work=RenewalsWork)
        self.lookups = LookupLog(urls.lookups_url, clock=clock, service="renewals")
        self.world = World(clock, SqlStore(self.database))
        self.news: list[Event] = []
        keys = FixedKeys({"keys": [self.key.as_dict(private=False)]})
        self.app = assemble(
            self.world.ports,
            database=self.database,
            lookups=self.lookups,
            feed=self._feed,
            verifier=TokenVerifier(ISSUER, "renewals", keys, clock),
        )

    def close(self) -> None:
        self.app.extensions["gplx"].close()

    def tell(self, type: str, *, person: str = PERSON) -> None:
        """Put an event into the feed of violations."""
        place = len(self.news) + 1
        self.news.append(Event(str(uuid.uuid4()), type, person, self.clock.now(), {"person": person}, f"0.{place}"))

    def work(self, rounds: int = 6) -> None:
        """Run the background tasks."""
        for _ in range(rounds):
            for task in self.app.extensions["gplx"].tasks:
                task()

    def citizen(self, citizen_id: str = CITIZEN, *, subject: str = APPLICANT.subject, **claims: Any) -> Caller:
        person = {"citizen_id": citizen_id, "name": "Nguyễn Văn Thử Một", "birthdate": "1990-05-17", "acr": 2}
        scope = "renewals:check renewals:file renewals:read"
        return Caller(self, self.token(kind="citizen", sub=subject, scope=scope, **{**person, **claims}))

    def officer(self, subject: str = OFFICER.subject, **claims: Any) -> Caller:
        scope = "renewals:check renewals:file renewals:read renewals:decide"
        told = {"agency": "G01.79", "roles": ["officer", "decider"], "client_id": "officers"}
        token = self.token(kind="officer", sub=subject, **{"scope": scope, **told, **self._agreed("counter"), **claims})
        return Caller(self, token, "counter")

    def system(self, client_id: str, scope: str, purpose: str | None) -> Caller:
        told = {"agency": "G22", "client_id": client_id, **self._agreed(purpose or "audit")}
        subject = str(uuid.uuid5(uuid.NAMESPACE_DNS, client_id))
        return Caller(self, self.token(kind="system", sub=subject, scope=scope, **told), purpose)

    def nobody(self) -> Caller:
        return Caller(self, None)

    def token(self, **claims: Any) -> str:
        now = int(self.clock.now().timestamp())
        base = {
            "iss": ISSUER,
            "aud": ["renewals"],
            "exp": now + 600,
            "iat": now,
            "jti": str(uuid.uuid4()),
            "client_id": "portal",
        }
        head = {"alg": "ES256", "kid": "k1", "typ": "at+jwt"}
        return jwt.encode(head, base | claims, self.key, algorithms=["ES256"])

    def _agreed(self, purpose: str) -> dict[str, Any]:
        agreement = {"id": "a1", "purposes": [purpose], "fields": ["*"], "per_day": None}
        return {"agreements": {"renewals": agreement}}

    def _feed(self, after: str | None, limit: int, wait: float) -> FeedPage:
        start = 0 if after is None else int(after.partition(".")[2])
        items = tuple(self.news[start : start + limit])
        return FeedPage(items, items[-1].cursor if items else after or "0.0")
