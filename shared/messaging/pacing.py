"""Background tasks that need not run in every round."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from shared.kernel.clock import Clock


def paced(task: Callable[[], int], clock: Clock, pause: timedelta) -> Callable[[], int]:
    """The task, run at once and then with pauses while it finds nothing to do; one that found some goes on.

    A clock that was set back does not stop it.
    """
    last: list[datetime] = []

    def run() -> int:
        now = clock.now()
        if last and timedelta(0) <= now - last[0] < pause:
            return 0
        done = task()
        last[:] = [] if done else [now]
        return done

    return run
