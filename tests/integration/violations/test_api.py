"""Violations over HTTP, on both databases: what callers send, what they get, what they do not get."""

from __future__ import annotations

import json
from datetime import timedelta

from services.violations.api import examples
from tests.support.violations import CITIZEN, LICENCE

CASE = examples.CASE
ASK = {"citizen_id": CITIZEN}


def push(service, **changes):
    return service.post("/cases", {**CASE, **changes}, service.police())


def ndjson(service, lines: list[bytes], key: str = "key-1", headers=None):
    return service.client.post(
        "/api/violations/v1/batches",
        data=b"\n".join(lines),
        content_type="application/x-ndjson",
        headers={**(headers or service.police()), "Idempotency-Key": key},
    )


def line(**changes) -> bytes:
    return json.dumps({**CASE, **changes}, ensure_ascii=False).encode()


def pointers(answer) -> list[tuple[str, str]]:
    return [(error["pointer"], error["code"]) for error in answer.json["errors"]]


def test_the_straight_line_blocked_paid_clear(service) -> None:
    created = push(service)
    assert (created.status_code, created.json["effect"]) == (201, "created")
    blocked = service.post("/standings", ASK, service.renewals()).json
    assert blocked["verdict"] == "blocked"
    (block,) = blocked["blocking"]
    assert block["reason"] == "fine-unpaid"
    assert block["amount_vnd"] == 19_000_000
    assert block["payable_online"] is True
    assert block["settle_at"]["address"]
    path = f"/cases/{block['case_id']}/settlements"
    paid = service.post(path, examples.PAYMENT, service.renewals())
    assert paid.status_code == 201
    assert service.post(path, examples.PAYMENT, service.renewals()).json == paid.json
    again = service.post(path, {**examples.PAYMENT, "payment_id": "other"}, service.renewals())
    assert (again.status_code, again.json["code"]) == (409, "state-conflict")
    clear = service.post("/standings", ASK, service.renewals()).json
    assert (clear["verdict"], clear["parts"]["termed"]["points"], clear["person"]) == ("clear", 8, blocked["person"])
    events = service.get("/events?limit=100", service.renewals()).json["items"]
    assert [event["type"] for event in events] == [
        "case.recorded",
        "standing.changed",
        "source.back",
        "case.settled",
        "standing.changed",
    ]
    assert CITIZEN not in json.dumps(events)
    assert LICENCE not in json.dumps(events)


def test_effects_and_statuses_of_one_case(service) -> None:
    assert push(service, version=2).status_code == 201
    assert (push(service, version=2).status_code, push(service, version=2).json["effect"]) == (200, "unchanged")
    stale = push(service)
    assert (stale.status_code, stale.json["effect"], stale.json["version"]) == (200, "stale", 2)
    assert push(service, version=3).json["effect"] == "updated"
    conflict = push(service, version=3, status="settled")
    assert (conflict.status_code, conflict.json["code"]) == (409, "version-conflict")
    foreign = push(service, source="G01.01")
    assert (foreign.status_code, foreign.json["code"]) == (403, "source-not-allowed")
    found = service.get(f"/cases/{stale.json['id']}", service.renewals()).json
    assert [version["version"] for version in found["versions"]] == [1, 2, 3]
    assert found["versions"][0]["case"] == CASE


def test_all_faults_of_form_at_once(service) -> None:
    answer = push(
        service,
        version=0,
        occurred_at="yesterday",
        subject={"role": "driver", "citizen_id": "12"},
        acts=[],
        fine={"amount_vnd": -1},
        surprise=True,
        status="lost",
    )
    assert answer.status_code == 422
    assert set(pointers(answer)) >= {
        ("/version", "too-small"),
        ("/occurred_at", "not-an-instant"),
        ("/subject/citizen_id", "not-a-citizen-id"),
        ("/acts", "empty"),
        ("/fine/amount_vnd", "too-small"),
        ("/surprise", "unknown-field"),
        ("/status", "not-one-of"),
    }


def test_all_faults_of_law_at_once(service) -> None:
    answer = push(
        service,
        acts=[{"code": "168/2024:6.99.z"}, {"code": "168/2024:7.2.h"}],
        decision={"number": "1", "decided_on": "2026-12-05", "effective_on": "2026-12-01"},
        suspension={"months": 2, "part": "termed", "starts_on": "2026-10-06", "ends_on": "2026-10-01"},
    )
    assert answer.status_code == 422
    assert set(pointers(answer)) == {
        ("/acts/0/code", "unknown-act"),
        ("/acts/1/code", "act-of-other-vehicle-group"),
        ("/decision/decided_on", "in-the-future"),
        ("/decision/effective_on", "before-the-decision"),
        ("/suspension/ends_on", "end-before-start"),
    }
    assert all(error["detail"] and error["detail"] != error["code"] for error in answer.json["errors"])


def test_a_batch_of_lines_good_and_bad(service) -> None:
    lines = [
        line(),
        b"{not json",
        b"\xff\xfe",
        b'{"case_number": "5/BB-VPHC", "version": 1}',
        b"[]",
        line(case_number="6/BB-VPHC", source="G01.01"),
        line(case_number="7/BB-VPHC", place={"province": "79", "text": "a\0b"}),
        b'{"' + b"x\\u0000" * 200 + b'": 1}',
        b"[" * 40 + b"]" * 40,
        line(case_number="8/BB-VPHC"),
        b"",
    ]
    answer = ndjson(service, lines)
    assert answer.status_code == 200, answer.json
    body = answer.json
    assert (body["received"], body["created"], body["rejected"]) == (10, 2, 8)
    codes = [(r["index"], r["case_number"], r["errors"][0]["code"]) for r in body["rejections"]]
    assert codes[:2] == [(1, None, "malformed-json"), (2, None, "malformed-json")]
    assert codes[2][1] == "5/BB-VPHC"
    assert codes[4] == (5, "6/BB-VPHC", "source-not-allowed")
    assert codes[5] == (6, "7/BB-VPHC", "wrong-character")
    assert codes[7] == (8, None, "malformed-json")
    assert ndjson(service, lines).json == body
    assert service.get(f"/batches/{body['id']}", service.police()).json == body
    stranger = service.system("police-hanoi", "violations:push", "intake", sources=["G01.01"])
    assert service.get(f"/batches/{body['id']}", stranger).status_code == 404
    reused = ndjson(service, lines[:1])
    assert (reused.status_code, reused.json["code"]) == (422, "idempotency-key-reused")


def test_a_batch_as_json(service) -> None:
    headers = {**service.police(), "Idempotency-Key": "k"}
    answer = service.post("/batches", {"records": [CASE, {"case_number": "x\0"}, 7]}, headers)
    assert answer.status_code == 200, answer.json
    assert (answer.json["created"], answer.json["rejected"]) == (1, 2)
    for body, pointer in (([], ""), ({}, "/records"), ({"records": 1}, "/records"), ({"records": [], "x": 1}, "/x")):
        refused = service.post("/batches", body, {**headers, "Idempotency-Key": "other"})
        assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, pointer)
    broken = service.client.post(
        "/api/violations/v1/batches", data=b"{", content_type="application/json", headers={**headers}
    )
    assert (broken.status_code, broken.json["code"]) == (400, "malformed-json")


def test_limits_of_a_batch(service) -> None:
    assert ndjson(service, []).status_code == 200
    many = ndjson(service, [b"1"] * 5001, key="many")
    assert (many.status_code, many.json["code"]) == (413, "too-many-records")
    large = ndjson(service, [b" " * (16 * 1024 * 1024), b"1"], key="large")
    assert (large.status_code, large.json["code"]) == (413, "body-too-large")
    keyless = service.client.post(
        "/api/violations/v1/batches", data=b"", content_type="application/x-ndjson", headers=service.police()
    )
    assert (keyless.status_code, keyless.json["code"]) == (400, "idempotency-key-required")
    text = service.client.post(
        "/api/violations/v1/batches", data=b"", content_type="text/csv", headers=service.police()
    )
    assert text.status_code == 415


def test_a_heartbeat_makes_a_source_fresh(service) -> None:
    before = service.post("/standings", ASK, service.renewals()).json
    assert before["verdict"] == "unknown"
    assert before["warnings"][0]["code"] == "source-stale"
    ndjson(service, [])
    assert service.post("/standings", ASK, service.renewals()).json["verdict"] == "clear"
    service.clock.move(timedelta(hours=25))
    assert service.app.extensions["gplx"].tasks[0]() == 1
    (source,) = service.get("/sources", service.police()).json["items"]
    assert (source["fresh"], source["required_for_clearance"], source["max_silence_hours"]) == (False, True, 24)
    kinds = [event["type"] for event in service.get("/events", service.renewals()).json["items"]]
    assert kinds == ["source.back", "source.silent"]
