"""A town's history of cases taken in, in three orders and one, seven or 500 at a time: the standings must be the same.

``python -m tests.scale.case_versions 100000 [sizes [seed]]`` runs that many on SQLite and prints what came out;
``sizes`` of batches are given as in ``20,100,500``.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from random import Random

from services.violations.adapters.work import SqlStore, ViolationsWork
from services.violations.application.batches import BatchRequest, IntakeRules, push_batch
from services.violations.application.intake import push_case
from services.violations.application.restorations import restore_points
from services.violations.application.standings import Question, Rules, read_standing
from services.violations.domain.agencies import the_agencies
from services.violations.domain.blocking import UnsettledBars
from services.violations.domain.case import Case, KnownCase
from services.violations.domain.catalogue import the_catalogue
from services.violations.domain.freshness import Silence
from shared.db.engine import Database
from shared.db.migrations import migrate
from shared.kernel.clock import BUSINESS_ZONE, MovableClock
from tests.scale.lives import SOURCES, YEARS, Author, Driver, Life
from tests.support.violations import POLICE, RENEWALS
from tests.unit.violations.reference_ledger import Expected, expected_standing, told

FIRST_DAY = datetime(2024, 6, 1, tzinfo=BUSINESS_ZONE).date()
LATE = datetime(2024, 6, 1, 23, 30, tzinfo=BUSINESS_ZONE) + YEARS
SESSIONS = (0, 1, 1, 2, 3, 5, 15)
BATCH_SIZES = (1, 7, 500)
REPEATED = 0.05
"""Share of versions that are pushed twice."""


@dataclass(frozen=True)
class Town:
    """Drivers and all that was ever written of them."""

    lives: tuple[Life, ...]

    @property
    def versions(self) -> list[Case]:
        """Every version, in the order in which they were written."""
        return [version for life in self.lives for version in life.versions]

    def expected(self) -> dict[str, Expected]:
        """What the law says of each driver, by personal number."""
        by_number = defaultdict(list)
        for case in (case[-1] for life in self.lives for case in life.cases):
            for number in {case.subject.citizen_id, case.subject.licence_number} - {None}:
                by_number[number].append(KnownCase(f"{case.source}/{case.case_number}", case))
        found = {}
        for life in self.lives:
            driver = life.driver
            numbers = (driver.citizen_id, driver.alias, driver.licence_number)
            cases = {known.id: known for number in numbers for known in by_number[number]}
            on = FIRST_DAY + YEARS
            found[driver.citizen_id] = expected_standing([*cases.values()], life.tests, on=on, law=the_catalogue())
        return found


@lru_cache(maxsize=1)
def town(count: int, seed: int) -> Town:
    """A town with at least so many case versions; the same for the same seed."""
    chance = Random(seed)
    author = Author(chance, first=FIRST_DAY, last=FIRST_DAY + YEARS, drivers=max(2, count // 10))
    lives: list[Life] = []
    written = 0
    while written < count:
        life = author.life(len(lives), sessions=chance.choice(SESSIONS))
        lives.append(life)
        written += len(life.versions)
    return Town(tuple(lives))


@dataclass(frozen=True)
class Outcome:
    """What one order of arrival led to: standings by personal number, and how long it took."""

    standings: dict[str, tuple[Expected, tuple[str, ...]]]
    records: int
    seconds: float


class Office:
    """The use cases of violations on one database, on a day after all lives were written."""

    def __init__(self, url: str) -> None:
        self._clock = MovableClock(LATE)
        self._database = Database.open(url, clock=self._clock, unit_of_work=ViolationsWork)
        self._store = SqlStore(self._database)
        self._silence = timedelta(hours=24)
        self._batches = 0

    def close(self) -> None:
        self._database.close()

    def take_one(self, case: Case) -> None:
        """Push a case by itself."""
        push_case(
            self._store,
            case,
            sources=SOURCES,
            actor=POLICE,
            clock=self._clock,
            catalogue=the_catalogue(),
            max_silence=self._silence,
        )

    def take(self, records: list[Case]) -> None:
        """Push a batch, or a single case by itself; nothing may be refused."""
        if len(records) == 1:
            self.take_one(records[0])
            return
        self._batches += 1
        request = BatchRequest(
            client_id=POLICE.client_id,
            key=f"batch-{self._batches}",
            fingerprint="",
            received=len(records),
            record=records.__getitem__,
        )
        rules = IntakeRules(sources=SOURCES, catalogue=the_catalogue(), max_silence=self._silence)
        batch = push_batch(self._store, request, rules=rules, actor=POLICE, clock=self._clock)
        assert not batch.rejections, batch.rejections[0]

    def examine(self, life: Life) -> None:
        """Record the tests a driver passed."""
        for test in life.tests:
            restore_points(self._store, life.driver.citizen_id, test, actor=POLICE, clock=self._clock)

    def standing(self, driver: Driver) -> tuple[Expected, tuple[str, ...]]:
        """A driver's standing and its warnings, without what differs from database to database."""
        rules = Rules(
            catalogue=the_catalogue(),
            agencies=the_agencies(),
            silence=Silence(SOURCES, self._silence),
            unsettled_bars=UnsettledBars.PERSON,
        )
        question = Question(
            citizen_id=driver.citizen_id,
            licence_numbers=frozenset({driver.licence_number}),
            aliases=frozenset({driver.alias}),
        )
        found = read_standing(self._store, question, rules=rules, actor=RENEWALS, clock=self._clock).standing
        warnings = sorted(f"{w.code} {w.source} {w.case_number} {w.part}" for w in found.warnings)
        return told(found), tuple(warnings)


@contextmanager
def office(url: str) -> Iterator[Office]:
    """An office on a database that is there and migrated."""
    found = Office(url)
    try:
        yield found
    finally:
        found.close()


def take_in(url: str, history: Town, order: int, *, size: int) -> Outcome:
    """Take a town's history in by the given order (0, 1, 2) and ask for everybody's standing."""
    chance = Random(f"order {order}")
    versions = history.versions
    arriving = versions + [version for version in versions if chance.random() < REPEATED]
    chance.shuffle(arriving)
    exams_at = order * len(arriving) // 2
    with office(url) as police:
        began = time.perf_counter()
        examined = False
        for start in range(0, len(arriving) + size, size):
            if start >= exams_at and not examined:
                for life in history.lives:
                    police.examine(life)
                examined = True
            if batch := arriving[start : start + size]:
                police.take(batch)
        seconds = time.perf_counter() - began
        standings = {life.driver.citizen_id: police.standing(life.driver) for life in history.lives}
    return Outcome(standings, len(arriving), seconds)


def differences(history: Town, outcomes: list[Outcome]) -> list[str]:
    """Personal numbers whose standing depends on the order of arrival, or is not what the law says."""
    expected = history.expected()
    return [
        citizen_id
        for citizen_id, law in expected.items()
        if any(o.standings[citizen_id] != outcomes[0].standings[citizen_id] for o in outcomes)
        or outcomes[0].standings[citizen_id][0] != law
    ]


def _in_a_process(folder: str, count: int, seed: int, order: int, size: int) -> Outcome:
    url = f"sqlite:///{folder}/order{order}.db"
    migrate("services.violations.migrations", url)
    return take_in(url, town(count, seed), order, size=size)


def main(count: int, sizes: tuple[int, ...] = BATCH_SIZES, seed: int = 1) -> int:
    """Run and print; the number of drivers whose standing is not one and right."""
    history = town(count, seed)
    cases = sum(len(life.cases) for life in history.lives)
    print(
        f"{len(history.versions)} versions of {cases} cases of {len(history.lives)} drivers over 30 years, seed {seed}"
    )
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor(len(sizes)) as pool:
        running = [pool.submit(_in_a_process, folder, count, seed, *each) for each in enumerate(sizes)]
        outcomes = [future.result() for future in running]
    for size, outcome in zip(sizes, outcomes, strict=True):
        rate = outcome.records / outcome.seconds
        print(f"{size} at a time: {outcome.records} records in {outcome.seconds:.0f} s, {rate:.0f} a second")
    wrong = differences(history, outcomes)
    verdicts: dict[str, int] = defaultdict(int)
    for standing, _ in outcomes[0].standings.values():
        verdicts[standing.verdict] += 1
    print(f"standings: {dict(sorted(verdicts.items()))}")
    print(f"different between orders, or from the law: {len(wrong)} {wrong[:5]}")
    return len(wrong)


if __name__ == "__main__":
    asked = [tuple(int(number) for number in argument.split(",")) for argument in sys.argv[1:]]
    sys.exit(bool(main(asked[0][0], *asked[1:2], *(seed for (seed,) in asked[2:3]))))
