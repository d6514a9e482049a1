"""The shapes of the token endpoints; they describe, reading is done by ``forms``."""

from __future__ import annotations

from marshmallow import fields, validate

from services.access.application.clients import JWT_BEARER
from services.access.application.tokens import ACCESS_TOKEN, GRANT_TYPES, ID_TOKEN
from services.access.domain.refusals import RefusalCode
from services.access.domain.scopes import SERVICES
from shared.web.schemas import Schema


def _text(description: str, *, required: bool = False, choices: tuple[str, ...] = ()) -> fields.String:
    limits = [validate.OneOf(choices)] if choices else []
    return fields.String(required=required, validate=limits, metadata={"description": description})


class ClientProofSchema(Schema):
    """How a client proves itself (RFC 7521, RFC 7523)."""

    client_assertion_type = _text("Kind of assertion", required=True, choices=(JWT_BEARER,))
    client_assertion = _text(
        "ES256 JWT: iss = sub = client_id, aud = issuer or token endpoint, jti, exp in at most 5 minutes; good once",
        required=True,
    )
    client_id = _text("Not needed; if given, the one of the assertion")


class TokenRequestSchema(ClientProofSchema):
    """A token request; which parameters count depends on ``grant_type``."""

    grant_type = _text("Which flow", required=True, choices=GRANT_TYPES)
    scope = _text("Scopes, separated by single spaces; left out: all that is agreed")
    resource = fields.List(
        _text("Service", choices=SERVICES),
        metadata={"description": "Services the token is for (RFC 8707), repeatable; left out: all the scopes reach"},
    )
    subject_token = _text("Token exchange: the ID token, at most 5 minutes old; good once")
    subject_token_type = _text("Token exchange: its type", choices=(ID_TOKEN,))
    requested_token_type = _text("Token exchange: may be left out", choices=(ACCESS_TOKEN,))
    refresh_token = _text("Refresh: the newest refresh token of the login; an older one ends the login")


class RevocationRequestSchema(ClientProofSchema):
    """A revocation request (RFC 7009)."""

    token = _text("Any refresh token of the login", required=True)
    token_type_hint = _text("Ignored")


class TokenAnswerSchema(Schema):
    """Tokens (RFC 6749 §5.1)."""

    access_token = _text("JWT (RFC 9068), for the services in its aud", required=True)
    token_type = _text("Always Bearer", required=True, choices=("Bearer",))
    expires_in = fields.Integer(required=True, metadata={"description": "Seconds", "minimum": 0, "maximum": 600})
    scope = _text("What was granted", required=True)
    refresh_token = _text("For people's logins: the next refresh token; 30 minutes idle, 8 hours in all")
    issued_token_type = _text("After a token exchange", choices=(ACCESS_TOKEN,))


class OAuthErrorSchema(Schema):
    """A refusal (RFC 6749 §5.2)."""

    error = _text("Code to match on", required=True, choices=tuple(code.value for code in RefusalCode))
    error_description = _text("For the developer of the client", required=True)


class JwkSchema(Schema):
    """A public key of ours (RFC 7517)."""

    kty = _text("Key type", required=True, choices=("EC",))
    crv = _text("Curve", required=True, choices=("P-256",))
    x = _text("Coordinate", required=True)
    y = _text("Coordinate", required=True)
    kid = _text("Names the key", required=True)
    alg = _text("Algorithm", required=True, choices=("ES256",))
    use = _text("For signatures", required=True, choices=("sig",))


class JwksSchema(Schema):
    """All keys that may verify a token of ours, the next one included."""

    keys = fields.List(fields.Nested(JwkSchema), required=True)


class ServerMetadataSchema(Schema):
    """Authorization server metadata (RFC 8414)."""

    issuer = fields.String(required=True)
    token_endpoint = fields.String(required=True)
    jwks_uri = fields.String(required=True)
    revocation_endpoint = fields.String(required=True)
    service_documentation = fields.String(required=True)
    grant_types_supported = fields.List(fields.String(), required=True)
    response_types_supported = fields.List(fields.String(), required=True)
    scopes_supported = fields.List(fields.String(), required=True)
    token_endpoint_auth_methods_supported = fields.List(fields.String(), required=True)
    token_endpoint_auth_signing_alg_values_supported = fields.List(fields.String(), required=True)
    revocation_endpoint_auth_methods_supported = fields.List(fields.String(), required=True)
    revocation_endpoint_auth_signing_alg_values_supported = fields.List(fields.String(), required=True)
    ui_locales_supported = fields.List(fields.String(), required=True)
