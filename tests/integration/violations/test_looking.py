"""Who may see what over HTTP, and whether the published contract tells the truth."""

from __future__ import annotations

import pytest

from services.violations.api import examples
from tests.integration.violations.test_api import ASK, pointers, push
from tests.support.violations import LICENCE, OTHER_CITIZEN


def test_citizens_ask_for_themselves_only(service) -> None:
    case_id = push(service).json["id"]
    assert service.post("/standings", ASK, service.citizen()).status_code == 200
    foreign = service.citizen(OTHER_CITIZEN)
    for path, body in (
        ("/standings", ASK),
        ("/cases/search", ASK),
        ("/cases/search", {"licence_number": LICENCE}),
        ("/cases/search", {"plate": "51A-123.45"}),
    ):
        answer = service.post(path, body, foreign)
        assert (answer.status_code, answer.json["code"]) == (403, "subject-mismatch")
    assert service.get(f"/cases/{case_id}", foreign).status_code == 404
    assert service.get(f"/cases/{case_id}", service.citizen()).status_code == 200
    mine = service.post("/cases/search", ASK, service.citizen()).json
    assert [case["id"] for case in mine["items"]] == [case_id]
    assert service.post("/cases", examples.CASE, service.citizen()).status_code == 403


def test_the_agreement_filters_what_roadside_sees(service) -> None:
    push(service)
    fields = ("id", "as_of", "hypothetical", "verdict", "parts", "sources")
    roadside = service.system("roadside", "violations:standing", "roadside", fields=fields)
    assert service.post("/standings", ASK, roadside).json.keys() == set(fields)
    assert service.post("/cases/search", ASK, roadside).json["code"] == "scope-missing"


def test_looks_are_on_record_for_the_person(service) -> None:
    case_id = push(service, subject={"role": "driver", "licence_number": LICENCE}).json["id"]
    service.post("/standings", {**ASK, "licence_numbers": [LICENCE]}, service.renewals())
    service.post("/cases/search", {"licence_number": LICENCE}, service.renewals())
    service.get(f"/cases/{case_id}", service.renewals())
    looks = service.get("/lookups", service.citizen()).json["items"]
    assert len(looks) == 3
    assert {look["purpose"] for look in looks} == {"reissue"}
    assert all(look["text"]["vi"] for look in looks)


def test_a_search_needs_one_criterion_and_comes_in_pages(service) -> None:
    for number in range(3):
        push(service, case_number=f"{number}/BB-VPHC")
    refused = service.post("/cases/search", {**ASK, "plate": "51A-123.45"}, service.renewals())
    assert pointers(refused) == [("", "one-criterion")]
    first = service.post("/cases/search", {**ASK, "limit": 2}, service.renewals()).json
    second = service.post("/cases/search", {**ASK, "limit": 2, "after": first["next"]}, service.renewals()).json
    assert (len(first["items"]), len(second["items"]), second["next"]) == (2, 1, None)
    by_number = service.post("/cases/search", {"case_number": "1/BB-VPHC"}, service.renewals()).json
    assert len(by_number["items"]) == 1


def test_wrong_sums_and_unknown_cases(service) -> None:
    case_id = push(service).json["id"]
    wrong = service.post(f"/cases/{case_id}/settlements", {**examples.PAYMENT, "amount_vnd": 1}, service.renewals())
    assert (wrong.status_code, wrong.json["code"], pointers(wrong)) == (
        422,
        "amount-differs",
        [("/amount_vnd", "amount-differs")],
    )
    nowhere = service.post(f"/cases/{examples.CASE_ID}/settlements", examples.PAYMENT, service.renewals())
    assert nowhere.status_code == 404
    assert service.post(f"/cases/{case_id}/settlements", examples.PAYMENT, service.police()).status_code == 403


def test_points_are_restored_once(service) -> None:
    first = service.post("/point-restorations", examples.RESTORATION, service.police())
    assert first.status_code == 201
    assert service.post("/point-restorations", examples.RESTORATION, service.police()).json == first.json
    other = service.post("/point-restorations", {**examples.RESTORATION, "decision": "x"}, service.police())
    assert (other.status_code, other.json["code"]) == (409, "state-conflict")
    standing = service.post("/standings", ASK, service.renewals()).json
    assert "restoration-not-due" in {warning["code"] for warning in standing["warnings"]}


@pytest.mark.parametrize("on", ["2026-10-02", "2027-06-01"])
def test_a_hypothetical_standing(service, on: str) -> None:
    push(service)
    answer = service.post("/standings", {**ASK, "on": on}, service.renewals()).json
    assert (answer["hypothetical"], answer["on"], answer["as_of"]) == (True, on, f"{on}T16:59:59Z")
    assert answer["verdict"] == "blocked"


def test_no_purpose_no_data(service) -> None:
    headers = service.renewals()
    del headers["Gplx-Purpose"]
    assert service.post("/standings", ASK, headers).json["code"] == "purpose-required"
    assert service.post("/standings", ASK, {**headers, "Gplx-Purpose": "audit"}).json["code"] == "purpose-not-agreed"


def test_examples_are_what_the_service_answers(service) -> None:
    """Shapes of the published examples against live answers."""
    taken = push(service)
    live = {
        "taken": (taken.json, examples.TAKEN),
        "standing": (service.post("/standings", examples.QUESTION, service.renewals()).json, examples.STANDING),
        "found": (service.post("/cases/search", examples.SEARCH, service.renewals()).json, examples.FOUND),
        "file": (service.get(f"/cases/{taken.json['id']}", service.renewals()).json, examples.CASE_FILE),
        "sources": (service.get("/sources", service.renewals()).json, examples.SOURCES),
        "batch": (
            service.post("/batches", examples.BATCH, {**service.police(), "Idempotency-Key": "x"}).json,
            examples.BATCH_ANSWER,
        ),
        "restoration": (
            service.post("/point-restorations", examples.RESTORATION, service.police()).json,
            examples.RECORDED_RESTORATION,
        ),
        "settlement": (
            service.post(f"/cases/{taken.json['id']}/settlements", examples.PAYMENT, service.renewals()).json,
            examples.SETTLEMENT,
        ),
    }
    for name, (answer, example) in live.items():
        assert shape(answer) == shape(example), name


def shape(value):
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return type(value).__name__


def test_the_contract_is_served_and_names_every_route(service) -> None:
    contract = service.client.get("/api/violations/v1/openapi.json").json
    paths = {path.removeprefix("/api/violations/v1") for path in contract["paths"]}
    assert paths >= {
        "/cases",
        "/batches",
        "/batches/{batch_id}",
        "/standings",
        "/cases/search",
        "/cases/{case_id}",
        "/cases/{case_id}/settlements",
        "/point-restorations",
        "/sources",
        "/lookups",
        "/events",
    }


def test_rejects_count_for_the_source_they_name(service) -> None:
    police = service.police("G01.01", "G01.79")
    wrong_form = {"version": 0}
    records = [
        {**examples.CASE, "source": "G01.79"},
        {**examples.CASE, "source": "G01.79", "place": {"province": "79", "text": "Nơi khác"}},  # other content
        {**examples.CASE, "source": "G01.79", **wrong_form},
        {**examples.CASE, "source": "G01.79", "acts": [{"code": "no-act"}]},
        {**examples.CASE, "source": "G01.01", **wrong_form},
        {**examples.CASE, "source": "G01.08"},  # not the client's
        {**examples.CASE, "source": 7},
        "no case at all",
    ]
    answer = service.post("/batches", {"records": records}, {**police, "Idempotency-Key": "k"})
    assert (answer.json["created"], answer.json["rejected"]) == (1, 7)
    sources = {one["source"]: one for one in service.get("/sources", police).json["items"]}
    assert {source: one["rejects"] for source, one in sources.items()} == {"G01.01": 4, "G01.79": 3}
