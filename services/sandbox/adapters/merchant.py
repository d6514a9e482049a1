"""The gateway's way to the merchant: notifications signed as compact JWS, sent to the address of the order."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

import requests

from services.sandbox.adapters.keys import SigningKeys
from services.sandbox.domain.behaviour import Part
from services.sandbox.domain.orders import Notification
from shared.observability.logging import get_logger
from shared.observability.tracing import outgoing_traceparent

MEDIA_TYPE = "application/jose"
AUDIENCE = "renewals"
TIMEOUT = (1.0, 10.0)
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})

log = get_logger(part="sandbox-gateway")


class Merchant:
    """Sends notifications; only to the suite itself or to a test's listener on this machine."""

    def __init__(self, keys: SigningKeys, session: requests.Session, *, issuer: str) -> None:
        self._keys = keys
        self._session = session
        self._issuer = f"{issuer}/sandbox/gateway"

    def send(self, notification: Notification) -> bool:
        """Whether it was answered with 2xx; a redirect is not followed and counts as unheard."""
        claims = {
            "iss": self._issuer,
            "aud": AUDIENCE,
            "event_id": notification.event_id,
            "type": notification.type.value,
            "order_id": notification.order_id,
            "amount_vnd": notification.amount_vnd,
            "at": rfc3339(notification.at),
        }
        body = self._keys.sign(Part.GATEWAY, claims, type="JOSE")
        headers = {"Content-Type": MEDIA_TYPE, "traceparent": outgoing_traceparent()}
        try:
            answer = self._session.post(
                notification.notify_url, data=body, headers=headers, timeout=TIMEOUT, allow_redirects=False
            )
        except requests.RequestException as error:
            log.info("notification-unheard", event_id=notification.event_id, error=type(error).__name__)
            return False
        log.info("notification-sent", event_id=notification.event_id, status=answer.status_code)
        return answer.status_code // 100 == 2


class Reachable:
    """Which addresses an order may name: the suite's own, and this machine's loopback."""

    def __init__(self, *own: str) -> None:
        self._own = {urlsplit(url)[:2] for url in own}

    def allows(self, url: str) -> bool:
        """Whether the gateway may call it, or send a browser there."""
        try:
            parts = urlsplit(url)
            host = parts.hostname
        except ValueError:
            return False
        if parts.scheme not in {"http", "https"} or parts.username is not None:
            return False
        return parts[:2] in self._own or host in LOOPBACK


def rfc3339(moment: datetime) -> str:
    """An instant as it travels, UTC with ``Z``."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
