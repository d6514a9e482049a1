"""The records of a file one after the other, each as it will be sent, with whatever is wrong with it already."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from services.commands.bulk.cells import CellError, clean, read_cell
from services.commands.bulk.columns import Layout
from services.commands.bulk.detection import stranger
from services.commands.bulk.encodings import Encoding, UndecodableError, capitals_restored, decode
from services.commands.bulk.lines import LONGEST, Line, LineReader, UnusableError
from services.commands.bulk.mapping import ColumnMap, Filled, fill
from shared.kernel.errors import Fault

MOST_LINES = 100
"""Lines one CSV row may run over: a quotation mark too many must not swallow the rest of a file."""
SEPARATOR_LINE = re.compile(r'"?sep=(.)"?', re.IGNORECASE)
REJECT_MEMBERS = {"line", "record", "errors"}


@dataclass(frozen=True, slots=True)
class Row:
    """One record: ``line`` is where it begins, ``end`` and ``next_line`` where the next one does.

    ``body`` is JSON as sent, None if there is nothing that could be sent (then ``raw`` is what there is); with
    ``faults`` it is not sent at all.
    """

    line: int
    end: int
    next_line: int
    body: bytes | None
    key: str | None
    faults: tuple[Fault, ...] = ()
    raw: str | None = None


Rows = Iterator[Row]


def ndjson_rows(reader: LineReader, encoding: Encoding, layout: Layout, *, rejects: bool) -> Rows:
    """The lines of an NDJSON file. ``rejects``: the file is a rejects file, whose entries hold a record each."""
    while (line := reader.next()) is not None:
        text, faults = read_text(line, encoding)
        if text is not None and not text.strip() and not faults:
            continue
        body, key = None, None
        if text is not None:
            body, key, bad = _json(text.strip(), layout, rejects=rejects, complete=line.complete)
            faults = faults or bad
        yield Row(line.number, line.end, line.number + 1, body, key, faults, None if body else text or _hint(line))


def read_text(line: Line, encoding: Encoding) -> tuple[str | None, tuple[Fault, ...]]:
    """The text of a line, or what is wrong with it; of a line in another encoding both, where that can be read."""
    if line.too_long:
        return None, (Fault("", "record-too-long", {"limit": LONGEST}),)
    foreign = stranger(line.data, encoding)
    if foreign is None:
        return decode(line.data, encoding), ()
    other, column = foreign
    fault = Fault("", "wrong-encoding", {"encoding": encoding, "other": other or "?", "column": column})
    return (decode(line.data, other) if other else None), (fault,)


def _hint(line: Line) -> str:
    return line.data[:400].decode("latin-1")


def _json(
    text: str, layout: Layout, *, rejects: bool, complete: bool
) -> tuple[bytes | None, str | None, tuple[Fault, ...]]:
    try:
        value = json.loads(text, object_pairs_hook=_once) if rejects else orjson.loads(text)
    except ValueError as error:
        code = "malformed-json" if complete else "record-cut-off"
        reason = f"column {error.colno}" if isinstance(error, json.JSONDecodeError) else str(error)
        return None, None, (Fault("", code, {"reason": reason}),)
    if rejects:
        value = value.get("record") if isinstance(value, dict) else None
        if value is None:
            return None, None, (Fault("/record", "nothing-to-send"),)
    key = value.get(layout.key) if isinstance(value, dict) else None
    # A record goes out as it came, so that whatever a parser would smooth over is the suite's to refuse.
    return (json.dumps(value) if rejects else text).encode(), key if isinstance(key, str) else None, ()


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("duplicate-key")
    return made


@dataclass(frozen=True, slots=True)
class CsvTable:
    """The headings of a CSV file, understood. ``start`` and ``line``: where its first row begins."""

    delimiter: str
    filled: Sequence[Filled]
    width: int
    start: int
    line: int


def read_headings(reader: LineReader, encoding: Encoding, layout: Layout, told: ColumnMap, name: str) -> CsvTable:
    """Read the line of headings, after Excel's ``sep=`` if that is there. Raises UnusableError."""
    csv.field_size_limit(LONGEST)
    delimiter = None
    while (line := reader.next()) is not None:
        text = _heading_text(line, encoding, name)
        if found := SEPARATOR_LINE.fullmatch(text.strip()):
            delimiter = found[1]
            continue
        if text.strip():
            break
    else:
        raise UnusableError(f"{name} has no line of headings.")
    delimiter = delimiter or _delimiter(text, layout, told, name)
    headings = next(csv.reader([text], delimiter=delimiter))
    return CsvTable(delimiter, fill(layout, headings, told, name), len(headings), line.end, line.number + 1)


def _heading_text(line: Line, encoding: Encoding, name: str) -> str:
    try:
        if not line.too_long:
            return decode(line.data, encoding)
    except UndecodableError as error:
        raise UnusableError(
            f"{name}, line {line.number}, column {error.column}: not {encoding}. Name the right --encoding."
        ) from error
    raise UnusableError(f"{name}, line {line.number}: a line of headings of more than 1 MB is none.")


def _delimiter(text: str, layout: Layout, told: ColumnMap, name: str) -> str:
    """The one of comma, semicolon and tab by which most headings are known, or else most cells are cut."""

    def worth(delimiter: str) -> tuple[int, int]:
        headings = next(csv.reader([text], delimiter=delimiter))
        try:
            return len(fill(layout, headings, told, name)) + 1000, len(headings)
        except UnusableError:
            return 0, len(headings)

    return max(",;\t", key=worth)


def csv_rows(reader: LineReader, encoding: Encoding, layout: Layout, table: CsvTable) -> Rows:
    """The rows of a CSV file below its headings; quoted cells may hold ends of lines."""
    while (line := reader.next()) is not None:
        text, faults = read_text(line, encoding)
        if text is None:
            yield Row(line.number, line.end, line.number + 1, None, None, faults, _hint(line))
            continue
        if not text.strip():
            continue
        cells, last, bad = _cells(text, line, reader, encoding, table.delimiter)
        if not any(cell.strip() for cell in cells) and not bad:
            continue
        faults = faults or bad or _width(cells, table, complete=last.complete)
        if bad:
            yield Row(line.number, last.end, last.number + 1, None, None, faults, text[:4000])
            continue
        record, unread = record_of(cells, table.filled, layout, encoding)
        key = record.get(layout.key)
        yield Row(
            line.number, last.end, last.number + 1, orjson.dumps(record), key if isinstance(key, str) else None,
            faults or unread,
        )  # fmt: skip


def _width(cells: Sequence[str], table: CsvTable, *, complete: bool) -> tuple[Fault, ...]:
    if len(cells) < table.width and not complete:
        return (Fault("", "record-cut-off", {"reason": f"{len(cells)}/{table.width}"}),)
    if len(cells) < table.width or any(cell.strip() for cell in cells[table.width :]):
        return (Fault("", "wrong-cell-count", {"found": len(cells), "headings": table.width}),)
    return ()


def _cells(
    text: str, line: Line, reader: LineReader, encoding: Encoding, delimiter: str
) -> tuple[list[str], Line, tuple[Fault, ...]]:
    """The cells of the row that begins with this line, the last line of it, and why it is none."""
    last, pieces = line, [text]
    while True:
        try:
            return next(csv.reader(["\n".join(pieces)], delimiter=delimiter, strict=True), []), last, ()
        except csv.Error as error:
            if "end of data" not in str(error) and len(pieces) == 1:
                return [], line, (Fault("", "malformed-csv", {"reason": str(error)}),)
            open_still = "end of data" in str(error)
        few = last.end - line.start < LONGEST and len(pieces) < MOST_LINES
        more = reader.next() if open_still and few else None
        if more is None or more.too_long or stranger(more.data, encoding) is not None:
            fault = Fault("", "quote-not-closed" if last.complete else "record-cut-off", {"reason": '"'})
            return [], line, _back_to(line, reader, fault)
        last = more
        pieces.append(decode(more.data, encoding))


def _back_to(line: Line, reader: LineReader, fault: Fault) -> tuple[Fault, ...]:
    """Give up on this line only: the next row is looked for in the line after it."""
    reader.go_to(offset=line.end, number=line.number + 1)
    return (fault,)


def record_of(
    row: Sequence[str], filled: Sequence[Filled], layout: Layout, encoding: Encoding
) -> tuple[dict[str, Any], tuple[Fault, ...]]:
    """The record a row stands for, and what could not be read of it: there the record has the text as it was."""
    record: dict[str, Any] = {}
    faults: list[Fault] = []
    restored = _as_abc if encoding is Encoding.TCVN3 else None
    for one in filled:
        value, fault = _value(row, one, restored)
        if value is not None:
            _put(record, one.column.path, value)
        if fault is not None:
            faults.append(fault)
    _complete(record, filled, layout)
    return record, tuple(faults)


def _complete(record: dict[str, Any], filled: Sequence[Filled], layout: Layout) -> None:
    """Nulls that must be said, lists for what has numbers, and lists that must be there."""
    for one in filled:
        if one.column.null_when_empty:
            _null(record, one.column.path)
    for name, value in record.items():
        if isinstance(value, dict) and next(iter(value)).isdigit():
            record[name] = [value[place] for place in sorted(value, key=int)]
    for name in layout.lists:
        record.setdefault(name, [])


def _as_abc(text: str, one: Filled) -> str:
    return capitals_restored(text, name=one.column.path[-1] == "full_name")


def _value(
    row: Sequence[str], one: Filled, restored: Callable[[str, Filled], str] | None
) -> tuple[object, Fault | None]:
    text = clean(row[one.place]) if one.place is not None and one.place < len(row) else ""
    text = text or one.constant
    if not text:
        return None, None
    text = restored(text, one) if restored else text
    try:
        return read_cell(text, one.column.cell, one.meant), None
    except CellError as error:
        return text, Fault(one.pointer, str(error), {"column": (one.place or 0) + 1, "text": text[:60]})


def _put(record: dict[str, Any], path: tuple[str, ...], value: object) -> None:
    for step in path[:-1]:
        record = record.setdefault(step, {})
    record[path[-1]] = value


def _null(record: dict[str, Any], path: tuple[str, ...]) -> None:
    node: Any = record
    for step in path[:-1]:
        node = node.get(step)
        if node is None:
            return
    node.setdefault(path[-1], None)
