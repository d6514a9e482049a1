"""What a procedure costs whoever comes."""

from __future__ import annotations

from datetime import date

import pytest

from services.renewals.domain.law_settings import LawSettings
from services.renewals.domain.tables import load_law
from services.renewals.domain.tariff import tariffs

LAW = load_law(LawSettings())


def test_today_online_is_free_under_conditions_that_end() -> None:
    online, counter = tariffs(LAW, "3.000348", date(2026, 11, 22))
    assert (online.amount_vnd, counter.amount_vnd) == (115_000, 115_000)
    assert online.reduced is not None
    assert (online.reduced.amount_vnd, online.reduced.until) == (0, date(2027, 2, 28))
    assert {condition.code for condition in online.reduced.conditions} >= {"VNEID_LEVEL_2", "FILED_ONLINE"}
    assert counter.reduced is None


def test_after_the_exemption_nothing_is_reduced() -> None:
    online, _counter = tariffs(LAW, "3.000348", date(2027, 3, 1))
    assert (online.amount_vnd, online.reduced) == (115_000, None)


@pytest.mark.parametrize("day", [date(1990, 1, 1)])
def test_a_day_before_the_first_tariff_has_none(day: date) -> None:
    assert tariffs(LAW, "3.000348", day) == ()
