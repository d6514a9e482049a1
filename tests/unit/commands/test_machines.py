"""``gplx serve`` and ``gplx work``: told what is missing before anything starts, and looked at from outside."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from click.testing import CliRunner
from flask import Flask

from services.commands import machine, main, serve, work
from services.front import create_front, distant
from services.settings import FRONT, SANDBOX, SERVICES, MachineSettings
from services.suite import parts
from shared.http.in_process import InProcessAdapter
from shared.messaging.background import BackgroundLoop


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GPLX_METRICS_DIR", str(tmp_path / "metrics"))
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "")  # is set by the command, and put back after the test
    monkeypatch.delenv("PROMETHEUS_MULTIPROC_DIR")
    monkeypatch.setattr("shared.observability.metrics._shared", [])  # this process stays alone in counting
    return tmp_path


def test_every_part_of_the_suite_can_be_served_alone() -> None:
    assert set(SERVICES) | {SANDBOX} == {part.name for part in parts(with_sandbox=True)}
    for name in (*SERVICES, SANDBOX):
        assert callable(machine.load(name).create_app)


@pytest.mark.parametrize("command", ["serve", "work"])
def test_what_a_service_is_not_told_is_said_before_it_starts(here: Path, command: str) -> None:
    found = CliRunner().invoke(main, [command, "renewals"])
    assert found.exit_code == 1
    assert "GPLX_RENEWALS_DATABASE_URL" in found.output
    assert "GPLX_RENEWALS_LICENCES_URL" in found.output


def test_an_unknown_service_is_refused(here: Path) -> None:
    assert CliRunner().invoke(main, ["serve", "exchange-rates"]).exit_code == 2
    assert CliRunner().invoke(main, ["work", FRONT]).exit_code == 2, "the front door promises nothing"


def test_numbers_of_processes_that_ended_do_not_count_again(here: Path) -> None:
    folder = here / "metrics"
    folder.mkdir()
    (folder / "counter_7.db").touch()
    serve.empty(MachineSettings(metrics_dir=folder))
    assert list(folder.iterdir()) == []
    (here / "file").touch()
    with pytest.raises(serve.click.ClickException, match="GPLX_METRICS_DIR"):
        serve.empty(MachineSettings(metrics_dir=here / "file"))


def test_no_control_socket_and_no_trust_in_whoever_calls() -> None:
    options = machine.options(MachineSettings(), workers=2, threads=8)
    assert options["control_socket_disable"] is True
    assert options["forwarded_allow_ips"] == ""


def test_neighbours_are_hosts_of_their_names_unless_said_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GPLX_LICENCES_URL", "https://register.example.org")
    found = machine.neighbours(MachineSettings())
    assert found["licences"] == "https://register.example.org"
    assert found["renewals"] == "http://renewals:8080"
    assert SANDBOX not in found
    assert SANDBOX in machine.neighbours(MachineSettings(sandbox=True))


def answering(status: int, body: object) -> Callable[..., Iterable[bytes]]:
    """A service that says nothing but this."""

    def application(_environ: object, start_response: Any) -> Iterable[bytes]:
        start_response(f"{status} Said", [("Content-Type", "application/json")])
        return [json.dumps(body).encode()]

    return application


def away(_environ: object, _start_response: object) -> Iterable[bytes]:
    raise OSError("no such host")


def test_the_front_door_tells_the_health_of_all() -> None:
    up = {"status": "up", "services": {"access": {"status": "up", "version": "1", "failing": []}}}
    down = {"status": "down", "services": {"licences": {"status": "down"}}}
    neighbours = {
        "access": answering(200, up),
        "licences": answering(503, down),
        "violations": away,
        "renewals": answering(200, ["nonsense"]),
    }
    http = requests.Session()
    for name, application in neighbours.items():
        http.mount(f"http://{name}", InProcessAdapter(application))
    addresses = {name: f"http://{name}" for name in neighbours}
    answer = create_front(distant(addresses, http)).test_client().get("/health/ready")
    assert answer.status_code == 503
    found = {name: entry["status"] for name, entry in answer.json["services"].items()}
    assert found == {"access": "up", "licences": "down", "violations": "down", "renewals": "down"}
    alone = create_front(distant({"access": "http://access"}, http)).test_client()
    assert alone.get("/health/ready").status_code == 200
    assert alone.get("/api/nowhere").json["code"] == "not-found"


def test_a_worker_shows_its_health_and_nothing_else() -> None:
    app = Flask("x")
    app.add_url_rule("/health/ready", view_func=lambda: "well")
    app.add_url_rule("/api/x/v1/things", endpoint="things", view_func=lambda: "secret")
    app.wsgi_app = work.only(work.SHOWN, app.wsgi_app)  # type: ignore[method-assign]
    assert app.test_client().get("/health/ready").text == "well"
    assert app.test_client().get("/api/x/v1/things").status_code == 404


@pytest.fixture
def hanging() -> Iterator[tuple[BackgroundLoop, threading.Event]]:
    free, begun = threading.Event(), threading.Event()

    def task() -> int:
        begun.set()
        free.wait(20)
        return 0

    loop = BackgroundLoop([task])
    yield loop, begun
    free.set()
    loop.stop()


def test_a_worker_that_stands_still_is_not_well(
    hanging: tuple[BackgroundLoop, threading.Event], monkeypatch: Any
) -> None:
    loop, begun = hanging
    with pytest.raises(RuntimeError):
        work.must_turn(loop)
    loop.start()
    assert begun.wait(10)
    work.must_turn(loop)
    later = time.monotonic() + work.STUCK_SECONDS + 1
    monkeypatch.setattr(work.time, "monotonic", lambda: later)
    with pytest.raises(RuntimeError):
        work.must_turn(loop)
