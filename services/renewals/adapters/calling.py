"""How every neighbour is called: reasons on each call, refusals in this service's own words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from services.renewals.application.ports import Errand, Rejection
from shared.http.client import ServiceClient
from shared.http.faults import Rejected


class Neighbour:
    """A service called on an errand."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    def _get(self, path: str, *, errand: Errand) -> Any:
        with refusals(self._client.name):
            return self._client.get(path, **_why(errand)).json

    def _post(self, path: str, body: Any, *, errand: Errand, key: str | None = None) -> Any:
        with refusals(self._client.name):
            return self._client.post(path, json=body, idempotency_key=key, **_why(errand)).json


@contextmanager
def refusals(service: str) -> Iterator[None]:
    """Turn a 4xx into a Rejection, and so an answer that cannot be read: nobody may take it for a clear one."""
    try:
        yield
    except Rejected as rejected:
        raise Rejection(service, rejected.code or f"status-{rejected.status}") from rejected


@contextmanager
def readable(service: str) -> Iterator[None]:
    """Turn an answer without the members it should have into a Rejection ``unreadable-answer``."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Rejection(service, "unreadable-answer") from error


def instant(text: str) -> datetime:
    """An RFC 3339 instant, in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)


def _why(errand: Errand) -> dict[str, Any]:
    return {"purpose": errand.purpose, "case": errand.case, "on_behalf_of": errand.on_behalf_of}
