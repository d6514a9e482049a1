from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from services.sandbox.domain.behaviour import Part
from services.sandbox.domain.sign_in import (
    IssuedCode,
    Provider,
    SignInRefused,
    challenge_of,
    check_redemption,
    fingerprint,
    read_request,
    returns_to,
)

ISSUER = "http://127.0.0.1:8000"
SSO = Provider(Part.SSO, f"{ISSUER}/sandbox/sso", {"portal": (f"{ISSUER}/login/callback",)})
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
NOW = datetime(2026, 11, 22, 2, tzinfo=UTC)
ASKED = {
    "client_id": "portal",
    "redirect_uri": f"{ISSUER}/login/callback",
    "response_type": "code",
    "scope": "openid",
    "state": "s",
    "nonce": "n",
    "code_challenge": challenge_of(VERIFIER),
    "code_challenge_method": "S256",
}
CODE = IssuedCode(
    fingerprint=fingerprint("c"),
    part=Part.SSO,
    username="clean",
    client_id="portal",
    redirect_uri=ASKED["redirect_uri"],
    code_challenge=ASKED["code_challenge"],
    nonce="n",
    logged_in_at=NOW,
    expires_at=NOW + timedelta(seconds=60),
)


def test_challenge_is_that_of_rfc_7636() -> None:
    assert challenge_of(VERIFIER) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


@pytest.mark.parametrize(
    "address",
    [f"{ISSUER}/login/callback", "http://127.0.0.1:53412/callback", "http://127.0.0.1/callback"],
)
def test_registered_addresses_are_taken(address: str) -> None:
    assert read_request(SSO, ASKED | {"redirect_uri": address}).redirect_uri == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        f"{ISSUER}/login/callback/",
        f"{ISSUER}/login/callback?x=1",
        f"{ISSUER}/other",
        "http://127.0.0.1.evil.example/login/callback",
        "https://evil.example/login/callback",
        "http://127.0.0.1:8000@evil.example/callback",
        "http://127.0.0.1:99999999/callback",
        "http://localhost:5000/callback",
        "http://127.0.0.1:5000/callback#x",
        "http://127.0.0.1:5000/callback\n",
    ],
)
def test_other_addresses_are_told_to_the_person_and_never_followed(address: str) -> None:
    with pytest.raises(SignInRefused) as refusal:
        read_request(SSO, ASKED | {"redirect_uri": address})
    assert refusal.value.redirect_uri is None


def test_unknown_client_is_not_redirected() -> None:
    with pytest.raises(SignInRefused) as refusal:
        read_request(SSO, ASKED | {"client_id": "officers"})
    assert (refusal.value.error, refusal.value.redirect_uri) == ("invalid_client", None)


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"nonce": "n" * 513}, "invalid_request"),
        ({"prompt": "none"}, "login_required"),
    ],
)
def test_faulty_requests_go_back_to_the_client(changed: dict[str, str], error: str) -> None:
    with pytest.raises(SignInRefused) as refusal:
        read_request(SSO, ASKED | changed)
    assert refusal.value.error == error
    assert refusal.value.redirect_uri == ASKED["redirect_uri"]
    assert refusal.value.state == "s"


def redeem(code: IssuedCode = CODE, **changed: object) -> None:
    given: dict[str, object] = {
        "part": Part.SSO,
        "client_id": "portal",
        "redirect_uri": ASKED["redirect_uri"],
        "verifier": VERIFIER,
        "now": NOW + timedelta(seconds=59),
    }
    check_redemption(code, **(given | changed))  # type: ignore[arg-type]


def test_a_fitting_code_is_good() -> None:
    redeem()


@pytest.mark.parametrize(
    "changed",
    [
        {"part": Part.OFFICER_IDP},
        {"client_id": "other"},
        {"redirect_uri": "http://127.0.0.1:1/callback"},
        {"verifier": VERIFIER[:-1] + "A"},
        {"verifier": ""},
        {"verifier": "é" * 43},
        {"now": NOW + timedelta(seconds=60)},
    ],
)
def test_a_code_that_does_not_fit_is_refused(changed: dict[str, object]) -> None:
    with pytest.raises(SignInRefused, match="invalid_grant"):
        redeem(**changed)


def test_a_code_is_good_once() -> None:
    with pytest.raises(SignInRefused, match="invalid_grant"):
        redeem(replace(CODE, used_at=NOW))


def test_logout_leads_to_registered_sites_only() -> None:
    assert returns_to(SSO, f"{ISSUER}/goodbye")
    assert not returns_to(SSO, "https://evil.example/")
    assert not returns_to(SSO, "//evil.example/")
