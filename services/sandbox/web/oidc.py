"""OpenID Connect behind the login page: discovery, keys, and the token endpoint."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, jsonify, request

from services.sandbox.application.ports import Signer, Store
from services.sandbox.application.sign_in import Login, redeem
from services.sandbox.domain.sign_in import ID_TOKEN_LIVES, Provider, SignInRefused
from services.sandbox.web.pages import open_page
from shared.kernel.clock import Clock
from shared.kernel.ids import new_id

REASON = "stands in for an outside login system: public keys, and a code that only its client can use"


def oidc_routes(provider: Provider, store: Store, keys: Signer, clock: Clock) -> Blueprint:
    """Discovery, JWKS and token endpoint of a provider."""
    routes = Blueprint(provider.part.value, __name__, url_prefix=f"/sandbox/{provider.part.value}")

    @routes.get("/.well-known/openid-configuration")
    @open_page(REASON)
    def discovery() -> Response:
        return _cached(jsonify(_metadata(provider)))

    @routes.get("/jwks")
    @open_page(REASON)
    def jwks() -> Response:
        return _cached(jsonify(keys.jwks(provider.part)))

    @routes.post("/token")
    @open_page(REASON)
    def token() -> Response:
        try:
            login = _redeemed(provider, store)
        except SignInRefused as refusal:
            return _unstored({"error": refusal.error, "error_description": refusal.explanation}, status=400)
        claims = id_token_claims(provider, login, int(clock.now().timestamp()))
        return _unstored(
            {
                # A stand-in has nothing to protect with it; OpenID Connect Core §3.1.3.3 wants one to be there.
                "access_token": secrets.token_urlsafe(32),
                "token_type": "Bearer",
                "expires_in": int(ID_TOKEN_LIVES.total_seconds()),
                "scope": "openid",
                "id_token": keys.sign(provider.part, claims),
            }
        )

    return routes


def id_token_claims(provider: Provider, login: Login, now: int) -> dict[str, object]:
    """The claims of an ID token (OpenID Connect Core §2) and those of the account; instants in Unix seconds."""
    claims: dict[str, object] = {
        **login.account.claims,
        "iss": provider.issuer,
        "sub": login.account.subject,
        "aud": login.client_id,
        "iat": now,
        "exp": now + int(ID_TOKEN_LIVES.total_seconds()),
        "auth_time": int(login.logged_in_at.timestamp()),
        "jti": new_id(),
    }
    if login.nonce is not None:
        claims["nonce"] = login.nonce
    return claims


def _redeemed(provider: Provider, store: Store) -> Login:
    form = request.form
    if any(len(values) > 1 for _, values in form.lists()):
        raise SignInRefused("invalid_request", "a parameter is repeated")
    if form.get("grant_type") != "authorization_code":
        raise SignInRefused("unsupported_grant_type", "grant_type must be authorization_code, form-encoded")
    if form.get("client_id") not in provider.clients:
        raise SignInRefused("invalid_client", "client_id is not registered here")
    missing = [name for name in ("code", "redirect_uri", "code_verifier") if not form.get(name)]
    if missing:
        raise SignInRefused("invalid_request", f"missing: {', '.join(missing)}")
    return redeem(
        store,
        part=provider.part,
        code=form["code"],
        client_id=form["client_id"],
        redirect_uri=form["redirect_uri"],
        verifier=form["code_verifier"],
    )


def _metadata(provider: Provider) -> dict[str, Any]:
    return {
        "issuer": provider.issuer,
        "authorization_endpoint": f"{provider.issuer}/authorize",
        "token_endpoint": f"{provider.issuer}/token",
        "jwks_uri": f"{provider.issuer}/jwks",
        "end_session_endpoint": f"{provider.issuer}/end_session",
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "scopes_supported": ["openid"],
        "token_endpoint_auth_methods_supported": ["none"],
        "code_challenge_methods_supported": ["S256"],
        "ui_locales_supported": ["vi", "en"],
        "authorization_response_iss_parameter_supported": True,
    }


def _cached(response: Response) -> Response:
    response.headers["Cache-Control"] = "public, max-age=60"
    return response


def _unstored(body: Mapping[str, object], *, status: int = 200) -> Response:
    response = jsonify(body)
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    response.headers["Pragma"] = "no-cache"
    return response
