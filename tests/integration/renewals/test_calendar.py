"""A calendar changed between two starts, on each database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from services.renewals.application.rescheduling import Rescheduling
from services.renewals.domain.law_settings import LawSettings
from services.renewals.domain.tables import load_law
from tests.integration.renewals.test_api import paid
from tests.support.renewals_house import RenewalsHouse


def test_a_rest_day_added_before_a_start_moves_the_due_day(house: RenewalsHouse) -> None:
    view = paid(house)
    assert house.world.dossier(view["id"]).due_on == date(2026, 11, 30)
    law = load_law(LawSettings(extra_holidays=frozenset({date(2026, 11, 25)})))
    looking = Rescheduling(replace(house.world.ports, law=law))
    assert (looking.run_once(), looking.run_once()) == (1, 0)
    assert house.world.dossier(view["id"]).due_on == date(2026, 12, 1)
    officer = house.officer()
    for before, found in (("2026-12-01", []), ("2026-12-02", [view["id"]])):
        items = officer.get(f"/worklist?due_before={before}").json["items"]
        assert [item["id"] for item in items] == found
