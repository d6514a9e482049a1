"""Feeds lose nothing, consumers count nothing twice, jobs are kept; on both databases."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from shared.db.engine import Database
from shared.db.tables import JOBS
from shared.db.unit_of_work import UnitOfWork
from shared.kernel.actor import the_clock
from shared.kernel.clock import MovableClock
from shared.kernel.errors import Invalid
from shared.messaging.background import BackgroundLoop
from shared.messaging.consumer import Consumer
from shared.messaging.feed import START, Event, FeedPage, read_feed
from shared.messaging.jobs import Job, JobRunner, overdue, release_abandoned
from tests.support.databases import PostgresDatabases, SqliteDatabases

ACTOR = the_clock("test")


@pytest.fixture
def database(databases: SqliteDatabases | PostgresDatabases, clock: MovableClock) -> Iterator[Database[UnitOfWork]]:
    opened = Database.open(databases.fresh(None).database_url, clock=clock, unit_of_work=UnitOfWork)
    yield opened
    opened.close()


def emit(database: Database[UnitOfWork], subject: str, number: int) -> None:
    with database.begin(ACTOR, f"thing:{subject}") as work:
        work.emit("thing.changed", subject, {"number": number})
        work.commit()


def everything(database: Database[UnitOfWork]) -> list[Event]:
    found: list[Event] = []
    page = read_feed(database, after=None, limit=7)
    while page.items:
        found += page.items
        page = read_feed(database, after=page.next, limit=7)
    return found


def test_a_feed_is_paged_in_order_and_ends_where_it_began(database: Database[UnitOfWork]) -> None:
    assert read_feed(database, after=None) == FeedPage((), START)
    for number in range(20):
        emit(database, "1", number)
    assert [event.data["number"] for event in everything(database)] == list(range(20))


def test_an_event_that_commits_late_is_not_skipped(
    databases: SqliteDatabases | PostgresDatabases, clock: MovableClock
) -> None:
    database = Database.open(databases.fresh(None).database_url, clock=clock, unit_of_work=UnitOfWork)
    seen: list[str] = []
    late_may_commit, late_has_written = threading.Event(), threading.Event()

    def write_late() -> None:
        with database.begin(ACTOR, "thing:late") as work:
            work.emit("thing.changed", "late", {})
            work.flush()
            work._events.clear()
            late_has_written.set()
            late_may_commit.wait(10)
            work.commit()

    late = threading.Thread(target=write_late)
    late.start()
    late_has_written.wait(10)
    if database.dialect == "sqlite":  # one writer: nobody can overtake
        late_may_commit.set()
    emit(database, "quick", 1)
    page = read_feed(database, after=None)
    seen += [event.subject_id for event in page.items]
    late_may_commit.set()
    late.join()
    emit(database, "after", 2)
    seen += [event.subject_id for event in read_feed(database, after=page.next).items]
    assert sorted(seen) == ["after", "late", "quick"]
    database.close()


def test_events_of_a_subject_keep_their_order_under_concurrency(database: Database[UnitOfWork]) -> None:
    counter = {"a": 0, "b": 0}

    def write(subjects: tuple[str, ...]) -> None:
        for _ in range(20):
            for subject in subjects:
                with database.begin(ACTOR, f"thing:{subject}") as work:
                    counter[subject] += 1  # guarded by the subject's lock
                    work.emit("thing.changed", subject, {"number": counter[subject]})
                    work.commit()

    threads = [threading.Thread(target=write, args=(order,)) for order in (("a", "b"), ("b", "a"), ("a",), ("b",))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    events = everything(database)
    assert len(events) == 120
    for subject in ("a", "b"):
        numbers = [event.data["number"] for event in events if event.subject_id == subject]
        assert numbers == list(range(1, 61))


@pytest.mark.parametrize("cursor", ["", "x", "1", "1.x", "-1.2", "1.2.3", "9" * 50 + ".1", "\u0661.1"])
def test_a_foreign_cursor_is_refused_in_words(database: Database[UnitOfWork], cursor: str) -> None:
    if cursor == "":
        assert read_feed(database, after=cursor).next == START
        return
    with pytest.raises(Invalid):
        read_feed(database, after=cursor)


def test_a_consumer_applies_each_event_once_even_when_it_dies(database: Database[UnitOfWork]) -> None:
    for number in range(5):
        emit(database, "1", number)
    applied: list[int] = []
    dies_at = {2}

    def handle(work: UnitOfWork, event: Event) -> None:
        number = event.data["number"]
        work.enqueue("effect", str(number))
        if number in dies_at:
            dies_at.clear()
            raise ConnectionError("killed before the commit")
        applied.append(number)

    consumer = Consumer(
        name="me",
        database=database,
        fetch=lambda after, limit, wait: read_feed(database, after=after, limit=limit, wait=wait),
        handlers={"thing.changed": handle},
    )
    with pytest.raises(ConnectionError):
        consumer.run_once()
    assert applied == [0, 1]
    consumer.run_once()
    assert applied == [0, 1, 2, 3, 4]
    assert consumer.run_once() == 0
    with database.read() as connection:
        assert sorted(connection.execute(select(JOBS.c.key)).scalars()) == ["0", "1", "2", "3", "4"]


def test_a_job_is_kept_retried_and_then_gone(database: Database[UnitOfWork], clock: MovableClock) -> None:
    outcomes = iter([ConnectionError("no answer"), clock.now() + timedelta(hours=1), None])
    seen: list[Job] = []

    def handle(job: Job) -> object:
        seen.append(job)
        outcome = next(outcomes)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    runner = JobRunner(database, {"follow": handle}, service="test")  # type: ignore[dict-item]
    with database.begin(ACTOR) as work:
        work.enqueue("follow", "1", {"a": 1})
        work.enqueue("unknown-kind", "1")
        work.commit()
    assert runner.run_due() == 1
    assert runner.run_due() == 0
    clock.move(timedelta(seconds=1))
    assert runner.run_due() == 1
    assert runner.run_due() == 0
    clock.move(timedelta(hours=1))
    assert runner.run_due() == 1
    clock.move(timedelta(days=1))
    assert runner.run_due() == 0
    assert [job.attempts for job in seen] == [0, 1, 0]
    assert seen[0].payload == {"a": 1}


def test_a_job_asked_for_while_it_runs_runs_again(database: Database[UnitOfWork]) -> None:
    runs: list[int] = []

    def handle(job: Job) -> None:
        runs.append(job.generation)
        if len(runs) == 1:
            with database.begin(ACTOR) as work:
                work.enqueue("follow", "1")
                work.commit()

    runner = JobRunner(database, {"follow": handle}, service="test")
    with database.begin(ACTOR) as work:
        work.enqueue("follow", "1")
        work.commit()
    while runner.run_due():
        pass
    assert runs == [1, 2]


def test_a_claimed_job_is_left_alone_until_its_lease_ends_or_is_released(
    database: Database[UnitOfWork], clock: MovableClock
) -> None:
    def die(_job: Job) -> None:
        raise KeyboardInterrupt

    with database.begin(ACTOR) as work:
        work.enqueue("follow", "1")
        work.commit()
    with pytest.raises(KeyboardInterrupt):
        JobRunner(database, {"follow": die}, service="test").run_due()
    done: list[str] = []
    survivor = JobRunner(database, {"follow": lambda job: done.append(job.key)}, service="test")
    assert survivor.run_due() == 0
    assert release_abandoned(database) == 1
    assert survivor.run_due() == 1
    assert done == ["1"]


def test_overdue_counts_what_should_have_run(database: Database[UnitOfWork], clock: MovableClock) -> None:
    with database.begin(ACTOR) as work:
        work.enqueue("follow", "now")
        work.enqueue("follow", "later", run_at=clock.now() + timedelta(hours=1))
        work.commit()
    assert overdue(database) == 1
    clock.move(timedelta(hours=1))
    assert overdue(database) == 2


def test_many_runners_claim_each_job_once(database: Database[UnitOfWork]) -> None:
    with database.begin(ACTOR) as work:
        for number in range(60):
            work.enqueue("follow", f"{number:03}")
        work.commit()
    done: list[str] = []

    def run() -> None:
        runner = JobRunner(database, {"follow": lambda job: done.append(job.key)}, service="test")
        while runner.run_due():
            pass

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [f"{number:03}" for number in range(60)]


def test_the_background_goes_on_when_a_task_fails() -> None:
    worked: list[int] = []

    def broken() -> int:
        raise ConnectionError("down")

    def good() -> int:
        worked.append(1)
        return int(len(worked) < 3)

    assert BackgroundLoop([broken, good]).run_until_idle() == 2
    assert len(worked) == 3
