"""What every service does for itself in the background: forget old answers, seal the look-ups of finished hours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from shared.db.engine import Database
from shared.db.idempotency import forget_expired
from shared.db.lookups import LookupLog
from shared.db.lookups.seals import seal_finished_hours
from shared.messaging.pacing import paced

FORGET_EVERY = timedelta(minutes=10)
SEAL_EVERY = timedelta(minutes=1)


def upkeep_of(database: Database[Any] | None, lookups: LookupLog | None) -> list[Callable[[], int]]:
    """The background tasks that follow from what a service keeps, each paced by the service's own clock."""
    tasks: list[Callable[[], int]] = []
    if database is not None:
        tasks.append(paced(lambda: forget_expired(database), database.clock, FORGET_EVERY))
    if lookups is not None:
        tasks.append(paced(lambda: seal_finished_hours(lookups), lookups.database.clock, SEAL_EVERY))
    return tasks
