from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc.jwk import ECKey

from shared.auth import tokens as module
from shared.auth.keys import FixedKeys
from shared.auth.tokens import TokenVerifier
from shared.kernel.errors import Unauthenticated
from shared.kernel.words import Words
from tests.support.toy_service import CITIZEN, ISSUER, Toy


def verifier(toy: Toy) -> TokenVerifier:
    return TokenVerifier(ISSUER, "toys", FixedKeys({"keys": [toy.key.as_dict(private=False)]}), toy.clock)


def refused(toy: Toy, token: str, code: str = "token-invalid") -> None:
    with pytest.raises(Unauthenticated) as caught:
        verifier(toy).verify(token)
    assert caught.value.code == code


def test_a_citizen_is_read(toy: Toy) -> None:
    found = verifier(toy).verify(toy.token())
    assert (found.kind, found.citizen_id, found.acr) == ("citizen", CITIZEN, 2)
    assert found.scopes == {"toys:read", "toys:write", "licences:read"}
    assert str(found.birthdate) == "1995-01-01"
    assert found.agreement is None


def test_a_system_is_read_with_its_agreement_for_this_service_only(toy: Toy) -> None:
    other = {"id": "o", "purposes": ["audit"], "fields": [], "per_day": None, "scopes": ["toys:read"]}
    here = {"id": "h", "purposes": ["roadside"], "fields": ["*"], "per_day": 5, "scopes": ["toys:read"]}
    found = verifier(toy).verify(toy.system(agreements={"toys": here, "other": other}, sources=["G01.79"]))
    assert found.agreement is not None
    assert (found.agreement.id, found.agreement.per_day) == ("h", 5)
    assert found.agreement.fields == {"*"}
    assert found.agency_name == Words("Công an", "Police")
    assert found.sources == ("G01.79",)
    assert found.scopes == {"toys:read"}, "events:read was agreed with somebody else"


def test_an_audience_may_be_one_text(toy: Toy) -> None:
    assert verifier(toy).verify(toy.token(aud="toys")).subject


def b64(value: Any) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def test_alg_none_is_refused(toy: Toy) -> None:
    _head, payload, signature = toy.token().split(".")
    for alg in ("none", "None", "NONE"):
        head = b64({"alg": alg, "kid": "k1", "typ": "at+jwt"})
        refused(toy, f"{head}.{payload}.")
        refused(toy, f"{head}.{payload}.{signature}")


def test_hs256_with_the_public_key_as_secret_is_refused(toy: Toy) -> None:
    payload = toy.token().split(".")[1]
    head = b64({"alg": "HS256", "kid": "k1", "typ": "at+jwt"})
    for secret in (toy.key.as_pem(private=False), json.dumps(toy.key.as_dict(private=False)).encode()):
        signature = hmac.new(secret, f"{head}.{payload}".encode(), hashlib.sha256).digest()
        refused(toy, f"{head}.{payload}.{b64(signature)}")


def test_another_key_under_a_known_id_is_refused(toy: Toy) -> None:
    stranger = ECKey.generate_key("P-256", {"kid": "k1"}, auto_kid=False)
    refused(toy, toy.token(key=stranger))


def test_a_changed_payload_is_refused(toy: Toy) -> None:
    head, payload, signature = toy.token().split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    refused(toy, f"{head}.{b64({**claims, 'scope': 'access:admin'})}.{signature}")


def signed(toy: Toy, header: dict[str, Any]) -> str:
    """A token with a good signature over whatever header, which the library would not make."""
    payload = toy.token().split(".")[1]
    told = {name: value for name, value in header.items() if value is not None}
    content = f"{b64(told)}.{payload}"
    r, s = decode_dss_signature(toy.key.private_key.sign(content.encode(), ECDSA(SHA256())))
    return f"{content}.{b64(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def test_a_hand_made_signature_is_taken(toy: Toy) -> None:
    assert verifier(toy).verify(signed(toy, {"alg": "ES256", "kid": "k1", "typ": "at+jwt"}))


@pytest.mark.parametrize(
    "header",
    [
        {"kid": "unknown"},
        {"kid": None},
        {"kid": 5},
        {"typ": "JWT"},
        {"typ": None},
        {"alg": None},
        {"crit": ["exp"], "exp": 1},
        {"crit": []},
    ],
)
def test_odd_headers_are_refused(toy: Toy, header: dict[str, Any]) -> None:
    refused(toy, signed(toy, {"alg": "ES256", "kid": "k1", "typ": "at+jwt", **header}))


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://elsewhere.example"},
        {"aud": ["licences"]},
        {"aud": "toysx"},
        {"aud": {"toys": 1}},
        {"kind": "robot"},
        {"kind": None},
        {"exp": None},
        {"exp": "soon"},
        {"exp": True},
        {"exp": 1e30},
        {"iat": None},
        {"jti": None},
        {"sub": None},
        {"sub": 5},
        {"sub": ""},
        {"client_id": None},
        {"scope": None},
        {"scope": ["toys:read"]},
        {"citizen_id": None},
        {"birthdate": "yesterday"},
        {"acr": "high"},
        {"roles": "decider"},
        {"agency_name": "Công an"},
        {"agreements": {"toys": {"id": "x"}}},
        {"agreements": {"toys": 5}},
        {"agreements": []},
    ],
)
def test_wrong_or_missing_claims_are_refused(toy: Toy, claims: dict[str, Any]) -> None:
    refused(toy, toy.token(**claims))


def test_times_are_kept_to_the_second(toy: Toy) -> None:
    now = int(toy.clock.now().timestamp())
    refused(toy, toy.token(exp=now), "token-expired")
    refused(toy, toy.token(exp=now - 1), "token-expired")
    refused(toy, toy.token(nbf=now + 61))
    refused(toy, toy.token(iat=now + 61))
    assert verifier(toy).verify(toy.token(exp=now + 1, iat=now + 30))


def test_a_token_ends_although_it_was_verified_before(toy: Toy) -> None:
    check, token = verifier(toy), toy.token()
    assert check.verify(token) is check.verify(token)
    toy.clock.move(timedelta(seconds=600))
    with pytest.raises(Unauthenticated) as caught:
        check.verify(token)
    assert caught.value.code == "token-expired"


@pytest.mark.parametrize(
    "token", ["", "x", "a.b", "a.b.c", "....", "é.é.é", "a.b.c.d", "eyJ9.e30.e30", "A" * 9000, "a" * 4000 + ".b.c"]
)
def test_what_is_no_token_is_refused(toy: Toy, token: str) -> None:
    refused(toy, token)


def test_a_deeply_nested_header_is_refused(toy: Toy) -> None:
    refused(toy, f"{b64(b'[' * 3000)}.{b64({})}.{b64(b'x')}")


def test_the_cache_is_bounded(toy: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CACHED_TOKENS", 3)
    check = verifier(toy)
    for _ in range(5):
        check.verify(toy.token())
    assert len(check._seen) == 3


def test_a_cached_token_ends_with_its_key(toy: Toy) -> None:
    keys = FixedKeys({"keys": [toy.key.as_dict(private=False)]})
    check, token = TokenVerifier(ISSUER, "toys", keys, toy.clock), toy.token()
    check.verify(token)
    keys._keys.clear()
    with pytest.raises(Unauthenticated):
        check.verify(token)
