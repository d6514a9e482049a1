from __future__ import annotations

import threading
import time

import pytest

from tests.support.toy_service import NEW_THING, PREFIX, THING, Toy

EVENTS = f"{PREFIX}/events"


def make(toy: Toy, key: str) -> None:
    headers = toy.headers(Idempotency_Key=key)
    assert toy.client.post(f"{PREFIX}/things", json=NEW_THING, headers=headers).status_code == 201


def test_the_feed_goes_on_from_its_cursor(toy: Toy) -> None:
    make(toy, "a")
    make(toy, "b")
    first = toy.client.get(f"{EVENTS}?limit=1", headers=toy.headers(toy.system())).json
    assert [item["type"] for item in first["items"]] == ["thing.made"]
    assert first["items"][0]["subject_id"] == THING["id"]
    second = toy.client.get(f"{EVENTS}?after={first['next']}", headers=toy.headers(toy.system())).json
    assert len(second["items"]) == 1
    third = toy.client.get(f"{EVENTS}?after={second['next']}", headers=toy.headers(toy.system())).json
    assert third == {"items": [], "next": second["next"]}


def test_a_waiting_reader_is_woken(toy: Toy) -> None:
    found: list[int] = []

    def wait() -> None:
        answer = toy.app.test_client().get(f"{EVENTS}?wait=10", headers=toy.headers(toy.system()))
        found.append(len(answer.json["items"]))

    thread = threading.Thread(target=wait)
    started = time.monotonic()
    thread.start()
    time.sleep(0.1)
    make(toy, "a")
    thread.join(10)
    assert found == [1]
    assert time.monotonic() - started < 8


@pytest.mark.parametrize("query", ["limit=501", "limit=0", "wait=21", "wait=-1", "after=x", "after=1", "after=1.2.3"])
def test_limits_are_stated_and_kept(toy: Toy, query: str) -> None:
    assert toy.client.get(f"{EVENTS}?{query}", headers=toy.headers(toy.system())).status_code == 422


def test_people_do_not_read_the_feed(toy: Toy) -> None:
    assert toy.client.get(EVENTS, headers=toy.headers(toy.token(scope="events:read"))).status_code == 403
