"""What every service asks of access, and renewals of the gateway's keys: answers are examples of the contracts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest
import requests
from joserfc import jws
from joserfc.jwk import ECKey

from services.renewals.adapters.gateway import GatewayKeys
from shared import contracts
from shared.auth.keys import JwksKeys
from shared.http.session import new_session
from shared.http.tokens import ClientTokens
from shared.kernel.clock import MovableClock
from shared.kernel.errors import Unauthenticated, Unavailable
from tests.contract.documents import faults
from tests.support.contract_stubs import BASE_URL, ContractStubs, contract_stubs

pytestmark = pytest.mark.contract
SYSTEM = contracts.example("access", "issue_token", 200, "system")


@pytest.fixture
def stubs() -> Iterator[ContractStubs]:
    with contract_stubs() as found:
        yield found


@pytest.fixture
def tokens(clock: MovableClock) -> ClientTokens:
    key = ECKey.generate_key("P-256", {"kid": "renewals-1"}, auto_kid=False).as_dict(private=True)
    url = f"{BASE_URL}/oauth2/token"
    return ClientTokens("renewals", key, BASE_URL, url, new_session(), clock, resource=("licences", "violations"))


def test_a_token_is_asked_for_as_the_contract_says(stubs: ContractStubs, tokens: ClientTokens) -> None:
    stubs.answer("access", "issue_token", 200, "system")
    assert tokens() == SYSTEM["access_token"]
    [(_service, _operation, sent)] = stubs.sent()
    [(media_type, content)] = contracts.operation("access", "issue_token")[2]["requestBody"]["content"].items()
    assert sent.headers["Content-Type"] == media_type
    form: dict[str, Any] = {name: values[0] for name, values in parse_qs(str(sent.body)).items()}
    form["resource"] = parse_qs(str(sent.body))["resource"]
    assert not faults("access", content["schema"], form)
    assert form["resource"] == ["licences", "violations"]


def test_a_token_is_kept_until_a_minute_before_its_end(
    stubs: ContractStubs, tokens: ClientTokens, clock: MovableClock
) -> None:
    stubs.answer("access", "issue_token", 200, "system")
    tokens()
    clock.move(timedelta(seconds=SYSTEM["expires_in"] - 61))
    tokens()
    assert len(stubs.sent()) == 1
    clock.move(timedelta(seconds=1))
    tokens()
    assert len(stubs.sent()) == 2


@pytest.mark.parametrize("status", [400, 401, 503])
def test_a_refused_token_is_a_dependency_that_is_away(stubs: ContractStubs, tokens: ClientTokens, status: int) -> None:
    stubs.answer("access", "issue_token", status)
    with pytest.raises(Unavailable):
        tokens()


@pytest.mark.parametrize(
    "failure", [500, requests.ConnectTimeout(), requests.ReadTimeout(), requests.ConnectionError()]
)
def test_no_answer_is_a_dependency_that_is_away(stubs: ContractStubs, tokens: ClientTokens, failure: Any) -> None:
    stubs.fail("access", "issue_token", failure)
    with pytest.raises(Unavailable):
        tokens()


def test_the_keys_of_access_verify(stubs: ContractStubs, clock: MovableClock) -> None:
    stubs.answer("access", "get_jwks")
    session = new_session()
    keys = JwksKeys(lambda: session.get(f"{BASE_URL}/oauth2/jwks", timeout=1).json(), clock)
    [known] = contracts.example("access", "get_jwks", 200)["keys"]
    found = keys.key(known["kid"])
    assert found is not None
    assert found.as_dict(private=False)["x"] == known["x"]


def test_the_keys_of_the_gateway_are_asked_for(stubs: ContractStubs, clock: MovableClock) -> None:
    stubs.answer("sandbox", "get_jwks")
    session = new_session()
    keys = GatewayKeys(lambda: session.get(f"{BASE_URL}/sandbox/gateway/jwks", timeout=1).json(), clock)
    [known] = contracts.example("sandbox", "get_jwks", 200)["keys"]
    header = {"alg": "ES256", "kid": known["kid"]}
    stranger = ECKey.generate_key("P-256")
    with pytest.raises(Unauthenticated):
        keys.verified(jws.serialize_compact(header, b"{}", stranger, algorithms=["ES256"]).encode())
    assert len(stubs.sent()) == 1
