"""Filing a dossier (nộp hồ sơ): checked for form, numbered, committed, then driven on as far as it goes by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from services.renewals.application.advance import advance_now
from services.renewals.application.at_check import request_of
from services.renewals.application.changes import promise_next, record_filing, record_move
from services.renewals.application.gathering import licence_of
from services.renewals.application.ports import Errand, Ports, RegisteredLicence
from services.renewals.application.views import ApplicationView, view_of
from services.renewals.domain.dossier import Desk, Dossier, Filing
from services.renewals.domain.eligibility import check
from services.renewals.domain.facts import Facts
from services.renewals.domain.filing_form import filing_faults, procedure_faults
from services.renewals.domain.procedures import checkable
from services.renewals.domain.states import Event, State, Who
from shared.kernel.actor import Actor
from shared.kernel.clock import business_date
from shared.kernel.errors import Conflict, Fault, Invalid, NotFound
from shared.kernel.ids import new_id


def file_application(ports: Ports, filing: Filing, *, actor: Actor) -> ApplicationView:
    """File a dossier and take it as far as it goes without a person.

    Raises Invalid ``validation-failed``; Conflict ``procedure-not-in-force`` or ``application-already-open``; NotFound
    for a licence that is not the applicant's; Unavailable if the licence register does not answer. After the commit
    nothing raises: what a neighbour did not answer is tried again by a job.
    """
    today = ports.clock.today()
    _check_form(ports, filing, today)
    _check_procedure(ports, filing, today)
    remembered = None if filing.claimed is None else filing.claimed.number
    licence = licence_of(
        ports,
        filing.citizen_id,
        filing.licence_id,
        errand=Errand(on_behalf_of=filing.filed_by.subject),
        numbers=() if remembered is None else (remembered,),
    )
    filing = _with_licence(filing, licence)
    _check_choice(ports, filing, licence, today)
    dossier = _commit(ports, filing, actor=actor)
    return advance_now(ports, dossier, actor=actor)


def _check_choice(ports: Ports, filing: Filing, licence: RegisteredLicence | None, today: date) -> None:
    """See before the commit that the law can be applied: a class choice it does not give raises Invalid."""
    facts = Facts(request_of(filing), None if licence is None else licence.facts, None)
    check(facts, law=ports.law, on=today, settings=ports.law_settings)


def _with_licence(filing: Filing, licence: RegisteredLicence | None) -> Filing:
    if licence is not None:
        first = min((part.first_issued_on for part in licence.facts.parts), default=None)
        if filing.occurred_on is not None and first is not None and filing.occurred_on < first:
            raise Invalid(
                "validation-failed", faults=[Fault("/occurred_on", "date-too-early", {"earliest": first.isoformat()})]
            )
        return replace(filing, licence_id=licence.facts.id)
    if filing.licence_id is not None:
        raise NotFound("not-found")
    if filing.claimed is None:
        raise Invalid("validation-failed", faults=[Fault("/claimed", "required")])
    return filing


def _commit(ports: Ports, filing: Filing, *, actor: Actor) -> Dossier:
    identity = new_id()
    locks = [f"application:{identity}"]
    if filing.licence_id is not None:
        locks.append(f"licence:{filing.licence_id}")
    with ports.store.begin(actor, *locks) as work:
        agency = filing.filed_by.agency or ports.agency
        day = business_date(work.now)
        number = work.dossiers.next_number(f"{agency}-{day:%y%m%d}")
        dossier = Dossier(
            id=identity,
            code=f"{agency}-{day:%y%m%d}-{number:06d}",
            filing=filing,
            submitted_at=work.now,
            state=State.SUBMITTED,
            since=work.now,
            version=1,
            desk=Desk(agency, None, work.now),
        )
        record_filing(work, dossier)
        dossier = dossier.moved(Event.TAKEN_UP, by=Who.CLOCK, at=work.now, calendar=ports.law.calendar)
        record_move(work, dossier, Event.TAKEN_UP, ports=ports)
        promise_next(work, dossier, ports=ports)
        work.commit(view_of(ports, dossier, None))
    return dossier


def _check_form(ports: Ports, filing: Filing, today: date) -> None:
    claimed = None if filing.claimed is None else filing.claimed.issued_on
    faults = filing_faults(
        {
            "reason": filing.reason,
            "occurred_on": filing.occurred_on,
            "channel": filing.channel,
            "delivery": {"method": filing.delivery_method, "address": filing.delivery_address},
            "applicant": {"citizen_id": filing.citizen_id, "date_of_birth": filing.date_of_birth},
            "claimed": {"issued_on": claimed},
        },
        by_citizen=filing.filed_by.kind == "citizen",
        today=today,
    )
    found = [*faults, *procedure_faults(ports.law, filing.procedure, filing.reason)]
    if found:
        raise Invalid("validation-failed", faults=found)


def _check_procedure(ports: Ports, filing: Filing, today: date) -> None:
    found = checkable(ports.law, filing.procedure)
    if not found.offered or not found.in_force(today):
        raise Conflict("procedure-not-in-force", procedure=filing.procedure)
