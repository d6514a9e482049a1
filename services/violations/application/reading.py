"""Looking cases up, one by its id or many by a number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from services.violations.application.ports import KeptVersion, Numbers, Reading, Store, StoredCase, numbers_of
from services.violations.application.telling import linked_numbers
from services.violations.domain.case import Case
from shared.kernel.errors import Forbidden, NotFound


class Criterion(StrEnum):
    """By what cases may be looked for; exactly one at a time."""

    CITIZEN_ID = "citizen_id"
    LICENCE_NUMBER = "licence_number"
    PLATE = "plate"
    CASE_NUMBER = "case_number"


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case with every version held, lowest first."""

    stored: StoredCase
    versions: tuple[KeptVersion, ...]
    persons: frozenset[str]


@dataclass(frozen=True, slots=True)
class Found:
    """Cases found, and the personal numbers of everybody they are known to be about."""

    cases: tuple[StoredCase, ...]
    persons: frozenset[str]


def find_cases(
    store: Store, criterion: Criterion, value: str, *, citizen_id: str | None, after: str | None, limit: int
) -> Found:
    """Up to ``limit`` cases in the order of their ids, from after ``after``.

    ``citizen_id`` is set for a citizen, who may look for their own only (Forbidden ``subject-mismatch`` else) and finds
    those under old numbers and licences, too, that the register of licences calls theirs.
    """
    if citizen_id is not None and (criterion is not Criterion.CITIZEN_ID or value != citizen_id):
        raise Forbidden("subject-mismatch")
    with store.read() as reading:
        if citizen_id is not None:
            own = _own_numbers(reading, citizen_id)
            return Found(tuple(reading.cases.of_person(own, after=after, limit=limit)), frozenset({citizen_id}))
        cases = reading.cases.search(criterion.value, value, after=after, limit=limit)
        return Found(tuple(cases), _persons(reading, [stored.known.case for stored in cases]))


def read_case(store: Store, case_id: str, *, citizen_id: str | None) -> CaseFile:
    """A case and its versions. Raises NotFound, also for a citizen who is not the one named by its highest version.

    A citizen sees no version that named somebody else.
    """
    with store.read() as reading:
        stored = reading.cases.one(case_id)
        own = None if citizen_id is None else _own_numbers(reading, citizen_id)
        versions = reading.cases.versions(case_id) if stored else []
        persons = _persons(reading, [kept.case for kept in versions])
    if stored is None or (own is not None and not _names(stored.known.case, own)):
        raise NotFound("not-found")
    if citizen_id is not None and own is not None:
        versions = [kept for kept in versions if _names(kept.case, own)]
        persons = frozenset({citizen_id})
    return CaseFile(stored, tuple(versions), persons)


def _own_numbers(reading: Reading, citizen_id: str) -> Numbers:
    """A citizen's numbers as far as somebody who knows the register of licences has named them."""
    own = Numbers(frozenset({citizen_id}))
    person = reading.persons.find([citizen_id]).get(citizen_id)
    if person is None:
        return own
    return own | linked_numbers([link for link in reading.persons.numbers_of(person) if link.confirmed])


def _names(case: Case, own: Numbers) -> bool:
    """Whether a case is about the bearer of these numbers, and names nobody else."""
    subject = case.subject
    if subject.citizen_id is not None:
        return subject.citizen_id in own.identities
    return subject.licence_number in own.licences


def _persons(reading: Reading, cases: Iterable[Case]) -> frozenset[str]:
    """Everybody the cases name, by personal number or by a licence known to be theirs."""
    identities: set[str] = set()
    licences: set[str] = set()
    for case in cases:
        numbers = numbers_of(case)
        identities |= numbers.identities
        licences |= numbers.licences
    links = reading.persons.links(Numbers(frozenset(identities), frozenset(licences)))
    return frozenset(identities | {link.person.citizen_id for link in links})
