from __future__ import annotations

import threading
from typing import Any

import pytest

from tests.support.toy_service import NEW_THING, PREFIX, Toy, calls

THINGS = f"{PREFIX}/things"


def post(toy: Toy, body: dict[str, Any] | None = None, key: str | None = "k", token: str | None = None) -> Any:
    more = {} if key is None else {"Idempotency_Key": key}
    return toy.client.post(THINGS, json=body or NEW_THING, headers=toy.headers(token, **more))


def test_a_repeat_gets_the_first_answer_and_does_nothing(toy: Toy) -> None:
    first, second = post(toy), post(toy)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.data == second.data
    assert first.headers["ETag"] == second.headers["ETag"] == '"v1"'
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"
    assert len(calls) == 1


def test_the_order_of_members_does_not_make_another_request(toy: Toy) -> None:
    post(toy)
    assert post(toy, dict(reversed(NEW_THING.items()))).headers["Idempotency-Replayed"] == "true"


def test_the_same_key_with_another_body_is_422(toy: Toy) -> None:
    post(toy)
    found = post(toy, {**NEW_THING, "name": "another"})
    assert (found.status_code, found.json["code"]) == (422, "idempotency-key-reused")
    assert len(calls) == 1


def test_a_key_belongs_to_one_subject(toy: Toy) -> None:
    post(toy)
    other = post(toy, token=toy.token(sub="6a1f9c1e-0000-5000-8000-000000000002"))
    assert "Idempotency-Replayed" not in other.headers
    assert len(calls) == 2


@pytest.mark.parametrize("key", [None, "", " ", "a b", "x" * 129, "\xe9", "a\tb"])
def test_a_missing_or_odd_key_is_400(toy: Toy, key: str | None) -> None:
    found = post(toy, key=key)
    assert (found.status_code, found.json["code"]) == (400, "idempotency-key-required")
    assert calls == []


@pytest.mark.parametrize("key", ["a", "x" * 128, "!~", "019aa5c4-6f00-7000-8000-000000000001", 'a"b,c'])
def test_visible_ascii_up_to_128_is_a_key(toy: Toy, key: str) -> None:
    assert post(toy, key=key).status_code == 201


@pytest.mark.parametrize(("name", "status"), [("crash", 500), ("conflict", 409), ("away", 503), ("", 422)])
def test_refusals_and_failures_are_not_kept(toy: Toy, name: str, status: int) -> None:
    assert post(toy, {**NEW_THING, "name": name}).status_code == status
    assert post(toy).status_code == 201


def test_while_one_works_the_other_is_told_to_wait(toy: Toy) -> None:
    from shared.web import idempotency

    store, held, leave = toy.runtime.idempotency, threading.Event(), threading.Event()
    assert store is not None
    with toy.app.test_request_context(THINGS, method="POST"):
        pass
    scopes: list[str] = []
    original = idempotency.idempotency_scope

    def remember() -> str:
        scopes.append(original())
        return scopes[-1]

    idempotency.idempotency_scope = remember
    try:
        post(toy, key="first")
    finally:
        idempotency.idempotency_scope = original

    def hold() -> None:
        with store.running(scopes[0], "k"):
            held.set()
            leave.wait(5)

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(5)
    found = post(toy)
    leave.set()
    thread.join(5)
    assert (found.status_code, found.json["code"], found.headers["Retry-After"]) == (409, "request-in-progress", "1")
    assert post(toy).status_code == 201


def test_many_at_once_do_the_work_once(toy: Toy) -> None:
    token, found = toy.token(), []

    def go() -> None:
        client = toy.app.test_client()
        found.append(client.post(THINGS, json=NEW_THING, headers=toy.headers(token, Idempotency_Key="k")).status_code)

    threads = [threading.Thread(target=go) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert set(found) <= {201, 409}
    assert 201 in found
    assert len(calls) == 1
