"""A licence that the system did not hold when the dossier was filed: found there later, the dossier goes on with it."""

from __future__ import annotations

from dataclasses import replace

import structlog

from services.renewals.application.gathering import licence_of
from services.renewals.application.ports import Ports, RegisteredLicence
from services.renewals.application.turns import commit_turn, errand_for
from services.renewals.domain.dossier import Dossier
from services.renewals.domain.states import Event, Who
from shared.kernel.actor import Actor
from shared.kernel.errors import Conflict

log = structlog.get_logger()


def ensure_known(ports: Ports, dossier: Dossier, actor: Actor, *, answering: bool) -> bool:
    """Fill in the licence of a dossier under check if the register holds it by now; whether a commit was made."""
    licence = entered_licence(ports, dossier)
    if licence is None:
        return False
    filing = replace(dossier.filing, licence_id=licence.facts.id)
    try:
        return commit_turn(
            ports,
            dossier,
            lambda current, _: (current.with_changes(filing=filing), None),
            actor=actor,
            answering=answering,
        )
    except Conflict as conflict:
        return _held_by_another(dossier, conflict)


def registration_turn(ports: Ports, dossier: Dossier, actor: Actor, answering: bool) -> bool:  # noqa: FBT001  # a Turn
    """Have a dossier on an officer's desk checked anew once the register holds its licence."""
    licence = entered_licence(ports, dossier)
    if licence is None:
        return False
    filing = replace(dossier.filing, licence_id=licence.facts.id)
    try:
        return commit_turn(
            ports,
            dossier,
            lambda current, work: (
                current.moved(
                    Event.LICENCE_ENTERED, by=Who.CLOCK, at=work.now, calendar=ports.law.calendar, filing=filing
                ),
                Event.LICENCE_ENTERED,
            ),
            actor=actor,
            answering=answering,
        )
    except Conflict as conflict:
        return _held_by_another(dossier, conflict)


def entered_licence(ports: Ports, dossier: Dossier) -> RegisteredLicence | None:
    """The licence that the register holds by now for a dossier filed without one; None also for one filed with it.

    Raises Unavailable if the register does not answer.
    """
    filing, search = dossier.filing, dossier.register_search
    if filing.licence_id is not None:
        return None
    record = None if search is None else search.search.found
    told = (None if record is None else record.number, None if filing.claimed is None else filing.claimed.number)
    numbers = [number for number in told if number is not None]
    return licence_of(ports, filing.citizen_id, None, numbers=numbers, errand=errand_for(dossier))


def _held_by_another(dossier: Dossier, conflict: Conflict) -> bool:
    """Another open dossier has the licence: this one stays until that one ends or an officer ends this."""
    if conflict.code != "application-already-open":
        raise conflict
    log.warning("licence-held-by-another-dossier", application=dossier.id)
    return False
