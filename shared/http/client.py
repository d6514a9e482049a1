"""The base of every client of another service: identity, trace, timeouts and two kinds of failure, nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import requests

from shared.db.unit_of_work import require_no_open_unit_of_work
from shared.http.breaker import Breaker
from shared.http.faults import Rejected, unavailable
from shared.observability.metrics import count_call
from shared.observability.tracing import outgoing_traceparent

TIMEOUT = (1.0, 10.0)
"""Seconds to connect and to wait for the next byte."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A 2xx (or 304) answer. ``json`` is None for an empty or non-JSON body, which is in ``content``."""

    status: int
    json: Any
    headers: Mapping[str, str]
    content: bytes = b""


class ServiceClient:
    """Calls one provider. ``base_url`` is scheme and host only; paths carry ``/api/…``.

    ``token`` gives the access token to present; None for public routes. Raises RuntimeError if a unit of work is open,
    Unavailable ``dependency-unavailable`` if the provider cannot be asked, Rejected if it says no.
    """

    def __init__(  # noqa: PLR0917  # the first four are always given, in this order
        self,
        name: str,
        base_url: str,
        session: requests.Session,
        token: Callable[[], str] | None = None,
        timeout: tuple[float, float] = TIMEOUT,
        breaker: Breaker | None = None,
        language: str = "vi",
    ) -> None:
        self.name = name
        self._base_url = base_url.rstrip("/")
        self._session = session
        self._token = token
        self._timeout = timeout
        self._breaker = breaker or Breaker()
        self._language = language

    def get(
        self,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        purpose: str | None = None,
        case: str | None = None,
        on_behalf_of: str | None = None,
        timeout: tuple[float, float] | None = None,
    ) -> Reply:
        """Read. ``purpose``, ``case``, ``on_behalf_of`` say why one looks (contract, "Tokens")."""
        sent = {**(headers or {}), **_reasons(purpose, case, on_behalf_of)}
        return self._call("GET", path, headers=sent, params=params, timeout=timeout)

    def post(
        self,
        path: str,
        *,
        json: Any = None,
        data: Any = None,
        content: bytes | None = None,
        files: Any = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        purpose: str | None = None,
        case: str | None = None,
        on_behalf_of: str | None = None,
        timeout: tuple[float, float] | None = None,
    ) -> Reply:
        """Change or search. Sent again after a passing failure only with an ``idempotency_key``."""
        sent = {**(headers or {}), **_reasons(purpose, case, on_behalf_of)}
        if idempotency_key is not None:
            sent["Idempotency-Key"] = idempotency_key
        body = content if content is not None else data
        return self._call("POST", path, headers=sent, json=json, data=body, files=files, timeout=timeout)

    def _call(self, method: str, path: str, *, headers: dict[str, str], **sent: Any) -> Reply:
        require_no_open_unit_of_work()
        response = self._send(method, path, headers, **sent)
        forget = getattr(self._token, "forget", None)
        if response.status_code == requests.codes.unauthorized and forget is not None and not sent.get("files"):
            forget()  # the issuer may have changed its keys under a token we kept
            response = self._send(method, path, headers, **sent)
        return self._reply(response)

    def _send(self, method: str, path: str, headers: dict[str, str], **sent: Any) -> requests.Response:
        complete = self._complete(headers)  # may itself ask for a token, whose failure is not this provider's
        sent["timeout"] = sent.get("timeout") or self._timeout
        if not self._breaker.admits():
            count_call(provider=self.name, outcome="breaker-open")
            raise unavailable(self.name)
        answered = False
        try:
            response = self._session.request(
                method, self._base_url + path, headers=complete, allow_redirects=False, **sent
            )
            answered = response.status_code < requests.codes.server_error
        except requests.RequestException as error:
            count_call(provider=self.name, outcome="unavailable")
            raise unavailable(self.name) from error
        finally:
            (self._breaker.succeeded if answered else self._breaker.failed)()
        if response.status_code >= requests.codes.server_error:
            count_call(provider=self.name, outcome="unavailable")
            raise unavailable(self.name, retry_after=_seconds(response.headers.get("Retry-After")))
        return response

    def _complete(self, headers: Mapping[str, str]) -> dict[str, str]:
        common = {
            "Accept-Language": self._language,
            "Accept": "application/json, application/problem+json;q=0.9, */*;q=0.1",
            "traceparent": outgoing_traceparent(),
        }
        if self._token is not None:
            common["Authorization"] = f"Bearer {self._token()}"
        return {**common, **headers}

    def _reply(self, response: requests.Response) -> Reply:
        body = _json(response)
        if response.status_code >= requests.codes.bad_request:
            problem = body if isinstance(body, dict) else {}
            count_call(provider=self.name, outcome="rejected")
            raise Rejected(response.status_code, str(problem.get("code", "")), problem)
        if response.status_code >= requests.codes.multiple_choices and response.status_code != 304:
            count_call(provider=self.name, outcome="unavailable")
            raise unavailable(self.name)
        count_call(provider=self.name, outcome="ok")
        return Reply(response.status_code, body, response.headers, response.content)


def _reasons(purpose: str | None, case: str | None, on_behalf_of: str | None) -> dict[str, str]:
    named = {"Gplx-Purpose": purpose, "Gplx-Case": case, "Gplx-On-Behalf-Of": on_behalf_of}
    return {name: value for name, value in named.items() if value is not None}


def _json(response: requests.Response) -> Any:
    if "json" not in response.headers.get("Content-Type", "") or not response.content:
        return None
    try:
        return response.json()
    except requests.JSONDecodeError:
        return None


def _seconds(header: str | None) -> int:
    return int(header) if header and header.isascii() and header.isdigit() and len(header) < 6 else 5
