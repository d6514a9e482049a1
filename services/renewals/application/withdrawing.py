"""The applicant takes the dossier back (rút hồ sơ), until the card is being issued."""

from __future__ import annotations

from services.renewals.application.advance import advance_now, read_view
from services.renewals.application.changes import record_move
from services.renewals.application.ports import Ports
from services.renewals.application.views import ApplicationView, view_of
from services.renewals.domain.states import Event, State, Who
from shared.kernel.actor import Actor
from shared.kernel.errors import NotFound


def withdraw(ports: Ports, application_id: str, *, of_citizen: str | None, actor: Actor) -> ApplicationView:
    """Withdraw; the fee goes back, and so does the old card. Withdrawing twice is the same as once.

    Raises NotFound, also for somebody else's; Conflict ``state-conflict`` from issuing on.
    """
    with ports.store.begin(actor, f"application:{application_id}") as work:
        dossier = work.dossiers.get(application_id)
        if dossier is None or (of_citizen is not None and dossier.filing.citizen_id != of_citizen):
            raise NotFound("not-found")
        if dossier.state is not State.WITHDRAWN:
            who = Who.OFFICER if actor.kind == "officer" else Who.CITIZEN
            dossier = dossier.moved(
                Event.WITHDRAWN, by=who, at=work.now, calendar=ports.law.calendar, end_reason="withdrawn"
            )
            record_move(work, dossier, Event.WITHDRAWN, ports=ports)
            work.commit(view_of(ports, dossier, work.decisions.latest(application_id)))
    if dossier.filing.is_loss:
        return advance_now(ports, dossier, actor=actor)
    return read_view(ports, application_id)
