from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from shared.auth.access import access, current, guard, public
from tests.support.toy_service import NEW_THING, PREFIX, THING, Toy

ONE = f"{PREFIX}/things/{THING['id']}"


def test_without_a_token_401_names_the_scheme_and_no_error(toy: Toy) -> None:
    found = toy.client.get(f"{PREFIX}/things")
    assert found.status_code == 401
    assert found.json["code"] == "token-missing"
    assert found.headers["WWW-Authenticate"] == 'Bearer realm="gplx", scope="toys:read"'


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("Basic abc", "token-missing"),
        ("", "token-missing"),
        ("Bearer", "token-invalid"),
        ("Bearer a b", "token-invalid"),
        ("bearer x", "token-invalid"),
        ("Bearer \xe9", "token-invalid"),
    ],
)
def test_odd_authorization_is_401(toy: Toy, header: str, code: str) -> None:
    found = toy.client.get(f"{PREFIX}/things", headers={"Authorization": header})
    assert (found.status_code, found.json["code"]) == (401, code)
    assert found.headers["WWW-Authenticate"].startswith("Bearer ")


def test_an_expired_token_says_so(toy: Toy) -> None:
    now = int(toy.clock.now().timestamp())
    found = toy.client.get(f"{PREFIX}/things", headers=toy.headers(toy.token(exp=now - 1)))
    assert found.json["code"] == "token-expired"
    assert 'error="invalid_token"' in found.headers["WWW-Authenticate"]


def test_the_scheme_is_read_in_any_case(toy: Toy) -> None:
    found = toy.client.get(f"{PREFIX}/things", headers={"Authorization": f"BEARER  {toy.token()}"})
    assert found.status_code == 200


def test_a_missing_scope_is_named(toy: Toy) -> None:
    found = toy.client.get(f"{PREFIX}/things", headers=toy.headers(toy.token(scope="other:read")))
    assert (found.status_code, found.json["code"]) == (403, "scope-missing")
    challenge = found.headers["WWW-Authenticate"]
    assert 'error="insufficient_scope"' in challenge
    assert 'scope="toys:read"' in challenge


def test_the_wrong_kind_of_caller_is_refused(toy: Toy) -> None:
    token = toy.system(scope="toys:write")
    found = toy.client.post(
        f"{PREFIX}/things", json=NEW_THING, headers=toy.headers(token, Idempotency_Key="k", Gplx_Purpose="roadside")
    )
    assert (found.status_code, found.json["code"]) == (403, "scope-missing")


def test_a_citizen_looks_for_themself(toy: Toy) -> None:
    assert toy.client.get(ONE, headers=toy.headers()).status_code == 200
    assert toy.client.get(ONE, headers=toy.headers(Gplx_Purpose="self")).status_code == 200
    found = toy.client.get(ONE, headers=toy.headers(Gplx_Purpose="audit"))
    assert (found.status_code, found.json["code"]) == (403, "purpose-not-agreed")


@pytest.mark.parametrize(
    ("purpose", "status", "code"),
    [
        (None, 403, "purpose-required"),
        ("audit", 403, "purpose-not-agreed"),
        ("curiosity", 403, "purpose-not-agreed"),
        ("roadside", 200, None),
    ],
)
def test_a_system_needs_an_agreed_purpose(toy: Toy, purpose: str | None, status: int, code: str | None) -> None:
    more = {} if purpose is None else {"Gplx_Purpose": purpose}
    found = toy.client.get(ONE, headers=toy.headers(toy.system(), **more))
    assert (found.status_code, found.json.get("code")) == (status, code)


def test_without_an_agreement_there_is_no_data(toy: Toy) -> None:
    found = toy.client.get(ONE, headers=toy.headers(toy.system(agreements={}), Gplx_Purpose="roadside"))
    assert (found.status_code, found.json["code"]) == (403, "purpose-not-agreed")


def test_an_officer_needs_an_agreed_purpose_too(toy: Toy) -> None:
    found = toy.client.get(ONE, headers=toy.headers(toy.officer()))
    assert found.json["code"] == "purpose-required"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Gplx-Case", "x" * 65),
        ("Gplx-Case", " "),
        ("Gplx-Case", "\xe9"),
        ("Gplx-On-Behalf-Of", "999095000001"),
        ("Gplx-On-Behalf-Of", "Nguyen Van A"),
    ],
)
def test_malformed_reasons_are_400(toy: Toy, name: str, value: str) -> None:
    headers = {**toy.headers(toy.system(), Gplx_Purpose="roadside"), name: value}
    found = toy.client.get(ONE, headers=headers)
    assert (found.status_code, found.json["code"]) == (400, "malformed-header")
    assert name in found.json["detail"]


def test_a_citizen_cannot_act_on_another(toy: Toy) -> None:
    body = {**NEW_THING, "citizen_id": "999095000002"}
    found = toy.client.post(f"{PREFIX}/things", json=body, headers=toy.headers(Idempotency_Key="k"))
    assert (found.status_code, found.json["code"]) == (403, "subject-mismatch")


def test_an_officer_may_name_anybody(toy: Toy) -> None:
    agreement = {"id": "a", "purposes": ["counter"], "fields": ["*"], "per_day": None}
    body = {**NEW_THING, "citizen_id": "999095000002"}
    token = toy.officer(agreements={"toys": agreement})
    headers = toy.headers(token, Idempotency_Key="k", Gplx_Purpose="counter")
    assert toy.client.post(f"{PREFIX}/things", json=body, headers=headers).status_code == 201


def test_authentication_comes_before_the_body_is_looked_at(toy: Toy) -> None:
    assert toy.client.post(f"{PREFIX}/things", data=b"{", content_type="text/plain").status_code == 401


def test_options_and_head_open_nothing(toy: Toy) -> None:
    found = toy.client.options(f"{PREFIX}/things")
    assert found.status_code == 405
    assert "GET" in found.headers["Allow"]
    assert toy.client.head(f"{PREFIX}/things").status_code == 401
    head = toy.client.head(f"{PREFIX}/things", headers=toy.headers())
    assert (head.status_code, head.data) == (200, b"")


def test_an_unmarked_route_stays_closed(toy: Toy) -> None:
    toy.app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    found = toy.client.get("/forgotten", headers=toy.headers())
    assert found.status_code == 500
    assert b"secret" not in found.data


def test_a_blueprint_refuses_an_unmarked_view_at_once() -> None:
    from shared.web.blueprint import Blueprint

    blp = Blueprint("b", "b")
    with pytest.raises(TypeError, match="no access mark"):
        blp.route("/x")(lambda: "")


def test_a_mark_must_say_something() -> None:
    with pytest.raises(ValueError, match="scope"):
        access()
    with pytest.raises(ValueError, match="known kinds"):
        access("a:b", kinds={"robot"})
    with pytest.raises(ValueError, match="reason"):
        public("")


def test_there_is_no_caller_outside_of_a_request() -> None:
    with pytest.raises(RuntimeError, match="no caller"):
        current()


def test_a_service_that_verifies_nothing_lets_nobody_in() -> None:
    app = Flask("bare")
    guard(app, None)

    def view() -> Any:
        return "in"

    app.add_url_rule("/x", "x", access("a:b")(view))
    assert app.test_client().get("/x").status_code == 500
