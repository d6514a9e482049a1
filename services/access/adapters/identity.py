"""Identity providers: their public keys are fetched when needed and kept; their word is taken for nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import requests

from services.access.adapters.jose import proven, unproven
from services.access.application.ports import IdToken
from services.access.domain.people import TrustedIssuer
from services.access.domain.refusals import RefusalCode, TokenRefusal
from shared.auth.keys import JwksKeys
from shared.kernel.clock import Clock
from shared.kernel.errors import Unavailable

TIMEOUT = (1.0, 5.0)
LARGEST_JWKS = 262_144


class JwksIdTokens:
    """See :class:`services.access.application.ports.IdTokens`."""

    def __init__(self, issuers: Iterable[TrustedIssuer], session: requests.Session, clock: Clock) -> None:
        self._issuers = {issuer.issuer: issuer for issuer in issuers}
        self._keys = {
            issuer.issuer: JwksKeys(_fetcher(session, issuer.jwks_url), clock) for issuer in self._issuers.values()
        }

    def verify(self, token: str) -> IdToken | None:
        read = unproven(token)
        if read is None:
            return None
        header, claims = read
        name, kid = claims.get("iss"), header.get("kid")
        issuer = self._issuers.get(name) if isinstance(name, str) else None
        if issuer is None or not isinstance(kid, str):
            return None
        try:
            key = self._keys[issuer.issuer].key(kid)
        except Unavailable as error:
            refused = TokenRefusal(RefusalCode.TEMPORARILY_UNAVAILABLE, "the keys of the identity provider are away")
            raise refused from error
        if key is None or not proven(token, key):
            return None
        return IdToken(issuer, claims, signed_part=token.rpartition(".")[0])


def _fetcher(session: requests.Session, url: str) -> Any:
    def fetch() -> Mapping[str, Any]:
        answer = session.get(url, timeout=TIMEOUT, headers={"Accept": "application/json"})
        answer.raise_for_status()
        if len(answer.content) > LARGEST_JWKS:
            raise ValueError("a key set of that size is none")
        keys: Mapping[str, Any] = answer.json()
        return keys

    return fetch
