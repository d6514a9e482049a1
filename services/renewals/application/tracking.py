"""Following a dossier: everything its applicant's page needs at one moment, and what its code alone may tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.renewals.application.ports import Ports
from services.renewals.application.reading import MOST_STEPS
from services.renewals.application.repositories import TimelineEntry
from services.renewals.application.views import (
    ApplicationView,
    PaymentView,
    TimelineEntryView,
    payment_view,
    timeline_view,
    view_of,
)
from services.renewals.domain.dossier import Dossier
from services.renewals.domain.portal_states import PORTAL_STATES, portal_state
from services.renewals.domain.states import ENDED, State
from services.renewals.domain.tracking import DaysUsed, Milestone, ahead, days_used, holder
from shared.kernel.errors import NotFound
from shared.kernel.words import Words

MOST_PAYMENTS = 20


@dataclass(frozen=True, slots=True)
class Tracking:
    """A dossier as its applicant follows it. ``payments`` are the orders of its fee, oldest first."""

    application: ApplicationView
    procedure_name: Words
    agency: str
    holder: Words | None
    since: datetime
    days: DaysUsed | None
    steps: Sequence[TimelineEntryView]
    ahead: Sequence[Milestone]
    payments: Sequence[PaymentView]


@dataclass(frozen=True, slots=True)
class PublicStep:
    """A step without its reason: the state of the national portal it led to."""

    at: datetime
    portal_state: int
    text: Words


@dataclass(frozen=True, slots=True)
class PublicTracking:
    """What is told to whoever knows code and birth date: nothing about a person, and no reason of anything."""

    code: str
    procedure_name: Words
    portal_state: int
    portal_state_text: Words
    agency: str
    holder: Words | None
    ended: bool
    submitted_at: datetime
    accepted_at: datetime | None
    due_on: date | None
    paused: bool
    late_by: int
    working_days: int | None
    days: DaysUsed | None
    steps: Sequence[PublicStep]
    ahead: Sequence[Milestone]
    citizen_id: str
    """Never sent; whose look-up entry the answer needs."""


def follow(ports: Ports, application_id: str, *, of_citizen: str | None) -> Tracking:
    """A dossier with its steps and payments. Raises NotFound, also for somebody else's."""
    with ports.store.read() as readings:
        dossier = readings.dossiers.get(application_id)
        if dossier is None or (of_citizen is not None and dossier.filing.citizen_id != of_citizen):
            raise NotFound("not-found")
        decision = readings.decisions.latest(application_id)
        entries = readings.timeline.of(application_id, MOST_STEPS)
        payments = readings.payments.of_application(application_id, MOST_PAYMENTS)
    return Tracking(
        application=view_of(ports, dossier, decision),
        procedure_name=ports.law.procedures[dossier.filing.procedure].name,
        agency=ports.letterhead.agency,
        holder=holder(dossier.state),
        since=dossier.since,
        days=days_used(dossier, ports.clock.today(), ports.law.calendar),
        steps=tuple(timeline_view(entry) for entry in entries),
        ahead=ahead(dossier),
        payments=tuple(payment_view(payment) for payment in payments),
    )


def follow_by_code(ports: Ports, code: str, date_of_birth: date) -> PublicTracking:
    """A dossier by its code and the applicant's birth date.

    Raises NotFound for a code that is not there as for a birth date that is another: one question to the database
    that finds no row, in both cases.
    """
    with ports.store.read() as readings:
        found = readings.dossiers.by_code(code, date_of_birth)
        if found is None:
            raise NotFound("not-found")
        entries = readings.timeline.of(found.id, MOST_STEPS)
    return _public(ports, found, entries)


def _public(ports: Ports, dossier: Dossier, entries: Sequence[TimelineEntry]) -> PublicTracking:
    today, calendar = ports.clock.today(), ports.law.calendar
    state = portal_state(dossier.state, accepted=dossier.accepted_at is not None)
    return PublicTracking(
        code=dossier.code,
        procedure_name=ports.law.procedures[dossier.filing.procedure].name,
        portal_state=state,
        portal_state_text=PORTAL_STATES[state],
        agency=ports.letterhead.agency,
        holder=None if dossier.state is State.AWAITING_CLEARANCE else holder(dossier.state),  # would tell of a case
        ended=dossier.state in ENDED,
        submitted_at=dossier.submitted_at,
        accepted_at=dossier.accepted_at,
        due_on=dossier.reckoned(calendar).due_on,
        paused=dossier.paused_for is not None,
        late_by=0 if dossier.state in ENDED else dossier.late_by(today, calendar),
        working_days=dossier.working_days,
        days=days_used(dossier, today, calendar),
        steps=_public_steps(entries),
        ahead=ahead(dossier),
        citizen_id=dossier.filing.citizen_id,
    )


def _public_steps(entries: Sequence[TimelineEntry]) -> tuple[PublicStep, ...]:
    """The steps as the national portal knows them: a state that stays is one step."""
    found: list[PublicStep] = []
    for entry in entries:
        if not found or found[-1].portal_state != entry.portal_state:
            found.append(PublicStep(entry.at, entry.portal_state, PORTAL_STATES[entry.portal_state]))
    return tuple(found)
