"""The search in the paper registers over HTTP, on both databases: version, key, rights, faults, what is kept."""

from __future__ import annotations

from typing import Any

import pytest

from shared.db.audit import broken_links, read_chain
from tests.support.renewals_house import FILING, Caller, RenewalsHouse

SEARCH: dict[str, Any] = {
    "registers": ["issue_list", "issue_book"],
    "searched_on": "2026-11-22",
    "result": "found",
    "found": {
        "number": "799012345678",
        "classes": ["B2"],
        "issued_on": "2015-05-05",
        "issued_by": "Sở Giao thông vận tải",
    },
}


@pytest.fixture
def path(house: RenewalsHouse) -> str:
    """The searches of a paid dossier whose licence the register does not hold."""
    house.world.licences.held = False
    body = {**FILING, "licence_id": None, "claimed": {"classes": ["B2"]}}
    view = house.citizen().post("/applications", body, key="k1").json
    payment = house.citizen().post("/payments", {"kind": "fee", "application_id": view["id"]}, key="p1").json
    house.world.gateway.pay(payment["id"])
    house.world.notify()
    return f"/applications/{view['id']}/register-searches"


def post(caller: Caller, path: str, body: Any, key: str = "s1", **headers: str) -> Any:
    tag = headers.get("If_Match") or caller.get(path.removesuffix("/register-searches")).headers["ETag"]
    return caller.post(path, body, key=key, If_Match=tag)


def test_what_was_searched_is_kept_and_shown_and_audited(house: RenewalsHouse, path: str) -> None:
    officer = house.officer()
    answer = post(officer, path, SEARCH)
    assert answer.status_code == 200, answer.json
    assert answer.headers["ETag"] == f'"v{answer.json["version"]}"'
    shown = house.citizen().get(path.removesuffix("/register-searches")).json["register_search"]
    assert shown["found"] == {**SEARCH["found"], "expires_on": None, "entry": None}
    assert (shown["registers"], shown["result"], shown["agency"]) == (SEARCH["registers"], "found", "G01.79")
    application_id = path.split("/")[2]
    with house.database.read() as connection:
        chain = read_chain(connection, f"application:{application_id}")
    assert broken_links(chain) == []
    assert "registers.searched" in [entry.action for entry in chain]


def test_the_licence_appears_and_the_job_goes_on(house: RenewalsHouse, path: str) -> None:
    post(house.officer(), path, SEARCH)
    house.world.licences.held = True
    house.clock.move(house.world.ports.policy.recheck_at(house.clock.now()) - house.clock.now())
    house.work()
    seen = house.citizen().get(path.removesuffix("/register-searches")).json
    assert (seen["state"], seen["outcome"]) == ("under_review", "reissue_now")
    assert seen["licence_id"] is not None


def test_a_repeated_search_is_the_same_search_and_a_stale_one_is_none(house: RenewalsHouse, path: str) -> None:
    officer = house.officer()
    tag = officer.get(path.removesuffix("/register-searches")).headers["ETag"]
    first = officer.post(path, SEARCH, key="s1", If_Match=tag)
    again = officer.post(path, SEARCH, key="s1", If_Match=tag)
    assert (again.status_code, again.json) == (200, first.json)
    assert officer.post(path, SEARCH, key="s2", If_Match=tag).status_code == 412
    assert officer.post(path, SEARCH, key="s3").status_code == 428


def test_in_vain_is_refused_with_a_signed_decision(house: RenewalsHouse, path: str) -> None:
    answer = post(house.officer(), path, {**SEARCH, "result": "not_found", "found": None})
    assert (answer.json["state"], answer.json["end_reason"]) == ("refused", "not-in-system")
    told = house.citizen().get(path.replace("register-searches", "decision")).json
    assert told["jws"]
    assert told["decision"]["reason"]["vi"]


def test_only_an_officer_who_decides_records_a_search(house: RenewalsHouse, path: str) -> None:
    assert house.citizen().post(path, SEARCH, key="s1", If_Match='"v1"').json["code"] == "scope-missing"
    clerk = house.officer(scope="renewals:read renewals:file")
    assert post(clerk, path, SEARCH).json["code"] == "scope-missing"


def test_faults_of_form_and_of_fact_are_told_at_once(house: RenewalsHouse, path: str) -> None:
    wrong = {
        **SEARCH,
        "registers": ["issue_list", "issue_list"],
        "searched_on": "2026-12-01",
        "found": {**SEARCH["found"], "issued_on": "2027-01-01", "number": "?"},
    }
    told = post(house.officer(), path, wrong).json
    assert {(error["pointer"], error["code"]) for error in told["errors"]} == {
        ("/registers/1", "repeated"),
        ("/searched_on", "in-the-future"),
        ("/found/issued_on", "in-the-future"),
        ("/found/number", "wrong-form"),
    }
    contradictory = {**SEARCH, "result": "not_found", "searched_on": "2026-11-20"}
    told = post(house.officer(), path, contradictory).json
    assert {(error["pointer"], error["code"]) for error in told["errors"]} == {
        ("/found", "nothing-was-found"),
        ("/searched_on", "date-too-early"),
    }
