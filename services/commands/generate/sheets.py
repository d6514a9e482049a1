"""Records of one file as lines: NDJSON and CSV at once, with a note of every row that was spoiled."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from services.commands.bulk.columns import LAYOUTS, Kind
from services.commands.generate.dirt import CUT, Faults, Record, Spoiled
from services.commands.generate.order import CSV, FEEDS, NDJSON

ENDINGS = {NDJSON: "ndjson", CSV: "csv"}
CUT_FAULTS: Mapping[str, Faults] = {NDJSON: (("", "malformed-json"),), CSV: (("", "wrong-cell-count"),)}
"""What must be said of a line that ends in the middle."""


def headings_of(name: str) -> tuple[str, ...]:
    """The first line of the CSV file with that name."""
    return LAYOUTS[Kind.CASES if name in FEEDS.values() else Kind(name)].headings


@dataclass(frozen=True, slots=True)
class Note:
    """A spoiled row: its place in the sheet from 0, and the number a person would look it up by."""

    row: int
    key: str
    spoiled: Spoiled

    def faults(self, form: str) -> Faults:
        """What must be said of it in a file of that format."""
        return CUT_FAULTS[form] if self.spoiled.kind == CUT else self.spoiled.faults


@dataclass(slots=True)
class Sheet:
    """A stretch of one file, in every format asked for."""

    name: str
    formats: tuple[str, ...]
    rows: int = 0
    notes: list[Note] = field(default_factory=list)
    lines: list[bytes] = field(default_factory=list)
    cells: list[list[str]] = field(default_factory=list)

    def add(self, record: Record, spoiled: Spoiled | None, key: str) -> None:
        """Put a record below the others."""
        cut = spoiled is not None and spoiled.kind == CUT
        if spoiled is not None:
            self.notes.append(Note(self.rows, key, spoiled))
        self.rows += 1
        if NDJSON in self.formats:
            line = orjson.dumps(record)
            self.lines.append(_half(line) if cut else line)
        if CSV in self.formats:
            row = cells_of(record, headings_of(self.name))
            self.cells.append(row[: len(row) // 3] if cut else row)

    def text(self, form: str) -> bytes:
        """The lines, each with its end."""
        if not self.rows:
            return b""
        if form == NDJSON:
            return b"\n".join((*self.lines, b""))
        paper = io.StringIO()
        csv.writer(paper, lineterminator="\n").writerows(self.cells)
        return paper.getvalue().encode()


def cells_of(record: Record, headings: tuple[str, ...]) -> list[str]:
    """The record as cells under those headings: dots for slashes, ``;`` between words, true and false."""
    flat = dict(_flat("", record))
    return [flat.get(heading, "") for heading in headings]


def _flat(prefix: str, value: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, member in value.items():
        if isinstance(member, str):
            yield prefix + name, member
        elif isinstance(member, dict):
            yield from _flat(f"{prefix}{name}.", member)
        elif isinstance(member, list):
            yield from _listed(prefix + name, member)
        elif member is True or member is False:
            yield prefix + name, "true" if member else "false"
        elif member is not None:
            yield prefix + name, str(member)


def _listed(heading: str, entries: list[Any]) -> Iterator[tuple[str, str]]:
    if heading == "acts":
        yield heading, ";".join(entry["code"] for entry in entries)
    elif entries and isinstance(entries[0], dict):
        for place, entry in enumerate(entries):
            yield from _flat(f"{heading}.{place}.", entry)
    else:
        yield heading, ";".join(entries)


def _half(line: bytes) -> bytes:
    """As much as was written before the disk was full; never half a letter."""
    text = line.decode()
    return text[: len(text) // 2].encode()
