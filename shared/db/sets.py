"""Rows in and out by the thousand: one statement each, however many rows, and no parameter for every value."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import orjson
from sqlalchemy import JSON, ColumnElement, Connection, String, Table, Text, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError

Row = Sequence[Any]
FEW = 20
"""Rows up to which PostgreSQL is quicker told them one by one than by opening a COPY."""
_texts = ARRAY(String)


def among(connection: Connection, column: ColumnElement[Any], values: Collection[str]) -> ColumnElement[bool]:
    """Whether a text column has one of the values: one parameter that holds them all, in no order that matters."""
    if connection.dialect.name == "postgresql":
        return column == any_(bindparam(None, sorted(values), type_=_texts))
    listed = func.json_each(bindparam(None, orjson.dumps(sorted(values)).decode(), type_=String))
    return column.in_(select(listed.table_valued("value").c.value))


def append(connection: Connection, table: Table, names: Sequence[str], rows: Sequence[Row]) -> None:
    """Write new rows in the order given; ``rows`` have their values in the order of ``names``.

    Instants and days are Python's; a JSON column takes text that is JSON. Raises SQLAlchemy's IntegrityError.
    """
    if not rows:
        return
    ready = _ready(table, names, rows, connection.dialect)
    if connection.dialect.name == "postgresql" and len(ready) > FEW:
        _copy(connection, table.name, names, ready)
    else:
        connection.exec_driver_sql(_insert(table.name, tuple(names), connection.dialect.paramstyle), ready)


def append_documents(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """The same for rows by the names of their columns (each names all of them), with Python values for JSON."""
    if not rows:
        return
    names = list(rows[0])
    written = {name for name in names if isinstance(table.c[name].type, JSON)}
    append(
        connection,
        table,
        names,
        [tuple(_written(row[name]) if name in written else row[name] for name in names) for row in rows],
    )


def _written(document: Any) -> str | None:
    return None if document is None else orjson.dumps(document).decode()


def append_missing(connection: Connection, table: Table, names: Sequence[str], rows: Sequence[Row]) -> int:
    """Write those of the rows that no unique key holds already, and say how many; otherwise as :func:`append`."""
    if not rows:
        return 0
    ready = _ready(table, names, rows, connection.dialect)
    if connection.dialect.name == "postgresql":
        source = _unnested(table, names, connection.dialect)
        statement = f"{_into(table.name, names)} SELECT * FROM {source} ON CONFLICT DO NOTHING"  # noqa: S608  # our names
        return connection.exec_driver_sql(statement, _columns(ready)).rowcount
    insert = _insert(table.name, tuple(names), connection.dialect.paramstyle)
    return connection.exec_driver_sql(f"{insert} ON CONFLICT DO NOTHING", ready).rowcount


def overwrite(
    connection: Connection, table: Table, keys: Sequence[str], names: Sequence[str], rows: Sequence[Row]
) -> int:
    """Give rows that are there new values; each has those of ``keys``, which find it, then of ``names``.

    How many were found. Otherwise as :func:`append`.
    """
    if not rows:
        return 0
    ready = _ready(table, (*keys, *names), rows, connection.dialect)
    target = f"UPDATE {table.name} SET "  # noqa: S608  # our names
    if connection.dialect.name == "postgresql":
        values = ", ".join(f"{name} = given.{name}" for name in names)
        found = " AND ".join(f"{table.name}.{key} = given.{key}" for key in keys)
        source = _unnested(table, (*keys, *names), connection.dialect)
        statement = f"{target}{values} FROM {source} AS given ({', '.join((*keys, *names))}) WHERE {found}"
        return connection.exec_driver_sql(statement, _columns(ready)).rowcount
    values = ", ".join(f"{name} = ?" for name in names)
    found = " AND ".join(f"{key} = ?" for key in keys)
    turned = [(*row[len(keys) :], *row[: len(keys)]) for row in ready]
    return connection.exec_driver_sql(f"{target}{values} WHERE {found}", turned).rowcount


def _unnested(table: Table, names: Iterable[str], dialect: Dialect) -> str:
    return f"unnest({', '.join(f'%s::{_kind(table, name, dialect)}[]' for name in names)})"


def _columns(rows: Sequence[Row]) -> tuple[list[Any], ...]:
    return tuple(list(column) for column in zip(*rows, strict=True))


def _copy(connection: Connection, table: str, names: Sequence[str], rows: Iterable[Row]) -> None:
    statement = f"COPY {table} ({', '.join(names)}) FROM STDIN"
    cursor: Any = connection.connection.cursor()
    failure = connection.dialect.loaded_dbapi.Error
    try:
        with cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except failure as error:  # SQLAlchemy does not see this statement, its callers want its errors
        raise DBAPIError.instance(statement, None, error, failure, dialect=connection.dialect) from error


def _kind(table: Table, name: str, dialect: Dialect) -> str:
    """The column's type without its length: a cast to ``varchar(36)`` would cut what is too long."""
    kind = table.c[name].type
    return (Text() if isinstance(kind, String) else kind).compile(dialect)


@cache
def _insert(table: str, names: tuple[str, ...], style: str) -> str:
    mark = "?" if style == "qmark" else "%s"
    return f"{_into(table, names)} VALUES ({', '.join([mark] * len(names))})"


def _into(table: str, names: Iterable[str]) -> str:
    return f"INSERT INTO {table} ({', '.join(names)})"


def _ready(table: Table, names: Sequence[str], rows: Sequence[Row], dialect: Dialect) -> list[Row]:
    """The rows as the driver takes them, converted column by column."""
    columns: list[Iterable[Any]] = list(zip(*rows, strict=True))
    for place, name in enumerate(names):
        convert = _converter(table, name, dialect)
        if convert is not None:
            columns[place] = map(_remembering(convert), columns[place])
    return list(zip(*columns, strict=True))


def _converter(table: Table, name: str, dialect: Dialect) -> Callable[[Any], Any] | None:
    kind = table.c[name].type.dialect_impl(dialect)
    return None if isinstance(kind, JSON) else kind.bind_processor(dialect)


def _remembering(convert: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """One conversion for a value that fills a whole column, as the instant of a transaction does."""
    last: Any = None
    made: Any = None

    def run(value: Any) -> Any:
        nonlocal last, made
        if value is not last:
            last, made = value, convert(value)
        return made

    return run
