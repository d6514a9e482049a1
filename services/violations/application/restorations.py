"""Taking note of knowledge tests passed after all points were gone."""

from __future__ import annotations

from services.violations.application.ports import Numbers, RecordedRestoration, Store
from services.violations.application.telling import Audience, number_locks, tell
from services.violations.domain.case import Restoration
from services.violations.domain.checks import restoration_faults
from shared.kernel.actor import Actor
from shared.kernel.clock import Clock
from shared.kernel.errors import Conflict, Invalid
from shared.kernel.ids import new_id


def restore_points(
    store: Store, citizen_id: str, restoration: Restoration, *, actor: Actor, clock: Clock
) -> RecordedRestoration:
    """Record a test; the same test again is answered as the first time.

    Whether the test was due is the ledger's to say, as the cases that took the points may arrive later. Raises
    Invalid with faults, Conflict ``state-conflict`` for another decision on the same part and day.
    """
    told = {"citizen_id": citizen_id, "passed_on": restoration.passed_on}
    if faults := tuple(restoration_faults(told, today=clock.today())):
        raise Invalid("validation-failed", faults=faults)
    numbers = Numbers(frozenset({citizen_id}))
    with store.begin(actor, *sorted(number_locks(numbers))) as work:
        before = work.restorations.on_day(citizen_id, restoration.part.value, restoration.passed_on)
        if before is not None:
            if before.restoration != restoration:
                raise Conflict("state-conflict", state="restored")
            return before
        recorded = RecordedRestoration(new_id(), citizen_id, restoration, work.now)
        work.restorations.add(recorded)
        audience = Audience(work, numbers)
        person = audience.citizen(citizen_id)
        work.audit(f"person:{person.id}", "points.restored", {"restoration": recorded.id, "part": restoration.part})
        tell(work, audience.of(numbers), case_id=None)
        return work.commit(recorded)
