"""A few threads that work off a queue and never keep the process from ending."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

A = TypeVar("A")
B = TypeVar("B")


class Workers(Generic[A, B]):
    """``count`` daemon threads. An executor of the standard library would be joined at the end of the process: a
    request under way would make Ctrl-C wait for its answer.
    """

    def __init__(self, work: Callable[[A], B], count: int) -> None:
        self._work, self._count = work, count
        self._queue: queue.SimpleQueue[tuple[A, Future[B]] | None] = queue.SimpleQueue()
        for number in range(count):
            threading.Thread(target=self._run, name=f"sender-{number}", daemon=True).start()

    def submit(self, item: A) -> Future[B]:
        """Have it done; the future holds the result or the exception."""
        future: Future[B] = Future()
        self._queue.put((item, future))
        return future

    def close(self) -> None:
        """Let every thread end after what it is doing."""
        for _ in range(self._count):
            self._queue.put(None)

    def _run(self) -> None:
        while (order := self._queue.get()) is not None:
            item, future = order
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(self._work(item))
            except BaseException as error:  # noqa: BLE001  # whoever waits for the result gets it
                future.set_exception(error)
