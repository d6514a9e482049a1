"""Deadlines of dossiers that wait for the applicant: the fee (lệ phí) and the supplement (bổ sung)."""

from __future__ import annotations

from services.renewals.application.ports import Ports
from services.renewals.application.receipts import poll_payment
from services.renewals.application.turns import commit_turn
from services.renewals.domain.dossier import Dossier
from services.renewals.domain.states import Event, Who
from shared.kernel.actor import Actor


def payment_turn(ports: Ports, dossier: Dossier, actor: Actor, answering: bool) -> bool:  # noqa: FBT001  # a Turn
    """Stop an unpaid dossier at its deadline, but ask the gateway first: a notification may have been lost."""
    if not _passed(ports, dossier):
        return False
    with ports.store.read() as readings:
        payment = readings.payments.unpaid_fee(dossier.id)
    if payment is not None and poll_payment(ports, payment).money_arrived:
        return True
    return _stop(ports, dossier, Event.PAYMENT_EXPIRED, "payment-expired", actor, answering=answering)


def supplement_turn(ports: Ports, dossier: Dossier, actor: Actor, answering: bool) -> bool:  # noqa: FBT001  # a Turn
    """Stop a dossier whose supplement never came."""
    if not _passed(ports, dossier):
        return False
    return _stop(ports, dossier, Event.SUPPLEMENT_EXPIRED, "supplement-expired", actor, answering=answering)


def _passed(ports: Ports, dossier: Dossier) -> bool:
    return dossier.waits_until is not None and ports.clock.now() >= dossier.waits_until


def _stop(ports: Ports, dossier: Dossier, event: Event, reason: str, actor: Actor, *, answering: bool) -> bool:
    return commit_turn(
        ports,
        dossier,
        lambda current, work: (
            current.moved(event, by=Who.CLOCK, at=work.now, calendar=ports.law.calendar, end_reason=reason),
            event,
        ),
        actor=actor,
        answering=answering,
    )
