"""The licences service over HTTP, with callers of every kind and the keys that vouch for them."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import requests
from flask import Flask, Response
from joserfc import jwt
from joserfc.jwk import ECKey
from werkzeug.test import TestResponse

from services.licences.api import examples as ex
from services.licences.api import feed_examples as feed
from services.licences.app import create_app
from services.licences.settings import Settings
from shared.http.in_process import InProcessAdapter
from shared.kernel.clock import MovableClock
from shared.kernel.ids import new_id
from tests.support.databases import Urls
from tests.support.licences import CITIZEN, ISSUER

API = "/api/licences/v1"
HOLDER = {**feed.HOLDER_RECORD, "citizen_id": CITIZEN}
EXAM = {**feed.EXAM_RECORD, "citizen_id": CITIZEN}
LICENCE = {
    **feed.LICENCE_RECORD,
    "citizen_id": CITIZEN,
    "parts": [
        *feed.LICENCE_RECORD["parts"],
        {
            "kind": "termed",
            "regime": "2008",
            "classes": ["B2"],
            "conditions": [],
            "first_issued_on": "2018-03-01",
            "issued_on": "2018-03-01",
            "expires_on": "2028-03-01",
        },
    ],
}
SYSTEMS: Mapping[str, tuple[str, str]] = {
    "roadside": ("licences:standing", "roadside"),
    "registry-loader": ("licences:import", "registry-load"),
    "renewals": ("licences:read licences:report-loss licences:issue events:read", "reissue"),
    "auditor": ("licences:read", "audit"),
}


class Caller:
    """Somebody with a token; every call carries it and their purpose."""

    def __init__(self, app: Flask, token: str, purpose: str | None) -> None:
        self._client = app.test_client()
        self.headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}
        if purpose:
            self.headers["Gplx-Purpose"] = purpose

    def get(self, path: str, **headers: str) -> TestResponse:
        """GET below the prefix."""
        return self._client.get(API + path, headers={**self.headers, **headers})

    def post(self, path: str, body: Any = None, *, key: str | None = None, **options: Any) -> TestResponse:
        """POST JSON below the prefix, with an Idempotency-Key if one is named."""
        headers = {**self.headers, **({"Idempotency-Key": key} if key else {}), **options.pop("headers", {})}
        if "data" in options:
            return self._client.post(API + path, headers=headers, **options)
        return self._client.post(API + path, json=body, headers=headers)


class LicencesApi:
    """The service on fresh databases."""

    def __init__(self, urls: Urls, clock: MovableClock, folder: Path, **settings: Any) -> None:
        self.clock = clock
        self.key = ECKey.generate_key("P-256", auto_kid=True)
        access = Flask("access")
        public = {**self.key.as_dict(private=False), "use": "sig", "alg": "ES256"}
        access.add_url_rule(
            "/oauth2/jwks", "jwks", lambda: Response(json.dumps({"keys": [public]}), mimetype="application/json")
        )
        http = requests.Session()
        http.mount("http://gplx.internal", InProcessAdapter(access))
        self.app = create_app(
            Settings(
                database_url=urls.database_url,
                lookups_url=urls.lookups_url,
                issuer=ISSUER,
                credential_key_file=folder / "keys" / "credential.json",
                **settings,
            ),
            clock=clock,
            http=http,
        )

    def _caller(self, purpose: str | None, **claims: Any) -> Caller:
        now = int(self.clock.now().timestamp())
        base = {
            "iss": ISSUER,
            "aud": ["licences"],
            "exp": now + 600,
            "iat": now,
            "jti": str(uuid.uuid4()),
            "sub": str(uuid.uuid5(uuid.NAMESPACE_URL, str(claims["client_id"]))),
        }
        header = {"alg": "ES256", "kid": self.key.kid, "typ": "at+jwt"}
        return Caller(self.app, jwt.encode(header, {**base, **claims}, self.key), purpose)

    def system(self, client_id: str, *, fields: Sequence[str] = ("*",), **claims: Any) -> Caller:
        """A system under its agreement."""
        scope, purpose = SYSTEMS[client_id]
        agreement = {"id": f"a-{client_id}", "purposes": [purpose], "fields": list(fields), "per_day": None}
        facts = {"kind": "system", "client_id": client_id, "agency": "G01.08", "scope": scope}
        return self._caller(purpose, **{**facts, "agreements": {"licences": agreement}, **claims})

    def officer(self, **claims: Any) -> Caller:
        """An officer at the counter."""
        agreement = {"id": "a-officers", "purposes": ["counter"], "fields": ["*"], "per_day": None}
        facts = {"kind": "officer", "client_id": "officers", "agency": "G01.08", "roles": ["officer"]}
        return self._caller(
            "counter", **{**facts, "scope": "licences:read", "agreements": {"licences": agreement}, **claims}
        )

    def citizen(self, citizen_id: str = CITIZEN, **claims: Any) -> Caller:
        """A citizen through the portal."""
        facts = {"kind": "citizen", "client_id": "portal", "citizen_id": citizen_id, "name": "Thử", "acr": 2}
        return self._caller(None, **{**facts, "scope": "licences:read licences:report-loss", **claims})

    def seed(self) -> dict[str, Any]:
        """Load one person, exam and licence over the API; the licence as renewals reads it."""
        for kind, record in (("holders", HOLDER), ("exams", EXAM), ("licences", LICENCE)):
            run = self.load(kind, [record])
            assert run["created"] == 1, run
        return self.licence()

    def load(self, kind: str, records: Iterable[Any]) -> dict[str, Any]:
        """Import NDJSON."""
        answer = self.load_raw(kind, "\n".join(json.dumps(record) for record in records).encode())
        assert answer.status_code == 200, answer.text
        run: dict[str, Any] = answer.json
        return run

    def load_raw(self, kind: str, body: bytes, key: str | None = None) -> TestResponse:
        """Import bytes as NDJSON."""
        return self.system("registry-loader").post(
            f"/imports/{kind}", key=key or new_id(), data=body, content_type="application/x-ndjson"
        )

    def licence(self, number: str = "011129990001") -> dict[str, Any]:
        """A licence as renewals reads it."""
        answer = self.system("renewals").post("/licences/search", {"number": number})
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json["items"][0]
        return found

    def order(self, **changes: Any) -> dict[str, Any]:
        """An order for both parts on a standing of this instant."""
        as_of = self.clock.now().isoformat().replace("+00:00", "Z")
        standing = {**ex.CARD_ORDER["standing"], "as_of": as_of, **changes.pop("standing", {})}
        return {**ex.CARD_ORDER, "application_id": new_id(), "standing": standing, **changes}

    def close(self) -> None:
        """Give everything back."""
        self.app.extensions["gplx"].close()
