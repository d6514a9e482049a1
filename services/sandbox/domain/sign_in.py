"""OpenID Connect, code flow: which requests a provider takes, and when a code may be turned into an ID token.

OpenID Connect Core 1.0 §3.1; RFC 7636 (PKCE, S256 only); RFC 9700 (exact redirect addresses); RFC 8252 §7.3 (command
lines listen on a loopback address and any port).
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from urllib.parse import urlsplit

from services.sandbox.domain.behaviour import Part

CODE_LIVES = timedelta(seconds=60)
ID_TOKEN_LIVES = timedelta(minutes=5)
LONGEST_VALUE = 512

_LOOPBACK = re.compile(r"http://127\.0\.0\.1(?::[0-9]{1,5})?/callback")
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")


@dataclass(frozen=True, slots=True)
class Provider:
    """One login service: its issuer, and for each registered client the addresses it may be sent back to."""

    part: Part
    issuer: str
    clients: Mapping[str, tuple[str, ...]]

    def accepts_address(self, client_id: str, address: str) -> bool:
        """Whether a client may be sent to an address: one registered for it, or a command line's own."""
        return address in self.clients[client_id] or _LOOPBACK.fullmatch(address) is not None


@dataclass(frozen=True, slots=True)
class AuthorizationRequest:
    """A request that passed every check."""

    client_id: str
    redirect_uri: str
    code_challenge: str
    state: str | None
    nonce: str | None


@dataclass(frozen=True, slots=True)
class IssuedCode:
    """A code given out: what it stands for. ``fingerprint`` is SHA-256 (hex) of the code, which is not kept."""

    fingerprint: str
    part: Part
    username: str
    client_id: str
    redirect_uri: str
    code_challenge: str
    nonce: str | None
    logged_in_at: datetime
    expires_at: datetime
    used_at: datetime | None = None


class SignInRefused(Exception):
    """A request that cannot be answered with a code. ``error`` is the protocol's word (RFC 6749 §4.1.2.1, §5.2).

    ``redirect_uri`` is set once it is known to be safe: then the client is told there, otherwise the person on a page.
    """

    def __init__(
        self, error: str, explanation: str, *, redirect_uri: str | None = None, state: str | None = None
    ) -> None:
        super().__init__(error)
        self.error = error
        self.explanation = explanation
        self.redirect_uri = redirect_uri
        self.state = state


def read_request(provider: Provider, given: Mapping[str, str]) -> AuthorizationRequest:
    """Check an authorization request. Raises SignInRefused."""
    client_id = given.get("client_id", "")
    if client_id not in provider.clients:
        known = ", ".join(sorted(provider.clients))
        raise SignInRefused("invalid_client", f"client_id is not registered here; registered: {known}")
    address = given.get("redirect_uri", "")
    if not provider.accepts_address(client_id, address):
        registered = ", ".join((*provider.clients[client_id], "http://127.0.0.1:<port>/callback"))
        raise SignInRefused("invalid_request", f"redirect_uri is not registered for {client_id}; use {registered}")
    state = given.get("state")
    fault = _fault(given)
    if fault is not None:
        raise SignInRefused(fault[0], fault[1], redirect_uri=address, state=state)
    return AuthorizationRequest(client_id, address, given["code_challenge"], state, given.get("nonce"))


def check_redemption(
    code: IssuedCode, *, part: Part, client_id: str, redirect_uri: str, verifier: str, now: datetime
) -> None:
    """Whether a code is good for an ID token. Raises SignInRefused ``invalid_grant``, saying why."""
    if code.used_at is not None:
        raise SignInRefused("invalid_grant", "the code was used before")
    if code.part is not part or code.client_id != client_id:
        raise SignInRefused("invalid_grant", "the code was given to another client")
    if now >= code.expires_at:
        raise SignInRefused("invalid_grant", "the code is older than 60 seconds")
    if code.redirect_uri != redirect_uri:
        raise SignInRefused("invalid_grant", "redirect_uri differs from that of the request")
    if not _VERIFIER.fullmatch(verifier) or not compare_digest(challenge_of(verifier), code.code_challenge):
        raise SignInRefused("invalid_grant", "code_verifier does not fit the code_challenge")


def challenge_of(verifier: str) -> str:
    """The S256 challenge of a verifier (RFC 7636 §4.2)."""
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def fingerprint(code: str) -> str:
    """What is kept of a code."""
    return sha256(code.encode()).hexdigest()


def returns_to(provider: Provider, address: str) -> bool:
    """Whether a browser may be sent here after logging out: any registered client's own site."""
    allowed = {urlsplit(uri)[:2] for uris in provider.clients.values() for uri in uris}
    return urlsplit(address)[:2] in allowed or _LOOPBACK.fullmatch(address) is not None


def _fault(given: Mapping[str, str]) -> tuple[str, str] | None:
    if given.get("response_type") != "code":
        return "unsupported_response_type", "response_type must be code"
    if "openid" not in given.get("scope", "").split():
        return "invalid_scope", "scope must contain openid"
    if given.get("code_challenge_method") != "S256" or not _CHALLENGE.fullmatch(given.get("code_challenge", "")):
        return "invalid_request", "PKCE is required: code_challenge with code_challenge_method S256"
    if any(len(given.get(name, "")) > LONGEST_VALUE for name in ("state", "nonce")):
        return "invalid_request", f"state and nonce may have {LONGEST_VALUE} characters"
    if given.get("prompt") == "none":
        return "login_required", "nobody stays logged in here"
    return None
