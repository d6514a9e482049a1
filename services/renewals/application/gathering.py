"""Asking the neighbours what the rules need: no unit of work is open here, and no answer is kept but as a snapshot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import structlog

from services.renewals.application.ports import Errand, PersonRecord, Ports, RegisteredLicence, Rejection, Standing
from services.renewals.domain.facts import ClaimFacts, Facts, HealthFacts, Request
from services.renewals.domain.register_search import RegisterSearch
from shared.kernel.errors import Unavailable

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Gathered:
    """What the neighbours said. None: no answer (violations) or nothing there (the others)."""

    licence: RegisteredLicence | None
    standing: Standing | None
    person: PersonRecord | None
    health: HealthFacts | None

    def facts(
        self,
        request: Request,
        claims: ClaimFacts | None,
        *,
        as_of: date | None,
        register_search: RegisterSearch | None = None,
    ) -> Facts:
        """The input of the rules."""
        return Facts(
            request=request,
            licence=None if self.licence is None else self.licence.facts,
            standing=None if self.standing is None else self.standing.facts,
            claims=claims,
            person=None if self.person is None else self.person.facts,
            health=self.health,
            as_of=as_of,
            register_search=register_search,
        )


def gather(
    ports: Ports, citizen_id: str, licence: RegisteredLicence | None, *, on: date | None, errand: Errand
) -> Gathered:
    """Standing, population and health for a person whose licence is already known. ``on`` None: as of now.

    Silence of any of them is an answer the rules can deal with; it is never taken for a clear one.
    """
    return Gathered(
        licence=licence,
        standing=standing_of(ports, citizen_id, licence, on=on, errand=errand),
        person=_person(ports, citizen_id),
        health=_certificate(ports, citizen_id, on=on or ports.clock.today()),
    )


def standing_of(
    ports: Ports, citizen_id: str, licence: RegisteredLicence | None, *, on: date | None, errand: Errand
) -> Standing | None:
    """The standing by every number the person goes by; None if violations does not answer."""
    numbers: Sequence[str] = () if licence is None else (licence.facts.number,)
    aliases: Sequence[str] = () if licence is None else licence.facts.aliases
    try:
        return ports.violations.standing(citizen_id, numbers=numbers, aliases=aliases, on=on, errand=errand)
    except (Unavailable, Rejection) as error:
        log.warning("standing-unknown", error=str(error), case=errand.case)
        return None


def licence_of(
    ports: Ports, citizen_id: str, licence_id: str | None, *, errand: Errand, numbers: Sequence[str] = ()
) -> RegisteredLicence | None:
    """The person's licence with that id; with no id, the one of these numbers, or the only one there is.

    None: none such, or no telling which. Raises Unavailable if the register does not answer.
    """
    found = ports.licences.search(citizen_id, errand=errand)
    if licence_id is not None:
        return next((licence for licence in found if licence.facts.id == licence_id), None)
    named = [licence for licence in found if licence.facts.number in numbers] or found
    return named[0] if len(named) == 1 else None


def _person(ports: Ports, citizen_id: str) -> PersonRecord | None:
    try:
        return ports.population.person(citizen_id)
    except (Unavailable, Rejection) as error:
        log.warning("population-unknown", error=str(error))
        return None


def _certificate(ports: Ports, citizen_id: str, *, on: date) -> HealthFacts:
    try:
        return ports.health.certificate(citizen_id, on=on)
    except (Unavailable, Rejection) as error:
        log.warning("health-unknown", error=str(error))
        return HealthFacts(valid=None)
