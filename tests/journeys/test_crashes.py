"""``kill -9`` at each commit of deciding and issuing; a restart ends right, whatever the line it died at."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from shared.db.engine import Database
from shared.kernel.clock import MovableClock
from tests.conftest import SUNDAY_MORNING
from tests.support.people import TestCitizen, TestOfficer, roadside_status
from tests.support.suites import RunningSuite, Template, running_suite

MOST_COMMITS = 60


def die_at(point: int, when: str) -> None:
    """Arm this process: SIGKILL to itself just before, or just after, its ``point``-th commit from now on."""
    real_begin, real_announce = Database.begin, Database._announce
    commits = iter(range(MOST_COMMITS * 10))

    def killed() -> None:
        if next(commits) == point:
            os.kill(os.getpid(), signal.SIGKILL)

    if when == "after":

        def announce(self: Database[Any]) -> None:
            killed()
            real_announce(self)

        Database._announce = announce  # type: ignore[method-assign]
        return

    from contextlib import contextmanager

    @contextmanager
    def begin(self: Database[Any], *arguments: Any) -> Any:
        with real_begin(self, *arguments) as work:
            yield work
            if work.committed:
                killed()

    Database.begin = begin  # type: ignore[method-assign,assignment]


def killed_in_child(action: Callable[[], None], point: int, when: str) -> bool:
    """Run ``action`` in a child that dies at a commit; False if it ended before it got there."""
    child = os.fork()
    if child == 0:
        try:
            die_at(point, when)
            action()
        except BaseException:  # noqa: BLE001  # the child must never return into the test runner
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the child failed by itself"
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


@pytest.fixture(params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest) -> Template:
    """The loaded demo world on either database."""
    found: Template = request.getfixturevalue(f"{request.param}_world")
    return found


@pytest.mark.parametrize("when", ["before", "after"])
def test_issuing_ends_right_after_a_kill_at_any_commit(world: Template, tmp_path: Path, when: str) -> None:
    died = 0
    for point in range(MOST_COMMITS):
        folder = tmp_path / f"{when}{point}"
        folder.mkdir()
        with running_suite(world, folder, MovableClock(SUNDAY_MORNING)) as prepared:
            citizen = TestCitizen.of(prepared, "zero-fee")
            application = citizen.files()
            old = citizen.licence()["card"]["serial"]
            prepared.suite.close()

            def decide_and_issue(prepared: RunningSuite = prepared, application: dict[str, Any] = application) -> None:
                with reopened(prepared) as child:
                    TestOfficer.of(child).approves(application)
                    child.settle()

            killed = killed_in_child(decide_and_issue, point, when)
            with reopened(prepared) as restarted:
                ends_right(restarted, application, old)
        if not killed:
            break
        died += 1
    assert died >= 4, "deciding and issuing commits several times; fewer kills mean the test does not bite"


def reopened(suite: RunningSuite) -> Any:
    """The same folder and databases in a new process's hands."""
    from contextlib import contextmanager

    from services.commands.outside_client import OutsideClient
    from services.settings import INTERNAL
    from services.suite import create_suite

    @contextmanager
    def opened() -> Any:
        clock = MovableClock(suite.clock.now())
        again = create_suite(suite.environment, clock=clock, with_sandbox=True)
        outside = OutsideClient(
            INTERNAL, suite.var / "demo/clients", patience=0, http=again.http, now=lambda: clock.now().timestamp()
        )
        try:
            yield RunningSuite(again, clock, suite.var, suite.environment, outside, suite.dialect)
        finally:
            again.close()

    return opened()


def ends_right(suite: RunningSuite, application: dict[str, Any], old: str) -> None:
    """Either the decision never was, and can be made now; or the dossier goes on to its end by itself."""
    suite.clock.move(timedelta(minutes=3))  # leases of the killed process run out
    suite.settle()
    citizen = TestCitizen.of(suite, "zero-fee")
    if citizen.state(application) == "under_review":
        TestOfficer.of(suite).approves(application)
        suite.settle()
    suite.clock.move(timedelta(minutes=6))
    suite.settle()
    ended = citizen.application(application["id"])
    assert ended["state"] == "delivered", ended
    card = citizen.licence()["card"]
    assert card["status"] == "live"
    assert card["serial"] == ended["result"]["card_serial"]
    assert roadside_status(suite, old) == "superseded"
    history = suite.outside.call(
        "GET", f"/api/licences/v1/licences/{citizen.licence()['id']}/history", token=citizen.token
    ).json()
    assert len(history["issuances"]) == 1, history
