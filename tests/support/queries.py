"""How much work an answer took: the statements that went to any database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import event
from sqlalchemy.engine import Engine


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements of everybody in this process while the block runs."""
    told: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        told.append(statement)

    copy = psycopg.Cursor.copy

    def note_copy(cursor: Any, statement: Any, *arguments: Any, **options: Any) -> Any:
        told.append(str(statement))
        return copy(cursor, statement, *arguments, **options)

    event.listen(Engine, "before_cursor_execute", note)
    psycopg.Cursor.copy = note_copy  # type: ignore[method-assign]  # SQLAlchemy is not asked about these
    try:
        yield told
    finally:
        psycopg.Cursor.copy = copy  # type: ignore[method-assign]
        event.remove(Engine, "before_cursor_execute", note)
