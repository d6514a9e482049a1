"""Agreements and client keys are kept by administrators; every change is audited, told, and works at once."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from joserfc.jwk import ECKey
from werkzeug.test import TestResponse

from services.access.api import examples
from shared.db.audit import broken_links, read_chain
from shared.messaging.feed import read_feed
from tests.support.access import AccessHouse, answered, claims_of, refused

TERMS = {**examples.AGREEMENT_TERMS, "valid_from": "2026-11-22"}


def test_an_agreement_opens_a_service_and_its_end_closes_it(house: AccessHouse) -> None:
    refused(house.token("roadside", scope="renewals:read"), "invalid_scope")

    opened = house.admin("POST", "/agreements", body=TERMS)

    assert opened.status_code == 201, opened.get_json()
    agreement = opened.get_json()
    assert (agreement["status"], agreement["ended_at"]) == ("in_force", None)
    claims = claims_of(answered(house.token("roadside", scope="renewals:read"))["access_token"])
    assert claims["agreements"]["renewals"] == {
        "id": agreement["id"],
        "scopes": ["renewals:read"],
        "purposes": ["roadside"],
        "fields": ["result", "state"],
        "per_day": 50000,
    }

    ended = house.admin("POST", f"/agreements/{agreement['id']}/end", body={"reason": "Hết nhu cầu"})
    assert (ended.status_code, ended.get_json()["status"]) == (200, "ended")
    refused(house.token("roadside", scope="renewals:read"), "invalid_scope")
    again = house.admin("POST", f"/agreements/{agreement['id']}/end", body={"reason": "Lần nữa"})
    assert (again.status_code, again.get_json()["code"]) == (409, "state-conflict")
    assert _chain(house, f"agreement:{agreement['id']}") == ["agreement.opened", "agreement.ended"]
    assert _events(house) == [("agreement.opened", agreement["id"]), ("agreement.ended", agreement["id"])]


def test_days_of_an_agreement_are_vietnamese(house: AccessHouse) -> None:
    terms = {**TERMS, "valid_from": "2026-11-23", "valid_to": "2026-11-23"}
    assert house.admin("POST", "/agreements", body=terms).get_json()["status"] == "future"
    refused(house.token("roadside", scope="renewals:read"), "invalid_scope")
    house.clock.move(timedelta(hours=15))  # midnight in Vietnam
    answered(house.token("roadside", scope="renewals:read"))
    house.clock.move(timedelta(hours=23, minutes=59))
    assert answered(house.token("roadside", scope="renewals:read"))["expires_in"] == 60
    house.clock.move(timedelta(minutes=1))
    refused(house.token("roadside", scope="renewals:read"), "invalid_scope")


def test_one_agreement_at_a_time(house: AccessHouse) -> None:
    first = house.admin("POST", "/agreements", body=TERMS).get_json()
    second = house.admin("POST", "/agreements", body={**TERMS, "valid_from": "2028-11-30", "valid_to": "2029-12-31"})
    assert (second.status_code, second.get_json()["code"]) == (409, "agreement-overlaps")
    assert first["id"] in second.get_json()["detail"]
    after = house.admin("POST", "/agreements", body={**TERMS, "valid_from": "2028-12-01", "valid_to": "2029-12-31"})
    assert after.status_code == 201


def test_a_repeated_request_opens_one_agreement(house: AccessHouse) -> None:
    answers = [house.admin("POST", "/agreements", body=TERMS, key="the-same") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].get_json() == answers[1].get_json()
    other = house.admin("POST", "/agreements", body={**TERMS, "per_day": 1}, key="the-same")
    assert other.get_json()["code"] == "idempotency-key-reused"


FAULTY: list[tuple[dict[str, Any], set[tuple[str, str]]]] = [
    ({"client_id": "nobody"}, {("/client_id", "unknown-client")}),
    ({"client_id": "NO BODY"}, {("/client_id", "wrong-form")}),
    ({"service": "payroll"}, {("/service", "not-one-of")}),
    ({"scopes": ["licences:read"]}, {("/scopes", "scope-not-of-service")}),
    ({"scopes": ["renewals:decide"]}, {("/scopes", "scope-not-for-kind")}),
    ({"scopes": []}, {("/scopes", "empty")}),
    ({"purposes": ["self"]}, {("/purposes", "purpose-self-is-for-citizens")}),
    ({"purposes": ["curiosity"]}, {("/purposes/0", "not-one-of")}),
    ({"valid_to": "2026-11-20"}, {("/valid_to", "end-before-start")}),
    ({"valid_from": "2025-01-01", "valid_to": "2026-11-21"}, {("/valid_to", "in-the-past")}),
    ({"valid_to": "2099-01-01"}, {("/valid_to", "period-too-long")}),
    ({"valid_to": "2027-02-30"}, {("/valid_to", "not-a-date")}),
    ({"per_day": 0}, {("/per_day", "too-small")}),
    ({"per_day": "5"}, {("/per_day", "wrong-type")}),
    ({"fields": ["*", "state"]}, {("/fields", "fields-contradict")}),
    ({"legal_basis": [{"norm": "x"}]}, {("/legal_basis/0/ref", "required")}),
    ({"approved_by": "x" * 201, "extra": 1}, {("/approved_by", "too-long"), ("/extra", "unknown-field")}),
]


def test_all_faults_of_an_agreement_are_told(house: AccessHouse) -> None:
    for changed, faults in FAULTY:
        answer = house.admin("POST", "/agreements", body={**TERMS, **changed})
        assert answer.status_code == 422
        assert {(fault["pointer"], fault["code"]) for fault in answer.get_json()["errors"]} == faults
        assert all(fault["detail"] != fault["code"] for fault in answer.get_json()["errors"])


def test_a_client_changes_its_key_without_a_gap(house: AccessHouse) -> None:
    old, new = house.key_of("roadside"), ECKey.generate_key("P-256", {"kid": "next-one"})
    refused(house.token("roadside", assertion=house.assertion("roadside", key=new)), "invalid_client", status=401)

    added = house.admin("POST", "/clients/roadside/keys", body={"jwk": new.as_dict(private=False)})

    assert added.status_code == 201, added.get_json()
    for key in (old, new):
        answered(house.token("roadside", assertion=house.assertion("roadside", key=key)))
    revoked = house.admin("POST", f"/clients/roadside/keys/{old.kid}/revoke", body={"reason": "Đổi khoá định kỳ"})
    assert revoked.get_json()["revoked_at"] == "2026-11-22T02:00:00Z"
    refused(house.token("roadside", assertion=house.assertion("roadside", key=old)), "invalid_client", status=401)
    answered(house.token("roadside", assertion=house.assertion("roadside", key=new)))
    shown = house.admin("GET", "/clients/roadside").get_json()
    assert {key["kid"]: key["revoked_at"] is None for key in shown["keys"]} == {"next-one": True, old.kid: False}
    assert _chain(house, "client:roadside")[-2:] == ["client.key_added", "client.key_revoked"]
    assert [kind for kind, _ in _events(house)] == ["client.key_added", "client.key_revoked"]
    again = house.admin("POST", f"/clients/roadside/keys/{old.kid}/revoke", body={"reason": "Lần nữa"})
    assert again.get_json() == revoked.get_json()


def test_a_key_counts_while_it_is_valid(house: AccessHouse) -> None:
    key = ECKey.generate_key("P-256", {"kid": "december"})
    body = {
        "jwk": key.as_dict(private=False),
        "valid_from": "2026-12-01T00:00:00+07:00",
        "valid_to": "2027-01-01T00:00:00+07:00",
    }
    assert house.admin("POST", "/clients/roadside/keys", body=body).status_code == 201
    for days, good in ((0, False), (10, True), (20, True), (10, False)):
        house.clock.move(timedelta(days=days))
        answer = house.token("roadside", assertion=house.assertion("roadside", key=key))
        assert (answer.status_code == 200) is good, house.clock.now()


def test_keys_that_are_none(house: AccessHouse) -> None:
    good = ECKey.generate_key("P-256", {"kid": "k"}).as_dict(private=False)
    private = ECKey.generate_key("P-256").as_dict(private=True)
    other_curve = ECKey.generate_key("P-384").as_dict(private=False)
    for jwk, code in (
        (private, "unknown-field"),
        (other_curve, "not-one-of"),
        ({**good, "x": good["y"]}, "key-not-p256"),
        ({**good, "x": "short"}, "wrong-form"),
        ({**good, "kid": "sp ace"}, "wrong-form"),
        ({**good, "alg": "none"}, "not-one-of"),
    ):
        answer = house.admin("POST", "/clients/roadside/keys", body={"jwk": jwk})
        assert answer.status_code == 422
        assert code in {fault["code"] for fault in answer.get_json()["errors"]}, answer.get_json()
    upside_down = {"jwk": good, "valid_from": "2027-01-01T00:00:00Z", "valid_to": "2026-12-01T00:00:00Z"}
    assert house.admin("POST", "/clients/roadside/keys", body=upside_down).status_code == 422


def test_keys_are_few_and_not_twice_the_same(house: AccessHouse) -> None:
    own = house.key_of("roadside").as_dict(private=False)
    own = {name: own[name] for name in ("kty", "crv", "x", "y")}
    for jwk in (own, {**own, "kid": "renamed"}):
        assert _code(house.admin("POST", "/clients/roadside/keys", body={"jwk": jwk})) == "key-exists"
    for number in range(4):
        jwk = ECKey.generate_key("P-256", {"kid": f"key-{number}"}).as_dict(private=False)
        assert house.admin("POST", "/clients/roadside/keys", body={"jwk": jwk}).status_code == 201
    jwk = ECKey.generate_key("P-256", {"kid": "one-too-many"}).as_dict(private=False)
    assert _code(house.admin("POST", "/clients/roadside/keys", body={"jwk": jwk})) == "too-many-keys"


NOT_THERE: list[tuple[str, str, Any]] = [
    ("GET", "/clients/nobody", None),
    ("GET", "/clients/x%00y", None),
    ("GET", "/clients/%ff", None),
    ("POST", "/clients/nobody/keys", examples.NEW_KEY),
    ("POST", "/clients/x%00y/keys", examples.NEW_KEY),
    ("POST", "/clients/roadside/keys/nothing/revoke", examples.REASON),
    ("POST", "/clients/roadside/keys/x%00y/revoke", examples.REASON),
    ("POST", f"/agreements/{uuid.uuid4()}/end", examples.REASON),
    ("POST", "/agreements/7/end", examples.REASON),
]


def test_what_is_not_there_is_404(house: AccessHouse) -> None:
    for method, path, body in NOT_THERE:
        answer = house.admin(method, path, body=body)
        assert (answer.status_code, _code(answer)) == (404, "not-found"), path


def test_lists_are_paged(house: AccessHouse) -> None:
    for path, expected in (("/agencies", 5), ("/agreements", 20), ("/agreements?client_id=renewals", 2)):
        joint = "&" if "?" in path else "?"
        seen: list[Any] = []
        page = house.admin("GET", f"{path}{joint}limit=2").get_json()
        seen += page["items"]
        while page["next"]:
            page = house.admin("GET", f"{path}{joint}limit=2&after={page['next']}").get_json()
            seen += page["items"]
        assert len(seen) == len({str(item) for item in seen}) == expected, path
    for query in ("after=x", "limit=0", "limit=101", "limit=x", "color=red", "client_id=%00"):
        assert house.admin("GET", f"/agreements?{query}").status_code == 422


def test_only_administrators_are_let_in(house: AccessHouse) -> None:
    tokens = {
        "citizen": house.citizen()["access_token"],
        "decider": house.officer(["decider", "supervisor"])["access_token"],
        "system": answered(house.token("auditor"))["access_token"],
    }
    client = house.app.test_client()
    for path in ("/agencies", "/agreements", "/clients/roadside"):
        assert client.get(f"/api/access/v1{path}").status_code == 401
        for kind, token in tokens.items():
            answer = client.get(f"/api/access/v1{path}", headers={"Authorization": f"Bearer {token}"})
            assert answer.status_code in {401, 403}, kind  # 401: the token is for other services


def test_the_examples_of_the_contract_are_what_is_answered(house: AccessHouse) -> None:
    played: list[tuple[TestResponse, Any]] = [
        (house.admin("GET", "/agencies"), examples.AGENCIES),
        (house.admin("POST", "/agreements", body=examples.AGREEMENT_TERMS), examples.AGREEMENT),
        (house.admin("GET", "/agreements"), examples.AGREEMENTS),
        (house.admin("POST", "/clients/roadside/keys", body=examples.NEW_KEY), examples.KEY),
        (house.admin("GET", "/clients/roadside"), examples.CLIENT),
        (house.admin("POST", "/clients/roadside/keys/2026-12/revoke", body=examples.REASON), examples.KEY_REVOKED),
    ]
    for answer, example in played:
        assert answer.status_code in {200, 201}, answer.get_json()
        assert _shape(answer.get_json()) == _shape(example)
    assert played[1][0].get_json() == {**examples.AGREEMENT, "id": played[1][0].get_json()["id"]}
    assert played[3][0].get_json() == examples.KEY


def _shape(value: Any) -> Any:
    """Names of members all the way down; lists by their first entry."""
    if isinstance(value, dict):
        return {name: _shape(inner) for name, inner in value.items() if isinstance(inner, (dict, list))} | {
            name: None for name, inner in value.items() if not isinstance(inner, (dict, list))
        }
    if isinstance(value, list):
        return [_shape(entry) for entry in value[:1]]
    return None


def _code(answer: TestResponse) -> str:
    return str(answer.get_json()["code"])


def _chain(house: AccessHouse, chain: str) -> list[str]:
    with house.app.extensions["gplx"].database.read() as connection:
        entries = read_chain(connection, chain)
    assert broken_links(entries) == []
    return [entry.action for entry in entries]


def _events(house: AccessHouse) -> list[tuple[str, str]]:
    page = read_feed(house.app.extensions["gplx"].database, after=None, limit=100, wait=0)
    return [(event.type, event.subject_id) for event in page.items]
