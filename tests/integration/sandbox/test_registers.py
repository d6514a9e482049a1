from __future__ import annotations

from typing import Any

import pytest

from services.sandbox.api import examples
from tests.integration.sandbox.conftest import Sandbox

CERTIFICATES = "/sandbox/health/certificates/search"
PERSONS = "/sandbox/population/persons/search"


def found(sandbox: Sandbox, path: str, citizen_id: str) -> list[dict[str, Any]]:
    answer = sandbox.client.post(path, json={"citizen_id": citizen_id})
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json["items"]
    return items


def test_demo_people_are_known(sandbox: Sandbox) -> None:
    clean = sandbox.people["clean"]["citizen_id"]
    certificate, person = found(sandbox, CERTIFICATES, clean)[0], found(sandbox, PERSONS, clean)[0]
    assert (certificate["conclusion"], certificate["citizen_id"]) == ("fit", clean)
    assert (person["assurance_level"], person["licence_integrated"]) == (2, False)
    assert found(sandbox, PERSONS, sandbox.people["zero-fee"]["citizen_id"])[0]["licence_integrated"] is True
    assert found(sandbox, CERTIFICATES, sandbox.people["no-health-certificate"]["citizen_id"]) == []


def test_nobody_is_found_where_nobody_is(quick: Sandbox) -> None:
    assert found(quick, PERSONS, "999090999999") == []
    for faulty in ("12", "99909099999x", 999090999999, None):
        answer = quick.client.post(PERSONS, json={"citizen_id": faulty})
        assert (answer.status_code, answer.json["code"]) == (422, "validation-failed")


@pytest.mark.parametrize(
    ("part", "path", "record"),
    [("health", CERTIFICATES, examples.CERTIFICATE), ("population", PERSONS, examples.PERSON)],
)
def test_records_are_added_and_replaced(sandbox: Sandbox, part: str, path: str, record: dict[str, Any]) -> None:
    mine = record | {"citizen_id": "999190000999"}
    for _ in range(2):
        added = sandbox.client.post(f"/sandbox/{part}/records", json=mine)
        assert (added.status_code, added.json) == (201, mine)
    assert found(sandbox, path, "999190000999") == [mine]


def test_a_certificate_without_an_id_gets_one(quick: Sandbox) -> None:
    record = {name: value for name, value in examples.CERTIFICATE.items() if name != "id"}
    assert quick.client.post("/sandbox/health/records", json=record).json["id"]


def test_a_silent_register_knows_nothing(quick: Sandbox) -> None:
    clean = quick.people["clean"]["citizen_id"]
    quick.tell("health", silent=1)
    assert found(quick, CERTIFICATES, clean) == []
    assert len(found(quick, CERTIFICATES, clean)) == 1


def test_a_failing_register_answers_503(quick: Sandbox) -> None:
    quick.tell("population", fail=1)
    answer = quick.client.post(PERSONS, json={"citizen_id": "999090999999"})
    assert (answer.status_code, answer.json["code"]) == (503, "service-unavailable")
    assert answer.headers["Retry-After"] == "1"
