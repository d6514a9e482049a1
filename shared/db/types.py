"""Column types that mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, String
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.types import TypeDecorator, TypeEngine, UserDefinedType

INSTANT_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"


class UTCDateTime(TypeDecorator[datetime]):
    """An aware instant. ``timestamptz`` on PostgreSQL; fixed-width ISO text on SQLite, so that it sorts."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(TIMESTAMP(timezone=True))
        return dialect.type_descriptor(String(27))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant without a time zone means nothing")
        moment = value.astimezone(UTC)
        return moment if dialect.name == "postgresql" else moment.strftime(INSTANT_FORMAT)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if isinstance(value, str):
            return datetime.strptime(value, INSTANT_FORMAT).replace(tzinfo=UTC)
        moment: datetime = value
        return moment.astimezone(UTC)


JSONText = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
"""A JSON document: ``jsonb`` on PostgreSQL, text on SQLite. Python ``None`` is SQL NULL."""


class TransactionId(UserDefinedType[str]):
    """The transaction a row was written in: ``xid8`` on PostgreSQL; SQLite has one writer and needs none."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "XID8"


@compiles(TransactionId, "sqlite")
def _transaction_id_on_sqlite(_type: TransactionId, _compiler: Any, **_: Any) -> str:
    return "BIGINT"
