"""What the token endpoints make of requests that are not what they should be: never a 5xx, always RFC 6749."""

from __future__ import annotations

from urllib.parse import urlencode

from tests.support.access import JWT_BEARER, AccessHouse, answered, refused

FORM = "application/x-www-form-urlencoded"


def _body(house: AccessHouse, *more: tuple[str, str]) -> str:
    return urlencode(
        [
            ("grant_type", "client_credentials"),
            ("client_assertion_type", JWT_BEARER),
            ("client_assertion", house.assertion("roadside")),
            *more,
        ]
    )


READ_IN_TWO_WAYS = [
    [("scope", "licences:standing"), ("scope", "violations:standing")],
    [("grant_type", "client_credentials")],
    [("something_new", "1"), ("something_new", "2")],
    [("scope", "licences:standing\0")],
    [("scope", "licences:standing\n")],
    [("client_id", "road\u202eside")],
    [(f"p{number}", "x") for number in range(40)],
]


def test_a_form_that_can_be_read_in_two_ways_is_not_read(house: AccessHouse) -> None:
    for more in READ_IN_TWO_WAYS:
        refused(house.post("/oauth2/token", _body(house, *more), content_type=FORM), "invalid_request")


def test_a_broken_form_is_not_read(house: AccessHouse) -> None:
    for tail in ("&scope=%ff%fe", "&scope", "&=&&", "&scope=đ", "&scope=\x00"):
        refused(house.post("/oauth2/token", (_body(house) + tail).encode(), content_type=FORM), "invalid_request")


def test_other_content_types_are_not_read(house: AccessHouse) -> None:
    others = ("application/json", "text/plain", "multipart/form-data; boundary=x", "", f"{FORM}; charset=utf-16")
    for content_type in others:
        for path in ("/oauth2/token", "/oauth2/revoke"):
            refused(house.post(path, _body(house), content_type=content_type), "invalid_request")


def test_sizes_are_limited(house: AccessHouse) -> None:
    fits = _body(house, ("something", "x" * 20_000))
    answered(house.post("/oauth2/token", fits, content_type=FORM))
    for size in (33_000, 2_000_000):
        refused(house.post("/oauth2/token", _body(house, ("a", "x" * size)), content_type=FORM), "invalid_request")
    refused(house.post("/oauth2/token", b"", content_type=FORM), "invalid_request")


def test_unknown_and_empty_parameters_are_as_if_left_out(house: AccessHouse) -> None:
    body = _body(house, ("scope", ""), ("prompt", "none"), ("resource", ""), ("client_id", ""))
    answer = answered(house.post("/oauth2/token", body, content_type=f"{FORM}; charset=UTF-8"))
    assert answer["scope"] == "licences:standing violations:standing"


def test_other_grants_are_not_supported(house: AccessHouse) -> None:
    for grant_type in ("password", "authorization_code", "client_credentials ", "CLIENT_CREDENTIALS"):
        refused(house.token("roadside", grant_type=grant_type), "unsupported_grant_type")
    refused(house.token("roadside", grant_type=""), "invalid_request")


def test_discovery_tells_where_everything_is(house: AccessHouse) -> None:
    client = house.app.test_client()
    found = client.get("/.well-known/oauth-authorization-server").get_json()

    assert found["issuer"] == house.settings.issuer
    assert found["token_endpoint"] == f"{house.settings.issuer}/oauth2/token"
    assert found["token_endpoint_auth_methods_supported"] == ["private_key_jwt"]
    assert found["token_endpoint_auth_signing_alg_values_supported"] == ["ES256"]
    for name in ("jwks_uri", "revocation_endpoint", "service_documentation"):
        path = found[name].removeprefix(house.settings.issuer)
        assert client.get(path).status_code in {200, 405}, name
    assert client.get("/oauth2/token").status_code == 405
    assert client.get("/api/access/v1/openapi.json").status_code == 200
    assert client.get("/health/ready").status_code == 200
