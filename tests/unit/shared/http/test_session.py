from __future__ import annotations

from typing import Any

import pytest
import requests
import responses

from shared.http import session as module
from shared.http.session import new_session

URL = "https://other.example/x"


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    found: list[float] = []
    monkeypatch.setattr(module.time, "sleep", found.append)
    return found


@pytest.fixture
def mock() -> Any:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as found:
        yield found


@pytest.mark.parametrize("passing", [502, 503, 504, requests.ConnectionError(), requests.ConnectTimeout()])
def test_a_read_is_tried_again_after_a_passing_failure(mock: Any, pauses: list[float], passing: Any) -> None:
    for _ in range(2):
        if isinstance(passing, int):
            mock.get(URL, status=passing)
        else:
            mock.get(URL, body=passing)
    mock.get(URL, json={})
    assert new_session().get(URL).status_code == 200
    assert len(pauses) == 2
    assert 0 < pauses[0] < 1


def test_there_is_an_end_to_trying(mock: Any, pauses: list[float]) -> None:
    mock.get(URL, status=503)
    assert new_session().get(URL).status_code == 503
    assert len(mock.calls) == 3
    mock.replace("GET", URL, body=requests.ConnectionError())
    with pytest.raises(requests.ConnectionError):
        new_session().get(URL)


@pytest.mark.parametrize("status", [200, 400, 409, 429, 500])
def test_other_answers_are_handed_on_at_once(mock: Any, pauses: list[float], status: int) -> None:
    mock.get(URL, status=status)
    assert new_session().get(URL).status_code == status
    assert len(mock.calls) == 1


def test_a_write_is_tried_once(mock: Any, pauses: list[float]) -> None:
    mock.post(URL, status=503)
    assert new_session().post(URL, json={}).status_code == 503
    assert len(mock.calls) == 1


def test_a_write_with_a_key_is_tried_again(mock: Any, pauses: list[float]) -> None:
    mock.post(URL, status=503)
    mock.post(URL, status=201)
    assert new_session().post(URL, json={}, headers={"Idempotency-Key": "k"}).status_code == 201


def test_a_body_that_is_gone_after_sending_is_not_sent_again(mock: Any, pauses: list[float]) -> None:
    mock.post(URL, status=503)
    new_session().post(URL, data=iter([b"a"]), headers={"Idempotency-Key": "k"})
    assert len(mock.calls) == 1


@pytest.mark.parametrize(("asked", "calls"), [("1", 2), ("2", 2), ("3", 1), ("Fri, 31 Dec 2027 23:59:59 GMT", 1)])
def test_retry_after_is_honoured(mock: Any, pauses: list[float], asked: str, calls: int) -> None:
    mock.get(URL, status=503, headers={"Retry-After": asked})
    mock.get(URL, status=200)
    new_session().get(URL)
    assert len(mock.calls) == calls
    if calls == 2:
        assert pauses[0] >= int(asked)


def test_nothing_comes_from_the_environment_and_no_cookie_stays(mock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:1")
    mock.get(URL, headers={"Set-Cookie": "a=b"})
    session = new_session()
    session.get(URL)
    assert len(session.cookies) == 0
    assert session.trust_env is False
