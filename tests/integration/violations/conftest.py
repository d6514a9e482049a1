"""A violations database of either kind, and the use cases with their rules filled in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from services.violations.adapters.work import SqlStore, ViolationsWork
from services.violations.application.batches import BatchRequest, IntakeRules, push_batch
from services.violations.application.intake import Taken, push_case
from services.violations.application.ports import Batch
from services.violations.application.standings import Answer, Question, Rules, read_standing
from services.violations.domain.agencies import the_agencies
from services.violations.domain.blocking import UnsettledBars
from services.violations.domain.case import Case
from services.violations.domain.catalogue import the_catalogue
from services.violations.domain.freshness import Silence
from shared.db.engine import Database
from shared.db.tables import EVENTS
from shared.kernel.actor import Actor
from shared.kernel.clock import MovableClock
from tests.support.violations import CITIZEN, POLICE, RENEWALS

MAX_SILENCE = timedelta(hours=24)


@dataclass
class Violations:
    """The use cases on one database."""

    database: Database[ViolationsWork]
    store: SqlStore
    clock: MovableClock
    silence: Silence

    def push(self, case: Case, *, sources=("G01.79",)) -> Taken:
        return push_case(
            self.store,
            case,
            sources=sources,
            actor=POLICE,
            clock=self.clock,
            catalogue=the_catalogue(),
            max_silence=MAX_SILENCE,
        )

    def batch(self, records: list[Any], *, key: str = "k", sources=("G01.79",), record=None, fingerprint="") -> Batch:
        request = BatchRequest(
            client_id=POLICE.client_id,
            key=key,
            fingerprint=fingerprint or str(len(records)),
            received=len(records),
            record=record or records.__getitem__,
        )
        rules = IntakeRules(sources=sources, catalogue=the_catalogue(), max_silence=MAX_SILENCE)
        return push_batch(self.store, request, rules=rules, actor=POLICE, clock=self.clock)

    def standing(self, citizen_id: str = CITIZEN, *, actor: Actor = RENEWALS, on: date | None = None, **more) -> Answer:
        question = Question(citizen_id=citizen_id, on=on, **{name: frozenset(values) for name, values in more.items()})
        rules = Rules(
            catalogue=the_catalogue(),
            agencies=the_agencies(),
            silence=self.silence,
            unsettled_bars=UnsettledBars.PERSON,
        )
        return read_standing(self.store, question, rules=rules, actor=actor, clock=self.clock)

    def events(self, *types: str) -> list[tuple[str, str, dict]]:
        query = select(EVENTS.c.type, EVENTS.c.subject_id, EVENTS.c.data).order_by(EVENTS.c.seq)
        with self.database.read() as connection:
            rows = connection.execute(query).all()
        return [(row.type, row.subject_id, row.data) for row in rows if not types or row.type in types]


@pytest.fixture
def violations(databases, clock: MovableClock) -> Iterator[Violations]:
    """Violations with one required source, G01.79."""
    urls = databases.fresh("services.violations.migrations")
    database = Database.open(urls.database_url, clock=clock, unit_of_work=ViolationsWork)
    yield Violations(database, SqlStore(database), clock, Silence(("G01.79",), MAX_SILENCE))
    database.close()
