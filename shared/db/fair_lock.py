"""A lock that is handed over in the order in which it was asked for."""

from __future__ import annotations

import threading
from collections import deque

from shared.kernel.errors import Unavailable


class FairLock:
    """First come, first served.

    SQLite lets writers race for its one write lock and sleeps between tries, so that some of 16 threads starve for
    seconds; queuing in front of it makes the wait as long as the work ahead, and no longer.
    """

    def __init__(self, *, timeout: float = 30.0) -> None:
        self._timeout = timeout
        self._guard = threading.Lock()
        self._held = False
        self._queue: deque[threading.Event] = deque()

    def __enter__(self) -> None:
        with self._guard:
            if not self._held:
                self._held = True
                return
            turn = threading.Event()
            self._queue.append(turn)
        if turn.wait(self._timeout):
            return
        with self._guard:
            if turn.is_set():
                return
            self._queue.remove(turn)
        raise Unavailable("service-unavailable")

    def __exit__(self, *_: object) -> None:
        with self._guard:
            if self._queue:
                self._queue.popleft().set()
            else:
                self._held = False
