"""What a record of the old register may say on the very day, and what it may not a day later."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from services.licences.domain.card import CardStatus
from services.licences.domain.classes import PartKind, Regime
from services.licences.domain.exam import exam_faults
from services.licences.domain.holder import holder_faults
from services.licences.domain.numbers import SerialSeries, normal_alias, normal_serial
from services.licences.domain.registry import licence_faults
from shared.kernel.errors import Fault

TODAY = date(2026, 11, 22)
TOMORROW = TODAY + timedelta(days=1)
EARLIER = date(2020, 5, 1)


def exam(**changes: Any) -> dict[str, object]:
    made = {
        "regime": "2008",
        "licence_class": "B2",
        "held_on": EARLIER,
        "result": "passed",
        "pass_decision": {"number": "1", "date": EARLIER},
        "parts": [{"kind": "theory", "score": 30, "out_of": 30}, {"kind": "road", "score": 80, "out_of": 100}],
    }
    return {**made, **changes}


@pytest.mark.parametrize(
    ("record", "faults"),
    [
        (exam(), []),
        (exam(held_on=TODAY, pass_decision=None), []),
        (exam(held_on=TOMORROW, pass_decision=None), [Fault("/held_on", "in-the-future")]),
        (exam(pass_decision={"date": TODAY}), []),
        (exam(pass_decision={"date": TOMORROW}), [Fault("/pass_decision/date", "in-the-future")]),
        (
            exam(pass_decision={"date": EARLIER - timedelta(days=1)}),
            [Fault("/pass_decision/date", "date-too-early", {"earliest": "2020-05-01"})],
        ),
        (exam(held_on=None, pass_decision={"date": date(1990, 1, 1)}), []),
        (exam(pass_decision={"date": None}), []),
        (exam(result="failed"), [Fault("/pass_decision", "decision-without-pass")]),
        (exam(result="failed", pass_decision=None), []),
        (exam(result=None), []),
        (
            exam(licence_class="ZZ"),
            [Fault("/class", "unknown-class", {"regime": "2008", "licence_class": "ZZ"})],
        ),
        (exam(regime=None, licence_class="ZZ"), []),
        (exam(licence_class=None), []),
        (
            exam(parts=[{"kind": "theory", "score": 31, "out_of": 30}]),
            [Fault("/parts/0/score", "score-too-high", {"out_of": 30})],
        ),
        (exam(parts=[{"kind": "theory", "score": None, "out_of": 30}]), []),
        (exam(parts=[{"kind": "theory", "score": 31, "out_of": None}]), []),
        (exam(parts=[{"kind": "theory"}, None, {"kind": "theory"}]), [Fault("/parts/2/kind", "repeated")]),
        (exam(parts=[{"kind": None}, {"kind": None}]), []),
        (exam(parts=None), []),
    ],
)
def test_an_exam(record: dict[str, object], faults: list[Fault]) -> None:
    assert list(exam_faults(record, TODAY)) == faults


def holder(**changes: Any) -> dict[str, object]:
    made = {"citizen_id": "999090000011", "date_of_birth": date(1990, 5, 15), "sex": "male", "photo": None}
    return {**made, **changes}


@pytest.mark.parametrize(
    ("record", "faults"),
    [
        (holder(), []),
        (holder(citizen_id=None, date_of_birth=TODAY), []),
        (holder(citizen_id=None, date_of_birth=TOMORROW), [Fault("/date_of_birth", "in-the-future")]),
        (holder(citizen_id=None, date_of_birth=date(1900, 1, 1)), []),
        (
            holder(citizen_id=None, date_of_birth=date(1899, 12, 31)),
            [Fault("/date_of_birth", "date-too-early", {"earliest": "1900-01-01"})],
        ),
        (holder(date_of_birth=date(1991, 5, 15)), [Fault("/date_of_birth", "birth-year-contradicts-id")]),
        (holder(sex="female"), [Fault("/sex", "sex-contradicts-id")]),
        (holder(citizen_id="999190000011", sex="female"), []),
        (holder(sex=None, date_of_birth=None), []),
        (holder(photo={"taken_on": TODAY}), []),
        (holder(photo={"taken_on": TOMORROW}), [Fault("/photo/taken_on", "in-the-future")]),
        (holder(photo={"taken_on": None}), []),
    ],
)
def test_a_holder(record: dict[str, object], faults: list[Fault]) -> None:
    assert list(holder_faults(record, TODAY)) == faults


def part(**changes: Any) -> dict[str, object]:
    made = {
        "kind": PartKind.TERMED,
        "regime": Regime.OLD,
        "classes": ["B2"],
        "first_issued_on": EARLIER,
        "issued_on": EARLIER,
        "expires_on": date(2030, 5, 1),
        "exam": {"passed_on": EARLIER, "decision": {"date": EARLIER}},
    }
    return {**made, **changes}


UNTERMED = part(kind=PartKind.UNTERMED, classes=["A1"], expires_on=None)
CARD = {"status": CardStatus.LIVE, "issued_on": EARLIER}


@pytest.mark.parametrize(
    ("parts", "card", "faults"),
    [
        ([part(), UNTERMED], CARD, []),
        ([part(), part()], CARD, [Fault("/parts/1/kind", "repeated")]),
        ([part(), None], None, []),
        (None, CARD, []),
        ([part(issued_on=TODAY)], {**CARD, "issued_on": TODAY}, []),
        ([part(issued_on=TOMORROW)], CARD, [Fault("/parts/0/issued_on", "in-the-future")]),
        (
            [part(first_issued_on=TOMORROW, issued_on=None)],
            CARD,
            [Fault("/parts/0/first_issued_on", "in-the-future")],
        ),
        (
            [part(issued_on=EARLIER - timedelta(days=1))],
            CARD,
            [Fault("/parts/0/issued_on", "date-too-early", {"earliest": "2020-05-01"})],
        ),
        ([part(expires_on=EARLIER)], CARD, []),
        ([part(expires_on=EARLIER - timedelta(days=1))], CARD, [Fault("/parts/0/expires_on", "end-before-start")]),
        ([part(expires_on=None)], CARD, [Fault("/parts/0/expires_on", "required")]),
        (
            [{**UNTERMED, "expires_on": date(2030, 5, 1)}],
            CARD,
            [Fault("/parts/0/expires_on", "untermed-never-expires")],
        ),
        ([{key: value for key, value in part().items() if key != "expires_on"}], CARD, []),
        (
            [part(exam={"passed_on": EARLIER + timedelta(days=1)})],
            CARD,
            [Fault("/parts/0/exam/passed_on", "exam-after-issue")],
        ),
        (
            [part(exam={"passed_on": TOMORROW})],
            CARD,
            [Fault("/parts/0/exam/passed_on", "in-the-future")],
        ),
        ([part(first_issued_on=None, exam={"passed_on": TODAY})], CARD, []),
        (
            [part(exam={"decision": {"date": TOMORROW}})],
            CARD,
            [Fault("/parts/0/exam/decision/date", "in-the-future")],
        ),
        ([part()], {**CARD, "status": CardStatus.SUPERSEDED}, [Fault("/card/status", "no-current-card")]),
        ([part()], {**CARD, "status": CardStatus.DESTROYED}, [Fault("/card/status", "no-current-card")]),
        ([part()], {**CARD, "status": CardStatus.REVOKED}, []),
        ([part()], {**CARD, "issued_on": TOMORROW}, [Fault("/card/issued_on", "in-the-future")]),
    ],
)
def test_a_licence(parts: object, card: object, faults: list[Fault]) -> None:
    assert list(licence_faults({"parts": parts, "card": card}, TODAY)) == faults


@pytest.mark.parametrize(
    ("text", "serial"),
    [("vn 000-001", "VN000001"), ("A12345", "A12345"), ("ABC123456789", "ABC123456789"), ("a.b 12345", "AB12345")],
)
def test_a_serial_has_one_spelling(text: str, serial: str) -> None:
    assert normal_serial(text) == serial


@pytest.mark.parametrize("text", ["123456", "ABCD12345", "AB1234", "AB1234567890", "AB12345X", ""])
def test_what_is_no_serial(text: str) -> None:
    with pytest.raises(ValueError, match="one to three letters and five to nine digits"):
        normal_serial(text)


@pytest.mark.parametrize(("text", "alias"), [("123 456-789", "123456789"), ("999.090.000.011", "999090000011")])
def test_an_old_number_has_nine_or_twelve_digits(text: str, alias: str) -> None:
    assert normal_alias(text) == alias
    for wrong in ("12345678", "1234567890", "12345678901", "1234567890123", "12345678X"):
        with pytest.raises(ValueError, match="nine or twelve"):
            normal_alias(wrong)


def test_a_series_counts_up_to_its_last_serial_and_reserves_what_comes_after_its_first() -> None:
    series = SerialSeries.starting("VN 00090")
    assert (series.prefix, series.first, series.digits) == ("VN", 90, 5)
    assert [series.serial(number) for number in (90, 99999)] == ["VN00090", "VN99999"]
    with pytest.raises(ValueError, match="used up"):
        series.serial(100_000)
    reserved = {
        serial: series.reserves(serial) for serial in ("VN00090", "VN00089", "VN000090", "VM00090", "VN", "VN99999")
    }
    assert reserved == {
        "VN00090": True,
        "VN00089": False,
        "VN000090": False,
        "VM00090": False,
        "VN": False,
        "VN99999": True,
    }
