"""Driving a dossier on: one function, re-runnable at any moment, called inline after an act and by a job after a crash.

Each turn reads the dossier, asks the neighbours what its state needs (no unit of work open), decides purely, and
commits under the dossier's lock only if its version is still the one it read. Whatever is killed in between is done
again by the next turn: every call to a neighbour that changes something goes out under the dossier's id as key.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

import structlog

from services.renewals.application import at_check, at_issue, at_waiting, loss_reports, registration
from services.renewals.application.changes import next_look
from services.renewals.application.ports import Ports
from services.renewals.application.views import ApplicationView, view_of
from services.renewals.domain.dossier import Dossier
from services.renewals.domain.states import State
from shared.kernel.actor import Actor, the_clock
from shared.kernel.errors import NotFound, Unavailable

log = structlog.get_logger()

MOST_TURNS = 24
"""No dossier takes that many steps without a person; more means two steps undo each other."""

Turn = Callable[[Ports, Dossier, Actor, bool], bool]
"""Take one step; whether the dossier may have moved, so that it is worth looking again. The last argument: whether the
request in hand is answered with the dossier, so that its stored answer follows each commit."""

TURNS: Mapping[State, Turn] = {
    State.CHECKING: at_check.turn,
    State.AWAITING_CLEARANCE: at_check.turn,
    State.AWAITING_PAYMENT: at_waiting.payment_turn,
    State.UNDER_REVIEW: registration.registration_turn,
    State.SUPPLEMENT_REQUESTED: at_waiting.supplement_turn,
    State.APPROVED: at_issue.signing_turn,
    State.ISSUING: at_issue.issuing_turn,
    State.ISSUED: at_issue.delivery_turn,
    State.WITHDRAWN: loss_reports.giving_back_turn,
}


def advance(
    ports: Ports, application_id: str, *, actor: Actor | None = None, answering: bool = False
) -> datetime | None:
    """Take a dossier as far as it goes without a person.

    Returns when to look again, or None when only somebody's act moves it on. Raises Unavailable or Rejection when a
    neighbour it cannot do without does not answer: nothing is lost, the job is tried again.
    """
    doer = actor or the_clock("renewals")
    for _ in range(MOST_TURNS):
        dossier = read_dossier(ports, application_id)
        turn = TURNS.get(dossier.state)
        if turn is None or not turn(ports, dossier, doer, answering):
            return _next(ports, dossier)
    raise RuntimeError(f"dossier {application_id} does not come to rest")


def advance_now(ports: Ports, dossier: Dossier, *, actor: Actor) -> ApplicationView:
    """Advance inline after an act that is already committed, and show where the dossier came to.

    Never raises: the act stands, and the job promised with it goes on where this stops.
    """
    try:
        advance(ports, dossier.id, actor=_as_clock(actor), answering=True)
    except Unavailable as error:
        log.warning("advance-waits", application=dossier.id, error=str(error))
    except Exception:
        log.exception("advance-failed", application=dossier.id)
    return read_view(ports, dossier.id)


def read_dossier(ports: Ports, application_id: str) -> Dossier:
    """The dossier as stored. Raises NotFound."""
    with ports.store.read() as readings:
        dossier = readings.dossiers.get(application_id)
    if dossier is None:
        raise NotFound("not-found")
    return dossier


def read_view(ports: Ports, application_id: str) -> ApplicationView:
    """The dossier as shown. Raises NotFound."""
    with ports.store.read() as readings:
        dossier = readings.dossiers.get(application_id)
        decision = None if dossier is None else readings.decisions.latest(application_id)
    if dossier is None:
        raise NotFound("not-found")
    return view_of(ports, dossier, decision)


def _next(ports: Ports, dossier: Dossier) -> datetime | None:
    now = ports.clock.now()
    when = next_look(dossier, now=now, ports=ports)
    # A deadline that has passed without a move (the gateway did not answer): not at once again.
    soonest = ports.policy.soon(now, ports.poll_seconds)
    return None if when is None else max(when, soonest) if when <= now else when


def _as_clock(actor: Actor) -> Actor:
    clock = the_clock("renewals")
    return Actor(
        kind="clock",
        subject=clock.subject,
        client_id=clock.client_id,
        on_behalf_of=actor.subject,
        purpose=actor.purpose,
        case=actor.case,
    )
