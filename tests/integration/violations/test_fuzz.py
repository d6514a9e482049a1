"""Generated requests against the contract of violations: what is documented is what happens, whatever is sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.config import GenerationConfig, SchemathesisConfig
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance, use_after_free

from services.violations.api import examples
from shared.kernel.clock import MovableClock
from shared.kernel.ids import new_id
from tests.conftest import SUNDAY_MORNING
from tests.integration.violations.conftest import Service, running_service
from tests.support.databases import SqliteDatabases

DELIBERATE = [
    positive_data_acceptance,  # acts, dates and numbers that the law does not know: well-formed, refused
    negative_data_rejection,  # a batch answers 200 with a rejection for each bad record
    use_after_free,  # nothing is ever deleted here
]


@pytest.fixture(scope="module")
def running(sqlite_templates, tmp_path_factory) -> Iterator[Service]:
    """One service for all operations; SQLite, since the databases are compared elsewhere."""
    urls = SqliteDatabases(sqlite_templates, tmp_path_factory.mktemp("fuzz")).fresh("services.violations.migrations")
    with running_service(urls, MovableClock(SUNDAY_MORNING)) as service:
        yield service


def test_nothing_generated_finds_a_fault(running: Service, subtests: Any) -> None:
    config = SchemathesisConfig.from_dict({})
    config.projects.default.generation = GenerationConfig(
        modes=[GenerationMode.POSITIVE, GenerationMode.NEGATIVE], deterministic=True, allow_x00=True
    )
    case_id = running.post("/cases", examples.CASE, running.police()).json["id"]
    batch = running.post("/batches", {"records": []}, {**running.police(), "Idempotency-Key": "b"}).json["id"]
    ids = {"case_id": case_id, "batch_id": batch}
    schema = schemathesis.openapi.from_wsgi("/api/violations/v1/openapi.json", running.app, config=config)
    for result in schema.get_all_operations():
        operation = result.ok()
        with subtests.test(operation=operation.label):
            _fuzz(running, operation, ids)


def _caller(service: Service, scopes: set[str]) -> dict[str, str]:
    if scopes == {"violations:push"}:
        return service.police()
    if "licences:read" in scopes:  # the shared list of look-ups
        return service.citizen()
    return service.renewals()


def _fuzz(service: Service, operation: Any, ids: dict[str, str]) -> None:
    scopes = {scope for entry in operation.definition.raw.get("security", []) for scope in entry.get("bearer", [])}
    headers = {name: text for name, text in _caller(service, scopes).items() if name != "Accept-Language"}
    real = {name: value for name, value in ids.items() if f"{{{name}}}" in operation.path}

    @settings(
        max_examples=25,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],
    )
    @given(case=operation.as_strategy())
    def run(case: Any) -> None:
        key = {"Idempotency-Key": new_id()} if "Idempotency-Key" in (case.headers or {}) else {}
        case.headers = {**(case.headers or {}), **headers, **key}
        case.path_parameters = {**(case.path_parameters or {}), **real}
        case.call_and_validate(excluded_checks=DELIBERATE)

    run()
