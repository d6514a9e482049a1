"""Money for fines: once, and whatever police push before, after or at the same time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from services.violations.application.settlements import Payment, settle
from services.violations.domain.case import Fine, Settlement, Status
from services.violations.domain.standing import Notice, Verdict
from services.violations.domain.versions import Effect
from shared.kernel.errors import Conflict, Invalid, NotFound
from tests.integration.violations.test_intake import run_together
from tests.support.violations import RENEWALS, a_case, a_fined_case, held_licence

PAID_AT = datetime(2026, 11, 21, 3, tzinfo=UTC)


def pay(violations, case_id: str, *, payment: str = "pay-1", amount: int = 19_000_000, at=PAID_AT) -> Settlement:
    return settle(
        violations.store,
        case_id,
        Payment(payment_id=payment, amount_vnd=amount, paid_at=at),
        actor=RENEWALS,
        clock=violations.clock,
    )


def test_a_payment_unblocks_and_is_told_once(violations) -> None:
    case_id = violations.push(a_fined_case()).id
    first = pay(violations, case_id)
    assert pay(violations, case_id) == first
    assert violations.standing().standing.verdict is Verdict.CLEAR
    assert [(kind, subject) for kind, subject, _ in violations.events("case.settled")] == [("case.settled", case_id)]
    assert len(violations.events("standing.changed")) == 2


def test_a_second_payment_or_a_payment_used_elsewhere_is_turned_away(violations) -> None:
    case_id = violations.push(a_fined_case()).id
    other = violations.push(a_fined_case(case_number="2/BB-VPHC")).id
    pay(violations, case_id)
    with pytest.raises(Conflict, match="state-conflict"):
        pay(violations, case_id, payment="pay-2")
    with pytest.raises(Conflict, match="state-conflict"):
        pay(violations, other)


@pytest.mark.parametrize(
    "case",
    [
        a_case(),
        a_fined_case(status=Status.CANCELLED),
        a_fined_case(status=Status.SETTLED),
        a_fined_case(fine=None),
    ],
)
def test_where_nothing_is_owed_nothing_is_taken(violations, case) -> None:
    case_id = violations.push(case).id
    with pytest.raises(Conflict, match="state-conflict"):
        pay(violations, case_id)


def test_wrong_sums_times_and_cases(violations) -> None:
    case_id = violations.push(a_fined_case()).id
    with pytest.raises(Invalid, match="amount-differs"):
        pay(violations, case_id, amount=18_999_999)
    with pytest.raises(Invalid, match="validation-failed"):
        pay(violations, case_id, at=violations.clock.now() + timedelta(hours=1))
    with pytest.raises(Invalid, match="validation-failed"):
        pay(violations, case_id, at=datetime(2026, 9, 1, tzinfo=UTC))
    with pytest.raises(NotFound):
        pay(violations, "nowhere")


def test_a_later_police_version_cannot_un_pay(violations) -> None:
    case_id = violations.push(a_fined_case()).id
    pay(violations, case_id)
    violations.push(a_fined_case(version=2, fine=Fine(20_000_000, None), held_items=(held_licence(),)))
    found = violations.standing().standing
    assert [block.reason for block in found.blocking] == ["licence-held"]
    assert [warning.code for warning in found.warnings] == [Notice.SETTLED_AMOUNT_DIFFERS]


@pytest.mark.parametrize("round_", range(4))
def test_a_payment_beside_a_new_version_both_survive(violations, round_: int) -> None:
    first = a_fined_case()
    case_id = violations.push(first).id
    second = replace(first, version=2, fine=Fine(20_000_000, None))
    results = run_together(lambda: pay(violations, case_id), lambda: violations.push(second))
    assert isinstance(results[0], Settlement), results
    assert results[1].effect is Effect.UPDATED
    assert violations.standing().standing.verdict is Verdict.CLEAR


def test_of_two_payments_at_once_exactly_one_wins(violations) -> None:
    case_id = violations.push(a_fined_case()).id
    results = run_together(*(lambda n=n: pay(violations, case_id, payment=f"pay-{n}") for n in range(3)))
    assert sorted(type(result).__name__ for result in results) == ["Conflict", "Conflict", "Settlement"]
