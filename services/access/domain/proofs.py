"""Proofs of identity: the signed assertion of a client and the ID token of a person, judged by their claims.

RFC 7523 §3 and OpenID Connect Core §3.1.3.7. Signatures are checked before; this is about what was signed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from services.access.domain.refusals import RefusalCode, TokenRefusal

LONGEST_ASSERTION = timedelta(minutes=5)
OLDEST_ID_TOKEN = timedelta(minutes=5)
CLOCK_SKEW = timedelta(seconds=30)
"""How far ahead of ours another machine's clock may be."""

LONGEST_JTI = 256
LONGEST_SUBJECT = 255
_LAST_SECOND = datetime(9999, 12, 31, tzinfo=UTC).timestamp()

Claims = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class SpentProof:
    """A proof that is good once: ``owner`` showed it, ``digest`` tells it from his others until ``expires_at``."""

    owner: str
    digest: str
    expires_at: datetime


def check_assertion(claims: Claims, *, client_id: str, audiences: frozenset[str], now: datetime) -> SpentProof:
    """Judge a client assertion. Raises TokenRefusal ``invalid_client`` saying which claim is wrong."""
    refuse = RefusalCode.INVALID_CLIENT
    if claims.get("iss") != client_id or claims.get("sub") != client_id:
        raise TokenRefusal(refuse, "iss and sub of the assertion must both be the client_id")
    if not _addressed_to(claims.get("aud"), audiences):
        raise TokenRefusal(refuse, "aud of the assertion must be the issuer or its token endpoint")
    issued = _not_from_the_future(claims, "iat", now, refuse)
    _not_from_the_future(claims, "nbf", now, refuse)
    expires = _instant(claims, "exp", refuse)
    if expires is None or expires <= now:
        raise TokenRefusal(refuse, "exp of the assertion is missing or over")
    if expires - (issued or now) > LONGEST_ASSERTION:
        raise TokenRefusal(refuse, "the assertion lives longer than 5 minutes")
    jti = claims.get("jti")
    if not isinstance(jti, str) or not 1 <= len(jti) <= LONGEST_JTI:
        raise TokenRefusal(refuse, f"jti of the assertion must be a text of 1 to {LONGEST_JTI} characters")
    return SpentProof(f"client:{client_id}", _digest(jti), expires)


def check_id_token(claims: Claims, *, issuer: str, audience: str, signed_part: str, now: datetime) -> SpentProof:
    """Judge an ID token from a trusted issuer. Raises TokenRefusal ``invalid_request`` (RFC 8693 §2.2.2).

    A token without ``jti`` is told apart by what was signed, not by the whole text: an ECDSA signature can be
    rewritten into another that is valid as well.
    """
    refuse = RefusalCode.INVALID_REQUEST
    if claims.get("iss") != issuer:
        raise TokenRefusal(refuse, "the ID token is not from this issuer")
    if not _addressed_to(claims.get("aud"), frozenset({audience})):
        raise TokenRefusal(refuse, "aud of the ID token is not the client registered with its issuer")
    issued = _not_from_the_future(claims, "iat", now, refuse)
    _not_from_the_future(claims, "nbf", now, refuse)
    expires = _instant(claims, "exp", refuse)
    if expires is None or expires <= now:
        raise TokenRefusal(refuse, "exp of the ID token is missing or over")
    if issued is None or now - issued > OLDEST_ID_TOKEN:
        raise TokenRefusal(refuse, "the ID token was issued more than 5 minutes ago")
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 1 <= len(subject) <= LONGEST_SUBJECT or not subject.isprintable():
        raise TokenRefusal(refuse, "sub of the ID token is missing")
    jti = claims.get("jti")
    mark = f"jti:{jti}" if isinstance(jti, str) and jti else f"signed:{signed_part}"
    return SpentProof(f"issuer:{issuer}", _digest(mark), issued + OLDEST_ID_TOKEN + CLOCK_SKEW)


def _addressed_to(audience: object, accepted: frozenset[str]) -> bool:
    """One audience, or several that all mean us: a proof made for somebody else as well could be his to use."""
    if isinstance(audience, str):
        return audience in accepted
    if isinstance(audience, list) and audience:
        return all(isinstance(name, str) and name in accepted for name in audience)
    return False


def _not_from_the_future(claims: Claims, name: str, now: datetime, refuse: RefusalCode) -> datetime | None:
    moment = _instant(claims, name, refuse)
    if moment is not None and moment > now + CLOCK_SKEW:
        raise TokenRefusal(refuse, f"{name} lies in the future")
    return moment


def _instant(claims: Claims, name: str, refuse: RefusalCode) -> datetime | None:
    """A NumericDate (RFC 7519 §2); None if the claim is absent."""
    value = claims.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise TokenRefusal(refuse, f"{name} is not a number of seconds")
    if not 0 <= value <= _LAST_SECOND:
        raise TokenRefusal(refuse, f"{name} is not a moment anybody can mean")
    return datetime.fromtimestamp(value, UTC)


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
