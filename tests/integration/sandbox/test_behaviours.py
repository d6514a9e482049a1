from __future__ import annotations

import threading
from typing import Any

import pytest

from services.sandbox.api import examples
from services.sandbox.application.behaviours import behaviour_of, take
from services.sandbox.domain.behaviour import Part, Trait
from tests.integration.sandbox.conftest import Sandbox


@pytest.mark.parametrize("part", list(Part))
def test_every_part_is_told_asked_and_reset(quick: Sandbox, part: Part) -> None:
    path = f"/sandbox/{part}/behaviour"
    assert quick.client.get(path).json == examples.WELL_BEHAVED
    assert quick.client.post(path, json={"double": 3}).json["double"] == 3
    assert quick.client.post(path, json={"silent": True}).json == examples.WELL_BEHAVED | {"double": 3, "silent": True}
    assert quick.client.get(path).json["silent"] is True
    assert quick.client.delete(path).json == examples.WELL_BEHAVED
    assert quick.client.get(path).json == examples.WELL_BEHAVED


def test_the_example_is_what_comes_back(sandbox: Sandbox) -> None:
    told = sandbox.client.post("/sandbox/gateway/behaviour", json=examples.BEHAVIOUR_TOLD)
    assert told.json == examples.BEHAVIOUR


@pytest.mark.parametrize(
    ("traits", "pointer"),
    [
        ({"fail": -1}, "/fail"),
        ({"fail": 1001}, "/fail"),
        ({"fail": "yes"}, "/fail"),
        ({"fail": 1.5}, "/fail"),
        ({"slow_ms": 30_001}, "/slow_ms"),
        ({"slow_ms": True}, "/slow_ms"),
        ({"explode": True}, "/explode"),
    ],
)
def test_faulty_behaviour_is_refused(quick: Sandbox, traits: dict[str, Any], pointer: str) -> None:
    answer = quick.client.post("/sandbox/gateway/behaviour", json=traits)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json["errors"]] == [pointer]
    assert quick.client.get("/sandbox/gateway/behaviour").json == examples.WELL_BEHAVED


def test_there_is_no_such_part(quick: Sandbox) -> None:
    assert quick.client.get("/sandbox/licences/behaviour").status_code == 404


@pytest.mark.parametrize("part", ["sso", "officer-idp"])
def test_a_login_can_fail_and_be_slow(quick: Sandbox, part: str) -> None:
    quick.tell(part, fail=1, slow_ms=1)
    page = quick.client.get(f"/sandbox/{part}/authorize?ui_locales=en")
    assert (page.status_code, page.mimetype) == (503, "text/html")
    assert "Interrupted for a moment" in page.text
    assert quick.client.get(f"/sandbox/{part}/jwks").status_code == 200


@pytest.mark.race
def test_a_counted_trait_is_shown_as_often_as_told_under_many_callers(sandbox: Sandbox) -> None:
    sandbox.tell("gateway", fail=5)
    store, shown = sandbox.store, []
    threads = [threading.Thread(target=lambda: shown.append(take(store, Part.GATEWAY, Trait.FAIL))) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(shown) == 5
    assert behaviour_of(store, Part.GATEWAY).fail == 0
