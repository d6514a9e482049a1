"""Several processes that work for one service: each job once, each event once and in its order; on PostgreSQL.

These are real processes with their own pools and clocks, as several `gplx work` are. On SQLite there is one process by
design, which a lock sees to.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from shared.db.engine import Database
from shared.db.tables import JOBS
from shared.db.unit_of_work import UnitOfWork
from shared.kernel.actor import the_clock
from shared.kernel.clock import MovableClock, SystemClock
from shared.messaging.jobs import LEASE, Job, JobRunner
from tests.support.databases import PostgresDatabases, PostgresServer, SqliteDatabases

ACTOR = the_clock("test")
ROOT = Path(__file__).parents[3]
JOBS_MADE = 200
SUBJECTS, CHANGES = 10, 30

WORKER = """
import sys, time
from shared.db.engine import Database
from shared.db.unit_of_work import UnitOfWork
from shared.kernel.actor import the_clock
from shared.kernel.clock import SystemClock
from shared.messaging.consumer import Consumer
from shared.messaging.feed import read_feed
from shared.messaging.jobs import JobRunner
from sqlalchemy import text

url, name, what = sys.argv[1:]
database = Database.open(url, clock=SystemClock(), unit_of_work=UnitOfWork)

def did(job):
    with database.begin(the_clock(name)) as work:
        work.connection.execute(text("INSERT INTO done (what, worker) VALUES (:k, :w)"), {"k": job.key, "w": name})
        work.commit()

def took(work, event):
    work.connection.execute(
        text("INSERT INTO taken (subject, number, worker) VALUES (:s, :n, :w)"),
        {"s": event.subject_id, "n": event.data["number"], "w": name},
    )

runner = JobRunner(database, {"follow": did}, service=name)
consumer = Consumer(
    name="me", database=database, handlers={"thing.changed": took},
    fetch=lambda after, limit, wait: read_feed(database, after=after, limit=7, wait=wait),
)
work = runner.run_due if what == "jobs" else consumer.run_once
print("ready", flush=True)
sys.stdin.readline()
idle = 0
while idle < 20:
    idle = 0 if work() else idle + 1
    time.sleep(0.02 if idle else 0)
"""


@pytest.fixture
def url(postgres: PostgresServer) -> Iterator[str]:
    databases = PostgresDatabases(postgres)
    yield databases.fresh(None).database_url
    databases.close()


@pytest.fixture
def database(url: str) -> Iterator[Database[UnitOfWork]]:
    opened = Database.open(url, clock=SystemClock(), unit_of_work=UnitOfWork)
    with opened.begin(ACTOR) as work:
        work.connection.execute(text("CREATE TABLE done (at serial, what text, worker text)"))
        work.connection.execute(text("CREATE TABLE taken (at serial, subject text, number int, worker text)"))
        work.commit()
    yield opened
    opened.close()


def started(url: str, name: str, what: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WORKER, url, name, what]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def finish(workers: list[subprocess.Popen[str]]) -> None:
    """Let all begin at once and wait for their end."""
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("\n")
        worker.stdin.flush()
    for worker in workers:
        worker.communicate(timeout=120)
        assert worker.returncode == 0


@pytest.mark.race
@pytest.mark.postgresql
def test_two_workers_run_each_job_once(url: str, database: Database[UnitOfWork]) -> None:
    with database.begin(ACTOR) as work:
        for number in range(JOBS_MADE):
            work.enqueue("follow", f"{number:04}")
        work.commit()
    finish([started(url, name, "jobs") for name in ("one", "two")])
    with database.read() as connection:
        done = connection.execute(text("SELECT what, worker FROM done ORDER BY at")).all()
        left = connection.execute(select(func.count()).select_from(JOBS)).scalar()
    assert left == 0
    assert Counter(row.what for row in done) == Counter(f"{number:04}" for number in range(JOBS_MADE))
    assert {row.worker for row in done} == {"one", "two"}, "both took part"


@pytest.mark.race
@pytest.mark.postgresql
def test_two_workers_take_each_event_in_once_and_in_order(url: str, database: Database[UnitOfWork]) -> None:
    workers = [started(url, name, "events") for name in ("one", "two")]

    def change(subjects: range) -> None:
        for number in range(CHANGES):
            for subject in subjects:
                with database.begin(ACTOR, f"thing:{subject}") as work:
                    work.emit("thing.changed", str(subject), {"number": number})
                    work.commit()

    halves = (range(SUBJECTS // 2), range(SUBJECTS // 2, SUBJECTS))
    writers = [threading.Thread(target=change, args=(half,)) for half in halves]
    for writer in writers:
        writer.start()
    finish(workers)  # they take in while others write
    for writer in writers:
        writer.join()
    finish([started(url, "last", "events")])
    with database.read() as connection:
        taken = connection.execute(text("SELECT subject, number, worker FROM taken ORDER BY at")).all()
    assert len(taken) == SUBJECTS * CHANGES
    for subject in range(SUBJECTS):
        assert [row.number for row in taken if row.subject == str(subject)] == list(range(CHANGES))


@pytest.fixture
def jobs(databases: SqliteDatabases | PostgresDatabases, clock: MovableClock) -> Iterator[Database[UnitOfWork]]:
    opened = Database.open(databases.fresh(None).database_url, clock=clock, unit_of_work=UnitOfWork)
    with opened.begin(ACTOR) as work:
        for key in ("1-slow", "2-behind"):
            work.enqueue("follow", key)
        work.commit()
    yield opened
    opened.close()


def test_a_job_that_waited_past_its_lease_is_left_to_whoever_took_it(
    jobs: Database[UnitOfWork], clock: MovableClock
) -> None:
    ran: list[tuple[str, str]] = []
    other = JobRunner(jobs, {"follow": lambda job: ran.append(("other", job.key))}, service="other")

    def slow(job: Job) -> None:
        ran.append(("first", job.key))
        if job.key == "1-slow":
            clock.move(LEASE + timedelta(seconds=1))
            other.run_due()  # both leases are over: it is free to take both

    JobRunner(jobs, {"follow": slow}, service="first").run_due()
    assert ran == [("first", "1-slow"), ("other", "1-slow"), ("other", "2-behind")], "the second job ran once"


def test_a_job_that_waited_gets_a_new_lease_before_it_begins(jobs: Database[UnitOfWork], clock: MovableClock) -> None:
    ran: list[tuple[str, str]] = []
    other = JobRunner(jobs, {"follow": lambda job: ran.append(("other", job.key))}, service="other")

    def slow(job: Job) -> None:
        ran.append(("first", job.key))
        clock.move(timedelta(seconds=100))
        other.run_due()

    JobRunner(jobs, {"follow": slow}, service="first").run_due()
    assert ran == [("first", "1-slow"), ("first", "2-behind")], "at 200 s the second still has its lease"


def test_a_late_failure_does_not_free_what_another_has_in_hand(jobs: Database[UnitOfWork], clock: MovableClock) -> None:
    ran: list[str] = []
    third = JobRunner(jobs, {"follow": lambda job: ran.append(f"third {job.key}")}, service="third")

    def in_hand(job: Job) -> None:
        ran.append(f"second {job.key}")
        if job.key == "1-slow":
            raise KeyboardInterrupt

    def late(job: Job) -> None:
        clock.move(LEASE + timedelta(seconds=1))
        with pytest.raises(KeyboardInterrupt):
            JobRunner(jobs, {"follow": in_hand}, service="second").run_due()
        raise ConnectionError("after the lease")

    JobRunner(jobs, {"follow": late}, service="first").run_due()
    clock.move(timedelta(seconds=2))
    third.run_due()
    assert ran == ["second 1-slow"], "it is the second's until that lease is over"
