"""What may be filed, and what is refused before anything is written."""

from __future__ import annotations

from datetime import date

import pytest

from services.renewals.domain.dossier import DeliveryMethod
from shared.kernel.errors import Conflict, Invalid, NotFound, Unavailable
from tests.support.renewals import APPLICANT, World


def test_one_open_application_per_licence(world: World) -> None:
    world.file()
    with pytest.raises(Conflict, match="application-already-open"):
        world.file()


def test_expired_for_long_needs_an_exam_and_costs_nothing(world: World) -> None:
    world.licences.expires_on = date(2024, 1, 1)
    view = world.file()
    assert (view.state, view.end_reason) == ("stopped", "exam-needed")


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"occurred_on": None}, "/occurred_on"),
        ({"occurred_on": date(2026, 12, 1)}, "/occurred_on"),
        ({"occurred_on": date(2000, 1, 1)}, "/occurred_on"),
        ({"date_of_birth": date(1985, 5, 17)}, "/applicant/citizen_id"),
        ({"delivery_method": DeliveryMethod.POST}, "/delivery/address"),
        ({"procedure": "3.000347"}, "/reason"),
        ({"procedure": "9.999999"}, "/procedure"),
    ],
)
def test_a_filing_that_cannot_be_is_refused_with_its_pointer(
    world: World, changed: dict[str, object], pointer: str
) -> None:
    with pytest.raises(Invalid) as refused:
        world.file(**changed)
    assert pointer in {fault.pointer for fault in refused.value.faults}
    assert not world.store.shelf.dossiers


def test_the_old_procedure_cannot_be_filed(world: World) -> None:
    with pytest.raises(Conflict, match="procedure-not-in-force"):
        world.file(procedure="1.002820")


def test_somebody_elses_licence_is_not_found(world: World) -> None:
    with pytest.raises(NotFound):
        world.file(licence_id="019ab0a0-5c00-7000-8000-00000000dead")


def test_a_register_that_is_away_stops_filing_with_nothing_changed(world: World) -> None:
    world.wire.away.add("licences")
    with pytest.raises(Unavailable):
        world.file()
    assert not world.store.shelf.dossiers


def test_codes_count_per_agency_and_day(world: World) -> None:
    first = world.file()
    world.withdraw(first.id)
    second = world.file()
    assert (first.code, second.code) == ("G01.08-261122-000001", "G01.08-261122-000002")
    assert second.id != first.id
    assert APPLICANT.subject not in second.code
