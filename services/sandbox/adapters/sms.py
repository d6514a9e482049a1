"""Short messages in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from services.sandbox.adapters.tables import SHORT_MESSAGES
from services.sandbox.domain.sms import ShortMessage


class SqlShortMessages:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, reference: str, recipient: str, text: str, now: datetime) -> None:
        table = SHORT_MESSAGES
        again = update(table).where(table.c.reference == reference).values(times=table.c.times + 1)
        if self._connection.execute(again).rowcount == 0:
            row = {"reference": reference, "recipient": recipient, "text": text, "times": 1, "received_at": now}
            self._connection.execute(insert(table).values(row))

    def newest(self, most: int) -> Sequence[ShortMessage]:
        table = SHORT_MESSAGES
        query = select(table).order_by(table.c.received_at.desc(), table.c.reference.desc()).limit(most)
        return [ShortMessage(**row._mapping) for row in self._connection.execute(query)]  # noqa: SLF001  # SQLAlchemy's
