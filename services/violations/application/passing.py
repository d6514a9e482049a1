"""Telling that a standing changed where no push did it: a suspension ended, a decision took effect."""

from __future__ import annotations

from services.violations.application.ports import CaseDue, Numbers, Store, Work, numbers_of
from services.violations.application.telling import Audience, case_lock, number_locks, tell
from services.violations.domain.passing import next_change
from shared.kernel.actor import the_clock
from shared.kernel.clock import Clock, business_date

AT_ONCE = 500
"""Cases per run; the rest follows in the next one."""


def watch_days(store: Store, *, clock: Clock) -> int:
    """Tell of the cases whose day has come; how many. Run periodically.

    The telling and the note that it was done are one commit, so that each change is told exactly once.
    """
    with store.read() as reading:
        due = reading.cases.due(clock.today(), AT_ONCE)
    return sum(_tell_of(store, found) for found in due)


def _tell_of(store: Store, found: CaseDue) -> bool:
    locks = {case_lock(found.key)}
    while True:
        with store.begin(the_clock("violations"), *sorted(locks)) as work:
            stored = work.cases.one(found.case_id)
            today = business_date(work.now)
            if stored is None or not work.cases.is_due(found.case_id, today):
                return False
            numbers = numbers_of(stored.known.case)
            audience = Audience(work, numbers)
            needed = number_locks(numbers | Numbers(frozenset(audience.identities())))
            if not needed <= locks:
                locks |= needed
                continue
            _note(work, found, audience, numbers)
            work.cases.look_again(found.case_id, next_change(stored.known.case, after=today))
            return work.commit(result=True)


def _note(work: Work, found: CaseDue, audience: Audience, numbers: Numbers) -> None:
    work.audit(f"case:{found.case_id}", "case.day_came", {"day": found.day.isoformat()})
    tell(work, audience.of(numbers), case_id=found.case_id)
