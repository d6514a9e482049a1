"""Questions the law cannot answer are refused with the field, the reason and what would do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from services.renewals.domain.conversion import check_choice
from services.renewals.domain.deadlines import TimeLimit, time_limit
from services.renewals.domain.facts import PartFacts
from services.renewals.domain.fees import price, price_of
from services.renewals.domain.findings import Outcome
from services.renewals.domain.procedures import checkable, procedure
from services.renewals.domain.tables import load_law
from shared.kernel.errors import Fault, Invalid
from tests.unit.renewals.law.people import TODAY, car, decide, facts, licence, named, request

LAW = load_law()
FIRST = {"first": "2017-06-01"}


def fee_on(day: date) -> object:
    return price(LAW, procedure="3.000348", channel="online", on=day, person=None)


def choose(**choice: str) -> object:
    held = licence(car("B2", "C", regime="2008"))
    return check_choice(LAW, held, choice, kind="reissue", on=TODAY)


@pytest.mark.parametrize(
    ("ask", "faults"),
    [
        (lambda: time_limit(LAW, "3.000348", date(2017, 5, 31)), [Fault("/on", "date-before-rules", FIRST)]),
        (lambda: fee_on(date(2016, 12, 31)), [Fault("/on", "date-before-rules", FIRST)]),
        (lambda: fee_on(date(2017, 5, 31)), [Fault("/on", "date-before-rules", FIRST)]),
        (lambda: decide(facts(on=date(2017, 5, 31)), date(2017, 5, 31)), [Fault("/on", "date-before-rules", FIRST)]),
        (lambda: procedure(LAW, "9.9"), [Fault("/procedure", "unknown-procedure", {"procedure": "9.9"})]),
        (
            lambda: checkable(LAW, "3.000351"),
            [Fault("/procedure", "procedure-not-offered", {"procedure": "3.000351"})],
        ),
        (lambda: choose(B2="B", E="D"), [Fault("/class_choice/E", "unknown-class", {"class": "E"})]),
        (
            lambda: choose(B2="D", C="2024:CE"),
            [
                Fault("/class_choice/B2", "class-choice-not-allowed", {"class": "D", "allowed": "B, C1"}),
                Fault("/class_choice/C", "class-choice-not-allowed", {"class": "2024:CE", "allowed": "C"}),
            ],
        ),
    ],
)
def test_what_cannot_be_answered_names_field_reason_and_what_would_do(
    ask: Callable[[], object], faults: list[Fault]
) -> None:
    with pytest.raises(Invalid) as refused:
        ask()
    assert refused.value.code == "validation-failed"
    assert list(refused.value.faults) == faults


def test_the_first_day_of_the_rules_has_a_fee_and_a_limit() -> None:
    first = date(2017, 6, 1)
    assert fee_on(first)
    assert time_limit(LAW, "3.000348", first)


def test_a_choice_the_law_gives_is_taken_by_either_name() -> None:
    choose(B2="C1")
    check_choice(LAW, licence(car("B2", regime="2008")), {"2008:B2": "2024:C1"}, kind="reissue", on=TODAY)


def test_a_limit_of_neither_kind_ends_where_it_began() -> None:
    assert TimeLimit(None, None, "").due_on(TODAY, (), LAW.calendar) == TODAY


def test_all_parts_left_out_must_come_back_for_the_card_to_be_free() -> None:
    left_out = [
        replace(part, on_card=False) for part in (car(), PartFacts("untermed", "2024", ("A1",), (), *[TODAY] * 2, None))
    ]
    given = facts("voluntary", *left_out)

    def amount(termed: Outcome, untermed: Outcome) -> int:
        return price_of(LAW, given, {"termed": termed, "untermed": untermed}, on=TODAY).amount_vnd

    assert amount(Outcome.EXCHANGE_NOW, Outcome.EXCHANGE_NOW) == 0
    assert amount(Outcome.EXCHANGE_NOW, Outcome.BLOCKED) == amount(Outcome.BLOCKED, Outcome.EXCHANGE_NOW) == 115_000


def test_a_code_out_of_force_is_told_with_the_code() -> None:
    given = facts("lost")
    decided = decide(replace(given, request=request("lost", date(2024, 6, 3))))
    assert named(decided, "procedure-not-in-force").evidence == {"procedure": "1.002820"}
