"""The stand-in of the national portal: takes what is right, names what is not, and misbehaves when told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from services.sandbox.api import examples
from tests.integration.sandbox.conftest import Sandbox

PORTAL = "/sandbox/national-portal"
CODE = "G01.08-261122-000001"
STEP = {
    "MaHoSo": CODE,
    "NguoiXuLy": "Hệ thống",
    "ThoiDiemXuLy": "20261122091500",
    "NoiDungXuLy": "Hồ sơ được tiếp nhận.",
    "TrangThai": "2",
}


def call(sandbox: Sandbox, session: str, service: str, *records: dict[str, Any], **members: Any) -> dict[str, Any]:
    asked = {"session": session, "madonvi": "G01.08", "service": service, **members}
    answer = sandbox.client.post(f"{PORTAL}/mapi/g", json=asked | ({"data": list(records)} if records else {}))
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json
    return told


@pytest.fixture
def session(quick: Sandbox) -> str:
    answer = quick.client.post(f"{PORTAL}/mapi/login", json=examples.PORTAL_LOGIN).json
    assert answer["error_code"] == "0"
    found: str = answer["session"]
    return found


def dossier(**changes: Any) -> dict[str, Any]:
    found: dict[str, Any] = examples.PORTAL_CALL["data"][0] | changes
    return found


def test_a_dossier_and_its_steps_are_kept_in_the_order_they_came(quick: Sandbox, session: str) -> None:
    assert call(quick, session, "DongBoHoSoMC", dossier()) == {"error_code": "0"}
    for state in ("2", "4", "10"):
        assert call(quick, session, "CapNhatTienDoHoSoMC", STEP | {"TrangThai": state})["error_code"] == "0"
    assert call(quick, session, "DongBoHoSoMC", dossier(TrangThaiHoSo="10"), isUpdating="True")["error_code"] == "0"
    (found,) = call(quick, session, "TraCuuHoSo", MaHoSo=CODE)["data"]
    assert found["TrangThaiHoSo"] == "10"
    assert [step["TrangThai"] for step in found["TienDo"]] == ["2", "4", "10"]
    shown = quick.client.get(f"{PORTAL}/").get_data(as_text=True)
    assert CODE in shown
    assert "Hồ sơ được tiếp nhận." in shown


def test_a_step_sent_twice_is_kept_twice(quick: Sandbox, session: str) -> None:
    call(quick, session, "DongBoHoSoMC", dossier())
    for _ in range(2):
        call(quick, session, "CapNhatTienDoHoSoMC", STEP)
    assert len(call(quick, session, "TraCuuHoSo", MaHoSo=CODE)["data"][0]["TienDo"]) == 2


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"TrangThaiHoSo": "11"}, "TrangThaiHoSo"),
        ({"TrangThaiHoSo": 1}, "TrangThaiHoSo"),
        ({"NgayTiepNhan": "2026-11-22"}, "NgayTiepNhan"),
        ({"NgayHenTra": "20261331000000"}, "NgayHenTra"),
        ({"ChuHoSo": " "}, "ChuHoSo"),
    ],
)
def test_what_is_wrong_with_a_dossier_is_named(
    quick: Sandbox, session: str, changes: dict[str, Any], named: str
) -> None:
    answer = call(quick, session, "DongBoHoSoMC", dossier(**changes))
    assert answer["error_code"] == "-4"
    assert named in answer["error_message"]
    assert call(quick, session, "TraCuuHoSo", MaHoSo=CODE)["error_code"] == "-3"


def test_steps_of_an_unknown_dossier_and_faulty_steps_are_refused(quick: Sandbox, session: str) -> None:
    assert call(quick, session, "CapNhatTienDoHoSoMC", STEP)["error_code"] == "-3"
    call(quick, session, "DongBoHoSoMC", dossier())
    assert "ThoiDiemXuLy" in call(quick, session, "CapNhatTienDoHoSoMC", STEP | {"ThoiDiemXuLy": "x"})["error_message"]
    assert call(quick, session, "TraCuuHoSo", MaHoSo=CODE)["data"][0]["TienDo"] == []


def test_a_session_ends_after_half_an_hour(quick: Sandbox, session: str) -> None:
    assert call(quick, session, "DongBoHoSoMC", dossier())["error_code"] == "0"
    quick.clock.move(timedelta(minutes=31))
    assert call(quick, session, "DongBoHoSoMC", dossier())["error_code"] == "-2"
    assert call(quick, "never-given", "DongBoHoSoMC", dossier())["error_code"] == "-2"


def test_it_misbehaves_when_told(quick: Sandbox, session: str) -> None:
    told = {"refuse": 1, "lose_answer": 0}
    assert quick.client.post(f"{PORTAL}/behaviour", json=told).status_code == 200
    assert call(quick, session, "DongBoHoSoMC", dossier())["error_code"] == "-1"
    assert call(quick, session, "TraCuuHoSo", MaHoSo=CODE)["error_code"] == "-3"
    quick.client.post(f"{PORTAL}/behaviour", json={"lose_answer": 1})
    asked = {"session": session, "madonvi": "G01.08", "service": "DongBoHoSoMC", "data": [dossier()]}
    assert quick.client.post(f"{PORTAL}/mapi/g", json=asked).status_code == 504
    assert call(quick, session, "TraCuuHoSo", MaHoSo=CODE)["error_code"] == "0"
