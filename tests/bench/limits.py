"""What the databases take by themselves: the rows of a batch in one COPY, or one executemany and one commit."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import orjson
import psycopg

COLUMNS = "id, source, case_number, version, status, citizen_id, licence_number, plate, content"
TABLE = """CREATE TABLE rows_alone (id text PRIMARY KEY, source text NOT NULL, case_number text NOT NULL,
version integer NOT NULL, status text NOT NULL, citizen_id text, licence_number text, plate text,
content {json} NOT NULL, UNIQUE (source, case_number))"""
Row = tuple[Any, ...]


def rows(cases: Sequence[dict[str, Any]]) -> list[Row]:
    """Cases as rows of one table, ready for the driver."""
    return [
        (
            f"{case['source']}/{case['case_number']}",
            case["source"],
            case["case_number"],
            case["version"],
            case["status"],
            case["subject"]["citizen_id"],
            case["subject"]["licence_number"],
            case["vehicle"]["plate"],
            orjson.dumps(case).decode(),
        )
        for case in cases
    ]


def copy_into(dsn: str) -> Callable[[Sequence[Row]], float]:
    """A function that copies rows into PostgreSQL and returns the seconds it took, commit included."""
    connection = psycopg.connect(dsn)
    connection.execute(TABLE.format(json="jsonb"))
    connection.commit()

    def copy(given: Sequence[Row]) -> float:
        began = time.perf_counter()
        with connection.cursor() as cursor, cursor.copy(f"COPY rows_alone ({COLUMNS}) FROM STDIN") as stream:
            for row in given:
                stream.write_row(row)
        connection.commit()
        return time.perf_counter() - began

    return copy


def executemany_into(path: Path) -> Callable[[Sequence[Row]], float]:
    """The same for SQLite, which waits for the disk as the product has it wait."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute(TABLE.format(json="text"))

    def insert(given: Sequence[Row]) -> float:
        began = time.perf_counter()
        marks = ", ".join("?" * len(given[0]))
        connection.executemany(f"INSERT INTO rows_alone ({COLUMNS}) VALUES ({marks})", given)
        connection.commit()
        return time.perf_counter() - began

    return insert
