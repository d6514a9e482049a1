"""Logging people in at an outside provider by OpenID Connect: code, PKCE, nonce and state; nothing believed unproven.

OpenID Connect Core §3.1, RFC 7636 (S256), RFC 9207 (``iss`` in the answer), OpenID Connect Back-Channel Logout 1.0.
"""

from __future__ import annotations

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import Any
from urllib.parse import urlencode

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from shared.auth.keys import KeySource
from shared.http.client import ServiceClient
from shared.http.faults import Rejected
from shared.kernel.clock import Clock

ALGORITHM = "ES256"
LONGEST_TOKEN = 16_384
OLDEST_TOKEN = timedelta(minutes=5)
CLOCK_SKEW = timedelta(seconds=30)
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"


class LoginRefused(Exception):
    """A login that must not be believed. ``reason`` is a short code for the log; it names no person."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Departure:
    """A browser about to leave for the provider: where to, and what to remember until it is back."""

    url: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Proof:
    """A login that was proven. ``id_token`` is good once, for five minutes, at whoever trusts the provider, too."""

    id_token: str = field(repr=False)
    claims: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a provider is: ``authorize`` and ``logout`` for browsers, ``token_path`` below the client's base."""

    issuer: str
    authorize: str
    logout: str
    token_path: str


class OpenIdProvider:
    """One provider as one registered client sees it."""

    def __init__(
        self, client_id: str, addresses: Addresses, *, client: ServiceClient, keys: KeySource, clock: Clock
    ) -> None:
        self._client_id = client_id
        self._at = addresses
        self._client = client
        self._keys = keys
        self._clock = clock

    def depart(self, redirect_uri: str, *, language: str) -> Departure:
        """Fresh state, nonce and verifier, and the address to send the browser to."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        query = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": redirect_uri,
            "scope": "openid",
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
            "ui_locales": language,
        }
        return Departure(f"{self._at.authorize}?{urlencode(query)}", state, nonce, verifier)

    def redeem(self, code: str, *, departure: Departure, redirect_uri: str, issuer: str | None) -> Proof:
        """Turn the code that came back into a proven login.

        ``issuer`` is the answer's own ``iss``: an answer of another provider is not taken for this one's. Raises
        LoginRefused, or Unavailable if the provider does not answer.
        """
        if issuer is not None and issuer != self._at.issuer:
            raise LoginRefused("answer-of-another-issuer")
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "client_id": self._client_id,
            "code_verifier": departure.verifier,
        }
        try:
            answer = self._client.post(self._at.token_path, data=form).json
        except Rejected as rejected:
            raise LoginRefused(f"code-{_word(rejected.problem.get('error'))}") from rejected
        token = answer.get("id_token") if isinstance(answer, dict) else None
        if not isinstance(token, str):
            raise LoginRefused("no-id-token")
        claims = self._claims(token)
        if not isinstance(claims.get("nonce"), str) or not compare_digest(claims["nonce"], departure.nonce):
            raise LoginRefused("wrong-nonce")
        if not isinstance(claims.get("exp"), (int, float)) or _moment(claims["exp"]) <= self._clock.now():
            raise LoginRefused("expired")
        return Proof(token, claims)

    def logged_out(self, token: str) -> tuple[str, datetime]:
        """Whose login the provider says is over (``sub``), and until when the token must be remembered as spent.

        Raises LoginRefused for anything but a logout token of this provider for this client.
        """
        claims = self._claims(token)
        events = claims.get("events")
        if not isinstance(events, dict) or not isinstance(events.get(LOGOUT_EVENT), dict):
            raise LoginRefused("no-logout-event")
        if "nonce" in claims:  # §2.4: so that an ID token never passes for a logout token
            raise LoginRefused("nonce-in-logout-token")
        subject = claims.get("sub")
        if not isinstance(subject, str) or not subject or not isinstance(claims.get("jti"), str):
            raise LoginRefused("no-subject")
        return subject, self._clock.now() + OLDEST_TOKEN + CLOCK_SKEW

    def leave(self, return_to: str) -> str:
        """Where a browser logs out at the provider. No ID token travels in that address: it names a person."""
        query = urlencode({"client_id": self._client_id, "post_logout_redirect_uri": return_to})
        return f"{self._at.logout}?{query}"

    def _claims(self, token: str) -> Mapping[str, Any]:
        """What a token signed by the provider for this client says, if it is fresh. Raises LoginRefused."""
        kid = _key_id(token)
        key = self._keys.key(kid)
        if key is None:
            raise LoginRefused("unknown-key")
        claims = _proven(token, key)
        if claims.get("iss") != self._at.issuer:
            raise LoginRefused("wrong-issuer")
        audience = claims.get("aud")
        if audience not in (self._client_id, [self._client_id]):
            raise LoginRefused("wrong-audience")
        if claims.get("azp", self._client_id) != self._client_id:
            raise LoginRefused("wrong-party")
        issued = claims.get("iat")
        if isinstance(issued, bool) or not isinstance(issued, (int, float)):
            raise LoginRefused("no-time")
        age = self._clock.now() - _moment(issued)
        if age > OLDEST_TOKEN or age < -CLOCK_SKEW:
            raise LoginRefused("too-old" if age > OLDEST_TOKEN else "from-the-future")
        return claims


def _key_id(token: str) -> str:
    if len(token) > LONGEST_TOKEN or token.count(".") != 2:
        raise LoginRefused("no-token")
    part = token.split(".", 1)[0]
    try:
        header = json.loads(urlsafe_b64decode((part + "=" * (-len(part) % 4)).encode("ascii")))
    except (ValueError, RecursionError) as error:
        raise LoginRefused("no-token") from error
    if not isinstance(header, dict) or header.get("alg") != ALGORITHM or "crit" in header or "b64" in header:
        raise LoginRefused("wrong-algorithm")
    if not isinstance(header.get("kid"), str):
        raise LoginRefused("unknown-key")
    return str(header["kid"])


def _proven(token: str, key: ECKey) -> Mapping[str, Any]:
    try:
        claims = json.loads(jws.deserialize_compact(token, key, algorithms=[ALGORITHM]).payload or b"")
    except (JoseError, ValueError, TypeError, RecursionError) as error:
        raise LoginRefused("wrong-signature") from error
    if not isinstance(claims, dict):
        raise LoginRefused("no-claims")
    return claims


def _moment(seconds: float) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError) as error:
        raise LoginRefused("no-time") from error


def _word(value: object) -> str:
    """A protocol's error word for the log; anything longer or stranger is not repeated."""
    text = value if isinstance(value, str) else ""
    return text if text.replace("_", "").isalpha() and len(text) <= 40 else "refused"
