"""What may become of a licence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from services.licences.domain.card import CardStatus
from services.licences.domain.classes import PartKind, class_fault, licence_classes
from services.licences.domain.holder import Sex, holder_faults
from services.licences.domain.issuance import Verdict, issue, require_issuable
from services.licences.domain.licence import BrokenInvariantError, valid_in_register
from services.licences.domain.loss import Circumstance, LossReport
from services.licences.domain.numbers import SerialSeries, normal_alias, normal_serial
from services.licences.domain.registry import Effect, RejectedError, load_licence
from shared.kernel.errors import Conflict, Invalid, NotFound
from shared.kernel.ids import new_id
from tests.support.licences import (
    NEW_TERMED,
    NEW_UNTERMED,
    NOW,
    TERMED,
    TODAY,
    UNTERMED,
    a_licence,
    a_record,
    a_standing,
    an_order,
)


def a_report(**changes: Any) -> LossReport:
    plain = LossReport(
        id=new_id(),
        serial="AB000001",
        circumstance=Circumstance.STOLEN,
        occurred_on=TODAY,
        place="Chợ Thử",
        declaration="Mất cắp",
        reported_at=NOW,
    )
    return replace(plain, **changes)


@pytest.mark.parametrize(
    ("expires_on", "on", "valid"),
    [
        (date(2026, 11, 22), date(2026, 11, 22), True),  # the day of expiry counts as valid
        (date(2026, 11, 22), date(2026, 11, 23), False),
        (date(2028, 2, 29), date(2028, 2, 29), True),
        (date(2028, 2, 29), date(2028, 3, 1), False),
    ],
)
def test_the_day_of_expiry_is_a_valid_day(expires_on: date, on: date, *, valid: bool) -> None:
    part = replace(TERMED, expires_on=expires_on)
    assert valid_in_register(part=part, card=a_licence().card, revoked=False, on=on) is valid


@pytest.mark.parametrize(
    "facts",
    [
        {"revoked": True},
        {"card": a_licence().card.become(CardStatus.REPORTED_LOST)},
        {"card": a_licence().card.become(CardStatus.SUPERSEDED)},
        {"card": replace(a_licence().card, parts=(PartKind.TERMED,))},
    ],
)
def test_what_makes_a_part_invalid(facts: dict[str, Any]) -> None:
    usual = {"part": UNTERMED, "card": a_licence().card, "revoked": False, "on": TODAY}
    assert valid_in_register(**usual)
    assert not valid_in_register(**{**usual, **facts})


def test_a_licence_that_cannot_be_is_refused() -> None:
    card = a_licence().card
    second = replace(card, serial="AB000002")
    for wrong in (
        {"cards": ()},
        {"cards": (card, second)},
        {"cards": (card, replace(card, status=CardStatus.SUPERSEDED))},
        {"cards": (card.become(CardStatus.SUPERSEDED),)},
        {"revoked_on": TODAY},
        {"parts": ()},
        {"parts": (TERMED, TERMED)},
        {"parts": (replace(TERMED, expires_on=None),)},
        {"losses": (a_report(),)},
    ):
        with pytest.raises(BrokenInvariantError):
            a_licence(**wrong)


def test_a_report_and_its_end() -> None:
    lost = a_licence().report_loss(a_report())
    assert (lost.card.status, lost.version) == (CardStatus.REPORTED_LOST, 2)
    report = lost.open_loss
    assert report is not None
    back = lost.withdraw_loss(report_id=report.id, at=NOW)
    assert (back.card.status, back.open_loss, back.version) == (CardStatus.LIVE, None, 3)
    assert back.withdraw_loss(report_id=report.id, at=NOW) is back
    with pytest.raises(NotFound):
        back.withdraw_loss(report_id=new_id(), at=NOW)
    new = issue(lost, an_order(), serial="VN000001", issued_by="G01.08", now=NOW)
    with pytest.raises(Conflict, match="new-card-issued"):
        new.withdraw_loss(report_id=report.id, at=NOW)


def test_a_loss_is_dated_by_the_calendar_of_vietnam() -> None:
    late = a_report(occurred_on=date(2026, 11, 23), reported_at=NOW.replace(hour=17))  # 00:00 on the 23rd there
    assert a_licence().report_loss(late).open_loss is not None


def test_nothing_happens_to_a_revoked_licence() -> None:
    revoked = a_licence(cards=(a_licence().card.become(CardStatus.REVOKED),), revoked_on=TODAY)
    for act in (
        lambda: revoked.report_loss(a_report()),
        lambda: issue(revoked, an_order(), serial="VN000001", issued_by="x", now=NOW),
    ):
        with pytest.raises(Conflict, match="licence-revoked"):
            act()


def test_a_reissue_keeps_number_exam_and_first_issue() -> None:
    before = a_licence()
    after = issue(before, an_order(), serial="VN000001", issued_by="G01.08", now=NOW)
    assert after.number == before.number
    assert [part.exam for part in after.parts] == [part.exam for part in before.parts]
    assert [part.first_issued_on for part in after.parts] == [part.first_issued_on for part in before.parts]
    assert {part.issued_on for part in after.parts} == {TODAY}
    assert [(card.serial, card.status) for card in after.cards] == [
        ("AB000001", CardStatus.SUPERSEDED),
        ("VN000001", CardStatus.LIVE),
    ]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"standing": a_standing(as_of=NOW - timedelta(seconds=60.5))}, "standing-too-old"),
        ({"standing": a_standing(as_of=NOW + timedelta(seconds=6))}, "validation-failed"),
        ({"standing": a_standing(verdict=Verdict.BLOCKED)}, "standing-not-clear"),
        ({"standing": a_standing(verdict=Verdict.BLOCKED, accepted_by="officer")}, "standing-not-clear"),
        ({"standing": a_standing(verdict=Verdict.UNKNOWN)}, "standing-not-clear"),
        ({"standing": a_standing(verdict=Verdict.CHECK)}, "standing-not-clear"),
        ({"parts": ()}, "validation-failed"),
        ({"parts": (NEW_TERMED, NEW_TERMED)}, "validation-failed"),
        ({"parts": (replace(NEW_TERMED, expires_on=TODAY - timedelta(days=1)),)}, "validation-failed"),
    ],
)
def test_orders_that_are_refused(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid, match=code):
        require_issuable(a_licence(), an_order(**changes), now=NOW)


@pytest.mark.parametrize(
    "changes",
    [
        {"standing": a_standing(as_of=NOW - timedelta(seconds=60))},
        {"standing": a_standing(verdict=Verdict.UNKNOWN, accepted_by="officer")},
        {"standing": a_standing(verdict=Verdict.BLOCKED), "parts": (NEW_UNTERMED,)},
        {"parts": (replace(NEW_TERMED, expires_on=TODAY),)},
    ],
)
def test_orders_that_are_carried_out(changes: dict[str, Any]) -> None:
    require_issuable(a_licence(), an_order(**changes), now=NOW)


def test_a_part_must_be_of_the_licence() -> None:
    licence = a_licence(parts=(UNTERMED,))
    with pytest.raises(Invalid) as refusal:
        require_issuable(licence, an_order(), now=NOW)
    assert [(fault.pointer, fault.code) for fault in refusal.value.faults] == [("/parts/1/kind", "part-not-of-licence")]


def test_a_revocation_comes_by_a_load_and_may_be_lifted_by_one() -> None:
    lost = a_licence().report_loss(a_report())
    revoked_record = a_record(status=CardStatus.REVOKED)
    effect, revoked = load_licence(revoked_record, lost, holder_id="h", now=NOW, fresh_id=new_id)
    assert (effect, revoked.revoked_on, revoked.open_loss) == (Effect.UPDATED, TODAY, None)
    again = load_licence(revoked_record, revoked, holder_id="h", now=NOW + timedelta(days=9), fresh_id=new_id)
    assert again == (Effect.UNCHANGED, revoked)
    _, lifted = load_licence(a_record(), revoked, holder_id="h", now=NOW, fresh_id=new_id)
    assert (lifted.revoked_on, lifted.card.status) == (None, CardStatus.LIVE)


def test_a_load_that_has_caught_up_with_us_is_unchanged() -> None:
    here = issue(a_licence(), an_order(), serial="VN000001", issued_by="G01.08", now=NOW)
    told = a_record(serial="VN000001", issued_on=TODAY, issued_by="G01.08", blank=None, parts=here.parts)
    assert load_licence(told, here, holder_id="h", now=NOW, fresh_id=new_id)[0] is Effect.UNCHANGED
    with pytest.raises(RejectedError, match="newer-card-here"):
        load_licence(replace(told, blank="X"), here, holder_id="h", now=NOW, fresh_id=new_id)


def test_numbers_have_one_form() -> None:
    assert normal_serial(" ab 123456 ") == "AB123456"
    assert normal_alias("123456789") == "123456789"
    for wrong in (lambda: normal_serial("123"), lambda: normal_alias("12")):
        with pytest.raises(ValueError, match=r"has|is"):
            wrong()


def test_a_series_counts_up_and_ends() -> None:
    series = SerialSeries.starting("VN 000990")
    assert [series.serial(990), series.serial(1234)] == ["VN000990", "VN001234"]
    assert (series.reserves("VN000990"), series.reserves("VN000989"), series.reserves("VX000990")) == (
        True,
        False,
        False,
    )
    with pytest.raises(ValueError, match="used up"):
        series.serial(1_000_000)


def test_classes_mean_something_only_with_their_regime() -> None:
    assert len(licence_classes()) == 29
    assert class_fault("2008", "B1", PartKind.TERMED) is None
    assert class_fault("2024", "B1", PartKind.TERMED) == "class-of-other-part"
    assert class_fault("2024", "B2") == "unknown-class"


@pytest.mark.parametrize(
    ("record", "codes"),
    [
        ({"citizen_id": "999190000001", "date_of_birth": date(1990, 1, 1), "sex": Sex.FEMALE}, []),
        ({"citizen_id": "999190000001", "date_of_birth": date(1890, 1, 1)}, ["birth-year-contradicts-id"]),
        ({"citizen_id": "999303000001", "date_of_birth": date(2003, 1, 1), "sex": Sex.FEMALE}, []),
        ({"citizen_id": "999303000001", "sex": Sex.MALE}, ["sex-contradicts-id"]),
        ({}, []),
    ],
)
def test_the_digits_of_a_personal_number_fit_the_person(record: dict[str, Any], codes: list[str]) -> None:
    found = [fault.code for fault in holder_faults(record, TODAY)]
    assert [code for code in found if code != "date-too-early"] == codes
