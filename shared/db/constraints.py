"""Named database constraints speak as domain errors: the database is the last to say no, and says it in our words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import MetaData, UniqueConstraint
from sqlalchemy.exc import IntegrityError

from shared.kernel.errors import DomainError

_SQLITE_UNIQUE = re.compile(r"UNIQUE constraint failed: (?P<columns>.+)")
_SQLITE_NAMED = re.compile(r"(?:CHECK constraint failed|UNIQUE constraint failed: index) '?(?P<name>\w+)'?")


@contextmanager
def constraint_errors(errors: Mapping[str, DomainError], metadata: MetaData) -> Iterator[None]:
    """Turn a violation of a constraint or unique index named in ``errors`` into that error; let others through.

    SQLite names columns rather than the index; where several indexes share columns, the first named in ``errors`` is
    meant.
    """
    try:
        yield
    except IntegrityError as error:
        for name in broken_constraints(error, metadata):
            if name in errors:
                raise errors[name] from error
        raise


def broken_constraints(error: IntegrityError, metadata: MetaData) -> list[str]:
    """The names an integrity error may go by."""
    diagnostics = getattr(error.orig, "diag", None)
    if diagnostics is not None:
        return [diagnostics.constraint_name] if diagnostics.constraint_name else []
    message = str(error.orig)
    named = _SQLITE_NAMED.search(message)
    if named:
        return [named["name"]]
    unique = _SQLITE_UNIQUE.search(message)
    return _unique_over(unique["columns"].split(", "), metadata) if unique else []


def _unique_over(columns: list[str], metadata: MetaData) -> list[str]:
    table = metadata.tables[columns[0].split(".")[0]]
    wanted = {column.split(".")[1] for column in columns}
    names = [
        str(constraint.name)
        for constraint in table.constraints
        if isinstance(constraint, UniqueConstraint) and {c.name for c in constraint.columns} == wanted
    ]
    names += [str(index.name) for index in table.indexes if index.unique and {c.name for c in index.columns} == wanted]
    if {c.name for c in table.primary_key.columns} == wanted:
        names.append(str(table.primary_key.name))
    return sorted(names)
