"""Making an order (tạo giao dịch thanh toán): priced when it is made, one at a time per dossier and per case."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from services.renewals.application.changes import PAYMENT
from services.renewals.application.gathering import licence_of
from services.renewals.application.ports import Errand, PersonRecord, Ports, Rejection, Work
from services.renewals.application.receipts import credit_fee, place_order, read_payment
from services.renewals.application.views import PaymentView, payment_view
from services.renewals.domain.dossier import Dossier, DueFee
from services.renewals.domain.facts import BlockingFact
from services.renewals.domain.fees import Fee, price
from services.renewals.domain.payments import UNPAID, Payment, PaymentKind, PaymentState
from shared.kernel.actor import Actor
from shared.kernel.errors import Conflict, NotFound, Unavailable
from shared.kernel.ids import new_id

log = structlog.get_logger()


def order_fee(ports: Ports, application_id: str, *, of_citizen: str | None, actor: Actor) -> PaymentView:
    """Order the fee of a dossier. ``of_citizen``: only if it is this person's.

    An order still open at the same price is given again. Raises NotFound; Conflict ``state-conflict`` if no fee is
    awaited.
    """
    with ports.store.read() as readings:
        dossier = readings.dossiers.get(application_id)
    if dossier is None or (of_citizen is not None and dossier.filing.citizen_id != of_citizen):
        raise NotFound("not-found")
    _require_awaited(dossier)
    fee = _price(ports, dossier)
    with ports.store.begin(actor, dossier.lock) as work:
        current = work.dossiers.get(application_id)
        if current is None:
            raise NotFound("not-found")
        _require_awaited(current)
        current = _priced(work, current, fee)
        payment = _fee_order(ports, work, current, fee, actor)
        work.commit(payment_view(payment))
    return _placed(ports, payment, actor=actor)


def order_fine(ports: Ports, case_id: str, *, citizen_id: str, actor: Actor) -> PaymentView:
    """Order the fine of one of the citizen's own cases.

    Raises NotFound for a case that is not his; Conflict ``fine-not-due`` or ``not-payable-online``; Unavailable.
    """
    errand = Errand(on_behalf_of=actor.subject)
    block = _own_fine(ports, case_id, citizen_id, errand)
    with ports.store.begin(actor, f"case:{case_id}") as work:
        pending = work.payments.pending_fine(case_id)
        if pending is not None and pending.state not in UNPAID:
            raise Conflict("fine-not-due")  # it is paid; the register hears of it in a moment
        if (
            pending is not None
            and pending.citizen_id == citizen_id
            and _still_good(pending, block.amount_vnd, work.now)
        ):
            payment = pending
        else:
            payment = _new_fine(ports, work, block, citizen_id, actor)
        work.commit(payment_view(payment))
    return _placed(ports, payment, actor=actor)


def show_payment(ports: Ports, payment_id: str, *, of_citizen: str | None) -> PaymentView:
    """One order. Raises NotFound, also for somebody else's."""
    payment = read_payment(ports, payment_id)
    if of_citizen is not None and payment.citizen_id != of_citizen:
        raise NotFound("not-found")
    return payment_view(payment)


def _require_awaited(dossier: Dossier) -> None:
    if not dossier.takes_fee:
        raise Conflict("state-conflict", state=dossier.state.value, event="payment")


def _price(ports: Ports, dossier: Dossier) -> Fee:
    person: PersonRecord | None
    try:
        person = ports.population.person(dossier.filing.citizen_id)
    except (Unavailable, Rejection) as error:
        log.warning("population-unknown", error=str(error), application=dossier.id)
        person = None
    filing = dossier.filing
    return price(
        ports.law,
        procedure=filing.procedure,
        channel=filing.channel.value,
        on=ports.clock.today(),
        person=None if person is None else person.facts,
    )


def _priced(work: Work, dossier: Dossier, fee: Fee) -> Dossier:
    """The price of today on the dossier, if it is another than at the check."""
    due = DueFee(fee.amount_vnd, fee.basis)
    if due == dossier.fee:
        return dossier
    after = dossier.with_changes(fee=due)
    work.dossiers.save(after)
    return after


def _fee_order(ports: Ports, work: Work, dossier: Dossier, fee: Fee, actor: Actor) -> Payment:
    open_order = work.payments.unpaid_fee(dossier.id)
    if open_order is not None and _still_good(open_order, fee.amount_vnd, work.now):
        return open_order
    if open_order is not None:
        work.payments.save(open_order.expired())  # a new price needs a new order; money for the old one still counts
    payment = Payment(
        id=new_id(),
        kind=PaymentKind.FEE,
        application_id=dossier.id,
        case_id=None,
        citizen_id=dossier.filing.citizen_id,
        subject=actor.subject,
        amount_vnd=fee.amount_vnd,
        basis=fee.basis,
        description=f"Le phi cap giay phep lai xe, ho so {dossier.code}",
        state=PaymentState.CREATED if fee.amount_vnd else PaymentState.PAID,
        created_at=work.now,
        expires_at=_expiry(ports, dossier.waits_until, work.now),
        paid_at=None if fee.amount_vnd else work.now,
    )
    _record_new(ports, work, payment)
    if fee.amount_vnd == 0:
        credit_fee(ports, work, dossier, payment)
    return payment


def _expiry(ports: Ports, waits_until: datetime | None, now: datetime) -> datetime:
    longest = now + timedelta(days=ports.policy.payment_days)
    return longest if waits_until is None else max(min(waits_until, longest), now + timedelta(minutes=1))


def _still_good(payment: Payment, amount_vnd: int | None, now: datetime) -> bool:
    return payment.amount_vnd == amount_vnd and payment.expires_at > now


def _record_new(ports: Ports, work: Work, payment: Payment) -> None:
    work.payments.add(payment)
    work.audit(
        payment.lock,
        "payment.ordered",
        {
            "payment_id": payment.id,
            "kind": payment.kind.value,
            "amount_vnd": payment.amount_vnd,
            "basis": payment.basis,
            "case_id": payment.case_id,
        },
    )
    if payment.amount_vnd:
        work.enqueue(PAYMENT, payment.id, run_at=ports.policy.soon(work.now, 5))


def _own_fine(ports: Ports, case_id: str, citizen_id: str, errand: Errand) -> BlockingFact:
    licence = licence_of(ports, citizen_id, None, errand=errand)
    numbers = () if licence is None else (licence.facts.number,)
    aliases = () if licence is None else licence.facts.aliases
    standing = ports.violations.standing(citizen_id, numbers=numbers, aliases=aliases, on=None, errand=errand)
    mine = [block for block in standing.facts.blocking if block.case_id == case_id]
    fine = next((block for block in mine if block.reason == "fine-unpaid"), None)
    if fine is not None and fine.amount_vnd:
        if not fine.payable_online:
            raise Conflict("not-payable-online")
        return fine
    if mine:
        raise Conflict("fine-not-due")
    case = ports.violations.case_fine(case_id, errand=errand)
    if case is None or not case.numbers.intersection({citizen_id, *numbers, *aliases}):
        raise NotFound("not-found")
    raise Conflict("fine-not-due")


def _new_fine(ports: Ports, work: Work, block: BlockingFact, citizen_id: str, actor: Actor) -> Payment:
    payment = Payment(
        id=new_id(),
        kind=PaymentKind.FINE,
        application_id=None,
        case_id=block.case_id,
        citizen_id=citizen_id,
        subject=actor.subject,
        amount_vnd=block.amount_vnd or 0,
        basis=block.case_number,
        description=f"Nop phat vi pham hanh chinh, bien ban {block.case_number}",
        state=PaymentState.CREATED,
        created_at=work.now,
        expires_at=_expiry(ports, None, work.now),
    )
    _record_new(ports, work, payment)
    return payment


def _placed(ports: Ports, payment: Payment, *, actor: Actor) -> PaymentView:
    """Tell the gateway at once; if it does not answer, the order stands without an address and a job goes on."""
    if payment.state is PaymentState.CREATED:
        try:
            payment = place_order(ports, payment)
        except (Unavailable, Rejection) as error:
            log.warning("order-waits", payment=payment.id, error=str(error))
            return payment_view(payment)
        view = payment_view(payment)
        with ports.store.begin(actor, payment.lock) as work:
            work.commit(view)  # a repeated request is answered with the address
        return view
    return payment_view(payment)
