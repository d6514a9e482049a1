"""Each provider keeps its contract: every example request is played in a real suite, and the answer fits the schema."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from flask import Flask

from shared import contracts
from tests.contract import (
    givens_access,
    givens_licences,
    givens_outside,
    givens_portal,
    givens_renewals,
    givens_violations,
)
from tests.contract.consumed import CALLS
from tests.contract.documents import JSON, SERVICES, examples_of, faults, operations, response_of
from tests.contract.stage import GIVENS, Stage

pytestmark = pytest.mark.contract
assert all((givens_access, givens_licences, givens_outside, givens_portal, givens_renewals, givens_violations))

BESIDE_THE_CONTRACT = {
    "/health/live": "for the orchestrator",
    "/health/ready": "for the orchestrator",
    "/metrics": "for Prometheus",
    "{prefix}/openapi.json": "the contract itself",
    "{prefix}/docs": "the contract, for people",
}


@pytest.mark.parametrize(("service", "operation_id", "status", "name"), sorted(GIVENS))
def test_the_answer_fits_the_schema(stage: Stage, service: str, operation_id: str, status: int, name: str) -> None:
    call = GIVENS[service, operation_id, status, name](stage)
    answer = stage.play(service, operation_id, call)
    assert answer.status_code == status, answer.text
    documented = response_of(service, operation_id, status)
    assert documented is not None
    assert set(documented.get("headers", {})) <= set(answer.headers)
    assert not misfits(service, documented.get("content", {}), answer, name)


def misfits(service: str, content: dict[str, Any], answer: requests.Response, name: str) -> list[str]:
    """What is wrong with the body of an answer by what is documented for its media type."""
    media_type = answer.headers.get("Content-Type", "").split(";")[0]
    if not content:
        return [] if not answer.content else ["a body where none is documented"]
    if media_type not in content:
        return [f"{media_type} is not among {', '.join(content)}"]
    if media_type != JSON:
        return []
    wrong = faults(service, content[media_type]["schema"], answer.json())
    examples = examples_of(content[media_type])
    shown = examples.get(name, examples.get("default")) if name not in NARROWED else {}
    return wrong + [f"{path} is in the example and was not sent" for path in promised(shown, answer.json())]


def promised(example: Any, actual: Any, path: str = "$") -> list[str]:
    """Members that the example shows and the answer has not, where both are objects; lists by their first item."""
    if isinstance(example, dict) and isinstance(actual, dict):
        missing = [f"{path}.{name}" for name in example if name not in actual]
        return missing + [
            fault
            for name in example.keys() & actual.keys()
            if not name.startswith(FREE)
            for fault in promised(example[name], actual[name], f"{path}.{name}")
        ]
    if isinstance(example, list) and isinstance(actual, list) and example and actual:
        return promised(example[0], actual[0], f"{path}[0]")
    return []


NARROWED = ("validity",)
"""Variants in which an agreement leaves out what the example shows."""

FREE = ("data", "evidence", "prefilled", "parts")
"""Members whose inside differs from case to case."""


@pytest.mark.parametrize(("service", "operation_id"), operations())
def test_every_success_of_every_operation_has_a_given(service: str, operation_id: str) -> None:
    _method, _path, entry = contracts.operation(service, operation_id)
    played = {
        (status, name) for known, operation, status, name in GIVENS if (known, operation) == (service, operation_id)
    }
    documented = {int(status) for status in entry["responses"] if status.startswith(("2", "3"))}
    assert {status for status, _ in played} == documented
    examples = {
        name for content in entry.get("requestBody", {}).get("content", {}).values() for name in examples_of(content)
    }
    assert examples <= {name for _, name in played}
    if len(entry.get("requestBody", {}).get("content", {})) > 1:
        assert "ndjson" in {name for _, name in played}


def test_what_renewals_is_answered_was_played() -> None:
    """Its stubs are the examples that a provider was seen to give, the stand-ins of the outside world included."""
    played = {(service, operation_id, status) for service, operation_id, status, _name in GIVENS}
    assert {(call.service, call.operation_id, call.status) for call in CALLS} <= played


@pytest.mark.parametrize("service", SERVICES)
def test_every_route_is_in_the_contract_and_the_reverse(stage: Stage, service: str) -> None:
    app = stage.running.suite.apps[service]
    documented = {(method, path) for method, path, _entry in contracts.operations(service).values()}
    assert routes(app, service) == documented


def routes(app: Flask, service: str) -> set[tuple[str, str]]:
    """Method and path template of every route that is not beside the contract."""
    beside = {path.format(prefix=f"/api/{service}/v1") for path in BESIDE_THE_CONTRACT}
    found = set()
    for rule in app.url_map.iter_rules():
        template = "".join(f"{{{part}}}" if variable else part for variable, part in rule._trace if part != "|")
        if template not in beside:
            found |= {(method, template) for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}}
    return found
