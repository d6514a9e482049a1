"""Dossiers that go on while the line to the national portal misbehaves: do both sides end alike?

``python -m tests.scale.synced_dossiers 1000`` runs it on SQLite with the real stand-in and prints what it did.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import requests
from requests.adapters import BaseAdapter

from services.portal.adapters.national_portal import Account, HttpNationalPortal
from services.portal.adapters.syncing import SqlBook, take_news
from services.portal.application.syncing import SYNC, DossierRecord, Step, Syncing, reconcile, replay, tell
from services.sandbox.app import create_app
from services.sandbox.settings import Settings
from shared.db.engine import Database
from shared.db.migrations import migrate
from shared.db.unit_of_work import UnitOfWork
from shared.http.breaker import Breaker
from shared.http.client import ServiceClient
from shared.http.in_process import InProcessAdapter
from shared.http.session import new_session
from shared.kernel.actor import the_clock
from shared.kernel.clock import MovableClock
from shared.messaging.feed import Event
from shared.messaging.jobs import JobRunner
from shared.observability.logging import configure_logging
from shared.web.runtime import Runtime, runtime_of
from tests.conftest import SUNDAY_MORNING

WAYS = ((1, 4, 9, 10), (1, 6, 2, 4, 4, 9, 10), (1, 6, 8), (1, 4, 5, 4, 9, 10), (1, 7), (1, 6, 2, 4, 3))
PASSING = 0.7
"""How many calls of a hundred go through untouched while there is trouble, by 0.01."""


@dataclass
class TroubledLine(BaseAdapter):
    """Loses requests and answers, breaks, and refuses, at random but repeatably; ``calm`` stops it."""

    inner: BaseAdapter
    chance: random.Random
    calm: bool = False
    done: Counter[str] = field(default_factory=Counter)

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:  # type: ignore[override]
        drawn = self.chance.random()
        if self.calm or drawn < PASSING or b"mapi/login" in (request.url or "").encode():
            self.done["passed"] += 1
            return self.inner.send(request, **options)
        kind = self.chance.choice(("request lost", "answer lost", "broken", "refused"))
        self.done[kind] += 1
        if kind == "answer lost":
            self.inner.send(request, **options)
        if kind in {"request lost", "answer lost"}:
            raise requests.exceptions.ReadTimeout(kind)
        answer = requests.Response()
        answer.status_code = 500 if kind == "broken" else 200
        answer._content = b"" if kind == "broken" else b'{"error_code": "-1", "error_message": "ban"}'
        answer.headers["Content-Type"] = "application/json"
        answer.request = request
        return answer

    def close(self) -> None:
        self.inner.close()


@dataclass
class Desk:
    """Dossiers in memory that go on step by step, as renewals' would."""

    clock: MovableClock
    dossiers: dict[str, tuple[int, int]] = field(default_factory=dict)

    def record(self, application_id: str) -> DossierRecord:
        way, reached = self.dossiers[application_id]
        number = int(application_id)
        steps = [
            Step(SUNDAY_MORNING + timedelta(minutes=10 * at + number % 7), state, "officer", f"Bước {at + 1}.")
            for at, state in enumerate(WAYS[way][:reached])
        ]
        return DossierRecord(
            application_id=application_id,
            code=code_of(application_id),
            procedure="3.000348",
            procedure_name="Cấp lại giấy phép lái xe",
            holder_name=f"Nguyễn Văn Thử {number}",
            citizen_id=f"999090{number:06d}",
            phone=None,
            email=None,
            channel="online",
            submitted_at=SUNDAY_MORNING,
            accepted_at=None,
            due_on=None,
            ended_at=None,
            portal_state=steps[-1].portal_state,
            state_text="",
            fee_vnd=115000,
            fee_paid=reached > 2,
            agency="G01.08",
            steps=steps,
        )

    def all_ids(self) -> Iterator[tuple[str, str]]:
        for application_id in self.dossiers:
            yield application_id, code_of(application_id)

    def advance(self, application_id: str) -> bool:
        """One step on; whether there was one left."""
        way, reached = self.dossiers[application_id]
        if reached == len(WAYS[way]):
            return False
        self.dossiers[application_id] = (way, reached + 1)
        return True


def code_of(application_id: str) -> str:
    return f"G01.08-261122-{int(application_id):06d}"


@dataclass
class World:
    """The portal's book and jobs, a desk, and the stand-in behind a troubled line."""

    database: Database[UnitOfWork]
    clock: MovableClock
    desk: Desk
    line: TroubledLine
    syncing: Syncing
    jobs: JobRunner
    other_side: Runtime

    def close(self) -> None:
        """Give back every connection."""
        self.database.close()
        self.other_side.close()

    def goes_on(self, application_id: str) -> None:
        """The desk's news arrives, twice now and then."""
        if not self.desk.advance(application_id):
            return
        event = Event("e", "application.any", application_id, self.clock.now(), {"code": code_of(application_id)}, "1")
        for _ in range(self.line.chance.choice((1, 1, 2))):
            with self.database.begin(the_clock("test")) as work:
                take_news(work, event)
                work.commit()

    def settle(self) -> None:
        """Run jobs until none is due within the hour, time passing as they wait."""
        for _ in range(12):
            while self.jobs.run_due():
                pass
            self.clock.move(timedelta(minutes=5))


def make_world(folder: Path, portal_url: str, sandbox_url: str, *, seed: int, clock: MovableClock) -> World:
    """Both sides on fresh databases of the given URLs."""
    migrate("services.portal.migrations", portal_url)
    migrate("services.sandbox.migrations", sandbox_url)
    settings = Settings(database_url=sandbox_url, keys_dir=folder / "keys", clients_dir=folder)
    stand_in = create_app(settings, clock=clock, http=new_session({}))
    line = TroubledLine(InProcessAdapter(stand_in), random.Random(seed))
    session = requests.Session()
    session.mount("http://", line)
    client = ServiceClient("national-portal", "http://outside", session, breaker=Breaker(pause=0))
    account = Account("gplx", "demo", "G01.08", "VN:GOV", "1")
    database: Database[UnitOfWork] = Database.open(portal_url, clock=clock, unit_of_work=UnitOfWork)
    desk = Desk(clock)
    portal = HttpNationalPortal(client, "/sandbox/national-portal", account)
    syncing = Syncing(SqlBook(database), desk, portal)
    jobs = JobRunner(database, {SYNC: lambda job: tell(syncing, job.key)}, service="portal")
    return World(database, clock, desk, line, syncing, jobs, runtime_of(stand_in))


def play(world: World, dossiers: int) -> Sequence[str]:
    """Every dossier goes its whole way under trouble, then calm comes, then parked ones are replayed; what differs."""
    chance = world.line.chance
    for number in range(dossiers):
        world.desk.dossiers[str(number)] = (chance.randrange(len(WAYS)), 0)
    moves = [str(number) for number in range(dossiers) for _ in range(max(map(len, WAYS)))]
    chance.shuffle(moves)
    for at, application_id in enumerate(moves):
        world.goes_on(application_id)
        if at % 50 == 0:
            world.jobs.run_due()
    world.settle()
    world.line.calm = True
    world.settle()
    replay(world.syncing)
    world.settle()
    compared, differences = reconcile(world.syncing)
    assert compared == dossiers
    return [f"{found.code}: {found.kind} (ours {found.ours}, theirs {found.theirs})" for found in differences]


def main() -> None:
    """Print what happened, and exit with 1 if the sides differ."""
    dossiers = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    configure_logging("critical")
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        urls = (f"sqlite:///{folder / 'portal.db'}", f"sqlite:///{folder / 'sandbox.db'}")
        world = make_world(folder, *urls, seed=20261122, clock=MovableClock(SUNDAY_MORNING))
        differences = play(world, dossiers)
        world.close()
    print(f"{dossiers} dossiers, calls {dict(world.line.done)}, {time.monotonic() - began:.0f} s")
    print("\n".join(differences) or "both sides are alike")
    sys.exit(bool(differences))


if __name__ == "__main__":
    main()
