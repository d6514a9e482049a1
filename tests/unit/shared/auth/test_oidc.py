"""What an outside login may get wrong, and that none of it is believed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from shared.auth.keys import FixedKeys, JwksKeys
from shared.auth.oidc import LOGOUT_EVENT, Addresses, Departure, LoginRefused, OpenIdProvider
from shared.http.client import Reply
from shared.http.faults import Rejected
from shared.kernel.clock import MovableClock

ISSUER = "https://login.example"
AT = Addresses(ISSUER, f"{ISSUER}/authorize", f"{ISSUER}/logout", "/token")
BACK = "https://portal.example/login/callback"


def fresh_key(kid: str = "one") -> ECKey:
    return ECKey.generate_key("P-256", {"kid": kid}, private=True)


def public(*keys: ECKey) -> dict[str, Any]:
    return {"keys": [{**key.as_dict(private=False), "use": "sig", "alg": "ES256"} for key in keys]}


class Desk:
    """The provider's token endpoint: answers with what it is given, remembers what it was asked."""

    name = "login"

    def __init__(self, answer: Any) -> None:
        self.answer = answer
        self.asked: dict[str, str] = {}

    def post(self, path: str, *, data: dict[str, str]) -> Reply:
        self.asked = data
        if isinstance(self.answer, Exception):
            raise self.answer
        return Reply(200, self.answer, {})


class House:
    """A provider, its key and one browser that left for it."""

    def __init__(self, clock: MovableClock) -> None:
        self.clock = clock
        self.key = fresh_key()
        self.desk = Desk(None)
        self.provider = OpenIdProvider("portal", AT, client=self.desk, keys=FixedKeys(public(self.key)), clock=clock)  # type: ignore[arg-type]
        self.departure = self.provider.depart(BACK, language="vi")

    def claims(self, **changes: Any) -> dict[str, Any]:
        now = int(self.clock.now().timestamp())
        good = {"iss": ISSUER, "sub": "s-1", "aud": "portal", "iat": now, "exp": now + 300,
                "nonce": self.departure.nonce}  # fmt: skip
        return {name: value for name, value in (good | changes).items() if value is not None}

    def token(self, claims: dict[str, Any], *, key: ECKey | None = None, **header: Any) -> str:
        signing = key or self.key
        return jwt.encode({"alg": "ES256", "kid": "one", **header}, claims, signing, algorithms=["ES256"])

    def redeem(self, token: str, *, issuer: str | None = ISSUER) -> Any:
        self.desk.answer = {"id_token": token}
        return self.provider.redeem("code-1", departure=self.departure, redirect_uri=BACK, issuer=issuer)


@pytest.fixture
def house(clock: MovableClock) -> House:
    return House(clock)


def test_a_good_login_is_taken_with_claims_nobody_knows(house: House) -> None:
    proof = house.redeem(house.token(house.claims(userProfileUri="https://x", anything={"new": True})))
    assert proof.claims["sub"] == "s-1"
    assert house.desk.asked["code_verifier"] == house.departure.verifier
    assert "s-1" not in repr(proof)


def test_each_departure_has_secrets_of_its_own_and_shows_none_of_the_verifier(house: House) -> None:
    other = house.provider.depart(BACK, language="en")
    assert len({house.departure.state, house.departure.nonce, house.departure.verifier, other.state, other.nonce,
                other.verifier}) == 6  # fmt: skip
    assert other.verifier not in other.url
    assert "code_challenge_method=S256" in other.url


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"nonce": "another"}, "wrong-nonce"),
        ({"nonce": None}, "wrong-nonce"),
        ({"iss": "https://evil.example"}, "wrong-issuer"),
        ({"aud": "officers"}, "wrong-audience"),
        ({"aud": ["portal", "officers"]}, "wrong-audience"),
        ({"aud": None}, "wrong-audience"),
        ({"azp": "officers"}, "wrong-party"),
        ({"iat": None}, "no-time"),
        ({"iat": True}, "no-time"),
        ({"exp": None}, "expired"),
        ({"exp": 10**400}, "no-time"),
    ],
)
def test_a_wrong_claim_is_refused(house: House, changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(LoginRefused, match=f"^{reason}$"):
        house.redeem(house.token(house.claims(**changes)))


@pytest.mark.parametrize(
    ("age", "reason"), [(timedelta(minutes=6), "too-old"), (timedelta(minutes=-1), "from-the-future")]
)
def test_a_token_of_another_time_is_refused(house: House, age: timedelta, reason: str) -> None:
    issued = int((house.clock.now() - age).timestamp())
    with pytest.raises(LoginRefused, match=reason):
        house.redeem(house.token(house.claims(iat=issued, exp=issued + 3600)))


def test_a_token_that_has_run_out_is_refused(house: House) -> None:
    now = int(house.clock.now().timestamp())
    with pytest.raises(LoginRefused, match="expired"):
        house.redeem(house.token(house.claims(iat=now - 60, exp=now)))


def test_a_token_signed_by_somebody_else_is_refused(house: House) -> None:
    with pytest.raises(LoginRefused, match="wrong-signature"):
        house.redeem(house.token(house.claims(), key=fresh_key()))
    with pytest.raises(LoginRefused, match="unknown-key"):
        house.redeem(house.token(house.claims(), kid="another"))


@pytest.mark.parametrize("text", ["", "a.b", "a.b.c", "e30.e30.e30", "x" * 20_000, "eyJhbGciOiJub25lIn0.e30."])
def test_what_is_no_signed_token_is_refused(house: House, text: str) -> None:
    with pytest.raises(LoginRefused):
        house.redeem(text)


def test_the_answer_of_another_issuer_is_not_even_redeemed(house: House) -> None:
    with pytest.raises(LoginRefused, match="answer-of-another-issuer"):
        house.redeem(house.token(house.claims()), issuer="https://evil.example")
    assert house.desk.asked == {}


def test_a_code_that_was_used_before_is_refused_in_the_protocols_word(house: House) -> None:
    house.desk.answer = Rejected(400, "", {"error": "invalid_grant", "error_description": "used before"})
    with pytest.raises(LoginRefused, match="code-invalid_grant"):
        house.provider.redeem("code-1", departure=house.departure, redirect_uri=BACK, issuer=None)


def test_an_answer_without_a_token_is_refused(house: House) -> None:
    house.desk.answer = {"access_token": "x"}
    with pytest.raises(LoginRefused, match="no-id-token"):
        house.provider.redeem("code-1", departure=house.departure, redirect_uri=BACK, issuer=None)


def test_a_rotated_key_is_fetched_when_it_is_first_seen(clock: MovableClock) -> None:
    old, new = fresh_key("old"), fresh_key("new")
    published = [public(old)]
    desk = Desk(None)
    keys = JwksKeys(lambda: published[-1], clock)
    provider = OpenIdProvider("portal", AT, client=desk, keys=keys, clock=clock)  # type: ignore[arg-type]
    now = int(clock.now().timestamp())
    departure = Departure("", "s", "n", "v")
    claims = {"iss": ISSUER, "sub": "s", "aud": "portal", "iat": now, "exp": now + 300, "nonce": "n"}
    for key, kid in ((old, "old"), (new, "new")):
        desk.answer = {"id_token": jwt.encode({"alg": "ES256", "kid": kid}, claims, key, algorithms=["ES256"])}
        if kid == "new":
            published.append(public(old, new))
            clock.move(timedelta(seconds=11))
        assert provider.redeem("c", departure=departure, redirect_uri=BACK, issuer=None).claims["sub"] == "s"


def logout(house: House, **changes: Any) -> str:
    event = {"jti": "j-1", "events": {LOGOUT_EVENT: {}}, "nonce": None}
    return house.token(house.claims(**(event | changes)))


def test_a_logout_from_outside_names_the_subject(house: House) -> None:
    subject, until = house.provider.logged_out(logout(house))
    assert subject == "s-1"
    assert until > house.clock.now() + timedelta(minutes=5)


@pytest.mark.parametrize(
    "changes",
    [{"events": None}, {"events": {}}, {"nonce": "n"}, {"sub": None}, {"jti": None}, {"aud": "officers"}, {"iss": "x"}],
)
def test_what_is_no_logout_token_ends_nothing(house: House, changes: dict[str, Any]) -> None:
    with pytest.raises(LoginRefused):
        house.provider.logged_out(logout(house, **changes))


def test_an_id_token_is_no_logout_token(house: House) -> None:
    with pytest.raises(LoginRefused, match="no-logout-event"):
        house.provider.logged_out(house.token(house.claims()))
