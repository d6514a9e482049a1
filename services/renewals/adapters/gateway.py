"""The payment gateway (cổng thanh toán) over HTTP, and the reading of its signed notifications."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import orjson
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from services.renewals.adapters.calling import instant, readable, refusals
from services.renewals.application.ports import OrderStatus, Rejection
from services.renewals.application.repositories import Notice
from services.renewals.domain.payments import Payment
from shared.http.client import ServiceClient
from shared.http.faults import Unavailable
from shared.kernel.clock import Clock
from shared.kernel.errors import Unauthenticated

PREFIX = "/sandbox/gateway"
SERVICE = "gateway"
LONGEST_NOTICE = 4096
REFETCH_SECONDS = 10.0


class HttpGateway:
    def __init__(
        self, client: ServiceClient, keys: GatewayKeys, *, notify_url: str, return_url: str | None = None, issuer: str
    ) -> None:
        self._client = client
        self._keys = keys
        self._notify_url = notify_url
        self._return_url = return_url
        self._issuer = issuer

    def place(self, payment: Payment) -> str | None:
        order = {
            "order_id": payment.id,
            "amount_vnd": payment.amount_vnd,
            "description": payment.description,
            "return_url": f"{self._return_url}/{payment.id}" if self._return_url else None,
            "notify_url": self._notify_url,
            "expires_at": payment.expires_at.isoformat().replace("+00:00", "Z"),
        }
        with refusals(SERVICE):
            told = self._client.post(f"{PREFIX}/orders", json=order, idempotency_key=payment.id).json
        with readable(SERVICE):
            url = told["payment_url"]
            return None if url is None else str(url)

    def status(self, payment_id: str) -> OrderStatus | None:
        try:
            with refusals(SERVICE):
                told = self._client.get(f"{PREFIX}/orders/{payment_id}").json
        except Rejection as rejection:
            if rejection.code == "not-found":
                return None
            raise
        with readable(SERVICE):
            paid_at = told.get("paid_at")
            return OrderStatus(told["status"], told["amount_vnd"], None if paid_at is None else instant(paid_at))

    def refund(self, payment: Payment) -> None:
        body = {"refund_id": payment.id, "order_id": payment.id, "amount_vnd": payment.amount_vnd}
        with refusals(SERVICE):
            self._client.post(f"{PREFIX}/refunds", json=body, idempotency_key=payment.id)

    def read_notice(self, token: bytes) -> Notice:
        claims = self._keys.verified(token)
        if claims.get("iss") != self._issuer or claims.get("aud") != "renewals":
            raise Unauthenticated("token-invalid")
        try:
            return Notice(
                event_id=_text(claims["event_id"], 64),
                type=_text(claims["type"], 32),
                order_id=_text(claims["order_id"], 64),
                amount_vnd=int(claims["amount_vnd"]),
                at=instant(claims["at"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise Unauthenticated("token-invalid") from error


def _text(value: object, longest: int) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= longest:
        raise ValueError("not a short text")
    return value


class GatewayKeys:
    """The gateway's public keys, fetched when an unknown key id appears, at most every ten seconds."""

    def __init__(self, fetch: Callable[[], Mapping[str, Any]], clock: Clock) -> None:
        self._fetch = fetch
        self._clock = clock
        self._keys: dict[str, Mapping[str, Any]] = {}
        self._fetched_at: float | None = None

    def verified(self, token: bytes) -> Mapping[str, Any]:
        """The claims of a notification. Raises Unauthenticated, or Unavailable if no key can be had now."""
        if len(token) > LONGEST_NOTICE:
            raise Unauthenticated("token-invalid")
        try:
            header = jws.extract_compact(token).headers()
        except (JoseError, ValueError, UnicodeDecodeError) as error:
            raise Unauthenticated("token-invalid") from error
        if header.get("alg") != "ES256" or not isinstance(header.get("kid"), str):
            raise Unauthenticated("token-invalid")
        key = self._key(header["kid"])
        try:
            payload = jws.deserialize_compact(token, KeySet.import_key_set({"keys": [dict(key)]}), algorithms=["ES256"])
            claims = orjson.loads(payload.payload)
        except (JoseError, ValueError) as error:
            raise Unauthenticated("token-invalid") from error
        if not isinstance(claims, dict):
            raise Unauthenticated("token-invalid")
        return claims

    def _key(self, kid: str) -> Mapping[str, Any]:
        if kid not in self._keys and self._may_fetch():
            self._fetched_at = self._clock.now().timestamp()
            self._keys = {str(key.get("kid")): key for key in self._fetch().get("keys", []) if isinstance(key, dict)}
        if kid in self._keys:
            return self._keys[kid]
        if not self._keys:
            raise Unavailable("dependency-unavailable", service=SERVICE)
        raise Unauthenticated("token-invalid")

    def _may_fetch(self) -> bool:
        now = self._clock.now().timestamp()
        return not self._keys or self._fetched_at is None or now - self._fetched_at >= REFETCH_SECONDS
