"""Generated requests against the contract of licences: what is documented is what happens, whatever is sent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.config import GenerationConfig, SchemathesisConfig
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance, use_after_free

from shared.kernel.clock import MovableClock
from shared.kernel.ids import new_id
from tests.conftest import SUNDAY_MORNING
from tests.support.databases import SqliteDatabases
from tests.support.licences_api import API, LicencesApi

DELIBERATE = [
    positive_data_acceptance,  # a person who is not on file, a card that is not current: well-formed, refused
    negative_data_rejection,  # NDJSON answers 200 with a rejection for each bad record
    use_after_free,  # nothing is ever deleted here
]


@pytest.fixture(scope="module")
def running(sqlite_templates: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LicencesApi]:
    """One seeded service for all operations; SQLite, since the databases are compared elsewhere."""
    folder = tmp_path_factory.mktemp("fuzz")
    urls = SqliteDatabases(sqlite_templates, folder).fresh("services.licences.migrations")
    made = LicencesApi(urls, MovableClock(SUNDAY_MORNING), folder)
    made.seed()
    yield made
    made.close()


def _operations(api: LicencesApi) -> list[Any]:
    config = SchemathesisConfig.from_dict({})
    config.projects.default.generation = GenerationConfig(
        modes=[GenerationMode.POSITIVE, GenerationMode.NEGATIVE], deterministic=True, allow_x00=True
    )
    schema = schemathesis.openapi.from_wsgi(f"{API}/openapi.json", api.app, config=config)
    return [result.ok() for result in schema.get_all_operations()]


def _caller(api: LicencesApi, scopes: set[str]) -> dict[str, str]:
    if "licences:import" in scopes:
        return api.system("registry-loader").headers
    if "violations:read" in scopes:  # the shared list of look-ups
        return api.citizen().headers
    if "licences:read" in scopes and "licences:standing" not in scopes:
        return api.officer().headers
    return api.system("renewals").headers


def test_nothing_generated_finds_a_fault(running: LicencesApi, subtests: Any) -> None:
    for operation in _operations(running):
        with subtests.test(operation=operation.label):
            _fuzz(running, operation)


def _fuzz(api: LicencesApi, operation: Any) -> None:
    scopes = {scope for entry in operation.definition.raw.get("security", []) for scope in entry.get("bearer", [])}
    headers = _caller(api, scopes)
    real = _real_ids(api, operation.path)
    if scopes == set() and "jwks" not in operation.path:
        return

    @settings(
        max_examples=10,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],
    )
    @given(case=operation.as_strategy())
    def run(case: Any) -> None:
        case.headers = {**(case.headers or {}), **_known(headers, case)}
        case.path_parameters = {**(case.path_parameters or {}), **real}
        case.call_and_validate(excluded_checks=DELIBERATE)

    run()


def _real_ids(api: LicencesApi, path: str) -> dict[str, str]:
    """Ids that lead somewhere, so that the body matters; reports and credentials stay invented."""
    licence = api.licence()
    ids = {"licence_id": licence["id"], "holder_id": licence["holder"]["id"]}
    return {name: value for name, value in ids.items() if f"{{{name}}}" in path}


def _known(headers: dict[str, str], case: Any) -> dict[str, str]:
    key = {"Idempotency-Key": new_id()} if "Idempotency-Key" in (case.headers or {}) else {}
    return {**headers, **key}
