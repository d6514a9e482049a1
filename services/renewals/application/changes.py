"""Putting one step of a dossier on record: row, timeline, audit entry, event, job and refund in one commit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from services.renewals.application.ports import Ports, Work
from services.renewals.application.repositories import TimelineEntry
from services.renewals.domain.dossier import Dossier
from services.renewals.domain.findings import Json
from services.renewals.domain.payments import Payment, PaymentState
from services.renewals.domain.portal_states import portal_milestone, portal_state
from services.renewals.domain.states import Event, State

ADVANCE = "advance"
PAYMENT = "payment"
RECHECK = "recheck"
PAPERS = "papers"

FIRST_RECHECK_SECONDS = 15
SAFETY_NET_SECONDS = 3
"""A job promised for a state that goes on by itself: the same process goes on at once, the job is for after a crash."""


def record_filing(work: Work, dossier: Dossier) -> None:
    """A new dossier."""
    work.dossiers.add(dossier)
    _write_step(work, dossier, None)


def record_move(work: Work, after: Dossier, event: Event, *, ports: Ports) -> Dossier:
    """A dossier that ``moved``; what follows from the new state is promised in the same commit.

    Returns the dossier as stored.
    """
    work.dossiers.save(after)
    _write_step(work, after, event)
    promise_next(work, after, ports=ports)
    if event is Event.ACCEPTED:
        work.enqueue(PAPERS, after.id, run_at=work.now)
    if after.owes_refund:
        _give_back(work, after)
    return after


def promise_next(work: Work, dossier: Dossier, *, ports: Ports) -> None:
    """Promise the next look at a dossier."""
    when = next_look(dossier, now=work.now, ports=ports)
    if when is not None:
        work.enqueue(ADVANCE, dossier.id, run_at=when)


def next_look(dossier: Dossier, *, now: datetime, ports: Ports) -> datetime | None:
    """When the clock must look at a dossier again; None: when somebody acts."""
    state = dossier.state
    if state is State.AWAITING_CLEARANCE:
        unknown = dossier.unknown_since
        until = None if unknown is None else ports.policy.unknown_until(unknown, ports.law.calendar)
        # News that came between the answer and this commit found nobody waiting: look once more shortly.
        shortly = ports.policy.soon(now, FIRST_RECHECK_SECONDS) if dossier.since == now else None
        return ports.policy.recheck_at(now, dossier.waits_until, until, shortly)
    if state in {State.AWAITING_PAYMENT, State.SUPPLEMENT_REQUESTED}:
        return dossier.waits_until
    if state is State.UNDER_REVIEW and dossier.filing.licence_id is None:
        # Asked again, not told: the register's feed brings millions of imported licences, this wants one of them.
        return ports.policy.recheck_at(now)
    if state in {State.SUBMITTED, State.CHECKING, State.APPROVED, State.ISSUING}:
        return ports.policy.soon(now, SAFETY_NET_SECONDS)
    if state is State.WITHDRAWN and dossier.filing.is_loss and _card_to_give_back(dossier):
        return ports.policy.soon(now, SAFETY_NET_SECONDS)
    return None


def record_refund_due(work: Work, payment: Payment) -> None:
    """A payment whose money is to go back."""
    work.payments.save(payment)
    work.enqueue(PAYMENT, payment.id, run_at=work.now)


def note(work: Work, dossier: Dossier, action: str, detail: Mapping[str, Json]) -> None:
    """An audit entry on a dossier's chain without a change of state."""
    work.audit(dossier.lock, action, {"version": dossier.version, **detail})


def _card_to_give_back(dossier: Dossier) -> bool:
    return dossier.loss is None or (dossier.loss.id is not None and dossier.loss.withdrawn_at is None)


def _give_back(work: Work, dossier: Dossier) -> None:
    payment_id = None if dossier.fee is None else dossier.fee.payment_id
    payment = None if payment_id is None else work.payments.get(payment_id)
    if payment is None or payment.state is not PaymentState.PAID or payment.amount_vnd == 0:
        return
    record_refund_due(work, payment.to_refund(f"application-{dossier.state.value}"))


def _write_step(work: Work, dossier: Dossier, event: Event | None) -> None:
    accepted = dossier.accepted_at is not None
    code = portal_state(dossier.state, accepted=accepted)
    milestone = code if event is None else portal_milestone(event, dossier.state, accepted=accepted)
    work.timeline.add(
        TimelineEntry(
            application_id=dossier.id,
            seq=dossier.version,
            at=work.now,
            event=event,
            state=dossier.state,
            portal_state=milestone,
            actor_kind=work.actor.kind,
            agency=work.actor.agency,
            reason_code=dossier.end_reason,
        )
    )
    announce(work, dossier, "filed" if event is None else event.value, milestone)


def announce(work: Work, dossier: Dossier, step: str, portal_code: int | None = None) -> None:
    """The audit entry and the event of a step. ``portal_code`` None: that of the state."""
    told: dict[str, Json] = {
        "code": dossier.code,
        "procedure": dossier.filing.procedure,
        "state": dossier.state.value,
        "portal_state": portal_code or portal_state(dossier.state, accepted=dossier.accepted_at is not None),
        "step": step,
        "reason_code": dossier.end_reason,
        "licence_id": dossier.filing.licence_id,
        "due_on": None if dossier.due_on is None else dossier.due_on.isoformat(),
        "version": dossier.version,
    }
    work.audit(dossier.lock, f"application.{told['step']}", told | _grounds(dossier))
    work.emit(f"application.{dossier.state.value}", dossier.id, told)


def _grounds(dossier: Dossier) -> dict[str, Json]:
    return {
        "outcome": None if dossier.outcome is None else dossier.outcome.value,
        "findings": [finding.rule for finding in dossier.findings],
        "standing": None if dossier.standing is None else dossier.standing.id,
    }
