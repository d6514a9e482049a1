from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from services.sandbox.application.behaviours import reset, tell
from services.sandbox.application.ports import Json
from services.sandbox.application.station import PUSH, Heartbeats, send_case, submit
from services.sandbox.domain.behaviour import Part
from shared.kernel.errors import NotFound, Unavailable
from shared.messaging.jobs import JobRunner
from shared.web.runtime import runtime_of
from tests.integration.sandbox.conftest import Sandbox

HCM, HANOI = "police-hcm", "police-hanoi"


@dataclass
class Line:
    """A police line that leads to a list; ``away`` while the violations service does not answer."""

    away: bool = False
    pushed: list[object] = field(default_factory=list)
    beats: list[str] = field(default_factory=list)

    def clients(self) -> Sequence[str]:
        return (HANOI, HCM)

    def push(self, client_id: str, record: Json) -> tuple[int, Json]:
        if self.away:
            raise Unavailable("dependency-unavailable", service="violations")
        self.pushed.append(record["case_number"])
        return 201, {"effect": "created"}

    def heartbeat(self, client_id: str) -> None:
        if self.away:
            raise Unavailable("dependency-unavailable", service="violations")
        self.beats.append(client_id)


@dataclass
class Station:
    sandbox: Sandbox
    line: Line
    beat: Callable[[], int]
    run_due: Callable[[], int]

    def submit(self, number: str) -> int | None:
        record = {"case_number": number}
        return submit(self.sandbox.store, self.line, client_id=HCM, record=record).answer_status

    def later(self, seconds: float) -> None:
        self.sandbox.clock.move(timedelta(seconds=seconds))
        while self.run_due():
            pass

    def tell(self, **traits: object) -> None:
        tell(self.sandbox.store, Part.POLICE, traits)


def station_in(sandbox: Sandbox) -> Station:
    line, store, database = Line(), sandbox.store, runtime_of(sandbox.app).database
    assert database is not None
    runner = JobRunner(database, {PUSH: lambda job: send_case(store, line, job.key)}, service="sandbox")
    return Station(sandbox, line, Heartbeats(store, line).beat_due, runner.run_due)


@pytest.fixture
def station(quick: Sandbox) -> Station:
    return station_in(quick)


def test_a_case_is_pushed_at_once(station: Station) -> None:
    assert station.submit("1") == 201
    station.later(5)
    assert station.line.pushed == ["1"]


def test_a_case_waits_while_nobody_answers(sandbox: Sandbox) -> None:
    station = station_in(sandbox)
    station.line.away = True
    assert station.submit("1") is None
    station.later(2)
    station.line.away = False
    station.later(60)
    assert station.line.pushed == ["1"]


def test_an_unknown_client_is_refused(station: Station) -> None:
    with pytest.raises(NotFound, match="unknown-police-client"):
        submit(station.sandbox.store, station.line, client_id="auditor", record={})


def test_a_case_is_pushed_twice(station: Station) -> None:
    station.tell(double=1)
    station.submit("1")
    station.submit("2")
    assert station.line.pushed == ["1", "1", "2"]


def test_a_lost_answer_means_the_case_comes_again(station: Station) -> None:
    station.tell(lose_answer=1)
    assert station.submit("1") is None
    station.later(2)
    assert station.line.pushed == ["1", "1"]


def test_the_later_case_comes_first(sandbox: Sandbox) -> None:
    station = station_in(sandbox)
    station.tell(reorder=True)
    station.submit("1")
    station.sandbox.clock.move(timedelta(seconds=0.5))
    station.submit("2")
    station.later(3)
    assert station.line.pushed == ["2", "1"]


def test_slow_means_later(station: Station) -> None:
    station.tell(slow_ms=3000)
    assert station.submit("1") is None
    station.later(1.5)
    assert station.line.pushed == []
    station.later(2)
    assert station.line.pushed == ["1"]


def test_silence_stops_cases_and_heartbeats_until_it_ends(station: Station) -> None:
    station.tell(silent=True)
    station.submit("1")
    assert station.beat() == 0
    station.later(90)
    assert (station.line.pushed, station.line.beats) == ([], [])
    reset(station.sandbox.store, Part.POLICE)
    assert station.beat() == 2
    station.later(2)
    assert station.line.pushed == ["1"]


def test_a_heartbeat_at_once_and_then_every_minute(station: Station) -> None:
    assert station.beat() == 2
    assert station.beat() == 0
    station.sandbox.clock.move(timedelta(seconds=59))
    assert station.beat() == 0
    station.sandbox.clock.move(timedelta(seconds=1))
    assert station.beat() == 2
    assert station.line.beats == [HANOI, HCM] * 2


def test_a_heartbeat_that_nobody_answered_is_tried_again_soon(station: Station) -> None:
    station.line.away = True
    assert station.beat() == 0
    station.line.away = False
    assert station.beat() == 0
    station.sandbox.clock.move(timedelta(seconds=5))
    assert station.beat() == 2


def test_a_missed_heartbeat_is_missed_once(station: Station) -> None:
    station.tell(silent=1)
    assert station.beat() == 0
    assert station.beat() == 0
    station.sandbox.clock.move(timedelta(seconds=60))
    assert station.beat() == 2


def test_without_keys_there_is_no_station(quick: Sandbox) -> None:
    answer = quick.client.post("/sandbox/police/cases", json={"client": HCM, "case": {"case_number": "1"}})
    assert (answer.status_code, answer.json["code"]) == (404, "unknown-police-client")
    quick.work()
