"""Looking cases up, one by its id or many by a number."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from services.violations.application.ports import KeptVersion, Store, StoredCase
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


def find_cases(
    store: Store, criterion: Criterion, value: str, *, citizen_id: str | None, after: str | None, limit: int
) -> list[StoredCase]:
    """Up to ``limit`` cases in the order of their ids, from after ``after``.

    ``citizen_id`` is set for a citizen, who may look for their own only: Forbidden ``subject-mismatch`` else.
    """
    if citizen_id is not None and (criterion is not Criterion.CITIZEN_ID or value != citizen_id):
        raise Forbidden("subject-mismatch")
    with store.read() as reading:
        return reading.cases.search(criterion.value, value, after=after, limit=limit)


def read_case(store: Store, case_id: str, *, citizen_id: str | None) -> CaseFile:
    """A case and its versions. Raises NotFound, also for a citizen who is not the one named by its highest version.

    A citizen sees no version that named somebody else.
    """
    with store.read() as reading:
        stored = reading.cases.one(case_id)
        versions = reading.cases.versions(case_id) if stored else []
    if stored is None or (citizen_id is not None and stored.known.case.subject.citizen_id != citizen_id):
        raise NotFound("not-found")
    if citizen_id is not None:
        versions = [kept for kept in versions if kept.case.subject.citizen_id == citizen_id]
    return CaseFile(stored, tuple(versions))
