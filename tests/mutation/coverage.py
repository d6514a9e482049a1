"""Which test runs which line of the modules under test, and what runs already when they are imported."""

from __future__ import annotations

import functools
import gc
import inspect
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from coverage import Coverage

BEFORE = "before"


class Lines:
    """Lines run, by file and by test; ``before`` are those of imports, of collection and of values kept for good."""

    def __init__(self, files: Iterable[str]) -> None:
        self._files = tuple(files)
        self._coverage = Coverage(data_file=None, config_file=False, include=list(self._files))
        self.by_test: dict[tuple[str, int], set[str]] = {}
        self.before: set[tuple[str, int]] = set()

    def start(self) -> None:
        """Watch from now on."""
        self._coverage.start()
        self._coverage.switch_context(BEFORE)

    @contextmanager
    def of(self, test: str) -> Iterator[None]:
        """Whatever runs meanwhile is run by the test."""
        self._coverage.switch_context(test)
        try:
            yield
        finally:
            self._coverage.switch_context(BEFORE)

    def stop(self) -> None:
        """Watch no more; what fills the caches that last as long as the process counts as run before any test."""
        self._fill_caches()
        self._coverage.stop()
        data = self._coverage.get_data()
        for file in self._files:
            for line, contexts in data.contexts_by_lineno(file).items():
                self.by_test[file, line] = set(contexts) - {BEFORE, ""}
                if not {BEFORE, ""}.isdisjoint(contexts):
                    self.before.add((file, line))

    @staticmethod
    def _fill_caches() -> None:
        for cached in [found for found in gc.get_objects() if isinstance(found, functools._lru_cache_wrapper)]:
            module = str(getattr(cached, "__module__", ""))
            if module.startswith(("services.", "shared.")) and not inspect.signature(cached).parameters:
                cached.cache_clear()
                cached()
