"""Access as its clients meet it: the app on a fresh database, demo clients that can sign, two identity providers."""

from __future__ import annotations

import json
import uuid
from base64 import urlsafe_b64decode
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
from flask import Flask, Response, jsonify
from joserfc import jws
from joserfc.jwk import ECKey
from werkzeug.test import TestResponse

from services.access.app import create_app, seed_demo
from services.access.settings import Settings
from shared.http.in_process import InProcessAdapter
from shared.kernel.clock import MovableClock
from tests.support.databases import Urls

ISSUER = "http://127.0.0.1:8000"
IDP = "http://idp.test"
JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
ID_TOKEN_TYPE = "urn:ietf:params:oauth:token-type:id_token"
CITIZEN = {
    "SoDinhDanh": "999090000001",
    "HoVaTen": "Nguyễn Văn Thử Một",
    "NgayThangNamSinh": "19900517",
    "acr": "2",
}
OFFICER = {"name": "Trần Thị Thử", "agency": "G01.79", "roles": ["officer", "decider"]}


@dataclass
class IdentityProvider:
    """Stands in for the national single sign-on or the officers' provider."""

    issuer: str
    audience: str
    usual: dict[str, Any]
    clock: MovableClock
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", {"kid": "idp-1"}))
    away: bool = False

    def jwks(self) -> Response:
        if self.away:
            return Response(status=503)
        return jsonify(keys=[{**self.key.as_dict(private=False), "alg": "ES256", "use": "sig"}])

    def id_token(self, *, key: ECKey | None = None, without: tuple[str, ...] = (), **changed: Any) -> str:
        now = int(self.clock.now().timestamp())
        claims = {
            "iss": self.issuer,
            "aud": self.audience,
            "sub": "tai-khoan-1",
            "iat": now,
            "exp": now + 600,
            "jti": str(uuid.uuid4()),
            **self.usual,
            **changed,
        }
        claims = {name: value for name, value in claims.items() if name not in without}
        signing = key or self.key
        return _signed(claims, signing, kid=str(self.key.kid))


class AccessHouse:
    """The app, and everything around it that a test needs to speak with it."""

    def __init__(self, urls: Urls, clock: MovableClock, folder: Path) -> None:
        self.clock = clock
        self.clients = folder / "clients"
        self.settings = Settings(
            database_url=urls.database_url,
            lookups_url=urls.lookups_url,
            issuer=ISSUER,
            signing_keys_file=folder / "keys" / "access.json",
            sso_jwks_url=f"{IDP}/sso/jwks",
            officer_jwks_url=f"{IDP}/officers/jwks",
        )
        seed_demo(self.settings, directory=self.clients, clock=clock)
        self.sso = IdentityProvider(f"{ISSUER}/sandbox/sso", "portal", CITIZEN, clock)
        self.officer_idp = IdentityProvider(f"{ISSUER}/sandbox/officer-idp", "officers", OFFICER, clock)
        self.app = self.another_app()

    def another_app(self) -> Flask:
        """A replica: the same database and key file."""
        outside = Flask("idp")
        outside.add_url_rule("/sso/jwks", "sso", self.sso.jwks)
        outside.add_url_rule("/officers/jwks", "officers", self.officer_idp.jwks)
        http = requests.Session()
        http.mount(IDP, InProcessAdapter(outside))
        return create_app(self.settings, clock=self.clock, http=http)

    def close(self) -> None:
        self.app.extensions["gplx"].close()

    def key_of(self, client_id: str) -> ECKey:
        return ECKey.import_key(json.loads((self.clients / f"{client_id}.json").read_text())["private_jwk"])

    def assertion(
        self, client_id: str, *, key: ECKey | None = None, without: tuple[str, ...] = (), **changed: Any
    ) -> str:
        now = int(self.clock.now().timestamp())
        claims = {
            "iss": client_id,
            "sub": client_id,
            "aud": ISSUER,
            "jti": str(uuid.uuid4()),
            "iat": now,
            "exp": now + 120,
            **changed,
        }
        claims = {name: value for name, value in claims.items() if name not in without}
        signing = key or self.key_of(client_id)
        return _signed(claims, signing, kid=str(signing.kid))

    def post(self, path: str, form: Any, *, app: Flask | None = None, **options: Any) -> TestResponse:
        return (app or self.app).test_client().post(path, data=form, **options)

    def token(
        self, client_id: str, /, *, assertion: str | None = None, app: Flask | None = None, **form: Any
    ) -> TestResponse:
        """Ask the token endpoint; ``grant_type`` is client_credentials unless given."""
        proof = {
            "client_assertion_type": JWT_BEARER,
            "client_assertion": assertion if assertion is not None else self.assertion(client_id),
        }
        return self.post("/oauth2/token", {"grant_type": "client_credentials", **proof, **form}, app=app)

    def exchange(self, client_id: str, id_token: str, **form: Any) -> TestResponse:
        return self.token(
            client_id, grant_type=EXCHANGE, subject_token=id_token, subject_token_type=ID_TOKEN_TYPE, **form
        )

    def citizen(self, **form: Any) -> dict[str, Any]:
        """A citizen's tokens, fresh from the login."""
        return answered(self.exchange("portal", self.sso.id_token(), **form))

    def officer(self, roles: list[str], **form: Any) -> dict[str, Any]:
        """An officer's tokens, fresh from the login."""
        return answered(self.exchange("officers", self.officer_idp.id_token(roles=roles), **form))

    def refresh(self, refresh_token: str, *, client_id: str = "portal", **form: Any) -> TestResponse:
        return self.token(client_id, grant_type="refresh_token", refresh_token=refresh_token, **form)

    def revoke(self, token: str, *, client_id: str = "portal") -> TestResponse:
        proof = {"client_assertion_type": JWT_BEARER, "client_assertion": self.assertion(client_id)}
        return self.post("/oauth2/revoke", {**proof, "token": token})

    def admin(self, method: str, path: str, *, body: Any = None, key: str | None = None) -> TestResponse:
        """Call the administration as an officer with the role admin."""
        headers = {
            "Authorization": f"Bearer {self.officer(['admin'])['access_token']}",
            "Idempotency-Key": key or str(uuid.uuid4()),
        }
        return self.app.test_client().open(f"/api/access/v1{path}", method=method, json=body, headers=headers)


def answered(response: TestResponse) -> dict[str, Any]:
    """The JSON of a 200."""
    assert response.status_code == 200, response.get_json()
    found: dict[str, Any] = response.get_json()
    return found


def refused(response: TestResponse, error: str, *, status: int = 400) -> str:
    """Check that it is an OAuth refusal and nothing for caches; its description."""
    body = response.get_json()
    assert (response.status_code, body["error"]) == (status, error), body
    assert response.headers["Cache-Control"] == "no-store"
    assert ("WWW-Authenticate" in response.headers) == (status == 401)
    description: str = body["error_description"]
    assert description.isascii()
    return description


def claims_of(token: str) -> dict[str, Any]:
    """The claims of a JWT, unproven."""
    part = token.split(".")[1]
    found: dict[str, Any] = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return found


def _signed(claims: dict[str, Any], key: ECKey, *, kid: str) -> str:
    """A JWT whose claims may be whatever JSON can say, lone surrogates included."""
    return jws.serialize_compact({"alg": "ES256", "kid": kid}, json.dumps(claims), key, algorithms=["ES256"])
