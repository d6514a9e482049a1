"""The national portal told of every dossier: in order, nothing twice, nothing lost, whatever it does meanwhile."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete

from services.portal import app as portal
from services.portal.application.syncing import Syncing, reconcile, repair, replay
from services.portal.settings import Settings
from services.sandbox.adapters.tables import PORTAL_DOSSIERS, PORTAL_STEPS
from shared.kernel.actor import the_clock
from shared.kernel.settings import read_settings
from shared.web.runtime import runtime_of
from tests.support.people import TestCitizen, TestOfficer
from tests.support.suites import RunningSuite

pytestmark = pytest.mark.journey

PAUSE = timedelta(minutes=5)
STAND_IN = "/sandbox/national-portal"


def told(suite: RunningSuite, code: str) -> dict[str, Any] | None:
    """What the stand-in has of a dossier."""
    session = suite.outside.send("POST", f"{STAND_IN}/mapi/login", json={"username": "t", "password": "t"}).json()
    asked = {"session": session["session"], "madonvi": "T", "service": "TraCuuHoSo", "MaHoSo": code}
    found = suite.outside.send("POST", f"{STAND_IN}/mapi/g", json=asked).json().get("data")
    return None if not found else dict(found[0])


def behave(suite: RunningSuite, **traits: Any) -> None:
    assert suite.outside.send("DELETE", f"{STAND_IN}/behaviour").ok
    assert suite.outside.send("POST", f"{STAND_IN}/behaviour", json=traits).ok


def syncing_of(suite: RunningSuite) -> Syncing:
    """What an operator's commands work with."""
    settings = read_settings(Settings, suite.environment, service="portal")
    database = runtime_of(suite.suite.apps["portal"]).database
    assert database is not None
    made = portal.make_syncing(settings, database=database, clock=suite.clock, http=suite.suite.http)
    assert made is not None
    return made[0]


def test_a_dossier_is_told_from_filing_to_delivery(suite: RunningSuite) -> None:
    citizen = TestCitizen.of(suite, "clean")
    application = citizen.files()
    citizen.gets_to_review(application)
    TestOfficer.of(suite).approves(application)
    suite.settle()
    there = told(suite, application["code"])
    assert there is not None
    assert (there["MaTTHC"], there["ChuHoSo"]) == ("3.000348", citizen.entry["name"])
    assert there["TrangThaiHoSo"] == "10"
    assert there["DanhSachLePhi"][0]["TrangThaiThanhToan"] == "1"
    assert [step["TrangThai"] for step in there["TienDo"]] == ["1", "1", "6", "2", "4", "4", "9", "10"]
    assert [step["NguoiXuLy"] for step in there["TienDo"]][-4] == "Cán bộ giải quyết hồ sơ"
    assert reconcile(syncing_of(suite)) == (1, [])


@pytest.mark.parametrize(
    "trouble", [{"fail": 3}, {"lose_answer": 3}, {"refuse": 2}, {"lose_answer": 2, "refuse": 1, "fail": 1}]
)
def test_trouble_on_the_way_loses_nothing_and_doubles_nothing(suite: RunningSuite, trouble: dict[str, int]) -> None:
    behave(suite, **trouble)
    citizen = TestCitizen.of(suite, "zero-fee")
    application = citizen.files()
    for _ in range(12):
        suite.settle()
        suite.clock.move(PAUSE)
    suite.settle()
    there = told(suite, application["code"])
    assert there is not None
    assert [step["TrangThai"] for step in there["TienDo"]] == ["1", "1", "2"]
    assert reconcile(syncing_of(suite)) == (1, [])


def test_a_dossier_refused_again_and_again_is_parked_and_taken_up_on_command(suite: RunningSuite) -> None:
    behave(suite, refuse=True)
    application = TestCitizen.of(suite, "zero-fee").files()
    for _ in range(8):
        suite.settle()
        suite.clock.move(PAUSE)
    syncing = syncing_of(suite)
    entry = syncing.book.get(application["id"])
    assert entry is not None
    assert entry.parked_at is not None
    behave(suite)
    suite.settle()
    assert told(suite, application["code"]) is None, "parked means parked"
    found = reconcile(syncing)[1]
    assert [(difference.code, difference.kind) for difference in found] == [(application["code"], "missing")]
    assert replay(syncing) == 1
    suite.settle()
    assert reconcile(syncing) == (1, [])


def test_what_the_other_side_forgot_is_told_again(suite: RunningSuite) -> None:
    application = TestCitizen.of(suite, "zero-fee").files()
    suite.settle()
    database = runtime_of(suite.suite.apps["sandbox"]).database
    assert database is not None
    with database.begin(the_clock("test")) as work:
        work.connection.execute(delete(PORTAL_STEPS))
        work.connection.execute(delete(PORTAL_DOSSIERS))
        work.commit()
    syncing = syncing_of(suite)
    compared, differences = reconcile(syncing)
    assert (compared, [found.kind for found in differences]) == (1, ["missing"])
    assert repair(syncing, differences) == 1
    suite.settle()
    assert told(suite, application["code"]) is not None
    assert reconcile(syncing) == (1, [])
