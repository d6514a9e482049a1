"""Looking at dossiers: one, its timeline, a citizen's own, an officer's worklist."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.renewals.application.ports import Ports
from services.renewals.application.views import ApplicationView, TimelineEntryView, timeline_view, view_of
from services.renewals.domain.states import State
from shared.kernel.errors import NotFound
from shared.kernel.words import Words

MOST_STEPS = 200
LAST_DAY = date.max


@dataclass(frozen=True, slots=True)
class WorklistFilter:
    """``states`` empty: what waits for an officer."""

    desk: str | None = None
    states: Sequence[State] = ()
    due_before: date | None = None


def show(ports: Ports, application_id: str, *, of_citizen: str | None) -> ApplicationView:
    """One dossier. Raises NotFound, also for somebody else's."""
    with ports.store.read() as readings:
        dossier = readings.dossiers.get(application_id)
        decision = None if dossier is None else readings.decisions.latest(application_id)
    if dossier is None or (of_citizen is not None and dossier.filing.citizen_id != of_citizen):
        raise NotFound("not-found")
    return view_of(ports, dossier, decision)


def timeline(ports: Ports, application_id: str, *, of_citizen: str | None) -> tuple[Sequence[TimelineEntryView], str]:
    """The steps of a dossier, oldest first, at most 200, and whose it is. Raises NotFound."""
    with ports.store.read() as readings:
        dossier = readings.dossiers.get(application_id)
        if dossier is None or (of_citizen is not None and dossier.filing.citizen_id != of_citizen):
            raise NotFound("not-found")
        entries = readings.timeline.of(application_id, MOST_STEPS)
    return tuple(timeline_view(entry) for entry in entries), dossier.filing.citizen_id


@dataclass(frozen=True, slots=True)
class ApplicantView:
    """Who applies, as the dossier states it."""

    citizen_id: str
    full_name: str
    phone: str | None
    email: str | None


@dataclass(frozen=True, slots=True)
class PortalRecord:
    """What the national portal is told: the dossier, who applies, and the steps so far, of one moment."""

    application: ApplicationView
    procedure_name: Words
    applicant: ApplicantView
    steps: Sequence[TimelineEntryView]


def portal_record(ports: Ports, application_id: str) -> PortalRecord:
    """A dossier for the national portal. Raises NotFound."""
    with ports.store.read() as readings:
        dossier = readings.dossiers.get(application_id)
        if dossier is None:
            raise NotFound("not-found")
        decision = readings.decisions.latest(application_id)
        entries = readings.timeline.of(application_id, MOST_STEPS)
    filing = dossier.filing
    return PortalRecord(
        application=view_of(ports, dossier, decision),
        procedure_name=ports.law.procedures[filing.procedure].name,
        applicant=ApplicantView(filing.citizen_id, filing.holder_name, filing.phone, filing.email),
        steps=tuple(timeline_view(entry) for entry in entries),
    )


def own(ports: Ports, citizen_id: str, *, after: tuple[datetime, str] | None, limit: int) -> Sequence[ApplicationView]:
    """A citizen's dossiers, the newest first; ``after`` the place of the last one seen."""
    with ports.store.read() as readings:
        found = readings.dossiers.of_citizen(citizen_id, after=after, limit=limit)
        return tuple(view_of(ports, dossier, readings.decisions.latest(dossier.id)) for dossier in found)


def worklist(
    ports: Ports, wanted: WorklistFilter, *, after: tuple[date, str] | None, limit: int
) -> Sequence[ApplicationView]:
    """Dossiers by due day, those without one last; ties by id."""
    states = wanted.states or (State.UNDER_REVIEW,)
    with ports.store.read() as readings:
        found = readings.dossiers.worklist(
            desk=wanted.desk, states=states, due_before=wanted.due_before, after=after, limit=limit
        )
        return tuple(view_of(ports, dossier, None) for dossier in found)


def worklist_place(view: ApplicationView) -> tuple[date, str]:
    """Where a dossier stands in the worklist."""
    return view.clock.due_on or LAST_DAY, view.id
