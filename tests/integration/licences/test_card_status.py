"""What a patrol learns from the serial on the back of a card: its state, what is valid, and nothing about a person."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import update

from services.licences.adapters.tables import CARDS
from services.licences.api import examples as ex
from shared.kernel.ids import new_id
from tests.support.licences import RENEWALS
from tests.support.licences_api import HOLDER, LICENCE, LicencesApi

SERIAL = LICENCE["card"]["serial"]
BOTH, NEITHER = {"untermed": True, "termed": True}, {"untermed": False, "termed": False}


def seen(api: LicencesApi, serial: str = SERIAL) -> tuple[str, dict[str, bool | None]]:
    """Status and validity by part."""
    answer = api.system("roadside").post("/cards/status", {"serial": serial})
    assert answer.status_code == 200, answer.text
    assert set(answer.json) == {"serial", "status", "valid_in_register", "checked_at"}
    told = (HOLDER["citizen_id"], HOLDER["full_name"], LICENCE["number"], LICENCE["card"]["blank"])
    assert not [secret for secret in told if secret in answer.text]
    return answer.json["status"], answer.json["valid_in_register"]


def load(api: LicencesApi, **changes: Any) -> None:
    """One licence, as the old register has it; ``changes`` replace members of its card."""
    api.load("holders", [HOLDER])
    assert api.load("licences", [{**LICENCE, "card": {**LICENCE["card"], **changes}}])["rejected"] == 0


def reported(api: LicencesApi) -> None:
    path = f"/licences/{api.licence()['id']}/loss-reports"
    assert api.system("renewals").post(path, ex.LOSS_REQUEST, key=new_id()).status_code == 201


def reissued(api: LicencesApi, *kinds: str) -> str:
    """The serial of a new card that lists these parts."""
    parts = [part for part in ex.CARD_ORDER["parts"] if part["kind"] in kinds]
    verdict = {} if len(parts) == len(ex.CARD_ORDER["parts"]) else {"verdict": "blocked"}
    order = api.order(parts=parts, standing=verdict)
    answer = api.system("renewals").post(f"/licences/{api.licence()['id']}/cards", order, key=new_id())
    assert answer.status_code == 201, answer.text
    serial: str = answer.json["serial"]
    return serial


def test_a_live_card(api: LicencesApi) -> None:
    load(api)
    assert seen(api) == ("live", BOTH)


@pytest.mark.parametrize("spelling", ["AT 000001", "at000001", "at 000001"])
def test_a_serial_as_it_is_printed_or_typed(api: LicencesApi, spelling: str) -> None:
    load(api)
    assert seen(api, spelling) == ("live", BOTH)


@pytest.mark.parametrize(("status", "told"), [("reported_lost", "reported_lost"), ("revoked", "revoked")])
def test_a_card_loaded_in_another_state(api: LicencesApi, status: str, told: str) -> None:
    load(api, status=status)
    assert seen(api) == (told, NEITHER)


def test_a_card_reported_lost_here(api: LicencesApi) -> None:
    load(api)
    reported(api)
    assert seen(api) == ("reported_lost", NEITHER)


def test_a_superseded_card_and_the_one_in_its_place(api: LicencesApi) -> None:
    load(api)
    new = reissued(api, "untermed", "termed")
    assert [seen(api, serial) for serial in (SERIAL, new)] == [("superseded", NEITHER), ("live", BOTH)]


def test_a_destroyed_card(api: LicencesApi) -> None:
    load(api)
    reissued(api, "untermed", "termed")
    with api.app.extensions["gplx"].database.begin(RENEWALS) as work:
        work.connection.execute(update(CARDS).where(CARDS.c.serial == SERIAL).values(status="destroyed"))
        work.commit()
    assert seen(api) == ("destroyed", NEITHER)


def test_a_card_that_lists_one_part_only(api: LicencesApi) -> None:
    load(api)
    new = reissued(api, "untermed")
    assert seen(api, new) == ("live", {"untermed": True, "termed": False})


def test_a_licence_without_a_part_has_no_word_on_it(api: LicencesApi) -> None:
    api.load("holders", [HOLDER])
    untermed = [part for part in LICENCE["parts"] if part["kind"] == "untermed"]
    api.load("licences", [{**LICENCE, "parts": untermed}])
    assert seen(api) == ("live", {"untermed": True, "termed": None})


@pytest.mark.parametrize(
    ("instant", "valid"),
    [
        (datetime(2028, 3, 1, 16, 59, tzinfo=UTC), True),  # the last minute of the last day, in Vietnam
        (datetime(2028, 3, 1, 17, 0, tzinfo=UTC), False),
    ],
)
def test_the_day_of_expiry_is_the_last_valid_one_and_the_other_part_goes_on(
    api: LicencesApi,
    instant: datetime,
    valid: bool,
) -> None:
    load(api)
    api.clock.set(instant)
    assert seen(api) == ("live", {"untermed": True, "termed": valid})


def test_nobody_knows_an_unknown_serial(api: LicencesApi) -> None:
    load(api)
    answer = api.system("roadside").post("/cards/status", {"serial": "ZZ999999"})
    assert (answer.status_code, answer.json["code"]) == (404, "not-found")


@pytest.mark.parametrize(
    "serial", ["", "AT", "000001", "AT0000000001", "ABCD12345", "AT-000001", 7, None, ["AT000001"]]
)
def test_what_is_no_serial_is_told_so(api: LicencesApi, serial: Any) -> None:
    answer = api.system("roadside").post("/cards/status", {"serial": serial})
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/serial")
