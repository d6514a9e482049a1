"""What is wrong with the form of a request and what cannot be true in it are told in one answer."""

from __future__ import annotations

from typing import Any

from services.licences.api import examples as ex
from shared.kernel.ids import new_id
from tests.support.licences_api import LicencesApi


def told(answer: Any) -> set[tuple[str, str]]:
    assert (answer.status_code, answer.json["code"]) == (422, "validation-failed"), answer.text
    return {(fault["pointer"], fault["code"]) for fault in answer.json["errors"]}


def test_a_report_of_loss(api: LicencesApi) -> None:
    path = f"/licences/{api.seed()['id']}/loss-reports"
    report = {**ex.LOSS_REQUEST, "circumstance": "eaten", "occurred_on": "2026-11-23"}
    refused = api.citizen().post(path, report, key=new_id())
    assert told(refused) == {("/circumstance", "not-one-of"), ("/occurred_on", "in-the-future")}


def test_an_order_for_a_card(api: LicencesApi) -> None:
    path = f"/licences/{api.seed()['id']}/cards"
    untermed, termed = ex.CARD_ORDER["parts"]
    parts = [
        {**untermed, "classes": ["B", "ZZ"], "expires_on": "2030-01-01"},
        {**termed, "kind": "untermed", "regime": 2024, "expires_on": None},
    ]
    order = api.order(parts=parts, reason="mood", standing={"as_of": "2026-11-22T02:00:06Z"})
    assert told(api.system("renewals").post(path, order, key=new_id())) == {
        ("/reason", "not-one-of"),
        ("/parts/1/regime", "wrong-type"),
        ("/parts/0/classes/0", "class-of-other-part"),
        ("/parts/0/classes/1", "unknown-class"),
        ("/parts/0/expires_on", "untermed-never-expires"),
        ("/parts/1/kind", "repeated"),
        ("/standing/as_of", "in-the-future"),
    }


def test_an_order_whose_parts_cannot_be_read(api: LicencesApi) -> None:
    path, renewals = f"/licences/{api.seed()['id']}/cards", api.system("renewals")
    for parts, wanted in (
        ("none", {("/parts", "wrong-type")}),
        ([7, {**ex.CARD_ORDER["parts"][1], "expires_on": "2020-01-01"}], {("/parts/0", "wrong-type")}),
        ([{"kind": "termed"}], {("/parts/0/regime", "required")}),
    ):
        order = api.order(parts=parts, standing={"as_of": "2026-11-22T03:00:00Z"})
        assert told(renewals.post(path, order, key=new_id())) >= {*wanted, ("/standing/as_of", "in-the-future")}
