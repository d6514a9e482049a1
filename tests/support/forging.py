"""Access tokens of every make: as access signs them, and as somebody would who should not get in."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey

from shared.auth.access import PURPOSES
from shared.kernel.ids import new_id
from tests.support.suites import RunningSuite

AGENCY = {"agency": "G01.08", "agency_name": {"vi": "Cục Cảnh sát giao thông", "en": "Traffic Police Department"}}
STRANGER = "999203000001"
"""A personal number nobody in the demo world has."""

Claims = dict[str, Any]


@dataclass
class Forger:
    """Has the issuer's own key, and may therefore say anything."""

    running: RunningSuite

    @cached_property
    def own_key(self) -> ECKey:
        """The key access signs with."""
        kept = json.loads((self.running.var / "keys/access-signing.json").read_text())
        return ECKey.import_key(next(key for key in kept["keys"] if key["state"] == "current"))

    def claims(self, service: str, kind: str, scopes: str, **changes: Any) -> Claims:
        """What a token of that kind for that service says; ``changes`` replace claims, None takes one out."""
        now = int(self.running.clock.now().timestamp())
        agreement = {"id": new_id(), "scopes": scopes.split(), "purposes": list(PURPOSES), "fields": ["*"]}
        found: Claims = {
            "iss": self.running.environment["GPLX_ISSUER"],
            "aud": [service],
            "iat": now,
            "exp": now + 600,
            "jti": new_id(),
            "sub": new_id(),
            "client_id": {"citizen": "portal", "officer": "officers"}.get(kind, "renewals"),
            "kind": kind,
            "scope": scopes,
            "agreements": {service: agreement | {"per_day": None}},
        }
        if kind == "citizen":
            found |= {"citizen_id": STRANGER, "name": "Nguyễn Văn Thử Lạ", "birthdate": "2003-05-06", "acr": 2}
        else:
            found |= AGENCY | ({"roles": ["officer", "decider", "admin"]} if kind == "officer" else {"sources": []})
        return {name: value for name, value in (found | changes).items() if value is not None}

    def token(self, service: str, kind: str, scopes: str, **changes: Any) -> str:
        """A token with those claims, signed as access signs."""
        return self.signed(self.claims(service, kind, scopes, **changes))

    def signed(self, claims: Claims, *, key: ECKey | None = None, **header: Any) -> str:
        """Claims under the issuer's signature, or another's; ``header`` replaces members of the header."""
        own = self.own_key
        names = {"alg": "ES256", "typ": "at+jwt", "kid": own.kid, **header}
        return jwt.encode(names, claims, key or own, algorithms=["ES256"])

    def invalid(self, service: str, kind: str, scopes: str) -> Iterator[tuple[str, str]]:
        """Tokens that must never open anything, each with what is wrong with it."""
        claims = self.claims(service, kind, scopes)
        now, stranger = claims["iat"], ECKey.generate_key("P-256")
        good = self.signed(claims)
        header, payload, signature = good.split(".")
        yield "garbage", "abc"
        yield "three dots of garbage", "a.b.c"
        yield "too long", "a" * 9000
        yield "no signature", f"{header}.{payload}."
        yield "another payload", f"{header}.{encoded(claims | {'sub': new_id()})}.{signature}"
        for algorithm in ("none", "None", "NONE"):
            bare = encoded({"alg": algorithm, "typ": "at+jwt", "kid": self.own_key.kid})
            yield f"alg {algorithm}", f"{bare}.{payload}."
            yield f"alg {algorithm}, signed", f"{bare}.{payload}.{signature}"
        for form, secret in self._public_key_forms():
            yield f"HS256 with the public key as {form}", hs256(claims, self.own_key.kid, secret)
        yield "another key under our name", self.signed(claims, key=stranger)
        yield "an unknown key", self.signed(claims, key=stranger, kid="unknown")
        yield "a key it brings along", self.signed(claims, key=stranger, jwk=stranger.as_dict(private=False))
        yield "a type of another token", self.signed(claims, typ="JWT")
        for name, changed in {
            "another audience": {"aud": ["elsewhere"]},
            "no audience": {"aud": []},
            "another issuer": {"iss": "http://issuer.invalid"},
            "an expiry in words": {"exp": "tomorrow"},
            "issued in the future": {"iat": now + 3600},
            "not valid yet": {"nbf": now + 3600},
            "an unknown kind": {"kind": "emperor"},
            "a scope that is no text": {"scope": ["licences:read"]},
        }.items():
            yield name, self.signed(claims | changed)
        for name in ("aud", "iss", "exp", "iat", "sub", "client_id", "kind", "scope", "jti"):
            yield f"without {name}", self.signed({key: value for key, value in claims.items() if key != name})
        yield "claims that are a list", self._signed_text(b"[]")

    def _signed_text(self, payload: bytes) -> str:
        from joserfc import jws

        header = {"alg": "ES256", "typ": "at+jwt", "kid": self.own_key.kid}
        return jws.serialize_compact(header, payload, self.own_key, algorithms=["ES256"])

    def _public_key_forms(self) -> Iterator[tuple[str, bytes]]:
        public = self.own_key.as_dict(private=False)
        yield "PEM", self.own_key.as_pem(private=False)
        yield "JWK", json.dumps(public).encode()
        yield "x", str(public["x"]).encode()


def hs256(claims: Mapping[str, Any], kid: str | None, secret: bytes) -> str:
    """A token whose signature is a MAC under that secret."""
    signed = f"{encoded({'alg': 'HS256', 'typ': 'at+jwt', 'kid': kid})}.{encoded(claims)}"
    mac = hmac.new(secret, signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def encoded(value: Any) -> str:
    """A JSON value as a segment of a token."""
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()
