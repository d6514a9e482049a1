"""The one thread on which a process does its background work: consumers, jobs, seals."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

import structlog

Task = Callable[[], int]
"""Does a bounded piece of work and says how much there was; zero means nothing to do."""

IDLE_SECONDS = 1.0
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0

log = structlog.get_logger()


class _Round:
    """One task and its pause after failures, so that a dead neighbour does not fill the log."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._pause = 0.0
        self._resume_at = 0.0

    def run(self) -> int:
        if time.monotonic() < self._resume_at:
            return 0
        try:
            done = self._task()
        except Exception as error:  # noqa: BLE001  # the other tasks go on; this one is tried again
            self._pause = min(max(self._pause * 2, FIRST_PAUSE), LONGEST_PAUSE)
            self._resume_at = time.monotonic() + self._pause
            log.warning("task-failed", task=getattr(self._task, "__qualname__", "task"), error=repr(error))
            return 0
        self._pause = 0.0
        return done


class BackgroundLoop:
    """Runs the tasks in turn until none has anything to do, then sleeps until woken or a second has passed."""

    def __init__(self, tasks: Sequence[Task], *, idle: float = IDLE_SECONDS) -> None:
        self._rounds = [_Round(task) for task in tasks]
        self._idle = idle
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self.turned_at = time.monotonic()

    @property
    def turning(self) -> bool:
        """Whether the thread runs; ``turned_at`` (monotonic seconds) is when it last began a round."""
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Start the thread (after a fork: threads do not survive one)."""
        self._thread = threading.Thread(target=self._loop, name="background", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """There is news: do not sleep on."""
        self._woken.set()

    def stop(self, timeout: float = 10.0) -> None:
        """Let the task in hand finish and end the thread."""
        self._stopping.set()
        self._woken.set()
        if self._thread is not None:
            self._thread.join(timeout)

    def run_until_idle(self, rounds: int = 200) -> int:
        """Do all there is to do now, on this thread; how much it was. Raises RuntimeError if it never ends."""
        total = 0
        for _ in range(rounds):
            done = sum(entry.run() for entry in self._rounds)
            if not done:
                return total
            total += done
        raise RuntimeError("the background work feeds itself and never ends")

    def _loop(self) -> None:
        while not self._stopping.is_set():
            self.turned_at = time.monotonic()
            self._woken.clear()
            if sum(entry.run() for entry in self._rounds) == 0:
                self._woken.wait(self._idle)
