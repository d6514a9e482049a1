from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
import requests
from joserfc.jwk import ECKey, RSAKey

from shared.auth import keys as module
from shared.auth.keys import JwksKeys, read_jwks
from shared.auth.tokens import TokenVerifier
from shared.kernel.clock import MovableClock
from shared.kernel.errors import Unauthenticated, Unavailable


class Issuer:
    """Publishes keys; can be away."""

    def __init__(self) -> None:
        self.keys: list[dict[str, Any]] = []
        self.fetches = 0
        self.away: Exception | None = None
        self.rotate("k1")

    def rotate(self, kid: str) -> None:
        self.keys = [ECKey.generate_key("P-256", {"kid": kid}, auto_kid=False).as_dict(private=False)]

    def fetch(self) -> dict[str, Any]:
        self.fetches += 1
        if self.away is not None:
            raise self.away
        return {"keys": self.keys}


def test_keys_are_fetched_once_and_refreshed_every_five_minutes(clock: MovableClock) -> None:
    issuer = Issuer()
    keys = JwksKeys(issuer.fetch, clock)
    assert keys.key("k1") is keys.key("k1")
    assert issuer.fetches == 1
    clock.move(timedelta(minutes=5))
    assert keys.key("k1")
    assert issuer.fetches == 2


def test_an_unknown_key_is_looked_for_at_most_every_ten_seconds(clock: MovableClock) -> None:
    issuer = Issuer()
    keys = JwksKeys(issuer.fetch, clock)
    for _ in range(5):
        assert keys.key("k2") is None
    assert issuer.fetches == 1
    issuer.rotate("k2")
    clock.move(timedelta(seconds=9))
    assert keys.key("k2") is None
    clock.move(timedelta(seconds=1))
    assert keys.key("k2")
    assert keys.key("k1") is None


def test_stale_keys_serve_for_an_hour_while_the_issuer_is_away(
    clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FAILURE_WAIT_SECONDS", 0.0)
    issuer = Issuer()
    keys = JwksKeys(issuer.fetch, clock)
    keys.key("k1")
    issuer.away = requests.ConnectionError()
    clock.move(timedelta(minutes=59))
    assert keys.key("k1")
    clock.move(timedelta(minutes=1))
    with pytest.raises(Unavailable) as caught:
        keys.key("k1")
    assert caught.value.code == "dependency-unavailable"
    issuer.away = None
    assert keys.key("k1")


@pytest.mark.parametrize("error", [requests.Timeout(), ValueError("no JSON"), Unavailable("dependency-unavailable")])
def test_without_any_key_the_answer_is_unavailable_not_unauthenticated(clock: MovableClock, error: Exception) -> None:
    issuer = Issuer()
    issuer.away = error
    token = "eyJhbGciOiJFUzI1NiIsImtpZCI6ImsxIiwidHlwIjoiYXQrand0In0.e30.e30"
    with pytest.raises(Unavailable):
        TokenVerifier("i", "a", JwksKeys(issuer.fetch, clock), clock).verify(token)


def test_a_failed_fetch_is_not_repeated_by_every_request(clock: MovableClock) -> None:
    issuer = Issuer()
    issuer.away = requests.ConnectionError()
    keys = JwksKeys(issuer.fetch, clock)
    for _ in range(5):
        with pytest.raises(Unavailable):
            keys.key("k1")
    assert issuer.fetches == 1


def test_whoever_has_a_key_does_not_wait_for_the_fetch(clock: MovableClock) -> None:
    issuer, entered, leave = Issuer(), threading.Event(), threading.Event()
    keys = JwksKeys(issuer.fetch, clock)
    keys.key("k1")

    def slow() -> dict[str, Any]:
        entered.set()
        leave.wait(5)
        return {"keys": issuer.keys}

    keys._fetch = slow
    clock.move(timedelta(minutes=6))
    thread = threading.Thread(target=keys.key, args=("k1",))
    thread.start()
    assert entered.wait(5)
    assert keys.key("k1")
    leave.set()
    thread.join(5)


def test_only_keys_for_es256_signatures_are_taken() -> None:
    good = ECKey.generate_key("P-256", {"kid": "good", "use": "sig", "alg": "ES256"}, auto_kid=False).as_dict()
    others = [
        ECKey.generate_key("P-384", {"kid": "big"}, auto_kid=False).as_dict(),
        RSAKey.generate_key(2048, {"kid": "rsa"}, auto_kid=False).as_dict(),
        {**good, "kid": "enc", "use": "enc"},
        {**good, "kid": "alg", "alg": "ES384"},
        {**good, "kid": 5},
        {"kty": "EC", "crv": "P-256", "kid": "half"},
        "nonsense",
        {"kty": "oct", "k": "AA", "kid": "oct"},
    ]
    found = read_jwks({"keys": [*others, good]})
    assert list(found) == ["good"]
    assert not found["good"].is_private, "a private key published by mistake is not kept"


def test_a_key_set_without_a_usable_key_is_refused() -> None:
    with pytest.raises(ValueError, match="no usable key"):
        read_jwks({"keys": []})


def test_a_verifier_refuses_a_key_its_source_does_not_know(clock: MovableClock) -> None:
    token = "eyJhbGciOiJFUzI1NiIsImtpZCI6Ims5IiwidHlwIjoiYXQrand0In0.e30.e30"
    with pytest.raises(Unauthenticated):
        TokenVerifier("i", "a", JwksKeys(Issuer().fetch, clock), clock).verify(token)
