"""The token endpoints and what is published about them (RFC 6749, 7009, 7517, 8414, 8693, 8707)."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify

from services.access.api import examples
from services.access.api.desk import desk
from services.access.api.forms import FORM, LARGEST, Form, read_form
from services.access.api.oauth_schemas import (
    JwksSchema,
    OAuthErrorSchema,
    RevocationRequestSchema,
    ServerMetadataSchema,
    TokenAnswerSchema,
    TokenRequestSchema,
)
from services.access.application.clients import Credentials
from services.access.application.revocation import revoke
from services.access.application.tokens import GRANT_TYPES, TokenRequest, issue
from services.access.domain.refusals import RefusalCode, TokenRefusal
from services.access.domain.scopes import CATALOGUE
from shared.auth.access import public
from shared.observability.logging import get_logger
from shared.web.blueprint import Blueprint

NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}
RETRY_AFTER_SECONDS = 5
CACHED = {"Cache-Control": "public, max-age=60"}
"""Shorter than the time between publishing a key and signing with it."""

blp = Blueprint("oauth", __name__, description="Tokens")
log = get_logger(part="oauth")


def _form_doc(schema: Any, given: dict[str, Any]) -> dict[str, Any]:
    return {
        "description": f"Each parameter once; at most {LARGEST:,} bytes.",
        "required": True,
        "content": {FORM: {"schema": schema, "examples": given}},
    }


_REFUSALS = {
    400: "The request was refused",
    401: "The client could not be authenticated",
    503: "The identity provider does not answer",
}


@blp.route("/oauth2/token", methods=["POST"])
@public("the client proves itself with its assertion")
@blp.doc(requestBody=_form_doc(TokenRequestSchema, examples.TOKEN_REQUESTS))
@blp.response(200, TokenAnswerSchema, examples=examples.TOKEN_ANSWERS)
@blp.alt_response(400, schema=OAuthErrorSchema, example=examples.INVALID_SCOPE, description=_REFUSALS[400])
@blp.alt_response(401, schema=OAuthErrorSchema, example=examples.INVALID_CLIENT, description=_REFUSALS[401])
@blp.alt_response(503, schema=OAuthErrorSchema, example=examples.AWAY, description=_REFUSALS[503])
def issue_token() -> Any:
    form = read_form()
    issued = issue(
        TokenRequest(
            grant_type=form.get("grant_type"),
            credentials=_credentials(form),
            scope=form.get("scope"),
            resources=(*form.every("resource"), *form.every("audience")),
            subject_token=form.get("subject_token"),
            subject_token_type=form.get("subject_token_type"),
            requested_token_type=form.get("requested_token_type"),
            actor_token=form.get("actor_token"),
            refresh_token=form.get("refresh_token"),
        ),
        desk().tokens,
    )
    answer = {
        "access_token": issued.access_token,
        "token_type": "Bearer",
        "expires_in": issued.expires_in,
        "scope": issued.scope,
        "refresh_token": issued.refresh_token,
        "issued_token_type": issued.issued_token_type,
    }
    return {name: value for name, value in answer.items() if value is not None}, NO_STORE


@blp.route("/oauth2/revoke", methods=["POST"])
@public("the client proves itself with its assertion")
@blp.doc(requestBody=_form_doc(RevocationRequestSchema, examples.REVOCATION_REQUESTS))
@blp.response(200, description="The login is over, or was not one of this client's")
@blp.alt_response(400, schema=OAuthErrorSchema, example=examples.INVALID_REQUEST, description=_REFUSALS[400])
@blp.alt_response(401, schema=OAuthErrorSchema, example=examples.INVALID_CLIENT, description=_REFUSALS[401])
def revoke_token() -> Any:
    form = read_form()
    revoke(_credentials(form), form.get("token"), desk().tokens)
    return Response(status=200, headers=NO_STORE)


@blp.route("/oauth2/jwks", methods=["GET"])
@public("public keys are for everybody who verifies a token")
@blp.response(200, JwksSchema, example=examples.JWKS)
def get_jwks() -> Any:
    return desk().jwks(), CACHED


@blp.route("/.well-known/oauth-authorization-server", methods=["GET"])
@public("clients find their way from here")
@blp.response(200, ServerMetadataSchema, example=examples.SERVER_METADATA)
def get_server_metadata() -> Any:
    tokens = desk().tokens
    methods = {"methods": ["private_key_jwt"], "algorithms": ["ES256"]}
    return {
        "issuer": tokens.issuer,
        "token_endpoint": tokens.token_endpoint,
        "jwks_uri": f"{tokens.issuer}/oauth2/jwks",
        "revocation_endpoint": f"{tokens.issuer}/oauth2/revoke",
        "service_documentation": f"{tokens.issuer}/api/access/v1/docs",
        "grant_types_supported": list(GRANT_TYPES),
        "response_types_supported": [],
        "scopes_supported": sorted(CATALOGUE),
        "token_endpoint_auth_methods_supported": methods["methods"],
        "token_endpoint_auth_signing_alg_values_supported": methods["algorithms"],
        "revocation_endpoint_auth_methods_supported": methods["methods"],
        "revocation_endpoint_auth_signing_alg_values_supported": methods["algorithms"],
        "ui_locales_supported": ["vi", "en"],
    }, CACHED


@blp.errorhandler(TokenRefusal)
def refused(refusal: TokenRefusal) -> Response:
    """RFC 6749 §5.2: 401 where the client is not who it says, 400 otherwise."""
    log.info("token-refused", error=refusal.code.value, reason=refusal.description)
    answer = jsonify({"error": refusal.code.value, "error_description": refusal.description})
    answer.status_code = 400
    answer.headers.update(NO_STORE)
    if refusal.code is RefusalCode.INVALID_CLIENT:
        answer.status_code = 401
        answer.headers["WWW-Authenticate"] = f'Bearer realm="gplx", error="{refusal.code.value}"'
    if refusal.code is RefusalCode.TEMPORARILY_UNAVAILABLE:
        answer.status_code = 503
        answer.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return answer


def _credentials(form: Form) -> Credentials:
    return Credentials(
        assertion_type=form.get("client_assertion_type"),
        assertion=form.get("client_assertion"),
        client_id=form.get("client_id"),
    )
