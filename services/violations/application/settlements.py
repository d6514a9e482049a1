"""Taking note of money paid for a fine, once, whatever police push before or after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.violations.application.ports import Numbers, Store, StoredCase, Work, numbers_of
from services.violations.application.telling import Audience, case_lock, number_locks, tell
from services.violations.domain.case import Settlement
from services.violations.domain.settling import check_settlement, payment_faults
from shared.kernel.actor import Actor
from shared.kernel.clock import Clock
from shared.kernel.errors import Conflict, Fault, Invalid, NotFound
from shared.kernel.ids import new_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """Money received for a case. ``paid_at`` is the gateway's instant."""

    payment_id: str
    amount_vnd: int
    paid_at: datetime


def settle(store: Store, case_id: str, payment: Payment, *, actor: Actor, clock: Clock) -> Settlement:
    """Record a payment; the same payment again is answered as the first time.

    Raises NotFound, Invalid ``amount-differs`` or with faults, Conflict ``state-conflict`` where nothing is owed or
    the payment was for something else.
    """
    if faults := tuple(payment_faults({"paid_at": payment.paid_at}, now=clock.now())):
        raise Invalid("validation-failed", faults=faults)
    locks = {f"payment:{payment.payment_id}"}
    while True:
        with store.begin(actor, *sorted(locks)) as work:
            stored = work.cases.one(case_id)
            if stored is None:
                raise NotFound("not-found")
            audience = Audience(work, numbers_of(stored.known.case))
            needed = _locks(stored, audience)
            if not needed <= locks:
                locks |= needed
                continue
            return work.commit(_settle(work, stored, payment, audience))


def _locks(stored: StoredCase, audience: Audience) -> set[str]:
    case = stored.known.case
    numbers = numbers_of(case) | Numbers(frozenset(audience.identities()))
    return {case_lock((case.source, case.case_number))} | number_locks(numbers)


def _settle(work: Work, stored: StoredCase, payment: Payment, audience: Audience) -> Settlement:
    known = stored.known
    before = work.settlements.by_payment(payment.payment_id)
    if before is not None:
        same = (before.case_id, before.amount_vnd, before.paid_at) == (known.id, payment.amount_vnd, payment.paid_at)
        if same:
            return before
        raise Conflict("state-conflict", state="payment-used")
    versions = [kept.case.fine.amount_vnd for kept in work.cases.versions(known.id) if kept.case.fine]
    check_settlement(known, amount_vnd=payment.amount_vnd, fines_of_versions=versions)
    if payment.paid_at < known.case.occurred_at:
        raise Invalid("validation-failed", faults=[Fault("/paid_at", "before-the-act")])
    settlement = Settlement(new_id(), known.id, payment.payment_id, payment.amount_vnd, payment.paid_at)
    work.settlements.add(settlement)
    facts = {"payment_id": payment.payment_id, "amount_vnd": payment.amount_vnd}
    work.audit(f"case:{known.id}", "case.settled", facts)
    case = known.case
    work.emit(
        "case.settled",
        known.id,
        {"source": case.source, "version": case.version, "status": case.status.value, "by": "payment"},
    )
    tell(work, audience.of(numbers_of(case)), case_id=known.id)
    return settlement
