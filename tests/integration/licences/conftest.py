"""A register on each kind of database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from shared.kernel.clock import MovableClock
from tests.support.licences import Register, a_register
from tests.support.licences_api import LicencesApi


@pytest.fixture
def register(databases: Any, clock: MovableClock, tmp_path: Path) -> Iterator[Register]:
    """An empty register."""
    with a_register(databases.fresh("services.licences.migrations").database_url, clock, tmp_path) as made:
        yield made


@dataclass
class Counted:
    """How many statements were run; an executemany is one."""

    statements: int = 0


@pytest.fixture
def count_statements() -> Callable[..., Any]:
    """``with count_statements() as counted``: the statements of all engines meanwhile, transaction control aside."""

    @contextmanager
    def count() -> Iterator[Counted]:
        counted = Counted()

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK")):
                counted.statements += 1

        event.listen(Engine, "before_cursor_execute", note)
        try:
            yield counted
        finally:
            event.remove(Engine, "before_cursor_execute", note)

    return count


@pytest.fixture
def api(databases: Any, clock: MovableClock, tmp_path: Path) -> Iterator[LicencesApi]:
    """The service over HTTP, empty."""
    made = LicencesApi(databases.fresh("services.licences.migrations"), clock, tmp_path)
    yield made
    made.close()
