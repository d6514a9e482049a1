"""Records in the pieces they are sent in. The same file from the same place falls into the same pieces."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from services.commands.bulk.rows import Row, Rows

PILOT = 100
"""Records of the first batch of a file: a wrong client or source shows before much is sent."""
MOST_BYTES = 4 << 20
"""Bytes of a batch; the suite takes 16 MB, and several batches are in memory at once."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows in a row. ``items`` are sent, ``refused`` are not; the next batch begins at ``end``, ``next_line``."""

    items: tuple[Row, ...]
    refused: tuple[Row, ...]
    first_line: int
    end: int
    next_line: int

    @property
    def rows(self) -> int:
        """How many records there are in it."""
        return len(self.items) + len(self.refused)

    def body(self) -> bytes:
        """What is sent: NDJSON."""
        return b"".join((row.body or b"") + b"\n" for row in self.items)

    def key(self, run: str) -> str:
        """The Idempotency-Key of these very rows in this run."""
        return f"{run}-{self.first_line}-{self.rows}"


def batches(rows: Rows, *, size: int, first_of_file: bool) -> Iterator[Batch]:
    """Cut rows into batches of ``size`` and at most MOST_BYTES."""
    taken: list[Row] = []
    weight, most = 0, min(PILOT, size) if first_of_file else size
    for row in rows:
        heavy = len(row.body or b"") + 1
        if taken and (len(taken) == most or weight + heavy > MOST_BYTES):
            yield _batch(taken)
            taken, weight, most = [], 0, size
        taken.append(row)
        weight += heavy
    if taken:
        yield _batch(taken)


def _batch(rows: list[Row]) -> Batch:
    return Batch(
        tuple(row for row in rows if not row.faults),
        tuple(row for row in rows if row.faults),
        rows[0].line,
        rows[-1].end,
        rows[-1].next_line,
    )
