"""Refusals of the token endpoints, in the words of the OAuth standards."""

from __future__ import annotations

from enum import StrEnum


class RefusalCode(StrEnum):
    """RFC 6749 §5.2, RFC 8707 §2 and, for an identity provider that does not answer, RFC 6749 §4.1.2.1."""

    INVALID_REQUEST = "invalid_request"
    INVALID_CLIENT = "invalid_client"
    INVALID_GRANT = "invalid_grant"
    INVALID_SCOPE = "invalid_scope"
    INVALID_TARGET = "invalid_target"
    UNSUPPORTED_GRANT_TYPE = "unsupported_grant_type"
    TEMPORARILY_UNAVAILABLE = "temporarily_unavailable"


class TokenRefusal(Exception):
    """No token. ``description`` is for the developer of the client: English, ASCII, never quoting what was sent."""

    def __init__(self, code: RefusalCode, description: str) -> None:
        super().__init__(f"{code}: {description}")
        self.code = code
        self.description = description
