"""Recording a search in the paper registers (tra bảng kê, sổ quản lý) for a licence that the system does not hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from services.renewals.application.advance import advance, advance_now, read_dossier
from services.renewals.application.at_check import Look, look_at, snapshot
from services.renewals.application.changes import note, record_move
from services.renewals.application.deciding import Order, record_decision, tell_decision
from services.renewals.application.ports import Ports, Work
from services.renewals.application.registration import entered_licence
from services.renewals.application.views import ApplicationView, view_of
from services.renewals.domain.decisions import DecisionOutcome
from services.renewals.domain.dossier import Dossier
from services.renewals.domain.register_search import RecordedSearch, RegisterSearch, search_faults
from services.renewals.domain.states import Event, Who, transition
from shared.kernel.actor import Actor
from shared.kernel.clock import business_date
from shared.kernel.errors import Conflict, Fault, Forbidden, Invalid, NotFound

IN_VAIN = "not-in-system"
"""Why a dossier is refused whose licence is neither in the system nor on paper (TT 12/2025/TT-BCA Điều 20, 21)."""


def record_search(
    ports: Ports,
    application_id: str,
    search: RegisterSearch,
    *,
    check_version: Callable[[int], None],
    actor: Actor,
) -> ApplicationView:
    """Record a search: found, the dossier waits until the register holds the licence; in vain, it is refused.

    Raises NotFound; Conflict ``state-conflict`` unless under review, ``licence-already-in-register`` where there is
    nothing to search for; Forbidden ``own-dossier`` for a refusal by whoever filed; Invalid for days that cannot be;
    Unavailable if the licence register does not answer.
    """
    seen = read_dossier(ports, application_id)
    check_version(seen.version)
    event = Event.NOT_IN_REGISTERS if search.in_vain else Event.FOUND_IN_REGISTERS
    _require_allowed(ports, seen, search, event, actor)
    if entered_licence(ports, seen) is not None:
        advance(ports, seen.id)
        raise Conflict("licence-already-in-register")
    recorded = RecordedSearch(search, actor.subject, actor.agency, ports.clock.now())
    look = look_at(ports, replace(seen, register_search=recorded))
    with ports.store.begin(actor, seen.lock) as work:
        dossier = work.dossiers.get(application_id)
        if dossier is None:
            raise NotFound("not-found")
        check_version(dossier.version)
        dossier = _with_search(dossier, replace(recorded, recorded_at=work.now), look)
        after = _refused(ports, work, dossier, search, actor) if search.in_vain else _found(ports, work, dossier)
        note(work, after, "registers.searched", {"result": search.result.value, "on": search.searched_on.isoformat()})
        work.commit(view_of(ports, after, work.decisions.latest(application_id)))
    return advance_now(ports, after, actor=actor)


def _require_allowed(ports: Ports, dossier: Dossier, search: RegisterSearch, event: Event, actor: Actor) -> None:
    transition(dossier.state, event, Who.OFFICER)
    if dossier.filing.licence_id is not None:
        raise Conflict("licence-already-in-register")
    if search.in_vain and dossier.filing.filed_by.subject == actor.subject:
        raise Forbidden("own-dossier")
    known = {
        "registers": search.registers,
        "searched_on": search.searched_on,
        "result": search.result,
        "found": None
        if search.found is None
        else {"issued_on": search.found.issued_on, "expires_on": search.found.expires_on},
    }
    faults = [*search_faults(known, today=ports.clock.today())]
    if search.searched_on < dossier.submitted_on:
        earliest = business_date(dossier.submitted_at).isoformat()
        faults.append(Fault("/searched_on", "date-too-early", {"earliest": earliest}))
    if faults:
        raise Invalid("validation-failed", faults=faults)


def _with_search(dossier: Dossier, recorded: RecordedSearch, look: Look) -> Dossier:
    """The dossier as the law sees it with the search; the version is counted by the step that follows."""
    return replace(
        dossier,
        register_search=recorded,
        findings=look.verdict.findings,
        outcome=look.verdict.outcome,
        parts=look.verdict.parts,
        new_parts=look.verdict.new_parts,
        standing=snapshot(look.gathered.standing),
    )


def _found(ports: Ports, work: Work, dossier: Dossier) -> Dossier:
    event = Event.FOUND_IN_REGISTERS
    desk = replace(dossier.desk, officer=work.actor.subject, since=work.now)
    after = dossier.moved(event, by=Who.OFFICER, at=work.now, calendar=ports.law.calendar, desk=desk)
    return record_move(work, after, event, ports=ports)


def _refused(ports: Ports, work: Work, dossier: Dossier, search: RegisterSearch, actor: Actor) -> Dossier:
    event = Event.NOT_IN_REGISTERS
    order = Order(DecisionOutcome.REFUSE, IN_VAIN, search.note)
    decision = record_decision(ports, work, dossier, order, actor)
    desk = replace(dossier.desk, officer=work.actor.subject, since=work.now)
    after = dossier.moved(
        event, by=Who.OFFICER, at=work.now, calendar=ports.law.calendar, desk=desk, end_reason=IN_VAIN
    )
    record_move(work, after, event, ports=ports)
    tell_decision(work, after, decision)
    return after
