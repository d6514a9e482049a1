"""A client for itself: what a good assertion gets, and everything that is not one."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from joserfc import jws
from joserfc.jwk import ECKey, OctKey

from services.access.app import rotate_signing_key
from shared.auth.keys import JwksKeys
from shared.auth.tokens import TokenVerifier
from tests.support.access import ISSUER, AccessHouse, answered, claims_of, refused


def test_a_client_gets_what_its_agreement_grants(house: AccessHouse) -> None:
    answer = answered(house.token("police-hcm", scope="violations:push licences:read"))

    assert answer["token_type"] == "Bearer"
    assert (answer["expires_in"], answer["scope"]) == (600, "violations:push")
    assert "refresh_token" not in answer
    claims = claims_of(answer["access_token"])
    assert claims["iss"] == ISSUER
    assert claims["aud"] == ["violations"]
    assert claims["exp"] - claims["iat"] == 600
    assert (claims["kind"], claims["client_id"], claims["agency"]) == ("system", "police-hcm", "G01.79")
    assert claims["sources"] == ["G01.79"]
    assert claims["agency_name"] == {"vi": "Công an Thành phố Hồ Chí Minh", "en": "Ho Chi Minh City Police"}
    assert claims["sub"] != "police-hcm"
    agreement = claims["agreements"]["violations"]
    assert agreement["purposes"] == ["intake"]
    assert (agreement["fields"], agreement["per_day"], agreement["scopes"]) == (["*"], None, ["violations:push"])


def test_every_service_can_verify_the_token_offline(house: AccessHouse) -> None:
    token = answered(house.token("roadside"))["access_token"]
    keys = JwksKeys(lambda: house.app.test_client().get("/oauth2/jwks").get_json(), house.clock)

    principal = TokenVerifier(ISSUER, "licences", keys, house.clock).verify(token)

    assert principal.client_id == "roadside"
    assert principal.agreement is not None
    assert principal.agreement.per_day == 50_000
    assert "parts" in principal.agreement.fields
    assert not {"*", "holder"} & principal.agreement.fields


def test_resource_narrows_the_audience(house: AccessHouse) -> None:
    assert claims_of(answered(house.token("roadside"))["access_token"])["aud"] == ["licences", "violations"]

    answer = answered(house.token("roadside", resource=["violations"]))

    assert answer["scope"] == "violations:standing"
    assert claims_of(answer["access_token"])["aud"] == ["violations"]
    both = answered(house.token("roadside", resource=["licences", "violations"]))
    assert claims_of(both["access_token"])["aud"] == ["licences", "violations"]
    refused(house.token("roadside", resource=["licences", "payroll"]), "invalid_target")
    refused(house.token("roadside", resource=["renewals"]), "invalid_scope")


NOTHING = [
    ("roadside", "licences:read"),  # known, not agreed
    ("roadside", "no:such-scope"),
    ("portal", "licences:read"),  # agreed for citizens who are there, not for the portal alone
    ("officers", "renewals:decide"),
    ("roadside", "two  spaces"),
    ("roadside", 'quo"te'),
    ("roadside", " ".join(f"scope:{number}" for number in range(40))),
]


def test_nothing_left_is_invalid_scope(house: AccessHouse) -> None:
    for client_id, scope in NOTHING:
        refused(house.token(client_id, scope=scope), "invalid_scope")


def test_issuer_and_token_endpoint_are_good_audiences(house: AccessHouse) -> None:
    for audience in (ISSUER, f"{ISSUER}/oauth2/token", [f"{ISSUER}/oauth2/token"]):
        answered(house.token("roadside", assertion=house.assertion("roadside", aud=audience)))


WRONG_CLAIMS: list[dict[str, object]] = [
    {"aud": "http://gplx.internal/oauth2/token"},
    {"aud": [ISSUER, "https://somewhere.else"]},
    {"aud": []},
    {"aud": None},
    {"iss": "portal"},
    {"iss": None},
    {"exp": None},
    {"exp": "soon"},
    {"exp": True},
    {"exp": 1e300},
    {"exp": -5},
    {"jti": None},
    {"jti": ""},
    {"jti": "j" * 300},
    {"jti": 7},
    {"iat": 99_999_999_999},
    {"nbf": 99_999_999_999},
]


def test_a_wrong_claim_is_invalid_client(house: AccessHouse) -> None:
    for changed in WRONG_CLAIMS:
        assertion = house.assertion("roadside", **changed)
        refused(house.token("roadside", assertion=assertion), "invalid_client", status=401)


def test_times_of_an_assertion(house: AccessHouse) -> None:
    now = int(house.clock.now().timestamp())
    for exp, iat in (
        (now, now - 60),
        (now - 1, now - 60),
        (now + 301, now),
        (now + 200, now - 101),
        (now + 60, now + 31),
    ):
        bad = house.assertion("roadside", exp=exp, iat=iat)
        refused(house.token("roadside", assertion=bad), "invalid_client", status=401)
    for exp, iat in ((now + 300, now), (now + 1, now - 299), (now + 300, now + 20)):
        answered(house.token("roadside", assertion=house.assertion("roadside", exp=exp, iat=iat)))
    answered(house.token("roadside", assertion=house.assertion("roadside", without=("iat",), exp=now + 300)))
    endless = house.assertion("roadside", without=("iat",), exp=now + 301)
    refused(house.token("roadside", assertion=endless), "invalid_client", status=401)


def test_an_assertion_is_accepted_once(house: AccessHouse) -> None:
    assertion = house.assertion("roadside")
    answered(house.token("roadside", assertion=assertion))

    assert "before" in refused(house.token("roadside", assertion=assertion), "invalid_client", status=401)
    # whoever signs again with the same jti replays it, too
    again = house.assertion("roadside", jti=claims_of(assertion)["jti"], exp=claims_of(assertion)["exp"] + 1)
    refused(house.token("roadside", assertion=again), "invalid_client", status=401)
    # another client's jti is another matter
    answered(house.token("auditor", assertion=house.assertion("auditor", jti=claims_of(assertion)["jti"])))


def test_an_assertion_is_spent_even_if_the_request_is_refused(house: AccessHouse) -> None:
    assertion = house.assertion("roadside")
    refused(house.token("roadside", assertion=assertion, scope="licences:issue"), "invalid_scope")

    refused(house.token("roadside", assertion=assertion), "invalid_client", status=401)


@pytest.mark.race
def test_of_many_at_once_with_one_assertion_exactly_one_wins(house: AccessHouse) -> None:
    assertion = house.assertion("roadside")
    replica = house.another_app() if house.settings.database_url.startswith("postgresql") else house.app

    with ThreadPoolExecutor(8) as pool:
        tries = [pool.submit(house.token, "roadside", assertion=assertion, app=app) for app in (house.app, replica) * 4]
        statuses = sorted(attempt.result().status_code for attempt in tries)

    assert statuses == [200] + [401] * 7
    if replica is not house.app:
        replica.extensions["gplx"].close()


def test_wrong_keys_and_algorithms(house: AccessHouse) -> None:
    good = house.assertion("roadside")
    header, claims, signature = good.split(".")
    stranger = ECKey.generate_key("P-256", {"kid": house.key_of("roadside").kid})
    public = json.dumps(house.key_of("roadside").as_dict(private=False)).encode()
    confused = jws.serialize_compact({"alg": "HS256"}, claims, OctKey.import_key(public), algorithms=["HS256"])
    bad = [
        house.assertion("roadside", key=stranger),
        house.assertion("roadside", key=house.key_of("auditor")),
        f"{_part({'alg': 'none'})}.{claims}.",
        f"{_part({'alg': 'none'})}.{claims}.{signature}",
        f"{_part({'alg': 'HS256'})}.{claims}.{confused.split('.')[2]}",
        f"{_part({'alg': 'ES256', 'crit': ['exp']})}.{claims}.{signature}",
        f"{_part({'alg': 'ES256', 'kid': 7})}.{claims}.{signature}",
        f"{_part([])}.{claims}.{signature}",
        f"{header}.{claims}.",
        f"{header}.{claims}",
        f"{header}.{_part([1])}.{signature}",
        f"{header}.{_part('x')}.{signature}",
        "....",
        "x",
        "[" * 10_000 + ".x.y",
        f"{header}.{urlsafe_b64encode(b'[' * 9_000).decode()}.{signature}",
        "đ.đ.đ",
    ]
    told = {refused(house.token("roadside", assertion=text), "invalid_client", status=401) for text in bad}

    unknown = house.assertion("nobody", key=stranger)
    told.add(refused(house.token("nobody", assertion=unknown), "invalid_client", status=401))
    assert len(told) == 1, "nobody learns which clients there are"
    answered(house.token("roadside", assertion=good))


def test_the_proof_must_be_of_the_right_kind(house: AccessHouse) -> None:
    refused(house.token("roadside", client_assertion_type="password"), "invalid_client", status=401)
    refused(house.post("/oauth2/token", {"grant_type": "client_credentials"}), "invalid_client", status=401)
    refused(house.token("roadside", client_id="portal"), "invalid_client", status=401)
    answered(house.token("roadside", client_id="roadside"))


def test_tokens_stay_good_when_the_signing_key_rotates(house: AccessHouse) -> None:
    old = answered(house.token("roadside"))["access_token"]
    published = {key["kid"] for key in house.app.test_client().get("/oauth2/jwks").get_json()["keys"]}

    signing = rotate_signing_key(house.settings.signing_keys_file, house.clock)

    assert signing in published, "it was published before it signed"
    new = answered(house.token("roadside"))["access_token"]
    jwks = house.app.test_client().get("/oauth2/jwks").get_json()
    verifier = TokenVerifier(ISSUER, "licences", JwksKeys(lambda: jwks, house.clock), house.clock)
    assert verifier.verify(old).client_id == verifier.verify(new).client_id == "roadside"
    assert all("d" not in key for key in jwks["keys"])
    assert len(jwks["keys"]) == 3


def test_a_token_ends_with_the_agreement(house: AccessHouse) -> None:
    last_day = house.clock.now().replace(year=house.clock.now().year + 5, month=12, day=31, hour=16, minute=58)
    house.clock.set(last_day)  # 23:58 in Vietnam on the last day

    answer = answered(house.token("roadside"))
    assert answer["expires_in"] == 120
    house.clock.move(timedelta(minutes=2))
    refused(house.token("roadside"), "invalid_scope")


def _part(value: object) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")
