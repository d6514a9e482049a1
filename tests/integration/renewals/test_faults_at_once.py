"""Faults of form and of fact are told in one answer, whichever route is asked."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.renewals_house import CHECK, FILING, RenewalsHouse

DECISION = "/applications/019ab0a0-5c00-7000-8000-00000000dead/decision"


def told(answer: Any) -> set[tuple[str, str]]:
    assert answer.status_code in {422, 404}, answer.json
    return {(error["pointer"], error["code"]) for error in answer.json.get("errors", ())}


@pytest.mark.parametrize(
    ("changed", "faults"),
    [
        (
            {"channel": "pigeon", "procedure": "9.999999", "on": "2028-01-01"},
            {("/channel", "not-one-of"), ("/procedure", "unknown-procedure"), ("/on", "too-far-ahead")},
        ),
        (
            {"procedure": "3.000349", "on": "2017-05-31"},
            {("/procedure", "procedure-not-offered"), ("/on", "date-before-rules")},
        ),
        ({"procedure": 5, "on": "2017-05-31"}, {("/procedure", "wrong-type"), ("/on", "date-before-rules")}),
        ({"on": "soon", "procedure": "9.999999"}, {("/on", "not-a-date"), ("/procedure", "unknown-procedure")}),
    ],
)
def test_of_a_check(house: RenewalsHouse, changed: dict[str, Any], faults: set[tuple[str, str]]) -> None:
    assert told(house.officer().post("/checks", {**CHECK, **changed})) == faults


@pytest.mark.parametrize(
    ("body", "faults"),
    [
        (
            {"outcome": "refuse", "reason_code": "dislike", "note": 5},
            {("/reason_code", "unknown-reason"), ("/note", "wrong-type")},
        ),
        ({"outcome": "refuse", "extra": 1}, {("/reason_code", "required"), ("/extra", "unknown-field")}),
        (
            {"outcome": "perhaps", "reason_code": "other"},
            {("/outcome", "not-one-of"), ("/note", "required")},
        ),
        (
            {"outcome": "request_supplement", "reason_code": "OTHER", "extra": 1},
            {("/reason_code", "wrong-form"), ("/extra", "unknown-field")},
        ),
    ],
)
def test_of_a_decision(house: RenewalsHouse, body: dict[str, Any], faults: set[tuple[str, str]]) -> None:
    assert told(house.officer().post(DECISION, body, key="d1", If_Match='"v1"')) == faults


def test_of_a_filing_the_procedure_is_judged_too(house: RenewalsHouse) -> None:
    body = {**FILING, "procedure": "9.999999", "contact": {"phone": "call me"}, "occurred_on": "2026-12-24"}
    assert told(house.citizen().post("/applications", body, key="k1")) == {
        ("/procedure", "unknown-procedure"),
        ("/contact/phone", "wrong-form"),
        ("/occurred_on", "in-the-future"),
    }
