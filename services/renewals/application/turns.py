"""The commit of one turn: under the lock, only if nobody was quicker."""

from __future__ import annotations

from collections.abc import Callable

from services.renewals.application.changes import record_move
from services.renewals.application.ports import Errand, Ports, Work
from services.renewals.application.views import view_of
from services.renewals.domain.dossier import Dossier
from services.renewals.domain.states import Event
from shared.kernel.actor import Actor

Move = Callable[[Dossier, Work], tuple[Dossier, Event | None]]
"""From the dossier as locked to the dossier after, and the event that moved it (None: other facts, same state)."""


def commit_turn(ports: Ports, seen: Dossier, move: Move, *, actor: Actor, answering: bool) -> bool:
    """Apply ``move`` if the dossier still is what was seen. Always True: the caller looks again either way."""
    with ports.store.begin(actor, seen.lock) as work:
        current = work.dossiers.get(seen.id)
        if current is None or current.version != seen.version:
            return True  # somebody acted meanwhile; what was gathered may no longer be what matters
        after, event = move(current, work)
        if event is None:
            work.dossiers.save(after)
        else:
            record_move(work, after, event, ports=ports)
        work.commit(view_of(ports, after, work.decisions.latest(after.id)) if answering else None)
    return True


def errand_for(dossier: Dossier) -> Errand:
    """Every call for a dossier says which, and for whom."""
    return Errand(purpose="reissue", case=dossier.id, on_behalf_of=dossier.filing.filed_by.subject)
