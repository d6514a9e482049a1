"""A file opened, held for one run at a time, looked at and understood."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from services.commands.bulk.batches import Batch, batches
from services.commands.bulk.columns import LAYOUTS, Kind
from services.commands.bulk.encodings import Encoding
from services.commands.bulk.lines import LineReader, Scanned, UnusableError, scan
from services.commands.bulk.sources import Contents, understand


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be done with which file. ``batch``: records sent at a time, ``parallel``: requests at once."""

    path: Path
    kind: Kind
    client: str
    url: str
    columns: Path | None = None
    encoding: Encoding | None = None
    batch: int = 2000
    parallel: int = 4
    restart: bool = False
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Opened:
    """A file in hand. ``seen`` is its size and time of change when it was looked at."""

    order: Order
    handle: BinaryIO
    scanned: Scanned
    contents: Contents
    seen: tuple[int, int]

    def batches(self, size: int, *, offset: int, line: int, first_of_file: bool) -> Iterator[Batch]:
        """The batches from a place on where a record begins."""
        reader = LineReader(self.handle, self.contents.encoding, offset)
        reader.go_to(offset=offset, number=line)
        return batches(self.contents.rows(reader), size=size, first_of_file=first_of_file)

    def has_changed(self) -> bool:
        """Whether somebody wrote to the file since it was opened."""
        return _seen(self.handle) != self.seen

    def begun_with(self) -> dict[str, Any]:
        """What must be the same for a run to be gone on with."""
        columns = self.order.columns
        return {
            "kind": self.order.kind.value,
            "client": self.order.client,
            "url": self.order.url,
            "size": self.scanned.size,
            "sha256": self.scanned.sha256,
            "encoding": self.contents.encoding.value,
            "columns": None if columns is None else hashlib.sha256(columns.read_bytes()).hexdigest(),
        }


@contextmanager
def opened(order: Order) -> Iterator[Opened]:
    """Open a file. Raises UnusableError if it is not what it should be, or another run has it."""
    with order.path.open("rb") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UnusableError(f"Another gplx is at work on {order.path}. Wait for it, or stop it.") from None
        seen = _seen(handle)
        scanned = scan(order.path, order.encoding)
        contents = understand(order.path, handle, scanned, LAYOUTS[order.kind], order.columns)
        yield Opened(order, handle, scanned, contents, seen)


def _seen(handle: BinaryIO) -> tuple[int, int]:
    status = os.fstat(handle.fileno())
    return status.st_size, status.st_mtime_ns
