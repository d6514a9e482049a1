"""Access tokens (RFC 9068 profile, ES256) verified offline; every reason for refusal is one of three codes."""

from __future__ import annotations

import json
import re
import threading
from base64 import urlsafe_b64decode
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from shared.auth.keys import KeySource
from shared.auth.principals import KINDS, GrantedAgreement, Principal
from shared.kernel.clock import Clock
from shared.kernel.errors import Unauthenticated
from shared.kernel.words import Words

ALGORITHM = "ES256"
TYPES = frozenset({"at+jwt", "application/at+jwt"})
LONGEST_TOKEN = 8192
CACHED_TOKENS = 4096
CLOCK_SKEW_SECONDS = 60
"""How far an issuer's clock may run ahead of ours for ``iat``; ``exp`` has no leeway."""

_COMPACT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class _Verified:
    principal: Principal
    kid: str
    not_before: float


class TokenVerifier:
    """Verifies tokens of one issuer for one audience (the service's name)."""

    def __init__(self, issuer: str, audience: str, keys: KeySource, clock: Clock) -> None:
        self._issuer = issuer
        self._audience = audience
        self._keys = keys
        self._clock = clock
        self._seen: OrderedDict[bytes, tuple[_Verified, ECKey]] = OrderedDict()
        self._lock = threading.Lock()

    def verify(self, token: str) -> Principal:
        """Who presents this token. Raises Unauthenticated ``token-invalid`` or ``token-expired``.

        Raises Unavailable if the issuer's keys cannot be had.
        """
        if len(token) > LONGEST_TOKEN or not _COMPACT.fullmatch(token):
            raise Unauthenticated("token-invalid")
        digest = sha256(token.encode()).digest()
        with self._lock:
            known = self._seen.get(digest)
            if known is not None:
                self._seen.move_to_end(digest)
        if known is not None and self._keys.key(known[0].kid) is known[1]:
            verified = known[0]
        else:
            verified = self._verify_anew(token, digest)
        now = self._clock.now()
        if now >= verified.principal.expires_at:
            raise Unauthenticated("token-expired")
        if now.timestamp() + CLOCK_SKEW_SECONDS < verified.not_before:
            raise Unauthenticated("token-invalid")
        return verified.principal

    def _verify_anew(self, token: str, digest: bytes) -> _Verified:
        kid = _key_id(token)
        key = self._keys.key(kid)
        if key is None:
            raise Unauthenticated("token-invalid")
        try:
            claims = json.loads(jws.deserialize_compact(token, key, algorithms=[ALGORITHM]).payload or b"")
            verified = self._read(claims, kid)
        except (
            JoseError,
            ValueError,
            TypeError,
            KeyError,
            AttributeError,
            OverflowError,
            OSError,
            RecursionError,
        ) as error:
            raise Unauthenticated("token-invalid") from error
        with self._lock:
            self._seen[digest] = (verified, key)
            while len(self._seen) > CACHED_TOKENS:
                self._seen.popitem(last=False)
        return verified

    def _read(self, claims: Any, kid: str) -> _Verified:
        """The principal the claims describe. Raises ValueError, KeyError or TypeError where they are not as agreed."""
        if not isinstance(claims, dict) or claims["iss"] != self._issuer:
            raise ValueError("another issuer")
        audience = claims["aud"]
        if self._audience not in ([audience] if isinstance(audience, str) else _texts(audience)):
            raise ValueError("another audience")
        if claims["kind"] not in KINDS:
            raise ValueError("unknown kind of caller")
        issued, expires = _seconds(claims["iat"]), _seconds(claims["exp"])
        begins = max(issued, _seconds(claims.get("nbf", issued)))
        principal = Principal(
            kind=claims["kind"],
            subject=_text(claims["sub"]),
            client_id=_text(claims["client_id"]),
            scopes=_scopes(claims, self._audience),
            token_id=_text(claims["jti"]),
            expires_at=datetime.fromtimestamp(expires, UTC),
            agency=_optional(claims.get("agency")),
            agency_name=_words(claims.get("agency_name")),
            roles=frozenset(_texts(claims.get("roles", []))),
            sources=tuple(_texts(claims.get("sources", []))),
            agreement=_agreement(claims.get("agreements", {}).get(self._audience)),
            **_person(claims),
        )
        return _Verified(principal, kid, begins)


def _key_id(token: str) -> str:
    """The key the header names, once the header is one we take: right type, algorithm, nothing critical."""
    part = token.split(".", 1)[0]
    try:
        header = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, RecursionError) as error:
        raise Unauthenticated("token-invalid") from error
    if (
        not isinstance(header, dict)
        or header.get("alg") != ALGORITHM
        or str(header.get("typ")).lower() not in TYPES
        or "crit" in header
        or not isinstance(header.get("kid"), str)
    ):
        raise Unauthenticated("token-invalid")
    kid: str = header["kid"]
    return kid


def _person(claims: Mapping[str, Any]) -> dict[str, Any]:
    if claims["kind"] != "citizen":
        return {"name": _optional(claims.get("name"))}
    born = claims.get("birthdate")
    return {
        "citizen_id": _text(claims["citizen_id"]),
        "name": _optional(claims.get("name")),
        "birthdate": None if born is None else date.fromisoformat(_text(born)),
        "acr": int(claims.get("acr", 1)),
    }


def _scopes(claims: Mapping[str, Any], audience: str) -> frozenset[str]:
    """What the token opens here: where the agreement names scopes of its own, no more than these.

    A scope agreed with one service thus opens nothing at another that knows the same word.
    """
    scopes = frozenset(_text(claims["scope"], may_be_empty=True).split())
    here = claims.get("agreements", {}).get(audience, {}).get("scopes")
    return scopes if here is None else scopes.intersection(_texts(here))


def _words(value: Any) -> Words | None:
    return None if value is None else Words(vi=_text(value["vi"]), en=_text(value["en"]))


def _agreement(entry: Any) -> GrantedAgreement | None:
    if entry is None:
        return None
    per_day = entry.get("per_day")
    return GrantedAgreement(
        id=_text(entry["id"]),
        purposes=frozenset(_texts(entry["purposes"])),
        fields=frozenset(_texts(entry["fields"])),
        per_day=None if per_day is None else int(per_day),
    )


def _text(value: Any, *, may_be_empty: bool = False) -> str:
    if not isinstance(value, str) or not (value or may_be_empty):
        raise ValueError("not a text")
    return value


def _optional(value: Any) -> str | None:
    return None if value is None else _text(value)


def _texts(value: Any) -> list[str]:
    if not isinstance(value, list):
        raise TypeError("not a list")
    return [_text(entry) for entry in value]


def _seconds(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError("not a point in time")
    return float(value)
