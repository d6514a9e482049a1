"""One order from its making to its end: money counts once, whatever the gateway repeats and in whatever order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from services.renewals.domain.payments import Payment, PaymentKind, PaymentState
from services.renewals.domain.states import Event, State, Who, transition
from shared.kernel.errors import Conflict

MADE = datetime(2026, 11, 22, 2, tzinfo=UTC)
THEN, LATER = MADE + timedelta(minutes=1), MADE + timedelta(hours=1)
ORDER = Payment(
    id="payment-1",
    kind=PaymentKind.FEE,
    application_id="application-1",
    case_id=None,
    citizen_id="999090000011",
    subject="somebody",
    amount_vnd=115_000,
    basis="TT 154/2025/TT-BTC",
    description="Lệ phí cấp lại giấy phép lái xe",
    state=PaymentState.CREATED,
    created_at=MADE,
    expires_at=MADE + timedelta(days=1),
)


def in_state(state: PaymentState) -> Payment:
    return replace(ORDER, state=state)


def test_an_order_is_placed_paid_and_settled_once() -> None:
    assert (ORDER.version, ORDER.money_arrived) == (1, False)
    placed = ORDER.placed("https://gateway.test/pay")
    assert (placed.state, placed.payment_url, placed.version) == (PaymentState.OPEN, "https://gateway.test/pay", 2)
    paid = placed.received(THEN, wanted=True)
    assert (paid.state, paid.paid_at, paid.version, paid.money_arrived) == (PaymentState.PAID, THEN, 3, True)
    settled = paid.settled(LATER)
    assert (settled.state, settled.settled_at, settled.version) == (PaymentState.SETTLED, LATER, 4)
    assert paid.refund_reason is None


def test_unwanted_money_goes_back_with_its_reason() -> None:
    late = ORDER.expired().received(THEN, wanted=False, why_not="expired")
    assert (late.state, late.paid_at, late.refund_reason) == (PaymentState.REFUNDING, THEN, "expired")
    back = late.refunded(LATER)
    assert (back.state, back.refunded_at, back.version) == (PaymentState.REFUNDED, LATER, 4)
    assert back.money_arrived
    withdrawn = in_state(PaymentState.PAID).to_refund("withdrawn")
    assert (withdrawn.state, withdrawn.refund_reason) == (PaymentState.REFUNDING, "withdrawn")


@pytest.mark.parametrize(
    ("change", "states"),
    [
        (lambda payment: payment.placed("https://other.test"), {PaymentState.CREATED}),
        (
            lambda payment: payment.received(LATER, wanted=True),
            {PaymentState.CREATED, PaymentState.OPEN, PaymentState.EXPIRED},
        ),
        (lambda payment: payment.to_refund("again"), {PaymentState.PAID}),
        (lambda payment: payment.settled(LATER), {PaymentState.PAID}),
        (lambda payment: payment.refunded(LATER), {PaymentState.REFUNDING}),
        (lambda payment: payment.expired(), {PaymentState.CREATED, PaymentState.OPEN}),
    ],
)
def test_said_at_another_time_nothing_changes(change, states: set[PaymentState]) -> None:
    for state in PaymentState:
        payment = in_state(state)
        assert (change(payment) is not payment) is (state in states), state


def test_a_fee_of_nothing_is_never_paid_back() -> None:
    free = replace(in_state(PaymentState.PAID), amount_vnd=0)
    assert free.to_refund("withdrawn") is free
    assert replace(free, amount_vnd=1).to_refund("withdrawn").state is PaymentState.REFUNDING


def test_a_fee_changes_under_the_lock_of_its_dossier_and_a_fine_under_its_own() -> None:
    assert ORDER.lock == "application:application-1"
    assert replace(ORDER, kind=PaymentKind.FINE, application_id=None).lock == "payment:payment-1"


@pytest.mark.parametrize("who", [Who.CLOCK, Who.OFFICER])
def test_the_post_or_an_officer_says_that_a_card_was_delivered(who: Who) -> None:
    assert transition(State.ISSUED, Event.DELIVERED, who).next is State.DELIVERED


@pytest.mark.parametrize(
    ("event", "who"), [(Event.DELIVERED, Who.CITIZEN), (Event.APPROVED, Who.OFFICER), (Event.WITHDRAWN, Who.CITIZEN)]
)
def test_what_the_table_does_not_have_is_a_conflict_of_state(event: Event, who: Who) -> None:
    with pytest.raises(Conflict) as refused:
        transition(State.ISSUED, event, who)
    assert (refused.value.code, refused.value.params) == ("state-conflict", {"state": "issued", "event": event.value})
