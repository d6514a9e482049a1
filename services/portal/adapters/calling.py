"""How every service is asked for a citizen: with the citizen's own token, in the citizen's language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from services.portal.application.ports import Citizen, LoginNeeded, Refused
from shared.http.client import Reply, ServiceClient
from shared.http.faults import Rejected, unavailable
from shared.kernel.errors import NotFound


class Provider:
    """A service called for somebody logged in, or for nobody in particular."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    def _get(self, path: str, *, of: Citizen | None, params: Mapping[str, Any] | None = None) -> Any:
        with self._refusals():
            return self._client.get(path, params=params, headers=_headers(of)).json

    def _post(self, path: str, body: Any, *, of: Citizen, key: str | None = None, files: Any = None) -> Any:
        return self._send(path, body, of=of, key=key, files=files).json

    def _read(self, path: str, *, of: Citizen) -> bytes:
        """A document as it is."""
        with self._refusals():
            return self._client.get(path, headers={**_headers(of), "Accept": "application/pdf"}).content

    def _send(self, path: str, body: Any, *, of: Citizen, key: str | None = None, files: Any = None) -> Reply:
        with self._refusals():
            return self._client.post(path, json=body, files=files, headers=_headers(of), idempotency_key=key)

    @contextmanager
    def readable(self) -> Iterator[None]:
        """Take an answer without the members it should have for none: nobody may draw conclusions from it."""
        try:
            yield
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise unavailable(self._client.name) from error

    @contextmanager
    def _refusals(self) -> Iterator[None]:
        try:
            yield
        except Rejected as rejected:
            if rejected.status == 401:  # the token was taken back, or keys changed: a new login brings a new one
                raise LoginNeeded from rejected
            if rejected.status == 404:
                raise NotFound("not-found") from rejected
            raise Refused(rejected.code or f"status-{rejected.status}", rejected.problem) from rejected


def _headers(citizen: Citizen | None) -> dict[str, str]:
    if citizen is None:
        return {}
    return {"Authorization": f"Bearer {citizen.token}", "Accept-Language": citizen.language}


def a_day(text: str | None) -> date | None:
    """A day of the wire."""
    return None if text is None else date.fromisoformat(text)


def an_instant(text: str | None) -> datetime | None:
    """An instant of the wire, in UTC."""
    return None if text is None else datetime.fromisoformat(text).astimezone(UTC)


def words(value: Mapping[str, str]) -> Mapping[str, str]:
    """What is said in both languages. Raises KeyError where one is missing."""
    return {"vi": value["vi"], "en": value["en"]}
