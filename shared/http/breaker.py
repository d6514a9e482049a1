"""After a few failures in a row a provider is left alone for a while: callers fail at once instead of queueing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

FAILURES = 5
PAUSE_SECONDS = 5.0


class Breaker:
    """Closed, open, half-open; unlike pybreaker it holds no lock during the call, so calls run side by side."""

    def __init__(
        self,
        *,
        failures: int = FAILURES,
        pause: float = PAUSE_SECONDS,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limit = failures
        self._pause = pause
        self._monotonic = monotonic
        self._failed = 0
        self._opened_at: float | None = None
        self._trying = False
        self._lock = threading.Lock()

    def admits(self) -> bool:
        """Whether a call may be made now; while open, one trial call after each pause."""
        with self._lock:
            if self._opened_at is None:
                return True
            if self._trying or self._monotonic() - self._opened_at < self._pause:
                return False
            self._trying = True
            return True

    def succeeded(self) -> None:
        """Note that the provider answered."""
        with self._lock:
            self._failed, self._opened_at, self._trying = 0, None, False

    def failed(self) -> None:
        """Note that it did not."""
        with self._lock:
            self._failed += 1
            if self._trying or self._failed >= self._limit:
                self._opened_at, self._trying = self._monotonic(), False
