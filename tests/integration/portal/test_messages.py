"""One message for one event: in whatever order events come, however often, and whenever the jobs run between them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.portal.adapters.inbox import NEWS, SqlPost, take_event
from services.portal.application.notifying import KINDS, Applicant, Notifying, deliver, kind_of, notify
from shared.db.engine import Database
from shared.db.migrations import migrate
from shared.db.unit_of_work import UnitOfWork
from shared.kernel.clock import MovableClock
from shared.messaging.consumer import Consumer
from shared.messaging.feed import Event, FeedPage
from shared.messaging.jobs import JobRunner
from shared.web.pages.sealing import Sealer

CITIZEN = "999090000001"
BEGIN = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
APPLICATION = "019a9f6e-0000-7000-8000-00000000000a"
STEPS = [
    ("submitted", "filed"),
    ("checking", "taken_up"),
    ("awaiting_clearance", "found_unclear"),
    ("awaiting_payment", "fee_fallen_due"),
    ("under_review", "accepted"),
    ("supplement_requested", "supplement_requested"),
    ("under_review", "supplement_received"),
    ("under_review", "rescheduled"),
    ("approved", "approved"),
    ("issuing", "signed"),
    ("issued", "card_issued"),
]


def event(number: int, state: str, step: str) -> Event:
    """The event of a step, a minute after the one before."""
    data = {"code": "G01.79-261121-000123", "step": step, "due_on": "2026-11-30"}
    at = BEGIN + timedelta(minutes=number)
    return Event(f"event-{number:03}", f"application.{state}", APPLICATION, at, data, f"{number}")


EVENTS = [event(number, *step) for number, step in enumerate(STEPS)]
WANTED = [KINDS[step] for _, step in STEPS if step in KINDS]


class Sender:
    """Takes everything."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    def send(self, number: str, text: str, *, reference: str) -> None:
        self.sent.append(text)


class OnlyApplicant:
    """Whose all dossiers are; counts how often it was asked."""

    asked = 0

    def of(self, _application_id: str) -> Applicant:
        self.asked += 1
        return Applicant(CITIZEN, "0900000001", None)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty database, to be copied."""
    path = tmp_path_factory.mktemp("portal") / "portal.db"
    migrate("services.portal.migrations", f"sqlite:///{path}")
    return path


@pytest.fixture
def sealer(tmp_path: Path) -> Sealer:
    """Keys for one test."""
    return Sealer.open(tmp_path / "keys.json")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    order=st.permutations(EVENTS),
    again=st.lists(st.sampled_from(EVENTS), max_size=6),
    pauses=st.sets(st.integers(0, len(EVENTS) + 6)),
)
def test_every_order_makes_the_same_inbox_and_one_sms_each(  # noqa: PLR0917  # fixtures
    tmp_path_factory: pytest.TempPathFactory,
    template: Path,
    sealer: Sealer,
    order: list[Event],
    again: list[Event],
    pauses: set[int],
) -> None:
    path = tmp_path_factory.mktemp("order") / "portal.db"
    path.write_bytes(template.read_bytes())
    clock = MovableClock(BEGIN + timedelta(hours=1))
    database = Database.open(f"sqlite:///{path}", clock=clock, unit_of_work=UnitOfWork)
    try:
        post, sender, applicants = SqlPost(database, sealer), Sender(), OnlyApplicant()
        notifying = Notifying(post, applicants, None, sender, "https://gplx.example")
        jobs = JobRunner(
            database,
            {
                "notify": lambda job: notify(notifying, job.key),
                "deliver": lambda job: deliver(notifying, job.key, job.attempts),
            },
            service="portal",
        )
        for number, one in enumerate([*order, *again]):
            take_in(database, one, number)
            while number in pauses and jobs.run_due():
                pass
        while jobs.run_due():
            pass
        assert [message.kind for message in reversed(post.open(CITIZEN))] == WANTED
        assert len(sender.sent) == len(set(sender.sent)) == len(WANTED)
        assert applicants.asked == 1
        assert post.unread(CITIZEN) == 0
    finally:
        database.close()


def take_in(database: Database[UnitOfWork], one: Event, number: int) -> None:
    """Let the consumer meet an event, as a feed that is out of order or repeats itself would show it."""
    shown = Event(one.id, one.type, one.subject_id, one.occurred_at, one.data, str(number))
    consumer = Consumer(
        name="notifications",
        database=database,
        fetch=lambda _after, _limit, _wait: FeedPage((shown,), str(number)),
        handlers=dict.fromkeys(NEWS, take_event),
    )
    consumer.run_once()


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("application.stopped", {"step": "payment_expired"}, "stopped-unpaid"),
        ("application.under_review", {"step": "cleared"}, "cleared"),
        ("application.issuing", {"step": "signed"}, None),
        ("application.checking", {"step": "never heard of"}, None),
        ("payment.refunded", {"application_id": APPLICATION}, "refunded"),
        ("payment.refunded", {"application_id": None}, None),
        ("payment.received", {"application_id": APPLICATION}, None),
        ("decision.made", {"step": "approved"}, None),
    ],
)
def test_what_an_event_makes_hangs_on_it_alone(name: str, data: Mapping[str, Any], kind: str | None) -> None:
    assert kind_of(name, data) == kind
