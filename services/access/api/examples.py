"""Examples of what travels; they stand in the contract, and tests play them."""

from __future__ import annotations

from typing import Any

from services.access.application.clients import JWT_BEARER
from services.access.application.tokens import ACCESS_TOKEN, GRANT_TYPES, ID_TOKEN, TOKEN_EXCHANGE
from services.access.domain.scopes import CATALOGUE

_ASSERTION = "eyJhbGciOiJFUzI1NiIsImtpZCI6ImRlbW8ifQ.eyJzdWIiOiJyb2Fkc2lkZSJ9.c2lnbmF0dXJl"
_ACCESS_TOKEN = "eyJhbGciOiJFUzI1NiIsImtpZCI6ImRlbW8iLCJ0eXAiOiJhdCtqd3QifQ.eyJraW5kIjoiY2l0aXplbiJ9.c2lnbmF0dXJl"
_REFRESH_TOKEN = "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..aXYtaXYtaXYtaXY.c2VhbGVk.dGFn"
_PROOF = {"client_assertion_type": JWT_BEARER, "client_assertion": _ASSERTION}
_ISSUER = "http://127.0.0.1:8000"

TOKEN_REQUESTS: dict[str, Any] = {
    "system": {
        "summary": "A client for itself",
        "value": {"grant_type": "client_credentials", **_PROOF, "scope": "licences:standing", "resource": ["licences"]},
    },
    "citizen": {
        "summary": "The proof of a login becomes tokens",
        "value": {
            "grant_type": TOKEN_EXCHANGE,
            **_PROOF,
            "subject_token": _ASSERTION,
            "subject_token_type": ID_TOKEN,
            "scope": "licences:read renewals:check renewals:file renewals:read",
        },
    },
    "refresh": {
        "summary": "The next tokens of a login",
        "value": {"grant_type": "refresh_token", **_PROOF, "refresh_token": _REFRESH_TOKEN},
    },
}
_GRANTED = "licences:read renewals:check renewals:file renewals:read"
_SYSTEM_ANSWER = {
    "access_token": _ACCESS_TOKEN,
    "token_type": "Bearer",
    "expires_in": 600,
    "scope": "licences:standing",
}
_LOGIN_ANSWER = {**_SYSTEM_ANSWER, "scope": _GRANTED, "refresh_token": _REFRESH_TOKEN}
TOKEN_ANSWERS: dict[str, Any] = {
    "system": {"summary": "A client for itself", "value": _SYSTEM_ANSWER},
    "citizen": {
        "summary": "The proof of a login becomes tokens",
        "value": {**_LOGIN_ANSWER, "issued_token_type": ACCESS_TOKEN},
    },
    "refresh": {"summary": "The next tokens of a login", "value": _LOGIN_ANSWER},
}
REVOCATION_REQUESTS: dict[str, Any] = {
    "logout": {"summary": "A citizen logs out", "value": {**_PROOF, "token": _REFRESH_TOKEN}}
}
INVALID_REQUEST = {"error": "invalid_request", "error_description": "token is missing"}
INVALID_SCOPE = {
    "error": "invalid_scope",
    "error_description": "no agreement in force grants any of the requested scope",
}
INVALID_CLIENT = {"error": "invalid_client", "error_description": "the client_assertion was used before"}
AWAY = {
    "error": "temporarily_unavailable",
    "error_description": "the keys of the identity provider are away",
}

_POINT = {
    "kty": "EC",
    "crv": "P-256",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
}
"""The public key of RFC 7515 appendix A.3, whose private half everybody knows."""

JWKS = {"keys": [{**_POINT, "kid": "2026-11", "alg": "ES256", "use": "sig"}]}
SERVER_METADATA: dict[str, Any] = {
    "issuer": _ISSUER,
    "token_endpoint": f"{_ISSUER}/oauth2/token",
    "jwks_uri": f"{_ISSUER}/oauth2/jwks",
    "revocation_endpoint": f"{_ISSUER}/oauth2/revoke",
    "service_documentation": f"{_ISSUER}/api/access/v1/docs",
    "grant_types_supported": list(GRANT_TYPES),
    "response_types_supported": [],
    "scopes_supported": sorted(CATALOGUE),
    "token_endpoint_auth_methods_supported": ["private_key_jwt"],
    "token_endpoint_auth_signing_alg_values_supported": ["ES256"],
    "revocation_endpoint_auth_methods_supported": ["private_key_jwt"],
    "revocation_endpoint_auth_signing_alg_values_supported": ["ES256"],
    "ui_locales_supported": ["vi", "en"],
}

AGENCY: dict[str, Any] = {
    "code": "G01.08",
    "name": {"vi": "Cục Cảnh sát giao thông", "en": "Traffic Police Department"},
}
AGENCIES: dict[str, Any] = {"items": [AGENCY], "next": None}

AGREEMENT_TERMS: dict[str, Any] = {
    "client_id": "roadside",
    "service": "renewals",
    "acting_for": "system",
    "scopes": ["renewals:read"],
    "purposes": ["roadside"],
    "fields": ["result", "state"],
    "legal_basis": [{"norm": "Luật Trật tự, an toàn giao thông đường bộ 36/2024/QH15", "ref": "Điều 7"}],
    "valid_from": "2026-12-01",
    "valid_to": "2028-11-30",
    "per_day": 50000,
    "approved_by": "Cục Cảnh sát giao thông",
}
AGREEMENT: dict[str, Any] = {
    "id": "019aa5c4-6f00-7000-8000-000000000001",
    **AGREEMENT_TERMS,
    "opened_at": "2026-11-22T02:00:00Z",
    "ended_at": None,
    "end_reason": None,
    "status": "future",
}
AGREEMENTS: dict[str, Any] = {"items": [AGREEMENT], "next": None}
AGREEMENT_ENDED: dict[str, Any] = {
    **AGREEMENT,
    "ended_at": "2026-11-23T02:00:00Z",
    "end_reason": "Thay bằng thoả thuận mới",
    "status": "ended",
}
REASON = {"reason": "Thay bằng thoả thuận mới"}

NEW_KEY: dict[str, Any] = {
    "jwk": {**_POINT, "kid": "2026-12"},
    "valid_from": None,
    "valid_to": "2027-12-31T17:00:00Z",
}
KEY: dict[str, Any] = {
    "kid": "2026-12",
    "jwk": {**_POINT, "kid": "2026-12", "alg": "ES256", "use": "sig"},
    "valid_from": "2026-11-22T02:00:00Z",
    "valid_to": "2027-12-31T17:00:00Z",
    "revoked_at": None,
}
KEY_REVOKED: dict[str, Any] = {**KEY, "revoked_at": "2026-11-23T02:00:00Z"}
CLIENT: dict[str, Any] = {
    "client_id": "roadside",
    "subject": "5f0c1d57-3c1c-5a53-9d8a-0d3a3b0d9a11",
    "agency": AGENCY,
    "kind": "agency",
    "status": "active",
    "sources": [],
    "keys": [KEY],
}
EVENTS: dict[str, Any] = {
    "items": [
        {
            "id": "019aa5c4-6f00-7000-8000-000000000002",
            "type": "agreement.opened",
            "subject_id": AGREEMENT["id"],
            "occurred_at": "2026-11-22T02:00:00Z",
            "cursor": "0.1",
            "data": {
                "client_id": "roadside",
                "service": "renewals",
                "acting_for": "system",
                "valid_from": "2026-12-01",
                "valid_to": "2028-11-30",
            },
        }
    ],
    "next": "0.1",
}
