from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest
import requests
import responses
from joserfc import jwt
from joserfc.jwk import ECKey

from shared.db.unit_of_work import unit_of_work_open
from shared.http.session import new_session
from shared.http.tokens import ClientTokens
from shared.kernel.clock import MovableClock
from shared.kernel.errors import Unavailable

URL = "https://issuer.example/oauth2/token"
KEY = ECKey.generate_key("P-256", {"kid": "renewals-1"}, auto_kid=False)


@pytest.fixture
def mock() -> Any:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as found:
        yield found


def tokens(clock: MovableClock, **more: Any) -> ClientTokens:
    private = KEY.as_dict(private=True)
    return ClientTokens("renewals", private, "https://issuer.example", URL, new_session(), clock, **more)


def test_the_assertion_names_the_client_and_the_issuer_once(mock: Any, clock: MovableClock) -> None:
    mock.post(URL, json={"access_token": "t1", "expires_in": 600})
    found = tokens(clock, scope="licences:read events:read", resource=("licences", "violations"))
    assert found() == "t1"
    form = parse_qs(mock.calls[0].request.body)
    assert form["grant_type"] == ["client_credentials"]
    assert form["scope"] == ["licences:read events:read"]
    assert form["resource"] == ["licences", "violations"]
    assert form["client_assertion_type"] == ["urn:ietf:params:oauth:client-assertion-type:jwt-bearer"]
    token = jwt.decode(form["client_assertion"][0], KEY, algorithms=["ES256"])
    now = int(clock.now().timestamp())
    assert token.header["kid"] == "renewals-1"
    assert token.claims["iss"] == token.claims["sub"] == "renewals"
    assert token.claims["aud"] == "https://issuer.example"
    assert now < token.claims["exp"] <= now + 300
    other = jwt.decode(found.assertion(), KEY, algorithms=["ES256"])
    assert other.claims["jti"] != token.claims["jti"]


def test_a_token_is_kept_until_a_minute_before_its_end(mock: Any, clock: MovableClock) -> None:
    mock.post(URL, json={"access_token": "t1", "expires_in": 600})
    mock.post(URL, json={"access_token": "t2", "expires_in": 600})
    found = tokens(clock)
    assert found() == "t1"
    clock.move(timedelta(seconds=539))
    assert found() == "t1"
    clock.move(timedelta(seconds=1))
    assert found() == "t2"
    assert len(mock.calls) == 2


def test_a_forgotten_token_is_fetched_anew(mock: Any, clock: MovableClock) -> None:
    mock.post(URL, json={"access_token": "t1", "expires_in": 30})
    mock.post(URL, json={"access_token": "t2", "expires_in": 30})
    found = tokens(clock)
    found()
    found.forget()
    assert found() == "t2"


def test_many_at_once_fetch_once(mock: Any, clock: MovableClock) -> None:
    mock.post(URL, json={"access_token": "t1", "expires_in": 600})
    found = tokens(clock)
    threads = [threading.Thread(target=found) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert len(mock.calls) == 1


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 500},
        {"status": 400, "json": {"error": "invalid_client"}},
        {"json": []},
        {"json": {"token_type": "Bearer"}},
        {"body": "<html>"},
        {"body": requests.ConnectionError()},
    ],
)
def test_no_token_means_unavailable(mock: Any, clock: MovableClock, answer: dict[str, Any]) -> None:
    mock.post(URL, **answer)
    with pytest.raises(Unavailable) as caught:
        tokens(clock)()
    assert caught.value.params["service"] == "access"


def test_not_while_a_unit_of_work_is_open(clock: MovableClock) -> None:
    with unit_of_work_open(), pytest.raises(RuntimeError, match="unit of work"):
        tokens(clock)()
