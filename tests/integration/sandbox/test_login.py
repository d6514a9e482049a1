from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet
from werkzeug.test import TestResponse

from services.sandbox.domain.sign_in import challenge_of
from tests.integration.sandbox.conftest import ISSUER, Sandbox

VERIFIER = "v" * 50
CALLBACK = "http://127.0.0.1:5000/callback"
BROWSER = {"Origin": ISSUER, "Sec-Fetch-Site": "same-origin"}


def address(part: str = "sso", **changed: str) -> str:
    asked = {
        "client_id": "portal" if part == "sso" else "officers",
        "redirect_uri": CALLBACK,
        "response_type": "code",
        "scope": "openid",
        "state": "a state",
        "nonce": "a nonce",
        "code_challenge": challenge_of(VERIFIER),
        "code_challenge_method": "S256",
    }
    return f"/sandbox/{part}/authorize?{urlencode(asked | changed)}"


def log_in(sandbox: Sandbox, key: str = "clean", part: str = "sso", **changed: str) -> dict[str, str]:
    """What the client is sent back with."""
    person = sandbox.people[key]
    answer = sandbox.client.post(
        address(part, **changed), data={"username": person["username"], "password": person["password"]}
    )
    assert answer.status_code == 302, answer.text
    sent = urlsplit(answer.headers["Location"])
    assert f"{sent.scheme}://{sent.netloc}{sent.path}" == CALLBACK
    return {name: values[0] for name, values in parse_qs(sent.query).items()}


def redeem(sandbox: Sandbox, code: str, part: str = "sso", **changed: str) -> TestResponse:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": CALLBACK,
        "client_id": "portal" if part == "sso" else "officers",
        "code_verifier": VERIFIER,
    }
    return sandbox.client.post(f"/sandbox/{part}/token", data=form | changed)


def verified(sandbox: Sandbox, token: str, part: str = "sso") -> dict[str, Any]:
    keys = KeySet.import_key_set(sandbox.client.get(f"/sandbox/{part}/jwks").json)
    return dict(jwt.decode(token, keys, algorithms=["ES256"]).claims)


def test_a_citizen_logs_in_from_a_command_line(sandbox: Sandbox) -> None:
    back = log_in(sandbox)
    assert back["state"] == "a state"
    assert back["iss"] == f"{ISSUER}/sandbox/sso"
    answer = redeem(sandbox, back["code"])
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json["token_type"] == "Bearer"
    claims = verified(sandbox, answer.json["id_token"])
    person = sandbox.people["clean"]
    now = int(sandbox.clock.now().timestamp())
    assert claims["iss"] == f"{ISSUER}/sandbox/sso"
    assert claims["aud"] == "portal"
    assert claims["nonce"] == "a nonce"
    assert (claims["iat"], claims["exp"], claims["auth_time"]) == (now, now + 300, now)
    assert claims["SoDinhDanh"] == person["citizen_id"]
    assert claims["HoVaTen"] == person["name"]
    assert re.fullmatch(r"\d{8}", claims["NgayThangNamSinh"])
    assert claims["acr"] == "2"
    assert person["citizen_id"] not in claims["sub"]
    assert claims["jti"]


def test_an_officer_logs_in_with_agency_and_roles(quick: Sandbox) -> None:
    back = log_in(quick, "officer", "officer-idp")
    claims = verified(quick, redeem(quick, back["code"], "officer-idp").json["id_token"], "officer-idp")
    assert claims["iss"] == f"{ISSUER}/sandbox/officer-idp"
    assert claims["aud"] == "officers"
    assert (claims["agency"], claims["roles"]) == ("G01.79", ["officer", "decider"])


def test_each_login_has_its_own_token_id_and_the_same_subject(quick: Sandbox) -> None:
    first, second = (verified(quick, redeem(quick, log_in(quick)["code"]).json["id_token"]) for _ in range(2))
    assert first["sub"] == second["sub"]
    assert first["jti"] != second["jti"]


def test_a_browser_logs_in_with_the_token_of_the_page(quick: Sandbox) -> None:
    page = quick.client.get(address(), headers={"Accept": "text/html"})
    assert page.status_code == 200
    token = re.search(r'name="form_token" value="([^"]+)"', page.text)
    assert token
    person = quick.people["clean"]
    form = {"username": "clean", "password": person["password"], "form_token": token[1]}
    assert quick.client.post(address(), data=form, headers=BROWSER).status_code == 302


@pytest.mark.parametrize("headers", [BROWSER, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_a_foreign_page_cannot_post_the_form(quick: Sandbox, headers: dict[str, str]) -> None:
    form = {"username": "clean", "password": quick.people["clean"]["password"], "form_token": "x" * 43}
    assert quick.client.post(address(), data=form, headers=headers).status_code == 403


def test_a_command_line_that_keeps_cookies_needs_no_form_token(quick: Sandbox) -> None:
    quick.client.get(address())
    form = {"username": "clean", "password": quick.people["clean"]["password"]}
    assert quick.client.post(address(), data=form).status_code == 302


def test_json_logs_in_too(quick: Sandbox) -> None:
    person = quick.people["clean"]
    answer = quick.client.post(address(), json={"username": "clean", "password": person["password"]})
    assert answer.status_code == 302


@pytest.mark.parametrize("password", ["", "wrong", "x" * 5000, "\0"])
def test_a_wrong_password_shows_the_page_again(quick: Sandbox, password: str) -> None:
    answer = quick.client.post(address(ui_locales="en"), data={"username": "clean", "password": password})
    assert answer.status_code == 403
    assert "Location" not in answer.headers
    assert "The user name or the password is not right" in answer.text
    assert 'value="clean"' in answer.text


def test_unknown_user_is_answered_like_a_wrong_password(quick: Sandbox) -> None:
    answer = quick.client.post(address(), data={"username": "<nobody>", "password": "x"})
    assert answer.status_code == 403
    assert "<nobody>" not in answer.text


def test_ten_wrong_tries_close_the_account_for_a_minute(sandbox: Sandbox) -> None:
    for _ in range(10):
        sandbox.client.post(address(), data={"username": "clean", "password": "wrong"})
    right = {"username": "clean", "password": sandbox.people["clean"]["password"]}
    closed = sandbox.client.post(address(), data=right)
    assert closed.status_code == 429
    assert closed.headers["Retry-After"] == "60"
    sandbox.clock.move(timedelta(seconds=61))
    assert sandbox.client.post(address(), data=right).status_code == 302


def test_a_code_is_good_once(sandbox: Sandbox) -> None:
    code = log_in(sandbox)["code"]
    assert redeem(sandbox, code).status_code == 200
    again = redeem(sandbox, code)
    assert (again.status_code, again.json["error"]) == (400, "invalid_grant")


def test_a_code_is_good_for_sixty_seconds(quick: Sandbox) -> None:
    code = log_in(quick)["code"]
    quick.clock.move(timedelta(seconds=60))
    assert redeem(quick, code).json["error"] == "invalid_grant"


def test_a_wrong_verifier_burns_the_code(quick: Sandbox) -> None:
    code = log_in(quick)["code"]
    assert redeem(quick, code, code_verifier="w" * 50).json["error"] == "invalid_grant"
    assert redeem(quick, code).json["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"client_id": "officers"}, "invalid_client"),
        ({"client_id": ""}, "invalid_client"),
        ({"redirect_uri": "http://127.0.0.1:5001/callback"}, "invalid_grant"),
        ({"code": "unknown"}, "invalid_grant"),
        ({"code": ""}, "invalid_request"),
        ({"code_verifier": ""}, "invalid_request"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
    ],
)
def test_a_code_for_somebody_else_is_refused(quick: Sandbox, changed: dict[str, str], error: str) -> None:
    code = log_in(quick)["code"]
    answer = redeem(quick, changed.pop("code", code), **changed)
    assert (answer.status_code, answer.json["error"]) == (400, error)


def test_a_code_of_one_provider_means_nothing_at_the_other(quick: Sandbox) -> None:
    code = log_in(quick)["code"]
    assert redeem(quick, code, "officer-idp").json["error"] == "invalid_grant"


def test_a_wrong_redirect_uri_is_told_to_the_person(quick: Sandbox) -> None:
    for method in (quick.client.get, quick.client.post):
        answer = method(address(redirect_uri="https://evil.example/callback"))
        assert answer.status_code == 400
        assert "Location" not in answer.headers


def test_other_faults_are_told_to_the_client(quick: Sandbox) -> None:
    answer = quick.client.get(address(code_challenge_method="plain"))
    assert answer.status_code == 302
    sent = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert sent["error"] == ["invalid_request"]
    assert sent["state"] == ["a state"]
    assert quick.client.get(address() + "&state=again").status_code == 400


def test_discovery_names_what_is_there(quick: Sandbox) -> None:
    for part in ("sso", "officer-idp"):
        found = quick.client.get(f"/sandbox/{part}/.well-known/openid-configuration").json
        assert found["issuer"] == f"{ISSUER}/sandbox/{part}"
        assert found["code_challenge_methods_supported"] == ["S256"]
        key = quick.client.get(urlsplit(found["jwks_uri"]).path).json["keys"][0]
        assert (key["alg"], key["crv"]) == ("ES256", "P-256")
        assert "d" not in key


def test_providers_sign_with_keys_of_their_own(quick: Sandbox) -> None:
    kids = {quick.client.get(f"/sandbox/{part}/jwks").json["keys"][0]["kid"] for part in ("sso", "officer-idp")}
    kids.add(quick.client.get("/sandbox/gateway/jwks").json["keys"][0]["kid"])
    assert len(kids) == 3
    assert (quick.settings.keys_dir / "sandbox.json").stat().st_mode & 0o077 == 0


def test_logging_out_leads_back_to_the_client_only(quick: Sandbox) -> None:
    end = "/sandbox/sso/end_session"
    answer = quick.client.get(f"{end}?post_logout_redirect_uri={ISSUER}/&state=x")
    assert answer.headers["Location"] == f"{ISSUER}/?state=x"
    foreign = quick.client.get(f"{end}?post_logout_redirect_uri=https://evil.example/")
    assert (foreign.status_code, "Location" in foreign.headers) == (200, False)
