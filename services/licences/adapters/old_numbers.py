"""Which holder an old identity number (số chứng minh nhân dân) was met with, so that it can be searched by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert

from services.licences.adapters.tables import OLD_NUMBERS


@dataclass(frozen=True, slots=True)
class Named:
    """The old numbers of a holder as one record names them; ``origin_id`` is that of the holder or of the licence."""

    origin_id: str
    holder_id: str
    numbers: Sequence[str]


def keep_old_numbers(connection: Connection, named: Sequence[Named], *, fresh: bool) -> None:
    """Write what these records name; ``fresh``: they named nothing before."""
    if named and not fresh:
        connection.execute(delete(OLD_NUMBERS).where(OLD_NUMBERS.c.origin_id.in_([one.origin_id for one in named])))
    rows = [
        {"number": number, "origin_id": one.origin_id, "holder_id": one.holder_id}
        for one in named
        for number in sorted(set(one.numbers))
    ]
    if rows:
        connection.execute(insert(OLD_NUMBERS), rows)
