"""Filing at the counter with another name than the register's: shown field by field, and for another officer."""

from __future__ import annotations

from typing import Any

from tests.support.renewals_house import FILING, RenewalsHouse
from tests.support.renewals_neighbours import CITIZEN

DECIDER = "7b1c9f0e-0000-5000-8000-0000000000f2"
TYPED = {"citizen_id": CITIZEN, "full_name": "Nguyễn Văn Thứ Một", "date_of_birth": "1990-05-18"}


def reviewed(house: RenewalsHouse, **changed: Any) -> dict[str, Any]:
    body = {**FILING, "applicant": TYPED, "channel": "counter", **changed}
    officer = house.officer()
    answer = officer.post("/applications", body, key="k1")
    assert answer.status_code == 201, answer.json
    payment = officer.post("/payments", {"kind": "fee", "application_id": answer.json["id"]}, key="p1").json
    house.world.gateway.pay(payment["id"])
    house.world.notify()
    found: dict[str, Any] = officer.get(f"/applications/{answer.json['id']}").json
    return found


def approved(house: RenewalsHouse, application_id: str) -> dict[str, Any]:
    decider = house.officer(DECIDER)
    tag = decider.get(f"/applications/{application_id}").headers["ETag"]
    answer = decider.post(f"/applications/{application_id}/decision", {"outcome": "approve"}, key="d1", If_Match=tag)
    found: dict[str, Any] = answer.json
    return found


def test_a_reissue_shows_what_was_typed_and_repeats_the_register(house: RenewalsHouse) -> None:
    view = reviewed(house)
    assert (view["state"], view["outcome"]) == ("under_review", "officer_review")
    found = next(one for one in view["findings"] if one["rule"] == "identity-differs")
    assert found["evidence"]["differences"] == [
        {"field": "full_name", "register": "Nguyễn Văn Thử Một", "typed": "Nguyễn Văn Thứ Một", "population": None},
        {"field": "date_of_birth", "register": "1990-05-17", "typed": "1990-05-18", "population": None},
    ]
    assert approved(house, view["id"])["state"] == "delivered"
    request = house.world.dossier(view["id"]).issue_request
    assert request is not None
    assert "holder" not in request


def test_a_data_change_is_printed_only_after_another_officer_compared(house: RenewalsHouse) -> None:
    view = reviewed(house, procedure="3.000347", reason="data_change", occurred_on=None)
    assert view["outcome"] == "officer_review"
    assert "identity-differs" in {one["rule"] for one in view["findings"]}
    approved(house, view["id"])
    request = house.world.dossier(view["id"]).issue_request
    assert request is not None
    assert request["holder"] == {"full_name": "Nguyễn Văn Thứ Một", "date_of_birth": "1990-05-18"}


def test_any_other_exchange_keeps_the_register_where_nobody_bears_the_name_out(house: RenewalsHouse) -> None:
    view = reviewed(house, procedure="3.000347", reason="damaged", occurred_on=None)
    assert view["outcome"] == "officer_review"
    approved(house, view["id"])
    request = house.world.dossier(view["id"]).issue_request
    assert request is not None
    assert "holder" not in request
