"""The officer's decision: approve, refuse with a reason, or ask for a supplement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from services.renewals.application.advance import advance_now
from services.renewals.application.at_issue import sealed
from services.renewals.application.changes import record_move
from services.renewals.application.ports import Ports, Work
from services.renewals.application.views import ApplicationView, SignedDecisionView, decision_view, view_of
from services.renewals.domain.decisions import MOVES, Decision, DecisionOutcome, check_reason
from services.renewals.domain.dossier import Dossier
from services.renewals.domain.states import Event, State, Who, transition
from shared.kernel.actor import Actor
from shared.kernel.errors import Conflict, Forbidden, NotFound
from shared.kernel.ids import new_id

MOST_SUPPLEMENTS = 2
"""The one-stop rules allow one request in principle; a second counts as late (QĐ 766/QĐ-TTg), a third is not made."""


@dataclass(frozen=True, slots=True)
class Order:
    """What the officer wants."""

    outcome: DecisionOutcome
    reason_code: str | None = None
    note: str | None = None


def decide(
    ports: Ports, application_id: str, order: Order, *, check_version: Callable[[int], None], actor: Actor
) -> ApplicationView:
    """Decide on a dossier under review; an approval goes on to the card at once.

    ``check_version`` raises if the officer saw another version than the stored one. Raises NotFound; Conflict
    ``state-conflict``, ``supplement-already-requested``, ``fee-not-paid`` or ``licence-not-in-register``; Forbidden
    ``own-dossier``; Invalid for a reason that is not of the table. Of two officers exactly one gets through.
    """
    check_reason(order.outcome, order.reason_code, order.note)
    with ports.store.begin(actor, f"application:{application_id}") as work:
        dossier = work.dossiers.get(application_id)
        if dossier is None:
            raise NotFound("not-found")
        check_version(dossier.version)
        event = MOVES[order.outcome]
        transition(dossier.state, event, Who.OFFICER)
        _require_allowed(dossier, order, actor)
        decision = record_decision(ports, work, dossier, order, actor)
        after = _move(ports, work, dossier, order, event)
        tell_decision(work, after, decision)
        work.commit(view_of(ports, after, decision))
    return advance_now(ports, after, actor=actor)


def _move(ports: Ports, work: Work, dossier: Dossier, order: Order, event: Event) -> Dossier:
    changes: dict[str, object] = {}
    if event is Event.REFUSED:
        changes["end_reason"] = order.reason_code
    if event is Event.SUPPLEMENT_REQUESTED:
        changes["supplements_requested"] = dossier.supplements_requested + 1
        changes["waits_until"] = ports.policy.supplement_until(work.now)
    desk = replace(dossier.desk, officer=work.actor.subject, since=work.now)
    after = dossier.moved(event, by=Who.OFFICER, at=work.now, calendar=ports.law.calendar, desk=desk, **changes)
    return record_move(work, after, event, ports=ports)


def show_decision(ports: Ports, application_id: str, *, of_citizen: str | None) -> tuple[SignedDecisionView, str]:
    """The last decision with its signature, and whose it is. Raises NotFound if there is none."""
    with ports.store.read() as readings:
        dossier = readings.dossiers.get(application_id)
        decision = readings.decisions.latest(application_id)
    foreign = dossier is not None and of_citizen is not None and dossier.filing.citizen_id != of_citizen
    if dossier is None or foreign or decision is None:
        raise NotFound("not-found")
    view = SignedDecisionView(decision_view(decision), dossier.id, dossier.code, decision.signed_at, decision.jws)
    return view, dossier.filing.citizen_id


def hand_over(
    ports: Ports, application_id: str, *, check_version: Callable[[int], None], actor: Actor
) -> ApplicationView:
    """The card was dispatched or handed over. Raises NotFound; Conflict ``state-conflict``."""
    with ports.store.begin(actor, f"application:{application_id}") as work:
        dossier = work.dossiers.get(application_id)
        if dossier is None:
            raise NotFound("not-found")
        check_version(dossier.version)
        after = dossier.moved(Event.DELIVERED, by=Who.OFFICER, at=work.now, calendar=ports.law.calendar)
        record_move(work, after, Event.DELIVERED, ports=ports)
        return work.commit(view_of(ports, after, work.decisions.latest(application_id)))


def _require_allowed(dossier: Dossier, order: Order, actor: Actor) -> None:
    if order.outcome is not DecisionOutcome.REQUEST_SUPPLEMENT and dossier.filing.filed_by.subject == actor.subject:
        raise Forbidden("own-dossier")
    if order.outcome is DecisionOutcome.REQUEST_SUPPLEMENT and dossier.supplements_requested >= MOST_SUPPLEMENTS:
        raise Conflict("supplement-already-requested")
    if order.outcome is DecisionOutcome.APPROVE:
        if not dossier.fee_settled:
            raise Conflict("fee-not-paid")
        if dossier.filing.licence_id is None:
            raise Conflict("licence-not-in-register")


def record_decision(ports: Ports, work: Work, dossier: Dossier, order: Order, actor: Actor) -> Decision:
    """Put a decision on file with what it rests on; a refusal is signed at once."""
    decision = Decision(
        id=new_id(),
        application_id=dossier.id,
        outcome=order.outcome,
        reason_code=order.reason_code,
        note=order.note,
        decided_by=actor.subject,
        agency=actor.agency,
        decided_at=work.now,
        application_version=dossier.version,
        findings=dossier.findings,
        standing_id=None if dossier.standing is None else dossier.standing.id,
    )
    if order.outcome is DecisionOutcome.REFUSE:
        decision = sealed(ports, dossier, decision, at=work.now)
    work.decisions.add(decision)
    return decision


def tell_decision(work: Work, dossier: Dossier, decision: Decision) -> None:
    """Audit a decision and tell those who listen."""
    told = {
        "decision_id": decision.id,
        "outcome": decision.outcome.value,
        "reason_code": decision.reason_code,
        "code": dossier.code,
        "state": State(dossier.state).value,
    }
    grounds = {"standing_id": decision.standing_id, "findings": [finding.rule for finding in decision.findings]}
    work.audit(dossier.lock, "decision.made", {**told, **grounds, "note": decision.note})
    work.emit("decision.made", dossier.id, told)
