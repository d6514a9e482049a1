"""People: a login becomes tokens, the tokens are refreshed, and every way in which that must not work."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from joserfc import jws
from joserfc.jwk import ECKey
from sqlalchemy import text

from services.access.adapters.keyfile import KeyFile
from services.access.app import rotate_signing_key
from shared.auth.tokens import TokenVerifier
from tests.support.access import CITIZEN, EXCHANGE, ISSUER, AccessHouse, answered, claims_of, refused

ALL_A_CITIZEN_MAY = (
    "licences:read licences:report-loss renewals:check renewals:file renewals:read violations:read violations:standing"
)


def test_a_citizen_who_logged_in_gets_tokens(house: AccessHouse) -> None:
    answer = house.citizen()

    assert answer["issued_token_type"] == "urn:ietf:params:oauth:token-type:access_token"
    assert answer["scope"] == ALL_A_CITIZEN_MAY
    claims = claims_of(answer["access_token"])
    assert (claims["kind"], claims["client_id"], claims["act"]) == ("citizen", "portal", {"sub": "portal"})
    assert (claims["citizen_id"], claims["name"]) == (CITIZEN["SoDinhDanh"], CITIZEN["HoVaTen"])
    assert (claims["birthdate"], claims["acr"]) == ("1990-05-17", "2")
    assert claims["aud"] == ["licences", "renewals", "violations"]
    assert claims["agreements"]["licences"]["purposes"] == ["self"]
    assert "agency" not in claims
    assert claims["sub"] == claims_of(house.citizen()["access_token"])["sub"] != CITIZEN["SoDinhDanh"]
    keys = KeyFile(house.settings.signing_keys_file, house.clock)
    principal = TokenVerifier(ISSUER, "renewals", keys, house.clock).verify(answer["access_token"])
    assert (principal.citizen_id, principal.acr) == (CITIZEN["SoDinhDanh"], 2)


READING = {"licences:read", "renewals:check", "renewals:read", "violations:read", "violations:standing"}


def test_an_officer_gets_what_the_roles_allow(house: AccessHouse) -> None:
    for roles, scope in (
        (["officer"], READING | {"renewals:file", "feedback:answer"}),
        (["decider"], READING | {"renewals:file", "renewals:decide", "feedback:answer"}),
        (["supervisor"], READING),
        (["admin", "poet"], {"access:admin"}),
    ):
        answer = house.officer(roles)
        assert set(answer["scope"].split()) == scope
        claims = claims_of(answer["access_token"])
        assert (claims["kind"], claims["agency"]) == ("officer", "G01.79")
        assert claims["agency_name"]["en"] == "Ho Chi Minh City Police"
        assert claims["roles"] == [role for role in roles if role != "poet"]
        assert "citizen_id" not in claims


def test_an_officer_without_a_role_or_a_known_agency_gets_nothing(house: AccessHouse) -> None:
    refused(house.exchange("officers", house.officer_idp.id_token(roles=[])), "invalid_scope")
    refused(house.exchange("officers", house.officer_idp.id_token(agency="H99")), "invalid_request")
    refused(house.exchange("officers", house.officer_idp.id_token(), scope="licences:issue"), "invalid_scope")


def test_an_id_token_is_exchanged_once(house: AccessHouse) -> None:
    for changed in ({}, {"without": ("jti",)}):
        id_token = house.sso.id_token(**changed)
        answered(house.exchange("portal", id_token))
        assert "before" in refused(house.exchange("portal", id_token), "invalid_request")


def test_a_rewritten_signature_does_not_make_another_id_token(house: AccessHouse) -> None:
    """(r, n - s) is as valid as (r, s): telling tokens apart by their whole text would let one in twice."""
    id_token = house.sso.id_token(without=("jti",))
    signed, _, _ = id_token.rpartition(".")
    jws.deserialize_compact(f"{signed}.{_other_signature(id_token)}", house.sso.key, algorithms=["ES256"])
    answered(house.exchange("portal", id_token))

    refused(house.exchange("portal", f"{signed}.{_other_signature(id_token)}"), "invalid_request")


@pytest.mark.race
def test_of_two_exchanges_at_once_exactly_one_wins(house: AccessHouse) -> None:
    id_token = house.sso.id_token()
    house.citizen()  # the keys of the issuer are known by now

    with ThreadPoolExecutor(4) as pool:
        tries = [pool.submit(house.exchange, "portal", id_token) for _ in range(4)]

    assert sorted(attempt.result().status_code for attempt in tries) == [200, 400, 400, 400]


WRONG_CLAIMS: list[dict[str, object]] = [
    {"aud": "officers"},
    {"aud": ["portal", "another-portal"]},
    {"aud": None},
    {"iss": "http://127.0.0.1:8000/sandbox/officer-idp"},
    {"iss": "https://sso.example"},
    {"iss": 5},
    {"exp": 1},
    {"exp": None},
    {"iat": None},
    {"iat": "now"},
    {"iat": 99_999_999_999},
    {"sub": ""},
    {"sub": None},
    {"sub": "\ud800"},
    {"SoDinhDanh": None},
    {"SoDinhDanh": "12345"},
    {"HoVaTen": ""},
    {"HoVaTen": "a\u0000b"},
    {"HoVaTen": "\ud800"},
    {"NgayThangNamSinh": "19901305"},
    {"NgayThangNamSinh": "1990-05-17"},
    {"acr": "3"},
    {"acr": None},
]


def test_a_wrong_claim_of_a_citizen_is_refused(house: AccessHouse) -> None:
    for changed in WRONG_CLAIMS:
        refused(house.exchange("portal", house.sso.id_token(**changed)), "invalid_request")


def test_an_id_token_is_good_for_five_minutes(house: AccessHouse) -> None:
    in_time, too_late = house.sso.id_token(), house.sso.id_token()
    house.clock.move(timedelta(minutes=5))
    answered(house.exchange("portal", in_time))
    house.clock.move(timedelta(seconds=1))
    refused(house.exchange("portal", too_late), "invalid_request")


def test_only_the_issuers_own_key_counts(house: AccessHouse) -> None:
    stranger = ECKey.generate_key("P-256", {"kid": "idp-1"})
    header, claims, signature = house.sso.id_token().split(".")
    for bad in (
        house.sso.id_token(key=stranger),
        house.sso.id_token(key=house.officer_idp.key),
        f"{header}.{claims}.",
        f"{claims}.{claims}.{signature}",
        "nonsense",
    ):
        refused(house.exchange("portal", bad), "invalid_request")


def test_nobody_exchanges_for_another_channel(house: AccessHouse) -> None:
    refused(house.exchange("officers", house.sso.id_token()), "invalid_request")
    refused(house.exchange("roadside", house.sso.id_token()), "invalid_request")
    refused(house.token("portal", grant_type=EXCHANGE, subject_token=house.sso.id_token()), "invalid_request")
    refused(house.exchange("portal", house.sso.id_token(), actor_token="x"), "invalid_request")
    refused(house.exchange("portal", house.sso.id_token(), requested_token_type="saml"), "invalid_request")
    stranger = ECKey.generate_key("P-256", {"kid": "x"})
    unproven = house.exchange("portal", house.sso.id_token(), client_assertion=house.assertion("portal", key=stranger))
    refused(unproven, "invalid_client", status=401)


def test_keys_of_the_issuer_may_change_and_be_away(house: AccessHouse) -> None:
    house.sso.away = True
    away = house.exchange("portal", house.sso.id_token())
    refused(away, "temporarily_unavailable", status=503)
    assert away.headers["Retry-After"]

    house.sso.away = False
    house.app.extensions["gplx"].close()
    house.app = house.another_app()
    house.citizen()
    house.sso.key = ECKey.generate_key("P-256", {"kid": "idp-2"})
    house.clock.move(timedelta(seconds=11))
    house.citizen()
    house.sso.away = True
    house.clock.move(timedelta(minutes=10))
    house.citizen()  # known keys go on for a while


def test_a_refresh_token_rotates(house: AccessHouse) -> None:
    first = house.citizen(scope="licences:read renewals:read")
    second = answered(house.refresh(first["refresh_token"]))
    third = answered(house.refresh(second["refresh_token"], scope="licences:read"))
    fourth = answered(house.refresh(third["refresh_token"]))

    assert len({answer["refresh_token"] for answer in (first, second, third, fourth)}) == 4
    assert third["scope"] == "licences:read"
    assert fourth["scope"] == "licences:read renewals:read", "narrowing is for one access token"
    before, after = claims_of(first["access_token"]), claims_of(fourth["access_token"])
    for name in ("sub", "citizen_id", "name", "birthdate", "acr", "act", "kind", "client_id"):
        assert before[name] == after[name]
    refused(house.refresh(fourth["refresh_token"], scope="renewals:file"), "invalid_scope")
    answered(house.refresh(fourth["refresh_token"]))


def test_a_used_refresh_token_ends_the_login(house: AccessHouse) -> None:
    first = house.citizen()["refresh_token"]
    second = answered(house.refresh(first))["refresh_token"]
    third = answered(house.refresh(second))["refresh_token"]

    assert "used before" in refused(house.refresh(first), "invalid_grant")

    refused(house.refresh(third), "invalid_grant")
    answered(house.refresh(house.citizen()["refresh_token"]))  # other logins go on


@pytest.mark.race
def test_two_refreshes_at_once_never_give_two_living_tokens(house: AccessHouse) -> None:
    token = house.citizen()["refresh_token"]

    with ThreadPoolExecutor(4) as pool:
        tries = [attempt.result() for attempt in [pool.submit(house.refresh, token) for _ in range(4)]]

    winners = [attempt for attempt in tries if attempt.status_code == 200]
    assert len(winners) == 1
    refused(house.refresh(winners[0].get_json()["refresh_token"]), "invalid_grant")


def test_thirty_minutes_idle_end_the_login(house: AccessHouse) -> None:
    token = house.citizen()["refresh_token"]
    house.clock.move(timedelta(minutes=29, seconds=59))
    token = answered(house.refresh(token))["refresh_token"]
    house.clock.move(timedelta(minutes=30))
    assert "idle" in refused(house.refresh(token), "invalid_grant")


def test_eight_hours_end_the_login_however_busy(house: AccessHouse) -> None:
    token = house.citizen()["refresh_token"]
    for _ in range(23):
        house.clock.move(timedelta(minutes=20))
        token = answered(house.refresh(token))["refresh_token"]
    house.clock.move(timedelta(minutes=15))
    last = answered(house.refresh(token))
    assert last["expires_in"] == 300, "no access token outlives the login"
    house.clock.move(timedelta(minutes=5))
    assert "8 hours" in refused(house.refresh(last["refresh_token"]), "invalid_grant")


def test_a_refresh_token_is_bound_to_its_client(house: AccessHouse) -> None:
    token = house.citizen()["refresh_token"]
    refused(house.refresh(token, client_id="officers"), "invalid_grant")
    house.revoke(token, client_id="officers")
    answered(house.refresh(token))


def test_garbage_is_no_refresh_token(house: AccessHouse) -> None:
    token = house.citizen()["refresh_token"]
    parts = token.split(".")
    tampered = ".".join([*parts[:3], parts[3][:-2] + ("AA" if parts[3][-2:] != "AA" else "BB"), parts[4]])
    for bad in ("x", "a.b.c.d.e", "....", tampered, f"{'[' * 9000}....", token + "A", "e30...."):
        refused(house.refresh(bad), "invalid_grant")
    refused(house.token("portal", grant_type="refresh_token"), "invalid_request")
    answered(house.refresh(token))


def test_a_login_keeps_to_its_resources(house: AccessHouse) -> None:
    token = house.citizen(resource=["licences", "renewals"])["refresh_token"]
    answer = answered(house.refresh(token))
    assert claims_of(answer["access_token"])["aud"] == ["licences", "renewals"]
    refused(house.refresh(answer["refresh_token"], resource=["violations"]), "invalid_target")
    narrow = answered(house.refresh(answer["refresh_token"], resource=["licences"]))
    assert claims_of(narrow["access_token"])["aud"] == ["licences"]


def test_logging_out_ends_the_login(house: AccessHouse) -> None:
    first = house.citizen()["refresh_token"]
    second = answered(house.refresh(first))["refresh_token"]

    assert house.revoke(first).status_code == 200, "any token of the login will do"

    assert "revoked" in refused(house.refresh(second), "invalid_grant")
    for again in (second, first, "nonsense"):
        assert house.revoke(again).status_code == 200
    refused(house.revoke(""), "invalid_request")
    refused(house.post("/oauth2/revoke", {"token": second}), "invalid_client", status=401)


def test_refresh_tokens_survive_a_rotation_of_keys(house: AccessHouse) -> None:
    token = house.citizen()["refresh_token"]
    rotate_signing_key(house.settings.signing_keys_file, house.clock)
    token = answered(house.refresh(token))["refresh_token"]
    rotate_signing_key(house.settings.signing_keys_file, house.clock)
    answered(house.refresh(token))


def test_nothing_about_a_citizen_is_stored(house: AccessHouse) -> None:
    token = house.citizen()["refresh_token"]
    answered(house.refresh(token))
    house.revoke(token)

    database = house.app.extensions["gplx"].database
    with database.read() as connection:
        stored = str(
            [
                connection.execute(text(f"SELECT * FROM {table}")).all()
                for table in ("logins", "spent_proofs", "audit_entries", "events", "jobs", "idempotency_keys")
            ]
        )
    assert "login.started" in stored
    for fact in (CITIZEN["SoDinhDanh"], CITIZEN["HoVaTen"], "1990", token):
        assert fact not in stored


def test_what_is_over_is_forgotten(house: AccessHouse) -> None:
    house.citizen()
    house.clock.move(timedelta(days=2))
    tasks = house.app.extensions["gplx"].tasks

    assert sum(task() for task in tasks) == 3, "an ID token, an assertion, a login, and no more to come"
    assert sum(task() for task in tasks) == 0


def _other_signature(token: str) -> str:
    """(r, n - s) for (r, s) on P-256."""
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    text_ = token.rpartition(".")[2]
    raw = urlsafe_b64decode(text_ + "=" * (-len(text_) % 4))
    flipped = raw[:32] + (order - int.from_bytes(raw[32:])).to_bytes(32)
    return urlsafe_b64encode(flipped).decode().rstrip("=")
