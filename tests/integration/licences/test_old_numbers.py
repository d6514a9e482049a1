"""Old identity numbers (CMND) lead to the licences of the person who bears a personal number today."""

from __future__ import annotations

from typing import Any

import pytest

from services.licences.application.ports import LicenceQuery
from shared.db.migrations import migrate
from tests.integration.licences.test_register import issue
from tests.support.licences import CITIZEN, TODAY, Register, a_holder, a_record, an_order
from tests.support.licences_api import HOLDER, LICENCE, LicencesApi
from tests.support.migrations import take_back

MIGRATIONS = "services.licences.migrations"
OTHER = "999190000002"
OF_HOLDER, OF_LICENCE = "012345670", "012345671"


def numbers(caller: Any, alias: str) -> list[str]:
    """The licences a search by an old number finds."""
    answer = caller.post("/licences/search", {"alias": alias})
    assert answer.status_code == 200, answer.text
    return [item["number"] for item in answer.json["items"]]


@pytest.fixture
def known(api: LicencesApi) -> LicencesApi:
    """A person whose record and whose licence each name an old number."""
    api.load("holders", [{**HOLDER, "aliases": [OF_HOLDER]}])
    api.load("licences", [{**LICENCE, "aliases": [OF_LICENCE]}])
    return api


def test_a_licence_is_found_by_each_old_number_and_names_them_all(known: LicencesApi) -> None:
    for alias in (OF_HOLDER, OF_LICENCE):
        assert numbers(known.officer(), alias) == [LICENCE["number"]]
        assert numbers(known.system("renewals"), alias) == [LICENCE["number"]]
    assert numbers(known.officer(), "999999999") == []
    assert known.licence()["aliases"] == [OF_LICENCE, OF_HOLDER]


def test_a_citizen_finds_their_own_only_and_the_look_is_noted(known: LicencesApi) -> None:
    assert numbers(known.citizen(), OF_HOLDER) == [LICENCE["number"]]
    assert numbers(known.citizen(OTHER), OF_HOLDER) == []
    before = len(known.citizen().get("/lookups").json["items"])
    assert numbers(known.system("roadside"), OF_LICENCE) == [LICENCE["number"]]
    assert len(known.citizen().get("/lookups").json["items"]) == before + 1


def test_a_number_given_to_two_people_finds_both(known: LicencesApi) -> None:
    known.load("holders", [{**HOLDER, "citizen_id": OTHER, "aliases": [OF_HOLDER]}])
    second = {
        **LICENCE,
        "number": "011129990002",
        "citizen_id": OTHER,
        "card": {**LICENCE["card"], "serial": "AT000002"},
    }
    second["parts"] = [{**part, "exam": None} for part in second["parts"]]
    assert known.load("licences", [second])["created"] == 1
    assert numbers(known.officer(), OF_HOLDER) == [LICENCE["number"], "011129990002"]


def test_a_correction_takes_an_old_number_away(known: LicencesApi) -> None:
    known.load("holders", [{**HOLDER, "aliases": ["012345672"]}])
    known.load("licences", [{**LICENCE, "aliases": []}])
    assert [numbers(known.officer(), one) for one in (OF_HOLDER, OF_LICENCE, "012345672")] == [
        [],
        [],
        [LICENCE["number"]],
    ]


@pytest.mark.parametrize("alias", ["12345678", "1234567890", "12345678a", "", 123456789, None])
def test_what_is_no_old_number_is_refused(api: LicencesApi, alias: Any) -> None:
    answer = api.officer().post("/licences/search", {"alias": alias})
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/alias")


def test_a_new_card_leaves_old_numbers_alone(register: Register) -> None:
    register.load_holders(a_holder(aliases=(OF_HOLDER,)))
    register.load_licences(a_record(aliases=(OF_LICENCE,)))
    issue(register, register.licence().id, an_order(register.licence().card.serial))
    for alias in (OF_HOLDER, OF_LICENCE):
        (found,) = register.reading.licences(LicenceQuery(alias=alias), on=TODAY)
        assert (found.holder.citizen_id, found.card.serial) == (CITIZEN, "VN000001")


def test_records_loaded_before_the_upgrade_are_found(register: Register) -> None:
    register.load_holders(a_holder(aliases=(OF_HOLDER,)))
    register.load_licences(a_record(aliases=(OF_LICENCE, OF_HOLDER)))
    take_back(MIGRATIONS, register.database.url, revision="0001")
    assert migrate(MIGRATIONS, register.database.url)
    for alias in (OF_HOLDER, OF_LICENCE):
        assert register.reading.licences(LicenceQuery(alias=alias), on=TODAY)
