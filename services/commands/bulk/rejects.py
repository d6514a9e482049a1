"""The file of what was not taken: one entry a record, to be corrected there and sent again with the same command."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from services.commands.bulk.rows import Row


@dataclass(frozen=True, slots=True)
class Reject:
    """A record that was not taken, and its faults ``{pointer, code, detail}``."""

    row: Row
    key: str | None
    errors: Sequence[Mapping[str, Any]]

    def entry(self) -> bytes:
        """One line of the file. The record stands in it byte by byte as it was sent."""
        head = orjson.dumps({"line": self.row.line, "key": self.key})[:-1]
        record = self.row.body if self.row.body is not None else b"null"
        raw = b"" if self.row.raw is None else b',"raw":' + orjson.dumps(self.row.raw)
        return head + b',"record":' + record + raw + b',"errors":' + orjson.dumps(list(self.errors)) + b"}\n"


def path_beside(path: Path) -> Path:
    """Where the rejects of a file go."""
    return path.with_name(f"{path.name}.rejects.ndjson")


class RejectsFile:
    """Opened at the length it had when the progress was last kept; what a crash left after that is cut off."""

    def __init__(self, path: Path, *, keep: int, fresh: bool) -> None:
        """``fresh``: a new run, which puts the rejects of the one before aside.

        Raises ValueError if the file is shorter than ``keep``: somebody has changed it.
        """
        self.path = path
        if fresh and path.exists():
            path.replace(path.with_name(f"{path.name}.previous"))
        size = path.stat().st_size if path.exists() else 0
        if size < keep:
            raise ValueError(f"{path} is shorter than it was ({size} bytes, not {keep})")
        self._handle: BinaryIO = path.open("r+b" if path.exists() else "w+b")
        self._handle.truncate(keep)
        self._handle.seek(keep)

    def append(self, rejects: Iterable[Reject]) -> int:
        """Write entries for good; the length of the file then. Raises OSError."""
        entries = b"".join(reject.entry() for reject in rejects)
        if entries:
            self._handle.write(entries)
            self._handle.flush()
            os.fsync(self._handle.fileno())
        return self._handle.tell()

    def close(self) -> None:
        """Close it; a file nothing was written to goes away."""
        with contextlib.suppress(OSError):  # what could not be written has been told, and is cut off the next time
            self._handle.close()
        if self.path.stat().st_size == 0:
            self.path.unlink()
