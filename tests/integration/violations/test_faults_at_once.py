"""What is wrong with the form of a request and what cannot be true in it are told in one answer."""

from __future__ import annotations

from typing import Any

from tests.support.violations import CITIZEN


def told(answer: Any) -> set[tuple[str, str]]:
    assert (answer.status_code, answer.json["code"]) == (422, "validation-failed"), answer.text
    return {(fault["pointer"], fault["code"]) for fault in answer.json["errors"]}


def test_a_payment_for_a_fine(service) -> None:
    path = "/cases/019aa5c4-6f00-7000-8000-000000000101/settlements"
    payment = {"payment_id": "two words", "amount_vnd": 1.5, "paid_at": "2026-11-22T02:05:01Z"}
    assert told(service.post(path, payment, service.renewals())) == {
        ("/payment_id", "wrong-form"),
        ("/amount_vnd", "wrong-type"),
        ("/paid_at", "in-the-future"),
    }


def test_a_knowledge_test_passed(service) -> None:
    test = {"citizen_id": CITIZEN, "part": "both", "passed_on": "2026-11-23", "decision": "KT-1"}
    headers = service.police()
    assert told(service.post("/point-restorations", test, headers)) == {
        ("/part", "not-one-of"),
        ("/passed_on", "in-the-future"),
    }
    impossible = {**test, "citizen_id": "999399000001"}  # born in 2199
    assert ("/citizen_id", "citizen-id-impossible") in told(service.post("/point-restorations", impossible, headers))
