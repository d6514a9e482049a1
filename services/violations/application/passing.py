"""Telling that a standing changed where no push did it: a suspension ended, a decision took effect, points are back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from services.violations.application.ports import CaseDue, Numbers, Person, Store, Work, numbers_of
from services.violations.application.telling import Audience, case_lock, linked_numbers, number_locks, tell
from services.violations.domain.case import Case
from services.violations.domain.catalogue import Catalogue
from services.violations.domain.passing import clean_day, next_change, own_days, points_come_back
from shared.kernel.actor import the_clock
from shared.kernel.clock import Clock, business_date

AT_ONCE = 500
"""Cases per run; the rest follows in the next one."""


def watch_days(store: Store, *, catalogue: Catalogue, clock: Clock) -> int:
    """Tell of the cases whose day has come; how many were looked at. Run periodically.

    The telling and the note that it was done are one commit, so that each change is told exactly once.
    """
    with store.read() as reading:
        due = reading.cases.due(clock.today(), AT_ONCE)
    return sum(_look_at(store, found, catalogue) for found in due)


def _look_at(store: Store, found: CaseDue, catalogue: Catalogue) -> bool:
    locks = {case_lock(found.key)}
    while True:
        with store.begin(the_clock("violations"), *sorted(locks)) as work:
            stored = work.cases.one(found.case_id)
            today = business_date(work.now)
            since = work.cases.due_since(found.case_id, today)
            if stored is None or since is None:
                return False
            case = stored.known.case
            audience = Audience(work, numbers_of(case))
            needed = number_locks(numbers_of(case) | Numbers(frozenset(audience.identities())))
            if not needed <= locks:
                locks |= needed
                continue
            persons = _concerned(work, case, audience, since=since, today=today, catalogue=catalogue)
            if persons:
                work.audit(f"case:{found.case_id}", "case.day_came", {"day": since.isoformat()})
                tell(work, persons, case_id=found.case_id)
            work.cases.look_again(found.case_id, next_change(case, after=today))
            return work.commit(result=True)


def _concerned(
    work: Work, case: Case, audience: Audience, *, since: date, today: date, catalogue: Catalogue
) -> list[Person]:
    """Whose standing the days from ``since`` to today changed: all whom the case names, or those with points back."""
    everybody = audience.of(numbers_of(case))
    if any(since <= day <= today for day in own_days(case)):
        return everybody
    clean = clean_day(case)
    if clean is None or not since <= clean <= today:
        return []
    return [
        person
        for person in everybody
        if any(
            points_come_back(
                work.cases.naming(numbers), work.restorations.of(numbers.identities), on=clean, catalogue=catalogue
            )
            for numbers in _ways_to_ask(work, person, numbers_of(case))
        )
    ]


def _ways_to_ask(work: Work, person: Person, named: Numbers) -> Iterator[Numbers]:
    """The sets of numbers a standing of the person may be asked by, each once.

    Which numbers are somebody's is not always sure, and a deduction under a doubtful one would delay the return: it
    is told of if points come back by any of the sets.
    """
    own = Numbers(frozenset({person.citizen_id}))
    links = work.persons.numbers_of(person)
    sure = own | linked_numbers([link for link in links if link.confirmed])
    known = own | linked_numbers(links)
    yield from dict.fromkeys((own, sure, known, known | named))
