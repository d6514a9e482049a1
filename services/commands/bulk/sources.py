"""What a file holds and how its records are read out of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import orjson

from services.commands.bulk.columns import Layout
from services.commands.bulk.encodings import Encoding, UndecodableError, decode
from services.commands.bulk.lines import Line, LineReader, Scanned, UnusableError
from services.commands.bulk.mapping import ColumnMap, read_map
from services.commands.bulk.rows import REJECT_MEMBERS, Rows, csv_rows, ndjson_rows, read_headings

NDJSON_NAMES = {".ndjson", ".jsonl", ".json"}
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}
ENCODINGS = {
    Encoding.UTF_8: "UTF-8",
    Encoding.UTF_16_LE: "UTF-16 LE",
    Encoding.UTF_16_BE: "UTF-16 BE",
    Encoding.TCVN3: "TCVN3 (ABC)",
    Encoding.VNI: "VNI",
}


@dataclass(frozen=True, slots=True)
class Contents:
    """How a file is read. ``start`` and ``line`` are where its first record begins, ``form`` says it for a person."""

    encoding: Encoding
    start: int
    line: int
    form: str
    rows: Callable[[LineReader], Rows]


def understand(path: Path, handle: BinaryIO, scanned: Scanned, layout: Layout, columns: Path | None) -> Contents:
    """Find out what a file holds, by what stands in it. Raises UnusableError for what is neither CSV nor NDJSON."""
    encoding, start = scanned.detected.encoding, scanned.detected.start
    reader = LineReader(handle, encoding, start)
    first = _first_line(path, reader, encoding)
    named = ENCODINGS[encoding] if scanned.detected.sure else "ASCII"
    if first.startswith("{"):
        if columns is not None:
            raise UnusableError(f"{path} holds NDJSON, and --columns is about the headings of CSV files.")
        rejects = _is_reject(first)
        form = f"{named}, {'records of a rejects file' if rejects else 'NDJSON'}"
        if path.suffix.lower() in {".csv", ".tsv", ".txt"}:
            form += f", though the name ends in {path.suffix}"
        return Contents(encoding, start, 1, form, lambda lines: ndjson_rows(lines, encoding, layout, rejects=rejects))
    _require_table(path, first)
    told = ColumnMap() if columns is None else read_map(columns, layout)
    reader.go_to(offset=start, number=1)
    table = read_headings(reader, encoding, layout, told, str(path))
    form = f"{named}, CSV with {DELIMITERS.get(table.delimiter, repr(table.delimiter))}"
    return Contents(encoding, table.start, table.line, form, lambda lines: csv_rows(lines, encoding, layout, table))


def _first_line(path: Path, reader: LineReader, encoding: Encoding) -> str:
    line: Line | None
    while (line := reader.next()) is not None:
        try:
            text = decode(line.data, encoding).strip()
        except UndecodableError:
            text = line.data.decode("latin-1").strip()
        if text:
            return text
    raise UnusableError(f"{path} has nothing but blank lines in it.")


def _is_reject(first: str) -> bool:
    try:
        entry = orjson.loads(first)
    except ValueError:
        return False
    return isinstance(entry, dict) and entry.keys() >= REJECT_MEMBERS


def _require_table(path: Path, first: str) -> None:
    if first.startswith("["):
        raise UnusableError(f"{path} is one JSON array; write one record a line: jq -c '.[]' {path} > NEW.ndjson")
    if first.startswith("<"):
        raise UnusableError(f"{path} is XML or a web page, not CSV. Some programs call an HTML table .xls or .csv.")
    if path.suffix.lower() in NDJSON_NAMES:
        raise UnusableError(
            f"{path}, line 1, column 1: {first[:40]!r} begins no JSON object. If the file is CSV, call it .csv."
        )
