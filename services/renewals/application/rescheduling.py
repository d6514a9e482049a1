"""Due days after the calendar changed: a day of rest added, or a Saturday swapped, moves what is still running."""

from __future__ import annotations

from services.renewals.application.changes import announce
from services.renewals.application.ports import Ports
from shared.kernel.actor import the_clock

AT_ONCE = 200


class Rescheduling:
    """Looks once, after a start, at every dossier whose time limit runs: a calendar is read when a process starts.

    What callers are shown is always reckoned afresh; this keeps the worklist in its order and tells those who listen.
    """

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._after: str | None = ""

    def run_once(self) -> int:
        """Look at the next dossiers, each commit its own; how many were looked at, 0 when all were."""
        if self._after is None:
            return 0
        with self._ports.store.read() as readings:
            found = readings.dossiers.running(self._after, AT_ONCE)
        for dossier in found:
            if dossier.reckoned(self._ports.law.calendar).due_on != dossier.due_on:
                reschedule(self._ports, dossier.id)
        self._after = found[-1].id if len(found) == AT_ONCE else None
        return len(found)


def reschedule(ports: Ports, application_id: str) -> None:
    """Store the due day by the calendar of today, and tell; nothing happens if it is that already."""
    with ports.store.begin(the_clock("renewals"), f"application:{application_id}") as work:
        dossier = work.dossiers.get(application_id)
        if dossier is None:
            return
        after = dossier.reckoned(ports.law.calendar)
        if after.due_on == dossier.due_on:
            return
        after = after.with_changes()
        work.dossiers.save(after)
        announce(work, after, "rescheduled")
        work.commit()
