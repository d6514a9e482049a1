"""Taking case versions in, one or many at a time, so that the order of their arrival leaves no trace."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

import orjson

from services.violations.application.ports import (
    CaseKey,
    HeldCase,
    Highest,
    Link,
    NewVersion,
    Numbers,
    Store,
    Work,
    numbers_of,
)
from services.violations.application.sources import hear
from services.violations.application.telling import LICENCE, Audience, case_lock, number_locks, tell
from services.violations.domain.case import Case, Status
from services.violations.domain.catalogue import Catalogue
from services.violations.domain.checks import case_faults
from services.violations.domain.content import to_content
from services.violations.domain.versions import Effect, Held
from shared.kernel.actor import Actor
from shared.kernel.clock import Clock
from shared.kernel.errors import Conflict, Fault, Forbidden, Invalid
from shared.kernel.ids import new_id


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one pushed version. ``version`` is the highest held afterwards."""

    id: str
    source: str
    case_number: str
    version: int
    status: Status
    effect: Effect


@dataclass(frozen=True, slots=True)
class Refused:
    """A version that contradicts one held with the same number."""

    fault: Fault


@dataclass(frozen=True, slots=True)
class MoreLocks:
    """The work cannot be done under the locks held; these are needed too."""

    locks: frozenset[str]


@dataclass(frozen=True, slots=True)
class Submission:
    """A checked case version on its way in; ``content`` is canonical JSON."""

    case: Case
    content: str
    fingerprint: str
    numbers: Numbers

    @property
    def key(self) -> CaseKey:
        """The identity of its case."""
        return (self.case.source, self.case.case_number)


def submission(case: Case) -> Submission:
    """A case with its content, written once for all who keep or compare it, and fingerprint."""
    content = orjson.dumps(to_content(case), option=orjson.OPT_SORT_KEYS)
    return Submission(case, content.decode(), sha256(content).hexdigest(), numbers_of(case))


def push_case(
    store: Store,
    case: Case,
    *,
    sources: Collection[str],
    actor: Actor,
    clock: Clock,
    catalogue: Catalogue,
    max_silence: timedelta,
) -> Taken:
    """Take one case version in.

    Raises Forbidden ``source-not-allowed``, Invalid ``validation-failed`` with every fault, Conflict
    ``version-conflict``.
    """
    if case.source not in sources:
        raise Forbidden("source-not-allowed", source=case.source)
    faults = case_faults(case, catalogue=catalogue, now=clock.now())
    if faults:
        raise Invalid("validation-failed", faults=faults)
    pushed = [submission(case)]
    locks = locks_for(pushed)
    while True:
        with store.begin(actor, *sorted(locks)) as work:
            found = take_in(work, pushed, locks=locks)
            if isinstance(found, MoreLocks):
                locks |= found.locks
                continue
            outcome = found[0]
            if isinstance(outcome, Refused):
                raise Conflict("version-conflict", faults=[outcome.fault], version=case.version)
            created = int(outcome.effect is Effect.CREATED)
            more = hear(work, {case.source: (created, 1, 0)}, max_silence=max_silence, locks=locks)
            if more:
                locks |= more
                continue
            return work.commit(outcome)


def locks_for(submissions: Sequence[Submission]) -> set[str]:
    """The cases and the numbers a push touches."""
    locks = {case_lock(item.key) for item in submissions}
    for item in submissions:
        locks |= number_locks(item.numbers)
    return locks


def take_in(
    work: Work, submissions: Sequence[Submission], *, locks: Collection[str]
) -> list[Taken | Refused] | MoreLocks:
    """Write what is new of the submissions, in a fixed number of statements however many there are.

    Asks for more locks where a correction of the person, or a licence whose holder is known, reaches numbers that the
    submissions do not name.
    """
    held = work.cases.held({item.key for item in submissions})
    numbers = _all_numbers(submissions, held)
    audience = Audience(work, numbers)
    needed = number_locks(numbers | Numbers(frozenset(audience.identities())))
    if not needed <= set(locks):
        return MoreLocks(frozenset(needed))
    intake = _Intake(work, held, audience)
    outcomes = [intake.take(item) for item in submissions]
    intake.write()
    return outcomes


def _all_numbers(submissions: Sequence[Submission], held: dict[CaseKey, HeldCase]) -> Numbers:
    identities: set[str] = set()
    licences: set[str] = set()
    named = [item.numbers for item in submissions] + [numbers_of(entry.current) for entry in held.values()]
    for numbers in named:
        identities |= numbers.identities
        licences |= numbers.licences
    return Numbers(frozenset(identities), frozenset(licences))


class _Intake:
    """One round of taking in: decides in memory, writes in bulk."""

    def __init__(self, work: Work, held: dict[CaseKey, HeldCase], audience: Audience) -> None:
        self._work = work
        self._held = held
        self._audience = audience
        self._versions: list[NewVersion] = []
        self._changed: dict[str, Highest] = {}
        self._fresh: set[str] = set()

    def take(self, item: Submission) -> Taken | Refused:
        entry = self._held.get(item.key)
        if entry is None:
            entry = HeldCase(new_id(), item.case, Held())
            self._held[item.key] = entry
            self._fresh.add(entry.id)
        before = entry.current
        try:
            effect, is_new = entry.held.take(item.case.version, item.fingerprint)
        except Conflict as conflict:
            return Refused(Fault("/version", conflict.code, conflict.params))
        if is_new:
            self._versions.append(NewVersion(entry.id, item.case.version, item.fingerprint, item.content))
            self._work.audit(f"case:{entry.id}", "case.version_kept", self._facts(item, effect))
        if effect in (Effect.CREATED, Effect.UPDATED):
            entry.current = item.case
            self._changed[entry.id] = Highest(entry.id, item.case, item.content, is_new=entry.id in self._fresh)
            self._tell(entry.id, before, item, effect)
        current = entry.current
        return Taken(entry.id, current.source, current.case_number, current.version, current.status, effect)

    def write(self) -> None:
        self._work.cases.put(list(self._changed.values()))
        self._work.cases.keep(self._versions)
        links = []
        for highest in self._changed.values():
            subject = highest.case.subject
            if subject.citizen_id and subject.licence_number:
                link = Link(
                    LICENCE, subject.licence_number, self._audience.citizen(subject.citizen_id), confirmed=False
                )
                if not self._audience.knows(link):
                    links.append(link)
        self._work.persons.link(links)

    def _tell(self, case_id: str, before: Case, item: Submission, effect: Effect) -> None:
        after = item.case
        facts = {"source": after.source, "version": after.version, "status": after.status.value}
        self._work.emit("case.recorded", case_id, {**facts, "effect": effect.value})
        had_been = before.status if effect is Effect.UPDATED else None
        if after.status is Status.CANCELLED and had_been is not Status.CANCELLED:
            self._work.emit("case.cancelled", case_id, facts)
        if after.status is Status.SETTLED and had_been is not Status.SETTLED:
            self._work.emit("case.settled", case_id, {**facts, "by": "police"})
        numbers = item.numbers if effect is Effect.CREATED else numbers_of(before) | item.numbers
        tell(self._work, self._audience.of(numbers), case_id=case_id)

    @staticmethod
    def _facts(item: Submission, effect: Effect) -> dict[str, object]:
        return {
            "source": item.case.source,
            "version": item.case.version,
            "fingerprint": item.fingerprint,
            "effect": effect.value,
        }
