"""Stubs of other services for consumers' tests, made of nothing but the examples of their contracts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import responses

from shared import contracts

BASE_URL = "http://gplx.test"


class ContractStubs:
    """Registers examples with a ``responses.RequestsMock``. ``base_url`` is what the client under test was given."""

    def __init__(self, mock: responses.RequestsMock, base_url: str = BASE_URL) -> None:
        self._mock = mock
        self._base_url = base_url.rstrip("/")

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
        return self._mock.add(
            method,
            self._address(template, path or {}),
            json=body,
            status=status,
            headers=dict(headers or {}),
        )

    def refuse(
        self, service: str, operation_id: str, status: int, code: str, *, path: Mapping[str, str] | None = None
    ) -> responses.BaseResponse:
        """Refuse with a problem; the status must be one the operation documents."""
        method, template, operation = contracts.operation(service, operation_id)
        if str(status) not in operation["responses"]:
            raise contracts.NoSuchExample(f"{service}.{operation_id} never answers {status}")
        problem: dict[str, Any] = {"type": f"/problems/{code}", "title": code, "status": status, "code": code}
        return self._mock.add(
            method,
            self._address(template, path or {}),
            json=problem,
            status=status,
            content_type="application/problem+json",
        )

    def fail(self, service: str, operation_id: str, error: Exception | int = 503) -> responses.BaseResponse:
        """Do not answer: a status of 5xx, or an exception such as requests.ConnectionError()."""
        method, template, _operation = contracts.operation(service, operation_id)
        address = self._address(template, {})
        if isinstance(error, int):
            return self._mock.add(method, address, status=error, headers={"Retry-After": "60"})
        return self._mock.add(method, address, body=error)

    def _address(self, template: str, path: Mapping[str, str]) -> str | re.Pattern[str]:
        parts = re.split(r"\{(\w+)\}", template)
        made = [re.escape(self._base_url)]
        for index, part in enumerate(parts):
            if index % 2:
                made.append(re.escape(path[part]) if part in path else "[^/?]+")
            else:
                made.append(re.escape(part))
        return re.compile("".join(made) + r"(?:\?.*)?$")
