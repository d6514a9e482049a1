"""Files as old licence software wrote them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from services.commands.bulk.columns import LAYOUTS, Kind
from services.commands.bulk.encodings import TABLES, Encoding
from services.commands.bulk.lines import LineReader, scan
from services.commands.bulk.rows import Row
from services.commands.bulk.sources import understand

HOLDER_HEADINGS = ("citizen_id", "full_name", "date_of_birth", "sex", "nationality", "address.text", "aliases")


def encoded(text: str, encoding: Encoding) -> bytes:
    """The bytes of a text in any of the encodings."""
    table = TABLES.get(encoding)
    if table is None:
        return text.encode(encoding)
    return b"".join(table.get(letter) or letter.encode("ascii") for letter in text)


def table(rows: Sequence[Sequence[object]], headings: Sequence[str] = HOLDER_HEADINGS, delimiter: str = ",") -> str:
    """CSV as a spreadsheet writes it."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter)
    writer.writerows([headings, *rows])
    return buffer.getvalue()


def holder(number: int, name: str = "Nguyễn Thị Thử Bảy", born: str = "28/02/1990") -> list[str]:
    """One row below HOLDER_HEADINGS."""
    return [f"99919{number:07}", name, born, "Nữ", "Việt Nam", f"{number} Đường Thử, Phường Giả Định", ""]


def rows_of(path: Path, kind: Kind = Kind.HOLDERS, encoding: Encoding | None = None, **options: Path) -> list[Row]:
    """Every record of a file, as it would be sent."""
    scanned = scan(path, encoding)
    with path.open("rb") as handle:
        contents = understand(path, handle, scanned, LAYOUTS[kind], options.get("columns"))
        reader = LineReader(handle, contents.encoding, contents.start)
        reader.go_to(offset=contents.start, number=contents.line)
        return list(contents.rows(reader))
