from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from shared.db.lookups import Lookup
from shared.kernel.clock import MovableClock
from shared.web.app import build_app
from shared.web.runtime import Runtime, runtime_of
from tests.support.toy_service import NEW_THING, PREFIX, Toy


@pytest.mark.parametrize("path", [f"{PREFIX}/things", "/nothing", f"{PREFIX}/openapi.json", "/health/live"])
def test_every_answer_is_protected(toy: Toy, path: str) -> None:
    found = toy.client.get(path, headers=toy.headers())
    assert found.headers["X-Content-Type-Options"] == "nosniff"
    assert found.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in found.headers["Content-Security-Policy"]
    assert found.headers["Referrer-Policy"] == "no-referrer"
    assert "Server" not in found.headers


def test_health(toy: Toy) -> None:
    assert toy.client.get("/health/live").json == {"status": "up"}
    ready = toy.client.get("/health/ready", headers={"Accept": "text/html"})
    assert ready.status_code == 200
    entry = ready.json["services"]["toys"]
    assert entry["status"] == "up"
    assert set(entry) == {"status", "version", "schema_revision", "failing"}


def test_a_failing_check_is_not_ready(toy: Toy) -> None:
    def broken() -> None:
        raise OSError("disk")

    toy.runtime.checks["disk"] = broken
    ready = toy.client.get("/health/ready")
    assert ready.status_code == 503
    assert ready.json["status"] == "down"
    assert ready.json["services"]["toys"]["failing"] == ["disk"]
    assert toy.client.get("/health/live").status_code == 200


def test_metrics_count_by_route_not_by_path(toy: Toy) -> None:
    toy.client.get(f"{PREFIX}/things/019aa5c4-6f00-7000-8000-0000000000ff", headers=toy.headers())
    toy.client.get("/nothing/999095000001")
    text = toy.client.get("/metrics").text
    assert f'route="{PREFIX}/things/<id:thing_id>",service="toys",status_class="4xx"' in text
    assert 'route="(no route)"' in text
    assert "999095000001" not in text


def test_asking_for_news_every_second_does_not_fill_the_log(toy: Toy, capsys: pytest.CaptureFixture[str]) -> None:
    system = toy.headers(toy.system())
    assert toy.client.get(f"{PREFIX}/events", headers=system).status_code == 200
    assert capsys.readouterr().out == ""
    assert toy.client.get(f"{PREFIX}/events").status_code == 401
    assert '"token-missing"' in capsys.readouterr().out


def test_each_request_is_one_line_with_its_template_and_caller(toy: Toy, capsys: pytest.CaptureFixture[str]) -> None:
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    toy.client.get(
        f"{PREFIX}/things?after=999095000001",
        headers=toy.headers(traceparent=f"00-{trace}-00f067aa0ba902b7-01"),
    )
    out = capsys.readouterr().out
    (line,) = [json.loads(entry) for entry in out.splitlines()]
    assert line["event"] == "request"
    assert line["service"] == "toys"
    assert line["trace_id"] == trace
    assert len(line["span_id"]) == 16
    assert (line["method"], line["route"], line["status"]) == ("GET", f"{PREFIX}/things", 422)
    assert (line["client_id"], line["problem"]) == ("portal", "validation-failed")
    assert line["subject"] == "6a1f9c1e-0000-5000-8000-000000000001"
    assert line["ms"] >= 0
    assert "999095000001" not in out


def test_the_runtime_is_found_and_closed(clock: MovableClock) -> None:
    closed: list[str] = []
    runtime = Runtime("bare", clock, closers=[lambda: closed.append("first"), lambda: closed.append("last")])
    app, _api = build_app("bare", title="Bare", runtime=runtime, verifier=None, texts={})
    assert runtime_of(app) is runtime
    assert app.test_client().get("/api/bare/v1/events").status_code == 404, "no database, no feed"
    runtime.close()
    assert closed == ["last", "first"]


def test_the_background_of_every_service_seals_looks_and_forgets_answers(toy: Toy, clock: MovableClock) -> None:
    made = toy.client.post(f"{PREFIX}/things", json=NEW_THING, headers=toy.headers(Idempotency_Key="k"))
    assert made.status_code == 201, made.json
    look = Lookup("999095000001", "system", "x", "roadside", None, None, ("name",), "roadside", None)
    toy.runtime.lookups.record([look])
    tasks = toy.runtime.background()
    assert [task() for task in tasks] == [0, 0], "the hour still runs, the answer is young"
    clock.move(timedelta(days=8))
    assert [task() for task in tasks] == [1, 1]
    assert [task() for task in tasks] == [0, 0]


def test_the_schema_revision_is_shown(clock: MovableClock) -> None:
    runtime = Runtime("bare", clock, schema_revision=lambda: "0003")
    assert runtime.health()["schema_revision"] == "0003"


def test_an_app_of_another_making_has_no_runtime() -> None:
    from flask import Flask

    with pytest.raises(TypeError, match="build_app"):
        runtime_of(Flask("x"))


def test_every_route_carries_an_access_mark(toy: Toy) -> None:
    from shared.auth.access import access_of

    views: dict[str, Any] = toy.app.view_functions
    assert [rule.rule for rule in toy.app.url_map.iter_rules() if access_of(views[rule.endpoint]) is None] == []
