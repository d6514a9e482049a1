"""A town's history of cases taken in, in several orders and batchings: the standings must be the same, and the law's.

``python -m tests.scale.case_versions 100000`` runs that many on SQLite and prints how far it is and what came out.
``--ways 20,500,mixed`` names the batchings, one for each order of arrival; ``mixed`` pushes a tenth of the records one
by one and the rest in batches of 1 to 500. ``--database postgresql`` runs on a server of its own.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
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
from shared.kernel.clock import BUSINESS_ZONE, MovableClock
from tests.scale.lives import SOURCES, YEARS, Author, Driver, Life
from tests.support.databases import PostgresDatabases, SqliteDatabases, postgres_server
from tests.support.violations import POLICE, RENEWALS
from tests.unit.violations.reference_ledger import Expected, expected_standing, told

FIRST_DAY = datetime(2024, 6, 1, tzinfo=BUSINESS_ZONE).date()
LATE = datetime(2024, 6, 1, 23, 30, tzinfo=BUSINESS_ZONE) + YEARS
SESSIONS = (0, 1, 1, 2, 3, 5, 15)
MIXED = "mixed"
LARGEST = 500
"""Largest batch of the mixed batching."""
WAYS = ("1", "7", MIXED)
REPORTS = 20
"""How often a batching says how far it is."""
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


def batches(records: Sequence[Case], way: str, chance: Random) -> Iterator[Sequence[Case]]:
    """The records in batches of ``way``'s size; mixed: every tenth record by itself, all in one stretch, then any size.

    The stretch lies in the middle, so that single cases meet a history that batches began and batches end.
    """
    alone = range(len(records) * 45 // 100, len(records) * 55 // 100) if way == MIXED else range(0)
    start = 0
    while start < len(records):
        if way != MIXED:
            size = int(way)
        elif start in alone:
            size = 1
        else:
            size = chance.randint(1, LARGEST)
            if start < alone.start:
                size = min(size, alone.start - start)
        yield records[start : start + size]
        start += size


def take_in(
    url: str, history: Town, order: int, *, way: str, tell: Callable[[str], None] = lambda line: None
) -> Outcome:
    """Take a town's history in by the given order (0, 1, 2 …) and ask for everybody's standing."""
    chance = Random(f"order {order}")
    versions = history.versions
    arriving = versions + [version for version in versions if chance.random() < REPEATED]
    chance.shuffle(arriving)
    exams_at = (0, len(arriving) // 2, len(arriving))[order % 3]
    said = taken = 0
    with office(url) as police:
        began = time.perf_counter()
        examined = False
        for batch in [*batches(arriving, way, chance), []]:
            if taken >= exams_at and not examined:
                for life in history.lives:
                    police.examine(life)
                examined = True
            if batch:
                police.take(batch)
            taken += len(batch)
            if taken * REPORTS // len(arriving) > said:
                said = taken * REPORTS // len(arriving)
                tell(f"{way} at a time: {taken} of {len(arriving)} in {time.perf_counter() - began:.0f} s")
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


@contextmanager
def databases_of(kind: str) -> Iterator[SqliteDatabases | PostgresDatabases]:
    """Fresh databases of one kind, gone afterwards."""
    with ExitStack() as stack:
        if kind == "postgresql":
            yield PostgresDatabases(stack.enter_context(postgres_server()))
        else:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            (folder / "templates").mkdir()
            yield SqliteDatabases(folder / "templates", folder)


def say(line: str) -> None:
    """Print at once, also into a file."""
    print(line, flush=True)


def main(count: int, ways: Sequence[str] = WAYS, *, seed: int = 1, kind: str = "sqlite") -> int:
    """Run and print; the number of drivers whose standing is not one and right."""
    history = town(count, seed)
    written = history.versions
    cases = sum(len(life.cases) for life in history.lives)
    say(f"{len(written)} versions of {cases} cases of {len(history.lives)} drivers over 30 years, seed {seed}, {kind}")
    outcomes = []
    with databases_of(kind) as databases:
        for order, way in enumerate(ways):
            url = databases.fresh("services.violations.migrations").database_url
            outcome = take_in(url, history, order, way=way, tell=say)
            rate = outcome.records / outcome.seconds
            say(f"{way} at a time: {outcome.records} records in {outcome.seconds:.0f} s, {rate:.0f} a second")
            outcomes.append(outcome)
    wrong = differences(history, outcomes)
    verdicts: dict[str, int] = defaultdict(int)
    for standing, _ in outcomes[0].standings.values():
        verdicts[standing.verdict] += 1
    say(f"standings: {dict(sorted(verdicts.items()))}")
    say(f"different between {len(outcomes)} orders, or from the law: {len(wrong)} {wrong[:5]}")
    return len(wrong)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="tests.scale.case_versions", description=__doc__)
    parser.add_argument("count", type=int, nargs="?", default=100_000)
    parser.add_argument("--ways", type=lambda text: text.split(","), default=WAYS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    asked = parser.parse_args()
    sys.exit(bool(main(asked.count, asked.ways, seed=asked.seed, kind=asked.database)))
