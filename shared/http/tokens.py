"""A service's own access token: client credentials with a signed assertion (RFC 7523), kept until nearly its end."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import requests
from joserfc import jwt
from joserfc.jwk import ECKey

from shared.db.unit_of_work import require_no_open_unit_of_work
from shared.http.faults import unavailable
from shared.kernel.clock import Clock
from shared.observability.logging import get_logger
from shared.observability.tracing import outgoing_traceparent

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ASSERTION_LIFE = timedelta(minutes=2)
RENEW_BEFORE_END = timedelta(seconds=60)
TIMEOUT = (1.0, 10.0)
log = get_logger(part="tokens")


class ClientTokens:
    """Callable: gives an access token of this client for ``scope`` and ``resource`` (service names)."""

    def __init__(  # noqa: PLR0917  # in the order in which a client file names them
        self,
        client_id: str,
        private_jwk: Mapping[str, Any],
        issuer: str,
        token_url: str,
        session: requests.Session,
        clock: Clock,
        scope: str = "",
        resource: tuple[str, ...] = (),
    ) -> None:
        self._client_id = client_id
        self._key = ECKey.import_key(dict(private_jwk))
        self._issuer = issuer
        self._token_url = token_url
        self._session = session
        self._clock = clock
        self._scope = scope
        self._resource = resource
        self._token: tuple[str, datetime] | None = None
        self._lock = threading.Lock()

    def __call__(self) -> str:
        """A token good for at least another minute. Raises Unavailable if none can be had now."""
        with self._lock:
            now = self._clock.now()
            if self._token is None or now >= self._token[1]:
                require_no_open_unit_of_work()
                self._token = self._fetch(now)
            return self._token[0]

    def forget(self) -> None:
        """Fetch anew next time."""
        with self._lock:
            self._token = None

    def assertion(self) -> str:
        """A fresh assertion of who this client is, to be used once."""
        now = int(self._clock.now().timestamp())
        claims = {
            "iss": self._client_id,
            "sub": self._client_id,
            "aud": self._issuer,
            "jti": str(uuid.uuid4()),
            "iat": now,
            "exp": now + int(ASSERTION_LIFE.total_seconds()),
        }
        header = {"alg": "ES256", **({"kid": self._key.kid} if self._key.kid else {})}
        return jwt.encode(header, claims, self._key, algorithms=["ES256"])

    def _fetch(self, now: datetime) -> tuple[str, datetime]:
        form = [
            ("grant_type", "client_credentials"),
            ("client_assertion_type", ASSERTION_TYPE),
            ("client_assertion", self.assertion()),
            *([("scope", self._scope)] if self._scope else []),
            *(("resource", name) for name in self._resource),
        ]
        try:
            response = self._session.post(
                self._token_url,
                data=form,
                headers={"traceparent": outgoing_traceparent(), "Accept": "application/json"},
                timeout=TIMEOUT,
                allow_redirects=False,
            )
            body = response.json()
        except requests.RequestException as error:
            raise unavailable("access") from error
        if response.status_code != requests.codes.ok or not isinstance(body, dict) or "access_token" not in body:
            reason = body.get("error", body.get("code")) if isinstance(body, dict) else None
            log.error("token-refused", client_id=self._client_id, status=response.status_code, reason=reason)
            raise unavailable("access")
        life = timedelta(seconds=float(body.get("expires_in", 0)))
        return str(body["access_token"]), now + max(life - RENEW_BEFORE_END, life / 2)
