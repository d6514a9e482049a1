"""Schemathesis on a suite in this process: who asks, for what, and which answers are as they should be."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

import schemathesis
from schemathesis import hooks
from schemathesis.config import SchemathesisConfig
from schemathesis.core.parameters import ParameterLocation
from schemathesis.engine import Status, events, from_schema
from schemathesis.transport.wsgi import WSGITransport

from shared.kernel.ids import new_id
from tests.contract.stage import PURPOSES, Stage
from tests.contract.widened import WIDENED

SEED = 20261122
EXAMPLES = 5
"""Generated requests of each operation and mode, beside the examples and the boundary values of each parameter."""

CHAINS = 3
"""Chains of requests in which one uses what the one before answered."""

LONGEST_LIST = 50
"""Longer lists are not generated: ten thousand records take seconds, and limits have tests of their own."""

SCOPES: tuple[tuple[str, str], ...] = (
    ("access:admin", "officer:admin"),
    ("violations:push", "police-hcm"),
    ("violations:settle", "renewals"),
    ("licences:import", "registry-loader"),
    ("licences:issue", "renewals"),
    ("licences:report-loss", "renewals"),
    ("feedback:send", "national-portal"),
    ("feedback:answer", "officer:officer"),
    ("renewals:decide", "officer:officer"),
    ("renewals:file", "officer:officer"),
    ("renewals:check", "officer:officer"),
    ("renewals:read", "officer:officer"),
    ("violations:read", "renewals"),
    ("licences:read", "renewals"),
    ("events:read", "renewals"),
)
"""Who asks, by the first of these scopes that an operation takes."""

OTHERS = {
    "list_lookups": "citizen:clean",
    "list_applications": "citizen:clean",
    "search_holders": "officer:officer",
    "renewals.list_events": "portal",
    "access.list_events": "auditor",
    "file_application": "citizen:clean",
}
"""Who asks where the scopes do not tell it."""


@dataclass
class Findings:
    """What a run did: requests sent, answers by status, and every failed check in words."""

    sent: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    failures: dict[str, str] = field(default_factory=dict)
    seconds: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        return "\n\n".join(f"{name}\n{text}" for name, text in sorted(self.failures.items()))


def configuration(service: str) -> SchemathesisConfig:
    """The whole configuration: a fixed seed, all phases, and what is widened, by operation."""
    operations = [
        {"include-operation-id": operation_id, "checks": {rule.check: rule.as_config() for rule in rules}}
        for (of, operation_id), rules in WIDENED.items()
        if of == service
    ]
    return SchemathesisConfig.from_dict(
        {
            "seed": SEED,
            "continue-on-failure": True,
            "cache": {"enabled": False},
            "generation": {"max-examples": EXAMPLES, "deterministic": True, "database": "none", "no-shrink": True},
            "phases": {"stateful": {"generation": {"max-examples": CHAINS}}},
            "operations": operations,
        }
    )


def caller(service: str, operation: Any) -> str | None:
    """Who asks for an operation; None where nobody needs to say who they are."""
    operation_id = operation.definition.raw["operationId"]
    for name in (f"{service}.{operation_id}", operation_id):
        if name in OTHERS:
            return OTHERS[name]
    scopes = {scope for entry in operation.definition.raw["security"] for scope in entry["bearer"]}
    return next((who for scope, who in SCOPES if scope in scopes), None)


def run(stage: Stage, service: str, ids: Mapping[str, Callable[[], str]]) -> Findings:
    """Everything schemathesis has against one service. ``ids`` give path parameters that lead somewhere."""
    prefix = f"/api/{service}/v1"
    app = stage.running.suite.router
    with hooked(before_load_schema):
        schema = schemathesis.openapi.from_wsgi(f"{prefix}/openapi.json", app, config=configuration(service))

    @schema.auth(refresh_interval=None)
    class Tokens:
        def get(self, case: Any, context: Any) -> str | None:
            who = caller(service, context.operation)
            return None if who is None else stage.token(who)

        def set(self, case: Any, data: str | None, context: Any) -> None:
            if data is not None:
                case.headers = {**(case.headers or {}), "Authorization": f"Bearer {data}"}

    def before_call(context: Any, case: Any, kwargs: Any) -> None:
        lead_somewhere(case, caller(service, case.operation), ids)

    with hooked(before_call), probes_in_process():
        return collect(schema)


@contextmanager
def hooked(function: Callable[..., None]) -> Iterator[None]:
    """Call a function at what it is named after; some hooks cannot be given to one schema."""
    schemathesis.hook(function)
    try:
        yield
    finally:
        hooks.unregister(function)


def before_load_schema(context: Any, raw_schema: Any) -> None:
    """Forget limits of lists that are too long to be tried here."""
    if isinstance(raw_schema, dict):
        if raw_schema.get("maxItems", 0) > LONGEST_LIST:
            del raw_schema["maxItems"]
        for member in raw_schema.values():
            before_load_schema(context, member)
    elif isinstance(raw_schema, list):
        for member in raw_schema:
            before_load_schema(context, member)


@schemathesis.serializer("application/x-ndjson", "application/jose")
def as_it_is(_context: Any, value: Any) -> bytes:
    """A body that is text already."""
    return value if isinstance(value, bytes) else value.encode() if isinstance(value, str) else repr(value).encode()


@contextmanager
def probes_in_process() -> Iterator[None]:
    """Let checks that ask once more (without a token, say) do so here, too.

    Schemathesis 4.32.5 hands such a request settings of sockets, which its transport for WSGI does not know.
    """
    send = WSGITransport.send

    def without_sockets(self: WSGITransport, case: Any, **kwargs: Any) -> Any:
        for name in ("max_redirects", "verify", "cert", "proxies"):
            kwargs.pop(name, None)
        return send(self, case, **kwargs)

    with patch.object(WSGITransport, "send", without_sockets):
        yield


def lead_somewhere(case: Any, who: str | None, ids: Mapping[str, Callable[[], str]]) -> None:
    """Give what is meant to be right a purpose that is agreed, a fresh key and ids that are known.

    Whatever was generated to be wrong stays as it is, and so does what was left out on purpose.
    """
    if not _is_wrong(case, ParameterLocation.HEADER):
        headers = case.headers or {}
        if "Idempotency-Key" in headers:
            headers["Idempotency-Key"] = new_id()
        if "If-Match" in headers and _coin(case):
            headers["If-Match"] = "*"
        if who is not None and any(header.name == "Gplx-Purpose" for header in case.operation.headers):
            headers["Gplx-Purpose"] = purpose_of(who)
    if not _is_wrong(case, ParameterLocation.PATH) and case.path_parameters:
        known = {name: ids[name]() for name in case.path_parameters if name in ids}
        case.path_parameters.update(known)
    if not _is_wrong(case, ParameterLocation.BODY) and isinstance(case.body, dict) and _coin(case):
        case.body.update({name: ids[name]() for name in case.body if name in ids and case.body[name] is not None})
    query = case.query or {}
    if str(query.get("wait", "")).isdigit():
        query["wait"] = "0" if int(query["wait"]) <= 20 else query["wait"]  # nobody waits for news here


def purpose_of(who: str) -> str:
    """What the caller has agreed to look for."""
    if who.startswith("citizen:"):
        return "self"
    if who == "officer:admin":
        return "audit"
    return "reissue" if who.startswith("officer:") else PURPOSES[who]


def _is_wrong(case: Any, location: ParameterLocation) -> bool:
    return case.meta is not None and case.meta.is_negative_at(location)


def _coin(case: Any) -> bool:
    return hashlib.sha256(repr(case.body).encode()).digest()[0] % 2 == 0


def collect(schema: Any) -> Findings:
    """Run the engine to its end."""
    found = Findings()
    for event in from_schema(schema).execute():
        if isinstance(event, events.NonFatalError | events.FatalError):
            found.failures[f"error {getattr(event, 'label', '')}"] = str(getattr(event, "value", event))
        if isinstance(event, events.ScenarioFinished):
            _note(found, event)
    return found


def _note(found: Findings, event: events.ScenarioFinished) -> None:
    recorder = event.recorder
    found.seconds[f"{event.phase.value} {event.label}"] += event.elapsed_time  # type: ignore[assignment]
    for interaction in recorder.interactions.values():
        found.sent += 1
        found.statuses[str(interaction.response.status_code) if interaction.response else "none"] += 1
    for case_id, checks in recorder.checks.items():
        for check in checks:
            if check.status is Status.FAILURE and check.failure_info is not None:
                failure = check.failure_info.failure
                name = f"{event.phase.value} {recorder.cases[case_id].value.operation.label} {check.name}"
                shown = f"{failure.message}\n{_shown(recorder, case_id, check)}"
                found.failures.setdefault(f"{name}: {failure.title}", shown)


def _shown(recorder: Any, case_id: str, check: Any) -> str:
    interaction = recorder.interactions.get(case_id)
    answer = interaction.response.text[:600] if interaction is not None and interaction.response is not None else ""
    return f"{check.failure_info.code_sample[:1500]}\n-> {answer}"
