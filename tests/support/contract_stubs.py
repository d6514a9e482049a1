"""Stubs of other services for consumers' tests, made of nothing but the examples of their contracts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import requests
import responses

from shared import contracts

BASE_URL = "http://gplx.test"


@contextmanager
def contract_stubs(base_url: str = BASE_URL) -> Iterator[ContractStubs]:
    """Answer every call with examples; a call nobody prepared fails, and so does a stub that nobody called."""
    with responses.RequestsMock() as mock:
        yield ContractStubs(mock, base_url)


class ContractStubs:
    """Registers examples with a ``responses.RequestsMock``. ``base_url`` is what the client under test was given."""

    def __init__(self, mock: responses.RequestsMock, base_url: str = BASE_URL) -> None:
        self._mock = mock
        self._base_url = base_url.rstrip("/")
        self._made: list[tuple[str, str, responses.BaseResponse]] = []

    def sent(self) -> list[tuple[str, str, requests.PreparedRequest]]:
        """Every request so far: the service and operation whose stub took it, and the request itself."""
        return [
            (service, operation_id, call.request) for service, operation_id, made in self._made for call in made.calls
        ]

    def answer(
        self,
        service: str,
        operation_id: str,
        status: int = 200,
        name: str = "default",
        *,
        headers: Mapping[str, str] | None = None,
        path: Mapping[str, str] | None = None,
    ) -> responses.BaseResponse:
        """Answer an operation with one of its examples. ``path`` fixes path parameters; the others match anything."""
        method, template, _operation = contracts.operation(service, operation_id)
        body = contracts.example(service, operation_id, status, name)
        made = self._mock.add(
            method,
            self._address(template, path or {}),
            json=body,
            status=status,
            headers=dict(headers or {}),
        )
        return self._keep(service, operation_id, made)

    def refuse(
        self, service: str, operation_id: str, status: int, code: str, *, path: Mapping[str, str] | None = None
    ) -> responses.BaseResponse:
        """Refuse with a problem; the status must be one the operation documents."""
        method, template, operation = contracts.operation(service, operation_id)
        if str(status) not in operation["responses"]:
            raise contracts.NoSuchExample(f"{service}.{operation_id} never answers {status}")
        problem: dict[str, Any] = {"type": f"/problems/{code}", "title": code, "status": status, "code": code}
        made = self._mock.add(
            method,
            self._address(template, path or {}),
            json=problem,
            status=status,
            content_type="application/problem+json",
        )
        return self._keep(service, operation_id, made)

    def fail(self, service: str, operation_id: str, error: Exception | int = 503) -> responses.BaseResponse:
        """Do not answer: a status of 5xx, or an exception such as requests.ConnectionError()."""
        method, template, _operation = contracts.operation(service, operation_id)
        address = self._address(template, {})
        if isinstance(error, int):
            made = self._mock.add(method, address, status=error, headers={"Retry-After": "60"})
        else:
            made = self._mock.add(method, address, body=error)
        return self._keep(service, operation_id, made)

    def _keep(self, service: str, operation_id: str, made: responses.BaseResponse) -> responses.BaseResponse:
        self._made.append((service, operation_id, made))
        return made

    def _address(self, template: str, path: Mapping[str, str]) -> str | re.Pattern[str]:
        parts = re.split(r"\{(\w+)\}", template)
        made = [re.escape(self._base_url)]
        for index, part in enumerate(parts):
            if index % 2:
                made.append(re.escape(path[part]) if part in path else "[^/?]+")
            else:
                made.append(re.escape(part))
        return re.compile("".join(made) + r"(?:\?.*)?$")
