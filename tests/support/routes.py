"""Every route of a running suite, and requests to it as raw as a test wants them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.test import Client, TestResponse

from shared import contracts
from shared.auth.access import AccessMark, access_of
from shared.kernel.ids import new_id
from tests.support.forging import Forger
from tests.support.snapshots import Snapshots
from tests.support.suites import RunningSuite

PROBLEMS = Path(__file__).parents[2] / "docs/problems.md"
SERVICES = ("access", "licences", "violations", "renewals", "sandbox")
PROBLEM = "application/problem+json"


@dataclass(frozen=True)
class Route:
    """One method of one address: its mark, and its operation in the contract (None beside the contract)."""

    service: str
    method: str
    template: str
    mark: AccessMark
    operation_id: str | None
    operation: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.method} {self.template}"

    def path(self, **known: str) -> str:
        """The address with ids of nothing that is there, except those given."""
        return re.sub(r"\{([^}]+)\}", lambda found: known.get(found[1], new_id()), self.template)

    @property
    def scopes(self) -> str:
        """All scopes any of which opens it."""
        return " ".join(self.mark.scopes)

    @property
    def kind(self) -> str:
        """A kind of caller that is let in."""
        return next(kind for kind in ("system", "officer", "citizen") if kind in self.mark.kinds)

    @property
    def media_types(self) -> tuple[str, ...]:
        """What its body may be."""
        return tuple(self.operation.get("requestBody", {}).get("content", {}))


def routes(running: RunningSuite) -> list[Route]:
    """All routes of all services; the front's own and the health pages among them."""
    return [route for service, app in running.suite.apps.items() for route in _routes(service, app)]


def _routes(service: str, app: Flask) -> Iterator[Route]:
    known = {(method, path): (name, entry) for name, (method, path, entry) in contracts.operations(service).items()}
    for rule in app.url_map.iter_rules():
        template = "".join(f"{{{part}}}" if variable else part for variable, part in rule._trace if part != "|")
        mark = access_of(app.view_functions[rule.endpoint])
        assert mark is not None, rule.rule
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            name, entry = known.get((method, template), (None, {}))
            yield Route(service, method, template, mark, name, entry)


@dataclass
class Caller:
    """Sends raw requests to a suite; ``headers`` of a route open it unless a test replaces them."""

    running: RunningSuite

    def __post_init__(self) -> None:
        self.client = Client(self.running.suite.router)
        self.forger = Forger(self.running)
        self._tokens: dict[tuple[object, ...], str] = {}

    @cached_property
    def snapshots(self) -> Snapshots:
        """Pictures of all databases."""
        return Snapshots(self.running)

    def headers(self, route: Route, *, kind: str | None = None, **claims: Any) -> dict[str, str]:
        """Everything the route wants in its headers."""
        found = {"Idempotency-Key": new_id(), "If-Match": '"v1"', "Accept-Language": "en"}
        if route.mark.public is None:
            kind = kind or route.kind
            found["Authorization"] = f"Bearer {self._token(route, kind, claims)}"
            if route.mark.personal and kind != "citizen":
                found["Gplx-Purpose"] = "audit"
        return found

    def _token(self, route: Route, kind: str, claims: dict[str, Any]) -> str:
        made = (route.service, kind, route.scopes, repr(claims), self.running.clock.now())
        if made not in self._tokens:
            self._tokens[made] = self.forger.token(route.service, kind, route.scopes, **claims)
        return self._tokens[made]

    def send(
        self, route: Route, headers: Mapping[str, str], *, path: str | None = None, **options: Any
    ) -> TestResponse:
        """One request; the answer with its body read."""
        answer = self.client.open(path or route.path(), method=route.method, headers=dict(headers), **options)
        answer.get_data()
        answer.close()
        return answer


@cache
def documented_codes() -> frozenset[str]:
    """Every code docs/problems.md explains."""
    return frozenset(re.findall(r"^## ([a-z0-9-]+)$", PROBLEMS.read_text("utf-8"), re.MULTILINE))


def refusal(answer: TestResponse, language: str = "en") -> dict[str, Any]:
    """The problem of a refusal, once it is one as promised: 4xx, problem+json, known codes, words in the language."""
    assert 400 <= answer.status_code < 500, (answer.status_code, answer.get_data(as_text=True)[:500])
    assert answer.mimetype == PROBLEM, answer.mimetype
    assert answer.headers["Content-Language"] == language
    problem: dict[str, Any] = answer.get_json(force=True)
    assert problem["status"] == answer.status_code
    for entry in (problem, *problem.get("errors", ())):
        assert entry["code"] in documented_codes(), entry
        assert entry["detail"] not in {"", entry["code"]}, entry
        assert "…" not in entry["detail"].replace("Bearer …", ""), f"a placeholder without a value: {entry}"
    assert problem["title"]
    assert problem["instance"].startswith("urn:trace:")
    return problem


def faults(problem: Mapping[str, Any]) -> set[tuple[str, str]]:
    """Pointer and code of each fault."""
    return {(entry["pointer"], entry["code"]) for entry in problem.get("errors", ())}
