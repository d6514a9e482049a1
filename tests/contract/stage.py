"""What a provider's test plays with: a suite with the demo world, its people and clients, and what they send."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import requests

from services.settings import INTERNAL
from shared import contracts
from shared.kernel.ids import new_id
from tests.support.people import Police, TestCitizen, TestOfficer, case_against
from tests.support.suites import RunningSuite

PURPOSES = {
    "police-hcm": "intake",
    "police-hanoi": "intake",
    "roadside": "roadside",
    "registry-loader": "registry-load",
    "renewals": "reissue",
    "portal": "reissue",
    "national-portal": "intake",
    "auditor": "audit",
}
"""What each demo client has agreed to look for."""


@dataclass(frozen=True)
class Call:
    """One request of an operation. ``who`` is a client, ``officer:<key>``, ``citizen:<key>`` or None for nobody."""

    who: str | None = None
    path: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    form: Any = None
    content: tuple[str, bytes] | None = None
    files: Any = None
    query: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Stage:
    """A running suite and what was done in it so far; people log in once."""

    running: RunningSuite
    known: dict[str, Any] = field(default_factory=dict)

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """What ``make`` gave the first time."""
        if name not in self.known:
            self.known[name] = make()
        return self.known[name]

    def citizen(self, key: str) -> TestCitizen:
        """A demo citizen, logged in."""
        found: TestCitizen = self.once(f"citizen:{key}", lambda: TestCitizen.of(self.running, key))
        return found

    def officer(self, key: str = "officer") -> TestOfficer:
        """A demo officer, logged in."""
        found: TestOfficer = self.once(f"officer:{key}", lambda: TestOfficer.of(self.running, key))
        return found

    def licence(self, key: str) -> dict[str, Any]:
        """The licence of a demo citizen as it is now."""
        return self.citizen(key).licence()

    def case(self, key: str, number: int, **changes: Any) -> dict[str, Any]:
        """A decided case with an unpaid fine against a demo citizen, recorded; the record and its ``id``."""

        def push() -> dict[str, Any]:
            record = case_against(self.citizen(key), self.running.clock.now(), number=number, **changes)
            return record | {"id": Police(self.running).push(record).json()["id"]}

        found: dict[str, Any] = self.once(f"case:{number}", push)
        return found

    def token(self, who: str) -> str:
        """An access token of a client, an officer or a citizen."""
        kind, _, key = who.partition(":")
        if kind == "citizen":
            return self.citizen(key).token
        return self.officer(key).token if kind == "officer" else self.running.outside.system_token(who)

    def play(self, service: str, operation_id: str, call: Call) -> requests.Response:
        """Send the request of an operation."""
        method, template, operation = contracts.operation(service, operation_id)
        headers = {"Accept-Language": "en", **self._headers(operation, call)}
        data = call.form
        if call.content is not None:
            headers["Content-Type"], data = call.content
        return self.running.suite.http.request(
            method,
            INTERNAL + template.format(**call.path),
            params=dict(call.query),
            json=call.body,
            data=data,
            files=call.files,
            headers=headers,
            allow_redirects=False,
        )

    def _headers(self, operation: dict[str, Any], call: Call) -> dict[str, str]:
        wanted = {parameter["name"] for parameter in operation.get("parameters", ()) if parameter["in"] == "header"}
        found = {}
        if call.who is not None:
            found["Authorization"] = f"Bearer {self.token(call.who)}"
            if "Gplx-Purpose" in wanted and not call.who.startswith("citizen:"):
                found["Gplx-Purpose"] = "reissue" if call.who.startswith("officer:") else PURPOSES[call.who]
        if "Idempotency-Key" in wanted:
            found["Idempotency-Key"] = new_id()
        return found | dict(call.headers)


Given = Callable[[Stage], Call]
GIVENS: dict[tuple[str, str, int, str], Given] = {}


def given(service: str, operation_id: str, status: int = 200, name: str = "default") -> Callable[[Given], Given]:
    """Mark what makes an operation answer with a status; ``name`` is that of the request's example."""

    def keep(function: Given) -> Given:
        assert (service, operation_id, status, name) not in GIVENS, f"two givens for {service}.{operation_id} {status}"
        GIVENS[service, operation_id, status, name] = function
        return function

    return keep


def example(service: str, operation_id: str, variant: str = "default", /, **changes: Any) -> Any:
    """The example request of an operation with some members replaced by what this world calls them."""
    found = contracts.request_example(service, operation_id, variant)
    unknown = changes.keys() - found.keys()
    assert not unknown, f"{service}.{operation_id}: the example has no {', '.join(sorted(unknown))}"
    return found | changes
