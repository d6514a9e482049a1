"""A file looked at once as a whole, then read line by line with bounded memory, from any place a run stopped at."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from services.commands.bulk.detection import SAMPLE_LINES, Detected, NotTextError, detect
from services.commands.bulk.encodings import Encoding

BLOCK = 1 << 20
LONGEST = 1 << 20
"""Bytes a record may have."""
MARKED_PER_BLOCK = 25


class UnusableError(Exception):
    """The file cannot be what it is said to be; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """What one look at a whole file tells. ``sha256`` is its fingerprint."""

    size: int
    sha256: str
    detected: Detected


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its end: number from 1, bytes [start, end) of the file.

    ``complete``: it had an end. ``too_long``: ``data`` is only its beginning.
    """

    number: int
    start: int
    end: int
    data: bytes
    complete: bool
    too_long: bool = False


def scan(path: Path, encoding: Encoding | None) -> Scanned:
    """Fingerprint a file and find out its encoding, unless ``encoding`` says it. Raises UnusableError."""
    digest, size, head, marked = hashlib.sha256(), 0, b"", list[bytes]()
    with path.open("rb") as handle:
        while block := handle.read(BLOCK):
            head = head or block[:4096]
            size += len(block)
            digest.update(block)
            if len(marked) < SAMPLE_LINES and not block.isascii():
                marked += _marked(block, first=size == len(block))
    if size == 0:
        raise UnusableError(f"{path} is empty (0 bytes). Was the export stopped?")
    try:
        detected = detect(head, marked[:SAMPLE_LINES])
    except NotTextError as error:
        if encoding is None or error.certain:
            raise UnusableError(
                f"{path} is {error}. Export it as CSV (UTF-8) or as NDJSON, one record a line; "
                "if it is text all the same, name its --encoding."
            ) from error
        detected = Detected(encoding, 0, sure=True)
    if encoding is not None:
        start = detected.start if detected.encoding is encoding else 0
        detected = Detected(encoding, start, sure=True)
    return Scanned(size, digest.hexdigest(), detected)


def _marked(block: bytes, *, first: bool) -> Iterator[bytes]:
    """Some whole lines of a block that have something beyond ASCII in them."""
    found = 0
    for line in block.split(b"\n")[0 if first else 1 : -1] or [block]:
        if not line.isascii():
            yield line[:4096]
            found += 1
            if found == MARKED_PER_BLOCK:
                return


class LineReader:
    """Reads lines of an open file; ``go_to`` takes it to any place where a line begins."""

    def __init__(self, handle: BinaryIO, encoding: Encoding, start: int) -> None:
        self._handle = handle
        self._ending = {Encoding.UTF_16_LE: b"\n\0", Encoding.UTF_16_BE: b"\0\n"}.get(encoding, b"\n")
        self._wide = encoding.wide
        self.go_to(offset=start, number=1)

    def go_to(self, *, offset: int, number: int) -> None:
        """Read next the line with this number, which begins at this byte."""
        self._offset, self._number = offset, number
        self._handle.seek(offset)

    def next(self) -> Line | None:
        """The next line, None at the end of the file."""
        start = self._offset
        data = self._read(LONGEST)
        if not data:
            return None
        too_long = len(data) >= LONGEST and not data.endswith(self._ending)
        last, read = data, len(data)
        while not self._ends(last, read) and (last := self._read(LONGEST)):
            read += len(last)
        complete = self._ends(last or data, read)
        kept = data[: LONGEST // 1024] if too_long else data
        self._offset, number = start + read, self._number
        self._number += 1
        ending = b"\r\0" if self._ending == b"\n\0" else b"\0\r" if self._wide else b"\r"
        return Line(
            number, start, self._offset, kept.removesuffix(self._ending).removesuffix(ending), complete, too_long
        )

    def _ends(self, part: bytes, read: int) -> bool:
        return part.endswith(self._ending) and (not self._wide or read % 2 == 0)

    def _read(self, limit: int) -> bytes:
        """Up to the next end of a line, or ``limit`` bytes; a newline byte inside of a wide letter is no end."""
        if not self._wide:
            return self._handle.readline(limit)
        found = b""
        while len(found) < limit and (part := self._handle.readline(limit - len(found))):
            found += part
            if len(found) % 2:
                found += self._handle.read(1)
            if found.endswith(self._ending):
                break
        return found
