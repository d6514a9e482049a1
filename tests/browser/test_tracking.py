"""Dossiers as they look: none yet, waiting for the fee, held up by a case, and asked for by code."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.people import TestCitizen
from tests.support.screen import LiveSuite, Screen

DOSSIERS: dict[tuple[int, str], tuple[TestCitizen, dict[str, Any]]] = {}


@pytest.fixture(autouse=True)
def _clients_know_the_address(live: LiveSuite) -> None:
    """The key files of the copied world name the address it was made under; here it has another."""
    for path in (live.running.var / "demo/clients").glob("*.json"):
        path.write_text(json.dumps(json.loads(path.read_text()) | {"issuer": live.url}))


def filed(window: Screen, key: str, **changes: Any) -> tuple[TestCitizen, dict[str, Any]]:
    """A citizen's dossier, the same for each size and language, and the window logged in."""
    known = (id(window.live), key)
    if known not in DOSSIERS:
        citizen = TestCitizen.of(window.live.running, key)
        DOSSIERS[known] = citizen, citizen.applies("3.000348", "lost", occurred_on="2026-11-21", **changes)
    window.log_in(key, to="/applications")
    return DOSSIERS[known]


def test_no_dossier_yet(window: Screen) -> None:
    window.log_in("motorcycle", to="/applications")
    window.sound("tracking-none")


def test_waiting_for_the_fee_and_taking_it_back(window: Screen) -> None:
    _citizen, application = filed(window, "clean")
    window.sound("tracking-list")
    window.go(f"/applications/{application['id']}")
    window.sound("tracking-fee")
    window.go(f"/applications/{application['id']}/withdraw")
    window.sound("tracking-withdraw")
    window.go(f"/licences/{application['licence_id']}/found")
    window.sound("tracking-found")


def test_a_case_in_the_way(window: Screen) -> None:
    _citizen, application = filed(window, "unpaid-fine")
    window.go(f"/applications/{application['id']}")
    window.sound("tracking-blocked")


@pytest.mark.parametrize("born_on", [("1", "2", "1971"), ("", "", "")])
def test_by_code_with_a_wrong_birth_date(window: Screen, born_on: tuple[str, str, str]) -> None:
    page = window.go("/tracking?code=G01.08-261122-999999")
    if born_on[0]:
        window.sound("tracking-code")
    for name, text in zip(("day", "month", "year"), born_on, strict=True):
        page.fill(f"#born_on-{name}", text)
    page.click("main form button")
    window.sound("tracking-code-unknown" if born_on[0] else "tracking-code-fault")
