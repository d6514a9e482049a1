"""The fee by day, channel and the conditions of a digital citizen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.renewals.domain.facts import PartFacts, PersonFacts
from services.renewals.domain.fees import Fee, price, price_of
from services.renewals.domain.findings import Outcome
from services.renewals.domain.law_settings import LawSettings
from services.renewals.domain.tables import load_law
from shared.kernel.errors import Invalid
from tests.unit.renewals.law.people import car, facts

DIGITAL = PersonFacts(assurance_level=2, basic_papers=True, licence_integrated=True, has_photo=True)
TODAY = date(2026, 11, 21)


def fee(on: date, channel: str = "online", procedure: str = "3.000348", person: PersonFacts | None = None) -> Fee:
    return price(load_law(), procedure=procedure, channel=channel, on=on, person=person)


@pytest.mark.parametrize(
    ("on", "counter", "online"),
    [
        (date(2017, 6, 1), 135_000, 135_000),
        (date(2023, 7, 31), 135_000, 135_000),
        (date(2023, 8, 1), 135_000, 135_000),
        (date(2023, 11, 30), 135_000, 135_000),
        (date(2023, 12, 1), 135_000, 115_000),
        (date(2024, 12, 31), 135_000, 115_000),
        (date(2025, 2, 28), 135_000, 115_000),
        (date(2025, 3, 1), 135_000, 115_000),
        (date(2025, 12, 31), 135_000, 115_000),
        (date(2026, 1, 1), 115_000, 115_000),
        (date(2026, 8, 15), 115_000, 115_000),
        (date(2027, 3, 1), 115_000, 115_000),
    ],
)
@pytest.mark.parametrize("procedure", ["3.000347", "3.000348", "1.002820", "1.002809"])
def test_the_tariff_of_the_day(on: date, counter: int, online: int, procedure: str):
    assert fee(on, "counter", procedure).amount_vnd == counter
    assert fee(on, "post", procedure).amount_vnd == counter
    assert fee(on, "online", procedure).amount_vnd == online


@pytest.mark.parametrize(
    ("on", "amount"),
    [
        (date(2026, 8, 14), 115_000),
        (date(2026, 8, 15), 0),
        (date(2026, 8, 16), 0),
        (date(2027, 2, 27), 0),
        (date(2027, 2, 28), 0),
        (date(2027, 3, 1), 115_000),
    ],
)
def test_a_digital_citizen_pays_nothing_in_the_months_of_the_resolution(on: date, amount: int):
    assert fee(on, person=DIGITAL).amount_vnd == amount
    assert fee(on, "counter", person=DIGITAL).amount_vnd == 115_000
    assert fee(on, procedure="3.000347", person=DIGITAL).amount_vnd == amount


@pytest.mark.parametrize(
    ("person", "unmet"),
    [
        (replace(DIGITAL, assurance_level=1), {"VNEID_LEVEL_2": False}),
        (replace(DIGITAL, basic_papers=False), {"VNEID_5_BASIC_PAPERS": False}),
        (replace(DIGITAL, licence_integrated=False), {"VNEID_LICENCE_INTEGRATED": False}),
        (replace(DIGITAL, basic_papers=None), {"VNEID_5_BASIC_PAPERS": None}),
        (replace(DIGITAL, licence_integrated=None), {"VNEID_LICENCE_INTEGRATED": None}),
        (None, {"VNEID_LEVEL_2": None, "VNEID_LICENCE_INTEGRATED": None, "VNEID_5_BASIC_PAPERS": None}),
    ],
)
def test_each_condition_must_hold_and_is_told(person: PersonFacts | None, unmet: dict[str, bool | None]):
    asked = fee(TODAY, person=person)
    assert asked.amount_vnd == 115_000
    assert {entry.code: entry.met for entry in asked.conditions if not entry.met} == unmet
    assert len(asked.conditions) == 4
    assert all(entry.text.vi and entry.text.en for entry in asked.conditions)


def test_the_basis_is_named():
    assert fee(TODAY, person=DIGITAL).basis.startswith("NQ 66.22/2026/NQ-CP")
    assert fee(TODAY).basis == "TT 154/2025/TT-BTC"
    assert fee(date(2024, 6, 3)).basis.startswith("TT 63/2023/TT-BTC")


def test_the_doubtful_counter_fee_is_a_setting():
    law = load_law(LawSettings(counter_fee_vnd=135_000))
    ask = {"procedure": "3.000348", "person": None}
    assert price(law, channel="counter", on=TODAY, **ask).amount_vnd == 135_000
    assert price(law, channel="online", on=TODAY, **ask).amount_vnd == 115_000
    assert price(law, channel="counter", on=date(2024, 6, 3), **ask).amount_vnd == 135_000


def test_there_is_a_fee_on_every_day_of_ten_years():
    day = date(2017, 6, 1)
    while day < date(2027, 12, 31):
        assert fee(day, "online").amount_vnd in {115_000, 135_000}
        assert fee(day, "counter").amount_vnd in {115_000, 135_000}
        day += timedelta(days=1)


def test_before_the_first_tariff_there_is_no_fee():
    with pytest.raises(Invalid):
        fee(date(2016, 12, 31))


def test_a_part_left_out_before_comes_back_free_and_nothing_else_does():
    left_out = replace(car(), on_card=False)
    on_it = PartFacts("untermed", "2024", ("A1",), (), date(2016, 1, 1), date(2016, 1, 1), None)

    def amount(reason: str, outcome: Outcome, *parts: PartFacts) -> int:
        parts = parts or (on_it, left_out)
        outcomes = {part.kind: outcome for part in parts}
        return price_of(load_law(), facts(reason, *parts), outcomes, on=TODAY).amount_vnd

    assert amount("voluntary", Outcome.EXCHANGE_NOW) == 0
    assert amount("voluntary", Outcome.BLOCKED) == 115_000, "it does not come back yet"
    assert amount("voluntary", Outcome.EXCHANGE_NOW, on_it, car()) == 115_000, "nothing was left out"
    assert amount("damaged", Outcome.EXCHANGE_NOW) == 115_000, "something else is asked for"
