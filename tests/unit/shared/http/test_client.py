from __future__ import annotations

from typing import Any

import pytest
import requests
import responses

from shared.db.unit_of_work import unit_of_work_open
from shared.http.breaker import Breaker
from shared.http.client import ServiceClient
from shared.http.faults import Rejected
from shared.http.in_process import InProcessAdapter
from shared.http.session import new_session
from shared.kernel.errors import Unavailable
from shared.observability.tracing import traced
from tests.support.toy_service import NEW_THING, PREFIX, THING, Toy

BASE = "https://toys.example"
THINGS = "/api/toys/v1/things"


@pytest.fixture
def mock(monkeypatch: pytest.MonkeyPatch) -> Any:
    from shared.http import session as module

    monkeypatch.setattr(module.time, "sleep", lambda _seconds: None)
    with responses.RequestsMock(assert_all_requests_are_fired=False) as found:
        yield found


class Tokens:
    """Gives numbered tokens."""

    def __init__(self) -> None:
        self.number = 1

    def __call__(self) -> str:
        return f"token-{self.number}"

    def forget(self) -> None:
        self.number += 1


def client(tokens: Any = None, **more: Any) -> ServiceClient:
    return ServiceClient("toys", BASE + "/", new_session(), tokens or Tokens(), **more)


def test_who_why_and_which_trace_travel_along(mock: Any) -> None:
    mock.post(BASE + THINGS, json={"a": 1}, status=201, headers={"ETag": '"v1"'})
    with traced() as trace:
        reply = client().post(
            THINGS,
            json={"n": 1},
            idempotency_key="k",
            purpose="reissue",
            case="c",
            on_behalf_of="s",
            headers={"X": "y"},
        )
    sent = mock.calls[0].request.headers
    assert sent["Authorization"] == "Bearer token-1"
    assert sent["traceparent"].split("-")[1] == trace.trace_id
    assert sent["Accept-Language"] == "vi"
    assert (sent["Idempotency-Key"], sent["X"]) == ("k", "y")
    assert (sent["Gplx-Purpose"], sent["Gplx-Case"], sent["Gplx-On-Behalf-Of"]) == ("reissue", "c", "s")
    assert (reply.status, reply.json, reply.headers["ETag"]) == (201, {"a": 1}, '"v1"')


def test_without_tokens_nobody_is_named(mock: Any) -> None:
    mock.get(BASE + "/open", body=b"bytes", content_type="image/png")
    reply = ServiceClient("toys", BASE, new_session()).get("/open", params={"a": "b"})
    assert "Authorization" not in mock.calls[0].request.headers
    assert mock.calls[0].request.url.endswith("?a=b")
    assert (reply.json, reply.content) == (None, b"bytes")


@pytest.mark.parametrize("status", [400, 403, 404, 409, 412, 422, 428, 429])
def test_a_refusal_carries_its_code(mock: Any, status: int) -> None:
    mock.post(
        BASE + THINGS, json={"code": "some-code", "status": status}, status=status,
        content_type="application/problem+json",
    )  # fmt: skip
    with pytest.raises(Rejected) as caught:
        client().post(THINGS, json={})
    assert (caught.value.status, caught.value.code) == (status, "some-code")
    assert caught.value.problem["status"] == status


def test_a_refusal_without_a_problem_is_still_one(mock: Any) -> None:
    mock.get(BASE + THINGS, body="<html>", status=404)
    with pytest.raises(Rejected) as caught:
        client().get(THINGS)
    assert caught.value.code == ""
    mock.replace("GET", BASE + THINGS, body="{", status=404, content_type="application/json")
    with pytest.raises(Rejected):
        client().get(THINGS)


@pytest.mark.parametrize(
    "answer",
    [{"status": 500}, {"status": 503, "headers": {"Retry-After": "60"}}, {"body": requests.ConnectionError()},
     {"body": requests.ReadTimeout()}, {"status": 302, "headers": {"Location": "http://evil.example"}}],
)  # fmt: skip
def test_what_cannot_be_asked_is_unavailable(mock: Any, answer: dict[str, Any]) -> None:
    mock.get(BASE + THINGS, **answer)
    with pytest.raises(Unavailable) as caught:
        client().get(THINGS)
    assert (caught.value.code, caught.value.params["service"]) == ("dependency-unavailable", "toys")
    assert caught.value.retry_after == (60 if answer.get("headers", {}).get("Retry-After") else 5)


def test_after_failures_in_a_row_it_fails_at_once(mock: Any) -> None:
    mock.get(BASE + THINGS, status=500)
    asked = client(breaker=Breaker(failures=2, pause=60))
    for _ in range(5):
        with pytest.raises(Unavailable):
            asked.get(THINGS)
    assert len(mock.calls) == 2


def test_refusals_do_not_open_the_breaker(mock: Any) -> None:
    mock.get(BASE + THINGS, json={}, status=404)
    asked = client(breaker=Breaker(failures=1, pause=60))
    for _ in range(3):
        with pytest.raises(Rejected):
            asked.get(THINGS)


def test_a_missing_token_is_not_the_providers_failure(mock: Any) -> None:
    def none() -> str:
        raise Unavailable("dependency-unavailable", service="access")

    breaker = Breaker(failures=1, pause=60)
    with pytest.raises(Unavailable) as caught:
        client(none, breaker=breaker).get(THINGS)
    assert caught.value.params["service"] == "access"
    assert breaker.admits()


def test_a_refused_token_is_fetched_anew_once(mock: Any) -> None:
    mock.get(BASE + THINGS, json={"code": "token-invalid"}, status=401)
    mock.get(BASE + THINGS, json={"ok": 1})
    assert client().get(THINGS).json == {"ok": 1}
    assert [call.request.headers["Authorization"] for call in mock.calls] == ["Bearer token-1", "Bearer token-2"]
    mock.reset()
    mock.get(BASE + THINGS, json={"code": "token-invalid"}, status=401)
    with pytest.raises(Rejected):
        client().get(THINGS)
    assert len(mock.calls) == 2


def test_no_http_while_a_unit_of_work_is_open(mock: Any) -> None:
    with unit_of_work_open(), pytest.raises(RuntimeError, match="unit of work"):
        client().get(THINGS)
    assert len(mock.calls) == 0


def test_against_a_real_service_in_process(toy: Toy) -> None:
    base = "http://gplx.internal"
    http = new_session({base: InProcessAdapter(toy.app)})
    asked = ServiceClient("toys", base, http, toy.token)
    made = asked.post(f"{PREFIX}/things", json=NEW_THING, idempotency_key="k")
    assert made.json["id"] == THING["id"]
    with pytest.raises(Rejected) as caught:
        asked.post(f"{PREFIX}/things", json={}, idempotency_key="k2")
    assert caught.value.problem["errors"][0]["pointer"] == "/name"
    tag = asked.get(f"{PREFIX}/things/{THING['id']}").headers["ETag"]
    assert asked.get(f"{PREFIX}/things/{THING['id']}", headers={"If-None-Match": tag}).status == 304
