"""The police station: pushes cases for its clients, tells every minute that it is there, or keeps silent."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.sandbox.application.behaviours import behaviour_of, take
from services.sandbox.application.ports import Json, PoliceLine, StationCase, Store
from services.sandbox.domain.behaviour import Part, Trait, goes_out_of_turn
from shared.kernel.actor import Actor
from shared.kernel.errors import NotFound, Unavailable
from shared.kernel.ids import new_id

PUSH = "station-case"
"""Kind of the job that sends one case."""

STATION = Actor(kind="system", subject="sandbox-police", client_id="sandbox")
SOON = timedelta(seconds=1)
HELD_BACK = timedelta(seconds=10)
HEARTBEAT_EVERY = timedelta(minutes=1)
HEARTBEAT_RETRY = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Submitted:
    """A case the station took. ``answer_status`` and ``answer`` are None while it waits to be sent."""

    id: str
    client_id: str
    answer_status: int | None
    answer: Json | None


def submit(store: Store, line: PoliceLine, *, client_id: str, record: Json) -> Submitted:
    """Take a case and send it at once if the station is in the mood; what waits is sent by and by.

    Raises NotFound ``unknown-police-client``.
    """
    if client_id not in line.clients():
        raise NotFound("unknown-police-client")
    case_id = new_id()
    with store.begin(STATION, f"station:{client_id}") as work:
        work.outbox.add(StationCase(case_id, client_id, record, work.now))
        work.enqueue(PUSH, case_id, run_at=work.now + SOON)
        work.commit()
    with suppress(Unavailable):  # the job tries again
        send_case(store, line, case_id)
    with store.reading() as shelves:
        case = shelves.outbox.get(case_id)
    if case is None:
        raise NotFound("not-found")
    return Submitted(case_id, client_id, case.answer_status, case.answer)


def send_case(store: Store, line: PoliceLine, case_id: str) -> datetime | None:
    """Send one case; None when it was answered, else when to try again. Raises Unavailable."""
    with store.reading() as shelves:
        case = shelves.outbox.get(case_id)
        earlier_waiting, later_gone = shelves.outbox.neighbours(case) if case else (False, False)
    if case is None or case.sent_at is not None:
        return None
    now = store.now()
    behaviour = behaviour_of(store, Part.POLICE)
    due = case.entered_at + timedelta(milliseconds=behaviour.slow_ms)
    if now < due:
        return due
    held_back = behaviour.shows(Trait.REORDER) and now < case.entered_at + HELD_BACK
    if held_back and not goes_out_of_turn(earlier_waiting=earlier_waiting, later_gone=later_gone):
        return now + SOON
    if take(store, Part.POLICE, Trait.SILENT) or take(store, Part.POLICE, Trait.FAIL):
        return now + SOON
    status, answer = line.push(case.client_id, case.record)
    if take(store, Part.POLICE, Trait.DOUBLE):
        status, answer = line.push(case.client_id, case.record)
    if take(store, Part.POLICE, Trait.LOSE_ANSWER):
        return now + SOON
    with store.begin(STATION, f"station:{case.client_id}") as work:
        work.outbox.mark_sent(case_id, work.now, status, answer)
        work.commit()
    return None


class Heartbeats:
    """A background task: an empty batch of each police client every minute, at once at the start.

    Nothing is stored: after a restart the first round is due at once, which is what a station would do.
    """

    def __init__(self, store: Store, line: PoliceLine) -> None:
        self._store = store
        self._line = line
        self._due: dict[str, datetime] = {}

    def beat_due(self) -> int:
        """Send what is due; how many were sent. A suite that does not answer is tried again after five seconds."""
        now = self._store.now()
        due = [client for client in self._line.clients() if now >= self._due.get(client, now)]
        if not due:
            return 0
        behaviour = behaviour_of(self._store, Part.POLICE)
        for trait in (Trait.SILENT, Trait.FAIL):
            if behaviour.shows(trait):
                if take(self._store, Part.POLICE, trait) and behaviour.counts(trait):
                    self._due |= dict.fromkeys(due, now + HEARTBEAT_EVERY)
                return 0
        return sum(self._beat(client, now, twice=behaviour.shows(Trait.DOUBLE)) for client in due)

    def _beat(self, client_id: str, now: datetime, *, twice: bool) -> int:
        try:
            for _ in range(2 if twice else 1):
                self._line.heartbeat(client_id)
        except Unavailable:
            self._due[client_id] = now + HEARTBEAT_RETRY
            return 0
        self._due[client_id] = now + HEARTBEAT_EVERY
        return 1
