"""The register over HTTP, on both databases."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import ECKey

from services.licences.api import examples as ex
from shared.kernel.ids import new_id
from tests.support.licences import CITIZEN
from tests.support.licences_api import EXAM, HOLDER, LICENCE, LicencesApi

OTHER = "999190000002"


def codes(answer: Any) -> dict[str, str]:
    """Pointer to code of a refusal."""
    return {entry["pointer"]: entry["code"] for entry in answer.json["errors"]}


def test_a_licence_is_found_by_each_of_its_numbers(api: LicencesApi) -> None:
    licence = api.seed()
    assert licence["holder"]["full_name"] == HOLDER["full_name"]
    assert licence["parts"][0]["exam"]["class"] == "A1"
    for asked in ({"number": "011129990001"}, {"citizen_id": CITIZEN}, {"serial": "at 000001"}):
        answer = api.system("renewals").post("/licences/search", asked)
        assert [item["id"] for item in answer.json["items"]] == [licence["id"]]
    one = api.officer().get(f"/licences/{licence['id']}")
    assert one.json == licence
    assert one.headers["ETag"].startswith('"v1-')


def test_the_roadside_sees_validity_only_and_leaves_an_entry(api: LicencesApi) -> None:
    licence = api.seed()
    fields = ["id", "number", "parts", "card", "version"]
    seen = api.system("roadside", fields=fields).post("/licences/search", {"serial": "AT000001"}).json["items"][0]
    assert set(seen) == {"id", "number", "parts", "card", "version"}
    assert set(seen["card"]) == {"serial", "status"}
    assert "exam" not in seen["parts"][0]
    assert api.system("roadside").get(f"/licences/{licence['id']}/history").status_code == 403
    entries = api.citizen().get("/lookups").json["items"]
    assert (entries[0]["agency"], entries[0]["fields"], entries[0]["purpose"]) == ("G01.08", ["validity"], "roadside")


def test_the_agreement_filters_the_answer(api: LicencesApi) -> None:
    api.seed()
    auditor = api.system("auditor", fields=["card.status", "holder.full_name"])
    assert auditor.post("/licences/search", {"citizen_id": CITIZEN}).json["items"] == [
        {
            "id": api.licence()["id"],
            "holder": {"full_name": HOLDER["full_name"], "id": api.licence()["holder"]["id"]},
            "card": {"status": "live"},
        }
    ]


def test_a_citizen_sees_their_own_only(api: LicencesApi) -> None:
    licence = api.seed()
    stranger = api.citizen(OTHER)
    assert stranger.post("/licences/search", {"citizen_id": CITIZEN}).json["code"] == "subject-mismatch"
    assert stranger.post("/licences/search", {"number": licence["number"]}).json == {"items": []}
    for path in ("", "/history"):
        assert stranger.get(f"/licences/{licence['id']}{path}").status_code == 404
        assert api.citizen().get(f"/licences/{licence['id']}{path}").status_code == 200
    holder = licence["holder"]["id"]
    assert stranger.get(f"/holders/{holder}/exams").status_code == 404
    assert api.citizen().get(f"/holders/{holder}/exams").json["items"][0]["session"] == EXAM["session"]
    report = stranger.post(f"/licences/{licence['id']}/loss-reports", ex.LOSS_REQUEST, key="k")
    assert report.status_code == 404
    named = {"name": "nguyen thi thu mot", "date_of_birth": "1990-02-28"}
    assert api.citizen().post("/holders/search", named).json["code"] == "officers-only"


def test_officers_find_a_holder_by_name(api: LicencesApi) -> None:
    licence = api.seed()
    asked = {"name": "NGUYEN thi Thử mot", "date_of_birth": "1990-02-28"}
    found = api.officer().post("/holders/search", asked).json["items"]
    assert [(item["citizen_id"], item["licence_ids"]) for item in found] == [(CITIZEN, [licence["id"]])]
    assert api.officer().post("/holders/search", {"name": "x"}).json["errors"][0]["pointer"] == "/date_of_birth"


def test_search_names_exactly_one_thing(api: LicencesApi) -> None:
    asked = api.officer().post("/licences/search", {"number": "1", "serial": "!", "x": 1})
    assert codes(asked) == {"/number": "not-a-licence-number", "/serial": "not-a-serial", "/x": "unknown-field"}
    assert codes(api.officer().post("/licences/search", {})) == {"": "exactly-one-of"}


def test_loss_and_withdrawal(api: LicencesApi) -> None:
    licence = api.seed()
    path = f"/licences/{licence['id']}/loss-reports"
    renewals = api.system("renewals")
    assert renewals.post(path, ex.LOSS_REQUEST).json["code"] == "idempotency-key-required"
    filed = renewals.post(path, ex.LOSS_REQUEST, key="k1")
    assert (filed.status_code, filed.json["card"]["status"]) == (201, "reported_lost")
    assert renewals.post(path, ex.LOSS_REQUEST, key="k1").json == filed.json
    assert renewals.post(path, ex.LOSS_REQUEST, key="k2").json["code"] == "loss-already-reported"
    assert renewals.post(path, {**ex.LOSS_REQUEST, "place": "x"}, key="k1").json["code"] == "idempotency-key-reused"
    assert api.licence()["loss_report_id"] == filed.json["id"]
    status = api.system("roadside").post("/cards/status", {"serial": "AT000001"}).json
    assert (status["status"], status["valid_in_register"]) == ("reported_lost", {"untermed": False, "termed": False})
    for _ in range(2):
        back = renewals.post(f"{path}/{filed.json['id']}/withdraw")
        assert (back.status_code, back.json["card"]["status"]) == (200, "live")
    assert renewals.post(f"{path}/{new_id()}/withdraw").status_code == 404


def test_a_licence_tells_when_its_cards_were_reported_lost(api: LicencesApi) -> None:
    licence = api.seed()
    path, renewals = f"/licences/{licence['id']}/loss-reports", api.system("renewals")
    assert api.licence()["loss_reports"] == []
    first = renewals.post(path, ex.LOSS_REQUEST, key="k1").json
    renewals.post(f"{path}/{first['id']}/withdraw")
    second = renewals.post(path, ex.LOSS_REQUEST, key="k2").json
    (found,) = renewals.post("/licences/search", {"citizen_id": licence["holder"]["citizen_id"]}).json["items"]
    assert found["loss_reports"] == api.licence()["loss_reports"]
    told = [(one["id"], one["reported_on"], one["status"]) for one in found["loss_reports"]]
    assert told == [(second["id"], "2026-11-22", "open"), (first["id"], "2026-11-22", "withdrawn")]
    (standing_only,) = api.system("roadside").post("/licences/search", {"number": licence["number"]}).json["items"]
    assert "loss_reports" not in standing_only


def test_a_loss_cannot_be_ahead_or_before_the_first_issue(api: LicencesApi) -> None:
    path = f"/licences/{api.seed()['id']}/loss-reports"
    for day, code in (("2026-11-23", "in-the-future"), ("2012-05-01", "date-too-early")):
        refused = api.citizen().post(path, {**ex.LOSS_REQUEST, "occurred_on": day}, key=new_id())
        assert codes(refused) == {"/occurred_on": code}


def test_an_exchange_sets_the_name_right(api: LicencesApi) -> None:
    licence, renewals = api.seed(), api.system("renewals")
    path, holder = f"/licences/{licence['id']}/cards", licence["holder"]
    wrong = api.order(reason="data_change", holder={"full_name": "Tên Đúng", "date_of_birth": "1951-01-01"})
    refused = renewals.post(path, wrong, key=wrong["application_id"])
    assert codes(refused) == {"/holder/date_of_birth": "contradicts-person"}
    assert api.licence() == licence
    right = {"full_name": "Tên Đúng", "date_of_birth": holder["date_of_birth"]}
    order = api.order(reason="data_change", holder=right)
    issued = renewals.post(path, order, key=order["application_id"])
    assert issued.status_code == 201
    assert api.licence()["holder"] == holder | right
    assert renewals.post(path, order, key="again").json == issued.json
    credential = api.officer().get(f"/credentials/{issued.json['credential_id']}").json
    claims = json.loads(base64.urlsafe_b64decode(credential["token"].split(".")[1] + "=="))
    assert claims["holder"]["full_name"] == "Tên Đúng"


def test_a_reissue(api: LicencesApi) -> None:
    licence = api.seed()
    renewals, path = api.system("renewals"), f"/licences/{licence['id']}/cards"
    report = renewals.post(f"/licences/{licence['id']}/loss-reports", ex.LOSS_REQUEST, key="k").json
    order = api.order()
    issued = renewals.post(path, order, key=order["application_id"])
    assert (issued.status_code, issued.json["serial"], issued.json["previous_serial"]) == (201, "VN000001", "AT000001")
    assert issued.headers["ETag"] == '"v3"'
    again = renewals.post(path, order, key="another-key")
    assert (again.status_code, again.json) == (200, issued.json)
    assert renewals.post(path, order, key=order["application_id"]).status_code == 201, "the stored answer"
    later = api.licence()
    assert later["number"] == licence["number"]
    assert [(part["regime"], part["classes"], part["conditions"]) for part in later["parts"]] == [
        ("2024", ["A"], ["A.03"]),
        ("2024", ["B"], []),
    ]
    assert [part["first_issued_on"] for part in later["parts"]] == ["2012-05-02", "2018-03-01"]
    roadside = api.system("roadside")
    assert roadside.post("/cards/status", {"serial": "AT000001"}).json["status"] == "superseded"
    assert roadside.post("/cards/status", {"serial": "VN 000001"}).json["valid_in_register"]["termed"] is True
    withdrawn = renewals.post(f"/licences/{licence['id']}/loss-reports/{report['id']}/withdraw")
    assert (withdrawn.status_code, withdrawn.json["code"]) == (409, "new-card-issued")
    history = api.officer().get(f"/licences/{licence['id']}/history").json
    assert history["issuances"][0]["standing"]["id"] == order["standing"]["id"]
    assert history["loss_reports"][0]["status"] == "closed"
    types = [event["type"] for event in renewals.get("/events").json["items"]]
    assert types == ["licence.imported", "licence.loss_reported", "card.superseded", "card.issued"]


def test_what_an_order_is_refused_for(api: LicencesApi) -> None:
    licence = api.seed()
    renewals, path = api.system("renewals"), f"/licences/{licence['id']}/cards"
    termed, untermed = ex.CARD_ORDER["parts"][1], ex.CARD_ORDER["parts"][0]
    as_of = (api.clock.now() - timedelta(seconds=61)).isoformat().replace("+00:00", "Z")
    refusals = [
        ({"expected_serial": "AT000002"}, 409, "card-not-current"),
        ({"standing": {"as_of": as_of}}, 422, "standing-too-old"),
        ({"standing": {"verdict": "blocked"}}, 422, "standing-not-clear"),
        ({"standing": {"verdict": "unknown"}}, 422, "standing-not-clear"),
        ({"parts": [{**termed, "classes": ["A1"]}]}, 422, "validation-failed"),
        ({"parts": []}, 422, "validation-failed"),
    ]
    for changes, status, code in refusals:
        answer = renewals.post(path, api.order(**changes), key=new_id())
        assert (answer.status_code, answer.json["code"]) == (status, code), changes
    bad = [{**termed, "classes": ["Z", "B", "B"], "expires_on": None}, {**untermed, "expires_on": "2030-01-01"}]
    assert codes(renewals.post(path, api.order(parts=bad), key=new_id())) == {
        "/parts/0/classes/0": "unknown-class",
        "/parts/0/classes/2": "repeated",
        "/parts/0/expires_on": "required",
        "/parts/1/expires_on": "untermed-never-expires",
    }
    assert api.licence() == licence
    assert api.citizen().post(path, api.order(), key=new_id()).json["code"] == "scope-missing"
    assert renewals.post(f"/licences/{new_id()}/cards", api.order(), key=new_id()).status_code == 404


def test_a_bar_on_one_part_leaves_the_other(api: LicencesApi) -> None:
    licence = api.seed()
    order = api.order(standing={"verdict": "blocked"}, parts=[ex.CARD_ORDER["parts"][0]])
    issued = api.system("renewals").post(f"/licences/{licence['id']}/cards", order, key=new_id())
    assert (issued.status_code, issued.json["parts"]) == (201, ["untermed"])
    parts = {part["kind"]: part for part in api.licence()["parts"]}
    assert (parts["untermed"]["valid_in_register"], parts["untermed"]["on_card"]) == (True, True)
    assert (parts["termed"]["valid_in_register"], parts["termed"]["regime"]) == (False, "2008")


def test_an_officers_word_counts_for_what_only_an_officer_can_tell(api: LicencesApi) -> None:
    licence = api.seed()
    order = api.order(standing={"verdict": "check", "accepted_by": new_id()})
    assert api.system("renewals").post(f"/licences/{licence['id']}/cards", order, key=new_id()).status_code == 201


def test_the_e_licence_verifies_by_the_published_key(api: LicencesApi) -> None:
    licence = api.seed()
    issued = api.system("renewals").post(f"/licences/{licence['id']}/cards", api.order(), key=new_id()).json
    credential = api.citizen().get(f"/credentials/{issued['credential_id']}").json
    (key,) = api.app.test_client().get("/api/licences/v1/jwks").json["keys"]
    signed = jws.deserialize_compact(credential["token"], ECKey.import_key(key), algorithms=["ES256"])
    facts = json.loads(signed.payload or b"")
    assert (facts["card"]["serial"], facts["jti"], facts["licence"]["number"]) == (
        "VN000001",
        credential["id"],
        licence["number"],
    )
    assert CITIZEN not in str(facts)
    assert api.citizen(OTHER).get(f"/credentials/{issued['credential_id']}").status_code == 404


def test_every_fault_of_a_record_is_told_and_good_ones_are_taken(api: LicencesApi) -> None:
    bad = {**HOLDER, "citizen_id": "999095000001", "sex": "female", "date_of_birth": "2027-01-01", "odd": 1}
    del bad["full_name"]
    run = api.load("holders", [bad, HOLDER])
    assert (run["created"], run["rejected"]) == (1, 1)
    (rejection,) = run["rejections"]
    assert rejection["index"] == 0
    assert {(error["pointer"], error["code"]) for error in rejection["errors"]} == {
        ("/full_name", "required"),
        ("/odd", "unknown-field"),
        ("/date_of_birth", "in-the-future"),
        ("/date_of_birth", "birth-year-contradicts-id"),
        ("/sex", "sex-contradicts-id"),
    }
    assert all(error["detail"] != error["code"] for error in rejection["errors"])


def test_bad_licence_and_exam_records(api: LicencesApi) -> None:
    api.seed()
    part = LICENCE["parts"][1]
    bad_part = {**part, "classes": ["B"], "issued_on": "2017-01-01", "expires_on": "2016-01-01"}
    run = api.load(
        "licences",
        [
            {**LICENCE, "parts": [bad_part, bad_part]},
            {**LICENCE, "card": {**LICENCE["card"], "status": "superseded", "issued_on": "2030-01-01"}},
            {**LICENCE, "number": "1", "aliases": ["12"]},
            "nonsense",
        ],
    )
    found = [{error["pointer"]: error["code"] for error in entry["errors"]} for entry in run["rejections"]]
    assert found == [
        {
            "/parts/0/classes/0": "unknown-class",
            "/parts/0/issued_on": "date-too-early",
            "/parts/0/expires_on": "end-before-start",
            "/parts/1/classes/0": "unknown-class",
            "/parts/1/issued_on": "date-too-early",
            "/parts/1/expires_on": "end-before-start",
            "/parts/1/kind": "repeated",
        },
        {"/card/status": "no-current-card", "/card/issued_on": "in-the-future"},
        {"/number": "not-a-licence-number", "/aliases/0": "wrong-form"},
        {"": "wrong-type"},
    ]
    run = api.load("exams", [{**EXAM, "result": "failed", "parts": [{**EXAM["parts"][0], "score": 99}]}])
    errors = {error["pointer"]: error["code"] for error in run["rejections"][0]["errors"]}
    assert errors == {"/pass_decision": "decision-without-pass", "/parts/0/score": "score-too-high"}


def test_lines_that_are_not_json(api: LicencesApi) -> None:
    body = b"\xff\xfe\n\n{bad\n" + b"[" * 40 + b"]" * 40 + b"\n" + json.dumps(HOLDER).encode() + b"\r\n"
    run = api.load_raw("holders", body).json
    assert (run["received"], run["created"], run["rejected"]) == (4, 1, 3)
    assert {entry["errors"][0]["code"] for entry in run["rejections"]} == {"malformed-json"}


def test_a_load_is_answered_again_under_its_key(api: LicencesApi) -> None:
    body = json.dumps(HOLDER).encode()
    first = api.load_raw("holders", body, key="k")
    assert api.load_raw("holders", body, key="k").json == first.json
    assert api.load_raw("holders", body + b"\n{}", key="k").json["code"] == "idempotency-key-reused"
    loader = api.system("registry-loader")
    assert loader.get(f"/imports/{first.json['id']}").json == first.json
    assert loader.get(f"/imports/{new_id()}").status_code == 404
    api.clock.move(timedelta(days=8))
    assert api.load_raw("holders", body + b"\n{}", key="k").json["unchanged"] == 1


def test_limits_and_types_of_a_load(api: LicencesApi) -> None:
    assert api.load_raw("holders", b"{}\n" * 10_001).json["code"] == "too-many-records"
    loader = api.system("registry-loader")
    answer = loader.post("/imports/holders", key="j", data=b"a,b", content_type="text/csv")
    assert (answer.status_code, answer.json["code"]) == (415, "unsupported-media-type")
    assert loader.post("/imports/holders", {"records": [HOLDER]}, key="k").json["created"] == 1
    assert codes(loader.post("/imports/holders", {"record": []}, key="l")) == {
        "/records": "required",
        "/record": "unknown-field",
    }
    assert loader.post("/imports/holders", [], key="m").status_code == 422
    big = loader.post("/imports/holders", key="n", data=b" " * (16 * 1024 * 1024 + 1), content_type="application/json")
    assert (big.status_code, big.json["code"]) == (413, "body-too-large")
    assert api.load_raw("holders", b"").json["received"] == 0


def test_the_contract_is_made(api: LicencesApi) -> None:
    spec = api.app.test_client().get("/api/licences/v1/openapi.json").json
    assert "/api/licences/v1/licences/{licence_id}/cards" in spec["paths"]


@pytest.mark.parametrize("path", ["/licences/search", "/holders/search", "/cards/status"])
def test_bad_bodies_are_never_our_fault(api: LicencesApi, path: str) -> None:
    for body in (b"", b"{", b"[]", b'{"number": 1}', b'{"serial": "\x00"}', b"\xff", b"[" * 5000, b'{"number": null}'):
        answer = api.officer().post(path, data=body, content_type="application/json")
        assert answer.status_code in {400, 422}, (body, answer.text)
