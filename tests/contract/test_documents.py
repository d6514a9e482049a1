"""The committed contracts are valid, say what the code does, and their examples keep their own rules."""

from __future__ import annotations

from typing import Any

import pytest
from openapi_spec_validator import validate

from services.commands.contracts import generated
from shared import contracts
from tests.contract.documents import DRAFT, JSON, OUTSIDE, SERVICES, Sample, examples_of, faults, operations, samples

pytestmark = pytest.mark.contract
ALL = (*SERVICES, OUTSIDE)


@pytest.fixture(scope="module")
def fresh() -> dict[str, dict[str, Any]]:
    return generated()


@pytest.mark.parametrize("service", ALL)
def test_the_document_is_valid_openapi(service: str) -> None:
    document = contracts.load(service)
    assert document["openapi"].startswith("3.1.")
    assert document.get("jsonSchemaDialect", DRAFT) in {DRAFT, "https://spec.openapis.org/oas/3.1/dialect/base"}
    validate(document)


@pytest.mark.parametrize("service", ALL)
def test_the_committed_document_says_what_the_code_does(service: str, fresh: dict[str, dict[str, Any]]) -> None:
    assert contracts.text_of(fresh[service]) == contracts.path_of(service).read_text("utf-8"), "run `make contracts`"


def test_no_contract_is_left_of_a_service_that_is_gone(fresh: dict[str, dict[str, Any]]) -> None:
    kept = {path.name.removesuffix(".v1.json") for path in contracts.FOLDER.glob("*.json")}
    assert kept == {*fresh, "events"}


@pytest.mark.parametrize(
    "sample", [pytest.param(sample, id=str(sample)) for service in ALL for sample in samples(service)]
)
def test_an_example_keeps_the_rules_of_its_schema(sample: Sample) -> None:
    assert sample.schema is not None
    assert not faults(sample.service, sample.schema, sample.value)


@pytest.mark.parametrize(("service", "operation_id"), operations())
def test_every_body_and_every_success_has_an_example(service: str, operation_id: str) -> None:
    _method, _path, entry = contracts.operation(service, operation_id)
    places = {"request": entry.get("requestBody", {})}
    places |= {status: answer for status, answer in entry["responses"].items() if status.startswith("2")}
    without = [
        f"{where} {media_type}"
        for where, place in places.items()
        for media_type, content in place.get("content", {}).items()
        if not examples_of(content) and (media_type == JSON or where == "request")
    ]
    assert not without
