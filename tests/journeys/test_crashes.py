"""``kill -9`` at each commit of deciding and issuing; a restart ends right, whatever the line it died at.

The dossier is filed once; every point starts from a copy of that world. A child process decides on a suite of its own
and kills itself just before, or just after, its n-th commit in renewals or licences. How many commits there are is
measured by a child that is let live, so no point is forgotten and each kill is counted. The decision is killed at
every commit on both databases; what then goes on by itself, at every commit on SQLite and every third on PostgreSQL,
where making the copies takes most of the time.
"""

from __future__ import annotations

import os
import signal
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, make_url

from shared.db import engine
from shared.kernel.clock import MovableClock
from tests.conftest import SUNDAY_MORNING
from tests.support.evidence import Evidence
from tests.support.lasting import lasting
from tests.support.people import TestCitizen, TestOfficer, roadside_status
from tests.support.suites import RunningSuite, Template, opened, prepared

pytestmark = [pytest.mark.journey, pytest.mark.crash, pytest.mark.slow]

Deed = Callable[[RunningSuite], None]

QUIET = SUNDAY_MORNING + timedelta(minutes=1)
LEASES_RUN_OUT = timedelta(minutes=3)
FEWEST_COMMITS = 5
"""Decision, signature, request, card, issue, delivery; fewer would mean that the test does not bite."""


@dataclass
class Filed:
    """A dossier under review, with everybody logged in, to be decided again and again in copies of its world."""

    template: Template
    application: dict[str, Any]
    licence_id: str
    old_serial: str
    citizen: TestCitizen
    officer_token: str

    def approve(self, suite: RunningSuite) -> None:
        """Have the officer approve."""
        TestOfficer(suite.outside, self.officer_token).approves(self.application)


def file_once(suite: RunningSuite) -> tuple[TestCitizen, str, dict[str, Any], dict[str, Any]]:
    """File the dossier everything is about."""
    citizen, officer = TestCitizen.of(suite, "zero-fee"), TestOfficer.of(suite)
    licence = citizen.licence()
    application = citizen.files()
    assert application["state"] == "under_review"
    suite.clock.set(QUIET)
    suite.settle()  # what the filing promised is done: nothing but the decision's own promises can carry it on
    return citizen, officer.token, licence, application


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def filed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filed]:
    """The world to copy, on either database."""
    world: Template = request.getfixturevalue(f"{request.param}_world")
    folder = tmp_path_factory.mktemp("filed")
    with prepared(world, folder, MovableClock(SUNDAY_MORNING), file_once) as (template, told):
        citizen, officer_token, licence, application = told
        citizen.token = lasting(template.var, citizen.token)
        yield Filed(
            template,
            application,
            licence["id"],
            licence["card"]["serial"],
            citizen,
            lasting(template.var, officer_token),
        )


def watch_commits(environment: Mapping[str, str], seen: Callable[[str], None]) -> None:
    """Have ``seen`` called with ``before`` and ``after`` at each commit of this process in renewals or licences.

    Look-ups are committed by threads of their own, in between and without a bearing on anything: they do not count.
    """
    watched = {make_url(environment[f"GPLX_{service}_DATABASE_URL"]).database for service in ("RENEWALS", "LICENCES")}
    real = engine._commit

    def commit(connection: Connection, transaction: Any) -> None:
        ours = connection.engine.url.database in watched and threading.current_thread() is threading.main_thread()
        if ours:
            seen("before")
        real(connection, transaction)
        if ours:
            seen("after")

    engine._commit = commit


def in_child(world: Template, deed: Deed, *, at: datetime, die: tuple[int, str] | None) -> int:
    """Run a deed on a suite of a child process; how its process ended, or if it may live how often it committed."""
    child = os.fork()
    if child == 0:
        count = 0
        try:
            with opened(world, MovableClock(at), GPLX_LOG_LEVEL="error") as suite:

                def seen(when: str) -> None:
                    nonlocal count
                    if die == (count, when):
                        os.kill(os.getpid(), signal.SIGKILL)
                    count += when == "after"

                watch_commits(suite.environment, seen)
                deed(suite)
        except BaseException:  # noqa: BLE001  # the child must never return into the test runner
            traceback.print_exc()
            os._exit(255)
        os._exit(count)
    status = os.waitpid(child, 0)[1]
    if die is not None:
        return status
    assert os.WIFEXITED(status), "nobody killed it"
    assert os.WEXITSTATUS(status) != 255, "the child failed by itself"
    return os.WEXITSTATUS(status)


def killed(status: int) -> bool:
    """Whether a child died of SIGKILL and of nothing else."""
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


@contextmanager
def copied(template: Template, folder: Path) -> Iterator[Template]:
    """A copy of a world for as long as it is needed."""
    world = template.copy(folder)
    try:
        yield world
    finally:
        world.drop()


def ends_right(filed: Filed, world: Template, at: datetime) -> None:
    """Either the decision never was, and can be made now; or the dossier has gone on to its end by itself."""
    with opened(world, MovableClock(at), GPLX_LOG_LEVEL="error") as suite:
        evidence = Evidence(suite.environment)
        suite.settle()
        if evidence.application(filed.application["id"])["state"] == "under_review":
            filed.approve(suite)
            suite.settle()
        ended = evidence.application(filed.application["id"])
        assert ended["state"] == "delivered", ended
        cards = {card["serial"]: card["status"] for card in evidence.cards(filed.licence_id)}
        new = ended["result"]["card_serial"]
        assert cards == {filed.old_serial: "superseded", new: "live"}
        assert [issued["serial"] for issued in evidence.issuances()] == [new]
        assert evidence.audited("renewals", "application.card_issued") == 1
        assert evidence.broken_chains() == []
        assert roadside_status(suite, filed.old_serial) == "superseded"
        assert roadside_status(suite, new) == "live"


def die_everywhere(filed: Filed, template: Template, folder: Path, deed: Deed, **how: Any) -> int:
    """Kill at commits of ``deed``, each time in a fresh copy, and see it end right; how many commits it has.

    ``when`` (before or after the commit), ``at`` (instant), ``every`` (which commits: each, or each third, …).
    """
    when, at, every = how["when"], how["at"], how["every"]
    with copied(template, folder / "alive") as world:
        commits = in_child(world, deed, at=at, die=None)
    kills = 0
    for point in range(0, commits, every):
        with copied(template, folder / f"point{point}") as world:
            assert killed(in_child(world, deed, at=at, die=(point, when))), f"still alive {when} commit {point}"
            kills += 1
            ends_right(filed, world, at + LEASES_RUN_OUT)
    assert kills == -(-commits // every)
    return commits


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_decision_ends_right_after_a_kill_at_any_commit(filed: Filed, tmp_path: Path, when: str) -> None:
    commits = die_everywhere(filed, filed.template, tmp_path, filed.approve, when=when, at=QUIET, every=1)
    assert commits >= FEWEST_COMMITS


@pytest.mark.parametrize("when", ["before", "after"])
def test_what_goes_on_after_a_kill_may_be_killed_again(filed: Filed, tmp_path: Path, when: str) -> None:
    every = 1 if filed.template.dialect == "sqlite" else 3
    later = QUIET + LEASES_RUN_OUT
    with copied(filed.template, tmp_path / "decided") as decided:
        decision_committed = (0, "after")
        assert killed(in_child(decided, filed.approve, at=QUIET, die=decision_committed))
        commits = die_everywhere(filed, decided, tmp_path, RunningSuite.settle, when=when, at=later, every=every)
    assert commits >= FEWEST_COMMITS
