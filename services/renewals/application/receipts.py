"""Money as it moves: what the gateway tells or is asked, and what then happens to the money. Re-runnable throughout."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from services.renewals.application.at_check import start_clock
from services.renewals.application.changes import PAYMENT, record_move, record_refund_due
from services.renewals.application.ports import Errand, Ports, Rejection, Work
from services.renewals.application.repositories import Notice
from services.renewals.domain.dossier import Dossier
from services.renewals.domain.payments import BEFORE_MONEY, Payment, PaymentKind, PaymentState
from services.renewals.domain.states import Event, State, Who
from shared.kernel.actor import Actor, the_clock
from shared.kernel.errors import Invalid, NotFound, Unavailable

log = structlog.get_logger()

GIVE_UP_AFTER = timedelta(days=1)
"""How long after its deadline an order that the gateway still calls open counts as open."""

WATCH_FOR_LATE_MONEY = timedelta(days=7)
LATE_POLL = timedelta(hours=6)
"""A payer's bank may be late, and the news of it lost: an expired order is asked about now and then for a while."""

GATEWAY = Actor(kind="system", subject="gateway", client_id="gateway")


def take_notice(ports: Ports, token: bytes) -> Payment:
    """A notification of the gateway: any number of times, in any order.

    Raises Unauthenticated for a bad signature, NotFound for an order that is not ours, Invalid ``amount-differs``.
    """
    notice = ports.gateway.read_notice(token)
    payment = read_payment(ports, notice.order_id)
    if notice.amount_vnd != payment.amount_vnd:
        raise Invalid("amount-differs", owed=payment.amount_vnd)
    with ports.store.begin(GATEWAY, payment.lock) as work:
        current = work.payments.get(payment.id)
        if current is None:
            raise NotFound("not-found")
        if work.notices.remember(notice, work.now):
            current = _apply(ports, work, current, notice)
        work.commit()
    return continue_now(ports, current)


def continue_now(ports: Ports, payment: Payment) -> Payment:
    """Go on inline with what a payment promises; what fails now is tried again by its job."""
    if payment.state not in {PaymentState.PAID, PaymentState.REFUNDING}:
        return payment
    try:
        progress_payment(ports, payment.id)
    except (Unavailable, Rejection) as error:
        log.warning("payment-waits", payment=payment.id, error=str(error))
    except Exception:
        log.exception("payment-failed", payment=payment.id)
    return read_payment(ports, payment.id)


def _apply(ports: Ports, work: Work, payment: Payment, notice: Notice) -> Payment:
    if notice.type == "payment.paid":
        return receive(ports, work, payment, at=notice.at)
    if notice.type == "payment.refunded":
        return _refunded(work, payment, at=notice.at)
    return payment


def progress_payment(ports: Ports, payment_id: str) -> datetime | None:
    """Take a payment one step on; when to look again, or None.

    Raises Unavailable or Rejection while a neighbour does not answer: the job is tried again.
    """
    payment = read_payment(ports, payment_id)
    if payment.state is PaymentState.CREATED:
        payment = place_order(ports, payment)
    if payment.state in {PaymentState.OPEN, PaymentState.EXPIRED}:
        payment = poll_payment(ports, payment)
    if payment.state is PaymentState.PAID and payment.kind is PaymentKind.FINE:
        payment = _settle(ports, payment)
    if payment.state is PaymentState.REFUNDING:
        _refund(ports, payment)
        return None
    return _next_poll(ports, payment)


def _next_poll(ports: Ports, payment: Payment) -> datetime | None:
    now = ports.clock.now()
    if payment.state is PaymentState.OPEN:
        return ports.policy.soon(now, ports.poll_seconds)
    if payment.state is PaymentState.EXPIRED and now < payment.expires_at + WATCH_FOR_LATE_MONEY:
        return now + LATE_POLL
    return None


def place_order(ports: Ports, payment: Payment) -> Payment:
    """Make the order known to the gateway. Raises Unavailable or Rejection."""
    url = ports.gateway.place(payment)
    with ports.store.begin(the_clock("renewals"), payment.lock) as work:
        before = _current(work, payment)
        current = before.placed(url)
        if current is not before:  # a request at the same time may have placed it already
            work.payments.save(current)
            work.enqueue(PAYMENT, current.id, run_at=ports.policy.soon(work.now, ports.poll_seconds))
        work.commit()
    return current


def poll_payment(ports: Ports, payment: Payment) -> Payment:
    """Ask the gateway, in case its notification was lost. Raises Unavailable or Rejection."""
    told = ports.gateway.status(payment.id)
    now = ports.clock.now()
    if told is not None and told.status == "paid":
        with ports.store.begin(GATEWAY, payment.lock) as work:
            current = receive(ports, work, _current(work, payment), at=told.paid_at or now)
            work.commit()
        return current
    dead = told is not None and told.status in {"expired", "refunded"}
    if payment.state is not PaymentState.EXPIRED and (dead or now > payment.expires_at + GIVE_UP_AFTER):
        with ports.store.begin(the_clock("renewals"), payment.lock) as work:
            before = _current(work, payment)
            current = before.expired()
            if current is not before:
                work.payments.save(current)
                work.audit(current.lock, "payment.expired", {"payment_id": current.id})
            work.commit()
        return current
    return payment


def receive(ports: Ports, work: Work, payment: Payment, *, at: datetime) -> Payment:
    """Money for an order has arrived: it is kept if it is wanted now, else it goes back.

    Runs under the payment's lock, which for a fee is its dossier's.
    """
    if payment.state not in BEFORE_MONEY:
        return payment
    if payment.kind is PaymentKind.FINE:
        after = payment.received(at, wanted=True)
        work.payments.save(after)
        work.enqueue(PAYMENT, after.id, run_at=ports.policy.soon(work.now, 3))
    else:
        after = _receive_fee(ports, work, payment, at)
    told = {
        "payment_id": after.id,
        "kind": after.kind.value,
        "amount_vnd": after.amount_vnd,
        "application_id": after.application_id,
        "case_id": after.case_id,
        "kept": after.state is PaymentState.PAID,
    }
    work.audit(after.lock, "payment.received", told)
    work.emit("payment.received", after.id, told)
    return after


def _receive_fee(ports: Ports, work: Work, payment: Payment, at: datetime) -> Payment:
    dossier = work.dossiers.get(str(payment.application_id))
    if dossier is None or not dossier.takes_fee or dossier.fee is None:
        why = "not-awaited" if dossier is None else f"application-{dossier.state.value}"
        after = payment.received(at, wanted=False, why_not=why)
        record_refund_due(work, after)
        return after
    after = payment.received(at, wanted=True)
    work.payments.save(after)
    credit_fee(ports, work, dossier, after)
    return after


def credit_fee(ports: Ports, work: Work, dossier: Dossier, payment: Payment) -> None:
    """The fee is there: the dossier is accepted and its clock starts."""
    if dossier.fee is None:
        raise ValueError("a dossier without a price owes nothing")
    fee = replace(
        dossier.fee,
        amount_vnd=payment.amount_vnd,
        basis=payment.basis,
        paid_at=payment.paid_at or work.now,
        payment_id=payment.id,
    )
    started = start_clock(ports, replace(dossier, fee=fee), at=work.now)
    if dossier.state is State.AWAITING_PAYMENT:
        moved = started.moved(Event.ACCEPTED, by=Who.CLOCK, at=work.now, calendar=ports.law.calendar)
        record_move(work, moved, Event.ACCEPTED, ports=ports)
    else:
        work.dossiers.save(started.with_changes())


def _settle(ports: Ports, payment: Payment) -> Payment:
    """Credit a fine to its case; a register that will not have the money makes it go back."""
    errand = Errand(case=payment.id, on_behalf_of=payment.subject)
    try:
        ports.violations.settle(payment, errand=errand)
    except Rejection as rejection:
        if rejection.may_pass:
            raise
        with ports.store.begin(the_clock("renewals"), payment.lock) as work:
            refused = _current(work, payment).to_refund(rejection.code)
            record_refund_due(work, refused)
            work.commit()
        return refused
    with ports.store.begin(the_clock("renewals"), payment.lock) as work:
        before = _current(work, payment)
        settled = before.settled(work.now)
        if settled is not before:
            work.payments.save(settled)
            work.audit(settled.lock, "payment.settled", {"payment_id": settled.id, "case_id": settled.case_id})
        work.commit()
    return settled


def _refund(ports: Ports, payment: Payment) -> None:
    ports.gateway.refund(payment)
    with ports.store.begin(the_clock("renewals"), payment.lock) as work:
        _refunded(work, _current(work, payment), at=work.now)
        work.commit()


def _refunded(work: Work, payment: Payment, *, at: datetime) -> Payment:
    after = payment.refunded(at)
    if after is payment:
        return payment
    work.payments.save(after)
    told = {
        "payment_id": after.id,
        "kind": after.kind.value,
        "amount_vnd": after.amount_vnd,
        "application_id": after.application_id,
        "case_id": after.case_id,
        "reason": after.refund_reason,
    }
    work.audit(after.lock, "payment.refunded", told)
    work.emit("payment.refunded", after.id, told)
    return after


def read_payment(ports: Ports, payment_id: str) -> Payment:
    """The payment as stored. Raises NotFound."""
    with ports.store.read() as readings:
        payment = readings.payments.get(payment_id)
    if payment is None:
        raise NotFound("not-found")
    return payment


def _current(work: Work, payment: Payment) -> Payment:
    current = work.payments.get(payment.id)
    if current is None:
        raise NotFound("not-found")
    return current
